"""A register comes in: what is refused and why, what is written, and that a second time doubles nothing."""

from __future__ import annotations

import copy
import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from cases import exports
from cases.codes import DomainList
from cases.imports import register, sheets
from cases.imports.columns import CLIENTS, HOURS, QUESTIONS, SHEETS
from cases.imports.preview import Preview
from cases.imports.problems import Problem, as_csv
from cases.imports.register import RegisterRefused, check_file, import_file
from cases.imports.sheets import FileRefused
from cases.models import (
    Client,
    ClientKey,
    ClientTargetGroup,
    Contact,
    Evaluation,
    HelpQuestion,
    Norms,
    OtherWork,
    QuestionArrangement,
    QuestionDomain,
    QuestionEvent,
    QuestionTask,
    TargetGroup,
    TermPause,
)
from cases.numbers import next_number
from oco.models import (
    AuditEvent,
    District,
    FrontDoor,
    Membership,
    Municipality,
    Organisation,
    Participation,
    PeriodClosing,
    User,
)
from tests.registers import MEE_2018, PALET_2018, ProviderYear, register_of

pytestmark = pytest.mark.django_db
TODAY = "2018-12-31 10:00:00+01:00"
MEE, PALET = "MEE", "Palet Welzijn"


@pytest.fixture(autouse=True)
def on_the_last_day_of_2018() -> Any:
    with time_machine.travel(TODAY, tick=True):
        yield


@dataclass
class World:
    door: FrontDoor
    mee: Organisation
    palet: Organisation
    manager: User


@pytest.fixture
def world() -> World:
    return make_world()


def make_world() -> World:
    place = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    District.objects.create(municipality=place, name="Rokkeveen", code="WK063716")
    District.objects.create(municipality=place, name="Centrum", code="WK063711")
    zosamen = Organisation.objects.create(kind="partnership", name="ZoSamen", slug="zosamen", municipality=place)
    mee = Organisation.objects.create(kind="provider", name=MEE, slug="mee")
    palet = Organisation.objects.create(kind="provider", name=PALET, slug="palet-welzijn")
    door = FrontDoor.objects.create(
        name="ZoSamen", slug="zosamen", municipality=place, run_by=zosamen, partnership=zosamen
    )
    Participation.objects.create(front_door=door, provider=mee, order=1)
    Participation.objects.create(front_door=door, provider=palet, order=2)
    for order, name in enumerate(("ouderen", "mantelzorgers")):
        TargetGroup.objects.create(front_door=door, name=name, order=order)
    Norms.objects.create(organisation=zosamen, valid_from=date(2017, 1, 1))
    Norms.objects.create(organisation=zosamen, valid_from=date(2018, 7, 1), guideline_minutes=480)
    manager = User.objects.create_user("manager@mee.example", name="Mia Manager")
    Membership.objects.create(user=manager, organisation=mee, role="manager", since=date(2017, 1, 1))
    return World(door, mee, palet, manager)


Sheet = list[list[Any]]
HEADERS = {sheet.name: [column.name for column in sheet.columns] for sheet in SHEETS}


def rows() -> dict[str, Sheet]:
    """Two clients, two questions of which one is closed and rated, three hour lines; without errors."""
    return {
        CLIENTS: [
            [
                *("1001", "Berg", "van den", "Annie", "14-03-1948", "2711ab", "Rokkeveen", "079 321 87 65"),
                *("a@b.example", "ouderen|mantelzorgers"),
            ],
            ["1002", "Vries", "de", "", "", "", "", "", ""],
        ],
        QUESTIONS: [
            [
                *("2001", "1001", MEE, "balie", "ja", "05-02-2018", "07-02-2018", "07-02-2018"),
                *("wonen|werk en inkomen", "Zoekt een woning", "sam@mee.example"),
                *("20-04-2018", "algemene voorziening", "", "8", "ja"),
                *(
                    "familie of vrienden",
                    "ja",
                    "vraag verhelderen|mee naar het gesprek",
                    "netwerk|algemene voorziening",
                ),
            ],
            ["2002", "1002", PALET, "E-mail of website", "nee", "01-08-2018", "", "", "zorg", *[""] * 7],
        ],
        HOURS: [
            ["2001", MEE, "sam@mee.example", "07-02-2018", "60", "huisbezoek"],
            ["2001", MEE, "sam@mee.example", "07-02-2018", "60", "huisbezoek"],
            ["", PALET, "pia@palet.example", "03-03-2018", "90", "netwerk"],
        ],
    }


def xlsx(content: dict[str, Sheet], headers: dict[str, list[str]] = HEADERS) -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, lines in content.items():
        page = book.create_sheet(name)
        page.append(headers[name])
        for line in lines:
            page.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(
    content: dict[str, Sheet], *, delimiter: str = ";", encoding: str = "utf-8", headers: dict[str, list[str]] = HEADERS
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, lines in content.items():
            text = io.StringIO()
            csv.writer(text, delimiter=delimiter).writerows([headers[name], *lines])
            archive.writestr(f"export/{name.capitalize()}.csv", text.getvalue().encode(encoding))
    return out.getvalue()


def check(world: World, content: bytes, providers: frozenset[int] | None = None) -> Preview:
    return check_file(content, front_door=world.door, providers=providers)


def bring_in(world: World, content: bytes, **kwargs: Any) -> Preview:
    return import_file(content, front_door=world.door, **{"providers": None, "by": world.manager, **kwargs})


def place(problem: Problem) -> tuple[str, int, str]:
    return problem.sheet, problem.row, problem.column


def stored() -> dict[str, list[dict[str, Any]]]:
    """Every row that an import writes, without keys and times."""
    found: dict[str, list[dict[str, Any]]] = {}
    surroundings = (ClientTargetGroup, QuestionTask, QuestionArrangement)
    for model in (
        *(Client, ClientKey, HelpQuestion, QuestionDomain, Evaluation, Contact, OtherWork, User, Membership),
        *surroundings,
    ):
        drop = ("id", "created_at", "written_at", "password", "last_login")
        lines = [
            {k: v for k, v in row.items() if k not in drop and not k.endswith("_id")} for row in model.objects.values()
        ]
        found[model.__name__] = sorted(lines, key=str)
    return found


# --- what is written ------------------------------------------------------------------------------------------------


def test_a_register_becomes_clients_questions_and_hours(world: World) -> None:
    preview = bring_in(world, xlsx(rows()))
    assert [(c.new, c.changed, c.unchanged, c.removed) for c in preview.counts.values()] == [
        (2, 0, 0, 0),
        (2, 0, 0, 0),
        (3, 0, 0, 0),
    ]
    annie = Client.objects.get(number="1001")
    assert (annie.full_name, annie.birth_date, annie.postcode) == ("Annie van den Berg", date(1948, 3, 14), "2711 AB")
    assert (annie.phone, annie.email, annie.sort_key) == ("+31793218765", "a@b.example", "berg annie")
    assert annie.district is not None
    assert annie.district.name == "Rokkeveen"
    assert annie.created_by == world.manager
    question = HelpQuestion.objects.get(number="2001")
    assert (question.client, question.provider, question.channel, question.urgent) == (
        annie,
        world.mee,
        "counter",
        True,
    )
    assert question.district == annie.district
    assert (question.received_on, question.first_contact_on) == (date(2018, 2, 5), date(2018, 2, 7))
    assert (question.closed_on, question.outcome) == (date(2018, 4, 20), "general_provision")
    # Received on Monday 5 February 2018: two weeks later, and three days later.
    assert (question.first_contact_due_on, question.pick_up_due_on) == (date(2018, 2, 19), date(2018, 2, 8))
    assert sorted(question.domains.values_list("domain", flat=True)) == ["housing", "work_income"]
    assert (question.evaluation.score, question.evaluation.fits) == (8, "yes")
    assert question.evaluation.given_on == date(2018, 4, 20)
    assert list(question.events.values_list("kind", "note")) == [("received", "uit een register")]
    assert (
        list(question.contacts.values_list("minutes", "activity", "on")) == [(60, "home_visit", date(2018, 2, 7))] * 2
    )
    assert list(OtherWork.objects.values_list("provider__name", "minutes", "kind")) == [(PALET, 90, "network")]


def test_the_norms_of_the_day_of_receipt_are_stamped(world: World) -> None:
    bring_in(world, xlsx(rows()))
    stamped = dict(HelpQuestion.objects.values_list("number", "guideline_minutes"))
    assert stamped == {"2001": 600, "2002": 480}  # norms of 2017, and those of 1 July 2018


def test_the_days_of_a_trajectory_come_from_the_norms_and_from_no_column(world: World) -> None:
    Norms.objects.filter(valid_from__gte=date(2018, 7, 1)).update(trajectory_days=42)
    bring_in(world, xlsx(rows()))
    stamped = dict(HelpQuestion.objects.values_list("number", "trajectory_days"))
    assert stamped == {"2001": None, "2002": 42}  # received in February and in August 2018


def test_a_question_that_somebody_works_on_was_triaged_and_another_waits(world: World) -> None:
    bring_in(world, xlsx(rows()))
    triaged = dict(HelpQuestion.objects.values_list("number", "triaged_at"))
    assert triaged["2001"] is not None
    assert triaged["2001"].date() == date(2018, 2, 5)
    assert triaged["2002"] is None


def test_imported_clients_are_found_by_their_keys(world: World) -> None:
    bring_in(world, xlsx(rows()))
    keys = ClientKey.objects.filter(client__number="1001", front_door=world.door)
    assert {"berg", "annie", "vandenberg"} <= set(keys.filter(kind="n").values_list("key", flat=True))
    assert "19480314" in keys.filter(kind="b").values_list("key", flat=True)


def test_an_unknown_supporter_becomes_a_person_without_a_login_and_is_listed(world: World) -> None:
    preview = bring_in(world, xlsx(rows()))
    assert [(p.email, p.provider, p.known) for p in preview.people] == [
        ("pia@palet.example", PALET, False),
        ("sam@mee.example", MEE, False),
    ]
    sam = User.objects.get(email="sam@mee.example")
    assert (sam.name, sam.is_active, sam.side, sam.has_usable_password()) == ("Sam", False, "care", False)
    membership = sam.memberships.get()
    assert (membership.organisation, membership.role, membership.since) == (world.mee, "supporter", date(2018, 2, 5))


def test_a_known_user_of_elsewhere_gets_no_access_by_a_file_and_is_listed(world: World) -> None:
    known = User.objects.create_user("sam@mee.example", name="Sam Smit")
    Membership.objects.create(user=known, organisation=world.palet, role="supporter", since=date(2018, 1, 1))
    preview = check(world, xlsx(rows()))
    assert ("sam@mee.example", MEE, True) in [(p.email, p.provider, p.known) for p in preview.people]
    bring_in(world, xlsx(rows()))
    assert set(known.memberships.values_list("organisation__name", flat=True)) == {PALET}
    assert User.objects.get(pk=known.pk).name == "Sam Smit"


def test_who_left_a_provider_does_not_come_back_by_old_hours(world: World) -> None:
    gone = User.objects.create_user("sam@mee.example", name="Sam Smit")
    since, until = date(2017, 1, 1), date(2018, 6, 1)
    Membership.objects.create(user=gone, organisation=world.mee, role="supporter", since=since, until=until)
    preview = bring_in(world, xlsx(rows()))
    assert "sam@mee.example" not in [person.email for person in preview.people]
    assert list(gone.memberships.values_list("until", flat=True)) == [until]


def test_a_formula_is_text(world: World) -> None:
    content = rows()
    content[QUESTIONS][0][9] = '=HYPERLINK("http://kwaad.example","klik")'
    content[CLIENTS][0][1] = "=1+1"
    bring_in(world, xlsx(content))
    assert HelpQuestion.objects.get(number="2001").text == '=HYPERLINK("http://kwaad.example","klik")'
    assert Client.objects.get(number="1001").last_name == "=1+1"


def test_numbers_and_dates_of_a_spreadsheet_are_read_as_people_see_them(world: World) -> None:
    content = rows()
    content[CLIENTS][0][0], content[CLIENTS][0][4] = 1001.0, datetime.combine(date(1948, 3, 14), time())
    content[QUESTIONS][0][1], content[QUESTIONS][0][5], content[QUESTIONS][0][14] = 1001, date(2018, 2, 5), 8.0
    content[HOURS][0][0], content[HOURS][0][4] = 2001, 60.0
    content[CLIENTS][0][7] = 612345678  # a spreadsheet drops the first nought
    bring_in(world, xlsx(content))
    assert Client.objects.get(number="1001").birth_date == date(1948, 3, 14)
    assert Client.objects.get(number="1001").phone == "+31612345678"
    assert HelpQuestion.objects.get(number="2001").evaluation.score == 8


def test_own_numbers_are_never_given_again(world: World) -> None:
    content = rows()
    ahead = int(next_number("client")[2:]) + 3
    taken = f"C-{ahead:06d}"
    content[CLIENTS][1][0] = content[QUESTIONS][1][1] = taken
    bring_in(world, xlsx(content))
    assert int(next_number("client")[2:]) > ahead


def test_an_import_leaves_one_audit_line_with_counts_and_no_names(world: World) -> None:
    bring_in(world, xlsx(rows()))
    line = AuditEvent.objects.get(action="register imported")
    assert line.by == world.manager
    assert line.details["hulpvragen_new"] == 2
    assert line.details["uren_new"] == 3
    assert "Berg" not in str(line.details)


# --- in every shape the same ----------------------------------------------------------------------------------------


def shuffled(content: dict[str, Sheet]) -> tuple[dict[str, Sheet], dict[str, list[str]]]:
    """The columns the other way round, with headers as people write them."""
    headers = {name: [title.upper().replace(" ", "-") + " " for title in reversed(HEADERS[name])] for name in content}
    full = {
        name: [[*line, *[""] * (len(HEADERS[name]) - len(line))] for line in lines] for name, lines in content.items()
    }
    return {name: [line[::-1] for line in lines] for name, lines in full.items()}, headers


SHAPES: dict[str, Callable[[], bytes]] = {
    "csv with ; and BOM": lambda: zipped(rows(), encoding="utf-8-sig"),
    "csv with ; without BOM": lambda: zipped(rows()),
    "csv with ,": lambda: zipped(rows(), delimiter=","),
    "csv with , and BOM": lambda: zipped(rows(), delimiter=",", encoding="utf-8-sig"),
    "columns in another order": lambda: xlsx(*shuffled(rows())),
    "csv in another order": lambda: zipped(shuffled(rows())[0], headers=shuffled(rows())[1]),
    "sheet names with capitals and accents": lambda: xlsx(
        {{"clienten": "Cliënten"}.get(n, n.upper()): v for n, v in rows().items()},
        {{"clienten": "Cliënten"}.get(n, n.upper()): v for n, v in HEADERS.items()},
    ),
    "iso dates": lambda: xlsx(
        {name: [[_iso(cell) for cell in line] for line in lines] for name, lines in rows().items()}
    ),
    "empty rows between": lambda: xlsx({n: [line for row in v for line in (row, [])] for n, v in rows().items()}),
}


def _iso(cell: Any) -> Any:
    parts = str(cell).split("-")
    return "-".join(reversed(parts)) if len(parts) == 3 and len(parts[2]) == 4 else cell


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_the_file_gives_the_same(shape: str, world: World) -> None:
    bring_in(world, SHAPES[shape]())
    found = stored()
    # The whole world away and the plain workbook in: the sorted rows must be equal.
    for model in (Contact, OtherWork, Evaluation, QuestionDomain, QuestionEvent, HelpQuestion, ClientKey, Client):
        model.objects.all().delete()
    Membership.objects.filter(role="supporter").delete()
    User.objects.filter(is_active=False).delete()
    bring_in(world, xlsx(rows()))
    assert found == stored()
    assert len(found["Contact"]) == 2


def test_a_register_that_goes_out_comes_in_unchanged(world: World) -> None:
    bring_in(world, xlsx(rows()))
    sheets_out = exports.register_sheets(world.door)
    for content in (exports.workbook(sheets_out), exports.csv_zip(sheets_out)):
        preview = check(world, content)
        assert preview.problems == []
        assert [(c.new, c.changed, c.unchanged, c.removed) for c in preview.counts.values()] == [
            (0, 0, 2, 0),
            (0, 0, 2, 0),
            (0, 0, 3, 0),
            *[(0, 0, 0, 0)] * 9,
        ]


def test_the_template_has_no_errors(world: World) -> None:
    Membership.objects.all().delete()
    preview = check(world, exports.template())
    assert preview.problems == []
    assert [counts.new for counts in preview.counts.values()] == [1, 1, 2, *[1] * 9]
    assert preview.notes == []


# --- a second time --------------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(world: World) -> None:
    bring_in(world, xlsx(rows()))
    before = stored()
    preview = bring_in(world, zipped(rows()))
    assert [(c.new, c.changed, c.unchanged, c.removed) for c in preview.counts.values()] == [
        (0, 0, 2, 0),
        (0, 0, 2, 0),
        (0, 0, 3, 0),
    ]
    assert stored() == before
    assert QuestionEvent.objects.filter(kind="corrected").count() == 0


def test_changes_are_taken_over_under_the_same_numbers(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = rows()
    content[CLIENTS][1][1] = "Vriesema"
    content[QUESTIONS][1][6:8] = ["02-08-2018", "03-08-2018"]
    content[QUESTIONS][1][8] = "welzijn|zorg"
    content[QUESTIONS][0][14] = "9"
    preview = bring_in(world, xlsx(content))
    assert [(c.new, c.changed, c.unchanged) for c in preview.counts.values()] == [(0, 1, 1), (0, 2, 0), (0, 0, 3)]
    client = Client.objects.get(number="1002")
    assert (client.last_name, client.version) == ("Vriesema", 2)
    assert set(client.keys.filter(kind="n").values_list("key", flat=True)) == {"vriesema", "devriesema"}
    question = HelpQuestion.objects.get(number="2002")
    assert (question.first_contact_on, question.picked_up_on, question.version) == (
        date(2018, 8, 2),
        date(2018, 8, 3),
        2,
    )
    assert question.triaged_at is not None
    assert sorted(question.domains.values_list("domain", flat=True)) == ["care", "welfare"]
    assert Evaluation.objects.get().score == 9
    assert list(question.events.filter(kind="corrected").values_list("note", flat=True)) == [
        "bijgewerkt uit een register"
    ]


def test_terms_stay_as_stamped_until_the_day_of_receipt_changes(world: World) -> None:
    bring_in(world, xlsx(rows()))
    Norms.objects.update(first_contact_days=3, guideline_minutes=60)
    content = rows()
    content[QUESTIONS][1][9] = "Andere woorden"
    bring_in(world, xlsx(content))
    question = HelpQuestion.objects.get(number="2002")
    assert (question.first_contact_due_on, question.guideline_minutes) == (date(2018, 8, 15), 480)
    content[QUESTIONS][1][5] = "06-08-2018"
    bring_in(world, xlsx(content))
    question.refresh_from_db()
    assert question.first_contact_due_on == date(2018, 8, 9)


def test_another_day_of_receipt_keeps_the_pause(world: World) -> None:
    bring_in(world, xlsx(rows()))
    question = HelpQuestion.objects.get(number="2002")
    days = {"from_on": date(2018, 8, 7), "until_on": date(2018, 8, 9)}
    TermPause.objects.create(
        question=question, term="first_contact", reason="client_asked", written_by=world.manager, **days
    )
    HelpQuestion.objects.filter(pk=question.pk).update(first_contact_paused_due_on=date(2018, 8, 17))
    content = rows()
    content[QUESTIONS][1][5] = "06-08-2018"
    bring_in(world, xlsx(content))
    question.refresh_from_db()
    # Monday 6 August + 14 days is the 20th; + 2 days of pause is the 22nd.
    assert question.first_contact_due_on == date(2018, 8, 20)
    assert question.first_contact_paused_due_on == date(2018, 8, 22)


def test_hour_lines_that_left_the_file_go_and_hand_written_ones_stay(world: World) -> None:
    bring_in(world, xlsx(rows()))
    question = HelpQuestion.objects.get(number="2001")
    sam = User.objects.get(email="sam@mee.example")
    by_hand = Contact.objects.create(
        question=question, front_door=world.door, provider=world.mee, supporter=sam, on=date(2018, 3, 1),
        activity="phone", minutes=10,
    )  # fmt: skip
    content = rows()
    content[HOURS][1][4] = "45"
    preview = bring_in(world, xlsx(content))
    # One of two equal lines became 45 minutes: 1 new, 1 gone, 2 the same (the other one, and the network meeting).
    counts = preview.counts[HOURS]
    assert (counts.new, counts.unchanged, counts.removed) == (1, 2, 1)
    assert sorted(question.contacts.values_list("minutes", flat=True)) == [10, 45, 60]
    assert Contact.objects.filter(pk=by_hand.pk).exists()


def test_imported_hours_that_somebody_corrected_here_stay(world: World) -> None:
    bring_in(world, xlsx(rows()))
    corrected = Contact.objects.first()
    assert corrected is not None
    Contact.objects.filter(pk=corrected.pk).update(minutes=75, version=2)
    content = rows()
    content[HOURS] = []
    preview = bring_in(world, xlsx(content))
    assert preview.counts[HOURS].removed == 1
    assert list(Contact.objects.values_list("minutes", flat=True)) == [75]


def test_hours_of_questions_outside_the_file_stay(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = rows()
    content[QUESTIONS], content[HOURS] = content[QUESTIONS][1:], []
    preview = bring_in(world, xlsx(content))
    assert preview.counts[HOURS].removed == 0
    assert Contact.objects.count() == 2


def test_other_work_is_replaced_per_person_and_day(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = rows()
    content[HOURS][2][4] = "120"
    preview = bring_in(world, xlsx(content))
    assert (preview.counts[HOURS].new, preview.counts[HOURS].removed) == (1, 1)
    assert list(OtherWork.objects.values_list("minutes", flat=True)) == [120]


def test_columns_that_the_file_does_not_have_leave_what_is_known(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = rows()
    few = {**HEADERS, CLIENTS: HEADERS[CLIENTS][:2], QUESTIONS: HEADERS[QUESTIONS][:6]}
    content[CLIENTS] = [line[:2] for line in content[CLIENTS]]
    content[QUESTIONS] = [line[:6] for line in content[QUESTIONS]]
    preview = bring_in(world, xlsx(content, few))
    assert preview.counts[CLIENTS].changed == 0
    assert preview.counts[QUESTIONS].changed == 0
    assert Client.objects.get(number="1001").phone == "+31793218765"
    assert Evaluation.objects.get().score == 8


def test_a_closed_question_that_is_open_in_the_file_opens_and_is_announced(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = rows()
    content[QUESTIONS][0][11:18] = [*[""] * 5, "familie of vrienden", ""]
    preview = bring_in(world, xlsx(content))
    assert "Afgesloten hulpvragen die weer open worden: 1." in preview.notes
    question = HelpQuestion.objects.get(number="2001")
    assert (question.closed_on, question.outcome) == (None, "")
    assert not Evaluation.objects.exists()


def test_an_evaluation_moves_with_the_day_of_closing(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = rows()
    content[QUESTIONS][0][11] = "23-04-2018"
    bring_in(world, xlsx(content))
    assert Evaluation.objects.get().given_on == date(2018, 4, 23)


def test_a_question_can_move_to_a_new_client_and_a_new_supporter(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = rows()
    content[CLIENTS].append(["1003", "Nieuw", "", "", "", "", "", "", ""])
    content[QUESTIONS][1][1], content[QUESTIONS][1][10] = "1003", "nieuw@palet.example"
    bring_in(world, xlsx(content))
    question = HelpQuestion.objects.get(number="2002")
    assert question.client.number == "1003"
    assert question.supporter is not None
    assert question.supporter.email == "nieuw@palet.example"


# --- errors ---------------------------------------------------------------------------------------------------------

# sheet, row in the sheet (from 0), column, what stands there -> what is said about it
ERRORS: list[tuple[str, int, str, Any, str]] = [
    (CLIENTS, 0, "clientnummer", "", "Vul clientnummer in."),
    (CLIENTS, 1, "clientnummer", "1001", "‘1001’ staat ook op regel 2. Een nummer mag één keer voorkomen."),
    (CLIENTS, 0, "achternaam", " ", "Vul achternaam in."),
    (CLIENTS, 0, "achternaam", "x" * 101, f"‘{'x' * 57}…’ is te lang: hoogstens 100 tekens."),
    (CLIENTS, 0, "achternaam", "#N/B", "Hier staat een fout van uw rekenprogramma: #N/B."),
    (CLIENTS, 0, "geboortedatum", "1948", "‘1948’ is geen datum. Schrijf dd-mm-jjjj, zoals 31-12-2018."),
    (CLIENTS, 0, "geboortedatum", "30-02-1948", "‘30-02-1948’ bestaat niet. Kijk de dag en de maand na."),
    (CLIENTS, 0, "geboortedatum", "01-01-2019", "01-01-2019 ligt in de toekomst."),
    (CLIENTS, 0, "geboortedatum", "14-03-0948", "14-03-948 ligt voor 01-01-1900. Kijk het jaar na."),
    (
        *(CLIENTS, 0, "postcode", "2711"),
        "‘2711’ is geen postcode. Schrijf vier cijfers en twee letters, zoals 2711 AB.",
    ),
    (CLIENTS, 0, "wijk", "Atlantis", "‘Atlantis’ is geen wijk van Zoetermeer. Kies uit: Centrum, Rokkeveen."),
    (
        *(CLIENTS, 0, "telefoon", "12345"),
        "‘12345’ is geen telefoonnummer. Schrijf het zoals 079 321 87 65 of 06 12 34 56 78.",
    ),
    (CLIENTS, 0, "e-mail", "annie", "‘annie’ is geen e-mailadres."),
    (QUESTIONS, 0, "vraagnummer", "", "Vul vraagnummer in."),
    (QUESTIONS, 1, "vraagnummer", "2001", "‘2001’ staat ook op regel 2. Een nummer mag één keer voorkomen."),
    (QUESTIONS, 0, "clientnummer", "9", "‘9’ staat niet op het blad clienten en is hier niet bekend."),
    (QUESTIONS, 0, "aanbieder", "Rehab", "‘Rehab’ is geen aanbieder van ZoSamen. Kies uit: MEE, Palet Welzijn."),
    (
        *(QUESTIONS, 0, "kanaal", "duif"),
        "‘duif’ is geen kanaal. Kies uit: balie, centrale telefoon, spreekuur, eigen nummer, e-mail of website, "
        "gemeente, huisarts, school, wijkverpleging, andere organisatie, huisbezoek.",
    ),
    (QUESTIONS, 0, "urgent", "soms", "‘soms’ is geen ja of nee."),
    (QUESTIONS, 0, "ontvangen", "", "Vul ontvangen in."),
    (QUESTIONS, 0, "ontvangen", "5-2-18", "‘5-2-18’ is geen datum. Schrijf dd-mm-jjjj, zoals 31-12-2018."),
    (
        *(QUESTIONS, 0, "eerste contact", "04-02-2018"),
        "Het eerste contact ligt op 04-02-2018, voor de dag van ontvangst (05-02-2018).",
    ),
    (
        *(QUESTIONS, 0, "opgepakt", "04-02-2018"),
        "De vraag is opgepakt op 04-02-2018, voor de dag van ontvangst (05-02-2018).",
    ),
    (
        *(QUESTIONS, 0, "afgesloten", "04-02-2018"),
        "De vraag is afgesloten op 04-02-2018, voor de dag van ontvangst (05-02-2018).",
    ),
    (
        *(QUESTIONS, 0, "leefgebieden", "wonen|meedoen"),
        "‘meedoen’ is geen leefgebied van de lijst ‘acht leefgebieden van de Wmo’. Kies uit: maatschappelijke "
        "ondersteuning, preventieve zorg, zorg, jeugdhulp, onderwijs, welzijn, wonen, werk en inkomen.",
    ),
    (QUESTIONS, 0, "vraag", "x" * 10_001, f"‘{'x' * 57}…’ is te lang: hoogstens 10000 tekens."),
    (QUESTIONS, 0, "ondersteuner", "Sam", "‘Sam’ is geen e-mailadres."),
    (QUESTIONS, 0, "uitkomst", "", "De vraag is afgesloten op 20-04-2018. Vul de uitkomst in."),
    (QUESTIONS, 1, "afgesloten", "", ""),  # no error: this one is open
    (QUESTIONS, 0, "cijfer", "7,5", "‘7,5’ is geen cijfer van 1 tot en met 10. Rond het af op een heel cijfer."),
    (QUESTIONS, 0, "cijfer", "11", "‘11’ is geen cijfer van 1 tot en met 10. Rond het af op een heel cijfer."),
    (QUESTIONS, 1, "cijfer", "8", "‘8’ kan pas als de vraag is afgesloten."),
    (QUESTIONS, 0, "passend", "soms", "‘soms’ is geen antwoord op ‘passend’. Kies uit: ja, deels, nee."),
    (HOURS, 0, "vraagnummer", "77", "‘77’ staat niet op het blad hulpvragen en is hier niet bekend."),
    (HOURS, 0, "aanbieder", "", "Vul aanbieder in."),
    (HOURS, 0, "ondersteuner", "", "Vul ondersteuner in."),
    (HOURS, 0, "ondersteuner", "sam@", "‘sam@’ is geen e-mailadres."),
    (HOURS, 0, "datum", "01-01-2019", "01-01-2019 ligt in de toekomst."),
    (HOURS, 0, "datum", "", "Vul datum in."),
    (HOURS, 0, "minuten", "", "Vul minuten in."),
    (HOURS, 0, "minuten", "1441", "1441 minuten kan niet. Vul 0 tot en met 1440 in."),
    (HOURS, 0, "minuten", "-5", "‘-5’ is geen heel aantal minuten."),
    (HOURS, 0, "minuten", 7.5, "‘7.5’ is geen heel aantal minuten."),
    (HOURS, 2, "minuten", "0", "0 minuten kan niet. Vul 1 tot en met 1440 in."),
    (HOURS, 0, "activiteit", "netwerk", "‘netwerk’ hoort niet bij een cliënt. Laat vraagnummer dan leeg."),
    (HOURS, 2, "activiteit", "gesprek", "‘gesprek’ hoort bij een hulpvraag. Vul het vraagnummer in."),
    (
        *(HOURS, 2, "activiteit", "dansen"),
        "‘dansen’ is geen werk buiten cliënten om. Kies uit: netwerk, voorlichting, groep, project, scholing, nazorg.",
    ),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "sentence"), ERRORS)
def test_an_error_is_told_by_sheet_row_and_column(
    sheet: str, row: int, column: str, value: Any, sentence: str, world: World
) -> None:
    content = rows()
    content[sheet][row][HEADERS[sheet].index(column)] = value
    found = [(*place(problem), problem.text) for problem in check(world, xlsx(content)).problems]
    # The first line below the headers is row 2.
    expected = [(sheet, row + 2, column, sentence)] if sentence else []
    assert [line for line in found if line[:3] == (sheet, row + 2, column)] == expected
    others = [line for line in found if line[:3] != (sheet, row + 2, column)]
    # What follows from it: the number that is missing is missing elsewhere as well.
    assert all(line[2] in ("vraagnummer", "clientnummer") for line in others)


def test_outcome_without_a_day_of_closing_is_an_error(world: World) -> None:
    content = rows()
    content[QUESTIONS][1][12] = "geen oplossing"
    problem = check(world, xlsx(content)).problems[0]
    assert place(problem) == (QUESTIONS, 3, "afgesloten")
    assert problem.text == "De uitkomst is ‘geen oplossing’. Vul de dag van afsluiten in."


def test_all_errors_are_listed_in_the_order_of_the_file_and_nothing_is_imported(world: World) -> None:
    content = rows()
    content[HOURS][0][4] = "veel"
    content[CLIENTS][1][5] = "x"
    content[QUESTIONS][0][3] = "duif"
    content[QUESTIONS][0][4] = "soms"
    before = stored()
    with pytest.raises(RegisterRefused) as refused:
        bring_in(world, xlsx(content))
    assert [place(problem) for problem in refused.value.preview.problems] == [
        (CLIENTS, 3, "postcode"),
        (QUESTIONS, 2, "kanaal"),
        (QUESTIONS, 2, "urgent"),
        (HOURS, 2, "minuten"),
    ]
    assert stored() == before
    assert AuditEvent.objects.filter(action="register imported").count() == 0


def test_a_row_with_another_error_still_tells_of_a_number_that_is_not_there(world: World) -> None:
    content = rows()
    content[QUESTIONS][0][1], content[QUESTIONS][0][3] = "C-9", "duif"
    content[HOURS][0][0], content[HOURS][0][4] = "V-9", "veel"
    found = [place(problem) for problem in check(world, xlsx(content)).problems]
    assert (QUESTIONS, 2, "clientnummer") in found
    assert (QUESTIONS, 2, "kanaal") in found
    assert [line for line in found if line[0] == HOURS and line[1] == 2] == [
        (HOURS, 2, "minuten"),
        (HOURS, 2, "vraagnummer"),
    ]


def test_a_number_on_a_row_with_an_error_is_known_to_another_row_with_an_error(world: World) -> None:
    content = rows()
    content[CLIENTS][0][5] = "x"
    content[QUESTIONS][0][3] = "duif"
    content[HOURS][0][4] = "veel"
    columns = {problem.column for problem in check(world, xlsx(content)).problems}
    assert columns == {"postcode", "kanaal", "minuten"}


def test_a_missing_column_and_a_missing_sheet_are_each_one_error(world: World) -> None:
    content = rows()
    del content[HOURS]
    headers = {**HEADERS, CLIENTS: ["clientnummer", "familienaam", *HEADERS[CLIENTS][2:]]}
    preview = check(world, xlsx(content, headers))
    assert [problem.line() for problem in preview.problems] == [
        "clienten, regel 1, achternaam: De kolom achternaam ontbreekt.",
        "uren: Het blad uren ontbreekt.",
    ]
    assert preview.notes == ["De kolom ‘familienaam’ van clienten is niet gelezen."]


def test_unknown_columns_and_sheets_are_named_and_ignored(world: World) -> None:
    content = {**rows(), "notities": [["geheim"]]}
    headers = {**HEADERS, CLIENTS: [*HEADERS[CLIENTS], "BSN"], "notities": ["tekst"]}
    preview = check(world, xlsx(content, headers))
    assert preview.problems == []
    assert preview.notes == ["Het blad ‘notities’ is niet gelezen.", "De kolom ‘BSN’ van clienten is niet gelezen."]


def test_a_column_that_stands_there_twice_is_an_error(world: World) -> None:
    headers = {**HEADERS, CLIENTS: [*HEADERS[CLIENTS][:8], "Telefoonnummer"]}
    problems = check(world, xlsx(rows(), headers)).problems
    assert [problem.text for problem in problems] == ["De kolom telefoon komt twee keer voor."]


def test_the_norms_choose_the_list_of_domains_per_day(world: World) -> None:
    Norms.objects.filter(valid_from=date(2018, 7, 1)).update(domain_list=DomainList.POSITIVE_HEALTH)
    content = rows()
    content[QUESTIONS][1][8] = "meedoen | zingeving"
    assert check(world, xlsx(content)).problems == []
    content[QUESTIONS][0][8] = "meedoen"
    assert [place(problem) for problem in check(world, xlsx(content)).problems] == [(QUESTIONS, 2, "leefgebieden")]


def test_a_user_of_the_municipality_is_no_supporter(world: World) -> None:
    User.objects.create_user("sam@mee.example", name="Sam", side="municipality")
    problem = check(world, xlsx(rows())).problems[0]
    assert place(problem) == (QUESTIONS, 2, "ondersteuner")
    assert problem.text == "‘sam@mee.example’ is een gebruiker van de gemeente en kan geen ondersteuner zijn."


def test_a_front_door_without_norms_is_told_in_a_sentence(world: World) -> None:
    Norms.objects.all().delete()
    with pytest.raises(FileRefused, match="Voor ZoSamen zijn geen normen ingevuld"):
        check(world, xlsx(rows()))


# --- files that can't be read ---------------------------------------------------------------------------------------


def with_entity() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(rows()))) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "xl/workbook.xml":
                data = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + data
            new.writestr(member.filename, data)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clienten.csv", b"0" * (sheets.MOST_UNPACKED + 1))
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "cp1252": (
        lambda: zipped({**rows(), CLIENTS: [["1", "Ü", *[""] * 7]]}, encoding="cp1252"),
        "niet opgeslagen als UTF-8",
    ),
    "old excel": (lambda: b"\xd0\xcf\x11\xe0" + b"0" * 100, "oud Excel-bestand"),
    "a loose csv": (lambda: b"clientnummer;achternaam", "geen .xlsx en geen .zip"),
    "broken": (lambda: xlsx(rows())[:900], "beschadigd"),
    "entities": (with_entity, "niet te vertrouwen"),
    "bomb": (bomb, "uitgepakt te groot"),
    "twice the same sheet": (
        lambda: xlsx({**rows(), "Uren ": rows()[HOURS]}, {**HEADERS, "Uren ": HEADERS[HOURS]}),
        "komt twee keer voor",
    ),
    "no workbook": (
        lambda: _archive({"[Content_Types].xml": b"<Types/>"}),
        "niet te lezen",
    ),
}


def _archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(name: str, world: World) -> None:
    make, sentence = REFUSED[name]
    with pytest.raises(FileRefused, match=sentence):
        check(world, make())


@pytest.mark.parametrize("make", [lambda: xlsx(rows()), lambda: zipped(rows())], ids=["xlsx", "zip"])
def test_a_damaged_file_is_refused_or_read_and_never_crashes(make: Callable[[], bytes], world: World) -> None:
    whole, rng = make(), random.Random(7)
    refused = 0
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        content = bytes(damaged[: rng.randrange(len(damaged))] if rng.random() < 0.2 else damaged)
        try:
            check(world, content)
        except FileRefused:
            refused += 1
    assert refused > 10


def test_too_many_rows_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 6)
    with pytest.raises(FileRefused, match="meer dan 6 regels"):
        check(world, xlsx(rows()))


def test_a_workbook_that_lies_about_its_size_is_read_as_it_is(world: World) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(rows())))
    out = io.BytesIO()
    book.save(out)
    parts = {}
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            parts[name] = re.sub(rb'<dimension ref="A1:[A-Z]+3"', b'<dimension ref="A1:XFD1048576"', data)
    assert any(b"XFD1048576" in data for data in parts.values())
    assert check(world, _archive(parts)).counts[CLIENTS].new == 2


def test_the_list_of_errors_opens_as_text_in_a_spreadsheet() -> None:
    made = as_csv([Problem("uren", 3, "minuten", "=1+1 kan niet")]).decode("utf-8-sig")
    assert made.splitlines() == ["blad;regel;kolom;fout", "uren;3;minuten;'=1+1 kan niet"]


# --- filed periods --------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(world: World) -> World:
    """The first quarter of 2018 is filed after the register came in."""
    bring_in(world, xlsx(rows()))
    PeriodClosing.objects.create(
        front_door=world.door, start=date(2018, 1, 1), end=date(2018, 4, 1), closed_by=world.manager
    )
    return world


def test_the_same_rows_of_a_filed_period_are_fine(filed: World) -> None:
    preview = bring_in(filed, xlsx(rows()))
    assert [counts.unchanged for counts in preview.counts.values()] == [2, 2, 3]


FILED: list[tuple[Callable[[dict[str, Sheet]], object], tuple[str, int, str]]] = [
    (lambda c: c[QUESTIONS][0].__setitem__(3, "school"), (QUESTIONS, 2, "kanaal")),
    (lambda c: c[QUESTIONS][0].__setitem__(5, "06-02-2018"), (QUESTIONS, 2, "ontvangen")),
    (lambda c: c[QUESTIONS][0].__setitem__(6, "08-02-2018"), (QUESTIONS, 2, "eerste contact")),
    (lambda c: c[QUESTIONS][0].__setitem__(4, "nee"), (QUESTIONS, 2, "urgent")),
    (lambda c: c[QUESTIONS][0].__setitem__(8, "zorg"), (QUESTIONS, 2, "leefgebieden")),
    (lambda c: c[QUESTIONS][0].__setitem__(11, "30-03-2018"), (QUESTIONS, 2, "afgesloten")),
    (lambda c: c[QUESTIONS][0].__setitem__(2, PALET), (QUESTIONS, 2, "aanbieder")),
    (lambda c: c[HOURS][0].__setitem__(4, "30"), (HOURS, 2, "datum")),
    (lambda c: c[HOURS].pop(0), (QUESTIONS, 2, "vraagnummer")),
    (lambda c: c[HOURS][2].__setitem__(4, "30"), (HOURS, 4, "datum")),
    (
        lambda c: c[QUESTIONS].append(["2003", "1001", MEE, "balie", "", "31-03-2018", *[""] * 10]),
        (QUESTIONS, 4, "ontvangen"),
    ),
]


@pytest.mark.parametrize(("change", "where"), FILED)
def test_a_change_to_facts_of_a_filed_period_is_an_error(
    change: Callable[[dict[str, Sheet]], object], where: tuple[str, int, str], filed: World
) -> None:
    content = rows()
    change(content)
    problems = check(filed, xlsx(content)).problems
    assert where in [place(problem) for problem in problems]
    assert all("Het rapport over het 1e kwartaal van 2018 is ingediend." in problem.text for problem in problems)


def test_what_was_not_counted_may_still_change(filed: World) -> None:
    content = rows()
    content[QUESTIONS][0][9] = "Andere woorden"
    content[QUESTIONS][0][12] = "warme overdracht"  # closed in the second quarter
    content[HOURS].append(["2001", MEE, "sam@mee.example", "10-04-2018", "20", "telefoon"])
    preview = bring_in(filed, xlsx(content))
    assert (preview.counts[QUESTIONS].changed, preview.counts[HOURS].new) == (1, 1)


# --- whose rows -----------------------------------------------------------------------------------------------------


def test_a_manager_imports_rows_of_the_own_provider_alone(world: World) -> None:
    only_mee = frozenset({world.mee.pk})
    found = check(world, xlsx(rows()), only_mee).problems
    assert [(*place(problem), problem.text) for problem in found] == [
        (QUESTIONS, 3, "aanbieder", "U kunt geen regels van Palet Welzijn importeren, alleen van MEE."),
        (HOURS, 4, "aanbieder", "U kunt geen regels van Palet Welzijn importeren, alleen van MEE."),
    ]


def test_a_number_of_another_provider_cannot_be_taken_over(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = rows()
    content[QUESTIONS] = [["2002", "1002", MEE, "balie", "", "01-08-2018", *[""] * 10]]
    content[HOURS] = [["2002", MEE, "sam@mee.example", "02-08-2018", "30", "gesprek"]]
    found = check(world, xlsx(content), frozenset({world.mee.pk})).problems
    assert [(*place(problem), problem.text) for problem in found] == [
        (QUESTIONS, 2, "vraagnummer", "‘2002’ is al in gebruik. Geef deze vraag een ander nummer."),
    ]


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    path.write_bytes(xlsx(rows()))
    return path


def run(*arguments: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_register", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + f"CommandError: {error}"
    return out.getvalue(), err.getvalue()


def test_the_command_imports_at_the_only_front_door(world: World, file: Path) -> None:
    out, _ = run(file)
    assert "clienten    2 nieuw, 0 gewijzigd, 0 hetzelfde" in out
    assert "sam@mee.example staat nu zonder login bij MEE" in out
    assert HelpQuestion.objects.count() == 2


def test_a_dry_run_prints_the_counts_and_writes_nothing(world: World, file: Path) -> None:
    out, _ = run(file, "--dry-run", "--front-door", "zosamen")
    assert "Nagekeken, niets opgeslagen:" in out
    assert "uren        3 nieuw, 0 gewijzigd, 0 hetzelfde" in out
    assert not Client.objects.exists()
    assert not User.objects.filter(is_active=False).exists()


def test_errors_are_printed_one_to_a_line_and_nothing_is_imported(world: World, tmp_path: Path) -> None:
    content = rows()
    content[HOURS][0][4] = "veel"
    path = tmp_path / "register.zip"
    path.write_bytes(zipped(content))
    _, err = run(path)
    assert "uren, regel 2, minuten: ‘veel’ is geen heel aantal minuten.\n" in err
    assert err.endswith("CommandError: Aantal fouten: 1. Er is niets geïmporteerd.")
    assert not Client.objects.exists()


def test_with_more_front_doors_one_has_to_be_chosen(world: World, file: Path) -> None:
    FrontDoor.objects.create(name="Elders", slug="elders", municipality=world.door.municipality, run_by=world.mee)
    assert "Kies de voordeur met --front-door. Er zijn: Elders, ZoSamen." in run(file)[1]
    assert "Kies de voordeur met --front-door. Er zijn: Elders, ZoSamen." in run(file, "--front-door", "Fout")[1]
    run(file, "--front-door", "ZoSamen")
    assert Client.objects.filter(front_door=world.door).count() == 2


# --- invented registers ---------------------------------------------------------------------------------------------


def test_an_invented_register_has_exactly_the_totals_asked_for(world: World) -> None:
    small = [ProviderYear(MEE, 12, 30, closed_otherwise=3, open=4), ProviderYear(PALET, 10, 25)]
    made = register_of(2018, small, overlap=4, districts=["Rokkeveen", "WK063711"])
    assert made.size == (18, 62, 62 * 4 + 80)
    assert made.sheets == register_of(2018, small, overlap=4, districts=["Rokkeveen", "WK063711"]).sheets
    bring_in(world, made.xlsx())
    for provider, clients, answered in ((world.mee, 12, 30), (world.palet, 10, 25)):
        of_year = HelpQuestion.objects.filter(provider=provider, contacts__minutes__gt=0, contacts__on__year=2018)
        assert of_year.values("client").distinct().count() == clients
        closed = HelpQuestion.objects.filter(provider=provider, closed_on__year=2018)
        assert closed.exclude(outcome__in=["no_solution", "stopped", "moved_or_died"]).count() == answered
    assert Client.objects.count() == 12 + 10 - 4


def test_the_golden_register_has_the_published_totals() -> None:
    made = register_of(2018, [MEE_2018, PALET_2018], hours_per_question=1)
    clients, questions, _ = made.size
    assert (clients, questions) == (573 + 581, 1_541 + 3_863)


def test_the_first_of_equal_lines_is_another_than_the_second(world: World) -> None:
    bring_in(world, xlsx(rows()))
    keys = list(Contact.objects.values_list("import_key", flat=True))
    assert len(set(keys)) == 2
    assert all(len(key) == 40 for key in keys)


def test_the_number_of_queries_does_not_grow_with_the_file(world: World, django_assert_max_num_queries: Any) -> None:
    def of(count: int) -> bytes:
        return register_of(2018, [ProviderYear(MEE, count, count * 3, other_work=0)], seed=count).xlsx()

    for count in (2, 60):
        with django_assert_max_num_queries(420):  # most are the norms of each day of the year
            check(world, of(count))


def test_after_a_large_import_the_planner_knows_the_tables(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def pages_known() -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'cases_contact'")
            return float(cursor.fetchone()[0])

    large = register_of(2018, [ProviderYear(MEE, 3, 9, other_work=0)])
    monkeypatch.setattr(register, "MANY_ROWS", 1_000)
    before = pages_known()
    bring_in(world, large.xlsx())
    assert pages_known() == before
    monkeypatch.setattr(register, "MANY_ROWS", 10)
    bring_in(world, register_of(2018, [ProviderYear(MEE, 4, 12, other_work=0)], seed=2).xlsx())
    assert pages_known() == Contact.objects.count() > 0


@pytest.mark.parametrize(("login", "may"), [("oco_care", True), ("oco_worker", True), ("oco_municipality", False)])
def test_who_may_refresh_the_statistics(login: str, may: bool, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege(%s, 'cases_refresh_statistics()', 'EXECUTE')", [login])
        assert cursor.fetchone() == (may,)


def test_a_preview_survives_json(world: World) -> None:
    content = rows()
    content[QUESTIONS][0][3] = "duif"
    preview = check(world, xlsx(content))
    again = Preview.from_json(copy.deepcopy(preview.to_json()))
    assert (again.counts, again.people, again.problems, again.problem_count) == (
        preview.counts,
        preview.people,
        preview.problems,
        1,
    )
    assert again.without_texts().problems == []
    assert register.KEPT_HOURS == 24


def test_the_exported_file_is_only_for_its_owner_and_comes_in_unchanged(world: World, tmp_path: Path) -> None:
    bring_in(world, xlsx(rows()))
    for name in ("uit.xlsx", "uit.zip"):
        path = tmp_path / name
        call_command("export_register", str(path), "--front-door", "zosamen", stdout=io.StringIO())
        assert path.stat().st_mode & 0o077 == 0
        assert [counts.unchanged for counts in check(world, path.read_bytes()).counts.values()][:3] == [2, 2, 3]
        with pytest.raises(CommandError, match="niet te schrijven"):
            call_command("export_register", str(path), "--front-door", "ZoSamen", stdout=io.StringIO())
    assert AuditEvent.objects.filter(action="register exported").count() == 2


# --- what stands around a client and a question ---


def test_what_stands_around_a_client_and_a_question_comes_in(world: World) -> None:
    content = rows()
    content[HOURS].append(["", PALET, "pia@palet.example", "04-03-2018", "120", "groep", "14"])
    bring_in(world, xlsx(content))
    question = HelpQuestion.objects.get(number="2001")
    assert question.how_found == "family_friends"
    assert [row.task for row in question.tasks.all()] == ["clarify", "attend_talk"]
    assert [row.step for row in question.arrangement.all()] == ["network", "general"]
    assert [row.target_group.name for row in question.client.target_groups.all()] == ["ouderen", "mantelzorgers"]
    assert Evaluation.objects.get(question=question).survey_consent is True
    assert OtherWork.objects.get(kind="group").people == 14


def test_only_words_that_are_new_are_added_and_a_note_at_a_step_stays(world: World) -> None:
    bring_in(world, xlsx(rows()))
    step = QuestionArrangement.objects.get(step="network")
    QuestionArrangement.objects.filter(pk=step.pk).update(note="de dochter doet de boodschappen")
    content = rows()
    content[QUESTIONS][0][19] = "netwerk|eigen kracht"
    preview = bring_in(world, xlsx(content))
    assert preview.counts[QUESTIONS].changed == 1
    kept = QuestionArrangement.objects.get(step="network")
    assert (kept.pk, kept.note) == (step.pk, "de dochter doet de boodschappen")
    assert sorted(QuestionArrangement.objects.values_list("step", flat=True)) == ["network", "own_strength"]


def test_a_file_without_these_columns_leaves_them_as_they_are(world: World) -> None:
    bring_in(world, xlsx(rows()))
    before = stored()
    short = {CLIENTS: 9, QUESTIONS: 16, HOURS: 6}
    content = {name: [line[: short[name]] for line in lines] for name, lines in rows().items()}
    headers = {name: HEADERS[name][: short[name]] for name in short}
    preview = bring_in(world, xlsx(content, headers))
    assert [preview.counts[name].unchanged for name in (CLIENTS, QUESTIONS, HOURS)] == [2, 2, 3]
    assert stored() == before


@pytest.mark.parametrize(
    ("sheet", "line", "column", "value", "sentence"),
    [
        (
            CLIENTS,
            0,
            "doelgroepen",
            "ouderen|jongeren",
            "‘jongeren’ is geen doelgroep van ZoSamen. Kies uit: ouderen, m",
        ),
        (QUESTIONS, 0, "taken", "koffie", "‘koffie’ is geen taak. Kies uit: vraag verhelderen"),
        (QUESTIONS, 0, "arrangement", "niets", "‘niets’ is geen deel van een arrangement. Kies uit: eigen kracht"),
        (QUESTIONS, 0, "hoe gekomen", "per trein", "‘per trein’ is geen manier om bij u te komen. Kies uit: internet"),
        (QUESTIONS, 0, "onderzoek", "misschien", "‘misschien’ is geen ja of nee."),
        (QUESTIONS, 1, "onderzoek", "ja", "‘ja’ kan pas als de vraag is afgesloten."),
        (HOURS, 2, "aantal mensen", "12", "Een aantal mensen hoort alleen bij groep en voorlichting."),
        (HOURS, 2, "aantal mensen", "veel", "‘veel’ is geen aantal mensen."),
    ],
)
def test_a_wrong_word_is_told_by_sheet_row_and_column(
    world: World, sheet: str, line: int, column: str, value: str, sentence: str
) -> None:
    content = rows()
    row = content[sheet][line]
    row += [""] * (len(HEADERS[sheet]) - len(row))
    row[HEADERS[sheet].index(column)] = value
    problems = check(world, xlsx(content)).problems
    assert [place(problem) for problem in problems] == [(sheet, line + 2, column)]
    assert problems[0].text.startswith(sentence)


def test_consent_comes_in_without_a_score_or_fit_and_goes_when_all_is_empty(world: World) -> None:
    content = rows()
    content[QUESTIONS][0][14] = content[QUESTIONS][0][15] = ""
    bring_in(world, xlsx(content))
    evaluation = Evaluation.objects.get()
    assert (evaluation.score, evaluation.fits, evaluation.survey_consent) == (None, "", True)
    assert check(world, exports.workbook(exports.register_sheets(world.door))).counts[QUESTIONS].unchanged == 2
    content[QUESTIONS][0][17] = ""
    bring_in(world, xlsx(content))
    assert not Evaluation.objects.exists()


def test_lines_that_somebody_wrote_or_changed_here_go_out_and_come_in_unchanged(world: World) -> None:
    bring_in(world, xlsx(rows()))
    question, sam = HelpQuestion.objects.get(number="2001"), User.objects.get(email="sam@mee.example")
    said = {"front_door": world.door, "provider": world.mee, "supporter": sam}
    for _ in range(2):
        Contact.objects.create(
            **said, question=question, on=date(2018, 3, 1), activity="talk", minutes=30, supporter_kind="volunteer"
        )
    OtherWork.objects.create(**said, on=date(2018, 3, 1), kind="group", minutes=60, people=8)
    Contact.objects.filter(pk=Contact.objects.exclude(import_key="").first().pk).update(minutes=75, version=2)  # type: ignore[union-attr]
    for out in (exports.workbook, exports.csv_zip):
        counts = check(world, out(exports.register_sheets(world.door))).counts[HOURS]
        assert (counts.new, counts.unchanged, counts.removed) == (0, 6, 0)
    # The file that it began with is still that file.
    assert check(world, xlsx(rows())).counts[HOURS].unchanged == 3


def test_tasks_of_a_question_closed_in_a_filed_period_stay(world: World) -> None:
    bring_in(world, xlsx(rows()))
    PeriodClosing.objects.create(
        front_door=world.door, start=date(2018, 4, 1), end=date(2018, 7, 1), closed_by=world.manager
    )
    content = rows()
    content[QUESTIONS][0][18] = "netwerk in beeld brengen"
    (problem,) = check(world, xlsx(content)).problems
    assert place(problem) == (QUESTIONS, 2, "taken")
    assert problem.text == (
        "De taken kunnen niet meer ‘netwerk in beeld brengen’ worden. "
        "Het rapport over het 2e kwartaal van 2018 is ingediend."
    )
