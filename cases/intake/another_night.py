"""The interview's other part, for another night: arrival, family, the case so far, papers."""

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from cases.casefile.models import Relation
from cases.documents.kinds import paper_kinds
from cases.documents.models import PaperState
from cases.timeline.date_field import PartialDateField
from cases.timeline.dates import PartialDate
from cases.timeline.kinds import groups, kinds

from . import told
from .forms import SectionForm, short_text

MOST_TIES, MOST_EVENTS = 6, 4
STORY_GROUPS = ("court", "appeals", "supervision", "uscis")
USUAL_PAPERS = (
    "i862",
    "hearing-notice",
    "ij-order",
    "i220a",
    "i220b",
    "check-in-letter",
    "isap-paper",
    "i589",
    "filing-receipt",
    "ead",
    "passport",
    "birth-certificate",
)


class RowsForm(SectionForm):
    """The same few questions several times: `rows` of them, made by `row_fields`."""

    rows = 1

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for number in range(1, self.rows + 1):
            for name, field in self.row_fields().items():
                self.add(f"{name}_{number}", field)

    def row_fields(self):
        raise NotImplementedError

    @property
    def groups(self):
        """The rows one after the other; those after the first empty one are folded."""
        folded = False
        for number in range(1, self.rows + 1):
            fields = [self[f"{name}_{number}"] for name in self.row_fields()]
            filled = any(_said(field.value()) for field in fields)
            is_open = filled or not folded or any(field.errors for field in fields)
            yield {"number": number, "fields": fields, "is_open": is_open}
            folded = folded or not filled

    def row(self, number, said):
        return {name: said.get(f"{name}_{number}") for name in self.row_fields()}


def _said(value):
    return any(value) if isinstance(value, list) else bool(value)


class ArrivalForm(SectionForm):
    told = staticmethod(told.arrival)

    when = PartialDateField(label=_("When did you last come to the United States?"))

    def clean_when(self):
        return not_ahead(self.cleaned_data["when"])


class FamilyForm(RowsForm):
    told = staticmethod(told.family)
    body = "cases/intake/_rows.html"
    rows = MOST_TIES

    def row_fields(self):
        return {
            "relation": forms.ChoiceField(
                label=_("Who"), choices=[("", "—"), *Relation.choices], required=False
            ),
            "age": short_text(label=_("Age"), max_length=20, widget=forms.TextInput(attrs={"class": "tiny"})),
            "lives_in": short_text(
                label=_("Lives in"), max_length=60, widget=forms.TextInput(attrs={"class": "short"})
            ),
        }

    def clean(self):
        said = super().clean()
        ties = []
        for number in range(1, self.rows + 1):
            tie = self.row(number, said)
            if (tie["age"] or tie["lives_in"]) and not tie["relation"]:
                self.add_error(f"relation_{number}", _("Please choose who it is. No name is needed."))
            if tie["relation"]:
                ties.append(tie)
        return {"ties": ties}


class HistoryForm(RowsForm):
    told = staticmethod(told.history)
    body = "cases/intake/_rows.html"
    rows = MOST_EVENTS

    def row_fields(self):
        return {
            "kind": forms.ChoiceField(
                label=_("What was it?"), choices=lazy(story_choices, list), required=False
            ),
            "when": PartialDateField(label=_("When was it?"), required=False),
        }

    def clean(self):
        said = super().clean()
        events = []
        for number in range(1, self.rows + 1):
            event = self.row(number, said)
            if event["when"] and not event["kind"]:
                self.add_error(f"kind_{number}", _("Please choose what it was."))
            if event["when"] and _lies_ahead(event["when"]):
                self.add_error(f"when_{number}", AHEAD)
            if event["kind"]:
                events.append((event["kind"], event["when"] or PartialDate.unknown()))
        return {"events": events}


class PapersForm(SectionForm):
    told = staticmethod(told.papers)
    body = "cases/intake/_papers.html"

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for kind in self.kinds:
            for name, field in _paper_fields().items():
                self.add(f"{name}_{kind.id}", field)

    @property
    def kinds(self):
        """The usual papers, then what else is on the list already."""
        listed = [name.removeprefix("state_") for name in self.initial if name.startswith("state_")]
        known = paper_kinds()
        return [known[kind] for kind in dict.fromkeys([*USUAL_PAPERS, *listed]) if kind in known]

    @property
    def rows(self):
        for kind in self.kinds:
            yield kind, self[f"state_{kind.id}"], self[f"held_{kind.id}"]

    def clean(self):
        said = super().clean()
        papers = {
            kind.id: (said[f"state_{kind.id}"], said.get(f"held_{kind.id}", ""))
            for kind in self.kinds
            if said.get(f"state_{kind.id}")
        }
        return {"papers": papers}


AHEAD = _("This day lies ahead. Please look at the year again.")


def not_ahead(date):
    if date and _lies_ahead(date):
        raise forms.ValidationError(AHEAD)
    return date


def _lies_ahead(date):
    return bool(date.earliest() and date.earliest() > timezone.localdate())


def story_choices():
    """Kinds of the story, by group; without what happened to people and with whom."""
    names = groups()
    choices = [("", "—")]
    for group in STORY_GROUPS:
        told_of = [
            kind for kind in kinds().values() if kind.group == group and kind.story and not kind.sensitive
        ]
        choices.append((names[group], [(kind.id, kind.label()) for kind in told_of]))
    return choices


def _paper_fields():
    return {
        "state": forms.ChoiceField(
            label=_("Have it?"), choices=[("", "—"), *PaperState.choices], required=False
        ),
        "held": short_text(
            label=_("Who holds the original?"),
            max_length=60,
            widget=forms.TextInput(attrs={"class": "short"}),
        ),
    }
