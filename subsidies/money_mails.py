"""Mails about money: a claim that waits for an answer, an amount that was changed, a ceiling that comes near.

Who must act is told: the policy officers of a claim that was sent in, the provider of one that came back, and both of
an amount that is used up sooner than the year. The marks are those of the pages (subsidies/ceilings.py). How they are
sent: subsidies/mailing.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from oco import jobs
from oco.models import Job, Organisation
from subsidies import costs
from subsidies.ceilings import Level
from subsidies.grant_pages import claim_ceiling, cost_ceiling
from subsidies.mailing import NEWS_DAYS, Mail, ask_once, deliver
from subsidies.models import ClaimStep, CostStatement, Grant, GrantAmount, GrantChange
from subsidies.terms import amount_terms

KIND = "tell_about_money"
# What is gone of an amount, in words: no figure stands in a mail.
GONE = {
    Level.WARN: "driekwart of meer van het bedrag",
    Level.ALARM: "negentig procent of meer van het bedrag",
    Level.FULL: "het hele bedrag",
}


def ask(*, now: datetime) -> list[Job]:
    """Asks for the mails that haven't been asked for. May run at any time, and as often as it likes."""
    since = now - timedelta(days=NEWS_DAYS)
    wanted: dict[str, dict[str, Any]] = {}
    for step in ClaimStep.objects.filter(at__gte=since):
        wanted[f"claim-{step.pk}"] = {"what": "claim", "pk": step.pk}
    for change in GrantChange.objects.filter(written_at__gte=since):
        wanted[f"change-{change.pk}"] = {"what": "change", "pk": change.pk}
    return ask_once(KIND, wanted | _claimed(since) | _spent(since))


def _claimed(since: datetime) -> dict[str, dict[str, Any]]:
    """Amounts that are paid on claims, of which a claim or a change brought the ceiling near."""
    moved = Q(claims__sent_at__gte=since) | Q(grant__changes__written_at__gte=since)
    rows = _lines().filter(moved, payment=GrantAmount.Payment.CLAIM).distinct()
    found = {}
    for line in rows:
        level = claim_ceiling(line).level
        if level is not Level.FINE:
            # With the amount in the key: once it was changed, the marks lie elsewhere.
            found[f"ceiling-{line.pk}-{line.amount}-{level}"] = {"what": "claimed", "pk": line.pk, "level": str(level)}
    return found


def _lines() -> QuerySet[GrantAmount]:
    return GrantAmount.objects.select_related("grant__municipality", "provider").prefetch_related("claims")


def _spent(since: datetime) -> dict[str, dict[str, Any]]:
    """Costs that were handed in, where they go over the amount before the year is over."""
    found = {}
    for row in CostStatement.objects.filter(handed_in_at__gte=since).select_related("grant"):
        level = _level_of_costs(row)
        if level is not Level.FINE:
            limit = sum(line.amount for line in row.grant.amounts.all() if line.provider_id == row.provider_id)
            found[f"costs-{row.grant_id}-{row.provider_id}-{limit}-{level}"] = {
                "what": "spent",
                "pk": row.pk,
                "level": str(level),
            }
    return found


def _level_of_costs(row: CostStatement) -> Level:
    """By the newest statement of the provider; as the page of the grant warns (GrantView.warnings)."""
    newest = CostStatement.objects.filter(grant=row.grant_id, provider=row.provider_id).order_by("-number").first()
    earlier = costs.handed_in_before(row.grant).get(row.provider_id, ())
    found = cost_ceiling(row.grant, row.provider_id, costs.statement_lines(newest or row), earlier)
    return found.level if found is not None and found.runs_out else Level.FINE


# --- the mails -------------------------------------------------------------------------------------------------------


@jobs.handler(KIND, atomic=False)
def tell(running: jobs.Running) -> dict[str, Any]:
    """Writes the mail as things stand now, and sends it to each person in a transaction of its own."""
    return deliver(running, mail_of(running.arguments))


def mail_of(arguments: dict[str, Any]) -> Mail | None:
    """The mail of a job; None where it no longer needs telling."""
    match arguments["what"]:
        case "claim":
            steps = ClaimStep.objects.select_related("claim__municipality", "claim__provider")
            return _step(steps.get(pk=arguments["pk"]))
        case "change":
            changes = GrantChange.objects.select_related("grant__municipality", "grant__organisation")
            return _changed(changes.get(pk=arguments["pk"]))
        case "claimed":
            line = _lines().get(pk=arguments["pk"])
            if claim_ceiling(line).level != arguments["level"]:
                return None
            said = f"{GONE[Level(arguments['level'])]} van {amount_terms(line).heading} is gedeclareerd"
            return _near(line.grant, line.provider, said)
    row = CostStatement.objects.select_related("grant__municipality", "provider").get(pk=arguments["pk"])
    if _level_of_costs(row) != arguments["level"]:
        return None
    return _near(row.grant, row.provider, f"{GONE[Level(arguments['level'])]} van {row.provider.name} is uitgegeven")


def _step(step: ClaimStep) -> Mail | None:
    """To the other side of who took the step; nothing where the next step was taken already."""
    claim = step.claim
    if ClaimStep.objects.filter(claim=claim, pk__gt=step.pk).exists():
        return None
    provider, words = claim.provider.name, claim.period.in_words
    about = f"declaratie van {provider} over {words}"
    sent = step.kind == ClaimStep.Kind.SENT
    if sent:
        subject, text = (
            f"De {about} wacht op u",
            f"{provider} heeft de declaratie over {words} ingediend. U kunt haar beoordelen.",
        )
    elif step.kind == ClaimStep.Kind.RETURNED:
        subject = f"Vraag van de gemeente over de {about}"
        text = (
            f"De gemeente {claim.municipality.name} stuurde de declaratie over {words} terug met een vraag. "
            "Beantwoord de vraag en dien de declaratie opnieuw in."
        )
    else:
        subject = f"Akkoord op de {about}"
        text = f"De gemeente {claim.municipality.name} is akkoord met de declaratie over {words}."
    return Mail(
        subject,
        text,
        frozenset() if sent else frozenset({claim.provider_id}),
        claim.municipality_id if sent else None,
        reverse("claim", args=[claim.pk], urlconf="oco.urls.care"),
        reverse("claim", args=[claim.pk], urlconf="oco.urls.municipality"),
        step.by_id,
        "deze subsidie",
    )


def _changed(change: GrantChange) -> Mail:
    """To who receives the grant, and every provider with an amount in it."""
    grant = change.grant
    providers = grant.amounts.filter(provider__isnull=False).values_list("provider_id", flat=True)
    return Mail(
        f"De subsidie van {grant.year} voor {grant.organisation.name} is gewijzigd",
        f"De gemeente {grant.municipality.name} heeft de subsidie van {grant.year} gewijzigd. "
        "Kijk of uw bedrag, doelen en betaaldagen nog kloppen.",
        frozenset({grant.organisation_id, *providers}),
        None,
        reverse("decision", args=[grant.pk], urlconf="oco.urls.care"),
        "",
        change.written_by_id,
        "deze subsidie",
    )


def _near(grant: Grant, provider: Organisation | None, said: str) -> Mail:
    """To both: the provider whose amount it is, and who decides on it."""
    assert provider is not None  # as the database sees to: a reserve is neither claimed nor spent
    return Mail(
        f"Subsidie {grant.year}: {said}",
        f"{said[:1].upper()}{said[1:]}. Het gaat om de subsidie van {grant.year} van de gemeente "
        f"{grant.municipality.name}.\nBespreek met elkaar hoe het verder gaat.",
        frozenset({provider.pk}),
        grant.municipality_id,
        reverse("money", args=[grant.pk, provider.slug], urlconf="oco.urls.care"),
        reverse("grants_of_year", args=[grant.year], urlconf="oco.urls.municipality"),
        concerned="deze subsidie",
    )
