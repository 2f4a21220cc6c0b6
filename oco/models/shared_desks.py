"""Computers that several people share, and the PINs with which they sign in there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models.organisations import FrontDoor
from oco.models.people import User

MOST_WRONG_TRIES = 5  # then the PIN is off on this computer until its owner signs in fully there


class SharedDevice(models.Model):
    """A computer at a desk, known by a secret in its browser's cookie; the row holds the hash of it."""

    front_door = models.ForeignKey(
        FrontDoor, on_delete=models.PROTECT, related_name="shared_devices", verbose_name="voordeur"
    )
    name = models.CharField("naam", max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField("aangemeld op", default=timezone.now)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="aangemeld door")
    last_used_at = models.DateTimeField("laatst gebruikt", null=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "gedeelde computer"
        verbose_name_plural = "gedeelde computers"
        ordering = ["front_door", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "name"],
                condition=Q(withdrawn_at__isnull=True),
                name="shared_device_once",
                violation_error_message="Er is al een gedeelde computer met deze naam.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="shared_device_withdrawn_whole",
                violation_error_message="Van een ingetrokken computer staat erbij wie dat deed.",
            ),
        ]

    def __str__(self) -> str:
        return f"gedeelde computer {self.pk}"


class DevicePin(models.Model):
    """The PIN of one person on one shared computer, as a slow hash with a key that isn't in the database."""

    device = models.ForeignKey(SharedDevice, on_delete=models.CASCADE, related_name="pins")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    pin_hash = models.CharField(max_length=160)
    set_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "pincode"
        verbose_name_plural = "pincodes"
        constraints = [
            models.UniqueConstraint(
                fields=["device", "user"],
                name="device_pin_once",
                violation_error_message="U hebt op deze computer al een pincode.",
            ),
            models.CheckConstraint(
                condition=Q(wrong_tries__lte=MOST_WRONG_TRIES),
                name="device_pin_tries",
                violation_error_message="Na vijf keer fout staat de pincode uit.",
            ),
        ]

    def __str__(self) -> str:
        return f"pincode {self.pk}"

    @property
    def is_off(self) -> bool:
        return self.wrong_tries >= MOST_WRONG_TRIES
