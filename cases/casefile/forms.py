from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.security.forms import ClinicForm


class RollForm(ClinicForm):
    name = forms.CharField(
        label=_("A name, an A-number or a phone"),
        max_length=80,
        required=False,
        help_text=_("The first letters are enough. Another spelling is found too."),
    )


class CardForForm(ClinicForm):
    why = {
        "shows_story": _("Some people want only the dates on the phone. It can be changed with a new card.")
    }

    shows_story = forms.BooleanField(
        label=_("Show the story, the plan and the papers on the phone too"), required=False
    )
