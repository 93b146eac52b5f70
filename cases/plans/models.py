"""My plan, in the first person; what a lawyer has said yes to; and the paper as it was handed over."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.constraints import all_or_none, one_of
from clinic.people.models import PersonRow
from clinic.resources.catalogue import resources
from clinic.vault.classes import amber, green
from clinic.vault.fields import SealedTextField

from .catalogue import entries


class Plan(PersonRow):
    person_path = "case__person"
    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="plan")
    goal = SealedTextField()
    read_back_at = amber("when it was read back", models.DateTimeField(null=True, blank=True))
    read_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [all_or_none("read_back_at", "read_back_by", name="reading_back_is_whole")]

    @property
    def is_empty(self):
        return not self.goal and not self.items.exists()


class ItemKind(models.TextChoices):
    STEP = "step", _("step")
    ISSUE = "issue", _("issue")
    RESEARCH = "research", _("research")
    RESOURCE = "resource", _("resource")
    QUESTION = "question", _("question for a lawyer")
    OPTION = "option", _("option to ask a lawyer about")


HELPERS = {"volunteer": _("the clinic"), "together": _("the clinic"), "lawyer": _("a lawyer")}


class Item(PersonRow):
    """One line of the plan: in the person's words, or from the catalogue (`catalogue_id`). A due date is an event of
    the timeline, which is the only home of dates."""

    person_path = "plan__case__person"
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    kind = amber("which part of the plan", models.CharField(max_length=10, choices=ItemKind.choices))
    catalogue_id = SealedTextField()
    text = SealedTextField()
    helper = SealedTextField()
    due = models.ForeignKey("cases.Event", on_delete=models.SET_NULL, null=True, related_name="plan_items")
    position = green(models.PositiveSmallIntegerField(default=0))
    done_at = amber("when it was done", models.DateTimeField(null=True, blank=True))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = amber("when it was written down", models.DateTimeField(default=timezone.now))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "written_at"]
        constraints = [
            one_of("kind", ItemKind, name="plan_item_kind_is_known"),
            all_or_none("done_at", "done_by", name="plan_item_done_is_whole"),
        ]

    @property
    def entry(self):
        """What the catalogue says of it, or None where it is the person's own."""
        known = resources() if self.kind == ItemKind.RESOURCE else entries()
        return known.get(self.catalogue_id) if self.catalogue_id else None

    @property
    def words(self):
        """The line, in the active language where it is not the person's own. A step is a verb: "ask for my file"."""
        if self.text or not self.entry:
            return self.text
        said = self.entry.words()
        return getattr(said, "step", "") or said.name

    @property
    def why(self):
        """The second line of what came from the catalogue."""
        said = self.entry.words() if self.entry else None
        return next((text for name in ("why", "plain", "about") if (text := getattr(said, name, ""))), "")

    @property
    def sentence(self):
        """The line as it is read aloud and printed, in the first person."""
        if self.kind == ItemKind.STEP or (self.kind == ItemKind.RESEARCH and self.catalogue_id):
            return gettext("I will %(step)s") % {"step": self.words}
        if self.kind == ItemKind.OPTION:
            return gettext("Ask a lawyer about %(option)s") % {"option": self.words}
        return self.words

    @property
    def who(self):
        """Who helps: the person's own words, or what the catalogue says; empty is nobody but the person."""
        return self.helper or HELPERS.get(getattr(self.entry, "who", ""), "")

    @property
    def by(self):
        """The day it is for, or None. It stands on the timeline."""
        return self.due.day if self.due else None

    @property
    def last_review(self):
        """The lawyer's last word on it as it now stands; what was rewritten since waits for a new one."""
        reviews = [review for review in self.reviews.all() if review.reviewed_at >= self.written_at]
        return reviews[-1] if reviews else None

    @property
    def is_signed(self):
        return self.last_review is not None and self.last_review.verdict == Verdict.YES


class Verdict(models.TextChoices):
    YES = "yes", _("Yes")
    CHANGE = "change", _("Change")
    NO = "no", _("No")


class OptionReview(PersonRow):
    """The reviewing lawyer's word on one option. Only a yes prints; the last word counts."""

    person_path = "item__plan__case__person"
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="reviews")
    verdict = amber("yes, change or no", models.CharField(max_length=8, choices=Verdict.choices))
    words = SealedTextField()  # what should be said in its place
    reviewed_at = amber("when", models.DateTimeField(default=timezone.now))
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["reviewed_at"]
        constraints = [one_of("verdict", Verdict, name="verdict_is_known")]


class Handout(PersonRow):
    """Two sheets as they were handed over, numbered and dated. Stale when what it was made from has changed since."""

    person_path = "case__person"
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="handouts")
    number = amber("sheet number of the clinic", models.PositiveIntegerField(unique=True))
    language = green(models.CharField(max_length=8))
    large_print = green(models.BooleanField(default=False))
    carry_id = amber("random name of the sealed file", models.UUIDField())
    home_id = amber("random name of the sealed file", models.UUIDField())
    dates_digest = amber("keyed digest of the dates printed on it", models.BinaryField(max_length=32))
    printed_at = amber("when it was printed", models.DateTimeField(default=timezone.now))
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_stale_at = amber("when the person was told it is old", models.DateTimeField(null=True, blank=True))

    @property
    def language_name(self):
        """In its own name: "Español"."""
        return dict(settings.LANGUAGES).get(self.language, self.language)
