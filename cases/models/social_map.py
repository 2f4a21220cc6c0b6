"""The social map (sociale kaart): who offers what, by topic and district, for the referral."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases import referral_rules
from oco import access
from oco.access import Permission
from oco.models import District, FrontDoor, User


class SocialMapEntryQuerySet(models.QuerySet["SocialMapEntry"]):
    def for_user(self, user: User) -> SocialMapEntryQuerySet:
        """Entries of the front doors where the user reads questions."""
        return self.filter(front_door_id__in=access.front_doors(user, Permission.READ_QUESTIONS))

    def kept_by(self, user: User) -> SocialMapEntryQuerySet:
        """Entries that the user may change: who works on questions there, or keeps the list of them."""
        doors = access.front_doors(user, Permission.WORK_ON_QUESTIONS) | access.front_doors(user, Permission.TRIAGE)
        return self.filter(front_door_id__in=doors)

    def active(self) -> SocialMapEntryQuerySet:
        return self.filter(active=True)

    def stale_on(self, day: date) -> SocialMapEntryQuerySet:
        """In use, and too long ago or never looked at."""
        return self.active().filter(Q(checked_on__isnull=True) | Q(checked_on__lt=referral_rules.fresh_since(day)))


class SocialMapEntry(models.Model):
    """An organisation or person that people are referred to. No personal data of clients."""

    front_door = models.ForeignKey(
        FrontDoor, on_delete=models.PROTECT, related_name="social_map", verbose_name="voordeur"
    )
    name = models.CharField("naam", max_length=200)
    offer = models.TextField("aanbod", blank=True)
    domains = models.JSONField("leefgebieden", default=list, blank=True)  # keys of cases.codes.LIFE_DOMAINS
    tags = models.CharField("trefwoorden", max_length=200, blank=True)
    # None means: for the whole municipality.
    districts = models.ManyToManyField(District, related_name="+", blank=True, verbose_name="wijken")
    phone = models.CharField("telefoon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    website = models.URLField("website", blank=True)
    address = models.CharField("adres", max_length=200, blank=True)
    opening_hours = models.CharField("openingstijden", max_length=200, blank=True)
    checked_on = models.DateField("nagekeken", null=True, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    active = models.BooleanField("in gebruik", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = SocialMapEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "plek op de sociale kaart"
        verbose_name_plural = "sociale kaart"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "name"],
                name="social_map_entry_once",
                violation_error_message="Deze naam staat al op de sociale kaart.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="social_map_entry_has_name",
                violation_error_message="Vul de naam in.",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, checked_by__isnull=True)
                | Q(checked_on__isnull=False, checked_by__isnull=False),
                name="social_map_checked_by_and_on",
                violation_error_message="Wie iets nakijkt, doet dat op een dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"sociale kaart {self.pk}"
