"""Rolled-up figures: what was counted, of one period at one level."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models import Municipality, Organisation
from oco.periods import Period


class RollUp(models.Model):
    """One count of one period at one level. Frozen with the report that was filed on it."""

    class Level(models.TextChoices):
        PROVIDER = "provider", "aanbieder"
        PARTNERSHIP = "partnership", "samenwerkingsverband"
        MUNICIPALITY = "municipality", "gemeente"

    level = models.CharField(max_length=20, choices=Level.choices)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    start = models.DateField()
    end = models.DateField()
    counted_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "telling"
        verbose_name_plural = "tellingen"
        constraints = [
            models.UniqueConstraint(
                fields=["level", "municipality", "organisation", "start", "end"],
                name="roll_up_once",
                nulls_distinct=False,
                violation_error_message="Deze telling is er al.",
            ),
            models.CheckConstraint(
                condition=Q(level="municipality", organisation__isnull=True)
                | (~Q(level="municipality") & Q(organisation__isnull=False)),
                name="roll_up_organisation_by_level",
                violation_error_message="Kies de organisatie die bij het niveau hoort.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.organisation_id or self.municipality_id} {self.period.code}"

    @property
    def period(self) -> Period:
        return Period.from_dates(self.start, self.end)


# The migrations keep a hash of this text, white space and all.
_REFUSE_WHERE_FROZEN = """
                    IF EXISTS (
                        SELECT 1 FROM reporting_rollup r
                         WHERE r.frozen_at IS NOT NULL
                           AND r.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.roll_up_id ELSE OLD.roll_up_id END
                    ) THEN
                        RAISE EXCEPTION 'period_filed' USING ERRCODE = 'OC001', DETAIL = TG_TABLE_NAME;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """


def frozen_with_its_roll_up(name: str) -> pgtrigger.Trigger:
    """Of a roll-up that was frozen no figure comes, changes or goes."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_REFUSE_WHERE_FROZEN,
    )


class Figure(models.Model):
    """One figure of a roll-up: an indicator, for one member of a dimension or as a grand total.

    `value` is a count, or minutes, or a mean with four decimals; reporting/indicators.py says which.
    """

    roll_up = models.ForeignKey(RollUp, on_delete=models.CASCADE, related_name="figures")
    indicator = models.CharField(max_length=60)
    dimension = models.CharField(max_length=30, blank=True)
    member = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=4)

    class Meta:
        verbose_name = "cijfer"
        verbose_name_plural = "cijfers"
        constraints = [
            models.UniqueConstraint(
                fields=["roll_up", "indicator", "dimension", "member"],
                name="figure_once",
                violation_error_message="Dit cijfer is er al.",
            ),
        ]
        triggers = [frozen_with_its_roll_up("figure_frozen")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.dimension}={self.member}"
