"""The sections of a report about the casework: pauses, what was done, measured and signalled. Pure.

A section that was not counted yet is None: an older count doesn't have its figures.
"""

from __future__ import annotations

from reporting import indicators
from reporting.comparing import breakdown, compared, counted, side_by_side, to_see
from reporting.documents import Row, Section, Table
from reporting.sheets import Material, divided, found, remaining
from reporting.values import Unit

D = indicators.Dimension


def after_pause(material: Material) -> Table:
    """What was not on time is on time after a pause, or late."""
    rows: list[Row] = []
    for heading, what in (("Eerste contact", "first_contact"), ("Opgepakt", "pick_up")):
        done, *kept = (
            found(material.now, material.whole, f"{what}_{part}") for part in ("total", "on_time", "after_pause")
        )
        rows.append(Row(heading, (done, *kept, remaining(done, kept))))
    return Table(
        "after_pause",
        "Op tijd na een pauze, en te laat",
        ("Vragen", "Op tijd", "Op tijd na een pauze", "Te laat"),
        tuple(rows),
        "Termijn",
        note="Een termijn staat stil als een cliënt niet bereikt wordt of om een latere datum vraagt. Wat daardoor nog "
        "binnen de termijn viel, telt niet als op tijd.",
    )


def support(material: Material) -> Section | None:
    """The moments and tasks, the arrangements, and to whom people were referred."""
    if not counted(material, "questions_closed", "referrals"):
        return None
    tables = [
        breakdown(
            material,
            "moments",
            "Afgesloten vragen naar moment van ondersteuning",
            ["questions_closed"],
            "moment",
            heading="Moment",
            note=indicators.OVERLAP_NOTES[D.MOMENT],
        ),
        breakdown(
            material,
            "tasks",
            "Afgesloten vragen naar taak",
            ["questions_closed"],
            "task",
            heading="Taak",
            note=indicators.OVERLAP_NOTES[D.TASK],
        ),
        breakdown(
            material,
            "arrangements",
            "Beantwoorde vragen naar arrangement",
            ["questions_answered"],
            "step",
            heading="Stap",
            note=indicators.OVERLAP_NOTES[D.STEP],
        ),
        compared(material, "referrals", "Verwijzingen", ["referrals", "referrals_joint_talk", "referrals_kept"]),
        breakdown(material, "referral_kinds", "Verwijzingen naar soort", ["referrals"], "referral", heading="Soort"),
    ]
    shown, sentences = to_see(tables)
    return Section(
        "support",
        "Wat er is gedaan",
        "Bij een vraag staat wat de cliëntondersteuner deed, en welke oplossing er kwam: van eigen kracht tot een "
        "maatwerkvoorziening. Bij een warme overdracht spreken cliënt, ondersteuner en ontvanger elkaar.",
        shown,
        (),
        sentences,
    )


def instruments(material: Material) -> Section | None:
    """How many closed questions were measured twice comes first: the rest is about those alone."""
    if not counted(material, "closed_with_pair"):
        return None
    whole = material.whole
    of = [
        (found(sheet, whole, "closed_with_pair"), found(sheet, whole, "questions_closed")) for sheet in material.sheets
    ]
    part, closed = of[0]
    share = divided(part, closed, Unit.SHARE)
    numbers = compared(material, "", "", ["closed_with_pair", "questions_closed", "matrix_pairs", "matrix_assessments"])
    tables = [
        Table(
            "measured",
            "Hoeveel er is gemeten",
            material.columns,
            (Row("Deel van de afgesloten vragen", tuple(divided(*pair, Unit.SHARE) for pair in of)), *numbers.rows),
        ),
        _moved(material, "matrix", "Score op de zelfredzaamheid-matrix"),
    ]
    if counted(material, "health_pairs"):
        tables += [
            compared(
                material,
                "measured_health",
                "Metingen met positieve gezondheid",
                ["health_pairs", "health_assessments"],
            ),
            _moved(material, "health", "Score op positieve gezondheid"),
        ]
    shown, sentences = to_see(tables)
    first = f"Van de {closed.text} afgesloten vragen hebben er {part.text} een begin- en een eindmeting ({share.text})."
    return Section(
        "instruments",
        "Metingen aan het begin en het einde",
        "Met een instrument geven cliënt en ondersteuner samen een score per domein. De tabel per domein gaat alleen "
        "over vragen met een score aan het begin en aan het einde. Zij zegt niet waardoor een score veranderde.",
        shown,
        (),
        (first, *sentences) if closed.number and part.number is not None else sentences,
    )


def _moved(material: Material, scale: str, title: str) -> Table:
    return side_by_side(
        material,
        f"{scale}_moved",
        title,
        [(f"{scale}_rose", "Hoger"), (f"{scale}_stayed", "Gelijk"), (f"{scale}_fell", "Lager")],
        "measured",
        heading="Domein",
    )


def signals(material: Material) -> tuple[Section | None, ...]:
    """The numbers, and under them what they come to in the words of who accounts."""
    if not counted(material, "signals"):
        return (None,)
    columns = [("signals", "Signalen"), ("signal_questions", "Hulpvragen erachter")]
    tables = [
        compared(material, "signals", "Aantal signalen", ["signals", "signal_questions"]),
        side_by_side(material, "signals_domain", "Signalen naar leefgebied", columns, "domain", heading="Leefgebied"),
        side_by_side(material, "signals_district", "Signalen naar wijk", columns, "district", heading="Wijk"),
    ]
    shown, sentences = to_see(tables)
    made = Section(
        "signals",
        "Signalen",
        "Een signaal is wat cliëntondersteuners in het algemeen mis zien gaan, zoals een wachtlijst. Er staan geen "
        "personen in.",
        shown,
        (),
        sentences,
    )
    paragraphs = tuple(line.strip() for line in material.signals_text.splitlines() if line.strip())
    if not paragraphs:
        return (made,)
    text = Section("signals_text", "Wat wij zien", "Dit schrijven de aanbieders bij de signalen.", (), (), paragraphs)
    return (made, text)
