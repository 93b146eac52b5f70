"""Rosa is erased: nothing of hers is left but ids in the trail; what is others' stays."""

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.urls import reverse

from accompaniment.trips.models import Trip
from cases.casefile.models import Case, FamilyTie
from cases.documents import services as documents
from cases.documents.models import Paper, PaperState
from cases.plans import handouts
from cases.timeline.models import Moment
from clinic.people import cards, erasure, holds
from clinic.people import services as people
from clinic.people.models import ContactKind, Person, User, Whose
from clinic.security.models import AuditEntry
from clinic.vault import crypto, holders
from clinic.vault.fields import SealedField
from clinic.vault.models import HolderKey, SealedModel
from tests.scan.filling import small_pdf

pytestmark = pytest.mark.django_db(transaction=True)
PDF = small_pdf("mine")


@pytest.fixture
def rosa(appointment, carmen, ana):
    """Rosa with an appointment and a trip, a phone, a card, a kept copy and a handout."""
    appointment()
    case = Case.objects.get()
    people.replace_contact(
        case.person, kind=ContactKind.PHONE, value="212-555-0101", whose=Whose.MINE, by=ana
    )
    cards.make_card(case.person, by=ana)
    paper = documents.set_paper(case, kind="i862", state=PaperState.HAVE, by=ana)
    documents.keep_copy(paper, by=ana, name="mine.pdf", content=PDF, said_yes=True)
    handouts.make_handout(case, by=ana, language="es")
    return Person.objects.get(pk=case.person_id)


def sealed_of(holder_ids):
    """Every sealed column of these holders: [(ciphertext, what it is bound to)]."""
    found = []
    for model in apps.get_models():
        if not issubclass(model, SealedModel) and model is not User:
            continue
        fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        for row in model.objects.filter(holder_id__in=holder_ids):
            found += [
                (row.__dict__[f.attname].blob, f.bound_to(row)) for f in fields if row.__dict__[f.attname]
            ]
    return found


def opens(key, blob, bound_to):
    try:
        crypto.open_sealed(key, blob, bound_to)
    except crypto.SealBroken:
        return False
    return True


def test_no_key_that_remains_opens_anything_of_hers(rosa, ana):
    sealed = sealed_of([rosa.holder_id])
    hers = holders.key_of(rosa.holder_id)
    assert len(sealed) > 20
    assert all(opens(hers, *one) for one in sealed)

    erasure.erase_person(rosa, by=ana)
    holders.forget()

    keys = [holders.key_of(key.holder_id) for key in HolderKey.objects.all()]
    assert keys
    assert not any(opens(key, *one) for key in keys for one in sealed)
    with pytest.raises(holders.Erased):
        holders.key_of(rosa.holder_id)


def test_no_row_of_hers_is_left_and_the_trail_keeps_ids(rosa, ana):
    user = rosa.user

    erasure.erase_person(rosa, by=ana)

    for model in apps.get_models():
        if issubclass(model, SealedModel):
            assert not model.objects.filter(holder_id=rosa.holder_id).exists(), model
    assert not User.objects.filter(pk=user.pk).exists()
    assert (Trip.objects.count(), Moment.objects.count()) == (0, 0)
    entry = AuditEntry.objects.get(verb="person.erase")
    assert (entry.targets, entry.holders) == ([f"clinic.Person:{rosa.pk}"], [rosa.holder_id])


def test_her_files_leave_the_storage(rosa, ana):
    copy = Paper.objects.get(copies__isnull=False).copies.get()
    sheet = rosa.cases.get().handouts.get()
    names = [f"{str(i)[:2]}/{i}" for i in (copy.file_id, sheet.carry_id, sheet.home_id)]
    assert all(storages["sealed"].exists(name) for name in names)

    erasure.erase_person(rosa, by=ana)

    assert not any(storages["sealed"].exists(name) for name in names)


def test_her_session_ends(rosa, ana, at):
    phone = at(rosa.user)

    erasure.erase_person(rosa, by=ana)

    assert phone.get("/").wsgi_request.user.is_anonymous


def test_what_a_relative_said_of_the_family_stays_with_the_relative(rosa, ana):
    iris = people.meet_person(called="Iris", by=ana)
    tie = FamilyTie(person=iris, other=rosa, holder_id=iris.holder_id, relation="sister")
    tie.save(force_insert=True)

    erasure.erase_person(rosa, by=ana)

    tie = FamilyTie.objects.get()
    assert (tie.other, tie.relation) == (None, "sister")


def test_a_moment_that_others_share_survives(rosa, ana, appointment):
    appointment(called="Iris")
    iris = Person.objects.exclude(pk=rosa.pk).get()
    moment = Moment.objects.filter(events__case__person=rosa).get()
    iris.cases.get().events.update(moment=moment)

    erasure.erase_person(rosa, by=ana)

    assert Moment.objects.filter(pk=moment.pk).exists()
    assert Trip.objects.filter(moment=moment).exists()


@pytest.mark.parametrize("everybody", [False, True])
def test_under_legal_hold_nothing_is_erased_and_the_refusal_is_written_down(rosa, carmen, everybody):
    holds.hold(None if everybody else rosa, by=carmen, reference="24-7")

    with pytest.raises(erasure.UnderHold):
        erasure.erase_person(rosa, by=carmen)

    assert Person.objects.filter(pk=rosa.pk).exists()
    assert holders.key_of(rosa.holder_id)
    assert AuditEntry.objects.get(verb="person.erase").outcome == "refused"


def test_the_old_address_is_not_found_afterwards(rosa, ana, carmen, at):
    page, carmens = reverse("cases:card_for", args=[rosa.pk]), at(carmen)
    assert carmens.get(page).status_code == 200

    erasure.erase_person(rosa, by=ana)

    assert carmens.get(page).status_code == 404
