"""The lint of the door itself: it sees a naked view, and lets those through that go by the door."""

import pytest

from cases.casefile.models import Case
from cases.plans.models import Plan
from cases.timeline.models import Event
from clinic.people.models import Person
from tests.doors import naked

RED = {"Person": Person, "Case": Case, "Event": Event, "Plan": Plan}
NAKED = {
    "by number": "def page(request, person_pk): Person.objects.get(pk=person_pk)",
    "by shortcut": "def page(request, person_pk): get_object_or_404(Person, pk=person_pk)",
    "by another name": "from clinic.people.models import Person as One\ndef page(request): One.objects.all()",
    "by the slice": "def page(request): models.Case.objects.first()",
    "by the manager beneath": "def page(request): Case._default_manager.all()",
    "by a word of a row": "def page(request, pk):\n case = case_for(request, pk)\n Event.objects.filter(kind=case.kind)",
    "all but a row": "def page(request, pk):\n case = case_for(request, pk)\n Event.objects.exclude(case=case)",
    "by who wrote it": "def page(request, pk):\n case = case_for(request, pk)\n Event.objects.filter(written_by=case.user)",
    "now and then": "def page(request, pk):\n case = case_for(request, pk)\n case = pk\n Plan.objects.filter(case=case)",
    "in a helper": "def page(request, pk): _plan(pk)\ndef _plan(case): return Plan.objects.filter(case=case)",
    "in one call of two": "def page(request, pk):\n _plan(case_for(request, pk))\n _plan(case=pk)\n"
    "def _plan(case): return Plan.objects.filter(case=case)",
    "beside the door": "def page(request): return Person.objects.visible_to(request.user) | Person.objects.all()",
    "for a form": "class Choice:\n people = Person.objects.all()",
}
THROUGH_THE_DOOR = {
    "the door": "def page(request, pk): get_object_or_404(Person.objects.visible_to(request.user), pk=pk)",
    "a row": "def page(request, pk):\n case = case_for(request, pk)\n Plan.objects.filter(case=case).first()",
    "rows": "def page(request):\n seen = Person.objects.visible_to(request.user)\n"
    " Case.objects.filter(person__in=seen.values('pk'))",
    "in a helper": "def page(request, pk): _plan(case_for(request, pk))\n"
    "def _plan(case): return Plan.objects.filter(case=case)",
    "her own": "@own_case\ndef page(request, own): Event.objects.filter(case=own.case)",
    "row after row": "def page(request, pk):\n for event in Event.objects.filter(case=case_for(request, pk)):\n"
    "  Case.objects.get(events=event)",
}


@pytest.mark.parametrize("source", NAKED.values(), ids=NAKED)
def test_a_naked_view_is_seen(source):
    assert len(naked(source, RED)) == 1


@pytest.mark.parametrize("source", THROUGH_THE_DOOR.values(), ids=THROUGH_THE_DOOR)
def test_a_view_through_the_door_is_left_alone(source):
    assert naked(source, RED) == []


def test_of_hooks_only_what_is_shown_to_somebody_is_looked_at():
    shown = "def desk_panels(request): return _rows()\ndef _rows(): return Case.objects.all()\n"
    swept = "def wanted(now): return Event.objects.filter(kind='hearing')"

    assert naked(shown + swept, RED, for_requests_only=True) == ["Case.objects.all()"]
