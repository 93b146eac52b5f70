"""Who of a family comes to the clinic too."""

from django.db.models import Q

from clinic.people.models import Person

from .models import FamilyTie


def family_of(person, user, *, also=()):
    """The people tied to this one, from either side, whom `user` may see; and of `also` (ids) the same."""
    ties = FamilyTie.objects.filter(Q(person=person) | Q(other=person), other__isnull=False)
    ids = {pk for pair in ties.values_list("person_id", "other_id") for pk in pair} | {*also}
    return Person.objects.visible_to(user).filter(pk__in=ids).exclude(pk=person.pk).order_by("met_at")
