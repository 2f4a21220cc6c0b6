"""Handing in: what stands in the way, what freezes, and what a correction opens."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.db import DatabaseError, connection, transaction

from cases.models import Contact, Evaluation, HelpQuestion, OtherWork, QuestionDomain, Tally
from oco import acting, closing, jobs
from oco.models import AuditEvent, Job, PeriodClosing
from oco.periods import Period
from oco.sessions import SessionStore
from reporting.documents import ReportDocument
from reporting.models import Figure, InternalDocument, ReleasedDocument, Report, ReportFile, RollUp
from subsidies import files, filing, stages
from subsidies.filing import FilingRefused
from subsidies.stages import Stage
from tests.subsidies.world import FILED_AT, H1, Q1, Q2, World

pytestmark = pytest.mark.django_db


def file(world: World, period: Period = Q1, **fields: object) -> Report:
    return filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=period,
        by=world.manager,
        **{"now": FILED_AT, **fields},  # type: ignore[arg-type]
    )


@pytest.fixture
def filed(world: World) -> Report:
    world.grant()
    world.small_quarter()
    return file(world)


def test_a_filed_report_has_its_documents_its_checksum_and_a_line_in_the_log(world: World, filed: Report) -> None:
    document = ReportDocument.from_json(filed.released.data)
    assert (filed.version, filed.reason, filed.filed_by_name) == (1, "", "Manager-Zosamen")
    assert filed.checksum == document.checksum
    assert document.header.filed_by == "Manager-Zosamen"
    assert document.header.released is True
    assert [kept.provider.name for kept in filed.internal.order_by("provider__name")] == ["MEE", "Palet Welzijn"]
    assert all(not ReportDocument.from_json(kept.data).header.released for kept in filed.internal.all())
    line = AuditEvent.objects.get(action="report filed")
    assert (line.by, line.record_id, line.details) == (
        world.manager,
        str(filed.pk),
        {"period": "2018-Q1", "version": 1, "filed_as": "accountable"},
    )


def test_filing_counts_every_level_and_freezes_it(world: World, filed: Report) -> None:
    rows = RollUp.objects.filter(start=Q1.start, end=Q1.end)
    assert sorted(rows.values_list("level", flat=True)) == ["municipality", "partnership", "provider", "provider"]
    assert all(row.frozen_at == FILED_AT for row in rows)
    whole = rows.get(level="partnership")
    # 3 of MEE + 2 of Palet + 1 with an evaluation
    assert whole.figures.get(indicator="questions_answered", dimension="").value == Decimal(6)


def test_a_period_that_is_not_over_is_refused(world: World) -> None:
    with pytest.raises(FilingRefused, match=r"Het 1e kwartaal van 2018 is nog niet voorbij\."):
        file(world, now=FILED_AT - timedelta(days=30))
    assert not Report.objects.exists()
    assert not PeriodClosing.objects.exists()


def test_a_question_without_provider_stands_in_the_way(world: World) -> None:
    world.question(date(2018, 2, 1), assigned=False)
    with pytest.raises(FilingRefused, match=r"1 vraag heeft geen aanbieder\."):
        file(world)


def test_a_report_is_filed_once(world: World, filed: Report) -> None:
    with pytest.raises(FilingRefused, match="al ingediend"):
        file(world)
    assert Report.objects.count() == 1


def test_the_same_form_sent_twice_gives_the_same_report(world: World) -> None:
    world.small_quarter()
    key = uuid.uuid4()
    assert file(world, key=key) == file(world, key=key)
    assert Report.objects.count() == 1


def test_reports_and_documents_are_append_only(filed: Report) -> None:
    for model in (ReleasedDocument, InternalDocument, Report):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        Report.objects.update(filed_by_name="Iemand anders")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        ReleasedDocument.objects.update(data={})


def _question() -> HelpQuestion:
    return HelpQuestion.objects.get(number="V1")


# Each is something that would change a figure of the filed quarter.
CHANGES: dict[str, Callable[[World], object]] = {
    "a new question": lambda w: w.question(date(2018, 2, 1)),
    "another day of receipt": lambda w: HelpQuestion.objects.filter(number="V1").update(received_on=date(2018, 1, 1)),
    "another provider": lambda w: HelpQuestion.objects.filter(number="V1").update(provider=w.palet),
    "another channel": lambda w: HelpQuestion.objects.filter(number="V1").update(channel="gp"),
    "another first contact": lambda w: HelpQuestion.objects.filter(number="V1").update(
        first_contact_on=date(2018, 1, 30)
    ),
    "another pick-up": lambda w: HelpQuestion.objects.filter(number="V1").update(picked_up_on=date(2018, 4, 30)),
    "another term": lambda w: HelpQuestion.objects.filter(number="V1").update(pick_up_due_on=date(2018, 6, 1)),
    "closing in the quarter": lambda w: HelpQuestion.objects.filter(number="V7").update(
        closed_on=date(2018, 3, 30), outcome="wlz"
    ),
    "reopening": lambda w: HelpQuestion.objects.filter(number="V1").update(closed_on=None, outcome=""),
    "another outcome": lambda w: HelpQuestion.objects.filter(number="V1").update(outcome="no_solution"),
    "a reason": lambda w: HelpQuestion.objects.filter(number="V1").update(over_guideline_reason="complexity"),
    "a contact": lambda w: w.contact(HelpQuestion.objects.get(number="V7"), date(2018, 3, 25), 30),
    "hours on a closed question": lambda w: w.contact(_question(), date(2018, 4, 2), 30),
    "other minutes": lambda w: Contact.objects.filter(question__number="V1").update(minutes=61),
    "a contact that goes": lambda w: Contact.objects.filter(question__number="V1").delete(),
    "a tally": lambda w: w.tally(date(2018, 3, 31)),
    "a tally taken back": lambda w: Tally.objects.update(undone_at=FILED_AT),
    "other work": lambda w: w.other_work(date(2018, 3, 31)),
    "other work that goes": lambda w: OtherWork.objects.all().delete(),
    "a domain": lambda w: QuestionDomain.objects.create(question=_question(), domain="care"),
    "a domain that goes": lambda w: QuestionDomain.objects.filter(question__number="V1").delete(),
    "an evaluation": lambda w: w.evaluation(_question(), date(2018, 3, 31)),
    "another score": lambda w: Evaluation.objects.update(score=9),
}


def _refused(change: Callable[[World], object], world: World) -> bool:
    """Tries a change and takes it back; whether the database refused it because the period is filed."""
    try:
        with transaction.atomic():
            change(world)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return closing.is_refusal(error)
    return False


def test_the_database_refuses_to_change_facts_of_a_filed_period(world: World, filed: Report) -> None:
    assert {name: _refused(change, world) for name, change in CHANGES.items()} == dict.fromkeys(CHANGES, True)


def test_a_correction_lets_the_same_changes_through(world: World, filed: Report) -> None:
    filing.open_correction(report=filed, reason="Verkeerde gegevens", by=world.manager)
    assert {name: _refused(change, world) for name, change in CHANGES.items()} == dict.fromkeys(CHANGES, False)


def test_facts_of_the_next_quarter_can_still_be_written(world: World, filed: Report) -> None:
    question = world.question(date(2018, 4, 1))
    world.contact(HelpQuestion.objects.get(number="V7"), date(2018, 4, 1), 30)
    HelpQuestion.objects.filter(number="V7").update(closed_on=date(2018, 4, 1), outcome="wlz")
    assert question.received_on == date(2018, 4, 1)


def test_frozen_figures_are_refused(filed: Report) -> None:
    figures = Figure.objects.filter(roll_up__start=Q1.start, roll_up__end=Q1.end)
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        figures.update(value=0)
    assert closing.is_refusal(refusal.value)
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        figures.delete()
    assert closing.is_refusal(refusal.value)


def test_a_correction_becomes_version_two_with_its_reason(world: World, filed: Report) -> None:
    before = dict(filed.released.data)
    assert filing.open_correction(report=filed, reason="Een vraag vergeten", by=world.manager) == [Q1]
    assert stages.state(world.account, Q1, today=date(2018, 5, 1)).stage is Stage.CORRECTING  # type: ignore[union-attr]
    world.question(date(2018, 2, 1), closed_on=date(2018, 3, 2))
    with pytest.raises(FilingRefused, match="Schrijf op waarom"):
        file(world)
    second = file(world, reason="Een vraag vergeten")
    document = ReportDocument.from_json(second.released.data)
    assert (second.version, second.reason) == (2, "Een vraag vergeten")
    assert document.header.reason == "Een vraag vergeten"
    totals = {(line.level, line.indicator): line.value.number for line in document.figures if not line.dimension}
    assert totals["partnership", "questions_answered"] == Decimal(7)  # 6 + the forgotten one
    filed.refresh_from_db()
    assert ReleasedDocument.objects.get(report=filed).data == before


def test_a_correction_needs_a_reason(world: World, filed: Report) -> None:
    with pytest.raises(FilingRefused, match="Schrijf op waarom"):
        filing.open_correction(report=filed, reason="  ", by=world.manager)
    assert PeriodClosing.objects.filter(lifted_at__isnull=True).count() == 1


def test_a_correction_of_a_quarter_opens_the_half_year_that_holds_it(world: World, filed: Report) -> None:
    later = FILED_AT + timedelta(days=100)
    second_quarter, half_year = file(world, Q2, now=later), file(world, H1, now=later)
    assert filing.opened_by_correction(world.zosamen, world.municipality, Q1) == [Q1, H1]
    assert filing.open_correction(report=filed, reason="Verkeerd geteld", by=world.manager) == [Q1, H1]
    found = {
        item.period.code: item.stage for item in stages.states(world.account, [2018], today=date(2018, 8, 1))[2018]
    }
    assert found == {
        "2018-Q1": Stage.CORRECTING,
        "2018-Q2": Stage.FILED,
        "2018-H1": Stage.CORRECTING,
        "2018-Q3": Stage.RUNNING,
        "2018-H2": Stage.RUNNING,
        "2018": Stage.RUNNING,
    }
    lifted = PeriodClosing.objects.filter(lifted_at__isnull=False)
    assert {row.lift_reason for row in lifted} == {"Verkeerd geteld"}
    frozen = RollUp.objects.filter(frozen_at__isnull=False)
    assert {row.period for row in frozen} == {Q2}
    assert (second_quarter.version, half_year.version) == (1, 1)


def test_a_municipality_with_another_front_door_is_frozen_with_the_last_of_them(world: World) -> None:
    world.small_quarter()
    other = world.door
    other.pk, other.name, other.slug, other.partnership, other.run_by = None, "MEE zelf", "mee-zelf", None, world.mee
    other.save()
    other.participations.create(provider=world.mee)
    file(world)
    frozen = RollUp.objects.filter(frozen_at__isnull=False).values_list("level", "organisation__name")
    assert sorted(frozen) == [("partnership", "ZoSamen"), ("provider", "Palet Welzijn")]
    filing.file_report(
        organisation=world.mee, municipality=world.municipality, period=Q1, by=world.mee_manager, now=FILED_AT
    )
    assert not RollUp.objects.filter(start=Q1.start, end=Q1.end, frozen_at__isnull=True).exists()


# --- files and the mail ----------------------------------------------------------------------------------------------


@pytest.fixture
def quick_files(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Files as few bytes, counted; the real ones have tests of their own."""
    made = {"pdf": 0, "xlsx": 0}

    def render(document: ReportDocument, file_format: str) -> bytes:
        made[file_format] += 1
        return f"{file_format} van {document.checksum}".encode()

    monkeypatch.setattr(files, "render", render)
    return made


def test_the_worker_makes_each_file_once(world: World, filed: Report, quick_files: dict[str, int]) -> None:
    job = Job.objects.get(kind=files.KIND)
    assert jobs.run(job.pk) is True
    kept = {row.format: bytes(row.content) for row in filed.files.all()}
    assert kept == {name: f"{name} van {filed.checksum}".encode() for name in ("pdf", "xlsx")}
    assert jobs.run(files.try_again(filed, by=world.manager).pk) is True
    assert quick_files == {"pdf": 1, "xlsx": 1}
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        ReportFile.objects.update(content=b"anders")


def test_without_a_pdf_the_workbook_is_there_and_trying_again_makes_the_rest(
    world: World, filed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pdf(document: ReportDocument, file_format: str) -> bytes:
        if file_format == "pdf":
            raise jobs.JobError("Er ontbreken programma-onderdelen.")
        return b"xlsx"

    monkeypatch.setattr(files, "render", no_pdf)
    job = Job.objects.get(kind=files.KIND)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "Er ontbreken programma-onderdelen.")
    assert list(filed.files.values_list("format", flat=True)) == ["xlsx"]
    monkeypatch.setattr(files, "render", lambda document, file_format: b"pdf")
    jobs.run(files.try_again(filed, by=world.manager).pk)
    assert {row.format: bytes(row.content) for row in filed.files.all()} == {"pdf": b"pdf", "xlsx": b"xlsx"}


def test_only_the_municipalitys_own_officers_are_told_and_no_figure_is_mailed(world: World, filed: Report) -> None:
    assert jobs.run(Job.objects.get(kind=files.ANNOUNCE).pk) is True
    assert [message.to for message in mail.outbox] == [["beleid-zoetermeer@voorbeeld.example"]]
    message = mail.outbox[0]
    assert message.subject == "Rapport over het 1e kwartaal van 2018 van ZoSamen staat klaar"
    assert f"/rapporten/{filed.pk}/" in message.body
    document = ReportDocument.from_json(filed.released.data)
    for figure in document.summary.figures:
        assert f" {figure.value.text} " not in message.body


# --- two at once -----------------------------------------------------------------------------------------------------


def test_the_care_login_may_file_and_correct(world: World) -> None:
    """As the manager of the partnership: what all its providers did is counted, though a page shows it none of that."""
    world.small_quarter()
    session = SessionStore()
    session[SESSION_KEY] = str(world.manager.pk)
    session.create()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE oco_care")
    acting.tell({"session": str(session.session_key)})
    try:
        assert not HelpQuestion.objects.exists()
        report = file(world)
        counted = Figure.objects.get(
            roll_up__organisation=world.zosamen,
            indicator="questions_received",
            dimension="",
            roll_up__start=Q1.start,
            roll_up__end=Q1.end,
        )
        assert counted.value > 0
        filing.open_correction(report=report, reason="Nakijken", by=world.manager)
        assert file(world, reason="Nakijken").version == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
