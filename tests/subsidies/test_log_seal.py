"""The seal of the log goes along with a filed report: in its document, on paper and in the workbook."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from oco.models import LogBatch
from oco.trail import seals
from reporting import pdf, workbook
from reporting.documents import ReportDocument
from reporting.models import ReleasedDocument
from tests.reporting import samples
from tests.subsidies.test_filing import file
from tests.subsidies.world import World

SEAL = "128-9f3c 52ab 77e0 1d4c (30-11-2026 10:15)"


def sealed(document: ReportDocument) -> ReportDocument:
    return replace(document, header=replace(document.header, log_seal=SEAL))


def test_filing_takes_the_last_seal_along(world: World) -> None:
    world.small_quarter()
    batch = LogBatch.objects.create(
        number=1,
        sealed_at=datetime(2018, 4, 1, 12, tzinfo=UTC),
        cluster=1,
        from_xact=0,
        to_xact=10,
        events=1,
        acts=0,
        content="0" * 64,
        previous=seals.FIRST,
        seal="9f3c52ab77e01d4c" + "0" * 48,
    )
    report = file(world)
    document = ReportDocument.from_json(ReleasedDocument.objects.get(report=report).data)
    assert document.header.log_seal == "1-9f3c 52ab 77e0 1d4c (01-04-2018 14:00)"
    assert document.checksum == report.checksum
    assert seals.find(document.header.log_seal) == batch


def test_without_a_seal_a_document_keeps_the_bytes_that_it_had(world: World) -> None:
    world.small_quarter()
    data = ReleasedDocument.objects.get(report=file(world)).data
    assert "log_seal" not in data["header"]
    assert ReportDocument.from_json(data).header.log_seal == ""


def test_a_seal_survives_writing_and_reading() -> None:
    document = sealed(samples.document())
    assert ReportDocument.from_json(document.to_json()) == document
    assert document.checksum != samples.document().checksum


def test_the_seal_is_printed() -> None:
    assert f"Zegel van het logboek bij het indienen: {SEAL}" in pdf.html_of(sealed(samples.document()))
    assert "Zegel van het logboek" not in pdf.html_of(samples.document())


def test_the_seal_stands_in_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(sealed(samples.document()))))
    words = [cell.value for row in book["Toelichting"].iter_rows() for cell in row if cell.value]
    assert words[-2:] == ["Zegel van het logboek", SEAL]


@pytest.mark.django_db
def test_before_the_first_batch_there_is_no_seal() -> None:
    assert seals.for_print() == ""
