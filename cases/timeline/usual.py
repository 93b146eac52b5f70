"""What a kind of date usually brings with it, in sentences: the paper, the place, the official body."""

from django.utils.translation import gettext as _

from clinic.hooks import hooks
from clinic.places.models import PlaceKind


def usually(kind):
    """[sentence, …] for a volunteer who holds the paper, or looks for it."""
    said = [_paper(kind), _place(kind), _body(kind)]
    return [sentence for sentence in said if sentence]


def _paper(kind):
    name = paper_name(kind.paper) if kind.paper else ""
    if kind.comes == "never":
        return ""
    if not name:
        return {
            "always": _("It comes with a paper."),
            "usually": _("It usually comes with a paper."),
            "sometimes": _("Sometimes a paper comes with it."),
        }[kind.comes]
    return {
        "always": _("It comes with a paper: %(paper)s."),
        "usually": _("It usually comes with a paper: %(paper)s."),
        "sometimes": _("Sometimes a paper comes with it: %(paper)s."),
    }[kind.comes] % {"paper": name}


def _place(kind):
    if kind.happens_somewhere == "never":
        return ""
    if kind.place:
        return {
            PlaceKind.COURT: _("Place: a court."),
            PlaceKind.ICE: _("Place: an ICE office."),
            PlaceKind.ISAP: _("Place: an ISAP office."),
            PlaceKind.USCIS: _("Place: a USCIS office."),
        }[kind.place]
    return _("A place belongs to it.") if kind.happens_somewhere == "always" else ""


def _body(kind):
    body = kind.body_words()
    return _("From: %(body)s.") % {"body": body} if body else ""


def paper_name(paper):
    """What a kind of paper is called, from whoever keeps the list of papers; "" where nobody knows it."""
    return next((name for tell in hooks("paper_name") if (name := tell(paper))), "")
