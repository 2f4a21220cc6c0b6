"""What is still open before a report is filed: errors that block, and points to look at first.

Care side only: it looks at the questions themselves. A point is a rule with the questions that break it, so that the
number on the page and the list behind it are the same query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Exists, F, Func, IntegerField, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from cases import signals
from cases.models import Contact, Evaluation, HelpQuestion, OtherWork, QuestionDomain, QuestionEvent, Signal, Tally
from cases.models.questions import HelpQuestionQuerySet
from cases.models.work import ContactQuerySet
from oco import acting
from oco.acting import Purpose
from oco.models import Organisation
from oco.periods import Period
from oco.templatetags.oco import date_nl, plural
from reporting.models import RollUp
from reporting.sheets import capital
from subsidies.accounts import Account, front_doors_of, providers_of

UNTOUCHED_DAYS = 60  # from this many days on nobody can say whether a question is still alive
FULL_DAY_MINUTES = 12 * 60  # more than this in one day, of one person, is a slip of the pen or of two people
LATE_AFTER_DAYS = 14  # written later than this, an hour line is half remembered


@dataclass(frozen=True)
class Rule:
    """A rule about the questions of a period. `one` and `many` complete "3 vragen …"."""

    key: str
    blocks: bool
    one: str
    many: str
    explanation: str
    questions: Callable[[HelpQuestionQuerySet, Period], HelpQuestionQuerySet]
    # The hour lines that break it, where it is about lines: each is its writer's to look at.
    lines: Callable[[ContactQuerySet, Period], ContactQuerySet] | None = None
    short: str = ""  # above a column


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


def _counted_in(period: Period) -> Q:
    """Questions that a report over this period counts: received, closed, or open at its end."""
    return Q(received_on__lt=period.end) & (Q(closed_on__isnull=True) | Q(closed_on__gte=period.start))


def _no_provider(rows: HelpQuestionQuerySet, period: Period) -> HelpQuestionQuerySet:
    return rows.filter(_counted_in(period), provider__isnull=True)


def _no_domain(rows: HelpQuestionQuerySet, period: Period) -> HelpQuestionQuerySet:
    has_one = QuestionDomain.objects.filter(question=OuterRef("pk"))
    return rows.received_in(period).filter(~Exists(has_one))


def _above_without_reason(rows: HelpQuestionQuerySet, period: Period) -> HelpQuestionQuerySet:
    minutes = (
        Contact.objects.filter(question=OuterRef("pk"))
        .order_by()
        .values("question")
        .annotate(total=Sum("minutes"))
        .values("total")
    )
    return (
        rows.closed_in(period)
        .filter(over_guideline_reason="")
        .annotate(minutes_used=Coalesce(Subquery(minutes), 0))
        .filter(minutes_used__gt=F("guideline_minutes"))
    )


def _in_period(rows: ContactQuerySet, period: Period) -> ContactQuerySet:
    return rows.filter(on__gte=period.start, on__lt=period.end, minutes__gt=0)


def _lines_after_closing(rows: ContactQuerySet, period: Period) -> ContactQuerySet:
    return _in_period(rows, period).filter(question__closed_on__lt=F("on"))


def _lines_before_receipt(rows: ContactQuerySet, period: Period) -> ContactQuerySet:
    return _in_period(rows, period).filter(question__received_on__gt=F("on"))


def _lines_of_a_full_day(rows: ContactQuerySet, period: Period) -> ContactQuerySet:
    """Of each day of somebody that holds more than a working day can (questions and other work together): its longest
    line, where a slip is most likely. So every such day is one."""

    def on_that_day(model: type[Contact | OtherWork]) -> Coalesce:
        same = model._default_manager.filter(supporter=OuterRef("supporter"), on=OuterRef("on")).order_by()
        return Coalesce(Subquery(same.values("supporter").annotate(total=Sum("minutes")).values("total")), 0)

    longer = Contact.objects.filter(supporter=OuterRef("supporter"), on=OuterRef("on")).filter(
        Q(minutes__gt=OuterRef("minutes")) | Q(minutes=OuterRef("minutes"), pk__lt=OuterRef("pk"))
    )
    return (
        _in_period(rows, period)
        .annotate(day_minutes=on_that_day(Contact) + on_that_day(OtherWork))
        .filter(~Exists(longer), day_minutes__gt=FULL_DAY_MINUTES)
    )


class DaysLater(Func):
    """Whole days from one date to another."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def with_delay(rows: ContactQuerySet) -> ContactQuerySet:
    """Lines that somebody wrote here, with the days between the work and the writing. What came in from a file was
    written elsewhere, nobody knows when."""
    return rows.filter(import_key="").annotate(delay=DaysLater(TruncDate("written_at"), F("on")))


def _lines_written_late(rows: ContactQuerySet, period: Period) -> ContactQuerySet:
    late: ContactQuerySet = with_delay(_in_period(rows, period)).filter(Q(("delay__gt", LATE_AFTER_DAYS)))
    return late


def _with(
    lines: Callable[[ContactQuerySet, Period], ContactQuerySet],
) -> Callable[[HelpQuestionQuerySet, Period], HelpQuestionQuerySet]:
    """The questions on which there are such lines."""

    def questions(rows: HelpQuestionQuerySet, period: Period) -> HelpQuestionQuerySet:
        return rows.filter(Exists(lines(Contact.objects.filter(question=OuterRef("pk")), period)))

    return questions


def _picked_up_before_contact(rows: HelpQuestionQuerySet, period: Period) -> HelpQuestionQuerySet:
    return rows.filter(
        picked_up_on__gte=period.start, picked_up_on__lt=period.end, first_contact_on__gt=F("picked_up_on")
    )


def _answered_without_hours(rows: HelpQuestionQuerySet, period: Period) -> HelpQuestionQuerySet:
    worked = Contact.objects.filter(question=OuterRef("pk"), minutes__gt=0)
    return rows.closed_in(period).filter(~Exists(worked))


def _untouched(rows: HelpQuestionQuerySet, period: Period) -> HelpQuestionQuerySet:
    # Of a period that still runs the end is today: nobody has touched what is to come.
    edge = min(period.end, timezone.localdate()) - timedelta(days=UNTOUCHED_DAYS)
    touched = Contact.objects.filter(question=OuterRef("pk"), on__gte=edge, on__lt=period.end)
    return rows.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=period.end),
        ~Exists(touched),
        Q(reopened_on__isnull=True) | Q(reopened_on__lt=edge),
        received_on__lt=edge,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "zonder-aanbieder",
        True,
        "vraag heeft geen aanbieder",
        "vragen hebben geen aanbieder",
        "Zo’n vraag telt wel mee in het geheel en bij geen van de aanbieders. Dan kloppen de cijfers niet met elkaar. "
        "De intake-coördinator wijst de vraag toe.",
        _no_provider,
        short="Geen aanbieder",
    ),
    Rule(
        "zonder-leefgebied",
        False,
        "vraag heeft geen leefgebied",
        "vragen hebben geen leefgebied",
        "Deze vragen ontbreken in de tabel met leefgebieden.",
        _no_domain,
        short="Geen leefgebied",
    ),
    Rule(
        "boven-richtlijn-zonder-reden",
        False,
        "vraag kwam boven de richtlijn, zonder reden",
        "vragen kwamen boven de richtlijn, zonder reden",
        "De gemeente vraagt waarom een vraag meer uren kostte. Vul de reden in op de vraag.",
        _above_without_reason,
        short="Geen reden",
    ),
    Rule(
        "zonder-uren",
        False,
        "vraag is afgesloten zonder uren",
        "vragen zijn afgesloten zonder uren",
        "Zonder uren lijkt een vraag minder te kosten dan zij deed. Turf eenvoudige vragen voortaan.",
        _answered_without_hours,
        short="Geen uren",
    ),
    Rule(
        "uren-na-afsluiten",
        False,
        "vraag heeft uren van na het afsluiten",
        "vragen hebben uren van na het afsluiten",
        "Misschien is de datum verkeerd, of had de vraag nog open moeten staan.",
        _with(_lines_after_closing),
        _lines_after_closing,
        "Uren na afsluiten",
    ),
    Rule(
        "uren-voor-ontvangst",
        False,
        "vraag heeft uren van voor de ontvangst",
        "vragen hebben uren van voor de ontvangst",
        "Misschien is een datum verkeerd ingevuld.",
        _with(_lines_before_receipt),
        _lines_before_receipt,
        "Uren voor ontvangst",
    ),
    Rule(
        "dag-te-vol",
        False,
        f"vraag heeft uren op een dag van meer dan {FULL_DAY_MINUTES // 60} uur",
        f"vragen hebben uren op een dag van meer dan {FULL_DAY_MINUTES // 60} uur",
        "Zoveel uur op één dag kan bijna niet. Misschien staat een regel dubbel, of zijn uren en minuten verwisseld.",
        _with(_lines_of_a_full_day),
        _lines_of_a_full_day,
        "Dag te vol",
    ),
    Rule(
        "laat-geschreven",
        False,
        f"vraag heeft uren die meer dan {LATE_AFTER_DAYS} dagen later zijn geschreven",
        f"vragen hebben uren die meer dan {LATE_AFTER_DAYS} dagen later zijn geschreven",
        "Wat later is opgeschreven, is minder precies. Kijk of datum en tijd kloppen.",
        _with(_lines_written_late),
        _lines_written_late,
        "Laat geschreven",
    ),
    Rule(
        "opgepakt-voor-contact",
        False,
        "vraag is opgepakt voor het eerste contact",
        "vragen zijn opgepakt voor het eerste contact",
        "Dat kan kloppen, maar vaak is een van de twee datums verkeerd.",
        _picked_up_before_contact,
        short="Opgepakt voor contact",
    ),
    Rule(
        "stil",
        False,
        f"vraag staat open en is al {UNTOUCHED_DAYS} dagen niet aangeraakt",
        f"vragen staan open en zijn al {UNTOUCHED_DAYS} dagen niet aangeraakt",
        "Sluit af wat klaar is. Anders telt de vraag mee als open.",
        _untouched,
        short="Lang niet aangeraakt",
    ),
)
BY_KEY: dict[str, Rule] = {rule.key: rule for rule in RULES}


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
        HelpQuestion.objects.filter(_counted_in(period), front_door__in=doors, **own).aggregate(at=Max("written_at"))[
            "at"
        ],
        QuestionEvent.objects.filter(
            question__in=HelpQuestion.objects.filter(_counted_in(period), front_door__in=doors, **own)
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
