"""Reading that was unusual, for the manager of who read."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco import access
from oco.access import Permission
from oco.models import Organisation, User


class UnusualReadingQuerySet(models.QuerySet["UnusualReading"]):
    def for_user(self, user: User) -> UnusualReadingQuerySet:
        """Of the people of the teams that the user leads."""
        return self.filter(provider_id__in=access.provider_ids(user, Permission.LEAD_TEAM))

    def to_look_into(self) -> UnusualReadingQuerySet:
        return self.filter(looked_into_at__isnull=True)


class UnusualReading(models.Model):
    """Something unusual about what somebody read on a day (cases/reading_rules.py), found the night after. Keys of
    clients and counts; what was read stands in the log."""

    class Rule(models.TextChoices):
        MANY = "many", "veel cliënten in korte tijd"
        OUTSIDE = "outside", "cliënten van anderen"
        ODD_HOURS = "odd", "’s nachts of in het weekend"
        SURNAME = "surname", "iemand met dezelfde achternaam"
        CLOSED = "closed", "lang na het afsluiten"

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("dag")
    rule = models.CharField(max_length=10, choices=Rule.choices)
    clients = ArrayField(models.BigIntegerField())
    count = models.PositiveIntegerField()
    usual = models.PositiveIntegerField(null=True)
    found_at = models.DateTimeField(default=timezone.now)
    looked_into_at = models.DateTimeField(null=True, blank=True)
    looked_into_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.TextField("wat u vond", blank=True)

    objects = UnusualReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "opvallend leesgedrag"
        verbose_name_plural = "opvallend leesgedrag"
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "user", "on", "rule"],
                name="unusual_reading_once",
                violation_error_message="Dit is al gevonden.",
            ),
            models.CheckConstraint(
                condition=Q(looked_into_at__isnull=True, looked_into_by__isnull=True, remark="")
                | (Q(looked_into_at__isnull=False, looked_into_by__isnull=False) & ~Q(remark="")),
                name="unusual_reading_looked_into_whole",
                violation_error_message="Schrijf op wat u vond.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.on}"
