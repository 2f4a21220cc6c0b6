"""Which records a filed figure was made of, so that what is known later can be explained record by record."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from oco.models import Organisation
from reporting.models.reports import Report
from reporting.models.rollups import RollUp


class CountedRecords(models.Model):
    """The records behind one figure of a filed report, at one level. Care side only, and never changed.

    What a record is, follows from the indicator (reporting/counted_records.py): a question, an hour line, a tally … Of
    people the records are those of the front door, and `persons` says beside each of which person it was one then. Of
    minutes `weights` says how many each line brought in. Ids alone: no word about anybody.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="counted_records")
    level = models.CharField(max_length=20, choices=RollUp.Level.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60)
    records = ArrayField(models.BigIntegerField())
    persons = ArrayField(models.BigIntegerField(), default=list)
    weights = ArrayField(models.BigIntegerField(), default=list)
    # The highest id that there was of this kind of record: what has a higher one was entered after the filing.
    newest = models.BigIntegerField()

    class Meta:
        verbose_name = "getelde regels"
        verbose_name_plural = "getelde regels"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "level", "organisation", "indicator"],
                name="counted_records_once",
                violation_error_message="Deze regels zijn al bewaard.",
            ),
            models.CheckConstraint(
                condition=(Q(persons__len=0) | Q(persons__len=models.F("records__len")))
                & (Q(weights__len=0) | Q(weights__len=models.F("records__len"))),
                name="counted_records_beside_each",
                violation_error_message="Bij elke regel hoort één mens of één aantal.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.indicator} van {self.report_id}"
