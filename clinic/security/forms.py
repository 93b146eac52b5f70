"""The form layer every view on people's data uses. A refused POST is answered by a redirect, because a browser keeps the
body of a POST that answered 200, and borrowed laptops must forget. What was typed waits, sealed, for the next page.

    form = EventForm.for_request(request, initial={…})
    if form.is_posted and form.is_valid():
        try:
            services.add_event(case, by=request.user, **form.cleaned_data)
            return form.done("cases:timeline", case.pk)
        except services.AlreadyWrittenDown:
            form.add_error(None, _("This is already on the timeline."))
    return form.answer("cases/timeline/add_event.html", {"case": case})
"""

from crispy_forms.helper import FormHelper
from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import leftovers

NEVER_KEPT = {"csrfmiddlewaretoken"}


class ClinicForm(forms.Form):
    """`why` maps a field's name to the sentence that says why we ask; `never_kept` names fields (secrets) that are not
    kept when the form is refused."""

    why = {}
    never_kept = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = None
        self.is_posted = False
        self.is_draft = False
        for name, field in self.fields.items():
            field.why = self.why.get(name, "")
            field.widget.attrs.setdefault("autocomplete", "off")

    @property
    def helper(self):
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    @classmethod
    def for_request(cls, request, **kwargs):
        """The form for this request: bound to a POST, or to what the last refused POST left behind, or empty."""
        if request.method == "POST":
            form = cls(request.POST, request.FILES, **kwargs)
            form.is_posted = not request.headers.get("X-Draft")
            form.is_draft = not form.is_posted
        else:
            form = cls._from_leftover(leftovers.find(request), kwargs)
        form.request = request
        return form

    @classmethod
    def _from_leftover(cls, left, kwargs):
        if left is None:
            return cls(**kwargs)
        values = QueryDict(mutable=True)
        for name, several in left["values"].items():
            values.setlist(name, several)
        form = cls(values, **kwargs)
        if left["errors"] is None:  # a draft is shown as it is, unchecked
            form._errors = forms.utils.ErrorDict()
            form.cleaned_data = {}
            return form
        form.full_clean()
        for field, messages in left["errors"].items():
            for message in messages:
                if message not in form.errors.get(field, []):
                    form.add_error(None if field == forms.forms.NON_FIELD_ERRORS else field, message)
        return form

    def done(self, to, *args, **kwargs):
        """Saved: nothing is left over, and the browser goes on by GET."""
        leftovers.drop(self.request)
        response = redirect(to, *args, **kwargs)
        response.status_code = 303
        return response

    def answer(self, template, context=None):
        """A GET shows the page; a refused POST keeps what was typed and goes back to the page; a draft says 204."""
        if self.is_draft:
            leftovers.keep(self.request, self._typed())
            return HttpResponse(status=204)
        if self.is_posted:
            self._ask_for_files_again()
            leftovers.keep(
                self.request, self._typed(), {f: [str(m) for m in e] for f, e in self.errors.items()}
            )
            response = HttpResponse(status=303, headers={"Location": self.request.get_full_path()})
            response.is_refusal = True  # the same form may come again
            return response
        return render(self.request, template, {"form": self, **(context or {})})

    def _ask_for_files_again(self):
        """A browser fills in no file by itself, and what was not rebuilt is kept nowhere."""
        chosen = [
            name
            for name, field in self.fields.items()
            if isinstance(field, forms.FileField) and self.add_prefix(name) in self.files
        ]
        for name in set(chosen) - set(self.errors):
            self.add_error(name, _("Please choose this file again. The rest is still here."))

    def _typed(self):
        skipped = NEVER_KEPT | {self.add_prefix(name) for name in self.never_kept}
        return {name: self.data.getlist(name) for name in self.data if name not in skipped}
