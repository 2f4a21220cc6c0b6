"""Norms: terms and guidelines as dated data of who is accountable, a partnership or a lone provider."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from cases.codes import DomainList
from oco.models import Organisation


class Norms(models.Model):
    """The norms that hold for questions received from `valid_from` on, until newer ones do.

    They are stamped on a question at its intake; changing them never rewrites a question.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="norms", verbose_name="organisatie"
    )
    valid_from = models.DateField("geldt vanaf")
    first_contact_days = models.PositiveSmallIntegerField(
        "eerste contact binnen (dagen)", default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    pick_up_urgent_days = models.PositiveSmallIntegerField(
        "urgente vraag oppakken binnen (dagen)", default=3, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    pick_up_regular_days = models.PositiveSmallIntegerField(
        "gewone vraag oppakken binnen (dagen)", default=28, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    guideline_minutes = models.PositiveIntegerField("richtlijn per vraag (minuten)", default=600)
    attempts_before_pause = models.PositiveSmallIntegerField(
        "pogingen voor een pauze", default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    trajectory_days = models.PositiveSmallIntegerField("traject ten hoogste (dagen)", null=True, blank=True)
    domain_list = models.CharField(
        "lijst van leefgebieden", max_length=20, choices=DomainList.choices, default=DomainList.WMO
    )

    class Meta:
        verbose_name = "normen"
        verbose_name_plural = "normen"
        ordering = ["organisation", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "valid_from"],
                name="norms_once_a_day",
                violation_error_message="Er zijn al normen die op deze dag ingaan.",
            ),
            models.CheckConstraint(
                condition=Q(guideline_minutes__gt=0),
                name="norms_guideline_positive",
                violation_error_message="De richtlijn is meer dan 0 minuten.",
            ),
            models.CheckConstraint(
                condition=Q(attempts_before_pause__gt=0),
                name="norms_attempts_positive",
                violation_error_message="Voor een pauze is minstens 1 poging nodig.",
            ),
        ]

    def __str__(self) -> str:
        return f"normen {self.organisation_id} vanaf {self.valid_from}"
