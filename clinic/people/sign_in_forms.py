from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from . import sessions
from .passwords import LONGEST


class SignInForm(LoginForm):
    shared = forms.BooleanField(
        label=_("This is a shared laptop: sign me out after 15 minutes without a tap"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].validators.append(MaxLengthValidator(LONGEST))
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def login(self, request, redirect_url=None):
        request.session[sessions.SHARED] = self.cleaned_data["shared"]
        return super().login(request, redirect_url)


class PasskeyForm(AddWebAuthnForm):
    """Without a name: what people call their phones is nobody's business."""

    name = None
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"), required=False, initial=True
    )

    def clean(self):
        self.cleaned_data["name"] = self.initial["name"]
        return super().clean()
