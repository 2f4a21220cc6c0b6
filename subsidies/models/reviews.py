"""The municipality's last word on a filed report."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from oco.models import User
from reporting.models import Report


class Review(models.Model):
    """The municipality accepted this version. Questions about it stand in threads. The name is copied, for neither
    side's login reads the other side's users."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reviews")
    note = models.TextField("opmerking", blank=True)  # needed where questions were still open
    open_threads = models.PositiveSmallIntegerField("open vragen", default=0)  # at the moment of accepting
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "beoordeling"
        verbose_name_plural = "beoordelingen"
        ordering = ["report", "decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                name="review_accepted_once",
                violation_error_message="Dit rapport is al akkoord.",
            ),
            models.CheckConstraint(
                condition=models.Q(open_threads=0) | ~models.Q(note=""),
                name="review_open_questions_noted",
                violation_error_message="Er staan nog vragen open. Schrijf op waarom u toch akkoord bent.",
            ),
        ]

    def __str__(self) -> str:
        return f"beoordeling {self.pk}"
