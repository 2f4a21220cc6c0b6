"""A client's rights: requests to see, correct or remove, what stood there before a correction, proof of a removal."""

from __future__ import annotations

import uuid
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.clients import Client
from cases.models.retention import DestructionList
from oco import access
from oco.access import Permission
from oco.models import Job, Organisation, User


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    def for_user(self, user: User) -> RightsRequestQuerySet:
        """Those of the providers whose team the user leads; and for who administers there the removals that wait for
        a second person."""
        runs = access.provider_ids(user, Permission.ADMINISTER)
        door = Q(client__front_door__run_by_id__in=runs) | Q(client__front_door__partnership_id__in=runs)
        return self.filter(
            Q(provider_id__in=access.provider_ids(user, Permission.LEAD_TEAM))
            | (Q(provider_id__in=runs) | door) & self.waits_for_a_second_person()
        )

    @staticmethod
    def waits_for_a_second_person() -> Q:
        return Q(kind=RightsRequest.Kind.REMOVAL, decision=RightsRequest.Decision.GRANTED, carried_out_at__isnull=True)

    def undecided(self) -> RightsRequestQuerySet:
        return self.filter(decision="")


class RightsRequest(models.Model):
    """What a client asked of one provider under the privacy law (AVG art. 15-17), and what came of it."""

    class Kind(models.TextChoices):
        ACCESS = "access", "inzage"
        CORRECTION = "correction", "correctie"
        REMOVAL = "removal", "verwijdering"

    class Decision(models.TextChoices):
        GRANTED = "granted", "toegekend"
        REFUSED = "refused", "afgewezen"
        WITHDRAWN = "withdrawn", "ingetrokken"

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="rights_requests")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="aanbieder")
    kind = models.CharField("verzoek", max_length=20, choices=Kind.choices)
    received_on = models.DateField("ontvangen")
    due_on = models.DateField("antwoord uiterlijk")
    what = models.TextField("wat de cliënt vraagt", blank=True)
    extended_on = models.DateField("verlengd", null=True, blank=True)
    extension_reason = models.CharField("reden van verlenging", max_length=200, blank=True)
    decision = models.CharField("besluit", max_length=20, choices=Decision.choices, blank=True)
    reason = models.TextField("grond", blank=True)
    decided_on = models.DateField("besloten", null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    carried_out_at = models.DateTimeField("uitgevoerd", null=True, blank=True)
    carried_out_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "verzoek van een cliënt"
        verbose_name_plural = "verzoeken van cliënten"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")),
                name="rights_request_due_after_receipt",
                violation_error_message="Het antwoord komt na de dag van ontvangst.",
            ),
            models.CheckConstraint(
                condition=Q(extended_on__isnull=True, extension_reason="")
                | (Q(extended_on__isnull=False) & ~Q(extension_reason="")),
                name="rights_request_extended_with_reason",
                violation_error_message="Schrijf op waarom u de termijn verlengt.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(decision="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="rights_request_decided_by_and_on",
                violation_error_message="Een besluit heeft een datum.",
            ),
            models.CheckConstraint(
                condition=~Q(decision="refused", reason="") & ~Q(decision="granted", kind="removal", reason=""),
                name="rights_request_decided_with_reason",
                violation_error_message="Schrijf op waarom u dit besluit.",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True, carried_out_by__isnull=True)
                | Q(carried_out_at__isnull=False, carried_out_by__isnull=False, kind="removal", decision="granted"),
                name="rights_request_carried_out_after_decision",
                violation_error_message="Alleen een toegekende verwijdering wordt uitgevoerd.",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_by__isnull=True) | ~Q(carried_out_by=F("decided_by")),
                name="rights_request_two_people_remove",
                violation_error_message="Wie besluit, voert de verwijdering niet zelf uit.",
            ),
        ]
        indexes = [models.Index(fields=["provider", "due_on"], condition=Q(decision=""), name="rights_request_open")]

    def __str__(self) -> str:
        return f"verzoek {self.pk}"

    @property
    def waits_for_removal(self) -> bool:
        """Granted, and not yet carried out by somebody else."""
        return self.kind == self.Kind.REMOVAL and self.decision == self.Decision.GRANTED and not self.carried_out_at

    def is_late(self, today: date) -> bool:
        return not self.decision and today > self.due_on


class FormerText(models.Model):
    """What stood in a field until somebody corrected it. Read by who leads the team, and by the client who asks.

    Without a provider it is of the client's identity, which is kept at the front door.
    """

    class Record(models.TextChoices):
        CLIENT = "client", "gegevens"
        QUESTION = "question", "hulpvraag"
        CONTACT = "contact", "contact"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="former_texts")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    record = models.CharField("van", max_length=10, choices=Record.choices)
    record_id = models.PositiveBigIntegerField()
    field = models.CharField("veld", max_length=40)  # its Dutch name, as the pages call it
    text = models.TextField("tekst", blank=True)
    until = models.DateTimeField("tot", default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "eerdere tekst"
        verbose_name_plural = "eerdere teksten"
        ordering = ["-until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(record="client", provider__isnull=True) | ~Q(record="client"),
                name="former_text_identity_is_shared",
                violation_error_message="Gegevens van een cliënt zijn van geen aanbieder.",
            ),
        ]
        indexes = [models.Index(fields=["record", "record_id", "until"], name="former_text_of_record")]

    def __str__(self) -> str:
        return f"eerdere tekst {self.pk}"


class Removal(models.Model):
    """Proof of a removal: what went, of how many records, on what ground, and by which two people. Never changed.

    On a client's request, or by term, as one of a list that two people approved.
    """

    request = models.OneToOneField(RightsRequest, on_delete=models.PROTECT, null=True, related_name="removal")
    of_list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, null=True, related_name="removals")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="removals")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # The identity went as well; without it only what this provider wrote.
    whole = models.BooleanField("ook de gegevens")
    # Texts had a shorter term: the provider still knows the client, and their dossier goes later.
    texts_only = models.BooleanField("alleen teksten", default=False)
    counts = models.JSONField(default=list)  # [heading of the dossier, number of records] in its order
    ground = models.TextField("grond")
    at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bewijs van verwijdering"
        verbose_name_plural = "bewijzen van verwijdering"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=F("decided_by")),
                name="removal_by_two_people",
                violation_error_message="Een verwijdering vraagt twee mensen.",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(whole=True),
                name="removal_of_identity_once",
                violation_error_message="De gegevens van deze cliënt zijn al verwijderd.",
            ),
            models.CheckConstraint(
                condition=Q(request__isnull=False, of_list__isnull=True)
                | Q(request__isnull=True, of_list__isnull=False),
                name="removal_on_request_or_by_term",
                violation_error_message="Een verwijdering komt van een verzoek of van een lijst.",
            ),
            models.CheckConstraint(
                condition=Q(texts_only=False) | Q(whole=False, of_list__isnull=False),
                name="removal_of_texts_by_term",
                violation_error_message="Alleen teksten vernietigen gaat volgens een termijn.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"verwijdering {self.pk}"


class DossierFileQuerySet(models.QuerySet["DossierFile"]):
    def for_user(self, user: User) -> DossierFileQuerySet:
        """Those that one asked for oneself."""
        return self.filter(asked_by=user)


class DossierFile(models.Model):
    """The dossier of a client as files, for who asked for it and for one day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="files")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    data = models.JSONField(null=True)
    pdf = models.BinaryField(null=True)  # stays empty where this computer can't make one

    objects = DossierFileQuerySet.as_manager()

    class Meta:
        verbose_name = "dossierbestand"
        verbose_name_plural = "dossierbestanden"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, data__isnull=True, pdf__isnull=True)
                | Q(made_at__isnull=False, data__isnull=False),
                name="dossier_file_made_whole",
                violation_error_message="Een dossier dat klaar is, heeft een inhoud.",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="dossier_file_asked")]

    def __str__(self) -> str:
        return f"dossierbestand {self.pk}"
