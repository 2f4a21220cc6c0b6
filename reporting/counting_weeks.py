"""The SQL of the count by week: one statement for each level, with the same conditions as reporting/counting.py.

Rows are (unit, indicator, week, value), for the weeks of reporting/weeks.py. Whoever counts in the year is counted in
the week of their first time: a question received or closed, or minutes written. So the weeks add up to the year's own.
"""

from __future__ import annotations

from reporting.counting import fill_in

_WEEKS = """
WITH q AS MATERIALIZED (
    SELECT {q_unit} AS unit, coalesce(linked.person_id, q.client_id) AS client_id, q.received_on, q.closed_on,
           q.received_on >= %(start)s AND q.received_on < %(end)s AS received,
           coalesce(q.closed_on >= %(start)s AND q.closed_on < %(end)s, false) AS closed,
           q.outcome = ANY(%(answered)s) AS with_answer
      FROM cases_helpquestion q LEFT JOIN cases_linkedclient linked ON linked.client_id = q.client_id
     WHERE {q_ours}
       AND (q.received_on >= %(start)s AND q.received_on < %(end)s
            OR q.closed_on >= %(start)s AND q.closed_on < %(end)s)
), contact AS MATERIALIZED (
    SELECT {c_unit} AS unit, c.question_id, c."on" AS day, c.minutes
      FROM cases_contact c
     WHERE {c_ours} AND c."on" >= %(start)s AND c."on" < %(end)s
       AND (c.minutes > 0 OR c.minutes >= %(least)s)
), worked AS (
    SELECT first.unit, coalesce(linked.person_id, asked.client_id) AS client_id, first.day
      FROM (SELECT unit, question_id, min(day) AS day FROM contact
             WHERE minutes >= %(least)s GROUP BY unit, question_id) first
           CROSS JOIN LATERAL (
               SELECT h.client_id FROM cases_helpquestion h WHERE h.id = first.question_id LIMIT 1
           ) asked
           LEFT JOIN cases_linkedclient linked ON linked.client_id = asked.client_id
), person AS (
    SELECT unit, client_id, min(day) AS day
      FROM (SELECT unit, client_id, received_on AS day FROM q WHERE received
             UNION ALL
            SELECT unit, client_id, closed_on FROM q WHERE closed
             UNION ALL
            SELECT unit, client_id, day FROM worked) seen
     GROUP BY unit, client_id
), fact AS (
    SELECT unit, 'unique_clients' AS indicator, day, 1 AS value FROM person
     UNION ALL
    SELECT unit, 'questions_received', received_on, 1 FROM q WHERE received
     UNION ALL
    SELECT unit, 'questions_answered', closed_on, 1 FROM q WHERE closed AND with_answer
     UNION ALL
    SELECT unit, 'client_minutes', day, minutes FROM contact
     UNION ALL
    SELECT {t_unit}, 'simple_questions', t."on", 1
      FROM cases_tally t
     WHERE {t_ours} AND t."on" >= %(start)s AND t."on" < %(end)s AND t.undone_at IS NULL
     UNION ALL
    SELECT {w_unit}, 'other_minutes', w."on", w.minutes
      FROM cases_otherwork w WHERE {w_ours} AND w."on" >= %(start)s AND w."on" < %(end)s
)
SELECT unit, indicator, least((day - %(start)s) / 7, 51) AS week, sum(value)
  FROM fact GROUP BY unit, indicator, week
"""

WEEK_STATEMENTS = fill_in(_WEEKS, facts="")
