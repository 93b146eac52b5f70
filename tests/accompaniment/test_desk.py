"""The desk as the coordinator opens it, with every panel of every slice on it."""

import re
import uuid
from datetime import time, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accompaniment.outing import services as outing
from accompaniment.outing.models import Alarm
from accompaniment.trips import services as trips
from cases.casefile import services as casefile
from cases.plans.models import Handout
from cases.timeline import services as timeline
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.models import Event, RuleChange
from clinic.outbox import services as outbox
from clinic.outbox.models import Task
from clinic.people import closed
from clinic.people import services as people

PANELS = ["clock", "alarms", "today", "changed_rules", "unreachable", "tasks", "families", "again", "stale"]
PANELS += ["no_date", "pulse"]


def something_for_every_panel(number, appointment, goes, luis, carmen):
    today = appointment(days=0, at=time(8 + 5 * number), called=f"Rosa {number}")
    goes(luis, today)
    outing.tap(today, "taken", by=luis)
    outing.tap(today, "out", by=luis)
    outbox.add_task(kind="call", about=uuid.uuid4(), person=trips.people_of(today.moment)[0])
    case = casefile.open_case(people.meet_person(called=f"Wen {number}", by=carmen), by=carmen)
    soon = PartialDate.of(timezone.localdate() + timedelta(days=2), Certainty.EXACT)
    event = timeline.add_event(
        case, by=carmen, kind="ice-check-in-scheduled", when=soon, source="paper", local_time=time(9)
    )
    Event.objects.filter(pk=event.pk).update(recheck_on=timezone.localdate())
    sheets = {"carry_id": uuid.uuid4(), "home_id": uuid.uuid4(), "language": "en", "printed_by": carmen}
    Handout.objects.create(
        case=case, holder_id=case.holder_id, number=number + 1, dates_digest=b"of other dates", **sheets
    )
    RuleChange.objects.create(case=case, holder_id=case.holder_id, rule="eoir-33-court", was="", now="")
    casefile.open_case(people.meet_person(called=f"Fatou {number}", by=carmen), by=carmen)


def test_the_desk_asks_the_database_as_often_for_one_of_each_as_for_three(
    at, carmen, luis, appointment, goes
):
    browser, counts = at(carmen), []
    for numbers in ([0], [1, 2]):
        for number in numbers:
            something_for_every_panel(number, appointment, goes, luis, carmen)
        browser.get("/desk/")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/desk/").content.decode()
        counts.append(len(asked))
        assert sorted(re.findall(r'id="panel-(\w+)"', page)) == sorted(PANELS)

    assert counts[0] == counts[1]


def test_what_has_to_be_answered_stays_when_the_case_is_closed_and_names_nobody(
    at, carmen, luis, appointment, goes
):
    trip = appointment(days=0)
    goes(luis, trip)
    outing.tap(trip, "taken", by=luis)
    outing.tap(trip, "out", by=luis)
    rosa = trips.people_of(trip.moment)[0]
    casefile.close_case(rosa.cases.get(), by=carmen)
    browser, alarm = at(carmen), Alarm.objects.get()

    shut = panels(browser.get("/desk/"), "alarms", "families")
    sheet = browser.get(f"/trips/alarms/{alarm.pk}/").content.decode()
    closed.open_with_reason(rosa, by=carmen, reason="She was taken today")
    opened = panels(browser.get("/desk/"), "alarms", "families")
    whole = browser.get(f"/trips/alarms/{alarm.pk}/").content.decode()
    browser.post(f"/trips/alarms/{alarm.pk}/end/")
    task = Task.objects.get(kind=outing.TELL_FAMILY)
    outing.told_family(task, by=carmen)

    for part in (*shut, sheet):
        assert "Closed record" in part and "Rosa" not in part and "Elena" not in part
        assert f"/cases/people/{rosa.pk}/closed/" in part
    assert all("Rosa" in part and "Closed record" not in part for part in opened) and "Elena" in whole
    assert not {"panel-alarms", "panel-families"} & set(ids(browser.get("/desk/")))


def panels(page, *names):
    """The words of these panels of the desk."""
    return [re.search(rf'id="panel-{name}".*?</section>', page.content.decode(), re.S)[0] for name in names]


def ids(page):
    return re.findall(r'id="(panel-\w+)"', page.content.decode())
