"""What may stand in a register: sheets and columns as data, for reading, writing, the template and its explanation."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

CLIENTS, QUESTIONS, HOURS = "clienten", "hulpvragen", "uren"


@lru_cache(maxsize=10_000)
def squeeze(text: str) -> str:
    """Letters and digits only, small, without accents: "E-mail " -> "email", "Cliënten" -> "clienten"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum() and not unicodedata.combining(sign))


@dataclass(frozen=True)
class Column:
    """A column: `needed` must be in the file, `filled` must be filled in on every row."""

    name: str
    explanation: str
    example: str
    needed: bool = False
    filled: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    name: str
    one: str  # one of its rows, for sentences
    many: str
    columns: tuple[Column, ...]

    def by_header(self) -> dict[str, Column]:
        """Every accepted way to write a header, squeezed."""
        return {squeeze(name): column for column in self.columns for name in (column.name, *column.aliases)}


def _key(name: str, explanation: str, example: str) -> Column:
    return Column(name, explanation, example, needed=True, filled=True)


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        CLIENTS,
        "cliënt",
        "cliënten",
        (
            _key("clientnummer", "Uw eigen nummer van de cliënt. Komt één keer voor.", "C-1001"),
            _key("achternaam", "Zonder tussenvoegsel.", "Berg"),
            Column("tussenvoegsel", "Bijvoorbeeld van der.", "van den"),
            Column("voornaam", "Of de voorletters.", "Annie"),
            Column("geboortedatum", "dd-mm-jjjj.", "14-03-1948"),
            Column("postcode", "Vier cijfers en twee letters.", "2711 AB"),
            Column("wijk", "Naam of CBS-code van een wijk van de gemeente.", "WK063716"),
            Column(
                "telefoon", "Nederlands nummer, of internationaal met +.", "079 321 87 65", aliases=("telefoonnummer",)
            ),
            Column("e-mail", "E-mailadres van de cliënt.", "a.vandenberg@voorbeeld.example", aliases=("e-mailadres",)),
            Column(
                "doelgroepen",
                "Een of meer doelgroepen van de lijst van de voordeur, met | ertussen.",
                "",
                aliases=("doelgroep",),
            ),
        ),
    ),
    Sheet(
        QUESTIONS,
        "hulpvraag",
        "hulpvragen",
        (
            _key("vraagnummer", "Uw eigen nummer van de hulpvraag. Komt één keer voor.", "V-2001"),
            _key("clientnummer", "Een nummer van het blad clienten, of van een cliënt die al bekend is.", "C-1001"),
            _key("aanbieder", "Naam van een aanbieder achter deze voordeur.", "MEE"),
            _key("kanaal", "Langs welke weg de vraag kwam.", "balie"),
            Column("urgent", "ja of nee. Leeg is nee.", "nee"),
            _key("ontvangen", "Dag waarop de vraag binnenkwam.", "05-02-2018"),
            Column("eerste contact", "Dag van het eerste contact. Leeg als dat er nog niet was.", "12-02-2018"),
            Column("opgepakt", "Dag waarop de vraag is opgepakt. Leeg als dat nog niet is gebeurd.", "12-02-2018"),
            Column(
                "leefgebieden",
                "Een of meer leefgebieden van de lijst van uw gemeente, met | ertussen.",
                "wonen|werk en inkomen",
                aliases=("leefgebied",),
            ),
            Column("vraag", "De vraag in een paar woorden.", "Zoekt een woning zonder trap"),
            Column("ondersteuner", "E-mailadres van de cliëntondersteuner.", "s.smit@mee.example"),
            Column("afgesloten", "Dag waarop de vraag is afgesloten. Leeg als de vraag nog loopt.", "20-04-2018"),
            Column("uitkomst", "Alleen en altijd bij een afgesloten vraag.", "algemene voorziening"),
            Column(
                "reden boven richtlijn", "Waarom de vraag meer uren kostte dan de richtlijn.", "", aliases=("reden",)
            ),
            Column("cijfer", "Cijfer van de cliënt, 1 tot en met 10. Alleen bij een afgesloten vraag.", "8"),
            Column("passend", "Past de oplossing: ja, deels of nee. Alleen bij een afgesloten vraag.", "ja"),
            Column("hoe gekomen", "Hoe de cliënt bij u kwam.", "familie of vrienden", aliases=("hoe gevonden",)),
            Column(
                "onderzoek",
                "Mag benaderd worden voor het onderzoek: ja, nee of leeg. Alleen met cijfer of passend.",
                "ja",
            ),
            Column("taken", "Wat er is gedaan, met | ertussen.", "vraag verhelderen|mee naar het gesprek"),
            Column("arrangement", "Waarin een oplossing is gevonden, met | ertussen.", "netwerk|algemene voorziening"),
        ),
    ),
    Sheet(
        HOURS,
        "urenregel",
        "urenregels",
        (
            Column(
                "vraagnummer",
                "Nummer van de hulpvraag. Leeg bij werk dat niet bij een cliënt hoort.",
                "V-2001",
                needed=True,
            ),
            _key("aanbieder", "Naam van de aanbieder.", "MEE"),
            _key("ondersteuner", "E-mailadres van wie het werk deed.", "s.smit@mee.example"),
            _key("datum", "Dag van het werk.", "12-02-2018"),
            _key("minuten", "Hele minuten, hoogstens 1440.", "60"),
            _key("activiteit", "Wat er is gedaan.", "huisbezoek"),
            Column("aantal mensen", "Alleen bij groep en voorlichting.", "", aliases=("mensen",)),
        ),
    ),
)
SHEET: dict[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}
