"""Rotating the ring with twenty thousand holders' keys, while four writers meet people and read them back."""

import os
import threading
import time
import uuid

from django.conf import settings
from django.db import connection

from clinic.people import services as people
from clinic.people.models import Person, Role
from clinic.vault import crypto, holders, rotation
from clinic.vault.keyring import ring
from clinic.vault.models import HolderKey

HOLDERS, WRITERS = 20_000, 4
A_SECOND = 5_000


def run(table):
    keys = ring()
    ids = [uuid.uuid4() for _ in range(HOLDERS)]
    rows = [
        HolderKey(holder_id=pk, ring_key=keys.active, wrapped=holders.wrap(pk, crypto.new_key(), keys))
        for pk in ids
    ]
    HolderKey.objects.bulk_create(rows, batch_size=2000)
    by = people.make_user(called="Carmen", roles=[Role.COORDINATOR])
    alone = _rotate()
    met, unreadable = [], []
    stop = threading.Event()
    writers = [threading.Thread(target=_write, args=(by, met, unreadable, stop)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    _rotate()
    stop.set()
    for writer in writers:
        writer.join()
    unreadable += _unreadable([*ids, *met])
    a_second = round(HOLDERS / alone)
    table.add("keys wrapped again, a second", a_second, f"≥ {A_SECOND}", a_second >= A_SECOND)
    name = f"unreadable after a rotation beside {WRITERS} writers ({len(met)} people met)"
    table.add(name, len(unreadable), "0", not unreadable and len(met) > WRITERS)


def _rotate():
    began = time.perf_counter()
    rotation.new_key()
    rotation.wrap_again()
    return time.perf_counter() - began


def _write(by, met, unreadable, stop):
    while not stop.is_set():
        holders.forget()
        person = people.meet_person(called="Rosa", by=by)
        holders.forget()
        met.append(person.pk)
        try:
            if Person.objects.get(pk=person.pk).called != "Rosa":
                unreadable.append(person.pk)
        except crypto.SealBroken:
            unreadable.append(person.pk)
    connection.close()


def _unreadable(ids):
    assert os.path.exists(settings.KEYRING_FILE)
    holders.forget()
    found = []
    for pk in ids:
        holders.want(pk)
    for pk in ids:
        try:
            holders.key_of(pk)
        except (crypto.SealBroken, holders.Erased):
            found.append(pk)
    return found
