"""The grant decision: amounts, instalments and targets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from oco import access
from oco.access import Permission
from oco.models import Municipality, Organisation, User

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
    """An amount of a grant in euro, for a provider and a purpose; a reserve has no provider.

    Where it is paid on a claim it has a rate: euro for each hour or each finished trajectory. Of one provider at most
    one amount pays for client work by a rate and one for other work, so that no hour and no trajectory can be
    claimed on two amounts.
    """

    class Payment(models.TextChoices):
        INSTALMENTS = "instalments", "in vier termijnen"
        CLAIM = "claim", "declaratie per kwartaal"
        YEARLY = "yearly", "eens per jaar"
        ONCE = "once", "eenmalig"
        NONE = "none", "nog niet toegewezen"

    class RatePer(models.TextChoices):
        HOUR = "hour", "uur"
        TRAJECTORY = "trajectory", "afgerond traject"

    class RateWork(models.TextChoices):
        CLIENT = "client", "werk voor cliënten"
        OTHER = "other", "ander werk"

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="amounts")
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="aanbieder"
    )
    purpose = models.CharField("doel", max_length=200, blank=True)
    amount = models.DecimalField("bedrag (euro)", max_digits=12, decimal_places=2, validators=[_POSITIVE])
    payment = models.CharField("betaling", max_length=12, choices=Payment.choices, default=Payment.INSTALMENTS)
    # As the decision names them, in Dutch: the municipality's process doesn't have the lists of cases.
    life_areas = models.JSONField("leefgebieden", default=list, blank=True)
    rate_per = models.CharField("tarief per", max_length=12, choices=RatePer.choices, blank=True)
    rate_work = models.CharField("tarief voor", max_length=8, choices=RateWork.choices, blank=True)
    rate = models.DecimalField(
        "tarief (euro)", max_digits=9, decimal_places=2, null=True, blank=True, validators=[_POSITIVE]
    )

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
            # A reserve of which everything was allotted is empty, and stays to be read.
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(provider__isnull=True, amount=0),
                name="grant_amount_positive",
                violation_error_message="Vul een bedrag boven 0 in.",
            ),
            models.CheckConstraint(
                condition=Q(provider__isnull=False) | Q(payment="none"),
                name="grant_amount_paid_to_somebody",
                violation_error_message="Een bedrag zonder aanbieder kan nog niet worden betaald.",
            ),
            models.CheckConstraint(
                condition=Q(payment="claim", rate__gt=0, rate_per__in=["hour", "trajectory"])
                & Q(rate_work__in=["client", "other"])
                | ~Q(payment="claim") & Q(rate__isnull=True, rate_per="", rate_work=""),
                name="grant_amount_claimed_at_a_rate",
                violation_error_message="Bij een declaratie hoort een tarief, en alleen daarbij.",
            ),
            # A trajectory is finished by work for clients: it has no rate for other work.
            models.CheckConstraint(
                condition=~Q(rate_per="trajectory", rate_work="other"),
                name="grant_amount_trajectory_of_clients",
                violation_error_message="Een tarief per traject geldt alleen voor werk voor cliënten.",
            ),
            models.UniqueConstraint(
                fields=["grant", "provider", "rate_work"],
                condition=Q(payment="claim"),
                name="grant_amount_work_claimed_on_one",
                violation_error_message="Voor dit werk van deze aanbieder is er al een bedrag met een tarief.",
            ),
        ]

    def __str__(self) -> str:
        return f"bedrag {self.pk}"


class Instalment(models.Model):
    """A part of the grant that the municipality pays on a day: of one amount, or of all amounts together
    (`amount_line` empty) where the municipality wrote down its own days."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="instalments")
    amount_line = models.ForeignKey(
        GrantAmount, on_delete=models.PROTECT, null=True, blank=True, related_name="instalments", verbose_name="bedrag"
    )
    number = models.PositiveSmallIntegerField("termijn")
    due_on = models.DateField("betaaldag")
    amount = models.DecimalField("bedrag (euro)", max_digits=12, decimal_places=2, validators=[_POSITIVE])

    class Meta:
        verbose_name = "termijn"
        verbose_name_plural = "termijnen"
        ordering = ["grant", "due_on", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "amount_line", "number"],
                name="instalment_once",
                nulls_distinct=False,
                violation_error_message="Deze termijn staat er al.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="instalment_positive",
                violation_error_message="Vul een bedrag boven 0 in.",
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


def total_of(amounts: Iterable[GrantAmount]) -> Decimal:
    return sum((amount.amount for amount in amounts), Decimal(0))
