"""The drawings on our paper, for a person who does not read: SVG as text, ready to stand in a template.

Pure functions of their arguments and of the language now active. Every colour is an attribute and never a
class, because WeasyPrint gives no style of the page to the inside of a drawing. Each drawing opens with a
<title>, which becomes the alternative text of the figure; PDF/UA asks for one on each.
Sizes are left to `static/print/plan.css`.
"""

import calendar
from math import cos, radians, sin

from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

SUNDAY_FIRST = calendar.Calendar(firstweekday=calendar.SUNDAY)
COLUMN, ROW = 22.6, 17.4
FIRST_COLUMN, FIRST_ROW = 16, 55
LEAF, ICON = (168, 150), (24, 24)
FRAME = (
    '<rect x="1" y="1" width="166" height="148" rx="4" fill="#fff" stroke="#000" stroke-width="1.6"/>'
    '<rect x="1" y="1" width="166" height="25" rx="4" fill="#000"/>'
    '<circle cx="13" cy="13" r="2.5" fill="#fff"/><circle cx="155" cy="13" r="2.5" fill="#fff"/>'
)
UNKNOWN_FRAME = (
    '<rect x="2" y="2" width="164" height="146" rx="5" fill="#fff" stroke="#000" stroke-width="3"'
    ' stroke-dasharray="9 6"/>'
)
RING = '<circle cx="{}" cy="{}" r="11.2" fill="#fff" stroke="#000" stroke-width="3"/>'
BROKEN_RING = RING.replace("/>", ' stroke-dasharray="5 3.6"/>')
CLOCK_FACE = '<circle cx="24" cy="24" r="22" fill="#fff" stroke="#000" stroke-width="2.5"/>'
BOX = '<rect x="2" y="2" width="20" height="20" rx="2" fill="#fff" stroke="#000" stroke-width="2.2"/>'
SEAT = '<circle cx="{}" cy="8" r="6.4" fill="{}" stroke="#000" stroke-width="2"/>'
BEAD_INK = 'fill="{}" stroke="#000" stroke-width="2.5"'
TWO_PEOPLE = (
    "M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3 19.5c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5"
    "M16 5a3 3 0 0 1 0 5.8M17.5 14.3c2.2.7 3.5 2.5 3.5 5.2"
)

OFFICES = {
    "court": (
        gettext_lazy("Court building"),
        "M3 9.5 12 4l9 5.5M5 9.5h14M6.5 12.5v5M12 12.5v5M17.5 12.5v5M4 20.5h16",
    ),
    "ice": (
        gettext_lazy("Office building"),
        "M5 20.5V4.5h14v16M3 20.5h18M9 8.5h1.5M13.5 8.5H15M9 12.5h1.5M13.5 12.5H15M10.5 20.5v-4h3v4",
    ),
    "isap": (
        gettext_lazy("Phone with a check mark"),
        "M7.5 3h9a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM10.5 18h3"
        "M9.5 10l2 2 3.5-4",
    ),
}

THINGS_TO_BRING = {
    "paper": (gettext_lazy("Paper"), "M6 3h8.5L19 7.5V21H6zM14 3v5h5M9 12.5h7M9 16.5h7"),
    "letter": (gettext_lazy("Letter"), "M3 6h18v12.5H3zM3.5 6.5l8.5 7 8.5-7"),
    "id": (
        gettext_lazy("Card with a picture"),
        "M3 6h18v12.5H3zM8.5 12.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.5 15.8c.4-1.5 1.5-2.2 3-2.2s2.6.7 3 2.2"
        "M14.5 10H18M14.5 13.5H18",
    ),
    "phone": (
        gettext_lazy("Phone"),
        "M7.5 3h9a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM10.5 18h3",
    ),
    "folder": (gettext_lazy("Folder"), "M3 19.5V5h6.5l2 2.5H21v12zM3 10.5h18"),
    "bag": (gettext_lazy("Bag"), "M5 8h14l1 12.5H4zM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5"),
    "medicine": (gettext_lazy("Medicine"), "M8 3h8v4H8zM7 7h10v14H7zM12 10.5v7M8.5 14h7"),
    "money": (
        gettext_lazy("Money"),
        "M3 7h18v10.5H3zM12 15a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM6 10v4.5M18 10v4.5",
    ),
    "ride": (gettext_lazy("Bus"), "M5 4h14v13.5H5zM5 11.5h14M8 17.5V20M16 17.5V20M8 14.5h.5M15.5 14.5h.5"),
    "water": (gettext_lazy("Water"), "M9.5 3h5v3.5l1.5 2.5v12H8V9l1.5-2.5zM8 12.5h8"),
    "numbers": (
        gettext_lazy("List of phone numbers"),
        "M4 4h16v16.5H4zM8 8.5h.5M11 8.5h6M8 12.5h.5M11 12.5h6M8 16.5h.5M11 16.5h6",
    ),
}

BEADS = {
    "story": (pgettext_lazy("bead", "My story"), 'circle cx="11" cy="11" r="8"'),
    "court": (pgettext_lazy("bead", "Court"), 'rect x="3" y="3" width="16" height="16"'),
    "ice": (pgettext_lazy("bead", "ICE"), 'path d="M11 1L21 11L11 21L1 11Z"'),
    "isap": (pgettext_lazy("bead", "ISAP"), 'rect x="5" y="1.5" width="12" height="19" rx="6"'),
    "deadline": (pgettext_lazy("bead", "Deadline"), 'path d="M4 21V2L19 7L4 12"'),
}


def month_calendar(year, month, *, ringed=None, confirmed=True):
    """A month as it hangs on a wall in New York, Sunday first, the day `ringed` (1 to 31) in a thick ring.

    The ring is broken where the date is not confirmed; without a day nothing is ringed. All months are
    equally tall, so that three of them always fit one sheet.
    """
    name = f"{MONTHS[month]} {year}"
    days = (
        _day(day, column, week, rings=_ring(day == ringed, confirmed))
        for week, days in enumerate(SUNDAY_FIRST.monthdayscalendar(year, month))
        for column, day in enumerate(days)
        if day
    )
    return _svg("calendar", LEAF, _calendar_in_words(name, ringed), _frame(name), *_day_names(), *days)


def unknown_calendar(known=""):
    """The leaf of a date nobody knows: a broken frame, a question mark, above it what is `known` ("2027")."""
    return _svg(
        "calendar",
        LEAF,
        _("A calendar leaf with a question mark: the day is not known."),
        mark_safe(UNKNOWN_FRAME),
        _lettering(84, 27, known, size=15, bold=True),
        _lettering(84, 114, "?", size=92, bold=True),
    )


def clock(at):
    """A clock with hands at the time `at`; whether it is morning or afternoon is for the words to say."""
    return _svg(
        "clock",
        (48, 48),
        _("A clock with its hands at %(hour)s.") % {"hour": f"{at.hour % 12 or 12}:{at.minute:02}"},
        mark_safe(CLOCK_FACE),
        *(_tick(hour) for hour in range(12)),
        _hand(at.hour % 12 * 30 + at.minute / 2, length=11, width=4),
        _hand(at.minute * 6, length=16, width=2.2),
    )


def office_icon(office):
    """The building of an office: "court", "ice" or "isap" (its telephone)."""
    title, path = OFFICES[office]
    return _svg("icon icon--office", ICON, title, _stroke(path, width=2))


def bring_icon(thing):
    """One of the things to bring, a name out of THINGS_TO_BRING; any other name is drawn as a paper."""
    title, path = THINGS_TO_BRING.get(thing, THINGS_TO_BRING["paper"])
    return _svg("icon icon--thing", ICON, title, _stroke(path, width=1.7))


def people_icon():
    return _svg("icon icon--people", ICON, _("Two people"), _stroke(TWO_PEOPLE, width=2))


def bead(kind, *, ahead=False):
    """A bead on the cord of the story: full when it is past, hollow when it lies `ahead`.

    Shapes are one for each office, so that they hold on a bad copier: circle for the person's own story,
    square court, diamond ICE, pill ISAP, flag a deadline.
    """
    title, shape = BEADS[kind]
    said = _("%(bead)s, still to come") % {"bead": title} if ahead else title
    return _svg("bead", (22, 22), said, format_html(f"<{shape} {BEAD_INK}/>", "#fff" if ahead else "#000"))


def tick_box(*, ticked=False):
    """A box to tick with a pen, or one ticked already."""
    tick = _stroke("M6 12.5l4.5 5L18.5 6", width=3.2) if ticked else ""
    return _svg("tick-box", ICON, _("Done") if ticked else _("To do"), mark_safe(BOX), tick)


def seat_dots(going, *, wanted=2):
    """How many of the people wanted are going: a full dot each, and a hollow one for each still missing."""
    seats = range(max(going, wanted))
    return _svg(
        "seats",
        (18 * len(seats) - 2, 16),
        _("%(going)s of %(wanted)s going") % {"going": going, "wanted": wanted},
        *(format_html(SEAT, 8 + 18 * seat, "#000" if seat < going else "#fff") for seat in seats),
    )


def _svg(name, size, title, *parts):
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}"><title>{}</title>{}</svg>',
        name,
        *size,
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _lettering(x, y, words, *, size, bold=False, colour="#000"):
    return format_html(
        '<text x="{}" y="{}" font-family="Andika" font-size="{}" font-weight="{}" fill="{}"'
        ' text-anchor="middle">{}</text>',
        x,
        y,
        size,
        700 if bold else 400,
        colour,
        words,
    )


def _calendar_in_words(name, ringed):
    if ringed is None:
        return _("Calendar of %(month)s. No day is ringed.") % {"month": name}
    return _("Calendar of %(month)s. Day %(day)s is ringed.") % {"month": name, "day": ringed}


def _frame(name):
    return format_html(
        "{}{}", mark_safe(FRAME), _lettering(84, 18.5, name, size=14, bold=True, colour="#fff")
    )


def _day_names():
    return (_lettering(_column(n), 38.5, WEEKDAYS_ABBR[(n - 1) % 7], size=10) for n in range(7))


def _day(day, column, week, *, rings):
    x, y = _column(column), round(FIRST_ROW + ROW * week, 1)
    if not rings:
        return _lettering(x, y, day, size=12.5)
    return format_html(
        "{}{}", format_html(rings, x, round(y - 4.6, 1)), _lettering(x, y, day, size=14, bold=True)
    )


def _ring(wanted, confirmed):
    return (RING if confirmed else BROKEN_RING) if wanted else ""


def _column(number):
    return round(FIRST_COLUMN + COLUMN * number, 1)


def _tick(hour):
    quarter = hour % 3 == 0
    inner, outer = _on_the_face(hour * 30, 16.5 if quarter else 18.5), _on_the_face(hour * 30, 20.5)
    return _stroke("M{} {}L{} {}".format(*inner, *outer), width=2 if quarter else 1)


def _hand(degrees, *, length, width):
    return _stroke("M24 24L{} {}".format(*_on_the_face(degrees, length)), width=width)


def _on_the_face(degrees, radius):
    return round(24 + radius * sin(radians(degrees)), 1), round(24 - radius * cos(radians(degrees)), 1)


def _stroke(path, *, width):
    return format_html(
        '<path d="{}" fill="none" stroke="#000" stroke-width="{}" stroke-linecap="round"'
        ' stroke-linejoin="round"/>',
        path,
        width,
    )
