"""What every page knows without being told: the product, the side, who is signed in and where they may go."""

from __future__ import annotations

import time
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from oco import navigation
from oco.access import Permission, access_of, came_by_pin, could_do_more
from oco.models import Organisation, User
from oco.models.people import Role
from oco.shared_desk import times

PRODUCT = "Naast"
PRODUCT_LINE = "Cliëntondersteuning"


class Page:
    """Read by the base templates. Lazy: a page without a frame asks the database nothing."""

    product = PRODUCT
    product_line = PRODUCT_LINE

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def side(self) -> str:
        """`care`, `municipality` or `owner`."""
        return str(getattr(settings, "SIDE", "care"))

    @property
    def side_name(self) -> str:
        return "gemeentekant" if self.side == "municipality" else ""

    @property
    def environment(self) -> str:
        """A line above the page of every installation that isn't the real one; empty there."""
        named = str(getattr(settings, "SHOW_ENVIRONMENT", ""))
        if named:
            return named
        return "Demo: alle mensen en cijfers zijn verzonnen" if self.demo else ""

    @property
    def demo(self) -> bool:
        return bool(getattr(settings, "DEMO", False))

    @cached_property
    def user(self) -> User | None:
        user = getattr(self._request, "user", None)
        return user if isinstance(user, User) else None

    @cached_property
    def person(self) -> str:
        return self.user.name if self.user else ""

    @cached_property
    def roles(self) -> str:
        """The user's roles in words, in the order of the role list."""
        if not self.user:
            return ""
        held = access_of(self.user).roles
        return ", ".join(role.label for role in Role if role in held)

    @cached_property
    def organisation(self) -> str:
        """The organisations for which the user works, by name; two at most are written out."""
        if not self.user:
            return ""
        ids = {grant.organisation_id for grant in access_of(self.user).grants}
        names = list(Organisation.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True))
        if len(names) > 2:
            return f"{names[0]} en {len(names) - 1} andere"
        return " en ".join(names)

    @cached_property
    def nav(self) -> list[navigation.Item]:
        return navigation.items(self._request)

    @cached_property
    def home_url(self) -> str:
        return _address("home") or "/"

    @cached_property
    def help_url(self) -> str:
        """The page with explanations, or nothing where it isn't there."""
        return _address("help")

    @cached_property
    def verify_url(self) -> str:
        """Where anybody checks a report that they have."""
        return _address("verify")

    @cached_property
    def security_url(self) -> str:
        return _address("mfa_index")

    @cached_property
    def password_url(self) -> str:
        return _address("account_change_password")

    @cached_property
    def desk(self) -> str:
        """The name of the shared computer that this is, where somebody is signed in on one."""
        held = self._request.session.get("desk") if self.user else None
        return held["name"] if held else ""

    @cached_property
    def by_pin(self) -> bool:
        return self.user is not None and came_by_pin(self.user)

    @cached_property
    def uses_counter(self) -> bool:
        return self.user is not None and access_of(self.user).may(Permission.USE_COUNTER)

    @cached_property
    def could_do_more(self) -> bool:
        return self.user is not None and could_do_more(self.user)

    @cached_property
    def keeps_forms(self) -> bool:
        """Whether half-typed forms of this user are kept: of who works with clients."""
        typing = (Permission.USE_COUNTER, Permission.FIND_CLIENTS, Permission.WORK_ON_QUESTIONS)
        may = self.user is not None and any(access_of(self.user).may(each) for each in typing)
        return may and bool(_address("page_draft"))  # on the side where there are clients

    @cached_property
    def here(self) -> str:
        """This page's own address, to come back to after locking."""
        return self._request.get_full_path() if self._request.method == "GET" else self._request.path

    @cached_property
    def session_left(self) -> int:
        """Seconds until this session locks if nothing more is done."""
        running = times.of(self._request.session)
        return running.left(time.time()) if running else 0

    @cached_property
    def reminders_url(self) -> str:
        """When the user is mailed what they have to do; nothing for whom nothing waits."""
        told = (Permission.WORK_ON_QUESTIONS, Permission.TRIAGE, Permission.LEAD_TEAM)
        if self.user is None or not any(access_of(self.user).may(each) for each in told):
            return ""
        return _address("reminder_choice")


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, Page]:
    """Context processor."""
    return {"page": Page(request)}
