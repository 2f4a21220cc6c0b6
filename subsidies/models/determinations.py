"""The end of a grant's year: the request for determination, what was sent with it, and the municipality's decision.

The provider works on the request (`DeterminationRequest` and what hangs on it) on the care side alone. What it sends is
written down once (`SentRequest` with its files), and that is all that the municipality reads.
"""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.models import User
from subsidies.models.decisions import Obligation
from subsidies.models.grants import Grant

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete
_NOT_NEGATIVE = MinValueValidator(Decimal(0))


class DeterminationRequest(models.Model):
    """A request for determination (aanvraag tot vaststelling) while it is drawn up. Awb article 4:44 and 4:45."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="determination_request")
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    activities = models.TextField("wat er is gedaan", blank=True)
    differences = models.TextField("waardoor het anders liep", blank=True)
    # Why the report on money looks as it does: differences with the budget of more than a tenth, use of reserves.
    financial_note = models.TextField("toelichting op de cijfers", blank=True)

    class Meta:
        verbose_name = "aanvraag tot vaststelling"
        verbose_name_plural = "aanvragen tot vaststelling"

    def __str__(self) -> str:
        return f"aanvraag {self.pk}"


class ObligationAnswer(models.Model):
    """What the provider says, and shows, of an obligation of the decision. The file's own name is not kept."""

    class Met(models.TextChoices):
        YES = "yes", "ja"
        PARTLY = "partly", "deels"
        NO = "no", "nee"

    request = models.ForeignKey(DeterminationRequest, on_delete=models.CASCADE, related_name="answers")
    # A decision that is changed doesn't drop an obligation that was answered.
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="answers")
    met = models.CharField("gedaan", max_length=8, choices=Met.choices)
    text = models.TextField("toelichting", blank=True)
    evidence = models.BinaryField(null=True, blank=True)

    class Meta:
        verbose_name = "antwoord op een verplichting"
        verbose_name_plural = "antwoorden op verplichtingen"
        ordering = ["request", "obligation__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "obligation"],
                name="obligation_answer_once",
                violation_error_message="Bij deze verplichting staat al een antwoord.",
            ),
        ]

    def __str__(self) -> str:
        return f"antwoord {self.pk}"


class FinancialLine(models.Model):
    """A line of the financial report in euro: what was budgeted and what it came to."""

    class Kind(models.TextChoices):
        INCOME = "income", "opbrengst"
        COST = "cost", "kosten"

    request = models.ForeignKey(DeterminationRequest, on_delete=models.CASCADE, related_name="financial_lines")
    kind = models.CharField("soort", max_length=10, choices=Kind.choices)
    name = models.CharField("omschrijving", max_length=120)
    budgeted = models.DecimalField("begroot (euro)", max_digits=12, decimal_places=2, validators=[_NOT_NEGATIVE])
    realised = models.DecimalField("werkelijk (euro)", max_digits=12, decimal_places=2, validators=[_NOT_NEGATIVE])
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "regel van het financieel verslag"
        verbose_name_plural = "regels van het financieel verslag"
        ordering = ["request", "-kind", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind", "name"],
                name="financial_line_once",
                violation_error_message="Deze regel staat er al.",
            ),
            models.CheckConstraint(
                condition=Q(budgeted__gte=0, realised__gte=0),
                name="financial_line_not_negative",
                violation_error_message="Vul 0 of meer in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BalanceLine(models.Model):
    """A line of the balance sheet in euro, on the first and the last day of the year. Equity may be below zero."""

    class Side(models.TextChoices):
        ASSETS = "assets", "bezittingen"
        EQUITY = "equity", "eigen vermogen"
        LIABILITIES = "liabilities", "schulden"

    request = models.ForeignKey(DeterminationRequest, on_delete=models.CASCADE, related_name="balance_lines")
    side = models.CharField("kant", max_length=12, choices=Side.choices)
    name = models.CharField("omschrijving", max_length=120)
    opening = models.DecimalField("op 1 januari (euro)", max_digits=12, decimal_places=2)
    closing = models.DecimalField("op 31 december (euro)", max_digits=12, decimal_places=2)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "regel van de balans"
        verbose_name_plural = "regels van de balans"
        ordering = ["request", "side", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "side", "name"],
                name="balance_line_once",
                violation_error_message="Deze regel staat er al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"


class AuditorStatement(models.Model):
    """The auditor's statement (controleverklaring) as it was uploaded; its own name is not kept."""

    class Verdict(models.TextChoices):
        UNQUALIFIED = "unqualified", "goedkeurend"
        QUALIFIED = "qualified", "met beperking"
        DISCLAIMER = "disclaimer", "oordeelonthouding"
        ADVERSE = "adverse", "afkeurend"

    request = models.OneToOneField(DeterminationRequest, on_delete=models.CASCADE, related_name="statement")
    verdict = models.CharField("oordeel", max_length=12, choices=Verdict.choices)
    firm = models.CharField("accountantskantoor", max_length=120)
    signed_on = models.DateField("getekend op")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "controleverklaring"
        verbose_name_plural = "controleverklaringen"

    def __str__(self) -> str:
        return f"controleverklaring {self.pk}"


class SentRequest(models.Model):
    """A request as it was sent: numbered, never changed. A next one answers what the municipality asked."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="sent_requests")
    number = models.PositiveSmallIntegerField("nummer", default=1)
    data = models.JSONField()
    checksum = models.CharField("controlegetal", max_length=64)  # SHA-256 of the document
    sent_at = models.DateTimeField("verstuurd", default=timezone.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Copied, for the municipality's login can't read users of the care side.
    sent_by_name = models.CharField("verstuurd door", max_length=100)

    class Meta:
        verbose_name = "verstuurde aanvraag"
        verbose_name_plural = "verstuurde aanvragen"
        ordering = ["grant", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="sent_request_once",
                violation_error_message="Deze aanvraag is al verstuurd.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"aanvraag {self.grant_id} nummer {self.number}"


class SentFile(models.Model):
    """A file that belongs to a sent request, kept byte for byte."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", "controleverklaring"
        EVIDENCE = "evidence", "bewijsstuk"
        REPORT = "report", "aanvraag als PDF"
        BUNDLE = "bundle", "alles in één zip"

    sent = models.ForeignKey(SentRequest, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.PositiveSmallIntegerField(default=0)  # of several pieces of evidence
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "bestand bij een aanvraag"
        verbose_name_plural = "bestanden bij een aanvraag"
        ordering = ["sent", "kind", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["sent", "kind", "place"],
                name="sent_file_once",
                violation_error_message="Dit bestand is er al.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.kind} van {self.sent_id}"


class RequestReturn(models.Model):
    """The municipality asks to complete a request (Awb article 4:5): with a question and a last day."""

    sent = models.OneToOneField(SentRequest, on_delete=models.PROTECT, related_name="returned")
    question = models.TextField("wat er ontbreekt")
    answer_by = models.DateField("aanvullen voor")
    returned_at = models.DateTimeField(default=timezone.now)
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    returned_by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "vraag om aanvulling"
        verbose_name_plural = "vragen om aanvulling"
        constraints = [
            models.CheckConstraint(
                condition=~Q(question=""),
                name="request_return_with_question",
                violation_error_message="Schrijf op wat er ontbreekt.",
            ),
        ]

    def __str__(self) -> str:
        return f"aanvulling van {self.sent_id}"


class Determination(models.Model):
    """The decision on the grant (vaststellingsbeschikking): the amount, and why it is lower where it is."""

    class Ground(models.TextChoices):
        """Awb article 4:46, second paragraph; and the one for a grant by actual costs, third paragraph."""

        ACTIVITIES = "activities", "de activiteiten zijn niet of niet helemaal gedaan"
        OBLIGATIONS = "obligations", "er is niet voldaan aan de verplichtingen"
        INFORMATION = "information", "er zijn onjuiste of onvolledige gegevens verstrekt"
        DECISION = "decision", "de subsidie was onjuist, en de ontvanger wist dit of hoorde dit te weten"
        COSTS = "costs", "de werkelijke kosten waren lager, en de subsidie hangt daarvan af"

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="determination")
    sent = models.ForeignKey(SentRequest, on_delete=models.PROTECT, related_name="+")
    number = models.CharField("kenmerk", max_length=60)
    decided_on = models.DateField("besloten op")
    granted = models.DecimalField("verleend (euro)", max_digits=12, decimal_places=2)
    paid = models.DecimalField("betaald (euro)", max_digits=12, decimal_places=2)
    amount = models.DecimalField("vastgesteld op (euro)", max_digits=12, decimal_places=2)
    ground = models.CharField("grond", max_length=12, choices=Ground.choices, blank=True)
    explanation = models.TextField("toelichting", blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "vaststelling"
        verbose_name_plural = "vaststellingen"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=F("granted")),
                name="determination_within_grant",
                violation_error_message="Stel vast op een bedrag van 0 tot en met het verleende bedrag.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("granted"), ground="") | (Q(amount__lt=F("granted")) & ~Q(ground="")),
                name="determination_lower_with_ground",
                violation_error_message="Een lager bedrag heeft een grond; het hele bedrag heeft er geen.",
            ),
            models.CheckConstraint(
                condition=Q(ground="") | ~Q(explanation=""),
                name="determination_ground_explained",
                violation_error_message="Leg uit waarom u lager vaststelt.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"vaststelling {self.pk}"

    @property
    def claimed_back(self) -> Decimal:
        """Euro that was paid and is now too much (Awb article 4:57)."""
        return max(self.paid - self.amount, Decimal(0))

    @property
    def still_to_pay(self) -> Decimal:
        """Euro of the determined amount that was not paid yet."""
        return max(self.amount - self.paid, Decimal(0))


class DeterminationLetter(models.Model):
    """The letter with the decision as PDF, made once and kept byte for byte."""

    determination = models.OneToOneField(Determination, on_delete=models.PROTECT, related_name="letter")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "brief"
        verbose_name_plural = "brieven"
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"brief van {self.determination_id}"
