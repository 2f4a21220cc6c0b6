"""Retention: terms as dated data, who is kept longer, lists of who goes with their lines, and the certificate."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.clients import Client
from oco import access
from oco.access import Permission
from oco.models import Job, Organisation, User


class DataKind(models.TextChoices):
    """What a term can be set for. Data with a fixed term stand in cases/retention/kinds.py."""

    DOSSIER = "dossier", "dossier"
    WALK_IN = "walk_in", "inloop met contactgegevens"
    TEXTS = "texts", "teksten van een dossier"
    STAFF = "staff", "naam van wie vertrokken is"


# The shortest term of each kind, in months: the accounts over a year are drawn up and checked in the year after it.
SHORTEST = {DataKind.DOSSIER: 24, DataKind.WALK_IN: 6, DataKind.TEXTS: 12, DataKind.STAFF: 24}
LONGEST = 1_200
_LONG_ENOUGH = Q(kind=DataKind.TEXTS, months__isnull=True)
for _kind, _months in SHORTEST.items():
    _LONG_ENOUGH |= Q(kind=_kind, months__gte=_months, months__lte=LONGEST)


class RetentionTerm(models.Model):
    """How long an organisation keeps data of a kind, from a day on. Never changed: a new row takes over, and of two
    from the same day the last one written. Without months: texts have no term of their own."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("soort", max_length=20, choices=DataKind.choices)
    months = models.PositiveSmallIntegerField("maanden", null=True, blank=True)
    valid_from = models.DateField("geldt vanaf")
    ground = models.CharField("grond", max_length=300)
    reason = models.CharField("reden", max_length=300)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = "bewaartermijn"
        verbose_name_plural = "bewaartermijnen"
        ordering = ["kind", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=_LONG_ENOUGH,
                name="retention_term_long_enough",
                violation_error_message="Deze termijn is te kort of te lang.",
            ),
            models.CheckConstraint(
                condition=~Q(ground="") & ~Q(reason=""),
                name="retention_term_with_ground_and_reason",
                violation_error_message="Schrijf op waarom, en op welke grond.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "kind", "valid_from"], name="retention_term_in_force")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"bewaartermijn {self.pk}"


class RetentionHold(models.Model):
    """A client whom a provider keeps longer than the term: why, and until which day."""

    class Why(models.TextChoices):
        COMPLAINT = "complaint", "een klacht loopt"
        COURT = "court", "een rechtszaak loopt"
        RESTRICTION = "restriction", "de cliënt vraagt het (AVG artikel 18)"
        OTHER = "other", "iets anders"

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="holds")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    why = models.CharField("waarom", max_length=20, choices=Why.choices)
    note = models.CharField("toelichting", max_length=300, blank=True)
    until = models.DateField("tot en met")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    ended_at = models.DateTimeField("beëindigd", null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "langer bewaren"
        verbose_name_plural = "langer bewaren"
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="retention_hold_ended_by_and_at",
                violation_error_message="Wie dit beëindigt, doet dat op een moment.",
            ),
            models.CheckConstraint(
                condition=~Q(why="other", note=""),
                name="retention_hold_other_explained",
                violation_error_message="Schrijf op waarom dit dossier langer blijft.",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "until"], condition=Q(ended_at__isnull=True), name="retention_hold_now")
        ]

    def __str__(self) -> str:
        return f"langer bewaren {self.pk}"


class DestructionListQuerySet(models.QuerySet["DestructionList"]):
    def for_user(self, user: User) -> DestructionListQuerySet:
        """Those of the providers whose team the user leads, or that they administer."""
        leads = access.provider_ids(user, Permission.LEAD_TEAM)
        return self.filter(Q(provider_id__in=leads) | Q(provider_id__in=access.administered_providers(user)))


class DestructionList(models.Model):
    """Whose data a provider may remove by term, proposed once a month. Two different people approve it as it stands: a
    change to the list takes their approvals away."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "wacht op akkoord"
        NOTHING = "nothing", "er was niets"
        APPROVED = "approved", "wordt uitgevoerd"
        DONE = "done", "uitgevoerd"
        REPLACED = "replaced", "vervangen door een nieuwe lijst"

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="aanbieder")
    month = models.DateField("maand")  # its first day
    status = models.CharField("stand", max_length=10, choices=Status.choices, default=Status.PROPOSED)
    made_at = models.DateTimeField("gemaakt", default=timezone.now, editable=False)
    # Of the lines that aren't left out: what is approved is what is carried out.
    fingerprint = models.CharField(max_length=64, blank=True)
    lead_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead_at = models.DateTimeField(null=True, blank=True)
    admin_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    admin_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField("uitgevoerd", null=True, blank=True)

    objects = DestructionListQuerySet.as_manager()

    class Meta:
        verbose_name = "vernietigingslijst"
        verbose_name_plural = "vernietigingslijsten"
        ordering = ["-month", "provider"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "month"],
                name="destruction_list_once_a_month",
                violation_error_message="Van deze maand is er al een lijst.",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="destruction_list_of_a_month",
                violation_error_message="Een lijst is van een hele maand.",
            ),
            models.CheckConstraint(
                condition=Q(lead_by__isnull=True, lead_at__isnull=True)
                | Q(lead_by__isnull=False, lead_at__isnull=False),
                name="destruction_list_lead_by_and_at",
                violation_error_message="Een akkoord heeft een naam en een moment.",
            ),
            models.CheckConstraint(
                condition=Q(admin_by__isnull=True, admin_at__isnull=True)
                | Q(admin_by__isnull=False, admin_at__isnull=False),
                name="destruction_list_admin_by_and_at",
                violation_error_message="Een akkoord heeft een naam en een moment.",
            ),
            models.CheckConstraint(
                condition=Q(lead_by__isnull=True) | Q(admin_by__isnull=True) | ~Q(lead_by=F("admin_by")),
                name="destruction_list_two_people",
                violation_error_message="Twee verschillende mensen geven akkoord.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "done"]) | Q(lead_by__isnull=False, admin_by__isnull=False),
                name="destruction_list_approved_by_two",
                violation_error_message="Vernietigen vraagt twee mensen.",
            ),
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False) | ~Q(status="done") & Q(done_at__isnull=True),
                name="destruction_list_done_with_time",
                violation_error_message="Een uitgevoerde lijst heeft een moment.",
            ),
        ]

    def __str__(self) -> str:
        return f"vernietigingslijst {self.pk}"

    @property
    def is_proposed(self) -> bool:
        return self.status == self.Status.PROPOSED


class DestructionLine(models.Model):
    """One person on a list, with the term as it was when the list was made, and what came of it."""

    class Outcome(models.TextChoices):
        REMOVED = "removed", "vernietigd"
        SKIPPED = "skipped", "overgeslagen"

    of_list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, related_name="lines")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("soort", max_length=20, choices=DataKind.choices)
    months = models.PositiveSmallIntegerField("termijn (maanden)")
    ground = models.CharField("grond", max_length=300)
    last_on = models.DateField("laatste activiteit")
    due_on = models.DateField("vernietigen op")
    left_out_until = models.DateField("niet voor", null=True, blank=True)
    left_out_reason = models.CharField("waarom niet", max_length=300, blank=True)
    left_out_at = models.DateTimeField(null=True, blank=True)
    left_out_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("uitkomst", max_length=10, choices=Outcome.choices, blank=True)
    outcome_note = models.CharField("waarom overgeslagen", max_length=100, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "regel van een vernietigingslijst"
        verbose_name_plural = "regels van vernietigingslijsten"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of_list", "client", "kind"],
                name="destruction_line_once",
                violation_error_message="Deze cliënt staat al op de lijst.",
            ),
            models.CheckConstraint(
                condition=Q(left_out_until__isnull=True, left_out_at__isnull=True, left_out_by__isnull=True)
                & Q(left_out_reason="")
                | Q(left_out_until__isnull=False, left_out_at__isnull=False, left_out_by__isnull=False)
                & ~Q(left_out_reason=""),
                name="destruction_line_left_out_whole",
                violation_error_message="Wie een regel weglaat, schrijft op waarom en tot wanneer.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", done_at__isnull=True) | ~Q(outcome="") & Q(done_at__isnull=False),
                name="destruction_line_done_with_time",
                violation_error_message="Een uitgevoerde regel heeft een moment.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("last_on")),
                name="destruction_line_due_after_last",
                violation_error_message="De termijn begint bij de laatste activiteit.",
            ),
        ]

    def __str__(self) -> str:
        return f"regel {self.pk}"

    @property
    def is_left_out(self) -> bool:
        return self.left_out_until is not None

    def waits_longer(self, today: date) -> bool:
        return self.left_out_until is not None and self.left_out_until > today


class DestructionCertificate(models.Model):
    """The statement about a list that was carried out: counts and names of staff, no clients. Never changed."""

    of_list = models.OneToOneField(DestructionList, on_delete=models.PROTECT, related_name="certificate")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField("nummer", max_length=30)
    at = models.DateTimeField("gemaakt", default=timezone.now, editable=False)
    content = models.JSONField()  # cases/retention/certificate.py
    checksum = models.CharField("controlegetal", max_length=64)  # SHA-256 of the content
    pdf = models.BinaryField(null=True)  # stays empty where this computer can't make one

    class Meta:
        verbose_name = "verklaring van vernietiging"
        verbose_name_plural = "verklaringen van vernietiging"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "number"],
                name="destruction_certificate_number_once",
                violation_error_message="Dit nummer is al gegeven.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"verklaring {self.pk}"
