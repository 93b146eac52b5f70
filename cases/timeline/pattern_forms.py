from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clinic.security.forms import ClinicForm
from clinic.words import dates as words

from .date_field import TimeOfDayField
from .dates import unread
from .forms import DATES_AND_PAPERS, AnyPlaceField
from .kinds import kinds
from .rhythm import MONDAY, WEEK, Rhythm, Unit
from .services import PATTERN_KINDS

UNITS = [
    (Unit.WEEKS, _("weeks")),
    (Unit.DAYS, _("days")),
    (Unit.MONTHS, _("months")),
    (Unit.YEARS, _("years")),
]
DAY = {"type": "date", "class": "short"}


def kind_choices():
    return [(kind, capfirst(kinds()[kind].words().name)) for kind in PATTERN_KINDS]


def _weekdays():
    days = [MONDAY + WEEK / 7 * n for n in range(7)]
    return [("", "—"), *((day.weekday(), capfirst(words.weekday(day))) for day in days)]


class PatternForm(ClinicForm):
    """A visit, a call or a photo that comes again and again."""

    kind = forms.ChoiceField(label=_("What comes again?"), choices=kind_choices, widget=forms.RadioSelect)
    every = forms.IntegerField(
        label=pgettext_lazy("every 2 weeks", "Every"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    unit = forms.ChoiceField(label=_("Weeks, days, months or years?"), choices=UNITS, initial=Unit.WEEKS)
    weekday = forms.TypedChoiceField(
        label=_("On which day of the week?"),
        choices=lazy(_weekdays, list),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For weeks. For months only where it is one, like every second Tuesday of the month."),
    )
    starts = forms.DateField(
        label=_("The first day that is known"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    ends = forms.DateField(
        label=_("Until when, if that is known"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    at = TimeOfDayField(label=_("At what time, if it is always the same?"), required=False)
    place = AnyPlaceField(label=_("Where?"))
    note = forms.CharField(
        label=_("In a few words, where the list does not say it"),
        max_length=80,
        required=False,
        help_text=DATES_AND_PAPERS,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["place"].fill()
        self.fields["kind"].error_messages["required"] = _("Please choose one.")
        self.fields["starts"].error_messages["required"] = _(
            "Please write one day on which it was or will be."
        )
        for name in ("required", "invalid", "min_value", "max_value"):
            self.fields["every"].error_messages[name] = _("Please write a number from 1 to 99.")
        for name in ("starts", "ends"):
            self.fields[name].error_messages["invalid"] = unread()

    def clean(self):
        said = super().clean()
        unit, weekday = said.get("unit"), said.get("weekday")
        if unit == Unit.WEEKS and weekday is None and "weekday" not in self.errors:
            self.add_error("weekday", gettext("Please choose the day of the week."))
        if unit in (Unit.DAYS, Unit.YEARS) and weekday is not None:
            self.add_error("weekday", gettext("A day of the week goes with weeks or months only."))
        if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
            self.add_error("ends", gettext("This is before the first day. Please look again."))
        return said

    @property
    def said(self):
        """The keywords of `services.add_pattern`."""
        said = self.cleaned_data
        rhythm = Rhythm(
            said["every"], Unit(said["unit"]), said["weekday"], said["starts"], said["ends"], said["at"]
        )
        return {"kind": said["kind"], "rhythm": rhythm, "place": said["place"], "note": said["note"]}
