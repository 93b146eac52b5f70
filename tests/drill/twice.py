"""Every form of every role, sent twice at the same moment on two connections: what comes of it is what comes of one."""

from collections import Counter
from functools import partial

from django.apps import apps
from django.db import connection
from django.test import Client

from tests.at_once import at_once
from tests.drill import demo
from tests.fuzz import bodies, collecting, knocking, writing
from tests.scan.walking import TAKES_AWAY


def run(table):
    forms = [asked for asked in demo.forms() if writing.is_taken_once(asked)]
    made, wrong = Counter(), {}
    for asked in sorted(forms, key=lambda asked: bool(TAKES_AWAY.search(asked.kind))):
        once, twice, answers = _once_and_twice(asked)
        if twice != once or answers[0] != answers[1]:
            wrong[f"{asked.role}: {asked.kind}"] = (once, twice, answers)
        made[asked.kind] += any(count > 0 for count in once.values())
    print(*wrong.items(), sep="\n")
    print("made a record:", *sorted(kind for kind, times in made.items() if times))
    print("made none:", *sorted(kind for kind, times in made.items() if not times))
    table.add("kinds of forms that made a record", len(+made), "≥ 30", len(+made) >= 30)
    table.add("forms that made more when sent twice at once", len(wrong), "0", not wrong)


def _once_and_twice(asked):
    """(rows more or fewer after one, after two at once, where the two led)."""
    browser, pairs = collecting.browser_of(asked.role), bodies.valid(asked.form)
    before = _rows()
    with knocking.as_it_was(browser):
        writing.post(browser, asked, pairs)
        once = _difference(before, _rows())
    answers = at_once(*(partial(_led_to, _same(browser), asked, pairs) for _ in range(2)))
    return once, _difference(before, _rows()), answers


def _led_to(browser, asked, pairs):
    return writing.post(browser, asked, pairs).get("Location", "")


def _same(browser):
    other = Client()
    other.cookies.load({key: morsel.value for key, morsel in browser.cookies.items()})
    return other


def _rows():
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in bodies.OURS and model._meta.managed
    ]
    counted = [
        f"SELECT '{name}', count(*) FROM {name}"
        for name in tables
        if name != "clinic_auditentry" and not writing.BESIDE.search(f'"{name}"')
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counted))
        return dict(cursor.fetchall())


def _difference(before, after):
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}
