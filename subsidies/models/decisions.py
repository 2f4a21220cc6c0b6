"""What a decision says beside its amounts, what was changed in it later, and its file."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models import Organisation, User
from subsidies.models.grants import Grant, GrantAmount

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Obligation(models.Model):
    """Something that the receiver has to show (verplichting), with the kind of evidence it is shown by.

    What is answered to it is a row of its own for each moment that it falls due, so an obligation keeps its key when
    the decision is changed: `subsidies.agreements` updates it in place, and refuses to drop one that was answered.
    """

    class Evidence(models.TextChoices):
        FIGURE = "figure", "een cijfer"
        TEXT = "text", "een tekst"
        FILE = "file", "een bestand"

    class Due(models.TextChoices):
        QUARTERLY = "quarterly", "bij elk kwartaalrapport"
        HALF_YEAR = "half_year", "bij het halfjaarrapport"
        DETERMINATION = "determination", "bij de aanvraag tot vaststelling"
        DATE = "date", "op een datum"

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="obligations")
    number = models.PositiveSmallIntegerField("nummer")
    text = models.TextField("verplichting")
    evidence = models.CharField("aan te tonen met", max_length=8, choices=Evidence.choices)
    # With evidence by a figure: a key of reporting.indicators, or empty where somebody types it.
    indicator = models.CharField("cijfer", max_length=60, blank=True)
    due = models.CharField("wanneer", max_length=15, choices=Due.choices)
    due_on = models.DateField("op", null=True, blank=True)

    class Meta:
        verbose_name = "verplichting"
        verbose_name_plural = "verplichtingen"
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="obligation_once",
                violation_error_message="Deze verplichting staat er al.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="obligation_says_something",
                violation_error_message="Schrijf op wat de verplichting is.",
            ),
            models.CheckConstraint(
                condition=Q(due="date", due_on__isnull=False) | ~Q(due="date") & Q(due_on__isnull=True),
                name="obligation_date_where_it_has_one",
                violation_error_message="Vul een datum in als u ‘op een datum’ kiest, en anders niet.",
            ),
            models.CheckConstraint(
                condition=Q(evidence="figure") | Q(indicator=""),
                name="obligation_indicator_of_a_figure",
                violation_error_message="Kies alleen een cijfer als het met een cijfer wordt aangetoond.",
            ),
        ]

    def __str__(self) -> str:
        return f"verplichting {self.pk}"


class GrantChange(models.Model):
    """A numbered change of a decided grant (wijzigingsbeschikking), with all that was agreed before it.

    `before` is the whole decision as it read until then (`subsidies.terms.Terms`), so that it stays readable.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField("nummer")
    reference = models.CharField("kenmerk", max_length=60, blank=True)
    decided_on = models.DateField("besloten op")
    reason = models.TextField("reden")
    before = models.JSONField("wat er daarvoor was afgesproken")
    written_at = models.DateTimeField("opgeschreven", default=timezone.now)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Copied, for neither side's login reads the other side's users.
    written_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "wijziging van een subsidie"
        verbose_name_plural = "wijzigingen van subsidies"
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="grant_change_once",
                violation_error_message="Deze wijziging is er al.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="grant_change_with_reason",
                violation_error_message="Schrijf op waarom de beschikking wijzigt.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"wijziging {self.number} van {self.grant_id}"


class GrantFile(models.Model):
    """The signed decision, or that of a change of it, as a file: kept byte for byte. A newer one stands beside it."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="files")
    change = models.ForeignKey(GrantChange, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    number = models.PositiveSmallIntegerField("nummer")
    content = models.BinaryField()
    size = models.PositiveIntegerField("grootte in bytes")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField("geplaatst", default=timezone.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "bestand van een beschikking"
        verbose_name_plural = "bestanden van beschikkingen"
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="grant_file_once",
                violation_error_message="Dit bestand is er al.",
            ),
            models.UniqueConstraint(
                fields=["grant", "sha256"],
                name="grant_file_not_twice",
                violation_error_message="Ditzelfde bestand staat er al.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"bestand {self.number} van {self.grant_id}"


class Allotment(models.Model):
    """A part of a reserve that was given to a provider later, in a numbered change of the decision."""

    change = models.OneToOneField(GrantChange, on_delete=models.PROTECT, related_name="allotment")
    reserve = models.ForeignKey(GrantAmount, on_delete=models.PROTECT, related_name="allotted")
    to = models.ForeignKey(GrantAmount, on_delete=models.PROTECT, related_name="received")
    # Copied: a purpose may be reworded in a later change.
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField("bedrag (euro)", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "toewijzing uit de reserve"
        verbose_name_plural = "toewijzingen uit de reserve"
        ordering = ["change"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="allotment_positive",
                violation_error_message="Vul een bedrag boven 0 in.",
            ),
            models.CheckConstraint(
                condition=~Q(reserve=models.F("to")),
                name="allotment_to_another_amount",
                violation_error_message="Kies een ander bedrag dan de reserve zelf.",
            ),
        ]

    def __str__(self) -> str:
        return f"toewijzing {self.pk}"
