"""What the figures of trajectories mean; reporting/indicators.py has them all. Counted only in a municipality whose
norms give a trajectory a number of days (Westerveld: six weeks)."""

from __future__ import annotations

from reporting.kinds import Dimension, Indicator, Unit

D = Dimension

TRAJECTORIES = (
    Indicator(
        key="trajectories_finished",
        label="Afgeronde trajecten",
        definition=(
            "Hulpvragen met een afgesproken duur van het traject, die in de periode zijn afgesloten, met of zonder "
            "antwoord."
        ),
        unit=Unit.QUESTIONS,
        example="Opgepakt op 3 maart en afgesloten op 4 april: afgerond in het 2e kwartaal.",
        counter_example="Een vraag van voor de afspraak over trajecten.",
        dimensions=(D.PROVIDER, D.DOMAIN, D.DISTRICT),
    ),
    Indicator(
        key="trajectories_running",
        label="Lopende trajecten aan het einde",
        definition=(
            "Hulpvragen met een afgesproken duur van het traject, die voor het einde van de periode zijn ontvangen en "
            "toen nog niet waren afgesloten."
        ),
        unit=Unit.QUESTIONS,
        example="Ontvangen op 20 maart, afgesloten op 4 april: loopt aan het einde van het 1e kwartaal.",
        counter_example="Ontvangen op 20 maart en afgesloten op 31 maart.",
        dimensions=(D.PROVIDER, D.DISTRICT),
    ),
    Indicator(
        key="trajectories_too_long",
        label="Trajecten langer dan afgesproken",
        definition=(
            "Van de afgeronde trajecten: er zaten meer dagen tussen oppakken en afsluiten dan was afgesproken toen de "
            "vraag binnenkwam. Gewone dagen tellen, ook weekenden."
        ),
        unit=Unit.QUESTIONS,
        example="Afgesproken 42 dagen, opgepakt op 1 maart, afgesloten op 13 april: 43 dagen.",
        counter_example="Afgesproken 42 dagen, opgepakt op 1 maart, afgesloten op 12 april: precies 42 dagen.",
    ),
)
KEYS = frozenset(indicator.key for indicator in TRAJECTORIES)
