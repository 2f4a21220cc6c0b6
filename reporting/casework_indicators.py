"""What the figures of referrals, instruments and signals mean; reporting/indicators.py has them all."""

from __future__ import annotations

from reporting.kinds import Dimension, Indicator, Unit

D = Dimension

REFERRALS = (
    Indicator(
        key="referrals",
        label="Verwijzingen",
        definition=(
            "Verwijzingen met een datum in de periode: warm overgedragen of met een folder. Ze tellen bij de aanbieder "
            "van de hulpvraag."
        ),
        unit=Unit.COUNT,
        example="Voor één vraag wordt iemand naar twee plekken verwezen: 2.",
        counter_example="Een uitkomst ‘warme overdracht’ zonder opgeschreven verwijzing.",
        dimensions=(D.REFERRAL,),
    ),
    Indicator(
        key="referrals_joint_talk",
        label="Warme overdracht met gezamenlijk gesprek",
        definition="Warme overdrachten met een datum in de periode, waarbij een gezamenlijk gesprek is gevoerd.",
        unit=Unit.COUNT,
        example="Overgedragen op 20 maart, samen gesproken op 3 april: 1e kwartaal.",
        counter_example="Een verwijzing met folder waarna de cliënt zelf een gesprek heeft.",
    ),
    Indicator(
        key="referrals_kept",
        label="Warme overdracht met eerste afspraak",
        definition="Warme overdrachten met een datum in de periode, waarvan de eerste afspraak is doorgegaan.",
        unit=Unit.COUNT,
        example="Overgedragen op 20 maart, de afspraak van 10 april is doorgegaan: 1e kwartaal.",
        counter_example="Een afspraak die is gemaakt, maar waarvan niet bekend is of zij doorging.",
    ),
)


def _of_instrument(key: str, name: str, domain: str, low: int, high: int) -> tuple[Indicator, ...]:
    """Measurements, pairs, and per domain in how many pairs the score went up, stayed and went down."""
    directions = (
        ("rose", "hoger", "hoger dan", low, high),
        ("stayed", "gelijk", "even hoog als", low, low),
        ("fell", "lager", "lager dan", high, low),
    )
    short = name.removeprefix("de ")
    return (
        Indicator(
            key=f"{key}_assessments",
            label=f"Metingen, {short}",
            definition=f"Metingen met {name} op dagen in de periode, aan het begin en aan het einde van een hulpvraag.",
            unit=Unit.COUNT,
            example="Een vraag met een meting op 3 februari en een op 20 maart: 2 in het 1e kwartaal.",
            counter_example="Een meting met een ander instrument.",
        ),
        Indicator(
            key=f"{key}_pairs",
            label=f"Begin- en eindmetingen, {short}",
            definition=(
                f"Hulpvragen met een begin- en een eindmeting met dezelfde versie van {name}. Geteld op de dag van de "
                "eindmeting."
            ),
            unit=Unit.COUNT,
            example="Begin op 3 februari, einde op 5 april: 2e kwartaal.",
            counter_example="Een begin- en een eindmeting met twee versies: die zijn niet te vergelijken.",
        ),
        *(
            Indicator(
                key=f"{key}_{direction}",
                label=f"Score {word}, {short}",
                definition=(
                    f"Bij de begin- en eindmetingen met {name}: hoe vaak de score aan het einde {words} aan het begin "
                    "was. Alleen waar beide metingen een score voor het domein hebben. Het totaal telt de domeinen op."
                ),
                unit=Unit.COUNT,
                example=f"Domein {domain}: begin {start}, einde {end}.",
                counter_example="Een domein dat alleen aan het begin een score kreeg.",
                dimensions=(D.MEASURED,),
            )
            for direction, word, words, start, end in directions
        ),
    )


INSTRUMENTS = (
    Indicator(
        key="closed_with_pair",
        label="Afgesloten vragen met begin- en eindmeting",
        definition=(
            "Hulpvragen die in de periode zijn afgesloten, met een begin- en een eindmeting met dezelfde versie van de "
            "zelfredzaamheid-matrix, allebei voor het einde van de periode."
        ),
        unit=Unit.QUESTIONS,
        example="Begin in februari, einde op 20 maart, afgesloten op 28 maart.",
        counter_example="De eindmeting is van april en de vraag is in maart afgesloten: telt niet in het 1e kwartaal.",
    ),
    *_of_instrument("matrix", "de zelfredzaamheid-matrix", "inkomen", 2, 3),
    # Only in a report where the municipality and who accounts both want it (reporting/composing.py).
    *_of_instrument("health", "positieve gezondheid", "meedoen", 4, 7),
)
HEALTH = frozenset(each.key for each in INSTRUMENTS if each.key.startswith("health_"))

SIGNALS = (
    Indicator(
        key="signals",
        label="Signalen",
        definition=(
            "Signalen over wat er in het algemeen misgaat, opgeschreven op dagen in de periode. In een signaal staan "
            "geen personen."
        ),
        unit=Unit.COUNT,
        example="Drie ondersteuners schrijven op dat de wachtlijst voor schuldhulp te lang is: 3.",
        counter_example="Een notitie bij een hulpvraag.",
        dimensions=(D.DOMAIN, D.DISTRICT),
    ),
    Indicator(
        key="signal_questions",
        label="Hulpvragen achter de signalen",
        definition="Hulpvragen waaruit de signalen van de periode voortkwamen, elke vraag één keer.",
        unit=Unit.QUESTIONS,
        example="Twee signalen bij dezelfde vraag, over hetzelfde leefgebied: 1.",
        counter_example="Een signaal dat niet bij een vraag is opgeschreven.",
        dimensions=(D.DOMAIN, D.DISTRICT),
    ),
)
