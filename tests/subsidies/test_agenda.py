"""The agenda of the talk: remarks, open questions, and actions that come back until they are done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from oco.models import User
from oco.models.people import Role
from oco.periods import Period
from reporting.documents import ReportDocument
from reporting.models import Report
from subsidies import agenda, agenda_pdf, arranging, checking, checks, filing, reviews
from subsidies.agenda import Agenda, AgendaRefused
from subsidies.models import ActionPoint, DrawingUp, Remark
from tests.subsidies.world import FILED_AT, Q1, Q2, World, user

pytestmark = pytest.mark.django_db
TODAY = date(2018, 8, 1)


def file(world: World, period: Period, at: datetime) -> Report:
    return filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=period, by=world.manager, now=at
    )


def of(report: Report) -> Agenda:
    document = ReportDocument.from_json(report.released.data)
    return agenda.of_report(report, document, checking.findings_of(report, document), today=TODAY)


@pytest.fixture
def first(world: World) -> Report:
    world.small_quarter()
    return file(world, Q1, FILED_AT)


def test_a_remark_keeps_the_finding_as_it_read_and_an_empty_one_is_taken_back(world: World, first: Report) -> None:
    document = ReportDocument.from_json(first.released.data)
    finding = next(each for each in checking.findings_of(first, document) if each.key == "no-targets")
    agenda.remark(report=first, finding=finding, text=" Waarom niet? ", answers="ZoSamen", by=world.officer)
    world.grant()  # from here on there are targets, and this finding is made no more
    (remark,) = of(first).remarks
    assert (remark.title, remark.sentence, remark.text, remark.answers) == (
        "Doelen",
        "Voor 2018 zijn geen doelen ingevuld. Vul ze in bij Subsidie.",
        "Waarom niet?",
        "ZoSamen",
    )
    agenda.remark(report=first, finding=finding, text="Anders.", answers="MEE", by=world.officer)
    assert [(row.text, row.answers) for row in of(first).remarks] == [("Anders.", "MEE")]
    with pytest.raises(AgendaRefused, match="uit de lijst"):
        agenda.remark(report=first, finding=finding, text="Wie?", answers="Iemand", by=world.officer)
    agenda.remark(report=first, finding=finding, text=" ", answers="MEE", by=world.officer)
    assert not Remark.objects.exists()


def test_an_action_comes_back_on_the_next_agenda_until_it_is_done(world: World, first: Report) -> None:
    action = agenda.agree(
        report=first,
        kind=ActionPoint.Kind.ACTION,
        text="Spreekuur proberen",
        owner="Palet Welzijn",
        due_on=date(2018, 7, 1),
        by=world.officer,
    )
    agenda.agree(report=first, kind=ActionPoint.Kind.DECISION, text="Elk kwartaal bespreken", by=world.officer)
    second = file(world, Q2, datetime(2018, 7, 12, 9, tzinfo=UTC))
    now = of(second)
    assert [(point.text, now.is_late(point)) for point in now.carried] == [("Spreekuur proberen", True)]
    assert [point.text for point in now.decided] == ["Elk kwartaal bespreken"]
    assert list(now.agreed) == []
    assert [point.text for point in of(first).agreed] == ["Spreekuur proberen", "Elk kwartaal bespreken"]
    agenda.finish(point=action, by=world.officer)
    after = of(second)
    assert (list(after.carried), [point.text for point in after.done]) == ([], ["Spreekuur proberen"])


def test_an_action_has_an_owner_and_a_day_and_a_decision_is_never_done(world: World, first: Report) -> None:
    with pytest.raises(AgendaRefused, match="eigenaar en een datum"):
        agenda.agree(report=first, kind=ActionPoint.Kind.ACTION, text="Iets doen", owner="MEE", by=world.officer)
    decision = agenda.agree(report=first, kind=ActionPoint.Kind.DECISION, text="Zo is het", by=world.officer)
    agenda.finish(point=decision, by=world.officer)
    assert ActionPoint.objects.get().done_at is None


def test_the_pdf_says_what_the_page_says(world: World, first: Report) -> None:
    finding = checking.findings_of(first, ReportDocument.from_json(first.released.data))[0]
    agenda.remark(report=first, finding=finding, text="Graag uitleggen.", answers="ZoSamen", by=world.officer)
    reviews.ask(report=first, question="Waardoor?", indicator="unique_clients", by=world.officer)
    html = agenda_pdf.html_of(of(first))
    for words in ("Graag uitleggen.", finding.sentence, finding.figure, "Over: Unieke cliënten", "Waardoor?"):
        assert words in html
    assert agenda_pdf.render(of(first)).startswith(b"%PDF-")


# --- the care side ---------------------------------------------------------------------------------------------------

PAGE = ("zoetermeer", "zosamen", "2018-Q1")


@pytest.fixture
def put(world: World, first: Report) -> Report:
    """A remark for each party, and what was agreed with each."""
    for number, party in enumerate(agenda.parties_of(first)):
        finding = checks.Finding(
            f"punt-{number}", "Punt", "7 van 9", "ten minste 8", checks.Verdict.ATTENTION, "Dat is 1 minder."
        )
        agenda.remark(report=first, finding=finding, text=f"Opmerking voor {party}.", answers=party, by=world.officer)
        agenda.agree(
            report=first,
            kind=ActionPoint.Kind.ACTION,
            text=f"Actie van {party}",
            owner=party,
            due_on=date(2018, 7, 1),
            by=world.officer,
        )
    agenda.agree(report=first, kind=ActionPoint.Kind.DECISION, text="Elk kwartaal bespreken", by=world.officer)
    return first


def read(user: User, *, version: int = 1) -> str:
    browser = Client()
    browser.force_login(user)
    answer = browser.get(reverse("report_agenda", args=[*PAGE, version]))
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_who_accounts_reads_the_whole_agenda_but_not_what_the_municipality_answers_itself(
    world: World, put: Report
) -> None:
    assert agenda.parties_of(put) == ["ZoSamen", "MEE", "Palet Welzijn", "Gemeente Zoetermeer"]
    page = read(world.manager)
    assert [party for party in agenda.parties_of(put) if f"Opmerking voor {party}." in page] == [
        "ZoSamen",
        "MEE",
        "Palet Welzijn",
    ]
    assert all(f"Actie van {party}" in page for party in agenda.parties_of(put))
    assert "Elk kwartaal bespreken" in page
    assert "7 van 9" in page
    assert "Dat is 1 minder." in page
    # The municipality reads all of it, with its own note.
    assert [row.answers for row in of(put).remarks if row.answers.startswith("Gemeente")] == ["Gemeente Zoetermeer"]


def test_a_provider_behind_a_partnership_reads_what_is_for_it_and_no_figure_of_the_joint_report(
    world: World, put: Report
) -> None:
    page = read(world.mee_manager)
    assert [party for party in agenda.parties_of(put) if f"Opmerking voor {party}." in page] == ["MEE"]
    assert [party for party in agenda.parties_of(put) if f"Actie van {party}" in page] == ["MEE"]
    assert "Elk kwartaal bespreken" in page
    assert "In het rapport" not in page
    assert "ten minste 8" in page
    assert [words for words in ("7 van 9", "Dat is 1 minder.") if words in page] == []


def test_who_draws_up_reads_what_is_put_to_the_partnership_as_well(world: World, put: Report) -> None:
    arranging.arrange(
        account=world.account, way=DrawingUp.Way.FIXED, first=world.mee, valid_from=date(2018, 1, 1), by=world.manager
    )
    page = read(world.mee_manager)
    assert [party for party in agenda.parties_of(put) if f"Opmerking voor {party}." in page] == ["ZoSamen", "MEE"]


def test_the_agenda_of_another_partnership_is_not_there(world: World, put: Report) -> None:
    stranger = user("manager-elders", world.other_provider(), Role.MANAGER)
    assert read(stranger) == "404"
    assert read(world.manager, version=2) == "404"
    assert "Opmerking voor ZoSamen." in read(world.manager)


def test_the_page_of_the_report_leads_to_the_agenda_once_there_is_one(world: World, first: Report) -> None:
    browser = Client()
    browser.force_login(world.manager)
    page = reverse("report", args=PAGE)
    link = reverse("report_agenda", args=[*PAGE, 1])
    assert link not in browser.get(page).content.decode()
    finding = checking.findings_of(first, ReportDocument.from_json(first.released.data))[0]
    agenda.remark(report=first, finding=finding, text="Eigen.", answers="Gemeente Zoetermeer", by=world.officer)
    assert link not in browser.get(page).content.decode()
    agenda.remark(report=first, finding=finding, text="Graag uitleggen.", answers="ZoSamen", by=world.officer)
    assert link in browser.get(page).content.decode()
