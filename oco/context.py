"""What every page knows without being told: the product, the side, who is signed in and where they may go."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from oco import navigation
from oco.access import Permission, access_of
from oco.models import Organisation, User
from oco.models.people import Role

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
    def security_url(self) -> str:
        return _address("mfa_index")

    @cached_property
    def password_url(self) -> str:
        return _address("account_change_password")

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
