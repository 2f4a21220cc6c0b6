"""The quality of the data by person and kind, worked off in place, and what the report says of what was left."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

import pytest
import time_machine
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Contact, HelpQuestion, OtherWork
from oco.models import User
from oco.models.people import Role
from oco.periods import Period
from reporting import workbook
from reporting.documents import ReportDocument
from reporting.models import Report
from subsidies import checklist_rules, filing, quality
from tests.subsidies.test_pages import signed_in
from tests.subsidies.world import FILED_AT, Q1, World, user

pytestmark = pytest.mark.django_db
TODAY = date(2018, 4, 5)
MARCH = date(2018, 3, 5)


@pytest.fixture(autouse=True)
def care() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False), override_settings(ROOT_URLCONF="oco.urls.care", SIDE="care"):
        yield


@dataclass
class Scene:
    world: World
    other: User  # a second supporter of MEE
    stranger: User  # of Palet

    def of(self, who: User, on: date = MARCH, **more: object) -> HelpQuestion:
        question = self.world.question(on, **more)  # type: ignore[arg-type]
        HelpQuestion.objects.filter(pk=question.pk).update(supporter=who)
        Contact.objects.filter(question=question).update(supporter=who, written_by=who)
        question.refresh_from_db()
        return question


@pytest.fixture
def scene(world: World) -> Scene:
    made = Scene(world, user("tweede", world.mee, Role.SUPPORTER), user("palet", world.palet, Role.SUPPORTER))
    made.of(world.supporter, domain="")
    made.of(world.supporter, domain="")
    made.of(made.other, domain="")
    made.of(made.other, closed_on=date(2018, 3, 9), minutes=601)
    made.of(made.stranger, provider=world.palet, domain="")
    return made


def cells(made: quality.Matrix) -> dict[str, dict[str, int]]:
    return {row.name: {cell.rule.key: cell.count for cell in row.cells if cell.count} for row in made.rows}


def counted_by_hand(who: User, period: Period) -> dict[str, int]:
    """The second way: every rule as a loop over this person's questions and lines, without a query that judges."""
    found: dict[str, int] = {}

    def add(key: str, wrong: bool) -> None:
        if wrong:
            found[key] = found.get(key, 0) + 1

    lines = list(Contact.objects.filter(supporter=who).select_related("question"))
    for question in HelpQuestion.objects.filter(supporter=who, provider__isnull=False).prefetch_related("contacts"):
        mine = list(question.contacts.all())
        received, closed = question.received_on, question.closed_on
        add("zonder-leefgebied", received in period and not question.domains.exists())
        if closed is not None and closed in period:
            minutes = sum(line.minutes for line in mine)
            add("boven-richtlijn-zonder-reden", minutes > 600 and not question.over_guideline_reason)
            add("zonder-uren", not any(line.minutes for line in mine))
        end = min(period.end, timezone.localdate())
        touched = [received, *(line.on for line in mine if line.on < period.end)]
        open_then = closed is None or closed >= period.end
        add("stil", open_then and (end - max(touched)).days > 60)
        picked, first = question.picked_up_on, question.first_contact_on
        add("opgepakt-voor-contact", bool(picked and first and picked in period and first > picked))
    days: dict[date, int] = {}
    for written in [*lines, *OtherWork.objects.filter(supporter=who)]:
        days[written.on] = days.get(written.on, 0) + written.minutes
    for day, minutes in days.items():
        add("dag-te-vol", day in period and minutes > 720 and any(line.on == day for line in lines))
    for line in lines:
        if line.on in period and line.minutes:
            add("uren-na-afsluiten", line.question.closed_on is not None and line.on > line.question.closed_on)
            add("uren-voor-ontvangst", line.on < line.question.received_on)
            add("laat-geschreven", (timezone.localtime(line.written_at).date() - line.on).days > 14)
    return found


def test_a_manager_sees_everybody_of_the_team_by_kind(scene: Scene) -> None:
    assert cells(quality.matrix(scene.world.mee_manager, Q1)) == {
        "Ondersteuner": {"zonder-leefgebied": 2},
        "Tweede": {"zonder-leefgebied": 1, "boven-richtlijn-zonder-reden": 1},
    }


def test_the_matrix_is_what_a_count_by_hand_gives(scene: Scene) -> None:
    world, other = scene.world, scene.other
    for who in (world.supporter, other):
        scene.of(who, date(2018, 1, 3))
        scene.of(who, closed_on=date(2018, 3, 9), minutes=0)
        quiet = scene.of(who, date(2018, 1, 20))
        world.contact(quiet, date(2018, 3, 20), 30, days_later=16)
        early = scene.of(who, date(2018, 3, 20))
        world.contact(early, date(2018, 3, 19), 30)
        late = scene.of(who, closed_on=date(2018, 3, 8))
        world.contact(late, date(2018, 3, 9), 700)
        HelpQuestion.objects.filter(pk=quiet.pk).update(first_contact_on=date(2018, 3, 19))
    Contact.objects.filter(on=date(2018, 3, 9)).update(supporter=other)
    OtherWork.objects.filter(pk=world.other_work(date(2018, 3, 9)).pk).update(supporter=other)
    made = cells(quality.matrix(world.mee_manager, Q1))
    assert made["Ondersteuner"] == counted_by_hand(world.supporter, Q1)
    assert made["Tweede"] == counted_by_hand(other, Q1)
    assert set(made["Tweede"]) | set(made["Ondersteuner"]) == set(quality.BY_KEY)


def test_a_supporter_sees_their_own_and_nothing_of_a_colleague(scene: Scene) -> None:
    assert cells(quality.matrix(scene.other, Q1)) == {
        "Tweede": {"zonder-leefgebied": 1, "boven-richtlijn-zonder-reden": 1}
    }
    client = signed_in(scene.other)
    page = client.get(reverse("quality_kind", args=["zonder-leefgebied"]), {"periode": "2018-Q1"}).content.decode()
    assert [f"Vraag V{n}<" in page for n in (1, 2, 3, 5)] == [False, False, True, False]
    of_colleague = {"periode": "2018-Q1", "wie": str(scene.world.supporter.pk)}
    assert client.get(reverse("quality_kind", args=["zonder-leefgebied"]), of_colleague).status_code == 404


def test_the_delay_is_the_median_of_what_was_written_here(scene: Scene) -> None:
    question = scene.of(scene.world.supporter)
    for days in (1, 4, 20):
        scene.world.contact(question, date(2018, 3, 6), 10, days_later=days)
    imported = scene.world.contact(question, date(2018, 3, 6), 10, days_later=300)
    Contact.objects.filter(pk=imported.pk).update(import_key="abc")
    row = next(row for row in quality.matrix(scene.world.mee_manager, Q1).rows if row.name == "Ondersteuner")
    # Three lines on the day itself (0), and 1, 4 and 20 days later; the one from a file isn't among them.
    assert row.delay == median([0, 0, 0, 1, 4, 20])


def test_the_number_of_queries_does_not_grow_with_people(scene: Scene) -> None:
    client = signed_in(scene.world.mee_manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("quality"), {"periode": "2018-Q1"}).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for n in range(6):
        scene.of(user(f"nieuw{n}", scene.world.mee, Role.SUPPORTER), domain="")
    assert queries() == before


def test_the_list_has_the_same_number_of_queries_for_one_and_for_many(scene: Scene) -> None:
    client = signed_in(scene.world.mee_manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("quality_kind", args=["stil"]), {"periode": "2018-Q1"})
        return len(captured)

    scene.of(scene.other, date(2018, 1, 2))
    queries()
    before = queries()
    for _ in range(5):
        scene.of(scene.other, date(2018, 1, 2))
    assert queries() == before


# --- in place ---------------------------------------------------------------------------------------------------------


def mend(client: Client, key: str, item: HelpQuestion | Contact, onward: str = "", **said: object) -> object:
    address = f"{reverse('quality_mend', args=[key, item.pk])}?periode=2018-Q1"
    sent = {f"i{item.pk}-{name}": value for name, value in {"version": item.version, **said}.items()}
    return client.post(address, {**sent, "verder": onward})


def test_a_domain_is_chosen_in_the_list_and_the_next_one_comes(scene: Scene) -> None:
    first, second = HelpQuestion.objects.filter(supporter=scene.world.supporter).order_by("pk")
    client = signed_in(scene.world.supporter)
    answer = mend(client, "zonder-leefgebied", first, str(second.pk), domains=["housing"])
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert answer["Location"] == f"/kwaliteit/zonder-leefgebied/?periode=2018-Q1#item-{second.pk}"  # type: ignore[index]
    assert list(first.domains.values_list("domain", flat=True)) == ["housing"]
    page = client.get(answer["Location"]).content.decode()  # type: ignore[index]
    assert "Opgeslagen: V1." in page
    assert f'id="item-{second.pk}" tabindex="-1"' in page
    assert f'id="item-{first.pk}"' not in page


def test_a_quiet_question_is_closed_with_its_outcome(scene: Scene) -> None:
    quiet = scene.of(scene.other, date(2018, 1, 2))
    client = signed_in(scene.other)
    said = {"outcome": "information_advice", "on": "2018-04-03", "reason": ""}
    assert mend(client, "stil", quiet, **said).status_code == 302  # type: ignore[attr-defined]
    quiet.refresh_from_db()
    assert (quiet.closed_on, quiet.outcome) == (date(2018, 4, 3), "information_advice")


def test_a_refusal_stands_at_its_field_and_keeps_what_was_chosen(scene: Scene) -> None:
    quiet = scene.of(scene.other, date(2018, 1, 2))
    client = signed_in(scene.other)
    answer = mend(client, "stil", quiet, outcome="stopped", on="2018-01-01", reason="")
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "Er is op 2-1-2018 nog iets gebeurd. Kies die dag of een latere." in page
    assert '<option value="stopped" selected>' in page
    empty = mend(client, "stil", quiet, outcome="", on="", reason="").content.decode()  # type: ignore[attr-defined]
    assert "Kies de uitkomst." in empty
    assert "Vul de datum in." in empty
    quiet.refresh_from_db()
    assert quiet.closed_on is None


def test_the_date_of_a_line_is_corrected(scene: Scene) -> None:
    question = scene.of(scene.other)
    line = scene.world.contact(question, date(2018, 3, 2), 30)
    Contact.objects.filter(pk=line.pk).update(supporter=scene.other, written_by=scene.other)
    client = signed_in(scene.other)
    assert mend(client, "uren-voor-ontvangst", line, on="2018-03-12", minutes="45").status_code == 302  # type: ignore[attr-defined]
    line.refresh_from_db()
    assert (line.on, line.minutes) == (date(2018, 3, 12), 45)


def test_nobody_mends_what_is_anothers(scene: Scene) -> None:
    mine = HelpQuestion.objects.filter(supporter=scene.world.supporter).first()
    assert mine is not None
    for who in (scene.other, scene.stranger):
        answer = mend(signed_in(who), "zonder-leefgebied", mine, domains=["housing"])
        assert answer.status_code == 404  # type: ignore[attr-defined]
    assert not mine.domains.exists()


# --- what is left at filing -------------------------------------------------------------------------------------------


def file(client: Client, **said: str) -> str:
    url = reverse("report_file", args=["zoetermeer", "zosamen", "2018-Q1"])
    answer = client.post(url, {"key": str(uuid.uuid4()), **said}, follow=True)
    return answer.content.decode()


def test_filing_asks_for_a_sentence_where_something_is_left_and_prints_it(scene: Scene) -> None:
    client = signed_in(scene.world.manager)
    refused = file(client)
    assert "Vul wat u over de gegevens zegt in." in refused
    assert not Report.objects.exists()
    file(client, data_note="Bij vier vragen wilde de cliënt er niets over zeggen.")
    document = ReportDocument.from_json(Report.objects.get().released.data)
    section = document.sections[-1]
    assert section.title == "Wat de aanbieder over de gegevens zegt"
    assert section.sentences == (
        "Bij vier vragen wilde de cliënt er niets over zeggen.",
        "Bij het indienen stond nog open: vragen hebben geen leefgebied; vragen kwamen boven de richtlijn, "
        "zonder reden.",
    )
    assert workbook.render(document)


def test_where_nothing_is_left_nothing_is_asked(world: World) -> None:
    world.question(MARCH)
    client = signed_in(world.manager)
    url = reverse("report_file", args=["zoetermeer", "zosamen", "2018-Q1"])
    assert "data_note" not in client.get(url).content.decode()
    file(client)
    document = ReportDocument.from_json(Report.objects.get().released.data)
    assert "data_quality" not in [section.key for section in document.sections]


def test_the_report_names_kinds_and_no_numbers(scene: Scene) -> None:
    report = filing.file_report(
        organisation=scene.world.zosamen,
        municipality=scene.world.municipality,
        period=Q1,
        by=scene.world.manager,
        data_note="Wij vullen dit aan.",
        now=FILED_AT,
    )
    document = ReportDocument.from_json(report.released.data)
    assert not any(digit in " ".join(document.sections[-1].sentences) for digit in "0123456789")


def test_a_running_quarter_calls_no_question_quiet_before_its_day(scene: Scene) -> None:
    scene.of(scene.other, date(2018, 2, 10))
    rule = checklist_rules.BY_KEY["stil"]
    second = Period.parse("2018-Q2")
    # On 5 April 54 days have passed since 10 February; by the end of June it would be 141.
    assert not quality.items(scene.other, rule, second).exists()
