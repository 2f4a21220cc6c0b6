"""What the municipality wants to talk about: remarks on findings, and points that somebody takes up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models import Municipality, Organisation, User
from reporting.models import Report


class Remark(models.Model):
    """The policy officer's remark on one finding of the check. The finding is copied as it read then: a grant that
    changes afterwards doesn't change what was talked about."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="remarks")
    finding = models.CharField(max_length=160)  # key of subsidies.checks.Finding
    title = models.CharField(max_length=200)
    figure = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=300, blank=True)
    sentence = models.TextField(blank=True)
    text = models.TextField("opmerking")
    answers = models.CharField("wie antwoordt", max_length=100)  # name of an organisation
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "opmerking"
        verbose_name_plural = "opmerkingen"
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "finding"],
                name="remark_once",
                violation_error_message="Bij dit punt staat al een opmerking.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="remark_has_text",
                violation_error_message="Schrijf een opmerking.",
            ),
        ]

    def __str__(self) -> str:
        return f"opmerking {self.pk}"


class ActionPoint(models.Model):
    """What was agreed at a talk: a decision, or an action that stays on every next agenda until it is done."""

    class Kind(models.TextChoices):
        DECISION = "decision", "besluit"
        ACTION = "action", "actie"

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="action_points")  # of whose talk
    kind = models.CharField("soort", max_length=10, choices=Kind.choices)
    text = models.TextField("wat")
    owner = models.CharField("wie", max_length=100, blank=True)  # name of an organisation
    due_on = models.DateField("voor", null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_by_name = models.CharField(max_length=100)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "actiepunt"
        verbose_name_plural = "actiepunten"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="action_point_has_text",
                violation_error_message="Schrijf op wat er is afgesproken.",
            ),
            models.CheckConstraint(
                condition=Q(kind="decision", due_on__isnull=True)
                | (Q(kind="action", due_on__isnull=False) & ~Q(owner="")),
                name="action_point_owner_and_day",
                violation_error_message="Een actie heeft een eigenaar en een datum. Een besluit heeft geen datum.",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(kind="action", done_at__isnull=False, done_by__isnull=False),
                name="action_point_done_whole",
                violation_error_message="Wie een actie afrondt, staat er met de tijd bij.",
            ),
        ]

    def __str__(self) -> str:
        return f"actiepunt {self.pk}"
