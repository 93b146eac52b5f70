import uuid
from itertools import groupby

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.timeline.date_field import TimeOfDayField, WholeDateField
from cases.timeline.dates import Certainty, PartialDate, UnreadableDate, read_date
from cases.timeline.kinds import appointments
from clinic.people.languages import languages
from clinic.people.models import MayKnow, Role, User
from clinic.places.models import Place, PlaceKind
from clinic.security.forms import ClinicForm

from .models import Answer

CLOCK = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
PLACE_KINDS = {
    PlaceKind.COURT: _("Courts"),
    PlaceKind.ICE: _("ICE offices"),
    PlaceKind.ISAP: _("ISAP offices"),
    PlaceKind.USCIS: _("USCIS offices"),
    PlaceKind.MEETING: _("Meeting points"),
    PlaceKind.OTHER: _("Other places"),
}


class DayField(WholeDateField):
    """One whole day: from the browser's calendar, or typed with the month as a word."""

    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return self._read(value)

    def _read(self, text):
        try:
            read = read_date(text)
        except UnreadableDate as unread:
            raise forms.ValidationError(str(unread)) from None
        if read.on is None:
            raise forms.ValidationError(_("Please give the whole day: day, month and year."))
        return read.on


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place):
        return ", ".join(part for part in (place.name, place.city) if part)


def places_by_kind():
    """Open places under the names of their kinds, New York first, for a long list."""
    rows = sorted(
        Place.objects.open().exclude(kind=PlaceKind.MEETING),
        key=lambda place: (PlaceKind.values.index(place.kind), place.city != "New York", place.name),
    )
    field = PlaceField(queryset=Place.objects.none())
    groups = groupby(rows, key=lambda place: place.kind)
    return [
        (PLACE_KINDS[kind], [(one.pk, field.label_from_instance(one)) for one in of]) for kind, of in groups
    ]


class Whom(forms.Form):
    """Whom to call: a name, "said no", or not asked yet. Mixed into the two forms that ask."""

    NAMED, NOBODY, LATER = "named", "nobody", "later"

    def ask_whom(self, *, later):
        choices = [(self.NAMED, _("This person")), (self.NOBODY, _("They said no: nobody"))]
        self.fields["whom"] = forms.ChoiceField(
            label=_("If something happens, whom may we call?"),
            choices=[*choices, (self.LATER, _("Not asked yet"))] if later else choices,
            widget=forms.RadioSelect,
            initial=self.LATER if later else None,
        )
        self.fields["trusted_name"] = forms.CharField(label=_("Their name"), max_length=80, required=False)
        self.fields["trusted_phone"] = forms.CharField(
            label=_("Their phone"),
            max_length=40,
            required=False,
            widget=forms.TextInput(attrs={"class": "short", "type": "tel"}),
        )
        self.fields["trusted_relation"] = forms.CharField(
            label=_("Who they are"), max_length=60, required=False, help_text=_("Sister, neighbor, pastor…")
        )
        self.fields["may_know"] = forms.ChoiceField(
            label=_("What may they know?"), choices=MayKnow.choices, widget=forms.RadioSelect, required=False
        )

    def check_whom(self, cleaned):
        """Puts `trusted` in place of the five answers: None, [], or the one person named."""
        answers = {
            name: cleaned.pop(name, "")
            for name in ("whom", "trusted_name", "trusted_phone", "trusted_relation", "may_know")
        }
        if answers["whom"] == self.LATER and not answers["trusted_name"]:
            cleaned["trusted"] = None
        elif answers["whom"] == self.NOBODY:
            cleaned["trusted"] = []
        else:
            cleaned["trusted"] = [self._named(answers)]
        return cleaned

    def _named(self, answers):
        if not answers["trusted_name"]:
            self.add_error("trusted_name", _("Please write their name, or choose “They said no”."))
        if sum(sign.isdigit() for sign in answers["trusted_phone"]) < 10:
            self.add_error(
                "trusted_phone",
                _("Please check this phone number. In the US it has 10 digits, like 212-555-0100."),
            )
        if not answers["may_know"]:
            self.add_error("may_know", _("Please choose what they may know. Without a yes, we tell nobody."))
        return {
            "name": answers["trusted_name"],
            "phone": answers["trusted_phone"],
            "relation": answers["trusted_relation"],
            "may_know": answers["may_know"] or MayKnow.NOTHING,
            "language": self.language_of_trusted(),
        }

    def language_of_trusted(self):
        return (get_language() or "es")[:2]


class AppointmentForm(ClinicForm, Whom):
    """Thirty seconds, no interview."""

    why = {"whom": _("Without your yes, we tell nobody.")}

    person_id = forms.UUIDField(widget=forms.HiddenInput)
    called = forms.CharField(label=_("First name, or any name they like"), max_length=60)
    kind = forms.ChoiceField(label=_("What"))
    on = DayField(label=_("Which day"))
    at = TimeOfDayField(
        label=_("At what time"),
        required=False,
        widget=CLOCK,
        help_text=_("Leave it empty if the paper does not say."),
    )
    place = PlaceField(
        label=_("Where"), queryset=Place.objects.open(), required=False, empty_label=_("Not known yet")
    )
    room = forms.CharField(
        label=_("Floor or room"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    language = forms.ChoiceField(label=_("Language"), initial="spa")

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"person_id": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.ask_whom(later=True)
        self.fields["kind"].choices = [(kind.id, kind.words().name) for kind in appointments()]
        self.fields["kind"].initial = "ice-check-in-scheduled"
        self.fields["place"].choices = [("", self.fields["place"].empty_label), *places_by_kind()]
        self.fields["language"].choices = [(code, one.label()) for code, one in languages().items()]
        _dress(self)

    def clean_on(self):
        if self.cleaned_data["on"] < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Please look at the date again."))
        return self.cleaned_data["on"]

    def clean(self):
        cleaned = self.check_whom(super().clean())
        if on := cleaned.pop("on", None):
            cleaned["when"] = PartialDate.of(on, Certainty.EXACT if cleaned.get("at") else Certainty.DAY)
        cleaned["page_language"] = "en" if cleaned.get("language") == "eng" else "es"
        return cleaned

    def language_of_trusted(self):
        return "en" if self.cleaned_data.get("language") == "eng" else "es"


class WhomToCallForm(ClinicForm, Whom):
    why = {"whom": _("Without your yes, we tell nobody.")}

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.ask_whom(later=False)
        _dress(self)

    def clean(self):
        return self.check_whom(super().clean())

    def language_of_trusted(self):
        return self.person.page_language


class MeetingForm(ClinicForm):
    meeting_point = forms.CharField(
        label=_("Meeting point"), max_length=120, required=False, help_text=_("A door, a corner, a café.")
    )
    meet_at = TimeOfDayField(label=_("Meet at"), required=False, widget=CLOCK)
    out_at = TimeOfDayField(
        label=_("Out by"),
        required=False,
        widget=CLOCK,
        help_text=_("No word by then, and the call sheet opens by itself."),
    )


class AskForm(ClinicForm):
    volunteer = forms.ModelChoiceField(queryset=User.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["volunteer"].queryset = User.objects.with_role(Role.ACCOMPANIER)


class AnswerForm(ClinicForm):
    answer = forms.ChoiceField(choices=[(Answer.YES, Answer.YES.label), (Answer.NO, Answer.NO.label)])


def _dress(form):
    """What ClinicForm does for fields it knows from the start, for those added since."""
    for name, field in form.fields.items():
        field.why = form.why.get(name, "")
        field.widget.attrs.setdefault("autocomplete", "off")
