"""What is planned for after a question was closed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.codes import AftercareKind
from cases.models.questions import HelpQuestion
from cases.models.talks import of_own_questions
from cases.models.work import OtherWork
from oco.models import User


class AftercareContactQuerySet(models.QuerySet["AftercareContact"]):
    def for_user(self, user: User) -> AftercareContactQuerySet:
        return self.filter(of_own_questions(user))

    def planned(self) -> AftercareContactQuerySet:
        return self.filter(done_on__isnull=True, skipped_on__isnull=True)


class AftercareContact(models.Model):
    """A short check on a closed question (nazorg, waakvlamcontact): planned, and then done or left out with a reason.

    Its minutes stand in `work`, so that the hours of the closed question stay as they were counted.
    """

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="aftercare")
    kind = models.CharField("soort", max_length=20, choices=AftercareKind.choices)
    due_on = models.DateField("gepland op")
    note = models.CharField("waar letten we op", max_length=300, blank=True)
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    done_on = models.DateField("gedaan op", null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField("hoe gaat het", blank=True)
    work = models.OneToOneField(
        OtherWork, on_delete=models.SET_NULL, null=True, blank=True, related_name="aftercare", verbose_name="uren"
    )
    skipped_on = models.DateField("vervallen op", null=True, blank=True)
    skip_reason = models.CharField("waarom niet", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AftercareContactQuerySet.as_manager()

    class Meta:
        verbose_name = "nazorgcontact"
        verbose_name_plural = "nazorgcontacten"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="aftercare_done_by_and_on",
                violation_error_message="Wie het contact had, schrijft ook de datum op.",
            ),
            models.CheckConstraint(
                condition=Q(skipped_on__isnull=True, skip_reason="")
                | (Q(skipped_on__isnull=False) & ~Q(skip_reason="")),
                name="aftercare_skipped_with_reason",
                violation_error_message="Schrijf op waarom dit contact niet doorgaat.",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(skipped_on__isnull=True),
                name="aftercare_done_or_skipped",
                violation_error_message="Een contact is gedaan of vervallen, niet allebei.",
            ),
            models.CheckConstraint(
                condition=Q(work__isnull=True) | Q(done_on__isnull=False),
                name="aftercare_hours_when_done",
                violation_error_message="Uren horen bij een contact dat gedaan is.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(done_on__isnull=True, skipped_on__isnull=True), name="aftercare_planned"
            )
        ]

    def __str__(self) -> str:
        return f"nazorg {self.pk}"
