"""Around the identity of a client: target groups, and which records are one person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.clients import Client
from oco import access
from oco.access import Permission
from oco.models import FrontDoor, User


class TargetGroupQuerySet(models.QuerySet["TargetGroup"]):
    def for_user(self, user: User) -> TargetGroupQuerySet:
        return self.filter(front_door_id__in=access.front_doors(user, Permission.FIND_CLIENTS), active=True)


class TargetGroup(models.Model):
    """A target group (doelgroep) of the list that a front door keeps."""

    front_door = models.ForeignKey(
        FrontDoor, on_delete=models.PROTECT, related_name="target_groups", verbose_name="voordeur"
    )
    name = models.CharField("naam", max_length=60)
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    active = models.BooleanField("in gebruik", default=True)

    objects = TargetGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "doelgroep"
        verbose_name_plural = "doelgroepen"
        ordering = ["front_door", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "name"],
                name="target_group_once",
                violation_error_message="Deze doelgroep staat er al.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClientTargetGroup(models.Model):
    """A client belongs to this target group; none or more a client."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="target_groups")
    target_group = models.ForeignKey(TargetGroup, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "doelgroep van een cliënt"
        verbose_name_plural = "doelgroepen van een cliënt"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "target_group"],
                name="client_target_group_once",
                violation_error_message="Deze doelgroep staat er al.",
            ),
        ]

    def __str__(self) -> str:
        return f"doelgroep {self.target_group_id}"


class ClientLink(models.Model):
    """Somebody said that two records of a front door are one person; taken back it stays, with by whom.

    `one` is the older record. The records keep their own questions and numbers.
    """

    one = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField("waarom", max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField("losgemaakt", null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "koppeling"
        verbose_name_plural = "koppelingen"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="client_link_older_first",
                violation_error_message="Een cliënt kan niet aan zichzelf gekoppeld worden.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="client_link_undone_by_and_at",
                violation_error_message="Wie een koppeling losmaakt, doet dat op een moment.",
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(undone_at__isnull=True),
                name="client_link_once",
                violation_error_message="Deze twee cliënten zijn al gekoppeld.",
            ),
        ]

    def __str__(self) -> str:
        return f"koppeling {self.pk}"


class LinkedClient(models.Model):
    """Derived from the standing links: of which person this record is one. Only linked records stand here.

    `person` is the oldest record of the person (it stands here too); counting reads
    coalesce(person_id, client_id).
    """

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="linked")
    person = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="records")

    class Meta:
        verbose_name = "gekoppelde cliënt"
        verbose_name_plural = "gekoppelde cliënten"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__lte=F("client")),
                name="linked_client_oldest_is_person",
                violation_error_message="De oudste cliënt staat voor de persoon.",
            ),
        ]

    def __str__(self) -> str:
        return f"gekoppeld {self.client_id}"
