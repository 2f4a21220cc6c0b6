"""Users of the software and their roles at organisations. Clients are in `cases`."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.models.organisations import Organisation


class Side(models.TextChoices):
    """The process that a user signs in to. Nobody can use both: the wall stands between them."""

    CARE = "care", "zorgkant"
    MUNICIPALITY = "municipality", "gemeentekant"


class Role(models.TextChoices):
    """What somebody does at an organisation (domain: who works with it)."""

    COUNTER = "counter", "baliemedewerker"
    SUPPORTER = "supporter", "cliëntondersteuner"
    COORDINATOR = "coordinator", "intake-coördinator"
    MANAGER = "manager", "teamleider"
    POLICY_OFFICER = "policy_officer", "beleidsmedewerker"
    ADMINISTRATOR = "administrator", "functioneel beheerder"


class SupporterKind(models.TextChoices):
    """Kind of supporter: who somebody is for the client, kept with every hour line of theirs."""

    PROFESSIONAL = "professional", "professional"
    VOLUNTEER = "volunteer", "vrijwilliger"
    EXPERT = "expert", "ervaringsdeskundige"


class UserManager(BaseUserManager["User"]):
    """Makes users; the only way in is an invitation or the set-up file."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who works with the software, or who only appears in an imported register.

    A person without a login (`is_active` false) may have questions and hours to their name.
    """

    email = models.EmailField("e-mailadres", unique=True)
    name = models.CharField("naam", max_length=100)
    side = models.CharField("kant", max_length=20, choices=Side.choices, default=Side.CARE)
    is_active = models.BooleanField("mag inloggen", default=True)
    supporter_kind = models.CharField(
        "soort ondersteuner", max_length=20, choices=SupporterKind.choices, default=SupporterKind.PROFESSIONAL
    )
    created_at = models.DateTimeField("gemaakt op", default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email__regex=r"^[^A-Z]*$"),
                name="user_email_lower_case",
                violation_error_message="Schrijf het e-mailadres met kleine letters.",
            ),
        ]

    def __str__(self) -> str:
        return f"gebruiker {self.pk}"

    def get_full_name(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_on(self, day: date) -> MembershipQuerySet:
        """Those that hold on this day; `until` is the first day that they no longer do."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Membership(models.Model):
    """A user's role at an organisation, from a day and until a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name="gebruiker")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name="organisatie"
    )
    role = models.CharField("rol", max_length=20, choices=Role.choices)
    since = models.DateField("vanaf", default=timezone.localdate)
    until = models.DateField("tot", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rol"
        verbose_name_plural = "rollen"
        ordering = ["user", "organisation", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(until__isnull=True),
                name="membership_once",
                violation_error_message="Deze gebruiker heeft deze rol hier al.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_until_after_since",
                violation_error_message="De einddatum ligt voor de begindatum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} bij {self.organisation_id}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None where that isn't known."""
        return self.until - timedelta(days=1) if self.until else None


class Invitation(models.Model):
    """An invitation by e-mail to sign in for the first time; the link holds the token, the row its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"

    def __str__(self) -> str:
        return f"uitnodiging {self.pk}"
