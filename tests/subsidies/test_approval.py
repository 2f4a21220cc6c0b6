"""Two pairs of eyes on a correction, and what the document says about them."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from oco import jobs
from oco.models import AuditEvent, User
from oco.models.people import Role
from reporting import pdf
from reporting.documents import ReportDocument
from reporting.models import GateRun, Report
from reporting.versions import of, reasons_of
from subsidies import approval, filing, mails
from subsidies.filing import FilingRefused
from subsidies.models import CorrectionProposal
from tests.subsidies.world import FILED_AT, Q1, World, let_through, user

pytestmark = pytest.mark.django_db

LATER = FILED_AT + timedelta(days=30)
PLACE = "/rapporten/zoetermeer/zosamen/2018-Q1/"


@pytest.fixture
def colleague(world: World) -> User:
    return user("tweede-manager", world.zosamen, Role.MANAGER)


@pytest.fixture
def open_quarter(world: World) -> Report:
    """Filed, opened for a correction, and one question entered late."""
    world.small_quarter()
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    filing.open_correction(report=report, reason="Een vraag vergeten", by=world.manager, now=LATER)
    world.question(date(2018, 2, 1), closed_on=date(2018, 3, 2))
    return report


def put_forward(world: World, **fields: object) -> CorrectionProposal:
    return approval.propose(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=Q1,
        reason="Een vraag vergeten",
        by=world.manager,
        **{"now": LATER, **fields},  # type: ignore[arg-type]
    )


def test_who_files_a_first_version_approves_it(world: World, colleague: User) -> None:
    world.small_quarter()
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    assert (report.filed_by_name, report.approved_by_name) == ("Manager-Zosamen", "Manager-Zosamen")
    assert of(ReportDocument.from_json(report.released.data)) is None


def test_a_correction_is_not_filed_by_its_maker_where_a_colleague_can_approve(
    world: World, open_quarter: Report, colleague: User
) -> None:
    with pytest.raises(FilingRefused, match="Een collega keurt deze correctie eerst goed"):
        filing.file_report(
            organisation=world.zosamen,
            municipality=world.municipality,
            period=Q1,
            by=world.manager,
            reason="Een vraag vergeten",
            now=LATER,
        )
    assert Report.objects.count() == 1


def test_a_colleague_approves_and_the_document_names_both(world: World, open_quarter: Report, colleague: User) -> None:
    proposal = put_forward(world)
    report = approval.approve(proposal=proposal, by=colleague, now=LATER + timedelta(hours=1))
    assert (report.version, report.reason) == (2, "Een vraag vergeten")
    assert (report.filed_by_name, report.approved_by_name) == ("Manager-Zosamen", "Tweede-Manager")
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.decided_by, proposal.report) == ("approved", colleague, report)
    said = reasons_of(ReportDocument.from_json(report.released.data))
    assert said[:2] == (
        "De correctie is geopend door Manager-Zosamen op 12 mei 2018, 11:30.",
        "De nieuwe versie is gemaakt door Manager-Zosamen en goedgekeurd door Tweede-Manager.",
    )
    assert AuditEvent.objects.filter(action="correction approved", by=colleague).count() == 1


def test_the_only_manager_files_at_once_and_the_document_says_so(world: World, open_quarter: Report) -> None:
    with pytest.raises(FilingRefused, match="Niemand anders kan deze correctie goedkeuren"):
        put_forward(world)
    report = filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=Q1,
        by=world.manager,
        reason="Een vraag vergeten",
        now=LATER,
    )
    assert report.approved_by == world.manager
    assert reasons_of(ReportDocument.from_json(report.released.data))[1] == (
        "De nieuwe versie is gemaakt en goedgekeurd door Manager-Zosamen: bij deze organisatie dient niemand anders "
        "rapporten in."
    )


@pytest.mark.parametrize("filer", ["derde-manager", "tweede-manager"])
def test_a_version_with_more_hidden_names_who_files_it_now_and_who_approved_its_figures_before(
    world: World, open_quarter: Report, colleague: User, filer: str
) -> None:
    """Also where the one who files it is the one who approved: that was another act, on another day."""
    third = user("derde-manager", world.zosamen, Role.MANAGER)
    by = {"derde-manager": third, "tweede-manager": colleague}[filer]
    corrected = approval.approve(proposal=put_forward(world), by=colleague, now=LATER + timedelta(hours=1))
    GateRun.objects.create(report=corrected, passed=False, cells=9, exact=1)
    report = filing.file_with_more_hidden(report=corrected, by=by, now=LATER + timedelta(hours=3))
    assert (report.version, report.filed_by, report.approved_by) == (3, by, colleague)
    document = ReportDocument.from_json(report.released.data)
    # What changed since the first version, which others can have seen; the second was held back.
    assert reasons_of(document)[:3] == (
        "De correctie is geopend door Manager-Zosamen op 12 mei 2018, 11:30.",
        f"De nieuwe versie is ingediend door {by.name}.",
        "De cijfers zijn eerder goedgekeurd door Tweede-Manager.",
    )
    filed = f"ingediend door {by.name} op 12 mei 2018, 14:30"  # 9:30 UTC and 3 hours
    printed = pdf.html_of(document).replace("\u00a0", " ")
    assert f"Versie 3, {filed}" in printed
    assert "De cijfers zijn eerder goedgekeurd door Tweede-Manager." in printed
    assert f"goedgekeurd door {by.name}:" not in printed
    assert "niemand anders" not in printed
    row = signed_in(third).get(PLACE).content.decode().replace("\u00a0", " ")
    assert f"{by.name}, cijfers eerder goedgekeurd door Tweede-Manager" in row
    assert "Manager-Zosamen, goedgekeurd door Tweede-Manager" in row  # of the version before
    let_through(report)
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        page = signed_in(world.officer).get(reverse("report", args=[report.pk])).content.decode()
    assert f"door {by.name}, cijfers eerder goedgekeurd door Tweede-Manager." in page.replace("\u00a0", " ")


def test_a_first_version_with_more_hidden_keeps_who_filed_the_figures(world: World, colleague: User) -> None:
    world.small_quarter()
    first = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    GateRun.objects.create(report=first, passed=False, cells=9, exact=1)
    second = filing.file_with_more_hidden(report=first, by=colleague, now=LATER)
    assert (first.approval_words, second.approval_words) == ("", "cijfers eerder goedgekeurd door Manager-Zosamen")
    # What nobody approved before this was asked, nobody is said to have approved.
    nobody = Report(filed_by_name="Iemand", reason=second.reason)
    assert nobody.approval_words == ""


def test_nobody_approves_their_own_and_nobody_decides_twice(
    world: World, open_quarter: Report, colleague: User
) -> None:
    proposal = put_forward(world)
    with pytest.raises(FilingRefused, match="U maakte deze correctie zelf"):
        approval.approve(proposal=proposal, by=world.manager)
    with pytest.raises(FilingRefused, match="Er ligt al een correctie"):
        put_forward(world)
    approval.send_back(proposal=proposal, note="Er mist er nog een.", by=colleague)
    with pytest.raises(FilingRefused, match="al beslist"):
        approval.approve(proposal=proposal, by=colleague)
    assert Report.objects.count() == 1
    found = approval.last_sent_back(world.account, Q1)
    assert found is not None
    assert found.note == "Er mist er nog een."
    assert put_forward(world).outcome == ""  # and may be put forward again


def test_the_maker_takes_a_correction_back(world: World, open_quarter: Report, colleague: User) -> None:
    proposal = put_forward(world)
    with pytest.raises(FilingRefused, match="Alleen wie de correctie maakte"):
        approval.withdraw(proposal=proposal, by=colleague)
    approval.withdraw(proposal=proposal, by=world.manager)
    assert not CorrectionProposal.objects.waiting().exists()


def test_the_same_form_sent_twice_puts_it_forward_once(world: World, open_quarter: Report, colleague: User) -> None:
    key = uuid.uuid4()
    assert put_forward(world, key=key) == put_forward(world, key=key)
    assert CorrectionProposal.objects.count() == 1


def told() -> list[tuple[str, str]]:
    """What the worker mails now about the correction: address and subject."""
    mail.outbox.clear()
    now = LATER + timedelta(minutes=5)
    with time_machine.travel(now, tick=False):
        for job in mails.ask(now=now):
            assert jobs.run(job.pk)
    about = [message for message in mail.outbox if "Correctie" in str(message.subject)]
    return sorted((message.to[0].split("@")[0], str(message.subject)) for message in about)


def test_the_colleague_and_then_the_maker_are_mailed_once(world: World, open_quarter: Report, colleague: User) -> None:
    proposal = put_forward(world)
    subject = "Correctie van het rapport over het 1e kwartaal van 2018 van ZoSamen"
    assert told() == [("tweede-manager", f"{subject} wacht op goedkeuring")]
    assert f"{PLACE}goedkeuren/" in mail.outbox[0].body
    assert told() == []
    approval.send_back(proposal=proposal, note="Er mist er nog een.", by=colleague, now=LATER)
    assert told() == [("manager-zosamen", f"{subject} is teruggegeven")]
    assert "Er mist" not in mail.outbox[0].body


# --- the pages -------------------------------------------------------------------------------------------------------


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_one_puts_forward_and_the_other_approves_on_screen(world: World, open_quarter: Report, colleague: User) -> None:
    maker, other = signed_in(world.manager), signed_in(colleague)
    page = maker.get(f"{PLACE}indienen/").content.decode()
    assert "Ter goedkeuring voorleggen" in page
    assert "keurt goed: Tweede-Manager" in page
    sent = maker.post(f"{PLACE}indienen/", {"key": str(uuid.uuid4()), "reason": "Een vraag vergeten"})
    assert sent.status_code == 302
    assert Report.objects.count() == 1
    assert "ter goedkeuring" in maker.get("/rapporten/").content.decode()
    mine = maker.get(f"{PLACE}goedkeuren/").content.decode()
    assert "Correctie intrekken" in mine
    assert "Besluit vastleggen" not in mine
    theirs = other.get(f"{PLACE}goedkeuren/").content.decode()
    assert "Besluit vastleggen" in theirs
    # 6 + the forgotten one = 7 answered; the draft says so before anybody approves
    assert "Beantwoorde vragen: van 6 naar 7 (+1)." in theirs
    empty = other.post(f"{PLACE}goedkeuren/", {"choice": "send_back", "note": ""}).content.decode()
    assert "Schrijf op wat er anders moet." in empty
    assert other.post(f"{PLACE}goedkeuren/", {"choice": "approve", "note": ""}).status_code == 302
    assert Report.objects.get(version=2).approved_by == colleague
    assert other.get(f"{PLACE}goedkeuren/").status_code == 404
    assert "goedgekeurd door Tweede-Manager" in maker.get(PLACE).content.decode()


def test_a_manager_of_a_provider_approves_nothing(world: World, open_quarter: Report, colleague: User) -> None:
    put_forward(world)
    assert signed_in(world.mee_manager).post(f"{PLACE}goedkeuren/", {"choice": "approve"}).status_code == 403
    assert Report.objects.count() == 1
