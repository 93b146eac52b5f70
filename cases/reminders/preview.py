"""Every message exactly as it would leave, before anything is switched on."""

from dataclasses import dataclass
from datetime import date, time

from django.conf import settings
from django.utils.translation import gettext as _

from clinic.outbox import channels, texts
from clinic.outbox.models import Channel
from clinic.words import dates

NUMBERS = {"week": {"dates": "7", "alone": "3", "unreachable": "2", "tasks": "5"}}
DAY, AT, PLACE = date(2026, 12, 8), time(9, 30), "26 Federal Plaza"


@dataclass(frozen=True)
class Sample:
    """`text` and `plain`: the text message in neutral words, and in plain ones where there are some; `letters`: its length."""

    language: str
    text: str
    mail: str
    letters: int
    plain: str = ""


@dataclass(frozen=True)
class Preview:
    title: str
    samples: list


def previews():
    """[Preview], in the order of the file."""
    titles, keys = _titles(), texts.keys()
    languages = [language for language, _name in settings.LANGUAGES]
    return [Preview(titles.get(key, key), [_sample(key, one) for one in languages]) for key in keys]


def channels_in_words():
    """[(name, whether this clinic has it)]."""
    names = {
        Channel.EMAIL: _("e-mail"),
        Channel.SMS: _("text message"),
        Channel.WHATSAPP: "WhatsApp",
        Channel.CALL: _("call list"),
    }
    return [(name, channels.is_set_up(channel)) for channel, name in names.items()]


def _sample(key, language):
    said = {
        "weekday": dates.weekday(DAY, language),
        "date": dates.day_and_month(DAY, language),
        "time": dates.clock(AT, language),
        "place": PLACE,
        "clinic_phone": settings.CLINIC_PHONE,
    }
    if key in NUMBERS:
        said = NUMBERS[key]
    text, plain = _by_text(key, language, said), _by_text(key, language, said, plain=True)
    return Sample(
        language=language,
        text=text,
        mail=texts.render(key, texts.EMAIL, language, **said).body,
        letters=len(text),
        plain=plain if plain != text else "",
    )


def _by_text(key, language, said, **wishes):
    if key not in texts.keys(texts.SMS):
        return ""
    return texts.render(key, texts.SMS, language, **wishes, **said).body


def _titles():
    return {
        "seven_days": _("Some days before"),
        "one_day": _("The day before"),
        "same_day": _("That morning, when two people go along"),
        "moved": _("A date moved"),
        "changed": _("A date was called off, or is not sure"),
        "due": _("Something on the list is due"),
        "stale": _("The paper is old"),
        "call_us": _("Nobody has confirmed the way for ninety days"),
        "confirm": _("Ten days before that"),
        "stopped": _("After STOP"),
        "unread": _("After words we cannot answer"),
        "not_known": _("To whoever writes from a number we do not know"),
        "ask": _("To a volunteer: asked to go along"),
        "going": _("To a volunteer: going along"),
        "week": _("To coordinators, on Mondays"),
        "closed_record": _("To coordinators: a closed record was opened"),
        "company": _("Two people go along"),
        "family_date": _("To those they named: the date"),
        "family_out": _("To those they named: it is over"),
        "family_was_out": _("To those they named: it was over, the morning after"),
        "family_call": _("To those they named: please call"),
    }
