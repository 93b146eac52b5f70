"""Papers: the list first, a copy only after a yes."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.timeline.dates import PartialDate
from clinic.constraints import one_of
from clinic.people.models import PersonRow, VisibleQuerySet
from clinic.vault.classes import amber, green
from clinic.vault.fields import SealedTextField

from .kinds import paper_kinds


class PaperState(models.TextChoices):
    HAVE = "have", _("have")
    MISSING = "missing", _("missing")
    ASKED = "asked", _("asked for")
    CANNOT = "cannot", _("cannot get it")


class PaperQuerySet(VisibleQuerySet):
    def in_order(self):
        """A list, opened: by the papers' own dates; those without one at the end, as they were written down."""
        return sorted(self.order_by("written_at"), key=lambda paper: paper.date.sort_key())


class Paper(PersonRow):
    """One paper on the person's list. `kind` is an id of `kinds.yaml`; dates are PartialDate texts."""

    person_path = "case__person"
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="papers")
    events = models.ManyToManyField("cases.Event", through="PaperEvent", related_name="papers")
    kind = SealedTextField()
    title = SealedTextField()
    dated = SealedTextField()
    state = amber("have, missing, asked for", models.CharField(max_length=10, choices=PaperState.choices))
    asked_on = SealedTextField()
    asked_whom = SealedTextField()
    original_with = SealedTextField()
    note = SealedTextField()
    written_at = amber("when it was written down", models.DateTimeField(default=timezone.now))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [one_of("state", PaperState, name="paper_state_is_known")]

    @property
    def known_kind(self):
        """The PaperKind, or None for a paper that only its title names."""
        return paper_kinds().get(self.kind)

    @property
    def words(self):
        """What the paper is called, in the active language; a title of its own says it better."""
        return self.title or (self.known_kind.words().name if self.known_kind else self.kind)

    @property
    def form(self):
        """The number printed on the form ("I-862"), where the name does not say it already."""
        form = self.known_kind.form if self.known_kind else ""
        return "" if form in self.words else form

    @property
    def is_here(self):
        return self.state == PaperState.HAVE

    @property
    def is_wanted(self):
        """Somebody still has to ask for it, or waits for it."""
        return self.state in (PaperState.MISSING, PaperState.ASKED)

    @property
    def date(self):
        return PartialDate.from_text(self.dated) if self.dated else PartialDate.unknown()

    @property
    def asked(self):
        """When a copy was asked for: a PartialDate, or None."""
        return PartialDate.from_text(self.asked_on) if self.asked_on else None


class PaperEvent(models.Model):
    """A date that a paper shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="shown")
    event = models.ForeignKey("cases.Event", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "event"], name="paper_shows_a_date_once")]


class KeptCopy(PersonRow):
    """A copy the person said yes to. The file is sealed on disk under `file_id`."""

    person_path = "paper__case__person"
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="copies")
    file_id = amber("random name of the sealed file", models.UUIDField())
    media_type = green(models.CharField(max_length=40))
    name = SealedTextField()
    said_yes_at = amber("when the person said yes", models.DateTimeField(default=timezone.now))
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
