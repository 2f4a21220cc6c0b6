"""Numbers of a report that are told elsewhere than in it."""

from __future__ import annotations

import pgtrigger
from django.db import models

from oco.models import Organisation
from reporting.models.reports import Report


class ToldNumber(models.Model):
    """An exact number that a report hides and a claim may tell the municipality, for both sides agreed to pay by it.

    From the filing of `report` on it counts as told, also where the claim comes later or never. It is a number of what
    `counted_in` counted: the same report, or an earlier version in which it was the same. Care side and worker only.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="told_numbers")
    counted_in = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField("cijfer", max_length=40)
    value = models.DecimalField("getal", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "getal voor een declaratie"
        verbose_name_plural = "getallen voor declaraties"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "counted_in", "organisation", "indicator"],
                name="told_number_once",
                violation_error_message="Dit getal staat er al.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"getal {self.pk} bij rapport {self.report_id}"
