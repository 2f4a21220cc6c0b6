"""What a client and a question cost, and the years beside each other. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from oco.periods import MONTHS
from oco.templatetags.oco import euro, number
from reporting.documents import Row, Section, Table
from reporting.sheets import (
    Material,
    amount_of,
    found,
    price,
)
from reporting.terms import GrantTerms
from reporting.values import Unit, Value, absent
from reporting.years_table import SOURCE_LABELS, SUM_NOTE, Total, YearRow


def prices(material: Material) -> Section:
    explanation = "De prijs is het subsidiebedrag gedeeld door het aantal, afgerond op hele euro's."
    terms, period = material.terms, material.period
    if terms is None or not terms.amounts:
        return Section(
            "prices",
            "Prijs per cliënt en per vraag",
            explanation,
            sentences=(f"Er is voor {period.year} geen subsidie ingevoerd. Daarom staat hier geen prijs.",),
        )
    rows: list[Row] = []
    for party in material.parties:
        amount = amount_of(terms, party, period)
        count = found(material.now, party, "unique_clients")
        answered = found(material.now, party, "questions_answered")
        rows.append(
            Row(
                material.together if party is material.whole else party.name,
                (
                    Value(Unit.EURO, amount.quantize(Decimal(1), ROUND_HALF_UP)),
                    count,
                    price(amount, count),
                    answered,
                    price(amount, answered),
                ),
                "total" if party is material.whole and material.providers else "",
            )
        )
    tables = [
        Table(
            "prices",
            f"Prijs in {period.in_words}",
            ("Subsidie", "Cliënten", "Per cliënt", "Beantwoord", "Per vraag"),
            tuple(rows),
            "Aanbieder",
        )
    ]
    if over_time := prices_over_time(material):
        tables.append(over_time)
    sentences: list[str] = []
    months = MONTHS[period.kind]
    whole = amount_of(terms, material.whole, period)
    if months < 12:
        sentences.append(
            f"De subsidie voor heel {period.year} is {euro(whole * 12 / months, 0)}. Op deze periode van {months} "
            f"maanden komt daarvan {months}/12 deel: {euro(whole, 0)}."
        )
    sentences += budgeted(terms)
    if material.providers and any(line.provider_id is None for line in terms.amounts):
        sentences.append("In het totaal zitten ook bedragen die niet bij één aanbieder horen.")
    return Section("prices", "Prijs per cliënt en per vraag", explanation, tuple(tables), (), tuple(sentences))


def prices_over_time(material: Material) -> Table | None:
    """The price of the whole in this and the earlier periods, for as far as their grants are known."""
    known = {terms.year: terms for terms in [*material.earlier_terms, *([material.terms] if material.terms else [])]}
    lines: dict[str, list[Value]] = {"unique_clients": [], "questions_answered": []}
    for sheet in material.sheets:
        terms = known.get(sheet.period.year) if sheet else None
        for indicator, cells in lines.items():
            if sheet is None or terms is None:
                cells.append(absent(Unit.EURO))
            else:
                cells.append(
                    price(amount_of(terms, material.whole, sheet.period), found(sheet, material.whole, indicator))
                )
    if not any(cell.number for cells in lines.values() for cell in cells[1:]):
        return None
    return Table(
        "prices_over_time",
        "Prijs, vergeleken",
        material.columns,
        (
            Row("Per cliënt", tuple(lines["unique_clients"])),
            Row("Per beantwoorde vraag", tuple(lines["questions_answered"])),
        ),
    )


def budgeted(terms: GrantTerms) -> list[str]:
    """What one would cost if exactly the targets were reached."""
    words = {"unique_clients": ("cliënt", "cliënten"), "questions_answered": ("vraag", "vragen")}
    return [
        f"Begroot is {euro(terms.total / target.value, 0)} per {words[target.indicator][0]}: {euro(terms.total, 0)} "
        f"gedeeld door het doel van {number(target.value)} {words[target.indicator][1]}."
        for target in terms.targets
        if target.indicator in words and target.value
    ]


def years(rows: Sequence[YearRow], names: Sequence[str]) -> tuple[Section, ...]:
    """The years of years_table that hold anything; nothing where there is only one."""
    known = [row for row in rows if row.unique_clients or row.questions_answered or row.grant is not None]
    if len(known) < 2:
        return ()

    def value(unit: Unit, amount: Decimal | int | None) -> Value:
        return absent(unit) if amount is None else Value(unit, Decimal(amount))

    def known_how(row: YearRow) -> str:
        """ "2016 (opgegeven)": whether its totals were declared or counted."""
        source = row.unique_clients or row.questions_answered
        return f"{row.year} ({SOURCE_LABELS[source.source]})" if source else str(row.year)

    def total(found: Total | None) -> Value:
        return value(Unit.COUNT, found.value if found else None)

    tables = [
        Table(
            "years",
            "Cliënten, vragen en prijs per jaar",
            ("Cliënten", "Beantwoord", "Subsidie", "Per cliënt", "Per vraag"),
            tuple(
                Row(
                    known_how(row),
                    (
                        total(row.unique_clients),
                        total(row.questions_answered),
                        value(Unit.EURO, row.grant),
                        value(Unit.EURO, row.real_price_client),
                        value(Unit.EURO, row.real_price_question),
                    ),
                )
                for row in known
            ),
            "Jaar",
        ),
        Table(
            "years_targets",
            "Begroot en bereikt per jaar",
            ("Begroot per cliënt", "Begroot per vraag", "Cliënten min doel", "Vragen min doel"),
            tuple(
                Row(
                    known_how(row),
                    (
                        value(Unit.EURO, row.budget_price_client),
                        value(Unit.EURO, row.budget_price_question),
                        value(Unit.COUNT, row.clients_minus_target),
                        value(Unit.COUNT, row.questions_minus_target),
                    ),
                )
                for row in known
            ),
            "Jaar",
        ),
    ]
    if len(names) > 1:
        for key, title, attribute in (
            ("years_clients", "Unieke cliënten per aanbieder", "unique_clients"),
            ("years_questions", "Beantwoorde vragen per aanbieder", "questions_answered"),
        ):
            tables.append(
                Table(
                    key,
                    title,
                    (*names, "Samen"),
                    tuple(
                        Row(
                            known_how(row),
                            (
                                *(total(getattr(provider, attribute)) for provider in row.providers),
                                total(getattr(row, attribute)),
                            ),
                        )
                        for row in known
                    ),
                    "Jaar",
                )
            )
    notes = tuple(f"{row.year}: {row.note}" for row in known if row.note)
    return (
        Section(
            "years",
            "De jaren naast elkaar",
            "De prijs is de subsidie van het jaar gedeeld door het aantal, afgerond op hele euro's.",
            tuple(tables),
            (),
            (SUM_NOTE, *notes),
        ),
    )
