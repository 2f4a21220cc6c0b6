"""The yearly round between who accounts and the municipality: when, who draws up, and which parts are ready."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.models import Municipality, Organisation, User
from reporting.models import Report

# A report that is due later than a year after its period would never be missed.
MOST_MONTHS = 12
LAST_DAY = 28  # every month has it


def _months(label: str, default: int | None) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, default=default, validators=[MaxValueValidator(MOST_MONTHS)]
    )


def _day(label: str) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(
        label, default=1, validators=[MinValueValidator(1), MaxValueValidator(LAST_DAY)]
    )


class FilingTerms(models.Model):
    """When reports are due, from a day on: so many months after the period, on this day of the month. Without a number
    of months that kind of report isn't asked. `organisation` empty: for all who account to this municipality.
    What holds is what held when the period began."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="filing_terms")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ontvanger"
    )
    valid_from = models.DateField("geldt vanaf")
    quarter_months = _months("kwartaal: maanden erna", 1)
    quarter_day = _day("kwartaal: dag")
    half_year_months = _months("eerste halfjaar: maanden erna", 1)
    half_year_day = _day("eerste halfjaar: dag")
    year_months = _months("jaar: maanden erna", 3)
    year_day = _day("jaar: dag")

    class Meta:
        verbose_name = "indientermijnen"
        verbose_name_plural = "indientermijnen"
        ordering = ["municipality", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "organisation", "valid_from"],
                name="filing_terms_once_a_day",
                nulls_distinct=False,
                violation_error_message="Vanaf deze dag gelden al andere termijnen.",
            ),
            models.CheckConstraint(
                condition=Q(
                    quarter_day__range=(1, LAST_DAY), half_year_day__range=(1, LAST_DAY), year_day__range=(1, LAST_DAY)
                ),
                name="filing_terms_day_of_every_month",
                violation_error_message="Kies een dag van 1 tot en met 28.",
            ),
            models.CheckConstraint(
                condition=Q(
                    quarter_months__lte=MOST_MONTHS, half_year_months__lte=MOST_MONTHS, year_months__lte=MOST_MONTHS
                ),
                name="filing_terms_within_a_year",
                violation_error_message="Kies ten hoogste 12 maanden.",
            ),
        ]

    def __str__(self) -> str:
        return f"indientermijnen vanaf {self.valid_from}"


class _OfPeriod(models.Model):
    """What is about one period of one account."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    start = models.DateField("begin")
    end = models.DateField("einde")  # not in it

    class Meta:
        abstract = True


class Extension(_OfPeriod):
    """The municipality gives another last day for one report. Names are copied."""

    due_on = models.DateField("nieuwe datum")
    reason = models.TextField("reden")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "uitstel"
        verbose_name_plural = "uitstel"
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "organisation", "start", "end"],
                name="extension_once",
                violation_error_message="Voor deze periode is er al uitstel.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_with_reason",
                violation_error_message="Schrijf op waarom u uitstel geeft.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("end")),
                name="extension_after_the_period",
                violation_error_message="De nieuwe datum ligt na de periode.",
            ),
        ]

    def __str__(self) -> str:
        return f"uitstel {self.pk}"


class DrawingUp(models.Model):
    """Who of a partnership draws up its reports, from a day on: one provider, or each in turn per quarter."""

    class Way(models.TextChoices):
        FIXED = "fixed", "steeds dezelfde aanbieder"
        ROTATING = "rotating", "om de beurt, per kwartaal"

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField("geldt vanaf")
    way = models.CharField("hoe", max_length=10, choices=Way.choices)
    first = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="aanbieder"
    )  # the fixed one, or whose turn it is in the quarter of `valid_from`

    class Meta:
        verbose_name = "rolverdeling"
        verbose_name_plural = "rolverdelingen"
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "organisation", "valid_from"],
                name="drawing_up_once_a_day",
                violation_error_message="Vanaf deze dag geldt al een andere rolverdeling.",
            ),
        ]

    def __str__(self) -> str:
        return f"rolverdeling vanaf {self.valid_from}"


class TurnSwap(_OfPeriod):
    """For one period somebody else draws up, with the reason."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="aanbieder")
    reason = models.TextField("reden")
    swapped_at = models.DateTimeField(default=timezone.now)
    swapped_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    swapped_by_name = models.CharField(max_length=100)

    class Meta:
        verbose_name = "ruil"
        verbose_name_plural = "ruilen"
        ordering = ["swapped_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "organisation", "start", "end"],
                name="turn_swap_once",
                violation_error_message="Voor deze periode is al geruild.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="turn_swap_with_reason",
                violation_error_message="Schrijf op waarom u ruilt.",
            ),
        ]

    def __str__(self) -> str:
        return f"ruil {self.pk}"


class PartClosing(_OfPeriod):
    """A provider says that its part of a report is ready. Reopened where it isn't after all."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="aanbieder")
    left_open = models.PositiveIntegerField("punten die openstonden", default=0)
    closed_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_by_name = models.CharField(max_length=100)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reopened_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "afgesloten deel"
        verbose_name_plural = "afgesloten delen"
        ordering = ["closed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "organisation", "provider", "start", "end"],
                condition=Q(reopened_at__isnull=True),
                name="part_closed_once",
                violation_error_message="Dit deel is al afgesloten.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True, reopened_by_name="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_by_name="")),
                name="part_reopened_whole",
                violation_error_message="Wie een deel heropent, staat er met de tijd bij.",
            ),
        ]

    def __str__(self) -> str:
        return f"deel {self.pk}"


class FilingNote(models.Model):
    """How a version was handed in: by whom in the round, and why some part wasn't ready."""

    class FiledAs(models.TextChoices):
        ACCOUNTABLE = "accountable", "het samenwerkingsverband"
        LEAD = "lead", "wie opstelt"
        DEPUTY = "deputy", "vervanger"

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="filing_note")
    filed_as = models.CharField("als", max_length=12, choices=FiledAs.choices)
    parts_missing = models.CharField("delen die ontbraken", max_length=400, blank=True)
    reason = models.TextField("reden", blank=True)

    class Meta:
        verbose_name = "aantekening bij het indienen"
        verbose_name_plural = "aantekeningen bij het indienen"
        constraints = [
            models.CheckConstraint(
                condition=Q(parts_missing="") | ~Q(reason=""),
                name="filing_note_missing_with_reason",
                violation_error_message="Schrijf op waarom u indient zonder alle delen.",
            ),
        ]

    def __str__(self) -> str:
        return f"aantekening {self.pk}"
