"""One clinic evening, with everybody the matrix asks about and one thing of every kind that an address can name.

Rosa's case is what intake looks at; the trips of Beatriz (today), Rosa (next week), Yusuf (asked, not answered) and Ivan (three
days ago) are what accompaniers look at.
"""

import uuid
from datetime import timedelta
from io import BytesIO

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from accompaniment.conduct import services as conduct
from accompaniment.outing import services as outing
from accompaniment.outing.models import TapKind
from accompaniment.trips import services as trips
from accompaniment.trips.models import Ask, Trip
from cases.casefile import services as casefile
from cases.casefile.models import Case
from cases.court_day.models import MovedDay
from cases.documents import services as documents
from cases.plans import services as plans
from cases.plans.models import Handout, Item
from cases.rotation.models import Turn
from cases.timeline import feeds, reading
from cases.timeline import services as timeline
from cases.timeline.dates import Certainty, PartialDate
from cases.timeline.models import Deadline, Event, RuleChange
from cases.timeline.rhythm import Rhythm, Unit
from cases.timeline.rules import all_rules
from clinic.days import passes
from clinic.days import services as days
from clinic.days.models import Visit
from clinic.outbox import services as outbox
from clinic.people import cards, closed, invitations
from clinic.people import services as people
from clinic.people.models import Access, AccessWhy, Opens, Person, Role, User
from clinic.places.models import Place

DAY = timedelta(days=1)


def _picture():
    with BytesIO() as file:
        Image.new("RGB", (8, 8)).save(file, "PNG")
        return file.getvalue()


class World:
    """`users`: by "role" or "role.relation". `things(who)`: what the names in an address stand for, for this user."""

    def __init__(self):
        call_command("demo_people", verbosity=0)
        self.today = timezone.localdate()
        self.carmen, self.luis = self._called("Carmen"), self._called("Luis")
        self.users = {
            "coordinator": self.carmen,
            "lawyer": self._called("Mei"),
            "admin": self._called("Omar"),
            "caller": people.make_user(called="Cleo", email="cleo@example.org", roles=[Role.CALLER]),
        }
        self._rosa()
        self._intake()
        self._trips()
        self._clinic()

    # ---- who

    def _called(self, name):
        return next(user for user in User.objects.all() if user.called == name)

    def _volunteer(self, name, role):
        return people.make_user(called=name, email=f"{name.lower()}@example.org", roles=[role])

    def _intake(self):
        """Whom Rosa's case is open to, and why; `past` was in the line of the night before last."""
        now = timezone.now()
        for relation, why in {
            "line": AccessWhy.VISIT, "handed": AccessWhy.HANDED, "granted": AccessWhy.GRANT, "past": AccessWhy.VISIT,
        }.items():  # fmt: skip
            user = self.users[f"intake.{relation}"] = self._volunteer(f"Intake {relation}", Role.INTAKE)
            access = people.open_access(user, self.rosa, why=why, by=self.carmen)
            if relation == "granted":
                self.of_rosa["access_pk"] = access.pk
            if relation == "past":
                Access.objects.filter(pk=access.pk).update(starts_at=now - 2 * DAY, ends_at=now - DAY)
        self.users["intake.other"] = self._volunteer("Intake other", Role.INTAKE)

    def _clinic(self):
        other = people.meet_person(called="Other", by=self.carmen)
        card, *_ = cards.make_card(other, by=self.carmen, shows_story=True)
        self.users["person"] = other.user
        feed = feeds.open_feed(casefile.open_case(other, by=self.carmen), card=card, by=other.user)
        self.users["rosa"] = Person.objects.get(pk=self.rosa.pk).user
        invitation, _link = invitations.invite(
            "nora@example.org", [Role.INTAKE], language="en", by=self.carmen
        )
        self.table_pass, code = passes.make_pass(by=self.carmen, called="Tonight")
        passes.use_pass(code, "4071")
        self.users["pass"] = self._called("Tonight")
        lead = passes.name_lead(self.users["intake.line"], by=self.carmen)
        waiting = Visit.objects.filter(taken_by=None, ended_at=None).first()
        version, rule = next((one, rule) for rule in all_rules() for one in rule.versions if one.computes)
        self.member = self._volunteer("Member", Role.INTAKE)
        self._closed()
        self.of_the_clinic = {
            "pass_pk": self.table_pass.pk,
            "lead_pk": lead.pk,
            "pk": self.member.pk,
            "message_pk": uuid.uuid4(),
        }
        invited, factor = {"pk": invitation.pk}, {"pk": self._factors()}
        self.of_one_address = {
            "invite_again": invited,
            "withdraw_invitation": invited,
            "mfa_remove_webauthn": factor,
            "mfa_edit_webauthn": factor,
            "taking": {"visit_pk": waiting.pk},
            "cases:feed": {"token": feed},
            "cases:closed_record": {"person_pk": self.shut.pk},
            "record_looked_at": {"opened_pk": self.opened.pk},
            "cases:option_review": {"item_pk": self.option.pk},
            "cases:event_fact": {"fact": "present_at_order"},
            "cases:family_tie": {"other_pk": self.another_case.person_id},
            "cases:family_tie_end": {"other_pk": self.another_case.person_id},
            "cases:moved_day": {"moved_pk": self._moved_day().pk},
            "cases:turn_check": {"turn_pk": self._turn().pk},
            "cases:turn_check_removal": {"turn_pk": self._turn().pk},
            "cases:rule_review": {"rule_id": rule.id, "version": version.key},
        }

    def _closed(self):
        """A record that is closed, and one that another coordinator opened with a reason."""
        again = self._volunteer("Another coordinator", Role.COORDINATOR)
        self.shut = people.meet_person(called="Shut", by=self.carmen)
        casefile.close_case(casefile.open_case(self.shut, by=self.carmen), by=self.carmen)
        self.opened = closed.open_with_reason(self.shut, by=again, reason="Somebody asks for a date")

    def _moved_day(self):
        place = Place.objects.first()
        return MovedDay.objects.create(place=place, day=self.today, source="paper", moved_by=self.carmen)

    def _turn(self):
        """The caller asks the court line about Rosa."""
        now = timezone.now()
        given = {"caller": self.users["caller"], "place": 0, "ends_at": now + DAY}
        return Turn.objects.get_or_create(case=self.case, defaults=given)[0]

    def _factors(self):
        """Carmen has an app and codes on paper. Returns the id of somebody else's passkey."""
        TOTP.activate(self.carmen, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(self.carmen)
        key = Authenticator.objects.create(
            user=self.member, type=Authenticator.Type.WEBAUTHN, data={"name": "laptop", "credential": {}}
        )
        return key.pk

    # ---- what

    def _rosa(self):
        self.rosa = next(person for person in Person.objects.all() if person.called == "Rosa")
        self.case = Case.objects.get(person=self.rosa)
        self.another_case = Case.objects.exclude(person=self.rosa).first()
        of_hers = {"case": self.case}
        weekly = Rhythm(1, Unit.WEEKS, 0, self.today)
        pattern = timeline.add_pattern(self.case, by=self.carmen, kind="app-task-scheduled", rhythm=weekly)
        another = self._volunteer("Another lawyer", Role.LAWYER)
        timeline.note_on_rule("asylum-one-year", by=another, text="Look again after the decision.")
        self.deadline = min(Deadline.objects.filter(**of_hers), key=lambda one: one.rule)
        timeline.answer_deadline(self.deadline, by=self.carmen, kind="done")
        event = Event.objects.filter(**of_hers, moment__isnull=False).first()
        self.change = RuleChange.objects.create(
            pk=uuid.uuid4(), case=self.case, holder_id=self.rosa.pk, rule="eoir-33-court", was="", now=""
        )
        paper = documents.set_paper(self.case, by=self.carmen, kind="passport", state="have")
        copy = documents.keep_copy(paper, by=self.carmen, name="p.png", content=_picture(), said_yes=True)
        step = plans.add_item(self.case, by=self.carmen, kind="step", text="Ask a lawyer")
        self.option = Item.objects.filter(plan__case=self.case, kind="option").first()
        visit = Visit.objects.filter(person=self.rosa).first()
        days.hand_over(visit, by=self.carmen, note="Dates are saved", table="2")
        casefile.name_lawyer(self.case, name="Example Legal Aid", by=self.carmen)
        plans.review_option(self.option, by=self.users["lawyer"], verdict="change", words="Ask first")
        at_ice = reading.next_dates(self.case)["ice"]
        timeline.change_event(
            at_ice, by=self.carmen, when=PartialDate.of(self.today + 26 * DAY), source="paper"
        )
        task = outbox.add_task(
            kind="call", about=self.rosa.pk, occasion="x", person=self.rosa, due_on=self.today
        )
        self.of_rosa = {
            "person_pk": self.rosa.pk, "case_pk": self.case.pk, "event_pk": event.pk, "moment_pk": event.moment_id,
            "deadline_pk": self.deadline.pk, "paper_pk": paper.pk, "copy_pk": copy.pk, "item_pk": step.pk,
            "handout_pk": Handout.objects.filter(case=self.case).first().pk, "visit_pk": visit.pk,
            "change_pk": self.change.pk, "task_pk": task.pk, "pattern_pk": pattern.pk,
        }  # fmt: skip

    def _trips(self):
        trip_of = {}
        for trip in Trip.objects.all():
            for person in trips.people_of(trip.moment):
                trip_of[person.called] = trip
        gone = self._trip_gone_by()
        self.users |= {
            "accompanier.going": self.luis,
            "accompanier.early": self._called("Jorge"),
            "accompanier.asked": self._called("Noor"),
            "accompanier.past": gone[1],
            "accompanier.other": self._volunteer("Beth too", Role.ACCOMPANIER),
        }
        today = trip_of["Beatriz"]
        outing.tap(today, TapKind.IN, by=self.luis)
        alarm = outing.open_alarm(today, "silence")
        beatriz = trips.people_of(today.moment)[0]
        report = conduct.write_report(
            today, beatriz, by=self.luis, seen="Two officers", next_office="ice", next_on=self.today + 9 * DAY
        )
        hers = trip_of["Rosa"]
        outing.record_call(hers, self.rosa, by=self.carmen, to="hotline", result="reached")
        conduct.write_report(
            hers, self.rosa, by=self.users["accompanier.early"], seen="Nobody", outcome="came_out"
        )
        out = outing.tap(today, TapKind.OUT, by=self.luis)
        family = outbox.add_task(
            kind=outing.TELL_FAMILY, about=out.pk, occasion="x", person=beatriz, due_on=self.today
        )
        self.of_trip = {
            "going": self._of(today, self.luis) | {
                "tap_pk": out.pk, "alarm_pk": alarm.pk, "report_pk": report.pk, "task_pk": family.pk,
            },
            "early": self._of(trip_of["Rosa"], self.users["accompanier.early"]),
            "asked": self._of(trip_of["Yusuf"], self.users["accompanier.asked"]),
            "past": self._of(gone[0], gone[1]) | {"report_pk": gone[2].pk},
        }  # fmt: skip
        self.of_trip["other"] = self.of_trip["going"]

    def _of(self, trip, volunteer):
        return {
            "trip_pk": trip.pk,
            "person_pk": trips.people_of(trip.moment)[0].pk,
            "moment_pk": trip.moment_id,
            "ask_pk": Ask.objects.get(trip=trip, volunteer=volunteer).pk,
        }

    def _trip_gone_by(self):
        """Ivy went with Ivan, three days ago."""
        when = PartialDate.of(self.today + 2 * DAY, Certainty.EXACT)
        trip = trips.add_appointment(
            by=self.carmen, person_id=uuid.uuid4(), called="Ivan", kind="ice-check-in-scheduled", when=when,
            language="rus", trusted=[],
        )  # fmt: skip
        ivy = self._called("Ivy")
        trips.answer(trips.ask(trip, ivy, by=self.carmen), "yes", by=ivy)
        ivan = trips.people_of(trip.moment)[0]
        report = conduct.write_report(trip, ivan, by=ivy, seen="Nothing")
        type(trip.moment).objects.filter(pk=trip.moment_id).update(local_date=self.today - 3 * DAY)
        Access.objects.filter(person=ivan, user=ivy, opens=Opens.BRIEFING).update(
            starts_at=timezone.now() - 8 * DAY, ends_at=timezone.now() - DAY
        )
        return trip, ivy, report
