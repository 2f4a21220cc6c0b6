"""The counter's page: found, written down, counted; as oneself, as a neighbour, and with half a form."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from cases import drafts
from cases.models import Client, CounterTiming, Draft, HelpQuestion, Norms, Tally
from oco.models import PeriodClosing, User
from tests.cases import counter_scene
from tests.cases.counter_scene import Scene

HTMX = {"HX-Request": "true"}
BORN = date(1950, 3, 15)


@pytest.fixture
def scene(db: None) -> Scene:
    return counter_scene.build()


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def balie(scene: Scene) -> Browser:
    return browser_of(scene.volunteer)


def form(**changes: Any) -> dict[str, Any]:
    """A new client with one question, as the page sends it."""
    filled: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "number": "1",
        "client": "",
        "last_name": "Jansen",
        "first_name": "Jan",
        "birth_date": "15-3-1950",
        "q0-text": "Brief over de huur",
        "q0-domains": ["housing"],
        "channel": "counter",
        "place": "Balie Forum",
        "received_on": f"{timezone.localdate():%d-%m-%Y}",
        "milliseconds": "12400",
    }
    return filled | changes


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_opens_with_the_cursor_in_the_search_box(balie: Browser) -> None:
    page = balie.get(reverse("counter"))
    assert 'name="q" value=""' in page.text
    assert re.search(r'<input type="search"[^>]* autofocus', page.text)
    assert page.text.count("<h1") == 1
    assert '<form id="inloop"' not in page.text


def test_the_search_shows_identity_and_where_known_but_no_question(scene: Scene, balie: Browser) -> None:
    jan = scene.client("Jansen", first_name="Jan", birth_date=BORN, postcode="2711 AB", district=scene.centrum)
    scene.ask(jan, provider=scene.mee, text="Schulden bij de bank")
    answer = balie.post(reverse("counter_search"), {"q": "janssen 1950"}, headers=HTMX)
    assert "Jansen, Jan geboren 15-3-1950 2711 AB Centrum bekend bij MEE" in text(answer.text)
    assert "Schulden" not in answer.text
    assert "<html" not in answer.text
    whole = balie.post(reverse("counter_search"), {"q": "janssen 1950"})
    assert "<html" in whole.text
    assert "bekend bij MEE" in whole.text
    assert "Jansen" not in whole.text.split("<title>")[1].split("</title>")[0]
    assert balie.get(reverse("counter_search"), {"q": "jansen"}).status_code == 405


def test_somebody_of_another_front_door_is_neither_found_nor_opened(scene: Scene, balie: Browser) -> None:
    kees = scene.client("Kok", first_name="Kees", front_door=scene.elsewhere)
    assert "Kok" not in balie.post(reverse("counter_search"), {"q": "kees"}, headers=HTMX).text
    assert balie.post(reverse("counter_open"), {"client": kees.pk}).status_code == 404
    assert balie.post(reverse("counter_open"), {"client": "999999999"}).status_code == 404
    assert balie.post(reverse("counter_save"), form(client=kees.pk)).status_code == 404
    assert balie.get(reverse("client_identity", args=[kees.pk])).status_code == 404
    assert HelpQuestion.objects.count() == 0
    at_home = browser_of(scene.stranger).post(reverse("counter_open"), {"client": kees.pk})
    assert "Kok, Kees" in at_home.text


def test_who_has_no_work_at_a_counter_is_refused(scene: Scene) -> None:
    officer = browser_of(scene.officer)
    assert officer.get(reverse("counter")).status_code == 403
    for name in ("counter_search", "counter_open", "counter_change", "counter_save", "counter_alike", "counter_tally"):
        assert officer.post(reverse(name), form()).status_code == 403, name
    assert Browser().get(reverse("counter")).status_code == 302


def test_a_new_client_takes_over_what_was_typed_in_the_search_box(balie: Browser) -> None:
    answer = balie.post(reverse("counter_open"), {"new": "1", "q": "els van der jansen 15-3-1951 2711ab"}, headers=HTMX)
    for name, value in {
        "first_name": "Els",
        "prefix": "van der",
        "last_name": "Jansen",
        "birth_date": "15-03-1951",
        "postcode": "2711 AB",
    }.items():
        assert re.search(rf'name="{name}" value="{value}"', answer.text), name
    assert re.search(r'<textarea name="q0-text"[^>]* autofocus', answer.text)


def test_a_visit_is_saved_and_the_page_is_fresh(scene: Scene, balie: Browser) -> None:
    answer = balie.post(
        reverse("counter_save"),
        form(number="2", **{"q1-text": "Vervoer naar de dagbesteding", "q1-domains": ["welfare"], "q1-urgent": "on"}),
        headers=HTMX,
    )
    first, second = HelpQuestion.objects.order_by("pk")
    assert f"Opgeslagen: 2 vragen, nummers {first.number} en {second.number}. De coördinator wijst toe." in answer.text
    assert "Jansen" not in answer.text
    assert '<form id="inloop"' not in answer.text
    client = Client.objects.get()
    assert (client.full_name, client.birth_date, client.front_door) == ("Jan Jansen", BORN, scene.zosamen)
    assert [(q.text, q.urgent, q.place, q.channel) for q in (first, second)] == [
        ("Brief over de huur", False, "Balie Forum", "counter"),
        ("Vervoer naar de dagbesteding", True, "Balie Forum", "counter"),
    ]
    timing = CounterTiming.objects.get()
    assert (timing.kind, timing.milliseconds, timing.front_door) == ("new_client", 12_400, scene.zosamen)


def test_without_a_script_saving_leads_back_to_the_page(balie: Browser) -> None:
    answer = balie.post(reverse("counter_save"), form(), follow=True)
    assert answer.redirect_chain == [(reverse("counter"), 302)]
    assert f"Opgeslagen: 1 vraag, nummer {HelpQuestion.objects.get().number}." in answer.text


def test_a_form_that_is_sent_twice_is_saved_once_and_says_the_same(balie: Browser) -> None:
    filled = form()
    answers = [balie.post(reverse("counter_save"), filled, headers=HTMX).text for _ in range(3)]
    assert (Client.objects.count(), HelpQuestion.objects.count(), CounterTiming.objects.count()) == (1, 1, 1)
    number = HelpQuestion.objects.get().number
    assert all(f"Opgeslagen: 1 vraag, nummer {number}." in answer for answer in answers)


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(balie: Browser) -> None:
    wrong = form(
        last_name="",
        birth_date="30 februari 1950",
        postcode="99",
        email="geen adres",
        **{"q0-text": "Brief over de huur", "q0-domains": []},
    )
    answer = balie.post(reverse("counter_save"), wrong, headers=HTMX)
    said = text(answer.text)
    for sentence in (
        "Vul de achternaam in.",
        "Deze datum bestaat niet. Kijk de dag en de maand na.",
        "Vul een postcode in zoals 2711 AB.",
        "Vul een e-mailadres in, zoals naam@voorbeeld.nl.",
    ):
        assert said.count(sentence) == 2, sentence  # in the summary and at the field
    for typed in ("30 februari 1950", "99", "geen adres", "Brief over de huur", wrong["key"]):
        assert typed in answer.text
    assert (Client.objects.count(), HelpQuestion.objects.count()) == (0, 0)
    whole = balie.post(reverse("counter_save"), wrong)
    assert "<title>Fout: Balie" in whole.text


def test_of_two_questions_the_summary_says_which_is_wrong(balie: Browser) -> None:
    answer = balie.post(reverse("counter_save"), form(number="2"), headers=HTMX)
    assert "Vraag 2: Schrijf in het kort de vraag op, of kies een leefgebied." in text(answer.text)


def test_a_question_needs_a_few_words_or_one_domain(balie: Browser) -> None:
    balie.post(reverse("counter_save"), form(number="2", **{"q0-domains": [], "q1-domains": ["care"]}), headers=HTMX)
    first, second = HelpQuestion.objects.order_by("pk")
    assert (first.text, first.domains.count()) == ("Brief over de huur", 0)
    assert (second.text, [row.domain for row in second.domains.all()]) == ("", ["care"])


@pytest.mark.parametrize("number", ["-1", "0", "x", "", "99999999999999999999"])
def test_a_strange_number_of_questions_does_no_harm(balie: Browser, number: str) -> None:
    answer = balie.post(reverse("counter_save"), form(number=number), headers=HTMX)
    assert answer.status_code == 200


def test_one_more_question_keeps_all_and_judges_nothing(balie: Browser) -> None:
    typed = form(last_name="", birth_date="15-3-19", add="1", **{"q0-urgent": "on"})
    answer = balie.post(reverse("counter_change"), typed, headers=HTMX)
    assert 'name="number" value="2"' in answer.text
    assert 'value="15-3-19"' in answer.text
    assert "Brief over de huur" in answer.text
    assert re.search(r'name="q0-urgent"[^>]* checked', answer.text)
    assert re.search(r'<textarea name="q1-text"[^>]* autofocus', answer.text)
    assert "invalid-feedback" not in answer.text
    assert typed["key"] in answer.text


def test_a_question_that_is_taken_away_lets_the_next_move_up(balie: Browser) -> None:
    three = form(
        number="3",
        remove="1",
        **{
            "q1-text": "Weg ermee",
            "q1-domains": ["care"],
            "q1-urgent": "on",
            "q2-text": "Blijft",
            "q2-domains": ["welfare", "care"],
        },
    )
    answer = balie.post(reverse("counter_change"), three, headers=HTMX)
    assert 'name="number" value="2"' in answer.text
    assert "Weg ermee" not in answer.text
    assert re.search(r'name="q1-text"[^>]*>\s*Blijft', answer.text)
    assert len(re.findall(r'name="q1-domains"[^>]* checked', answer.text)) == 2
    assert not re.search(r'name="q1-urgent"[^>]* checked', answer.text)


def test_who_may_be_the_same_is_asked_and_never_merged(scene: Scene, balie: Browser) -> None:
    known = scene.client("Janssen", first_name="Johan", birth_date=BORN)
    hint = balie.post(reverse("counter_alike"), form(), headers=HTMX)
    assert "Bestaat deze persoon al?" in hint.text
    assert "Janssen, Johan" in hint.text
    # Saved before the hint came: asked once, nothing written.
    asked = balie.post(reverse("counter_save"), form(), headers=HTMX)
    assert "Bestaat deze persoon al?" in asked.text
    assert HelpQuestion.objects.count() == 0
    # It is somebody else: saving again goes on.
    balie.post(reverse("counter_save"), form(alike_shown="1"), headers=HTMX)
    assert (Client.objects.count(), HelpQuestion.objects.get().client.last_name) == (2, "Jansen")
    # It is this person: the questions stay in the form.
    taken = balie.post(reverse("counter_change"), form(known=known.pk), headers=HTMX)
    assert f'name="client" value="{known.pk}"' in taken.text
    assert "Brief over de huur" in taken.text
    balie.post(reverse("counter_save"), form(client=known.pk), headers=HTMX)
    assert known.questions.count() == 1
    assert CounterTiming.objects.filter(kind="existing_client").count() == 1


def test_the_desk_presets_how_it_came_in_and_is_remembered(scene: Scene, balie: Browser) -> None:
    balie.post(reverse("counter_spot"), {"spot": f"plek-{scene.walk_in_hour.pk}"})
    opened = balie.post(reverse("counter_open"), {"new": "1", "q": "jansen"}, headers=HTMX)
    assert re.search(r'<option value="walk_in_hour" selected', opened.text)
    assert 'name="place" value="Spreekuur Meerzicht"' in opened.text
    assert re.search(rf'<option value="{scene.palet.pk}" selected', opened.text)
    balie.post(
        reverse("counter_save"),
        form(channel="walk_in_hour", place="Spreekuur Meerzicht", provider=scene.palet.pk),
        headers=HTMX,
    )
    question = HelpQuestion.objects.get()
    assert (question.channel, question.provider, question.district) == ("walk_in_hour", scene.palet, scene.meerzicht)
    assert balie.post(reverse("counter_spot"), {"spot": f"deur-{scene.elsewhere.pk}"}).status_code == 404
    assert balie.session["desk_spot"] == f"plek-{scene.walk_in_hour.pk}"


def test_a_visit_in_a_filed_period_is_refused_at_the_date(scene: Scene, balie: Browser) -> None:
    PeriodClosing.objects.create(
        front_door=scene.zosamen, start=date(2026, 1, 1), end=date(2026, 4, 1), closed_by=scene.coordinator
    )
    answer = balie.post(reverse("counter_save"), form(received_on="31-3-2026"), headers=HTMX)
    assert "Het rapport over het 1e kwartaal van 2026 is ingediend." in answer.text
    assert re.search(r'id="id_received_on_error"', answer.text)
    assert "Brief over de huur" in answer.text
    assert (Client.objects.count(), HelpQuestion.objects.count()) == (0, 0)


def test_a_day_in_the_future_is_refused_at_the_date(balie: Browser) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = balie.post(reverse("counter_save"), form(received_on=f"{tomorrow:%d-%m-%Y}"), headers=HTMX)
    assert "Deze datum ligt in de toekomst." in answer.text
    assert HelpQuestion.objects.count() == 0


def test_without_norms_the_form_stays_and_says_whom_to_ask(scene: Scene, balie: Browser) -> None:
    Norms.objects.all().delete()
    answer = balie.post(reverse("counter_save"), form(), headers=HTMX)
    assert "Voor ZoSamen zijn geen normen ingevuld. Vraag het de beheerder." in answer.text
    assert "Brief over de huur" in answer.text
    assert Client.objects.count() == 0


def test_half_a_form_is_there_again_after_a_reload_and_gone_after_saving(scene: Scene, balie: Browser) -> None:
    half = form(
        last_name="Jans", birth_date="15-3-", front_door=scene.zosamen.pk, **{"q0-domains": ["housing", "care"]}
    )
    balie.post(reverse("draft_save", args=["walk-in"]), half)
    page = balie.get(reverse("counter"))
    assert "Het is nog niet opgeslagen. U kunt verder." in page.text
    assert 'name="last_name" value="Jans"' in page.text
    assert 'name="birth_date" value="15-3-"' in page.text
    assert len(re.findall(r'name="q0-domains"[^>]* checked', page.text)) == 2
    assert half["key"] in page.text
    assert "invalid-feedback" not in page.text
    assert "Jans" not in browser_of(scene.coordinator).get(reverse("counter")).text
    balie.post(reverse("counter_save"), form(key=half["key"]), headers=HTMX)
    assert Draft.objects.count() == 0
    # What was still under way when the form was saved.
    assert balie.post(reverse("draft_save", args=["walk-in"]), half).status_code == 204
    assert '<form id="inloop"' not in balie.get(reverse("counter")).text


def test_half_a_form_is_thrown_away_when_asked(scene: Scene, balie: Browser) -> None:
    drafts.save(
        author=scene.volunteer, form="walk-in", data={"last_name": ["Jans"], "front_door": [str(scene.zosamen.pk)]}
    )
    answer = balie.post(reverse("counter_clear"), headers=HTMX)
    assert '<form id="inloop"' not in answer.text
    assert Draft.objects.count() == 0


def test_opening_the_page_writes_nothing(scene: Scene, balie: Browser) -> None:
    drafts.save(
        author=scene.volunteer, form="walk-in", data={"last_name": ["Jans"], "front_door": [str(scene.zosamen.pk)]}
    )
    before = Draft.objects.get().saved_at
    balie.get(reverse("counter"))
    assert Draft.objects.get().saved_at == before


def test_one_tap_counts_and_one_takes_it_back(scene: Scene, balie: Browser) -> None:
    key = str(uuid.uuid4())
    tap = {"topic": scene.money.pk, "key": key, "milliseconds": "640"}
    for _ in range(2):
        answer = balie.post(reverse("counter_tally"), tap, headers=HTMX)
    assert "Vandaag 1 eenvoudige vraag geteld" in answer.text
    assert key not in answer.text
    tally = Tally.objects.get()
    assert (tally.topic, tally.place, tally.channel) == (scene.money, "Balie Forum", "counter")
    assert CounterTiming.objects.get().milliseconds == 640
    assert browser_of(scene.coordinator).post(reverse("counter_take_back", args=[tally.pk])).status_code == 404
    back = balie.post(reverse("counter_take_back", args=[tally.pk]), headers=HTMX)
    assert "Vandaag 0 eenvoudige vragen geteld" in back.text
    assert Tally.objects.standing().count() == 0


def test_a_topic_of_another_front_door_counts_nothing(scene: Scene) -> None:
    neighbour = browser_of(scene.stranger)
    for topic in (scene.money.pk, "x", "", "99999999999999999999"):
        assert neighbour.post(reverse("counter_tally"), {"topic": topic}).status_code == 404
    assert Tally.objects.count() == 0


def test_a_filed_quarter_takes_no_tally(scene: Scene, balie: Browser) -> None:
    today = timezone.localdate()
    PeriodClosing.objects.create(
        front_door=scene.zosamen,
        start=date(today.year, 1, 1),
        end=date(today.year + 1, 1, 1),
        closed_by=scene.coordinator,
    )
    answer = balie.post(reverse("counter_tally"), {"topic": scene.money.pk, "key": str(uuid.uuid4())}, headers=HTMX)
    assert f"Het rapport over {today.year} is ingediend." in answer.text
    assert Tally.objects.count() == 0


def test_the_page_asks_as_much_for_many_as_for_few(
    scene: Scene, balie: Browser, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        balie.post(reverse("counter_tally"), {"topic": scene.money.pk, "key": str(uuid.uuid4())})
    # Of these, eight are the request's transaction, who acts, and the login that tests take on.
    with django_assert_max_num_queries(22):
        assert "20" in balie.get(reverse("counter")).text


# --- a client's identity ----------------------------------------------------------------------------------------------


def identity_form(version: int, **changes: str) -> dict[str, str]:
    return {"last_name": "Jansen", "first_name": "Jan", "phone": "06 12345678", "version": str(version)} | changes


def test_a_telephone_number_is_corrected(scene: Scene, balie: Browser) -> None:
    jan = scene.client("Jansen", first_name="Jan", phone="+31611111111")
    url = reverse("client_identity", args=[jan.pk])
    page = balie.get(url)
    assert 'value="06 11111111"' in page.text
    assert "Jansen" not in page.text.split("<title>")[1].split("</title>")[0]
    assert balie.post(url, identity_form(1)).status_code == 302
    jan.refresh_from_db()
    assert (jan.phone, jan.version) == ("+31612345678", 2)
    assert "Jansen, Jan" in balie.post(reverse("counter_search"), {"q": "0612345678"}, headers=HTMX).text


def test_of_two_who_correct_at_once_the_second_sees_both(scene: Scene, balie: Browser) -> None:
    jan = scene.client("Jansen", first_name="Jan")
    url = reverse("client_identity", args=[jan.pk])
    browser_of(scene.coordinator).post(url, identity_form(1, last_name="Jansma"))
    clash = balie.post(url, identity_form(1, last_name="Janssens"))
    assert "Iemand anders heeft dit intussen gewijzigd." in clash.text
    assert "Jansma" in text(clash.text).split("Zo staat het er nu")[1].split("Dit vulde u in")[0]
    assert 'name="last_name" value="Janssens"' in clash.text
    assert 'name="version" value="2"' in clash.text
    assert Client.objects.get().last_name == "Jansma"
    balie.post(url, identity_form(2, last_name="Janssens"))
    assert Client.objects.get().last_name == "Janssens"


def test_a_wrong_correction_keeps_what_was_typed(scene: Scene, balie: Browser) -> None:
    jan = scene.client("Jansen")
    answer = balie.post(reverse("client_identity", args=[jan.pk]), identity_form(1, phone="12", last_name=""))
    assert "Vul de achternaam in." in answer.text
    assert 'value="12"' in answer.text
    assert Client.objects.get().version == 1
