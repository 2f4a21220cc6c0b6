"""The section of a report about trajectories; none where no trajectory has a limit. Pure."""

from __future__ import annotations

from reporting.comparing import breakdown, by_provider, compared, counted, to_see
from reporting.documents import Section
from reporting.indicators import OVERLAP_NOTE
from reporting.sheets import Material

NAMES = ("trajectories_finished", "trajectories_running", "trajectories_too_long")


def trajectories(material: Material) -> Section | None:
    """Finished and running, too long, and by provider, life domain and district."""
    if not counted(material, *NAMES):
        return None
    tables, sentences = to_see(
        [
            compared(material, "trajectories", "Trajecten", NAMES),
            *(
                [by_provider(material, "trajectories_provider", "Trajecten per aanbieder", NAMES[:2])]
                if len(material.providers) > 1
                else []
            ),
            breakdown(
                material,
                "trajectories_domain",
                "Afgeronde trajecten naar leefgebied",
                ["trajectories_finished"],
                "domain",
                heading="Leefgebied",
                note=OVERLAP_NOTE,
            ),
            breakdown(
                material,
                "trajectories_finished_district",
                "Afgeronde trajecten naar wijk",
                ["trajectories_finished"],
                "district",
                heading="Wijk",
            ),
            breakdown(
                material,
                "trajectories_running_district",
                "Lopende trajecten naar wijk",
                ["trajectories_running"],
                "district",
                heading="Wijk",
            ),
            breakdown(
                material,
                "scores_district",
                "Cijfer van cliënten naar wijk",
                ["score_mean"],
                "district",
                heading="Wijk",
            ),
        ]
    )
    return Section(
        "trajectories",
        "Trajecten",
        "Een traject is het helder krijgen van een vraag en het regelen van wat nodig is, van oppakken tot afsluiten, "
        "binnen de dagen die zijn afgesproken.",
        tables,
        (),
        sentences,
    )
