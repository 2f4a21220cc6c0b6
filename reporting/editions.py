"""The editions of definitions in a municipality: reading them, announcing a next one, withdrawing it. For both sides,
so it knows no client.

What counts is agreed with the municipality, for it settles the grant on it: announcing is done on its side
(docs/decisions/0020). Filing and announcing hold each other off, so that no report is filed by an edition that is
announced at the same moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from oco import audit
from oco.access import Permission, access_of
from oco.models import FrontDoor, Municipality, Organisation, User
from oco.outcomes import Outcome
from oco.templatetags.oco import date_nl
from reporting.definitions import FIGURES, MOST_MINUTES, STANDARD, Announced, Book, Counting, Edition, Rule, words_of
from reporting.models import DefinitionEdition, Report

READERS: Final = (
    Permission.READ_QUESTIONS,
    Permission.SEE_FIGURES,
    Permission.READ_RELEASED,
    Permission.CHECK_REPORTS,
    Permission.ADMINISTER,
)
DECIDERS: Final = (Permission.CHECK_REPORTS, Permission.ADMINISTER)  # on the municipality side
_LOCK: Final = 20180637  # first key of the advisory lock; the second is the municipality's


class AnnouncementRefused(Exception):
    """The edition can't be announced or withdrawn; the text is for the user."""


# --- reading ----------------------------------------------------------------------------------------------------------


def book_of(municipality_id: int) -> Book:
    """All editions of a municipality. One query."""
    return books_of([municipality_id])[municipality_id]


def books_of(municipality_ids: Iterable[int]) -> dict[int, Book]:
    ids = list(municipality_ids)
    found: dict[int, list[Announced]] = {pk: [] for pk in ids}
    for row in DefinitionEdition.objects.standing().filter(municipality_id__in=ids).order_by("valid_from"):
        found[row.municipality_id].append(announced_of(row))
    return {pk: Book(tuple(rows)) for pk, rows in found.items()}


def announced_of(row: DefinitionEdition) -> Announced:
    return Announced(
        rule=Rule(row.rule),
        number=row.number,
        valid_from=row.valid_from,
        counting=Counting(
            answered=STANDARD.answered if row.answered is None else frozenset(row.answered),
            least_minutes=STANDARD.least_minutes if row.least_minutes is None else row.least_minutes,
        ),
        example=row.example,
        counter_example=row.counter_example,
        reason=row.reason,
        pk=row.pk,
        by_name=row.announced_by_name,
    )


def municipalities_for(user: User, permissions: Collection[Permission] = READERS) -> list[Municipality]:
    """Whose definitions a user may read: on the municipality side its own, on the care side those of the
    municipalities in which an organisation of theirs works."""
    access = access_of(user)
    ids = frozenset().union(*(access.organisation_ids(permission) for permission in permissions))
    if not ids:
        return []
    doors = FrontDoor.objects.all()
    found = Municipality.objects.filter(
        pk__in=[
            *Organisation.objects.filter(pk__in=ids, kind=Organisation.Kind.MUNICIPALITY).values_list(
                "municipality_id", flat=True
            ),
            *doors.filter(run_by_id__in=ids).values_list("municipality_id", flat=True),
            *doors.filter(partnership_id__in=ids).values_list("municipality_id", flat=True),
            *doors.filter(participations__provider_id__in=ids).values_list("municipality_id", flat=True),
        ]
    )
    return list(found.order_by("name"))


def starts(municipality: Municipality, *, today: date, years: int = 3) -> list[date]:
    """First days on which a next edition may begin: 1 January of this year and the next, where nothing was reported of
    the year yet."""
    filed = Report.objects.filter(municipality=municipality).order_by("-end").values_list("end", flat=True).first()
    days = [date(today.year + ahead, 1, 1) for ahead in range(years)]
    return [day for day in days if filed is None or filed <= day]


# --- announcing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """What a municipality wants to count from a day on. Empty examples are made from the values."""

    rule: Rule
    valid_from: date
    counting: Counting
    reason: str
    example: str = ""
    counter_example: str = ""


def preview(wish: Wish, number: int = 0) -> list[Edition]:
    """Each figure of the rule as it would read."""
    announced = Announced(
        wish.rule,
        number,
        wish.valid_from,
        wish.counting,
        wish.example or words_of(FIGURES[wish.rule][0], wish.counting).example,
        wish.counter_example or words_of(FIGURES[wish.rule][0], wish.counting).counter_example,
        wish.reason,
    )
    return [Book((announced,)).editions(indicator)[-1] for indicator in FIGURES[wish.rule]]


def hold(municipality: Municipality, *, shared: bool) -> None:
    """Until the end of the transaction: a filing shares it, an announcement has it alone."""
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s, %s)", [_LOCK, municipality.pk])


@transaction.atomic
def announce(*, municipality: Municipality, wish: Wish, by: User) -> DefinitionEdition:
    """Announces a next edition. From its first day on periods of this municipality are counted by it, and in the first
    period of each kind by the former one as well.

    Raises AnnouncementRefused where it changes nothing, where a period from that day on was reported, or where a later
    edition stands.
    """
    hold(municipality, shared=False)
    book = book_of(municipality.pk)
    if refusal := why_not(book, wish):
        raise AnnouncementRefused(refusal)
    if Report.objects.filter(municipality=municipality, end__gt=wish.valid_from).exists():
        raise AnnouncementRefused(
            f"Over een periode vanaf {date_nl(wish.valid_from)} is al een rapport ingediend. Kies een latere dag."
        )
    last = DefinitionEdition.objects.filter(municipality=municipality, rule=wish.rule).order_by("-number").first()
    number = last.number + 1 if last else 2
    first = preview(wish, number)[0]
    made = DefinitionEdition.objects.create(
        municipality=municipality,
        rule=wish.rule,
        number=number,
        valid_from=wish.valid_from,
        answered=sorted(wish.counting.answered) if wish.rule is Rule.ANSWERED else None,
        least_minutes=wish.counting.least_minutes if wish.rule is Rule.CLIENT_WORK else None,
        sentence=first.sentence,
        example=first.example,
        counter_example=first.counter_example,
        reason=wish.reason.strip(),
        announced_by=by,
        announced_by_name=by.name,
    )
    audit.record("definition announced", by=by, on=made, rule=str(wish.rule), valid_from=wish.valid_from.isoformat())
    return made


def why_not(book: Book, wish: Wish) -> str:
    """Why this edition can't be; empty where it can. Without looking at reports."""
    standing = [each for each in book.announced if each.rule == wish.rule]
    if (wish.valid_from.month, wish.valid_from.day) != (1, 1):
        return "Een versie gaat in op 1 januari."
    if not wish.reason.strip():
        return "Schrijf op waarom de definitie verandert."
    if wish.rule is Rule.ANSWERED and not (wish.counting.answered and wish.counting.answered <= set(Outcome.values)):
        return "Kies minstens één uitkomst."
    if wish.rule is Rule.CLIENT_WORK and not 0 <= wish.counting.least_minutes <= MOST_MINUTES:
        return f"Vul 0 tot en met {MOST_MINUTES} minuten in."
    if any(each.valid_from >= wish.valid_from for each in standing):
        return "Op die dag of later gaat al een andere versie in. Trek die eerst in, of kies een latere dag."
    indicator = FIGURES[wish.rule][0]
    now = book.edition_on(indicator, wish.valid_from).counting
    if _of_rule(now, wish.rule) == _of_rule(wish.counting, wish.rule):
        return "Zo telt het dan al. Verander eerst iets."
    return ""


def _of_rule(counting: Counting, rule: Rule) -> Counting:
    """Only what this rule decides."""
    if rule is Rule.ANSWERED:
        return replace(STANDARD, answered=counting.answered)
    return replace(STANDARD, least_minutes=counting.least_minutes)


@transaction.atomic
def withdraw(*, edition: DefinitionEdition, by: User) -> None:
    """Takes back an edition by which nothing was reported yet. Raises AnnouncementRefused."""
    hold(edition.municipality, shared=False)
    if edition.withdrawn_at is not None:
        return
    if Report.objects.filter(municipality=edition.municipality, end__gt=edition.valid_from).exists():
        raise AnnouncementRefused("Met deze versie is al een rapport ingediend. U kunt haar niet meer intrekken.")
    edition.withdrawn_at, edition.withdrawn_by = timezone.now(), by
    edition.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record("definition withdrawn", by=by, on=edition)
