"""A grant year from the decision to the determination, by both sides, in twelve steps.

Mostly Westerveld's: four providers and one joint report, and no other story touches its reports. The decision is next
year's, reports and determination are last year's; claims and costs are those of Palet in Zoetermeer.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from oco.demo_logins import PASSWORD
from subsidies.demo.ending import small_pdf
from tests.browser.conftest import Demo, PageAs, check_page
from tests.browser.looking import look
from tests.browser.reports import MADE_WITHIN, file_period, go, pdf_pages

LEAD, OFFICER = "teamleider@welzijnmensenwerk", "beleid@westerveld"
PALET, OTHER_OFFICER = "teamleider@palet", "beleid@zoetermeer"
COLLEAGUE = "teamleider@mee-drenthe.example"
THIS_YEAR = timezone.localdate().year
YEAR, NEXT_YEAR = THIS_YEAR - 1, THIS_YEAR + 1
PDF = "application/pdf"
GRANTED = "€ 100.000,00"  # Westerveld's budget, as in its note of 2019
VILLAGES = "Elk dorp heeft een plek waar mensen binnen kunnen lopen."
# A colleague who leads another partner and files with Westerveld: without one nobody could approve a correction. And
# last year's grant, where the demo has none: the one of its file once more.
ARRANGE = f"""
from datetime import date
from oco import invitations
from oco.models import Organisation, User
from oco.models.people import Role, Side
from subsidies.demo.story import EXAMPLES
from subsidies.models import Grant
from subsidies.set_up import read, set_up
user = User.objects.filter(email="{COLLEAGUE}").first() or User(email="{COLLEAGUE}", side=Side.CARE)
user.name = "Mia Drenthe"
user.set_password("{PASSWORD}")
user.save()
for slug in ("mee-drenthe", "clientondersteuning-westerveld"):
    place = Organisation.objects.get(slug=slug)
    if not user.memberships.filter(organisation=place).exists():
        invitations.give_role(user=user, organisation=place, role=Role.MANAGER, by=None, since=date({YEAR}, 1, 1))
if not Grant.objects.filter(organisation=place, year={YEAR}).exists():
    content = read(EXAMPLES / "westerveld.toml")
    grant = {{**content["subsidie"][0], "jaar": {YEAR}, "besloten_op": date({YEAR - 1}, 12, 18)}}
    set_up({{**content, "subsidie": [grant]}}, by=None, today=date({YEAR}, 1, 1))
"""


@dataclass(frozen=True)
class People:
    """Who is signed in where."""

    lead: Page  # of Welzijn Mensenwerk and of the partnership, care side
    colleague: Page  # of MEE Drenthe and of the partnership, care side
    officer: Page  # municipality side
    palet: Page  # who keeps Palet's money, care side
    other_officer: Page  # of Zoetermeer, municipality side


def test_a_grant_year_goes_from_decision_to_determination(demo: Demo, page_as: PageAs) -> None:
    demo.manage("shell", "--command", ARRANGE)
    demo.logins[COLLEAGUE] = PASSWORD
    who = People(
        lead=page_as(LEAD),
        colleague=page_as(COLLEAGUE),
        officer=page_as(OFFICER, side="municipality"),
        palet=page_as(PALET),
        other_officer=page_as(OTHER_OFFICER, side="municipality"),
    )
    decide_the_grant(who.officer)
    read_it_on_the_care_side(who.lead)
    note_a_payment(who)
    change_last_years(who.officer)
    claim_a_quarter(who)
    send_costs_along(who)
    correct_the_last_quarter(who)
    compare_the_versions(who.officer)
    file_the_year(who)
    ask_and_answer(who)
    talk_and_accept(who.officer)
    draw_up_the_request(who)
    make_the_money_balance(who.lead)
    send_the_request(who.lead)
    ask_to_complete_it(who)
    decide_a_lower_amount(who.officer)
    read_the_letter_on_both_sides(who)


# --- 1-3: the decision, the same words on both sides, a payment ------------------------------------------------------


def decide_the_grant(page: Page) -> None:
    """1. Next year's grant, copied from an earlier one: amounts with four ways of payment, obligations, a target."""
    go(page, "Subsidie")
    page.get_by_role("link", name=re.compile("^Overnemen voor")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nieuwe subsidie")
    page.get_by_label("Jaar", exact=True).fill(str(NEXT_YEAR))
    page.get_by_label(re.compile("^Kenmerk")).fill(f"WV-{NEXT_YEAR}-031")
    page.get_by_label("Besloten op").fill(timezone.localdate().isoformat())
    _add_obligation(page)
    target = _line(page, "Doel", -1)
    target.get_by_label("Cijfer").select_option(label="Gemiddeld cijfer van cliënten")
    target.get_by_label("Waarde").fill("7")
    page.get_by_role("button", name="Subsidie opslaan").click()
    expect(page.locator("#messages")).to_contain_text(re.compile("opgeslagen|vastgelegd"))


def read_it_on_the_care_side(page: Page) -> None:
    """2. Who draws up the reports reads the same decision."""
    _open_grant(page, NEXT_YEAR)
    page.get_by_role("link", name="Hele beschikking").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Beschikking {NEXT_YEAR}")
    for words in (f"WV-{NEXT_YEAR}-031", "declaratie", VILLAGES, GRANTED, "Gemiddeld cijfer van cliënten"):
        expect(page.get_by_role("main")).to_contain_text(words)
    look(page, "jaar-beschikking")


def note_a_payment(who: People) -> None:
    """3. The municipality pays what is paid once, and both sides see it."""
    page = who.officer
    _open_grant(page, NEXT_YEAR)
    row = page.get_by_role("row").filter(has_text="Kledingbank").filter(has=page.get_by_role("link", name="noteren"))
    row.first.get_by_role("link", name=re.compile("^Betaling noteren")).click()
    today = timezone.localdate()
    page.get_by_label("Betaald op").fill(today.isoformat())
    page.get_by_role("button", name="Betaling opslaan").click()
    expect(page.locator("#messages")).to_contain_text("De betaling is genoteerd.")
    _open_grant(who.lead, NEXT_YEAR)
    paid = who.lead.get_by_role("row").filter(has_text="Kledingbank")
    expect(paid.filter(has_text=f"{today.day}-{today.month}-{today.year}")).to_have_count(1)


def change_last_years(page: Page) -> None:
    """1. A decided grant only changes with a number and a reason: an obligation that asks for a file."""
    _open_grant(page, YEAR)
    page.get_by_role("link", name="Wijzigen", exact=True).click()
    page.get_by_label("Wijziging besloten op").fill(f"{YEAR}-02-10")
    page.get_by_label("Waarom wijzigt de beschikking?").fill("De raad wil weten waar mensen binnen kunnen lopen.")
    _add_obligation(page)
    page.get_by_role("button", name="Subsidie opslaan").click()
    expect(page.locator("#messages")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(VILLAGES)


# --- 10: money during the year ---------------------------------------------------------------------------------------


def claim_a_quarter(who: People) -> None:
    """10. A claim that came back with a question is answered and sent again; the municipality accepts it."""
    page = who.palet
    _open_money(page)
    page.get_by_role("link", name="Vraag beantwoorden").first.click()
    page.get_by_role("button", name="Antwoorden en opnieuw indienen").click()
    expect(page.locator(".error-summary")).to_contain_text("Vul uw antwoord in.")
    page.get_by_label(re.compile("antwoord", re.IGNORECASE)).fill("Er kwam een groep voor mantelzorgers bij.")
    page.get_by_role("button", name="Antwoorden en opnieuw indienen").click()
    expect(page.locator("#messages")).to_contain_text("De declaratie is ingediend.")
    amount = page.locator(".claim-sum tfoot td").last.inner_text()

    officer = who.other_officer
    go(officer, "Subsidie")
    officer.get_by_role("link", name="Declaraties").click()
    officer.get_by_role("row").filter(has_text="Palet").get_by_role("link").first.click()
    expect(officer.get_by_role("main")).to_contain_text("Er kwam een groep voor mantelzorgers bij.")
    expect(officer.locator(".claim-sum")).to_contain_text(amount)
    officer.get_by_label("Akkoord", exact=True).check()
    officer.get_by_role("button", name="Besluit opslaan").click()
    expect(officer.locator("#messages")).to_be_visible()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text(re.compile("akkoord"))


def send_costs_along(who: People) -> None:
    """10. Costs out of the bookkeeping: a file with an error takes over nothing; the municipality sees what is sent."""
    page = who.palet
    _open_money(page)
    page.get_by_role("link", name="Uit de boekhouding").click()
    _upload_costs(page, [("01", "1234567,89"), ("13", "1")])
    expect(page.get_by_role("main")).to_contain_text("Er is niets overgenomen")
    _upload_costs(page, [("12", "1234,56")])
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    page.get_by_role("button", name="Overnemen", exact=True).click()
    costs = page.get_by_role("table", name="Kosten per soort en maand")
    expect(costs).to_contain_text("1.234,56")
    together = costs.locator("tfoot td").last.inner_text()
    _open_grant(who.other_officer, THIS_YEAR)
    expect(who.other_officer.get_by_role("main")).not_to_contain_text(together)
    page.get_by_role("link", name="Meesturen").click()
    page.get_by_label(re.compile("^Toelichting")).fill("Met de zaalhuur van december.")
    page.get_by_role("button", name="Kosten meesturen").click()
    expect(page.locator("#messages")).to_contain_text(re.compile(r"Kostenoverzicht \d+ is ingeleverd\."))
    who.other_officer.reload()
    expect(who.other_officer.get_by_role("table", name="Ingeleverde kosten")).to_contain_text(together)


# --- 4-9: reports ----------------------------------------------------------------------------------------------------


def correct_the_last_quarter(who: People) -> None:
    """8 and 4. A correction opens all parts again; partners close theirs, and a colleague approves the new version."""
    _open_report(who.lead, "4e kwartaal")
    who.lead.get_by_role("link", name="Corrigeren").click()
    who.lead.get_by_label("Waarom opent u een correctie?").fill("De kledingbank schreef een spreekuur te laat op.")
    who.lead.get_by_role("button", name="Correctie openen").click()
    expect(who.lead.get_by_text("0 van de 4 delen zijn klaar.")).to_be_visible()
    _close_part(who.lead, "4e kwartaal", "Welzijn Mensenwerk")
    _close_part(who.colleague, "4e kwartaal", "MEE Drenthe")
    expect(who.colleague.get_by_text("2 van de 4 delen zijn klaar.")).to_be_visible()

    page = who.lead
    _open_report(page, "4e kwartaal")
    page.get_by_role("link", name="Indienen", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Een collega kijkt mee en keurt goed: Mia Drenthe.")
    _give_reasons(page)
    page.get_by_role("button", name="Ter goedkeuring voorleggen").click()
    expect(page.get_by_text("Een correctie ligt ter goedkeuring")).to_be_visible()

    page = who.colleague
    page.reload()
    page.get_by_role("link", name="Correctie bekijken").click()
    expect(page.get_by_role("main")).to_contain_text("De kledingbank schreef een spreekuur te laat op.")
    page.get_by_label("Goedkeuren en indienen").check()
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.locator("#messages")).to_contain_text("is ingediend.")
    expect(page.get_by_role("row").filter(has_text="goedgekeurd door Mia Drenthe").first).to_contain_text("Wout Mensen")
    _through_the_gate(page)


def compare_the_versions(page: Page) -> None:
    """8. The municipality reads both versions beside each other, with the reason."""
    go(page, "Rapporten")
    page.get_by_role("link", name=re.compile(f"^4e kwartaal {YEAR}")).click()
    page.get_by_role("link", name=re.compile("^Vergelijk met versie")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Versie \d en versie \d$"))
    expect(page.get_by_role("main")).to_contain_text("De kledingbank schreef een spreekuur te laat op.")
    expect(page.get_by_role("table", name=re.compile("^Totalen van versie"))).to_contain_text("Unieke cliënten")
    look(page, "jaar-vergelijken")


def file_the_year(who: People) -> None:
    """4-6. Parts are closed, the lead files the annual report, the gate lets it through, the municipality sees it."""
    _close_part(who.colleague, str(YEAR), "MEE Drenthe")
    _close_part(who.lead, str(YEAR), "Welzijn Mensenwerk")
    _open_report(who.lead, str(YEAR))
    file_period(who.lead)
    expect(who.lead.get_by_role("row", name=re.compile("^Versie 1"))).to_contain_text("zonder afgesloten deel van")
    _through_the_gate(who.lead)
    go(who.officer, "Rapporten")
    who.officer.get_by_role("link", name=re.compile(rf"^{YEAR}\b")).first.click()
    expect(who.officer.get_by_role("heading", level=1)).to_have_text(f"Cliëntondersteuning Westerveld, {YEAR}")


def ask_and_answer(who: People) -> None:
    """7. A question about one figure, and the answer below it."""
    page = who.officer
    page.get_by_label("Terugsturen met een vraag").check()
    page.get_by_label("Waar gaat uw vraag over?").select_option(label="Unieke cliënten")
    page.get_by_label("Uw vraag aan de aanbieder").fill("Welk dorp bleef achter?")
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.locator("#messages")).to_contain_text("Uw vraag staat bij het rapport.")
    who.lead.reload()
    form = who.lead.get_by_role("form", name="Antwoord op de vraag over Unieke cliënten", exact=True)
    form.get_by_label("Uw antwoord").fill("Vledder: daar is het spreekuur pas in mei begonnen.")
    form.get_by_role("button", name="Antwoord versturen").click()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("daar is het spreekuur pas in mei begonnen")
    page.get_by_role("button", name="Vraag afsluiten over Unieke cliënten").click()
    expect(page.locator("#messages")).to_contain_text("De vraag is afgesloten.")


def talk_and_accept(page: Page) -> None:
    """9. A point on the agenda, the agenda on paper, and the report is in order."""
    page.get_by_role("link", name=re.compile("^Bespreken")).first.click()
    page.get_by_label("Uw opmerking").fill("Kan Vledder volgend jaar in januari beginnen?")
    page.get_by_label("Wie antwoordt?").select_option(index=1)
    page.get_by_role("button", name="Op de agenda zetten").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF-bestand").click()
    printed = " ".join(pdf_pages(waiting.value.path().read_bytes()))
    assert "Kan Vledder volgend jaar in januari beginnen?" in printed
    page.locator(".back-link").click()
    page.get_by_label("Akkoord", exact=True).check()
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.locator("#messages")).to_contain_text("U bent akkoord met dit rapport.")


# --- 11-12: after the year -------------------------------------------------------------------------------------------


def draw_up_the_request(who: People) -> None:
    """11. The request begins from the grant; the list says what is missing; the report on content with obligations."""
    _open_grant(who.officer, YEAR)
    who.officer.get_by_role("main").get_by_role("link", name="Vaststelling", exact=True).click()
    expect(who.officer.get_by_role("main")).to_contain_text("Er is nog geen aanvraag.")
    page = who.lead
    _open_determination(page)
    page.get_by_role("button", name="Aanvraag beginnen").click()
    expect(page.get_by_role("main")).to_contain_text("De balans is nog leeg.")
    look(page, "jaar-aanvraag-begin")
    page.get_by_role("link", name="Inhoudelijk verslag schrijven").click()
    page.get_by_label("Wat hebt u dit jaar gedaan?").fill("In vier gebieden liepen mensen binnen, ook zonder afspraak.")
    page.get_by_label("Wat liep anders dan afgesproken").fill("In Vledder begon het spreekuur pas in mei.")
    answers = page.locator(".obligation-answer")
    for answer in answers.all():
        answer.get_by_label("ja", exact=True).check()
        answer.get_by_label("Toelichting").fill("Zie het jaarrapport.")
    village = answers.filter(has_text="Elk dorp heeft een plek")
    village.get_by_label("deels", exact=True).check()
    village.get_by_label("Bewijsstuk").set_input_files({"name": "a.pdf", "mimeType": PDF, "buffer": b"geen pdf"})
    page.get_by_role("button", name="Opslaan").click()
    expect(village).to_contain_text("Dit is geen PDF")
    expect(page.get_by_label("Wat hebt u dit jaar gedaan?")).to_have_value(re.compile("ook zonder afspraak"))
    check_page(page)
    proof = small_pdf([f"Plekken in {YEAR}"])
    village.get_by_label("Bewijsstuk").set_input_files({"name": "plekken.pdf", "mimeType": PDF, "buffer": proof})
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#messages")).to_contain_text("Het inhoudelijk verslag is opgeslagen.")


def make_the_money_balance(page: Page) -> None:
    """11. The list says to the cent by how much the balance sheet is wrong, until it is right. Then the statement."""
    page.get_by_role("link", name="Financieel verslag en balans invullen").click()
    _fill(page, "Kosten", 1, "Personeel", "80.000", "78.500,50")
    _fill(page, "Kosten", 2, "Huisvesting", "20.000", "19.000")
    _fill(page, "Bezitting", 1, "Bank", "12.000", "14.600")
    _fill(page, "Eigen vermogen", 1, "Reserve", "10.000", "12.499,50")
    _fill(page, "Schuld", 1, "Leveranciers", "2.000", "2.000")
    look(page, "jaar-cijfers")
    page.get_by_role("button", name="Opslaan").click()
    # Assets 14,600; 12,499.50 + 2,000 = 14,499.50; 100.50 apart. The result is 100,000 - 97,500.50 = 2,499.50.
    expect(page.get_by_role("main")).to_contain_text("Dat scheelt € 100,50.")
    expect(page.get_by_role("link", name="Bekijken en versturen")).to_have_count(0)
    page.get_by_role("link", name="Financieel verslag en balans invullen").click()
    _fill(page, "Bezitting", 1, "Bank", "12.000", "14.499,50")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).not_to_contain_text("Dat scheelt")
    page.get_by_role("link", name="Controleverklaring toevoegen").click()
    page.get_by_label("goedkeurend").check()
    page.get_by_label("Accountantskantoor").fill("Van Tellen accountants")
    page.get_by_label("Getekend op").fill(f"{YEAR + 1}-01-20")
    statement = small_pdf([f"Controleverklaring {YEAR}"])
    page.get_by_label("Controleverklaring (PDF)").set_input_files(
        {"name": "verklaring.pdf", "mimeType": PDF, "buffer": statement}
    )
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.locator("#messages")).to_contain_text("De controleverklaring is toegevoegd.")
    look(page, "jaar-aanvraag-klaar")


def send_the_request(page: Page) -> None:
    """11. Everything once more, and off it goes."""
    page.get_by_role("link", name="Bekijken en versturen").click()
    expect(page.get_by_role("table", name="Financieel verslag in euro")).to_contain_text("97.500,50")
    look(page, "jaar-versturen")
    page.get_by_role("button", name="Aanvraag versturen").click()
    expect(page.get_by_text("De aanvraag ligt bij de gemeente")).to_be_visible()


def ask_to_complete_it(who: People) -> None:
    """12. The municipality asks to complete the request, and gets a second one."""
    page = who.officer
    page.reload()
    page.get_by_text("Er ontbreekt iets: om aanvulling vragen").click()
    page.get_by_label("Wat ontbreekt er?").fill("Leg uit waarvoor de reserve is.")
    page.get_by_label("Aanvullen voor").fill((timezone.localdate() + timedelta(days=28)).isoformat())
    page.get_by_role("button", name="Om aanvulling vragen").click()
    expect(page.get_by_text("Er is een aanvulling gevraagd")).to_be_visible()

    page = who.lead
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Leg uit waarvoor de reserve is.")
    page.get_by_role("link", name="Financieel verslag en balans invullen").click()
    page.get_by_label("Toelichting").fill("De reserve is voor het spreekuur in Vledder.")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Bekijken en versturen").click()
    page.get_by_role("button", name="Aanvraag versturen").click()
    expect(page.locator("#messages")).to_contain_text("Aanvraag 2 is verstuurd.")


def decide_a_lower_amount(page: Page) -> None:
    """12. Lower, but not without a ground and an explanation."""
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("De reserve is voor het spreekuur in Vledder.")
    look(page, "jaar-vaststellen")
    page.get_by_label("Kenmerk", exact=True).fill(f"WV-{YEAR + 1}-107")
    page.get_by_label("Vastgesteld bedrag").fill("97.500")
    page.get_by_role("button", name="Subsidie vaststellen").click()
    expect(page.locator(".error-summary")).to_contain_text("U stelt lager vast. Kies op welke grond.")
    expect(page.get_by_label("Vastgesteld bedrag")).to_have_value("97.500")
    check_page(page)
    page.get_by_label("de activiteiten zijn niet of niet helemaal gedaan").check()
    page.locator("#id_besluit-explanation").fill("In Vledder was er vier maanden geen spreekuur.")
    page.get_by_role("button", name="Subsidie vaststellen").click()
    expect(page.get_by_role("heading", name="Vastgesteld op € 97.500,00")).to_be_visible()


def read_the_letter_on_both_sides(who: People) -> None:
    """12. The worker writes the letter; both sides download the same one, and it names the amount."""
    letters = [_letter(page) for page in (who.officer, who.lead)]
    assert letters[0] == letters[1]
    text = " ".join(pdf_pages(letters[0]))
    for words in (
        f"Vaststelling subsidie cliëntondersteuning {YEAR}",
        "Wij stellen uw subsidie vast op € 97.500,00",
        f"WV-{YEAR + 1}-107",
        "de activiteiten zijn niet of niet helemaal gedaan",
        "In Vledder was er vier maanden geen spreekuur.",
    ):
        assert words in text
    who.lead.reload()
    look(who.lead, "jaar-besluit")
    who.lead.get_by_role("link", name="Aanvraag 1", exact=True).click()
    expect(who.lead.get_by_role("main")).not_to_contain_text("De reserve is voor het spreekuur in Vledder.")


# --- the way there ---------------------------------------------------------------------------------------------------


def _line(page: Page, caption: str, number: int) -> Locator:
    """A line of a list in a form; counted from 0, or from the end."""
    lines = page.get_by_role("group", name=re.compile(rf"^{caption}, regel "))
    return lines.nth(number)


def _fill(page: Page, caption: str, number: int, *values: str) -> None:
    """The fields of a line, in order; `number` as its legend says."""
    line = page.get_by_role("group", name=f"{caption}, regel {number}", exact=True)
    for place, value in enumerate(values):
        line.get_by_role("textbox").nth(place).fill(value)


def _add_obligation(page: Page) -> None:
    """On the form of a grant: an obligation that is shown with a file."""
    obligation = _line(page, "Verplichting", -1)
    obligation.get_by_label("Verplichting").fill(VILLAGES)
    obligation.get_by_label("Aan te tonen met").select_option(label="een bestand")


def _open_grant(page: Page, year: int) -> None:
    go(page, "Subsidie")
    page.get_by_role("navigation", name="Jaren").get_by_role("link", name=str(year), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Subsidie {year}")


def _open_money(page: Page) -> None:
    _open_grant(page, THIS_YEAR)
    page.get_by_role("link", name="Geld van Palet Welzijn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Geld van Palet Welzijn")


def _open_determination(page: Page) -> None:
    _open_grant(page, YEAR)
    page.get_by_role("main").get_by_role("link", name="Vaststelling", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Vaststelling van de subsidie {YEAR}")


def _open_report(page: Page, label: str) -> None:
    """A period of the year by its name: "4e kwartaal", or the year itself."""
    go(page, "Rapporten")
    table = page.get_by_role("region", name=f"Rapporten van {YEAR}")
    table.get_by_role("link", name=re.compile(rf"^{label}\b")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Rapport over "))


def _close_part(page: Page, label: str, provider: str) -> None:
    _open_report(page, label)
    page.get_by_role("link", name=f"Deel van {provider} afsluiten").click()
    page.get_by_role("button", name="Ons deel afsluiten").click()
    expect(page.locator("#messages")).to_contain_text("Uw deel is klaar.")
    page.locator(".back-link").click()


def _give_reasons(page: Page) -> None:
    """What the page asks for, of what it may ask."""
    for label in (
        "Waarom dient u in zonder alle delen?",
        "Wat zegt u over de punten die openstaan?",
        "Waarom dient u een nieuwe versie in?",
    ):
        field = page.get_by_label(label)
        if field.count() and not field.input_value():
            field.fill("De kledingbank schreef een spreekuur te laat op.")


def _through_the_gate(page: Page) -> None:
    """The worker's attack finds nothing: at once, or after filing anew with more hidden. Then the files are there."""
    more = page.get_by_role("button", name="Dien opnieuw in met meer verborgen")
    passed = page.locator("#bestanden ~ p").filter(has=page.locator("svg")).filter(has_not_text="wordt gecontroleerd")
    for _ in range(MADE_WITHIN // 2_000):
        page.reload()
        if more.count():
            more.click()
        elif passed.count() and page.locator("#files a").count() == 2:
            return
        page.wait_for_timeout(2_000)
    raise AssertionError(f"{page.url} didn't come through the gate")


def _upload_costs(page: Page, rows: list[tuple[str, str]]) -> None:
    """A file of the bookkeeping with the rent of these months: number of the month, and amount."""
    made = io.StringIO()
    lines = [(f"{THIS_YEAR}-{month}", "huisvesting", "beide", amount) for month, amount in rows]
    csv.writer(made, delimiter=";").writerows([("maand", "kostensoort", "werk", "bedrag"), *lines])
    page.get_by_label("Bestand uit de boekhouding").set_input_files(
        {"name": "kosten.csv", "mimeType": "text/csv", "buffer": made.getvalue().encode()}
    )
    page.get_by_role("button", name="Bestand nakijken").click()


def _letter(page: Page) -> bytes:
    link = page.get_by_role("link", name="Brief (PDF)")
    for _ in range(40):  # the worker looks for new decisions every minute
        page.reload()
        if link.count():
            break
        page.wait_for_timeout(2_500)
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()
