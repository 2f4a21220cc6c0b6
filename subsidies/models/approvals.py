"""A corrected report that waits for a second pair of eyes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.models import Municipality, Organisation, User
from oco.periods import Period
from reporting.models import Report


class ProposalQuerySet(models.QuerySet["CorrectionProposal"]):
    def waiting(self) -> ProposalQuerySet:
        return self.filter(outcome="")


class CorrectionProposal(models.Model):
    """A next version of a filed report as one manager wants to file it; another one approves it or sends it back."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", "goedgekeurd"
        SENT_BACK = "sent_back", "teruggegeven"
        WITHDRAWN = "withdrawn", "ingetrokken"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    start = models.DateField("eerste dag")
    end = models.DateField("eerste dag erna")
    reason = models.TextField("reden van de correctie")
    # What the provider says about its data where something was left to look at.
    data_note = models.TextField("over de gegevens", blank=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("uitkomst", max_length=10, choices=Outcome.choices, blank=True)
    note = models.TextField("opmerking", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "voorstel voor een correctie"
        verbose_name_plural = "voorstellen voor correcties"
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "municipality", "start", "end"],
                condition=Q(outcome=""),
                name="proposal_one_waits",
                violation_error_message="Er ligt al een correctie ter goedkeuring.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="proposal_with_reason",
                violation_error_message="Schrijf op waarom u een nieuwe versie indient.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="proposal_decided_whole",
                violation_error_message="Een besluit heeft een tijd en een naam.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="sent_back") | ~Q(note=""),
                name="proposal_sent_back_with_note",
                violation_error_message="Schrijf op wat er anders moet.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approved") | (~Q(decided_by=F("proposed_by")) & Q(report__isnull=False)),
                name="proposal_approved_by_another",
                violation_error_message="Een ander dan de maker keurt een correctie goed.",
            ),
        ]

    def __str__(self) -> str:
        return f"voorstel {self.pk}"

    @property
    def period(self) -> Period:
        return Period.from_dates(self.start, self.end)
