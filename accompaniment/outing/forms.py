from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.security.forms import ClinicForm

from .models import CallResult, TapKind


class TapForm(ClinicForm):
    kind = forms.ChoiceField(choices=TapKind.choices)


class CallForm(ClinicForm):
    """One call from a sheet: for whom, to whom, and whether they were reached."""

    person = forms.UUIDField()
    to = forms.RegexField(regex=r"^(lawyer|hotline|locator|trusted:[0-9a-f-]{36})$")
    result = forms.ChoiceField(label=_("Reached?"), choices=CallResult.choices)
