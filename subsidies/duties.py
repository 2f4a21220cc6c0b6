"""Who does what in the round of a partnership's reports: a table that can be read aloud.

The roles of `oco/access.py` say who may work with reports at all (FILE_REPORTS); this table says what somebody may do
with one report, by the duty that their organisation has in it. A lone provider is accountable by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Duty(StrEnum):
    """The part that an organisation has in one report; the words are for the page."""

    ACCOUNTABLE = "legt verantwoording af"
    LEAD = "stelt dit rapport op"
    DEPUTY = "vervangt wie opstelt"
    PARTNER = "levert het eigen deel"


class Act(StrEnum):
    READ_WHOLE = "het hele rapport lezen, zoals de gemeente het krijgt"
    CLOSE_PART = "het eigen deel afsluiten en heropenen"
    FILE = "indienen"
    ANSWER = "vragen van de gemeente beantwoorden"
    CORRECT = "een correctie openen"
    SWAP = "voor één periode ruilen"
    ARRANGE = "afspreken wie opstelt"


# Reading the whole is not part of filing: with two providers, who reads the joint tables can work out the other's small
# numbers from its own (reporting/disclosure.py). Who files sees its own figures and the joint totals.
DUTY_TABLE: dict[Duty, frozenset[Act]] = {
    Duty.ACCOUNTABLE: frozenset({Act.READ_WHOLE, Act.FILE, Act.ANSWER, Act.CORRECT, Act.SWAP, Act.ARRANGE}),
    Duty.LEAD: frozenset({Act.CLOSE_PART, Act.FILE, Act.ANSWER, Act.CORRECT, Act.SWAP}),
    Duty.DEPUTY: frozenset({Act.CLOSE_PART, Act.FILE, Act.ANSWER}),
    Duty.PARTNER: frozenset({Act.CLOSE_PART}),
}


def duties(
    mine: Collection[int], *, accountable: int, lead: int | None, providers: Collection[int], arranged: bool
) -> frozenset[Duty]:
    """Pure: the duties of somebody who works for the organisations `mine` (keys) in one report.

    `lead`: the provider that draws it up; `arranged`: whether the partnership has said who draws up. Without that, a
    provider behind a partnership only follows.
    """
    found = {Duty.ACCOUNTABLE} if accountable in mine else set()
    own = {provider for provider in providers if provider in mine and provider != accountable}
    if not arranged:
        return frozenset(found)
    if lead in own:
        found.add(Duty.LEAD)
    elif own:
        found.add(Duty.DEPUTY)
    if own:
        found.add(Duty.PARTNER)
    return frozenset(found)


def may(held: Collection[Duty], act: Act) -> bool:
    return any(act in DUTY_TABLE[duty] for duty in held)
