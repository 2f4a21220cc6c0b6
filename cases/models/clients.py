"""The client's identity, kept once at a front door, and the keys by which a client is found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.codes import ReachBy
from oco import access
from oco.access import Permission
from oco.models import District, FrontDoor, User
from oco.trail import reads


class ClientQuerySet(models.QuerySet["Client"]):
    def for_user(self, user: User) -> ClientQuerySet:
        """Clients of the front doors where the user may look for people: identity, never content."""
        return self.filter(front_door_id__in=access.front_doors(user, Permission.FIND_CLIENTS))


class Client(models.Model):
    """A person who brings questions. Only identity and how to reach them; no BSN, no story."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="clients", verbose_name="voordeur")
    number = models.CharField("clientnummer", max_length=30)
    first_name = models.CharField("voornaam", max_length=100, blank=True)
    prefix = models.CharField("tussenvoegsel", max_length=30, blank=True)
    last_name = models.CharField("achternaam", max_length=100)
    # With its tussenvoegsel, "van der Berg". Empty where nobody gave another than the last name: see `birth_name`.
    birth_surname = models.CharField("geboortenaam", max_length=100, blank=True)
    birth_date = models.DateField("geboortedatum", null=True, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wijk"
    )
    phone = models.CharField("telefoon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    language = models.CharField("taal", max_length=40, blank=True)
    reach_by = models.CharField("liefst bereikt", max_length=10, choices=ReachBy.choices, blank=True)
    reach_when = models.CharField("beste moment", max_length=100, blank=True)
    # "berg jan", without prefix and accents: what lists sort by (cases/identity.py).
    sort_key = models.CharField(max_length=210, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = "cliënt"
        verbose_name_plural = "cliënten"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "number"],
                name="client_number_once",
                violation_error_message="Een andere cliënt heeft dit nummer al.",
            ),
            models.CheckConstraint(
                condition=~Q(last_name=""),
                name="client_has_last_name",
                violation_error_message="Vul de achternaam in.",
            ),
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=r"^[1-9][0-9]{3} [A-Z]{2}$"),
                name="client_postcode",
                violation_error_message="Vul een postcode in, zoals 2711 AB.",
            ),
        ]
        indexes = [models.Index(fields=["front_door", "sort_key"], name="client_sorted")]

    def __str__(self) -> str:
        return f"cliënt {self.number}"

    @property
    def full_name(self) -> str:
        """‘Jan van der Berg’. Who is shown it looked at this client (oco/trail/reads.py)."""
        reads.looked(self.pk)
        return " ".join(part for part in (self.first_name, self.prefix, self.last_name) if part)

    @property
    def list_name(self) -> str:
        """‘Berg, Jan van der’, as Dutch lists sort. Who is shown it looked at this client."""
        reads.looked(self.pk)
        rest = " ".join(part for part in (self.first_name, self.prefix) if part)
        return f"{self.last_name}, {rest}" if rest else self.last_name


class ClientKey(models.Model):
    """One normalised piece of identity of a client, found by equality or by range on its beginning."""

    class Kind(models.TextChoices):
        NAME = "n", "naam"
        SOUND = "s", "klank"
        BIRTH_DATE = "b", "geboortedatum"
        POSTCODE = "p", "postcode"
        PHONE = "t", "telefoon"
        NUMBER = "c", "clientnummer"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="keys")
    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=1, choices=Kind.choices)
    key = models.CharField(max_length=100, db_collation="C")

    class Meta:
        verbose_name = "zoeksleutel"
        verbose_name_plural = "zoeksleutels"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind", "key"],
                name="client_key_once",
                violation_error_message="Deze zoeksleutel is er al.",
            ),
        ]
        indexes = [models.Index(fields=["front_door", "kind", "key", "client"], name="client_key_found")]

    def __str__(self) -> str:
        return f"sleutel {self.pk}"
