"""Fills the two sheets from what is known of a case. Words are said in the language now active."""

from dataclasses import replace

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.timeline import reading
from cases.timeline.date_cards import app_task_words, both_days_words
from cases.timeline.dates import Certainty
from cases.timeline.kinds import kinds, what_to_bring
from cases.timeline.models import FOUND, Source
from clinic.hooks import hooks
from clinic.resources.catalogue import public_resources
from clinic.words.dates import zone_words

from . import services
from .models import ItemKind, Plan
from .paper import (
    CarrySheet,
    DateBlock,
    HelpNearby,
    HomeSheet,
    MissingPaper,
    Phone,
    PlanStep,
    SheetHead,
    Sure,
    ToBring,
)
from .parts import items_of, signed
from .story import story_lines

SURE = {
    Certainty.EXACT: Sure.EXACT,
    Certainty.DAY: Sure.DAY,
    Certainty.MONTH: Sure.MONTH,
    Certainty.YEAR: Sure.YEAR,
    Certainty.SEASON: Sure.SEASON,
    Certainty.ABOUT: Sure.ABOUT,
    Certainty.MOVED: Sure.MOVED,
    Certainty.TO_BE_ANNOUNCED: Sure.TO_BE_SET,
    Certainty.CONTROL: Sure.TO_BE_SET,
    Certainty.UNKNOWN: Sure.UNKNOWN,
}
SOURCES = {
    Source.PAPER: gettext_lazy("your paper"),
    Source.COURT_LINE: gettext_lazy("the court line"),
    Source.PERSON: gettext_lazy("what you told us"),
    Source.VOLUNTEER: gettext_lazy("a note of the clinic"),
    Source.REPORT: gettext_lazy("the paper you were given at the visit"),
}
OF_ONE_DATE = {"filed", "monitoring"}  # ids of bring.yaml; the rest is said once a sheet
OFFICES = ("court", "ice", "isap")
USUAL = {
    "hearing-scheduled",
    "ice-check-in-scheduled",
    "isap-event-scheduled",
}  # the office's name says it all


def sheets_of(case, *, number):
    """(CarrySheet, HomeSheet) as they are true today."""
    head = SheetHead(
        number=f"{number:04}",
        printed_on=timezone.localdate(),
        clinic_name=settings.CLINIC_NAME,
        clinic_phone=settings.CLINIC_PHONE,
        first_name=case.person.called,
        free_lawyers=tuple(
            Phone(one.words().name, one.phone) for one in public_resources(help="free-lawyers") if one.phone
        )[:2],
    )
    return _carry(case, head), _home(case, head)


def _carry(case, head):
    events = reading.events_of(case)
    upcoming = reading.next_dates(case, events=events)
    prefetch_related_objects([event for event in upcoming.values() if event], "checks")
    company = company_for(event.moment for event in upcoming.values() if event and event.moment)
    blocks = [_block(office, upcoming[office], company) for office in OFFICES]
    blocks = tuple(
        replace(one, also=app_task_words(events)) if one.office == "isap" else one for one in blocks
    )
    things = [thing for event in upcoming.values() if event for thing in what_to_bring(event.kind)]
    always = {thing.id: _thing(thing) for thing in things if thing.id not in OF_ONE_DATE}
    return CarrySheet(head=head, dates=blocks, always=tuple(always.values()))


def company_for(moments):
    """{moment id: {going, meet_at, meet_where}}: how many go along and where they meet, from whoever plans it."""
    moments = list(moments)
    return {pk: goes for tell in hooks("company") for pk, goes in tell(moments).items()}


def _block(office, event, company):
    """The next date with one office; what nobody knows is a block all the same."""
    if event is None:
        return DateBlock(office)
    kind, when, moment = kinds()[event.kind], event.partial, event.moment
    named = event.kind not in USUAL
    checked_on, source = _checked(event)
    return DateBlock(
        office,
        on=when.on or when.earliest(),
        at=moment.local_time if moment else None,
        sure=_sure(when, moment),
        expected=when.certainty == Certainty.EXPECTED,
        was=both_days_words(event),
        zone=zone_words(moment.zone) if moment else "",
        place=_place(event),
        what=_inside(kind.words().name) if named else "",
        what_english=kind.official if named else "",
        bring=tuple(_thing(thing) for thing in what_to_bring(event.kind) if thing.id in OF_ONE_DATE),
        checked_on=checked_on,
        source=source,
        **company.get(event.moment_id, {"company": False}),
    )


def _thing(thing):
    return ToBring(thing.icon, thing.text)


def _sure(when, moment):
    """As the paper says it. A day with its hour is exact; "about" some year is only the year."""
    if when.certainty == Certainty.DAY and moment and moment.local_time:
        return Sure.EXACT
    if when.certainty == Certainty.ABOUT and when.month is None:
        return Sure.YEAR
    if when.certainty == Certainty.MOVED and when.on is None:
        return Sure.UNKNOWN
    if when.certainty == Certainty.EXPECTED:
        return Sure.MONTH if when.on is None else Sure.EXACT if moment and moment.local_time else Sure.DAY
    return SURE[when.certainty]


def _checked(event):
    """(day, with what). A date nobody has found on the court line since it was written down says where it comes from."""
    found = [check.checked_at for check in event.checks.all() if check.result in FOUND]
    if not found:
        return None, SOURCES[event.source]
    return timezone.localdate(max(found)), SOURCES[Source.COURT_LINE]


def _place(event):
    """Street and room; whose office it is, the block says already."""
    place = event.moment.place if event.moment else None
    if place is None:
        return event.room_words
    return ", ".join(
        part for part in (place.street or place.name, event.room_words or place.room_words) if part
    )


def _inside(name):
    """A name inside a line: "Court: long hearing"; ICE stays ICE."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _home(case, head):
    plan = Plan.objects.filter(case=case).first()
    items = items_of(plan)
    return HomeSheet(
        head=head,
        story=tuple(story_lines(case)),
        missing=tuple(_missing(paper) for paper in case.papers.in_order() if paper.is_wanted),
        questions=tuple(item.sentence for item in items if item.kind == ItemKind.QUESTION),
        options=tuple(item.words for item in signed(items)),
        has_lawyer=services.has_lawyer(case),
        goal=plan.goal if plan else "",
        steps=tuple(_steps(items)),
        help_nearby=tuple(_help(item) for item in items if item.kind == ItemKind.RESOURCE),
    )


def _missing(paper):
    routes = paper.known_kind.routes if paper.known_kind else []
    where = _("Copies: %(where)s.") % {"where": routes[0].words().name} if routes else ""
    asked_on = paper.asked.on if paper.asked else None
    return MissingPaper(
        f"{paper.words}.", english=paper.form, note="" if asked_on else where, asked_on=asked_on
    )


def _steps(items):
    """Steps, what we find out, and what needs care where no step says it already."""
    taken = {item.catalogue_id for item in items if item.catalogue_id}
    for item in items:
        said = item.kind == ItemKind.ISSUE and item.entry and taken.intersection(item.entry.tasks)
        if item.kind in (ItemKind.STEP, ItemKind.RESEARCH, ItemKind.ISSUE) and not said:
            yield PlanStep(f"{item.sentence}.", who=str(item.who), by=item.by, done=item.done_at is not None)


def _help(item):
    return HelpNearby(item.words, what=item.why, phone=getattr(item.entry, "phone", ""))
