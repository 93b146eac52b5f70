"""A date asked in short fields (month, day, year) and how sure we are, so that half a date can be said too."""

import datetime
import re
from dataclasses import dataclass, replace

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .dates import Certainty, PartialDate, UnreadableDate

ON_PAPER, FROM_MEMORY, ABOUT, NOT_SET, UNKNOWN = "paper", "memory", "about", "not_set", "unknown"
SURE_OF_THE_PAST = [
    (FROM_MEMORY, _("Sure")),
    (ABOUT, _("About then")),
    (UNKNOWN, _("I do not know")),
]
SURE_OF_WHAT_COMES = [
    (ON_PAPER, _("On the paper")),
    (FROM_MEMORY, _("From memory")),
    (ABOUT, _("About then")),
    (NOT_SET, _("Told “we will call”")),
    (UNKNOWN, _("I do not know")),
]
_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d\d))?(?::\d\d)?\s*([ap])?\.?\s*(?:m\.?)?", re.IGNORECASE)
FIRST_OFFICE_HOUR = 7


@dataclass(frozen=True)
class Told:
    """A date that lies ahead, as it was told: `sure` is one of SURE_OF_WHAT_COMES, or "" where nobody said. No tuple: a form
    would take one for the parts of its own fields."""

    when: PartialDate
    local_time: datetime.time | None
    sure: str


class TimeOfDayField(forms.Field):
    """ "9:00", "1:30 pm", "13:30". A bare 1 to 6 is an afternoon hour: no office opens before seven."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, datetime.time):
            return value or None
        match = _TIME.fullmatch(value.strip())
        try:
            return _time(*match.groups())
        except (AttributeError, ValueError):
            raise ValidationError(
                _("We could not read this time. Write it like 9:00 am or 1:30 pm.")
            ) from None


class PartialDateWidget(forms.MultiWidget):
    """Month as a word (or the season), day, year, and how sure; with a time where one is asked."""

    def __init__(self, sure, with_time=False):
        number = {
            "inputmode": "numeric",
            "autocomplete": "off",
        }  # longer than it can be: a slip is said, not cut off
        shown = [
            ("month", _("Month"), forms.Select(choices=lazy(_months, list))),
            ("day", _("Day"), forms.TextInput(attrs={**number, "maxlength": 3})),
            ("year", _("Year"), forms.TextInput(attrs={**number, "maxlength": 6})),
        ]
        if with_time:
            time = forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}, format="%H:%M")
            shown.append(("time", pgettext_lazy("of day", "Time"), time))
        shown.append(("sure", _("How sure?"), forms.RadioSelect(choices=sure)))
        self.labels = tuple(label for _name, label, _widget in shown)
        self.with_time = with_time
        super().__init__({name: widget for name, _label, widget in shown})

    def decompress(self, value):
        if value is None:
            return [None] * len(self.widgets)
        told = value if isinstance(value, Told) else Told(value, None, "")
        date = told.when if told.when.certainty != Certainty.CONTROL else PartialDate.to_be_announced()
        parts = [
            date.season or date.month,
            date.day,
            date.year,
            *([told.local_time] if self.with_time else []),
        ]
        return [*parts, told.sure or _sure_of(date)]


class WholeDateField(forms.DateField):
    """A day with its month and a year as dates here have them."""

    def validate(self, value):
        super().validate(value)
        try:
            PartialDate.from_parts(*(value.timetuple()[:3] if value else ()))
        except UnreadableDate as unreadable:
            raise ValidationError(str(unreadable)) from None


class PartialDateField(forms.MultiValueField):
    """A PartialDate, or None where nothing was said. What was typed counts for more than "I do not know"."""

    sure = SURE_OF_THE_PAST
    with_time = False

    def __init__(self, **options):
        sure = options.pop("sure", self.sure)
        text = [forms.CharField(required=False) for _part in ("month", "day", "year")]
        time = [TimeOfDayField(required=False)] if self.with_time else []
        how = forms.ChoiceField(choices=sure, required=False)
        options.setdefault("widget", PartialDateWidget(sure, self.with_time))
        super().__init__([*text, *time, how], require_all_fields=False, **options)

    def compress(self, values):
        told = self._read(values) if values else None
        return told.when if told else None

    def _read(self, values):
        month, day, year, *time, sure = values
        if not any((month, day, year)):
            bare = {UNKNOWN: PartialDate.unknown, NOT_SET: PartialDate.to_be_announced}.get(sure)
            if bare is None and any(time):
                raise ValidationError(_("Please add the day too."))
            return Told(bare(), None, sure) if bare else None
        try:
            date = PartialDate.from_parts(year, month, day, about=sure == ABOUT)
        except UnreadableDate as unreadable:
            raise ValidationError(str(unreadable)) from None
        return Told(date, time[0] if time else None, sure)


class NextDateField(PartialDateField):
    """A date that lies ahead: gives `Told`, with its time and whether it is on the paper; None for nothing said."""

    sure = SURE_OF_WHAT_COMES
    with_time = True

    def compress(self, values):
        told = self._read(values) if values else None
        if told and told.local_time and told.when.on:
            return replace(told, when=PartialDate.of(told.when.on, Certainty.EXACT))
        return told


def _months():
    names = Locale(_spoken()).months["stand-alone"]["wide"]
    months = [(number, capfirst(names[number])) for number in range(1, 13)]
    return [("", "—"), *months, (gettext("Or the season"), list(_seasons().items()))]


def _seasons():
    return {
        21: gettext("Spring (March to June)"),
        22: gettext("Summer (June to September)"),
        23: gettext("Fall (September to December)"),
        24: gettext("Winter (from the December before to March)"),
    }


def _spoken():
    language = (get_language() or "en")[:2]
    return language if language in ("en", "es") else "en"


def _time(hour, minute, half):
    hour = int(hour)
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    elif hour < FIRST_OFFICE_HOUR:
        hour += 12
    return datetime.time(hour, int(minute or 0))


def _sure_of(date):
    marks = {Certainty.ABOUT: ABOUT, Certainty.UNKNOWN: UNKNOWN, Certainty.TO_BE_ANNOUNCED: NOT_SET}
    return marks.get(date.certainty, "")
