"""The policy officer: reads what was filed, checks it, asks, accepts; and never sees a person."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, PageAs, check_page
from tests.browser.looking import look
from tests.browser.reports import (
    cell,
    download,
    file_period,
    go,
    key_figures,
    open_period,
    pdf_pages,
    rows_that_say,
    sheets_of,
)

OFFICER, MANAGER = "beleid@", "teamleider@mee"


def test_a_report_is_checked_sent_back_answered_and_accepted(page_as: PageAs) -> None:
    care = page_as(MANAGER)
    go(care, "Rapporten")
    period = open_period(care, rows_that_say(care, "klaar om in te dienen").last)
    file_period(care)

    page = page_as(OFFICER, side="municipality")
    look(page, "gemeente-rapporten")
    page.get_by_role("link", name=re.compile(f"^{period}")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"ZoSamen, {period}")
    check = page.get_by_role("table").filter(has_text="Oordeel")
    findings = check.get_by_role("row").filter(has_text="in het jaar")
    expect(findings.filter(has_text="Unieke cliënten")).to_contain_text("ten minste 1.200 in het jaar")
    expect(findings.filter(has_text="Beantwoorde vragen")).to_contain_text("ten minste 5.000 in het jaar")
    for row in check.get_by_role("row").all()[1:]:
        assert row.get_by_role("cell").nth(2).inner_text().endswith("."), "the check speaks in sentences"
    look(page, "gemeente-rapport")

    figures = key_figures(page)
    pdf = pdf_pages(download(page, "PDF"))
    assert f"Unieke cliënten {figures['Unieke cliënten']}" in pdf[0]
    assert f"Beantwoorde vragen {figures['Beantwoorde vragen']}" in pdf[0]
    together = cell(page, "Unieke cliënten", "Samen")
    assert together == figures["Unieke cliënten"]
    assert f"Samen {together}" in " ".join(pdf)
    written = str(sheets_of(download(page, "Excel")))
    assert figures["Beantwoorde vragen"].replace(".", "") in written

    page.get_by_label("Terugsturen met een vraag").check()
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.locator(".error-summary, .alert-danger").first).to_contain_text("Schrijf op wat u wilt weten.")
    check_page(page)
    page.get_by_label("Uw vraag aan de aanbieder").fill("Waardoor waren er meer eerste contacten te laat?")
    page.get_by_label("Waar gaat uw vraag over?").select_option(label="Eerste contact op tijd")
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.locator("#messages")).to_contain_text("Uw vraag staat bij het rapport.")
    page.get_by_label("Terugsturen met een vraag").check()
    page.get_by_label("Uw vraag aan de aanbieder").fill("Wanneer spreken wij elkaar?")
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.get_by_role("heading", name="Over: het hele rapport")).to_be_visible()

    care.reload()
    form = care.get_by_role("form", name="Antwoord op de vraag over Eerste contact op tijd", exact=True)
    form.get_by_label("Uw antwoord").fill("Door ziekte in de zomer. Vanaf september is het weer op orde.")
    form.get_by_role("button", name="Antwoord versturen").click()

    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Door ziekte in de zomer. Vanaf september is het weer op orde.")
    page.get_by_role("button", name="Vraag afsluiten over Eerste contact op tijd").click()
    expect(page.locator("#messages")).to_contain_text("De vraag is afgesloten.")
    look(page, "gemeente-vragen")

    page.get_by_role("link", name=re.compile("^Bespreken ?: ")).last.click()
    page.get_by_label("Uw opmerking").fill("Mooi dat dit klopt.")
    page.get_by_label("Wie antwoordt?").select_option(label="ZoSamen")
    page.get_by_role("button", name="Op de agenda zetten").click()
    expect(page.get_by_role("main")).to_contain_text("Mooi dat dit klopt.")
    expect(page.get_by_role("main")).to_contain_text("Wanneer spreken wij elkaar?")
    look(page, "gemeente-agenda")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF-bestand").click()
    printed = " ".join(pdf_pages(waiting.value.path().read_bytes()))
    assert "Mooi dat dit klopt." in printed
    assert "Wanneer spreken wij elkaar?" in printed
    page.get_by_role("link", name=re.compile("^ZoSamen, ")).click()

    page.get_by_label("Akkoord", exact=True).check()
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.locator(".error-summary, .alert-danger").first).to_contain_text("Er staan nog vragen open.")
    page.get_by_label("Waarom bent u akkoord met vragen die nog openstaan?").fill("Die bespreken wij in het gesprek.")
    page.get_by_role("button", name="Besluit vastleggen").click()
    expect(page.locator("#messages")).to_contain_text("U bent akkoord met dit rapport.")
    go(page, "Rapporten")
    expect(page.get_by_role("row", name=re.compile(f"^{period}"))).to_contain_text("akkoord")


def test_the_years_table_gives_the_figures_of_the_earlier_years(page_as: PageAs) -> None:
    page = page_as(OFFICER, side="municipality")
    page.get_by_role("link", name="Jaren naast elkaar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jaren naast elkaar")
    look(page, "gemeente-jaren")
    assert _year(page, "Prijs, en verschil met het doel", "2017") == [
        "€ 1.390",
        "€ 1.313",
        "€ 334",
        "€ 337",
        "+70",
        "−51",
    ]
    assert _year(page, "Prijs, en verschil met het doel", "2018") == [
        *("€ 1.418", "€ 1.475", "€ 340", "€ 315", "−46", "+404")
    ]
    assert _year(page, "Unieke cliënten", "2018") == ["573", "581", "1.154", "opgegeven"]
    assert _year(page, "Beantwoorde vragen", "2018") == ["1.541", "3.863", "5.404", "opgegeven"]


def _year(page: Page, table: str, year: str) -> list[str]:
    found = page.get_by_role("table", name=table, exact=True)
    row = found.get_by_role("row").filter(has=page.get_by_role("rowheader", name=year, exact=True))
    return [text.replace("\xa0", " ") for text in row.get_by_role("cell").all_inner_texts()]


@pytest.mark.parametrize("path", ["/vandaag/", "/balie/", "/team/", "/clienten/1/", "/vragen/1/", "/importeren/"])
def test_what_is_the_care_sides_does_not_exist_here(page_as: PageAs, demo: Demo, path: str) -> None:
    page = page_as(OFFICER, side="municipality")
    response = page.goto(demo.municipality + path)
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina is er niet")


def test_a_care_login_is_refused_in_the_same_words_as_a_wrong_password(
    demo: Demo, new_page: Callable[..., Page]
) -> None:
    refusals = []
    for login, password in ((MANAGER, None), (OFFICER, "dit is het verkeerde wachtwoord")):
        address = next(address for address in demo.logins if address.startswith(login))
        page = new_page()
        page.goto(demo.municipality + "/inloggen/")
        page.get_by_label("E-mailadres").fill(address)
        page.get_by_label("Wachtwoord", exact=True).fill(password or demo.logins[address])
        page.get_by_role("button", name="Inloggen", exact=True).click()
        refusals.append(page.locator(".error-summary, .alert-danger").first.inner_text())
        expect(page).to_have_url(re.compile("/inloggen/"))
    assert refusals[0] == refusals[1]
    assert "wachtwoord" in refusals[0]
