"""Rosa's case is the fullest: a hearing in seven days, papers, a plan, paper in her hand, a card for her phone."""

from cases.casefile.models import FactKind
from cases.documents import services as documents
from cases.documents.models import PaperState
from cases.plans import handouts
from cases.plans import services as plans
from cases.plans.models import ItemKind
from cases.timeline import services as timeline
from cases.timeline.date_field import NOT_SET, Told
from cases.timeline.dates import PartialDate
from clinic.people import cards
from clinic.people.models import MayKnow
from clinic.people.services import change_person

from .said import day, interview, month, on, phone, place, printed, speaks, trusted


def tell(person, *, by):
    """The whole interview, both nights; then papers, plan, the two sheets and her card. Returns the case."""
    change_person(person, by=by, full_name="Rosa Ejemplo Paz", country="Honduras")
    case = interview(
        person,
        by=by,
        language=speaks("spa", "es", "some"),
        worry={"worry": "Tengo audiencia la próxima semana y no tengo abogado."},
        here={"here_for": "me"},
        paper={
            "a_number": "A000-000-042",
            "court_when": printed(7, 9),
            "court_place": place("court-new-york-federal-plaza"),
            "court_room": "1237",
            "court_kind": "hearing-master-scheduled",
            "ice_when": printed(24, 8, 30),
            "ice_place": place("ice-federal-plaza"),
            "isap_when": Told(PartialDate.to_be_announced(), None, NOT_SET),
        },
        lawyer={"has_lawyer": "no", "paid_before": "yes"},
        reach=phone("42", hours="después de las 6 pm", email="rosa@example.org", email_whose="mine"),
        tell={"trusted": [trusted("Elena", "hermana", "48", MayKnow.HELD)]},
        arrival={"when": month(-120)},
        family={"ties": [{"relation": "child", "age": "9", "lives_in": "New York"}]},
        history={"events": [("nta-served", on(-100)), ("hearing-notice", on(-60))]},
        papers={"papers": {"i862": (PaperState.HAVE, "yo"), "passport": (PaperState.HAVE, "mi hermana")}},
    )
    timeline.tell_facts(case, {FactKind.AFRAID: "yes", FactKind.KNOWN: "yes"}, by=by)
    _papers(case, by=by)
    _plan(case, by=by)
    handouts.make_handout(case, by=by, language="es")
    cards.make_card(person, by=by, shows_story=True)
    return case


def _papers(case, *, by):
    asked = {"asked_on": on(-20).to_text(), "asked_whom": "CBP"}
    documents.set_paper(case, kind="i862", state=PaperState.HAVE, dated=on(-100).to_text(), by=by)
    documents.set_paper(case, kind="hearing-notice", state=PaperState.HAVE, dated=on(-60).to_text(), by=by)
    documents.set_paper(case, kind="i213", state=PaperState.ASKED, by=by, **asked)
    documents.set_paper(case, kind="birth-certificate", state=PaperState.MISSING, by=by)


def _plan(case, *, by):
    plans.write_goal(case, by=by, goal="Quedarme con mi hija y llegar preparada a mi audiencia.")
    plans.take_suggestion(case, by=by, entry_id="family-plan")
    plans.add_item(
        case, by=by, kind=ItemKind.STEP, text="pedirle mi pasaporte a mi hermana", helper="Elena", due=day(3)
    )
    plans.add_item(case, by=by, kind=ItemKind.QUESTION, text="¿Puedo pedir permiso de trabajo?")
    plans.add_item(case, by=by, kind=ItemKind.OPTION, catalogue_id="asylum-court")
    plans.read_back(case, by=by)
