"""Who is here: users with roles, the people the clinic stands beside, how to reach them, whom to tell, who may see them."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clinic.constraints import all_or_none, before, one_of
from clinic.outbox.models import Channel
from clinic.vault import holders
from clinic.vault.classes import amber, green
from clinic.vault.fields import BlindIndexField, SealedDateField, SealedJSONField, SealedTextField
from clinic.vault.models import SealedModel, SealedQuerySet


class Role(models.TextChoices):
    PERSON = "person", _("person")
    INTAKE = "intake", _("intake volunteer")
    ACCOMPANIER = "accompanier", _("accompanier")
    CALLER = "caller", _("court-line caller")
    COORDINATOR = "coordinator", _("coordinator")
    LAWYER = "lawyer", _("reviewing lawyer")
    ADMIN = "admin", _("administrator")


class UserQuerySet(SealedQuerySet):
    def with_role(self, *roles):
        granted = RoleGrant.objects.current().filter(role__in=roles)
        return self.filter(is_active=True, pk__in=granted.values("user"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who signs in: staff by e-mail, a person by card. A person's User has no e-mail and no usable password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder_id = amber("the user's own id", models.UUIDField(editable=False))
    email = amber(
        "staff sign-in address; null, not empty, for people without one, because it is unique",
        models.EmailField(unique=True, null=True, blank=True),
    )
    password = amber("Argon2id hash", models.CharField(max_length=128))
    last_login = amber("when somebody last signed in", models.DateTimeField(null=True, blank=True))
    called = SealedTextField()
    phone = SealedTextField()
    language = amber("the language of the pages", models.CharField(max_length=8, default="en"))
    is_active = green(models.BooleanField(default=True))
    made_at = amber("when a volunteer joined", models.DateTimeField(auto_now_add=True))
    sessions_from = amber(
        "when this user's sessions were last ended", models.DateTimeField(default=timezone.now)
    )

    objects = UserManager()
    table_pass = (
        None  # of the session that a table pass opened, for each of its requests: clinic.days.at_the_table
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_is_unique_whatever_its_case")]

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        holders.want(user.__dict__.get("holder_id"))
        return user

    def __str__(self):
        return str(self.pk)

    def _get_session_auth_hash(self, secret=None):
        """A session belongs to a password and to the moment from which sessions count: changing that moment in one
        row ends every session of the user on its next request."""
        belongs_to = f"{self.password}|{self.sessions_from.isoformat()}"
        return salted_hmac("clinic.people.session", belongs_to, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def role_names(self):
        """The roles held now. A role taken away is gone on the next request."""
        return frozenset(RoleGrant.objects.current().filter(user=self).values_list("role", flat=True))

    def has_role(self, *roles):
        return not self.role_names.isdisjoint(roles)

    @property
    def is_person(self):
        return self.has_role(Role.PERSON)

    @property
    def is_team(self):
        """Anybody of the clinic's own people."""
        return bool(self.role_names - {Role.PERSON})


class RoleGrantQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


class RoleGrant(models.Model):
    """Somebody holds a role from a moment on, until somebody takes it away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = amber("who is on which team", models.CharField(max_length=20, choices=Role.choices))
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = amber("when somebody joined a team", models.DateTimeField(default=timezone.now))
    ended_at = amber("when somebody left a team", models.DateTimeField(null=True, blank=True))

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("role", Role, name="role_is_known"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at__isnull=True), name="role_is_held_once"
            ),
        ]


class Reads(models.TextChoices):
    UNKNOWN = "unknown", _("not asked")
    NONE = "none", _("not at all")
    SOME = "some", _("some")
    WELL = "well", _("well")


class PersonQuerySet(SealedQuerySet):
    def all_open_are_visible_to(self, user):
        return user.table_pass is None and user.has_role(Role.COORDINATOR, Role.LAWYER)

    def visible_to(self, user):
        """The people whose case this user may open now. The only door; everybody else gets 404.

        Through a table pass only those in its night's line: who was handed over on other nights stays closed.
        """
        opened = Q(pk__in=Access.objects.now(user).values("person")) | Q(user=user)
        if self.all_open_are_visible_to(user):
            return self.filter(Q(closed_at__isnull=True) | opened)
        people = self.filter(opened)
        return people.filter(pk__in=user.table_pass.people()) if user.table_pass else people

    def closed_to(self, user):
        """Those whose record this user may open with a reason, and has not: of them only that they are there is shown."""
        if user.table_pass is not None or not user.has_role(Role.COORDINATOR):
            return self.none()
        opened = Access.objects.now(user).values("person")
        return self.filter(closed_at__isnull=False).exclude(pk__in=opened)


class Person(SealedModel):
    """Somebody who came to the clinic. Everything but the language is sealed with the person's own key."""

    called = SealedTextField()  # a first name, or any name they like
    full_name = SealedTextField()
    a_number = SealedTextField()
    a_number_index = BlindIndexField("a_number", "a_number")
    birth_date = SealedDateField()
    country = SealedTextField()
    language = amber("to find an interpreter", models.CharField(max_length=8, default="spa"))
    page_language = amber("the language of paper and messages", models.CharField(max_length=8, default="es"))
    interpreter = amber("to find an interpreter", models.BooleanField(default=False))
    reads = amber(
        "how to print", models.CharField(max_length=10, choices=Reads.choices, default=Reads.UNKNOWN)
    )
    preferences = SealedJSONField()  # quiet hours, code word, plain or neutral words, what the card shows
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, related_name="person")
    met_at = amber("when the clinic first met somebody", models.DateTimeField(default=timezone.now))
    closed_at = amber(
        "from when the record is shut, because no case of the person's is open",
        models.DateTimeField(null=True, blank=True),
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [one_of("reads", Reads, name="reading_is_known")]


class RollCard(models.Model):
    """What a person is looked for by, sealed with the clinic's key of the roll (`roll.py`). Gone with the person."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="roll_card"
    )
    sealed = amber("names and A-number, sealed with the clinic's own key", models.BinaryField())


class VisibleQuerySet(SealedQuerySet):
    """For rows that belong to a person: `person_path` on the model says how to get there."""

    def visible_to(self, user):
        people = Person.objects.visible_to(user)
        return self.filter(**{f"{self.model.person_path}__in": people.values("pk")})


class PersonRow(SealedModel):
    """A sealed row that belongs to a person and is seen by whoever may see the person."""

    person_path = "person"
    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True


class ContactKind(models.TextChoices):
    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")


class Whose(models.TextChoices):
    MINE = "mine", _("mine")
    SHARED = "shared", _("shared")
    RELATIVE = "relative", _("a relative's")
    ISAP = "isap", _("ISAP gave it to me")


class ContactQuerySet(VisibleQuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)

    def usable(self):
        """Contacts we may use. A phone that ISAP gave is never used."""
        return self.current().exclude(whose=Whose.ISAP)


class Contact(PersonRow):
    """One way to reach a person. Never edited, only ended and replaced, so that a message can point to what it used."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = amber(
        "which channel a sweep may use", models.CharField(max_length=10, choices=ContactKind.choices)
    )
    value = SealedTextField()
    value_index = BlindIndexField("value", "phone")
    whose = amber(
        "a phone that ISAP gave is never used, so a sweep must know",
        models.CharField(max_length=10, choices=Whose.choices),
    )
    voice_ok = green(models.BooleanField(default=False))
    text_ok = green(models.BooleanField(default=True))
    way = amber(
        "the channel a sweep uses",
        models.CharField(
            max_length=10, choices=Channel.choices, blank=True
        ),  # the one they like best, if they said
    )
    hours = SealedTextField()
    given_at = amber("when it was given", models.DateTimeField(default=timezone.now))
    confirmed_at = amber(
        "a channel grows old after 90 days", models.DateTimeField(default=timezone.now, db_index=True)
    )
    ended_at = amber("when it was replaced or stopped", models.DateTimeField(null=True, blank=True))
    ended_why = green(models.CharField(max_length=20, blank=True))  # replaced, stop, wrong_number, unsafe

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ContactKind, name="contact_kind_is_known"),
            one_of("whose", Whose, name="contact_owner_is_known"),
        ]


class MayKnow(models.TextChoices):
    NOTHING = "nothing", _("nothing")
    DATE = "date", _("only the date")
    OUTCOME = "outcome", _("also how it went")
    HELD = "held", _("also if I am held")


class TrustedPerson(PersonRow):
    """Somebody the person named to be told, and what each may know. Replaced when changed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trusted")
    name = SealedTextField()
    relation = SealedTextField()
    phone = SealedTextField()
    phone_index = BlindIndexField("phone", "phone")
    email = SealedTextField()
    may_know = amber("what a sweep may tell", models.CharField(max_length=10, choices=MayKnow.choices))
    language = amber("the language of messages", models.CharField(max_length=8, default="es"))
    said_yes_at = amber("when consent was given", models.DateTimeField(default=timezone.now))
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = amber("when consent ended", models.DateTimeField(null=True, blank=True))

    class Meta:
        constraints = [one_of("may_know", MayKnow, name="what_may_be_known_is_known")]


class TellNobody(models.Model):
    """The person was asked whom to tell and said nobody: an answer, not a gap."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="tell_nobody"
    )
    said_at = amber("when it was said", models.DateTimeField(default=timezone.now))
    heard_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class OpeningAnswer(models.TextChoices):
    GO_ON = "go_on", _("I heard this and I want to go on")
    NOT_NOW = "not_now", _("Not now")


class OpeningRead(models.Model):
    """The opening statement was read aloud to a person: by whom, when, in which language, and what they answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="openings")
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = amber("when somebody was at the clinic", models.DateTimeField(default=timezone.now))
    language = green(models.CharField(max_length=8))
    answer = green(models.CharField(max_length=10, choices=OpeningAnswer.choices))

    class Meta:
        constraints = [one_of("answer", OpeningAnswer, name="opening_answer_is_known")]


class Opens(models.TextChoices):
    CASE = "case"
    BRIEFING = "briefing"


class AccessWhy(models.TextChoices):
    VISIT = "visit", _("in tonight's line")
    HANDED = "handed", _("handed over")
    GRANT = "grant", _("granted by the coordinator")
    TRIP = "trip", _("accompaniment")
    BREAK_GLASS = "break_glass", _("opened with a reason")


class AccessQuerySet(models.QuerySet):
    def now(self, user, opens=Opens.CASE):
        moment = timezone.now()
        return self.filter(user=user, opens=opens, starts_at__lte=moment, ends_at__gt=moment)


class Access(models.Model):
    """A user may see a person's case (or only a trip's briefing) from one moment to another, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="accesses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="accesses")
    opens = green(models.CharField(max_length=10, choices=Opens.choices, default=Opens.CASE))
    why = amber("why a volunteer may see a case", models.CharField(max_length=12, choices=AccessWhy.choices))
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = amber("from when", models.DateTimeField(default=timezone.now))
    ends_at = amber("until when", models.DateTimeField())

    objects = AccessQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "ends_at"], name="access_of_user")]
        constraints = [
            one_of("opens", Opens, name="access_scope_is_known"),
            one_of("why", AccessWhy, name="access_reason_is_known"),
            before("starts_at", "ends_at", name="access_ends_after_it_starts"),
        ]


class BreakGlassQuerySet(SealedQuerySet):
    def visible_to(self, user):
        """Who is told reads the reason, and nothing else of the record."""
        may = user.table_pass is None and user.has_role(Role.COORDINATOR, Role.ADMIN)
        return self if may else self.none()

    def waiting(self):
        return self.filter(looked_at__isnull=True)


class BreakGlass(SealedModel):
    """A coordinator opened a closed record for a day, and why; somebody else looks at it afterwards."""

    person_path = "person"
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = SealedTextField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = amber("when a closed record was opened", models.DateTimeField(default=timezone.now))
    looked_at = amber("when somebody else saw to it", models.DateTimeField(null=True, blank=True))
    looked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("looked_at", "looked_by", name="look_at_an_opening_is_whole"),
            models.CheckConstraint(
                condition=~Q(looked_by=models.F("opened_by")), name="somebody_else_looks_at_an_opening"
            ),
        ]


class CaseCard(models.Model):
    """A person's way to sign in: a code and a secret on two slips. One current card a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cards")
    code_digest = amber("keyed digest of the code", models.BinaryField(max_length=32, unique=True))
    secret_hash = amber("Argon2id hash", models.CharField(max_length=128))
    shows_story = amber("what the person asked to see on the phone", models.BooleanField(default=False))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = amber("when the card was made", models.DateTimeField(default=timezone.now))
    ended_at = amber("when the card was ended", models.DateTimeField(null=True, blank=True))
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="person_has_one_current_card"
            ),
            all_or_none("ended_at", "ended_by", name="card_end_is_whole"),
        ]


class SignInLink(models.Model):
    """The operator's way in: a link from the console, good once and for fifteen minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_digest = amber("digest of the token", models.CharField(max_length=64, unique=True))
    second_factor = green(models.BooleanField(default=False))  # only on a demo instance
    made_at = amber("when the link was made", models.DateTimeField(auto_now_add=True))
    ends_at = amber("until when it is good", models.DateTimeField())
    used_at = amber("when it was used", models.DateTimeField(null=True, blank=True))


class InvitationQuerySet(models.QuerySet):
    def waiting(self):
        """Not used and not withdrawn; they may have run out."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """Somebody may join the team: one link to one address, good once and for 72 hours. Nobody joins otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = amber("where the link went; it becomes the sign-in address", models.EmailField())
    roles = amber(
        "which teams somebody is asked into",
        ArrayField(models.CharField(max_length=20, choices=Role.choices)),
    )
    language = amber("the language of the mail", models.CharField(max_length=8, default="en"))
    token_digest = amber("digest of the token", models.CharField(max_length=64, unique=True))
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = amber("when somebody was asked", models.DateTimeField(default=timezone.now))
    ends_at = amber("until when it is good", models.DateTimeField())
    used_at = amber("when somebody joined", models.DateTimeField(null=True, blank=True))
    used_by = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="invitation")
    withdrawn_at = amber("when it was taken back", models.DateTimeField(null=True, blank=True))

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="one_invitation_waits_for_an_address",
            ),
            all_or_none("used_at", "used_by", name="invitation_use_is_whole"),
            before("made_at", "ends_at", name="invitation_ends_after_it_was_made"),
        ]

    @property
    def has_run_out(self):
        return self.ends_at <= timezone.now()


class KnownBrowser(models.Model):
    """A browser somebody of the team signed in from before; a sign-in from another one is told to them by mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = amber(
        "keyed digest of a random cookie and the user", models.BinaryField(max_length=32, unique=True)
    )
    seen_at = amber("when somebody signed in", models.DateTimeField(default=timezone.now))


class Attempt(models.Model):
    """A try to sign in with a card, counted in PostgreSQL so that the limit survives a lost cache."""

    id = models.BigAutoField(primary_key=True)
    bucket = amber(
        "keyed digest of the code or the address tried", models.BinaryField(max_length=32, db_index=True)
    )
    tried_at = amber("when somebody tried", models.DateTimeField(default=timezone.now, db_index=True))


class LegalHoldQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(lifted_at__isnull=True)


class LegalHold(models.Model):
    """Nothing of this person (of anybody, where no person is named) may be purged or erased until it is lifted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="holds")
    reference = amber(
        "a file number of the lawyer's, never what it is about", models.CharField(max_length=40)
    )
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = amber("from when nothing may be destroyed", models.DateTimeField(default=timezone.now))
    lifted_at = amber("when the hold ended", models.DateTimeField(null=True, blank=True))
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("lifted_at", "lifted_by", name="end_of_hold_is_whole"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(lifted_at__isnull=True),
                nulls_distinct=False,
                name="person_is_held_once",
            ),
        ]
