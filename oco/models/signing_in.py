"""What is kept about signing in: sessions as their user knows them, browsers that were there before, wrong attempts."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from oco.models.people import Side, User


class SessionDetail(models.Model):
    """A session as its user sees it in the list of their own: since when, on what, from where and how signed in.

    By the hash of the session's key (oco/sessions.py); without a row in the table of sessions it means nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="session_details")
    side = models.CharField(max_length=20, choices=Side.choices)
    started_at = models.DateTimeField("begonnen", default=timezone.now)
    seen_at = models.DateTimeField("laatst gebruikt", default=timezone.now)
    browser = models.CharField(max_length=60, blank=True)
    address = models.CharField("van waar", max_length=45, blank=True)
    how = models.CharField("hoe ingelogd", max_length=60, blank=True)

    class Meta:
        verbose_name = "inlogsessie"
        verbose_name_plural = "inlogsessies"
        ordering = ["-seen_at", "id"]

    def __str__(self) -> str:
        return f"inlogsessie {self.pk}"


class KnownDevice(models.Model):
    """A browser with which this user signed in before: its cookie holds a secret, the row the hash (oco/devices.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    device_hash = models.CharField(max_length=64)
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "bekend apparaat"
        verbose_name_plural = "bekende apparaten"
        ordering = ["-seen_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "device_hash"],
                name="known_device_once",
                violation_error_message="Deze browser is al bekend bij deze gebruiker.",
            )
        ]

    def __str__(self) -> str:
        return f"bekend apparaat {self.pk}"


class SignInCount(models.Model):
    """Wrong attempts under one key (a hash of what is counted) and until when the next one waits (oco/guessing.py)."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    wait_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "telling van inlogpogingen"
        verbose_name_plural = "tellingen van inlogpogingen"
        ordering = ["key"]

    def __str__(self) -> str:
        return "telling van inlogpogingen"
