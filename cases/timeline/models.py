"""The only home of dates."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.constraints import all_or_none, one_of
from clinic.people.models import PersonRow, VisibleQuerySet
from clinic.vault.classes import amber, green
from clinic.vault.fields import SealedJSONField, SealedTextField
from clinic.vault.models import SealedModel
from clinic.words import dates as words

from .dates import Certainty, PartialDate, certainty_words
from .kinds import kinds
from .rhythm import Rhythm

OFFICIAL = ("court", "ice", "isap", "uscis")
TIES_AHEAD = "lies ahead: sweeps, overlaps and bulk moves need it"


class Coarse(models.TextChoices):
    HEARING = "hearing"
    CHECK_IN = "check_in"
    OTHER = "other"


class MomentQuerySet(models.QuerySet):
    def ahead(self, now=None):
        return self.filter(starts_at__gte=now or timezone.now(), cancelled_at__isnull=True)


class Moment(models.Model):
    """When and where something official lies ahead: local date, time and zone as on the paper. Shared by everybody who is
    called to it; says nothing of who or what for. `version` is raised only when date, time or place changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    coarse = amber(TIES_AHEAD, models.CharField(max_length=10, choices=Coarse.choices))
    place = models.ForeignKey("clinic.Place", on_delete=models.PROTECT, null=True, related_name="moments")
    local_date = amber(TIES_AHEAD, models.DateField())
    local_time = amber(TIES_AHEAD, models.TimeField(null=True, blank=True))  # null: day known, time not known
    zone = amber(TIES_AHEAD, models.CharField(max_length=40))
    starts_at = amber(TIES_AHEAD, models.DateTimeField(db_index=True))  # computed from the three above
    version = amber("counts how often a date moved", models.PositiveIntegerField(default=1))
    unconfirmed_at = amber("moved and not confirmed since", models.DateTimeField(null=True, blank=True))
    cancelled_at = amber("no longer takes place", models.DateTimeField(null=True, blank=True))

    objects = MomentQuerySet.as_manager()

    class Meta:
        constraints = [one_of("coarse", Coarse, name="moment_is_of_a_known_kind")]


class Source(models.TextChoices):
    PAPER = "paper", _("from the paper")
    COURT_LINE = "court_line", _("from the court line")
    PERSON = "person", _("you told us")
    VOLUNTEER = "volunteer", _("a volunteer wrote it")
    REPORT = "report", _("from the visit report")


FROM_OFFICIALS = (Source.PAPER, Source.COURT_LINE)


class PatternQuerySet(VisibleQuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)


class Pattern(PersonRow):
    """Something that comes again and again: ISAP every second Tuesday, the app's photo on Mondays, ICE every year. Its next
    time stands on the timeline as expected, until a paper, a check or a report confirms it."""

    person_path = "case__person"
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="patterns")
    kind = SealedTextField()
    how_often = SealedJSONField()  # rhythm.Rhythm.to_data
    note = SealedTextField()
    place = models.ForeignKey("clinic.Place", on_delete=models.PROTECT, null=True, related_name="+")
    written_at = amber("when it was written down", models.DateTimeField(default=timezone.now))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = amber("it comes no more; a sweep looks for those that do", models.DateTimeField(null=True))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = PatternQuerySet.as_manager()

    class Meta:
        constraints = [all_or_none("ended_at", "ended_by", name="pattern_end_is_whole")]

    @property
    def rhythm(self):
        return Rhythm.from_data(self.how_often)

    @property
    def kind_words(self):
        return kinds()[self.kind].words().name if self.kind in kinds() else self.kind


class Event(PersonRow):
    """Something that happened or will happen. `when` is the sealed PartialDate text (`dates.py`); an official
    appointment with a day also has a Moment. `kind` is an id of `kinds.yaml`."""

    person_path = "case__person"
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="events")
    moment = models.ForeignKey(Moment, on_delete=models.PROTECT, null=True, related_name="events")
    entry = amber(
        "entered once for several of a family: these move together",
        models.UUIDField(null=True, blank=True, db_index=True),
    )
    kind = SealedTextField()
    when = SealedTextField()
    title = SealedTextField()  # the volunteer's own words, where the kind does not say it
    room = SealedTextField()
    judge = SealedTextField()
    outcome = SealedTextField()
    printed_due = SealedTextField()  # a due date printed on the notice, ISO
    details = SealedJSONField()
    source = amber("where a date came from", models.CharField(max_length=12, choices=Source.choices))
    checked_at = amber("when it was last checked", models.DateTimeField(null=True, blank=True))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recheck_on = amber("when to look again", models.DateField(null=True, blank=True))
    # the day something of the plan is to be done by, where it is told beforehand
    due_on = amber(TIES_AHEAD, models.DateField(null=True, blank=True, db_index=True))
    due_version = amber("counts how often it moved", models.PositiveIntegerField(default=1))
    # the versions of the moments it left behind: what a calendar was told never falls
    left_behind = amber("counts how often it moved", models.PositiveIntegerField(default=0))
    pattern = models.ForeignKey(Pattern, on_delete=models.SET_NULL, null=True, related_name="events")
    came_next = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="came_before")
    written_at = amber("when it was written down", models.DateTimeField(default=timezone.now))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            one_of("source", Source, name="event_source_is_known"),
            all_or_none("checked_at", "checked_by", name="event_check_is_whole"),
        ]

    @property
    def partial(self):
        """`when` as a PartialDate; not known where the person was erased."""
        return (
            PartialDate.from_text(self.when) if self.when and self.kind in kinds() else PartialDate.unknown()
        )

    @property
    def room_words(self):
        """The room as one says it: a bare number with its word."""
        is_bare = self.room and self.room.isdecimal()
        return str(_("room %(number)s")) % {"number": self.room} if is_bare else self.room

    @property
    def day(self):
        """The one day it is on, where it is known, else None."""
        return self.partial.on

    @property
    def office(self):
        """court, ice, isap, uscis, other or none."""
        return kinds()[self.kind].office if self.kind in kinds() else "none"

    @property
    def kind_words(self):
        """What it is, in the active language."""
        return kinds()[self.kind].words().name if self.kind in kinds() else self.kind

    @property
    def is_official(self):
        """A date set by officials keeps its former values: one that lies ahead, or one that a paper or the court line gave.
        What the person told us of the past is replaced."""
        kind = kinds().get(self.kind)
        if kind is None or self.partial.certainty == Certainty.EXPECTED:
            return False
        return kind.lies_ahead or (kind.office in OFFICIAL and self.source in FROM_OFFICIALS)

    def goes_to(self, moment):
        """It is at this moment from now on, or at none; the caller saves it."""
        if self.moment and self.moment != moment:
            self.left_behind += self.moment.version
        self.moment = moment

    @property
    def together(self):
        """The others that were entered at once with this one."""
        return (
            Event.objects.filter(entry=self.entry).exclude(pk=self.pk) if self.entry else Event.objects.none()
        )

    @property
    def moment_words(self):
        """The one long form: "Tuesday, December 8, 2026 · 9:00 a.m. New York time · in 17 days"; of a day that nothing
        confirms, with that said."""
        if self.moment is None or self.day is None:
            return self.partial.words()
        said = words.moment_words(self.day, self.moment.local_time, self.moment.zone, timezone.localdate())
        return f"{said} ({certainty_words(self.partial.certainty)})" if self.partial.is_unconfirmed else said


class FormerDate(PersonRow):
    """What an official date was before it was changed. Only for dates set by officials."""

    person_path = "event__case__person"
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="former_dates")
    when = SealedTextField()
    place = SealedTextField()
    changed_at = amber("when it changed", models.DateTimeField(default=timezone.now))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    @property
    def partial(self):
        return PartialDate.from_text(self.when) if self.when else PartialDate.unknown()


class CheckResult(models.TextChoices):
    SAME = "same", _("same")
    CHANGED = "changed", _("changed")
    NOT_FOUND = "not_found", _("not found")
    NO_ANSWER = "no_answer", _("could not reach")


FOUND = (CheckResult.SAME, CheckResult.CHANGED)


class DateCheck(models.Model):
    """Somebody asked the court line (or the paper) now."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="checks")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, related_name="checks")
    result = amber("how the check went", models.CharField(max_length=10, choices=CheckResult.choices))
    confirms = green(models.BooleanField(default=False))  # it made a moved date certain
    checked_at = amber("when", models.DateTimeField(default=timezone.now))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [one_of("result", CheckResult, name="check_result_is_known")]


class DeadlineQuerySet(VisibleQuerySet):
    def open(self):
        """What still has to be done: more time is not done."""
        return self.filter(Q(answer__isnull=True) | Q(answer__kind="more_time"))


class Deadline(PersonRow):
    """What a rule says follows from an event, stored in the transaction of the change. Its id is a keyed digest of
    case, event and rule, so that computing again changes the row and never doubles it."""

    person_path = "case__person"
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="deadlines")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, related_name="deadlines")
    rule = SealedTextField()
    version = SealedTextField()
    why = SealedJSONField()  # the engine's steps, said again in any language by deadlines.explain
    last_day = amber(TIES_AHEAD, models.DateField(null=True, blank=True))
    do_by = amber(TIES_AHEAD, models.DateField(null=True, blank=True, db_index=True))
    state = amber("ahead, maybe now, past or at any time", models.CharField(max_length=12))
    date_version = amber("counts how often it moved", models.PositiveIntegerField(default=1))
    computed_at = amber("when it was computed", models.DateTimeField(default=timezone.now))

    objects = DeadlineQuerySet.as_manager()

    @property
    def extended_to(self):
        """The last day somebody gave, or None. It stands in `last_day` then, and nothing in `do_by`."""
        answer = getattr(self, "answer", None)
        if answer is None or answer.kind != DeadlineAnswerKind.MORE_TIME or not answer.until:
            return None
        return date.fromisoformat(answer.until)


class DeadlineAnswerKind(models.TextChoices):
    DONE = "done", _("Done")
    NOT_FOR_ME = "not_for_me", _("Not for me")
    MORE_TIME = "more_time", _("More time")


class DeadlineAnswer(PersonRow):
    """A deadline was met, is not this person's, or was extended: never silently dropped."""

    person_path = "deadline__case__person"
    deadline = models.OneToOneField(Deadline, on_delete=models.CASCADE, related_name="answer")
    kind = amber("that it was answered", models.CharField(max_length=12, choices=DeadlineAnswerKind.choices))
    why = SealedTextField()
    until = SealedTextField()
    answered_at = amber("when", models.DateTimeField(default=timezone.now))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [one_of("kind", DeadlineAnswerKind, name="deadline_answer_is_known")]


class CalendarFeedQuerySet(VisibleQuerySet):
    def standing(self):
        """Those that may be read: not stopped, the card they were made with still good, the case still open."""
        return self.filter(ended_at__isnull=True, card__ended_at__isnull=True, case__closure__isnull=True)


class CalendarFeed(PersonRow):
    """An address at which a person's own calendar reads her dates; made by herself, and it ends with her card."""

    person_path = "case__person"
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="feeds")
    card = models.ForeignKey("clinic.CaseCard", on_delete=models.CASCADE, related_name="+")
    token_digest = amber("keyed digest of the token", models.BinaryField(max_length=32, unique=True))
    made_at = amber("when it was made", models.DateTimeField(default=timezone.now))
    ended_at = amber("when it was stopped", models.DateTimeField(null=True, blank=True))

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(ended_at__isnull=True),
                name="case_has_one_calendar_address",
            )
        ]


class RuleReviewQuerySet(models.QuerySet):
    def newest(self):
        """{(rule, version, text digest): tick}: the last one of each, whether it still stands or not."""
        ticks = self.select_related("reviewed_by").order_by("reviewed_at")
        return {(tick.rule, tick.version, tick.text_digest): tick for tick in ticks}

    def standing(self, today=None, *, stopped=None):
        """The same, of those that have not run out, and of rules that are not switched off: only with them a rule prints.
        `stopped`: the ids of these, if at hand."""
        today = today or timezone.localdate()
        stopped = RuleStop.objects.running().by_rule() if stopped is None else stopped
        ticks = self.newest().items()
        return {key: tick for key, tick in ticks if tick.recheck_on >= today and tick.rule not in stopped}


class RuleReview(models.Model):
    """A reviewing lawyer ticked one version of one rule. Without it the rule shows to volunteers only, and does not print;
    the same once the day to look at it again has passed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = green(models.CharField(max_length=60))
    version = green(models.CharField(max_length=20))
    text_digest = green(models.CharField(max_length=64))  # a changed rule wants a new tick
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = green(models.DateTimeField(default=timezone.now))
    recheck_on = green(models.DateField())
    is_demo = green(models.BooleanField(default=False))

    objects = RuleReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "version", "text_digest", "recheck_on"],
                name="rule_version_is_ticked_once_until_a_day",
            )
        ]


class RuleStopQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_at__isnull=True)

    def by_rule(self):
        return {stop.rule: stop for stop in self.select_related("stopped_by")}


class RuleStop(models.Model):
    """A reviewing lawyer switched a rule off: until it ends the rule counts nothing and prints nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = green(models.CharField(max_length=60))
    stopped_at = green(models.DateTimeField(default=timezone.now))
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = green(models.DateTimeField(null=True, blank=True))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = RuleStopQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("ended_at", "ended_by", name="rule_stop_end_is_whole"),
            models.UniqueConstraint(
                fields=["rule"], condition=models.Q(ended_at__isnull=True), name="rule_is_switched_off_once"
            ),
        ]


class RuleNote(SealedModel):
    """What the reviewing lawyer wants to remember of a rule; sealed with the lawyer's own key."""

    rule = green(models.CharField(max_length=60))
    text = SealedTextField()
    written_at = green(models.DateTimeField(default=timezone.now))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-written_at"]


class RuleChangeQuerySet(VisibleQuerySet):
    def waiting(self):
        """Those of whom nobody has said yet that the person knows."""
        return self.filter(told_at__isnull=True)


class RuleChange(PersonRow):
    """A rule changed after a deadline had been counted with it, so somebody has to look, and tell the person. Its id is a
    keyed digest of case, rule, event and what the rule is now: the same change is on the list once."""

    person_path = "case__person"
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="rule_changes")
    rule = SealedTextField()
    was = SealedTextField()  # the last day before the change, ISO, or ""
    now = SealedTextField()  # and after it
    changed_at = amber("when a rule changed", models.DateTimeField(default=timezone.now))
    told_at = amber("when the person was told", models.DateTimeField(null=True, blank=True))
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = RuleChangeQuerySet.as_manager()

    class Meta:
        constraints = [all_or_none("told_at", "told_by", name="rule_change_telling_is_whole")]
