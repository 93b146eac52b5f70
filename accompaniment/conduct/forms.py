from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accompaniment.trips.forms import CLOCK, DayField, PlaceField, places_by_kind
from cases.timeline.date_field import TimeOfDayField
from clinic.places.models import Place
from clinic.security.forms import ClinicForm

from .models import Outcome

OFFICES = [("court", pgettext_lazy("office", "Court")), ("ice", "ICE"), ("isap", "ISAP")]


class ReportForm(ClinicForm):
    seen = forms.CharField(
        label=_("What you saw and heard officials do"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
    officials = forms.CharField(
        label=_("Who they were"),
        max_length=500,
        required=False,
        help_text=_("Names, badges, offices: as seen or said. How many."),
    )
    asked_for = forms.CharField(
        label=_("What they asked for"),
        max_length=500,
        required=False,
        help_text=_("Papers, a photo, an address."),
    )
    outcome = forms.ChoiceField(label=_("How it went"), choices=Outcome.choices, widget=forms.RadioSelect)
    next_on = DayField(
        label=_("Did they give a next date? Copy it from the paper."),
        required=False,
        help_text=_("Leave it empty if there is none."),
    )
    next_office = forms.ChoiceField(
        label=_("With whom"), choices=OFFICES, widget=forms.RadioSelect, required=False
    )
    next_at = TimeOfDayField(label=_("At what time"), required=False, widget=CLOCK)
    next_place = PlaceField(label=_("Where"), queryset=Place.objects.open(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["next_place"].choices = [("", _("As on the paper before")), *places_by_kind()]

    def clean_next_on(self):
        on = self.cleaned_data["next_on"]
        if on and on <= timezone.localdate():
            raise forms.ValidationError(_("The next date lies ahead. Please look at the paper again."))
        return on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("next_on") and not cleaned.get("next_office"):
            self.add_error("next_office", _("Please choose with whom the next date is."))
        return cleaned
