"""From a figure to its records: which questions, hour lines or people a figure counted, as they stand now.

The same facts as the count (reporting/counting.py), with another end: the keys behind one figure in place of the sums
of all. What a reader may see of them is for the page (`for_user`); what is of another provider is a number there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import connection
from django.utils import timezone

from reporting import editions
from reporting.counting import with_facts
from reporting.figures import FigureKey, Level, Scope
from reporting.indicators import INDICATORS, OF_PROVIDERS
from reporting.rollups import by_index, parameters_of


class Kind(StrEnum):
    """What stands in a list."""

    QUESTION = "question"
    CLIENT = "client"
    CONTACT = "contact"
    OTHER_WORK = "other_work"
    TALLY = "tally"
    SIGNAL = "signal"


@dataclass(frozen=True)
class Listed:
    """The records behind a figure, each with what it counts for: 1, minutes, or how often."""

    kind: Kind
    amounts: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())


@dataclass(frozen=True)
class _Source:
    """SQL of one figure: `rows` gives (key, amount) and ends in a WHERE, `by` says per dimension what more is asked;
    `grouped` stands behind all that."""

    kind: Kind
    rows: str
    by: Mapping[str, str]
    grouped: str = ""


_TASK = "SELECT 1 FROM cases_questiontask t WHERE t.question_id = q.id"
_STEP = "SELECT 1 FROM cases_questionarrangement a WHERE a.question_id = q.id"
_NONE_OR = "CASE WHEN %(member)s = '' THEN NOT EXISTS ({rows}) ELSE EXISTS ({rows} AND {same}) END"
_BY_QUESTION = {
    "provider": "coalesce(q.provider_id::text, '') = %(member)s",
    "channel": "q.channel = %(member)s",
    "district": "coalesce(q.district_id::text, '') = %(member)s",
    "outcome": "q.outcome = %(member)s",
    "urgency": "q.urgency = %(member)s",
    "how_found": "q.how_found = %(member)s",
    "reason": "q.over_guideline_reason = %(member)s",
    "domain": ("EXISTS (SELECT 1 FROM cases_questiondomain d WHERE d.question_id = q.id AND d.domain = %(member)s)"),
    "formality": ("coalesce((SELECT o.formality FROM oco_organisation o WHERE o.id = q.provider_id), '') = %(member)s"),
    "moment": _NONE_OR.format(
        rows=_TASK,
        same="(%(moments)s::text[])[array_position(%(tasks)s::text[], t.task::text)] = %(member)s",
    ),
    "task": _NONE_OR.format(rows=_TASK, same="t.task = split_part(%(member)s, '.', 2)"),
    "step": _NONE_OR.format(rows=_STEP, same="a.step = %(member)s"),
}


def _questions(condition: str) -> _Source:
    return _Source(Kind.QUESTION, f"SELECT q.id, 1 FROM q WHERE q.unit = %(unit)s AND ({condition})", _BY_QUESTION)


_SPENT = "(SELECT coalesce(sum(c.minutes), 0) FROM cases_contact c WHERE c.question_id = q.id)"
_PAIR = (
    "EXISTS (SELECT 1 FROM cases_assessment last JOIN cases_assessment first USING (question_id, instrument, edition)"
    " WHERE last.question_id = q.id AND last.instrument = 'zrm' AND last.phase = 'end' AND first.phase = 'start'"
    ' AND first."on" <= last."on" AND last."on" < %(end)s)'
)
_BY_LINE = {
    "provider": "{row}.provider_id::text = %(member)s",
    "activity": "{row}.activity = %(member)s",
    "supporter_kind": "{row}.supporter_kind = %(member)s",
    "kind": "{row}.kind = %(member)s",
}
_BY_TALLY = {
    "provider": "coalesce(t.provider_id::text, '') = %(member)s",
    "channel": "t.channel = %(member)s",
    "district": "coalesce(t.district_id::text, '') = %(member)s",
}
_BY_SIGNAL = {"domain": "s.domain = %(member)s", "district": "coalesce(s.district_id::text, '') = %(member)s"}
_GROUP_OF_RECORD = (
    "SELECT 1 FROM record r JOIN cases_clienttargetgroup t ON t.client_id = r.record_id"
    " JOIN cases_targetgroup g ON g.id = t.target_group_id"
    " WHERE r.unit = client.unit AND r.client_id = client.client_id"
)


def _lines(row: str, *dimensions: str) -> dict[str, str]:
    return {dimension: _BY_LINE[dimension].format(row=row) for dimension in dimensions}


def _within(row: str) -> str:
    """Rows of the unit on days of the period; the braces are filled in with the level."""
    return f'{{{row}_ours}} AND {{{row}_unit}} = %(unit)s AND {row}."on" >= %(start)s AND {row}."on" < %(end)s'


def _people(rows: str) -> _Source:
    return _Source(Kind.CLIENT, rows, {})


def _evaluated(condition: str) -> str:
    return (
        "SELECT q.id, count(*) FROM cases_evaluation e JOIN cases_helpquestion q ON q.id = e.question_id"
        " WHERE {q_ours} AND {q_unit} = %(unit)s AND e.given_on >= %(start)s AND e.given_on < %(end)s"
        f" AND {condition}"
    )


def _referred(condition: str) -> _Source:
    return _Source(
        Kind.QUESTION,
        "SELECT q.id, count(*) FROM cases_referral r JOIN cases_helpquestion q ON q.id = r.question_id"
        f' WHERE {{q_ours}} AND {{q_unit}} = %(unit)s AND r."on" >= %(start)s AND r."on" < %(end)s AND {condition}',
        {"referral": "r.kind = %(member)s"},
        "GROUP BY q.id",
    )


def _moved(scale: str, sign: str) -> _Source:
    return _Source(
        Kind.QUESTION,
        "SELECT assessed.question_id, count(*) FROM pair JOIN cases_assessment assessed ON assessed.id = pair.last_id"
        " JOIN cases_assessmentscore first ON first.assessment_id = pair.first_id"
        " JOIN cases_assessmentscore last ON last.assessment_id = pair.last_id AND last.domain = first.domain"
        f" WHERE pair.unit = %(unit)s AND pair.scale = '{scale}' AND last.score {sign} first.score",
        {"measured": "first.domain = %(member)s"},
        "GROUP BY assessed.question_id",
    )


_SOURCES: dict[str, _Source] = {
    "unique_clients": _Source(
        Kind.CLIENT,
        "SELECT client.client_id, 1 FROM client WHERE client.unit = %(unit)s",
        {
            "provider": (
                "CASE WHEN %(member)s = '' THEN client.waiting ELSE EXISTS (SELECT 1 FROM person p"
                " WHERE p.unit = client.unit AND p.client_id = client.client_id"
                " AND p.provider_id::text = %(member)s) END"
            ),
            "target_group": _NONE_OR.format(rows=_GROUP_OF_RECORD, same="g.name = %(member)s"),
        },
    ),
    "overlap_clients": _Source(
        Kind.CLIENT,
        "SELECT p.client_id, count(DISTINCT p.provider_id) - 1 FROM person p"
        " WHERE p.unit = %(unit)s AND p.provider_id IS NOT NULL",
        {},
        "GROUP BY p.client_id HAVING count(DISTINCT p.provider_id) > 1",
    ),
    "new_clients": _people("SELECT client_id, 1 FROM known WHERE unit = %(unit)s AND NOT before"),
    "returning_clients": _people("SELECT client_id, 1 FROM known WHERE unit = %(unit)s AND before"),
    "questions_received": _questions("q.received"),
    "questions_answered": _questions("q.closed AND q.with_answer"),
    "questions_closed_otherwise": _questions("q.closed AND NOT q.with_answer"),
    "questions_closed": _questions("q.closed"),
    "questions_open": _questions("q.open_at_end"),
    **{
        f"{term}_{what}": _questions(f"q.{term} AND {condition}")
        for term in ("first_contact", "pick_up")
        for what, condition in (
            ("total", "true"),
            ("on_time", f"q.{term}_on_time"),
            ("after_pause", f"q.{term}_after_pause"),
        )
    },
    "trajectories_finished": _questions("q.trajectory AND q.closed"),
    "trajectories_running": _questions("q.trajectory AND q.open_at_end"),
    "trajectories_too_long": _questions("q.trajectory AND q.closed AND q.too_long"),
    "questions_above_guideline": _questions(f"q.closed AND {_SPENT} > q.guideline_minutes"),
    "closed_with_pair": _questions(f"q.closed AND {_PAIR}"),
    "closed_minutes": _Source(
        Kind.QUESTION, f"SELECT q.id, {_SPENT} FROM q WHERE q.unit = %(unit)s AND q.closed AND {_SPENT} > 0", {}
    ),
    "simple_questions": _Source(
        Kind.TALLY, f"SELECT t.id, 1 FROM cases_tally t WHERE {_within('t')} AND t.undone_at IS NULL", _BY_TALLY
    ),
    "client_minutes": _Source(
        Kind.CONTACT,
        f"SELECT c.id, c.minutes FROM cases_contact c WHERE {_within('c')} AND c.minutes > 0",
        _lines("c", "provider", "activity", "supporter_kind"),
    ),
    "entries": _Source(Kind.CONTACT, f"SELECT c.id, 1 FROM cases_contact c WHERE {_within('c')} AND c.minutes > 0", {}),
    "entries_late": _Source(
        Kind.CONTACT,
        f"SELECT c.id, 1 FROM cases_contact c WHERE {_within('c')} AND c.minutes > 0"
        " AND (c.written_at AT TIME ZONE 'Europe/Amsterdam')::date - c.\"on\" > %(late_days)s",
        {},
    ),
    "clients_with_minutes": _Source(
        Kind.CLIENT,
        "SELECT worked.client_id, 1 FROM worked WHERE worked.unit = %(unit)s AND worked.minutes > 0",
        _lines("worked", "provider", "activity", "supporter_kind"),
        "GROUP BY worked.client_id",
    ),
    "other_minutes": _Source(
        Kind.OTHER_WORK,
        f"SELECT w.id, w.minutes FROM cases_otherwork w WHERE {_within('w')} AND w.minutes > 0",
        _lines("w", "provider", "kind"),
    ),
    "other_people": _Source(
        Kind.OTHER_WORK,
        f"SELECT w.id, w.people FROM cases_otherwork w WHERE {_within('w')} AND w.people > 0",
        _lines("w", "kind"),
    ),
    "score_count": _Source(
        Kind.QUESTION,
        _evaluated("e.score IS NOT NULL"),
        {"district": _BY_QUESTION["district"]},
        "GROUP BY q.id",
    ),
    "fits": _Source(Kind.QUESTION, _evaluated("e.fits <> ''"), {"fits": "e.fits = %(member)s"}, "GROUP BY q.id"),
    "survey_consents": _people("SELECT DISTINCT client_id, 1 FROM evaluation WHERE unit = %(unit)s AND survey_consent"),
    "referrals": _referred("true"),
    "referrals_joint_talk": _referred("r.kind = 'warm' AND r.joint_talk_on IS NOT NULL"),
    "referrals_kept": _referred("r.kind = 'warm' AND r.first_appointment_kept"),
    **{
        f"{scale}_{what}": _Source(
            Kind.QUESTION,
            f"SELECT {table}.question_id, count(*) FROM {rows} WHERE {table}.unit = %(unit)s"
            f" AND {table}.scale = '{scale}'",
            {},
            f"GROUP BY {table}.question_id",
        )
        for scale in ("matrix", "health")
        for what, table, rows in (
            ("assessments", "measured", "measured"),
            (
                "pairs",
                "paired",
                "(SELECT pair.unit, pair.scale, a.question_id FROM pair JOIN cases_assessment a ON a.id = pair.last_id)"
                " paired",
            ),
        )
    },
    **{
        f"{scale}_{way}": _moved(scale, sign)
        for scale in ("matrix", "health")
        for way, sign in (("rose", ">"), ("stayed", "="), ("fell", "<"))
    },
    "signals": _Source(Kind.SIGNAL, f"SELECT s.id, 1 FROM cases_signal s WHERE {_within('s')}", _BY_SIGNAL),
    "signal_questions": _Source(
        Kind.QUESTION,
        f"SELECT DISTINCT s.question_id, 1 FROM cases_signal s WHERE {_within('s')} AND s.question_id IS NOT NULL",
        _BY_SIGNAL,
    ),
}


def can_list(indicator: str, dimension: str = "", *, level: str = Level.PROVIDER) -> bool:
    """Whether records stand behind this figure. Behind a mean or percentile there is no list of its own."""
    source = _SOURCES.get(indicator)
    if source is None:
        return False
    if not dimension:
        return True
    if dimension in OF_PROVIDERS and level == Level.PROVIDER:
        return False
    return dimension in source.by and dimension in INDICATORS[indicator].dimensions


def listed(scope: Scope, start: date, end: date, key: FigureKey, *, today: date | None = None) -> Listed:
    """The records that a count of this scope and stretch would find for one figure now. ValueError for a figure
    without records. A pure read; what it gives is for nobody's eyes before `for_user`."""
    if not can_list(key.indicator, key.dimension, level=scope.level):
        raise ValueError(f"no records stand behind {key.indicator} by {key.dimension or 'nothing'}")
    source = _SOURCES[key.indicator]
    more = f" AND {source.by[key.dimension]}" if key.dimension else ""
    unit = scope.organisation_id or scope.municipality_id
    parameters = parameters_of(
        scope.municipality_id,
        scope.level,
        [unit],
        start,
        end,
        today or timezone.localdate(),
        editions.book_of(scope.municipality_id).counting_on(start),
    )
    statement = with_facts(scope.level, f"{source.rows}{more} {source.grouped}")
    with by_index(), connection.cursor() as cursor:
        cursor.execute(statement, {**parameters, "unit": unit, "member": key.member})
        return Listed(source.kind, {pk: int(amount) for pk, amount in cursor.fetchall()})
