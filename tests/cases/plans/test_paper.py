from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from cases.plans.paper import (
    CarrySheet,
    DateBlock,
    DueLine,
    HelpNearby,
    HomeSheet,
    MissingPaper,
    NotForPaper,
    Phone,
    PlanStep,
    SheetHead,
    StoryLine,
    Sure,
    ToBring,
)
from clinic.paper.pdf import make_pdf

pytestmark = pytest.mark.filterwarnings("error")

HOSTILE = (
    '</p><script>x</script><img src="http://192.0.2.1/a"><style>@import "file:///x"</style>&{{ 7 }}{% now %}'
)

HEAD = SheetHead(
    number="0412-3",
    printed_on=date(2026, 11, 21),
    clinic_name="Mesa Abierta",
    clinic_phone="212-555-0134",
    first_name="Rosa",
    card="0412",
    free_lawyers=(Phone("Abogados de la Calle Diez", "212-555-0161"),),
)
COURT = DateBlock(
    "court",
    on=date(2027, 1, 11),
    at=time(13, 30),
    zone="hora de Nueva York",
    place="26 Federal Plaza, piso 12, sala 8",
    what="audiencia individual",
    what_english="individual hearing",
    bring=(
        ToBring("letter", "carta de la corte"),
        ToBring("id", "pasaporte, si tiene"),
        ToBring("folder", "sus papeles"),
    ),
    checked_on=date(2026, 11, 21),
    source="la línea de la corte",
)
ICE = DateBlock(
    "ice",
    on=date(2026, 12, 8),
    at=time(9),
    zone="hora de Nueva York",
    place="26 Federal Plaza, piso 5",
    going=2,
    meet_at=time(8, 30),
    meet_where="puerta de la calle Duane",
    bring=(ToBring("paper", "papel de ICE"), ToBring("id", "pasaporte, si tiene")),
    checked_on=date(2026, 11, 21),
    source="su papel de ICE",
)
ISAP = DateBlock(
    "isap",
    on=date(2026, 11, 25),
    at=time(10),
    zone="hora de Nueva York",
    place="109 Water Street, piso 2",
    bring=(
        ToBring("phone", "teléfono de ISAP"),
        ToBring("id", "pasaporte, si tiene"),
        ToBring("letter", "carta con su dirección"),
    ),
    source="lo que usted nos dijo",
)
CARRY = CarrySheet(head=HEAD, dates=(COURT, ICE, ISAP))
UNKNOWN = CarrySheet(head=HEAD, dates=(DateBlock("court"), DateBlock("ice"), DateBlock("isap")))
HOME = HomeSheet(
    head=HEAD,
    story=(
        StoryLine("alrededor de marzo de 2023", "Llegada a Estados Unidos"),
        StoryLine("12 de abril de 2023", "Primera cita con ICE", "ice", "check-in"),
        StoryLine("9 de febrero de 2024", "Solicitud de asilo", english="I-589"),
        StoryLine("3 de septiembre de 2025", "Audiencia preliminar", "court", "master"),
        StoryLine("25 de noviembre de 2026", "Cita con ISAP, 10:00 a.m.", "isap", ahead=True),
        DueLine(
            "Entregar mis papeles a la corte", date(2026, 12, 4), date(2026, 12, 11), checked_by_lawyer=True
        ),
        StoryLine("8 de diciembre de 2026", "Cita con ICE, 9:00 a.m.", "ice", "check-in", ahead=True),
        StoryLine(
            "11 de enero de 2027",
            "Audiencia individual, 1:30 p.m.",
            "court",
            "individual hearing",
            ahead=True,
        ),
    ),
    missing=(
        MissingPaper("Acta de nacimiento de mi hijo.", asked_on=date(2026, 11, 14)),
        MissingPaper("Una carta con mi dirección.", note="Sirve un recibo de luz."),
    ),
    questions=("¿Qué papeles le faltan a mi caso?", "¿Puede ir conmigo el 11 de enero?"),
    options=("asilo",),
    goal="quedarme con mi hijo y trabajar tranquila",
    steps=(
        PlanStep("Llamo a la línea de la corte cada lunes."),
        PlanStep("Pido la carta al dueño del apartamento.", by=date(2026, 12, 2)),
        PlanStep("Buscan a 2 personas para ISAP.", who="La clínica", by=date(2026, 11, 24)),
        PlanStep("Dejo una copia de esta hoja con mi hermana.", done=True),
    ),
    help_nearby=(
        HelpNearby("Escuela de inglés", "martes 6:00 p.m., sin costo", "212-555-0171"),
        HelpNearby("Despensa de comida", "jueves 4:00 p.m."),
    ),
)


def printed(template, sheet, language="es", **options):
    """The pages of a sheet, read back."""
    return PdfReader(
        BytesIO(make_pdf(f"print/{template}.html", {"sheet": sheet}, language=language, **options))
    )


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def words_of(pdf):
    """Every word but those at the foot of the pages, in no order."""
    lines = [line for page in pdf.pages for line in page.extract_text().splitlines()]
    foot = ("Paper 0412-3", "page ", "for a new one", "one.", "ask us")
    return sorted(" ".join(line for line in lines if not line.startswith(foot)).split())


def figures(pdf):
    """The alternative text of each figure in the order of the PDF's structure; None where it has none."""
    found, left = [], [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while left:
        element = left.pop().get_object()
        if not hasattr(element, "get"):
            continue
        if element.get("/S") == "/Figure":
            found.append(element.get("/Alt"))
        kids = element.get("/K", [])
        left += reversed(kids) if isinstance(kids, list) else [kids]
    return found


def filled_with(value, text):
    """The same sheet with `text` in every place where a text may stand."""
    if isinstance(value, tuple):
        return tuple(filled_with(item, text) for item in value)
    if not is_dataclass(value):
        return text if type(value) is str else value
    kept = {"office", "kind", "icon"}
    return replace(
        value,
        **{
            f.name: filled_with(getattr(value, f.name), text)
            for f in fields(value)
            if f.init and f.name not in kept
        },
    )


FULL = replace(
    CARRY,
    numbers=(Phone("Línea de ayuda", "212-555-0199", "hotline"),),
    dates=tuple(
        replace(
            block,
            on=date(2027, 9, 30),
            at=time(12),
            place="290 Broadway, piso 15, sala 22, entrada por la calle Duane",
            going=2,
            meet_at=time(11, 30),
            meet_where="puerta de la calle Worth, frente al parque",
            bring=(
                ToBring("letter", "carta de la corte y copia"),
                ToBring("id", "pasaporte o identificación"),
                ToBring("folder", "sus papeles en orden"),
                ToBring("medicine", "medicinas para 2 días"),
            ),
        )
        for block in CARRY.dates
    ),
)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("sheet", [CARRY, UNKNOWN, FULL], ids=["known", "unknown", "full"])
def test_carry_is_one_page_with_three_dates(sheet, language):
    pdf = printed("carry", sheet, language)

    assert len(pdf.pages) == 1
    assert sum("alend" in alt for alt in figures(pdf)) == 3


def test_a_fourth_date_goes_to_a_second_page():
    pdf = printed("carry", replace(CARRY, dates=(*CARRY.dates, replace(COURT, on=date(2027, 2, 2)))))

    assert len(pdf.pages) == 2


def test_a_carry_sheet_without_isap_is_refused():
    with pytest.raises(NotForPaper, match="isap"):
        CarrySheet(head=HEAD, dates=(COURT, ICE))


def test_her_next_date_stands_first_and_the_unknown_one_last():
    sheet = CarrySheet(head=HEAD, dates=(DateBlock("ice"), COURT, ISAP))

    assert [block.office for block in sheet.soonest_first] == ["isap", "court", "ice"]


def test_an_unknown_date_says_so_and_never_says_none_recorded():
    text = text_of(printed("carry", UNKNOWN, "en"))

    assert (
        text.count("We do not know your next date. This does not mean you have none. Call 1-800-898-7180")
        == 1
    )
    assert "We do not know your next ICE date." in text
    assert "We do not know your next ISAP date." in text
    assert "None recorded" not in text


@pytest.mark.parametrize(
    ("sure", "words"),
    [
        (Sure.EXACT, "Tuesday, December 8, 2026"),
        (Sure.MONTH, "December 2026 (day not known)"),
        (Sure.ABOUT, "about December 2026"),
        (Sure.YEAR, "2026 (month not known)"),
        (Sure.MOVED, "Tuesday, December 8, 2026"),
        (Sure.TO_BE_SET, ""),
    ],
)
def test_a_date_is_said_as_surely_as_it_is_known(sure, words):
    assert replace(ICE, sure=sure).when == words


@pytest.mark.parametrize("sure", [Sure.MONTH, Sure.ABOUT, Sure.YEAR, Sure.TO_BE_SET, Sure.UNKNOWN])
def test_no_day_is_ringed_and_no_clock_drawn_where_the_day_is_not_known(sure):
    block = replace(ICE, sure=sure)

    assert "No day is ringed" in block.calendar or "?</text>" in block.calendar
    assert not block.has_an_hour


def test_a_day_without_an_hour_has_no_clock():
    text = text_of(printed("carry", replace(CARRY, dates=(replace(COURT, sure=Sure.DAY), ICE, ISAP)), "en"))

    assert "The time is not known. Look at your paper." in text
    assert "1:30" not in text


def test_carry_says_two_people_and_where_they_meet():
    text = text_of(printed("carry", CARRY, "en"))

    assert "2 people go with you: 8:30 a.m., puerta de la calle Duane" in text


def test_carry_says_with_whom_each_date_was_checked_and_that_a_newer_paper_wins():
    text = text_of(printed("carry", CARRY, "en"))

    assert "Checked on November 21, 2026 with: su papel de ICE." in text
    assert "Not checked yet. It comes from: lo que usted nos dijo." in text
    assert "A newer paper from the court or ICE wins. Bring it to us the same day." in text


@pytest.mark.parametrize(("template", "sheet"), [("carry", CARRY), ("home", HOME)])
def test_both_sheets_carry_the_notario_box_the_number_and_the_page(template, sheet):
    text = text_of(printed(template, sheet, "en"))

    assert "A notario is not a lawyer. Pay nobody because of this paper." in text
    assert "Free lawyers: Abogados de la Calle Diez 212-555-0161." in text
    assert "Paper 0412-3, printed November 21, 2026." in text
    assert "page 1 of 1" in text


def test_official_terms_stand_in_english_beside_the_translation():
    assert "audiencia individual (individual hearing)" in text_of(printed("carry", CARRY, "es"))


def test_an_english_sheet_does_not_say_a_term_twice():
    assert "(ICE check-in)" not in text_of(printed("carry", CARRY, "en"))


def test_home_tells_the_story_with_do_it_by_and_last_legal_day():
    text = text_of(printed("home", HOME, "en"))

    assert "Notes from memory to help you prepare. Not a statement; may contain mistakes." in text
    assert "Do it by Friday, December 4, 2026 Last legal day: Friday, December 11, 2026" in text
    assert "I asked for it on November 14, 2026." in text
    assert "My goal: quedarme con mi hijo y trabajar tranquila" in text


def test_an_empty_home_sheet_says_none_recorded_for_each_list():
    text = text_of(printed("home", HomeSheet(head=HEAD), "en"))

    assert text.count("None recorded") == 5


def test_a_deadline_nobody_answers_for_is_refused():
    with pytest.raises(NotForPaper):
        DueLine("Pedir asilo", date(2026, 12, 4), date(2026, 12, 11))


def test_a_deadline_gone_by_says_there_are_exceptions():
    due = DueLine("Pedir asilo", date(2026, 1, 4), date(2026, 1, 11), on_notice=True, passed=True)

    text = text_of(printed("home", replace(HOME, story=(due,)), "en"))

    assert "This date has passed. There are exceptions. Ask a lawyer." in text
    assert "Do it by Sunday" not in text


def test_signed_options_are_questions_for_a_lawyer():
    text = text_of(printed("home", HOME, "en"))

    assert "My questions for a lawyer" in text
    assert "Ask a lawyer about asilo" in text
    assert "Do not file anything because of this list." in text


def test_who_has_a_lawyer_gets_questions_for_that_lawyer_and_no_options():
    text = text_of(printed("home", replace(HOME, has_lawyer=True), "en"))

    assert "Questions for my lawyer" in text
    assert "asilo" not in text.replace("Solicitud de asilo", "")


def test_long_lists_run_over_pages_and_lose_no_line():
    steps = tuple(PlanStep(f"paso {n}.") for n in range(90))

    text = text_of(printed("home", replace(HOME, steps=steps)))

    assert [f"paso {n}." in text for n in range(90)] == [True] * 90


@pytest.mark.parametrize(("template", "sheet"), [("carry", CARRY), ("carry", UNKNOWN), ("home", HOME)])
def test_large_print_takes_more_pages_and_keeps_every_word(template, sheet):
    usual, large = (printed(template, sheet, "en", large=size) for size in (False, True))

    assert len(large.pages) > len(usual.pages)
    assert words_of(large) == words_of(usual)


@pytest.mark.parametrize(("template", "sheet"), [("carry", CARRY), ("home", HOME)])
def test_hostile_texts_stay_text_in_every_field(template, sheet):
    """As markup any of them would fetch something; a refused fetch is a warning, and a warning fails."""
    text = text_of(printed(template, filled_with(sheet, HOSTILE)))

    assert "<script>x</script>" in text
    assert "{{ 7 }}" in text
    assert 'src="http://192.0.2.1/a"' in text


def test_spanish_paper_is_in_spanish():
    text = text_of(printed("carry", CARRY, "es"))

    assert "Para llevar" in text
    assert "miércoles, 25 de noviembre de 2026" in text
    assert "Van con usted 2 personas" in text


def test_noon_is_said_as_noon():
    with translation.override("en"):
        assert replace(ICE, at=time(12)).hour == "12:00 noon"
