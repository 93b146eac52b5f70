"""The case and what is known about it: facts the rules ask for, the lawyer, family ties, its end."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.constraints import one_of
from clinic.people.models import PersonRow, VisibleQuerySet
from clinic.vault.classes import amber
from clinic.vault.fields import SealedTextField


class CaseQuerySet(VisibleQuerySet):
    def open(self):
        return self.filter(closure__isnull=True)


class Case(PersonRow):
    """A person's case. Made without ceremony: the first saved section or the first appointment opens it."""

    person = models.ForeignKey("clinic.Person", on_delete=models.CASCADE, related_name="cases")
    worry = SealedTextField()  # what worries them most, in their words
    here_for = SealedTextField()  # me, relative_held, children, minor_alone
    paid_before = SealedTextField()  # yes, no, or empty
    opened_at = amber("when the clinic began", models.DateTimeField(default=timezone.now))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()


class Closure(models.Model):
    """A case was closed: who, when, why. No row, and it is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="closure")
    closed_at = amber("when it ended", models.DateTimeField(default=timezone.now))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class FactKind(models.TextChoices):
    """The questions the deadline rules and the plan ask. The kind tells only that it was asked; the answer is red."""

    KNOWN = "known_to_government", _("Has the government opened a case about you?")
    DETAINED = "detained", _("Are you held now?")
    REPRESENTED = "represented", _("Do you have a lawyer?")
    PRESENT = "present_at_order", _("Were you in court when the judge made the order?")
    APPEALED = "appeal_pending", _("Is an appeal open?")
    AFRAID = "afraid", _("Are you afraid to go back?")
    MINOR = "under_18", _("Are you under 18?")
    FAMILY_US = "family_us", _("Do you have close family with papers here?")


class FactQuerySet(VisibleQuerySet):
    def answers(self):
        """{kind: "yes" | "no" | "unknown"}, opened."""
        return {fact.kind: fact.answer for fact in self}


class Fact(PersonRow):
    """One answer. Asked again, it is replaced: what the person told us has no former values."""

    person_path = "case__person"
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts")
    kind = amber("that a question was asked", models.CharField(max_length=30, choices=FactKind.choices))
    answer = SealedTextField()  # yes, no, unknown
    told_at = amber("when it was said", models.DateTimeField(default=timezone.now))

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", FactKind, name="fact_kind_is_known"),
            models.UniqueConstraint(fields=["case", "kind"], name="fact_is_known_once"),
        ]


class Lawyer(PersonRow):
    """The person's own lawyer or accredited representative."""

    person_path = "case__person"
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="lawyer")
    name = SealedTextField()
    phone = SealedTextField()
    email = SealedTextField()


class Relation(models.TextChoices):
    """What a `FamilyTie.relation` holds, sealed."""

    SPOUSE = "spouse", _("husband, wife or partner")
    CHILD = "child", _("son or daughter")
    PARENT = "parent", _("mother or father")
    SIBLING = "sibling", _("brother or sister")
    GRANDPARENT = "grandparent", _("grandmother or grandfather")
    OTHER = "other", _("other family")


class FamilyTie(PersonRow):
    """Somebody in the family: another person of the clinic, or only a relation and an age."""

    person = models.ForeignKey("clinic.Person", on_delete=models.CASCADE, related_name="ties")
    other = models.ForeignKey("clinic.Person", on_delete=models.CASCADE, null=True, related_name="+")
    relation = SealedTextField()
    age = SealedTextField()
    lives_in = SealedTextField()
