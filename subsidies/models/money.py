"""Payments of the municipality, and a provider's costs: its own bookkeeping until it hands them in."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco import access
from oco.access import Permission
from oco.models import Organisation, User
from subsidies.models.claims import Claim
from subsidies.models.grants import Grant, Instalment


class Payment(models.Model):
    """Money that the municipality paid, on an instalment or on an accepted claim. What was noted by mistake is taken
    back and stays to be read. Together never more than what is due: `subsidies.payments` holds the row it is about."""

    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    paid_on = models.DateField("betaald op")
    amount = models.DecimalField("bedrag (euro)", max_digits=12, decimal_places=2)
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    noted_by_name = models.CharField("genoteerd door", max_length=100, blank=True)
    withdrawn_at = models.DateTimeField("teruggenomen", null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "betaling"
        verbose_name_plural = "betalingen"
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(instalment__isnull=False, claim__isnull=True)
                | Q(instalment__isnull=True, claim__isnull=False),
                name="payment_of_one_thing",
                violation_error_message="Een betaling hoort bij een termijn of bij een declaratie.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payment_positive",
                violation_error_message="Vul een bedrag boven 0 in.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by_name="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by_name=""),
                name="payment_withdrawn_by_and_at",
                violation_error_message="Wie de betaling terugneemt en wanneer horen bij elkaar.",
            ),
        ]

    def __str__(self) -> str:
        return f"betaling {self.pk}"


class CostKind(models.TextChoices):
    """Kinds of costs, as a provider's bookkeeping and a financial report to a municipality tell them apart."""

    STAFF = "staff", "personeel"
    HIRED = "hired", "inhuur"
    VOLUNTEERS = "volunteers", "vrijwilligers"
    TRAVEL = "travel", "reiskosten"
    HOUSING = "housing", "huisvesting"
    ORGANISATION = "organisation", "organisatie"
    ACTIVITIES = "activities", "activiteiten"
    SCHOOLING = "schooling", "scholing"
    OTHER = "other", "overig"


class CostWork(models.TextChoices):
    """For what kind of work: never mixed, for in Westerveld the network meetings hid in the client hours."""

    CLIENT = "client", "werk voor cliënten"
    OTHER = "other", "ander werk"
    SHARED = "shared", "voor allebei"


class CostQuerySet(models.QuerySet["Cost"]):
    def for_user(self, user: User) -> CostQuerySet:
        """A provider's own costs; nobody else's, of whatever role."""
        return self.filter(provider_id__in=access.access_of(user).organisation_ids(Permission.KEEP_MONEY))


class Cost(models.Model):
    """Euro that a provider spent on the work of a grant in one month, of one kind. Below 0 where a credit is larger."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="costs")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    month = models.DateField("maand")  # its first day
    kind = models.CharField("kostensoort", max_length=12, choices=CostKind.choices)
    work = models.CharField("werk", max_length=8, choices=CostWork.choices)
    amount = models.DecimalField("bedrag (euro)", max_digits=12, decimal_places=2)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CostQuerySet.as_manager()

    class Meta:
        verbose_name = "kosten"
        verbose_name_plural = "kosten"
        ordering = ["grant", "provider", "month", "kind", "work"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "provider", "month", "kind", "work"],
                name="cost_once",
                violation_error_message="Deze kosten staan er al.",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="cost_of_a_month",
                violation_error_message="Kosten gaan over een hele maand.",
            ),
        ]

    def __str__(self) -> str:
        return f"kosten {self.pk}"


class CostImportQuerySet(models.QuerySet["CostImport"]):
    def for_user(self, user: User) -> CostImportQuerySet:
        """Own uploads, at a provider where the user still keeps the money."""
        mine = access.access_of(user).organisation_ids(Permission.KEEP_MONEY)
        return self.filter(uploaded_by=user, provider_id__in=mine)


class CostImport(models.Model):
    """Costs that were read from a file of the bookkeeping and wait for agreement. The file itself isn't kept."""

    class Status(models.TextChoices):
        READY = "ready", "wacht op uw akkoord"
        DONE = "done", "geïmporteerd"
        CANCELLED = "cancelled", "geannuleerd"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("gestuurd op", default=timezone.now)
    lines = models.JSONField(default=list)  # month, kind, work, amount; added up
    status = models.CharField("stand", max_length=10, choices=Status.choices, default=Status.READY)
    finished_at = models.DateTimeField("klaar op", null=True)

    objects = CostImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import van kosten"
        verbose_name_plural = "imports van kosten"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="ready", finished_at__isnull=True)
                | Q(status__in=["done", "cancelled"], finished_at__isnull=False),
                name="cost_import_finished_at_the_end",
                violation_error_message="Een import die klaar is, heeft een tijd.",
            ),
        ]

    def __str__(self) -> str:
        return f"import van kosten {self.pk}"


class CostStatement(models.Model):
    """A provider's costs as it handed them in (kostenoverzicht): numbered, and never changed.

    All that the municipality reads of costs. `lines` are month, kind, work and amount, and `total` their sum.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="cost_statements")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("nummer")
    until = models.DateField("tot en met de maand")  # its first day
    lines = models.JSONField()
    total = models.DecimalField("totaal (euro)", max_digits=12, decimal_places=2)
    note = models.TextField("toelichting", blank=True)
    handed_in_at = models.DateTimeField("ingeleverd", default=timezone.now)
    handed_in_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handed_in_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "kostenoverzicht"
        verbose_name_plural = "kostenoverzichten"
        ordering = ["grant", "provider", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "provider", "number"],
                name="cost_statement_once",
                violation_error_message="Dit kostenoverzicht is al ingeleverd.",
            ),
            models.CheckConstraint(
                condition=Q(until__day=1),
                name="cost_statement_until_a_month",
                violation_error_message="Een kostenoverzicht gaat tot en met een hele maand.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"kostenoverzicht {self.number} van {self.grant_id}"
