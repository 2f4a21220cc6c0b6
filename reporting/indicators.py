"""What each figure means: defined once, with the Dutch sentence that every report prints.

Only `reporting/rollups.py` counts. A definition that changes gets a new `valid_from` and a sentence that says so; in
2016 one provider counted "unique questions" as clients and nobody could see it from the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """What a value is. Minutes are whole; means have four decimals at most."""

    PEOPLE = "people"  # distinct people: never to be added up over periods or providers
    QUESTIONS = "questions"
    COUNT = "count"
    MINUTES = "minutes"
    MINUTES_EACH = "minutes_each"  # per question: a mean or a percentile, so nothing to add up
    SCORE = "score"  # 1-10


class Dimension(StrEnum):
    """By what a figure is split. The members are keys; their Dutch names stand in reporting/members.py."""

    PROVIDER = "provider"  # key of the organisation, or empty: not assigned yet
    DOMAIN = "domain"
    CHANNEL = "channel"
    DISTRICT = "district"  # key of the district, or empty: unknown
    OUTCOME = "outcome"
    REASON = "reason"  # or empty: no reason given
    URGENCY = "urgency"
    FITS = "fits"
    ACTIVITY = "activity"
    KIND = "kind"


DIMENSION_LABELS: dict[Dimension, str] = {
    Dimension.PROVIDER: "aanbieder",
    Dimension.DOMAIN: "leefgebied",
    Dimension.CHANNEL: "ingang",
    Dimension.DISTRICT: "wijk",
    Dimension.OUTCOME: "uitkomst",
    Dimension.REASON: "reden boven de richtlijn",
    Dimension.URGENCY: "urgentie",
    Dimension.FITS: "past de oplossing",
    Dimension.ACTIVITY: "activiteit",
    Dimension.KIND: "soort werk",
}
# Of these a question may have several members, so that the rows add up to more than the total.
OVERLAPPING = frozenset({Dimension.DOMAIN})
OVERLAP_NOTE = "Een vraag kan bij meer leefgebieden horen. Daarom is de som van de regels hoger dan het totaal."

D = Dimension


@dataclass(frozen=True)
class Indicator:
    """One figure. `definition` is printed; `example` and `counter_example` settle what people ask about it."""

    key: str
    label: str
    definition: str
    unit: Unit
    example: str
    counter_example: str
    dimensions: tuple[Dimension, ...] = ()
    valid_from: date = date(2015, 1, 1)

    @property
    def is_count(self) -> bool:
        """Whether nothing counted means 0. A mean or percentile over nothing is no figure at all."""
        return self.unit not in (Unit.MINUTES_EACH, Unit.SCORE)


_LEVELS = (
    "Bij een aanbieder tellen de eigen vragen en uren; "
    "bij het samenwerkingsverband en de gemeente telt iedereen één keer."
)
_ON_TIME_POPULATION = (
    "Is een vraag afgesloten zonder dat dit is gedaan, dan telt zij als te laat. "
    "Een termijn die nog loopt telt pas mee als hij voorbij is."
)

_ALL = (
    Indicator(
        key="unique_clients",
        label="Unieke cliënten",
        definition=(
            "Mensen met ten minste één hulpvraag die in de periode is ontvangen of afgesloten, of "
            "waaraan in de periode "
            f"is gewerkt (een contact met minuten). Iedereen telt één keer, hoeveel vragen iemand ook heeft. {_LEVELS} "
            "Wie bij twee voordeuren is ingeschreven, telt bij beide."
        ),
        unit=Unit.PEOPLE,
        example="Iemand stelt in mei drie vragen, twee aan MEE en één aan Palet: 1 bij MEE, 1 bij Palet, samen 1.",
        counter_example="Een vraag staat al maanden open, maar er is in de periode niets aan gedaan: telt niet.",
        dimensions=(D.PROVIDER,),
    ),
    Indicator(
        key="overlap_clients",
        label="Cliënten bij meer aanbieders",
        definition=(
            "De unieke cliënten van de aanbieders bij elkaar opgeteld, min het aantal unieke cliënten samen. "
            "Bij twee aanbieders zijn dit de mensen die bij allebei kwamen."
        ),
        unit=Unit.PEOPLE,
        example="MEE 573 + Palet 581 - bij allebei 24 = samen 1.130.",
        counter_example="Iemand met twee vragen bij dezelfde aanbieder telt hier niet.",
    ),
    Indicator(
        key="new_clients",
        label="Nieuwe cliënten",
        definition=(
            "Unieke cliënten die voor de periode nog niet bekend waren: er was geen hulpvraag "
            "ontvangen en er waren geen "
            "uren geschreven. Geteld per niveau: wie al bij een andere aanbieder kwam, is bij deze aanbieder nieuw."
        ),
        unit=Unit.PEOPLE,
        example="Iemand komt voor het eerst op 2 april: nieuw in het 2e kwartaal.",
        counter_example="Iemand komt in 2016 en dan weer in 2018: in 2018 niet nieuw.",
    ),
    Indicator(
        key="returning_clients",
        label="Bekende cliënten",
        definition="Unieke cliënten die voor de periode al bekend waren: alle unieke cliënten min de nieuwe.",
        unit=Unit.PEOPLE,
        example="Een vraag is in maart ontvangen en in april afgesloten: in het 2e kwartaal een bekende cliënt.",
        counter_example="Iemand stelt in april zijn eerste en in mei zijn tweede vraag: in het 2e kwartaal nieuw.",
    ),
    Indicator(
        key="questions_received",
        label="Ontvangen vragen",
        definition=(
            "Hulpvragen met een ontvangstdatum in de periode. Een vraag die nog niet aan een aanbieder is toegewezen, "
            "telt bij het samenwerkingsverband en de gemeente."
        ),
        unit=Unit.QUESTIONS,
        example="Een vraag komt binnen op 31 maart om 23.30 uur: 1e kwartaal.",
        counter_example="Een vraag van vorig jaar wordt heropend: niet opnieuw ontvangen.",
        dimensions=(D.PROVIDER, D.DOMAIN, D.CHANNEL, D.DISTRICT),
    ),
    Indicator(
        key="questions_answered",
        label="Beantwoorde vragen",
        definition=(
            "Hulpvragen die in de periode zijn afgesloten met een antwoord: elke uitkomst, behalve geen oplossing, "
            "gestopt door de cliënt, en verhuisd of overleden."
        ),
        unit=Unit.QUESTIONS,
        example="Afgesloten op 1 april met ‘verwezen met folder’: beantwoord in het 2e kwartaal.",
        counter_example="Afgesloten in maart, heropend in april en nog open: niet beantwoord.",
        dimensions=(D.PROVIDER, D.OUTCOME, D.DOMAIN, D.CHANNEL, D.DISTRICT),
    ),
    Indicator(
        key="questions_closed_otherwise",
        label="Anders afgesloten vragen",
        definition=(
            "Hulpvragen die in de periode zijn afgesloten zonder antwoord: geen oplossing, gestopt door de cliënt, of "
            "verhuisd of overleden."
        ),
        unit=Unit.QUESTIONS,
        example="De cliënt wil niet verder: afgesloten met ‘gestopt door cliënt’.",
        counter_example="Overgedragen naar de Wlz: dat is een antwoord.",
        dimensions=(D.PROVIDER, D.OUTCOME),
    ),
    Indicator(
        key="questions_open",
        label="Open vragen aan het einde",
        definition="Hulpvragen die voor het einde van de periode zijn ontvangen en toen nog niet waren afgesloten.",
        unit=Unit.QUESTIONS,
        example="Ontvangen op 10 maart, afgesloten op 1 april: open aan het einde van het 1e kwartaal.",
        counter_example="Ontvangen op 10 maart, afgesloten op 31 maart: niet open.",
        dimensions=(D.PROVIDER,),
    ),
    Indicator(
        key="simple_questions",
        label="Eenvoudige vragen",
        definition=(
            "Vragen die meteen zijn beantwoord en geturfd, zonder gegevens van de cliënt. Ze tellen niet mee bij de "
            "hulpvragen en niet bij de unieke cliënten."
        ),
        unit=Unit.COUNT,
        example="Iemand vraagt de weg naar het Wmo-loket: één turf.",
        counter_example="Een turf die meteen is teruggenomen.",
        dimensions=(D.PROVIDER, D.CHANNEL, D.DISTRICT),
    ),
    Indicator(
        key="first_contact_total",
        label="Eerste contact: beoordeelde vragen",
        definition=(
            "Hulpvragen waarvan de termijn voor het eerste contact in de periode eindigde, of die in de periode het "
            f"eerste contact hadden; elke vraag één keer. {_ON_TIME_POPULATION}"
        ),
        unit=Unit.QUESTIONS,
        example=(
            "Termijn tot en met 30 maart, eerste contact op 5 april: telt in het 1e en in het 2e kwartaal, "
            "in het jaar één keer."
        ),
        counter_example="Een vraag waarvan de termijn volgend kwartaal eindigt en die nog geen contact had.",
        dimensions=(D.URGENCY,),
    ),
    Indicator(
        key="first_contact_on_time",
        label="Eerste contact op tijd",
        definition=(
            "Van deze vragen: het eerste contact was uiterlijk op de laatste dag van de termijn. De rest is te laat."
        ),
        unit=Unit.QUESTIONS,
        example="Termijn tot en met 30 maart, eerste contact op 30 maart.",
        counter_example="Termijn tot en met 30 maart, eerste contact op 31 maart.",
        dimensions=(D.URGENCY,),
    ),
    Indicator(
        key="pick_up_total",
        label="Oppakken: beoordeelde vragen",
        definition=(
            "Hulpvragen waarvan de termijn om de vraag op te pakken in de periode eindigde, of die in de periode zijn "
            f"opgepakt; elke vraag één keer. {_ON_TIME_POPULATION}"
        ),
        unit=Unit.QUESTIONS,
        example="Een urgente vraag met een termijn tot en met 4 januari die op 3 januari is opgepakt.",
        counter_example="Een vraag waarvan de termijn volgend kwartaal eindigt en die nog niet is opgepakt.",
        dimensions=(D.URGENCY,),
    ),
    Indicator(
        key="pick_up_on_time",
        label="Op tijd opgepakt",
        definition="Van deze vragen: opgepakt uiterlijk op de laatste dag van de termijn. De rest is te laat.",
        unit=Unit.QUESTIONS,
        example="Een gewone vraag, op dag 28 opgepakt.",
        counter_example="Een gewone vraag die op dag 40 nog wacht.",
        dimensions=(D.URGENCY,),
    ),
    Indicator(
        key="client_minutes",
        label="Cliëntgebonden uren",
        definition=(
            "Geschreven tijd op hulpvragen, op dagen in de periode; ook reistijd en verslag. Twee "
            "ondersteuners bij één "
            "bezoek schrijven allebei. De uren tellen bij de aanbieder die ze schreef."
        ),
        unit=Unit.MINUTES,
        example="Een huisbezoek van 90 minuten met 30 minuten reistijd: 120 minuten.",
        counter_example="Een netwerkoverleg: dat is niet aan een cliënt gebonden.",
        dimensions=(D.PROVIDER, D.ACTIVITY),
    ),
    Indicator(
        key="clients_with_minutes",
        label="Cliënten met uren",
        definition="Mensen voor wie in de periode tijd is geschreven, iedereen één keer; per activiteit ook één keer.",
        unit=Unit.PEOPLE,
        example="Twee keer bellen met dezelfde cliënt: 1.",
        counter_example="Een contact van 0 minuten.",
        dimensions=(D.PROVIDER, D.ACTIVITY),
    ),
    Indicator(
        key="other_minutes",
        label="Niet-cliëntgebonden uren",
        definition="Geschreven tijd op dagen in de periode voor netwerk, voorlichting, groepen, projecten en scholing.",
        unit=Unit.MINUTES,
        example="Een voorlichting van 2 uur in de bibliotheek: 120 minuten.",
        counter_example="Een MDO over één cliënt: dat is een uur op de hulpvraag.",
        dimensions=(D.PROVIDER, D.KIND),
    ),
    Indicator(
        key="closed_minutes",
        label="Uren aan afgesloten vragen",
        definition=(
            "Alle tijd die ooit is geschreven op de hulpvragen die in de periode zijn afgesloten, met "
            "of zonder antwoord; "
            "ook tijd van voor de periode en tijd van een andere aanbieder op die vraag."
        ),
        unit=Unit.MINUTES,
        example=(
            "Een vraag loopt van oktober tot april, 300 minuten voor en 200 na de jaarwisseling: 500 in het "
            "2e kwartaal."
        ),
        counter_example="Uren op een vraag die nog open is.",
    ),
    Indicator(
        key="minutes_per_question_mean",
        label="Uren per afgesloten vraag, gemiddeld",
        definition=(
            "Uren aan afgesloten vragen, gedeeld door het aantal afgesloten vragen. Een vraag zonder uren telt als 0."
        ),
        unit=Unit.MINUTES_EACH,
        example="Vragen van 0, 60 en 600 minuten: gemiddeld 220.",
        counter_example="Uren van het jaar gedeeld door vragen van het jaar: dat mengt open en afgesloten vragen.",
    ),
    Indicator(
        key="minutes_per_question_median",
        label="Uren per afgesloten vraag, middelste",
        definition=(
            "De helft van de afgesloten vragen kostte minder, de helft meer. Tussen twee vragen in wordt gemiddeld "
            "(percentile_cont van PostgreSQL, 50%)."
        ),
        unit=Unit.MINUTES_EACH,
        example="Vragen van 0, 60, 80 en 600 minuten: 70.",
        counter_example="Het gemiddelde: dat gaat door één heel grote vraag omhoog.",
    ),
    Indicator(
        key="minutes_per_question_p90",
        label="Uren per afgesloten vraag, 90% blijft eronder",
        definition=(
            "Negen van de tien afgesloten vragen kostten niet meer dan dit. Tussen twee vragen in "
            "wordt naar verhouding "
            "gerekend (percentile_cont van PostgreSQL, 90%)."
        ),
        unit=Unit.MINUTES_EACH,
        example="Vragen van 0, 100, 200 … 1.000 minuten (elf vragen): 900.",
        counter_example="De grootste vraag.",
    ),
    Indicator(
        key="questions_above_guideline",
        label="Vragen boven de richtlijn",
        definition=(
            "Afgesloten vragen waarop over hun hele looptijd meer uren zijn geschreven dan de "
            "richtlijn die gold toen de "
            "vraag binnenkwam."
        ),
        unit=Unit.QUESTIONS,
        example="Richtlijn 10 uur, geschreven 10 uur en 5 minuten.",
        counter_example="Richtlijn 10 uur, geschreven precies 10 uur.",
        dimensions=(D.REASON,),
    ),
    Indicator(
        key="score_count",
        label="Aantal cijfers van cliënten",
        definition="Evaluaties met een cijfer, gegeven in de periode.",
        unit=Unit.COUNT,
        example="Een 8, gegeven op 3 april over een vraag van maart: 2e kwartaal.",
        counter_example="Een evaluatie zonder cijfer.",
    ),
    Indicator(
        key="score_mean",
        label="Gemiddeld cijfer van cliënten",
        definition="Het gemiddelde van de cijfers (1 tot en met 10) die in de periode zijn gegeven.",
        unit=Unit.SCORE,
        example="Een 7, een 8 en een 9: 8,0.",
        counter_example="Vragen zonder cijfer tellen niet als 0.",
    ),
    Indicator(
        key="fits",
        label="Past de oplossing",
        definition="Evaluaties, gegeven in de periode, waarin staat of de oplossing past: ja, deels of nee.",
        unit=Unit.COUNT,
        example="Cijfer 6, past deels: telt bij deels.",
        counter_example="Een evaluatie met alleen een cijfer.",
        dimensions=(D.FITS,),
    ),
)
INDICATORS: dict[str, Indicator] = {indicator.key: indicator for indicator in _ALL}
