"""What figures say about each other, as data: over periods, over the rows of a table, over providers, part and whole.

Who reads all reports of a year lays these sums beside each other, so the disclosure gate (reporting/linked.py) and the
attack on it (reporting/attack/) both read here. A new indicator has to say in each of the tables below how it adds up;
a test fails for one that doesn't. What is stated here has to be true of every count: a sum that does not always hold
would have the attack find contradictions where there are numbers to protect. What is true by some editions of a
definition only says by which.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporting.casework_indicators import HEALTH
from reporting.figures import FigureKey
from reporting.indicators import INDICATORS, OF_PROVIDERS, Dimension, Unit

D = Dimension

GRAND_TOTALS = frozenset(
    {
        *("unique_clients", "overlap_clients", "questions_received", "questions_answered"),
        *("questions_closed_otherwise", "questions_closed", "questions_open", "simple_questions"),
        # Where every question is a trajectory these are the questions closed and open, which are exact already.
        *("trajectories_finished", "trajectories_running"),
    }
)
# Minutes, means and scores, with the count of clients or questions that stands behind each: hidden where that is.
BEHIND: dict[str, tuple[str, ...]] = {
    "client_minutes": ("clients_with_minutes",),
    "closed_minutes": ("questions_answered", "questions_closed_otherwise"),
    "minutes_per_question_mean": ("questions_answered", "questions_closed_otherwise"),
    "minutes_per_question_median": ("questions_answered", "questions_closed_otherwise"),
    "minutes_per_question_p90": ("questions_answered", "questions_closed_otherwise"),
    "score_mean": ("score_count",),
    "entry_delay_median": ("entries",),
}
# Work that isn't bound to a client has nobody behind it.
NOBODY_BEHIND = frozenset({"other_minutes"})


def is_grand(key: FigureKey) -> bool:
    """Whether the rule releases this exactly, whatever it is."""
    if key.indicator in NOBODY_BEHIND:
        return True
    return key.indicator in GRAND_TOTALS and (not key.dimension or key.dimension in OF_PROVIDERS)


def is_minutes(key: FigureKey) -> bool:
    return INDICATORS[key.indicator].unit is Unit.MINUTES


class OverTime(StrEnum):
    """A period beside the quarters and half-years that it is made of."""

    ADDS_UP = "adds_up"  # events: each falls on one day
    EACH_ONCE = "each_once"  # people, or whatever counts once: at least the largest part, at most all parts together
    AT_MOST_ALL = "at_most_all"  # at most all parts together, and nothing more
    AT_LEAST_ALL = "at_least_all"  # what was missing at the end of a quarter may be there at the end of the year
    AT_THE_END = "at_the_end"  # that of the last part
    NOTHING = "nothing"  # means and percentiles


class Rows(StrEnum):
    """The rows of a breakdown beside its total."""

    ADD_UP = "add_up"
    SEVERAL = "several"  # each at most the total, together at least the total
    SEVERAL_OR_NONE = "several_or_none"  # and who is in the row without a name is in no other
    SOME = "some"  # each at most the total; not everything has a row
    APART = "apart"  # no total that is released


class OverProviders(StrEnum):
    """The whole beside the providers that it consists of (and what no provider has yet)."""

    ADDS_UP = "adds_up"
    EACH_ONCE = "each_once"
    NOTHING = "nothing"


T, R, P = OverTime, Rows, OverProviders
_WAYS = ("rose", "stayed", "fell")
_TERMS = ("first_contact", "pick_up")

OVER_TIME: dict[str, OverTime] = {
    "unique_clients": T.EACH_ONCE,
    "overlap_clients": T.NOTHING,  # follows from exact totals
    # New in the year is new in the one quarter in which somebody came first.
    "new_clients": T.ADDS_UP,
    # Who came back in a quarter may be new in the year.
    "returning_clients": T.AT_MOST_ALL,
    "questions_received": T.ADDS_UP,
    "questions_answered": T.ADDS_UP,
    "questions_closed_otherwise": T.ADDS_UP,
    "questions_closed": T.ADDS_UP,
    "questions_open": T.AT_THE_END,
    "simple_questions": T.ADDS_UP,
    # A term that ends in one quarter and is met in the next counts in both, and once in the year.
    **dict.fromkeys([f"{term}_{part}" for term in _TERMS for part in ("total", "on_time", "after_pause")], T.EACH_ONCE),
    "client_minutes": T.ADDS_UP,
    "clients_with_minutes": T.EACH_ONCE,
    "other_minutes": T.ADDS_UP,
    "other_people": T.ADDS_UP,
    "closed_minutes": T.ADDS_UP,
    "trajectories_finished": T.ADDS_UP,
    "trajectories_running": T.AT_THE_END,
    "trajectories_too_long": T.ADDS_UP,
    "entries": T.ADDS_UP,
    "entries_late": T.ADDS_UP,
    "entry_delay_median": T.NOTHING,
    **dict.fromkeys([f"minutes_per_question_{kind}" for kind in ("mean", "median", "p90")], T.NOTHING),
    "questions_above_guideline": T.ADDS_UP,
    "score_count": T.ADDS_UP,
    "score_mean": T.NOTHING,
    "fits": T.ADDS_UP,
    "survey_consents": T.EACH_ONCE,
    "referrals": T.ADDS_UP,
    "referrals_joint_talk": T.ADDS_UP,
    "referrals_kept": T.ADDS_UP,
    # Closed in March and measured again in April: with a pair in the year, in no quarter.
    "closed_with_pair": T.AT_LEAST_ALL,
    **dict.fromkeys(
        [f"{scale}_{part}" for scale in ("matrix", "health") for part in ("assessments", "pairs", *_WAYS)], T.ADDS_UP
    ),
    "signals": T.ADDS_UP,
    "signal_questions": T.EACH_ONCE,
}

# Every breakdown that there is; of events each has one row.
OVER_ROWS: dict[tuple[str, str], Rows] = {
    ("unique_clients", D.PROVIDER): R.SEVERAL,
    ("unique_clients", D.TARGET_GROUP): R.SEVERAL_OR_NONE,
    ("questions_received", D.PROVIDER): R.ADD_UP,
    ("questions_received", D.DOMAIN): R.SOME,
    ("questions_received", D.CHANNEL): R.ADD_UP,
    ("questions_received", D.DISTRICT): R.ADD_UP,
    ("questions_received", D.HOW_FOUND): R.ADD_UP,
    ("questions_answered", D.PROVIDER): R.ADD_UP,
    ("questions_answered", D.OUTCOME): R.ADD_UP,
    ("questions_answered", D.DOMAIN): R.SOME,
    ("questions_answered", D.CHANNEL): R.ADD_UP,
    ("questions_answered", D.DISTRICT): R.ADD_UP,
    ("questions_answered", D.STEP): R.SEVERAL_OR_NONE,
    ("questions_answered", D.FORMALITY): R.ADD_UP,
    ("questions_closed_otherwise", D.PROVIDER): R.ADD_UP,
    ("questions_closed_otherwise", D.OUTCOME): R.ADD_UP,
    ("questions_closed", D.MOMENT): R.SEVERAL_OR_NONE,
    ("questions_closed", D.TASK): R.SEVERAL_OR_NONE,
    ("questions_open", D.PROVIDER): R.ADD_UP,
    ("trajectories_finished", D.PROVIDER): R.ADD_UP,
    ("trajectories_finished", D.DOMAIN): R.SOME,
    ("trajectories_finished", D.DISTRICT): R.ADD_UP,
    ("trajectories_running", D.PROVIDER): R.ADD_UP,
    ("trajectories_running", D.DISTRICT): R.ADD_UP,
    ("score_count", D.DISTRICT): R.ADD_UP,
    ("score_mean", D.DISTRICT): R.APART,
    ("simple_questions", D.PROVIDER): R.ADD_UP,
    ("simple_questions", D.CHANNEL): R.ADD_UP,
    ("simple_questions", D.DISTRICT): R.ADD_UP,
    **{(f"{term}_{part}", D.URGENCY): R.ADD_UP for term in _TERMS for part in ("total", "on_time")},
    ("client_minutes", D.PROVIDER): R.ADD_UP,
    ("client_minutes", D.ACTIVITY): R.ADD_UP,
    ("client_minutes", D.SUPPORTER_KIND): R.ADD_UP,
    ("clients_with_minutes", D.PROVIDER): R.SEVERAL,
    ("clients_with_minutes", D.ACTIVITY): R.SEVERAL,
    ("clients_with_minutes", D.SUPPORTER_KIND): R.SEVERAL,
    ("other_minutes", D.PROVIDER): R.ADD_UP,
    ("other_minutes", D.KIND): R.ADD_UP,
    ("other_people", D.KIND): R.ADD_UP,
    ("questions_above_guideline", D.REASON): R.ADD_UP,
    ("fits", D.FITS): R.ADD_UP,
    ("referrals", D.REFERRAL): R.ADD_UP,
    **{(f"{scale}_{way}", D.MEASURED): R.APART for scale in ("matrix", "health") for way in _WAYS},
    ("signals", D.DOMAIN): R.ADD_UP,
    ("signals", D.DISTRICT): R.ADD_UP,
    ("signal_questions", D.DOMAIN): R.SEVERAL,
    ("signal_questions", D.DISTRICT): R.SEVERAL,
}

_ONCE_OVER_PROVIDERS = {"unique_clients", "clients_with_minutes", "survey_consents"}
_NOT_OVER_PROVIDERS = {
    "overlap_clients",
    # New at one provider may be known at the other.
    *("new_clients", "returning_clients"),
    *("minutes_per_question_mean", "minutes_per_question_median", "minutes_per_question_p90", "score_mean"),
    "entry_delay_median",
    "signal_questions",
    # A provider counts the contacts of its own; a measurement belongs to who did it, its question to another.
    *("questions_above_guideline", "closed_with_pair", *sorted(HEALTH)),
    *(f"matrix_{part}" for part in ("assessments", "pairs", *_WAYS)),
}
OVER_PROVIDERS: dict[str, OverProviders] = {
    **dict.fromkeys(sorted(_ONCE_OVER_PROVIDERS), P.EACH_ONCE),
    **dict.fromkeys(sorted(_NOT_OVER_PROVIDERS), P.NOTHING),
    **dict.fromkeys(
        [
            *("questions_received", "questions_answered", "questions_closed_otherwise", "questions_closed"),
            *("questions_open", "simple_questions", "client_minutes", "closed_minutes"),
            *("other_minutes", "other_people", "entries", "entries_late"),
            *("trajectories_finished", "trajectories_running", "trajectories_too_long"),
            *(f"{term}_{part}" for term in _TERMS for part in ("total", "on_time", "after_pause")),
            *("score_count", "fits", "referrals", "referrals_joint_talk", "referrals_kept", "signals"),
        ],
        P.ADDS_UP,
    ),
}


@dataclass(frozen=True)
class PartOf:
    """These parts have nothing in common and are all in the whole: together they are at most that, or, where `all_of`,
    exactly that. Each is an indicator, dimension and member; the member `each` stands for every member in turn.

    `from_minutes`: true only where a contact of that many minutes makes somebody a client, by the edition in force."""

    parts: tuple[tuple[str, str, str], ...]
    whole: tuple[str, str, str]
    all_of: bool = False
    from_minutes: int | None = None

    def holds(self, least_minutes: int) -> bool:
        """Whether this is true of a count by an edition with these least minutes (reporting/definitions.py)."""
        return self.from_minutes is None or least_minutes <= self.from_minutes


EACH = "*"
PARTS: tuple[PartOf, ...] = (
    PartOf((("new_clients", "", ""), ("returning_clients", "", "")), ("unique_clients", "", ""), all_of=True),
    PartOf(
        (("questions_answered", "", ""), ("questions_closed_otherwise", "", "")),
        ("questions_closed", "", ""),
        all_of=True,
    ),
    *(
        PartOf(((f"{term}_on_time", "", ""), (f"{term}_after_pause", "", "")), (f"{term}_total", "", ""))
        for term in _TERMS
    ),
    *(PartOf(((f"{term}_on_time", D.URGENCY, EACH),), (f"{term}_total", D.URGENCY, EACH)) for term in _TERMS),
    PartOf((("referrals_joint_talk", "", ""),), ("referrals", D.REFERRAL, "warm")),
    PartOf((("referrals_kept", "", ""),), ("referrals", D.REFERRAL, "warm")),
    PartOf((("closed_with_pair", "", ""),), ("questions_closed", "", "")),
    PartOf((("questions_above_guideline", "", ""),), ("questions_closed", "", "")),
    # A municipality that asks for 15 minutes has people with 5 minutes who are no client.
    PartOf((("clients_with_minutes", "", ""),), ("unique_clients", "", ""), from_minutes=1),
    PartOf((("entries_late", "", ""),), ("entries", "", "")),
    PartOf((("trajectories_too_long", "", ""),), ("trajectories_finished", "", "")),
    PartOf((("trajectories_finished", "", ""),), ("questions_closed", "", "")),
    PartOf((("trajectories_running", "", ""),), ("questions_open", "", "")),
    *(
        PartOf(tuple((f"{scale}_{way}", D.MEASURED, EACH) for way in _WAYS), (f"{scale}_pairs", "", ""))
        for scale in ("matrix", "health")
    ),
    *(PartOf(((f"{scale}_pairs", "", ""),), (f"{scale}_assessments", "", "")) for scale in ("matrix", "health")),
    PartOf((("signal_questions", "", ""),), ("signals", "", "")),
    *(PartOf((("signal_questions", by, EACH),), ("signals", by, EACH)) for by in (D.DOMAIN, D.DISTRICT)),
)
# What is left of these wholes is a number about people as well, printed or not: late, never measured, no joint talk.
LEFT_OVER = frozenset(
    {"first_contact_total", "pick_up_total", "referrals"} | {"questions_closed", "trajectories_finished"}
)
# The tasks of a moment: each question with the moment has one of them or more.
WITHIN = ("questions_closed", D.TASK, D.MOMENT)


def unstated() -> list[str]:
    """Indicators and breakdowns of which nothing is stated: none."""
    missing = [key for key in INDICATORS if key not in OVER_TIME or key not in OVER_PROVIDERS]
    tables = [(key, str(dim)) for key, indicator in INDICATORS.items() for dim in indicator.dimensions]
    return [*missing, *(f"{key} by {dim}" for key, dim in tables if (key, dim) not in OVER_ROWS)]
