"""Referrals: to whom a client goes, what may be told, what came of it; and the Wlz, where Wmo support ends."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases import triggers
from cases.models.questions import HelpQuestion
from oco.models import User


class ReferralQuerySet(models.QuerySet["Referral"]):
    def for_user(self, user: User) -> ReferralQuerySet:
        return self.filter(question__in=HelpQuestion.objects.for_user(user))


class Referral(models.Model):
    """A referral (verwijzing): warm, in person and with consent, or with a leaflet."""

    class Kind(models.TextChoices):
        WARM = "warm", "warme overdracht"
        LEAFLET = "leaflet", "met folder"

    class Answer(models.TextChoices):
        """What the receiver says."""

        ACCEPTED = "accepted", "aangenomen"
        REFUSED = "refused", "niet aangenomen"
        DONE = "done", "afgerond"

    class ConsentHow(models.TextChoices):
        """How the client said yes."""

        SPOKEN = "spoken", "in een gesprek"
        PHONE = "phone", "aan de telefoon"
        WRITTEN = "written", "op papier of per e-mail"
        REPRESENTATIVE = "representative", "door een vertegenwoordiger"

    question = models.ForeignKey(HelpQuestion, on_delete=models.CASCADE, related_name="referrals")
    on = models.DateField("datum", default=timezone.localdate)
    to = models.CharField("naar wie", max_length=200)
    kind = models.CharField("hoe", max_length=10, choices=Kind.choices)
    consent = models.BooleanField("de cliënt vindt het goed", default=False)
    note = models.TextField("toelichting", blank=True)
    # Where the receiver stands on the social map; free text stays possible.
    entry = models.ForeignKey(
        "SocialMapEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    email = models.EmailField("e-mail van de ontvanger", blank=True)
    phone = models.CharField("telefoon van de ontvanger", max_length=20, blank=True)
    # The question that was made for another provider of the same front door.
    passed_on = models.OneToOneField(
        HelpQuestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="passed_from"
    )
    # Consent is what may be told: keys of cases.told.WHAT, with the day and the way that the client said so.
    shares = models.JSONField("mag verteld worden", default=list, blank=True)
    consent_on = models.DateField("toestemming gegeven", null=True, blank=True)
    consent_how = models.CharField("toestemming", max_length=20, choices=ConsentHow.choices, blank=True)
    consent_withdrawn_on = models.DateField("toestemming ingetrokken", null=True, blank=True)
    receiver_note = models.TextField("bericht aan de ontvanger", blank=True)
    # A warm handover as facts: the talk that was held together, and the first appointment that was kept.
    joint_talk_on = models.DateField("gezamenlijk gesprek", null=True, blank=True)
    first_appointment_on = models.DateField("eerste afspraak", null=True, blank=True)
    first_appointment_kept = models.BooleanField("eerste afspraak doorgegaan", null=True, blank=True)
    answer = models.CharField("antwoord", max_length=10, choices=Answer.choices, blank=True)
    answered_on = models.DateField("beantwoord", null=True, blank=True)
    answer_note = models.TextField("toelichting van de ontvanger", blank=True)
    done_on = models.DateField("afgerond", null=True, blank=True)
    # Who asked for the answer says that it was read; until then it stands on "Vandaag".
    answer_seen_at = models.DateTimeField("antwoord gezien", null=True, blank=True)
    answer_seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "verwijzing"
        verbose_name_plural = "verwijzingen"
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="leaflet") | Q(consent=True),
                name="referral_warm_with_consent",
                violation_error_message="Een warme overdracht kan alleen als de cliënt het goed vindt.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="referral_answer_with_a_day",
                violation_error_message="Een antwoord heeft een datum.",
            ),
            models.CheckConstraint(
                condition=Q(first_appointment_kept__isnull=True) | Q(first_appointment_on__isnull=False),
                name="referral_appointment_has_a_day",
                violation_error_message="Vul de dag van de eerste afspraak in.",
            ),
            models.CheckConstraint(
                condition=Q(consent_on__isnull=True, consent_how="")
                | (Q(consent_on__isnull=False, consent=True) & ~Q(consent_how="")),
                name="referral_consent_whole",
                violation_error_message="Vul in op welke dag en hoe de cliënt toestemming gaf.",
            ),
            models.CheckConstraint(
                condition=Q(shares=[]) | Q(consent_on__isnull=False),
                name="referral_shares_with_consent",
                violation_error_message="Alleen met toestemming mag er iets verteld worden.",
            ),
            models.CheckConstraint(
                condition=Q(consent_withdrawn_on__isnull=True) | Q(consent_withdrawn_on__gte=F("consent_on")),
                name="referral_consent_withdrawn_later",
                violation_error_message="Toestemming wordt ingetrokken nadat die is gegeven.",
            ),
            models.CheckConstraint(
                condition=~Q(answer="refused") | ~Q(answer_note=""),
                name="referral_refused_with_reason",
                violation_error_message="Schrijf op waarom niet.",
            ),
            models.CheckConstraint(
                condition=Q(answer="done", done_on__isnull=False) | (~Q(answer="done") & Q(done_on__isnull=True)),
                name="referral_done_with_a_day",
                violation_error_message="Een afgeronde verwijzing heeft een datum.",
            ),
            models.CheckConstraint(
                condition=Q(answer_seen_at__isnull=True, answer_seen_by__isnull=True)
                | Q(answer_seen_at__isnull=False, answer_seen_by__isnull=False),
                name="referral_seen_by_and_at",
                violation_error_message="Wie een antwoord leest, doet dat op een moment.",
            ),
        ]
        indexes = [models.Index(fields=["on"], name="referral_on")]
        triggers = [triggers.referral_in_filed_period]

    def __str__(self) -> str:
        return f"verwijzing {self.pk}"


class WlzIndication(models.Model):
    """A Wlz indication of the CIZ starts: from that day the support under the Wmo ends.

    The warm handover to the Wlz supporter of the zorgkantoor is its referral; none where the client did not
    want one.
    """

    question = models.OneToOneField(HelpQuestion, on_delete=models.CASCADE, related_name="wlz")
    since = models.DateField("ingangsdatum")
    referral = models.OneToOneField(Referral, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = "Wlz-indicatie"
        verbose_name_plural = "Wlz-indicaties"
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"Wlz-indicatie {self.pk}"
