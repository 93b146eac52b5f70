from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.timeline.dates import unread
from cases.timeline.forms import AnyPlaceField
from cases.timeline.models import Source
from clinic.security.forms import ClinicForm

NOT_KNOWN, ANOTHER_DAY = "not_known", "another_day"


def _day(**options):
    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class WhichDayForm(ClinicForm):
    """Read from the address: a place and a day are nobody's secret."""

    place = AnyPlaceField(label=_("Where?"), required=True, empty_label=_("Choose a place"))
    day = _day(label=_("Which day?"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["place"].fill()
        self.fields["day"].error_messages["invalid"] = unread()


class MoveDayForm(ClinicForm):
    moves = forms.ChoiceField(
        label=_("What do we know?"),
        choices=[
            (NOT_KNOWN, _("It is closed that day, and the new dates are not known yet")),
            (ANOTHER_DAY, _("Everybody moves to another day, at the same hours")),
        ],
        widget=forms.RadioSelect,
    )
    to_day = _day(label=_("To which day?"), required=False)
    source = forms.ChoiceField(
        label=_("Where is it from?"),
        choices=[
            (source.value, capfirst(source.label))
            for source in (Source.PAPER, Source.COURT_LINE, Source.VOLUNTEER)
        ],
        widget=forms.RadioSelect,
        help_text=_("Only a paper makes the new day certain. Else it stays “not confirmed”."),
    )

    def __init__(self, *args, day, **options):
        super().__init__(*args, **options)
        self.day = day
        self.fields["to_day"].error_messages["invalid"] = unread()

    def clean(self):
        said = super().clean()
        to_day = said.get("to_day")
        if said.get("moves") == NOT_KNOWN:
            said["to_day"] = None
        elif to_day is None and "to_day" not in self.errors:
            self.add_error("to_day", gettext("Please write the new day."))
        elif to_day and (to_day < timezone.localdate() or to_day == self.day):
            self.add_error("to_day", gettext("Please look again: it has to be another day that lies ahead."))
        return said

    @property
    def said(self):
        """The keywords of `services.move_day`."""
        return {name: self.cleaned_data[name] for name in ("to_day", "source")}
