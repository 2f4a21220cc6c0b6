"""What is still open before a report is filed: errors that block, and points to look at first.

Care side only: it looks at the questions themselves. Most points are a rule (subsidies/checklist_rules.py) with the
questions that break it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Max, Min

from cases import signals
from cases.models import Contact, Evaluation, HelpQuestion, OtherWork, QuestionEvent, Signal, Tally
from cases.models.questions import HelpQuestionQuerySet
from oco import acting
from oco.acting import Purpose
from oco.models import Organisation
from oco.periods import Period
from oco.templatetags.oco import date_nl, plural
from reporting.models import RollUp
from reporting.sheets import capital
from subsidies.accounts import Account, front_doors_of, providers_of
from subsidies.checklist_rules import RULES, Rule, counted_in


@dataclass(frozen=True)
class Point:
    """One line of the checklist. `count` 0 for a point that isn't about questions; `key` leads to their list."""

    key: str
    blocks: bool
    sentence: str
    explanation: str
    count: int = 0
    by_provider: tuple[tuple[str, int], ...] = ()

    @property
    def listed(self) -> bool:
        return self.count > 0

    @property
    def split(self) -> str:
        """ "MEE 3, Palet Welzijn 2"; empty where one provider has them all."""
        if len(self.by_provider) < 2:
            return ""
        return ", ".join(f"{name} {count}" for name, count in self.by_provider)


def questions_under(rule: Rule, account: Account, period: Period) -> HelpQuestionQuerySet:
    """The questions that break this rule, of all providers of the account."""
    doors = front_doors_of(account.organisation, account.municipality)
    return rule.questions(HelpQuestion.objects.filter(front_door__in=doors), period)


@acting.purpose(Purpose.COUNT)
def open_points(account: Account, period: Period, *, today: date, provider: Organisation | None = None) -> list[Point]:
    """The checklist, blocking points first. With `provider`: only what concerns that provider's own questions."""
    points = [] if period.end <= today else [not_over(period)]
    for rule in RULES:
        rows = questions_under(rule, account, period)
        if provider is not None:
            rows = rows.filter(provider=provider)
        by_provider = rows.order_by("provider__name").values_list("provider__name")
        counts = by_provider.annotate(count=Count("pk", distinct=True))
        split = tuple((name or "nog niet toegewezen", count) for name, count in counts)
        total = sum(count for _, count in split)
        if total:
            words = rule.one if total == 1 else rule.many
            points.append(Point(rule.key, rule.blocks, f"{total} {words}.", rule.explanation, total, split))
    points += [point for point in [signals_without_text(account, period, provider)] if point is not None]
    return sorted(points, key=lambda point: not point.blocks)


def signals_without_text(account: Account, period: Period, provider: Organisation | None) -> Point | None:
    """Life domains with signals of which the report will say no more than a number."""
    rows = signals.without_text(period).filter(
        front_door__in=front_doors_of(account.organisation, account.municipality)
    )
    if provider is not None:
        rows = rows.filter(provider=provider)
    by_provider = rows.order_by("provider__name").values_list("provider__name")
    split = tuple(by_provider.annotate(count=Count("domain", distinct=True)))
    if not split:
        return None
    domains = plural(sum(count for _, count in split), "leefgebied zijn,leefgebieden zijn")
    return Point(
        "signalen-zonder-tekst",
        False,
        f"Bij {domains} signalen, zonder tekst voor het rapport.",
        "De teamleider van de aanbieder schrijft die tekst bij Signalen bundelen. Zonder tekst staat er alleen een "
        "aantal.",
        by_provider=split,
    )


def not_over(period: Period) -> Point:
    last = period.end - timedelta(days=1)
    return Point(
        "loopt-nog",
        True,
        f"{capital(period.in_words)} is nog niet voorbij.",
        f"U kunt indienen vanaf {date_nl(period.end)}. Tot en met {date_nl(last)} kan er nog iets bijkomen.",
    )


def stale(account: Account, period: Period) -> Point | None:
    """Says that something was written after the last count; filing counts again by itself."""
    counted = (
        RollUp.objects.filter(
            municipality=account.municipality,
            organisation__in=[account.organisation, *providers_of(account.organisation, account.municipality)],
            start=period.start,
            end=period.end,
        )
        .order_by()
        .aggregate(oldest=Min("counted_at"))["oldest"]
    )
    if counted is None:
        explanation = "Dat gebeurt elke nacht, en bij indienen."
        return Point("niet-geteld", False, "Deze periode is nog niet geteld.", explanation)
    if newest_fact(account, period) <= counted:
        return None
    return Point(
        "verouderd",
        False,
        "Er is iets bijgekomen na de laatste telling.",
        f"Het concept hieronder is van {date_nl(counted, 'time')}. Bij indienen wordt er opnieuw geteld.",
    )


@acting.purpose(Purpose.COUNT)
def newest_fact(account: Account, period: Period, *, provider: Organisation | None = None) -> datetime:
    """When the newest fact of the period was written; the beginning of time where there is none. With `provider`: of
    that provider's own facts."""
    doors = front_doors_of(account.organisation, account.municipality)
    day = {"on__gte": period.start, "on__lt": period.end}
    own = {"provider": provider} if provider else {}
    asked = {"question__provider": provider} if provider else {}
    moments = [
        # Closing and reassigning leave an event; the question's own moment is that of its intake.
        HelpQuestion.objects.filter(counted_in(period), front_door__in=doors, **own).aggregate(at=Max("written_at"))[
            "at"
        ],
        QuestionEvent.objects.filter(
            question__in=HelpQuestion.objects.filter(counted_in(period), front_door__in=doors, **own)
        ).aggregate(at=Max("at"))["at"],
        Contact.objects.filter(front_door__in=doors, **day, **own).aggregate(at=Max("written_at"))["at"],
        OtherWork.objects.filter(front_door__in=doors, **day, **own).aggregate(at=Max("written_at"))["at"],
        Signal.objects.filter(front_door__in=doors, **day, **own).aggregate(at=Max("written_at"))["at"],
        Tally.objects.filter(front_door__in=doors, **day, **own).aggregate(at=Max("written_at"))["at"],
        Evaluation.objects.filter(
            question__front_door__in=doors, given_on__gte=period.start, given_on__lt=period.end, **asked
        ).aggregate(at=Max("written_at"))["at"],
    ]
    return max((moment for moment in moments if moment), default=datetime.min.replace(tzinfo=UTC))


def summary(points: list[Point]) -> str:
    """One sentence above the list."""
    blocking = sum(point.blocks for point in points)
    if blocking:
        return f"U kunt nog niet indienen: {plural(blocking, 'punt houdt,punten houden')} dat tegen."
    if points:
        return "U kunt indienen. Kijk eerst deze punten na."
    return "Er staat niets meer open. U kunt indienen."
