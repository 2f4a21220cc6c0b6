"""Records that every app writes: what happened, which forms were handled, which periods are closed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.models.organisations import FrontDoor
from oco.models.people import User


class AuditEvent(models.Model):
    """One line per act: who did what to which record, and when. Never a name or text of a client.

    The key is made here rather than by the database, so that a login that may only insert needs no
    right to read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    record_kind = models.CharField(max_length=60, blank=True)
    record_id = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict)
    # By which it is sealed (oco/trail/seals.py). The database writes both, whatever is given.
    cluster = models.BigIntegerField(default=0, editable=False)
    xact = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["record_kind", "record_id", "at"], name="audit_record"),
            models.Index(fields=["cluster", "xact"], name="audit_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.record_kind} {self.record_id}"


class Submission(models.Model):
    """A form that was handled: its key comes back when the form is sent twice, with what it led to.

    The row is written in the same transaction as the act, so that the act happens once however often
    the browser sends the form.
    """

    key = models.UUIDField(primary_key=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(default=timezone.now)
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = "verstuurd formulier"
        verbose_name_plural = "verstuurde formulieren"
        indexes = [models.Index(fields=["handled_at"], name="submission_handled")]

    def __str__(self) -> str:
        return str(self.key)


class PeriodClosing(models.Model):
    """A period of a front door whose facts are filed: the database refuses to change them.

    A correction lifts the closing, with a reason; filing again makes a new one.
    """

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="closings")
    start = models.DateField("eerste dag")
    end = models.DateField("eerste dag erna")
    closed_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lift_reason = models.TextField("reden", blank=True)

    class Meta:
        verbose_name = "afgesloten periode"
        verbose_name_plural = "afgesloten perioden"
        ordering = ["front_door", "start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="closing_end_after_start",
                violation_error_message="De periode eindigt voor zij begint.",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="closing_lifted_whole",
                violation_error_message="Schrijf op waarom u de periode opent.",
            ),
            models.UniqueConstraint(
                fields=["front_door", "start", "end"],
                condition=Q(lifted_at__isnull=True),
                name="closing_once",
                violation_error_message="Deze periode is al afgesloten.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.front_door_id}: {self.start} tot {self.end}"
