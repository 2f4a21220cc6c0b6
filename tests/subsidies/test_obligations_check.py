"""Which obligations the check of a report asks after, and when one counts as shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reporting.documents import ReportDocument
from reporting.models import Report
from subsidies import checking, checks, filing
from subsidies.determination import requests
from subsidies.determination.document import AnsweredObligation
from subsidies.models import Obligation, SentRequest
from tests.subsidies.world import FILED_AT, Q1, YEAR, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter(world: World) -> Report:
    """A filed quarter, and a grant with an obligation of every kind."""
    world.small_quarter()
    grant = world.grant()
    rows = (
        ("Inloop in elke wijk", "text", "", "quarterly"),
        ("Ten minste een 7", "figure", "score_mean", "quarterly"),
        ("Nieuwe cliënten", "figure", "unique_clients", "quarterly"),
        ("Redenen boven de richtlijn", "figure", "questions_above_guideline", "half_year"),
        ("Verklaring", "file", "", "determination"),
    )
    for number, (text, evidence, indicator, due) in enumerate(rows, 1):
        Obligation.objects.create(
            grant=grant, number=number, text=text, evidence=evidence, indicator=indicator, due=due
        )
    return filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )


def shown(report: Report) -> list[tuple[str, bool | None]]:
    facts = checks.facts_of(ReportDocument.from_json(report.released.data))
    return [(line.text, line.shown) for line in checking.obligations_of(report, facts)]


def test_a_quarter_shows_its_figures_and_says_of_a_text_that_it_can_not_tell(quarter: Report) -> None:
    # One evaluation: too few to show a mean. Unique clients are an exact total.
    assert shown(quarter) == [("Inloop in elke wijk", None), ("Ten minste een 7", False), ("Nieuwe cliënten", True)]
    findings = {
        each.key: each.verdict
        for each in checking.findings_of(quarter, ReportDocument.from_json(quarter.released.data))
    }
    verdicts = [findings[f"obligation-{number}"] for number in (1, 2, 3)]
    assert verdicts == [checks.Verdict.UNKNOWN, checks.Verdict.FAILED, checks.Verdict.GOOD]


def test_what_goes_with_the_request_is_shown_when_it_was_answered_there(world: World, quarter: Report) -> None:
    report = filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=YEAR,
        by=world.manager,
        now=datetime(2019, 2, 1, 9, tzinfo=UTC),
    )
    assert shown(report) == [("Verklaring", False)]
    request = requests.start(grant=world.zosamen.grants.get(), by=world.manager)
    document = replace(
        requests.build_document(request),
        obligations=(AnsweredObligation("Verklaring", "een bestand", "ja", "", 1),),
    )
    SentRequest.objects.create(
        grant=request.grant, data=document.to_json(), checksum="x", sent_by=world.manager, sent_by_name="M"
    )
    assert shown(report) == [("Verklaring", True)]
