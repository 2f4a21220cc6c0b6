"""Filed reports, and what left the provider with them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.models import Municipality, Organisation, User
from oco.periods import Period

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


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

    def released(self) -> ReportQuerySet:
        """Those that came through the gate (reporting/gate.py): nobody outside the provider may see another."""
        return self.filter(gate__passed=True)

    def latest_released(self) -> ReportQuerySet:
        """Of each organisation and period the newest version that came through the gate."""
        newer = Report.objects.filter(
            organisation=models.OuterRef("organisation"),
            municipality=models.OuterRef("municipality"),
            start=models.OuterRef("start"),
            end=models.OuterRef("end"),
            version__gt=models.OuterRef("version"),
            gate__passed=True,
        )
        return self.released().filter(~models.Exists(newer))


# The reason of a version that the gate asked for: the same figures, with more hidden (subsidies.filing).
MORE_HIDDEN = "Meer getallen verborgen na de controle op herleidbaarheid. De cijfers zelf zijn niet veranderd."


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
    # Who agreed to it: of a first version who filed it, of a correction a second manager where there is one. Of a
    # version with only more hidden: who agreed to the figures, in an earlier version. Empty for reports that were filed
    # before this was asked.
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by_name = models.CharField("goedgekeurd door", max_length=100, blank=True)
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
                condition=Q(approved_by__isnull=True, approved_by_name="")
                | (Q(approved_by__isnull=False) & ~Q(approved_by_name="")),
                name="report_approved_by_and_name",
                violation_error_message="Wie een rapport goedkeurt, staat er met naam bij.",
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

    @property
    def approval_words(self) -> str:
        """What to say of the approval behind who filed it; empty where they are the same and it is the same act."""
        if not self.approved_by_name:
            return ""
        if self.reason == MORE_HIDDEN:
            return f"cijfers eerder goedgekeurd door {self.approved_by_name}"
        return f"goedgekeurd door {self.approved_by_name}" if self.approved_by_name != self.filed_by_name else ""


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
