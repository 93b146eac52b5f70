"""A date as people know it: a day, a month, a year, "about", or not known; never a made-up day.

What is sealed is `PartialDate.to_text()`, in the manner of EDTF (ISO 8601-2), plain ASCII, and stable:

    2026-12-08T     exact: the day, and its time is known (the time itself is kept beside it, with its zone)
    2026-12-08      the day is known
    2021-03         the month; 2021 the year
    2021-21         the season: 21 spring, 22 summer, 23 fall, 24 winter (as in EDTF)
    2021-03~        about that month; 2021~ about that year
    2026-12-01/..   control: no date set yet, check again by that day
    2026-12-08?     moved: somebody gives this day, nothing confirms it; ? alone: moved, no new day
    2026-12-08%     expected, as it comes again and again, and not confirmed; 2027-11% expected in that month
    ..              to be announced: no date set yet
    XXXX            not known
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from unicodedata import combining, normalize

from babel import Locale
from django.utils.translation import gettext as _

from clinic.words import dates as words

YEARS = range(1900, 2101)
SEASONS = {21: 3, 22: 6, 23: 9, 24: 0}  # their first months; a winter begins in the December before
_MONTHS_OF_A_SEASON = 4  # its edges are nobody's: March belongs to winter and to spring


class Certainty(StrEnum):
    EXACT = "exact"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SEASON = "season"
    ABOUT = "about"
    TO_BE_ANNOUNCED = "to_be_announced"
    CONTROL = "control"
    MOVED = "moved"
    EXPECTED = "expected"
    UNKNOWN = "unknown"


_SURER = {certainty: n for n, certainty in enumerate(Certainty)}


class UnreadableDate(ValueError):
    """The date cannot be read; `str()` is a sentence for the person who typed it."""


@dataclass(frozen=True)
class PartialDate:
    """What is known of a date. Built by `of`, `from_parts`, `read_date` and `from_text`. `season`: a key of SEASONS."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    certainty: Certainty = Certainty.UNKNOWN
    season: int | None = None

    @classmethod
    def of(cls, date, certainty=Certainty.DAY):
        """From a `datetime.date`; with `certainty`, also an exact, a control or a moved date."""
        return cls(date.year, date.month, date.day, certainty)

    @classmethod
    def unknown(cls):
        return cls()

    @classmethod
    def to_be_announced(cls):
        return cls(certainty=Certainty.TO_BE_ANNOUNCED)

    @classmethod
    def check_by(cls, date):
        """No date is set; ask again by this day."""
        return cls.of(date, Certainty.CONTROL)

    @classmethod
    def moved(cls, date=None):
        """Moved and not confirmed; `date` is the new day somebody gave, if any."""
        return cls.of(date, Certainty.MOVED) if date else cls(certainty=Certainty.MOVED)

    @classmethod
    def expected(cls, year, month, day=None):
        """It comes again and again, and nobody confirmed it this time."""
        return cls(year, month, day, Certainty.EXPECTED)

    @property
    def is_unconfirmed(self):
        """Moved or expected: nothing official says so yet."""
        return self.certainty in (Certainty.MOVED, Certainty.EXPECTED)

    @cached_property
    def on(self):
        """The one day, where it is known (exact, day, moved to a day, expected on one), else None; never a control date."""
        if self.day and self.certainty != Certainty.CONTROL:
            return datetime.date(self.year, self.month, self.day)
        return None

    @property
    def again_by(self):
        """The day by which to check again, for a control date, else None."""
        return datetime.date(self.year, self.month, self.day) if self.certainty == Certainty.CONTROL else None

    def earliest(self):
        """The first day it can be, or None. "About" reaches one month, or one year, to either side."""
        return self._reaches[0]

    def latest(self):
        """The last day it can be, or None."""
        return self._reaches[1]

    def on_a_leaf(self):
        """(a day, how much of it is known: day, month, year, unknown), for the leaf of a calendar."""
        if self.on:
            return self.on, "day"
        if self.earliest() is None:
            return None, "unknown"
        return (self.latest() if self.season else self.earliest()), "month" if self.month else "year"

    def sort_key(self):
        """Orders a story: by the first day it can be; dates not known stand at the end."""
        return self._place

    @cached_property
    def _place(self):
        first = self.earliest() or self.again_by or datetime.date.max
        return first, self.latest() or datetime.date.max, _SURER[self.certainty]

    def words(self, language=None):
        """As it is said: "March 2021 (day not known)", "about 2019", "date not set yet"."""
        with words.speaking(language):
            return self._words(language)

    def html_datetime(self):
        """For `<time datetime>`: "2026-12-08", "2021-03", "2019"; "" where a machine should read nothing."""
        firm = (Certainty.EXACT, Certainty.DAY, Certainty.MONTH, Certainty.YEAR)
        return self._digits() if self.certainty in firm else ""

    def to_text(self):
        """The stable text that is sealed; the table is at the top of this file."""
        return self._digits() + _MARKS[self.certainty]

    @classmethod
    @lru_cache(maxsize=4096)  # days alone, of nobody
    def from_text(cls, text):
        """The date that `to_text` wrote. Raises UnreadableDate for anything else."""
        match = _STORED.fullmatch(text)
        if not match:
            raise UnreadableDate(unread())
        day, month_or_year, bare = match["day"], match["month"], match["none"]
        mark = match["of_day"] or match["of_month"] or bare
        year, month, day = (*(day or month_or_year or "").split("-"), None, None, None)[:3]
        return _checked(year or None, month, day, _CERTAINTIES.get(mark))

    @classmethod
    def from_parts(cls, year=None, month=None, day=None, about=False):
        """From three fields of a form (numbers or text, empty where not known). A season stands in the month's place.

        Raises UnreadableDate: a day without its month, a month without its year, a day that does not exist,
        a year out of 1900-2100, "about" together with a day. Three empty fields are a date not known.
        """
        year, month, day = (_number(part) for part in (year, month, day))
        if year is None and month is None and day is None:
            return cls.unknown()
        if year is None or (day is not None and month is None):
            raise UnreadableDate(_("Please add the year too. Only a year, or a month and a year, is fine."))
        if about and day is not None:
            raise UnreadableDate(
                _("If you are not sure of the day, leave the day blank. The month and year are enough.")
            )
        return _checked(year, month, day, Certainty.ABOUT if about else None)

    def __str__(self):
        return self.words()

    @cached_property
    def _reaches(self):
        return self._reach(-1), self._reach(+1)

    def _reach(self, side):
        if self.year is None or self.certainty == Certainty.CONTROL:
            return None
        if self.day:
            return self.on
        if self.season:
            months = 0 if side < 0 else _MONTHS_OF_A_SEASON - 1
            return self._edge(self.year * 12 + SEASONS[self.season] - 1 + months, side)
        margin = side if self.certainty == Certainty.ABOUT else 0
        if self.month is None:
            year = self.year + margin
            return datetime.date(year, 1, 1) if side < 0 else datetime.date(year, 12, 31)
        return self._edge(self.year * 12 + self.month - 1 + margin, side)

    @staticmethod
    def _edge(months, side):
        """The first or last day of a month, counted in months since the year 0."""
        year, month = divmod(months, 12)
        return datetime.date(year, month + 1, 1 if side < 0 else calendar.monthrange(year, month + 1)[1])

    def _words(self, language):
        match self.certainty:
            case Certainty.UNKNOWN:
                return _("not known")
            case Certainty.TO_BE_ANNOUNCED:
                return _("date not set yet")
            case Certainty.CONTROL:
                by = _("check again by %(date)s") % {"date": words.long_date(self.again_by, language)}
                return f"{_('date not set yet')} · {by}"
            case Certainty.MOVED:
                moved = _("moved - not confirmed")
                return f"{words.long_date(self.on, language)} ({moved})" if self.on else moved
            case Certainty.EXPECTED:
                expected = _("expected - not confirmed")
                when = words.long_date(self.on, language) if self.on else self._month_or_year(language)
                return f"{when} ({expected})"
            case Certainty.SEASON:
                return words.season_and_year(self.earliest(), language)
            case Certainty.ABOUT:
                return _("about %(date)s") % {"date": self._month_or_year(language)}
            case Certainty.MONTH:
                return _("%(month)s (day not known)") % {"month": self._month_or_year(language)}
            case Certainty.YEAR:
                return _("%(year)s (month not known)") % {"year": self.year}
        return words.long_date(self.on, language)

    def _month_or_year(self, language):
        if self.month is None:
            return str(self.year)
        return words.month_and_year(datetime.date(self.year, self.month, 1), language)

    def _digits(self):
        parts = [f"{self.year:04}"] if self.year else []
        parts += [f"{part:02}" for part in (self.season, self.month, self.day) if part]
        return "-".join(parts)


def certainty_words(certainty, language=None):
    """How sure we are, in words: "exact", "day known, time not known"."""
    with words.speaking(language):
        return {
            Certainty.EXACT: _("exact"),
            Certainty.DAY: _("day known, time not known"),
            Certainty.MONTH: _("month known, day not known"),
            Certainty.YEAR: _("year known, month not known"),
            Certainty.SEASON: _("season known, month not known"),
            Certainty.ABOUT: _("about then"),
            Certainty.TO_BE_ANNOUNCED: _("date not set yet"),
            Certainty.CONTROL: _("date not set yet, check again by this day"),
            Certainty.MOVED: _("moved - not confirmed"),
            Certainty.EXPECTED: _("expected - not confirmed"),
            Certainty.UNKNOWN: _("not known"),
        }[Certainty(certainty)]


def unread():
    """What we say of a date we could not read."""
    return _(
        "We could not read this date. Write the month as a word: December 8, 2026. "
        "Only a month or a year is fine too."
    )


def read_date(text):
    """A date as people type it, in English or Spanish, whichever language is active.

    Reads "Dec 8 2026", "8 de diciembre de 2026", "March 2021", "about 2019", "primavera de 2019", "2026-12-08", "no sé",
    "not set", "sin fecha, revisar antes del 1 de diciembre de 2026", "moved to Jan 5 2027", "cambiada".
    Numbers alone are read only when they can mean one day: 12/25/2026 yes, 12/08/2026 no.
    Raises UnreadableDate with a sentence to show.
    """
    bare = _bare(text)
    tokens = _TOKEN.findall(bare)
    if not text.strip(" ?") or " ".join(tokens) in _NOT_KNOWN:
        return PartialDate.unknown()
    found, mark = _dated(_without_words(bare)), _mark_of(bare)
    if mark is None or (mark == Certainty.TO_BE_ANNOUNCED and found is None):
        return found or (PartialDate.to_be_announced() if mark else _unread())
    if mark == Certainty.MOVED and found is None:
        return PartialDate.moved()
    if mark == Certainty.EXPECTED and found and found.month:
        return PartialDate.expected(found.year, found.month, found.day)
    if found is None or found.on is None:
        raise UnreadableDate(_("Please write the whole day: month, day and year."))
    return PartialDate.moved(found.on) if mark == Certainty.MOVED else PartialDate.check_by(found.on)


def _mark_of(bare):
    """What the words around a date say of it: moved, ask again by then, not set."""
    return next((mark for mark, said in _SAID.items() if said.search(bare)), None)


def _without_words(bare):
    """The tokens of the date itself, without what is said of it and what stands in brackets."""
    for said in (_BRACKETS, *_SAID.values()):
        bare = said.sub(" ", bare)
    return [token for token in _TOKEN.findall(bare) if token not in _SAID_OF_A_DATE]


def _dated(tokens):
    """The date among the words, or None where there is none."""
    about = any(token in _ABOUT for token in tokens)
    weekday = next((_weekdays()[token] for token in tokens if token in _weekdays()), None)
    tokens = [token for token in tokens if token not in _ABOUT | _SMALL_WORDS and token not in _weekdays()]
    if not tokens:
        return None
    found = _read_tokens(tokens, about)
    if weekday is not None and found.on and found.on.weekday() != weekday:
        raise UnreadableDate(
            _("%(date)s is a %(weekday)s. Please look at the day again.")
            % {"date": words.plain_date(found.on), "weekday": words.weekday(found.on)}
        )
    return found


def _unread():
    raise UnreadableDate(unread())


def _read_tokens(tokens, about):
    names = _months() | _SEASON_NAMES
    named = [names[token] for token in tokens if token in names]
    numbers = [token for token in tokens if token not in names]
    years = [number for number in numbers if number.isdigit() and len(number) == 4]
    others = [int(number) for number in numbers if number.isdigit() and len(number) <= 2]
    if len(years) != 1 or len(years + others) != len(numbers) or len(named + others) > 2 or len(named) > 1:
        raise UnreadableDate(unread())
    if named:
        month, day = named[0], others[0] if others else None
    else:
        month, day = _month_and_day(others, year_first=numbers[0] == years[0])
    return PartialDate.from_parts(years[0], month, day, about=about)


def _month_and_day(numbers, *, year_first):
    """Month and day of bare numbers, where only one reading gives a day: 12/08 could be two days."""
    if len(numbers) < 2:
        return (*numbers, None) if numbers else (None, None)
    first, second = numbers
    if year_first or first == second or (second > 12 >= first):
        return first, second
    if first > 12 >= second:
        return second, first
    raise UnreadableDate(unread())


def _checked(year, month, day, certainty):
    """`certainty`: None for what the parts themselves say."""
    year, month, day = (None if part is None else int(part) for part in (year, month, day))
    if year is not None and year not in YEARS:
        raise UnreadableDate(_("Please look at the year again. It has four numbers, like 2026."))
    if month in SEASONS and day is None and certainty in (None, Certainty.ABOUT):
        return PartialDate(year, certainty=Certainty.SEASON, season=month)
    if month is not None and not 1 <= month <= 12:
        raise UnreadableDate(unread())
    if day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise UnreadableDate(_("That month does not have this day. Please look at it again."))
    return PartialDate(year, month, day, certainty or _certainty_of(month, day))


def _certainty_of(month, day):
    return Certainty.DAY if day else Certainty.MONTH if month else Certainty.YEAR


def _number(part):
    if part is None or (isinstance(part, str) and not part.strip()):
        return None
    try:
        number = int(part)
    except ValueError:
        number = 0
    if number < 1:
        raise UnreadableDate(unread())
    return number


def _bare(text):
    """Lower case without accents, so that "Miércoles" and "miercoles" are one word."""
    return "".join(letter for letter in normalize("NFKD", text.lower()) if not combining(letter))


@lru_cache
def _months():
    names = {"sept": 9, "set": 9, "setiembre": 9}
    for language in ("en", "es"):
        for width in ("wide", "abbreviated"):
            months = Locale(language).months["format"][width]
            names |= {_bare(name).rstrip("."): number for number, name in months.items()}
    return names


@lru_cache
def _weekdays():
    names = {"tues": 1, "thur": 3, "thurs": 3}
    for language in ("en", "es"):
        for width in ("wide", "abbreviated"):
            days = Locale(language).days["format"][width]
            names |= {_bare(name).rstrip("."): number for number, name in days.items()}
    return {
        name: number for name, number in names.items() if name not in _months()
    }  # "mar" is March, and martes


_MARKS = {
    Certainty.EXACT: "T",
    Certainty.DAY: "",
    Certainty.MONTH: "",
    Certainty.YEAR: "",
    Certainty.SEASON: "",
    Certainty.ABOUT: "~",
    Certainty.TO_BE_ANNOUNCED: "..",
    Certainty.CONTROL: "/..",
    Certainty.MOVED: "?",
    Certainty.EXPECTED: "%",
    Certainty.UNKNOWN: "XXXX",
}
_CERTAINTIES = {mark: certainty for certainty, mark in _MARKS.items() if mark}
_STORED = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?P<of_day>T|/\.\.|\?|%)?|(?P<month>\d{4}(?:-\d\d)?)(?P<of_month>~|(?<=-\d\d)%)?|(?P<none>\.\.|\?|XXXX)",
    re.ASCII,
)

# A number loses its ordinal ending to the small words: 8th, 1ro; 1º has become "1o" by then.
_TOKEN = re.compile(r"~|\d+|[a-z']+")
_ABOUT = {"~", "about", "around", "approximately", "circa", "ca"}
_ABOUT |= {"alrededor", "aproximadamente", "cerca", "como", "hacia", "mas", "menos"}
_SMALL_WORDS = {
    "of",
    "the",
    "in",
    "on",
    "de",
    "del",
    "el",
    "la",
    "en",
    "a",
    "st",
    "nd",
    "rd",
    "th",
    "ro",
    "er",
    "o",
}
_NOT_KNOWN = {"not known", "unknown", "i do not know", "i don't know", "no se sabe", "no se", "no lo se"}
_SEASON_NAMES = {"spring": 21, "summer": 22, "fall": 23, "autumn": 23, "winter": 24}
_SEASON_NAMES |= {"primavera": 21, "verano": 22, "otono": 23, "invierno": 24}
_BRACKETS = re.compile(r"\(.*?\)")
# Asked in this order: what is "moved, check again by" is moved; what is "not set, check again by" is a day to ask again.
_SAID = {
    Certainty.EXPECTED: re.compile(r"\b(expected|se espera|esperada)\b"),
    Certainty.MOVED: re.compile(r"\b(moved|changed|cambiad[ao]|cambio|movid[ao]|movio)\b"),
    Certainty.CONTROL: re.compile(
        r"\b((check|ask|call) )?(again )?(by|not before)\b"
        r"|\b((revisar|preguntar|llamar) )?(otra vez )?(no )?antes\b"
    ),
    Certainty.TO_BE_ANNOUNCED: re.compile(
        r"\b(not set|to be announced|tba|tbd|no date|will call|sin fecha|por anunciar|por definir|van a llamar)\b"
    ),
}
_SAID_OF_A_DATE = {
    "to",
    "al",
    "not",
    "no",
    "yet",
    "confirmed",
    "sin",
    "confirmar",
    "todavia",
    "aun",
    "until",
    "hasta",
}
_SAID_OF_A_DATE |= {"date", "fecha", "we", "they", "se"}
