"""People come in, roles are given, ways to reach them are replaced, access opens and closes."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clinic.security import audit
from clinic.vault import holders

from . import roll
from .models import Access, Contact, OpeningRead, Opens, Person, RoleGrant, TellNobody, TrustedPerson, User
from .sessions import end_sessions

ON_THE_ROLL = {"called", "full_name", "a_number"}


@transaction.atomic
def make_user(*, called, email=None, roles=(), language="en", phone="", by=None):
    """A new User with a key of their own and these roles. The password is unusable until they choose one."""
    user = User(called=called, phone=phone, language=language, email=email.lower() if email else None)
    user.holder_id = user.pk
    user.set_unusable_password()
    holders.make_key(user.pk)
    user.save(force_insert=True)
    for role in roles:
        give_role(user, role, by=by)
    audit.record(actor=by, verb="user.make", target=user)
    return user


@transaction.atomic
def give_role(user, role, *, by):
    grant, made = RoleGrant.objects.current().get_or_create(user=user, role=role, defaults={"given_by": by})
    if made:
        user.__dict__.pop("role_names", None)
        audit.record(actor=by, verb="role.give", target=user, fields=[role])
        end_sessions(user, by=by)
    return grant


@transaction.atomic
def take_role(user, role, *, by):
    """Ends the role and the user's sessions; both are gone on the user's next request."""
    ended = RoleGrant.objects.current().filter(user=user, role=role).update(ended_at=timezone.now())
    if ended:
        user.__dict__.pop("role_names", None)
        audit.record(actor=by, verb="role.take", target=user, fields=[role])
        end_sessions(user, by=by)


@transaction.atomic
def meet_person(*, called, language="spa", by, **more):
    """Makes the Person and their key. `more`: other fields of Person."""
    person = Person(called=called, language=language, **more)
    person.holder_id = person.pk
    holders.make_key(person.pk)
    person.save(force_insert=True)
    roll.write_card(person)
    audit.record(actor=by, verb="person.meet", target=person)
    return person


@transaction.atomic
def change_person(person, *, by, **changes):
    """Changes fields of the Person; the audit says which, never what they were."""
    changed = [name for name, value in changes.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, changes[name])
    if changed:
        extra = ["a_number_index"] if "a_number" in changed else []
        person.save(update_fields=[*changed, *extra])
        if ON_THE_ROLL.intersection(changed):
            roll.write_card(person)
        audit.record(actor=by, verb="person.change", target=person, fields=changed)
    return person


@transaction.atomic
def replace_contact(person, *, kind, value, whose, by, voice_ok=False, text_ok=True, hours="", way=""):
    """Ends the current contact of this kind and writes the new one, unless nothing changed: then it is confirmed. `way`: the
    Channel they like best, where it is one of this contact's."""
    current = person.contacts.current().filter(kind=kind).order_by("-given_at")
    for contact in current:
        same = (contact.value, contact.whose, contact.voice_ok, contact.text_ok, contact.hours, contact.way)
        if same == (value, whose, voice_ok, text_ok, hours, way):
            contact.confirmed_at = timezone.now()
            contact.save(update_fields=["confirmed_at"])
            return contact
    end_contacts(person, kind=kind, why="replaced", by=by)
    contact = Contact(
        person=person,
        holder_id=person.pk,
        kind=kind,
        value=value,
        whose=whose,
        voice_ok=voice_ok,
        text_ok=text_ok,
        hours=hours,
        way=way,
    )
    contact.save(force_insert=True)
    audit.record(actor=by, verb="contact.give", target=contact, fields=["value", "whose"])
    return contact


@transaction.atomic
def end_contacts(person, *, kind, why, by):
    ended = person.contacts.current().filter(kind=kind).update(ended_at=timezone.now(), ended_why=why)
    if ended:
        audit.record(actor=by, verb="contact.end", target=person, fields=[kind])


@transaction.atomic
def name_trusted(person, trusted, *, by):
    """Replaces the list of whom to tell. `trusted`: list of dicts with name, relation, phone, email, may_know, language.

    Whoever is on it unchanged keeps their row, so that they hear when what they were told is no longer so. An empty list is
    an answer too: the person wants nobody told.
    """
    current = {_as_named(row): row for row in person.trusted.filter(ended_at__isnull=True)}
    rows = []
    for one in trusted:
        named = TrustedPerson(person=person, holder_id=person.pk, read_by=by, **one)
        if kept := current.pop(_as_named(named), None):
            rows.append(kept)
        else:
            named.save(force_insert=True)
            rows.append(named)
    gone = [row.pk for row in current.values()]
    TrustedPerson.objects.filter(pk__in=gone).update(ended_at=timezone.now())
    TellNobody.objects.filter(person=person).delete()
    if not rows:
        TellNobody.objects.create(person=person, heard_by=by)
    audit.record(actor=by, verb="trusted.name", target=person, fields=["trusted"])
    return rows


def _as_named(one):
    return one.name, one.relation, one.phone, one.email, one.may_know, one.language


def whom_to_tell(person):
    """The trusted people named now; None where nobody has asked yet, [] where the person said nobody."""
    named = list(person.trusted.filter(ended_at__isnull=True).order_by("said_yes_at"))
    if named:
        return named
    return [] if TellNobody.objects.filter(person=person).exists() else None


@transaction.atomic
def record_opening(person, *, answer, language, by):
    """The opening statement was read aloud now, by `by`."""
    read = OpeningRead.objects.create(person=person, read_by=by, language=language, answer=answer)
    audit.record(actor=by, verb="opening.read", target=person, fields=[answer])
    return read


@transaction.atomic
def open_access(user, person, *, why, by, starts_at=None, ends_at=None, opens=Opens.CASE):
    """The user may see the person from `starts_at` (now) until `ends_at` (24 hours from now). Asked again, it is extended."""
    starts_at = starts_at or timezone.now()
    ends_at = ends_at or starts_at + timedelta(hours=24)
    access = Access.objects.filter(
        user=user, person=person, why=why, opens=opens, ends_at__gte=starts_at
    ).first()
    if access:
        access.starts_at, access.ends_at = min(access.starts_at, starts_at), max(access.ends_at, ends_at)
        access.save(update_fields=["starts_at", "ends_at"])
        return access
    access = Access.objects.create(
        user=user, person=person, why=why, opens=opens, given_by=by, starts_at=starts_at, ends_at=ends_at
    )
    audit.record(actor=by, verb="access.open", target=person, targets=[user], fields=[why])
    return access


@transaction.atomic
def close_access(user, person, *, why, by):
    ended = Access.objects.filter(user=user, person=person, why=why, ends_at__gt=timezone.now())
    for access in ended:
        if access.starts_at >= timezone.now():
            access.delete()
        else:
            access.ends_at = timezone.now()
            access.save(update_fields=["ends_at"])
    audit.record(actor=by, verb="access.close", target=person, targets=[user], fields=[why])
