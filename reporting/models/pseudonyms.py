"""Unique people over all front doors of a municipality: the ground for it, the pseudonyms while they are needed, and
the count that was released. Only the first and the last are read outside the worker (oco/database_rights.py)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.models import FrontDoor, Municipality, User


class PeopleBasis(models.Model):
    """The legal basis and DPIA on which a municipality has people counted over front doors. Without one nothing is."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="people_bases")
    decided_on = models.DateField("datum van het besluit")
    text = models.TextField("grondslag en DPIA")
    confirmed_at = models.DateTimeField("bevestigd", default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    # Copied, for the care side can't read users of the municipality.
    confirmed_by_name = models.CharField("bevestigd door", max_length=100, editable=False)
    withdrawn_at = models.DateTimeField("ingetrokken", null=True, editable=False)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = "grondslag voor unieke inwoners"
        verbose_name_plural = "grondslagen voor unieke inwoners"
        ordering = ["-confirmed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="people_basis_with_text",
                violation_error_message="Schrijf op wat de grondslag is.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="people_basis_withdrawn_by_and_at",
                violation_error_message="Wie een grondslag intrekt, doet dat op een moment.",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(withdrawn_at__isnull=True),
                name="people_basis_once",
                violation_error_message="Voor deze gemeente is de grondslag al bevestigd.",
            ),
        ]

    def __str__(self) -> str:
        return f"grondslag {self.pk}"


class Pseudonym(models.Model):
    """One keyed hash of one person at one front door in one year. `record` is drawn anew at each run and stands nowhere
    else: nothing leads from here to a client. For the worker alone, and gone at the close of the year."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("jaar")
    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+")
    record = models.UUIDField()
    kind = models.CharField(max_length=2)
    hash = models.BinaryField(max_length=16)

    class Meta:
        verbose_name = "pseudoniem"
        verbose_name_plural = "pseudoniemen"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "front_door", "record", "kind", "hash"],
                name="pseudonym_once",
                violation_error_message="Dit pseudoniem is er al.",
            ),
        ]

    def __str__(self) -> str:
        return f"pseudoniem {self.pk}"


class PeopleCount(models.Model):
    """How many people the front doors of a municipality had in a year, as far as it may be known: no person and no
    small number stands behind it (reporting/joint_people.py). `sizes` holds the exact totals of the front doors, which
    were released before."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="people_counts")
    year = models.PositiveSmallIntegerField("jaar")
    low = models.PositiveIntegerField("ten minste")
    high = models.PositiveIntegerField("ten hoogste")
    likely = models.PositiveIntegerField("ongeveer", null=True)
    total = models.PositiveIntegerField("voordeuren opgeteld")
    sizes = models.JSONField(default=dict)  # key of the front door -> people there
    unsure = models.PositiveIntegerField("met te weinig gegevens", null=True)  # rounded; NULL is hidden
    counted_at = models.DateTimeField("geteld", default=timezone.now)
    # From then on the pseudonyms and the key are gone, and nothing is counted anew.
    closed_at = models.DateTimeField("afgesloten", null=True)

    class Meta:
        verbose_name = "telling van unieke inwoners"
        verbose_name_plural = "tellingen van unieke inwoners"
        ordering = ["municipality", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"],
                name="people_count_once",
                violation_error_message="Van dit jaar is er al een telling.",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("high"), high__lte=F("total")),
                name="people_count_low_to_high",
                violation_error_message="Het kleinste aantal is hoogstens het grootste, en dat hoogstens de som.",
            ),
            models.CheckConstraint(
                condition=Q(likely__isnull=True) | Q(likely__gte=F("low"), likely__lte=F("high")),
                name="people_count_likely_between",
                violation_error_message="Het waarschijnlijke aantal ligt tussen het kleinste en het grootste.",
            ),
        ]

    def __str__(self) -> str:
        return f"unieke inwoners {self.municipality_id} {self.year}"
