"""Dates and times in templates: `{% load say %}`. All words come from `clinic.words.dates`."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html

from clinic.words import dates

register = template.Library()


@register.filter(expects_localtime=True)
def long_date(date):
    return dates.long_date(date) if date else ""


@register.filter(expects_localtime=True)
def plain_date(date):
    return dates.plain_date(date) if date else ""


@register.filter(expects_localtime=True)
def short_date(date):
    return dates.short_date(date) if date else ""


@register.filter(expects_localtime=True)
def month_and_year(date):
    return dates.month_and_year(date) if date else ""


@register.filter(expects_localtime=True)
def clock(time):
    return dates.clock(time) if time is not None else ""


@register.filter(expects_localtime=True)
def the_clock(time):
    return dates.the_clock(time) if time is not None else ""


@register.filter
def zone(name):
    return dates.zone_words(name) if name else ""


@register.filter
def when(date):
    """The words of a date we may know only in part (anything with `.words(language)`), or of a plain date."""
    if date is None:
        return ""
    return date.words() if hasattr(date, "words") else dates.long_date(date)


@register.simple_tag
def days_left(date, today=None):
    """`{% days_left event.happens_on %}`: "in 9 days"; the clinic's own day unless another is given."""
    return dates.days_left(date, today or timezone.localdate()) if date else ""


@register.simple_tag
def dated(date):
    """`{% dated event.when %}`: the words, in a `<time datetime>` where a machine may read the date."""
    machine = date.html_datetime() if hasattr(date, "html_datetime") else date and date.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, when(date)) if machine else when(date)


@register.simple_tag
def moment(date, time=None, zone=None, today=None):
    """`{% moment date time zone %}`: the one long form, with days left, in a `<time datetime>`."""
    if not date:
        return ""
    words = dates.moment_words(date, time or None, zone or None, today or timezone.localdate())
    return format_html('<time datetime="{}">{}</time>', _machine(date, time, zone), words)


def _machine(date, time, zone):
    if not (time and zone):
        return date.isoformat()
    return datetime.combine(date, time, ZoneInfo(zone)).isoformat(timespec="minutes")
