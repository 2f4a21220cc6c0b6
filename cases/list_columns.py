"""The lists of casework: which columns they have, and how a cell becomes a value in a file.

A file says no more than the screen: the same columns, and of a question's text as much as a row shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.text import Truncator

from cases import caseload
from cases.caseload import Row, with_work
from cases.codes import WITH_THE_CLIENT
from cases.listing import Column, Field, Listing, Sort
from cases.models import Client, Contact, HelpQuestion, Removal
from oco.models import User

TEXT_SHOWN, TEXT_OF_THE_TEAM = 80, 60  # characters of the question in a row

_RECEIVED = Column[Row](
    "ontvangen", "Ontvangen", (Field("Ontvangen", lambda row: row.question.received_on, 12),), Sort("received_on")
)
_HOURS = Column[Row](
    "uren",
    "Uren",
    (
        Field("Minuten", lambda row: row.minutes, 10),
        Field("Richtlijn (minuten)", lambda row: row.question.guideline_minutes, 18),
    ),
    Sort(lambda: caseload.minutes_used(), long=True),
)
_TERM = Column[Row](
    "termijn",
    "Termijn",
    (
        Field("Termijn", lambda row: row.pending[0].label if row.pending else "", 16),
        Field("Uiterlijk", lambda row: row.pending[0].due_on if row.pending else None, 12),
        Field("Stand", lambda row: _standing(row), 18),
    ),
    Sort(lambda: caseload.next_due(), nullable=True, long=True),
)


def _text(length: int) -> Field[Row]:
    return Field("Vraag", lambda row: Truncator(row.question.text).chars(length), 60)


def _client(row: Row) -> str:
    return row.question.client.list_name


def _standing(row: Row) -> str:
    if row.question.closed_on is not None:
        return f"afgesloten {row.question.closed_on:%d-%m-%Y}"
    return row.pending[0].words if row.pending else "gehaald"


def _urgent(row: Row) -> str:
    return "ja" if row.question.urgent else "nee"


def _supporter(row: Row) -> str:
    return row.question.supporter.name if row.question.supporter else ""


_NAME = Sort("client__sort_key")
QUESTIONS = Listing[Row](
    "vragen",
    "Alle vragen",
    (
        Column(
            "naam",
            "Cliënt",
            (Field("Cliënt", _client, 28), Field("Vraagnummer", lambda row: row.question.number, 14)),
            _NAME,
        ),
        Column("vraag", "Vraag", (_text(TEXT_SHOWN), Field("Urgent", _urgent, 8))),
        _RECEIVED,
        Column(
            "wie",
            "Ondersteuner",
            (
                Field("Ondersteuner", _supporter, 24),
                Field("Aanbieder", lambda row: row.question.provider.name if row.question.provider else "", 20),
            ),
            Sort("supporter__name", nullable=True, long=True),
        ),
        _TERM,
        _HOURS,
    ),
    "-ontvangen",
)
TEAM = Listing[Row](
    "team",
    "Vragen van het team",
    (
        Column(
            "naam",
            "Cliënt",
            (
                Field("Cliënt", _client, 28),
                Field("Urgent", _urgent, 8),
                Field("Vraagnummer", lambda row: row.question.number, 14),
                _text(TEXT_OF_THE_TEAM),
            ),
            _NAME,
        ),
        Column("wie", "Ondersteuner", (Field("Ondersteuner", _supporter, 24),), Sort("supporter__name", nullable=True)),
        _TERM,
        Column(
            "uren",
            "Uren",
            (
                *_HOURS.fields,
                Field("Reden boven de richtlijn", lambda row: row.question.get_over_guideline_reason_display(), 40),
            ),
            _HOURS.sort,
        ),
        Column(
            "gewerkt",
            "Laatst aan gewerkt",
            (Field("Laatst aan gewerkt", lambda row: row.last_worked_on, 18),),
            Sort(lambda: caseload.last_worked_on(), nullable=True),
        ),
    ),
    "termijn",
)


@dataclass(frozen=True)
class ClientRow:
    """A client in a list: who, and how their questions stand for who reads the list."""

    client: Client
    open_count: int
    last_contact_on: date | None


CLIENTS = Listing[ClientRow](
    "clienten",
    "Cliënten",
    (
        Column("naam", "Cliënt", (Field("Cliënt", lambda row: row.client.list_name, 28),), Sort("sort_key")),
        Column("nummer", "Nummer", (Field("Nummer", lambda row: row.client.number, 14),), Sort("number")),
        Column(
            "wijk",
            "Wijk",
            (Field("Wijk", lambda row: row.client.district.name if row.client.district else "", 20),),
            Sort("district__name", nullable=True, long=True),
        ),
        Column("open", "Open vragen", (Field("Open vragen", lambda row: row.open_count, 12),), numeric=True),
        Column("contact", "Laatste contact", (Field("Laatste contact", lambda row: row.last_contact_on, 16),)),
    ),
    "naam",
)
BY_KEY = {listing.key: listing for listing in (QUESTIONS, TEAM, CLIENTS)}


def question_rows(keys: list[int], *, today: date) -> list[Row]:
    """The rows of these questions, in this order."""
    related = ("client", "provider", "supporter")
    found = with_work(HelpQuestion.objects.filter(pk__in=keys)).select_related(*related)
    by_key = {row.question.pk: row for row in caseload.rows(found, today=today)}
    return [by_key[key] for key in keys if key in by_key]


def client_rows(keys: list[int], *, user: User) -> list[ClientRow]:
    """The rows of these clients, in this order. Questions and contacts that the user may not read don't count."""
    readable = HelpQuestion.objects.for_user(user).filter(client_id__in=keys).order_by()
    open_counts = dict(readable.values_list("client_id").annotate(open=Count("pk", filter=Q(closed_on__isnull=True))))
    spoken = Contact.objects.filter(question__in=readable, activity__in=WITH_THE_CLIENT).order_by()
    last = dict(spoken.values_list("question__client_id").annotate(last=Max("on")))
    clients = Client.objects.select_related("district").in_bulk(keys)
    return [ClientRow(clients[key], open_counts.get(key, 0), last.get(key)) for key in keys if key in clients]


def clients_with_questions(user: User) -> QuerySet[Client]:
    """Clients with a question that the user may read: of the others behind a shared front door no list is made."""
    readable = HelpQuestion.objects.for_user(user)
    removed = Removal.objects.filter(client=OuterRef("pk"), whole=True)
    return Client.objects.for_user(user).filter(~Exists(removed), pk__in=readable.values("client_id"))
