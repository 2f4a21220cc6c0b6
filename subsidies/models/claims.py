"""What a provider claims for a quarter, and what was said about it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils import timezone

from oco import access
from oco.access import Permission
from oco.models import Municipality, Organisation, User
from oco.periods import Period, PeriodKind
from reporting.models import Report
from subsidies.models.grants import GrantAmount


class ClaimQuerySet(models.QuerySet["Claim"]):
    def for_user(self, user: User) -> ClaimQuerySet:
        """A provider's own claims, and for the municipality's user those that were sent to it."""
        mine = access.access_of(user)
        return self.filter(
            Q(provider_id__in=mine.organisation_ids(Permission.KEEP_MONEY))
            | Q(
                municipality__organisations__in=mine.organisation_ids(Permission.READ_RELEASED),
                municipality__organisations__kind=Organisation.Kind.MUNICIPALITY,
            )
        ).distinct()


class Claim(models.Model):
    """A claim (declaratie) of one provider over one quarter, on one amount of the grant.

    Computed from the filed figures of that quarter: `quantity` hours or trajectories, less `already` that were claimed
    before, at `rate` euro, up to what is left of the ceiling: `earlier` euro was claimed on it in other quarters. All
    numbers of the sum are kept, so that it reads the same for ever. A quarter of a provider's work for clients is
    claimed once, and so is a quarter of its other work, whatever grant or amount pays for it.
    """

    class Status(models.TextChoices):
        SENT = "sent", "ingediend"
        RETURNED = "returned", "teruggestuurd"
        ACCEPTED = "accepted", "akkoord"

    amount_line = models.ForeignKey(GrantAmount, on_delete=models.PROTECT, related_name="claims")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    work = models.CharField("werk", max_length=8, choices=GrantAmount.RateWork.choices)
    quarter = models.DateField("eerste dag van het kwartaal")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    rate_per = models.CharField("tarief per", max_length=12, choices=GrantAmount.RatePer.choices)
    rate = models.DecimalField("tarief (euro)", max_digits=9, decimal_places=2)
    quantity = models.DecimalField("aantal", max_digits=10, decimal_places=2)
    already = models.DecimalField("al eerder gedeclareerd", max_digits=10, decimal_places=2, default=0)
    ceiling = models.DecimalField("plafond (euro)", max_digits=12, decimal_places=2)
    earlier = models.DecimalField("eerder gedeclareerd (euro)", max_digits=12, decimal_places=2)
    computed = models.DecimalField("berekend (euro)", max_digits=12, decimal_places=2)
    amount = models.DecimalField("gedeclareerd (euro)", max_digits=12, decimal_places=2)
    status = models.CharField("stand", max_length=10, choices=Status.choices, default=Status.SENT)
    sent_at = models.DateTimeField("ingediend op", default=timezone.now)
    decided_at = models.DateTimeField("beoordeeld op", null=True, blank=True)
    due_on = models.DateField("uiterlijk betaald op", null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "declaratie"
        verbose_name_plural = "declaraties"
        ordering = ["-quarter", "provider", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "provider", "work", "quarter"],
                name="claim_work_once_a_quarter",
                violation_error_message="Dit werk van dit kwartaal is al gedeclareerd.",
            ),
            models.CheckConstraint(
                condition=Q(quarter__month__in=[1, 4, 7, 10], quarter__day=1),
                name="claim_of_a_quarter",
                violation_error_message="Een declaratie gaat over een heel kwartaal.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("already"), already__gte=0),
                name="claim_not_more_than_was_done",
                violation_error_message="Er is meer eerder gedeclareerd dan er is gedaan.",
            ),
            # Half up to a cent, as numeric does it in PostgreSQL.
            models.CheckConstraint(
                condition=Q(computed=Round((F("quantity") - F("already")) * F("rate"), 2)),
                name="claim_computed_by_the_rate",
                violation_error_message="Het bedrag is niet het aantal keer het tarief.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=F("computed"), earlier__gte=0)
                & Q(amount__lte=F("ceiling") - F("earlier")),
                name="claim_within_ceiling",
                violation_error_message="De declaratie gaat boven het plafond.",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", decided_at__isnull=False, due_on__isnull=False)
                | Q(status="returned", decided_at__isnull=False, due_on__isnull=True)
                | Q(status="sent", decided_at__isnull=True, due_on__isnull=True),
                name="claim_decided_whole",
                violation_error_message="Een besluit over een declaratie heeft een tijd.",
            ),
        ]

    def __str__(self) -> str:
        return f"declaratie {self.pk}"

    @property
    def places(self) -> int:
        """Decimals that its quantity is written with: none for trajectories."""
        return 2 if self.rate_per == GrantAmount.RatePer.HOUR else 0

    @property
    def period(self) -> Period:
        return Period(self.quarter.year, PeriodKind.QUARTER, (self.quarter.month + 2) // 3)


class ClaimStep(models.Model):
    """What happened to a claim, in order: sent in, returned with a question, sent in again with an answer, accepted.

    Names are copied, for neither side's login reads the other side's users.
    """

    class Kind(models.TextChoices):
        SENT = "sent", "ingediend"
        RETURNED = "returned", "teruggestuurd met een vraag"
        ACCEPTED = "accepted", "akkoord"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField("wat", max_length=10, choices=Kind.choices)
    text = models.TextField("tekst", blank=True)
    amount = models.DecimalField("bedrag (euro)", max_digits=12, decimal_places=2)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "stap van een declaratie"
        verbose_name_plural = "stappen van declaraties"
        ordering = ["claim", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="returned", text=""),
                name="claim_returned_with_question",
                violation_error_message="Schrijf op wat u wilt weten.",
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(kind="accepted"),
                name="claim_accepted_once",
                violation_error_message="Deze declaratie is al akkoord.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"stap {self.pk} van {self.claim_id}"

    @property
    def icon(self) -> str:
        return {"sent": "send", "returned": "chat", "accepted": "check"}[self.kind]


class ClaimedTrajectory(models.Model):
    """A finished question that a claim was sent in for. A question that is reopened and closed again in a next quarter
    stands in two filed figures; it is paid once. Care side only.

    The number of the question and no foreign key: the municipality's process has no table of questions.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="trajectories")
    question_id = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name = "gedeclareerd traject"
        verbose_name_plural = "gedeclareerde trajecten"

    def __str__(self) -> str:
        return f"traject {self.pk}"
