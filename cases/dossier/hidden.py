"""Of the dossier: what the client is not shown, and why."""

from __future__ import annotations

from cases.dossier.part import Part
from cases.models import ClientKey, DossierFile, LinkedClient, NotSamePerson, Signal

HIDDEN: tuple[Part, ...] = (
    Part(
        ClientKey,
        "Zoeksleutels",
        ("client",),
        None,
        hidden="Ze zijn uit de gegevens gemaakt, om de cliënt te vinden.",
        goes=True,
    ),
    Part(
        LinkedClient,
        "Koppelingen om te tellen",
        ("client", "person"),
        None,
        hidden="Ze volgen uit de gekoppelde dossiers, zodat cijfers u één keer tellen.",
    ),
    Part(
        NotSamePerson,
        "Vergelijkingen met andere dossiers",
        ("one", "other"),
        None,
        hidden="Het andere dossier is van iemand anders.",
        goes=True,
    ),
    Part(
        Signal,
        "Signalen",
        ("question__client",),
        "provider",
        hidden="Een signaal noemt geen personen.",
        keeps=frozenset({"text", "domain"}),
    ),
    Part(
        DossierFile,
        "Dossierbestanden",
        ("request__client",),
        "request__provider",
        hidden="Het is dit dossier zelf, als bestand voor één dag.",
        goes=True,
    ),
)
