"""The reviewing lawyer's pages: an hour a week, the soonest hearing first."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic.people.doors import for_roles
from clinic.people.models import Role

from . import services
from .forms import ReviewForm
from .models import Item, ItemKind
from .reviews import waiting


@require_safe
@for_roles(Role.LAWYER)
def review(request):
    return render(request, "cases/plans/review.html", {"waiting": waiting(request.user)})


@require_http_methods(["GET", "POST"])
@for_roles(Role.LAWYER)
def option_review(request, item_pk):
    options = Item.objects.visible_to(request.user).filter(kind=ItemKind.OPTION)
    item = get_object_or_404(
        options.select_related("plan__case__person").prefetch_related("reviews"), pk=item_pk
    )
    form = ReviewForm.for_request(request)
    if form.is_posted and form.is_valid():
        services.review_option(item, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. It is written down."))
        return form.done("cases:review")
    return form.answer("cases/plans/option_review.html", {"item": item, "case": item.plan.case})
