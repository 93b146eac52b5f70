from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.casefile.family import family_of
from clinic.places.models import Place, PlaceKind
from clinic.security.forms import ClinicForm
from clinic.words import dates as words
from clinic.words.search import fold

from .date_field import (
    ABOUT,
    FROM_MEMORY,
    NOT_SET,
    UNKNOWN,
    NextDateField,
    PartialDateWidget,
    Told,
    WholeDateField,
)
from .dates import Certainty, PartialDate, UnreadableDate, read_date, unread
from .kinds import find_kinds, groups, kinds
from .models import DeadlineAnswerKind, Source
from .reading import events_of
from .usual import usually

AGAIN_BY, MOVED, EXPECTED = "again_by", "moved", "expected"
HOW_SURE = [
    (FROM_MEMORY, _("As written here")),
    (ABOUT, _("About then")),
    (MOVED, _("Moved, not confirmed")),
    (EXPECTED, _("Expected, not confirmed")),
    (AGAIN_BY, _("No date set yet: ask again by this day")),
    (NOT_SET, _("No date set yet")),
    (UNKNOWN, _("I do not know")),
]
MARKS = {
    Certainty.ABOUT: ABOUT,
    Certainty.MOVED: MOVED,
    Certainty.EXPECTED: EXPECTED,
    Certainty.CONTROL: AGAIN_BY,
    Certainty.TO_BE_ANNOUNCED: NOT_SET,
    Certainty.UNKNOWN: UNKNOWN,
}
FOLDED = ("printed_due", "title", "judge", "outcome", "came_next", "recheck_on", "zone")
MOST_NEAR = 6
WHILE_TYPING = {
    "hx-post": reverse_lazy("cases:kinds_near"),
    "hx-target": "#kind-of-event",
}
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
    """The parts, and a line in which the same can be written as it is said."""

    def __init__(self, sure, with_time=False):
        super().__init__(sure, with_time)
        said = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 80, "data-line": "yes"})
        self.widgets = [*self.widgets, said]
        self.widgets_names = [*self.widgets_names, "_said"]
        self.labels = (*self.labels, _("Or in words: “about March 2021”, “moved to Jan 5 2027”"))

    def decompress(self, value):
        if value is None:
            return [*super().decompress(value), ""]
        date = value.when
        month, sure = date.season or date.month, MARKS.get(date.certainty, FROM_MEMORY)
        return [month, date.day, date.year, value.local_time, sure, ""]


class EventDateField(NextDateField):
    """Whatever can be known of a date, with its hour: gives `Told`. A moved day and a day to ask again by are said too. The
    line in words counts where the parts are empty."""

    def __init__(self, **options):
        super().__init__(sure=HOW_SURE, widget=EventDateWidget(HOW_SURE, with_time=True), **options)
        said = forms.CharField(required=False, max_length=80)
        self.fields = (*self.fields, said)

    def compress(self, values):
        if not values:
            return None
        *parts, time, sure, said = values
        if said:
            return self._in_words(said, parts, time)
        if sure == MOVED and not any((*parts, time)):
            return Told(PartialDate.moved(), None, sure)
        told = super().compress(values[:-1])
        if told is None or sure not in (MOVED, AGAIN_BY, EXPECTED):
            return told
        return replace(told, when=self._marked(told.when, sure))

    @staticmethod
    def _marked(when, sure):
        if sure == EXPECTED and when.month:
            return PartialDate.expected(when.year, when.month, when.day)
        if when.on is None:
            raise ValidationError(gettext("Please write the whole day: month, day and year."))
        return PartialDate.moved(when.on) if sure == MOVED else PartialDate.check_by(when.on)

    @staticmethod
    def _in_words(said, parts, time):
        if any(parts):
            raise ValidationError(gettext("Please write the date once: in words, or in its parts."))
        try:
            when = read_date(said)
        except UnreadableDate as unreadable:
            raise ValidationError(str(unreadable)) from None
        exact = when.certainty == Certainty.DAY and time
        return Told(PartialDate.of(when.on, Certainty.EXACT) if exact else when, time, "")


class AnyPlaceField(forms.ModelChoiceField):
    """Every open place by its kind, those of New York first."""

    def __init__(self, **options):
        options.setdefault("empty_label", _("Not on the list, or not known"))
        super().__init__(Place.objects.none(), required=options.pop("required", False), **options)

    def fill(self, kinds=None):
        """`kinds`: only places of these kinds."""
        self.queryset = Place.objects.open().exclude(kind=PlaceKind.MEETING)
        if kinds:
            self.queryset = self.queryset.filter(kind__in=kinds)
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


class KindForm(ClinicForm):
    """What kind of date it is, found by a few letters in English or Spanish, or picked from the list; where the letters fit
    several, those are offered to choose from."""

    search = forms.CharField(
        label=_("What is it? The first letters are enough"),
        max_length=60,
        required=False,
        help_text=_("As people say it: “master”, “firmar”, “asilo”, “huellas”."),
        widget=forms.TextInput(
            attrs={
                "list": "kinds-of-events",
                **WHILE_TYPING,
                "hx-trigger": "input delay:200ms",
                "hx-params": "search,csrfmiddlewaretoken",
            }
        ),
    )
    kind = forms.ChoiceField(
        label=_("Or choose from the list"),
        choices=lambda: [("", "—"), *kind_choices()],
        required=False,
        widget=forms.Select(
            attrs={**WHILE_TYPING, "hx-trigger": "change", "hx-params": "kind,csrfmiddlewaretoken"}
        ),
    )

    @property
    def near(self):
        """The kinds to choose from, each with its group and what it usually brings; none where the list stands there."""
        return [(kind, groups()[kind.group], usually(kind)) for kind in self._near(self._letters)[:MOST_NEAR]]

    @property
    def usually(self):
        """What the kind that is chosen usually brings."""
        kind = kinds().get(self["kind"].value() or "")
        return usually(kind) if kind else []

    @property
    def found_nothing(self):
        return len(fold(self._letters)) > 1 and not self._near(self._letters)

    @property
    def _letters(self):
        """The letters that count: "" where a kind is chosen."""
        asks = self.is_bound and not self._has_chosen()
        return self.data.get("search", "")[: self.fields["search"].max_length] if asks else ""

    def _has_chosen(self):
        return self.data.get("kind", "") not in ("", self.initial.get("kind", ""))

    @staticmethod
    def _near(typed):
        """The kinds somebody may mean; only the one whose name was written out."""
        exact = [kind for kind in kinds().values() if fold(kind.words().name) == fold(typed)]
        return exact[:1] or find_kinds(typed)


class EventForm(KindForm):
    """Something that happened or will happen."""

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
    printed_due = WholeDateField(
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
    recheck_on = forms.DateField(
        label=_("Look at this date again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    came_next = forms.ChoiceField(label=_("What came next"), required=False)
    zone = forms.ChoiceField(
        label=_("The clock of which place?"),
        required=False,
        choices=lambda: [("", _("The place’s own, else New York")), *words.zones().items()],
        help_text=_("Only where the paper is from somewhere else and the place is not on our list."),
    )
    people = forms.MultipleChoiceField(
        label=_("Who else in the family is it for?"),
        required=False,
        help_text=_("One date, entered once. When it moves, it moves for all of them."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, case, user, **options):
        super().__init__(*args, **options)
        self.fields["place"].fill()
        if not self.is_bound and not self.initial.get("kind"):
            self.fields["search"].widget.attrs["autofocus"] = (
                True  # the first letters, with no key before them
            )
        for name in ("printed_due", "recheck_on"):
            self.fields[name].error_messages["invalid"] = unread()
        self._offer_sources()
        self._offer_family(case, user)
        self._offer_what_may_follow(case)

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
        said["came_next"] = self.others.get(said.pop("came_next", ""))
        place = said["place"]
        said["zone"] = said["zone"] or (place.zone if place else timezone.get_default_timezone_name())
        return {
            **said,
            "when": told.when,
            "local_time": told.local_time,
            "source": said["source"] or Source.PERSON,
        }

    @property
    def left_out(self):
        """Those it was for and no longer is; whom this volunteer may not see stays."""
        chosen = self.cleaned_data.get("people", [])
        return [person for pk, person in self.family.items() if pk not in chosen]

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
        family = family_of(case.person, user, also=self.initial.get("people", ()))
        self.family = {str(person.pk): person for person in family}
        if self.family:
            self.fields["people"].choices = [(pk, person.called) for pk, person in self.family.items()]
        else:
            del self.fields["people"]

    def _offer_what_may_follow(self, case):
        this = self.initial.get("event")
        self.others = {str(event.pk): event for event in events_of(case) if event != this}
        if self.others:
            named = [(pk, f"{event.kind_words} · {event.partial}") for pk, event in self.others.items()]
            self.fields["came_next"].choices = [("", "—"), *named]
        else:
            del self.fields["came_next"]

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


class LineDateForm(ClinicForm):
    """The court line gives another date."""

    when = NextDateField(
        label=_("The date the line gives"),
        required=False,
        sure=[(FROM_MEMORY, _("As written here")), (UNKNOWN, _("It gives no date"))],
    )
    place = AnyPlaceField(
        label=_("Where, if the line names another court"), empty_label=_("The same, or not said")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["place"].fill([PlaceKind.COURT])

    @property
    def said(self):
        """The keywords of `services.record_check`."""
        told, place = self.cleaned_data["when"], self.cleaned_data["place"]
        return {"when": told.when, "local_time": told.local_time, "place": place} if told.when.on else {}

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


class CloseForm(ClinicForm):
    sure = forms.BooleanField(label=_("Yes, close this case"))


class RuleNoteForm(ClinicForm):
    text = forms.CharField(
        label=_("A note on this rule"),
        max_length=1000,
        help_text=_("About the law, never about a person."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


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
    until = WholeDateField(
        label=_("More time until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, last_day=None, **options):
        super().__init__(*args, **options)
        self.last_day = last_day  # the one that was counted
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
        if said.get("kind") == DeadlineAnswerKind.MORE_TIME and self._is_no_more_time(said.get("until")):
            self.add_error("until", gettext("That is not after the last legal day. Please look at it again."))
        if said.get("kind") == DeadlineAnswerKind.NOT_FOR_ME and not said.get("why"):
            self.add_error("why", gettext("Please say why, in a few words."))
        return said

    def _is_no_more_time(self, until):
        return until is not None and self.last_day is not None and until <= self.last_day
