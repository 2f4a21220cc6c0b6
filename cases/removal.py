"""Removing what is kept about a client, as far as the law allows. What was counted stays: figures can be proved."""

from __future__ import annotations

from django.db.models import F, Q

from cases.dossier import PARTS, Part
from cases.models import Client, Contact, Draft, HelpQuestion, Removal
from cases.rights_rules import Reach, removal_reach
from oco.models import Organisation


def reach_of(client: Client, provider: Organisation) -> Reach:
    """How far a removal at this provider would go today."""
    questions = HelpQuestion.objects.filter(client=client)
    elsewhere = Q(provider__isnull=True) | ~Q(provider=provider)
    return removal_reach(
        open_here=questions.filter(provider=provider, closed_on__isnull=True).count(),
        known_elsewhere=questions.filter(elsewhere).exists()
        or Contact.objects.filter(question__client=client).exclude(provider=provider).exists(),
    )


def erase(client: Client, provider: Organisation, *, reach: Reach) -> list[tuple[str, int]]:
    """Empties the texts of this provider, and with the whole reach the identity too; says of how many records.

    Inside a transaction of the caller. Numbers, days, minutes, choices and scores stay, so every figure does.
    """
    counts = []
    for part in PARTS:
        number = _erase(part, client, provider, whole=reach is Reach.WHOLE)
        if number:
            counts.append((part.heading, number))
    _drop_drafts(client, provider, whole=reach is Reach.WHOLE)
    return counts


def _erase(part: Part, client: Client, provider: Organisation, *, whole: bool) -> int:
    if not (part.goes or part.empties):
        return 0
    found = (part.rows if whole else part.of_provider)(client, provider)
    if part.goes:
        number, _ = found.delete()
        return int(number)
    changes = dict(part.empties)
    if any(each.name == "version" for each in part.model._meta.concrete_fields):
        changes["version"] = F("version") + 1  # a form that stands open elsewhere doesn't write it back
    return int(found.update(**changes))


def _drop_drafts(client: Client, provider: Organisation, *, whole: bool) -> None:
    """Half-typed forms about this client, whoever types them."""
    questions = HelpQuestion.objects.filter(client=client, provider=provider).values_list("pk", flat=True)
    names = Q(form__in=[f"client-{client.pk}"]) if whole else Q()
    for key in questions:
        names |= Q(form=f"question-{key}") | Q(form__startswith=f"question-{key}-")
    if names:
        Draft.objects.filter(names).delete()


def is_removed(client: Client) -> bool:
    """Whether the identity of this client went."""
    return Removal.objects.filter(client=client, whole=True).exists()
