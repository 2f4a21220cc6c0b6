"""Registers out again, in the format in which they come in (docs/import-format.md), and the empty template."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import xlsxwriter

from cases.codes import (
    DOMAIN_LABELS,
    Activity,
    ArrangementStep,
    Channel,
    Fits,
    HowFound,
    OtherWorkKind,
    Outcome,
    OverGuidelineReason,
    ReachBy,
    SupportTask,
)
from cases.imports.columns import CLIENTS, HOURS, QUESTIONS, SHEETS
from cases.imports.parts import PARTS, exported
from cases.models import Client, Contact, HelpQuestion, OtherWork
from oco.models import FrontDoor
from oco.models.people import SupporterKind
from oco.spreadsheets import TEXT_STAYS_TEXT, never_a_formula, write_rows

Value = str | int | date | None
Rows = Iterable[Sequence[Value]]
Sheets = Mapping[str, Rows]  # sheet -> rows, in the order of its columns


def workbook(sheets: Sheets, *, explanation: Sequence[Sequence[str]] = ()) -> bytes:
    """An .xlsx with these sheets. Text stays text, whatever it begins with."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": False, **TEXT_STAYS_TEXT})
    head = book.add_format({"bold": True, "bottom": 1})
    days = book.add_format({"num_format": "dd-mm-yyyy"})
    for sheet in (sheet for sheet in SHEETS if sheet.name in sheets):
        page = book.add_worksheet(sheet.name)
        page.write_row(0, 0, [column.name for column in sheet.columns], head)
        page.freeze_panes(1, 0)
        page.set_column(0, len(sheet.columns) - 1, 18)
        write_rows(page, sheets[sheet.name], days=days)
    if explanation:
        page = book.add_worksheet("Toelichting")
        page.set_column(0, 1, 24)
        page.set_column(2, 2, 90)
        for number, line in enumerate(explanation):
            page.write_row(number, 0, line, head if number == 0 else None)
    book.close()
    return out.getvalue()


def csv_zip(sheets: Sheets, *, delimiter: str = ";", bom: bool = True) -> bytes:
    """A zip with a csv file for each of these sheets, dates as dd-mm-jjjj. No text in it becomes a formula; an import
    reads it as it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in (sheet for sheet in SHEETS if sheet.name in sheets):
            text = io.StringIO(newline="")
            writer = csv.writer(text, delimiter=delimiter)
            writer.writerow([column.name for column in sheet.columns])
            writer.writerows([_as_csv(value) for value in row] for row in sheets[sheet.name])
            archive.writestr(f"{sheet.name}.csv", text.getvalue().encode("utf-8-sig" if bom else "utf-8"))
    return out.getvalue()


def _as_csv(value: Value) -> str:
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, str):
        return never_a_formula(value)
    return "" if value is None else str(value)


def template() -> bytes:
    """Headers, one invented row on each sheet, and what every column is for."""
    explanation = [["blad", "kolom", "toelichting"]]
    for sheet in SHEETS:
        for column in sheet.columns:
            must = "Verplicht. " if column.filled else ""
            explanation.append(
                [sheet.name, column.name, f"{must}{column.explanation}{_choices(sheet.name, column.name)}"]
            )
    examples = {sheet.name: [[column.example for column in sheet.columns]] for sheet in SHEETS}
    # The second line: work that isn't bound to a client.
    examples[HOURS].append(["", "MEE", "s.smit@mee.example", "13-02-2018", "90", "netwerk", "", ""])
    return workbook(examples, explanation=explanation)


def choices(sheet: str, column: str) -> list[str]:
    """The words that a column takes; empty where it takes any."""
    lists: dict[tuple[str, str], list[str]] = {
        (CLIENTS, "liefst bereikt"): list(ReachBy.labels),
        (HOURS, "soort ondersteuner"): list(SupporterKind.labels),
        **{
            (part.sheet, column): list(kind.words)
            for part in PARTS
            for column, (_, kind) in part.fields.items()
            if kind.words
        },
        (QUESTIONS, "kanaal"): list(Channel.labels),
        (QUESTIONS, "hoe gekomen"): list(HowFound.labels),
        (QUESTIONS, "taken"): list(SupportTask.labels),
        (QUESTIONS, "arrangement"): list(ArrangementStep.labels),
        (QUESTIONS, "uitkomst"): list(Outcome.labels),
        (QUESTIONS, "reden boven richtlijn"): list(OverGuidelineReason.labels),
        (HOURS, "activiteit"): [*Activity.labels, *OtherWorkKind.labels],
    }
    return lists.get((sheet, column), [])


def _choices(sheet: str, column: str) -> str:
    found = choices(sheet, column)
    return f" Kies uit: {'; '.join(found)}." if found else ""


def register_sheets(front_door: FrontDoor) -> Sheets:
    """All that is known at a front door, as rows of a register. Questions that wait for a provider are left out:
    the format asks for one."""
    return {
        CLIENTS: _clients(front_door),
        QUESTIONS: _questions(front_door),
        HOURS: _hours(front_door),
        **{part.sheet: list(exported(part, front_door)) for part in PARTS},
    }


def _clients(front_door: FrontDoor) -> list[list[Value]]:
    found = (
        Client.objects.filter(front_door=front_door)
        .select_related("district")
        .prefetch_related("target_groups__target_group")
        .order_by("pk")
    )
    return [
        [
            client.number,
            client.last_name,
            client.prefix,
            client.first_name,
            client.birth_date,
            client.postcode,
            client.district.name if client.district else "",
            client.phone,
            client.email,
            "|".join(row.target_group.name for row in client.target_groups.all()),
            client.language,
            ReachBy(client.reach_by).label if client.reach_by else "",
            client.reach_when,
            client.birth_surname,
        ]
        for client in found
    ]


def _questions(front_door: FrontDoor) -> list[list[Value]]:
    found = (
        HelpQuestion.objects.filter(front_door=front_door, provider__isnull=False)
        .select_related("client", "provider", "supporter", "evaluation")
        .prefetch_related("domains", "tasks", "arrangement")
        .order_by("pk")
    )
    rows: list[list[Value]] = []
    for question in found:
        evaluation = getattr(question, "evaluation", None)
        assert question.provider is not None
        rows.append(
            [
                question.number,
                question.client.number,
                question.provider.name,
                Channel(question.channel).label,
                "ja" if question.urgent else "nee",
                question.received_on,
                question.first_contact_on,
                question.picked_up_on,
                "|".join(DOMAIN_LABELS[row.domain] for row in question.domains.all()),
                question.text,
                question.supporter.email if question.supporter else "",
                question.closed_on,
                Outcome(question.outcome).label if question.outcome else "",
                OverGuidelineReason(question.over_guideline_reason).label if question.over_guideline_reason else "",
                evaluation.score if evaluation else None,
                Fits(evaluation.fits).label if evaluation and evaluation.fits else "",
                HowFound(question.how_found).label if question.how_found else "",
                _yes_no(evaluation.survey_consent if evaluation else None),
                "|".join(row.get_task_display() for row in question.tasks.all()),
                "|".join(row.get_step_display() for row in question.arrangement.all()),
                question.waits_for,
                question.look_again_on,
            ]
        )
    return rows


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "ja" if value else "nee"


def _hours(front_door: FrontDoor) -> list[list[Value]]:
    contacts = (
        Contact.objects.filter(front_door=front_door, question__provider__isnull=False)
        .select_related("question", "provider", "supporter")
        .order_by("pk")
    )
    other = OtherWork.objects.filter(front_door=front_door).select_related("provider", "supporter").order_by("pk")
    bound: list[list[Value]] = [
        [
            row.question.number,
            row.provider.name,
            row.supporter.email,
            row.on,
            row.minutes,
            Activity(row.activity).label,
            None,
            SupporterKind(row.supporter_kind).label,
        ]
        for row in contacts
    ]
    loose: list[list[Value]] = [
        ["", row.provider.name, row.supporter.email, row.on, row.minutes, OtherWorkKind(row.kind).label, row.people, ""]
        for row in other
    ]
    return bound + loose
