"""Three cards, always: what court, ICE and ISAP each want next. A date nobody knows is a card too."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clinic.hooks import hooks
from clinic.words import dates

from . import reading
from .dates import Certainty
from .expected import holiday_words
from .kinds import kinds, what_to_bring
from .models import Event

COURT_LINE = "1-800-898-7180"
IN_THESE_DAYS = timedelta(days=6)  # so near, the weekday alone says which day


@dataclass
class DateCard:
    """What ui/_date_card.html shows of one office. `day`, `sure`: for the leaf; `unknown`: the day is not known."""

    kind: str
    office: str
    event: Event | None = None
    official: str = ""
    day: object = None
    sure: str = "unknown"
    when: str = ""
    time: str = ""
    zone: str = ""
    was: str = ""
    also: str = ""
    is_unsure: bool = False
    place: str = ""
    company: str = ""
    bring: list = field(default_factory=list)
    checked: str = ""
    unknown: str = ""
    then: str = ""
    call: str = ""
    call_label: str = ""

    @property
    def usual_kind(self):
        """The kind of a date with this office, where nobody says which."""
        return reading.NEXT_KIND[self.kind]


def date_cards(case, *, events=None, today=None, for_person=False):
    """The three cards, what comes first on top; a day that is known before a month, and a month before nothing."""
    events = reading.events_of(case) if events is None else events
    known = reading.next_dates(case, events=events, today=today)
    company = _company_of(event.moment for event in known.values() if event and event.moment)
    cards = [_card(office, known[office], company, for_person) for office in known]
    for card in cards:
        card.also = app_task_words(events, today) if card.kind == "isap" else ""
    return sorted(cards, key=_nearness)


def headline(cards, today=None):
    """What the page says in one line: "First: ISAP, on Wednesday"."""
    today, first = today or timezone.localdate(), cards[0]
    said = {"office": pgettext("in a sentence", "the court") if first.kind == "court" else first.office}
    if first.unknown:
        return _("We do not know your next court date")
    if first.sure != "day":
        return _("First: %(office)s, %(when)s") % {**said, "when": first.when}
    words = _of_a_day(first.day, today, said)
    unsure = _("%(first)s (not confirmed)")  # "First: ISAP, on Tuesday (not confirmed)"
    return unsure % {"first": words} if first.event.partial.is_unconfirmed else words


def _of_a_day(day, today, said):
    if day - today <= timedelta(days=1):
        return _("First: %(office)s, %(when)s") % {**said, "when": dates.days_left(day, today)}
    near = day - today <= IN_THESE_DAYS
    words = dates.weekday(day) if near else dates.day_and_month(day, year=day.year != today.year)
    return _("First: %(office)s, on %(day)s") % {**said, "day": words}


def office_words(office):
    return {"court": _("Court"), "ice": "ICE", "isap": "ISAP"}[office]


def source_words(event):
    """ "From the paper", "You told us"."""
    return capfirst(event.get_source_display())


def _nearness(card):
    return (card.event is None, card.sure != "day", card.event.partial.sort_key() if card.event else ())


def _card(office, event, company, for_person):
    if event is None:
        return DateCard(office, office_words(office), **_not_known(office))
    kind, when, moment = kinds()[event.kind], event.partial, event.moment
    card = DateCard(
        office, office_words(office), event, official=kind.official, checked=checked_words(event, for_person)
    )
    card.bring = [{"icon": thing.icon, "text": thing.text} for thing in what_to_bring(event.kind)]
    card.place = place_words(event)
    if when.earliest() is None:
        vars(card).update(_not_known(office), unknown=capfirst(when.words()))
        return card
    card.when, (card.day, card.sure) = when.words(), when.on_a_leaf()
    card.was, card.is_unsure = both_days_words(event), when.is_unconfirmed
    if moment and when.on:
        card.time = dates.clock(moment.local_time) if moment.local_time else ""
        card.zone = dates.zone_words(moment.zone) if moment.local_time else ""
        card.company = _company(company.get(moment.pk), for_person)
    return card


def app_task_words(events, today=None):
    """The next photo or task in the app that ISAP watches: no office, and no card of its own, and yet somebody waits for it."""
    today = today or timezone.localdate()
    tasks = [
        event for event in events if event.office == "app" and (event.partial.latest() or date.min) >= today
    ]
    if not tasks:
        return ""
    first = min(tasks, key=lambda event: event.partial.sort_key())
    return f"{capfirst(first.kind_words)}: {first.partial.words()}"


def both_days_words(event):
    """Of a day that moved and is not confirmed: which it was, while that lies ahead too. Until a paper comes, both count."""
    if event.partial.certainty != Certainty.MOVED or event.day is None:
        return ""
    former = event.former_dates.order_by("changed_at").last()
    was = former.partial.on if former else None
    if was is None or was == event.day or was < timezone.localdate():
        return ""
    return _("It was %(day)s. Keep both days free until a paper says which.") % {"day": dates.long_date(was)}


def place_words(event):
    """ "26 Federal Plaza, floor 12, room 8": the street where the name does not say it."""
    place = event.moment.place if event.moment else None
    parts = [place.name, place.street, event.room_words or place.room_words] if place else [event.room_words]
    said = [part for part in parts if part]
    return ", ".join(part for n, part in enumerate(said) if not any(part in before for before in said[:n]))


def _not_known(office):
    if office == "court":
        return {
            "unknown": _("We do not know your next date. This does not mean you have none."),
            "then": _("Call every week; bring any letter to us the same day."),
            "call": COURT_LINE,
        }
    said = {"office": office_words(office)}
    return {
        "unknown": _("We do not know your next %(office)s date. This does not mean you have none.") % said,
        "then": _("Look at your %(office)s paper. Bring any letter or message to us the same day.") % said,
    }


def checked_words(event, for_person=False):
    """Where the date is from, when it was last checked and by whom, and when to look again."""
    said = [source_words(event) + "."]
    if event.checked_at:
        on = {"day": dates.plain_date(timezone.localdate(event.checked_at)), "who": event.checked_by.called}
        said.append(_last_check(event.office == "court", for_person) % on)
    if holiday := holiday_words(event.partial):
        said.append(holiday)
    if event.recheck_on and not for_person:
        said.append(_("Check again by %(day)s.") % {"day": dates.plain_date(event.recheck_on)})
    if for_person:
        said.append(_("A newer paper from the court or ICE wins."))
    return " ".join(said)


def _last_check(with_the_line, for_person):
    if with_the_line:
        return (
            _("Checked on %(day)s with the court line.")
            if for_person
            else _("Checked on %(day)s with the court line, by %(who)s.")
        )
    return _("Checked on %(day)s.") if for_person else _("Checked on %(day)s by %(who)s.")


def _company_of(moments):
    """{moment id: {going, meet_at, meet_where}}, from whoever plans who goes along."""
    moments = list(moments)
    return {pk: goes for tell in hooks("company") for pk, goes in tell(moments).items()} if moments else {}


def _company(goes, for_person):
    if goes is None:
        return ""
    if not goes["going"]:
        return _("We are looking for 2 people to go with you.") if for_person else _("Nobody goes along yet.")
    two = goes["going"] > 1
    if for_person:
        said = _("Two people go with you.") if two else _("One person goes with you.")
    else:
        said = _("Two people go along.") if two else _("One person goes along.")
    where = [dates.clock(goes["meet_at"])] if goes["meet_at"] else []
    where += [goes["meet_where"]] if goes["meet_where"] else []
    return f"{said} {', '.join(where)}" if where else said
