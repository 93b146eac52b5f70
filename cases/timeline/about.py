"""What an event's own page tells of it, beside the form: how its date is known, what it was, what shows it."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clinic.hooks import hooks

from .date_cards import checked_words
from .shown import Shown


def about(event):
    """[sentence, …] for the clinic's people."""
    return [checked_words(event), *_former(event), *_ties(event)]


def _former(event):
    rows = sorted(event.former_dates.all(), key=lambda former: former.changed_at)
    for said, former in zip(Shown(event=event).former, rows, strict=True):
        yield f"{said} {_('Written down by %(who)s.') % {'who': former.changed_by.called}}"


def _ties(event):
    if event.pattern:
        said = {"how_often": event.pattern.rhythm.words()}
        yield capfirst(_("it comes again: %(how_often)s.") % said)
    if papers := [paper for tell in hooks("papers_of_event") for paper in tell(event)]:
        yield _("Papers that show it: %(papers)s.") % {"papers": ", ".join(papers)}
    for before in event.came_before.all():
        yield _("It came after: %(what)s, %(when)s.") % _named(before)
    if event.came_next:
        yield _("What came next: %(what)s, %(when)s.") % _named(event.came_next)


def _named(event):
    return {"what": event.kind_words, "when": event.partial.words()}
