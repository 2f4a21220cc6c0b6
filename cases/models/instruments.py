"""Scores on an instrument, at the start and at the end. Only names of domains and scores, no texts of the owners."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases import triggers
from cases.codes import Instrument
from cases.models.clients import Client
from cases.models.questions import HelpQuestion
from oco.models import FrontDoor, Organisation, User


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def for_user(self, user: User) -> AssessmentQuerySet:
        return self.filter(question__in=HelpQuestion.objects.for_user(user))


class Assessment(models.Model):
    """One time that an instrument was gone through with a client, in the course of a question.

    Change is only read between a start and an end of one question, instrument and edition.
    """

    class Phase(models.TextChoices):
        START = "start", "begin"
        END = "end", "einde"

    question = models.ForeignKey(HelpQuestion, on_delete=models.PROTECT, related_name="assessments")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="assessments")
    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField("instrument", max_length=20, choices=Instrument.choices)
    edition = models.CharField("versie", max_length=20)  # a key of cases.instruments.EDITIONS
    phase = models.CharField("moment", max_length=10, choices=Phase.choices)
    on = models.DateField("datum")
    note = models.TextField("toelichting", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "meting"
        verbose_name_plural = "metingen"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "instrument", "phase"],
                name="assessment_once_a_phase",
                violation_error_message="Deze meting is er al. Wijzig die.",
            ),
        ]
        indexes = [models.Index(fields=["front_door", "on"], name="assessment_on")]
        triggers = [triggers.assessment_in_filed_period]

    def __str__(self) -> str:
        return f"meting {self.pk}"


class AssessmentScore(models.Model):
    """The score of one domain. A domain that wasn't discussed has no row: that is no score."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    domain = models.CharField("domein", max_length=40)  # a key of cases.codes.LIFE_DOMAINS of the instrument
    score = models.PositiveSmallIntegerField("score")

    class Meta:
        verbose_name = "score"
        verbose_name_plural = "scores"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "domain"],
                name="assessment_score_once",
                violation_error_message="Dit domein heeft al een score.",
            ),
            models.CheckConstraint(
                condition=Q(domain__startswith="zrm_", score__range=(1, 5))
                | Q(domain__startswith="ph_", score__range=(0, 10)),
                name="assessment_score_in_range",
                violation_error_message="Kies een score van de schaal.",
            ),
        ]
        triggers = [triggers.score_in_filed_period]

    def __str__(self) -> str:
        return f"score {self.pk}"
