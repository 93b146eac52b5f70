from datetime import date, time, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from cases.plans.drawings import seat_dots
from clinic.paper.pdf import make_pdf
from clinic.paper.qr import qr_of

pytestmark = pytest.mark.filterwarnings("error")

CLINIC = {"clinic_name": "Mesa Abierta", "clinic_phone": "212-555-0134"}
SLIPS = CLINIC | {
    "site": "clinic.example.org",
    "qr": qr_of("https://clinic.example.org/"),
    "code": "4HK7-2M9Q",
    "secret": "waterfall strawberry hummingbird grasshopper typewriter",
}
BRIEFING = CLINIC | {
    "first_name": "Rosa",
    "on": date(2026, 12, 8),
    "at": time(9),
    "zone": "New York time",
    "place": "26 Federal Plaza, 5th floor",
    "meet_at": time(8, 30),
    "meet_where": "Duane Street door",
    "language": "Spanish",
    "bring": ["photo ID", "water"],
}


def trip(day, what, going, **changes):
    return {
        "on": date(2026, 11, day),
        "at": time(9),
        "what": what,
        "place": "26 Federal Plaza",
        "language": "Spanish",
        "first_name": "",
        "seats": seat_dots(going),
        "going": going,
        "wanted": 2,
        "whom_to_call": True,
    } | changes


GAPS = [
    trip(24, "Hearing", 0, first_name="Rosa", place="290 Broadway, 15th floor"),
    trip(25, "ISAP", 1, place="109 Water Street", whom_to_call=False),
    trip(30, "ICE check-in", 0, language="K’iche’", at=time(12)),
]
FULL = [trip(27, "Hearing", 2, at=None), trip(28, "ICE check-in", 2)]
SUNDAY = CLINIC | {
    "printed_on": date(2026, 11, 22),
    "until": date(2026, 12, 5),
    "gaps": GAPS,
    "full": FULL,
    "days": [
        {"on": day, "trips": [row["seats"] for row in GAPS + FULL if row["on"] == day]}
        for day in (date(2026, 11, 22) + timedelta(days=n) for n in range(14))
    ],
}
PAPERS = {
    "blank_sign_in": CLINIC,
    "blank_interview": CLINIC,
    "blank_report": CLINIC,
    "slips": SLIPS,
    "briefing": BRIEFING,
    "sunday": SUNDAY,
}


def printed(paper, language="en", /, **options):
    return PdfReader(BytesIO(make_pdf(f"print/{paper}.html", PAPERS[paper] | options, language=language)))


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("paper", PAPERS)
def test_every_form_prints_without_a_warning(paper, large, language):
    pdf = PdfReader(BytesIO(make_pdf(f"print/{paper}.html", PAPERS[paper], language=language, large=large)))

    assert pdf.trailer["/Root"]["/Lang"] == language


@pytest.mark.parametrize(
    ("paper", "pages"),
    [
        ("blank_sign_in", 1),
        ("blank_interview", 2),
        ("blank_report", 1),
        ("slips", 1),
        ("briefing", 1),
        ("sunday", 1),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_forms_keep_to_their_pages(paper, pages, language):
    assert len(printed(paper, language).pages) == pages


def test_the_blank_interview_opens_with_the_whole_statement_and_asks_in_order():
    text = text_of(printed("blank_interview"))

    assert (
        "We are volunteers, not lawyers. What you tell us may not be secret in court; our lock does not "
        "stop a judge's order. You can say only a first name. You can see it, take it home or have it erased"
        ", unless a court order or legal hold stops us."
    ) in text
    titles = [
        "1. Your language",
        "2. What worries you most",
        "3. Who is here",
        "4. The paper in your hand",
        "5. A lawyer, or someone you paid",
        "6. How to reach you",
        "7. Whom to tell",
    ]
    assert [title for title in titles if title in text] == titles
    assert text.count("I would rather not say") == 7


def test_the_blank_report_opens_with_the_warning():
    text = text_of(printed("blank_report"))

    assert (
        "Write what you saw and heard officials do. Not what your friend told you. No opinions. "
        "This may be read in court."
    ) in text
    assert text.index("This may be read in court.") < text.index("First name:")


def test_the_code_and_the_secret_are_on_two_slips_with_the_cut_between():
    text = text_of(printed("slips"))

    first, second = text.split("cut here")
    assert ("4HK7-2M9Q" in first, "waterfall" in first) == (True, False)
    assert ("4HK7-2M9Q" in second, "waterfall" in second) == (False, True)


def test_the_briefing_says_where_and_when_to_meet_and_how_to_be():
    text = text_of(printed("briefing"))

    assert "First name Rosa When Tuesday, December 8, 2026 · 9:00 a.m. New York time" in text
    assert "8:30 a.m. · Duane Street door" in text
    assert "Language Spanish" in text
    assert "Do not touch or block an officer." in text


def test_the_sunday_sheet_puts_gaps_first():
    text = text_of(printed("sunday"))

    assert text.index("People are missing here") < text.index("109 Water Street") < text.index("Complete")
    assert "Ask first: whom to call" in text
    assert "12:00 noon" in text


def test_an_empty_sunday_sheet_says_none_recorded():
    assert text_of(printed("sunday", gaps=[], full=[])).count("None recorded") == 2


@pytest.mark.parametrize("paper", ["slips", "briefing", "sunday"])
def test_hostile_texts_on_a_form_stay_text(paper):
    hostile = '</p><img src="http://192.0.2.1/a"><script>x</script>{{ 7 }}'
    filled = {name: hostile for name, value in PAPERS[paper].items() if type(value) is str}
    rows = [trip(24, hostile, 0, place=hostile, language=hostile, first_name=hostile)]

    text = text_of(
        printed(paper, **filled, **({"gaps": rows} if paper == "sunday" else {"bring": [hostile]}))
    )

    assert 'src="http://192.0.2.1/a"' in text
    assert "<script>x</script>" in text
    assert "{{ 7 }}" in text
