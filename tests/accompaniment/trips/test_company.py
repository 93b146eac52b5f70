from datetime import time, timedelta
from io import BytesIO

from pypdf import PdfReader

from accompaniment.trips import services as trips
from accompaniment.trips.company import company
from cases.plans import handouts
from cases.timeline import services as timeline


def test_paper_says_how_many_go_and_where_they_meet_and_never_who(appointment, carmen, luis, jorge, goes):
    trip = appointment()
    goes(luis, trip)
    trips.ask(trip, jorge, by=carmen)
    trips.set_meeting(trip, by=carmen, meeting_point="Duane Street door", meet_at=time(8, 30))

    said = company([trip.moment])

    assert said == {trip.moment_id: {"going": 1, "meet_at": time(8, 30), "meet_where": "Duane Street door"}}


def test_a_yes_to_the_day_before_it_moved_is_not_company_on_the_new_paper(appointment, carmen, luis, goes):
    trip = appointment()
    goes(luis, trip)
    moment = trip.moment

    timeline.move_moment(
        moment,
        by=carmen,
        local_date=moment.local_date + timedelta(days=90),
        local_time=time(9),
        place=moment.place,
        source="paper",
    )

    assert company([moment]) == {}


def test_an_appointment_nobody_plans_company_for_says_nothing(appointment):
    assert company([]) == {}


def test_the_sheet_to_carry_says_who_many_go_along(appointment, carmen, luis, jorge, goes):
    trip = appointment()
    goes(luis, trip)
    goes(jorge, trip)
    case = trip.moment.events.get().case

    handout = handouts.make_handout(case, by=carmen, language="en")

    pages = PdfReader(BytesIO(handouts.read_sheet(handout, "carry"))).pages
    text = " ".join(pages[0].extract_text().split())
    assert "2 people go with you" in text
    assert "Luis" not in text
