"""The parties: municipalities with districts, providers, partnerships and their front doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    pass


class Municipality(models.Model):
    """A Dutch municipality (gemeente), known by its CBS code."""

    name = models.CharField("naam", max_length=100, unique=True)
    slug = models.SlugField("korte naam", unique=True)
    cbs_code = models.CharField("CBS-code", max_length=6, unique=True)
    # Small numbers: hidden up to and including this one, the rest rounded to five (reporting/disclosure.py).
    hide_up_to = models.PositiveSmallIntegerField("verberg tot en met", default=7)
    # Positive health is a talk with the client. It is only in a report where both sides want it (Organisation).
    wants_positive_health = models.BooleanField("positieve gezondheid in rapporten", default=False)

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cbs_code__regex=r"^GM[0-9]{4}$"),
                name="municipality_cbs_code",
                violation_error_message="Vul een CBS-code in, zoals GM0637.",
            ),
            models.CheckConstraint(
                condition=Q(hide_up_to__gte=4),
                name="municipality_hide_up_to_at_least_four",
                violation_error_message="Getallen tot en met 4 worden altijd verborgen. Vul 4 of meer in.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A district (wijk) of a municipality. CBS codes may hold letters, so they are text."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="districts", verbose_name="gemeente"
    )
    name = models.CharField("naam", max_length=100)
    code = models.CharField("CBS-code", max_length=10, blank=True)
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    # Where it lies on a map of squares, from the top left; without it the map makes a grid of its own.
    tile_row = models.PositiveSmallIntegerField("rij op de kaart", null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField("kolom op de kaart", null=True, blank=True)

    class Meta:
        verbose_name = "wijk"
        verbose_name_plural = "wijken"
        ordering = ["municipality", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="district_once",
                violation_error_message="Deze wijk staat er al.",
            ),
            models.UniqueConstraint(
                fields=["municipality", "code"],
                condition=~Q(code=""),
                name="district_code_once",
                violation_error_message="Een andere wijk heeft deze CBS-code al.",
            ),
            models.CheckConstraint(
                condition=Q(tile_row__isnull=True, tile_column__isnull=True)
                | Q(tile_row__lt=20, tile_column__lt=12, tile_row__isnull=False, tile_column__isnull=False),
                name="district_tile_row_and_column",
                violation_error_message="Vul rij en kolom allebei in: de rij onder 20, de kolom onder 12.",
            ),
            models.UniqueConstraint(
                fields=["municipality", "tile_row", "tile_column"],
                name="district_tile_once",
                violation_error_message="Op deze plek van de kaart staat al een andere wijk.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A party that users belong to: a provider, a partnership or a municipality."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", "aanbieder"
        PARTNERSHIP = "partnership", "samenwerkingsverband"
        MUNICIPALITY = "municipality", "gemeente"

    class Formality(models.TextChoices):
        FORMAL = "formal", "formeel"
        INFORMAL = "informal", "informeel"

    kind = models.CharField("soort", max_length=20, choices=Kind.choices)
    name = models.CharField("naam", max_length=100, unique=True)
    slug = models.SlugField("korte naam", unique=True)
    formality = models.CharField("formeel of informeel", max_length=10, choices=Formality.choices, blank=True)
    # The municipality that a partnership serves, or that a municipality's organisation is. A provider
    # may work in several municipalities: its front doors tell where.
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name="gemeente",
    )
    # Who accounts for it lets it into the report; the municipality must want it as well (Municipality).
    shares_positive_health = models.BooleanField("positieve gezondheid in rapporten", default=False)

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="provider", municipality__isnull=True)
                | Q(kind__in=["partnership", "municipality"], municipality__isnull=False),
                name="organisation_municipality_by_kind",
                violation_error_message="Kies een gemeente bij een samenwerkingsverband of gemeente, "
                "en geen gemeente bij een aanbieder.",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(kind="municipality"),
                name="organisation_one_per_municipality",
                violation_error_message="Deze gemeente staat er al.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FrontDoor(models.Model):
    """A front door (voordeur): the place where a person is registered once.

    Identity is kept here once; what is said and done stands on a question and is its provider's only.
    `run_by` is the partnership or provider whose coordinator keeps the one list of questions.
    """

    name = models.CharField("naam", max_length=100, unique=True)
    slug = models.SlugField("korte naam", unique=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="front_doors", verbose_name="gemeente"
    )
    run_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="front_doors_run", verbose_name="wordt gerund door"
    )
    partnership = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="front_doors",
        verbose_name="samenwerkingsverband",
    )
    providers: models.ManyToManyField[Organisation, Participation] = models.ManyToManyField(
        Organisation, through="Participation", related_name="front_doors_served", verbose_name="aanbieders"
    )

    class Meta:
        verbose_name = "voordeur"
        verbose_name_plural = "voordeuren"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """A provider works behind a front door."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="participations")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    order = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        ordering = ["front_door", "order", "provider"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "provider"],
                name="participation_once",
                violation_error_message="Deze aanbieder hoort al bij deze voordeur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} / {self.front_door_id}"
