"""The counter: desks, tallies of simple questions, half-typed forms, and how long it took."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases import triggers
from cases.codes import Channel
from oco import access
from oco.access import Permission
from oco.models import District, FrontDoor, Organisation, User


class DeskQuerySet(models.QuerySet["Desk"]):
    def for_user(self, user: User) -> DeskQuerySet:
        return self.filter(front_door_id__in=access.front_doors(user, Permission.USE_COUNTER), active=True)


class Desk(models.Model):
    """A place where people walk in or call: presets the channel, the place and the district."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="desks", verbose_name="voordeur")
    name = models.CharField("naam", max_length=100)
    channel = models.CharField("kanaal", max_length=20, choices=Channel.choices, default=Channel.COUNTER)
    # Who stands here; empty where the desk is everybody's and triage decides.
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="aanbieder"
    )
    # Of a walk-in hour in a district: where its tallies, and questions of clients without a district, belong.
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wijk"
    )
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    active = models.BooleanField("in gebruik", default=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = "plek"
        verbose_name_plural = "plekken"
        ordering = ["front_door", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "name"], name="desk_once", violation_error_message="Deze plek staat er al."
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TopicQuerySet(models.QuerySet["Topic"]):
    def for_user(self, user: User) -> TopicQuerySet:
        return self.filter(front_door_id__in=access.front_doors(user, Permission.USE_COUNTER), active=True)


class Topic(models.Model):
    """A topic of a simple question: a tile at the counter."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="topics", verbose_name="voordeur")
    name = models.CharField("naam", max_length=60)
    domain = models.CharField("leefgebied", max_length=40, blank=True)
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    active = models.BooleanField("in gebruik", default=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "onderwerp"
        verbose_name_plural = "onderwerpen"
        ordering = ["front_door", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "name"], name="topic_once", violation_error_message="Dit onderwerp staat er al."
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TallyQuerySet(models.QuerySet["Tally"]):
    def for_user(self, user: User) -> TallyQuerySet:
        return self.filter(front_door_id__in=access.front_doors(user, Permission.USE_COUNTER))

    def standing(self) -> TallyQuerySet:
        """Without those that were taken back."""
        return self.filter(undone_at__isnull=True)


class Tally(models.Model):
    """A simple question (turf): answered on the spot, no client. Date, place and topic, nothing more."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="tallies")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="tallies", verbose_name="onderwerp")
    channel = models.CharField("kanaal", max_length=20, choices=Channel.choices, default=Channel.COUNTER)
    place = models.CharField("plek", max_length=100, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField("datum", default=timezone.localdate)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    undone_at = models.DateTimeField("teruggenomen", null=True, blank=True)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = "turf"
        verbose_name_plural = "turven"
        ordering = ["-written_at"]
        indexes = [
            models.Index(fields=["front_door", "on"], condition=Q(undone_at__isnull=True), name="tally_on"),
        ]
        triggers = [triggers.tally_in_filed_period]

    def __str__(self) -> str:
        return f"turf {self.pk}"


class Draft(models.Model):
    """A half-typed form, kept here and not in the browser. Its author's alone; gone after a day."""

    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "concept"
        verbose_name_plural = "concepten"
        constraints = [
            models.UniqueConstraint(
                fields=["author", "form"], name="draft_once", violation_error_message="Er is al een concept."
            ),
        ]

    def __str__(self) -> str:
        return f"concept {self.pk}"


class CounterTiming(models.Model):
    """How long an entry at the counter took, from first key to saved. Without person and client."""

    class Kind(models.TextChoices):
        SIMPLE = "simple", "eenvoudige vraag"
        EXISTING_CLIENT = "existing_client", "bekende cliënt"
        NEW_CLIENT = "new_client", "nieuwe cliënt"

    front_door = models.ForeignKey(FrontDoor, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    milliseconds = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "tijd aan de balie"
        verbose_name_plural = "tijden aan de balie"
        indexes = [models.Index(fields=["front_door", "at"], name="counter_timing_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.milliseconds} ms"
