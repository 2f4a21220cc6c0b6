"""One-time links: a page for somebody without an account, opened with a token that only they have."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.questions import HelpQuestion
from cases.models.referral import Referral
from oco.models import User


class OneTimeLink(models.Model):
    """A link that was given out; the link holds the token, the row its hash.

    It dies when it was used, when it expires and when it is withdrawn. `shares` names what a receiver sees.
    """

    class Purpose(models.TextChoices):
        HANDOVER = "handover", "antwoord van de ontvanger"
        HANDOVER_DONE = "handover_done", "afronding door de ontvanger"
        EVALUATION = "evaluation", "evaluatie door de cliënt"

    purpose = models.CharField("doel", max_length=20, choices=Purpose.choices)
    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="links")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    shares = models.JSONField(default=list)  # keys of what the client allowed to be told
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    expires_at = models.DateTimeField("geldig tot")
    opened_at = models.DateTimeField("geopend", null=True, blank=True)
    used_at = models.DateTimeField("gebruikt", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken", null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "eenmalige link"
        verbose_name_plural = "eenmalige links"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="link_expires_later",
                violation_error_message="Een link verloopt later dan hij is gemaakt.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="link_withdrawn_by_and_at",
                violation_error_message="Wie een link intrekt, doet dat op een moment.",
            ),
            models.CheckConstraint(
                condition=Q(purpose="evaluation", referral__isnull=True)
                | (~Q(purpose="evaluation") & Q(referral__isnull=False)),
                name="link_of_a_referral_or_evaluation",
                violation_error_message="Een link voor een ontvanger hoort bij een verwijzing.",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
