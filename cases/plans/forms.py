from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.timeline.date_field import WholeDateField
from clinic.resources.catalogue import public_resources
from clinic.security.forms import ClinicForm

from .models import ItemKind, Verdict

DATES_AND_PAPERS = gettext_lazy(
    "Dates and papers only. Do not write what happened, how they crossed, or returns after a deportation."
)
LABELS = {
    ItemKind.STEP: gettext_lazy("I will…"),
    ItemKind.ISSUE: gettext_lazy("What needs care"),
    ItemKind.RESEARCH: gettext_lazy("What we find out"),
    ItemKind.RESOURCE: gettext_lazy("Who can help"),
    ItemKind.QUESTION: gettext_lazy("My question"),
}
HELP = {
    ItemKind.STEP: gettext_lazy(
        "A verb, in their words: “ask for my file”, “call the court line on Mondays”."
    ),
    ItemKind.QUESTION: gettext_lazy("In their words, as they want to ask it."),
}


class GoalForm(ClinicForm):
    goal = forms.CharField(
        label=gettext_lazy("My goal, in my words"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=DATES_AND_PAPERS,
    )


class ItemForm(ClinicForm):
    """One line of the plan; `kind` says which part it belongs to."""

    text = forms.CharField(max_length=300, required=False)
    helper = forms.CharField(
        label=gettext_lazy("Who helps me?"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("“my sister”, “the clinic”. No volunteer's name. Empty means: I do it alone."),
    )
    due = WholeDateField(
        label=gettext_lazy("By when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, kind, from_catalogue=False, **kwargs):
        super().__init__(*args, **kwargs)
        if kind in (ItemKind.QUESTION, ItemKind.OPTION):
            del self.fields["helper"], self.fields["due"]
        if from_catalogue:
            del self.fields["text"]
        else:
            self.fields["text"].label, self.fields["text"].help_text = LABELS[kind], HELP.get(kind, "")
            self.fields["text"].required = kind != ItemKind.RESOURCE


class ResourceForm(ItemForm):
    """Somebody of the clinic's list, or somebody the person knows."""

    catalogue_id = forms.ChoiceField(label=gettext_lazy("From our list"), required=False)
    field_order = ["catalogue_id", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = gettext_lazy("Or somebody else who can help")
        self.fields["catalogue_id"].choices = [
            ("", _("Somebody else: I write it below")),
            *((one.id, one.words().name) for one in public_resources()),
        ]

    def clean(self):
        said = super().clean()
        if not said.get("catalogue_id") and not said.get("text"):
            self.add_error("text", _("Please choose somebody from the list, or write who it is."))
        return said


class ReviewForm(ClinicForm):
    verdict = forms.ChoiceField(
        label=gettext_lazy("May this stand on the paper?"),
        choices=[
            (Verdict.YES, gettext_lazy("Yes, print it")),
            (Verdict.CHANGE, gettext_lazy("Change it: I write other words")),
            (Verdict.NO, gettext_lazy("No, leave it out")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("The words to use, after “Ask a lawyer about…”"), max_length=300, required=False
    )

    def clean(self):
        said = super().clean()
        if said.get("verdict") == Verdict.CHANGE and not said.get("words"):
            self.add_error("words", _("Please write the words to use in its place."))
        return said


class HandoutForm(ClinicForm):
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the paper"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    large = forms.BooleanField(label=gettext_lazy("Large print"), required=False)
