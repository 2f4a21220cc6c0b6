"""Of the dossier: what it came to, as measured, as told by the client, and as heard afterwards."""

from __future__ import annotations

from cases.dossier.part import Col, Part, of_question
from cases.instruments import EDITIONS
from cases.models import AftercareContact, Assessment, AssessmentScore, Evaluation
from cases.norms import domain_label


def _edition(key: str) -> str:
    return EDITIONS[key].name if key in EDITIONS else key


RESULTS: tuple[Part, ...] = (
    Part(
        Assessment,
        "Metingen",
        ("client",),
        "provider",
        (
            Col("Vraag", "question.number"),
            Col("Instrument", "instrument"),
            Col("Versie", "edition", _edition),
            Col("Moment", "phase"),
            Col("Datum", "on"),
            Col("Toelichting", "note"),
        ),
        empties={"note": ""},
        keeps=frozenset({"edition"}),
    ),
    Part(
        AssessmentScore,
        "Scores",
        ("assessment__client",),
        "assessment__provider",
        (
            Col("Vraag", "assessment.question.number"),
            Col("Datum", "assessment.on"),
            Col("Domein", "domain", domain_label),
            Col("Score", "score"),
        ),
        keeps=frozenset({"domain"}),
    ),
    of_question(
        Evaluation,
        "Evaluaties",
        Col("Datum", "given_on"),
        Col("Cijfer", "score"),
        Col("Past de oplossing", "fits"),
        Col("Mag benaderd worden voor het onderzoek", "survey_consent"),
        Col("Zelf ingevuld", "by_client"),
        Col("Opgeschreven door", "written_by.name"),
    ),
    of_question(
        AftercareContact,
        "Nazorg",
        Col("Soort", "kind"),
        Col("Gepland op", "due_on"),
        Col("Waar letten we op", "note"),
        Col("Gedaan op", "done_on"),
        Col("Gedaan door", "done_by.name"),
        Col("Hoe gaat het", "result"),
        Col("Minuten", "work.minutes"),
        Col("Vervallen op", "skipped_on"),
        Col("Waarom niet", "skip_reason"),
        goes=True,  # its minutes stay, as other work
    ),
)
