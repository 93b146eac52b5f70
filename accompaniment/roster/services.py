"""Volunteers say what they speak and when they can go."""

from django.db import transaction

from clinic.security import audit

from .models import Accompanier, CanGo


@transaction.atomic
def enrol(user, *, by, languages=(), trained_on=None):
    """The user's row on the roster; made when there is none."""
    accompanier, made = Accompanier.objects.get_or_create(
        user=user, defaults={"languages": list(languages), "trained_on": trained_on}
    )
    if made:
        audit.record(actor=by, verb="accompanier.enrol", target=user)
    return accompanier


@transaction.atomic
def say_languages(accompanier, languages, *, by):
    """`languages`: ISO 639-3 codes, in the order they are spoken best."""
    if accompanier.languages == list(languages):
        return accompanier
    accompanier.languages = list(languages)
    accompanier.save(update_fields=["languages"])
    audit.record(actor=by, verb="accompanier.languages", target=accompanier.user, fields=["languages"])
    return accompanier


@transaction.atomic
def say_times(accompanier, times, *, by):
    """Replaces when they can usually go. `times`: (weekday, from, until), Monday is 0, local time of the clinic."""
    wanted = {tuple(one) for one in times}
    Accompanier.objects.select_for_update().get(pk=accompanier.pk)
    had = {(one.weekday, one.from_time, one.until_time) for one in accompanier.times.all()}
    if had == wanted:
        return
    accompanier.times.all().delete()
    CanGo.objects.bulk_create(
        CanGo(accompanier=accompanier, weekday=day, from_time=start, until_time=end)
        for day, start, end in sorted(wanted)
    )
    audit.record(actor=by, verb="accompanier.times", target=accompanier.user, fields=["times"])
