"""What is said, and what is not said any more, in the instant of sending."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cases.casefile import services as casefile
from cases.timeline import services as timeline
from cases.timeline.dates import PartialDate
from cases.timeline.models import Moment
from cases.timeline.rhythm import Rhythm, Unit
from clinic.outbox.delivery import send_due
from clinic.outbox.models import Message, State, Task
from clinic.outbox.sweep import sweep
from clinic.people import services as people
from clinic.vault import holders
from clinic.words import dates
from tests.cases.reminders.conftest import in_days, name
from tests.cases.reminders.test_wanted import tick, with_address_change

TELLS = ("Rosa", "court", "corte", "audiencia", "hearing", "ICE", "ISAP", "abogado", "lawyer")


def bodies():
    """Sweeps, sends, and reads what arrived this time."""
    mail.outbox.clear()
    sweep()
    send_due()
    return [letter.body for letter in mail.outbox]


def problems():
    return set(Message.objects.filter(state=State.DROPPED).values_list("problem", flat=True))


def test_a_reminder_says_when_and_where_in_her_language_and_nothing_else(case, appointment):
    appointment(case, days=7)
    day = in_days(7)

    (body,) = bodies()

    said = f"{dates.weekday(day, 'es')} {dates.day_and_month(day, 'es')}"
    assert body.startswith(f"Hola. Recuerde el {said} a las 9:00 a.m., 26 Federal Plaza.")
    assert mail.outbox[0].subject == f"Una nota para el {dates.weekday(day, 'es')}"
    assert mail.outbox[0].to == ["rosa@example.org"]
    assert not [word for word in TELLS if word in body]


def test_the_day_before_it_says_tomorrow_however_late_the_first_reminder_is(case, appointment):
    appointment(case, days=1)

    (body,) = bodies()

    assert "mañana" in body


def test_who_asked_for_plain_words_gets_them_after_their_own_sign(case, appointment, ana):
    people.change_person(case.person, by=ana, preferences={"words": "plain", "code_word": "Girasol"})
    appointment(case, days=7)

    (body,) = bodies()

    assert body.startswith("Girasol: Hola. Recuerde su cita del")


def test_a_date_that_moved_is_told_new_and_the_old_one_never_again(case, appointment, ana):
    event = appointment(case, days=7)
    bodies()
    timeline.change_event(event, by=ana, when=PartialDate.of(in_days(30)))

    (body,) = bodies()

    assert body.startswith("Hay una fecha nueva:")
    assert dates.day_and_month(in_days(30), "es") in body
    assert dates.day_and_month(in_days(7), "es") not in body
    assert bodies() == []


def test_a_date_that_moves_between_sweep_and_sending_is_told_as_it_is_now(case, appointment, ana):
    event = appointment(case, days=7)
    sweep()
    timeline.change_event(event, by=ana, when=PartialDate.of(in_days(6)))

    (body,) = bodies()

    assert dates.day_and_month(in_days(6), "es") in body
    assert problems() == {"moved since"}


def test_consent_withdrawn_between_sweep_and_sending_is_heeded(case, appointment, julia, ana):
    appointment(case, days=1)
    sweep()
    name(case.person, ana, may_know="nothing")

    send_due()

    assert [letter.to for letter in mail.outbox] == [["rosa@example.org"]]
    assert problems() == {"may not be told"}


def test_an_address_taken_back_leaves_somebody_to_find_another_way(case, appointment, ana):
    appointment(case, days=1)
    sweep()
    people.end_contacts(case.person, kind="email", why="unsafe", by=ana)

    send_due()

    assert mail.outbox == []
    assert Message.objects.get().state == State.DEAD
    assert Task.objects.get(kind="could_not_tell").person_id == case.person_id


def test_an_address_that_was_replaced_is_used_as_it_is_now(case, appointment, ana):
    appointment(case, days=1)
    sweep()
    new = people.replace_contact(case.person, kind="email", value="new@example.org", whose="mine", by=ana)

    send_due()

    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]
    assert Message.objects.get().contact_id == new.pk


def close(case, event, ana):
    casefile.close_case(case, by=ana)


def erase(case, event, ana):
    holders.destroy_key(case.person_id)
    holders.forget()


def fall_away(case, event, ana):
    timeline.remove_event(event, by=ana)


def pass_by(case, event, ana):
    Moment.objects.filter(pk=event.moment_id).update(starts_at=timezone.now() - timedelta(minutes=1))


@pytest.mark.parametrize(
    "happens, said",
    [(close, "closed"), (erase, "erased"), (fall_away, "called off"), (pass_by, "past")],
)
def test_what_is_no_longer_true_is_not_sent(happens, said, case, appointment, ana):
    event = appointment(case, days=1)
    sweep()
    happens(case, event, ana)

    send_due()

    assert mail.outbox == []
    assert problems() == {said}


def test_a_date_that_is_not_confirmed_is_not_said_only_that_something_changed(case, appointment, ana):
    event = appointment(case, days=7)
    timeline.record_check(case, by=ana, result="changed", event=event, when=PartialDate.of(in_days(6)))

    (body,) = bodies()

    assert body.startswith("Hola. Hay un cambio.")
    assert dates.day_and_month(in_days(6), "es") not in body


def test_a_date_that_fell_away_says_only_that_something_changed(case, appointment, ana):
    event = appointment(case, days=7)
    bodies()
    timeline.remove_event(event, by=ana)

    (body,) = bodies()

    assert body.startswith("Hola. Hay un cambio.")
    assert bodies() == []


def test_family_hears_the_date_and_not_the_place(case, appointment, julia):
    appointment(case, days=1)

    family = next(body for body in bodies() if "Alguien quiere que usted sepa" in body)

    assert dates.day_and_month(in_days(1), "es") in family
    assert "26 Federal Plaza" not in family


def test_a_deadline_is_something_on_the_list(case, ana, mei):
    tick("eoir33-court", mei)
    with_address_change(case, ana)

    (body,) = bodies()

    assert body.startswith("Hola. Algo de su lista es para el")
    assert not [word for word in (*TELLS, "EOIR") if word in body]


def test_without_mail_a_person_is_phoned_and_the_words_are_on_the_call_list(appointment, somebody):
    case = somebody("Luz", phone="+12125550102")
    appointment(case, days=1)
    sweep(timezone.localtime().replace(hour=12))  # in the daytime
    Message.objects.update(next_at=timezone.now())

    send_due()

    task = Task.objects.get(kind="call")
    assert task.note.startswith("Luz, 212-555-0102")
    assert "Please remember tomorrow" in task.note
    assert mail.outbox == []


def test_of_a_visit_that_is_only_expected_we_ask_to_call_and_do_not_say_that_something_changed(case, ana):
    weekly = Rhythm(1, Unit.WEEKS, in_days(6).weekday(), in_days(6))
    timeline.add_pattern(case, by=ana, kind="isap-event-scheduled", rhythm=weekly)

    (body,) = bodies()

    assert body.startswith("Hola. Por favor llame al")
    assert f"antes del {dates.weekday(in_days(6), 'es')}." in body
    assert "cambio" not in body
    assert bodies() == []


def test_what_comes_again_and_again_makes_no_task_of_a_first_notice(case, ana):
    weekly = Rhythm(1, Unit.WEEKS, in_days(6).weekday(), in_days(6))
    timeline.add_pattern(case, by=ana, kind="isap-event-scheduled", rhythm=weekly)

    bodies()

    assert not Task.objects.exists()
