"""The rules of the checklist (subsidies/checklist.py): which questions of a period break them, and which hour lines.

Care side only: a rule is a query over the questions themselves, so that a number and the list behind it are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from cases.models import Contact, OtherWork, QuestionDomain
from cases.models.questions import HelpQuestionQuerySet
from cases.models.work import ContactQuerySet
from oco.periods import Period

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


def counted_in(period: Period) -> Q:
    """Questions that a report over this period counts: received, closed, or open at its end."""
    return Q(received_on__lt=period.end) & (Q(closed_on__isnull=True) | Q(closed_on__gte=period.start))


def _no_provider(rows: HelpQuestionQuerySet, period: Period) -> HelpQuestionQuerySet:
    return rows.filter(counted_in(period), provider__isnull=True)


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
