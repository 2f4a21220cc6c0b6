"""What a quarter's roll-up for a partnership costs: against one hand-written pass, and with 100 times the history.

    python -m benchmarks.roll_up

Starts a throw-away PostgreSQL and prints ratios. Goals: within 1.5 times the hand-written pass, and within 1.2 times
itself when the history is 100 times as long.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import give_defaults, throw_away_servers

QUARTER_QUESTIONS = 1_250
HISTORY = 1_250  # a quarter's worth; the second measurement has 100 times that
ROUNDS = 25

# As somebody would write it for this one partnership and quarter: the same figures, nothing general about it.
BY_HAND = """
WITH q AS MATERIALIZED (
    SELECT h.*, coalesce(l.person_id, h.client_id) AS one
      FROM cases_helpquestion h LEFT JOIN cases_linkedclient l ON l.client_id = h.client_id
     WHERE front_door_id = %(door)s
       AND (received_on >= '2018-01-01' AND received_on < '2018-04-01'
            OR closed_on >= '2018-01-01' AND closed_on < '2018-04-01'
            OR first_contact_on >= '2018-01-01' AND first_contact_on < '2018-04-01'
            OR first_contact_due_on >= '2018-01-01' AND first_contact_due_on < '2018-04-01'
            OR picked_up_on >= '2018-01-01' AND picked_up_on < '2018-04-01'
            OR pick_up_due_on >= '2018-01-01' AND pick_up_due_on < '2018-04-01'
            OR first_contact_paused_due_on >= '2018-01-01' AND first_contact_paused_due_on < '2018-04-01'
            OR pick_up_paused_due_on >= '2018-01-01' AND pick_up_paused_due_on < '2018-04-01'
            OR received_on < '2018-04-01' AND (closed_on IS NULL OR closed_on >= '2018-04-01'))
), received AS (SELECT * FROM q WHERE received_on >= '2018-01-01' AND received_on < '2018-04-01'
), closed AS (SELECT * FROM q WHERE closed_on >= '2018-01-01' AND closed_on < '2018-04-01'
), c AS MATERIALIZED (
    SELECT c.provider_id, c.activity, c.supporter_kind, c.minutes, coalesce(l.person_id, h.client_id) AS client_id
      FROM cases_contact c JOIN cases_helpquestion h ON h.id = c.question_id
           LEFT JOIN cases_linkedclient l ON l.client_id = h.client_id
     WHERE c.front_door_id = %(door)s AND c."on" >= '2018-01-01' AND c."on" < '2018-04-01'
), people AS MATERIALIZED (
    SELECT provider_id, one AS client_id FROM received UNION SELECT provider_id, one FROM closed
    UNION SELECT provider_id, client_id FROM c WHERE minutes > 0
), records AS MATERIALIZED (
    SELECT p.client_id, coalesce(l.client_id, p.client_id) AS record_id
      FROM (SELECT DISTINCT client_id FROM people) p LEFT JOIN cases_linkedclient l ON l.person_id = p.client_id
), life AS MATERIALIZED (
    SELECT closed.id, closed.guideline_minutes, closed.over_guideline_reason AS reason,
           (SELECT coalesce(sum(minutes), 0) FROM cases_contact x WHERE x.question_id = closed.id) AS minutes
      FROM closed
), contact_term AS (
    SELECT urgent, first_contact_on <= first_contact_due_on AS on_time,
           first_contact_on > first_contact_due_on AND first_contact_on <= first_contact_paused_due_on AS paused FROM q
     WHERE first_contact_on >= '2018-01-01' AND first_contact_on < '2018-04-01'
        OR coalesce(first_contact_paused_due_on, first_contact_due_on) >= '2018-01-01'
           AND coalesce(first_contact_paused_due_on, first_contact_due_on) < '2018-04-01'
), pick_up_term AS (
    SELECT urgent, picked_up_on <= pick_up_due_on AS on_time,
           picked_up_on > pick_up_due_on AND picked_up_on <= pick_up_paused_due_on AS paused FROM q
     WHERE picked_up_on >= '2018-01-01' AND picked_up_on < '2018-04-01'
        OR coalesce(pick_up_paused_due_on, pick_up_due_on) >= '2018-01-01'
           AND coalesce(pick_up_paused_due_on, pick_up_due_on) < '2018-04-01'
), scores AS (
    SELECT e.score, e.fits, e.survey_consent, coalesce(l.person_id, h.client_id) AS client_id
      FROM cases_evaluation e JOIN cases_helpquestion h ON h.id = e.question_id
           LEFT JOIN cases_linkedclient l ON l.client_id = h.client_id
     WHERE h.front_door_id = %(door)s AND e.given_on >= '2018-01-01' AND e.given_on < '2018-04-01'
), other AS (
    SELECT provider_id, kind, minutes, people FROM cases_otherwork
     WHERE front_door_id = %(door)s AND "on" >= '2018-01-01' AND "on" < '2018-04-01'
), referral AS (
    SELECT r.kind, r.joint_talk_on, r.first_appointment_kept
      FROM cases_referral r JOIN cases_helpquestion h ON h.id = r.question_id
     WHERE h.front_door_id = %(door)s AND r."on" >= '2018-01-01' AND r."on" < '2018-04-01'
), measured AS MATERIALIZED (
    SELECT * FROM cases_assessment WHERE front_door_id = %(door)s AND "on" >= '2018-01-01' AND "on" < '2018-04-01'
), pair AS MATERIALIZED (
    SELECT s.id AS first_id, e.id AS last_id, e.instrument
      FROM measured e JOIN cases_assessment s USING (question_id, instrument, edition)
     WHERE e.phase = 'end' AND s.phase = 'start' AND s."on" <= e."on"
), signal AS (
    SELECT domain, district_id, question_id FROM cases_signal
     WHERE front_door_id = %(door)s AND "on" >= '2018-01-01' AND "on" < '2018-04-01'
), tally AS (
    SELECT provider_id, channel, district_id FROM cases_tally
     WHERE front_door_id = %(door)s AND "on" >= '2018-01-01' AND "on" < '2018-04-01' AND undone_at IS NULL
)
SELECT 'received', '', count(*)::numeric FROM received
UNION ALL SELECT 'received by provider', provider_id::text, count(*) FROM received GROUP BY provider_id
UNION ALL SELECT 'received by channel', channel, count(*) FROM received GROUP BY channel
UNION ALL SELECT 'received by district', district_id::text, count(*) FROM received GROUP BY district_id
UNION ALL SELECT 'received by domain', d.domain, count(*)
            FROM received JOIN cases_questiondomain d ON d.question_id = received.id GROUP BY d.domain
UNION ALL SELECT 'answered by channel', channel, count(*) FROM closed
           WHERE outcome NOT IN ('no_solution', 'stopped', 'moved_or_died') GROUP BY channel
UNION ALL SELECT 'answered by district', district_id::text, count(*) FROM closed
           WHERE outcome NOT IN ('no_solution', 'stopped', 'moved_or_died') GROUP BY district_id
UNION ALL SELECT 'answered by domain', d.domain, count(*)
            FROM closed JOIN cases_questiondomain d ON d.question_id = closed.id
           WHERE outcome NOT IN ('no_solution', 'stopped', 'moved_or_died') GROUP BY d.domain
UNION ALL SELECT 'closed by outcome', outcome, count(*) FROM closed GROUP BY outcome
UNION ALL SELECT 'closed by provider', provider_id::text || (outcome IN ('no_solution', 'stopped', 'moved_or_died')),
                 count(*) FROM closed GROUP BY provider_id, outcome IN ('no_solution', 'stopped', 'moved_or_died')
UNION ALL SELECT 'open', provider_id::text, count(*) FROM q
           WHERE received_on < '2018-04-01' AND (closed_on IS NULL OR closed_on >= '2018-04-01') GROUP BY provider_id
UNION ALL SELECT 'contact term', urgent::text || on_time, count(*) FROM contact_term GROUP BY urgent, on_time
UNION ALL SELECT 'pick-up term', urgent::text || on_time, count(*) FROM pick_up_term GROUP BY urgent, on_time
UNION ALL SELECT 'contact after pause', '', count(*) FROM contact_term WHERE paused
UNION ALL SELECT 'pick-up after pause', '', count(*) FROM pick_up_term WHERE paused
UNION ALL SELECT 'received by how found', how_found, count(*) FROM received GROUP BY how_found
UNION ALL SELECT 'answered by formality', o.formality, count(*) FROM closed
            LEFT JOIN oco_organisation o ON o.id = closed.provider_id
           WHERE outcome NOT IN ('no_solution', 'stopped', 'moved_or_died') GROUP BY o.formality
UNION ALL SELECT 'closed by task', t.task, count(*)
            FROM closed LEFT JOIN cases_questiontask t ON t.question_id = closed.id GROUP BY t.task
UNION ALL SELECT 'closed by moment', m.moment, count(DISTINCT closed.id)
            FROM closed JOIN cases_questiontask t ON t.question_id = closed.id
            JOIN (VALUES ('clarify', 'reflecting'), ('own_network', 'reflecting'), ('prepare_talk', 'obtaining'),
                         ('attend_talk', 'obtaining'), ('choose_provider', 'obtaining'), ('objection', 'obtaining'),
                         ('arrange', 'using'), ('adjust', 'using')) AS m(task, moment) USING (task) GROUP BY m.moment
UNION ALL SELECT 'answered by step', a.step, count(*)
            FROM closed LEFT JOIN cases_questionarrangement a ON a.question_id = closed.id
           WHERE outcome NOT IN ('no_solution', 'stopped', 'moved_or_died') GROUP BY a.step
UNION ALL SELECT 'clients by target group', g.name, count(DISTINCT r.client_id)
            FROM records r LEFT JOIN cases_clienttargetgroup t ON t.client_id = r.record_id
            LEFT JOIN cases_targetgroup g ON g.id = t.target_group_id GROUP BY g.name
UNION ALL SELECT 'minutes by kind of supporter', supporter_kind, sum(minutes) FROM c GROUP BY supporter_kind
UNION ALL SELECT 'clients by kind of supporter', supporter_kind, count(DISTINCT client_id)
            FROM c WHERE minutes > 0 GROUP BY supporter_kind
UNION ALL SELECT 'people', kind, sum(people) FROM other GROUP BY kind
UNION ALL SELECT 'consents', '', count(DISTINCT client_id) FROM scores WHERE survey_consent
UNION ALL SELECT 'referrals', kind, count(*) FROM referral GROUP BY kind
UNION ALL SELECT 'joint talk', '', count(*) FROM referral WHERE kind = 'warm' AND joint_talk_on IS NOT NULL
UNION ALL SELECT 'kept', '', count(*) FROM referral WHERE kind = 'warm' AND first_appointment_kept
UNION ALL SELECT 'closed with pair', '', count(DISTINCT closed.id)
            FROM closed JOIN cases_assessment e ON e.question_id = closed.id
            JOIN cases_assessment s USING (question_id, instrument, edition)
           WHERE e.phase = 'end' AND s.phase = 'start' AND s."on" <= e."on" AND e."on" < '2018-04-01'
UNION ALL SELECT 'measured', instrument, count(*) FROM measured GROUP BY instrument
UNION ALL SELECT 'pairs', instrument, count(*) FROM pair GROUP BY instrument
UNION ALL SELECT 'moved', e.domain || sign(e.score - s.score), count(*)
            FROM pair JOIN cases_assessmentscore s ON s.assessment_id = pair.first_id
            JOIN cases_assessmentscore e ON e.assessment_id = pair.last_id AND e.domain = s.domain
           GROUP BY e.domain, sign(e.score - s.score)
UNION ALL SELECT 'signals by domain', domain, count(*) FROM signal GROUP BY domain
UNION ALL SELECT 'signals by district', district_id::text, count(*) FROM signal GROUP BY district_id
UNION ALL SELECT 'signalled', domain, count(DISTINCT question_id) FROM signal GROUP BY domain
UNION ALL SELECT 'signalled by district', district_id::text, count(DISTINCT question_id) FROM signal
           GROUP BY district_id
UNION ALL SELECT 'clients', '', count(DISTINCT client_id) FROM people
UNION ALL SELECT 'clients by provider', provider_id::text, count(DISTINCT client_id) FROM people GROUP BY provider_id
UNION ALL SELECT 'new', '', count(*) FROM (
              SELECT bool_and(NOT EXISTS (SELECT 1 FROM cases_helpquestion h WHERE h.client_id = p.record_id
                                             AND h.received_on < '2018-01-01')
                              AND NOT EXISTS (SELECT 1 FROM cases_helpquestion h JOIN cases_contact x
                                                  ON x.question_id = h.id
                                               WHERE h.client_id = p.record_id AND x."on" < '2018-01-01'
                                                 AND x.minutes > 0)) AS fresh
                FROM records p GROUP BY client_id) p WHERE fresh
UNION ALL SELECT 'minutes', provider_id::text, sum(minutes) FROM c GROUP BY provider_id
UNION ALL SELECT 'minutes by activity', activity, sum(minutes) FROM c GROUP BY activity
UNION ALL SELECT 'clients by activity', activity, count(DISTINCT client_id) FROM c WHERE minutes > 0 GROUP BY activity
UNION ALL SELECT 'clients with minutes', provider_id::text, count(DISTINCT client_id) FROM c WHERE minutes > 0
           GROUP BY provider_id
UNION ALL SELECT 'life', '', sum(minutes) FROM life
UNION ALL SELECT 'mean', '', avg(minutes) FROM life
UNION ALL SELECT 'median', '', percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes)::numeric FROM life
UNION ALL SELECT 'p90', '', percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes)::numeric FROM life
UNION ALL SELECT 'above', reason, count(*) FROM life WHERE minutes > guideline_minutes GROUP BY reason
UNION ALL SELECT 'scores', '', count(score) FROM scores
UNION ALL SELECT 'score', '', avg(score) FROM scores
UNION ALL SELECT 'fits', fits, count(*) FROM scores WHERE fits <> '' GROUP BY fits
UNION ALL SELECT 'other', kind, sum(minutes) FROM other GROUP BY kind
UNION ALL SELECT 'other by provider', provider_id::text, sum(minutes) FROM other GROUP BY provider_id
UNION ALL SELECT 'tally by channel', channel, count(*) FROM tally GROUP BY channel
UNION ALL SELECT 'tally by district', district_id::text, count(*) FROM tally GROUP BY district_id
UNION ALL SELECT 'tally by provider', provider_id::text, count(*) FROM tally GROUP BY provider_id
"""

# `first` and `until` are numbers of questions; a question is received on its number's share of `days` after `day`.
# Half the clients of the quarter were there before.
GENERATE = """
INSERT INTO cases_client (id, front_door_id, number, first_name, prefix, last_name, postcode, phone, email, sort_key,
                          version, created_at)
SELECT n, %(door)s, 'C' || n, '', '', 'Cliënt', '', '', '', 'client ' || n, 1, now()
  FROM generate_series(%(first)s / 2, %(until)s / 2) n ON CONFLICT DO NOTHING;
INSERT INTO cases_helpquestion (id, front_door_id, number, client_id, provider_id, text, channel, place, urgent,
                                how_found, waits_for, received_on, first_contact_on, picked_up_on, closed_on,
                                first_contact_due_on, pick_up_due_on, pick_up_paused_due_on,
                                guideline_minutes, outcome, over_guideline_reason,
                                over_guideline_note, version, written_at)
SELECT n, %(door)s, 'V' || n, CASE WHEN %(history)s OR n %% 2 = 0 THEN n / 2 ELSE n / 2 - %(first)s / 2 + 1 END,
       %(provider)s + n %% 2, '', (ARRAY['counter', 'gp', 'central_phone', 'school'])[1 + n %% 4], '', n %% 5 = 0,
       (ARRAY['', 'media', 'municipality', 'family_friends', 'unknown'])[1 + n %% 5], '', day,
       day + n %% 20, day + n %% 35, CASE WHEN %(history)s OR n %% 4 > 0 THEN day + n %% 50 END, day + 14,
       day + CASE WHEN n %% 5 = 0 THEN 3 ELSE 28 END, CASE WHEN n %% 20 = 0 THEN day + 40 END, 600,
       CASE WHEN %(history)s OR n %% 4 > 0 THEN (ARRAY['information_advice', 'wlz', 'stopped'])[1 + n %% 3] ELSE '' END,
       '', '', 1, now()
  FROM generate_series(%(first)s, %(until)s - 1) n,
       LATERAL (SELECT %(day)s::date + ((n - %(first)s) * %(days)s / (%(until)s - %(first)s))::int AS day) received;
INSERT INTO cases_questiondomain (question_id, domain)
SELECT n, (ARRAY['care', 'housing', 'welfare'])[1 + (n + k) %% 3]
  FROM generate_series(%(first)s, %(until)s - 1) n, generate_series(0, n %% 2) k;
INSERT INTO cases_contact (question_id, front_door_id, provider_id, supporter_id, "on", activity, minutes, note,
                           supporter_kind, import_key, version, written_at)
SELECT q.id, q.front_door_id, q.provider_id, %(supporter)s, q.received_on + k * 9,
       (ARRAY['talk', 'phone', 'email', 'travel'])[k], 15 * (q.id %% 12), '',
       CASE WHEN q.id %% 10 = 0 THEN 'volunteer' ELSE 'professional' END, '', 1, now()
  FROM cases_helpquestion q, generate_series(1, 4) k WHERE q.id >= %(first)s AND q.id < %(until)s;
INSERT INTO cases_evaluation (question_id, given_on, score, fits, by_client, written_at)
SELECT q.id, q.closed_on, 5 + q.id %% 6, (ARRAY['yes', 'partly', 'no'])[1 + q.id %% 3], false, now()
  FROM cases_helpquestion q
 WHERE q.id >= %(first)s AND q.id < %(until)s AND q.closed_on IS NOT NULL AND q.id %% 3 = 0;
INSERT INTO cases_questiontask (question_id, task)
SELECT n, (ARRAY['clarify', 'attend_talk', 'arrange'])[1 + (n + k) %% 3]
  FROM generate_series(%(first)s, %(until)s - 1) n, generate_series(1, n %% 3) k;
INSERT INTO cases_questionarrangement (question_id, step, note)
SELECT n, (ARRAY['own_strength', 'network', 'general'])[1 + (n + k) %% 3], ''
  FROM generate_series(%(first)s, %(until)s - 1) n, generate_series(1, n %% 3) k;
INSERT INTO cases_clienttargetgroup (client_id, target_group_id)
SELECT c.id, (%(groups)s::bigint[])[1 + (c.id + k) %% 3]
  FROM cases_client c, generate_series(1, 1 + c.id %% 2) k
 WHERE c.id >= %(first)s / 2 AND c.id < %(until)s / 2 AND c.id %% 5 > 0;
INSERT INTO cases_linkedclient (client_id, person_id)
SELECT c.id, c.id - c.id %% 50 FROM cases_client c
 WHERE c.id >= %(first)s / 2 + 50 AND c.id < %(until)s / 2 AND c.id %% 50 < 2;
INSERT INTO cases_referral (question_id, "on", "to", kind, consent, note, answer, answer_note, written_by_id,
                            written_at)
SELECT q.id, q.received_on + 5, 'Wijkteam', (ARRAY['warm', 'leaflet'])[1 + q.id %% 2], true, '', '', '', %(supporter)s,
       now()
  FROM cases_helpquestion q WHERE q.id >= %(first)s AND q.id < %(until)s AND q.id %% 4 = 0;
INSERT INTO cases_assessment (question_id, client_id, front_door_id, provider_id, instrument, edition, phase, "on",
                              note, version, written_at)
SELECT q.id, q.client_id, q.front_door_id, q.provider_id, 'zrm', '2017', phase, q.received_on + days, '', 1, now()
  FROM cases_helpquestion q, (VALUES ('start', 7), ('end', 40)) AS moment(phase, days)
 WHERE q.id >= %(first)s AND q.id < %(until)s AND q.id %% 5 = 0;
INSERT INTO cases_assessmentscore (assessment_id, domain, score)
SELECT a.id, domain, 1 + (a.id + length(domain)) %% 5
  FROM cases_assessment a, unnest(ARRAY['zrm_income', 'zrm_housing', 'zrm_social_network']) domain
 WHERE a.question_id >= %(first)s AND a.question_id < %(until)s;
INSERT INTO cases_signal (front_door_id, provider_id, question_id, "on", text, domain, version, written_at)
SELECT q.front_door_id, q.provider_id, q.id, q.received_on, 'Wachtlijst', 'care', 1, now()
  FROM cases_helpquestion q WHERE q.id >= %(first)s AND q.id < %(until)s AND q.id %% 20 = 0;
INSERT INTO cases_otherwork (front_door_id, provider_id, supporter_id, "on", kind, minutes, people, note, import_key,
                             version, written_at)
SELECT %(door)s, %(provider)s, %(supporter)s, %(day)s::date + n %% %(days)s, 'network', 60, n %% 20, '', '', 1, now()
  FROM generate_series(1, (%(until)s - %(first)s) / 10) n;
INSERT INTO cases_tally (front_door_id, provider_id, topic_id, channel, place, "on", written_at)
SELECT %(door)s, %(provider)s, %(topic)s, 'counter', '', %(day)s::date + n %% %(days)s, now()
  FROM generate_series(1, %(until)s - %(first)s) n;
"""
TABLES = (
    *("client", "helpquestion", "questiondomain", "contact", "evaluation", "otherwork", "tally", "questiontask"),
    *(
        "questionarrangement",
        "clienttargetgroup",
        "linkedclient",
        "referral",
        "assessment",
        "assessmentscore",
        "signal",
    ),
)
QUARTER_FIRST = 1_000_000  # the numbers of the history come before


def main() -> None:
    """Prints the two ratios with the medians behind them."""
    with throw_away_servers():
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.db import connection

    from cases.models import TargetGroup, Topic
    from oco.models import FrontDoor, Municipality, Organisation, User
    from oco.periods import Period
    from reporting import rollups
    from reporting.figures import Scope
    from reporting.models import Figure

    call_command("migrate", verbosity=0, skip_checks=True)
    place = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    partnership = Organisation.objects.create(kind="partnership", name="ZoSamen", slug="zosamen", municipality=place)
    first_provider, _ = (
        Organisation.objects.create(kind="provider", name=name, slug=name) for name in ("mee", "palet")
    )
    door = FrontDoor.objects.create(
        name="ZoSamen", slug="zosamen", municipality=place, run_by=partnership, partnership=partnership
    )
    base: dict[str, Any] = {
        "door": door.pk,
        "provider": first_provider.pk,
        "supporter": User.objects.create_user("o@mee.example", name="O").pk,
        "topic": Topic.objects.create(front_door=door, name="formulier").pk,
        "groups": [TargetGroup.objects.create(front_door=door, name=name).pk for name in ("lvb", "ggz", "ouderen")],
    }

    with connection.cursor() as cursor:
        give_defaults(cursor)

    def generate(first: int, until: int, day: str, days: int, *, history: bool) -> None:
        with connection.cursor() as cursor:
            # Rows in bulk without their triggers and foreign keys; the counting reads tables, not triggers.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                GENERATE, {**base, "first": first, "until": until, "day": day, "days": days, "history": history}
            )
            cursor.execute("SET session_replication_role = DEFAULT")
            for table in TABLES:
                cursor.execute(f"VACUUM ANALYZE cases_{table}")

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND, {"door": door.pk})
            cursor.fetchall()

    scope, quarter = Scope.of_organisation(partnership), Period.parse("2018-Q1")
    # First of the numbers of the quarter, so that half of its clients are found among those of the history.
    generate(QUARTER_FIRST, QUARTER_FIRST + QUARTER_QUESTIONS, "2018-01-01", 90, history=False)
    generate(2, 2 + HISTORY, "2008-01-01", 3500, history=True)

    def fresh() -> None:
        Figure.objects.all().delete()
        rollups.roll_up(scope, quarter)

    count = lambda: rollups.count(scope, quarter.start, quarter.end)  # noqa: E731
    everyone = lambda: rollups.roll_up_all(_everyone(scope, base["provider"]), quarter)  # noqa: E731
    again = lambda: rollups.roll_up(scope, quarter)  # noqa: E731
    names = ("by hand", "count", "roll up again", "roll up, all figures new", "roll up with both providers")
    short = _medians(dict(zip(names, (by_hand, count, again, fresh, everyone), strict=True)))
    generate(2 + HISTORY, 2 + 100 * HISTORY, "2008-01-01", 3500, history=True)
    long = _medians(dict(zip(names, (by_hand, count, again, fresh, everyone), strict=True)))
    print(f"{'median ms':30}{'history x1':>12}{'history x100':>14}{'ratio':>8}")
    for name in names:
        print(f"{name:30}{short[name]:12.1f}{long[name]:14.1f}{long[name] / short[name]:8.2f}")
    for label, found in (("x1", short), ("x100", long)):
        counted, stored = found["count"] / found["by hand"], found["roll up again"] / found["by hand"]
        print(f"history {label}: counting {counted:.2f}, counting and storing {stored:.2f} of by hand (goal 1.5)")
    print(f"100 times the history: {long['roll up again'] / short['roll up again']:.2f} (goal 1.2)")


def _everyone(scope: object, first_provider: int) -> list:  # type: ignore[type-arg]
    from reporting.figures import Level, Scope

    assert isinstance(scope, Scope)
    return [scope, *(Scope(Level.PROVIDER, scope.municipality_id, first_provider + n) for n in (0, 1))]


def _medians(acts: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Milliseconds of processor time, of the database's process and this one together: what the machine does besides
    doesn't count. The acts take turns all the same."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        schedule = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def spent() -> float:
        # Nanoseconds on a processor, the first number (Documentation/scheduler/sched-stats of the Linux kernel).
        return int(schedule.read_text().split()[0]) / 1e6 + time.process_time() * 1000

    times: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(ROUNDS + 3):
        for name, act in acts.items():
            start = spent()
            act()
            if turn >= 3:  # the first ones warm the caches
                times[name].append(spent() - start)
    return {name: statistics.median(values) for name, values in times.items()}


if __name__ == "__main__":
    main()
