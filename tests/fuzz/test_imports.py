"""Bad files for the two imports: refused in a Dutch sentence or told row by row, and nothing is half saved."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from cases.imports.register import RegisterRefused, import_file
from cases.imports.sheets import FileRefused
from subsidies import cost_imports
from tests.cases.test_register_import import TODAY, World, make_world, rows, stored, xlsx, zipped
from tests.fuzz.values import bad, bounded
from tests.told import Tell

pytestmark = pytest.mark.django_db

_typed = st.one_of(
    bad,
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 1, 2), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 1, 2), datetime(9999, 12, 31)),  # noqa: DTZ001  # a workbook knows no time zones
    st.times().map(lambda moment: time(moment.hour, moment.minute)),
    st.just(timedelta(days=3)),
)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(TODAY, tick=True):
        yield make_world()


def broken_bytes(data: Any, whole: bytes) -> bytes:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    return bytes(content[: data.draw(st.integers(1, len(content)))] if data.draw(st.booleans()) else content)


def test_bad_registers(world: World, tell: Tell) -> None:
    counts = {"refused": 0, "with errors": 0, "imported": 0}

    @bounded(0.03, 60)
    @given(data=st.data())
    def bring_in(data: Any) -> None:
        sheets: dict[str, list[list[Any]]] = {name: [list(line) for line in lines] for name, lines in rows().items()}
        for _ in range(data.draw(st.integers(1, 4))):
            lines = sheets[data.draw(st.sampled_from(sorted(sheets)))]
            line = lines[data.draw(st.integers(0, len(lines) - 1))]
            line[data.draw(st.integers(0, len(line) - 1))] = data.draw(_typed)
        as_workbook = data.draw(st.booleans())
        try:
            content = xlsx(sheets) if as_workbook else zipped(sheets)
        except (IllegalCharacterError, UnicodeEncodeError, csv.Error, ValueError):
            content = xlsx(rows())  # no program can write such a cell
        if data.draw(st.integers(0, 9)) == 0:
            content = broken_bytes(data, content)
        before = stored()
        with transaction.atomic():
            try:
                import_file(content, front_door=world.door, providers=None, by=world.manager)
                counts["imported"] += 1
            except FileRefused as refused:
                counts["refused"] += 1
                assert_dutch(str(refused))
                assert stored() == before
            except RegisterRefused as refused:
                counts["with errors"] += 1
                assert refused.preview.problems  # noqa: PT017  # one of three good ends
                for problem in refused.preview.problems:
                    assert_dutch(problem.text)
                assert stored() == before
            transaction.set_rollback(True)

    bring_in()
    tell(f"bad registers: {counts}")
    assert min(counts.values()) > 0


def test_bad_costs(tell: Tell) -> None:
    counts = {"refused": 0, "with errors": 0, "read": 0}
    good = ["01-2026", "personeel", "werk voor cliënten", "10,00"]

    @bounded(0.02, 200)
    @given(data=st.data())
    def read(data: Any) -> None:
        lines: list[list[Any]] = [["maand", "kostensoort", "werk", "bedrag"], list(good), list(good)]
        for _ in range(data.draw(st.integers(1, 3))):
            line = lines[data.draw(st.integers(0 if data.draw(st.integers(0, 5)) == 0 else 1, 2))]
            line[data.draw(st.integers(0, 3))] = data.draw(_typed)
        try:
            content = _workbook(lines) if data.draw(st.booleans()) else _csv(lines)
        except (IllegalCharacterError, UnicodeEncodeError, csv.Error, ValueError):
            content = _csv([good])
        if data.draw(st.integers(0, 9)) == 0:
            content = broken_bytes(data, content)
        try:
            found = cost_imports.read(content, year=2026)
        except FileRefused as refused:
            counts["refused"] += 1
            assert_dutch(str(refused))
            return
        counts["with errors" if found.problems else "read"] += 1
        assert not (found.problems and found.lines)
        for problem in found.problems:
            assert_dutch(problem.text)

    read()
    tell(f"bad costs: {counts}")
    assert min(counts.values()) > 0


def assert_dutch(sentence: str) -> None:
    assert sentence.strip().endswith((".", "?", "”", "’")), sentence
    assert "Traceback" not in sentence
    assert "invalid" not in sentence.lower()


def _workbook(lines: list[list[Any]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def _csv(lines: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(lines)
    return text.getvalue().encode()
