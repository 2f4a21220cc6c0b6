"""Sections of a report about questions: how many, what they are about, and whether they were on time. Pure."""

from __future__ import annotations

from reporting import indicators
from reporting.casework_sections import after_pause
from reporting.comparing import bars_of, breakdown, by_provider, by_provider_over_time, compared, counted, to_see
from reporting.documents import ChartData, Row, Section, Series, Table
from reporting.sheets import Material, Sheet, divided, found
from reporting.values import Unit, Value

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
        formality = breakdown(
            material,
            "formality",
            "Beantwoorde hulpvragen naar soort aanbieder",
            ["questions_answered"],
            "formality",
            heading="Soort aanbieder",
        )
        if any(cell.number for row in formality.rows for cell in row.cells):
            tables.append(formality)
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
    how_found = breakdown(
        material,
        "how_found",
        "Hoe cliënten bij ons kwamen",
        ["questions_received"],
        "how_found",
        heading="Hoe bij ons gekomen",
    )
    shown, about_hidden = to_see([how_found])
    tables = [
        domain,
        breakdown(material, "channels", "Naar ingang", ["questions_received"], "channel", heading="Ingang"),
        breakdown(material, "districts", "Naar wijk", ["questions_received"], "district", heading="Wijk"),
        *shown,
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
        about_hidden,
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
    tables = [table, after_pause(material)] if counted(material, "first_contact_after_pause") else [table]
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
        tuple(tables),
        (),
        sentences,
    )
