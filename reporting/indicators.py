"""What each figure means: defined once, with the Dutch sentence that every report prints.

Only `reporting/counting.py` counts. These are the standard editions; a municipality may announce a next one, from a day
on (`reporting/definitions.py`). In 2016 one provider counted "unique questions" as clients and nobody could see it from
the figures.
"""

from __future__ import annotations

from reporting import casework_indicators, entry
from reporting.kinds import (
    DIMENSION_LABELS,
    OF_PROVIDERS,
    OVERLAP_NOTE,
    OVERLAP_NOTES,
    OVERLAPPING,
    WHOLE,
    Dimension,
    Indicator,
    Unit,
)
from reporting.trajectory_indicators import TRAJECTORIES

__all__ = [
    "DIMENSION_LABELS",
    "INDICATORS",
    "OF_PROVIDERS",
    "OVERLAPPING",
    "OVERLAP_NOTE",
    "OVERLAP_NOTES",
    "WHOLE",
    "Dimension",
    "Indicator",
    "Unit",
]

D = Dimension

_LEVELS = (
    "Bij een aanbieder tellen de eigen vragen en uren; "
    "bij het samenwerkingsverband en de gemeente telt iedereen één keer."
)
_ON_TIME_POPULATION = (
    "Is een vraag afgesloten zonder dat dit is gedaan, dan telt zij als te laat. "
    "Een termijn die nog loopt telt pas mee als hij voorbij is. "
    "Na een pauze eindigt de termijn op de nieuwe laatste dag."
)

_ALL = (
    Indicator(
        key="unique_clients",
        label="Unieke cliënten",
        definition=(
            "Mensen met ten minste één hulpvraag die in de periode is ontvangen of afgesloten, of "
            "waaraan in de periode "
            f"is gewerkt (een contact met minuten). Iedereen telt één keer, hoeveel vragen iemand ook heeft. {_LEVELS} "
            "Gekoppelde inschrijvingen zijn samen één mens. Wie bij twee voordeuren is ingeschreven, telt bij beide."
        ),
        unit=Unit.PEOPLE,
        example="Iemand stelt in mei drie vragen, twee aan MEE en één aan Palet: 1 bij MEE, 1 bij Palet, samen 1.",
        counter_example="Een vraag staat al maanden open, maar er is in de periode niets aan gedaan: telt niet.",
        dimensions=(D.PROVIDER, D.TARGET_GROUP),
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
            "uren geschreven, op geen van de gekoppelde inschrijvingen. Geteld per niveau: wie al bij een andere "
            "aanbieder kwam, is bij deze aanbieder nieuw."
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
        dimensions=(D.PROVIDER, D.DOMAIN, D.CHANNEL, D.DISTRICT, D.HOW_FOUND),
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
        dimensions=(D.PROVIDER, D.OUTCOME, D.DOMAIN, D.CHANNEL, D.DISTRICT, D.STEP, D.FORMALITY),
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
        key="questions_closed",
        label="Afgesloten vragen",
        definition=(
            "Hulpvragen die in de periode zijn afgesloten, met of zonder antwoord. Bij een moment van ondersteuning "
            "telt een vraag één keer, ook met meer taken."
        ),
        unit=Unit.QUESTIONS,
        example=(
            "Een vraag met de taken ‘gesprek voorbereiden’ en ‘mee naar het gesprek’: 1 bij elke taak, en 1 bij het "
            "moment."
        ),
        counter_example="Een taak bij een vraag die nog open is.",
        dimensions=(D.MOMENT, D.TASK),
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
            "Van deze vragen: het eerste contact was uiterlijk op de laatste dag van de termijn zonder pauzes. De rest "
            "is op tijd na een pauze, of te laat."
        ),
        unit=Unit.QUESTIONS,
        example="Termijn tot en met 30 maart, eerste contact op 30 maart.",
        counter_example="Termijn tot en met 30 maart, eerste contact op 31 maart.",
        dimensions=(D.URGENCY,),
    ),
    Indicator(
        key="first_contact_after_pause",
        label="Eerste contact op tijd na een pauze",
        definition=(
            "Van deze vragen: het eerste contact was na de eerste laatste dag van de termijn, maar de termijn stond "
            "een tijd stil en het was uiterlijk op de nieuwe laatste dag. Telt niet als op tijd."
        ),
        unit=Unit.QUESTIONS,
        example="Termijn tot en met 30 maart, door een pauze tot en met 6 april, eerste contact op 5 april.",
        counter_example="Dezelfde vraag, eerste contact op 29 maart: gewoon op tijd.",
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
        definition=(
            "Van deze vragen: opgepakt uiterlijk op de laatste dag van de termijn zonder pauzes. De rest is op tijd na "
            "een pauze, of te laat."
        ),
        unit=Unit.QUESTIONS,
        example="Een gewone vraag, op dag 28 opgepakt.",
        counter_example="Een gewone vraag die op dag 40 nog wacht.",
        dimensions=(D.URGENCY,),
    ),
    Indicator(
        key="pick_up_after_pause",
        label="Op tijd opgepakt na een pauze",
        definition=(
            "Van deze vragen: opgepakt na de eerste laatste dag van de termijn, maar de termijn stond een tijd stil en "
            "het was uiterlijk op de nieuwe laatste dag. Telt niet als op tijd."
        ),
        unit=Unit.QUESTIONS,
        example="Termijn tot en met 30 maart, door een pauze tot en met 6 april, opgepakt op 5 april.",
        counter_example="Dezelfde vraag, opgepakt op 7 april: te laat.",
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
        dimensions=(D.PROVIDER, D.ACTIVITY, D.SUPPORTER_KIND),
    ),
    Indicator(
        key="clients_with_minutes",
        label="Cliënten met uren",
        definition="Mensen voor wie in de periode tijd is geschreven, iedereen één keer; per activiteit ook één keer.",
        unit=Unit.PEOPLE,
        example="Twee keer bellen met dezelfde cliënt: 1.",
        counter_example="Een contact van 0 minuten.",
        dimensions=(D.PROVIDER, D.ACTIVITY, D.SUPPORTER_KIND),
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
        key="other_people",
        label="Mensen bij groepen en voorlichting",
        definition=(
            "De aantallen mensen die bij het werk zonder cliënt zijn opgeschreven, op dagen in de periode, bij elkaar "
            "opgeteld. Dit zijn geen unieke mensen: wie twee keer komt, telt twee keer."
        ),
        unit=Unit.COUNT,
        example="Een groep van 8 mensen die drie keer bij elkaar komt: 24.",
        counter_example="Een voorlichting waarbij het aantal mensen niet is opgeschreven.",
        dimensions=(D.KIND,),
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
        dimensions=(D.DISTRICT,),
    ),
    Indicator(
        key="score_mean",
        label="Gemiddeld cijfer van cliënten",
        definition="Het gemiddelde van de cijfers (1 tot en met 10) die in de periode zijn gegeven.",
        unit=Unit.SCORE,
        example="Een 7, een 8 en een 9: 8,0.",
        counter_example="Vragen zonder cijfer tellen niet als 0.",
        dimensions=(D.DISTRICT,),
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
    Indicator(
        key="survey_consents",
        label="Mag benaderd worden voor onderzoek",
        definition=(
            "Mensen die in een evaluatie, gegeven in de periode, goed vinden dat de gemeente hen benadert voor het "
            "cliëntervaringsonderzoek. Iedereen telt één keer."
        ),
        unit=Unit.PEOPLE,
        example="Twee evaluaties van dezelfde cliënt, allebei met ja: 1.",
        counter_example="Een evaluatie waarin dit niet is gevraagd.",
    ),
    *entry.ENTRY,
    *TRAJECTORIES,
    *casework_indicators.REFERRALS,
    *casework_indicators.INSTRUMENTS,
    *casework_indicators.SIGNALS,
)
INDICATORS: dict[str, Indicator] = {indicator.key: indicator for indicator in _ALL}
