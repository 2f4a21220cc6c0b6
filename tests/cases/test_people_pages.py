"""The page of a client and what hangs on it: what it shows, to whom, and at how many queries."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import linking, objectivity, people
from cases.models import Client, ClientLink, HelpQuestion, NotSamePerson, SetAside, TargetGroup
from tests.cases.world import TODAY, World, as_

BORN = date(1950, 3, 15)


pytestmark = pytest.mark.usefixtures("today")


def page_of(world: World, name: str, client: Client) -> str:
    return as_(world, name).get(reverse("client", args=[client.pk])).content.decode()


def describe(world: World, client: Client, **notes: str) -> None:
    people.describe(
        client=client,
        household=notes.get("household", ""),
        safety=notes.get("safety", ""),
        is_carer=False,
        carer_load="",
        by=world.people["Fatima"],
        version=0,
    )


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_the_counter_finds_the_contact_person_and_nothing_of_the_home(world: World) -> None:
    client = world.client("Jansen")
    world.question(client=client, provider=world.mee, supporter=world.people["Fatima"])
    describe(world, client, safety="De hond bijt", household="Woont met zijn zoon")
    TargetGroup.objects.create(front_door=world.front_door, name="Ouderen")
    people.set_target_groups(client=client, groups=list(TargetGroup.objects.all()), by=world.people["Fatima"])
    fields = people.ContactPersonFields(
        name="Els", phone="+31612345678", note="Drinkt", to_call=True, is_carer=True, carer_load="overburdened"
    )
    person = people.add_contact_person(client=client, fields=fields, by=world.people["Fatima"])
    assert person is not None
    secret = ("De hond bijt", "Woont met zijn zoon", "Ouderen", "Drinkt", "overbelast")
    own = page_of(world, "Fatima", client)
    assert all(text in own for text in secret)
    for stranger in ("Wil", "Petra"):  # the counter; a supporter without a question of this client
        page = page_of(world, stranger, client)
        assert "Els" in page
        assert [text for text in secret if text in page] == []
    urls = {
        reverse("contact_person", args=[person.pk]): {"Fatima": 200, "Ruud": 200, "Petra": 404, "Wil": 403},
        reverse("client_surroundings", args=[client.pk]): {"Fatima": 200, "Ruud": 200, "Petra": 404, "Wil": 403},
        reverse("client_target_groups", args=[client.pk]): {"Fatima": 200, "Ruud": 200, "Petra": 404, "Wil": 403},
        reverse("client_fixed_contact", args=[client.pk]): {"Fatima": 200, "Ruud": 200, "Petra": 404, "Wil": 403},
    }
    for url, expected in urls.items():
        assert {name: as_(world, name).get(url).status_code for name in expected} == expected, url


def test_a_safety_note_stands_above_the_question_and_in_today(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    browser = as_(world, "Fatima")
    urls = [reverse("question", args=[question.pk]), reverse("today")]
    assert all("Let op: veiligheid" not in browser.get(url).content.decode() for url in urls)
    describe(world, question.client, safety="Ga met z'n tweeën", household="Trap zonder leuning")
    page, day = (browser.get(url).content.decode() for url in urls)
    assert page.index("Let op: veiligheid") < page.index("De vraag</h2>")
    assert "Ga met z&#x27;n tweeën" in page
    assert "Trap zonder leuning" in page
    assert "Let op: veiligheid" in day
    assert "tweeën" not in day  # the note itself only on the page


def test_the_page_asks_the_same_of_many_as_of_few(world: World) -> None:
    client = world.client("Jansen", birth_date=BORN)
    browser = as_(world, "Ruud")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("client", args=[client.pk])).status_code == 200
        return len(asked)

    def more() -> None:
        by = world.people["Fatima"]
        linked = world.client("Janssen", birth_date=BORN)
        for each in (client, linked):
            world.question(client=each, provider=world.mee, supporter=by)
        people.add_contact_person(client=client, fields=people.ContactPersonFields(name="Els", to_call=True), by=by)
        linking.link(one=client, other=linked, by=by)
        linking.not_same(one=client, other=world.client("Jansen", birth_date=BORN), by=by)
        world.client("Jansen", first_name="Jan", birth_date=BORN)

    more()
    browser.get(reverse("client", args=[client.pk]))
    few = queries()
    more()
    more()
    assert queries() == few


# --- finding and writing down -----------------------------------------------------------------------------------------


def new_client(**changes: str) -> dict[str, str]:
    return {"last_name": "Janssen", "first_name": "Jan", "key": str(uuid.uuid4()), "reach_by": "", **changes}


def test_a_new_question_begins_with_finding_the_client(world: World) -> None:
    client = world.client("Jansen", first_name="Jan", birth_date=BORN)
    for name in ("Fatima", "Ruud"):
        browser = as_(world, name)
        page = browser.post(reverse("find_client"), {"q": "jansen"}).content.decode()
        assert reverse("client_new_question", args=[client.pk]) in page
        part = browser.post(reverse("find_client"), {"q": "jansen"}, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert reverse("client_new_question", args=[client.pk]) in part
        # Nobody is written down without a search: the page opens from there alone, with what was typed.
        assert browser.get(reverse("new_client")).headers["Location"] == reverse("find_client")
        form = browser.post(reverse("new_client"), {"q": "jan de vries 3-4-1950"}).context["form"]
        assert (form["first_name"].value(), form["last_name"].value()) == ("Jan", "Vries")
    assert as_(world, "Wil").get(reverse("find_client")).status_code == 403  # has the counter for it


def test_who_it_may_be_already_is_shown_once_with_the_reason(world: World) -> None:
    world.client("Jansen", first_name="Jan", birth_date=BORN)
    browser, url = as_(world, "Fatima"), reverse("new_client")
    data = new_client(birth_date="15-3-1950", language="Pools", reach_by="phone", reach_when="na tienen")
    asked = browser.post(url, data).content.decode()
    assert "Bestaat deze persoon al?" in asked
    assert "Zelfde geboortedatum en klinkt als Jansen" in asked
    assert Client.objects.count() == 1
    for _ in range(2):  # sent twice it is one client
        answer = browser.post(url, data | {"alike_shown": "1"})
        made = Client.objects.get(last_name="Janssen")
        assert answer.headers["Location"] == reverse("client_new_question", args=[made.pk])
    assert (made.language, made.reach_by, made.reach_when) == ("Pools", "phone", "na tienen")
    page = page_of(world, "Fatima", made)
    assert "telefoon, na tienen" in page
    assert "Pools" in page


def test_mistakes_are_said_and_nothing_typed_is_lost(world: World) -> None:
    answer = as_(world, "Fatima").post(reverse("new_client"), new_client(last_name="", phone="12"))
    assert sorted(answer.context["form"].errors) == ["last_name", "phone"]
    assert 'value="Jan"' in answer.content.decode()
    assert not Client.objects.exists()


def test_how_somebody_found_the_way_is_asked_with_a_new_question(world: World) -> None:
    client = world.client("Jansen")
    data = {
        "text": "Hulp bij een brief",
        "domains": ["care"],
        "channel": "own_number",
        "received_on": TODAY.isoformat(),
        "how_found": "municipality",
        "key": str(uuid.uuid4()),
    }
    as_(world, "Fatima").post(reverse("client_new_question", args=[client.pk]), data)
    question = HelpQuestion.objects.get(client=client)
    assert question.how_found == "municipality"
    assert "de gemeente" in as_(world, "Fatima").get(reverse("question", args=[question.pk])).content.decode()


# --- the same person --------------------------------------------------------------------------------------------------


def test_records_are_linked_and_taken_apart_from_the_page(world: World) -> None:
    one = world.client("Jansen", first_name="Jan", birth_date=BORN)
    other = world.client("Janssen", first_name="Jan", birth_date=BORN)
    world.question(client=one, provider=world.mee)
    theirs = world.question(client=other, provider=world.mee, text="Brief van de gemeente")
    page = page_of(world, "Fatima", one)
    assert "Mogelijk dezelfde persoon" in page
    assert "Zelfde geboortedatum en klinkt als Janssen" in page
    assert "Brief van de gemeente" not in page
    browser = as_(world, "Fatima")
    browser.post(reverse("client_link", args=[one.pk]), {"number": other.number, "reason": "Zelfde geboortedatum"})
    link = ClientLink.objects.get()
    page = page_of(world, "Fatima", one)
    assert "Mogelijk dezelfde persoon" not in page
    assert "Door Fatima, 18 november 2026 · Zelfde geboortedatum" in page
    assert reverse("question", args=[theirs.pk]) in page  # the questions of both records
    assert "Brief van de gemeente" not in page_of(world, "Petra", one)  # and only what is the reader's
    browser.post(reverse("client_unlink", args=[link.pk]))
    page = page_of(world, "Fatima", one)
    assert "losgemaakt door Fatima" in page
    assert "Brief van de gemeente" not in page
    assert "samenvoeg" not in page.lower()


def test_who_knows_one_record_links_it_by_way_of_the_coordinator(world: World) -> None:
    mine, theirs = world.client("Jansen", birth_date=BORN), world.client("Janssen", birth_date=BORN)
    world.question(client=mine, provider=world.mee)
    world.question(client=theirs, provider=world.palet)
    url, data = reverse("client_link", args=[mine.pk]), {"number": theirs.number, "reason": "Zelfde dag geboren"}
    answer = as_(world, "Fatima").post(url, data)
    assert answer.context["form"].errors["number"] == [
        "U kent maar één van deze dossiers. Vraag de coördinator om ze te koppelen."
    ]
    assert not ClientLink.objects.exists()
    as_(world, "Ruud").post(url, data)
    assert ClientLink.objects.get().by == world.people["Ruud"]


def test_two_people_are_remembered_and_may_be_taken_back(world: World) -> None:
    one = world.client("Jansen", first_name="Jan", birth_date=BORN)
    other = world.client("Janssen", first_name="Jan", birth_date=BORN)
    browser = as_(world, "Fatima")
    browser.post(reverse("client_not_same", args=[one.pk]), {"number": other.number})
    said = NotSamePerson.objects.get()
    assert "Mogelijk dezelfde persoon" not in page_of(world, "Fatima", one)
    assert "Gezegd door Fatima" in page_of(world, "Fatima", other)
    browser.post(reverse("client_not_same_undo", args=[said.pk]))
    assert "Mogelijk dezelfde persoon" in page_of(world, "Fatima", one)


def test_a_number_that_is_nobodys_is_said_at_the_field(world: World) -> None:
    one = world.client("Jansen")
    url = reverse("client_link", args=[one.pk])
    for number, words in (("C-999", "geen cliënt met dit nummer"), (one.number, "aan zichzelf")):
        answer = as_(world, "Fatima").post(url, {"number": number, "reason": "Zegt hij zelf"})
        assert words in answer.context["form"].errors["number"][0]
        assert "Zegt hij zelf" in answer.content.decode()
    assert as_(world, "Wil").get(url).status_code == 403


def test_the_list_of_possible_duplicates_is_for_who_keeps_the_register(world: World) -> None:
    for _ in range(2):
        world.client("Jansen", first_name="Jan", birth_date=BORN)
    url = reverse("possible_duplicates")
    codes = {name: as_(world, name).get(url).status_code for name in ("Ruud", "Karin", "Fatima", "Wil")}
    assert codes == {"Ruud": 200, "Karin": 200, "Fatima": 403, "Wil": 403}
    newer, older = Client.objects.order_by("-pk")
    page = as_(world, "Ruud").get(url).content.decode()
    assert "Zelfde geboortedatum en zelfde naam" in page
    answer = as_(world, "Ruud").post(
        reverse("client_link", args=[newer.pk]), {"number": older.number, "reason": "", "lijst": "0"}
    )
    assert answer.headers["Location"] == url
    assert "Er zijn geen dossiers die op elkaar lijken" in as_(world, "Ruud").get(url).content.decode()


# --- contact persons, surroundings, target groups ---------------------------------------------------------------------


def test_a_contact_person_is_added_changed_and_removed(world: World) -> None:
    client = world.client("Jansen")
    world.question(client=client, provider=world.mee)
    browser = as_(world, "Fatima")
    data = {
        "name": "Bas",
        "relation": "zoon",
        "parts": ["to_call", "is_representative"],
        "phone": "06 12345678",
        "carer_load": "",
        "mandate_for": "Gesprekken met de gemeente",
        "mandate_from": "2026-01-01",
        "mandate_until": "2026-11-01",
        "key": str(uuid.uuid4()),
    }
    url = reverse("contact_person_new", args=[client.pk])
    wrong = browser.post(url, data | {"mandate_for": ""})
    assert wrong.context["form"].errors == {"mandate_for": ["Schrijf op waarvoor de machtiging is."]}
    browser.post(url, data)
    person = client.contact_persons.get()
    page = page_of(world, "Fatima", client)
    assert "Gesprekken met de gemeente" in page
    assert "afgelopen" in page
    edit = reverse("contact_person", args=[person.pk])
    form = browser.get(edit).context["form"]
    assert form.initial["parts"] == ["to_call", "is_representative"]
    browser.post(edit, data | {"name": "Bastiaan", "version": "1"})
    late = browser.post(edit, data | {"name": "Sebas", "version": "1"})
    assert "Zo staat het er nu" in late.content.decode()
    assert 'value="Sebas"' in late.content.decode()
    browser.post(reverse("contact_person_delete", args=[person.pk]), {"version": "2"})
    assert not client.contact_persons.exists()


def test_notes_and_target_groups_are_written_from_the_page(world: World) -> None:
    client = world.client("Jansen")
    world.question(client=client, provider=world.mee)
    group = TargetGroup.objects.create(front_door=world.front_door, name="Mantelzorgers")
    browser = as_(world, "Fatima")
    url = reverse("client_surroundings", args=[client.pk])
    data = {"safety": "Hond", "household": "", "carer_load": "heavy", "version": "0"}
    assert "is_carer" in browser.post(url, data).context["form"].errors
    browser.post(url, data | {"is_carer": "on"})
    browser.post(reverse("client_target_groups", args=[client.pk]), {"target_groups": [str(group.pk)]})
    page = page_of(world, "Ruud", client)
    assert "Is zelf mantelzorger, zwaar" in page
    assert "Mantelzorgers" in page
    second = browser.post(url, data | {"is_carer": "on", "safety": "Kat"})
    assert "Zo staat het er nu" in second.content.decode()


# --- whose client it is -----------------------------------------------------------------------------------------------


def test_triage_proposes_the_fixed_contact_person_and_not_who_was_set_aside(world: World) -> None:
    client, fatima, joost = world.client("Jansen"), world.people["Fatima"], world.people["Joost"]
    first = world.question(client=client, provider=world.mee, supporter=fatima)
    browser = as_(world, "Ruud")
    browser.post(reverse("client_fixed_contact", args=[client.pk]), {"to": f"{world.mee.pk}:{joost.pk}"})
    new = world.question(client=client)
    for url in (reverse("inbox"), reverse("triage", args=[new.pk])):
        page = browser.get(url).content.decode()
        assert f'<option value="{world.mee.pk}:{joost.pk}" selected>' in page
        assert "vaste contactpersoon" in page
        assert f'value="{world.mee.pk}:{fatima.pk}"' in page
    browser.post(
        reverse("other_supporter", args=[first.pk]), {"reason": "Kent de buren", "supporter": "", "version": "2"}
    )
    page = browser.get(reverse("triage", args=[new.pk])).content.decode()
    assert f'value="{world.mee.pk}:{fatima.pk}"' not in page
    other = world.question().pk
    assert f'value="{world.mee.pk}:{fatima.pk}"' in browser.get(reverse("triage", args=[other])).content.decode()


def test_the_reason_is_read_by_coordinator_and_manager_alone(world: World) -> None:
    client = world.client("Jansen")
    question = world.question(client=client, provider=world.mee, supporter=world.people["Fatima"])
    url = reverse("other_supporter", args=[question.pk])
    codes = {name: as_(world, name).get(url).status_code for name in ("Fatima", "Ruud", "Karin", "Petra", "Wil")}
    assert codes == {"Fatima": 200, "Ruud": 200, "Karin": 200, "Petra": 404, "Wil": 403}
    joost = world.people["Joost"]
    as_(world, "Fatima").post(
        url, {"reason": "Kent de buren", "supporter": str(joost.pk), "version": str(question.version)}
    )
    question.refresh_from_db()
    assert question.supporter == joost
    story = as_(world, "Joost").get(reverse("question", args=[question.pk])).content.decode()
    assert "Andere ondersteuner gevraagd" in story
    assert "Kent de buren" not in story
    assert {name: "Kent de buren" in page_of(world, name, client) for name in ("Ruud", "Karin", "Joost", "Fatima")} == {
        "Ruud": True,
        "Karin": True,
        "Joost": False,
        "Fatima": False,
    }
    aside = SetAside.objects.get()
    again = reverse("supporter_again", args=[aside.pk])
    assert as_(world, "Joost").post(again).status_code == 403
    as_(world, "Karin").post(again)
    assert "Teruggenomen door Karin" in page_of(world, "Karin", client)


def test_who_was_set_aside_is_told_why_the_question_cannot_be_taken(world: World) -> None:
    client = world.client("Jansen")
    question = world.question(client=client, provider=world.mee, supporter=world.people["Fatima"])
    objectivity.ask_for_another(
        question=question,
        reason="x",
        supporter=None,
        by=world.people["Karin"],
        today=TODAY,
        version=question.version,
    )
    question.refresh_from_db()
    answer = as_(world, "Fatima").post(
        reverse("take_question", args=[question.pk]), {"version": str(question.version)}, follow=True
    )
    assert "Deze cliënt vroeg om een andere ondersteuner" in answer.content.decode()


def test_the_inbox_asks_the_same_of_many_as_of_few(world: World) -> None:
    browser = as_(world, "Ruud")
    for _ in range(2):
        client = world.client("Jansen")
        world.question(client=client)
        objectivity.fix_contact(
            client=client, provider=world.mee, supporter=world.people["Joost"], by=world.people["Ruud"], today=TODAY
        )

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("inbox"))
        return len(asked)

    queries()
    few = queries()
    for _ in range(5):
        world.question()
    assert queries() == few


# --- the counter ------------------------------------------------------------------------------------------------------


def test_the_counter_asks_target_groups_at_one_query_and_adds_what_is_chosen(world: World) -> None:
    elders, ggz = (TargetGroup.objects.create(front_door=world.front_door, name=name) for name in ("Ouderen", "Ggz"))
    client = world.client("Jansen")
    people.set_target_groups(client=client, groups=[ggz], by=world.people["Fatima"])
    browser = as_(world, "Wil")
    with CaptureQueriesContext(connection) as asked:
        page = browser.post(reverse("counter_open"), {"client": str(client.pk)}).content.decode()
    assert sum("cases_targetgroup" in query["sql"] for query in asked.captured_queries) == 1
    assert "Doelgroep en hoe bij ons gekomen" in page
    assert (
        "checked" not in page[page.index('name="target_groups"') : page.index('name="how_found"')]
    )  # not what is there
    data = {
        "client": str(client.pk),
        "number": "1",
        "q0-text": "Hulp bij een brief",
        "key": str(uuid.uuid4()),
        "channel": "counter",
        "place": "",
        "received_on": TODAY.isoformat(),
        "target_groups": [str(elders.pk)],
        "how_found": "media",
    }
    browser.post(reverse("counter_save"), data)
    assert HelpQuestion.objects.get(client=client).how_found == "media"
    assert {group.name for group in people.target_groups_of([client.pk])} == {"Ouderen", "Ggz"}
