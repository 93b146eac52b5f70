"""Text messages, tested at an HTTP server that speaks the provider's API and misbehaves when told to."""

import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test import Client
from django.utils import timezone
from twilio.request_validator import RequestValidator

from clinic.outbox import delivery, switches
from clinic.outbox.channels import texting
from clinic.outbox.channels.texting import WhatsApp
from clinic.outbox.models import Channel, Message, State, Task
from clinic.people import services as people
from clinic.people.models import TrustedPerson
from clinic.people.ways import write_missing_indexes

from .conftest import SAID, say
from .test_delivery import later, run_out
from .text_office import TextOffice

PHONE = "+12125550142"
OURS = "https://clinic.example.org"


@pytest.fixture
def text_office(settings, db):
    office = TextOffice()
    switches.switch("sms", on=True, by=None)
    switches.switch("whatsapp", on=True, by=None)
    settings.CLINIC_URL = OURS
    settings.TWILIO = {
        "account": "AC1",
        "secret": "secret",
        "number": "+12125550100",
        "whatsapp": "+12125550101",
        "templates": {},
        "url": office.url,
    }
    yield office
    office.close()


@pytest.fixture
def text(waiting, rosa, ana):
    """text(): a text message to Rosa's phone, due now."""
    contact = people.replace_contact(rosa, kind="phone", value=PHONE, whose="mine", by=ana)

    def make(**columns):
        row = {"channel": Channel.SMS, "contact_id": contact.pk, **columns}
        return waiting(to=PHONE, **row)

    return make


def send(message):
    delivery.send_due()
    message.refresh_from_db()
    return message


def callback(path, signed_with="secret", **words):
    """What the provider posts to us, signed for this address and these words."""
    signature = RequestValidator(signed_with).compute_signature(OURS + path, words)
    return Client().post(path, words, headers={"X-Twilio-Signature": signature})


def status(message, status, sid="SM9", **more):
    return callback(f"/hooks/texts/{message.pk}/", MessageStatus=status, MessageSid=sid, **more)


def writes(body, phone=PHONE, **more):
    return callback("/hooks/texts/", From=phone, Body=body, **{"MessageSid": "SM5", **more})


def test_a_text_message_is_taken_and_the_row_says_so(text, text_office):
    message = send(text())

    taken = text_office.taken[0]
    assert (message.state, message.provider_ref) == (State.SENT, taken["sid"])
    assert (taken["to"], taken["from"], taken["body"]) == (PHONE, "+12125550100", "Please remember Tuesday.")
    assert taken["callback"] == f"{OURS}/hooks/texts/{message.pk}/"


@pytest.mark.parametrize("trouble", ["500 after taking it", "cut after taking it"])
def test_an_answer_that_was_lost_is_asked_for_and_not_sent_again(text, text_office, trouble):
    message = text()
    text_office.troubles = [trouble]
    unknown = send(message).state

    later(message)
    send(message)

    assert (unknown, message.state, len(text_office.taken)) == (State.UNKNOWN, State.SENT, 1)
    assert (message.provider_ref, message.may_repeat) == (text_office.taken[0]["sid"], False)


def test_a_sender_killed_before_it_sent_is_asked_for_and_then_sent(text, text_office):
    message = text()
    delivery.claim()
    run_out(message)

    send(message)

    assert (message.state, message.may_repeat, text_office.asked) == (State.SENT, False, [PHONE])
    assert [one["body"] for one in text_office.taken] == ["Please remember Tuesday."]


def test_two_who_share_a_phone_are_each_told(text, text_office):
    first = send(text())
    second = text()
    delivery.claim()
    run_out(second)

    send(second)

    assert first.provider_ref != second.provider_ref
    assert len(text_office.taken) == 2


@pytest.mark.parametrize("trouble", [429, 20003])
def test_what_is_not_taken_yet_waits(text, text_office, settings, trouble):
    message = text()
    if trouble == 429:
        text_office.troubles = [429]
    else:
        settings.TWILIO = {**settings.TWILIO, "secret": "an old one"}

    send(message)

    assert (message.state, message.problem) == (State.WAITING, "did not go through")


def waits(message):
    message.refresh_from_db()
    return (message.next_at - timezone.now()).total_seconds()


@pytest.mark.parametrize("trouble", [429, 503])
@pytest.mark.parametrize(
    ("asked", "at_least", "at_most"),
    [("600", 590, 601), ("99999", 1790, 1801), ("5", 40, 75), ("soon", 40, 75), ("²", 40, 75)],
)
def test_the_provider_says_how_long_to_wait_and_we_do_within_reason(
    text, text_office, trouble, asked, at_least, at_most
):
    message = text()
    text_office.troubles, text_office.retry_after = [trouble], asked.encode().decode("latin-1")

    send(message)

    assert at_least < waits(message) < at_most


def test_it_may_say_until_when(text, text_office):
    message = text()
    until = datetime.now(UTC) + timedelta(minutes=20)
    text_office.troubles, text_office.retry_after = [429], format_datetime(until, usegmt=True)

    send(message)

    assert 1190 < waits(message) < 1201


def test_what_else_waits_for_that_channel_waits_too_unless_that_would_be_too_late(text, text_office):
    soon = {"not_after": timezone.now() + timedelta(minutes=5)}
    first, second, late = text(), text(), text(**soon)
    text_office.troubles, text_office.retry_after = [429], "600"

    delivery.send_due(limit=1)
    worked = delivery.send_due()

    states = [Message.objects.get(pk=one.pk).state for one in (first, second, late)]
    assert (worked, states) == (1, [State.WAITING, State.WAITING, State.SENT])
    assert waits(second) > 590


def test_of_those_a_worker_holds_none_is_begun_in_the_pause(text, text_office):
    for _row in range(9):
        text()
    text_office.troubles, text_office.retry_after = [None, None, None, 429], "600"

    delivery.send_due()
    delivery.send_due()

    asked = Message.objects.filter(state=State.WAITING)
    assert len(text_office.taken) == 3
    assert sorted(asked.values_list("attempts", flat=True)) == [0, 0, 0, 0, 0, 1]
    assert not asked.filter(next_at__lt=timezone.now() + timedelta(minutes=9)).exists()


def test_what_would_be_useless_by_then_is_tried_once_more_before(text, text_office):
    message = text(not_after=timezone.now() + timedelta(minutes=10))
    text_office.troubles, text_office.retry_after = [429], "3600"

    send(message)

    assert message.state == State.WAITING and 500 < waits(message) < 545


def test_an_answer_that_makes_no_sense_may_mean_that_it_left(text, text_office, errors_are_expected):
    message = text()
    text_office.troubles = ["nonsense"]
    unknown = send(message).state

    later(message)
    send(message)

    assert (unknown, message.state, len(text_office.taken)) == (State.UNKNOWN, State.SENT, 1)


def test_nobody_listening_means_that_it_did_not_leave(text, text_office):
    message = text()
    text_office.close()

    assert send(message).state == State.WAITING


def test_a_number_that_is_none_ends_the_contact_and_somebody_finds_another_way(text, text_office, rosa):
    message = text()
    text_office.troubles = [21211]

    send(message)

    contact = rosa.contacts.get()
    assert (message.state, message.problem) == (State.DEAD, "wrong number")
    assert (contact.ended_at is not None, contact.ended_why) == (True, "wrong_number")
    assert {task.kind for task in Task.objects.all()} == {"could_not_tell", "find_a_way"}


def test_it_arrived(text, text_office):
    message = send(text())

    answer = status(message, "delivered")

    message.refresh_from_db()
    assert (answer.status_code, message.state) == (204, State.DELIVERED)


def test_reports_out_of_order_and_twice_change_nothing_back(text, text_office):
    message = send(text())

    for said in ("delivered", "sent", "queued", "delivered"):
        status(message, said)

    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_what_could_not_be_brought_is_a_task_with_the_words_once(text, text_office, rosa):
    message = send(text())

    for _twice in range(2):
        status(message, "undelivered", ErrorCode="30008")

    message.refresh_from_db()
    task = Task.objects.get()
    assert (message.state, message.problem) == (State.DEAD, "not delivered")
    assert (task.kind, task.note) == ("could_not_tell", "Rosa: Please remember Tuesday.")
    assert rosa.contacts.current().exists()


def test_a_report_settles_a_row_whose_answer_was_lost(text, text_office):
    message = text()
    text_office.troubles = ["cut after taking it"]
    send(message)

    status(message, "sent")
    later(message)
    send(message)

    assert (message.state, message.provider_ref, len(text_office.taken)) == (State.SENT, "SM9", 1)


def test_what_was_taken_and_not_brought_is_sent_again(text, text_office):
    message = text()
    text_office.troubles = ["cut after taking it"]
    send(message)
    text_office.taken[0]["status"] = "undelivered"

    later(message)
    send(message)

    assert (message.state, len(text_office.taken)) == (State.SENT, 2)


def test_a_number_refused_after_a_doubt_is_no_longer_in_doubt(text, text_office):
    message = text()
    delivery.claim()
    run_out(message)
    text_office.troubles = [21211]

    send(message)

    assert (message.state, message.may_repeat) == (State.DEAD, False)
    assert not Message.objects.left().exists()


def test_what_could_not_be_brought_is_a_task_even_where_its_words_cannot_be_found(
    text, text_office, errors_are_expected
):
    message = send(text())
    SAID[message.recipient] = RuntimeError("the words are broken")

    answer = status(message, "failed")

    assert (answer.status_code, Task.objects.get().kind) == (204, "could_not_tell")


def test_a_report_that_is_not_signed_is_not_there(text, text_office):
    message = send(text())

    forged = callback(
        f"/hooks/texts/{message.pk}/", signed_with="guessed", MessageStatus="undelivered", MessageSid="SM9"
    )
    plain = Client().post(f"/hooks/texts/{message.pk}/", {"MessageStatus": "undelivered"})

    message.refresh_from_db()
    assert (forged.status_code, plain.status_code, message.state) == (404, 404, State.SENT)


def test_a_clinic_without_an_account_answers_nobody(text, text_office, settings):
    message = send(text())
    settings.TWILIO = {**settings.TWILIO, "secret": ""}

    answer = callback(
        f"/hooks/texts/{message.pk}/", signed_with="", MessageStatus="undelivered", MessageSid=""
    )

    assert answer.status_code == 404


def test_of_a_message_nobody_knows_nothing_is_written(text_office, db):
    answer = callback(f"/hooks/texts/{uuid.uuid4()}/", MessageStatus="failed", MessageSid="SM1")

    assert (answer.status_code, Message.objects.count()) == (204, 0)


@pytest.mark.parametrize("word", ["STOP", "alto", "Arrêt", "ALTO por favor", "cancel."])
def test_stop_stops_at_once_and_is_confirmed(text, text_office, rosa, word):
    text()

    answer = writes(word)

    assert not rosa.contacts.current().exists()
    assert "555" not in answer.content.decode() or "212-555-0100" in answer.content.decode()
    assert "Ya no va a recibir mensajes" in answer.content.decode()
    assert Task.objects.get().kind == "find_a_way"


@pytest.mark.parametrize("words", ["Wrong date", "Cancel my appointment", "Cancelar cita", "Incorrecto"])
def test_what_is_said_of_a_date_ends_no_phone(text, text_office, rosa, words):
    text()

    writes(words)

    assert rosa.contacts.current().exists()
    assert [task.kind for task in Task.objects.all()] == ["wrote_to_us"]


def test_somebody_she_named_says_stop_and_only_he_is_told_no_more(text, text_office, rosa, ana):
    text()
    named = people.name_trusted(
        rosa,
        [
            {
                "name": "Julia",
                "relation": "sister",
                "phone": "+12125550199",
                "email": "",
                "may_know": "date",
                "language": "en",
            }
        ],
        by=ana,
    )[0]

    answer = writes("stop", phone="+12125550199")

    named.refresh_from_db()
    assert "You will get no more messages" in answer.content.decode()
    assert (named.ended_at is not None, rosa.contacts.current().count()) == (True, 1)


def test_whom_she_named_before_numbers_were_indexed_says_stop_and_is_heard(text, text_office, rosa, ana):
    one = {"relation": "sister", "email": "", "may_know": "date", "language": "en"}
    with_phone, without = people.name_trusted(
        rosa, [{**one, "name": "Julia", "phone": "+12125550199"}, {**one, "name": "Eva", "phone": ""}], by=ana
    )
    TrustedPerson.objects.update(phone_index=None)

    for _twice in range(2):
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    writes("stop", phone="+12125550199")

    with_phone.refresh_from_db()
    without.refresh_from_db()
    assert (with_phone.ended_at is not None, without.phone_index) == (True, None)


def test_a_number_that_was_changed_holds_up_no_other(rosa, ana, errors_are_expected):
    one = {"relation": "sister", "email": "", "may_know": "date", "language": "en"}
    both = [
        {**one, "name": "Julia", "phone": "+12125550199"},
        {**one, "name": "Eva", "phone": "+12125550198"},
    ]
    broken, whole = people.name_trusted(rosa, both, by=ana)
    TrustedPerson.objects.update(phone_index=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clinic_trustedperson SET phone = set_byte(phone, 40, get_byte(phone, 40) # 1) WHERE id = %s",
            [broken.pk],
        )

    write_missing_indexes()

    assert TrustedPerson.objects.get(phone_index__isnull=False).pk == whole.pk


def test_yes_says_that_the_way_is_still_good(text, text_office, rosa):
    text()
    rosa.contacts.update(confirmed_at=timezone.now() - timedelta(days=100))

    answer = writes("Sí")

    assert rosa.contacts.get().confirmed_at > timezone.now() - timedelta(minutes=1)
    assert "<Message>" not in answer.content.decode()


def test_other_words_are_read_by_somebody(text, text_office, rosa):
    text()

    answer = writes("No puedo ir mañana")
    writes("No puedo ir mañana")  # the provider brings it again

    task = Task.objects.get()
    assert (task.kind, task.person_id, task.note) == ("wrote_to_us", rosa.pk, "No puedo ir mañana")
    assert "Alguien le va a llamar" in answer.content.decode()


@pytest.mark.parametrize("words", ["Hello?", "ALTO"])
def test_a_stranger_who_writes_leaves_nothing_here_and_is_promised_nothing(text_office, db, words):
    answer = writes(words, phone="+12125550177")

    said = answer.content.decode()
    assert (answer.status_code, Task.objects.count()) == (200, 0)
    assert "We do not know this number. Please call" in said and "Por favor llame al" in said
    assert "will call you" not in said


def test_whoever_said_stop_and_writes_again_is_asked_to_call(text, text_office):
    text()
    writes("STOP")

    assert "Por favor llame al" in writes("No puedo ir").content.decode()


def test_whatsapp_sends_what_was_approved_with_its_blanks_filled(waiting, text_office, settings, slice_above):
    settings.TWILIO = {**settings.TWILIO, "templates": {"seven_days.es": "HX1"}}
    message = waiting(to="with a template", channel=Channel.WHATSAPP)

    send(message)

    taken = text_office.taken[0]
    assert (taken["to"], taken["from"]) == (f"whatsapp:{PHONE}", "whatsapp:+12125550101")
    assert (taken["template"], taken["variables"]["1"], taken["variables"]["4"]) == ("HX1", "martes", "–")


@pytest.fixture
def by_template(waiting, text_office, settings):
    """by_template("lunes"): a row for a phone two people share, sent by a template that WhatsApp fills in."""
    settings.TWILIO = {**settings.TWILIO, "templates": {"seven_days.es": "HX1"}}
    texting._known_templates.clear()

    def make(weekday):
        message = waiting(to="with a template", channel=Channel.WHATSAPP)
        SAID[message.about] = weekday
        return message

    return make


def in_doubt(*messages):
    """A worker took them and was killed: nobody knows which of them left."""
    for _message in messages:
        delivery.claim()
    for message in messages:
        run_out(message)


@pytest.mark.parametrize("left", ["lunes", "martes"])
def test_of_two_who_share_a_phone_the_one_whose_message_left_is_not_told_twice_nor_the_other_never(
    by_template, text_office, left
):
    text_office.templates = {"HX1": "Recuerde: {{1}} {{2}}.\nLlame al {{5}}."}
    first, second = by_template("lunes"), by_template("martes")
    came_through = {"lunes": first, "martes": second}[left]
    WhatsApp().send(came_through, say(came_through))
    in_doubt(first, second)

    delivery.send_due()

    said = sorted(one["variables"]["1"] for one in text_office.taken)
    rows = Message.objects.all()
    assert (said, {row.state for row in rows}) == (["lunes", "martes"], {State.SENT})
    assert len({row.provider_ref for row in rows}) == 2


def test_whose_it_is_where_nobody_tells_its_words_waits_for_its_report(by_template, text_office):
    first, second = by_template("lunes"), by_template("martes")
    WhatsApp().send(first, say(first))
    in_doubt(first, second)
    delivery.send_due()
    before = set(Message.objects.values_list("state", flat=True))

    status(first, "sent", sid=text_office.taken[0]["sid"])
    later(second)
    delivery.send_due()

    said = sorted(one["variables"]["1"] for one in text_office.taken)
    assert (before, said) == ({State.UNKNOWN}, ["lunes", "martes"])
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def test_one_in_doubt_alone_is_found_without_its_words(by_template, text_office):
    message = by_template("lunes")
    WhatsApp().send(message, say(message))
    in_doubt(message)

    send(message)

    assert (message.state, len(text_office.taken)) == (State.SENT, 1)


def test_a_report_says_whose_it_was_and_the_other_is_told_as_well(text, text_office):
    first, second = text(), text()
    delivery.way_of(Channel.SMS).send(first, say(first))
    in_doubt(first, second)
    Message.objects.filter(pk=first.pk).update(lease_until=timezone.now() + timedelta(minutes=1))
    send(second)  # the same words to the same phone: taken for hers

    callback(f"/hooks/texts/{first.pk}/", MessageStatus="delivered", MessageSid=text_office.taken[0]["sid"])
    send(second)

    states = set(Message.objects.values_list("state", flat=True))
    assert (len(text_office.taken), states) == (2, {State.SENT, State.DELIVERED})
