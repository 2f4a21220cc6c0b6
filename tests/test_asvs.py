"""The tables of docs/security are whole: each requirement once, and what is named as evidence or test exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SECURITY = PROJECT / "docs" / "security"
STATES = ("voldaan", "beheerder", "n.v.t.", "niet voldaan")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """A requirement as the table of its chapter or of BIO says it."""

    file: str
    number: str
    level: str
    state: str
    how: str
    evidence: tuple[str, ...]
    tests: tuple[str, ...]


def cells_of(file: Path) -> list[list[str]]:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@cache
def asvs() -> tuple[Row, ...]:
    rows = []
    for file in sorted(SECURITY.glob("asvs-*.md")):
        for number, level, state, _, how, evidence, tests in cells_of(file)[1:]:
            rows.append(Row(file.name, number, level, state, how, _codes(evidence), _codes(tests)))
    return tuple(rows)


@cache
def bio() -> tuple[Row, ...]:
    file = SECURITY / "bio.md"
    return tuple(
        Row(file.name, number, "", state, how, _codes(evidence), _codes(tests))
        for number, state, how, evidence, tests in cells_of(file)[1:]
    )


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(_CODE.findall(cell))


def wanted() -> list[tuple[str, str]]:
    lines = (SECURITY / "asvs-eisen.txt").read_text(encoding="utf-8").splitlines()
    return [(number, level) for number, level in (line.split() for line in lines if not line.startswith("#"))]


@cache
def named_in(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_requirement_of_both_levels_stands_in_a_table_once() -> None:
    assert Counter(level for _, level in wanted()) == {"1": 70, "2": 183}
    assert len(set(wanted())) == 253
    assert Counter((row.number, row.level) for row in asvs()) == Counter(wanted())
    for row in asvs():
        assert int(row.file[5:7]) == int(row.number.partition(".")[0]), row


@pytest.mark.parametrize("row", [*asvs(), *bio()], ids=lambda row: f"{row.file}-{row.number}")
def test_a_row_has_a_state_and_what_goes_with_it(row: Row) -> None:
    assert row.state in STATES
    assert len(row.how) > 3
    for path in row.evidence:
        assert (PROJECT / path).exists(), path
    for test in row.tests:
        path, _, name = test.partition("::")
        assert path.startswith("tests/"), test
        assert name in named_in(path), test
    if row.state == "voldaan":
        assert row.evidence, "without evidence nothing is met"
        assert row.tests or row.number in NO_TEST, "say in NO_TEST why nothing can test this"
    if row.state == "n.v.t.":
        assert not row.evidence and not row.tests  # noqa: PT018  # there is nothing to show


# Met, and a text alone: no test can fail on it.
NO_TEST = {"7.1.2": "an agreement", "10.1.1": "the library stores no token unless it is asked to"}


def test_every_exception_is_a_row_without_a_test() -> None:
    assert {row.number for row in asvs() if row.state == "voldaan" and not row.tests} == set(NO_TEST)


def test_the_counts_on_the_first_page_are_those_of_the_tables() -> None:
    table = (
        (SECURITY / "README.md").read_text(encoding="utf-8").partition("<!-- tabel -->")[2].partition("<!-- einde")[0]
    )
    counted = {}
    for chapter, *numbers in [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[3:] if line
    ]:
        found = re.search(r"\(([^)]+)\)", chapter)
        counted[found[1] if found else "samen"] = [int(number) for number in numbers]
    states = Counter((row.file, row.state) for row in asvs())
    expected = {}
    for file in sorted({row.file for row in asvs()}):
        of_file = [states[file, state] for state in STATES]
        expected[file] = [*of_file, sum(of_file)]
    expected["samen"] = [sum(column) for column in zip(*expected.values(), strict=True)]
    assert counted == expected


def test_every_secret_of_production_stands_in_the_list_of_keys() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?\}", (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")))
    secrets = {name for name in asked if re.search(r"KEY|PASSWORD|EMAIL_URL", name)}
    assert len(secrets) >= 9
    assert secrets <= set(_codes((SECURITY / "sleutels.md").read_text(encoding="utf-8")))


def test_every_kind_of_log_is_described() -> None:
    """Whoever writes a log in production: the services of docker-compose.yml, and the table of acts."""
    said = (SECURITY / "afspraken.md").read_text(encoding="utf-8").partition("## Logboeken")[2]
    for who in ("oco_auditevent", "webprocessen", "werker", "PostgreSQL", "Redis", "ClamAV", "Caddy"):
        assert who in said, who
