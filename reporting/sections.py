"""The sections of a report: from sheets of figures to tables, charts and sentences. Pure, no database."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from oco.periods import MONTHS
from oco.templatetags.oco import euro, number, plural
from reporting import history, indicators
from reporting.documents import (
    ChartData,
    GrantTerms,
    Row,
    Section,
    Series,
    Table,
    Unit,
    Value,
    absent,
)
from reporting.sheets import (
    Material,
    Party,
    Sheet,
    amount_of,
    capital,
    divided,
    found,
    hours_text,
    in_words,
    label_of,
    price,
)

# --- tables that come back -------------------------------------------------------------------------------------------


def compared(material: Material, key: str, title: str, names: Sequence[str], *, note: str = "") -> Table:
    """Rows of the whole, one for each indicator, against earlier periods."""
    return Table(
        key,
        title,
        material.columns,
        tuple(
            Row(label_of(name), tuple(found(sheet, material.whole, name) for sheet in material.sheets))
            for name in names
        ),
        note=note,
    )


def by_provider_over_time(material: Material, key: str, title: str, indicator: str, *, note: str = "") -> Table:
    """One figure: a row for each provider and one together, a column for each period."""
    return Table(
        key,
        title,
        material.columns,
        tuple(
            Row(
                material.together if party is material.whole else party.name,
                tuple(found(sheet, party, indicator) for sheet in material.sheets),
                "total" if party is material.whole and material.providers else "",
            )
            for party in material.rows
            if party is not material.unassigned or any_found(material, party, [indicator])
        ),
        "Aanbieder",
        note=note,
    )


def by_provider(material: Material, key: str, title: str, names: Sequence[str], *, note: str = "") -> Table:
    """Several figures of this period: a row for each provider and one together."""
    return Table(
        key,
        title,
        tuple(label_of(name) for name in names),
        tuple(
            Row(
                material.together if party is material.whole else party.name,
                tuple(found(material.now, party, name) for name in names),
                "total" if party is material.whole else "",
            )
            for party in material.rows
            if party is not material.unassigned or any_found(material, party, names)
        ),
        "Aanbieder",
        note=note,
    )


def any_found(material: Material, party: Party, names: Sequence[str]) -> bool:
    return any(found(sheet, party, name).number for sheet in material.sheets for name in names)


def breakdown(
    material: Material,
    key: str,
    title: str,
    names: Sequence[str],
    dimension: str,
    *,
    heading: str,
    explanation: str = "",
    note: str = "",
) -> Table:
    """Figures by the members of a dimension: largest first, hidden ones after them in the list's own order.

    Several indicators share a table where none of them has a member in common (answered and otherwise closed).
    """
    labels = material.labels.get(dimension, {})
    known = list(labels)
    of_member = {
        member: name
        for name in names
        for sheet in material.sheets
        if sheet
        for member in sheet.members(material.whole, name, dimension)
    }

    def order(member: str) -> tuple[Decimal, int, str]:
        value = found(material.now, material.whole, of_member[member], dimension, member)
        place = known.index(member) if member in labels else len(known)
        return (-(value.number if value.number is not None else Decimal(-1)), place, member)

    return Table(
        key,
        title,
        material.columns,
        tuple(
            Row(
                capital(labels.get(member, member) or "onbekend"),
                tuple(found(sheet, material.whole, of_member[member], dimension, member) for sheet in material.sheets),
            )
            for member in sorted(of_member, key=order)
        ),
        heading,
        explanation,
        note,
    )


def bars_of(table: Table, key: str, title: str) -> tuple[ChartData, ...]:
    """The first column of a table as bars; nothing where there is nothing to draw."""
    rows = [row for row in table.rows if row.kind != "total"]
    if not any(row.cells[0].number for row in rows):
        return ()
    return (
        ChartData(
            key,
            "bars",
            title,
            tuple(row.heading for row in rows),
            (Series(title, tuple(row.cells[0] for row in rows)),),
        ),
    )


# --- the sections ----------------------------------------------------------------------------------------------------


def sections(material: Material) -> tuple[Section, ...]:
    made = [
        clients(material),
        questions(material),
        subjects(material),
        on_time(material),
        hours_spent(material),
        above_guideline(material),
        satisfaction(material),
        prices(material),
    ]
    return tuple(made)


def overlap_sentence(material: Material) -> str:
    """ "MEE 573 + Palet Welzijn 581 − bij beide 0 = 1.154", where all of it may be shown."""
    each = [found(material.now, party, "unique_clients") for party in material.providers]
    together = found(material.now, material.whole, "unique_clients")
    if not each or together.number is None or any(value.number is None for value in each):
        return ""
    both = sum((value.number or Decimal(0) for value in each), Decimal(0)) - together.number
    parts = " + ".join(f"{party.name} {value.text}" for party, value in zip(material.providers, each, strict=True))
    word = "bij allebei" if len(each) == 2 else "dubbel"
    return f"{parts} \u2212 {word} {number(both)} = {together.text}."


def clients(material: Material) -> Section:
    tables: list[Table] = []
    sentences: list[str] = []
    tables.append(by_provider_over_time(material, "clients", "Unieke cliënten", "unique_clients"))
    if material.providers and (sentence := overlap_sentence(material)):
        sentences.append(
            f"Wie bij meer aanbieders kwam, telt in het totaal één keer. Zo komt het totaal tot stand: {sentence}"
        )
    tables.append(
        compared(
            material,
            "clients_new",
            "Nieuw en teruggekomen",
            ["new_clients", "returning_clients"],
        )
    )
    return Section(
        "clients",
        "Cliënten",
        "Een unieke cliënt is een inwoner met een vraag in deze periode. Iedere inwoner telt één keer, "
        "ook met meer vragen.",
        tuple(tables),
        (),
        tuple(sentences),
    )


QUESTIONS = (
    "questions_received",
    "questions_answered",
    "questions_closed_otherwise",
    "questions_open",
    "simple_questions",
)


def questions(material: Material) -> Section:
    tables = [
        compared(
            material,
            "questions",
            "Aantal hulpvragen",
            QUESTIONS,
            note="Eenvoudige vragen zijn meteen beantwoord, zonder dossier. Ze tellen niet mee bij de hulpvragen.",
        )
    ]
    if material.providers:
        tables.append(by_provider(material, "questions_by_provider", "Hulpvragen per aanbieder", QUESTIONS))
        tables.append(
            by_provider_over_time(
                material, "answered_over_time", "Beantwoorde hulpvragen, vergeleken", "questions_answered"
            )
        )
    return Section(
        "questions",
        "Hulpvragen",
        "Een cliënt kan meer hulpvragen hebben. Een vraag is beantwoord als zij is afgesloten met een antwoord "
        "of een oplossing.",
        tuple(tables),
        answered_chart(material),
    )


def answered_chart(material: Material) -> tuple[ChartData, ...]:
    """Answered questions in the last quarters, a column for each provider."""
    parties = material.providers or [material.whole]
    sheets = [sheet for sheet in material.quarters if sheet.get(material.whole, "questions_answered") is not None]
    if len(sheets) < 2:
        return ()
    return (
        ChartData(
            "chart-answered",
            "columns",
            "Beantwoorde hulpvragen per kwartaal",
            tuple(f"{sheet.period.number}e kw. {sheet.period.year}" for sheet in sheets),
            tuple(
                Series(party.name, tuple(found(sheet, party, "questions_answered") for sheet in sheets))
                for party in parties
            ),
        ),
    )


def subjects(material: Material) -> Section:
    domain = breakdown(
        material,
        "domains",
        "Naar leefgebied",
        ["questions_received"],
        "domain",
        heading="Leefgebied",
        note=indicators.OVERLAP_NOTE,
    )
    tables = [
        domain,
        breakdown(material, "channels", "Naar ingang", ["questions_received"], "channel", heading="Ingang"),
        breakdown(material, "districts", "Naar wijk", ["questions_received"], "district", heading="Wijk"),
        breakdown(
            material,
            "outcomes",
            "Naar uitkomst",
            ["questions_answered", "questions_closed_otherwise"],
            "outcome",
            heading="Uitkomst",
            note="Geen oplossing, gestopt, en verhuisd of overleden tellen niet als beantwoord.",
        ),
    ]
    return Section(
        "subjects",
        "Waar de vragen over gaan",
        "Deze tabellen gaan over de hulpvragen die in de periode zijn ontvangen. Bij de uitkomst gaat het om de "
        "vragen die zijn afgesloten.",
        tuple(table for table in tables if table.rows),
        bars_of(domain, "chart-domains", f"Ontvangen hulpvragen naar leefgebied, {material.period.label}"),
    )


TERMS = (
    ("Eerste contact, urgent", "first_contact", "urgent"),
    ("Eerste contact, gewoon", "first_contact", "regular"),
    ("Opgepakt, urgent", "pick_up", "urgent"),
    ("Opgepakt, gewoon", "pick_up", "regular"),
)


def on_time(material: Material) -> Section:
    whole = material.whole

    def count(sheet: Sheet | None, what: str, urgency: str) -> tuple[Value, Value]:
        return (
            found(sheet, whole, f"{what}_total", "urgency", urgency),
            found(sheet, whole, f"{what}_on_time", "urgency", urgency),
        )

    rows: list[Row] = []
    for heading, what, urgency in TERMS:
        done, kept = count(material.now, what, urgency)
        shares = [
            divided(part, of, Unit.SHARE) for of, part in (count(sheet, what, urgency) for sheet in material.sheets)
        ]
        rows.append(Row(heading, (done, kept, *shares)))
    table = Table(
        "on_time",
        "Binnen de termijn",
        ("Vragen", "Op tijd", *(f"Deel op tijd, {label}" for label in material.columns)),
        tuple(rows),
        "Termijn",
        note="Het gaat om vragen waarvan de termijn in deze periode afliep, of die in deze periode zijn gedaan.",
    )
    total = [
        (
            heading,
            found(material.now, whole, f"{what}_total"),
            found(material.now, whole, f"{what}_on_time"),
        )
        for heading, what in (("Eerste contact", "first_contact"), ("Opgepakt", "pick_up"))
    ]
    sentences = tuple(
        f"{heading}: {kept.text} van de {done.text} vragen op tijd ({divided(kept, done, Unit.SHARE).text})."
        for heading, done, kept in total
        if done.number and kept.number is not None
    )
    return Section(
        "on_time",
        "Op tijd",
        material.terms_sentence,
        (table,),
        (),
        sentences,
    )


def hours_spent(material: Material) -> Section:
    tables = [
        compared(
            material,
            "hours",
            "Aantal uren",
            ["client_minutes", "other_minutes"],
        )
    ]
    if material.providers:
        tables.append(
            by_provider(
                material,
                "hours_by_provider",
                "Uren per aanbieder",
                ["client_minutes", "other_minutes"],
            )
        )
    activities = breakdown(
        material,
        "activities",
        "Cliëntgebonden uren naar activiteit",
        ["client_minutes"],
        "activity",
        heading="Activiteit",
    )
    kinds = breakdown(
        material, "kinds", "Niet-cliëntgebonden uren naar soort", ["other_minutes"], "kind", heading="Soort"
    )
    both = [found(material.now, material.whole, name) for name in ("client_minutes", "other_minutes")]
    chart: tuple[ChartData, ...] = ()
    if any(value.number for value in both):
        chart = (
            ChartData(
                "chart-hours",
                "shares",
                f"Waar de uren aan zijn besteed, {material.period.label}",
                tuple(label_of(name) for name in ("client_minutes", "other_minutes")),
                (Series("Uren", tuple(both)),),
            ),
        )
    return Section(
        "hours",
        "Uren",
        "Cliëntgebonden uren zijn geschreven op een hulpvraag. De andere uren gaan over netwerk, voorlichting, "
        "groepen, projecten en scholing.",
        tuple(table for table in [*tables, activities, kinds] if table.rows),
        chart,
    )


def above_guideline(material: Material) -> Section:
    reasons = breakdown(
        material,
        "reasons",
        "Redenen boven de richtlijn",
        ["questions_above_guideline"],
        "reason",
        heading="Reden",
    )
    per_question = compared(
        material,
        "hours_per_question",
        "Uren per afgesloten vraag",
        [
            "minutes_per_question_mean",
            "minutes_per_question_median",
            "minutes_per_question_p90",
            "questions_above_guideline",
        ],
        note="Het gaat om vragen die in deze periode zijn afgesloten. Alle uren van zo'n vraag tellen mee, "
        "ook die van eerder.",
    )
    above = found(material.now, material.whole, "questions_above_guideline")
    mean = found(material.now, material.whole, "minutes_per_question_mean")
    sentences = []
    if mean.number is not None and above.number is not None:
        sentences.append(
            f"Een hulpvraag kostte gemiddeld {hours_text(mean.number)}. "
            f"Bij {plural(int(above.number), 'vraag,vragen')} was het meer dan de richtlijn."
        )
    return Section(
        "guideline",
        "Uren per hulpvraag",
        "De richtlijn is die van de dag waarop de vraag binnenkwam. Boven de richtlijn schrijft de "
        "cliëntondersteuner de reden op.",
        tuple(table for table in (per_question, reasons) if table.rows),
        (),
        tuple(sentences),
    )


def satisfaction(material: Material) -> Section:
    fits = breakdown(material, "fits", "Paste de oplossing?", ["fits"], "fits", heading="Antwoord")
    return Section(
        "satisfaction",
        "Wat cliënten ervan vinden",
        "Na het afsluiten geven cliënten een cijfer van 1 tot 10, en zeggen zij of de oplossing paste. "
        "Niet iedereen geeft antwoord.",
        tuple(
            table
            for table in (
                compared(
                    material,
                    "scores",
                    "Cijfer van cliënten",
                    ["score_mean", "score_count"],
                ),
                fits,
            )
            if table.rows
        ),
    )


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
            f"Prijs in {in_words(period)}",
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


# --- years beside each other ------------------------------------------------------------------------------------------


def years(rows: Sequence[history.YearRow], names: Sequence[str]) -> tuple[Section, ...]:
    """The years of history.years_table that hold anything; nothing where there is only one."""
    known = [row for row in rows if row.unique_clients or row.questions_answered or row.grant is not None]
    if len(known) < 2:
        return ()

    def value(unit: Unit, amount: Decimal | int | None) -> Value:
        return absent(unit) if amount is None else Value(unit, Decimal(amount))

    def total(found: history.Total | None) -> Value:
        return value(Unit.COUNT, found.value if found else None)

    tables = [
        Table(
            "years",
            "Cliënten, vragen en prijs per jaar",
            ("Cliënten", "Beantwoord", "Subsidie", "Per cliënt", "Per vraag"),
            tuple(
                Row(
                    str(row.year),
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
                    str(row.year),
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
                            str(row.year),
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
            (history.SUM_NOTE, *notes),
        ),
    )
