"""The navigation as a table: what is called what, where it stands, and who sees it.

A row shows when its address exists in this process and the user has one of its permissions. The views
guard themselves; this only spares people a door that stays shut.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from oco.access import Permission as P
from oco.access import access_of
from oco.models import User


@dataclass(frozen=True)
class Row:
    """One entry: `url_name` without arguments, one of `permissions` is enough."""

    label: str
    url_name: str
    icon: str
    permissions: frozenset[P]


@dataclass(frozen=True)
class Item:
    """What the template draws."""

    label: str
    url_name: str
    url: str
    icon: str
    current: bool


def _row(label: str, url_name: str, icon: str, *permissions: P) -> Row:
    return Row(label, url_name, icon, frozenset(permissions))


# In the order of the way that a question goes: in at the counter, out in a report.
TABLE: tuple[Row, ...] = (
    _row("Balie", "counter", "counter", P.USE_COUNTER),
    _row("Aanmeldingen", "inbox", "inbox", P.TRIAGE),
    _row("Vandaag", "today", "calendar", P.WORK_ON_QUESTIONS),
    _row("Sociale kaart", "social_map", "map", P.READ_QUESTIONS),
    _row("Caseoverleg", "case_talk", "chat", P.WORK_ON_QUESTIONS),
    _row("Signalen", "signals", "signal", P.WORK_ON_QUESTIONS),
    _row("Uren", "hours", "clock", P.WRITE_HOURS),
    _row("Team", "team", "people", P.LEAD_TEAM),
    _row("Cliënten", "clients", "person", P.READ_QUESTIONS),
    _row("Kwaliteit", "quality", "check-circle", P.WORK_ON_QUESTIONS),
    _row("Overzicht", "board", "eye", P.SEE_FIGURES, P.READ_RELEASED),
    _row("Cijfers", "figures", "chart", P.SEE_FIGURES),
    _row("Rapporten", "reports", "file", P.FILE_REPORTS, P.READ_RELEASED),
    _row("Subsidie", "grants", "target", P.READ_RELEASED, P.FILE_REPORTS),
    _row("Vaststelling", "determinations", "check", P.READ_RELEASED),
    _row("Zelftest", "self_test", "list", P.READ_RELEASED),
    _row("Afspraken", "report_wishes", "settings", P.CHECK_REPORTS, P.ADMINISTER),
    _row("Unieke inwoners", "unique_people", "people", P.ADMINISTER),
    _row("Definities", "definitions", "list", P.CHECK_REPORTS, P.READ_RELEASED, P.FILE_REPORTS, P.ADMINISTER),
    _row("Importeren", "import_register", "upload", P.IMPORT_REGISTER),
    _row("Gebruikers", "users", "person", P.ADMINISTER),
    _row("Computers", "shared_devices", "key", P.ADMINISTER),
    _row("Verzoeken", "rights_requests", "lock", P.ADMINISTER),
    _row("Bewaren", "retention", "trash", P.ADMINISTER),
    _row("Organisaties", "organisations", "building", P.ADMINISTER),
    _row("Lijsten", "lists", "list", P.ADMINISTER),
    _row("Logboek", "log", "eye", P.ADMINISTER),
)

# Where somebody starts after signing in: the first of these that they may open.
START: tuple[str, ...] = ("inbox", "team", "today", "counter", "reports", "figures", "users")


def items(request: HttpRequest) -> list[Item]:
    """The entries for whoever is signed in; empty for a visitor.

    Current is the row whose address is the longest beginning of the page's own, so that a page below
    a list keeps the list marked.
    """
    user = request.user
    if not isinstance(user, User):
        return []
    access = access_of(user)
    found: list[tuple[Row, str]] = []
    for row in TABLE:
        if not any(access.may(permission) for permission in row.permissions):
            continue
        try:
            found.append((row, reverse(row.url_name)))
        except NoReverseMatch:  # a row of the other side
            continue
    here = max((url for _, url in found if request.path.startswith(url)), key=len, default="")
    return [Item(row.label, row.url_name, url, row.icon, url == here) for row, url in found]
