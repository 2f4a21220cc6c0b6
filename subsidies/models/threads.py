"""Questions of the municipality about a filed report, each with its own talk back and forth."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models import User
from reporting.models import Report


class ThreadQuerySet(models.QuerySet["Thread"]):
    def about(self, report: Report) -> ThreadQuerySet:
        """Questions about any version of this report: a next version doesn't answer by itself."""
        return self.filter(
            report__organisation_id=report.organisation_id,
            report__municipality_id=report.municipality_id,
            report__start=report.start,
            report__end=report.end,
        )

    def still_open(self) -> ThreadQuerySet:
        return self.filter(closed_at__isnull=True)


class Thread(models.Model):
    """A question about one figure of a report, or about the whole of it. The municipality opens and closes it.
    Names are copied, for neither side's login reads the other side's users."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="threads")
    indicator = models.CharField("cijfer", max_length=60, blank=True)  # key of reporting.indicators; empty: the whole
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_by_name = models.CharField(max_length=100)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_by_name = models.CharField(max_length=100, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = "vraag over een rapport"
        verbose_name_plural = "vragen over rapporten"
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_by_name="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_by_name="")),
                name="thread_closed_whole",
                violation_error_message="Wie een vraag afsluit, staat er met de tijd bij.",
            ),
        ]

    def __str__(self) -> str:
        return f"vraag over een rapport {self.pk}"


class Message(models.Model):
    """One text in such a talk. It isn't changed afterwards."""

    class Side(models.TextChoices):
        MUNICIPALITY = "municipality", "gemeente"
        PROVIDER = "provider", "aanbieder"

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField("kant", max_length=12, choices=Side.choices)
    text = models.TextField("tekst")
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "bericht"
        verbose_name_plural = "berichten"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="message_has_text",
                violation_error_message="Een bericht heeft een tekst.",
            ),
        ]

    def __str__(self) -> str:
        return f"bericht {self.pk}"
