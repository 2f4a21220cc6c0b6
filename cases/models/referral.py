"""What comes beside a referral when support under the Wmo ends."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from cases.models.questions import HelpQuestion, Referral
from oco.models import User


class WlzIndication(models.Model):
    """A Wlz indication of the CIZ starts: from that day the support under the Wmo ends.

    The warm handover to the Wlz supporter of the zorgkantoor is its referral; none where the client did not
    want one.
    """

    question = models.OneToOneField(HelpQuestion, on_delete=models.CASCADE, related_name="wlz")
    since = models.DateField("ingangsdatum")
    referral = models.OneToOneField(Referral, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = "Wlz-indicatie"
        verbose_name_plural = "Wlz-indicaties"
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"Wlz-indicatie {self.pk}"
