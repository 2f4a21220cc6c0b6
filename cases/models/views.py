"""Views that somebody saved of a list: filters and an order under a name of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from oco.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def for_user(self, user: User) -> SavedViewQuerySet:
        """One's own; nobody sees another's."""
        return self.filter(owner=user)


class SavedView(models.Model):
    """A view of one list, of its owner alone. `query` holds codes and keys, as they stand in the address."""

    class List(models.TextChoices):
        QUESTIONS = "vragen", "Alle vragen"
        TEAM = "team", "Team"
        CLIENTS = "clienten", "Cliënten"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    list = models.CharField("lijst", max_length=10, choices=List.choices)
    name = models.CharField("naam", max_length=40)
    query = models.CharField(max_length=300, blank=True)
    is_default = models.BooleanField("hiermee openen", default=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "bewaarde weergave"
        verbose_name_plural = "bewaarde weergaven"
        ordering = ["list", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="saved_view_has_a_name",
                violation_error_message="Geef de weergave een naam.",
            ),
            models.UniqueConstraint(
                fields=["owner", "list", "name"],
                name="saved_view_name_once",
                violation_error_message="U hebt al een weergave met deze naam.",
            ),
            models.UniqueConstraint(
                fields=["owner", "list"],
                condition=Q(is_default=True),
                name="saved_view_one_to_open_with",
                violation_error_message="Een lijst opent met één weergave.",
            ),
        ]

    def __str__(self) -> str:
        return f"weergave {self.pk}"
