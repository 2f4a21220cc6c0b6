"""What was agreed about the figures: grants with amounts, instalments and targets, and the checks of reports."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco import access
from oco.access import Permission
from oco.models import Municipality, Organisation, User
from reporting.models import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

# Smallest amount: a cent.
_POSITIVE = MinValueValidator(Decimal("0.01"))


class GrantQuerySet(models.QuerySet["Grant"]):
    def for_user(self, user: User) -> GrantQuerySet:
        """Grants of the user's own organisation, and for a municipality's user those that it decided."""
        return self.filter(
            Q(organisation_id__in=access.access_of(user).organisation_ids(Permission.SEE_FIGURES))
            | Q(amounts__provider_id__in=access.access_of(user).organisation_ids(Permission.SEE_FIGURES))
            | Q(
                municipality__organisations__in=access.access_of(user).organisation_ids(Permission.READ_RELEASED),
                municipality__organisations__kind=Organisation.Kind.MUNICIPALITY,
            )
        ).distinct()


class Grant(models.Model):
    """A grant decision (subsidiebeschikking) of one year, for a partnership or a lone provider."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="grants", verbose_name="gemeente"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="grants", verbose_name="ontvanger"
    )
    year = models.PositiveSmallIntegerField("jaar")
    number = models.CharField("kenmerk", max_length=60, blank=True)
    decided_on = models.DateField("besloten op", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "subsidie"
        verbose_name_plural = "subsidies"
        ordering = ["-year", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "organisation", "year"],
                name="grant_once_a_year",
                violation_error_message="Voor dit jaar is er al een subsidie.",
            ),
        ]

    def __str__(self) -> str:
        return f"subsidie {self.year} {self.organisation_id}"

    @property
    def total(self) -> Decimal:
        """Euro, over all amounts."""
        return total_of(self.amounts.all())


class GrantAmount(models.Model):
    """An amount of a grant in euro, for a provider and a purpose; a reserve has no provider."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="amounts")
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="aanbieder"
    )
    purpose = models.CharField("doel", max_length=200, blank=True)
    amount = models.DecimalField("bedrag (euro)", max_digits=12, decimal_places=2, validators=[_POSITIVE])

    class Meta:
        verbose_name = "bedrag"
        verbose_name_plural = "bedragen"
        ordering = ["grant", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "provider", "purpose"],
                name="grant_amount_once",
                nulls_distinct=False,
                violation_error_message="Dit bedrag staat er al.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="grant_amount_positive",
                violation_error_message="Vul een bedrag boven 0 in.",
            ),
        ]

    def __str__(self) -> str:
        return f"bedrag {self.pk}"


class Instalment(models.Model):
    """A part of the grant that the municipality pays on a day."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField("termijn")
    due_on = models.DateField("betaaldag")
    amount = models.DecimalField("bedrag (euro)", max_digits=12, decimal_places=2, validators=[_POSITIVE])

    class Meta:
        verbose_name = "termijn"
        verbose_name_plural = "termijnen"
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="instalment_once",
                violation_error_message="Deze termijn staat er al.",
            ),
        ]

    def __str__(self) -> str:
        return f"termijn {self.number}"


class Target(models.Model):
    """What the grant asks of one indicator over the whole year."""

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", "ten minste"
        AT_MOST = "at_most", "ten hoogste"

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="targets")
    indicator = models.CharField("cijfer", max_length=60)  # a key of reporting.indicators
    direction = models.CharField("richting", max_length=10, choices=Direction.choices)
    value = models.DecimalField("waarde", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "doel"
        verbose_name_plural = "doelen"
        ordering = ["grant", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "indicator"],
                name="target_once",
                violation_error_message="Voor dit cijfer is er al een doel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.direction} {self.value}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def waiting(self) -> ReviewQuerySet:
        """Questions of the municipality that nobody has answered yet."""
        return self.filter(decision=Review.Decision.SENT_BACK, answer="")


class Review(models.Model):
    """The municipality's answer to a filed report: accepted, or sent back with a question; and what was
    answered to it. Names are copied, for neither side's login reads the other side's users."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "akkoord"
        SENT_BACK = "sent_back", "teruggestuurd"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField("besluit", max_length=10, choices=Decision.choices)
    question = models.TextField("vraag", blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=100)
    answer = models.TextField("antwoord", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_by_name = models.CharField(max_length=100, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "beoordeling"
        verbose_name_plural = "beoordelingen"
        ordering = ["report", "decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="accepted") | ~Q(question=""),
                name="review_sent_back_with_question",
                violation_error_message="Schrijf op wat u wilt weten.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True, answered_by_name="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="") & ~Q(answered_by_name="")),
                name="review_answered_whole",
                violation_error_message="Een antwoord heeft een tekst, een tijd en een naam.",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(decision="accepted"),
                name="review_accepted_once",
                violation_error_message="Dit rapport is al akkoord.",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(decision="sent_back", answer=""),
                name="review_one_question_waits",
                violation_error_message="Er wacht al een vraag op antwoord.",
            ),
        ]

    def __str__(self) -> str:
        return f"beoordeling {self.pk}"


def total_of(amounts: Iterable[GrantAmount]) -> Decimal:
    return sum((amount.amount for amount in amounts), Decimal(0))
