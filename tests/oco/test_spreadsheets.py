"""A text that looks like a formula stays text in what we write, and comes back as it was."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from cases import exports
from cases.imports import sheets
from cases.imports.columns import CLIENTS, SHEET
from cases.imports.problems import Problem, as_csv
from oco.spreadsheets import as_it_was, never_a_formula

FORMULAS = (
    "=1+1",
    "+31793218765",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    '=HYPERLINK("http://x.example")',
    "＝1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_guarded_and_comes_back(text: str) -> None:
    assert never_a_formula(text) == f"'{text}"
    assert as_it_was(never_a_formula(text)) == text


@pytest.mark.parametrize("text", ["", "Jansen", "'s-Gravenhage", "'t Hart", "06 12", "1-2-2026", "a=b"])
def test_any_other_text_is_left_alone(text: str) -> None:
    assert never_a_formula(text) == text
    assert as_it_was(text) == text


def test_no_cell_of_a_register_as_csv_begins_a_formula_and_an_import_reads_it_as_it_was() -> None:
    columns = [column.name for column in SHEET[CLIENTS].columns]
    row = [FORMULAS[place % len(FORMULAS)].strip() for place in range(len(columns))]
    made = exports.csv_zip({CLIENTS: [row]})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        text = archive.read(f"{CLIENTS}.csv").decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in line]
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert sheets.read(made).tables[CLIENTS].rows[0][1] == tuple(row)


def test_no_line_of_the_list_of_errors_begins_a_formula() -> None:
    made = as_csv([Problem("uren", 3, "minuten", f"{text} kan niet") for text in FORMULAS]).decode("utf-8-sig")
    last = [line[-1] for line in csv.reader(io.StringIO(made, newline=""), delimiter=";")][1:]
    assert all(cell.startswith("'") for cell in last)
