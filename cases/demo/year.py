"""A year of invented work at a front door: questions, contacts with minutes, tallies, other work.

Sizes follow Zoetermeer: about 1,200 clients and 5,000 questions a year, of which Palet Welzijn answers
most, and hours that come near 5 a question with a tail above 10.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cases.codes import (
    WITH_THE_CLIENT,
    Activity,
    Channel,
    Fits,
    OtherWorkKind,
    Outcome,
    OverGuidelineReason,
)
from cases.demo.casework import Surroundings
from cases.demo.people import Person
from cases.demo.words import NOTES, QUESTIONS, REFERRED_TO
from cases.models import (
    Contact,
    CounterTiming,
    Desk,
    Evaluation,
    HelpQuestion,
    OtherWork,
    QuestionDomain,
    QuestionEvent,
    Referral,
    Tally,
    Topic,
)
from cases.rules import TermNorms, terms
from oco.models import FrontDoor, Organisation, User
from oco.workdays import is_working_day, next_working_day

# January and September are busy, July and August are quiet.
SEASON = (1.15, 1.05, 1.08, 1.0, 0.95, 0.95, 0.75, 0.78, 1.15, 1.12, 1.08, 0.9)
CHANNELS = {
    Channel.COUNTER: 24,
    Channel.CENTRAL_PHONE: 20,
    Channel.WALK_IN_HOUR: 12,
    Channel.OWN_NUMBER: 10,
    Channel.EMAIL_WEB: 9,
    Channel.MUNICIPALITY: 8,
    Channel.GP: 5,
    Channel.SCHOOL: 2,
    Channel.DISTRICT_NURSE: 4,
    Channel.OTHER_ORGANISATION: 4,
    Channel.OUTREACH: 5,
}
DOMAINS = {
    "social_support": 26,
    "preventive_care": 5,
    "care": 15,
    "youth_help": 4,
    "education": 4,
    "welfare": 15,
    "housing": 13,
    "work_income": 24,
}
OUTCOMES = {
    Outcome.INFORMATION_ADVICE: 34,
    Outcome.OWN_STRENGTH_NETWORK: 12,
    Outcome.GENERAL_PROVISION: 14,
    Outcome.INDIVIDUAL_PROVISION: 13,
    Outcome.WARM_REFERRAL: 8,
    Outcome.LEAFLET_REFERRAL: 5,
    Outcome.OBJECTION_COMPLAINT: 3,
    Outcome.WLZ: 2,
    Outcome.NO_SOLUTION: 3,
    Outcome.STOPPED: 4,
    Outcome.MOVED_OR_DIED: 2,
}
ACTIVITIES = {
    Activity.TALK: 30,
    Activity.HOME_VISIT: 17,
    Activity.PHONE: 26,
    Activity.EMAIL: 8,
    Activity.GOING_ALONG: 6,
    Activity.CASE_CONFERENCE: 2,
    Activity.PREPARATION: 6,
    Activity.REPORTING: 5,
}
REASONS = {
    OverGuidelineReason.WAITING_LIST: 26,
    OverGuidelineReason.RECURRING: 20,
    OverGuidelineReason.FINGER_ON_PULSE: 12,
    OverGuidelineReason.NO_FITTING_SUPPORT: 14,
    OverGuidelineReason.SELF_SUFFICIENCY_OUT_OF_REACH: 10,
    OverGuidelineReason.TWO_SUPPORTERS: 4,
    OverGuidelineReason.COMPLEXITY: 14,
}
LOOSE_WORK = {
    OtherWorkKind.NETWORK: 40,
    OtherWorkKind.INFORMATION: 14,
    OtherWorkKind.GROUP: 20,
    OtherWorkKind.PROJECT: 14,
    OtherWorkKind.SCHOOLING: 12,
}
MINUTES = (10, 15, 20, 30, 30, 45, 45, 60, 60, 75, 90)


@dataclass
class Rows:
    """All rows of the demo's work, before they are written in one go."""

    questions: list[HelpQuestion] = field(default_factory=list)
    domains: list[QuestionDomain] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    events: list[QuestionEvent] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    other_work: list[OtherWork] = field(default_factory=list)
    timings: list[CounterTiming] = field(default_factory=list)

    def write(self) -> None:
        """Writes every list in as few statements as the driver allows."""
        HelpQuestion.objects.bulk_create(self.questions, batch_size=1500)
        QuestionDomain.objects.bulk_create(self.domains, batch_size=5000)
        # Those that stand beside another come after it.
        for beside in (False, True):
            some = [contact for contact in self.contacts if (contact.beside is not None) == beside]
            Contact.objects.bulk_create(some, batch_size=3000)
        QuestionEvent.objects.bulk_create(self.events, batch_size=5000)
        Evaluation.objects.bulk_create(self.evaluations, batch_size=5000)
        Referral.objects.bulk_create(self.referrals, batch_size=5000)
        Tally.objects.bulk_create(self.tallies, batch_size=3000)
        OtherWork.objects.bulk_create(self.other_work, batch_size=3000)
        CounterTiming.objects.bulk_create(self.timings, batch_size=5000)


@dataclass
class Scene:
    """Where the work happens and who does it."""

    door: FrontDoor
    providers: list[Organisation]
    team: dict[int, list[User]]  # by provider id
    coordinator: User
    norms: TermNorms
    desks: list[Desk]
    topics: list[Topic]
    dice: random.Random
    around: Surroundings
    today: date
    number: int = 0
    domains: Mapping[str, int] = field(default_factory=lambda: DOMAINS)  # with their weights
    tallies_a_day: tuple[int, int] = (6, 19)
    other_work_share: float = 0.16  # of the days of a supporter

    def working_days(self, year: int) -> list[date]:
        first = date(year, 1, 1)
        days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
        return [day for day in days if is_working_day(day) and day <= self.today]


def fill_year(rows: Rows, scene: Scene, year: int, *, people: list[Person], questions: int) -> None:
    """Adds the work of one year, as far as it has come. `questions` is for a whole year."""
    dice = scene.dice
    days = scene.working_days(year)
    if not days:
        return
    weights = [SEASON[day.month - 1] for day in days]
    so_far = round(questions * sum(weights) / (sum(SEASON) / 12 * 254))
    # Everybody asks at least once.
    askers = people[: max(1, round(len(people) * min(1.0, so_far / questions * 1.04)))]
    # Some come back often, and more so to the one that works for older people.
    often = {scene.providers[0].pk: 1.0, scene.providers[-1].pk: 2.3}
    heavy = [dice.paretovariate(1.9) * often[person.mainly.pk] for person in askers]
    who = [*askers, *dice.choices(askers, heavy, k=max(0, so_far - len(askers)))][:so_far]
    for person, day in zip(who, dice.choices(days, weights, k=len(who)), strict=True):
        _question(rows, scene, person, day)
    for day in days:
        _tallies(rows, scene, day)
        _other_work(rows, scene, day)


def _question(rows: Rows, scene: Scene, person: Person, received: date) -> None:
    dice = scene.dice
    scene.number += 1
    # Now and then somebody is helped by the other provider too.
    provider = person.mainly
    if dice.random() < 0.012:
        provider = dice.choice([other for other in scene.providers if other != provider] or [provider])
    urgent = dice.random() < 0.08
    domain = _domain(scene)
    stamped = terms(scene.norms, received_on=received, urgent=urgent)
    channel = dice.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    at = _moment(dice, received)
    fresh = received > scene.today - timedelta(days=4)
    question = HelpQuestion(
        front_door=scene.door,
        number=f"{scene.number:05d}",
        client=person.client,
        text=dice.choice(QUESTIONS[domain]),
        channel=channel,
        place=dice.choice(scene.desks).name if channel in (Channel.COUNTER, Channel.WALK_IN_HOUR) else "",
        district=person.client.district,
        urgent=urgent,
        received_on=received,
        first_contact_due_on=stamped.first_contact_due_on,
        pick_up_due_on=stamped.pick_up_due_on,
        guideline_minutes=stamped.guideline_minutes,
        trajectory_days=stamped.trajectory_days,
        written_at=at,
        written_by=scene.coordinator,
    )
    rows.questions.append(question)
    rows.events.append(QuestionEvent(question=question, kind="received", at=at, by=scene.coordinator))
    domains = {domain}
    if dice.random() < 0.32:
        domains.add(_domain(scene))
    rows.domains += [QuestionDomain(question=question, domain=key) for key in sorted(domains)]
    scene.around.received(question, mainly=person.mainly)
    if fresh and dice.random() < 0.45:
        return  # still waits for triage
    question.provider = provider
    question.supporter = dice.choice(scene.team[provider.pk])
    question.triaged_at = at + timedelta(hours=dice.randrange(1, 30))
    question.triaged_by = scene.coordinator
    if question.triaged_at.date() > scene.today:
        question.triaged_at = at
    rows.events.append(QuestionEvent(question=question, kind="assigned", at=question.triaged_at, by=scene.coordinator))
    contacts = len(rows.contacts)
    _work(rows, scene, question)
    scene.around.worked_on(question, contacts=len(rows.contacts) - contacts, domain=domain)


def _domain(scene: Scene) -> str:
    return scene.dice.choices(list(scene.domains), list(scene.domains.values()))[0]


def _work(rows: Rows, scene: Scene, question: HelpQuestion) -> None:
    """Contacts from the first to the last, with what follows from them: stamps, closing, evaluation."""
    dice = scene.dice
    supporter = question.supporter
    provider = question.provider
    if supporter is None or provider is None:
        return
    shares = (34, 40, 17, 9) if provider == scene.providers[0] else (50, 38, 9, 3)
    size = dice.choices(("small", "usual", "large", "huge"), shares)[0]
    contacts = {"small": (1, 3), "usual": (3, 7), "large": (7, 13), "huge": (12, 20)}[size]
    planned = dice.randint(*contacts)
    if question.urgent:
        wait = dice.choices((0, 1, 2, 3, 5), (25, 34, 22, 11, 8))[0]
    else:
        wait = dice.choices((1, 4, 8, 12, 18, 26, 33), (24, 29, 24, 14, 4, 2, 3))[0]
    day = next_working_day(question.received_on + timedelta(days=wait))
    minutes_so_far = 0
    for step in range(planned):
        if day > scene.today:
            break
        activity = dice.choices(list(ACTIVITIES), list(ACTIVITIES.values()))[0]
        if step == 0:
            activity = dice.choice((Activity.PHONE, Activity.TALK, Activity.TALK, Activity.HOME_VISIT))
        minutes = dice.choice(MINUTES) + (15 if activity in (Activity.HOME_VISIT, Activity.GOING_ALONG) else 0)
        written = day + timedelta(days=dice.choices((0, 0, 0, 1, 4), (60, 20, 10, 7, 3))[0])
        common = {
            "question": question,
            "front_door": scene.door,
            "provider": provider,
            "on": day,
            "written_at": _moment(dice, min(written, scene.today)),
        }
        contact = Contact(
            **common,
            supporter=supporter,
            written_by=supporter,
            supporter_kind=supporter.supporter_kind,
            activity=activity,
            minutes=minutes,
            note=dice.choice(NOTES[activity]),
        )
        rows.contacts.append(contact)
        minutes_so_far += minutes
        if activity in (Activity.HOME_VISIT, Activity.GOING_ALONG) and dice.random() < 0.7:
            travel = dice.choice((10, 15, 20, 25))
            rows.contacts.append(
                Contact(
                    **common,
                    supporter=supporter,
                    written_by=supporter,
                    supporter_kind=supporter.supporter_kind,
                    activity=Activity.TRAVEL,
                    minutes=travel,
                    beside=contact,
                )
            )
            minutes_so_far += travel
        if question.first_contact_on is None and activity in WITH_THE_CLIENT:
            question.first_contact_on = day
        if question.picked_up_on is None and minutes:
            question.picked_up_on = day
        day = next_working_day(day + timedelta(days=dice.randint(1, 7)))
    else:
        _close(rows, scene, question, day, minutes_so_far)


def _close(rows: Rows, scene: Scene, question: HelpQuestion, day: date, minutes: int) -> None:
    dice = scene.dice
    if day > scene.today or dice.random() < 0.002:
        return
    question.closed_on = day
    question.outcome = dice.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    if minutes > question.guideline_minutes and dice.random() < 0.93:
        question.over_guideline_reason = dice.choices(list(REASONS), list(REASONS.values()))[0]
    rows.events.append(QuestionEvent(question=question, kind="closed", at=_moment(dice, day), by=question.supporter))
    if question.outcome in (Outcome.WARM_REFERRAL, Outcome.LEAFLET_REFERRAL) and question.supporter:
        warm = question.outcome == Outcome.WARM_REFERRAL
        referral = Referral(
            question=question,
            on=day,
            to=dice.choice(REFERRED_TO),
            kind=Referral.Kind.WARM if warm else Referral.Kind.LEAFLET,
            consent=warm,
            written_at=_moment(dice, day),
            written_by=question.supporter,
        )
        scene.around.referred(referral, today=scene.today)
        rows.referrals.append(referral)
    scene.around.closed(question)
    if dice.random() < 0.38:
        score = dice.choices((4, 5, 6, 7, 8, 9, 10), (1, 2, 7, 24, 42, 18, 6))[0]
        fits = dice.choices((Fits.YES, Fits.PARTLY, Fits.NO), (70, 22, 8))[0]
        rows.evaluations.append(
            Evaluation(
                question=question,
                given_on=day,
                score=score,
                fits=fits,
                survey_consent=score > 5,
                written_by=question.supporter,
            )
        )


def _tallies(rows: Rows, scene: Scene, day: date) -> None:
    dice = scene.dice
    for _ in range(dice.randint(*scene.tallies_a_day)):
        desk = dice.choice(scene.desks)
        at = _moment(dice, day)
        rows.tallies.append(
            Tally(
                front_door=scene.door,
                provider=desk.provider or (scene.providers[0] if len(scene.providers) == 1 else None),
                topic=dice.choices(scene.topics, [9, 8, 5, 6, 3, 3, 2, 5, 2][: len(scene.topics)])[0],
                channel=desk.channel,
                place=desk.name,
                on=day,
                written_at=at,
                written_by=scene.coordinator,
            )
        )
    if day > scene.today - timedelta(days=60):
        for kind, low, high in (("simple", 700, 1900), ("existing_client", 8000, 21000), ("new_client", 12000, 28000)):
            for _ in range(3):
                rows.timings.append(
                    CounterTiming(
                        front_door=scene.door, kind=kind, milliseconds=dice.randint(low, high), at=_moment(dice, day)
                    )
                )


def _other_work(rows: Rows, scene: Scene, day: date) -> None:
    dice = scene.dice
    for provider_id, team in scene.team.items():
        for supporter in team:
            if dice.random() > scene.other_work_share:
                continue
            kind = dice.choices(list(LOOSE_WORK), list(LOOSE_WORK.values()))[0]
            grouped = kind in (OtherWorkKind.GROUP, OtherWorkKind.INFORMATION)
            rows.other_work.append(
                OtherWork(
                    front_door=scene.door,
                    provider_id=provider_id,
                    supporter=supporter,
                    on=day,
                    kind=kind,
                    minutes=dice.choice((60, 90, 120, 150, 180)),
                    people=dice.randint(5, 22) if grouped else None,
                    written_at=_moment(dice, day),
                    written_by=supporter,
                )
            )


def _moment(dice: random.Random, day: date) -> datetime:
    """A moment in the working hours of this day."""
    return timezone.make_aware(datetime.combine(day, time(dice.randint(9, 16), dice.randint(0, 59))))
