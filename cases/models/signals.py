"""Signals: what supporters see going wrong in general. Without persons."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases import triggers
from cases.models.questions import HelpQuestion
from oco import access
from oco.access import Permission
from oco.models import District, FrontDoor, Organisation, User


class SignalQuerySet(models.QuerySet["Signal"]):
    def for_user(self, user: User) -> SignalQuerySet:
        """The signals of one's own provider: a colleague may have seen the same."""
        return self.filter(provider_id__in=access.provider_ids(user, Permission.WORK_ON_QUESTIONS))


class Signal(models.Model):
    """One line written while working ("wachtlijst schuldhulp 4 maanden"), for the talk with the municipality."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signals")
    # Of which work it arose; a signal itself names no person.
    question = models.ForeignKey(HelpQuestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="signals")
    on = models.DateField("datum", default=timezone.localdate)
    text = models.CharField("signaal", max_length=200)
    domain = models.CharField("leefgebied", max_length=40)  # a key of cases.codes.LIFE_DOMAINS
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wijk"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signaal"
        verbose_name_plural = "signalen"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="signal_says_something", violation_error_message="Schrijf het signaal op."
            ),
        ]
        indexes = [models.Index(fields=["front_door", "on"], name="signal_on")]
        triggers = [triggers.signal_in_filed_period]

    def __str__(self) -> str:
        return f"signaal {self.pk}"
