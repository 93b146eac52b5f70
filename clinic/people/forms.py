from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.security.forms import ClinicForm

# A browser's better spelling goes to its maker, and a phone's first capital is one more thing to undo.
LEFT_ALONE = {"spellcheck": "false", "autocapitalize": "none", "autocorrect": "off"}


class CardForm(ClinicForm):
    never_kept = ("code", "secret")

    code = forms.CharField(
        label=_("Code (on the first slip)"), max_length=40, widget=forms.TextInput(attrs=LEFT_ALONE)
    )
    secret = forms.CharField(
        label=_("Secret (on the second slip)"), max_length=100, widget=forms.TextInput(attrs=LEFT_ALONE)
    )
