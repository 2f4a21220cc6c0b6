"""What the facts add up to: rolled-up figures, declared totals of earlier years, filed reports.

The municipality side has this app too. What it may read stands in oco/database_rights.py: reports with
their released documents and files, and declared totals; never a figure before it is released.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.models import Municipality, Organisation, User
from oco.periods import Period

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


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
        triggers = [
            pgtrigger.Trigger(
                name="figure_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM reporting_rollup r
                         WHERE r.frozen_at IS NOT NULL
                           AND r.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.roll_up_id ELSE OLD.roll_up_id END
                    ) THEN
                        RAISE EXCEPTION 'period_filed' USING ERRCODE = 'OC001', DETAIL = TG_TABLE_NAME;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.dimension}={self.member}"


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


class ReportQuerySet(models.QuerySet["Report"]):
    def latest_versions(self) -> ReportQuerySet:
        """Of each organisation and period the newest version."""
        newer = Report.objects.filter(
            organisation=models.OuterRef("organisation"),
            municipality=models.OuterRef("municipality"),
            start=models.OuterRef("start"),
            end=models.OuterRef("end"),
            version__gt=models.OuterRef("version"),
        )
        return self.filter(~models.Exists(newer))


class Report(models.Model):
    """A filed report: one numbered version, never changed. A correction is a next version with a reason."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    start = models.DateField("eerste dag")
    end = models.DateField("eerste dag erna")
    version = models.PositiveSmallIntegerField("versie", default=1)
    reason = models.TextField("reden van de correctie", blank=True)
    filed_at = models.DateTimeField("ingediend", default=timezone.now)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Copied, for the municipality's login can't read users of the care side.
    filed_by_name = models.CharField("ingediend door", max_length=100)
    checksum = models.CharField("controlegetal", max_length=64)  # SHA-256 of the released document

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporten"
        ordering = ["-start", "end", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "municipality", "start", "end", "version"],
                name="report_version_once",
                violation_error_message="Deze versie is al ingediend.",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="report_correction_with_reason",
                violation_error_message="Schrijf op waarom u een nieuwe versie indient.",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="report_end_after_start",
                violation_error_message="De periode eindigt voor zij begint.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"rapport {self.period.code} versie {self.version}"

    @property
    def period(self) -> Period:
        return Period.from_dates(self.start, self.end)


class ReleasedDocument(models.Model):
    """What left the provider with a report, after the disclosure gate: all that the municipality reads."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="released")
    data = models.JSONField()

    class Meta:
        verbose_name = "vrijgegeven document"
        verbose_name_plural = "vrijgegeven documenten"
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"document van {self.report_id}"


class InternalDocument(models.Model):
    """A provider's own exact figures as they stood when the report was filed. Never on the municipality side."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="internal")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()

    class Meta:
        verbose_name = "intern document"
        verbose_name_plural = "interne documenten"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "provider"],
                name="internal_document_once",
                violation_error_message="Dit document is er al.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"intern document van {self.report_id}"


class ReportFile(models.Model):
    """A released report as a file, made once by the worker and kept byte for byte."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=10, choices=Format.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "rapportbestand"
        verbose_name_plural = "rapportbestanden"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "format"],
                name="report_file_once",
                violation_error_message="Dit bestand is er al.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.format} van {self.report_id}"
