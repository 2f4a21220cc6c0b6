"""What the client said afterwards, on the row of its question: laid beside the evaluation that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.imports.cells import as_text, show
from cases.imports.rows import QuestionRow
from cases.models import Client, Evaluation, HelpQuestion

if TYPE_CHECKING:
    from cases.imports.plan import Planner

# Column, and the answer it holds: by the same name on the row and on the evaluation.
_ANSWERS = (("cijfer", "score"), ("passend", "fits"), ("onderzoek", "survey_consent"))


def evaluation_of(planner: Planner, question: HelpQuestion, row: QuestionRow) -> Evaluation:
    assert row.closed_on is not None
    return Evaluation(
        question=question,
        given_on=row.closed_on,
        score=row.score,
        fits=row.fits,
        survey_consent=row.survey_consent,
        written_at=planner.now,
        written_by=planner.by,
    )


def other_evaluation(planner: Planner, row: QuestionRow, question: HelpQuestion, changed: dict[str, object]) -> bool:
    """Plans what changes; True where anything does. An evaluation is dated on the day of closing and moves with it."""
    known: Evaluation | None = getattr(question, "evaluation", None)
    if known is None:
        if not row.closed_on or not row.says_something:
            return False
        evaluation = evaluation_of(planner, question, row)
        planner.plan.new_evaluations.append(evaluation)
        days = [evaluation.given_on]
    else:
        days = [known.given_on]
        answers: dict[str, object] = {
            name: getattr(row if row.row.has(column) else known, name) for column, name in _ANSWERS
        }
        if all(answer in (None, "") for answer in answers.values()):
            planner.plan.gone_evaluations.append(known.pk)
        else:
            if "closed_on" in changed and changed["closed_on"] == known.given_on and question.closed_on:
                answers["given_on"] = question.closed_on
            if not take_over(known, answers):
                return False
            planner.plan.changed_evaluations.append(known)
            days.append(known.given_on)
    if period := planner.door.filed(*days):
        column = "cijfer" if row.row.has("cijfer") else "passend"
        value = as_text(row.row.cell(column))
        what = f"Hier kan geen {show(value)} meer komen te staan." if value else "Dit kan niet meer leeg worden."
        planner.filed(row.row, column, period, what)
    return True


def take_over(record: Client | HelpQuestion | Evaluation, wanted: dict[str, object]) -> dict[str, object]:
    """Sets what differs. Gives the old values of those fields."""
    changed = {name: getattr(record, name) for name, value in wanted.items() if getattr(record, name) != value}
    for name in changed:
        setattr(record, name, wanted[name])
    return changed
