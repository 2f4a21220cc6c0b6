"""Hours: contacts on a question, and work that isn't bound to a client."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases import triggers
from cases.codes import Activity, OtherWorkKind
from cases.models.questions import HelpQuestion
from oco import access
from oco.access import Permission
from oco.models import FrontDoor, Organisation, User
from oco.models.people import SupporterKind

MINUTES_IN_A_DAY = 24 * 60


class ContactQuerySet(models.QuerySet["Contact"]):
    def for_user(self, user: User) -> ContactQuerySet:
        return self.filter(question__in=HelpQuestion.objects.for_user(user))


class Contact(models.Model):
    """An hour line on a question: doing the work and writing it down is one act.

    Two supporters at one visit are two lines, the second `beside` the first; so is the travel.
    Provider and front door are those of the question at the time, for counting and filing.
    """

    question = models.ForeignKey(HelpQuestion, on_delete=models.PROTECT, related_name="contacts")
    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    supporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contacts", verbose_name="ondersteuner")
    beside = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="companions")
    on = models.DateField("datum")
    activity = models.CharField("activiteit", max_length=20, choices=Activity.choices)
    minutes = models.PositiveIntegerField(
        "minuten", validators=[MinValueValidator(0), MaxValueValidator(MINUTES_IN_A_DAY)]
    )
    note = models.TextField("wat is er gedaan", blank=True)
    # What the supporter was on that day; a later change of theirs doesn't rewrite the hours.
    supporter_kind = models.CharField(
        "soort ondersteuner", max_length=20, choices=SupporterKind.choices, default=SupporterKind.PROFESSIONAL
    )
    # What an imported line is recognised by (cases/imports/lines.py); empty for a line written by hand.
    import_key = models.CharField(max_length=40, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacten"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__lte=MINUTES_IN_A_DAY),
                name="contact_minutes_within_a_day",
                violation_error_message="Er gaan 1.440 minuten in een dag.",
            ),
            models.UniqueConstraint(
                fields=["front_door", "import_key"],
                condition=~Q(import_key=""),
                name="contact_imported_once",
                violation_error_message="Deze urenregel is al geïmporteerd.",
            ),
        ]
        indexes = [
            models.Index(fields=["front_door", "on"], include=["question", "minutes", "provider"], name="contact_on"),
            models.Index(fields=["question", "on"], include=["minutes"], name="contact_of_question"),
            models.Index(fields=["supporter", "on"], name="contact_of_supporter"),
        ]
        triggers = [triggers.contact_in_filed_period]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class OtherWorkQuerySet(models.QuerySet["OtherWork"]):
    def for_user(self, user: User) -> OtherWorkQuerySet:
        """Own lines, and for a manager those of the team."""
        return self.filter(Q(supporter=user) | Q(provider_id__in=access.provider_ids(user, Permission.LEAD_TEAM)))


class OtherWork(models.Model):
    """Work not bound to a client: written apart, so that it never hides in the hours of questions."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+", verbose_name="voordeur")
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="other_work", verbose_name="aanbieder"
    )
    supporter = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="other_work", verbose_name="ondersteuner"
    )
    on = models.DateField("datum")
    kind = models.CharField("soort werk", max_length=20, choices=OtherWorkKind.choices)
    minutes = models.PositiveIntegerField(
        "minuten", validators=[MinValueValidator(1), MaxValueValidator(MINUTES_IN_A_DAY)]
    )
    people = models.PositiveIntegerField("aantal mensen", null=True, blank=True)
    note = models.CharField("toelichting", max_length=200, blank=True)
    # What an imported line is recognised by (cases/imports/lines.py); empty for a line written by hand.
    import_key = models.CharField(max_length=40, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = OtherWorkQuerySet.as_manager()

    class Meta:
        verbose_name = "ander werk"
        verbose_name_plural = "ander werk"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MINUTES_IN_A_DAY)),
                name="other_work_minutes_within_a_day",
                violation_error_message="Vul 1 tot en met 1.440 minuten in.",
            ),
            models.UniqueConstraint(
                fields=["front_door", "import_key"],
                condition=~Q(import_key=""),
                name="other_work_imported_once",
                violation_error_message="Deze urenregel is al geïmporteerd.",
            ),
        ]
        indexes = [
            models.Index(fields=["front_door", "on"], name="other_work_on"),
            models.Index(fields=["supporter", "on"], name="other_work_of_supporter"),
        ]
        triggers = [triggers.other_work_in_filed_period]

    def __str__(self) -> str:
        return f"ander werk {self.pk}"
