"""The lead of a night, and the passes by which they let volunteers in at the tables."""

from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from clinic.people import services as people
from clinic.people.cards import new_code, read_code
from clinic.people.models import Role
from clinic.security import audit
from clinic.vault import crypto
from clinic.vault.own_keys import own_key

from .models import NightLead, PassEnd, TablePass
from .services import open_day

CODE_GOOD_FOR = timedelta(minutes=10)
MORNING = time(4)  # a night may go past midnight
WRONG_PINS = 5


class PassNotGood(Exception):
    """The code was used, has run out, or never was."""


class PassIsOver(Exception):
    """The pass has ended, perhaps with this wrong PIN."""


def leads(user):
    """Whether this user may let others in tonight: a coordinator, or whom a coordinator named; never through a pass."""
    if user.table_pass is not None:
        return False
    return user.has_role(Role.COORDINATOR) or (user.has_role(Role.INTAKE) and _named(user).exists())


def tonights_leads():
    named = NightLead.objects.filter(clinic_day__day=timezone.localdate(), ended_at__isnull=True)
    return named.select_related("volunteer").order_by("named_at")


@transaction.atomic
def name_lead(volunteer, *, by):
    """The volunteer may let others in tonight, and tonight only."""
    lead, made = NightLead.objects.get_or_create(
        clinic_day=open_day(by=by), volunteer=volunteer, ended_at=None, defaults={"named_by": by}
    )
    if made:
        audit.record(actor=by, verb="lead.name", target=volunteer)
    return lead


@transaction.atomic
def end_lead(lead, *, by):
    """No longer the lead. The passes they made stand until they are ended."""
    NightLead.objects.filter(pk=lead.pk, ended_at__isnull=True).update(ended_at=timezone.now(), ended_by=by)
    audit.record(actor=by, verb="lead.end", target=lead.volunteer)


@transaction.atomic
def make_pass(*, by, volunteer=None, called=""):
    """A pass for a volunteer we know, or for somebody here tonight: then with an account that ends with the pass.

    Ends their former pass. Returns (pass, code): the code is shown once, stored hashed.
    """
    clinic_day = open_day(by=by)
    is_new = volunteer is None
    if is_new:
        volunteer = people.make_user(called=called, roles=[Role.INTAKE], by=by)
    for former in TablePass.objects.filter(volunteer=volunteer, ended_at__isnull=True):
        end_pass(former, by=by, why=PassEnd.AGAIN)
    code = new_code()
    made = TablePass.objects.create(
        clinic_day=clinic_day,
        volunteer=volunteer,
        for_tonight=is_new,
        code_digest=_code_digest(code),
        code_until=timezone.now() + CODE_GOOD_FOR,
        made_by=by,
        ends_at=timezone.make_aware(datetime.combine(clinic_day.day + timedelta(days=1), MORNING)),
    )
    audit.record(actor=by, verb="pass.make", target=made, targets=[volunteer])
    return made, code


@transaction.atomic
def use_pass(code, pin):
    """The code was typed at a laptop and a PIN chosen there. Good once; raises PassNotGood."""
    waiting = TablePass.objects.select_for_update(of=("self",)).current().filter(used_at__isnull=True)
    found = waiting.filter(code_digest=_code_digest(code)).select_related("volunteer").first()
    if found is None or not found.volunteer.is_active or not found.volunteer.has_role(Role.INTAKE):
        raise PassNotGood
    found.used_at = found.seen_at = timezone.now()
    found.pin_hash = make_password(_peppered(found, pin))
    found.save(update_fields=["used_at", "seen_at", "pin_hash"])
    audit.record(actor=found.volunteer, verb="pass.use", target=found)
    return found


@transaction.atomic
def end_pass(table_pass, *, by=None, why=PassEnd.LEAD):
    """Over, on the laptop's next request. An account made for the night ends too. `by` is None for the program itself."""
    ended = TablePass.objects.filter(pk=table_pass.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by, ended_why=why
    )
    if not ended:
        return False
    if table_pass.for_tonight:
        people.take_role(table_pass.volunteer, Role.INTAKE, by=by)
        table_pass.volunteer.is_active = False
        table_pass.volunteer.save(update_fields=["is_active"])
    audit.record(actor=by, verb="pass.end", target=table_pass, targets=[table_pass.volunteer], fields=[why])
    return True


def check_pin(table_pass, pin):
    """Whether the PIN is right; then the page shows again. The fifth wrong one in a row ends the pass: PassIsOver."""
    right, is_over = _check_pin(table_pass, pin)
    if is_over:
        raise PassIsOver
    return right


@transaction.atomic
def _check_pin(table_pass, pin):
    """(right, over). Tries at once wait for each other here, so that five are five."""
    held = TablePass.objects.select_for_update(of=("self",)).select_related("volunteer").get(pk=table_pass.pk)
    if held.ended_at is not None:
        return False, True
    right = check_password(_peppered(held, pin), held.pin_hash)
    held.wrong_pins = 0 if right else held.wrong_pins + 1
    if right:
        held.locked_at, held.seen_at = None, timezone.now()
    held.save(update_fields=["wrong_pins", "locked_at", "seen_at"])
    if held.wrong_pins >= WRONG_PINS:
        end_pass(held, why=PassEnd.PIN)
    return right, held.wrong_pins >= WRONG_PINS


def hide(table_pass):
    """The page is hidden until the PIN is typed."""
    TablePass.objects.filter(pk=table_pass.pk, locked_at__isnull=True).update(locked_at=timezone.now())


def see(table_pass):
    """Somebody is at the laptop."""
    TablePass.objects.filter(pk=table_pass.pk, locked_at__isnull=True).update(seen_at=timezone.now())


def end_of_night():
    """The sweep: passes whose night is over, or whose code nobody typed in time. Returns those ended."""
    over = TablePass.objects.filter(ended_at__isnull=True).exclude(
        pk__in=TablePass.objects.current().values("pk")
    )
    return [one for one in over.select_related("volunteer") if end_pass(one, why=PassEnd.NIGHT)]


def _named(user):
    return tonights_leads().filter(volunteer=user.pk)


def _code_digest(code):
    return crypto.blind_index(own_key("index:pass"), read_code(code))


def _peppered(table_pass, pin):
    return crypto.blind_index(own_key("index:pin"), f"{table_pass.pk}|{pin}").hex()
