"""A search among twenty thousand sealed names, against pg_trgm over the same names in plain text; and its memory."""

import random
import time
import uuid
from statistics import median

from django.db import connection

from clinic.people import roll
from clinic.people.models import Person, RollCard
from clinic.vault import crypto
from clinic.vault.own_keys import own_key
from tests import real_servers
from tests.bench.memory import grown_by

PEOPLE, SEARCHES = 20_000, 60
AT_MOST_MS, TIMES_PLAIN, MEGABYTES = 60, 6, 40
FIRST = "maria jose rosa luis ana carlos fatou ibrahima wen mei nadia omar jean marie sofia pedro lucia elena"
LAST = (
    "quispe mamani perez lopez garcia diallo barry chen lin ortiz rivera pierre joseph cruz reyes soto vega"
)
SYLLABLES = "ba ce di fo gu ka le mi no pu ra se ti vo xa ye zi"


def run(table):
    rng = random.Random(7)
    names = [_a_name(rng) for _ in range(PEOPLE)]
    _write(names)
    asked = [_slip(rng, name) for name in rng.sample(names, SEARCHES)]
    roll.find_by_name(roll.cards(None), asked[0])
    ours = median(_seconds(lambda name=name: roll.find_by_name(roll.cards(None), name)) for name in asked)
    grown = grown_by("search")
    plain = median(_seconds(lambda name=name: _by_trigram(name)) for name in asked)
    ms, times = round(1000 * ours, 1), round(ours / plain, 2)
    table.add(f"search among {PEOPLE} sealed names, p50, ms", ms, f"≤ {AT_MOST_MS}", ms <= AT_MOST_MS)
    table.add("the same, against pg_trgm over plain names", times, f"≤ {TIMES_PLAIN}", times <= TIMES_PLAIN)
    table.add("the same, memory grown by, MB", grown, f"≤ {MEGABYTES}", grown <= MEGABYTES)


def _a_name(rng):
    invented = "".join(rng.choice(SYLLABLES.split()) for _ in range(3))
    return f"{rng.choice(FIRST.split())} {invented} {rng.choice(LAST.split())}"


def _slip(rng, name):
    place = rng.randrange(1, len(name) - 1)
    return name[:place] + rng.choice("aeiou") + name[place + 1 :]


def _write(names):
    people = [Person(pk=uuid.uuid4(), called=name.split()[0]) for name in names]
    key = own_key("roll")
    with connection.cursor() as cursor:
        for person in people:
            person.holder_id = person.pk
        cursor.executemany(
            "INSERT INTO clinic_person (id, holder_id, called, full_name, a_number, birth_date, country, language,"
            " page_language, interpreter, reads, preferences, met_at) VALUES (%s, %s, '\\x00', '\\x00', '\\x00',"
            " '\\x00', '\\x00', 'spa', 'es', false, 'unknown', '\\x00', now())",
            [(person.pk, person.pk) for person in people],
        )
    cards = [
        RollCard(
            person_id=person.pk,
            sealed=crypto.seal(
                key, roll.plain_card(name.split()[0], name, ""), roll.bound_to(person.pk.bytes)
            ),
        )
        for person, name in zip(people, names, strict=True)
    ]
    RollCard.objects.bulk_create(cards, batch_size=2000)
    real_servers.as_admin("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE plain (id uuid, name text)")
        cursor.executemany(
            "INSERT INTO plain VALUES (%s, %s)",
            [(p.pk, name) for p, name in zip(people, names, strict=True)],
        )
        cursor.execute("CREATE INDEX ON plain USING gin (name gin_trgm_ops)")
        cursor.execute("ANALYZE plain")


def _by_trigram(name):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM plain WHERE name %% %s ORDER BY similarity(name, %s) DESC LIMIT 20", [name, name]
        )
        return cursor.fetchall()


def _seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
