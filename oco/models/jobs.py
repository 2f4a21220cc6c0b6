"""Jobs are rows: PostgreSQL holds the truth, Celery runs them, Redis only rings the bell."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models.people import User


class Job(models.Model):
    """A piece of work for the worker. `arguments` holds keys and codes, never personal data.

    `token` fences: who claims a job gets a new one, and only who still holds it may write the result.
    Times are the database's clock.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "wacht"
        RUNNING = "running", "bezig"
        DONE = "done", "klaar"
        FAILED = "failed", "mislukt"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    # While a job with this key waits or runs, asking for it again gives the same job.
    key = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(default=timezone.now)
    queued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(status__in=["queued", "running"]),
                name="job_waiting_once",
                violation_error_message="Deze taak wacht al.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "failed"], finished_at__isnull=False)
                | Q(status__in=["queued", "running"], finished_at__isnull=True),
                name="job_finished_with_time",
                violation_error_message="Een taak die klaar is heeft een eindtijd.",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "leased_until"], name="job_waiting"),
            models.Index(fields=["kind", "-finished_at"], name="job_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class Heartbeat(models.Model):
    """When a process was last seen alive, written by the sweep of every 15 seconds."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "levensteken"
        verbose_name_plural = "levenstekens"

    def __str__(self) -> str:
        return self.name
