"""What earlier years came to by their own account, and what must be said beside a year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models import Municipality, Organisation, User


class DeclaredTotal(models.Model):
    """A total of an earlier year as its provider declared it: no persons stand behind it here."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="declared_totals")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="declared_totals")
    year = models.PositiveSmallIntegerField("jaar")
    indicator = models.CharField("cijfer", max_length=60)
    value = models.DecimalField("waarde", max_digits=16, decimal_places=2)
    # Why a total that is out of line with other years is right all the same.
    explanation = models.TextField("uitleg", blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "opgegeven jaartotaal"
        verbose_name_plural = "opgegeven jaartotalen"
        ordering = ["municipality", "year", "provider", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "provider", "year", "indicator"],
                name="declared_total_once",
                violation_error_message="Dit jaartotaal is al opgegeven.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="declared_total_not_negative",
                violation_error_message="Vul 0 of meer in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.year} {self.indicator}"


class YearNote(models.Model):
    """What must be said beside a year's figures, such as that they can't be compared."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="year_notes")
    year = models.PositiveSmallIntegerField("jaar")
    text = models.TextField("opmerking")

    class Meta:
        verbose_name = "opmerking bij een jaar"
        verbose_name_plural = "opmerkingen bij jaren"
        ordering = ["municipality", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"],
                name="year_note_once",
                violation_error_message="Bij dit jaar staat al een opmerking.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}"
