"""How we say dates, times and zones: one way, everywhere. The month is always a word: 8/12 means two days.

Every function takes a language code ("en", "es"); without one it speaks the active language. Dates are plain
`datetime.date`, times plain local `datetime.time`, zones IANA names ("America/New_York").
"""

from contextlib import nullcontext
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from django.utils.translation import get_language, gettext_noop, ngettext, npgettext, override
from django.utils.translation import gettext as _

# The zones our courts, offices and detention places stand in, said as their people say them.
ZONES = {
    "America/New_York": gettext_noop("New York time"),
    "America/Chicago": gettext_noop("Chicago time"),
    "America/Denver": gettext_noop("Denver time"),
    "America/Boise": gettext_noop("Boise time"),
    "America/Phoenix": gettext_noop("Arizona time"),
    "America/Los_Angeles": gettext_noop("Los Angeles time"),
    "America/Detroit": gettext_noop("Detroit time"),
    "America/Indiana/Indianapolis": gettext_noop("Indianapolis time"),
    "America/Kentucky/Louisville": gettext_noop("Louisville time"),
    "America/Anchorage": gettext_noop("Alaska time"),
    "Pacific/Honolulu": gettext_noop("Hawaii time"),
    "America/Puerto_Rico": gettext_noop("Puerto Rico time"),
    "America/St_Thomas": gettext_noop("Virgin Islands time"),
    "Pacific/Guam": gettext_noop("Guam time"),
    "Pacific/Saipan": gettext_noop("Northern Mariana Islands time"),
}

_AS_IT_IS = nullcontext()
COUNTED_IN_DAYS = 60
COUNTED_IN_MONTHS = 700
DAYS_IN_A_MONTH = 30.44
DAYS_IN_A_YEAR = 365.25


def speaking(language=None):
    """A context in which gettext speaks `language`, or the active one."""
    active = get_language()
    return _AS_IT_IS if active and language in (None, active) else override(language or active or "en")


def long_date(date, language=None):
    """ "Tuesday, December 8, 2026" / "martes, 8 de diciembre de 2026"."""
    return _formatted(date, "full", _locale(language))


def plain_date(date, language=None):
    """ "December 8, 2026" / "8 de diciembre de 2026": no weekday, for running text."""
    return _formatted(date, "long", _locale(language))


def short_date(date, language=None):
    """ "Dec 8, 2026" / "8 dic 2026": for tables and cards."""
    return format_date(date, "medium", locale=_locale(language))


def day_and_month(date, language=None, *, year=False):
    """ "Dec 8" / "8 de diciembre": where the year is plain from what stands beside it; else with `year`."""
    skeleton = ("y" if year else "") + ("MMMd" if _locale(language).language == "en" else "MMMMd")
    return _by_skeleton(skeleton, date, _locale(language))


def day_in_short(date, language=None):
    """ "Dec 8" / "8 dic": where there is room for a few letters only."""
    return format_skeleton("MMMd", date, locale=_locale(language))


def weekday(date, language=None):
    """ "Tuesday" / "martes"."""
    return _formatted(date, "EEEE", _locale(language))


def short_weekday(date, language=None):
    """ "Tue" / "mar"."""
    return format_date(date, "EEE", locale=_locale(language))


def month_and_year(date, language=None):
    """ "March 2021" / "marzo de 2021"."""
    return format_skeleton("yMMMM", date, locale=_locale(language))


def season_and_year(first_day, language=None):
    """ "spring 2021 (March to June)" of the season that begins on that day, in March, June, September or December. The months
    are said with it: where people come from, verano may be another time of year."""
    with speaking(language):
        return {
            3: _("spring %(year)s (March to June)"),
            6: _("summer %(year)s (June to September)"),
            9: _("fall %(year)s (September to December)"),
            12: _("winter %(next)s (December %(year)s to March)"),
        }[first_day.month] % {"year": first_day.year, "next": first_day.year + 1}


def clock(time, language=None):
    """ "9:00 a.m.", "12:00 noon" / "12:00 del mediodía"."""
    if (time.hour, time.minute) == (12, 0):
        with speaking(language):
            return _("12:00 noon")
    if not _says_am_and_pm(language):
        return format_time(time, "short", locale=_locale(language))
    half = "p.m." if time.hour >= 12 else "a.m."
    return f"{time.hour % 12 or 12}:{time.minute:02} {half}"


def the_clock(time, language=None):
    """The time with its article, for a sentence: "9:00 a.m." / "las 9:00 a.m.", "la 1:00 p.m."."""
    # Spanish says "la 1:00" but "las 2:00": the hour is the number that decides between singular and plural.
    hours = time.hour % 12 or 12
    with speaking(language):
        return npgettext("in a sentence", "%(clock)s", "%(clock)s", hours) % {"clock": clock(time, language)}


def zone_words(zone, language=None):
    """ "New York time" / "hora de Nueva York". A zone we have no words for is named by its city."""
    with speaking(language):
        if zone in ZONES:
            return _(ZONES[zone])
        city = get_timezone_location(zone, locale=_locale(language), return_city=True)
        return _("%(city)s time") % {"city": city}


def zones(language=None):
    """{zone: "New York time"} of every zone we have words for."""
    return {zone: zone_words(zone, language) for zone in ZONES}


def clock_and_zone(time, zone, language=None):
    """ "9:00 a.m. New York time" / "9:00 a.m., hora de Nueva York"."""
    with speaking(language):
        return _("%(clock)s %(zone)s") % {"clock": clock(time, language), "zone": zone_words(zone, language)}


def days_left(date, today, language=None):
    """ "today", "in 9 days", past 60 days "in about 4 months"; "3 days ago". Beside a date, never instead."""
    days = (date - today).days
    with speaking(language):
        if -1 <= days <= 1:
            return {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}[days]
        return _ahead(days) if days > 0 else _ago(-days)


def moment_words(date, time=None, zone=None, today=None, language=None):
    """The one long form: "Tuesday, December 8, 2026 · 9:00 a.m. New York time · in 17 days".

    Leaves out what is not known: without a time no clock, without `today` no days left. A time has its zone.
    """
    parts = [long_date(date, language)]
    if time is not None and zone is not None:
        parts.append(clock_and_zone(time, zone, language))
    if today is not None:
        parts.append(days_left(date, today, language))
    return " · ".join(parts)


@lru_cache(maxsize=4096)  # days alone, of nobody
def _formatted(date, width, locale):
    return format_date(date, width, locale=locale)


@lru_cache(maxsize=4096)
def _by_skeleton(skeleton, date, locale):
    return format_skeleton(skeleton, date, locale=locale)


def _ahead(days):
    if days <= COUNTED_IN_DAYS:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    if days <= COUNTED_IN_MONTHS:
        n = round(days / DAYS_IN_A_MONTH)
        return ngettext("in about %(n)s month", "in about %(n)s months", n) % {"n": n}
    n = round(days / DAYS_IN_A_YEAR)
    return ngettext("in about %(n)s year", "in about %(n)s years", n) % {"n": n}


def _ago(days):
    if days <= COUNTED_IN_DAYS:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    if days <= COUNTED_IN_MONTHS:
        n = round(days / DAYS_IN_A_MONTH)
        return ngettext("about %(n)s month ago", "about %(n)s months ago", n) % {"n": n}
    n = round(days / DAYS_IN_A_YEAR)
    return ngettext("about %(n)s year ago", "about %(n)s years ago", n) % {"n": n}


def _says_am_and_pm(language):
    return _locale(language).language in ("en", "es")


def _locale(language):
    return _locale_of(language or get_language() or "en")


@lru_cache
def _locale_of(language):
    """Babel's locale; for a language it does not know (Mam, K'iche') English, as on official paper."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
