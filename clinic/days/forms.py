import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.people.languages import languages
from clinic.people.models import Role, User
from clinic.security.forms import ClinicForm

from .models import Reason


def language_choices():
    return [(code, language.label()) for code, language in languages().items()]


class WalkInForm(ClinicForm):
    """Twenty seconds: a name they like, a language, and why they are seen first, if at all."""

    visit_id = forms.UUIDField(widget=forms.HiddenInput)
    called = forms.CharField(label=_("A first name, or any name they like"), max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, initial="spa")
    reasons = forms.MultipleChoiceField(
        label=_("See first, because…"),
        choices=Reason.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Leave empty if none is true, or if nobody has asked yet."),
    )

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"visit_id": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class HandOverForm(ClinicForm):
    to = forms.ModelChoiceField(
        label=_("To whom"), queryset=User.objects.none(), required=False, empty_label=_("Whoever is free")
    )
    table = forms.CharField(label=_("Table"), max_length=20, required=False)
    note = forms.CharField(
        label=_("One line for the next helper"), max_length=200, help_text=_("What is done, what comes next.")
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.with_role(Role.INTAKE).exclude(pk=user.pk)
        self.fields["to"].label_from_instance = lambda volunteer: volunteer.called


class StopForm(ClinicForm):
    promised = forms.CharField(
        label=_("What did we say we would do?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text=_("Dates and papers only. It is read out next time."),
    )
