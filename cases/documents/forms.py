from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.timeline.date_field import PartialDateField, WholeDateField
from cases.timeline.dates import PartialDate
from clinic.security.forms import ClinicForm

from .kinds import groups, paper_kinds
from .models import PaperState
from .rebuilding.refusals import Why

OFTEN = ("i862", "hearing-notice", "i220a", "i220b", "check-in-letter", "isap-paper", "i589", "ij-order")
OFTEN += ("passport", "birth-certificate", "ead", "lease")
DATES_AND_PAPERS = gettext_lazy(
    "Dates and papers only. Do not write what happened, how they crossed, or returns after a deportation."
)


def kind_choices():
    """Every kind of paper, group by group; before them the ones people bring most, and a way out."""
    kinds = paper_kinds()
    often = (_("Often brought"), [(kind, _name(kinds[kind])) for kind in OFTEN])
    by_group = [
        (label, sorted(((k.id, _name(k)) for k in kinds.values() if k.group == group), key=lambda c: c[1]))
        for group, label in groups().items()
    ]
    return [("", _("Another paper: I write its name below")), often, *by_group]


def state_choices():
    return [(state.value, capfirst(state.label)) for state in PaperState]


class PaperForm(ClinicForm):
    why = {"state": gettext_lazy("So we can help you ask for the others.")}

    kind = forms.ChoiceField(
        label=gettext_lazy("Which paper is it?"), choices=kind_choices, required=False, initial=""
    )
    title = forms.CharField(
        label=gettext_lazy("Its name, or whose it is"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For another paper, or where there are two of a kind: “of my son”."),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Is it here?"), choices=state_choices, widget=forms.RadioSelect
    )
    original_with = forms.CharField(
        label=gettext_lazy("Who holds the original?"), max_length=120, required=False
    )
    dated = PartialDateField(
        label=gettext_lazy("The date on the paper"),
        required=False,
        help_text=gettext_lazy("Only a month or a year is fine too."),
    )
    asked_whom = forms.CharField(
        label=gettext_lazy("If a copy was asked for: from whom?"), max_length=120, required=False
    )
    asked_on = WholeDateField(
        label=gettext_lazy("And when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=200, required=False, help_text=DATES_AND_PAPERS
    )

    def clean_dated(self):
        dated = self.cleaned_data["dated"]
        return dated.to_text() if dated and dated.year else ""

    def clean_asked_on(self):
        asked_on = self.cleaned_data["asked_on"]
        return PartialDate.of(asked_on).to_text() if asked_on else ""

    def clean(self):
        said = super().clean()
        if not said.get("kind") and not said.get("title"):
            self.add_error("title", _("Please choose a paper from the list, or write its name here."))
        return said


class ChangePaperForm(PaperForm):
    """What a paper is does not change; it is taken off the list and written anew."""

    kind = title = None

    def clean(self):
        return forms.Form.clean(self)


class EventPapersForm(ClinicForm):
    """Which papers of the list show one date."""

    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Which papers show this date?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, papers, **options):
        super().__init__(*args, **options)
        self.listed = {str(paper.pk): paper for paper in papers}
        self.fields["papers"].choices = [(pk, capfirst(paper.words)) for pk, paper in self.listed.items()]

    @property
    def chosen(self):
        return [self.listed[pk] for pk in self.cleaned_data["papers"]]


class CopyForm(ClinicForm):
    said_yes = forms.ChoiceField(
        label=gettext_lazy("Keep a copy here? You can say no. The list is enough."),
        choices=[("yes", gettext_lazy("Yes, keep a copy")), ("no", gettext_lazy("No, the list is enough"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("A PDF file, or a photo of one page"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    @property
    def wants_a_copy(self):
        return self.cleaned_data["said_yes"] == "yes"

    def clean(self):
        said = super().clean()
        if self.is_posted and said.get("said_yes") == "yes" and not said.get("file"):
            self.add_error("file", self._why_there_is_none())
        return said

    def _why_there_is_none(self):
        """A body larger than a file may be is dropped while it comes in, so that here there is no file at all."""
        sent = int(self.request.META.get("CONTENT_LENGTH") or 0)
        if "file" in self.errors or sent <= settings.UPLOAD_MAX_BYTES:
            return _("Please choose the file or take the photo.")
        return too_big()


REFUSED = {
    Why.NO_PAPER: gettext_lazy("We can keep PDF files and photos. Please choose one of those."),
    Why.HEIC: gettext_lazy(
        "This iPhone photo (HEIC) cannot be opened here. Please choose it on the phone itself, save it as a JPEG, "
        "or take a screenshot of it."
    ),
    Why.BROKEN: gettext_lazy("This file is damaged. Please choose another one, or take a photo of the page."),
    Why.MOVES: gettext_lazy("This picture moves. Please choose a photo of the page."),
    Why.TOO_LARGE: gettext_lazy(
        "This picture is too large to open. Please take a smaller photo of the page."
    ),
    Why.PICTURE_WITHIN: gettext_lazy(
        "A picture in this PDF is of a kind we cannot open here. Please print it to a new PDF, or take a photo of each page."
    ),
    Why.LOCKED: gettext_lazy(
        "This PDF is locked with a password. Please print it to a new PDF, or take a photo of each page."
    ),
    Why.TOO_LONG: gettext_lazy("This PDF has more than 200 pages. Please choose a shorter one."),
    Why.FORM: gettext_lazy(
        "The answers in this form would not show in a copy. Please print the form to a new PDF, and choose that one."
    ),
    Why.NO_WALLS: gettext_lazy(
        "This server is not set up to open files, so it keeps no copies. The list is enough. "
        "Please tell whoever runs the server."
    ),
    Why.TOO_HARD: gettext_lazy("We could not open this file. Please take a photo of the page instead."),
}


def too_big():
    return _("This file is too big. We can keep up to %(mb)s MB. Try a photo of one page.") % {
        "mb": settings.UPLOAD_MAX_BYTES // (1024 * 1024)
    }


def _name(kind):
    name = kind.words().name
    return f"{name} · {kind.form}" if kind.form and kind.form not in name else name
