"""The lists: sorting and paging by key, what a file holds, the views that people save, and at how many queries."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import hours, list_files, listing, saved_views
from cases.acts import Refused
from cases.codes import Activity
from cases.list_columns import CLIENTS, QUESTIONS, TEAM
from cases.listing import Cursor, counted
from cases.models import Client, ClientTargetGroup, HelpQuestion, SavedView, TargetGroup
from oco.models import AuditEvent, District
from tests import wall
from tests.cases.world import TODAY, World, as_

LISTS = (QUESTIONS, TEAM, CLIENTS)


pytestmark = pytest.mark.usefixtures("today")


def several(world: World, number: int, *, closed: bool = False) -> list[HelpQuestion]:
    """Questions of MEE in bulk: equal days, urgent ones, some with a supporter and some without, one in four open."""
    like = world.question(provider=world.mee, supporter=world.people["Fatima"])
    values = {f.attname: getattr(like, f.attname) for f in HelpQuestion._meta.concrete_fields if not f.primary_key}
    clients = Client.objects.bulk_create(
        Client(front_door=world.front_door, number=f"B{like.pk}-{n}", last_name=f"Bulk{n % 7}", sort_key=f"bulk{n % 7}")
        for n in range(number - 1)
    )
    made = []
    for n, client in enumerate(clients):
        values |= {"number": f"X{like.pk}-{n}", "client_id": client.pk, "received_on": TODAY - timedelta(days=n % 5)}
        values |= {"supporter_id": world.people["Fatima"].pk if n % 3 else None, "urgent": n % 4 == 0}
        values |= {"first_contact_on": TODAY if n % 2 else None, "picked_up_on": TODAY if n % 4 else None}
        values |= {"closed_on": TODAY, "outcome": "stopped"} if closed and n % 4 else {}
        made.append(HelpQuestion(**values))
    return [like, *HelpQuestion.objects.bulk_create(made)]


# --- order and paging -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "short", "expected"),
    [
        ("", True, "-ontvangen"),
        ("ontvangen", True, "ontvangen"),
        ("-naam", False, "-naam"),
        ("-uren", True, "-uren"),
        ("-uren", False, "-ontvangen"),  # a list that is too long for it opens as it always does
        ("vraag", True, "-ontvangen"),  # a column without a sort
        ("geheim", True, "-ontvangen"),
        ("--naam", True, "-ontvangen"),
    ],
)
def test_the_order_is_one_of_the_list(asked: str, short: bool, expected: str) -> None:
    assert QUESTIONS.order(asked, short=short).code == expected


def test_a_heading_sorts_and_turns_the_order_round() -> None:
    order = QUESTIONS.order("ontvangen", short=True)
    heads = {head.label: head for head in QUESTIONS.heads(order, {"urgent": "ja"}, short=False)}
    assert (heads["Ontvangen"].url, heads["Ontvangen"].aria_sort) == ("?urgent=ja&op=-ontvangen", "ascending")
    assert (heads["Cliënt"].url, heads["Cliënt"].aria_sort) == ("?urgent=ja&op=naam", "")
    assert heads["Uren"].url == heads["Vraag"].url == ""
    again = QUESTIONS.heads(QUESTIONS.order("-ontvangen", short=True), {}, short=True)
    assert [head.url for head in again if head.label == "Ontvangen"] == ["?op=ontvangen"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Cursor()),
        ({"na": "12"}, Cursor(after=12)),
        ({"voor": "12"}, Cursor(before=12)),
        ({"na": "12", "voor": "9"}, Cursor(after=12)),
        ({"na": "-1"}, Cursor()),
        ({"na": "Jansen"}, Cursor()),
        ({"na": "9" * 30}, Cursor()),
    ],
)
def test_a_page_is_asked_by_a_key(query: dict[str, str], expected: Cursor) -> None:
    assert Cursor.parse(query) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 vragen"), (1, "1 vraag"), (312, "312 vragen"), (1001, "meer dan 1.000 vragen")]
)
def test_a_list_counts_no_further_than_a_reader_does(number: int, expected: str) -> None:
    assert counted(number, "vraag", "vragen") == expected


@pytest.mark.parametrize("code", [f"{way}{c.key}" for c in QUESTIONS.columns if c.sort for way in ("", "-")])
def test_paging_shows_every_question_once_forward_and_back(
    world: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    several(world, 23)
    monkeypatch.setattr(listing, "PER_PAGE", 5)
    order = QUESTIONS.order(code, short=True)
    assert order.code == code
    found = HelpQuestion.objects.for_user(world.people["Fatima"])
    whole = listing.keys_of(found, order, most=100)
    assert len(whole) == 23
    pages = [listing.page(found, order, Cursor(), among=found)]
    while pages[-1].after:
        pages.append(listing.page(found, order, Cursor(after=pages[-1].after), among=found))
    assert [key for page in pages for key in page.keys] == whole
    assert [len(page.keys) for page in pages] == [5, 5, 5, 5, 3]
    back = [pages[-1]]
    while back[-1].before:
        back.append(listing.page(found, order, Cursor(before=back[-1].before), among=found))
    assert [page.keys for page in reversed(back)] == [page.keys for page in pages]


def test_paging_goes_on_after_a_question_that_left_the_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = several(world, 8)
    monkeypatch.setattr(listing, "PER_PAGE", 3)
    order = QUESTIONS.order("ontvangen", short=True)
    among = HelpQuestion.objects.for_user(world.people["Fatima"])
    whole = listing.keys_of(among.open(), order, most=100)
    HelpQuestion.objects.filter(pk=whole[2]).update(closed_on=TODAY, outcome="stopped")
    assert listing.page(among.open(), order, Cursor(after=whole[2]), among=among).keys == whole[3:6]
    gone = questions[0].pk + 1_000_000
    assert listing.page(among.open(), order, Cursor(after=gone), among=among).before is None  # the first page


def test_another_providers_question_is_no_place_to_begin(world: World) -> None:
    world.question(provider=world.mee)
    foreign = world.question(provider=world.palet, received_on=TODAY - timedelta(days=3))
    browser = as_(world, "Fatima")
    plain = browser.get(reverse("questions")).context["rows"]
    assert browser.get(f"{reverse('questions')}?na={foreign.pk}").context["rows"] == plain


@pytest.mark.parametrize(("name", "who"), [("questions", "Fatima"), ("team", "Karin"), ("clients", "Fatima")])
def test_no_name_stands_in_an_address_of_a_list(
    world: World, name: str, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    several(world, 6)
    query = "?op=naam&lijst=alle"
    page = as_(world, who).get(reverse(name) + query).content.decode()
    assert 'rel="next"' in page
    assert "Bulk" in page
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert not [url for url in addresses if "bulk" in url.lower()]


def test_the_screen_sorts_by_hours_only_where_questions_are_open(world: World) -> None:
    light, heavy = world.question(provider=world.mee), world.question(provider=world.mee)
    for question, minutes in ((light, 10), (heavy, 300)):
        hours.add_contact(
            question=question, by=world.people["Fatima"], today=TODAY, on=TODAY, activity=Activity.TALK, minutes=minutes
        )
    browser = as_(world, "Fatima")
    page = browser.get(f"{reverse('questions')}?op=-uren")
    assert [row.question for row in page.context["rows"]] == [heavy, light]
    assert 'aria-sort="descending"' in page.content.decode()
    every = browser.get(f"{reverse('questions')}?op=-uren&status=alle")
    assert every.context["order"].code == "-ontvangen"
    assert "op=uren" not in every.content.decode()


# --- clients ----------------------------------------------------------------------------------------------------------


def test_clients_are_those_of_questions_that_one_may_read(world: World) -> None:
    mine = world.client("Zonneveld", first_name="Bep", district=District.objects.get())
    world.question(provider=world.mee, supporter=world.people["Fatima"], client=mine)
    world.question(provider=world.palet, client=mine)
    theirs = world.client("Palethuis")
    world.question(provider=world.palet, client=theirs)
    page = as_(world, "Fatima").get(reverse("clients"))
    (row,) = page.context["rows"]
    assert (row.client, row.open_count, row.last_contact_on) == (mine, 1, None)
    assert "Palethuis" not in page.content.decode()
    assert [row.client for row in as_(world, "Ruud").get(reverse("clients")).context["rows"]] == [theirs, mine]
    assert as_(world, "Wil").get(reverse("clients")).status_code == 403


def test_clients_are_filtered_by_district_question_and_target_group(world: World) -> None:
    district, group = District.objects.get(), TargetGroup.objects.create(front_door=world.front_door, name="ouderen")
    here, there = world.client("Aarts", district=district), world.client("Boer")
    question = world.question(provider=world.mee, client=here)
    closed = world.question(provider=world.mee, client=there)
    HelpQuestion.objects.filter(pk=closed.pk).update(closed_on=TODAY, outcome="stopped")
    ClientTargetGroup.objects.create(client=there, target_group=group)
    hours.add_contact(
        question=question, by=world.people["Fatima"], today=TODAY, on=TODAY, activity=Activity.TALK, minutes=5
    )

    def listed(query: str) -> list[Client]:
        return [row.client for row in as_(world, "Fatima").get(reverse("clients") + query).context["rows"]]

    assert listed("") == [here]
    assert listed("?vraag=alle") == [here, there]
    assert listed("?vraag=dicht") == [there]
    assert listed(f"?vraag=alle&wijk={district.pk}") == [here]
    assert listed(f"?vraag=alle&doelgroep={group.pk}") == [there]
    assert listed("?vraag=alle&wijk=Meerzicht") == [here, there]  # no code of the list: no filter
    assert as_(world, "Fatima").get(reverse("clients")).context["rows"][0].last_contact_on == TODAY


def test_clients_are_searched_by_post_as_at_the_counter(world: World) -> None:
    client = world.client("Zonneveld", first_name="Bep", birth_date=date(1950, 3, 1))
    world.question(provider=world.mee, client=client)
    world.question(provider=world.palet, client=world.client("Zonnedaal"))
    browser = as_(world, "Fatima")
    for words in ("zonne", "1-3-1950", client.number):
        rows = browser.post(reverse("clients"), {"q": words}).context["rows"]
        assert [row.client for row in rows] == [client], words


def test_a_whole_number_finds_that_question_alone(world: World) -> None:
    asked = world.question(provider=world.mee, text="Over de huur")
    beside = world.question(provider=world.mee, text=f"Hoort bij {asked.number}")
    browser = as_(world, "Fatima")
    for words, expected in (
        (asked.number, [asked]),
        (asked.number.lower(), [asked]),
        ("over de", [asked]),
        ("hoort bij", [beside]),
    ):
        rows = browser.post(reverse("questions"), {"q": words}).context["rows"]
        assert [row.question for row in rows] == expected, words


# --- files ------------------------------------------------------------------------------------------------------------

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def sheets_of_xlsx(content: bytes) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [[_word(cell.value) for cell in row] for row in page.iter_rows()] for page in book}


def sheets_of_ods(content: bytes) -> dict[str, list[list[str]]]:
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    return {
        page.attrib[f"{_TABLE}name"]: [
            [
                "\n".join("".join(p.itertext()) for p in cell.iter(f"{_TEXT}p"))
                for cell in row.iter(f"{_TABLE}table-cell")
            ]
            for row in page.iter(f"{_TABLE}table-row")
        ]
        for page in root.iter(f"{_TABLE}table")
    }


def _word(value: object) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else "" if value is None else str(value)


READERS = {"xlsx": sheets_of_xlsx, "ods": sheets_of_ods}


@pytest.mark.parametrize("kind", list(READERS))
@pytest.mark.parametrize(
    ("name", "who", "of", "query"),
    [
        ("questions", "Fatima", QUESTIONS, "?status=open&urgent=nee&op=naam"),
        ("team", "Karin", TEAM, "?lijst=alle&op=-gewerkt"),
        ("clients", "Fatima", CLIENTS, "?vraag=open&op=-nummer"),
    ],
)
def test_a_file_has_the_columns_filter_and_order_of_the_screen(
    world: World, kind: str, name: str, who: str, of: listing.Listing[object], query: str
) -> None:
    several(world, 9, closed=True)
    world.question(provider=world.palet, text="Van Palet")
    browser = as_(world, who)
    screen = browser.get(reverse(name) + query)
    answer = browser.post(f"{reverse(name + '_file')}{query}", {"als": kind})
    assert answer["Content-Disposition"] == f'attachment; filename="{of.key}-{TODAY}.{kind}"'
    sheets = READERS[kind](answer.content)
    assert list(sheets) == [of.title, "Toelichting"]
    head, *rows = sheets[of.title]
    assert head == [field.label for field in of.fields]
    assert rows == [[_word(field.value(row)) for field in of.fields] for row in screen.context["rows"]]
    assert rows, "the list is not empty"
    # Each heading of the screen holds the fields of its column, in the same order.
    assert [head.label for head in screen.context["heads"]] == [column.label for column in of.columns]
    about = dict(sheets["Toelichting"])
    assert (about["Lijst"], about["Stand van"], about["Gemaakt door"]) == (of.title, "18-11-2026", who)
    assert about["Aantal regels"] == str(len(rows))
    event = AuditEvent.objects.get(action="list exported")
    assert event.details == {"list": of.key, "kind": kind, "rows": len(rows)}


def test_a_file_says_no_more_of_a_client_than_the_list_shows(world: World) -> None:
    client = world.client(
        "Zonneveld", birth_date=date(1950, 3, 1), phone="0612345678", email="bep@example.nl", postcode="2711 AB"
    )
    world.question(provider=world.mee, client=client, text="Begin " + "x" * 200)
    browser = as_(world, "Karin")
    for name, query in (("questions", ""), ("clients", ""), ("team", "?lijst=alle")):
        text = str(sheets_of_xlsx(browser.post(f"{reverse(name + '_file')}{query}", {"als": "xlsx"}).content))
        assert "Zonneveld" in text
        for secret in ("1950", "0612345678", "example.nl", "2711", "x" * 81):
            assert secret not in text, (name, secret)


@pytest.mark.parametrize("kind", list(READERS))
def test_text_in_a_file_is_never_a_formula(world: World, kind: str) -> None:
    world.question(provider=world.mee, text="=HYPERLINK(1)\x08 & <b>")
    content = as_(world, "Fatima").post(reverse("questions_file"), {"als": kind}).content
    assert "=HYPERLINK(1)" in str(READERS[kind](content))
    if kind == "ods":
        assert b"table:formula" not in zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert {cell.data_type for row in book.worksheets[0].iter_rows(min_row=2) for cell in row} <= {"s", "n", "d"}


def test_the_head_of_both_files_stays_in_view(world: World) -> None:
    world.question(provider=world.mee)
    browser = as_(world, "Fatima")
    book = openpyxl.load_workbook(io.BytesIO(browser.post(reverse("questions_file"), {"als": "xlsx"}).content))
    assert book.worksheets[0].freeze_panes == "A2"
    ods = zipfile.ZipFile(io.BytesIO(browser.post(reverse("questions_file"), {"als": "ods"}).content))
    assert b"VerticalSplitPosition" in ods.read("settings.xml")


def test_a_list_that_is_too_long_for_a_file_is_not_cut_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    several(world, 4)
    kind = list_files.FileKind(list_files.XLSX, 3, list_files.xlsx)
    monkeypatch.setitem(list_files.KINDS, "xlsx", kind)
    answer = as_(world, "Fatima").post(f"{reverse('questions_file')}?status=open", {"als": "xlsx"}, follow=True)
    assert "Een bestand heeft plaats voor 3 regels. Kies een kleiner filter." in answer.content.decode()
    assert not AuditEvent.objects.filter(action="list exported").exists()
    assert as_(world, "Fatima").post(reverse("questions_file"), {"als": "pdf"}).status_code == 404


# --- saved views ------------------------------------------------------------------------------------------------------


def test_a_view_is_saved_opened_and_removed(world: World) -> None:
    urgent, _ = world.question(provider=world.mee, urgent=True), world.question(provider=world.mee)
    browser = as_(world, "Fatima")
    asked = "?status=open&urgent=ja&op=naam&q=Jansen&leefgebied=Jansen"
    browser.post(reverse("save_view", args=["vragen"]) + asked, {"name": "  Urgent  eerst "})
    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_default) == ("Urgent eerst", "status=open&urgent=ja&op=naam", False)
    page = browser.get(reverse("questions")).content.decode()
    assert "Urgent eerst" in page
    assert [row.question for row in browser.get(f"{reverse('questions')}?{view.query}").context["rows"]] == [urgent]
    assert 'aria-current="true"' in browser.get(f"{reverse('questions')}?{view.query}").content.decode()
    browser.post(reverse("change_view", args=[view.pk]), {"name": "Spoed", "is_default": "on"})
    opened = browser.get(reverse("questions"))
    assert opened.headers["Location"] == f"{reverse('questions')}?{view.query}"
    browser.post(reverse("remove_view", args=[view.pk]))
    assert browser.get(reverse("questions")).status_code == 200
    assert not SavedView.objects.exists()


def test_a_view_is_its_owners_alone(world: World) -> None:
    view = saved_views.save(
        of_list=SavedView.List.QUESTIONS, name="Van mij", query="op=naam", is_default=False, by=world.people["Fatima"]
    )
    other = as_(world, "Joost")
    assert "Van mij" not in other.get(reverse("questions")).content.decode()
    for name in ("change_view", "remove_view"):
        assert other.post(reverse(name, args=[view.pk]), {"name": "Anders"}).status_code == 404
    assert as_(world, "Fatima").post(reverse("save_view", args=["team"]), {"name": "x"}).status_code == 404
    assert as_(world, "Fatima").post(reverse("save_view", args=["elders"]), {"name": "x"}).status_code == 404


def test_a_list_opens_with_one_view_and_keeps_twenty(world: World) -> None:
    fatima = world.people["Fatima"]

    def save(name: str, is_default: bool = False) -> SavedView:
        return saved_views.save(
            of_list=SavedView.List.QUESTIONS, name=name, query="op=naam", is_default=is_default, by=fatima
        )

    first = save("Een", is_default=True)
    second = save("Twee", is_default=True)
    assert list(SavedView.objects.filter(is_default=True)) == [second]
    assert save("Een") == first  # the same name: the same view
    for number in range(3, 21):
        save(f"Nummer {number}")
    with pytest.raises(Refused, match="U hebt al 20 weergaven"):
        save("Eenentwintig")
    with pytest.raises(Refused, match="al een weergave met deze naam"):
        saved_views.change(view=first, name="Twee", is_default=False, by=fatima)


def test_a_view_without_a_name_is_not_saved(world: World) -> None:
    answer = as_(world, "Fatima").post(reverse("save_view", args=["vragen"]), {"name": " "}, follow=True)
    assert "Vul de naam in." in answer.content.decode()
    assert not SavedView.objects.exists()


# --- cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "who", "query", "most"),
    [
        ("questions", "Fatima", "", 14),
        ("questions", "Ruud", "?status=alle&op=naam", 14),
        # Also what waits for the manager, who is away, who leaves and still holds something, reports that are late and
        # targets that will be missed.
        ("team", "Karin", "?lijst=alle&op=-uren", 39),
        ("clients", "Fatima", "?vraag=alle", 14),
    ],
)
def test_a_list_costs_the_same_with_10_and_1000_rows(world: World, name: str, who: str, query: str, most: int) -> None:
    queries = []
    for size in (10, 990):
        several(world, size)
        browser = as_(world, who)
        with CaptureQueriesContext(connection) as captured:
            assert len(browser.get(reverse(name) + query).context["rows"]) == min(size, 50)
        queries.append(len(captured))
    assert queries[0] == queries[1] <= most + wall.STATEMENTS + wall.PURPOSE + wall.LOOKED, queries


def test_a_file_costs_the_same_with_10_and_1000_rows(world: World) -> None:
    queries = []
    for size in (10, 990):
        several(world, size)
        browser = as_(world, "Fatima")
        with CaptureQueriesContext(connection) as captured:
            browser.post(reverse("questions_file"), {"als": "xlsx"})
        queries.append(len(captured))
    assert queries[0] == queries[1], queries
