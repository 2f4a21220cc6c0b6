"""The municipality's yearly self-test on client support."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from oco.models import Municipality, User


class SelfTestAnswer(models.Model):
    """The answer to one question of one year; the questions stand in subsidies/self_test.py."""

    class Score(models.TextChoices):
        YES = "yes", "ja"
        PARTLY = "partly", "deels"
        NO = "no", "nee"

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("jaar")
    question = models.CharField("vraag", max_length=40)
    score = models.CharField("antwoord", max_length=8, choices=Score.choices)
    note = models.TextField("toelichting", blank=True)
    action = models.TextField("wat wij gaan doen", blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "antwoord van de zelftest"
        verbose_name_plural = "antwoorden van de zelftest"
        ordering = ["municipality", "-year", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "question"],
                name="self_test_answer_once",
                violation_error_message="Deze vraag is al beantwoord.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.year}"
