"""A rule has an owner: without Mei's tick that still stands it does not print, and switched off it counts nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.plans.story import due_lines
from cases.reminders import wanted
from cases.timeline import services, tasks
from cases.timeline.doubts import doubts
from cases.timeline.models import Deadline, RuleChange, RuleNote, RuleReview, RuleStop
from cases.timeline.rules import all_rules, find_rule
from tests.cases.timeline.conftest import in_days
from tests.data_files import said_after_all, untranslated

PROSE = "court-evidence-individual-prose"


@pytest.fixture
def ticked(deadline, mei):
    return services.tick_rule(PROSE, deadline.version, by=mei, recheck_on=in_days(10))


def printed(case, today=None):
    return due_lines(case, today=today or timezone.localdate())


def reminded(today):
    return [due.pk for due, _days, _at in wanted.alerts_of(Deadline.objects.all(), today)]


def page_of(at, user, case):
    return at(user).get(f"/cases/{case.pk}/timeline/").content.decode()


def test_a_tick_prints_reminds_and_shows_as_checked(at, ana, case, ticked):
    assert printed(case) and reminded(timezone.localdate())
    assert "Not checked by a lawyer" not in page_of(at, ana, case)


def test_past_its_day_to_look_again_it_stops_printing_and_reminding(at, ana, case, ticked):
    RuleReview.objects.update(recheck_on=in_days(-1))

    assert (printed(case), reminded(timezone.localdate())) == ([], [])
    assert "Not checked by a lawyer" in page_of(at, ana, case)


def test_on_that_day_itself_it_still_prints(case, ticked):
    assert printed(case, today=ticked.recheck_on)
    assert not printed(case, today=ticked.recheck_on + timedelta(days=1))


def test_looked_at_again_it_prints_again_and_the_former_tick_is_kept(at, mei, case, ticked, deadline):
    RuleReview.objects.update(recheck_on=in_days(-1))

    at(mei).post(f"/cases/rules/{PROSE}/{deadline.version}/", {"months": "3"})

    assert RuleReview.objects.count() == 2
    assert RuleReview.objects.latest("reviewed_at").recheck_on == in_days(91)
    assert printed(case)


def test_ticked_twice_in_a_row_it_is_one_tick(ticked, deadline, mei):
    services.tick_rule(PROSE, deadline.version, by=mei, recheck_on=in_days(10))

    assert RuleReview.objects.count() == 1


def test_the_last_tick_counts_even_where_it_is_shorter(case, ticked, deadline, mei):
    services.tick_rule(PROSE, deadline.version, by=mei, recheck_on=in_days(3))

    assert not printed(case, today=in_days(4))


@pytest.mark.parametrize("why", ["nobody ticked it", "the tick ran out", "the rule is off"])
def test_the_day_on_an_official_notice_prints_all_the_same(case, hearing, ana, mei, deadline, why):
    services.change_event(hearing, by=ana, printed_due=in_days(20))
    if why != "nobody ticked it":
        services.tick_rule(PROSE, deadline.version, by=mei)
    if why == "the tick ran out":
        RuleReview.objects.update(recheck_on=in_days(-1))
    if why == "the rule is off":
        services.stop_rule(PROSE, by=mei)

    assert [(line.last_day, line.on_notice) for line in printed(case)] == [(in_days(20), True)]


def test_switched_off_it_counts_nothing_and_whom_it_concerns_is_on_the_list(
    at, mei, carmen, case, ticked, deadline
):
    page = at(mei).post(f"/cases/rules/{PROSE}/off/", follow=True).content.decode()

    assert "1 case is on the desk" in page and "Switched off on" in page
    assert not Deadline.objects.exists() and printed(case) == []
    change = RuleChange.objects.get()
    assert (change.case, change.rule, change.was) == (case, PROSE, deadline.last_day.isoformat())
    assert "A lawyer switched this rule off" in at(carmen).get("/desk/").content.decode()


def test_nobody_else_is_counted_again_or_on_the_list(ana, mei, case, deadline):
    services.stop_rule("bia-appeal", by=mei)

    assert Deadline.objects.get().computed_at == deadline.computed_at
    assert not RuleChange.objects.exists()


def test_what_was_answered_stays_and_no_longer_prints(case, ana, mei, ticked, deadline):
    services.answer_deadline(deadline, by=ana, kind="more_time", until=in_days(30))
    assert printed(case)

    services.stop_rule(PROSE, by=mei)

    assert Deadline.objects.get().answer.kind == "more_time"
    assert printed(case) == []


def test_switched_on_again_the_sweep_counts_it_and_the_tick_still_stands(at, mei, case, ticked):
    services.stop_rule(PROSE, by=mei)
    services.stop_rule(PROSE, by=mei)
    assert RuleStop.objects.count() == 1

    at(mei).post(f"/cases/rules/{PROSE}/on/")
    tasks.compute_again()

    assert Deadline.objects.get().rule == PROSE
    assert printed(case)


def test_switched_off_a_second_time_they_are_on_the_list_again(mei, carmen, case, deadline):
    services.stop_rule(PROSE, by=mei)
    services.tell_of_change(RuleChange.objects.get(), by=carmen)
    services.resume_rule(PROSE, by=mei)
    tasks.compute_again()

    services.stop_rule(PROSE, by=mei)

    assert RuleChange.objects.waiting().count() == 1


def test_the_date_on_a_notice_is_never_switched_off(at, mei, db):
    notice = next(rule for rule in all_rules() if rule.on_any_notice)

    with pytest.raises(services.AlwaysPrints):
        services.stop_rule(notice.id, by=mei)
    assert at(mei).post(f"/cases/rules/{notice.id}/off/").status_code == 404
    assert "Switch the rule off" not in at(mei).get(f"/cases/rules/{notice.id}/").content.decode()


def test_a_note_stands_with_its_author_and_is_sealed(at, mei):
    at(mei).post(f"/cases/rules/{PROSE}/notes/", {"text": "Read chapter 3.1 again in March."})

    note = RuleNote.objects.get()
    assert (note.text, note.written_by) == ("Read chapter 3.1 again in March.", mei)
    page = at(mei).get(f"/cases/rules/{PROSE}/").content.decode()
    assert "Read chapter 3.1 again in March." in page and "Mei" in page


def test_the_doubts_of_a_rule_stand_beside_it_for_the_lawyer_alone(at, ana, mei, case, deadline):
    said = "not read in today&#x27;s manual"

    assert said in at(mei).get(f"/cases/rules/{PROSE}/").content.decode()
    assert said not in page_of(at, ana, case)


def test_every_doubt_speaks_both_languages_and_of_rules_we_have():
    assert untranslated(doubts()) == [] and said_after_all(doubts()) == []
    assert {rule for doubt in doubts() for rule in doubt.rules} <= {rule.id for rule in all_rules()}


def test_the_list_says_which_wait_again(at, mei, ticked):
    assert "look again by" in at(mei).get("/cases/rules/").content.decode()
    RuleReview.objects.update(recheck_on=in_days(-1))

    page = at(mei).get("/cases/rules/").content.decode()
    assert "it no longer prints" in page
    assert find_rule(PROSE).name() in page.partition("Ticked</h2>")[0]


def test_a_length_that_is_not_offered_is_not_there(at, mei):
    rule = find_rule(PROSE)
    address = f"/cases/rules/{rule.id}/{rule.versions[0].key}/"

    assert at(mei).post(address, {"months": "600"}).status_code == 404
