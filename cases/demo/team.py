"""The demo's team today: who is away, the case talk, views and reminders, a client's request, signals in one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from cases import absence, case_talk, clock, objectivity, people, reminders, rights, saved_views, signals
from cases.codes import Activity
from cases.demo.telling import Teller, moment
from cases.models import ClientSurroundings, HelpQuestion, RightsRequest, SavedView
from oco.closing import filed_period
from oco.periods import Period, PeriodKind
from oco.workdays import next_working_day


def tell(teller: Teller, talked_about: Sequence[HelpQuestion]) -> None:
    """`talked_about`: questions of the supporter that go on the list of the case talk; the last is decided on."""
    _case_talk(teller, talked_about)
    _around(teller, talked_about)
    _another_supporter(teller)
    _away(teller)
    _own_choices(teller)
    _request(teller, talked_about[-1])
    _signals(teller)


def _case_talk(teller: Teller, questions: Sequence[HelpQuestion]) -> None:
    asks = (
        "Is er iemand die ervaring heeft met een douchestoel via de zorgverzekeraar?",
        "Welke werkplaats is rustig genoeg voor iemand met hersenletsel?",
        "Deze vraag is boven de richtlijn. Ronden we af of kijken we mee tot budgetbeheer loopt?",
    )
    for question, ask, days_ago in zip(questions, asks, (4, 6, 13), strict=False):
        on = teller.ago(days_ago)
        case_talk.put_on_the_list(question=question, ask=ask, by=teller.who.supporter, today=on)
        teller.dated(question, on, hour=14)
    decided = questions[2]
    item = decided.case_talks.get()
    on = teller.ago(5)
    case_talk.decide(
        item=item,
        decision=case_talk.Decision(
            on, "Meekijken tot het budgetbeheer loopt, elke week een half uur.", "Schrijf de reden erbij."
        ),
        by=teller.who.manager,
        today=on,
        version=item.version,
    )
    teller.dated(decided, on, hour=13)


def _around(teller: Teller, questions: Sequence[HelpQuestion]) -> None:
    """What to know before a visit, and the fixed contact person of two clients."""
    who = teller.who
    notes = (
        (
            "Woont alleen sinds 2019. De dochter komt om de dag.",
            "Grote hond, bel van tevoren zodat hij in de gang zit.",
        ),
        ("Woont met zijn broer en diens gezin.", ""),
    )
    for question, (household, safety) in zip(questions, notes, strict=False):
        people.describe(
            client=question.client, household=household, safety=safety, is_carer=False, carer_load="",
            by=who.supporter, version=ClientSurroundings.objects.filter(client=question.client).count(),
        )  # fmt: skip
        objectivity.fix_contact(
            client=question.client, provider=who.provider, supporter=who.supporter, by=who.supporter, today=teller.today
        )


def _another_supporter(teller: Teller) -> None:
    """A client asked for somebody else; the question is a colleague's now."""
    who = teller.who
    client = teller.client("Monique", "Peters", (47, 4, 18))
    question = teller.question(client, "Wil steun bij het gesprek met het jeugdteam", "youth_help", days_ago=21)
    question = teller.worked(question, (17, Activity.TALK, 45, "Gesproken over de oudste zoon en school."))
    on = teller.ago(10)
    objectivity.ask_for_another(
        question=question,
        reason="Mevrouw wil liever iemand die zelf kinderen in de puberteit heeft.",
        supporter=who.colleagues[1],
        by=who.manager,
        today=on,
        version=question.version,
    )
    teller.dated(question, on)


def _away(teller: Teller) -> None:
    """A colleague is away now, and the supporter stands in; another will be."""
    who = teller.who
    now = absence.Away(
        teller.today - timedelta(days=3),
        teller.today + timedelta(days=11),
        replaced_by=who.supporter,
        note="Let op de vragen met een termijn deze week. De rest kan wachten tot ik terug ben.",
    )
    absence.plan(user=who.colleagues[0], provider=who.provider, away=now, by=who.manager, today=teller.today)
    client = teller.client("Ferry", "Lange", (55, 6, 6), prefix="de")
    question = teller.question(client, "Wil een woning zonder trap", "housing", days_ago=33, to=who.colleagues[0])
    question = teller.worked(question, (29, Activity.TALK, 45, "Aanvraag voor urgentie ingevuld en opgestuurd."))
    on = teller.ago(28)
    clock.wait(
        question=question,
        waits_for="besluit over de urgentie",
        look_again_on=teller.today,
        by=who.colleagues[0],
        today=on,
        version=question.version,
    )
    teller.dated(question, on)
    first = next_working_day(teller.today + timedelta(days=24))
    later = absence.Away(first, first + timedelta(days=13), replaced_by=who.colleagues[0])
    absence.plan(user=who.colleagues[1], provider=who.provider, away=later, by=who.colleagues[1], today=teller.today)


def _own_choices(teller: Teller) -> None:
    who = teller.who
    reminders.choose(hour=9, weekdays="135", only_when_late=False, by=who.supporter, version=0)
    reminders.choose(hour=8, weekdays="1", only_when_late=True, by=who.manager, version=0)
    views = (
        (who.supporter, SavedView.List.QUESTIONS, "Mijn open vragen over geld", "leefgebied=work_income&wie=ik"),
        (who.manager, SavedView.List.TEAM, "Al 30 dagen stil", "lijst=stil"),
        (who.manager, SavedView.List.QUESTIONS, "Urgent en nog van niemand", "urgent=ja&wie=niemand"),
    )
    for owner, of_list, name, query in views:
        saved_views.save(of_list=of_list, name=name, query=query, is_default=False, by=owner)


def _request(teller: Teller, question: HelpQuestion) -> None:
    """A client asked to see what is kept; about ten days are left to answer."""
    who = teller.who
    on = teller.today - timedelta(days=21)
    request = rights.receive(
        client=question.client,
        provider=who.provider,
        kind=RightsRequest.Kind.ACCESS,
        what="Wil lezen wat er over de gesprekken met het UWV is opgeschreven.",
        received_on=on,
        by=who.manager,
        today=on,
    )
    assert request is not None
    RightsRequest.objects.filter(pk=request.pk).update(written_at=moment(on, 10))


# Of a life domain: what becomes of its signals in a report.
_TEXTS = {
    "social_support": "Een melding voor de Wmo duurt te lang. Inwoners wachten vaak meer dan acht weken.",
    "care": "Inwoners wachten meer dan een half jaar op behandeling. In die tijd vragen zij ons om hulp.",
    "welfare": "Er zijn te weinig vrijwilligers voor maatjes en eettafels. Inwoners blijven daardoor alleen.",
    "housing": "Er is geen tijdelijke plek voor wie zijn huis verliest. Ook woningen zonder trap zijn er te weinig.",
    "work_income": "De wachtlijst voor schuldhulp is vier maanden. De schulden worden in die tijd groter.",
}
_FRESH = (
    ("work_income", "De wachtlijst voor schuldhulp is weer langer geworden: nu vijf maanden"),
    ("work_income", "Brieven over toeslagen zijn voor veel inwoners niet te begrijpen"),
    ("welfare", "De maatjesprojecten hebben te weinig vrijwilligers"),
)


def _signals(teller: Teller) -> None:
    """The signals of the running quarter in a draft, and those of the quarter before it in a text for its report."""
    who = teller.who
    mine = list(HelpQuestion.objects.open().filter(supporter=who.supporter).order_by("-pk")[: len(_FRESH)])
    for question, (domain, text) in zip(mine, _FRESH, strict=False):
        signals.write(
            front_door=teller.door,
            provider=who.provider,
            said=signals.Said(text, domain, question.district),
            by=who.supporter,
            today=teller.today,
            question=question,
        )
    running = Period.containing(teller.today, PeriodKind.QUARTER)
    for quarter, ready in ((running, False), (running.previous(), True)):
        team = signals.Team(teller.door, who.provider, quarter)
        found = team.signals()
        most = Counter(each.domain for each in found if each.domain in _TEXTS).most_common(1)
        if not most or filed_period(teller.door.pk, quarter.start):
            continue
        domain = most[0][0]
        signals.bundle(
            team=team,
            domain=domain,
            picked=[each.pk for each in found if each.domain == domain],
            text=_TEXTS[domain],
            ready=ready,
            by=who.manager,
            today=teller.today,
        )
