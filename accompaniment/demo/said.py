"""What people say at the table, as the interview's forms would give it."""

from datetime import time, timedelta

from django.utils import timezone

from cases.casefile import services as casefile
from cases.intake.models import SectionKey
from cases.intake.services import save_section
from cases.timeline.date_field import ON_PAPER, Told
from cases.timeline.dates import PartialDate
from clinic.people import services as people
from clinic.people.models import OpeningAnswer
from clinic.places.models import Place


def day(days):
    """So many days from today, in the clinic's zone."""
    return timezone.localdate() + timedelta(days=days)


def on(days):
    return PartialDate.of(day(days))


def month(days):
    """The month of that day, as people remember one."""
    then = day(days)
    return PartialDate.from_parts(then.year, then.month)


def printed(days, hour, minute=0):
    """A date ahead, as it stands on the paper."""
    return Told(on(days), time(hour, minute), ON_PAPER)


def place(slug):
    return Place.objects.get(slug=slug)


def interview(person, *, by, **sections):
    """Reads the opening aloud and saves these sections, each with its form's answers. Returns the case."""
    people.record_opening(person, answer=OpeningAnswer.GO_ON, language=person.page_language, by=by)
    case = casefile.open_case(person, by=by)
    for key, answers in sections.items():
        save_section(case, SectionKey(key), by=by, answers=answers)
    return case


def speaks(language, page="en", reads="well", interpreter="no"):
    return {"language": language, "page_language": page, "interpreter": interpreter, "reads": reads}


def phone(last, **more):
    """A phone of their own: 212-555-01xx."""
    return {"phone": f"+121255501{last}", "whose": "mine", "text_ok": "yes", "voice_ok": "no", **more}


def trusted(name, relation, last, may_know, language="es"):
    """Somebody to be told, with a phone."""
    number = f"+121255501{last}"
    return {
        "name": name,
        "relation": relation,
        "phone": number,
        "email": "",
        "may_know": may_know,
        "language": language,
    }
