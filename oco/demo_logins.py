"""The demo's people with a login: one per role, all with the same password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oco import invitations
from oco.models import Organisation, User
from oco.models.people import Role, Side

PASSWORD = "samen verder in Naast"
# For everybody, on a computer that was registered as a shared desk (oco/shared_desk/demo.py).
PIN = "274918"


@dataclass(frozen=True)
class DemoLogin:
    """Somebody to sign in as, and what they do where."""

    email: str
    name: str
    role: str  # as it is shown
    side: Side
    roles: tuple[tuple[Role, str], ...]  # role and the organisation's short name
    password: str = PASSWORD


LOGINS: tuple[DemoLogin, ...] = (
    DemoLogin(
        "balie@zosamen.example",
        "Henk Balie",
        "Baliemedewerker",
        Side.CARE,
        ((Role.COUNTER, "zosamen"),),
    ),
    DemoLogin(
        "coordinator@zosamen.example",
        "Carla Coördinaat",
        "Intake-coördinator",
        Side.CARE,
        ((Role.COORDINATOR, "zosamen"),),
    ),
    DemoLogin(
        "ondersteuner@mee.example",
        "Fatima Steun",
        "Cliëntondersteuner bij MEE",
        Side.CARE,
        ((Role.SUPPORTER, "mee"),),
    ),
    DemoLogin(
        "ondersteuner@palet.example",
        "Piet Palet",
        "Cliëntondersteuner bij Palet Welzijn",
        Side.CARE,
        ((Role.SUPPORTER, "palet-welzijn"),),
    ),
    DemoLogin(
        "teamleider@mee.example",
        "Mieke Leider",
        "Teamleider bij MEE, dient in voor ZoSamen",
        Side.CARE,
        ((Role.MANAGER, "mee"), (Role.MANAGER, "zosamen")),
    ),
    DemoLogin(
        "teamleider@palet.example",
        "Paul Leider",
        "Teamleider bij Palet Welzijn",
        Side.CARE,
        ((Role.MANAGER, "palet-welzijn"),),
    ),
    DemoLogin(
        "beheer@zosamen.example",
        "Bea Heer",
        "Functioneel beheerder",
        Side.CARE,
        ((Role.ADMINISTRATOR, "zosamen"),),
    ),
    DemoLogin(
        "beleid@zoetermeer.example",
        "Bram Beleid",
        "Beleidsmedewerker en beheerder",
        Side.MUNICIPALITY,
        ((Role.POLICY_OFFICER, "gemeente-zoetermeer"), (Role.ADMINISTRATOR, "gemeente-zoetermeer")),
    ),
    DemoLogin(
        "teamleider@welzijnmensenwerk.example",
        "Wout Mensen",
        "Teamleider in Westerveld, dient in voor vier aanbieders",
        Side.CARE,
        ((Role.MANAGER, "welzijn-mensenwerk"), (Role.MANAGER, "clientondersteuning-westerveld")),
    ),
    DemoLogin(
        "beleid@westerveld.example",
        "Wilma Westen",
        "Beleidsmedewerker van Westerveld",
        Side.MUNICIPALITY,
        ((Role.POLICY_OFFICER, "gemeente-westerveld"),),
    ),
)


def shown_on(side: str) -> list[DemoLogin]:
    """The logins that work on this side (`care` or `municipality`); elsewhere all."""
    return [login for login in LOGINS if side not in Side.values or login.side == side]


def make_logins(*, today: date) -> dict[str, User]:
    """Makes the demo's users, or gives existing ones the demo's password; by e-mail address."""
    made: dict[str, User] = {}
    since = date(today.year - 2, 1, 1)
    for login in LOGINS:
        user = User.objects.filter(email=login.email).first() or User(email=login.email, side=login.side)
        user.name, user.is_active = login.name, True
        user.set_password(PASSWORD)
        user.save()
        for role, slug in login.roles:
            organisation = Organisation.objects.get(slug=slug)
            invitations.give_role(user=user, organisation=organisation, role=role, by=None, since=since)
        made[login.email] = user
    return made


def lines() -> list[tuple[str, str, str, str]]:
    """What to print: side, what somebody is, address and password."""
    return [(login.side.label, login.role, login.email, login.password) for login in LOGINS]
