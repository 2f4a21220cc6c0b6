"""One error in a register, as people read it: sheet, row, column and a sentence that names the value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from oco.spreadsheets import never_a_formula


class Problem(NamedTuple):
    """`row` is the row in the file as a spreadsheet shows it; 0 where the whole sheet is meant."""

    sheet: str
    row: int
    column: str
    text: str

    def line(self) -> str:
        """ "hulpvragen, regel 12, kanaal: …", for the command line."""
        place = [self.sheet, f"regel {self.row}" if self.row else "", self.column]
        return f"{', '.join(part for part in place if part)}: {self.text}"


def as_csv(problems: Iterable[Problem]) -> bytes:
    """The list as a file that a Dutch spreadsheet opens well; a text that looks like a formula stays text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["blad", "regel", "kolom", "fout"])
    for problem in problems:
        writer.writerow([problem.sheet, problem.row or "", problem.column, never_a_formula(problem.text)])
    return out.getvalue().encode("utf-8-sig")
