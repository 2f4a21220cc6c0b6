"""The people around a client, what to know before a visit, and who is their own supporter."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.codes import CarerLoad
from cases.models.clients import Client
from cases.models.questions import HelpQuestion
from oco.models import Organisation, User


class ContactPerson(models.Model):
    """Somebody who stands beside a client: to call, a carer (mantelzorger), a representative, or more than one.

    Kept with the client at the front door. `carer_load` and `note` are for who reads a question of the client.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contact_persons")
    name = models.CharField("naam", max_length=120)
    relation = models.CharField("relatie", max_length=60, blank=True)
    phone = models.CharField("telefoon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    note = models.TextField("opmerking", blank=True)
    to_call = models.BooleanField("contactpersoon", default=False)
    is_carer = models.BooleanField("mantelzorger", default=False)
    carer_load = models.CharField("belasting", max_length=20, choices=CarerLoad.choices, blank=True)
    is_representative = models.BooleanField("vertegenwoordiger", default=False)
    mandate_for = models.CharField("waarvoor de machtiging is", max_length=200, blank=True)
    mandate_from = models.DateField("machtiging vanaf", null=True, blank=True)
    mandate_until = models.DateField("machtiging tot en met", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="contact_person_has_name",
                violation_error_message="Vul de naam in.",
            ),
            models.CheckConstraint(
                condition=Q(to_call=True) | Q(is_carer=True) | Q(is_representative=True),
                name="contact_person_has_a_part",
                violation_error_message="Kies wat deze persoon is.",
            ),
            models.CheckConstraint(
                condition=Q(carer_load="") | Q(is_carer=True),
                name="contact_person_load_of_a_carer",
                violation_error_message="Alleen een mantelzorger heeft een belasting.",
            ),
            models.CheckConstraint(
                condition=Q(is_representative=False, mandate_for="", mandate_from__isnull=True)
                | (Q(is_representative=True, mandate_from__isnull=False) & ~Q(mandate_for="")),
                name="contact_person_mandate_whole",
                violation_error_message="Een machtiging heeft een begin en zegt waarvoor zij is.",
            ),
            models.CheckConstraint(
                condition=Q(mandate_until__isnull=True) | Q(mandate_until__gte=F("mandate_from")),
                name="contact_person_mandate_until_after_from",
                violation_error_message="De machtiging eindigt voor zij begint.",
            ),
            models.CheckConstraint(
                condition=Q(mandate_until__isnull=True) | Q(mandate_from__isnull=False),
                name="contact_person_mandate_until_with_from",
                violation_error_message="Vul in vanaf wanneer de machtiging geldt.",
            ),
        ]

    def __str__(self) -> str:
        return f"contactpersoon {self.pk}"


class ClientSurroundings(models.Model):
    """The household, what is unsafe, and whether the client cares for somebody. Never for the counter."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="surroundings")
    household = models.TextField("thuissituatie", blank=True)
    safety = models.TextField("veiligheid", blank=True)
    is_carer = models.BooleanField("is zelf mantelzorger", default=False)
    carer_load = models.CharField("belasting", max_length=20, choices=CarerLoad.choices, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = "omgeving van een cliënt"
        verbose_name_plural = "omgeving van cliënten"
        constraints = [
            models.CheckConstraint(
                condition=Q(carer_load="") | Q(is_carer=True),
                name="surroundings_load_of_a_carer",
                violation_error_message="Alleen een mantelzorger heeft een belasting.",
            ),
        ]

    def __str__(self) -> str:
        return f"omgeving {self.client_id}"


class NotSamePerson(models.Model):
    """Somebody said that two records are two people: the pair is suggested no more. `one` is the older record."""

    one = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField("teruggenomen", null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "niet dezelfde persoon"
        verbose_name_plural = "niet dezelfde personen"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="not_same_person_older_first",
                violation_error_message="Kies twee verschillende cliënten.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="not_same_person_undone_by_and_at",
                violation_error_message="Wie dit terugneemt, doet dat op een moment.",
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(undone_at__isnull=True),
                name="not_same_person_once",
                violation_error_message="Van deze twee cliënten is al gezegd dat ze niet dezelfde zijn.",
            ),
        ]

    def __str__(self) -> str:
        return f"niet dezelfde {self.pk}"


class FixedContact(models.Model):
    """The fixed contact person (vaste contactpersoon) of a client at one provider; who it was before stays."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="fixed_contacts")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="aanbieder")
    supporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="ondersteuner")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("geëindigd", null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "vaste contactpersoon"
        verbose_name_plural = "vaste contactpersonen"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="fixed_contact_ended_by_and_at",
                violation_error_message="Wie een vaste contactpersoon laat eindigen, doet dat op een moment.",
            ),
            models.UniqueConstraint(
                fields=["client", "provider"],
                condition=Q(ended_at__isnull=True),
                name="fixed_contact_once",
                violation_error_message="Deze cliënt heeft hier al een vaste contactpersoon.",
            ),
        ]

    def __str__(self) -> str:
        return f"vaste contactpersoon {self.pk}"


class SetAside(models.Model):
    """The client asked for another supporter: this one isn't proposed for them again, until it is taken back.

    The reason is for the coordinator and the manager; the story of the question doesn't hold it.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="set_aside")
    supporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="ondersteuner")
    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="+", verbose_name="vraag")
    reason = models.TextField("reden")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField("teruggenomen", null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "andere ondersteuner op verzoek"
        verbose_name_plural = "andere ondersteuners op verzoek"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="set_aside_with_reason",
                violation_error_message="Schrijf op waarom de cliënt een ander wil.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="set_aside_undone_by_and_at",
                violation_error_message="Wie dit terugneemt, doet dat op een moment.",
            ),
            models.UniqueConstraint(
                fields=["client", "supporter"],
                condition=Q(undone_at__isnull=True),
                name="set_aside_once",
                violation_error_message="Dit is al vastgelegd voor deze ondersteuner.",
            ),
        ]

    def __str__(self) -> str:
        return f"andere ondersteuner {self.pk}"
