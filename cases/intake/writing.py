"""Where the answers of each section go. Each function gets what its form gives, in the section's transaction."""

from django.utils import timezone

from cases.casefile import services as casefile
from cases.casefile.models import FactKind
from cases.documents import services as documents
from cases.timeline import reading
from cases.timeline import services as timeline
from cases.timeline.date_field import ON_PAPER, UNKNOWN
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.models import Source
from clinic.outbox import services as outbox
from clinic.outbox.models import Channel
from clinic.people import services as people
from clinic.people.models import ContactKind, Reads, Whose

from .models import SectionKey
from .told import ARRIVAL, TRUSTED, arrival_of

MINOR_ALONE = "minor_alone"
OFFICES = ("court", "ice", "isap")
FROM_THE_TABLE = (Source.PERSON, Source.VOLUNTEER)


def write_language(case, *, by, language, page_language, interpreter="", reads=""):
    people.change_person(
        case.person,
        by=by,
        language=language,
        page_language=page_language,
        interpreter=interpreter == "yes",
        reads=reads or Reads.UNKNOWN,
    )


def write_worry(case, *, by, worry):
    casefile.change_case(case, by=by, worry=worry)


def write_here(case, *, by, here_for):
    """Whoever sits here for their own case is not held; whoever came for a relative who is, came for that case."""
    facts = {FactKind.DETAINED: "yes" if here_for == "relative_held" else "no"}
    said_minor = case.facts.all().answers().get(FactKind.MINOR)
    if here_for == MINOR_ALONE:
        facts[FactKind.MINOR] = "yes"
        tonight = timezone.localdate().isoformat()
        outbox.add_task(kind=MINOR_ALONE, about=case.pk, occasion=tonight, person=case.person)
    elif said_minor == "yes" and case.here_for == MINOR_ALONE:
        facts[FactKind.MINOR] = "unknown"
    casefile.change_case(case, by=by, here_for=here_for)
    timeline.tell_facts(case, facts, by=by)


def write_paper(case, *, by, a_number="", **offices):
    people.change_person(case.person, by=by, a_number=a_number)
    known = reading.next_dates(case)
    for office in OFFICES:
        said = {name: offices.get(f"{office}_{name}") for name in ("when", "place", "room", "kind")}
        _write_next(case, office, known[office], by=by, **said)


def _write_next(case, office, event, *, by, when, place, room, kind):
    if (
        when is None
        or (when.sure == UNKNOWN and when.when.year is None)
        or _is_known(event, when, place, room, kind)
    ):
        return
    timeline.set_next(
        case,
        office,
        by=by,
        when=when.when,
        source=Source.PAPER if when.sure == ON_PAPER else Source.PERSON,
        local_time=when.local_time,
        place=place,
        room=room or "",
        kind=kind or None,
    )


def _is_known(event, told, place, room, kind):
    """The same date again, only confirmed: it keeps where it came from and how it was checked."""
    if event is None:
        return False
    moment = event.moment
    said = (
        _day_of(told.when),
        told.local_time,
        place.pk if place else None,
        room or "",
        kind or event.kind,
    )
    known = (
        _day_of(event.partial),
        moment.local_time if moment else None,
        moment.place_id if moment else None,
        event.room,
        event.kind,
    )
    unconfirmed = event.source in FROM_THE_TABLE or event.partial.is_unconfirmed
    return said == known and not (told.sure == ON_PAPER and unconfirmed)


def _day_of(date):
    """What of a date is asked at the table: not who confirmed it, nor when to look again."""
    if date.certainty == Certainty.EXPECTED and not date.on:
        return PartialDate.from_parts(date.year, date.month)
    return date.on or (PartialDate.to_be_announced() if date.certainty == Certainty.CONTROL else date)


def write_lawyer(case, *, by, has_lawyer="", name="", phone="", email="", paid_before=""):
    if has_lawyer:
        timeline.tell_facts(case, {FactKind.REPRESENTED: has_lawyer}, by=by)
    if has_lawyer == "no":
        casefile.name_lawyer(case, by=by, name="")
    elif name:
        casefile.name_lawyer(case, by=by, name=name, phone=phone, email=email)
    casefile.change_case(case, by=by, paid_before=paid_before)


def write_reach(
    case,
    *,
    by,
    phone="",
    whose="",
    text_ok="",
    voice_ok="",
    hours="",
    email="",
    email_whose="",
    way="",
    best_time="",
    code_word="",
    words="",
    paper_only=False,
):
    person = case.person
    wishes = {**person.preferences, "words": words, "paper_only": paper_only}
    wishes |= {"best_time": best_time, "code_word": code_word}
    people.change_person(person, by=by, preferences=wishes)
    if phone and not paper_only:
        answers = {"voice_ok": voice_ok == "yes", "text_ok": text_ok == "yes", "hours": hours}
        answers["way"] = "" if way == Channel.EMAIL else way
        people.replace_contact(person, kind=ContactKind.PHONE, value=phone, whose=whose, by=by, **answers)
    else:
        people.end_contacts(
            person, kind=ContactKind.PHONE, why="unsafe" if whose == Whose.ISAP else "stop", by=by
        )
    if email and not paper_only:
        people.replace_contact(
            person,
            kind=ContactKind.EMAIL,
            value=email,
            whose=email_whose or Whose.MINE,
            by=by,
            way=way if way == Channel.EMAIL else "",
        )
    else:
        people.end_contacts(person, kind=ContactKind.EMAIL, why="stop", by=by)


def write_tell(case, *, by, trusted):
    """The list of whom to tell, replaced when it changed; an empty list is the answer "nobody"."""
    named = people.whom_to_tell(case.person)
    before = [{name: getattr(one, name) for name in TRUSTED} for one in named or ()]
    if named is None or before != trusted:
        people.name_trusted(case.person, trusted, by=by)


def write_arrival(case, *, by, when):
    event = arrival_of(case)
    if when is None or (event and event.when == when.to_text()):
        return
    if event:
        timeline.change_event(event, by=by, when=when)
    else:
        timeline.add_event(case, by=by, kind=ARRIVAL, when=when, source=Source.PERSON)


def write_family(case, *, by, ties):
    casefile.name_family(case.person, ties, by=by)


def write_history(case, *, by, events):
    """Adds what is not on the timeline yet; the same kind on the same date is the same event."""
    known = {(event.kind, event.when) for event in case.events.all()}
    for kind, when in events:
        if (kind, when.to_text()) not in known:
            known.add((kind, when.to_text()))
            timeline.add_event(case, by=by, kind=kind, when=when, source=Source.PERSON)


def write_papers(case, *, by, papers):
    for kind, (state, original_with) in papers.items():
        documents.set_paper(case, kind=kind, state=state, by=by, original_with=original_with)


WRITE = {
    SectionKey.LANGUAGE: write_language,
    SectionKey.WORRY: write_worry,
    SectionKey.HERE: write_here,
    SectionKey.PAPER: write_paper,
    SectionKey.LAWYER: write_lawyer,
    SectionKey.REACH: write_reach,
    SectionKey.TELL: write_tell,
    SectionKey.ARRIVAL: write_arrival,
    SectionKey.FAMILY: write_family,
    SectionKey.HISTORY: write_history,
    SectionKey.PAPERS: write_papers,
}
