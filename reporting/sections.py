"""The sections of a report: from sheets of figures to tables, charts and sentences. Pure, no database."""

from __future__ import annotations

from decimal import Decimal

from oco.templatetags.oco import number, plural
from reporting import against, indicators
from reporting.casework_sections import after_pause, instruments, signals, support
from reporting.comparing import bars_of, breakdown, by_provider, by_provider_over_time, compared, counted, to_see
from reporting.documents import ChartData, Row, Section, Series, Table
from reporting.pricing import prices
from reporting.sheets import (
    Material,
    Sheet,
    divided,
    found,
    hours_text,
    label_of,
)
from reporting.trajectory_sections import trajectories
from reporting.values import Unit, Value


def sections(material: Material) -> tuple[Section, ...]:
    made = [
        against.section(material),
        clients(material),
        questions(material),
        subjects(material),
        support(material),
        on_time(material),
        hours_spent(material),
        above_guideline(material),
        trajectories(material),
        instruments(material),
        satisfaction(material),
        *signals(material),
        prices(material),
    ]
    return tuple(section for section in made if section is not None)


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
    groups = breakdown(
        material,
        "target_groups",
        "Naar doelgroep",
        ["unique_clients"],
        "target_group",
        heading="Doelgroep",
        note=indicators.OVERLAP_NOTES[indicators.Dimension.TARGET_GROUP],
    )
    shown, about_hidden = to_see([groups])
    return Section(
        "clients",
        "Cliënten",
        "Een unieke cliënt is een inwoner met een vraag in deze periode. Iedere inwoner telt één keer, "
        "ook met meer vragen.",
        (*tables, *shown),
        (),
        (*sentences, *about_hidden),
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
    supporters = breakdown(
        material,
        "supporter_kinds",
        "Cliëntgebonden uren naar soort ondersteuner",
        ["client_minutes"],
        "supporter_kind",
        heading="Soort ondersteuner",
    )
    people = breakdown(
        material,
        "other_people",
        "Mensen bij groepen en voorlichting",
        ["other_people"],
        "kind",
        heading="Soort",
        note="Dit zijn geen unieke mensen: wie twee keer kwam, telt twee keer.",
    )
    shown, about_hidden = to_see([supporters, people])
    if counted(material, "entries"):
        note = "Wat laat is opgeschreven, kan in dit rapport ontbreken."
        entry = compared(
            material,
            "entry",
            "Hoe snel uren zijn opgeschreven",
            ["entries", "entries_late", "entry_delay_median"],
            note=note,
        )
        shown = (*shown, entry)
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
        tuple(table for table in [*tables, activities, kinds, *shown] if table.rows),
        chart,
        about_hidden,
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
    asked = counted(material, "survey_consents")
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
                    ["score_mean", "score_count", *(["survey_consents"] if asked else [])],
                ),
                fits,
            )
            if table.rows
        ),
    )
