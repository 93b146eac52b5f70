"""Checks the sealed trail against itself, and says in words what was done to it."""

from clinic.vault import crypto

from . import seals
from .models import AuditEntry, Purge, Seal


def problems(heads=()):
    """Sentences, one for each thing that is not as it was sealed. `heads`: "n mac" lines kept elsewhere (on paper, in a
    mail); the one in CLINIC_VAR is looked at by itself."""
    purged = yield from _of_the_purges()
    macs, before, reach = {}, None, {}
    for seal in Seal.objects.iterator(chunk_size=50):
        yield from _of_the_seal(seal, before, reach)
        yield from _of_the_rows(seal, is_purged=seal.n <= purged)
        macs[seal.n], before, reach[seal.era] = bytes(seal.mac).hex(), seal, seal.until
    yield from _of_the_heads(heads, macs)


def _of_the_seal(seal, before, reach):
    expected = before.n + 1 if before else 1
    if seal.n != expected:
        yield f"Seals {expected} to {seal.n - 1} were removed."
    elif bytes(seal.previous) != (bytes(before.mac) if before else seals.START):
        yield f"Seal {seal.n} does not follow on the seal before it."
    if seal.since != reach.get(seal.era, 0):
        yield f"Seal {seal.n} does not begin where the one before it ended."
    if not crypto.same(seals.mac_of(seal), bytes(seal.mac)):
        yield f"Seal {seal.n} was changed."


def kept_from():
    """The first day from which every entry is kept, or None while nothing was purged."""
    last = Purge.objects.last()
    return last.before if last else None


def _of_the_purges():
    """Returns up to which seal the entries were purged, by the key of the trail; the seals themselves are all kept."""
    last = 0
    for purge in Purge.objects.all():
        if not crypto.same(seals.mac_of_purge(purge), bytes(purge.mac)) or purge.first != last + 1:
            yield f"The note that the entries of seals {purge.first} to {purge.last} were purged is not ours."
            return last
        last = purge.last
    return last


def _of_the_rows(seal, *, is_purged):
    sealed = {} if is_purged else dict(zip(seal.ids, _pieces(bytes(seal.leaves)), strict=False))
    there = AuditEntry.objects.in_bulk(sealed)
    found = {row.pk: seals.leaf_of(row) for row in there.values()}
    stretch = seals.rows_between(seal.era, seal.since, seal.until).exclude(pk__in=sealed)
    added = {row.pk: seals.leaf_of(row) for row in stretch}
    was = {leaf: pk for pk, leaf in sealed.items()}
    moved = {was[leaf] for pk, leaf in {**found, **added}.items() if leaf in was and was[leaf] != pk}
    for pk, leaf in sealed.items():
        now = found.get(pk) or b""
        if now == leaf:
            continue
        if now in was:
            yield f"Entry {pk} was moved: what stands there was entry {was[now]} (seal {seal.n})."
        elif pk not in moved:
            yield f"Entry {pk} was {'changed' if now else 'removed'} (seal {seal.n})."
    for pk, leaf in added.items():
        if leaf in was:
            yield f"Entry {was[leaf]} was moved: it now stands at {pk} (seal {seal.n})."
        else:
            yield f"Entry {pk} was added (seal {seal.n})."


def _of_the_heads(heads, macs):
    path = seals.head_file()
    kept = [*heads, *(path.read_text().splitlines() if path.is_file() else ())]
    for line in kept:
        n, _, mac = line.partition(" ")
        if not n.isdigit() or len(mac) < 8:
            yield "A kept head cannot be read."
        elif int(n) not in macs:
            yield f"The end of the trail was cut off: seal {n} was there once."
        elif not macs[int(n)].startswith(mac):
            yield f"Seal {n} is not the one that was there once."


def _pieces(leaves):
    return [leaves[at : at + seals.LEAF] for at in range(0, len(leaves), seals.LEAF)]
