"""Next editions of definitions, as a municipality announced them, and what the former edition counted beside them."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models import Municipality, User
from oco.outcomes import Outcome
from reporting.models.rollups import RollUp, frozen_with_its_roll_up


class DefinitionEditionQuerySet(models.QuerySet["DefinitionEdition"]):
    def standing(self) -> DefinitionEditionQuerySet:
        """Without those that were withdrawn before anything was reported by them."""
        return self.filter(withdrawn_at__isnull=True)


class DefinitionEdition(models.Model):
    """A next edition of a definition: from `valid_from` on, periods of this municipality count so.

    The first edition of every definition stands in the code (reporting/indicators.py). Never changed, and never
    announced for a period that was reported already; withdrawn where nothing was reported by it yet.
    """

    class Rule(models.TextChoices):
        ANSWERED = "answered", "welke uitkomsten een antwoord zijn"
        CLIENT_WORK = "client_work", "vanaf hoeveel minuten een contact iemand cliënt maakt"

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="definition_editions")
    rule = models.CharField("waarover", max_length=20, choices=Rule.choices)
    number = models.PositiveSmallIntegerField("versie")
    valid_from = models.DateField("geldt vanaf")
    answered = ArrayField(
        models.CharField(max_length=30, choices=Outcome.choices), verbose_name="antwoorden", null=True, blank=True
    )
    least_minutes = models.PositiveSmallIntegerField("minuten", null=True, blank=True)
    sentence = models.TextField("zin")  # as it was announced; reports make theirs from the values
    example = models.TextField("voorbeeld")
    counter_example = models.TextField("tegenvoorbeeld")
    reason = models.TextField("reden")
    announced_at = models.DateTimeField("aangekondigd", default=timezone.now)
    announced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Copied, for the care side's login can't read users of the municipality side.
    announced_by_name = models.CharField("aangekondigd door", max_length=100)
    withdrawn_at = models.DateTimeField("ingetrokken", null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DefinitionEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "versie van een definitie"
        verbose_name_plural = "versies van definities"
        ordering = ["municipality", "rule", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "rule", "number"],
                name="definition_number_once",
                violation_error_message="Deze versie is er al.",
            ),
            models.UniqueConstraint(
                fields=["municipality", "rule", "valid_from"],
                condition=Q(withdrawn_at__isnull=True),
                name="definition_once_a_day",
                violation_error_message="Op deze dag gaat al een andere versie in.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=2),
                name="definition_first_is_standard",
                violation_error_message="De eerste versie is de standaard.",
            ),
            models.CheckConstraint(
                condition=Q(rule="answered", answered__isnull=False, answered__len__gt=0, least_minutes__isnull=True)
                | Q(rule="client_work", answered__isnull=True, least_minutes__isnull=False, least_minutes__lte=60),
                name="definition_values_by_rule",
                violation_error_message="Kies minstens één uitkomst, of vul 0 tot en met 60 minuten in.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__day=1, valid_from__month=1),
                name="definition_from_start_of_year",
                violation_error_message="Een versie gaat in op 1 januari.",
            ),
            models.CheckConstraint(
                condition=~Q(sentence="") & ~Q(example="") & ~Q(counter_example="") & ~Q(reason=""),
                name="definition_with_words",
                violation_error_message="Een versie heeft een zin, een voorbeeld, een tegenvoorbeeld en een reden.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="definition_withdrawn_by_and_at",
                violation_error_message="Intrekken heeft een tijd en een persoon.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="definition_not_of_what_was_filed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM reporting_report r
                         WHERE r.municipality_id = NEW.municipality_id AND r."end" > NEW.valid_from
                    ) THEN
                        RAISE EXCEPTION 'period_filed' USING ERRCODE = 'OC001', DETAIL = TG_TABLE_NAME;
                    END IF;
                    IF TG_OP = 'UPDATE' AND (
                        to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id'
                            IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id'
                        OR OLD.withdrawn_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'an edition of a definition is never changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} versie {self.number} van {self.municipality_id}"


class FormerFigure(models.Model):
    """A total of a roll-up by the former edition of its definition, in the one period that the two run beside each
    other. Frozen with the roll-up."""

    roll_up = models.ForeignKey(RollUp, on_delete=models.CASCADE, related_name="former_figures")
    indicator = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=16, decimal_places=4)

    class Meta:
        verbose_name = "cijfer zoals het eerst telde"
        verbose_name_plural = "cijfers zoals het eerst telde"
        constraints = [
            models.UniqueConstraint(
                fields=["roll_up", "indicator"],
                name="former_figure_once",
                violation_error_message="Dit cijfer is er al.",
            ),
        ]
        triggers = [frozen_with_its_roll_up("former_figure_frozen")]

    def __str__(self) -> str:
        return f"{self.indicator} volgens de vorige versie"
