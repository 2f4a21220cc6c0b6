"""Help questions: what a client asks of one provider, from receipt to outcome."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases import triggers
from cases.codes import (
    ArrangementStep,
    Channel,
    Fits,
    HowFound,
    Outcome,
    OverGuidelineReason,
    SupportTask,
)
from cases.models.clients import Client
from oco import access
from oco.access import Permission
from oco.models import District, FrontDoor, Organisation, User

if TYPE_CHECKING:
    from oco.periods import Period


class HelpQuestionQuerySet(models.QuerySet["HelpQuestion"]):
    def for_user(self, user: User) -> HelpQuestionQuerySet:
        """Questions whose content the user may read: those of their provider, and for a coordinator
        every question of the front doors that their organisation runs."""
        return self.filter(
            Q(provider_id__in=access.provider_ids(user, Permission.WORK_ON_QUESTIONS))
            | Q(front_door_id__in=access.front_doors_run(user, Permission.TRIAGE))
        )

    def open(self) -> HelpQuestionQuerySet:
        return self.filter(closed_on__isnull=True)

    def untriaged(self) -> HelpQuestionQuerySet:
        return self.open().filter(triaged_at__isnull=True)

    def received_in(self, period: Period) -> HelpQuestionQuerySet:
        return self.filter(received_on__gte=period.start, received_on__lt=period.end)

    def closed_in(self, period: Period) -> HelpQuestionQuerySet:
        return self.filter(closed_on__gte=period.start, closed_on__lt=period.end)


class HelpQuestion(models.Model):
    """One question of one client. Its content is seen by its provider alone.

    Without a provider it waits for triage. Terms and guideline are stamped at intake, from the norms
    in force on the day of receipt; on time or late is derived from them, never typed.
    """

    front_door = models.ForeignKey(
        FrontDoor, on_delete=models.PROTECT, related_name="questions", verbose_name="voordeur"
    )
    number = models.CharField("vraagnummer", max_length=30)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="questions", verbose_name="cliënt")
    provider = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="aanbieder",
    )
    supporter = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="ondersteuner"
    )
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="komt na"
    )
    text = models.TextField("vraag", blank=True)
    channel = models.CharField("kanaal", max_length=20, choices=Channel.choices)
    place = models.CharField("plek", max_length=100, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wijk"
    )
    urgent = models.BooleanField("urgent", default=False)
    how_found = models.CharField("hoe bij ons gekomen", max_length=20, choices=HowFound.choices, blank=True)

    received_on = models.DateField("ontvangen")
    triaged_at = models.DateTimeField("beoordeeld", null=True, blank=True)
    triaged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_contact_on = models.DateField("eerste contact", null=True, blank=True)
    picked_up_on = models.DateField("opgepakt", null=True, blank=True)
    closed_on = models.DateField("afgesloten", null=True, blank=True)
    reopened_on = models.DateField("heropend", null=True, blank=True)

    first_contact_due_on = models.DateField("eerste contact uiterlijk")
    pick_up_due_on = models.DateField("oppakken uiterlijk")
    # The last day after the pauses (TermPause); empty where the term never stood still.
    first_contact_paused_due_on = models.DateField("eerste contact uiterlijk, na pauze", null=True, blank=True)
    pick_up_paused_due_on = models.DateField("oppakken uiterlijk, na pauze", null=True, blank=True)
    guideline_minutes = models.PositiveIntegerField("richtlijn (minuten)")
    # At most so many days from picking up to closing; empty where the norms have no such limit.
    trajectory_days = models.PositiveSmallIntegerField("traject ten hoogste (dagen)", null=True, blank=True)
    # Waiting on somebody else, as a state: why, and when to look again.
    waits_for = models.CharField("wacht op", max_length=200, blank=True)
    look_again_on = models.DateField("kijk opnieuw op", null=True, blank=True)

    outcome = models.CharField("uitkomst", max_length=30, choices=Outcome.choices, blank=True)
    over_guideline_reason = models.CharField(
        "reden boven de richtlijn", max_length=40, choices=OverGuidelineReason.choices, blank=True
    )
    over_guideline_note = models.TextField("toelichting", blank=True)

    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = HelpQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "hulpvraag"
        verbose_name_plural = "hulpvragen"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "number"],
                name="question_number_once",
                violation_error_message="Een andere vraag heeft dit nummer al.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, outcome="") | (Q(closed_on__isnull=False) & ~Q(outcome="")),
                name="question_closed_with_outcome",
                violation_error_message="Een afgesloten vraag heeft een datum en een uitkomst.",
            ),
            models.CheckConstraint(
                condition=Q(first_contact_on__isnull=True) | Q(first_contact_on__gte=F("received_on")),
                name="question_contact_after_receipt",
                violation_error_message="Het eerste contact ligt voor de dag van ontvangst.",
            ),
            models.CheckConstraint(
                condition=Q(picked_up_on__isnull=True) | Q(picked_up_on__gte=F("received_on")),
                name="question_pick_up_after_receipt",
                violation_error_message="De vraag is opgepakt voor de dag van ontvangst.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("received_on")),
                name="question_closed_after_receipt",
                violation_error_message="De vraag is afgesloten voor de dag van ontvangst.",
            ),
            models.CheckConstraint(
                condition=Q(supporter__isnull=True) | Q(provider__isnull=False),
                name="question_supporter_with_provider",
                violation_error_message="Kies eerst een aanbieder.",
            ),
            models.CheckConstraint(
                condition=Q(triaged_at__isnull=True, triaged_by__isnull=True) | Q(triaged_at__isnull=False),
                name="question_triaged_by_and_at",
                violation_error_message="Een beoordeelde vraag heeft een tijd.",
            ),
            models.CheckConstraint(
                condition=Q(first_contact_paused_due_on__isnull=True)
                | Q(first_contact_paused_due_on__gte=F("first_contact_due_on")),
                name="question_contact_pause_lengthens",
                violation_error_message="Een pauze maakt de termijn voor het eerste contact niet korter.",
            ),
            models.CheckConstraint(
                condition=Q(pick_up_paused_due_on__isnull=True) | Q(pick_up_paused_due_on__gte=F("pick_up_due_on")),
                name="question_pick_up_pause_lengthens",
                violation_error_message="Een pauze maakt de termijn om op te pakken niet korter.",
            ),
            models.CheckConstraint(
                condition=Q(waits_for="", look_again_on__isnull=True)
                | (~Q(waits_for="") & Q(look_again_on__isnull=False)),
                name="question_waits_with_a_date",
                violation_error_message="Wie wacht, schrijft op waarop en wanneer er weer gekeken wordt.",
            ),
        ]
        indexes = [
            models.Index(fields=["front_door", "received_on"], name="question_received"),
            models.Index(fields=["front_door", "closed_on"], name="question_closed"),
            models.Index(fields=["front_door", "first_contact_due_on"], name="question_contact_due"),
            models.Index(fields=["front_door", "pick_up_due_on"], name="question_pick_up_due"),
            models.Index(
                fields=["front_door", "first_contact_paused_due_on"],
                condition=Q(first_contact_paused_due_on__isnull=False),
                name="question_contact_paused_due",
            ),
            models.Index(
                fields=["front_door", "pick_up_paused_due_on"],
                condition=Q(pick_up_paused_due_on__isnull=False),
                name="question_pick_up_paused_due",
            ),
            models.Index(fields=["front_door", "first_contact_on"], name="question_first_contact"),
            models.Index(fields=["front_door", "picked_up_on"], name="question_picked_up"),
            models.Index(
                fields=["provider", "received_on"], condition=Q(closed_on__isnull=True), name="question_open_provider"
            ),
            models.Index(
                fields=["supporter", "received_on"], condition=Q(closed_on__isnull=True), name="question_open_supporter"
            ),
            models.Index(
                fields=["front_door", "triaged_at", "received_on"],
                condition=Q(closed_on__isnull=True),
                name="question_inbox",
            ),
        ]
        triggers = [triggers.question_in_filed_period]

    def __str__(self) -> str:
        return f"vraag {self.number}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def first_contact_by(self) -> date:
        """The last day in force: after the pauses, where there were any."""
        return self.first_contact_paused_due_on or self.first_contact_due_on

    @property
    def pick_up_by(self) -> date:
        """The last day in force: after the pauses, where there were any."""
        return self.pick_up_paused_due_on or self.pick_up_due_on


class QuestionDomain(models.Model):
    """A life domain of a question; a question has one or more."""

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField("leefgebied", max_length=40)  # a key of cases.codes.LIFE_DOMAINS

    class Meta:
        verbose_name = "leefgebied van een vraag"
        verbose_name_plural = "leefgebieden van een vraag"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "domain"],
                name="question_domain_once",
                violation_error_message="Dit leefgebied staat er al.",
            ),
        ]
        triggers = [triggers.domain_in_filed_period]

    def __str__(self) -> str:
        return self.domain


class QuestionTask(models.Model):
    """What was done for the client, of the tasks below the three moments of support; none or more a question."""

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="tasks")
    task = models.CharField("taak", max_length=20, choices=SupportTask.choices)

    class Meta:
        verbose_name = "taak bij een vraag"
        verbose_name_plural = "taken bij een vraag"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "task"],
                name="question_task_once",
                violation_error_message="Deze taak staat er al.",
            ),
        ]
        triggers = [triggers.task_in_filed_period]

    def __str__(self) -> str:
        return self.task


class QuestionArrangement(models.Model):
    """One step of the pyramid on which something was found; the arrangement of a question is the mix of them."""

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="arrangement")
    step = models.CharField("stap", max_length=20, choices=ArrangementStep.choices)
    note = models.CharField("wat", max_length=200, blank=True)

    class Meta:
        verbose_name = "deel van een arrangement"
        verbose_name_plural = "arrangement"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "step"],
                name="question_arrangement_once",
                violation_error_message="Deze stap staat er al.",
            ),
        ]
        triggers = [triggers.arrangement_in_filed_period]

    def __str__(self) -> str:
        return self.step


class QuestionEvent(models.Model):
    """What happened to a question beside the work: received, triaged, assigned, handed over, closed …"""

    class Kind(models.TextChoices):
        RECEIVED = "received", "ontvangen"
        TRIAGED = "triaged", "beoordeeld"
        ASSIGNED = "assigned", "toegewezen"
        URGENCY = "urgency", "urgentie gewijzigd"
        HANDED_OVER = "handed_over", "overgedragen"
        CLOSED = "closed", "afgesloten"
        REOPENED = "reopened", "heropend"
        CORRECTED = "corrected", "gecorrigeerd"
        ATTEMPT = "attempt", "niet bereikt"
        PAUSED = "paused", "termijn gepauzeerd"
        RESUMED = "resumed", "termijn loopt weer"
        WAITING = "waiting", "wacht op een ander"
        WAITED = "waited", "wachten voorbij"
        ASSESSED = "assessed", "gemeten"
        TALK = "talk", "gesprek met de gemeente"
        CASE_TALK = "case_talk", "caseoverleg"
        OBJECTIVITY = "objectivity", "andere ondersteuner gevraagd"
        PROVIDER = "provider", "naar een andere aanbieder"
        WLZ = "wlz", "Wlz"
        AFTERCARE = "aftercare", "nazorg"
        EVALUATED = "evaluated", "evaluatie"

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField("toelichting", blank=True)

    class Meta:
        verbose_name = "gebeurtenis bij een vraag"
        verbose_name_plural = "gebeurtenissen bij een vraag"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["question", "at"], name="question_event_line")]

    def __str__(self) -> str:
        return f"{self.kind} {self.question_id}"


class Evaluation(models.Model):
    """What the client says afterwards: a score and whether the solution fitted. Counted on `given_on`."""

    question = models.OneToOneField(HelpQuestion, on_delete=models.CASCADE, related_name="evaluation")
    given_on = models.DateField("datum")
    score = models.PositiveSmallIntegerField(
        "cijfer", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    fits = models.CharField("past de oplossing", max_length=10, choices=Fits.choices, blank=True)
    # May be approached for the municipality's anonymous survey (cliëntervaringsonderzoek); None: not asked.
    survey_consent = models.BooleanField("mag benaderd worden voor het onderzoek", null=True, blank=True)
    by_client = models.BooleanField("zelf ingevuld", default=False, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = "evaluatie"
        verbose_name_plural = "evaluaties"
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 10)),
                name="evaluation_score_1_to_10",
                violation_error_message="Vul een cijfer van 1 tot en met 10 in.",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False) | ~Q(fits="") | Q(survey_consent__isnull=False),
                name="evaluation_says_something",
                violation_error_message="Vul een cijfer in, of kies of de oplossing past of het onderzoek mag.",
            ),
        ]
        indexes = [models.Index(fields=["given_on"], name="evaluation_given")]
        triggers = [triggers.evaluation_in_filed_period]

    def __str__(self) -> str:
        return f"evaluatie {self.pk}"
