"""The course of a year, week by week: what the forecast of the next one rests on."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models import Municipality, Organisation
from reporting.models.rollups import RollUp


class WeekCounts(models.Model):
    """One figure of one year at one level, by week (reporting/weeks.py says what a week is).

    Counted again every night while the year runs and in the year after; an older one stays as it is, for what was
    removed since belonged to its course all the same. Of people, the week holds those who count for the first time.
    """

    level = models.CharField(max_length=20, choices=RollUp.Level.choices)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("jaar")
    indicator = models.CharField("cijfer", max_length=60)
    values = ArrayField(models.BigIntegerField(), verbose_name="per week")
    counted_at = models.DateTimeField("geteld", default=timezone.now)

    class Meta:
        verbose_name = "verloop van een jaar"
        verbose_name_plural = "verloop van jaren"
        constraints = [
            models.UniqueConstraint(
                fields=["level", "municipality", "organisation", "year", "indicator"],
                name="week_counts_once",
                nulls_distinct=False,
                violation_error_message="Dit jaar is al per week geteld.",
            ),
            models.CheckConstraint(
                condition=Q(level="municipality", organisation__isnull=True)
                | (~Q(level="municipality") & Q(organisation__isnull=False)),
                name="week_counts_organisation_by_level",
                violation_error_message="Kies de organisatie die bij het niveau hoort.",
            ),
            models.CheckConstraint(
                condition=Q(values__len=52),
                name="week_counts_every_week",
                violation_error_message="Een jaar heeft hier 52 weken.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.organisation_id or self.municipality_id} {self.year} {self.indicator}"
