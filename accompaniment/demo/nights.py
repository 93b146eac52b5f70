"""The people of the demo, who met them, and where they sit tonight."""

from cases.casefile.models import FactKind
from cases.documents import services as documents
from cases.documents.models import PaperState
from cases.plans import handouts
from cases.plans import services as plans
from cases.plans.models import ItemKind, Verdict
from cases.timeline import reading
from cases.timeline import services as timeline
from cases.timeline.date_field import UNKNOWN, Told
from cases.timeline.dates import PartialDate
from cases.timeline.models import CheckResult
from clinic.days import services as days
from clinic.days.models import Reason
from clinic.people.models import MayKnow, Whose
from clinic.people.services import meet_person

from . import rosa
from .said import interview, on, phone, place, printed, speaks, trusted


def meet(staff):
    """Those who have come before, by name."""
    ana, bo = staff["Ana"], staff["Bo"]
    met = {called: tell(by=bo) for called, tell in TOLD.items()}
    visit = days.add_walk_in(by=ana, called="Rosa", language="spa")
    days.take(visit, by=ana)
    case = rosa.tell(visit.person, by=ana)
    hearing = reading.next_dates(case)["court"]
    timeline.record_check(case, by=ana, result=CheckResult.SAME, event=hearing)
    days.stop(visit, by=ana, promised="Pedir su expediente a la corte. Llamarla cuando llegue.")
    _review(met["Tatiana"], by=staff["Mei"])
    return met | {"Rosa": case}


def line_up(staff, met):
    """Tonight's line: some urgent, each for another reason, some not, one at a table, one handed over."""
    ana, bo = staff["Ana"], staff["Bo"]
    for called in ("Rosa", "Ibrahim", "Blessing", "Mamadou", "Tatiana"):
        days.welcome_back(met[called].person, by=ana)
    days.add_walk_in(by=ana, called="Marisol", language="spa", page_language="es", reasons=[Reason.HELD])
    days.add_walk_in(by=ana, called="Wen", language="cmn", page_language="en")
    juana = days.add_walk_in(by=bo, called="Juana", language="mam", page_language="es", interpreter=True)
    days.take(juana, by=bo)
    interview(
        juana.person,
        by=bo,
        language=speaks("mam", "es", "none", "yes"),
        worry={"worry": "Me cambié de casa y no avisé a la corte."},
    )
    gulnora = days.add_walk_in(by=bo, called="Gulnora", language="uzn", page_language="en", interpreter=True)
    days.take(gulnora, by=bo)
    days.hand_over(gulnora, by=bo, to=ana, table="2", note="Language is saved. Next: the paper in her hand.")


def _ibrahim(*, by):
    """Summoned for tomorrow; nobody has asked him yet whom to call."""
    return interview(
        meet_person(called="Ibrahim", language="mey", page_language="en", by=by),
        by=by,
        language=speaks("mey", "en", "some", "yes"),
        worry={"worry": "ICE called me for tomorrow. I do not know why."},
        here={"here_for": "me"},
        paper={
            "a_number": "A000-000-017",
            "ice_when": printed(1, 9),
            "ice_place": place("ice-federal-plaza"),
        },
        lawyer={"has_lawyer": "no", "paid_before": "no"},
        reach=phone("43", email="ibrahim@example.org", email_whose="mine"),
    )


def _blessing(*, by):
    """The judge decided five days ago, with her in the room: the days to appeal are running."""
    case = interview(
        meet_person(called="Blessing", language="eng", page_language="en", by=by),
        by=by,
        language=speaks("eng"),
        worry={"worry": "The judge said no. I want to appeal."},
        here={"here_for": "me"},
        paper={"a_number": "A000-000-023"},
        lawyer={"has_lawyer": "no", "paid_before": "no"},
        reach=phone("44", voice_ok="yes", hours="mornings"),
        tell={"trusted": []},
        history={"events": [("hearing-held", on(-5)), ("ij-decision", on(-5))]},
    )
    timeline.tell_facts(case, {FactKind.PRESENT: "yes", FactKind.KNOWN: "yes"}, by=by)
    documents.set_paper(case, kind="ij-order", state=PaperState.HAVE, dated=on(-5).to_text(), by=by)
    return case


def _mamadou(*, by):
    """Papers, and no known date. That does not mean he has none."""
    unknown = Told(PartialDate.unknown(), None, UNKNOWN)
    return interview(
        meet_person(called="Mamadou", language="fuf", page_language="en", by=by),
        by=by,
        language=speaks("fuf", "en", "none", "yes"),
        here={"here_for": "me"},
        paper={"a_number": "A000-000-031", "court_when": unknown, "ice_when": unknown},
        reach=phone("45"),
        papers={"papers": {"i862": (PaperState.HAVE, "me"), "hearing-notice": (PaperState.MISSING, "")}},
    )


def _tatiana(*, by):
    """Ordered removed in her absence a month ago; she has moved since."""
    case = interview(
        meet_person(called="Tatiana", language="rus", page_language="en", by=by),
        by=by,
        language=speaks("rus", "en", "well", "yes"),
        worry={"worry": "A letter says the judge ordered me deported. I never got the date."},
        here={"here_for": "me"},
        paper={"a_number": "A000-000-058"},
        lawyer={"has_lawyer": "no", "paid_before": "yes"},
        history={"events": [("in-absentia-order", on(-30)), ("address-changed", on(-3))]},
    )
    timeline.tell_facts(case, {FactKind.KNOWN: "yes", FactKind.DETAINED: "no"}, by=by)
    for option in ("rescind-absentia", "motion-reopen"):
        plans.add_item(case, by=by, kind=ItemKind.OPTION, catalogue_id=option)
    return case


def _lucia(*, by):
    """Has a lawyer. Her hearing moved after her paper was printed, so the paper is old."""
    case = interview(
        meet_person(called="Lucía", language="spa", page_language="es", by=by),
        by=by,
        language=speaks("spa", "es", "well"),
        here={"here_for": "me"},
        paper={
            "a_number": "A000-000-064",
            "court_when": printed(70, 13, 30),
            "court_place": place("court-new-york-varick"),
            "court_kind": "hearing-individual-scheduled",
        },
        lawyer={"has_lawyer": "yes", "name": "Example Legal Aid", "phone": "+12125550160"},
        tell={"trusted": [trusted("Marcos", "esposo", "61", MayKnow.OUTCOME)]},
    )
    handouts.make_handout(case, by=by, language="es")
    timeline.set_next(
        case,
        "court",
        by=by,
        when=on(80),
        source="paper",
        local_time=printed(80, 13, 30).local_time,
        place=place("court-new-york-varick"),
    )
    return case


def _osman(*, by):
    """His only phone is one that ISAP gave: it is never used, so somebody must find another way."""
    return interview(
        meet_person(called="Osman", language="tur", page_language="en", by=by),
        by=by,
        language=speaks("tur", "en", "some", "yes"),
        here={"here_for": "me"},
        paper={
            "a_number": "A000-000-071",
            "isap_when": printed(6, 10),
            "isap_place": place("isap-elk-street"),
        },
        reach={"whose": Whose.ISAP},
        tell={"trusted": []},
    )


TOLD = {
    "Ibrahim": _ibrahim,
    "Blessing": _blessing,
    "Mamadou": _mamadou,
    "Tatiana": _tatiana,
    "Lucía": _lucia,
    "Osman": _osman,
}


def _review(case, *, by):
    """Mei says yes to one option; the other wants other words."""
    first, second = case.plan.items.filter(kind=ItemKind.OPTION)
    plans.review_option(first, by=by, verdict=Verdict.YES)
    plans.review_option(
        second, by=by, verdict=Verdict.CHANGE, words="Ask whether new papers could open the case again."
    )
