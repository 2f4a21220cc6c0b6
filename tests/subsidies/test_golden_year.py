"""Zoetermeer 2018, the year that is known to the last question: filed, corrected twice, and compared.

573 + 581 clients and 1,541 + 3,863 answered questions (shared figures of the audit).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings

from cases import linking
from cases.models import Client, ClientLink, Contact, HelpQuestion
from oco.models import Organisation
from reporting import changes, pdf, versions, workbook
from reporting.documents import ReportDocument
from reporting.models import InternalDocument, Report
from subsidies import corrections, filing
from tests.subsidies.world import YEAR, World, let_through

pytestmark = pytest.mark.django_db

FIRST = datetime(2019, 2, 1, 9, 30, tzinfo=UTC)
SECOND, THIRD = FIRST + timedelta(days=30), FIRST + timedelta(days=60)
TODAY = date(2019, 6, 1)


def fill(world: World, provider: Organisation, clients: int, questions: int, *, after: int = 0) -> None:
    """So many people with so many answered questions in 2018, one hour each."""
    people = Client.objects.bulk_create(
        Client(front_door=world.door, number=f"{provider.slug}-{after + place}", last_name="C", sort_key="c")
        for place in range(clients)
    )
    received, closed = date(2018, 2, 1), date(2018, 11, 15)
    made = HelpQuestion.objects.bulk_create(
        HelpQuestion(
            front_door=world.door,
            number=f"{provider.slug}-{after + place}",
            client=people[place % clients],
            provider=provider,
            channel="counter",
            received_on=received,
            closed_on=closed,
            outcome="information_advice",
            first_contact_on=received,
            picked_up_on=received,
            first_contact_due_on=received + timedelta(days=14),
            pick_up_due_on=received + timedelta(days=28),
            guideline_minutes=600,
        )
        for place in range(questions)
    )
    Contact.objects.bulk_create(
        Contact(
            question=each,
            front_door=world.door,
            provider=provider,
            supporter=world.supporter,
            on=received,
            activity="talk",
            minutes=60,
        )
        for each in made
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a planner that has never seen these tables counts for minutes


def file(world: World, now: datetime, reason: str = "") -> Report:
    return filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=YEAR,
        by=world.manager,
        reason=reason,
        now=now,
    )


def document(report: Report) -> ReportDocument:
    return ReportDocument.from_json(report.released.data)


def total(found: ReportDocument, indicator: str) -> Decimal | None:
    return versions.totals(found)[indicator].number


def own(report: Report, provider: Organisation) -> ReportDocument:
    return ReportDocument.from_json(InternalDocument.objects.get(report=report, provider=provider).data)


def test_the_golden_year_filed_corrected_twice_and_compared(world: World) -> None:
    fill(world, world.mee, 573, 1_541)
    fill(world, world.palet, 581, 3_863)
    one = file(world, FIRST)
    # 573 + 581 = 1,154 people, nobody at both; 1,541 + 3,863 = 5,404 questions
    assert total(document(one), "unique_clients") == 573 + 581 == 1_154
    assert total(document(one), "questions_answered") == 1_541 + 3_863 == 5_404
    assert versions.of(document(one)) is None

    # The first correction: MEE forgot 12 questions of 9 people, and two pairs at Palet turned out to be one person.
    filing.open_correction(report=one, reason="Twaalf vragen vergeten", by=world.manager, now=SECOND)
    fill(world, world.mee, 9, 12, after=10_000)
    palet = list(Client.objects.filter(number__startswith="palet").order_by("pk")[:4])
    links = [
        linking.link(one=palet[0], other=palet[1], by=world.supporter),
        linking.link(one=palet[2], other=palet[3], by=world.supporter),
    ]
    two = file(world, SECOND, "Twaalf vragen vergeten")
    # people 1,154 + 9 later - 2 linked = 1,161; questions 5,404 + 12 = 5,416
    assert total(document(two), "unique_clients") == 1_154 + 9 - 2 == 1_161
    assert total(document(two), "questions_answered") == 5_404 + 12 == 5_416
    # As released: the difference is exact, 9 and 12 are rounded to 10, and 2 linked is hidden like any small number.
    assert versions.reasons_of(document(two))[2:] == (
        "Unieke cliënten: van 1.154 naar 1.161 (+7). Waardoor: ongeveer +10 later ingevoerd. Andere redenen zijn "
        "kleine aantallen en daarom verborgen.",
        "Ontvangen vragen: van 5.404 naar 5.416 (+12). Waardoor: ongeveer +10 later ingevoerd. Andere redenen zijn "
        "kleine aantallen en daarom verborgen.",
        "Beantwoorde vragen: van 5.404 naar 5.416 (+12). Waardoor: ongeveer +10 later ingevoerd. Andere redenen zijn "
        "kleine aantallen en daarom verborgen.",
    )
    # A provider's own document is exact: MEE 573 + 9 = 582, Palet 581 - 2 = 579.
    assert versions.reasons_of(own(two, world.mee))[2] == (
        "Unieke cliënten: van 573 naar 582 (+9). Waardoor: +9 later ingevoerd."
    )
    assert versions.reasons_of(own(two, world.palet))[2] == (
        "Unieke cliënten: van 581 naar 579 (−2). Waardoor: −2 gekoppeld als één persoon."
    )

    # The second: one question of MEE goes on, one of Palet had another outcome, and one link was a mistake.
    filing.open_correction(report=two, reason="Een vraag loopt nog", by=world.manager, now=THIRD)
    mee, other = HelpQuestion.objects.get(number="mee-5"), HelpQuestion.objects.get(number="palet-welzijn-9")
    HelpQuestion.objects.filter(pk=mee.pk).update(closed_on=None, outcome="", reopened_on=date(2019, 3, 20))
    HelpQuestion.objects.filter(pk=other.pk).update(outcome="no_solution")
    linking.unlink(link=ClientLink.objects.get(pk=links[0].pk), by=world.supporter)
    three = file(world, THIRD, "Een vraag loopt nog")
    # people 1,161 + 1 apart = 1,162; questions 5,416 - 1 reopened - 1 other outcome = 5,414
    assert total(document(three), "unique_clients") == 1_161 + 1 == 1_162
    assert total(document(three), "questions_answered") == 5_416 - 1 - 1 == 5_414
    assert versions.reasons_of(document(three))[2:] == (
        f"Unieke cliënten: van 1.161 naar 1.162 (+1). {changes.NONE_TOLD}",
        "Ontvangen vragen: 5.416, evenveel als eerst.",
        f"Beantwoorde vragen: van 5.416 naar 5.414 (−2). {changes.NONE_TOLD}",
    )
    assert [report.version for report in Report.objects.order_by("version")] == [1, 2, 3]

    # Compared with what is known now, each version by itself.
    scopes = corrections.scopes_of(world.account)
    found = {report.version: corrections.since_filed(report, scopes, today=TODAY) for report in (one, two, three)}

    def why(version: int, indicator: str) -> dict[str, int]:
        differences = found[version]
        assert differences is not None
        difference = differences[scopes[0]][indicator]
        assert difference.then + sum(change.amount for change in difference.changes) == difference.now
        return {change.reason.words: change.amount for change in difference.changes}

    # 1,154 + 9 - 1 = 1,162: the pair that was linked and taken apart again is no difference with version 1
    assert why(1, "unique_clients") == {"later ingevoerd": 9, "gekoppeld als één persoon": -1}
    # 5,404 + 12 - 1 - 1 = 5,414
    assert why(1, "questions_answered") == {"later ingevoerd": 12, "heropend": -1, "andere uitkomst": -1}
    assert why(2, "unique_clients") == {"uit elkaar gehaald": 1}
    assert why(2, "questions_answered") == {"heropend": -1, "andere uitkomst": -1}
    assert why(2, "questions_open") == {"heropend": 1}
    # 5,416 hours; the reopened question's hour is no hour of a closed question any more
    assert why(2, "closed_minutes") == {"heropend": -60}
    assert why(3, "unique_clients") == {}

    # The municipality lays version 3 beside version 1, and sees no reason smaller than the rule lets through.
    for report in (one, two, three):
        let_through(report)
    page = _compare(world, three, one)
    for text in ("1.154", "1.162", "+8", "5.404", "5.414", "+10", "Twaalf vragen vergeten", "Een vraag loopt nog"):
        assert text in page
    assert "gekoppeld als één persoon" not in page
    assert "−2 " not in page.replace("(−2)", "")


def _compare(world: World, report: Report, earlier: Report) -> str:
    """The page, read with the municipality's own login at the database."""
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        mine, other = Browser(), Browser()
        mine.force_login(world.officer)
        other.force_login(world.other_officer)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE oco_municipality")
        try:
            answer = mine.get(f"/rapporten/{report.pk}/vergelijken/{earlier.pk}/")
            assert answer.status_code == 200
            assert mine.get(f"/rapporten/{earlier.pk}/vergelijken/{report.pk}/").status_code == 404
            assert other.get(f"/rapporten/{report.pk}/vergelijken/{earlier.pk}/").status_code == 404
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
    return answer.content.decode()


def test_the_same_input_gives_the_same_document_byte_for_byte(world: World) -> None:
    fill(world, world.mee, 40, 60)
    fill(world, world.palet, 30, 50)
    one = file(world, FIRST)
    filing.open_correction(report=one, reason="Vergeten", by=world.manager, now=SECOND)
    fill(world, world.mee, 9, 12, after=10_000)
    two = file(world, SECOND, "Vergeten")
    for report in (one, two):
        kept = document(report)
        again = ReportDocument.from_json(Report.objects.get(pk=report.pk).released.data)
        assert kept.canonical_bytes() == again.canonical_bytes()
        assert kept.checksum == report.checksum == again.checksum
        assert pdf.render(kept) == pdf.render(again)
        assert workbook.render(kept) == workbook.render(again)
        assert f"Controlecode {versions.short_code(report.checksum)}" in pdf.html_of(kept)
