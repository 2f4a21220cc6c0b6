"""The database refuses to change facts of a filed period.

`oco_period_closed(front door, day)` (oco/migrations) tells whether that day is filed; it also holds off
a filing that runs at the same time until this statement's transaction ends. The code checks before it
writes and says it in a sentence (`cases.rules`); these triggers catch every other way in.
"""

import pgtrigger

_INSERT_UPDATE_DELETE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
_REFUSE = "RAISE EXCEPTION 'period_filed' USING ERRCODE = 'OC001', DETAIL = TG_TABLE_NAME;"
_RETURN = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"


def _by_day(name: str, column: str, *, changed: str) -> pgtrigger.Trigger:
    """Refuses a row whose day is filed: a new one, one that goes, and one of which a counted column changes."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=_INSERT_UPDATE_DELETE,
        func=f"""
            IF TG_OP = 'UPDATE' AND ({changed}) THEN RETURN NEW; END IF;
            IF TG_OP <> 'INSERT' AND oco_period_closed(OLD.front_door_id, OLD.{column}) THEN {_REFUSE} END IF;
            IF TG_OP <> 'DELETE' AND oco_period_closed(NEW.front_door_id, NEW.{column}) THEN {_REFUSE} END IF;
            {_RETURN}
        """,
    )


def _same(*columns: str) -> str:
    old = ", ".join(f"OLD.{column}" for column in columns)
    new = ", ".join(f"NEW.{column}" for column in columns)
    return f"({old}) IS NOT DISTINCT FROM ({new})"


# A question's hours are counted over its whole life on the day it was closed: once that day is filed,
# the question takes no more of them.
contact_in_filed_period = pgtrigger.Trigger(
    name="contact_in_filed_period",
    when=pgtrigger.Before,
    operation=_INSERT_UPDATE_DELETE,
    func=f"""
        IF TG_OP = 'UPDATE'
           AND {_same("question_id", "front_door_id", "provider_id", '"on"', "activity", "minutes", "supporter_kind")}
        THEN RETURN NEW; END IF;
        IF TG_OP <> 'INSERT' AND (oco_period_closed(OLD.front_door_id, OLD."on") OR EXISTS (
            SELECT 1 FROM cases_helpquestion q
             WHERE q.id = OLD.question_id AND oco_period_closed(q.front_door_id, q.closed_on)
        )) THEN {_REFUSE} END IF;
        IF TG_OP <> 'DELETE' AND (oco_period_closed(NEW.front_door_id, NEW."on") OR EXISTS (
            SELECT 1 FROM cases_helpquestion q
             WHERE q.id = NEW.question_id AND oco_period_closed(q.front_door_id, q.closed_on)
        )) THEN {_REFUSE} END IF;
        {_RETURN}
    """,
)
other_work_in_filed_period = _by_day(
    "other_work_in_filed_period",
    '"on"',
    changed=_same("front_door_id", "provider_id", '"on"', "kind", "minutes", "people"),
)
tally_in_filed_period = _by_day(
    "tally_in_filed_period",
    '"on"',
    changed=_same("front_door_id", "provider_id", "topic_id", '"on"', "undone_at"),
)

# What was counted on the day of receipt, on the days of the terms, and on the day of closing stays as it was.
question_in_filed_period = pgtrigger.Trigger(
    name="question_in_filed_period",
    when=pgtrigger.Before,
    operation=_INSERT_UPDATE_DELETE,
    declare=[("days", "date[]")],
    func=f"""
        days := '{{}}';
        IF TG_OP = 'INSERT' THEN
            days := ARRAY[NEW.received_on, NEW.first_contact_on, NEW.picked_up_on, NEW.closed_on];
        ELSIF TG_OP = 'DELETE' THEN
            days := ARRAY[OLD.received_on, OLD.first_contact_on, OLD.picked_up_on, OLD.closed_on];
        ELSE
            IF NOT {
        _same("received_on", "front_door_id", "client_id", "provider_id", "channel", "district_id", "how_found")
    } THEN
                days := days || OLD.received_on || NEW.received_on || OLD.closed_on || NEW.closed_on;
            END IF;
            IF NOT {_same("first_contact_on", "first_contact_due_on", "first_contact_paused_due_on")} THEN
                days := days || OLD.first_contact_on || NEW.first_contact_on;
                IF NOT {_same("first_contact_due_on", "first_contact_paused_due_on")} THEN
                    days := days || coalesce(OLD.first_contact_paused_due_on, OLD.first_contact_due_on)
                            || coalesce(NEW.first_contact_paused_due_on, NEW.first_contact_due_on);
                END IF;
            END IF;
            IF NOT {_same("picked_up_on", "pick_up_due_on", "pick_up_paused_due_on", "urgent")} THEN
                days := days || OLD.picked_up_on || NEW.picked_up_on;
                IF NOT {_same("picked_up_on")} AND coalesce(OLD.trajectory_days, NEW.trajectory_days) IS NOT NULL THEN
                    days := days || OLD.closed_on || NEW.closed_on;
                END IF;
                IF NOT {_same("pick_up_due_on", "pick_up_paused_due_on", "urgent")} THEN
                    days := days || coalesce(OLD.pick_up_paused_due_on, OLD.pick_up_due_on)
                            || coalesce(NEW.pick_up_paused_due_on, NEW.pick_up_due_on);
                END IF;
                IF NOT {_same("urgent")} THEN
                    days := days || OLD.first_contact_on
                            || coalesce(OLD.first_contact_paused_due_on, OLD.first_contact_due_on);
                END IF;
            END IF;
            IF NOT {_same("closed_on", "outcome", "over_guideline_reason", "guideline_minutes", "trajectory_days")} THEN
                days := days || OLD.closed_on || NEW.closed_on;
            END IF;
        END IF;
        IF EXISTS (
            SELECT 1 FROM unnest(days) AS day
             WHERE day IS NOT NULL
               AND (oco_period_closed(CASE WHEN TG_OP = 'INSERT' THEN NEW.front_door_id ELSE OLD.front_door_id END, day)
                    OR (TG_OP = 'UPDATE' AND oco_period_closed(NEW.front_door_id, day)))
        ) THEN {_REFUSE} END IF;
        {_RETURN}
    """,
)


def _by_question(name: str) -> pgtrigger.Trigger:
    """Refuses what is counted on the days of receipt and of closing of its question, once one of them is filed."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=_INSERT_UPDATE_DELETE,
        func=f"""
            IF EXISTS (
                SELECT 1 FROM cases_helpquestion q
                 WHERE q.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.question_id ELSE NEW.question_id END
                   AND (oco_period_closed(q.front_door_id, q.received_on)
                        OR oco_period_closed(q.front_door_id, q.closed_on))
            ) THEN {_REFUSE} END IF;
            {_RETURN}
        """,
    )


def _by_closing(name: str, *, changed: str = "") -> pgtrigger.Trigger:
    """Refuses what is counted on the day of closing of its question alone, once that day is filed; with `changed` not
    a change in which that stays the same."""
    unless = f"\n            IF TG_OP = 'UPDATE' AND ({changed}) THEN RETURN NEW; END IF;" if changed else ""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=_INSERT_UPDATE_DELETE,
        func=f"""{unless}
            IF EXISTS (
                SELECT 1 FROM cases_helpquestion q
                 WHERE q.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.question_id ELSE NEW.question_id END
                   AND oco_period_closed(q.front_door_id, q.closed_on)
            ) THEN {_REFUSE} END IF;
            {_RETURN}
        """,
    )


domain_in_filed_period = _by_question("domain_in_filed_period")
# Tasks and arrangement may still be written while a question runs whose day of receipt is filed.
task_in_filed_period = _by_closing("task_in_filed_period")
# Its note counts in nothing: a removal empties it whatever was filed.
arrangement_in_filed_period = _by_closing("arrangement_in_filed_period", changed=_same("question_id", "step"))
evaluation_in_filed_period = pgtrigger.Trigger(
    name="evaluation_in_filed_period",
    when=pgtrigger.Before,
    operation=_INSERT_UPDATE_DELETE,
    func=f"""
        IF EXISTS (
            SELECT 1 FROM cases_helpquestion q
             WHERE q.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.question_id ELSE NEW.question_id END
               AND (TG_OP <> 'INSERT' AND oco_period_closed(q.front_door_id, OLD.given_on)
                    OR TG_OP <> 'DELETE' AND oco_period_closed(q.front_door_id, NEW.given_on))
        ) THEN {_REFUSE} END IF;
        {_RETURN}
    """,
)
# A referral counts on its day; what its receiver answers later doesn't change that count.
referral_in_filed_period = pgtrigger.Trigger(
    name="referral_in_filed_period",
    when=pgtrigger.Before,
    operation=_INSERT_UPDATE_DELETE,
    func=f"""
        IF TG_OP = 'UPDATE' AND {_same("question_id", '"on"', "kind", "joint_talk_on", "first_appointment_kept")}
        THEN RETURN NEW; END IF;
        IF EXISTS (
            SELECT 1 FROM cases_helpquestion q
             WHERE q.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.question_id ELSE NEW.question_id END
               AND (TG_OP <> 'INSERT' AND oco_period_closed(q.front_door_id, OLD."on")
                    OR TG_OP <> 'DELETE' AND oco_period_closed(q.front_door_id, NEW."on"))
        ) THEN {_REFUSE} END IF;
        {_RETURN}
    """,
)
assessment_in_filed_period = _by_day(
    "assessment_in_filed_period",
    '"on"',
    changed=_same("front_door_id", "provider_id", "client_id", '"on"', "instrument", "edition", "phase"),
)
signal_in_filed_period = _by_day(
    "signal_in_filed_period",
    '"on"',
    changed=_same("front_door_id", "provider_id", '"on"', "domain", "district_id"),
)
# A pause may end early after the period in which it began was filed; the days that it lengthens stand on the question.
pause_in_filed_period = pgtrigger.Trigger(
    name="pause_in_filed_period",
    when=pgtrigger.Before,
    operation=_INSERT_UPDATE_DELETE,
    declare=[("days", "date[]")],
    func=f"""
        days := '{{}}';
        IF TG_OP = 'INSERT' THEN
            days := ARRAY[NEW.from_on];
        ELSIF TG_OP = 'DELETE' THEN
            days := ARRAY[OLD.from_on];
        ELSE
            IF NOT {_same("question_id", "term", "reason", "from_on")} THEN
                days := days || OLD.from_on || NEW.from_on;
            END IF;
            IF NOT {_same("until_on")} THEN
                days := days || OLD.until_on || NEW.until_on;
            END IF;
        END IF;
        IF EXISTS (
            SELECT 1 FROM cases_helpquestion q, unnest(days) AS day
             WHERE q.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.question_id ELSE NEW.question_id END
               AND oco_period_closed(q.front_door_id, day)
        ) THEN {_REFUSE} END IF;
        {_RETURN}
    """,
)
# What the report says about the signals is filed with it.
signal_bundle_in_filed_period = _by_day(
    "signal_bundle_in_filed_period",
    "start",
    changed=_same("front_door_id", "provider_id", "start", "domain", "text", "state"),
)
# The scores of a measure are counted on its day. It may be removed whole where its own day isn't filed.
score_in_filed_period = pgtrigger.Trigger(
    name="score_in_filed_period",
    when=pgtrigger.Before,
    operation=_INSERT_UPDATE_DELETE,
    func=f"""
        IF TG_OP = 'UPDATE' AND {_same("assessment_id", "domain", "score")} THEN RETURN NEW; END IF;
        IF EXISTS (
            SELECT 1 FROM cases_assessment a
             WHERE a.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.assessment_id ELSE NEW.assessment_id END
               AND oco_period_closed(a.front_door_id, a."on")
        ) THEN {_REFUSE} END IF;
        {_RETURN}
    """,
)
