"""Her own pages, on her phone: whose they are, and how much she asked to see there."""

from dataclasses import dataclass
from functools import wraps

from django.shortcuts import get_object_or_404

from clinic.people.cards import current_card
from clinic.people.doors import for_roles
from clinic.people.models import Person, Role

from .models import Case


@dataclass(frozen=True)
class Own:
    """`case` is None where none is open. `shows_story`: she asked at the clinic to see more than dates here."""

    person: Person
    case: Case | None
    shows_story: bool

    @property
    def shown_case(self):
        """The case, where she asked to see more of it than dates."""
        return self.case if self.shows_story else None


def own_case(view):
    """Lets in a person and gives the view her `Own`. That her card still stands has been seen to before any view."""

    @for_roles(Role.PERSON)
    @wraps(view)
    def through(request):
        person = get_object_or_404(Person.objects.visible_to(request.user), user=request.user)
        case = person.cases.open().select_related("person").order_by("opened_at").first()
        return view(request, Own(person, case, getattr(current_card(person), "shows_story", False)))

    return through
