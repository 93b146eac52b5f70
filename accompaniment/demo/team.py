"""Who works here, and which rules the reviewing lawyer has ticked: as a demo, and so it is marked."""

from datetime import timedelta

from django.utils import timezone

from accompaniment.roster import services as roster
from accompaniment.roster.models import AFTERNOON, MORNING
from cases.timeline import services as timeline
from cases.timeline.rules import find_rule
from clinic.people.models import Role
from clinic.people.services import make_user

STAFF = {
    "Ana": [Role.INTAKE],
    "Bo": [Role.INTAKE],
    "Carmen": [Role.COORDINATOR],
    "Mei": [Role.LAWYER],
    "Omar": [Role.ADMIN],
}
EVERY_DAY, WEEKDAYS = range(7), range(5)
ACCOMPANIERS = {  # what they speak; when they usually can
    "Luis": (["spa", "eng"], EVERY_DAY, [MORNING, AFTERNOON]),
    "Beth": (["eng", "fra"], WEEKDAYS, [MORNING]),
    "Noor": (["ara", "fra", "eng"], EVERY_DAY, [MORNING, AFTERNOON]),
    "Pat": (["eng", "spa"], EVERY_DAY, [MORNING, AFTERNOON]),
    "Jorge": (["spa", "por"], [1, 3, 5, 6], [MORNING]),
    "Ivy": (["cmn", "eng"], WEEKDAYS, [AFTERNOON]),
}
TICKED = [
    "eoir33-court",
    "ar11",
    "asylum-one-year",
    "bia-appeal",
    "motion-reopen",
    "court-evidence-individual-prose",
    "court-evidence-individual-represented",
]


def gather():
    """Everybody who works here, by name."""
    staff = {called: _join(called, roles) for called, roles in STAFF.items()}
    staff |= {called: _join(called, [Role.ACCOMPANIER]) for called in ACCOMPANIERS}
    trained_on = timezone.localdate() - timedelta(days=60)
    for called, (languages, days, halves) in ACCOMPANIERS.items():
        one = roster.enrol(staff[called], by=staff["Carmen"], languages=languages, trained_on=trained_on)
        roster.say_times(one, [(day, *half) for day in days for half in halves], by=staff[called])
    for rule_id in TICKED:
        for version in find_rule(rule_id).versions:
            timeline.tick_rule(rule_id, version.key, by=staff["Mei"], is_demo=True)
    return staff


def _join(called, roles):
    return make_user(called=called, email=f"{called.lower()}@example.org", roles=roles)
