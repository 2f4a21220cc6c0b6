"""Of the set-up file: the round of reports, so their last days and who draws them up. What is about one period alone
(uitstel, a swapped turn) is written down on the pages, with its reason."""

from __future__ import annotations

from oco.models import Municipality, Organisation, User
from subsidies import arranging
from subsidies.accounts import Account, accounts_in
from subsidies.models import DrawingUp, FilingTerms
from subsidies.models.cycle import LAST_DAY, MOST_MONTHS
from subsidies.set_up.block import Block, Result, SetUpError, known

REPORTS = ("kwartaal", "halfjaar", "jaar")  # in the order of arranging.NewTerms


def terms_from(
    block: Block, municipality: Municipality, organisations: dict[str, Organisation], by: User | None, result: Result
) -> None:
    """Last days from a day on; a kind of report that isn't named isn't asked. Without `voor` they hold for all who
    account to the municipality."""
    since, name = block.day("vanaf"), block.text("voor", "")
    account = _account(municipality, known(organisations, name, block), block) if name else None
    quarter, half_year, year = (_rule(block, word) for word in REPORTS)
    if quarter[0] is None and half_year[0] is None and year[0] is None:
        raise SetUpError(f"{block.place}: noem ten minste één rapport: {', '.join(REPORTS)}.")
    organisation = account.organisation if account else None
    before = FilingTerms.objects.filter(municipality=municipality, organisation=organisation, valid_from=since)
    result.count(FilingTerms, not before.exists())
    arranging.set_terms(
        municipality=municipality,
        organisation=organisation,
        valid_from=since,
        terms=arranging.NewTerms(*quarter, *half_year, *year),
        by=by,
    )
    block.done()


def drawing_up_from(
    block: Block, municipality: Municipality, organisations: dict[str, Organisation], by: User | None, result: Result
) -> None:
    """Who of a partnership draws up its reports from a day on: one provider, or each in turn per quarter."""
    account = _account(municipality, known(organisations, block.text("voor"), block), block)
    if account.organisation.kind != Organisation.Kind.PARTNERSHIP:
        raise SetUpError(f"{block.place}: {account.organisation.name} is geen samenwerkingsverband en stelt zelf op.")
    since, way = block.day("vanaf"), block.choice("hoe", DrawingUp.Way)
    first = known(organisations, block.text("eerst"), block)
    made = not DrawingUp.objects.filter(
        municipality=municipality, organisation=account.organisation, valid_from=since
    ).exists()
    try:
        arranging.arrange(account=account, way=DrawingUp.Way(way), first=first, valid_from=since, by=by)
    except arranging.ArrangementRefused as reason:
        raise SetUpError(f"{block.place}: {reason}") from reason
    result.count(DrawingUp, made)
    block.done()


def _rule(block: Block, word: str) -> tuple[int | None, int]:
    """Months after the period, None where that report isn't asked, and the day of the month."""
    values = block.take(word, dict, None)
    if values is None:
        return None, 1
    row = Block(values, f"{block.place}, {word}")
    months = _within(row, "maanden", row.number("maanden"), 0, MOST_MONTHS)
    day = _within(row, "dag", row.number("dag", 1), 1, LAST_DAY)
    row.done()
    return months, day


def _account(municipality: Municipality, organisation: Organisation, block: Block) -> Account:
    for account in accounts_in(municipality):
        if account.organisation == organisation:
            return account
    raise SetUpError(f"{block.place}: {organisation.name} dient hier zelf geen rapporten in.")


def _within(block: Block, name: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise SetUpError(f"{block.place}: kies bij ‘{name}’ een getal van {least} tot en met {most}.")
    return value
