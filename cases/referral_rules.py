"""Decisions about referrals and the social map, pure: values in, values out; today is an argument."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

# Half a year: organisations that keep a social map look through it twice a year. The project's own choice.
STALE_AFTER_DAYS = 180
# An answer may be expected within a week; the link itself holds two weeks (cases/links.py).
NO_ANSWER_AFTER_DAYS = 7


def fresh_since(today: date) -> date:
    """Who looked on this day or later, looked lately."""
    return today - timedelta(days=STALE_AFTER_DAYS)


def is_stale(*, checked_on: date | None, today: date) -> bool:
    """The last day of the half-year still counts as lately; what nobody ever looked at doesn't."""
    return checked_on is None or checked_on < fresh_since(today)


def stale_on(checked_on: date) -> date:
    """The first day on which it should be looked at again."""
    return checked_on + timedelta(days=STALE_AFTER_DAYS + 1)


class Stage(StrEnum):
    """Where a referral stands."""

    LEAFLET = "leaflet"  # nothing comes back
    NOT_ASKED = "not_asked"  # warm, and the receiver wasn't asked for an answer
    WAITING = "waiting"
    NO_ANSWER = "no_answer"  # asked a week ago or more
    EXPIRED = "expired"  # the link ran out unused
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    WITHDRAWN = "withdrawn"  # the client took the consent back


def stage(
    *,
    warm: bool,
    answer: str,
    asked_on: date | None,
    expired: bool,
    consent_withdrawn_on: date | None,
    today: date,
) -> Stage:
    """`asked_on`: the day on which the newest link that wasn't withdrawn was made, or the question was offered."""
    if not warm:
        return Stage.LEAFLET
    if answer:
        return Stage(answer)
    if consent_withdrawn_on is not None:
        return Stage.WITHDRAWN
    if asked_on is None:
        return Stage.NOT_ASKED
    if expired:
        return Stage.EXPIRED
    return Stage.NO_ANSWER if today - asked_on >= timedelta(days=NO_ANSWER_AFTER_DAYS) else Stage.WAITING


# How a stage is said; those of ATTENTION ask something of the supporter.
WORDS: dict[Stage, str] = {
    Stage.LEAFLET: "met folder",
    Stage.NOT_ASKED: "warme overdracht, nog geen antwoord gevraagd",
    Stage.WAITING: "wacht op antwoord",
    Stage.NO_ANSWER: "nog geen antwoord na een week",
    Stage.EXPIRED: "de link is verlopen zonder antwoord",
    Stage.ACCEPTED: "aangenomen",
    Stage.REFUSED: "niet aangenomen",
    Stage.DONE: "afgerond",
    Stage.WITHDRAWN: "toestemming ingetrokken",
}
ANSWERED = frozenset({Stage.ACCEPTED, Stage.REFUSED, Stage.DONE})
ATTENTION = frozenset({Stage.NO_ANSWER, Stage.EXPIRED, Stage.REFUSED})


def after_wlz(*, since: date | None, on: date) -> bool:
    """Work on or after the day on which a Wlz indication starts is no support under the Wmo any more."""
    return since is not None and on >= since
