"""Dividing a caseload over colleagues, pure: who has the least gets the next client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A question to divide: its key and its client's."""

    question: int
    client: int


def share_out(parts: Sequence[Part], loads: Mapping[int, int]) -> dict[int, int]:
    """Question -> colleague. `loads` are the colleagues' open questions now, in the order in which a tie is broken.

    The questions of one client go to one colleague, for clients ask for one person. Clients with the most questions
    are placed first, each with whom then has the least.
    """
    if not loads:
        return {}
    of_client: dict[int, list[int]] = {}
    for part in parts:
        of_client.setdefault(part.client, []).append(part.question)
    now = dict(loads)
    found: dict[int, int] = {}
    for questions in sorted(of_client.values(), key=len, reverse=True):
        colleague = min(now, key=lambda each: now[each])
        now[colleague] += len(questions)
        found |= dict.fromkeys(questions, colleague)
    return found
