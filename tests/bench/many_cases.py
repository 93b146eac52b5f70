"""Cases by the hundred thousand, straight in SQL. Sealed values are one zero byte: the sweep opens none of them."""

from django.db import connection
from django.utils import timezone

from cases.casefile.models import Case
from cases.timeline.models import Event, Moment
from clinic.outbox.models import Message, Task
from clinic.people import services as people
from clinic.people.models import Contact, Person, Role, User
from tests import real_servers

NEAR = 2_500  # dates within the seven days of the first reminder
AHEAD = 4  # dates ahead, of each case
TABLES = (Person, Case, Contact, Moment, Event)


def make(cases, *, near):
    """`cases` people with a case, an e-mail address and four hearings ahead each, `near` of these within a week."""
    if not User.objects.exists():
        people.make_user(called="Ana", email="ana@example.org", roles=[Role.INTAKE])
    today = timezone.localdate()
    _insert(Person, cases, id=_id("person", "n"), holder_id=_id("person", "n"))
    _insert(Case, cases, id=_id("case", "n"), holder_id=_id("person", "n"), person_id=_id("person", "n"))
    _insert(
        Contact,
        cases,
        holder_id=_id("person", "n"),
        person_id=_id("person", "n"),
        kind="'email'",
        whose="'mine'",
    )
    days = f"(CASE WHEN n <= {near} THEN 1 + n % 6 ELSE 8 + n % 1200 END)"
    day = f"('{today}'::date + {days})"
    _insert(
        Moment,
        cases * AHEAD,
        id=_id("moment", "n"),
        coarse="'hearing'",
        local_date=day,
        local_time="'09:00'",
        zone="'America/New_York'",
        starts_at=f"({day} + time '14:00') AT TIME ZONE 'UTC'",
    )
    whose = f"(1 + (n::bigint * 7919) % {cases})"
    _insert(
        Event,
        cases * AHEAD,
        holder_id=_id("person", whose),
        case_id=_id("case", whose),
        moment_id=_id("moment", "n"),
        source="'paper'",
    )
    real_servers.as_admin("ANALYZE")


def forget():
    names = ", ".join(f'"{model._meta.db_table}"' for model in (*TABLES, Message, Task))
    real_servers.as_admin(f"TRUNCATE {names} CASCADE")


def _id(kind, number):
    return f"md5('{kind}' || {number})::uuid"


def _insert(model, count, **given):
    columns = {
        field.column: given.get(field.column) or _filled(field) for field in model._meta.concrete_fields
    }
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM generate_series(1, {count}) AS n'
        )


def _filled(field):
    kind = field.get_internal_type()
    if field.null:
        return "NULL"
    if field.related_model is User:
        return f"'{User.objects.get().pk}'"
    if field.get_internal_type() == "UUIDField" or field.primary_key:
        return "gen_random_uuid()"
    if kind == "DateTimeField":
        return "now()"
    if kind == "BooleanField":
        return "true" if field.get_default() else "false"
    if kind == "BinaryField" or field.db_type(connection) == "bytea":
        return "'\\x00'::bytea"
    default = field.get_default()
    return str(default) if isinstance(default, int) else f"'{default or ''}'"
