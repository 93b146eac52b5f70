"""The parts of a page, rendered by themselves."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

TODAY = date(2026, 11, 21)


class Moment(forms.MultiWidget):
    labels = ("Month", "Day", "How sure?")

    def __init__(self):
        sure = forms.RadioSelect(choices=[("paper", "On the paper"), ("about", "About then")])
        super().__init__([forms.TextInput(), forms.TextInput(), sure])

    def decompress(self, value):
        return value or [None, None, None]


class MomentField(forms.Field):
    widget = Moment

    def clean(self, value):
        raise forms.ValidationError("November has 30 days.")


class Appointment(forms.Form):
    first_name = forms.CharField(label="First name", help_text="Any name they like.")
    kind = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, choices=[("ice", "ICE"), ("court", "Court")]
    )
    day = MomentField(label="When?")
    nobody = forms.BooleanField(label="Does not want anybody called", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].why = "So we know how to call you."


def shown(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def form_page(form):
    return render_to_string("ui/_form.html", {"form": form, "submit": "Save"})


def test_a_leaf_shows_the_day_month_and_weekday():
    leaf = shown('{% leaf day "ice" "small" %}', day=date(2026, 12, 8))

    assert ">Dec<" in leaf
    assert ">8<" in leaf
    assert ">Tue<" in leaf
    assert 'aria-hidden="true"' in leaf


@pytest.mark.parametrize(("sure", "day"), [("month", ">1<"), ("year", ">1<"), ("unknown", ">1<")])
def test_a_leaf_makes_no_day_up(sure, day):
    leaf = shown("{% leaf day kind size sure %}", day=date(2019, 3, 1), kind="court", size="", sure=sure)

    assert day not in leaf


def test_a_leaf_of_a_date_nobody_knows_has_a_question_mark_and_no_colour():
    assert "leaf--unknown" in shown("{% leaf %}")
    assert ">?<" in shown("{% leaf %}")


@pytest.mark.parametrize(("day", "tone"), [(21, "urgent"), (28, "urgent"), (29, "soon"), (20, "")])
def test_a_date_is_urgent_within_seven_days_and_soon_within_fourteen(day, tone):
    assert Template("{% load ui %}{{ day|nearness:today }}").render(
        Context({"day": date(2026, 11, day), "today": TODAY})
    ) == (tone)


def test_seats_say_in_words_what_the_dots_show():
    seats = shown("{% seats 1 1 2 %}")

    assert "1 of 2" in seats
    assert "1 asked" in seats
    assert seats.count("seat--going") == 1
    assert seats.count("seat--asked") == 1


def test_a_telephone_number_can_be_dialled_and_keeps_its_direction():
    assert shown('{% phone "212-555-0100" %}') == (
        '<a class="alone" href="tel:+12125550100"><bdi dir="ltr">212-555-0100</bdi></a>'
    )


def test_a_card_whose_date_nobody_knows_still_says_what_to_do():
    card = {
        "kind": "court",
        "office": "Court",
        "sure": "unknown",
        "unknown": "We do not know your next date.",
        "call": "1-800-898-7180",
    }

    page = render_to_string("ui/_date_card.html", {"card": card, "first": True})

    assert "We do not know your next date." in page
    assert 'href="tel:+18008987180"' in page
    assert "None" not in page


def test_an_unchecked_rule_says_that_it_is_unchecked():
    due = {"what": "Appeal", "do_by": date(2026, 12, 4), "last_day": date(2026, 12, 11), "unchecked": True}

    page = render_to_string("ui/_due.html", {"due": due})

    assert "Not checked by a lawyer." in page
    assert page.index("Do it by") < page.index("Last legal day")


def test_a_deadline_gone_by_says_that_there_are_exceptions():
    due = {"what": "Appeal", "do_by": date(2026, 11, 1), "last_day": date(2026, 11, 10), "past": True}

    page = render_to_string("ui/_due.html", {"due": due})

    assert "This date has passed. There are exceptions. Ask a lawyer." in page
    assert "Do it by" not in page


def test_why_we_ask_is_there_to_read_and_tied_to_the_control():
    page = form_page(Appointment())

    assert '<p class="ask__why" id="id_first_name_why">' in page
    assert 'aria-describedby="id_first_name_why id_first_name_help"' in page


def test_no_control_is_marked_as_needed():
    page = form_page(Appointment())

    assert "asterisk" not in page
    assert "novalidate" in page


def test_a_refused_form_leads_from_its_summary_to_each_control():
    page = form_page(Appointment({"kind": "ice", "day_0": "11", "day_1": "31"}))

    assert "Please look at 2 places below. What you wrote is kept." in page
    assert '<a href="#id_first_name">' in page
    assert '<a href="#id_day_0">November has 30 days.</a>' in page
    assert 'id="id_day_0"' in page
    assert 'value="31"' in page


def test_a_refused_control_says_so_to_who_does_not_see_it():
    page = form_page(Appointment({"kind": "ice"}))

    assert 'aria-describedby="id_first_name_why id_first_name_help id_first_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_refusal_of_the_whole_form_stands_in_the_summary():
    form = Appointment({"first_name": "Marta", "kind": "ice"})
    form.errors.pop("day", None)
    form.add_error(None, "This is already on the timeline.")

    assert "This is already on the timeline." in form_page(form)


def test_a_choice_already_made_stays_made():
    page = form_page(Appointment({"kind": "court", "day_2": "about"}))

    assert 'value="court" id="id_kind_1" checked' in page.replace("required ", "")
    assert 'value="about" id="id_day_2_1" checked' in page


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_speaks_both_languages_and_needs_nothing(name):
    page = render_to_string(f"{name}.html")

    assert "Go back to the start" in page
    assert "Volver al inicio" in page
    assert "None" not in page
