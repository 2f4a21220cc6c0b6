"""The SQL of the count: one statement for each level, in parts by subject.

It touches the rows of the period through their indexes, never the history: whether a client is new is asked per
record of a client of the period, and stops at the first older fact. What each figure means stands in
`reporting/indicators.py`.

Rows are (unit, indicator, dimension, member, value). A member that is NULL says of how many there is a member at all:
where something may have several, the rest is unknown (reporting/rollups.py).
"""

from __future__ import annotations

from reporting.figures import Level

# By level: to which unit a fact belongs, and the condition that it belongs to one that is asked for. `{row}` is a
# question, contact, tally, measurement, signal or line of other work, each with a front door and a provider. Above the
# provider, the front door tells: a look-up in two arrays costs nothing and leaves the planner's estimates as they are;
# a join does neither.
_BY_DOOR = "(%(units)s::bigint[])[array_position(%(doors)s::bigint[], {row}.front_door_id)]"
_UNIT = {Level.PROVIDER: "{row}.provider_id", Level.PARTNERSHIP: _BY_DOOR, Level.MUNICIPALITY: _BY_DOOR}
_AT_DOOR = "{row}.front_door_id = ANY(%(doors)s)"
_OURS = {
    Level.PROVIDER: _AT_DOOR + " AND {row}.provider_id = ANY(%(units)s)",
    Level.PARTNERSHIP: _AT_DOOR,
    Level.MUNICIPALITY: _AT_DOOR,
}

# `{q_unit}` and `{q_ours}` (and so for the other rows) are filled in from above; values are parameters.
# Traps: percentile_cont gives floating point, so it is rounded as numeric; LATERAL with an aggregate, LIMIT or OFFSET
# keeps the planner at one index look-up per row of the period, however long the history; a question's minutes are
# summed over all its contacts, whoever wrote them; sorting codes by the rules of a language costs more than all the
# counting. Linked records are one person: `client_id` is from here on that of the person.
_FACTS = """
WITH q AS MATERIALIZED (
    SELECT {q_unit} AS unit, q.id, coalesce(linked.person_id, q.client_id) AS client_id, q.provider_id,
           q.channel COLLATE "C" AS channel, q.district_id, q.how_found COLLATE "C" AS how_found,
           q.outcome COLLATE "C" AS outcome, q.guideline_minutes, q.over_guideline_reason,
           CASE WHEN q.urgent THEN 'urgent' ELSE 'regular' END COLLATE "C" AS urgency,
           q.trajectory_days IS NOT NULL AS trajectory,
           coalesce(q.closed_on > q.picked_up_on + q.trajectory_days, false) AS too_long,
           q.received_on >= %(start)s AND q.received_on < %(end)s AS received,
           coalesce(q.closed_on >= %(start)s AND q.closed_on < %(end)s, false) AS closed,
           q.outcome = ANY(%(answered)s) AS with_answer,
           q.received_on < %(end)s AND (q.closed_on IS NULL OR q.closed_on >= %(end)s) AS open_at_end,
           coalesce(q.first_contact_on >= %(start)s AND q.first_contact_on < %(end)s, false)
               OR coalesce(q.first_contact_paused_due_on, q.first_contact_due_on) >= %(start)s
                  AND coalesce(q.first_contact_paused_due_on, q.first_contact_due_on) < %(ended)s AS first_contact,
           coalesce(q.first_contact_on <= q.first_contact_due_on, false) AS first_contact_on_time,
           coalesce(q.first_contact_on > q.first_contact_due_on
                    AND q.first_contact_on <= q.first_contact_paused_due_on, false) AS first_contact_after_pause,
           coalesce(q.picked_up_on >= %(start)s AND q.picked_up_on < %(end)s, false)
               OR coalesce(q.pick_up_paused_due_on, q.pick_up_due_on) >= %(start)s
                  AND coalesce(q.pick_up_paused_due_on, q.pick_up_due_on) < %(ended)s AS pick_up,
           coalesce(q.picked_up_on <= q.pick_up_due_on, false) AS pick_up_on_time,
           coalesce(q.picked_up_on > q.pick_up_due_on
                    AND q.picked_up_on <= q.pick_up_paused_due_on, false) AS pick_up_after_pause
      FROM cases_helpquestion q LEFT JOIN cases_linkedclient linked ON linked.client_id = q.client_id
     WHERE {q_ours}
       AND (q.received_on >= %(start)s AND q.received_on < %(end)s
            OR q.closed_on >= %(start)s AND q.closed_on < %(end)s
            OR q.first_contact_on >= %(start)s AND q.first_contact_on < %(end)s
            OR q.first_contact_due_on >= %(start)s AND q.first_contact_due_on < %(ended)s
            OR q.first_contact_paused_due_on >= %(start)s AND q.first_contact_paused_due_on < %(ended)s
            OR q.picked_up_on >= %(start)s AND q.picked_up_on < %(end)s
            OR q.pick_up_due_on >= %(start)s AND q.pick_up_due_on < %(ended)s
            OR q.pick_up_paused_due_on >= %(start)s AND q.pick_up_paused_due_on < %(ended)s
            OR q.closed_on >= %(end)s AND q.received_on < %(end)s
            OR q.closed_on IS NULL AND q.received_on < %(end)s)
), contact AS MATERIALIZED (
    SELECT {c_unit} AS unit, c.provider_id, c.activity COLLATE "C" AS activity,
           c.supporter_kind COLLATE "C" AS supporter_kind, c.question_id, c.minutes,
           greatest((c.written_at AT TIME ZONE 'Europe/Amsterdam')::date - c."on", 0) AS delay
      FROM cases_contact c
     WHERE {c_ours} AND c."on" >= %(start)s AND c."on" < %(end)s
), asked AS MATERIALIZED (
    SELECT worked_on.question_id, coalesce(q.client_id, linked.person_id, found.client_id) AS client_id
      FROM (SELECT DISTINCT question_id FROM contact WHERE minutes >= %(least)s OR minutes > 0) worked_on
           LEFT JOIN q ON q.id = worked_on.question_id
           LEFT JOIN LATERAL (
               SELECT h.client_id FROM cases_helpquestion h WHERE q.id IS NULL AND h.id = worked_on.question_id LIMIT 1
           ) found ON true
           LEFT JOIN cases_linkedclient linked ON linked.client_id = found.client_id
), worked AS MATERIALIZED (
    SELECT contact.unit, contact.provider_id, contact.activity, contact.supporter_kind, contact.minutes, asked.client_id
      FROM contact JOIN asked USING (question_id)
), person AS MATERIALIZED (
    SELECT unit, provider_id, client_id FROM q WHERE received OR closed
     UNION
    SELECT unit, provider_id, client_id FROM worked WHERE minutes >= %(least)s
), client AS MATERIALIZED (
    SELECT unit, client_id, bool_and(provider_id IS NULL) AS waiting FROM person GROUP BY unit, client_id
), record AS MATERIALIZED (
    SELECT unit, client_id, waiting, client_id AS record_id FROM client
     UNION ALL
    SELECT client.unit, client.client_id, client.waiting, linked.client_id
      FROM client JOIN cases_linkedclient linked ON linked.person_id = client.client_id
     WHERE linked.client_id <> linked.person_id
), known AS (
    SELECT record.unit, record.client_id, record.waiting, bool_or(older.found IS NOT NULL) AS before
      FROM record LEFT JOIN LATERAL (
               SELECT true AS found
                 FROM cases_helpquestion q
                WHERE q.client_id = record.record_id AND q.received_on < %(start)s
                  AND {q_ours} AND {q_unit} = record.unit
                LIMIT 1
           ) older_question ON true LEFT JOIN LATERAL (
               SELECT true AS found
                 FROM cases_helpquestion h JOIN cases_contact c ON c.question_id = h.id
                WHERE older_question.found IS NULL AND h.client_id = record.record_id
                  AND c."on" < %(start)s AND c.minutes >= %(least)s AND {c_ours} AND {c_unit} = record.unit
                LIMIT 1
           ) older_contact ON true CROSS JOIN LATERAL (
               SELECT coalesce(older_question.found, older_contact.found) AS found
           ) older
     GROUP BY record.unit, record.client_id, record.waiting
), life AS MATERIALIZED (
    SELECT q.unit, q.over_guideline_reason, q.guideline_minutes, coalesce(spent.minutes, 0) AS minutes
      FROM q CROSS JOIN LATERAL (
               SELECT sum(c.minutes) AS minutes FROM cases_contact c WHERE c.question_id = q.id
           ) spent
     WHERE q.closed
), evaluation AS (
    SELECT asked.unit, coalesce(linked.person_id, asked.client_id) AS client_id, asked.district_id, e.score, e.fits,
           e.survey_consent
      FROM cases_evaluation e CROSS JOIN LATERAL (
               SELECT {q_unit} AS unit, q.client_id, q.district_id FROM cases_helpquestion q
                WHERE q.id = e.question_id AND {q_ours}
                LIMIT 1
           ) asked LEFT JOIN cases_linkedclient linked ON linked.client_id = asked.client_id
     WHERE e.given_on >= %(start)s AND e.given_on < %(end)s
), measured AS MATERIALIZED (
    SELECT {a_unit} AS unit, CASE a.instrument WHEN 'zrm' THEN 'matrix' ELSE 'health' END COLLATE "C" AS scale,
           a.id, a.question_id, a.instrument, a.edition, a.phase, a."on"
      FROM cases_assessment a
     WHERE {a_ours} AND a."on" >= %(start)s AND a."on" < %(end)s
), pair AS MATERIALIZED (
    SELECT last.unit, last.scale, first.id AS first_id, last.id AS last_id
      FROM measured last CROSS JOIN LATERAL (
               SELECT a.id FROM cases_assessment a
                WHERE a.question_id = last.question_id AND a.instrument = last.instrument AND a.phase = 'start'
                  AND a.edition = last.edition AND a."on" <= last."on"
                LIMIT 1
           ) first
     WHERE last.phase = 'end'
), question_sums AS (
    SELECT unit,
           CASE GROUPING(provider_id, channel, district_id, outcome, urgency, how_found)
               WHEN 63 THEN '' WHEN 31 THEN 'provider' WHEN 47 THEN 'channel' WHEN 55 THEN 'district'
               WHEN 59 THEN 'outcome' WHEN 61 THEN 'urgency' WHEN 62 THEN 'how_found' END AS dimension,
           coalesce(provider_id::text, channel, district_id::text, outcome, urgency, how_found, '') AS member,
           count(*) FILTER (WHERE received) AS received,
           count(*) FILTER (WHERE closed AND with_answer) AS answered,
           count(*) FILTER (WHERE closed AND NOT with_answer) AS closed_otherwise,
           count(*) FILTER (WHERE open_at_end) AS open_at_end,
           count(*) FILTER (WHERE first_contact) AS first_contact,
           count(*) FILTER (WHERE first_contact AND first_contact_on_time) AS first_contact_on_time,
           count(*) FILTER (WHERE first_contact AND first_contact_after_pause) AS first_contact_after_pause,
           count(*) FILTER (WHERE pick_up) AS pick_up,
           count(*) FILTER (WHERE pick_up AND pick_up_on_time) AS pick_up_on_time,
           count(*) FILTER (WHERE pick_up AND pick_up_after_pause) AS pick_up_after_pause
      FROM q
     GROUP BY GROUPING SETS ((unit), (unit, provider_id), (unit, channel), (unit, district_id), (unit, outcome),
                             (unit, urgency), (unit, how_found))
)
"""

_QUESTIONS = """
SELECT question_sums.unit, f.indicator, dimension, member, f.value::numeric
  FROM question_sums CROSS JOIN LATERAL (VALUES
           ('questions_received', received), ('questions_answered', answered),
           ('questions_closed_otherwise', closed_otherwise), ('questions_closed', answered + closed_otherwise),
           ('questions_open', open_at_end),
           ('first_contact_total', first_contact), ('first_contact_on_time', first_contact_on_time),
           ('first_contact_after_pause', first_contact_after_pause),
           ('pick_up_total', pick_up), ('pick_up_on_time', pick_up_on_time),
           ('pick_up_after_pause', pick_up_after_pause)
       ) AS f(indicator, value)
 WHERE f.value > 0
UNION ALL
SELECT by_provider.unit, 'questions_answered', 'formality', coalesce(o.formality, ''), sum(by_provider.answered)
  FROM question_sums by_provider LEFT JOIN oco_organisation o ON o.id = nullif(by_provider.member, '')::bigint
 WHERE by_provider.dimension = 'provider' AND by_provider.answered > 0
 GROUP BY by_provider.unit, coalesce(o.formality, '')
UNION ALL
SELECT by_domain.unit, f.indicator, 'domain', by_domain.domain, f.value
  FROM (SELECT q.unit, d.domain, count(*) FILTER (WHERE q.received) AS received,
               count(*) FILTER (WHERE q.closed AND q.with_answer) AS answered
          FROM q JOIN cases_questiondomain d ON d.question_id = q.id
         WHERE q.received OR q.closed GROUP BY q.unit, d.domain) by_domain
       CROSS JOIN LATERAL (VALUES ('questions_received', received), ('questions_answered', answered)
       ) AS f(indicator, value)
 WHERE f.value > 0
UNION ALL
SELECT q.unit, 'questions_closed', f.dimension, f.member, count(DISTINCT q.id)
  FROM q CROSS JOIN LATERAL (
           SELECT task, (%(moments)s::text[])[array_position(%(tasks)s::text[], t.task::text)] AS moment
             FROM cases_questiontask t WHERE t.question_id = q.id OFFSET 0
       ) t CROSS JOIN LATERAL (VALUES ('moment', t.moment), ('task', t.moment || '.' || t.task)
       ) AS f(dimension, member)
 WHERE q.closed GROUP BY GROUPING SETS ((q.unit, f.dimension), (q.unit, f.dimension, f.member))
UNION ALL
SELECT q.unit, 'questions_answered', 'step', a.step, count(DISTINCT q.id)
  FROM q CROSS JOIN LATERAL (
           SELECT step FROM cases_questionarrangement a WHERE a.question_id = q.id OFFSET 0
       ) a
 WHERE q.closed AND q.with_answer GROUP BY GROUPING SETS ((q.unit), (q.unit, a.step))
UNION ALL
SELECT life.unit, f.indicator, '', '', f.value
  FROM (SELECT unit, sum(minutes) AS total, round(avg(minutes), 4) AS mean,
               round(percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes)::numeric, 4) AS median,
               round(percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes)::numeric, 4) AS p90
          FROM life GROUP BY unit) life
       CROSS JOIN LATERAL (VALUES ('closed_minutes', total), ('minutes_per_question_mean', mean),
                                  ('minutes_per_question_median', median), ('minutes_per_question_p90', p90)
       ) AS f(indicator, value)
UNION ALL
SELECT unit, 'questions_above_guideline', CASE GROUPING(over_guideline_reason) WHEN 1 THEN '' ELSE 'reason' END,
       coalesce(over_guideline_reason, ''), count(*)
  FROM life WHERE minutes > guideline_minutes
 GROUP BY GROUPING SETS ((unit), (unit, over_guideline_reason))
UNION ALL
SELECT trajectory.unit, f.indicator, trajectory.dimension, trajectory.member, f.value
  FROM (SELECT unit,
               CASE GROUPING(provider_id, district_id)
                   WHEN 3 THEN '' WHEN 1 THEN 'provider' WHEN 2 THEN 'district' END AS dimension,
               coalesce(provider_id::text, district_id::text, '') AS member,
               count(*) FILTER (WHERE closed) AS finished, count(*) FILTER (WHERE open_at_end) AS running,
               count(*) FILTER (WHERE closed AND too_long) AS too_long
          FROM q WHERE trajectory AND (closed OR open_at_end)
         GROUP BY GROUPING SETS ((unit), (unit, provider_id), (unit, district_id))) trajectory
       CROSS JOIN LATERAL (VALUES ('trajectories_finished', finished), ('trajectories_running', running),
                                  ('trajectories_too_long', too_long)
       ) AS f(indicator, value)
 WHERE f.value > 0
UNION ALL
SELECT q.unit, 'trajectories_finished', 'domain', d.domain, count(*)
  FROM q JOIN cases_questiondomain d ON d.question_id = q.id
 WHERE q.trajectory AND q.closed GROUP BY q.unit, d.domain
UNION ALL
SELECT unit, 'simple_questions',
       CASE GROUPING(provider_id, channel, district_id)
           WHEN 7 THEN '' WHEN 3 THEN 'provider' WHEN 5 THEN 'channel' WHEN 6 THEN 'district' END,
       coalesce(provider_id::text, channel, district_id::text, ''), count(*)
  FROM (SELECT t.provider_id, t.channel COLLATE "C" AS channel, t.district_id, {t_unit} AS unit FROM cases_tally t
         WHERE {t_ours} AND t."on" >= %(start)s AND t."on" < %(end)s AND t.undone_at IS NULL) t
 GROUP BY GROUPING SETS ((unit), (unit, provider_id), (unit, channel), (unit, district_id))
"""

_PEOPLE = """
SELECT unit, 'unique_clients', 'provider', provider_id::text, count(*)
  FROM person WHERE provider_id IS NOT NULL GROUP BY unit, provider_id
UNION ALL
SELECT known.unit, f.indicator, f.dimension, '', f.value
  FROM (SELECT unit, count(*) AS all_of_them, count(*) FILTER (WHERE NOT before) AS fresh,
               count(*) FILTER (WHERE before) AS back, count(*) FILTER (WHERE waiting) AS waiting
          FROM known GROUP BY unit) known
       CROSS JOIN LATERAL (VALUES ('unique_clients', '', all_of_them), ('new_clients', '', fresh),
                                  ('returning_clients', '', back), ('unique_clients', 'provider', waiting)
       ) AS f(indicator, dimension, value)
 WHERE f.value > 0
UNION ALL
SELECT unit, 'unique_clients', 'target_group', t.name, count(DISTINCT client_id)
  FROM record CROSS JOIN LATERAL (
           SELECT g.name COLLATE "C" AS name
             FROM cases_clienttargetgroup t JOIN cases_targetgroup g ON g.id = t.target_group_id
            WHERE t.client_id = record.record_id OFFSET 0
       ) t
 GROUP BY GROUPING SETS ((unit), (unit, t.name))
UNION ALL
SELECT scored.unit, f.indicator, scored.dimension, scored.member, f.value
  FROM (SELECT unit, CASE GROUPING(district_id) WHEN 1 THEN '' ELSE 'district' END AS dimension,
               coalesce(district_id::text, '') AS member, count(score) AS scores, round(avg(score), 4) AS mean,
               count(DISTINCT client_id) FILTER (WHERE survey_consent) AS consents
          FROM evaluation GROUP BY GROUPING SETS ((unit), (unit, district_id))) scored
       CROSS JOIN LATERAL (VALUES ('score_count', scores), ('score_mean', mean), ('survey_consents', consents)
       ) AS f(indicator, value)
 WHERE f.value IS NOT NULL AND (scored.dimension = '' OR f.indicator <> 'survey_consents' AND scored.scores > 0)
UNION ALL
SELECT unit, 'fits', CASE GROUPING(fits) WHEN 1 THEN '' ELSE 'fits' END, coalesce(fits, ''), count(*)
  FROM evaluation WHERE fits <> '' GROUP BY GROUPING SETS ((unit), (unit, fits))
"""

_HOURS = """
SELECT unit, 'client_minutes',
       CASE GROUPING(provider_id, activity, supporter_kind)
           WHEN 7 THEN '' WHEN 3 THEN 'provider' WHEN 5 THEN 'activity' WHEN 6 THEN 'supporter_kind' END,
       coalesce(provider_id::text, activity, supporter_kind, ''), sum(minutes)
  FROM contact GROUP BY GROUPING SETS ((unit), (unit, provider_id), (unit, activity), (unit, supporter_kind))
UNION ALL
SELECT unit, 'clients_with_minutes',
       CASE GROUPING(provider_id, activity, supporter_kind)
           WHEN 7 THEN '' WHEN 3 THEN 'provider' WHEN 5 THEN 'activity' WHEN 6 THEN 'supporter_kind' END,
       coalesce(provider_id::text, activity, supporter_kind, ''), count(DISTINCT client_id)
  FROM worked WHERE minutes > 0
 GROUP BY GROUPING SETS ((unit), (unit, provider_id), (unit, activity), (unit, supporter_kind))
UNION ALL
SELECT work.unit, f.indicator, work.dimension, work.member, f.value
  FROM (SELECT unit,
               CASE GROUPING(w.provider_id, w.kind)
                   WHEN 3 THEN '' WHEN 1 THEN 'provider' WHEN 2 THEN 'kind' END AS dimension,
               coalesce(w.provider_id::text, w.kind, '') AS member, sum(w.minutes) AS minutes, sum(w.people) AS people
          FROM (SELECT w.provider_id, w.kind COLLATE "C" AS kind, w.minutes, w.people, {w_unit} AS unit
                  FROM cases_otherwork w WHERE {w_ours} AND w."on" >= %(start)s AND w."on" < %(end)s) w
         GROUP BY GROUPING SETS ((unit), (unit, w.provider_id), (unit, w.kind))) work
       CROSS JOIN LATERAL (VALUES ('other_minutes', minutes), ('other_people', people)) AS f(indicator, value)
 WHERE f.value > 0
UNION ALL
SELECT written.unit, f.indicator, '', '', f.value
  FROM (SELECT unit, count(*) AS entries, count(*) FILTER (WHERE delay > %(late_days)s) AS late,
               round(percentile_cont(0.5) WITHIN GROUP (ORDER BY delay)::numeric, 4) AS median
          FROM contact WHERE minutes > 0 GROUP BY unit) written
       CROSS JOIN LATERAL (VALUES
           ('entries', entries), ('entries_late', late), ('entry_delay_median', median)
       ) AS f(indicator, value)
 WHERE f.value > 0 OR f.indicator = 'entry_delay_median'
"""

_AROUND = """
SELECT referred.unit, f.indicator, referred.dimension, referred.member, f.value
  FROM (SELECT asked.unit, CASE GROUPING(r.kind) WHEN 1 THEN '' ELSE 'referral' END AS dimension,
               coalesce(r.kind, '') AS member, count(*) AS referrals,
               count(*) FILTER (WHERE r.kind = 'warm' AND r.joint_talk_on IS NOT NULL) AS joint_talk,
               count(*) FILTER (WHERE r.kind = 'warm' AND r.first_appointment_kept) AS kept
          FROM cases_referral r CROSS JOIN LATERAL (
                   SELECT {q_unit} AS unit FROM cases_helpquestion q WHERE q.id = r.question_id AND {q_ours} LIMIT 1
               ) asked
         WHERE r."on" >= %(start)s AND r."on" < %(end)s
         GROUP BY GROUPING SETS ((asked.unit), (asked.unit, r.kind))) referred
       CROSS JOIN LATERAL (VALUES
           ('referrals', referrals), ('referrals_joint_talk', joint_talk), ('referrals_kept', kept)
       ) AS f(indicator, value)
 WHERE f.value > 0
UNION ALL
SELECT q.unit, 'closed_with_pair', '', '', count(*)
  FROM q CROSS JOIN LATERAL (
           SELECT true FROM cases_assessment last JOIN cases_assessment first USING (question_id, instrument, edition)
            WHERE last.question_id = q.id AND last.instrument = 'zrm' AND last.phase = 'end' AND first.phase = 'start'
              AND first."on" <= last."on" AND last."on" < %(end)s
            LIMIT 1
       ) pair
 WHERE q.closed GROUP BY q.unit
UNION ALL
SELECT unit, scale || '_assessments', '', '', count(*) FROM measured GROUP BY unit, scale
UNION ALL
SELECT unit, scale || '_pairs', '', '', count(*) FROM pair GROUP BY unit, scale
UNION ALL
SELECT unit, scale || direction, CASE GROUPING(domain) WHEN 1 THEN '' ELSE 'measured' END, coalesce(domain, ''),
       count(*)
  FROM (SELECT pair.unit, pair.scale, first.domain COLLATE "C" AS domain,
               CASE WHEN last.score > first.score THEN '_rose' WHEN last.score < first.score THEN '_fell'
                    ELSE '_stayed' END AS direction
          FROM pair JOIN cases_assessmentscore first ON first.assessment_id = pair.first_id
               JOIN cases_assessmentscore last
                 ON last.assessment_id = pair.last_id AND last.domain = first.domain) moved
 GROUP BY GROUPING SETS ((unit, scale, direction), (unit, scale, direction, domain))
UNION ALL
SELECT signalled.unit, f.indicator, signalled.dimension, signalled.member, f.value
  FROM (SELECT s.unit,
               CASE GROUPING(s.domain, s.district_id)
                   WHEN 3 THEN '' WHEN 1 THEN 'domain' WHEN 2 THEN 'district' END AS dimension,
               coalesce(s.domain, s.district_id::text, '') AS member,
               count(*) AS signals, count(DISTINCT s.question_id) AS questions
          FROM (SELECT s.domain COLLATE "C" AS domain, s.district_id, s.question_id, {s_unit} AS unit
                  FROM cases_signal s WHERE {s_ours} AND s."on" >= %(start)s AND s."on" < %(end)s) s
         GROUP BY GROUPING SETS ((s.unit), (s.unit, s.domain), (s.unit, s.district_id))) signalled
       CROSS JOIN LATERAL (VALUES ('signals', signals), ('signal_questions', questions)) AS f(indicator, value)
 WHERE f.value > 0
"""


def fill_in(tail: str, *, facts: str = _FACTS) -> dict[str, str]:
    """A statement for each level over these facts. Only fixed text goes into it; values are parameters, as
    reporting/rollups.py `parameters_of` gives them."""
    statements: dict[str, str] = {}
    for level in Level.values:
        parts = {}
        for row in ("q", "c", "w", "t", "a", "s"):
            parts[f"{row}_unit"] = _UNIT[Level(level)].format(row=row)
            parts[f"{row}_ours"] = _OURS[Level(level)].format(row=row)
        statements[level] = (facts + tail).format(**parts)
    return statements


def with_facts(level: str, tail: str) -> str:
    """One statement of one level over the facts of the count."""
    return fill_in(tail)[level]


STATEMENTS = fill_in("UNION ALL".join((_QUESTIONS, _PEOPLE, _HOURS, _AROUND)))
