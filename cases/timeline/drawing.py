"""The story drawn along time, for an SVG that a page holds: places in percent of its width and in points of its height, so
that it fits a phone and a wall. What hurts to read is not drawn, nor a deadline that is over or answered: the list has them."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from clinic.words import dates

from .kinds import groups, kinds

EDGE, SLOT = 5, 9  # percent: beside the whole drawing; for what has no day
NEAR = 9  # percent of a phone's width that two marks need
EMPTY = 730  # days without a date; longer than that, time is cut
CUT = 240  # days: what a cut is as wide as
PAST_AT_LEAST, PAST_AT_MOST = 0.3, 0.66  # where today stands
TICK = 14  # percent between two years that are written out
TOP, LANE, FOOT = 30, 40, 26
DUE = "due"
FORMS = ("story", "court", "ice", "isap", DUE, "about", "open")  # as `_drawing.html` numbers them
NAMED = 3  # dates ahead that the words name


@dataclass(frozen=True)
class Mark:
    """`shape`: court, ice, isap, due, story, about (the day is not sure) or open (no day). `count`: so many close together.
    `width`: of a bar over the time it may have been."""

    x: float
    shape: str
    ahead: bool
    count: int = 1
    width: float = 0

    @property
    def form(self):
        """Which of the drawing's forms it has: a number, because an address on her page names no office."""
        return FORMS.index(self.shape)

    @property
    def start(self):
        return round(self.x - self.width / 2, 1)


@dataclass(frozen=True)
class Lane:
    name: str
    y: int
    marks: list


@dataclass(frozen=True)
class Drawing:
    lanes: list
    ticks: list  # (x, year)
    cuts: list  # x of each cut
    today: float
    height: int
    title: str
    words: str
    start: int = 0  # x of where a line of writing begins: at 100 from right to left
    has_bars: bool = False
    has_counts: bool = False
    has_open: bool = False

    @property
    def foot(self):
        return self.height - FOOT


@dataclass(frozen=True)
class Told:
    """What is drawn of one line: the span of days it may be on, both None where no day is known (`ahead` then says whether
    it belongs to what has been or to what comes)."""

    group: str
    shape: str
    ahead: bool
    first: date | None
    last: date | None
    line: object

    @property
    def words(self):
        """ "Long hearing (Tuesday, December 8, 2026)"."""
        if self.group == DUE:
            return f"{self.line.due.what} ({dates.plain_date(self.first)})"
        return f"{self.line.what} ({self.line.event.partial.words()})"


def drawing_of(lines, today):
    """None where there is nothing to draw. `lines`: those of `shown.lines`."""
    told = [one for line in lines if (one := _told(line))]
    if not told:
        return None
    scale = _scale(told, today)
    lanes = _lanes(told, scale)
    marks = [mark for lane in lanes for mark in lane.marks]
    drawing = Drawing(
        lanes=lanes,
        ticks=scale.ticks(),
        cuts=scale.cuts(),
        today=scale.x(today),
        height=TOP + LANE * len(lanes) + FOOT,
        title=pgettext("drawing", "The story along time"),
        words=_words(told),
        has_bars=any(mark.width or mark.shape == "about" for mark in marks),
        has_counts=any(mark.count > 1 for mark in marks),
        has_open=any(mark.shape == "open" for mark in marks),
    )
    return _mirrored(drawing) if get_language_bidi() else drawing


def _told(line):
    if line.due is not None:
        return _told_due(line)
    kind = kinds().get(line.event.kind) if line.event else None
    if kind is None or kind.sensitive:
        return None
    when = line.event.partial
    first, last = when.earliest(), when.latest()
    ahead = line.ahead if first else kind.lies_ahead
    return Told(kind.group, line.bead, ahead, first, last, line)


def _told_due(line):
    day = line.due.do_by or line.due.last_day
    if day is None or line.due.past or not line.due.is_open:
        return None
    return Told(DUE, "due", line.ahead, day, day, line)


def _scale(told, today):
    days = {day for one in told for day in (one.first, one.last) if day}
    unknown = [one for one in told if one.first is None]
    begin = EDGE + (SLOT if any(not one.ahead for one in unknown) else 0)
    end = 100 - EDGE - (SLOT if any(one.ahead for one in unknown) else 0)
    return Scale.over(sorted(days | {today}), today, begin, end)


@dataclass(frozen=True)
class Scale:
    """Days to percent. Time behind today and time ahead share the width by how much there is of each, within bounds."""

    days: list
    places: list
    gaps: list = field(default_factory=list)  # places of the days between which time is cut

    @classmethod
    def over(cls, days, today, begin, end):
        behind, ahead = [day for day in days if day <= today], [day for day in days if day >= today]
        middle = begin + (end - begin) * _share(behind, ahead)
        before, after = _spread(behind, begin, middle), _spread(ahead, middle, end)
        cut = [n for n in range(len(days) - 1) if _is_cut(days[n], days[n + 1])]
        return cls(days, before + after[1:], cut)

    def x(self, day):
        at = min(max(bisect_right(self.days, day) - 1, 0), len(self.days) - 2)
        if len(self.days) == 1:
            return round(self.places[0], 1)
        first, last = self.days[at], self.days[at + 1]
        part = (day - first).days / (last - first).days
        return round(self.places[at] + (self.places[at + 1] - self.places[at]) * part, 1)

    def cuts(self):
        return [round((self.places[n] + self.places[n + 1]) / 2, 1) for n in self.gaps]

    def ticks(self):
        """The years that have room, each where it begins."""
        found, cut = [], [(self.days[n], self.days[n + 1]) for n in self.gaps]
        for year in range(self.days[0].year + 1, self.days[-1].year + 1):
            day = date(year, 1, 1)
            is_cut = any(first < day < last for first, last in cut)
            beside = any(abs(self.x(day) - x) < TICK / 2 for x in self.cuts())
            if not is_cut and not beside and (not found or self.x(day) - found[-1][0] >= TICK):
                found.append((self.x(day), year))
        return found


def _share(behind, ahead):
    if len(ahead) < 2:
        return 1
    if len(behind) < 2:
        return 0
    past, to_come = sum(_lengths(behind)), sum(_lengths(ahead))
    return min(max(past / (past + to_come), PAST_AT_LEAST), PAST_AT_MOST)


def _spread(days, begin, end):
    """A place for each day; days that follow each other closely keep a little room between them."""
    lengths = _lengths(days)
    least = sum(lengths) / (4 * len(days))
    lengths = [max(length, least) for length in lengths]
    total, places = sum(lengths) or 1, [begin if len(days) > 1 else end]
    for length in lengths:
        places.append(places[-1] + (end - begin) * length / total)
    return places


def _lengths(days):
    return [
        CUT if _is_cut(day, then) else (then - day).days for day, then in zip(days, days[1:], strict=False)
    ]


def _is_cut(day, then):
    return (then - day).days > EMPTY


def _lanes(told, scale):
    names = {**groups(), DUE: _("Deadlines")}
    present = [group for group in names if any(one.group == group for one in told)]
    return [
        Lane(names[group], TOP + LANE * n, _marks([one for one in told if one.group == group], scale))
        for n, group in enumerate(present)
    ]


def _marks(told, scale):
    """Bars first, so that what has a day lies over them."""
    marks = [_mark(one, scale) for one in told]
    bars = {(mark.x, mark.width): mark for mark in marks if mark.width}
    return [*bars.values(), *_gathered(sorted((mark for mark in marks if not mark.width), key=_place))]


def _mark(one, scale):
    if one.first is None:
        return Mark(100 - EDGE if one.ahead else EDGE, "open", one.ahead)
    if one.first == one.last:
        return Mark(scale.x(one.first), one.shape, one.ahead)
    first, last = scale.x(one.first), scale.x(one.last)
    x, width = round((first + last) / 2, 1), round(last - first, 1)
    return Mark(x, one.shape, one.ahead, width=width) if width >= NEAR else Mark(x, "about", one.ahead)


def _place(mark):
    return mark.x


def _kind(mark):
    return mark.ahead, mark.shape == "open"


def _gathered(marks):
    """Marks that would lie over each other become one with their number."""
    found = []
    for mark in marks:
        alike = found and _kind(mark) == _kind(found[-1][0])
        if alike and mark.x - found[-1][0].x < NEAR:
            found[-1][1] += 1
        else:
            found.append([mark, 1])
    return [replace(mark, count=count) for mark, count in found]


def _words(told):
    """All of it for who does not see it; the list says each."""
    said = [
        _between(told),
        ngettext("Before today: %(n)s date.", "Before today: %(n)s dates.", _count(told, False))
        % {"n": _count(told, False)},
    ]
    ahead = [one for one in told if one.ahead]
    if ahead:
        listed = ", ".join(one.words for one in ahead[:NAMED])
        said.append(_("To come: %(what)s.") % {"what": listed})
    said.append(_("The list below says everything."))
    return " ".join(said)


def _between(told):
    first = min((one.first for one in told if one.first), default=None)
    last = max((one.last for one in told if one.last), default=None)
    if first is None:
        return _("No day is known yet.")
    if first.year == last.year:
        return _("All in %(year)s.") % {"year": first.year}
    return _("From %(first)s to %(last)s.") % {"first": first.year, "last": last.year}


def _count(told, ahead):
    return sum(one.ahead == ahead for one in told)


def _mirrored(drawing):
    """From right to left."""
    lanes = [
        replace(lane, marks=[replace(mark, x=_over(mark.x)) for mark in lane.marks]) for lane in drawing.lanes
    ]
    return replace(
        drawing,
        lanes=lanes,
        ticks=[(_over(x), year) for x, year in drawing.ticks],
        cuts=[_over(x) for x in drawing.cuts],
        today=_over(drawing.today),
        start=100,
    )


def _over(x):
    return round(100 - x, 1)
