"""Which records each figure is made of: the same facts as `reporting/counting.py`, listed instead of added up.

What is listed here adds up to what is counted there; a property test holds the two together. Care side and worker only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from reporting import editions, rollups
from reporting.counting import with_facts
from reporting.figures import Scope
from reporting.stands import KIND_OF, Kind, Stand


def stands(scopes: Sequence[Scope], start: date, end: date, *, today: date) -> dict[Scope, Stand]:
    """The records of several scopes as they stand now, by one pass per level. A pure read."""
    found: dict[Scope, Stand] = {}
    books = editions.books_of({scope.municipality_id for scope in scopes})
    for municipality_id, level, group in rollups.together(scopes):
        by_unit, counting = rollups.by_unit_of(municipality_id, group), books[municipality_id].counting_on(start)
        parameters = rollups.parameters_of(municipality_id, level, list(by_unit), start, end, today, counting)
        records: dict[Scope, dict[str, dict[int, int]]] = {scope: {} for scope in group}
        persons: dict[Scope, dict[str, dict[int, int]]] = {scope: {} for scope in group}
        with rollups.by_index(), connection.cursor() as cursor:
            cursor.execute(_statement(level), parameters)
            for unit, indicator, ids, beside in cursor.fetchall():
                place = persons if KIND_OF[indicator] is Kind.PERSON else records
                place[by_unit[unit]][indicator] = dict(zip(ids, beside, strict=True))
        found |= {scope: Stand(records[scope], persons[scope]) for scope in group}
    return found


def newest() -> dict[Kind, int]:
    """The highest id of each kind of record. Inside a filing, which holds off facts of its front doors."""
    parts = " UNION ALL ".join(f"SELECT '{kind}', coalesce(max(id), 0) FROM {kind}" for kind in Kind)
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return {Kind(name): found for name, found in cursor.fetchall()}


# (unit, indicator, record, beside): beside a person's record the person, otherwise how much it counts for.
_LIST = """
, counted AS (
    SELECT q.unit, f.indicator, q.id AS record, 1::bigint AS beside
      FROM q CROSS JOIN LATERAL (VALUES
               ('questions_received', received), ('questions_answered', closed AND with_answer),
               ('questions_closed_otherwise', closed AND NOT with_answer), ('questions_closed', closed),
               ('questions_open', open_at_end), ('first_contact_total', first_contact),
               ('first_contact_on_time', first_contact AND first_contact_on_time),
               ('first_contact_after_pause', first_contact AND first_contact_after_pause),
               ('pick_up_total', pick_up), ('pick_up_on_time', pick_up AND pick_up_on_time),
               ('pick_up_after_pause', pick_up AND pick_up_after_pause),
               ('trajectories_finished', trajectory AND closed), ('trajectories_running', trajectory AND open_at_end),
               ('trajectories_too_long', trajectory AND closed AND too_long)
           ) AS f(indicator, holds)
     WHERE f.holds
    UNION ALL
    SELECT q.unit, f.indicator, q.id, f.beside
      FROM q CROSS JOIN LATERAL (
               SELECT coalesce(sum(c.minutes), 0) AS minutes FROM cases_contact c WHERE c.question_id = q.id
           ) spent CROSS JOIN LATERAL (VALUES
               ('closed_minutes', spent.minutes, spent.minutes > 0),
               ('questions_above_guideline', 1, spent.minutes > q.guideline_minutes)
           ) AS f(indicator, beside, holds)
     WHERE q.closed AND f.holds
    UNION ALL
    SELECT q.unit, 'closed_with_pair', q.id, 1
      FROM q CROSS JOIN LATERAL (
               SELECT true FROM cases_assessment last
                                JOIN cases_assessment first USING (question_id, instrument, edition)
                WHERE last.question_id = q.id AND last.instrument = 'zrm' AND last.phase = 'end'
                  AND first.phase = 'start' AND first."on" <= last."on" AND last."on" < %(end)s
                LIMIT 1
           ) pair
     WHERE q.closed
    UNION ALL
    SELECT c.unit, f.indicator, c.id, f.beside
      FROM (SELECT {c_unit} AS unit, c.id, c.minutes,
                   (c.written_at AT TIME ZONE 'Europe/Amsterdam')::date - c."on" AS delay
              FROM cases_contact c
             WHERE {c_ours} AND c."on" >= %(start)s AND c."on" < %(end)s AND c.minutes > 0) c
           CROSS JOIN LATERAL (VALUES
               ('client_minutes', c.minutes, true), ('entries', 1, true), ('entries_late', 1, c.delay > %(late_days)s)
           ) AS f(indicator, beside, holds)
     WHERE f.holds
    UNION ALL
    SELECT w.unit, f.indicator, w.id, f.beside
      FROM (SELECT {w_unit} AS unit, w.id, w.minutes, w.people FROM cases_otherwork w
             WHERE {w_ours} AND w."on" >= %(start)s AND w."on" < %(end)s) w
           CROSS JOIN LATERAL (VALUES ('other_minutes', w.minutes), ('other_people', w.people)) AS f(indicator, beside)
     WHERE f.beside > 0
    UNION ALL
    SELECT {t_unit}, 'simple_questions', t.id, 1
      FROM cases_tally t WHERE {t_ours} AND t."on" >= %(start)s AND t."on" < %(end)s AND t.undone_at IS NULL
    UNION ALL
    SELECT asked.unit, f.indicator, e.id, 1
      FROM cases_evaluation e CROSS JOIN LATERAL (
               SELECT {q_unit} AS unit FROM cases_helpquestion q WHERE q.id = e.question_id AND {q_ours} LIMIT 1
           ) asked CROSS JOIN LATERAL (VALUES ('score_count', e.score IS NOT NULL), ('fits', e.fits <> '')
           ) AS f(indicator, holds)
     WHERE e.given_on >= %(start)s AND e.given_on < %(end)s AND f.holds
    UNION ALL
    SELECT asked.unit, f.indicator, r.id, 1
      FROM cases_referral r CROSS JOIN LATERAL (
               SELECT {q_unit} AS unit FROM cases_helpquestion q WHERE q.id = r.question_id AND {q_ours} LIMIT 1
           ) asked CROSS JOIN LATERAL (VALUES
               ('referrals', true), ('referrals_joint_talk', r.kind = 'warm' AND r.joint_talk_on IS NOT NULL),
               ('referrals_kept', r.kind = 'warm' AND coalesce(r.first_appointment_kept, false))
           ) AS f(indicator, holds)
     WHERE r."on" >= %(start)s AND r."on" < %(end)s AND f.holds
    UNION ALL
    SELECT unit, scale || '_assessments', id, 1 FROM measured
    UNION ALL
    SELECT unit, scale || '_pairs', last_id, 1 FROM pair
    UNION ALL
    SELECT s.unit, 'signals', s.id, 1
      FROM (SELECT {s_unit} AS unit, s.id FROM cases_signal s
             WHERE {s_ours} AND s."on" >= %(start)s AND s."on" < %(end)s) s
    UNION ALL
    SELECT DISTINCT {s_unit}, 'signal_questions', s.question_id, 1
      FROM cases_signal s
     WHERE {s_ours} AND s."on" >= %(start)s AND s."on" < %(end)s AND s.question_id IS NOT NULL
), helped AS MATERIALIZED (
    SELECT q.unit, h.client_id AS record, q.client_id AS person
      FROM q JOIN cases_helpquestion h ON h.id = q.id WHERE q.received OR q.closed
    UNION
    SELECT contact.unit, h.client_id, asked.client_id
      FROM contact JOIN asked USING (question_id) JOIN cases_helpquestion h ON h.id = contact.question_id
     WHERE contact.minutes >= %(least)s
), people AS (
    SELECT unit, 'unique_clients' AS indicator, record, person FROM helped
    UNION ALL
    SELECT helped.unit, CASE WHEN known.before THEN 'returning_clients' ELSE 'new_clients' END, record, person
      FROM helped JOIN known ON known.unit = helped.unit AND known.client_id = helped.person
    UNION
    SELECT contact.unit, 'clients_with_minutes', h.client_id, asked.client_id
      FROM contact JOIN asked USING (question_id) JOIN cases_helpquestion h ON h.id = contact.question_id
     WHERE contact.minutes > 0
    UNION
    SELECT asked.unit, 'survey_consents', asked.client_id, coalesce(linked.person_id, asked.client_id)
      FROM cases_evaluation e CROSS JOIN LATERAL (
               SELECT {q_unit} AS unit, q.client_id FROM cases_helpquestion q
                WHERE q.id = e.question_id AND {q_ours} LIMIT 1
           ) asked LEFT JOIN cases_linkedclient linked ON linked.client_id = asked.client_id
     WHERE e.given_on >= %(start)s AND e.given_on < %(end)s AND e.survey_consent
)
SELECT unit, indicator, array_agg(record ORDER BY record), array_agg(beside ORDER BY record)
  FROM counted GROUP BY unit, indicator
UNION ALL
SELECT unit, indicator, array_agg(record ORDER BY record), array_agg(person ORDER BY record)
  FROM people GROUP BY unit, indicator
"""


def _statement(level: str) -> str:
    return with_facts(level, _LIST)
