"""What a team does together: the list of the case talk, who is away and who stands in, and when who is reminded."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from cases.models.questions import HelpQuestion
from oco import access
from oco.access import Permission
from oco.models import Organisation, User


class CaseTalkItemQuerySet(models.QuerySet["CaseTalkItem"]):
    def for_user(self, user: User) -> CaseTalkItemQuerySet:
        """Of one's own provider alone: what a team says among itself isn't for who only reads its questions."""
        return self.filter(provider_id__in=access.provider_ids(user, Permission.WORK_ON_QUESTIONS))

    def on_the_list(self) -> CaseTalkItemQuerySet:
        return self.filter(discussed_on__isnull=True)

    def to_carry_out(self) -> CaseTalkItemQuerySet:
        return self.filter(discussed_on__isnull=False, done_on__isnull=True)


class CaseTalkItem(models.Model):
    """A question on the list of the case talk (caseoverleg): what is asked, what was decided, whether it was done."""

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="case_talks")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    ask = models.TextField("wat u wilt vragen")
    asked_on = models.DateField("op de lijst sinds", default=timezone.localdate)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    discussed_on = models.DateField("besproken", null=True, blank=True)
    decision = models.TextField("besluit", blank=True)
    note = models.TextField("toelichting", blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField("gedaan", null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseTalkItemQuerySet.as_manager()

    class Meta:
        verbose_name = "punt van het caseoverleg"
        verbose_name_plural = "punten van het caseoverleg"
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(discussed_on__isnull=True),
                name="case_talk_on_the_list_once",
                violation_error_message="Deze vraag staat al op de lijst van het caseoverleg.",
            ),
            models.CheckConstraint(
                condition=~Q(ask=""),
                name="case_talk_asks_something",
                violation_error_message="Schrijf op wat u het team wilt vragen.",
            ),
            models.CheckConstraint(
                condition=Q(discussed_on__isnull=True, decided_by__isnull=True, decision="", note="")
                | (Q(discussed_on__gte=F("asked_on"), decided_by__isnull=False) & ~Q(decision="")),
                name="case_talk_decided_whole",
                violation_error_message="Een besproken vraag heeft een besluit, een dag en wie het opschreef. "
                "Die dag is niet voor de dag waarop de vraag op de lijst kwam.",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__gte=F("discussed_on"), done_by__isnull=False, discussed_on__isnull=False),
                name="case_talk_done_after_decision",
                violation_error_message="Gedaan kan pas na het besluit.",
            ),
        ]
        indexes = [models.Index(fields=["provider", "discussed_on"], name="case_talk_list")]

    def __str__(self) -> str:
        return f"caseoverleg {self.pk}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on_day(self, day: date) -> AbsenceQuerySet:
        return self.filter(first_day__lte=day, last_day__gte=day)

    def for_user(self, user: User) -> AbsenceQuerySet:
        """What everybody at the provider may know: who is away, until when, and who stands in."""
        return self.filter(provider_id__in=access.provider_ids(user, Permission.WORK_ON_QUESTIONS))

    def last_days(self) -> dict[tuple[int, int], date]:
        """(user, provider) -> the last day away."""
        rows = self.order_by().values_list("user_id", "provider_id", "last_day")
        return {(user, provider): last for user, provider, last in rows}


class Absence(models.Model):
    """Somebody is away from a provider, both days included. `replaced_by` sees their questions meanwhile; the
    questions stay with who is away. No reason: an employer may not keep why somebody is ill."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences", verbose_name="wie")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="aanbieder")
    first_day = models.DateField("eerste dag")
    last_day = models.DateField("laatste dag")
    replaced_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="vervanger"
    )
    note = models.TextField("voor de vervanger", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "afwezigheid"
        verbose_name_plural = "afwezigheid"
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="absence_ends_after_it_begins",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("user")),
                name="absence_replaced_by_another",
                violation_error_message="Niemand vervangt zichzelf. Kies een collega.",
            ),
            # Ranges of one number, for equality in GiST needs an extension.
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[
                    (Func(F("user"), F("user"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("provider"), F("provider"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"), "&&"),
                ],
                violation_error_message="In deze dagen is al een afwezigheid opgeschreven. Wijzig die.",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "last_day"], name="absence_at_provider"),
            models.Index(fields=["replaced_by", "last_day"], name="absence_replaced"),
        ]

    def __str__(self) -> str:
        return f"afwezigheid {self.pk}"


class ReminderChoice(models.Model):
    """When somebody wants their one mail of the day. Who has none is mailed at eight, every working day."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="reminder_choice")
    hour = models.PositiveSmallIntegerField("hoe laat", default=8)
    weekdays = models.CharField("op welke dagen", max_length=5, default="12345")  # Monday is 1
    only_when_late = models.BooleanField("alleen als er iets te laat is", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "keuze voor herinneringen"
        verbose_name_plural = "keuzes voor herinneringen"
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__range=(7, 18)),
                name="reminder_between_seven_and_six",
                violation_error_message="Kies een uur van 7 tot en met 18.",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__regex=r"^1?2?3?4?5?$") & ~Q(weekdays=""),
                name="reminder_on_some_day",
                violation_error_message="Kies minstens één dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"herinneringen van {self.user_id}"
