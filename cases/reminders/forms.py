from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clinic.security.forms import ClinicForm

from .leads import CHOICES
from .models import ToldOf


class SwitchForm(ClinicForm):
    """On only after the words were read."""

    read = forms.BooleanField(
        label=_("I read what we write this way, in both languages"),
        error_messages={"required": _("Please read the words first, and say so here.")},
    )


class LeadsForm(ClinicForm):
    """How many days before, kind by kind; none is not a choice: then nobody would be told."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(days, ngettext("%(n)s day", "%(n)s days", days) % {"n": days}) for days in CHOICES]
        for kind in ToldOf:
            self.fields[kind.value] = forms.TypedMultipleChoiceField(
                label=kind.label,
                choices=choices,
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Please choose at least one day, or nobody is told.")},
            )
