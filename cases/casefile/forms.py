from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clinic.people import granted
from clinic.people.card_secret import words_of
from clinic.people.models import User
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
        "shows_story": _("Some people want only the dates on the phone. It can be changed with a new card."),
        "digits": _("Some people remember words better, some remember digits."),
    }

    shows_story = forms.BooleanField(
        label=_("Show the story, the plan and the papers on the phone too"), required=False
    )
    digits = forms.BooleanField(label=_("Twelve digits in place of five words"), required=False)

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        if not words_of(person.language):
            del self.fields["digits"]


class GrantForm(ClinicForm):
    volunteer = forms.ModelChoiceField(
        label=_("To which volunteer"),
        queryset=User.objects.none(),
        empty_label=_("Choose a volunteer"),
        help_text=_("They see the whole case, and can write in it, until the time is over."),
    )
    weeks = forms.TypedChoiceField(label=_("For how long"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["volunteer"].queryset = granted.volunteers()
        self.fields["volunteer"].label_from_instance = lambda volunteer: volunteer.called
        self.fields["weeks"].choices = [
            (weeks, ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}) for weeks in granted.WEEKS
        ]


class ReasonForm(ClinicForm):
    why = {"reason": _("Who is told reads it, and the person can. Write it without names.")}

    reason = forms.CharField(
        label=_("Why do you open it?"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EraseForm(ClinicForm):
    sure = forms.BooleanField(label=_("Yes, erase everything of this person, for good"))


# The number stands in the database as it is: digits, and letters only as in "24-cv-0117".
FILE_NUMBER = r"^(?=.*\d)(?!.*[A-Za-z]{4})(?!.*\d{3}[ -]?\d{3}[ -]?\d{3})[A-Za-z\d./-]+$"


class HoldForm(ClinicForm):
    reference = forms.RegexField(
        FILE_NUMBER,
        label=_("The lawyer's file number"),
        max_length=40,
        help_text=_("A number only, never what it is about."),
        error_messages={
            "invalid": _("Only a number, like 24-cv-0117: no name, no A-Number, nothing about the case.")
        },
    )
