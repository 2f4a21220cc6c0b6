"""Sections of a report about hours: where they went, and what a question took. Pure."""

from __future__ import annotations

from oco.templatetags.oco import plural
from reporting.comparing import breakdown, by_provider, compared, counted, to_see
from reporting.documents import ChartData, Section, Series
from reporting.sheets import Material, found, hours_text, label_of


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
