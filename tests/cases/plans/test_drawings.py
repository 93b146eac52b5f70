from calendar import monthrange
from datetime import time
from xml.etree import ElementTree

import pytest
from django.utils import translation

from cases.plans import drawings

ALL = {
    "month": lambda: drawings.month_calendar(2026, 12, ringed=8),
    "unknown": lambda: drawings.unknown_calendar("2027"),
    "clock": lambda: drawings.clock(time(10, 5)),
    "people": drawings.people_icon,
    "box": drawings.tick_box,
    "ticked": lambda: drawings.tick_box(ticked=True),
    "seats": lambda: drawings.seat_dots(1),
    **{f"office-{name}": lambda name=name: drawings.office_icon(name) for name in ("court", "ice", "isap")},
    **{f"thing-{name}": lambda name=name: drawings.bring_icon(name) for name in drawings.THINGS_TO_BRING},
    **{
        f"bead-{kind}": lambda kind=kind: drawings.bead(kind, ahead=True)
        for kind in ("story", "court", "ice", "isap", "deadline")
    },
}


def parsed(svg):
    return ElementTree.fromstring(str(svg))


def title(svg):
    return parsed(svg).findtext("title")


def hand(svg, number):
    """The tip of a hand: 0 is the hour's, 1 the minute's."""
    hands = [path.get("d") for path in parsed(svg).iter("path") if path.get("d").startswith("M24 24L")]
    return tuple(map(float, hands[number].removeprefix("M24 24L").split()))


@pytest.mark.parametrize("draw", ALL.values(), ids=ALL)
def test_each_drawing_is_whole_black_and_white_and_says_what_it_is(draw):
    drawing = parsed(draw())

    assert drawing.findtext("title")
    colours = {
        element.get(name) for element in drawing.iter() for name in ("fill", "stroke") if element.get(name)
    }
    assert colours <= {"#000", "#fff", "none"}
    assert not any("style" in element.attrib for element in drawing.iter())


def test_the_day_is_ringed_and_said():
    svg = drawings.month_calendar(2026, 12, ringed=8)

    rings = [circle for circle in parsed(svg).iter("circle") if circle.get("stroke")]
    assert len(rings) == 1
    assert title(svg) == "Calendar of December 2026. Day 8 is ringed."


def test_december_8_2026_stands_under_tuesday():
    day = next(
        text for text in parsed(drawings.month_calendar(2026, 12, ringed=8)).iter("text") if text.text == "8"
    )
    names = {text.text: text.get("x") for text in parsed(drawings.month_calendar(2026, 12)).iter("text")}

    assert day.get("x") == names["Tue"]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_all_its_days_inside_the_leaf(month):
    texts = list(parsed(drawings.month_calendar(2027, month)).iter("text"))

    days = [int(text.text) for text in texts if text.text.isdigit()]
    assert days == list(range(1, monthrange(2027, month)[1] + 1))
    assert max(float(text.get("y")) for text in texts) < 148


def test_nothing_is_ringed_when_the_day_is_not_known():
    svg = drawings.month_calendar(2026, 12)

    assert not [circle for circle in parsed(svg).iter("circle") if circle.get("stroke")]
    assert title(svg) == "Calendar of December 2026. No day is ringed."


def test_the_ring_is_broken_when_the_date_is_not_confirmed():
    assert "stroke-dasharray" in drawings.month_calendar(2026, 12, ringed=8, confirmed=False)
    assert "stroke-dasharray" not in drawings.month_calendar(2026, 12, ringed=8)


def test_the_calendar_speaks_the_language_of_the_paper():
    with translation.override("es"):
        svg = drawings.month_calendar(2026, 12, ringed=8)

    assert "diciembre 2026" in svg
    assert ">mié<" in svg


@pytest.mark.parametrize(
    ("at", "hour", "minute"),
    [
        (time(9, 0), (13, 24), (24, 8)),
        (time(15, 0), (35, 24), (24, 8)),
        (time(12, 0), (24, 13), (24, 8)),
        (time(13, 30), (31.8, 16.2), (24, 40)),
    ],
)
def test_the_hands_stand_at_the_hour(at, hour, minute):
    svg = drawings.clock(at)

    assert (hand(svg, 0), hand(svg, 1)) == (hour, minute)


def test_the_clock_says_its_hour():
    assert title(drawings.clock(time(13, 5))) == "A clock with its hands at 1:05."


def test_a_bead_is_full_when_past_and_hollow_when_ahead():
    assert 'fill="#000"' in drawings.bead("court")
    assert 'fill="#fff"' in drawings.bead("court", ahead=True)
    assert title(drawings.bead("court", ahead=True)) == "Court, still to come"


def test_a_thing_without_a_drawing_is_drawn_as_a_paper():
    assert drawings.bring_icon("xylophone") == drawings.bring_icon("paper")


def test_seats_show_who_is_missing():
    svg = drawings.seat_dots(1)

    assert [circle.get("fill") for circle in parsed(svg).iter("circle")] == ["#000", "#fff"]
    assert title(svg) == "1 of 2 going"


def test_a_hostile_text_in_a_drawing_stays_text():
    svg = drawings.unknown_calendar('</text><script>x</script>"')

    assert [text.text for text in parsed(svg).iter("text")] == ['</text><script>x</script>"', "?"]
