"""What was told before, so that nobody is asked twice: the values a section's form starts from."""

from cases.casefile.models import FactKind, Lawyer
from cases.timeline import reading
from cases.timeline.date_field import FROM_MEMORY, ON_PAPER, Told
from cases.timeline.dates import PartialDate
from cases.timeline.models import Source
from clinic.people import services as people
from clinic.people.models import ContactKind, Reads
from clinic.people.numbers import shown_phone

ARRIVAL = "last-arrival"
SURE = {Source.PAPER: ON_PAPER, Source.PERSON: FROM_MEMORY}


def language(case):
    person = case.person
    return {
        "language": person.language,
        "interpreter": "yes" if person.interpreter else "no",
        "reads": person.reads if person.reads != Reads.UNKNOWN else "",
        "page_language": person.page_language,
    }


def worry(case):
    return {"worry": case.worry}


def here(case):
    return {"here_for": case.here_for}


def paper(case):
    dates = reading.next_dates(case)
    told = {"a_number": case.person.a_number}
    for office, event in dates.items():
        told |= {f"{office}_{name}": value for name, value in _next_date(event).items()}
    return told


def lawyer(case):
    known = Lawyer.objects.filter(case=case).first()
    return {
        "has_lawyer": case.facts.all().answers().get(FactKind.REPRESENTED, ""),
        "name": known.name if known else "",
        "phone": shown_phone(known.phone) if known else "",
        "email": known.email if known else "",
        "paid_before": case.paid_before,
    }


def reach(case):
    current = {contact.kind: contact for contact in case.person.contacts.current().order_by("given_at")}
    phone, email = current.get(ContactKind.PHONE), current.get(ContactKind.EMAIL)
    wishes = case.person.preferences
    told = {name: wishes.get(name, "") for name in ("words", "best_time", "code_word")}
    told["way"] = next((contact.way for contact in current.values() if contact.way), "")
    if phone:
        told |= {"phone": shown_phone(phone.value), "whose": phone.whose, "hours": phone.hours}
        told |= {"voice_ok": "yes" if phone.voice_ok else "no", "text_ok": "yes" if phone.text_ok else "no"}
    if email:
        told |= {"email": email.value, "email_whose": email.whose}
    told["paper_only"] = bool(wishes.get("paper_only"))
    return told


def tell(case):
    named = people.whom_to_tell(case.person)
    told = {"nobody": named == []}
    for number, trusted in enumerate(named or (), start=1):
        told |= {f"{name}_{number}": getattr(trusted, name) for name in TRUSTED}
        told[f"phone_{number}"] = shown_phone(trusted.phone)
    return told


TRUSTED = ("name", "relation", "phone", "email", "may_know", "language")


def arrival(case):
    event = arrival_of(case)
    return {"when": PartialDate.from_text(event.when) if event else None}


def arrival_of(case):
    return next((event for event in case.events.all() if event.kind == ARRIVAL), None)


def family(case):
    ties = case.person.ties.filter(other__isnull=True).order_by("pk")
    return {
        f"{name}_{number}": getattr(tie, name)
        for number, tie in enumerate(ties, start=1)
        for name in ("relation", "age", "lives_in")
    }


def history(case):
    return {}  # what is known is listed above the form; a row of it is for what is new


def papers(case):
    listed = {paper.kind: paper for paper in case.papers.all() if paper.kind}
    return {f"state_{kind}": paper.state for kind, paper in listed.items()} | {
        f"held_{kind}": paper.original_with for kind, paper in listed.items()
    }


def _next_date(event):
    if event is None:
        return {}
    moment = event.moment
    told = Told(event.partial, moment.local_time if moment else None, SURE.get(event.source, ""))
    return {
        "when": told,
        "place": moment.place_id if moment else None,
        "room": event.room,
        "kind": event.kind,
    }
