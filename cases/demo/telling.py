"""Tells an invented case through the actions of the product, each on the day on which it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cases import attempts, casework, hours, intake, people, triage
from cases.casework import Closing
from cases.codes import Activity, CarerLoad, Channel, HowFound, Outcome, ReachBy, ReachChannel
from cases.models import Client, Contact, HelpQuestion, QuestionEvent, ReachAttempt
from oco.models import FrontDoor, Organisation, User
from oco.workdays import is_working_day

_PHONE = "+317900090{:02d}"  # nobody has these, nor has a client of cases/demo/people.py


def moment(day: date, hour: int, minute: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass(frozen=True)
class People:
    """Who does what in the told cases."""

    counter: User
    coordinator: User
    supporter: User
    manager: User
    other_supporter: User  # of the other provider
    other_manager: User
    colleagues: Sequence[User]  # of the supporter, two at least
    provider: Organisation
    other_provider: Organisation


@dataclass
class Teller:
    """`ago(5)` is five days ago, or the working day before it. What an action dates now is put on its day."""

    door: FrontDoor
    who: People
    today: date
    _clients: int = 0
    _told: dict[int, int] = field(default_factory=dict)  # question -> its last line in the story that has its day

    def ago(self, days: int) -> date:
        day = self.today - timedelta(days=days)
        while days and not is_working_day(day):
            day -= timedelta(days=1)
        return day

    def client(
        self,
        first_name: str,
        last_name: str,
        born: tuple[int, int, int],
        *,
        prefix: str = "",
        email: bool = False,
        language: str = "",
        reach_by: ReachBy | str = "",
        reach_when: str = "",
    ) -> Client:
        """A client with a number that nobody has. `born`: years ago, month and day, so that nobody grows older."""
        self._clients += 1
        years, month, day = born
        districts = list(self.door.municipality.districts.order_by("pk"))
        return intake.register_client(
            front_door=self.door,
            fields=intake.ClientFields(
                first_name=first_name,
                prefix=prefix,
                last_name=last_name,
                birth_date=date(self.today.year - years, month, day),
                postcode=f"27{11 + self._clients % 15} B{'ACEGHJKLNP'[self._clients % 10]}",
                district=districts[self._clients % len(districts)],
                phone=_PHONE.format(self._clients),
                email=f"{first_name.lower()}@post.example" if email else "",
                language=language,
                reach_by=reach_by,
                reach_when=reach_when,
            ),
            by=self.who.counter,
        )

    def question(
        self,
        client: Client,
        text: str,
        *domains: str,
        days_ago: int,
        to: User | None = None,
        urgent: bool = False,
        channel: Channel = Channel.COUNTER,
        how_found: HowFound | str = HowFound.FAMILY_FRIENDS,
    ) -> HelpQuestion:
        """Received and given to its supporter on one day; without `to` it is the supporter's."""
        who, on = self.who, self.ago(days_ago)
        (made,) = intake.register_questions(
            client=client,
            questions=[
                intake.NewQuestion(
                    text=text, domains=domains, channel=channel, received_on=on, urgent=urgent, how_found=how_found
                )
            ],
            by=who.counter,
            today=on,
        )
        to = to or who.supporter
        provider = who.other_provider if to == who.other_supporter else who.provider
        triage.assign(question=made, provider=provider, supporter=to, by=who.coordinator, today=on)
        at, triaged_at = moment(on, 9), moment(on, 10)
        HelpQuestion.objects.filter(pk=made.pk).update(written_at=at, triaged_at=triaged_at)
        made = self.dated(made, on, hour=10)
        made.events.filter(kind=QuestionEvent.Kind.RECEIVED).update(at=at)
        return made

    def dated(self, question: HelpQuestion, on: date, hour: int = 11) -> HelpQuestion:
        """Puts what the story says since the last time on this day; gives the question as it stands now."""
        new = QuestionEvent.objects.filter(question=question, pk__gt=self._told.get(question.pk, 0))
        if on < self.today:
            new.update(at=moment(on, hour))
        last = question.events.order_by("-pk").first()
        self._told[question.pk] = last.pk if last else 0
        return HelpQuestion.objects.select_related("client", "front_door", "provider", "supporter").get(pk=question.pk)

    def worked(self, question: HelpQuestion, *lines: tuple[int, Activity, int, str]) -> HelpQuestion:
        """Lines of hours by its supporter: days ago, what, minutes and what was said."""
        assert question.supporter is not None
        for days_ago, activity, minutes, note in lines:
            on = self.ago(days_ago)
            contact = hours.add_contact(
                question=question,
                by=question.supporter,
                today=on,
                on=on,
                activity=activity,
                minutes=minutes,
                note=note,
                travel_minutes=15 if activity == Activity.HOME_VISIT else 0,
            )
            assert contact is not None
            if on < self.today:
                Contact.objects.filter(question=question, on=on).update(written_at=moment(on, 15))
            question = self.dated(question, on)
        return question

    def tried(self, question: HelpQuestion, *tries: tuple[int, ReachChannel, str]) -> HelpQuestion:
        """Attempts to reach the client: days ago, how, and what was noted."""
        assert question.supporter is not None
        for days_ago, channel, note in tries:
            on = self.ago(days_ago)
            attempt = attempts.write_attempt(
                question=question, by=question.supporter, today=on, channel=channel, note=note
            )
            assert attempt is not None
            at = moment(on, 10 + days_ago % 6, 35)
            ReachAttempt.objects.filter(pk=attempt.pk).update(at=at)
            said = f"{channel.label.capitalize()} om {at:%H:%M}" + (f": {note}" if note else "")
            QuestionEvent.objects.filter(pk=attempt.event_id).update(note=said)
            question = self.dated(question, on)
            QuestionEvent.objects.filter(pk=attempt.event_id).update(at=at)
        return question

    def closed(self, question: HelpQuestion, days_ago: int, closing_of: Outcome, **said: object) -> HelpQuestion:
        """Closed with this outcome; `said` are further fields of the closing."""
        assert question.supporter is not None
        on = self.ago(days_ago)
        closing = Closing(on=on, outcome=closing_of, **said)  # type: ignore[arg-type]
        casework.close(question=question, closing=closing, by=question.supporter, today=on, version=question.version)
        return self.dated(question, on, hour=16)

    def carer(self, client: Client, name: str, relation: str, number: int, *, load: CarerLoad, note: str = "") -> None:
        people.add_contact_person(
            client=client,
            fields=people.ContactPersonFields(
                name=name,
                relation=relation,
                phone=_PHONE.format(number),
                to_call=True,
                is_carer=True,
                carer_load=load,
                note=note,
            ),
            by=self.who.supporter,
        )
