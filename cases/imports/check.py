"""Finds every error that can be seen in the file itself, and what its rows say to each other.

What depends on what is already known (numbers in use, filed periods) is in `plan`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cases.codes import OtherWorkKind
from cases.imports import cells
from cases.imports.cells import EARLIEST_WORK, as_text, show
from cases.imports.columns import CLIENTS, HOURS, QUESTIONS
from cases.imports.door import (
    ACTIVITIES,
    CHANNELS,
    FITS,
    HOW_FOUND,
    OTHER_KINDS,
    OUTCOMES,
    REACH_BY,
    REASONS,
    SUPPORTER_KINDS,
    Door,
)
from cases.imports.parts import CLIENT, PARTS, PROVIDER, Part, read_row
from cases.imports.problems import Problem
from cases.imports.rows import ClientRow, HourRow, PartRow, QuestionRow, Register, Row
from cases.imports.several import Words, of_sheet
from cases.imports.sheets import Progress, RegisterFile, Table
from cases.models.work import MINUTES_IN_A_DAY

EARLIEST_BIRTH = date(1900, 1, 1)


class Checker:
    """Walks through the sheets. After `run`, `register` has the rows without errors, `problems` all errors,
    and `seen` the numbers of the file with or without errors, so that one error doesn't cause a second."""

    def __init__(self, file: RegisterFile, door: Door) -> None:
        self.file, self.door = file, door
        self.register = Register()
        self.problems: list[Problem] = []
        self.client_numbers: dict[str, int] = {}
        self.question_numbers: dict[str, int] = {}
        # Of rows with errors: the numbers that they refer to, which may be wrong as well.
        self.client_mentions: list[tuple[Row, str]] = []
        self.question_mentions: list[tuple[Row, str]] = []

    def run(self, progress: Progress = lambda percent, text: None) -> None:
        sheets = ((CLIENTS, self._client), (QUESTIONS, self._question), (HOURS, self._hours))
        for place, (name, read_one) in enumerate(sheets):
            progress(place * 100 // len(sheets), f"{name} nakijken")
            for row in self._rows(self.file.tables[name]):
                read_one(row)
        self.door.last_names = {client.last_name for client in self.register.clients.values()}
        for part in PARTS:
            if part.sheet in self.file.tables:
                self.register.parts[part.sheet] = []
                for row in self._rows(self.file.tables[part.sheet]):
                    self._part(part, row)

    def _rows(self, table: Table) -> Iterable[Row]:
        for number, row_cells in table.rows:
            yield Row(table, number, row_cells, self.problems)

    def _own_number(self, row: Row, column: str, seen: dict[str, int]) -> str:
        """The number of this row; one that was used before in the file is a problem."""
        if not row.filled(column):
            return ""
        number = row.read(column, "", cells.number_text)
        if number in seen:
            row.wrong(column, f"{show(number)} staat ook op regel {seen[number]}. Een nummer mag één keer voorkomen.")
        elif number:
            seen[number] = row.number
        return number

    # --- clienten ---

    def _client(self, row: Row) -> None:
        door = self.door
        number = self._own_number(row, "clientnummer", self.client_numbers)
        row.filled("achternaam")
        last_name = row.read("achternaam", "", cells.text, 100)
        values: dict[str, object] = {}
        if row.has("tussenvoegsel"):
            values["prefix"] = row.read("tussenvoegsel", "", cells.text, 30)
        if row.has("voornaam"):
            values["first_name"] = row.read("voornaam", "", cells.text, 100)
        if row.has("geboortenaam"):
            values["birth_surname"] = row.read("geboortenaam", "", cells.text, 100)
        if row.has("geboortedatum"):
            values["birth_date"] = row.read(
                "geboortedatum", None, cells.day, today=door.today, not_before=EARLIEST_BIRTH
            )
        if row.has("postcode"):
            values["postcode"] = row.read("postcode", "", cells.postcode)
        if row.has("wijk"):
            values["district_id"] = row.read("wijk", None, door.districts.find_or_empty) or None
        if row.has("telefoon"):
            values["phone"] = row.read("telefoon", "", cells.phone)
        if row.has("e-mail"):
            values["email"] = row.read("e-mail", "", cells.email)
        if row.has("taal"):
            values["language"] = row.read("taal", "", cells.text, 40)
        if row.has("liefst bereikt"):
            values["reach_by"] = row.read("liefst bereikt", "", REACH_BY.find_or_empty)
        if row.has("beste moment"):
            values["reach_when"] = row.read("beste moment", "", cells.text, 100)
        several = self._several(row, CLIENTS, door.today)
        if row.ok:
            self.register.clients[number] = ClientRow(row, number, last_name, values, several)

    # --- hulpvragen ---

    def _provider(self, row: Row) -> int | None:
        if not row.filled("aanbieder"):
            return None
        provider_id = row.read("aanbieder", None, self.door.providers.find)
        if provider_id is not None and provider_id not in self.door.may_import:
            row.wrong(
                "aanbieder",
                f"U kunt geen regels van {self.door.provider_names[provider_id]} importeren, "
                f"alleen van {self.door.named(self.door.may_import)}.",
            )
            return None
        return provider_id

    def _supporter(self, row: Row) -> str:
        return row.read("ondersteuner", "", cells.email).lower()

    def _day(self, row: Row, column: str) -> date | None:
        return row.read(column, None, cells.day, today=self.door.today, not_before=EARLIEST_WORK)

    def _question(self, row: Row) -> None:
        number = self._own_number(row, "vraagnummer", self.question_numbers)
        client_number = row.read("clientnummer", "", cells.number_text) if row.filled("clientnummer") else ""
        provider_id = self._provider(row)
        channel = row.read("kanaal", "", CHANNELS.find) if row.filled("kanaal") else ""
        received_on = self._day(row, "ontvangen") if row.filled("ontvangen") else None
        values: dict[str, object] = {"channel": channel}
        urgent = row.read("urgent", False, cells.yes_no)
        for column, field, words in (
            ("eerste contact", "first_contact_on", "Het eerste contact ligt"),
            ("opgepakt", "picked_up_on", "De vraag is opgepakt"),
            ("afgesloten", "closed_on", "De vraag is afgesloten"),
        ):
            if row.has(column):
                found = self._day(row, column)
                values[field] = found
                if found is not None and received_on is not None and found < received_on:
                    row.wrong(
                        column, f"{words} op {found:%d-%m-%Y}, voor de dag van ontvangst ({received_on:%d-%m-%Y})."
                    )
        if row.has("vraag"):
            values["text"] = row.read("vraag", "", cells.text, 10_000)
        if row.has("hoe gekomen"):
            values["how_found"] = row.read("hoe gekomen", "", HOW_FOUND.find_or_empty)
        self._waiting(row, values)
        closed_on = values.get("closed_on")
        assert closed_on is None or isinstance(closed_on, date)
        self._closing(row, closed_on, values)
        score = row.read("cijfer", None, cells.score)
        fits = row.read("passend", "", FITS.find_or_empty)
        consent = row.read("onderzoek", None, cells.yes_no_or_empty)
        if closed_on is None:
            for column in ("cijfer", "passend", "onderzoek"):
                if as_text(row.cell(column)):
                    row.wrong(column, f"{show(as_text(row.cell(column)))} kan pas als de vraag is afgesloten.")
        several = self._several(row, QUESTIONS, received_on or self.door.today)
        supporter = self._supporter(row) if row.has("ondersteuner") else None
        if row.ok and provider_id is not None and received_on is not None:
            self.register.questions[number] = QuestionRow(
                row, number, client_number, provider_id, received_on, urgent, closed_on, values, several, supporter,
                score, fits, consent,
            )  # fmt: skip
        elif client_number:
            self.client_mentions.append((row, client_number))

    def _closing(self, row: Row, closed_on: date | None, values: dict[str, object]) -> None:
        """A closing date and an outcome come together."""
        closed_filled, outcome_filled = (bool(as_text(row.cell(column))) for column in ("afgesloten", "uitkomst"))
        outcome = row.read("uitkomst", "", OUTCOMES.find_or_empty)
        if closed_filled and not outcome_filled:
            row.wrong("uitkomst", f"De vraag is afgesloten op {as_text(row.cell('afgesloten'))}. Vul de uitkomst in.")
        if outcome_filled and not closed_filled:
            row.wrong(
                "afgesloten", f"De uitkomst is {show(as_text(row.cell('uitkomst')))}. Vul de dag van afsluiten in."
            )
        if row.has("afgesloten"):
            values["outcome"] = outcome if closed_on else ""
        if row.has("reden boven richtlijn"):
            values["over_guideline_reason"] = row.read("reden boven richtlijn", "", REASONS.find_or_empty)

    def _waiting(self, row: Row, values: dict[str, object]) -> None:
        """What a question waits on and when to look again come together; a file has both columns or neither."""
        names = ("wacht op", "kijk opnieuw op")
        waits_for = row.read(names[0], "", cells.text, 200)
        look_again_on = row.read(names[1], None, cells.planned_day, today=self.door.today, not_before=EARLIEST_WORK)
        if waits_for and look_again_on is None and row.ok:
            row.wrong(names[1], f"De vraag wacht op {show(waits_for)}. Vul in wanneer u weer kijkt.")
        elif look_again_on is not None and not waits_for and row.ok:
            row.wrong(names[0], f"U kijkt opnieuw op {look_again_on:%d-%m-%Y}. Vul in waar de vraag op wacht.")
        if any(row.has(name) for name in names):
            values["waits_for"], values["look_again_on"] = waits_for, look_again_on

    def _several(self, row: Row, sheet: str, day: date) -> Words:
        """The words of every column that takes more than one, each once; `day` tells which list holds."""
        found: Words = {}
        for kind in of_sheet(sheet):
            if not row.has(kind.column):
                continue
            values: dict[str | int, None] = {}
            for part in as_text(row.cell(kind.column)).split("|"):
                try:
                    if part.strip():
                        values[self.door.several(kind.column, day).find(part)] = None
                except cells.Wrong as error:
                    row.wrong(kind.column, str(error))
            found[kind.column] = tuple(values)
        return found

    # --- uren ---

    def _hours(self, row: Row) -> None:
        question_number = row.read("vraagnummer", "", cells.number_text)
        provider_id = self._provider(row)
        supporter = self._supporter(row) if row.filled("ondersteuner") else ""
        on = self._day(row, "datum") if row.filled("datum") else None
        minutes = None
        if row.filled("minuten"):
            least = 0 if question_number else 1
            minutes = row.read("minuten", None, cells.minutes, least=least, most=MINUTES_IN_A_DAY)
        activity = self._activity(row, question_number) if row.filled("activiteit") else ""
        people = row.read("aantal mensen", None, cells.people)
        if people is not None and activity not in (OtherWorkKind.GROUP, OtherWorkKind.INFORMATION):
            row.wrong("aantal mensen", "Een aantal mensen hoort alleen bij groep en voorlichting.")
        supporter_kind: str | None = None
        if row.has("soort ondersteuner"):
            supporter_kind = row.read("soort ondersteuner", "", SUPPORTER_KINDS.find_or_empty)
        if supporter_kind and not question_number:
            row.wrong("soort ondersteuner", "Een soort ondersteuner hoort alleen bij een hulpvraag.")
        if row.ok and provider_id is not None and on is not None and minutes is not None:
            self.register.hours.append(
                HourRow(row, question_number, provider_id, supporter, on, minutes, activity, people, supporter_kind)
            )
        elif question_number:
            self.question_mentions.append((row, question_number))

    def _activity(self, row: Row, question_number: str) -> str:
        cell = row.cell("activiteit")
        if question_number and OTHER_KINDS.has(cell):
            row.wrong("activiteit", f"{show(as_text(cell))} hoort niet bij een cliënt. Laat vraagnummer dan leeg.")
            return ""
        if not question_number and ACTIVITIES.has(cell):
            row.wrong("activiteit", f"{show(as_text(cell))} hoort bij een hulpvraag. Vul het vraagnummer in.")
            return ""
        return row.read("activiteit", "", (ACTIVITIES if question_number else OTHER_KINDS).find)

    # --- the other sheets ---

    def _part(self, part: Part, row: Row) -> None:
        number, values = read_row(part, row, self.door)
        if part.owner == PROVIDER:
            values["provider_id"] = self._provider(row)
        if row.ok:
            self.register.parts[part.sheet].append(PartRow(row, number, values))
        elif number:
            mentions = self.client_mentions if part.owner == CLIENT else self.question_mentions
            mentions.append((row, number))
