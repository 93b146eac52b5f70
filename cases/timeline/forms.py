from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.people.models import Person
from clinic.places.models import Place, PlaceKind
from clinic.security.forms import ClinicForm
from clinic.words.search import fold

from .date_field import ABOUT, FROM_MEMORY, NOT_SET, UNKNOWN, NextDateField, PartialDateWidget, Told
from .dates import Certainty, PartialDate, unread
from .kinds import find_kinds, groups, kinds
from .models import DeadlineAnswerKind, Source

AGAIN_BY, MOVED = "again_by", "moved"
HOW_SURE = [
    (FROM_MEMORY, _("As written here")),
    (ABOUT, _("About then")),
    (MOVED, _("Moved, not confirmed")),
    (AGAIN_BY, _("No date set yet: ask again by this day")),
    (NOT_SET, _("No date set yet")),
    (UNKNOWN, _("I do not know")),
]
MARKS = {
    Certainty.ABOUT: ABOUT,
    Certainty.MOVED: MOVED,
    Certainty.CONTROL: AGAIN_BY,
    Certainty.TO_BE_ANNOUNCED: NOT_SET,
    Certainty.UNKNOWN: UNKNOWN,
}
FOLDED = ("printed_due", "title", "judge", "outcome", "people")
DATES_AND_PAPERS = _(
    "Dates and papers only. Do not write what happened, how they crossed, or returns after a deportation."
)


def kind_choices():
    """Every kind under its group's heading."""
    return [
        (name, [(kind.id, capfirst(kind.words().name)) for kind in kinds().values() if kind.group == group])
        for group, name in groups().items()
    ]


class EventDateWidget(PartialDateWidget):
    def decompress(self, value):
        if value is None:
            return super().decompress(value)
        date = value.when
        return [date.month, date.day, date.year, value.local_time, MARKS.get(date.certainty, FROM_MEMORY)]


class EventDateField(NextDateField):
    """Whatever can be known of a date, with its hour: gives `Told`. A moved day and a day to ask again by are said too."""

    def __init__(self, **options):
        super().__init__(sure=HOW_SURE, widget=EventDateWidget(HOW_SURE, with_time=True), **options)

    def compress(self, values):
        if not values:
            return None
        *parts, sure = values
        if sure == MOVED and not any(parts):
            return Told(PartialDate.moved(), None, sure)
        told = super().compress(values)
        if told is None or sure not in (MOVED, AGAIN_BY):
            return told
        if told.when.on is None:
            raise ValidationError(gettext("Please write the whole day: month, day and year."))
        again = PartialDate.check_by(told.when.on)
        return replace(told, when=PartialDate.moved(told.when.on) if sure == MOVED else again)


class AnyPlaceField(forms.ModelChoiceField):
    """Every open place by its kind, those of New York first."""

    def __init__(self, **options):
        empty = _("Not on the list, or not known")
        super().__init__(Place.objects.none(), required=False, empty_label=empty, **options)

    def fill(self):
        self.queryset = Place.objects.open().exclude(kind=PlaceKind.MEETING)
        names = [
            ("court", _("Court")),
            ("ice", "ICE"),
            ("isap", "ISAP"),
            ("uscis", "USCIS"),
            ("other", _("Other")),
        ]
        places = sorted(self.queryset, key=lambda place: (place.state != "NY", place.name))
        by_kind = {kind: [place for place in places if place.kind == kind] for kind, _name in names}
        listed = [
            (name, [(place.pk, self.label_from_instance(place)) for place in by_kind[kind]])
            for kind, name in names
            if by_kind[kind]
        ]
        self.widget.choices = [("", self.empty_label), *listed]

    def label_from_instance(self, place):
        return ", ".join(part for part in (place.name, place.street, place.city) if part)


class EventForm(ClinicForm):
    """Something that happened or will happen. Its kind is found by a few letters, in English or Spanish, or picked from the
    list; where the letters fit several, the form comes back with those to choose from."""

    search = forms.CharField(
        label=_("What is it? The first letters are enough"),
        max_length=60,
        required=False,
        help_text=_("As people say it: “master”, “firmar”, “asilo”, “huellas”."),
        widget=forms.TextInput(attrs={"list": "kinds-of-events"}),
    )
    kind = forms.ChoiceField(
        label=_("Or choose from the list"), choices=lambda: [("", "—"), *kind_choices()], required=False
    )
    when = EventDateField(
        label=_("When?"),
        required=False,
        help_text=_("Only a month or a year is fine too. We never make up a day."),
    )
    source = forms.ChoiceField(label=_("Where is the date from?"), widget=forms.RadioSelect, required=False)
    place = AnyPlaceField(label=_("Where?"))
    room = forms.CharField(
        label=_("Floor and room"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    title = forms.CharField(
        label=_("In a few words, where the list does not say it"),
        max_length=120,
        required=False,
        help_text=DATES_AND_PAPERS,
    )
    judge = forms.CharField(label=_("Judge or officer, as on the paper"), max_length=80, required=False)
    printed_due = forms.DateField(
        label=_("A last day that the paper prints"),
        required=False,
        help_text=_("Only where the paper itself gives one. That day always counts."),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=300,
        required=False,
        help_text=DATES_AND_PAPERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    people = forms.MultipleChoiceField(
        label=_("Whom in the family does it concern too?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, case, user, **options):
        super().__init__(*args, **options)
        self.fields["place"].fill()
        self.fields["printed_due"].error_messages["invalid"] = unread()
        self._offer_sources()
        self._offer_family(case, user)
        self._offer_what_was_meant()

    def clean(self):
        said = super().clean()
        said["kind"] = self._meant(said)
        if said.get("when") is None and "when" not in self.errors:
            self.add_error(
                "when", gettext("Please write what is known of the date, or choose “I do not know”.")
            )
        return said

    @property
    def said(self):
        """The keywords of `services.add_event` and `change_event`."""
        said = dict(self.cleaned_data)
        told = said.pop("when")
        del said["search"]
        said["people"] = [self.family[pk] for pk in said.pop("people", [])]
        return {
            **said,
            "when": told.when,
            "local_time": told.local_time,
            "source": said["source"] or Source.PERSON,
        }

    @property
    def listed(self):
        """For the browser's own list of suggestions: each kind with what people say for it."""
        return [(capfirst(kind.words().name), ", ".join(kind.heard[:6])) for kind in kinds().values()]

    @property
    def has_more(self):
        """Whether one of the questions that are folded away is answered, or wants to be looked at."""
        return any(self[name].errors or self[name].value() for name in FOLDED if name in self.fields)

    def _offer_sources(self):
        offered = [Source.PAPER, Source.COURT_LINE, Source.PERSON, Source.VOLUNTEER]
        if self.initial.get("source") == Source.REPORT:
            offered.append(Source.REPORT)
        self.fields["source"].choices = [(source.value, capfirst(source.label)) for source in offered]

    def _offer_family(self, case, user):
        ties = case.person.ties.filter(other__in=Person.objects.visible_to(user).values("pk"))
        self.family = {str(tie.other_id): tie.other for tie in ties.select_related("other")}
        if self.family:
            self.fields["people"].choices = [(pk, person.called) for pk, person in self.family.items()]
        else:
            del self.fields["people"]

    def _offer_what_was_meant(self):
        near = self._near(self.data.get("search", "")) if self.is_bound and not self._has_chosen() else []
        if len(near) > 1:
            choices = [(kind.id, capfirst(kind.words().name)) for kind in near]
            self.fields["kind"].widget = forms.RadioSelect(choices=choices)
            self.fields["kind"].label = _("Which of these is it?")

    def _has_chosen(self):
        return self.data.get("kind", "") not in ("", self.initial.get("kind", ""))

    def _meant(self, said):
        """The kind chosen in the list; what was typed counts where nothing else was chosen."""
        typed = said.get("search", "").strip()
        if self._has_chosen() or not typed:
            if not said.get("kind") and not {"kind", "search"} & self.errors.keys():
                self.add_error(
                    "search", gettext("Please say what it is: a few letters, or one from the list.")
                )
            return said.get("kind", "")
        near = self._near(typed)
        if len(near) == 1:
            return near[0].id
        if near:
            self.add_error("kind", gettext("These fit what you wrote. Please choose one."))
        else:
            self.add_error(
                "search", gettext("We found nothing like this. Try other letters, or choose from the list.")
            )
        return ""

    @staticmethod
    def _near(typed):
        """The kinds somebody may mean; only the one whose name was written out."""
        exact = [kind for kind in kinds().values() if fold(kind.words().name) == fold(typed)]
        return exact[:1] or find_kinds(typed)


class LineDateForm(ClinicForm):
    """The court line gives another date."""

    when = NextDateField(
        label=_("The date the line gives"),
        required=False,
        sure=[(FROM_MEMORY, _("As written here")), (UNKNOWN, _("It gives no date"))],
    )

    def clean_when(self):
        told = self.cleaned_data.get("when")
        if told is None:
            raise ValidationError(
                gettext("Please write the day the line gives, or choose “It gives no date”.")
            )
        if told.sure == UNKNOWN and not told.when.year:
            return told
        if told.when.on is None:
            raise ValidationError(gettext("Please write the whole day: month, day and year."))
        if told.when.on < timezone.localdate():
            raise ValidationError(gettext("This day has passed. Please look again."))
        return told


class AnswerForm(ClinicForm):
    kind = forms.ChoiceField(
        label=_("Done, not for them, or more time?"),
        choices=DeadlineAnswerKind.choices,
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why it is not for them, or who gave more time"),
        max_length=200,
        required=False,
        help_text=DATES_AND_PAPERS,
    )
    until = forms.DateField(
        label=_("More time until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["kind"].error_messages["required"] = _("Please choose one of the three.")
        self.fields["until"].error_messages["invalid"] = unread()

    def clean(self):
        said = super().clean()
        if (
            said.get("kind") == DeadlineAnswerKind.MORE_TIME
            and not said.get("until")
            and "until" not in self.errors
        ):
            self.add_error("until", gettext("Please write the new last day."))
        if said.get("kind") == DeadlineAnswerKind.NOT_FOR_ME and not said.get("why"):
            self.add_error("why", gettext("Please say why, in a few words."))
        return said
