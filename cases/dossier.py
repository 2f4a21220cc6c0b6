"""Everything that is kept about one client, as plain data: for the client who asks to see it, and for removing it.

`PARTS` names every model that leads to a client. An entry says where it hangs, which provider keeps it, what the client
sees of it, and what a removal empties; a model that the client isn't shown says why. A test finds a model that is in no
entry, and a free text that a removal would leave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.models import (
    Assessment,
    AssessmentScore,
    Client,
    ClientKey,
    ClientLink,
    ClientTargetGroup,
    Contact,
    DossierFile,
    Evaluation,
    FormerText,
    HelpQuestion,
    LinkedClient,
    QuestionArrangement,
    QuestionDomain,
    QuestionEvent,
    QuestionTask,
    Referral,
    Removal,
    RightsRequest,
    Signal,
)
from cases.norms import domain_label
from oco.models import Organisation

REMOVED = "Verwijderd"


@dataclass(frozen=True)
class Col:
    """A column: its Dutch label and the way to it from the row (`supporter.name`)."""

    label: str
    path: str
    show: Callable[[Any], object] | None = None  # where the stored value says nothing to a reader


@dataclass(frozen=True)
class Part:
    """One model of the dossier.

    `client`: look-ups that lead to the client; `provider`: the one to who keeps it, None where the front door does.
    `hidden`: why the client isn't shown it. A removal writes `empties` over it, or takes the whole row where it `goes`;
    `keeps` are texts that hold nothing of a person.
    """

    model: type[models.Model]
    heading: str
    client: tuple[str, ...]
    provider: str | None
    columns: tuple[Col, ...] = ()
    hidden: str = ""
    empties: Mapping[str, object] = field(default_factory=dict)
    keeps: frozenset[str] = frozenset()
    goes: bool = False
    # Rows without a provider are of the identity: every provider shows them, and they go with the identity.
    shared: bool = False

    @property
    def code(self) -> str:
        return self.model._meta.model_name or ""

    def rows(self, client: Client, provider: Organisation) -> QuerySet[Any]:
        """What this provider keeps about the client, and what is kept once at the front door."""
        mine = Q()
        for path in self.client:
            mine |= Q(**{path: client.pk})
        found = self.model._default_manager.filter(mine)
        if self.provider is not None:
            own = Q(**{self.provider: provider.pk})
            found = found.filter(own | Q(**{f"{self.provider}__isnull": True}) if self.shared else own)
        return found

    def of_provider(self, client: Client, provider: Organisation) -> QuerySet[Any]:
        """Of these the provider's own: what goes where the identity stays."""
        found = self.rows(client, provider)
        if self.provider is None:
            return found.none()
        return found.filter(**{self.provider: provider.pk})


def _of_question(
    model: type[models.Model], heading: str, *columns: Col, keeps: frozenset[str] = frozenset(), **empties: object
) -> Part:
    """A model that hangs on a question."""
    return Part(
        model, heading, ("question__client",), "question__provider", (Col("Vraag", "question.number"), *columns),
        empties=empties, keeps=keeps,
    )  # fmt: skip


PARTS: tuple[Part, ...] = (
    Part(
        Client,
        "Gegevens",
        ("pk",),
        None,
        (
            Col("Nummer", "number"),
            Col("Voornaam", "first_name"),
            Col("Tussenvoegsel", "prefix"),
            Col("Achternaam", "last_name"),
            Col("Geboortedatum", "birth_date"),
            Col("Postcode", "postcode"),
            Col("Wijk", "district.name"),
            Col("Telefoon", "phone"),
            Col("E-mail", "email"),
            Col("Voordeur", "front_door.name"),
            Col("Geregistreerd", "created_at"),
        ),
        empties={
            "first_name": "",
            "prefix": "",
            "last_name": REMOVED,
            "birth_date": None,
            "postcode": "",
            "phone": "",
            "email": "",
            "sort_key": REMOVED.lower(),
        },
        keeps=frozenset({"number"}),
    ),
    Part(ClientTargetGroup, "Doelgroepen", ("client",), None, (Col("Doelgroep", "target_group.name"),)),
    Part(
        HelpQuestion,
        "Hulpvragen",
        ("client",),
        "provider",
        (
            Col("Nummer", "number"),
            Col("Vraag", "text"),
            Col("Kanaal", "channel"),
            Col("Plek", "place"),
            Col("Wijk", "district.name"),
            Col("Urgent", "urgent"),
            Col("Hoe bij ons gekomen", "how_found"),
            Col("Ontvangen", "received_on"),
            Col("Beoordeeld", "triaged_at"),
            Col("Eerste contact", "first_contact_on"),
            Col("Opgepakt", "picked_up_on"),
            Col("Afgesloten", "closed_on"),
            Col("Uitkomst", "outcome"),
            Col("Aanbieder", "provider.name"),
            Col("Ondersteuner", "supporter.name"),
            Col("Wacht op", "waits_for"),
            Col("Kijk opnieuw op", "look_again_on"),
            Col("Reden boven de richtlijn", "over_guideline_reason"),
            Col("Toelichting", "over_guideline_note"),
        ),
        empties={"text": "", "waits_for": "", "look_again_on": None, "over_guideline_note": ""},
        keeps=frozenset({"number", "place"}),
    ),
    _of_question(
        QuestionDomain, "Leefgebieden", Col("Leefgebied", "domain", domain_label), keeps=frozenset({"domain"})
    ),
    _of_question(QuestionTask, "Wat er gedaan is", Col("Taak", "task")),
    _of_question(QuestionArrangement, "Arrangement", Col("Stap", "step"), Col("Wat", "note"), note=""),
    Part(
        Contact,
        "Contacten",
        ("question__client",),
        "provider",
        (
            Col("Vraag", "question.number"),
            Col("Datum", "on"),
            Col("Activiteit", "activity"),
            Col("Minuten", "minutes"),
            Col("Ondersteuner", "supporter.name"),
            Col("Wat is er gedaan", "note"),
        ),
        empties={"note": ""},
        keeps=frozenset({"import_key"}),
    ),
    _of_question(
        QuestionEvent,
        "Gebeurtenissen",
        Col("Wat", "kind"),
        Col("Wanneer", "at"),
        Col("Door", "by.name"),
        Col("Toelichting", "note"),
        note="",
    ),
    _of_question(
        Referral,
        "Verwijzingen",
        Col("Datum", "on"),
        Col("Naar wie", "to"),
        Col("Hoe", "kind"),
        Col("U vond het goed", "consent"),
        Col("Toelichting", "note"),
        Col("Gezamenlijk gesprek", "joint_talk_on"),
        Col("Eerste afspraak", "first_appointment_on"),
        Col("Eerste afspraak doorgegaan", "first_appointment_kept"),
        Col("Antwoord", "answer"),
        Col("Beantwoord", "answered_on"),
        Col("Toelichting van de ontvanger", "answer_note"),
        to=REMOVED.lower(),
        note="",
        answer_note="",
    ),
    Part(
        Assessment,
        "Metingen",
        ("client",),
        "provider",
        (
            Col("Vraag", "question.number"),
            Col("Instrument", "instrument"),
            Col("Versie", "edition"),
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
    _of_question(
        Evaluation,
        "Evaluaties",
        Col("Datum", "given_on"),
        Col("Cijfer", "score"),
        Col("Past de oplossing", "fits"),
        Col("Mag benaderd worden voor het onderzoek", "survey_consent"),
        Col("Zelf ingevuld", "by_client"),
    ),
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
        ClientKey,
        "Zoeksleutels",
        ("client",),
        None,
        hidden="Ze zijn uit de gegevens gemaakt, om de cliënt te vinden.",
        goes=True,
    ),
    Part(
        ClientLink,
        "Koppelingen",
        ("one", "other"),
        None,
        hidden="Een koppeling noemt ook een ander dossier. Cijfers tellen er mensen mee.",
        empties={"reason": ""},
    ),
    Part(
        LinkedClient,
        "Gekoppelde dossiers",
        ("client", "person"),
        None,
        hidden="Afgeleid van de koppelingen; er staat geen tekst in.",
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


@dataclass(frozen=True)
class Cell:
    """`text` for a reader; `value` and `code` for a machine."""

    text: str
    value: str | int | bool | None
    code: str = ""  # of a choice


@dataclass(frozen=True)
class Section:
    code: str
    heading: str
    columns: tuple[Col, ...]
    rows: list[list[Cell]]

    @property
    def wide(self) -> bool:
        """Read better as a small table per row than as one with a column per field."""
        return len(self.rows) == 1 or len(self.columns) > 7

    @property
    def facts(self) -> list[list[tuple[str, str]]]:
        """Per row its labels with values, without what is empty."""
        pairs = [zip(self.columns, row, strict=True) for row in self.rows]
        return [[(column.label, cell.text) for column, cell in each if cell.text] for each in pairs]


@dataclass(frozen=True)
class Dossier:
    """What one provider and its front door keep about a client, as it stood on a day."""

    number: str
    provider: str
    front_door: str
    made_on: date
    sections: list[Section]

    @property
    def filled(self) -> list[Section]:
        return [section for section in self.sections if section.rows]

    @property
    def hidden(self) -> list[str]:
        """What is kept and not shown, with why."""
        return [f"{part.heading}: {part.hidden[0].lower()}{part.hidden[1:]}" for part in PARTS if part.hidden]

    @property
    def empty(self) -> list[str]:
        return [section.heading for section in self.sections if not section.rows]


def dossier_of(client: Client, provider: Organisation, *, today: date) -> Dossier:
    """Gathers it: one query a part and its relations, however much there is. Never another provider's content."""
    sections = []
    for part in PARTS:
        if part.hidden:
            continue
        relations = {path.rpartition(".")[0].replace(".", "__") for path in (col.path for col in part.columns)} - {""}
        found = part.rows(client, provider).select_related(*sorted(relations)).order_by("pk")
        rows = [[_cell(row, column) for column in part.columns] for row in found]
        sections.append(Section(part.code, part.heading, part.columns, rows))
    return Dossier(client.number, provider.name, client.front_door.name, today, sections)


def _cell(row: models.Model, column: Col) -> Cell:
    *way, name = column.path.split(".")
    holder: Any = row
    for step in way:
        holder = getattr(holder, step) if holder is not None else None
    if holder is None:
        return Cell("", None)
    value = getattr(holder, name)
    choices = dict(getattr(holder._meta.get_field(name), "flatchoices", ()))
    if column.show is not None:
        return Cell(str(column.show(value)), str(column.show(value)), str(value))
    if value in choices:
        return Cell(str(choices[value]), str(choices[value]), str(value))
    return _plain(value)


def _plain(value: Any) -> Cell:
    match value:
        case None | "":
            return Cell("", None)
        case bool():
            return Cell("ja" if value else "nee", value)
        case datetime():
            local = timezone.localtime(value)
            return Cell(f"{local:%d-%m-%Y %H:%M}", local.isoformat(timespec="seconds"))
        case date():
            return Cell(f"{value:%d-%m-%Y}", value.isoformat())
        case int():
            return Cell(str(value), value)
    return Cell(str(value), str(value))


def as_json(dossier: Dossier) -> dict[str, Any]:
    """The same for a machine: every field by its code, with the Dutch label beside it. Days as jjjj-mm-dd."""
    return {
        "clientnummer": dossier.number,
        "aanbieder": dossier.provider,
        "voordeur": dossier.front_door,
        "gemaakt_op": dossier.made_on.isoformat(),
        "onderdelen": [
            {
                "code": section.code,
                "titel": section.heading,
                "velden": [{"code": column.path, "label": column.label} for column in section.columns],
                "rijen": [
                    {
                        column.path: {"waarde": cell.value, "code": cell.code} if cell.code else cell.value
                        for column, cell in zip(section.columns, row, strict=True)
                    }
                    for row in section.rows
                ],
            }
            for section in dossier.sections
        ],
    }
