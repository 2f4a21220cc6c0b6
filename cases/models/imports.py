"""An uploaded register, from upload by preview and confirmation to its result."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco import access
from oco.access import Permission
from oco.models import FrontDoor, Job, User


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def for_user(self, user: User) -> RegisterImportQuerySet:
        """Own uploads only: a preview names values of the file, which another provider must not see."""
        return self.filter(uploaded_by=user, front_door_id__in=access.front_doors(user, Permission.IMPORT_REGISTER))


class RegisterImport(models.Model):
    """A register that somebody uploaded. Web and worker share no disk, so the file lies here, and only as long
    as it is needed: until it is imported, refused or cancelled, and 24 hours at most.

    The name of the file isn't kept: it may hold a client's name.
    """

    class Kind(models.TextChoices):
        WORKBOOK = "xlsx", "werkmap (.xlsx)"
        CSV = "csv", "zip met csv-bestanden"

    class Status(models.TextChoices):
        CHECKING = "checking", "wordt nagekeken"
        REFUSED = "refused", "fouten gevonden"
        READY = "ready", "wacht op uw akkoord"
        IMPORTING = "importing", "wordt geïmporteerd"
        DONE = "done", "geïmporteerd"
        CANCELLED = "cancelled", "geannuleerd"
        EXPIRED = "expired", "verlopen"

    WITH_CONTENT = (Status.CHECKING, Status.READY, Status.IMPORTING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+", verbose_name="voordeur")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="gestuurd door")
    uploaded_at = models.DateTimeField("gestuurd op", default=timezone.now)
    kind = models.CharField("soort bestand", max_length=10, choices=Kind.choices)
    content = models.BinaryField("inhoud", null=True)
    size = models.PositiveIntegerField("grootte in bytes")
    status = models.CharField("stand", max_length=10, choices=Status.choices, default=Status.CHECKING)
    # What the check found (cases/imports/preview.py). Its texts go with the file's content.
    preview = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField("klaar op", null=True)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import van een register"
        verbose_name_plural = "imports van registers"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["checking", "ready", "importing"], content__isnull=False)
                | Q(status__in=["refused", "done", "cancelled", "expired"], content__isnull=True),
                name="register_import_content_while_needed",
                violation_error_message="Het bestand wordt bewaard zolang de import loopt, en niet langer.",
            ),
        ]
        indexes = [models.Index(fields=["uploaded_by", "-uploaded_at"], name="register_import_latest")]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_busy(self) -> bool:
        """The worker has it, or will."""
        return self.status in (self.Status.CHECKING, self.Status.IMPORTING)
