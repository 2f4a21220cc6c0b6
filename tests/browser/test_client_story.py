"""The story of one client: from the counter, through all that a supporter does, to the aftercare and the next question.

The tests are chapters, in order: each goes on where the one before it stopped.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo, PageAs
from tests.browser.looking import PHONE, look, nobody
from tests.browser.reports import go, pdf_pages
from tests.browser.steps import ask, assign, open_counter, save, search, start_new_client, waiting_for

SUPPORTER = "ondersteuner@mee"
MANAGER = "teamleider@mee"
ASKED = "Kan de trap niet meer op en wil weten wat er kan"
MAY_BE_TOLD = ["Naam", "Telefoonnummer", "De vraag", "Bericht van de ondersteuner"]
NOT_TOLD = "Slaapt slecht sinds de val"  # written at a contact


@dataclass
class Case:
    """The client that is followed, and where their question stands."""

    name: str
    number: str = ""  # of the question
    address: str = ""  # of its page
    place: str = ""  # on the social map

    @property
    def client(self) -> str:
        return f"{self.name}, Truus"


@pytest.fixture(scope="module")
def case() -> Case:
    return Case(nobody())


@pytest.fixture
def question(page_as: PageAs, case: Case) -> Page:
    """The page of the question, as its supporter sees it."""
    assert case.address, "an earlier chapter failed"
    page = page_as(SUPPORTER)
    page.goto(case.address)
    return page


def beside(page: Page, label: str) -> Locator:
    """The line with this label in the card "Bij deze vraag"."""
    return page.locator(".beside li").filter(has=page.get_by_role("link", name=re.compile(f"^{label}")))


def open_beside(page: Page, label: str) -> None:
    beside(page, label).get_by_role("link").click()


def on_today(page: Page, case: Case, what: str) -> Locator:
    """The link of what waits for the supporter about this client."""
    go(page, "Vandaag")
    return waiting_for(page, case.name, what)


def press(page: Page, name: str, said: str) -> None:
    """Presses the button and reads what the next page says."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("#messages")).to_contain_text(said)


def refused(page: Page, name: str, said: str) -> None:
    """Presses the button and reads what the form has against it."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("#error-summary")).to_contain_text(said)


def walk_in(page: Page, case: Case, asked: str) -> str:
    """Writes the client down at the counter as if nobody knew them; gives the number of the question."""
    start_new_client(page, case.name)
    page.get_by_label("Voornaam").fill("Truus")
    page.locator("[name=birth_date]").fill("4-5-1944")
    page.get_by_role("textbox", name="Telefoon").fill("079 316 71 82")
    ask(page, asked)
    page.get_by_role("checkbox", name="wonen").check()
    page.get_by_text("Ingang, plek en datum").click()
    page.locator("[name=received_on]").fill((timezone.localdate() - timedelta(days=2)).isoformat())
    page.get_by_text("Doelgroep en hoe bij ons gekomen").click()
    page.get_by_role("checkbox", name="ouderen").check()
    page.get_by_label("Hoe bij ons gekomen").select_option(label="familie of vrienden")
    look(page, "verhaal-balie")
    found = re.search(r"nummer ([\w-]+)", save(page))
    assert found
    return found[1]


def test_the_counter_asks_who_it_is_and_how_they_found_us(page_as: PageAs, demo: Demo, case: Case) -> None:
    page = page_as("balie@")
    open_counter(page, demo)
    case.number = walk_in(page, case, ASKED)
    # A colleague who doesn't look makes a second record of the same person.
    walk_in(page, case, "Vraag van dezelfde mevrouw")
    expect(search(page, case.name)).to_have_count(2)


def test_the_coordinator_searches_first_links_and_unlinks_records_and_assigns(
    page_as: PageAs, demo: Demo, case: Case
) -> None:
    supporter = page_as(SUPPORTER)
    page = page_as("coordinator@")
    page.get_by_role("link", name="Nieuwe vraag").click()
    page.get_by_role("searchbox").press_sequentially(case.name)
    found = page.locator(".found-clients li")
    expect(found).to_have_count(2)
    look(page, "verhaal-zoeken")
    found.first.get_by_role("link", name=case.client, exact=True).click()

    alike = page.get_by_role("region", name="Mogelijk dezelfde persoon")
    expect(alike.locator("li")).to_contain_text(re.compile("zelfde|gelijk", re.IGNORECASE))  # the reason
    look(page, "verhaal-dubbel")
    alike.get_by_role("button", name=re.compile("^Koppelen")).click()
    expect(page.locator("#messages")).to_contain_text("Ze tellen voortaan als één cliënt.")
    expect(page.locator(".client-cases li")).to_have_count(2)
    look(page, "verhaal-gekoppeld")
    page.get_by_role("button", name=re.compile("^Losmaken")).click()
    expect(page.locator("#messages")).to_contain_text("Ze tellen weer als twee cliënten.")
    page.goto(demo.care + reverse("possible_duplicates"))
    pair = page.locator(".duplicates li", has_text=case.name)
    expect(pair.locator(".duplicates-why")).not_to_be_empty()
    look(page, "verhaal-dubbele-dossiers")
    pair.get_by_role("button", name=re.compile("^Koppelen")).click()
    expect(page.locator("#messages")).to_contain_text("Ze tellen voortaan als één cliënt.")

    assign(page, demo, ASKED, supporter.locator(".who-person").inner_text())


def test_not_reached_three_times_gives_the_choice_to_let_the_term_stand_still(
    page_as: PageAs, demo: Demo, case: Case
) -> None:
    page = page_as(SUPPORTER)
    row = page.locator("li.case", has_text=ASKED).filter(has_text=case.name)
    for tries in (1, 2, 3):
        if tries > 1:
            _hours_pass(demo, case)
        row.get_by_role("button", name="Niet bereikt").click()
        expect(row).to_contain_text(f"{tries} van 3 pogingen")
    look(page, "verhaal-niet-bereikt")
    row.get_by_role("link", name="Termijn laten stilstaan").click()
    expect(page.get_by_role("radio", name="cliënt niet bereikt")).to_be_checked()
    page.get_by_label("Loopt weer op").fill((timezone.localdate() + timedelta(days=14)).isoformat())
    look(page, "verhaal-pauze")
    press(page, "Termijn laten stilstaan", "De termijn staat stil.")
    expect(page.locator(".summary-state .term").first).to_contain_text("staat stil tot")
    case.address = page.url


def _hours_pass(demo: Demo, case: Case) -> None:
    """Attempts count when an hour lies between them: those of this question become two hours older."""
    demo.manage(
        "shell",
        "-c",
        "from datetime import timedelta; from django.db.models import F; from cases.models import ReachAttempt; "
        f"ReachAttempt.objects.filter(question__number='{case.number}').update(at=F('at') - timedelta(hours=2))",
    )


def test_reached_at_last_the_talk_is_one_act_and_a_line_is_written_once_more(question: Page) -> None:
    work = question.locator("#contact")
    work.get_by_label("Wat hebt u gedaan?").fill(NOT_TOLD)
    work.get_by_role("radio", name="huisbezoek").check()
    # Which minutes the buttons have, they learned from this person.
    work.get_by_role("button", name=re.compile("minuten$")).first.click()
    minutes = work.get_by_label("Tijd", exact=True).input_value()
    work.get_by_text("Met een collega of met reistijd").click()
    work.get_by_label("Tweede ondersteuner").select_option(index=1)
    work.get_by_label("Reistijd").fill("15")
    press(question, "Opslaan", "Opgeslagen.")
    for term in question.locator(".summary-state .term").all():
        expect(term).to_contain_text("op tijd")
    visit = question.locator(".timeline li", has_text=NOT_TOLD)
    expect(visit.locator(".line-beside li")).to_have_count(3)

    visit.get_by_role("link", name=re.compile("^Nog een keer")).click()
    work = question.locator("#contact")
    expect(work.get_by_role("radio", name="huisbezoek")).to_be_checked()
    expect(work.get_by_label("Tijd", exact=True)).to_have_value(minutes)
    work.get_by_label("Wat hebt u gedaan?").fill("Met de dochter gesproken")
    work.get_by_label("Reistijd").fill("")
    work.get_by_label("Tweede ondersteuner").select_option(index=0)
    press(question, "Opslaan", "Opgeslagen.")
    look(question, "verhaal-contact")


def test_who_stands_around_the_client_is_written_once_and_safety_stands_on_top(question: Page, case: Case) -> None:
    question.get_by_role("link", name=re.compile("^Alle vragen")).click()
    client = question.url
    question.get_by_role("link", name=re.compile("van thuis en veiligheid")).click()
    question.get_by_label("Veiligheid").fill("De hond bijt. Bel eerst.")
    question.get_by_label("Thuissituatie").fill("Woont alleen, op de eerste verdieping.")
    look(question, "verhaal-thuis")
    press(question, "Opslaan", "opgeslagen")

    question.get_by_role("link", name=re.compile("van een contactpersoon")).click()
    question.get_by_label("Naam").fill("Els Verboom")
    question.get_by_label("Relatie").fill("dochter")
    question.get_by_role("checkbox", name="mantelzorger").check()
    question.get_by_role("checkbox", name="vertegenwoordiger").check()
    question.get_by_role("radio", name="overbelast").check()
    refused(question, "Contactpersoon opslaan", "machtiging")
    question.get_by_label("Waarvoor is de machtiging?").fill("aanvraag Wmo")
    question.get_by_label("Geldt vanaf").fill(timezone.localdate().isoformat())
    look(question, "verhaal-contactpersoon")
    press(question, "Contactpersoon opslaan", "De contactpersoon staat bij de cliënt.")
    expect(question.get_by_role("region", name="Contactpersonen")).to_contain_text("Machtiging: aanvraag Wmo")

    me = question.locator(".who-person").inner_text()
    question.get_by_role("link", name=re.compile("van de vaste contactpersoon")).click()
    choice = question.get_by_label("Vaste contactpersoon")
    choice.select_option(label=choice.locator("option", has_text=me).first.inner_text())
    look(question, "verhaal-vast")
    press(question, "Opslaan", "nu vaste contactpersoon")
    expect(question).to_have_url(client)
    look(question, "verhaal-client")

    question.goto(case.address)
    expect(question.get_by_role("region", name="Veiligheid")).to_contain_text("De hond bijt.")
    expect(beside(question, "Contactpersonen")).to_contain_text("Mantelzorger is overbelast.")
    go(question, "Vandaag")
    expect(question.locator("li.case", has_text=ASKED).filter(has_text=case.name)).to_contain_text("Let op: veiligheid")


def test_a_question_waits_on_somebody_else_until_it_goes_on(question: Page) -> None:
    open_beside(question, "Wacht op een ander")
    question.get_by_label("Waar wacht deze vraag op?").fill("verslag van de ergotherapeut")
    question.get_by_label("Kijk opnieuw op").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    look(question, "verhaal-wachten")
    press(question, "Wachten opslaan", "Op die dag staat de vraag bij")
    expect(question.locator(".summary")).to_contain_text("Wacht op een ander")
    open_beside(question, "Wacht op een ander")
    press(question, "Wachten is voorbij", "De vraag wacht niet meer op een ander.")


def test_self_sufficiency_is_measured_with_the_keyboard(question: Page) -> None:
    open_beside(question, "Metingen")
    look(question, "verhaal-metingen")
    question.get_by_role("link", name=re.compile("Begin meten met zelfredzaamheid")).click()
    rows = question.locator("table.scores tbody tr")
    count = rows.count()
    question.get_by_label("Datum van het gesprek").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    # One stop with Tab a row, arrows to the score.
    rows.first.get_by_role("radio").first.focus()
    for number in range(count):
        for _ in range(1 + number % 3):
            question.keyboard.press("ArrowRight")
        expect(rows.nth(number).locator("input:checked")).to_have_attribute("value", str(1 + number % 3))
        question.keyboard.press("Tab")
    expect(question.get_by_label("Toelichting")).to_be_focused()
    look(question, "verhaal-meten")
    press(question, "Meting opslaan", "De meting is opgeslagen.")
    expect(question.locator("table.matrix .mark-start")).to_have_count(count)
    look(question, "verhaal-gemeten")


def test_the_talk_is_prepared_and_the_client_gets_a_sheet_of_at_most_two_pages(question: Page, case: Case) -> None:
    open_beside(question, "Gesprek met de gemeente")
    question.get_by_label("Wat wil de cliënt bereiken?").fill("Weer boven slapen")
    domain = question.locator(".talk-domain").first
    domain.locator("summary").click()
    for field in domain.get_by_role("textbox").all():
        field.fill("Dat gaat met hulp van de dochter, maar niet elke dag.")
    question.get_by_label("Datum van het gesprek").fill((timezone.localdate() + timedelta(days=1)).isoformat())
    question.get_by_role("textbox", name=re.compile("^Tijd")).fill("10:30")
    question.get_by_role("textbox", name=re.compile("^Waar ")).fill("Stadhuis")
    question.get_by_label("Wat neemt de cliënt mee?").fill("brief van de huisarts\nlijst met medicijnen")
    look(question, "verhaal-gesprek")
    press(question, "Voorbereiding opslaan", "De voorbereiding is opgeslagen.")
    question.get_by_role("link", name="Blad voor de cliënt").click()
    expect(question.get_by_role("heading", level=1)).to_have_text("Mijn gesprek met de gemeente")
    look(question, "verhaal-blad")
    pages = pdf_pages(question.pdf(prefer_css_page_size=True))
    assert len(pages) <= 2
    assert "Weer boven slapen" in pages[0]
    assert "lijst met medicijnen" in " ".join(pages)
    question.get_by_role("link", name="Terug naar het gesprek").click()
    expect(on_today(question, case, "esprek")).to_be_visible()


def test_the_last_day_of_an_objection_is_worked_out_and_watched(question: Page) -> None:
    open_beside(question, "Bezwaar of klacht")
    decided = timezone.localdate() - timedelta(days=10)
    question.get_by_role("radio", name="bezwaar").check()
    question.get_by_label("Waarover gaat het?").fill("Geen traplift")
    question.get_by_label("Besluit verstuurd op").fill(decided.isoformat())
    look(question, "verhaal-bezwaar")
    press(question, "Opslaan", "De laatste dag staat hieronder")
    last_day = question.locator(".legal dd strong").inner_text()
    assert last_day.startswith(("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")), last_day
    look(question, "verhaal-laatste-dag")
    question.get_by_role("link", name="Terug naar de vraag").click()
    expect(beside(question, "Bezwaar")).to_be_visible()


def test_what_was_found_and_done_is_ticked_on_the_way(question: Page) -> None:
    open_beside(question, "Gevonden en gedaan")
    question.get_by_role("checkbox", name="Netwerk", exact=True).check()
    question.get_by_label("Wat bij netwerk").fill("dochter doet de boodschappen")
    question.get_by_role("checkbox", name="vraag verhelderen").check()
    question.get_by_role("checkbox", name="gesprek voorbereiden").check()
    look(question, "verhaal-gevonden")
    press(question, "Opslaan", "Opgeslagen wat er is gevonden en gedaan.")
    expect(beside(question, "Gevonden en gedaan")).to_contain_text("netwerk · 2 taken")


def test_a_place_is_put_on_the_social_map_and_the_client_referred_to_it(
    question: Page, new_page: Callable[..., Page], case: Case
) -> None:
    case.place = f"Klussendienst {nobody()}"
    go(question, "Sociale kaart")
    look(question, "verhaal-kaart")
    question.get_by_role("link", name="Plek toevoegen").first.click()
    question.get_by_label("Naam", exact=True).fill(case.place)
    question.get_by_label("Wat bieden zij?").fill("Kleine klussen in huis, ook trapleuningen")
    question.get_by_label("Telefoon").fill("079 316 00 01")
    look(question, "verhaal-plek")
    press(question, "Opslaan", f"{case.place} staat op de sociale kaart.")

    question.goto(case.address)
    question.get_by_role("link", name="Verwijzen").first.click()
    question.get_by_label("Zoek op de sociale kaart").press_sequentially(case.place)
    question.locator("#gevonden").get_by_role("button", name=re.compile(f"^{case.place}")).click()
    expect(question.get_by_label("Naar wie")).to_have_value(case.place)
    question.get_by_role("radio", name="warm").check()
    question.get_by_role("checkbox", name="De cliënt vindt het goed").check()
    for share in MAY_BE_TOLD:
        question.get_by_role("checkbox", name=re.compile(f"^{share}$", re.IGNORECASE)).check()
    question.get_by_label("Bericht aan de ontvanger").fill("Bel mevrouw na tien uur.")
    question.get_by_role("radio", name="in een gesprek").check()
    question.get_by_label("Toestemming gegeven op").fill(timezone.localdate().isoformat())
    look(question, "verhaal-verwijzen")
    press(question, "Verwijzing opslaan", "De verwijzing staat in het verloop.")
    question.get_by_role("button", name="Link maken").click()
    address = question.locator("#eenmalige-link").inner_text()
    look(question, "verhaal-link")
    question.reload()
    expect(question.locator("#eenmalige-link")).to_have_count(0)

    done = _receive(new_page(), address, case)
    question.reload()
    expect(question.get_by_role("region", name="Antwoord van de ontvanger")).to_contain_text(
        re.compile("aangenomen", re.IGNORECASE)
    )
    receiver = new_page()
    receiver.goto(done)
    look(receiver, "verhaal-ontvanger-afronden")
    receiver.get_by_role("button", name="Het is afgerond").click()
    expect(receiver.get_by_role("heading", level=1)).to_have_text("Dank u wel")

    on_today(question, case, f"^{case.place}: afgerond").click()
    expect(question.get_by_role("region", name="Antwoord van de ontvanger")).to_contain_text(
        re.compile("afgerond", re.IGNORECASE)
    )
    look(question, "verhaal-overdracht")
    question.get_by_role("button", name="Gezien").click()
    expect(question.get_by_role("button", name="Gezien")).to_have_count(0)


def _receive(page: Page, address: str, case: Case) -> str:
    """The receiver, who has no account, opens the link and accepts; gives the address to say later that it is done."""
    page.goto(address)
    # Who only looks at the link, such as a mail program, has seen nothing yet.
    expect(page.get_by_role("main")).not_to_contain_text(case.name)
    look(page, "verhaal-ontvanger")
    page.get_by_role("button", name="Overdracht bekijken").click()
    expect(page.locator(".told dt")).to_have_text(MAY_BE_TOLD)
    for told in (case.name, "079 316 7182", ASKED, "Bel mevrouw na tien uur."):
        expect(page.locator(".told")).to_contain_text(told)
    for secret in (NOT_TOLD, "1944", "De hond bijt", "Els Verboom"):
        expect(page.locator("body")).not_to_contain_text(secret)
    look(page, "verhaal-ontvanger-leest")
    page.get_by_role("radio", name="Wij nemen de overdracht niet aan").check()
    refused(page, "Antwoord versturen", "waarom")
    look(page, "verhaal-ontvanger-fout")
    page.get_by_role("radio", name="Wij nemen de overdracht aan").check()
    page.get_by_role("button", name="Antwoord versturen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dank u wel")
    look(page, "verhaal-ontvanger-klaar")
    done = page.locator("#eenmalige-link").inner_text()
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 410, "the link worked once"
    return done


def test_a_signal_is_one_sentence_without_the_client(question: Page) -> None:
    open_beside(question, "Signaal opschrijven")
    question.get_by_label("Wat gaat er mis?").fill("Een traplift laat vier maanden op zich wachten")
    look(question, "verhaal-signaal")
    press(question, "Signaal opslaan", "Het signaal is opgeschreven.")
    expect(beside(question, "Signaal opschrijven")).to_contain_text("1 signaal")


def test_the_team_talks_about_the_question_and_its_decision_is_carried_out(
    question: Page, page_as: PageAs, case: Case
) -> None:
    open_beside(question, "Op het caseoverleg zetten")
    question.get_by_label("Wat wilt u het team vragen?").fill("Wie kent een tijdelijke oplossing?")
    look(question, "verhaal-overleg-vragen")
    press(question, "Op de lijst zetten", "staat op de lijst van het caseoverleg")

    manager = page_as(MANAGER)
    go(manager, "Caseoverleg")
    look(manager, "verhaal-overleg")
    manager.get_by_role("link", name=re.compile(case.number)).click()
    refused(manager, "Besluit opslaan", "Vul het besluit in.")
    manager.get_by_label("Besluit", exact=True).fill("Vraag een bed voor beneden aan")
    look(manager, "verhaal-overleg-besluit")
    press(manager, "Besluit opslaan", "Het besluit staat in het verloop van de vraag.")

    on_today(question, case, "^Besluit van het caseoverleg").click()
    expect(question.get_by_role("region", name="Besluit", exact=True)).to_contain_text("Vraag een bed voor beneden aan")
    look(question, "verhaal-overleg-gezien")
    press(question, "Besluit is uitgevoerd", "Het besluit staat als uitgevoerd.")


def test_closing_asks_only_what_is_missing(question: Page, case: Case) -> None:
    question.get_by_role("link", name="Afsluiten").first.click()
    expect(question.get_by_role("region", name=re.compile("nog geen einde"))).to_contain_text(
        "Einde meten: zelfredzaamheid"
    )
    # What is known is folded up; what isn't stands open.
    known = question.locator("details.ask")
    expect(known.filter(has_text="Arrangement")).to_contain_text("netwerk")
    expect(known.filter(has_text="Hoe bij ons gekomen")).to_contain_text("familie of vrienden")
    expect(known.filter(has_text="Doelgroepen")).to_contain_text("Ouderen")
    look(question, "verhaal-afsluiten")
    question.get_by_role("link", name=re.compile("^Einde meten")).click()
    for row in question.locator("table.scores tbody tr").all():
        row.get_by_role("radio", name=re.compile(": 4$")).check()
    press(question, "Meting opslaan", "De meting is opgeslagen.")
    expect(question.locator(".measured-summary")).not_to_be_empty()
    look(question, "verhaal-verandering")

    question.goto(case.address)
    question.get_by_role("link", name="Afsluiten").first.click()
    expect(question.get_by_text("nog geen einde")).to_have_count(0)
    question.get_by_role("radio", name="warme overdracht").check()
    press(question, "Vraag afsluiten", f"Vraag {case.number} is afgesloten.")
    look(question, "verhaal-afgesloten")


def test_the_client_answers_three_questions_on_a_phone(question: Page, new_page: Callable[..., Page]) -> None:
    open_beside(question, "Evaluatie")
    question.get_by_role("button", name="Link maken").click()
    address = question.locator("#adres").inner_text()
    look(question, "verhaal-evaluatie")
    phone = new_page(size=PHONE["telefoon"])
    phone.goto(address)
    look(phone, "verhaal-mening", PHONE)
    refused(phone, "Antwoorden versturen", "Kies een cijfer van 1 tot en met 10.")
    look(phone, "verhaal-mening-fout", PHONE)
    phone.get_by_role("group", name=re.compile("^Welk cijfer")).get_by_role("radio", name="9", exact=True).check()
    phone.get_by_role("group", name=re.compile("^Past de oplossing")).get_by_role("radio", name="ja").check()
    phone.get_by_role("button", name="Antwoorden versturen").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bedankt")
    look(phone, "verhaal-mening-bedankt", PHONE)
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Deze vragen kunt u nu niet invullen")
    question.get_by_role("link", name=re.compile("^Vraag ")).first.click()
    expect(beside(question, "Evaluatie")).to_contain_text("cijfer 9, zelf ingevuld")


def test_aftercare_of_today_is_done_and_stands_on_the_week_sheet(question: Page, case: Case) -> None:
    open_beside(question, "Nazorg")
    question.get_by_label("Wanneer").fill(timezone.localdate().isoformat())
    question.get_by_label("Waar letten we op?").fill("Is het bed er?")
    look(question, "verhaal-nazorg")
    press(question, "Contact plannen", "Het contact is gepland.")
    on_today(question, case, "^Nazorg").click()
    question.get_by_label("Hoe gaat het met de cliënt?").fill("Het bed staat er, slaapt goed")
    question.get_by_role("textbox", name=re.compile("^Tijd")).fill("25")
    look(question, "verhaal-nazorg-bellen")
    press(question, "Opslaan", "Kwam er iets nieuws uit?")
    go(question, "Uren")
    expect(question.locator("table.sheet tr", has_text="Nazorg")).to_contain_text("niet bij een cliënt")
    expect(question.locator(".lines li", has_text="Nazorg").filter(has_text="0:25").first).to_be_visible()
    look(question, "verhaal-uren")


def test_it_opens_again_and_a_question_that_follows_knows_what_came_before(question: Page, case: Case) -> None:
    open_beside(question, "Heropenen")
    question.get_by_label(re.compile("^Waarom gaat")).fill("De leuning zit los")
    press(question, "Vraag heropenen", "De vraag is weer open.")
    question.get_by_role("link", name="Vervolgvraag").first.click()
    before = question.get_by_role("region", name="Dit ging eraan vooraf")
    expect(before).to_contain_text(ASKED)
    question.get_by_label("De vraag", exact=True).fill("Wil ook een douchestoel")
    question.get_by_role("checkbox", name="wonen").check()
    look(question, "verhaal-vervolg")
    press(question, "Vraag opslaan", "De nieuwe vraag is opgeslagen.")
    before = question.get_by_role("region", name="Dit ging eraan vooraf")
    before.get_by_text("Laatste aantekeningen").click()
    expect(before).to_contain_text("Met de dochter gesproken")
    expect(question.get_by_role("region", name="Veiligheid")).to_contain_text("De hond bijt.")
    look(question, "verhaal-vervolgvraag")
    before.get_by_role("link", name=f"Vraag {case.number}").click()
    expect(question).to_have_url(case.address)
