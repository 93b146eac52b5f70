from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from cases.casefile import services as casefile
from cases.casefile.models import FactKind
from cases.plans import services
from cases.plans.drawn import suggestions_for
from cases.plans.models import Item, ItemKind, Plan, Verdict
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Event, Source
from clinic.security.models import AuditEntry

NEVER = ("voluntary", "consul", "registr", "salida voluntaria", "self-deport")


def step(case, by, text="ask for my file", **more):
    return services.add_item(case, by=by, kind=ItemKind.STEP, text=text, **more)


@pytest.fixture
def option(rosas_case, ana):
    return services.add_item(rosas_case, by=ana, kind=ItemKind.OPTION, catalogue_id="asylum-court")


def test_a_step_with_a_day_stands_on_the_timeline(rosas_case, ana):
    item = step(rosas_case, ana, due=date(2026, 12, 2))

    event = Event.objects.get(case=rosas_case)
    assert (event.day, event.title) == (date(2026, 12, 2), "ask for my file")
    assert Item.objects.select_related("due").get(pk=item.pk).by == date(2026, 12, 2)


def test_moving_a_step_moves_its_one_date(rosas_case, ana):
    item = step(rosas_case, ana, due=date(2026, 12, 2))

    services.change_item(item, by=ana, text="ask for my whole file", due=date(2026, 12, 9))

    event = Event.objects.get(case=rosas_case)
    assert (event.day, event.title) == (date(2026, 12, 9), "ask for my whole file")


@pytest.mark.parametrize("change", ["without its day", "removed"])
def test_a_step_without_a_day_leaves_none_on_the_timeline(rosas_case, ana, change):
    item = step(rosas_case, ana, due=date(2026, 12, 2))

    if change == "removed":
        services.remove_item(item, by=ana)
    else:
        services.change_item(item, by=ana, due=None)

    assert not Event.objects.filter(case=rosas_case).exists()


def test_reading_back_is_written_down_and_any_change_undoes_it(rosas_case, ana):
    services.write_goal(rosas_case, by=ana, goal="stay with my son")
    services.read_back(rosas_case, by=ana)
    read = Plan.objects.get()

    step(rosas_case, ana)

    assert read.read_back_by == ana
    assert timezone.now() - read.read_back_at < timedelta(minutes=1)
    assert Plan.objects.get().read_back_at is None
    assert AuditEntry.objects.filter(verb="plan.read_back").count() == 1


def test_the_same_suggestion_twice_is_one_line(rosas_case, ana):
    for _ in range(2):
        services.take_suggestion(rosas_case, by=ana, entry_id="family-plan")

    assert Item.objects.filter(kind=ItemKind.ISSUE).count() == 1


def test_an_issue_brings_its_first_steps(rosas_case, ana):
    services.take_suggestion(rosas_case, by=ana, entry_id="family-plan")

    steps = Item.objects.filter(kind=ItemKind.STEP)
    assert [item.sentence for item in steps] == ["I will make our family plan"]
    assert str(steps[0].who) == "the clinic"


def test_nobody_is_led_to_write_to_an_agency_before_the_government_is_known_to_know(rosas_case, ana):
    services.take_suggestion(rosas_case, by=ana, entry_id="address-update")

    assert not Item.objects.filter(kind=ItemKind.STEP).exists()


def test_the_plan_speaks_the_language_of_its_reader(rosas_case, ana):
    item = services.take_suggestion(rosas_case, by=ana, entry_id="family-plan")

    with translation.override("es"):
        assert item.words == "Hacer un plan familiar"


def test_an_option_comes_from_the_catalogue_alone(rosas_case, ana):
    with pytest.raises(services.NotInTheCatalogue):
        services.add_item(rosas_case, by=ana, kind=ItemKind.OPTION, text="leave on my own")


def test_a_resource_nobody_has_checked_is_not_put_on_a_plan(rosas_case, ana):
    with pytest.raises(services.NotInTheCatalogue):
        services.add_item(rosas_case, by=ana, kind=ItemKind.RESOURCE, catalogue_id="nyc-hotline")


def test_an_option_always_opens_with_ask_a_lawyer(option):
    assert option.sentence == "Ask a lawyer about asylum in court"


def test_an_option_prints_only_after_the_lawyers_yes(option, mei):
    before = option.is_signed

    services.review_option(option, by=mei, verdict=Verdict.YES)

    assert (before, Item.objects.get().is_signed) == (False, True)


def test_the_last_word_counts(option, mei):
    services.review_option(option, by=mei, verdict=Verdict.YES)
    services.review_option(option, by=mei, verdict=Verdict.NO)

    assert not Item.objects.get().is_signed


def test_other_words_want_another_yes(option, ana, mei):
    services.review_option(option, by=mei, verdict=Verdict.CHANGE, words="asylum, and the one-year limit")
    services.take_lawyers_words(Item.objects.get(), by=ana)
    waits = Item.objects.get().last_review is None

    services.review_option(option, by=mei, verdict=Verdict.YES)

    item = Item.objects.get()
    assert (waits, item.words, item.is_signed) == (True, "asylum, and the one-year limit", True)


def test_only_a_lawyer_reviews(option, carmen):
    with pytest.raises(services.NotALawyer):
        services.review_option(option, by=carmen, verdict=Verdict.YES)


def test_only_an_option_is_reviewed(rosas_case, ana, mei):
    with pytest.raises(services.NotInTheCatalogue):
        services.review_option(step(rosas_case, ana), by=mei, verdict=Verdict.YES)


def fearful(case, by):
    casefile.tell_fact(case, FactKind.KNOWN, "yes", by=by)
    casefile.tell_fact(case, FactKind.AFRAID, "yes", by=by)


def test_suggestions_are_drawn_from_what_is_known(rosas_case, ana):
    fearful(rosas_case, ana)
    soon = PartialDate.of(timezone.localdate() + timedelta(days=9))
    timeline.add_event(rosas_case, by=ana, kind="ice-check-in-scheduled", when=soon, source=Source.PAPER)

    found = [one.id for one in suggestions_for(rosas_case, [])]

    assert {"family-plan", "asylum-court", "find-hearing"} <= set(found)


def test_what_stands_on_the_plan_is_not_suggested_again(rosas_case, ana, option):
    fearful(rosas_case, ana)

    assert "asylum-court" not in [one.id for one in suggestions_for(rosas_case, [option])]


@pytest.mark.parametrize("how", ["named", "told"])
def test_who_has_a_lawyer_is_offered_no_options(rosas_case, ana, how):
    fearful(rosas_case, ana)
    if how == "named":
        casefile.name_lawyer(rosas_case, name="Dana Cole", by=ana)
    else:
        casefile.tell_fact(rosas_case, FactKind.REPRESENTED, "yes", by=ana)

    assert [one.id for one in suggestions_for(rosas_case, []) if one.kind == "option"] == []


def test_leaving_registering_and_consulates_are_nowhere_in_what_the_plan_can_offer():
    from cases.plans.catalogue import entries

    said = " ".join(str(one.texts) for one in entries().values()).lower()

    assert [word for word in NEVER if word in said] == []
