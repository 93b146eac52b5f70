from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinic.security.forms import ClinicForm

from .giving import OF_THE_TEAM
from .models import User
from .passwords import LONGEST


def role_choices():
    return [(role.value, role.label) for role in OF_THE_TEAM]


class InvitationForm(ClinicForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("What they will do"), choices=role_choices, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, widget=forms.RadioSelect, initial="en"
    )


class RolesForm(ClinicForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=role_choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class JoinForm(ClinicForm):
    """`email`: the invitation's, so that the password is not made of it."""

    never_kept = ("password", "again")

    called = forms.CharField(label=_("What others call you"), max_length=60)
    password = forms.CharField(
        label=_("A new password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("12 signs or more. Four words that do not belong together are good."),
    )
    again = forms.CharField(
        label=_("The same password once more"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email="", **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if not password or not again:
            return
        if password != again:
            self.add_error("again", _("The two passwords are not the same."))
        try:
            validate_password(password, User(email=self.email, called=self.cleaned_data.get("called", "")))
        except ValidationError as error:
            self.add_error("password", error)
