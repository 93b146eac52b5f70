"""The parts of a page. Each tag renders the partial of the same name in templates/ui/; docs/look.md shows them all.

Words for dates and times are `{% load say %}`.
"""

from functools import lru_cache

from django import forms, template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from clinic.words import dates

register = template.Library()

ICONS_THAT_MIRROR = {"exit", "in", "out", "back", "next", "undo", "hand-over"}
URGENT_WITHIN_DAYS, SOON_WITHIN_DAYS = 7, 14


@register.simple_tag
def icon(name, big=False):
    """A drawing from static/icons/sprite.svg. It never stands without its word, so readers skip it."""
    return _drawn(name, bool(big))


@lru_cache(maxsize=512)
def _drawn(name, big):
    mirrors = " icon--mirrors" if name in ICONS_THAT_MIRROR else ""
    size = " icon--big" if big else ""
    return format_html(
        '<svg class="icon{}{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        mirrors,
        size,
        static("icons/sprite.svg"),
        name,
    )


@register.filter
def nearness(day, today=None):
    """The tone of a chip for this date: urgent within 7 days, soon within 14, plain after that or when past."""
    days = (day - (today or timezone.localdate())).days if day else -1
    if 0 <= days <= URGENT_WITHIN_DAYS:
        return "urgent"
    return "soon" if 0 <= days <= SOON_WITHIN_DAYS else ""


@register.filter
def dialled(number):
    """What a tel: link needs: digits, with the country for ten of them."""
    digits = "".join(digit for digit in str(number) if digit.isdigit())
    if len(digits) == 10:
        return f"+1{digits}"
    return f"+{digits}" if len(digits) > 10 else digits


@register.simple_tag
def phone(number):
    return format_html('<a class="alone" href="tel:{}"><bdi dir="ltr">{}</bdi></a>', dialled(number), number)


@register.inclusion_tag("ui/_leaf.html")
def leaf(day=None, kind="other", size="", sure="day", is_unsure=False):
    """`day` is a date or None. `sure` is day, month, year or unknown: only the known part of a date is shown.
    `is_unsure`: nobody confirmed it."""
    return {
        "day": day,
        "kind": kind,
        "size": size,
        "sure": sure if day else "unknown",
        "is_unsure": is_unsure,
    }


@register.inclusion_tag("ui/_chip.html")
def chip(text, icon="", tone=""):
    return {"text": text, "icon": icon, "tone": tone}


@register.inclusion_tag("ui/_chip.html")
def days_chip(day, today=None):
    return {
        "text": dates.days_left(day, today or timezone.localdate()),
        "icon": "clock",
        "tone": nearness(day, today),
    }


@register.inclusion_tag("ui/_seats.html")
def seats(going, asked=0, needed=2):
    going, asked = min(going, needed), max(0, min(asked, needed - going))
    states = ["going"] * going + ["asked"] * asked + ["empty"] * (needed - going - asked)
    return {"going": going, "asked": asked, "needed": needed, "states": states}


@register.inclusion_tag("ui/_empty.html")
def empty(title, text="", url="", action="", icon="", level=2):
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon, "level": level}


@register.inclusion_tag("ui/_script.html")
def script(text, lang=""):
    return {"text": text, "lang": lang}


@register.inclusion_tag("ui/_tap.html")
def tap(verb, says, icon, tone="", name="", value=""):
    return {"verb": verb, "says": says, "icon": icon, "tone": tone, "name": name, "value": value}


@register.inclusion_tag("ui/_errors.html")
def error_summary(form):
    return {"form": form}


@register.filter
def first_control(field):
    """The id of the control a link in the error summary leads to: of several in one question, the first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def described_by(field):
    parts = {"why": getattr(field.field, "why", ""), "help": field.help_text, "error": field.errors}
    return " ".join(f"{field.auto_id}_{part}" for part, is_there in parts.items() if is_there)


@register.simple_tag
def control(field):
    """The bare control of a field in our dress, tied to its why, its help and its errors."""
    widget = field.field.widget
    attrs = {"class": f"{_look(widget)} {widget.attrs.get('class', '')}".strip()}
    if described_by(field):
        attrs["aria-describedby"] = described_by(field)
    return field.as_widget(attrs=attrs)


@register.filter
def parts(field):
    """The short fields of a MultiWidget that has `labels`, one a part: label, id, and the control or its picks."""
    widget, values = field.field.widget, field.value()
    if not isinstance(values, list | tuple):
        values = widget.decompress(values)
    shown = []
    for place, (part, name, label) in enumerate(
        zip(widget.widgets, widget.widgets_names, widget.labels, strict=True)
    ):
        value = values[place] if place < len(values) else None
        shown.append(_part(field, part, field.html_name + name, label, value, f"{field.auto_id}_{place}"))
    return shown


def _look(widget):
    if hasattr(widget, "choices"):
        return "form-select"
    return "" if getattr(widget, "input_type", "") == "checkbox" else "form-control"


def _size(widget):
    if hasattr(widget, "choices"):
        return "wide"
    if widget.attrs.get("data-line"):
        return "line"
    return "time" if isinstance(widget, forms.TimeInput) else ""


def _part(field, widget, name, label, value, part_id):
    choices = getattr(widget, "choices", None)
    is_radio = choices is not None and widget.input_type == "radio"
    attrs = {"id": part_id, "aria-describedby": described_by(field) or None}
    if field.errors:
        attrs["aria-invalid"] = "true"
    if not is_radio:
        attrs["class"] = _look(widget)
    shown = {"label": label, "id": part_id, "is_radio": is_radio, "size": _size(widget)}
    attrs = {key: value for key, value in attrs.items() if value}
    if is_radio:
        return {**shown, "picks": list(widget.subwidgets(name, value, attrs))}
    return {**shown, "control": widget.render(name, value, attrs)}
