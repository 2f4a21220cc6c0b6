"""Signals: what supporters see going wrong in general. Without persons."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases import triggers
from cases.models.questions import HelpQuestion
from oco import access
from oco.access import Permission
from oco.models import District, FrontDoor, Organisation, User
from oco.periods import Period, PeriodKind


class SignalQuerySet(models.QuerySet["Signal"]):
    def for_user(self, user: User) -> SignalQuerySet:
        """The signals of one's own provider: a colleague may have seen the same."""
        return self.filter(provider_id__in=access.provider_ids(user, Permission.WORK_ON_QUESTIONS))

    def written_in(self, period: Period) -> SignalQuerySet:
        return self.filter(on__gte=period.start, on__lt=period.end)


class SignalBundleQuerySet(models.QuerySet["SignalBundle"]):
    def for_user(self, user: User) -> SignalBundleQuerySet:
        """The bundles of the teams that the user leads."""
        return self.filter(provider_id__in=access.provider_ids(user, Permission.LEAD_TEAM))

    def within(self, period: Period) -> SignalBundleQuerySet:
        """Bundles of the quarters that a report over this period covers."""
        return self.filter(start__gte=period.start, start__lt=period.end)


class SignalBundle(models.Model):
    """What a provider tells the municipality about one life domain in one quarter: the signals in one text, without
    persons. Only a text that is ready goes into the report; once that is filed it stays as it is."""

    class State(models.TextChoices):
        DRAFT = "draft", "concept"
        READY = "ready", "klaar voor het rapport"

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signal_bundles")
    start = models.DateField("kwartaal vanaf")  # the quarter's first day
    domain = models.CharField("leefgebied", max_length=40)  # a key of cases.codes.LIFE_DOMAINS
    text = models.TextField("tekst", blank=True)
    state = models.CharField("stand", max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = SignalBundleQuerySet.as_manager()

    class Meta:
        verbose_name = "gebundelde signalen"
        verbose_name_plural = "gebundelde signalen"
        ordering = ["start", "domain", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_door", "provider", "start", "domain"],
                name="signal_bundle_once",
                violation_error_message="Voor dit leefgebied is in dit kwartaal al een tekst. Wijzig die.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(text=""),
                name="signal_bundle_ready_with_text",
                violation_error_message="Schrijf eerst de tekst voor het rapport.",
            ),
            models.CheckConstraint(
                condition=Q(start__month__in=[1, 4, 7, 10], start__day=1),
                name="signal_bundle_of_a_quarter",
                violation_error_message="Een bundel begint op de eerste dag van een kwartaal.",
            ),
        ]
        triggers = [triggers.signal_bundle_in_filed_period]

    def __str__(self) -> str:
        return f"gebundelde signalen {self.pk}"

    @property
    def quarter(self) -> Period:
        return Period.containing(self.start, PeriodKind.QUARTER)


class Signal(models.Model):
    """One line written while working ("wachtlijst schuldhulp 4 maanden"), for the talk with the municipality."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signals")
    # Of which work it arose; a signal itself names no person.
    question = models.ForeignKey(HelpQuestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="signals")
    on = models.DateField("datum", default=timezone.localdate)
    text = models.CharField("signaal", max_length=200)
    domain = models.CharField("leefgebied", max_length=40)  # a key of cases.codes.LIFE_DOMAINS
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wijk"
    )
    # The bundle of its own domain and quarter that it went into.
    bundle = models.ForeignKey(SignalBundle, on_delete=models.SET_NULL, null=True, blank=True, related_name="signals")
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signaal"
        verbose_name_plural = "signalen"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="signal_says_something", violation_error_message="Schrijf het signaal op."
            ),
        ]
        indexes = [models.Index(fields=["front_door", "on"], name="signal_on")]
        triggers = [triggers.signal_in_filed_period]

    def __str__(self) -> str:
        return f"signaal {self.pk}"
