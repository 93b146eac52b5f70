"""Tonight's part of the interview, one form a section. The other night's part is `another_night.py`."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.timeline import reading
from cases.timeline.date_field import NextDateField
from cases.timeline.kinds import kinds
from clinic.outbox import channels, texts
from clinic.outbox.models import Channel
from clinic.people.languages import languages
from clinic.people.models import ContactKind, MayKnow, OpeningAnswer, Reads, Whose
from clinic.people.numbers import UnreadableNumber, read_a_number, read_phone
from clinic.places.models import Place, PlaceKind
from clinic.security.forms import ClinicForm
from clinic.words.dates import day_and_month, weekday

from . import told
from .models import SectionState

BOX = _(
    "Dates and papers only. Do not write what happened, how they crossed, or returns after a deportation."
)
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
MOST_TRUSTED = 4


class SectionForm(ClinicForm):
    """One section of the interview. It starts from what was told before. "Skip", "I would rather not say" and "I do not
    know" are buttons of the same form: they need nothing to be filled in, and what stood there stays."""

    told = None  # what was told before: a function of the case
    body = ""  # a template that lays the questions out

    def __init__(self, *args, case, **options):
        self.case = case
        options["initial"] = {**type(self).told(case), **options.get("initial", {})}
        super().__init__(*args, **options)
        for field in self.fields.values():
            speak_kindly(field)

    @property
    def state(self):
        """How the section is left: saved, unless one of the three ways out was tapped."""
        way_out = self.data.get("state", "")
        return SectionState(way_out) if way_out in SectionState else SectionState.SAVED

    def add(self, name, field):
        """One more question, made for this person."""
        field.why = ""
        field.widget.attrs.setdefault("autocomplete", "off")
        speak_kindly(field)
        self.fields[name] = field

    @property
    def spoken(self):
        """The language the person hears and reads."""
        return self.case.person.page_language

    @property
    def is_settled(self):
        return self.state != SectionState.SAVED or self.is_valid()

    @property
    def answers(self):
        return self.cleaned_data if self.state == SectionState.SAVED else {}

    @property
    def wants_to_stop(self):
        return "enough" in self.data


def speak_kindly(field):
    """What the library would say in its own, sterner words."""
    field.error_messages["required"] = _("Nothing is written here yet. You can also skip.")
    if isinstance(field, forms.EmailField):
        field.validators = [EmailValidator(message=_("This e-mail address does not look whole."))]


class PhoneField(forms.CharField):
    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "class": "short"}))
        super().__init__(max_length=40, required=False, **options)

    def clean(self, value):
        return _kindly(read_phone, super().clean(value))


class ANumberField(forms.CharField):
    def clean(self, value):
        return _kindly(read_a_number, super().clean(value))


class YesNoField(forms.ChoiceField):
    def __init__(self, **options):
        more = options.pop("more", [])
        super().__init__(choices=[*YES_NO, *more], widget=forms.RadioSelect, required=False, **options)


def _kindly(read, text):
    try:
        return read(text)
    except UnreadableNumber as unreadable:
        raise forms.ValidationError(str(unreadable)) from None


def short_text(**options):
    return forms.CharField(required=False, **options)


class OpeningForm(ClinicForm):
    answer = forms.ChoiceField(choices=OpeningAnswer.choices, widget=forms.RadioSelect)


class LanguageForm(SectionForm):
    told = staticmethod(told.language)

    language = forms.ChoiceField(
        label=_("What language do you speak best?"),
        choices=lambda: [(code, language.label()) for code, language in languages().items()],
    )
    interpreter = YesNoField(label=_("Do you want an interpreter?"))
    reads = forms.ChoiceField(
        label=_("How do you read?"),
        choices=[choice for choice in Reads.choices if choice[0] != Reads.UNKNOWN],
        widget=forms.RadioSelect,
        required=False,
    )
    page_language = forms.ChoiceField(
        label=_("Paper and messages in"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class WorryForm(SectionForm):
    told = staticmethod(told.worry)

    worry = forms.CharField(
        label=_("What worries you most, in their words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=BOX,
    )


class HereForm(SectionForm):
    told = staticmethod(told.here)

    here_for = forms.ChoiceField(
        label=_("Who is here"),
        choices=[
            ("me", _("It is my case")),
            ("relative_held", _("A relative of mine is held")),
            ("children", _("I came with my children")),
            ("minor_alone", _("I am under 18 and no adult came with me")),
        ],
        widget=forms.RadioSelect,
    )


class PlaceField(forms.ModelChoiceField):
    """A place of one kind, those of New York first."""

    def __init__(self, kind, **options):
        self.kind = kind
        super().__init__(
            Place.objects.none(), required=False, empty_label=_("Not on the list, or not known"), **options
        )

    def fill(self):
        near = ExpressionWrapper(Q(state="NY"), output_field=BooleanField())
        self.queryset = Place.objects.open().filter(kind=self.kind).order_by(near.desc(), "name")

    def label_from_instance(self, place):
        return ", ".join(part for part in (place.name, place.street, place.city) if part)


PASSED = _("This day has passed. A date that has been goes under “Your case so far”.")
OFFICES = {"court": _("Immigration court"), "ice": "ICE", "isap": "ISAP"}
HEARINGS = ("hearing-master-scheduled", "hearing-individual-scheduled", "hearing-bond")


def _hearing_choices():
    known = [(kind, kinds()[kind].words().name) for kind in HEARINGS]
    return [*known, ("hearing-scheduled", _("I do not know which"))]


class PaperForm(SectionForm):
    told = staticmethod(told.paper)
    body = "cases/intake/_paper.html"
    why = {"a_number": _("With it we can look up your court date.")}

    a_number = ANumberField(
        label=_("A-number"),
        max_length=40,
        required=False,
        help_text=_("Is there an A-number on it? It starts with an A. You can leave this blank."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    court_when = NextDateField(label=_("When is your next date with the court?"), required=False)
    court_kind = forms.ChoiceField(
        label=_("Which hearing?"), choices=_hearing_choices, widget=forms.RadioSelect, required=False
    )
    court_place = PlaceField(PlaceKind.COURT, label=_("Which court?"))
    court_room = short_text(
        label=_("Floor and room"), max_length=80, widget=forms.TextInput(attrs={"class": "short"})
    )
    ice_when = NextDateField(label=_("When is your next date with ICE?"), required=False)
    ice_place = PlaceField(PlaceKind.ICE, label=_("Where?"))
    ice_room = short_text(
        label=_("Floor and room"), max_length=80, widget=forms.TextInput(attrs={"class": "short"})
    )
    isap_when = NextDateField(label=_("When is your next date with ISAP?"), required=False)
    isap_place = PlaceField(PlaceKind.ISAP, label=_("Where?"))
    isap_room = short_text(
        label=_("Floor and room"), max_length=80, widget=forms.TextInput(attrs={"class": "short"})
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.known = reading.next_dates(self.case)
        for office in OFFICES:
            self.fields[f"{office}_place"].fill()

    def clean(self):
        said = super().clean()
        for office in OFFICES:
            told = said.get(f"{office}_when")
            if told and told.when.latest() and told.when.latest() < timezone.localdate():
                self.add_error(f"{office}_when", PASSED)
        return said

    @property
    def offices(self):
        """The questions of each office apart, with the date that is known."""
        for office, name in OFFICES.items():
            fields = [self[field] for field in self.fields if field.startswith(f"{office}_")]
            is_wrong = any(field.errors for field in fields)
            yield {
                "kind": office,
                "name": name,
                "event": self.known[office],
                "fields": fields,
                "is_wrong": is_wrong,
            }


class LawyerForm(SectionForm):
    told = staticmethod(told.lawyer)

    has_lawyer = YesNoField(label=_("Do you have a lawyer now?"), more=[("unknown", _("I do not know"))])
    name = short_text(
        label=_("The lawyer's name"), max_length=120, help_text=_("As on the card or the paper.")
    )
    phone = PhoneField(label=_("The lawyer's phone"))
    email = forms.EmailField(label=_("The lawyer's e-mail"), required=False)
    paid_before = YesNoField(
        label=_("Did you pay anyone for help before?"), more=[("rather_not", _("I would rather not say"))]
    )

    def clean(self):
        said = super().clean()
        if said.get("name") and not said.get("has_lawyer"):
            said["has_lawyer"] = "yes"
        return said


WAYS = (
    (Channel.SMS, _("a text message")),
    (Channel.WHATSAPP, "WhatsApp"),
    (Channel.EMAIL, _("an e-mail")),
    (Channel.CALL, _("a phone call")),
)


class ReachForm(SectionForm):
    told = staticmethod(told.reach)
    body = "cases/intake/_reach.html"

    phone = PhoneField(label=_("A phone, with the area code"))
    whose = forms.ChoiceField(
        label=_("Whose phone is it?"), choices=Whose.choices, widget=forms.RadioSelect, required=False
    )
    text_ok = YesNoField(label=_("May we send a text message?"))
    voice_ok = YesNoField(label=_("May we leave a voice message?"))
    hours = short_text(
        label=_("At what hours?"), max_length=80, widget=forms.TextInput(attrs={"class": "short"})
    )
    email = forms.EmailField(label=_("An e-mail address"), required=False)
    email_whose = forms.ChoiceField(
        label=_("Who reads this e-mail?"),
        choices=[
            (Whose.MINE, _("only me")),
            (Whose.SHARED, _("others too")),
            (Whose.RELATIVE, _("a relative")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    way = forms.ChoiceField(
        label=_("Which way do you like best?"), choices=[], widget=forms.RadioSelect, required=False
    )
    best_time = forms.ChoiceField(
        label=_("When is a good time for messages?"),
        choices=[
            ("", _("any time of the day")),
            ("morning", _("in the morning")),
            ("afternoon", _("in the afternoon")),
            ("evening", _("in the evening, before eight")),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Never between eight in the evening and eight in the morning."),
    )
    code_word = short_text(
        label=_("A word of your own at the start, so that you know it is us"),
        max_length=13,
        widget=forms.TextInput(attrs={"class": "short"}),
        help_text=_("For example the name of a fruit. Never your own name."),
    )
    words = forms.ChoiceField(
        label=_("Listen to both, then choose: plain words or neutral words."),
        choices=[("plain", _("Plain words")), ("neutral", _("Neutral words"))],
        widget=forms.RadioSelect,
        required=False,
    )
    paper_only = forms.BooleanField(label=_("No messages, paper only"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["way"].choices = [
            ("", _("no matter")),
            *((channel, words) for channel, words in WAYS if channels.is_in_use(channel)),
        ]

    @property
    def samples(self):
        """One message in neutral and in plain words, as it would come."""
        day = timezone.localdate() + timedelta(days=7)
        said = {"weekday": weekday(day, self.spoken), "date": day_and_month(day, self.spoken)}
        said["clinic_phone"] = settings.CLINIC_PHONE
        for plain in (True, False):
            yield texts.render("seven_days", texts.EMAIL, self.spoken, plain=plain, **said).body

    def clean(self):
        said = super().clean()
        if said.get("phone") and said.get("whose") == Whose.ISAP:
            self.add_error("phone", _("We never use a phone that ISAP gave you. Is there another one?"))
        elif said.get("phone") and not said.get("whose"):
            self.add_error("whose", _("Please say whose phone it is, or leave the phone blank."))
        needs = ContactKind.EMAIL if said.get("way") == Channel.EMAIL else ContactKind.PHONE
        if said.get("way") and not said.get(needs) and not said.get("paper_only"):
            self.add_error("way", _("For this we need the phone or the e-mail address above."))
        if texts.tells_too_much(said.get("code_word", "")):
            self.add_error(
                "code_word", _("Please choose a word from which nobody can guess what this is about.")
            )
        return said


class TellForm(SectionForm):
    told = staticmethod(told.tell)
    body = "cases/intake/_tell.html"

    nobody = forms.BooleanField(label=_("Nobody"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for number in range(1, MOST_TRUSTED + 1):
            for name, field in _trusted_fields(self.case.person.page_language).items():
                self.add(f"{name}_{number}", field)

    @property
    def people(self):
        """The questions of one trusted person at a time; those after the first stay folded while they are empty."""
        for number in range(1, MOST_TRUSTED + 1):
            fields = [self[f"{name}_{number}"] for name in told.TRUSTED]
            is_open = number == 1 or bool(fields[0].value()) or any(field.errors for field in fields)
            yield {"number": number, "fields": fields, "is_open": is_open}

    def clean(self):
        said = super().clean()
        trusted = [self._trusted(number, said) for number in range(1, MOST_TRUSTED + 1)]
        trusted = [one for one in trusted if one]
        if trusted and said.get("nobody"):
            self.add_error("nobody", _("There is a name below. Please choose: the names, or nobody."))
        elif not trusted and not said.get("nobody") and not self.errors:
            self.add_error(None, _("Write a name, or tap “Nobody”. You can also skip."))
        return {"trusted": trusted}

    def _trusted(self, number, said):
        one = {name: said.get(f"{name}_{number}", "") for name in told.TRUSTED}
        if not (one["name"] or one["phone"] or one["email"]):
            return None
        if not one["name"]:
            self.add_error(f"name_{number}", _("What do you call this person? A first name is enough."))
        if not one["may_know"] and f"may_know_{number}" not in self.errors:
            self.add_error(f"may_know_{number}", _("Please choose what this person may know."))
        return one


def _trusted_fields(language):
    return {
        "name": short_text(label=_("A first name"), max_length=80),
        "relation": short_text(label=_("Who is it? Sister, friend, neighbor…"), max_length=60),
        "phone": PhoneField(label=_("Phone")),
        "email": forms.EmailField(label=_("E-mail"), required=False),
        "may_know": forms.ChoiceField(
            label=_("May be told"), choices=MayKnow.choices, widget=forms.RadioSelect, required=False
        ),
        "language": forms.ChoiceField(
            label=_("Messages in"), choices=settings.LANGUAGES, initial=language, required=False
        ),
    }
