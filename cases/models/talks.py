"""The talk with the municipality, and help with an objection or a complaint."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.codes import Attendance, ObjectionKind, ObjectionOutcome
from cases.models.questions import HelpQuestion
from oco import access
from oco.access import Permission
from oco.models import User


def of_own_questions(user: User) -> Q:
    """Records of questions that the user works on; who may only read a question finds their trace in its story."""
    return Q(question__provider_id__in=access.provider_ids(user, Permission.WORK_ON_QUESTIONS))


class TalkQuerySet(models.QuerySet["Talk"]):
    def for_user(self, user: User) -> TalkQuerySet:
        return self.filter(of_own_questions(user))


class Talk(models.Model):
    """A talk with the municipality about support (keukentafelgesprek): prepared together, and how it went.

    The texts are the client's own words; they stand on the sheet that the client takes along.
    """

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="talks")
    on = models.DateField("datum", null=True, blank=True)
    at = models.TimeField("tijd", null=True, blank=True)
    place = models.CharField("plaats", max_length=200, blank=True)
    official = models.CharField("met wie van de gemeente", max_length=200, blank=True)
    # The day on which the client asked the municipality for help (melding): the term of the own plan begins then.
    reported_on = models.DateField("gemeld bij de gemeente", null=True, blank=True)
    client_along = models.BooleanField("de cliënt is er zelf bij", default=True)
    carer_along = models.BooleanField("de mantelzorger gaat mee", default=False)
    supporter_along = models.BooleanField("de ondersteuner gaat mee", default=True)
    others_along = models.CharField("wie nog meer", max_length=200, blank=True)
    client_wants = models.TextField("wat wil de cliënt bereiken", blank=True)
    bring = models.TextField("meenemen", blank=True)
    attendance = models.CharField("hoe ging het", max_length=20, choices=Attendance.choices, blank=True)
    outcome = models.TextField("uitkomst", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = "gesprek met de gemeente"
        verbose_name_plural = "gesprekken met de gemeente"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(at__isnull=True) | Q(on__isnull=False),
                name="talk_time_with_a_day",
                violation_error_message="Vul bij de tijd ook de datum in.",
            ),
            models.CheckConstraint(
                condition=Q(attendance="") | Q(on__isnull=False),
                name="talk_held_on_a_day",
                violation_error_message="Vul de datum van het gesprek in.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | ~Q(attendance=""),
                name="talk_outcome_after_the_talk",
                violation_error_message="Kies hoe het gesprek ging.",
            ),
        ]
        indexes = [models.Index(fields=["on"], condition=Q(attendance=""), name="talk_to_come")]

    def __str__(self) -> str:
        return f"gesprek {self.pk}"


class TalkDomain(models.Model):
    """A life domain that was gone through for a talk: what goes well, what doesn't, what the client wants."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField("leefgebied", max_length=40)  # a key of cases.codes.LIFE_DOMAINS
    goes_well = models.TextField("gaat goed", blank=True)
    goes_badly = models.TextField("lukt niet goed", blank=True)
    wants = models.TextField("wil de cliënt", blank=True)

    class Meta:
        verbose_name = "leefgebied van een gesprek"
        verbose_name_plural = "leefgebieden van een gesprek"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "domain"],
                name="talk_domain_once",
                violation_error_message="Dit leefgebied staat er al.",
            ),
            models.CheckConstraint(
                condition=~Q(goes_well="", goes_badly="", wants=""),
                name="talk_domain_says_something",
                violation_error_message="Vul iets in bij dit leefgebied.",
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def for_user(self, user: User) -> ObjectionQuerySet:
        return self.filter(of_own_questions(user))


class Objection(models.Model):
    """Help with an objection (bezwaar), an appeal (beroep) or a complaint (klacht), and its terms by law.

    `file_by` and `decide_by` are derived (cases/legal_terms.py) whenever a day changes, never typed.
    """

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="objections")
    kind = models.CharField("soort", max_length=10, choices=ObjectionKind.choices)
    about = models.CharField("waarover", max_length=200)
    announced_on = models.DateField("besluit verstuurd", null=True, blank=True)
    file_by = models.DateField("indienen uiterlijk", null=True, blank=True, editable=False)
    filed_on = models.DateField("ingediend", null=True, blank=True)
    committee = models.BooleanField("een commissie geeft advies", default=False)
    extended = models.BooleanField("het antwoord is uitgesteld", default=False)
    decide_by = models.DateField("antwoord uiterlijk", null=True, blank=True, editable=False)
    ended_on = models.DateField("afgerond", null=True, blank=True)
    outcome = models.CharField("uitkomst", max_length=20, choices=ObjectionOutcome.choices, blank=True)
    note = models.TextField("toelichting", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "bezwaar of klacht"
        verbose_name_plural = "bezwaren en klachten"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="complaint", announced_on__isnull=True, file_by__isnull=True)
                | (
                    ~Q(kind="complaint")
                    & Q(announced_on__isnull=False, file_by__isnull=False, file_by__gt=F("announced_on"))
                ),
                name="objection_term_from_the_decision",
                violation_error_message="Vul in wanneer het besluit is verstuurd. Bij een klacht is dat niet nodig.",
            ),
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True) | Q(announced_on__isnull=True) | Q(filed_on__gte=F("announced_on")),
                name="objection_filed_after_the_decision",
                violation_error_message="Het bezwaar komt na het besluit.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_on__isnull=True) | (~Q(outcome="") & Q(ended_on__isnull=False)),
                name="objection_ended_with_outcome",
                violation_error_message="Vul de uitkomst en de datum van de uitkomst in.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("", "dropped")) | Q(filed_on__isnull=False),
                name="objection_decided_after_filing",
                violation_error_message="Vul in wanneer het is ingediend.",
            ),
            models.CheckConstraint(
                condition=Q(decide_by__isnull=True) | Q(filed_on__isnull=False),
                name="objection_answer_due_after_filing",
                violation_error_message="Vul in wanneer het is ingediend.",
            ),
        ]
        indexes = [models.Index(fields=["file_by"], condition=Q(outcome=""), name="objection_running")]

    def __str__(self) -> str:
        return f"bezwaar of klacht {self.pk}"
