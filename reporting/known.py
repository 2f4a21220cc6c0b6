"""What is known now beside what was filed: keeps the records of a filed report, and explains every difference.

Care side and worker only. The rules stand in reporting/reasons.py; this reads what they ask for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.models import (
    Assessment,
    Client,
    Contact,
    Evaluation,
    HelpQuestion,
    LinkedClient,
    OtherWork,
    QuestionEvent,
    Referral,
    Signal,
    Tally,
)
from oco import acting
from oco.acting import Purpose
from reporting import counted_records, reasons
from reporting.figures import Level, Scope
from reporting.models import CountedRecords, Report
from reporting.reasons import Difference, Facts
from reporting.stands import KIND_OF, WEIGHED, Kind, Stand

_MODELS = {
    Kind.QUESTION: HelpQuestion,
    Kind.CONTACT: Contact,
    Kind.OTHER_WORK: OtherWork,
    Kind.TALLY: Tally,
    Kind.EVALUATION: Evaluation,
    Kind.REFERRAL: Referral,
    Kind.ASSESSMENT: Assessment,
    Kind.SIGNAL: Signal,
}
# Where a record says whose it is: on itself, or on its question.
_OF_QUESTION = frozenset({Kind.EVALUATION, Kind.REFERRAL})


@dataclass(frozen=True)
class Kept:
    """What a filed report was made of: per level the records, and the newest that there were."""

    stands: Mapping[Scope, Stand]
    newest: Mapping[Kind, int]


def keep(report: Report, stands: Mapping[Scope, Stand]) -> None:
    """Writes down which records a report was made of, within the filing's transaction."""
    newest = counted_records.newest()
    CountedRecords.objects.bulk_create(
        _row(report, scope, indicator, stand, newest[kind])
        for scope, stand in stands.items()
        for indicator, kind in KIND_OF.items()
    )


def _row(report: Report, scope: Scope, indicator: str, stand: Stand, newest: int) -> CountedRecords:
    assert scope.organisation_id is not None  # a whole municipality files no report
    people = KIND_OF[indicator] is Kind.PERSON
    counted = stand.people(indicator) if people else stand.of(indicator)
    return CountedRecords(
        report=report,
        level=scope.level,
        organisation_id=scope.organisation_id,
        indicator=indicator,
        records=list(counted),
        persons=list(counted.values()) if people else [],
        weights=list(counted.values()) if indicator in WEIGHED else [],
        newest=newest,
    )


def kept(report: Report) -> Kept | None:
    """What the report was made of; None for one that was filed before this was kept."""
    found: dict[Scope, Stand] = {}
    newest: dict[Kind, int] = {}
    by_scope: dict[Scope, tuple[dict[str, dict[int, int]], dict[str, dict[int, int]]]] = {}
    for row in CountedRecords.objects.filter(report=report):
        if row.indicator not in KIND_OF:
            continue  # a figure that is counted no longer
        scope = Scope(row.level, report.municipality_id, row.organisation_id)
        counted, persons = by_scope.setdefault(scope, ({}, {}))
        newest[KIND_OF[row.indicator]] = row.newest
        if KIND_OF[row.indicator] is Kind.PERSON:
            persons[row.indicator] = dict(zip(row.records, row.persons, strict=True))
        elif row.weights:
            counted[row.indicator] = dict(zip(row.records, row.weights, strict=True))
        else:
            counted[row.indicator] = dict.fromkeys(row.records, 1)
    for scope, (counted, persons) in by_scope.items():
        found[scope] = Stand(counted, persons)
    return Kept(found, newest) if found else None


def stands_of(report: Report, scopes: Iterable[Scope], *, today: date) -> dict[Scope, Stand]:
    """The records of the report's period as they stand now."""
    return counted_records.stands(list(scopes), report.start, report.end, today=today)


@acting.purpose(Purpose.COUNT)
def explained(
    then: Kept, now: Mapping[Scope, Stand], *, scopes: Sequence[Scope] | None = None
) -> dict[Scope, dict[str, Difference]]:
    """Per level every figure as filed and as known now, with the whole difference in reasons."""
    found: dict[Scope, dict[str, Difference]] = {}
    for scope in then.stands if scopes is None else scopes:
        if scope not in then.stands or scope not in now:
            continue
        before, after = then.stands[scope], now[scope]
        facts = _facts(scope, then, after)
        found[scope] = {
            indicator: reasons.difference(indicator, before, after, facts)
            for indicator in KIND_OF
            if indicator in before.records or indicator in before.persons
        }
    return found


# --- what the rules ask for -------------------------------------------------------------------------------------------


def _facts(scope: Scope, kept: Kept, now: Stand) -> Facts:
    then = kept.stands[scope]
    differing = _differing(then, now)
    there: dict[Kind, set[int]] = {}
    outside: dict[Kind, set[int]] = {}
    for kind, model in _MODELS.items():
        if ids := differing[kind]:
            rows = model._default_manager.filter(pk__in=ids)
            there[kind] = set(rows.values_list("pk", flat=True))
            outside[kind] = there[kind] - set(rows.filter(_within(scope, kind)).values_list("pk", flat=True))
    clients = differing[Kind.PERSON]
    everyone = {record for persons in then.persons.values() for record in persons}
    linked = LinkedClient.objects.filter(client_id__in=everyone)
    questions = differing[Kind.QUESTION]
    again = Q(reopened_on__isnull=False) | Q(pk__in=_reopened(questions))
    return Facts(
        newest=kept.newest,
        there=there,
        outside=outside,
        elsewhere=_elsewhere(scope, kept),
        taken_back=set(
            Tally.objects.filter(pk__in=differing[Kind.TALLY], undone_at__isnull=False).values_list("pk", flat=True)
        ),
        reopened=set(HelpQuestion.objects.filter(again, pk__in=questions).values_list("pk", flat=True)),
        person_now=dict(linked.values_list("client_id", "person_id")),
        questions=_by_client(HelpQuestion.objects.filter(client_id__in=clients).values_list("client_id", "pk")),
        contacts=_by_client(
            Contact.objects.filter(question__client_id__in=clients, pk__in=differing[Kind.CONTACT]).values_list(
                "question__client_id", "pk"
            )
        ),
        evaluations=_by_client(
            Evaluation.objects.filter(question__client_id__in=clients).values_list("question__client_id", "pk")
        ),
    )


def _reopened(questions: Collection[int]) -> set[int]:
    events = QuestionEvent.objects.filter(question_id__in=questions, kind=QuestionEvent.Kind.REOPENED)
    return set(events.values_list("question_id", flat=True))


def _differing(then: Stand, now: Stand) -> dict[Kind, set[int]]:
    """The records that count on one side only, by kind."""
    found: dict[Kind, set[int]] = {kind: set() for kind in Kind}
    for indicator, kind in KIND_OF.items():
        if kind is Kind.PERSON:
            found[kind] |= then.people(indicator).keys() ^ now.people(indicator).keys()
        else:
            found[kind] |= then.of(indicator).keys() ^ now.of(indicator).keys()
    return found


def _within(scope: Scope, kind: Kind) -> Q:
    """Records that belong to this level."""
    prefix = "question__" if kind in _OF_QUESTION else ""
    here = Q(**{f"{prefix}front_door__municipality_id": scope.municipality_id})
    if scope.level == Level.PROVIDER:
        return here & Q(**{f"{prefix}provider_id": scope.organisation_id})
    return here & Q(**{f"{prefix}front_door__partnership_id": scope.organisation_id})


def _elsewhere(scope: Scope, kept: Kept) -> dict[Kind, set[int]]:
    """What counted at other levels of the same report and not at this one."""
    found: dict[Kind, set[int]] = {kind: set() for kind in Kind}
    for other, stand in kept.stands.items():
        if other != scope:
            for indicator, counted in stand.records.items():
                found[KIND_OF[indicator]].update(counted)
    for indicator, counted in kept.stands[scope].records.items():
        found[KIND_OF[indicator]].difference_update(counted)
    return found


def _by_client(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for client, record in pairs:
        found[client].append(record)
    return found


# --- the list behind a reason -----------------------------------------------------------------------------------------


def questions_behind(indicator: str, ids: Sequence[int]) -> Q:
    """Which questions to show for these records, to go behind `HelpQuestion.objects.for_user(…)`."""
    match KIND_OF[indicator]:
        case Kind.QUESTION:
            return Q(pk__in=ids)
        case Kind.CONTACT:
            return Q(contacts__in=ids)
        case Kind.EVALUATION:
            return Q(evaluation__in=ids)
        case Kind.REFERRAL:
            return Q(referrals__in=ids)
        case Kind.ASSESSMENT:
            return Q(assessments__in=ids)
        case Kind.SIGNAL:
            return Q(signals__in=ids)
        case Kind.PERSON:
            return Q(client__in=Client.objects.filter(pk__in=ids))
        case _:
            return Q(pk__in=[])  # a tally and other work have no question
