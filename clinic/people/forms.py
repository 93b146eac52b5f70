from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.security.forms import ClinicForm


class CardForm(ClinicForm):
    never_kept = ("code", "secret")

    code = forms.CharField(label=_("Code (on the first slip)"), max_length=40)
    secret = forms.CharField(label=_("Secret (on the second slip)"), max_length=60)
