"""The cards of a dashboard, each with one idea: a sentence, a chart and the same numbers as a table. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from oco.shapes import Chart
from oco.templatetags.oco import number
from reporting import against, charts, indicators
from reporting.documents import Row, Table, TargetResult
from reporting.sheets import Material, capital, divided, found, hours_text, label_of
from reporting.summaries import written
from reporting.tiles import NARROW, Tile, kept_bars, tile_map
from reporting.values import Unit, Value, absent

TERMS = (
    ("Eerste contact, urgent", "first_contact", "urgent"),
    ("Eerste contact, gewoon", "first_contact", "regular"),
    ("Oppakken, urgent", "pick_up", "urgent"),
    ("Oppakken, gewoon", "pick_up", "regular"),
)


@dataclass(frozen=True)
class District:
    """A district with its place on the tile map, where it has one; `key` is the member of the breakdown."""

    key: str
    name: str
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Card:
    """One idea: a drawing, a table with the same numbers, and a sentence or two."""

    key: str
    title: str
    sentences: tuple[str, ...]
    chart: Chart | None
    table: Table | None
    folded: bool = True  # whether the table waits behind a word: the drawing has all its numbers written in it
    wide: bool = False  # goes across the page, its table beside the drawing


# --- targets ----------------------------------------------------------------------------------------------------------


def target_chart(target: TargetResult, place: int) -> Chart | None:
    """The bullet: reached, agreed, expected and between what; None where there is nothing to draw."""
    if target.reached.number is None:
        return None
    between = None
    if target.low is not None and target.high is not None and target.low != target.high:
        between = (float(target.low), float(target.high))

    def write(length: float) -> str:
        return written(target.unit, Decimal(str(length)))

    return charts.bullet(
        f"board-target-{place}",
        target.label,
        value=float(target.reached.number),
        target=float(target.target),
        expected=None if target.expected is None else float(target.expected),
        between=between,
        at_most=target.direction == "at_most",
        write=write,
        width=NARROW,
    )


def target_table(targets: Sequence[TargetResult]) -> Table | None:
    if not targets:
        return None

    def value(target: TargetResult, amount: Decimal | None) -> Value:
        return absent(target.unit) if amount is None else Value(target.unit, amount)

    return Table(
        "board_targets",
        "De doelen in getallen",
        ("Doel", "Bereikt", "Verwacht", "Laagst", "Hoogst"),
        tuple(
            Row(
                f"{target.label}{' (ten hoogste)' if target.direction == 'at_most' else ''}",
                (
                    value(target, target.target),
                    target.reached,
                    value(target, target.expected),
                    value(target, target.low),
                    value(target, target.high),
                ),
            )
            for target in targets
        ),
        "Doel van het jaar",
    )


def done_by(target: TargetResult, mine: Mapping[str, Value], name: str) -> str:
    value = mine.get(target.indicator)
    if value is None or value.number is None:
        return ""
    word = "Daarvan bij" if indicators.INDICATORS[target.indicator].is_count else "Bij"
    return f"{word} {name}: {written(target.unit, value.number)}."


# --- cards ------------------------------------------------------------------------------------------------------------


def _beside_sentences(lines: Sequence[against.Line], *keys: str) -> list[str]:
    """ "Eerste contact op tijd: 3 procentpunt meer dan in het 1e kwartaal van 2026." """
    return [
        f"{line.main.label}: {' en '.join(said)}."
        for line in lines
        if line.main.key in keys and (said := [beside.sentence for beside in line.besides if beside.sentence])
    ]


def on_time(material: Material, lines: Sequence[against.Line]) -> Card | None:
    whole, now = material.whole, material.now
    rows: list[Row] = []
    bars: list[tuple[str, float | None, str]] = []
    for label, what, urgency in TERMS:
        total = found(now, whole, f"{what}_total", "urgency", urgency)
        kept = found(now, whole, f"{what}_on_time", "urgency", urgency)
        share = divided(kept, total, Unit.SHARE)
        rows.append(Row(label, (total, kept, share)))
        bars.append((label, share.size, share.text))
    if not any(cell.number for row in rows for cell in row.cells) and not any(
        cell.hidden for row in rows for cell in row.cells
    ):
        # A provider of a joint report has totals only.
        rows, bars = [], []
        for label, what in (("Eerste contact", "first_contact"), ("Oppakken", "pick_up")):
            total, kept = found(now, whole, f"{what}_total"), found(now, whole, f"{what}_on_time")
            share = divided(kept, total, Unit.SHARE)
            rows.append(Row(label, (total, kept, share)))
            bars.append((label, share.size, share.text))
        if not any(cell.number is not None or cell.hidden for row in rows for cell in row.cells):
            return None
    return Card(
        "on_time",
        "Op tijd",
        tuple(_beside_sentences(lines, "first_contact_kept", "pick_up_kept")),
        kept_bars("board-on-time", f"Deel op tijd, {material.period.label}", bars),
        Table("board_on_time", "Op tijd in getallen", ("Vragen", "Op tijd", "Deel"), tuple(rows), "Termijn"),
    )


def hours(material: Material, lines: Sequence[against.Line]) -> Card | None:
    names = ("client_minutes", "other_minutes")
    values = [found(material.now, material.whole, name) for name in names]
    if not any(value.number or value.hidden for value in values):
        return None
    items = [charts.Item(label_of(name), value.size, value.text) for name, value in zip(names, values, strict=True)]
    return Card(
        "hours",
        "Uren aan cliënten en ander werk",
        tuple(_beside_sentences(lines, *names)),
        charts.share_bar("board-hours", f"Uren, {material.period.label}", items, write=_whole_hours, width=NARROW),
        Table(
            "board_hours",
            "Uren in getallen",
            ("Uren",),
            tuple(Row(label_of(name), (value,)) for name, value in zip(names, values, strict=True)),
            "Soort",
        ),
    )


def _whole_hours(minutes: float) -> str:
    return f"{number(Decimal(str(minutes)) / 60)} uur"


def per_question(material: Material, lines: Sequence[against.Line], guideline: int | None) -> Card | None:
    mean = found(material.now, material.whole, "minutes_per_question_mean")
    above = found(material.now, material.whole, "questions_above_guideline")
    if mean.number is None:
        return None
    chart = None
    if guideline:
        chart = charts.bullet(
            "board-per-question",
            f"Uren per afgesloten vraag, {material.period.label}",
            value=float(mean.number),
            target=float(guideline),
            at_most=True,
            write=lambda minutes: hours_text(Decimal(str(minutes))),
            width=NARROW,
        )
    names = ("minutes_per_question_mean", "minutes_per_question_median", "minutes_per_question_p90")
    sentences = []
    if above.hidden:
        sentences.append("Hoeveel vragen boven de richtlijn kwamen, is verborgen.")
    elif above.number is not None:
        sentences.append(f"Boven de richtlijn: {above.text} {'vraag' if above.number == 1 else 'vragen'}.")
    return Card(
        "per_question",
        "Uren per hulpvraag",
        (*sentences, *_beside_sentences(lines, "minutes_per_question_mean")),
        chart,
        Table(
            "board_per_question",
            "Uren per afgesloten vraag",
            ("Uren",),
            tuple(
                Row(label, (found(material.now, material.whole, name),))
                for label, name in zip(("Gemiddeld", "Middelste", "90% blijft eronder"), names, strict=True)
            ),
            "Maat",
        ),
        folded=chart is not None,
    )


def members(material: Material, indicator: str, dimension: str) -> list[tuple[str, str, Value]]:
    """Member, label and value of a breakdown, largest first and hidden ones last, in the order of the list."""
    labels = material.labels.get(dimension, {})
    there = list(material.now.members(material.whole, indicator, dimension))
    order = {member: place for place, member in enumerate([*labels, *there])}
    rows = [
        (
            member,
            capital(labels.get(member, member) or "onbekend"),
            found(material.now, material.whole, indicator, dimension, member),
        )
        for member in there
    ]
    return sorted(rows, key=lambda row: (-(row[2].number if row[2].number is not None else Decimal(-1)), order[row[0]]))


def domains(material: Material) -> Card | None:
    rows = members(material, "questions_received", "domain")
    if not rows:
        return None
    items = [charts.Item(label, value.size, value.text) for _, label, value in rows]
    return Card(
        "domains",
        "Leefgebieden",
        (f"Ontvangen vragen. {indicators.OVERLAP_NOTE}",),
        charts.bar_list(
            "board-domains",
            f"Ontvangen vragen naar leefgebied, {material.period.label}",
            items,
            label_width=130.0,
            width=NARROW,
        ),
        _table_of("domains", "Leefgebieden in getallen", "Leefgebied", rows),
    )


def district_card(material: Material, districts: Sequence[District]) -> Card | None:
    rows = members(material, "questions_received", "district")
    if not rows:
        return None
    by_key = {key: value for key, _, value in rows}
    tiles = [
        Tile(place.name, by_key[place.key].size, by_key[place.key].text, place.row, place.column)
        for place in districts
        if place.key in by_key
    ]
    title = f"Ontvangen vragen per wijk, {material.period.label}"
    hidden = sum(value.hidden for value in by_key.values())
    sentences = ["Ontvangen vragen per wijk. Hoe donkerder, hoe meer vragen."]
    if hidden:
        sentences.append("In een gearceerd vak is het aantal verborgen: zo is niemand te herkennen.")
    return Card(
        "districts",
        "Wijken",
        tuple(sentences),
        tile_map("board-districts", title, tiles) if tiles else None,
        _table_of("districts", "Wijken in getallen", "Wijk", rows),
        folded=False,
        wide=True,
    )


def _table_of(key: str, title: str, heading: str, rows: Sequence[tuple[str, str, Value]]) -> Table:
    return Table(f"board_{key}", title, ("Vragen",), tuple(Row(label, (value,)) for _, label, value in rows), heading)
