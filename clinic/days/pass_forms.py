from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from clinic.people.forms import LEFT_ALONE
from clinic.people.models import Role, User
from clinic.security.forms import ClinicForm

STRAIGHT = "01234567890 09876543210"
four_digits = RegexValidator(r"^[0-9]{4}\Z", _("Please type four digits."))


def not_the_first_to_guess(pin):
    if len(set(pin)) == 1 or pin in STRAIGHT:
        raise ValidationError(_("That is the first one anybody would try. Please choose another."))


class PinField(forms.CharField):
    """Four digits for one night. As a code for once they are not offered to, or kept by, a browser's password manager."""

    def __init__(self, **kwargs):
        keys = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "tiny"}
        super().__init__(max_length=4, widget=forms.PasswordInput(attrs=keys), **kwargs)
        self.validators.append(four_digits)


class MakePassForm(ClinicForm):
    """Somebody we know, or a first name for tonight: one of the two."""

    volunteer = forms.ModelChoiceField(
        label=_("A volunteer with an account"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Somebody without an account"),
    )
    called = forms.CharField(
        label=_("Or a first name, for tonight"),
        max_length=60,
        required=False,
        help_text=_("It makes an account that ends with the night."),
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        known = User.objects.with_role(Role.INTAKE).filter(email__isnull=False).exclude(pk=user.pk)
        self.fields["volunteer"].queryset = known
        self.fields["volunteer"].label_from_instance = lambda volunteer: volunteer.called

    def clean(self):
        said = super().clean()
        if bool(said.get("volunteer")) == bool(said.get("called")):
            raise ValidationError(_("Please choose a volunteer or write a first name: one of the two."))
        return said


class UsePassForm(ClinicForm):
    never_kept = ("code", "pin")
    why = {"pin": _("When nobody works here for a few minutes, the page hides until you type it.")}

    code = forms.CharField(
        label=_("The code from the lead"), max_length=40, widget=forms.TextInput(attrs=LEFT_ALONE)
    )
    pin = PinField(label=_("Choose four digits"), validators=[not_the_first_to_guess])


class PinForm(ClinicForm):
    never_kept = ("pin",)

    pin = PinField(label=_("Your four digits"))


class LeadForm(ClinicForm):
    volunteer = forms.ModelChoiceField(
        label=_("Lead of tonight"), queryset=User.objects.none(), empty_label=_("Choose a volunteer")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = User.objects.with_role(Role.INTAKE).filter(email__isnull=False)
        self.fields["volunteer"].queryset = known
        self.fields["volunteer"].label_from_instance = lambda volunteer: volunteer.called
