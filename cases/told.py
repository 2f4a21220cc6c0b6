"""What is told in a warm handover: exactly what the client allowed, by key, read as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cases import matrices
from cases.models import OneTimeLink, Referral
from cases.norms import domain_label
from oco.dutch import national_phone
from oco.templatetags.oco import date_nl

# Key -> how the client and the supporter call it; in the order in which it is told.
WHAT: dict[str, str] = {
    "name": "naam",
    "phone": "telefoonnummer",
    "email": "e-mailadres",
    "birth_date": "geboortedatum",
    "place": "postcode en wijk",
    "text": "de vraag",
    "domains": "leefgebieden",
    "done": "wat er is gedaan en gevonden",
    "scores": "metingen",
    "note": "bericht van de ondersteuner",
}


@dataclass(frozen=True)
class Told:
    """One part: what it is, and the lines or the measures that say it. Without both it isn't known."""

    key: str
    label: str
    lines: list[str]
    results: list[matrices.Result]


def told(referral: Referral, keys: Iterable[str]) -> list[Told]:
    """The parts with these keys, and nothing else; only those are looked up."""
    chosen = set(keys)
    return [
        Told(
            key,
            label.capitalize(),
            [line for line in LINES[key](referral) if line] if key in LINES else [],
            _measured(referral) if key == "scores" else [],
        )
        for key, label in WHAT.items()
        if key in chosen
    ]


def allowed(referral: Referral, link: OneTimeLink | None = None) -> list[str]:
    """The keys that may be told now: what the client allowed, and for a link also allowed when it was made.
    Nothing once the consent was taken back."""
    if referral.consent_on is None or referral.consent_withdrawn_on is not None:
        return []
    return [key for key in WHAT if key in referral.shares and (link is None or key in link.shares)]


def _place(referral: Referral) -> list[str]:
    client = referral.question.client
    return [" ".join(part for part in (client.postcode, client.district.name if client.district else "") if part)]


def _done(referral: Referral) -> list[str]:
    """Tasks and arrangement. What was written at a contact is never told."""
    question = referral.question
    tasks = [task.get_task_display().capitalize() for task in question.tasks.all()]
    found = [
        f"{step.get_step_display().capitalize()}: {step.note}" if step.note else step.get_step_display().capitalize()
        for step in question.arrangement.all()
    ]
    return tasks + found


def _measured(referral: Referral) -> list[matrices.Result]:
    """Each instrument that was gone through, drawn as on the page of the question."""
    return [result for result in matrices.results(referral.question) if result.matrices]


LINES: dict[str, Callable[[Referral], list[str]]] = {
    "name": lambda referral: [referral.question.client.full_name],
    "phone": lambda referral: [national_phone(phone) if (phone := referral.question.client.phone) else ""],
    "email": lambda referral: [referral.question.client.email],
    "birth_date": lambda referral: [date_nl(day) if (day := referral.question.client.birth_date) else ""],
    "place": _place,
    "text": lambda referral: [referral.question.text],
    "domains": lambda referral: [", ".join(domain_label(each.domain) for each in referral.question.domains.all())],
    "done": _done,
    "note": lambda referral: [referral.receiver_note],
}
