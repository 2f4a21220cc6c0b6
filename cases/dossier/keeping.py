"""Of the dossier: what is kept about the keeping, from earlier texts to removals."""

from __future__ import annotations

from django.db.models import Case, Value, When

from cases.dossier.part import REMOVED, Col, Part
from cases.models import DestructionLine, FormerText, Removal, RetentionHold, RightsRequest

KEEPING: tuple[Part, ...] = (
    Part(
        FormerText,
        "Eerdere teksten",
        ("client",),
        "provider",
        (Col("Van", "record"), Col("Veld", "field"), Col("Tekst", "text"), Col("Tot", "until"), Col("Door", "by.name")),
        goes=True,
        shared=True,
    ),
    Part(
        RightsRequest,
        "Verzoeken",
        ("client",),
        "provider",
        (
            Col("Verzoek", "kind"),
            Col("Ontvangen", "received_on"),
            Col("Antwoord uiterlijk", "due_on"),
            Col("Wat u vroeg", "what"),
            Col("Reden van verlenging", "extension_reason"),
            Col("Besluit", "decision"),
            Col("Besloten", "decided_on"),
            Col("Grond", "reason"),
        ),
        empties={"what": ""},
        keeps=frozenset({"extension_reason", "reason"}),
    ),
    Part(
        Removal,
        "Verwijderingen",
        ("client",),
        "provider",
        (Col("Wanneer", "at"), Col("Ook de gegevens", "whole"), Col("Grond", "ground")),
        keeps=frozenset({"ground"}),
    ),
    Part(
        RetentionHold,
        "Langer bewaren",
        ("client",),
        "provider",
        (
            Col("Waarom", "why"),
            Col("Toelichting", "note"),
            Col("Tot en met", "until"),
            Col("Opgeschreven", "written_at"),
            Col("Door", "written_by.name"),
            Col("Beëindigd", "ended_at"),
        ),
        goes=True,
    ),
    Part(
        DestructionLine,
        "Voorstellen om te vernietigen",
        ("client",),
        "of_list__provider",
        (
            Col("Soort", "kind"),
            Col("Laatste activiteit", "last_on"),
            Col("Vernietigen op", "due_on"),
            Col("Grond", "ground"),
            Col("Niet voor", "left_out_until"),
            Col("Waarom niet", "left_out_reason"),
        ),
        empties={
            "left_out_reason": Case(When(left_out_until__isnull=False, then=Value(REMOVED.lower())), default=Value(""))
        },
        keeps=frozenset({"ground", "outcome_note"}),
    ),
)
