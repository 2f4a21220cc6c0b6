"""How long after the day itself hours are written down: what comes in late is missing from a report filed in time."""

from __future__ import annotations

from reporting.kinds import Indicator, Unit

LATE_DAYS = 14  # from the 15th day on a line was written late

ENTRY = (
    Indicator(
        key="entries",
        label="Regels met uren",
        definition="Contacten met minuten op dagen in de periode: elke regel die iemand op een hulpvraag schreef.",
        unit=Unit.COUNT,
        example="Een huisbezoek van 90 minuten en de reis van 30 minuten: 2.",
        counter_example="Een contact van 0 minuten, of een netwerkoverleg.",
    ),
    Indicator(
        key="entries_late",
        label="Regels die laat zijn opgeschreven",
        definition=(
            f"Van deze regels: meer dan {LATE_DAYS} dagen na de dag zelf opgeschreven. Bij een geïmporteerde regel is "
            "dat de dag van de import."
        ),
        unit=Unit.COUNT,
        example="Een gesprek van 1 maart, opgeschreven op 16 maart: 15 dagen later.",
        counter_example="Een gesprek van 1 maart, opgeschreven op 15 maart: precies 14 dagen later.",
    ),
    Indicator(
        key="entry_delay_median",
        label="Dagen tot opschrijven, middelste",
        definition=(
            "De helft van deze regels stond er na dit aantal dagen, of eerder. Tussen twee regels in wordt gemiddeld "
            "(percentile_cont van PostgreSQL, 50%). Dezelfde dag is 0."
        ),
        unit=Unit.DAYS,
        example="Opgeschreven na 0, 1, 3 en 40 dagen: 2.",
        counter_example="Het gemiddelde: dat gaat door één heel late regel omhoog.",
    ),
)
