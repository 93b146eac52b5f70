"""What the interview remembers of itself: which section was saved, skipped or left for another night."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.constraints import one_of
from clinic.people.models import PersonRow
from clinic.vault.classes import amber


class SectionKey(models.TextChoices):
    LANGUAGE = "language", _("Your language")
    WORRY = "worry", _("What worries you most")
    HERE = "here", _("Who is here")
    PAPER = "paper", _("The paper in your hand")
    LAWYER = "lawyer", _("A lawyer, or someone you paid")
    REACH = "reach", _("How to reach you")
    TELL = "tell", _("Whom to tell")
    ARRIVAL = "arrival", _("Your arrival")
    FAMILY = "family", _("Your family")
    HISTORY = "history", _("Your case so far")
    PAPERS = "papers", _("Your papers")


class SectionState(models.TextChoices):
    SAVED = "saved", _("saved")
    SKIPPED = "skipped", _("skipped")
    RATHER_NOT = "rather_not", _("would rather not say")
    UNKNOWN = "unknown", _("not known")


class Section(PersonRow):
    """How one section of the interview was answered, last time it was asked. The answers themselves are true elsewhere
    at once: on the timeline, in contacts, in facts."""

    person_path = "case__person"
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="sections")
    visit = models.ForeignKey("clinic.Visit", on_delete=models.SET_NULL, null=True, related_name="sections")
    key = amber("which question was asked", models.CharField(max_length=12, choices=SectionKey.choices))
    state = amber("answered or not", models.CharField(max_length=12, choices=SectionState.choices))
    saved_at = amber("when", models.DateTimeField(default=timezone.now))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            one_of("key", SectionKey, name="section_is_known"),
            one_of("state", SectionState, name="section_state_is_known"),
            models.UniqueConstraint(fields=["case", "key"], name="section_is_asked_once"),
        ]
