"""The clock of a question: attempts to reach the client, and pauses of its terms."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases import triggers
from cases.codes import PauseReason, ReachChannel, TermKind
from cases.models.questions import HelpQuestion, QuestionEvent
from oco.models import User


class ReachAttemptQuerySet(models.QuerySet["ReachAttempt"]):
    def for_user(self, user: User) -> ReachAttemptQuerySet:
        return self.filter(question__in=HelpQuestion.objects.for_user(user))


class ReachAttempt(models.Model):
    """Somebody tried to reach the client and didn't. One click; its line in the story goes with it."""

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="attempts")
    event = models.OneToOneField(QuestionEvent, on_delete=models.CASCADE, related_name="attempt")
    channel = models.CharField("hoe", max_length=10, choices=ReachChannel.choices, default=ReachChannel.PHONE)
    note = models.CharField("toelichting", max_length=200, blank=True)
    on = models.DateField("datum", default=timezone.localdate)
    at = models.DateTimeField("tijd", default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ReachAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "poging"
        verbose_name_plural = "pogingen"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["question", "on"], name="attempt_of_question")]

    def __str__(self) -> str:
        return f"poging {self.pk}"


class TermPause(models.Model):
    """A term of a question stands still, from a day until the day on which the clock runs again.

    A pause always has an end, so that the last day of the term is always known; that day stands on the
    question. Ended early, `until_on` is the day on which it ended.
    """

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="pauses")
    term = models.CharField("termijn", max_length=20, choices=TermKind.choices)
    reason = models.CharField("reden", max_length=20, choices=PauseReason.choices)
    from_on = models.DateField("staat stil vanaf")
    until_on = models.DateField("loopt weer op")
    note = models.CharField("toelichting", max_length=200, blank=True)
    ended_at = models.DateTimeField("eerder beëindigd", null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = "pauze van een termijn"
        verbose_name_plural = "pauzes van een termijn"
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")) | Q(ended_at__isnull=False, until_on=F("from_on")),
                name="pause_ends_after_it_begins",
                violation_error_message="De pauze houdt op voordat die begint.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="pause_ended_by_and_at",
                violation_error_message="Wie een pauze beëindigt, staat erbij.",
            ),
        ]
        indexes = [models.Index(fields=["question", "term", "until_on"], name="pause_of_question")]
        triggers = [triggers.pause_in_filed_period]

    def __str__(self) -> str:
        return f"pauze {self.pk}"
