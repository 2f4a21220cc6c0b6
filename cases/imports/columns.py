"""What may stand in a register: sheets and columns as data, for reading, writing, the template and its explanation."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cases.codes import LIFE_DOMAINS, DomainList

CLIENTS, QUESTIONS, HOURS = "clienten", "hulpvragen", "uren"
# Sheets that a file may leave out.
CONTACT_PERSONS, PAUSES, ASSESSMENTS, REFERRALS = "contactpersonen", "pauzes", "metingen", "verwijzingen"
AFTERCARE, SOCIAL_MAP, SIGNALS, TALKS, OBJECTIONS = "nazorg", "sociale kaart", "signalen", "gesprekken", "bezwaren"


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
    optional: bool = False  # a file without it leaves what is known as it is

    def by_header(self) -> dict[str, Column]:
        """Every accepted way to write a header, squeezed."""
        return {squeeze(name): column for column in self.columns for name in (column.name, *column.aliases)}


def _key(name: str, explanation: str, example: str) -> Column:
    return Column(name, explanation, example, needed=True, filled=True)


def _question() -> Column:
    return _key("vraagnummer", "Een nummer van het blad hulpvragen, of van een vraag die al bekend is.", "V-2001")


# The instruments that a measure has columns for, with scores for the example.
_MEASURED: tuple[tuple[DomainList, tuple[str, ...]], ...] = (
    (DomainList.SELF_SUFFICIENCY, ("3", "", "", "2", *[""] * 8)),
    (DomainList.POSITIVE_HEALTH, ("",) * 6),
)

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
            Column("taal", "Waarin u de cliënt het best aanspreekt, als dat geen Nederlands is.", "Turks"),
            Column("liefst bereikt", "Hoe de cliënt bereikt wil worden.", "telefoon"),
            Column("beste moment", "Wanneer de cliënt goed te bereiken is.", "na 14 uur"),
            Column("geboortenaam", "Met tussenvoegsel. Leeg als die gelijk is aan de achternaam.", "de Wit"),
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
                "Mag benaderd worden voor het onderzoek: ja, nee of leeg. Alleen bij een afgesloten vraag.",
                "ja",
            ),
            Column("taken", "Wat er is gedaan, met | ertussen.", "vraag verhelderen|mee naar het gesprek"),
            Column("arrangement", "Waarin een oplossing is gevonden, met | ertussen.", "netwerk|algemene voorziening"),
            Column("wacht op", "Waar een lopende vraag op wacht bij een ander. Samen met kijk opnieuw op.", ""),
            Column("kijk opnieuw op", "Dag waarop u weer kijkt. Samen met wacht op.", ""),
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
            Column("soort ondersteuner", "Alleen bij een hulpvraag. Leeg is professional.", "professional"),
        ),
    ),
    Sheet(
        CONTACT_PERSONS,
        "contactpersoon",
        "contactpersonen",
        (
            _key("clientnummer", "Van wie deze persoon een naaste is.", "C-1001"),
            _key("naam", "Samen met het clientnummer waaraan een regel wordt herkend.", "Karin van den Berg"),
            Column("relatie", "Wat deze persoon is van de cliënt.", "dochter"),
            Column("telefoon", "Nederlands nummer, of internationaal met +.", "06 12 34 56 78"),
            Column("e-mail", "E-mailadres.", ""),
            _key(
                "rol",
                "contactpersoon, mantelzorger of vertegenwoordiger; meer dan een met | ertussen.",
                "contactpersoon|mantelzorger",
            ),
            Column("belasting", "Hoe zwaar een mantelzorger het heeft.", "licht"),
            Column("machtiging voor", "Waarvoor een vertegenwoordiger gemachtigd is. Verplicht bij die rol.", ""),
            Column("machtiging vanaf", "Eerste dag van de machtiging. Verplicht bij een vertegenwoordiger.", ""),
            Column("machtiging tot", "Laatste dag van de machtiging; mag leeg zijn.", "", aliases=("machtiging t/m",)),
            Column("opmerking", "Wat goed is om te weten.", ""),
        ),
        optional=True,
    ),
    Sheet(
        PAUSES,
        "pauze",
        "pauzes",
        (
            _question(),
            _key("termijn", "Welke termijn stilstond.", "eerste contact"),
            _key("reden", "Waarom de termijn stilstond.", "cliënt vroeg om een latere datum"),
            _key("vanaf", "Eerste dag waarop de termijn stilstond.", "08-02-2018"),
            _key("tot", "Dag waarop de termijn weer liep.", "12-02-2018"),
            Column("toelichting", "In een paar woorden.", ""),
        ),
        optional=True,
    ),
    Sheet(
        ASSESSMENTS,
        "meting",
        "metingen",
        (
            _question(),
            _key("instrument", "Waarmee is gemeten.", "zelfredzaamheid-matrix"),
            Column("versie", "Leeg is de nieuwste versie.", "twaalf domeinen"),
            _key("moment", "begin of einde van de vraag.", "begin"),
            _key("datum", "Dag van de meting.", "12-02-2018"),
            *(
                Column(name, f"Score bij {which.label}. Leeg: niet besproken.", example, aliases=(name.split(" (")[0],))
                for which, examples in _MEASURED
                for name, example in zip(LIFE_DOMAINS[which].values(), examples, strict=False)
            ),
            Column("toelichting", "Bij de meting als geheel.", ""),
        ),
        optional=True,
    ),
    Sheet(
        REFERRALS,
        "verwijzing",
        "verwijzingen",
        (
            _question(),
            _key("datum", "Dag van de verwijzing.", "20-04-2018"),
            _key("naar wie", "Organisatie of persoon.", "Humanitas"),
            _key("hoe", "Hoe is verwezen.", "warme overdracht"),
            Column("toestemming", "ja of nee. Bij een warme overdracht altijd ja.", "ja"),
            Column("gezamenlijk gesprek", "Dag van het gesprek met cliënt en ontvanger samen.", "18-04-2018"),
            Column("eerste afspraak", "Dag van de eerste afspraak bij de ontvanger.", "26-04-2018"),
            Column("doorgegaan", "Is de eerste afspraak doorgegaan: ja, nee of leeg.", "ja"),
            Column("antwoord", "Wat de ontvanger zei. Samen met beantwoord.", "aangenomen"),
            Column("beantwoord", "Dag van het antwoord.", "21-04-2018"),
            Column("toelichting antwoord", "Verplicht als de ontvanger de cliënt niet aanneemt.", ""),
            Column("afgerond", "Dag waarop de ontvanger klaar was. Alleen en altijd bij het antwoord afgerond.", ""),
            Column("toelichting", "Bij de verwijzing.", ""),
        ),
        optional=True,
    ),
    Sheet(
        AFTERCARE,
        "nazorgcontact",
        "nazorgcontacten",
        (
            _question(),
            _key("soort", "Wat voor contact.", "nazorg"),
            _key("gepland", "Dag waarop het contact gepland is of was.", "01-06-2018"),
            Column("gedaan", "Dag waarop het contact er was.", "04-06-2018"),
            Column("hoe gaat het", "Wat de cliënt zei.", "Het gaat goed"),
            Column("vervallen", "Dag waarop is besloten dat het niet doorgaat.", ""),
            Column("reden", "Waarom het niet doorgaat. Verplicht bij vervallen.", ""),
            Column("waar letten we op", "Wat u wilde vragen.", ""),
        ),
        optional=True,
    ),
    Sheet(
        SOCIAL_MAP,
        "plek op de sociale kaart",
        "sociale kaart",
        (
            _key("naam", "Komt één keer voor.", "Humanitas"),
            Column("aanbod", "Wat deze plek doet.", "Maatjes en hulp bij de administratie"),
            Column("leefgebieden", "Een of meer, met | ertussen.", "wonen|welzijn"),
            Column("trefwoorden", "Woorden waarop u zoekt.", "maatje, post"),
            Column("telefoon", "Nederlands nummer, of internationaal met +.", "079 321 87 65"),
            Column("e-mail", "E-mailadres.", "info@humanitas.example", aliases=("e-mailadres",)),
            Column("website", "Adres van de website.", "https://humanitas.example"),
            Column("adres", "Straat, nummer en plaats.", "Dorpsstraat 1, Zoetermeer"),
            Column("openingstijden", "In een paar woorden.", "ma t/m vr 9-12 uur"),
            Column("nagekeken", "Dag waarop iemand naging of dit klopt.", "01-03-2018"),
            Column("in gebruik", "ja of nee. Leeg is ja.", "ja"),
        ),
        optional=True,
    ),
    Sheet(
        SIGNALS,
        "signaal",
        "signalen",
        (
            _key("datum", "Dag van het signaal.", "12-02-2018"),
            _key("aanbieder", "Naam van de aanbieder.", "MEE"),
            _key("leefgebied", "Een leefgebied van de lijst van uw gemeente.", "wonen"),
            Column("wijk", "Naam of CBS-code van een wijk van de gemeente.", "WK063716"),
            _key("signaal", "In een zin, zonder namen van mensen.", "Wachtlijst voor een woning is drie jaar"),
        ),
        optional=True,
    ),
    Sheet(
        TALKS,
        "gesprek met de gemeente",
        "gesprekken met de gemeente",
        (
            _question(),
            Column("datum", "Dag van het gesprek.", "01-03-2018", needed=True),
            Column("tijd", "Zoals 14:30.", "14:30"),
            Column("plaats", "Waar het gesprek is.", "Thuis"),
            Column("met wie", "Wie er was namens de gemeente.", "Wmo-consulent"),
            Column("gemeld", "Dag waarop de cliënt zich meldde bij de gemeente.", "12-02-2018"),
            Column("hoe ging het", "Leeg als het gesprek nog moet komen.", "wij waren erbij"),
            Column("uitkomst", "Wat er is besproken. Alleen samen met hoe ging het.", "Er komt een indicatie"),
        ),
        optional=True,
    ),
    Sheet(
        OBJECTIONS,
        "bezwaar of klacht",
        "bezwaren en klachten",
        (
            _question(),
            _key("soort", "Waarmee de cliënt geholpen is.", "bezwaar"),
            _key("waarover", "Over welk besluit, of waarover de klacht gaat.", "Besluit over huishoudelijke hulp"),
            Column("besluit verstuurd", "Dag op het besluit. Verplicht, behalve bij een klacht.", "01-03-2018"),
            Column("ingediend", "Dag van indienen.", "20-03-2018"),
            Column("afgerond", "Dag van de uitkomst. Samen met uitkomst.", "15-05-2018"),
            Column("uitkomst", "Hoe het afliep. Samen met afgerond.", "cliënt kreeg deels gelijk"),
            Column("commissie", "Geeft een commissie advies: ja of nee.", "nee"),
            Column("uitgesteld", "Is het antwoord uitgesteld: ja of nee.", "nee"),
            Column("toelichting", "In een paar woorden.", ""),
        ),
        optional=True,
    ),
)
SHEET: dict[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}
NAMES: tuple[str, ...] = tuple(SHEET)
NEEDED: tuple[Sheet, ...] = tuple(sheet for sheet in SHEETS if not sheet.optional)


def sheet_named(title: str) -> str | None:
    """The sheet that a title or file name means, however it is written; None where it is none of ours."""
    return _BY_TITLE.get(squeeze(title))


_BY_TITLE = {squeeze(name): name for name in SHEET}
