"""The gate between a filed report and everybody outside: the attack on real reports, and what happens when it finds
something."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from cases.models import Norms, TargetGroup
from oco import jobs
from oco.models import Job
from oco.periods import Period
from reporting import changes, gate, ledger, pdf, reading, versions, workbook
from reporting.attack import Finding, Outcome, attack
from reporting.attack.model import Place
from reporting.cells import HIDDEN, Released
from reporting.documents import ReportDocument
from reporting.figures import FigureKey, Figures, Scope
from reporting.indicators import DIMENSION_LABELS, INDICATORS
from reporting.members import members_of
from reporting.models import Figure, GateRun, ReleasedDocument, Report, RollUp
from reporting.reasons import Difference, Reason
from reporting.relations import is_grand, is_minutes
from reporting.seen import WHY, Explained, Seen, span_of
from reporting.values import HIDDEN_TEXT
from subsidies import files, filing
from subsidies.filing import FilingRefused
from subsidies.scopes import reports_for_user
from tests.reporting import years
from tests.reporting.world import World as Place_
from tests.reporting.world import make_world
from tests.subsidies.world import FILED_AT, Q1, World

pytestmark = pytest.mark.django_db


def file(world: World, **fields: Any) -> Report:
    return filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=Q1,
        by=world.manager,
        **{"now": FILED_AT, **fields},
    )


@pytest.fixture
def filed(world: World) -> Report:
    world.grant()
    world.small_quarter()
    return file(world)


def test_the_municipality_sees_a_report_after_the_attack_and_not_before(world: World, filed: Report) -> None:
    assert list(reports_for_user(world.manager)) == [filed]
    assert list(reports_for_user(world.officer)) == []
    run = gate.check(filed)
    assert (run.passed, run.exact, run.provable, run.reports) == (True, 0, 0, 1)
    assert 100 < run.hidden < run.cells
    assert run.sentence.endswith(f"{run.cells} getallen in dit rapport, 0 uit te rekenen.")
    assert list(reports_for_user(world.officer)) == [filed]
    assert gate.check(filed).pk == run.pk
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        GateRun.objects.update(passed=False)
    hiding = ReportDocument.from_json(filed.released.data).hiding
    assert hiding.sentences[-1].startswith(
        "Voor de vrijgave is nagerekend of uit alle tabellen van dit rapport een verbor"
    )


@pytest.fixture
def caught(monkeypatch: pytest.MonkeyPatch) -> FigureKey:
    """An attack that finds a number, as long as the hours aren't hidden."""
    key = FigureKey("client_minutes")

    def attacked(seen: list[Seen], **_: Any) -> Outcome:
        if not seen:
            return Outcome()
        newest = max((each for each in seen if each.party == "partnership:ZoSamen"), key=lambda each: each.order)
        if newest.values[key].hidden:
            return Outcome(cells=100, hidden=50, hidden_cells=50)
        place = Place(newest.span, newest.party, newest.order, FigureKey("fits"))
        there = Place(newest.span, newest.party, newest.order, key)
        return Outcome(cells=100, hidden=50, hidden_cells=50, exact=[Finding(place, 3, 3)], near={place: [there]})

    monkeypatch.setattr(gate, "attack", attacked)
    return key


def test_a_report_that_gives_a_number_away_is_held_back_until_more_is_hidden(world: World, caught: FigureKey) -> None:
    world.small_quarter()
    for day in range(12, 18):  # 13 clients in all, so that their hours are shown
        world.question(date(2018, 2, day), closed_on=date(2018, 3, day))
    filed = file(world)
    assert not _value(filed, caught).hidden
    job = Job.objects.get(kind=files.KIND)
    assert not jobs.run(job.pk)
    job.refresh_from_db()
    assert "nog 1 klein getal uit te rekenen" in job.error
    assert not jobs.run(Job.objects.get(kind=files.ANNOUNCE).pk)
    assert not filed.files.exists()
    assert list(reports_for_user(world.officer)) == []
    roll_ups = set(RollUp.objects.values_list("pk", "counted_at"))

    client = Client(headers={"host": "localhost"})
    client.force_login(world.manager)
    args = ("zoetermeer", "zosamen", "2018-Q1")
    page = client.get(reverse("report", args=args)).content.decode()
    assert "Nog niet vrijgegeven" in page
    assert "Dien opnieuw in met meer verborgen" in page
    assert client.post(reverse("report_hide_more", args=(*args, 1))).status_code == 302

    second = Report.objects.get(version=2)
    assert "niet veranderd" in second.reason
    # It isn't laid beside the version that was held back, which shows the hours.
    assert versions.of(ReportDocument.from_json(second.released.data)) is None
    assert _value(second, caught) == HIDDEN
    assert set(RollUp.objects.values_list("pk", "counted_at")) == roll_ups
    assert gate.check(second).passed
    assert list(reports_for_user(world.officer)) == [second]
    assert list(Report.objects.latest_released()) == [second]
    with pytest.raises(FilingRefused, match="hoeft niet opnieuw"):
        filing.file_with_more_hidden(report=second, by=world.manager)
    # The municipality never saw a first version, so there is nothing to compare with.
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        town = Client(headers={"host": "localhost"})
        town.force_login(world.officer)
        page = town.get(reverse("report", args=[second.pk])).content.decode()
    assert "ZoSamen, 1e kwartaal 2018" in page
    assert "Versie 2, ingediend op" in page
    assert "Vergelijk met versie" not in page


def _value(report: Report, key: FigureKey) -> Released:
    document = ReportDocument.from_json(report.released.data)
    seen = reading.seen_in(document, 0)
    return next(each.values[key] for each in seen if each.party == "partnership:ZoSamen" and key in each.values)


def test_a_reason_that_gives_a_number_away_is_told_in_no_next_version(
    world: World, filed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a rule that tells one reason whatever is left over: 40 more answered of which about 10 came late, so that each
    of the others would be 7."""
    gate.check(filed)
    filing.open_correction(report=filed, reason="Veertig vergeten", by=world.manager)
    for number in range(40):
        day = date(2018, 1, 2) + timedelta(days=number)
        world.question(day, closed_on=day + timedelta(days=20))

    def one_reason(difference: Difference, _: int) -> list[tuple[Reason, Decimal]]:
        return [(Reason.LATE, Decimal(10))] if difference.indicator == "questions_answered" else []

    monkeypatch.setattr(changes, "released_reasons", one_reason)
    second = file(world, reason="Veertig vergeten")
    assert _told(second)["questions_answered"].any_shown
    run = gate.check(second)
    assert not run.passed
    key = ["partnership:ZoSamen", "questions_answered", WHY, f"+{Reason.LATE}"]
    assert key in run.to_hide

    third = filing.file_with_more_hidden(report=second, by=world.manager)
    document = ReportDocument.from_json(third.released.data)
    # The difference is that with the version which the municipality saw.
    section = versions.of(document)
    assert section is not None
    assert section.tables[0].columns == ("Versie 1", "Versie 3", "Verschil")
    told = _told(third)["questions_answered"]
    assert (told.then, told.now, told.any_shown) == (6, 46, False)
    assert changes.NONE_TOLD in section.sentences[-1]
    assert gate.check(third).passed


def _told(report: Report) -> dict[str, Explained]:
    return changes.explained_in(versions.reasons_of(ReportDocument.from_json(report.released.data)))


def test_a_run_with_findings_can_not_be_stored_as_passed(filed: Report) -> None:
    with pytest.raises(DatabaseError, match="gate_run_passed_without_findings"), transaction.atomic():
        GateRun.objects.create(report=filed, passed=True, cells=9, exact=1)


def test_the_municipalitys_login_can_not_read_what_was_held_back(filed: Report) -> None:
    GateRun.objects.create(report=filed, passed=False, cells=9, exact=1)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE oco_municipality")
        try:
            assert not ReleasedDocument.objects.exists()
        finally:
            cursor.execute("RESET ROLE")
    assert ReleasedDocument.objects.exists()


# --- years of reports, read back as they are printed ------------------------------------------------------------------


class Town:
    """ZoSamen with the invented figures of a year in the place of counted ones."""

    def __init__(self, size: int, seed: int) -> None:
        self.world: Place_ = make_world()
        self.world.doors[0].participations.filter(provider=self.world.third).delete()
        Norms.objects.create(organisation=self.world.zosamen, valid_from=date(2015, 1, 1))
        for name in ("ouderen", "autisme", "ggz", "mantelzorgers"):
            TargetGroup.objects.create(front_door=self.world.doors[0], name=name)
        self.whole = Scope.of_organisation(self.world.zosamen)
        self.providers = [
            Scope.of_organisation(each, self.world.zoetermeer) for each in (self.world.mee, self.world.palet)
        ]
        known = members_of(self.whole, Q1)
        tables = {(indicator, str(dimension)): list(rows) for (indicator, dimension), rows in known.items()}
        self.year = years.invent(size, seed, tables)

    def store(self, code: str) -> Period:
        period = Period.parse(f"2018-{code}" if code else "2018")
        days = years.SPANS[code]
        self._keep(self.whole, period, self.year.figures(days))
        for scope in self.providers:
            self._keep(scope, period, self.year.figures(days, str(scope.organisation_id)))
        return period

    def _keep(self, scope: Scope, period: Period, figures: Figures) -> None:
        row = RollUp.objects.create(
            level=scope.level,
            municipality_id=scope.municipality_id,
            organisation_id=scope.organisation_id,
            start=period.start,
            end=period.end,
            counted_at=datetime(2019, 1, 10, tzinfo=UTC),
        )
        Figure.objects.bulk_create(
            Figure(roll_up=row, indicator=key.indicator, dimension=key.dimension, member=key.member, value=value)
            for key, value in figures.items()
        )

    def file(self, code: str) -> Report:
        """Files a period, as filing does when it has counted."""
        period = self.store(code)
        at = datetime(2018, 1, 1, 12, tzinfo=UTC) + timedelta(days=years.SPANS[code][1] + 10)
        return filing._write(
            self.world.zosamen, self.world.zoetermeer, period, None, "", self.world.supporter, self.world.supporter, at
        )


@pytest.mark.parametrize("size", years.SIZES)
def test_a_year_of_reports_as_printed_gives_nothing_away(size: int) -> None:
    town = Town(size, seed=1)
    reports = [town.file(code) for code in ("Q1", "Q2", "Q3", "Q4", "")]
    documents = [ReportDocument.from_json(report.released.data) for report in reports]
    book = ledger.of_years(town.world.zoetermeer, {2018})
    printed: list[Seen] = []
    for order, document in enumerate(documents):
        read = list(read_workbook(workbook.render(document), document, order))
        # What is printed is what the document says, and the document says what was read of it.
        assert _by_place(read) == _by_place([each for each in reading.seen_in(document, order) if _own(each, document)])
        printed += read
    # Nothing in the last report's PDF that the document doesn't say: no number, no percentage, no length of a bar.
    text = text_of(pdf.render(documents[-1]))
    assert numbers_in(text) - numbers_in(words_of(documents[-1])) == set()
    # What is drawn is drawn from the values of the chart alone: hidden ones aren't in it.
    for chart in (chart for section in documents[-1].sections for chart in section.charts):
        assert all(value.number is None for series in chart.series for value in series.values if value.hidden)
    for table in documents[-1].tables():
        for row in table.rows:
            assert " ".join([row.heading, *(cell.text for cell in row.cells)]).replace("\xa0", " ")[:20] in text
    hidden = sum(value.hidden for each in printed for value in each.values.values())
    assert hidden > 100
    # Periods that were compared add nothing to what was filed about them.
    assert {each.span for each in book.seen} <= {span_of(report.period) for report in reports} | {
        each.span for each in book.seen if all(is_grand(key) for key in each.values)
    }
    for seen in (printed, book.of_year(2018)):
        outcome = attack(seen, partners=book.partners)
        assert outcome.holds, outcome.findings[:5]
        assert outcome.hidden_cells > 100


def _own(each: Seen, document: ReportDocument) -> bool:
    return (each.span.start, each.span.end) == (document.header.start, document.header.end)


def _by_place(seen: list[Seen]) -> dict[tuple[str, FigureKey], tuple[bool, Decimal | None]]:
    """By party and figure what is to be read; hours in minutes, as whole minutes, other than counts in two places."""
    return {
        (each.party, key): (value.hidden, None if value.value is None else round(value.value, 2))
        for each in seen
        for key, value in each.values.items()
    }


def read_workbook(content: bytes, document: ReportDocument, order: int) -> Iterator[Seen]:
    """The sheet with all figures, by its words alone; members by the words that stand in the document's own list."""
    by_label = {indicator.label: key for key, indicator in INDICATORS.items()}
    dimensions = {label: str(dimension) for dimension, label in DIMENSION_LABELS.items()} | {"totaal": ""}
    members = {(line.indicator, line.dimension, line.member_label): line.member for line in document.figures}
    levels = {words: level for level, words in workbook.LEVELS.items()}
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["Alle cijfers"]
    found: dict[str, dict[FigureKey, Released]] = {}
    for row in sheet.iter_rows(min_row=4, max_col=7, values_only=True):
        label, level, organisation, by, member, number, state = (("" if cell is None else cell) for cell in row)
        indicator, dimension = by_label[str(label)], dimensions[str(by)]
        key = FigureKey(indicator, dimension, members[indicator, dimension, str(member)])
        party = reading.party_of(levels[str(level)], str(organisation))
        found.setdefault(party, {})[key] = _read(key, number, str(state))
    period = Period.parse(document.header.period)
    for party, values in found.items():
        yield Seen(span_of(period), party, order, values)


def _read(key: FigureKey, number: object, state: str) -> Released:
    if number == HIDDEN_TEXT:
        return HIDDEN
    value = Decimal(str(number))
    if is_minutes(key) or key.indicator.startswith("minutes_per"):
        value = round(value * 60, 2)
    return Released(value, rounded=state == "afgerond")


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).replace("\xa0", " ").replace("\ufffe", "").split())


NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def numbers_in(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def words_of(document: ReportDocument) -> str:
    """All that a document says, and what every report has around it: dates, page numbers, its checksum and its code."""
    found = ["256", *(str(number) for number in range(40))]  # SHA-256 is the kind of checksum
    # Shares and marks beside the charts, which a function of the document draws.
    found += re.findall(r"<svg.*?</svg>", pdf.html_of(document), re.DOTALL)
    header = document.header
    found += [
        header.title,
        document.checksum,
        versions.short_code(document.checksum),
        str(header.start.year),
        str(header.end.year),
        header.period_label,
    ]
    found += [header.filed_at.strftime("%d %H.%M %Y %-d %-H") if header.filed_at else ""]

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    # Of the figures themselves as they are printed, not as they are kept: hours are kept in minutes.
    walk({key: value for key, value in document.to_json().items() if key not in ("figures",)})
    found += [cell.text for table in document.tables() for row in table.rows for cell in row.cells]
    found += [figure.value.text for figure in document.summary.figures]
    for target in document.summary.targets:
        found += [target.reached.text]
    return " ".join(found).replace("\xa0", " ")
