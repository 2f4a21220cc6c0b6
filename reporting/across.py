"""What tables say about each other, where one by one they are safe: here more is hidden than each table asks for.

- Who has no target group, task or arrangement is in no other row: the total minus the one bounds the other.
- A task belongs to one moment, so that the tasks of a moment are a table of their own with the moment as its total.
- Nobody stands behind a signal more often than there are signals; a joint talk belongs to a warm handover.
- A part and its whole give the rest, also where nothing prints it: what was late, closed without a pair of
  measurements, handed over without a joint talk, a trajectory within its days.
- A pair of measurements went up, stayed or went down in a domain: together at most the number of pairs. Over all
  domains these numbers are not released.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reporting.cells import HIDDEN, Released, bounds, gives_away
from reporting.figures import FigureKey, Figures
from reporting.indicators import Dimension

Values = dict[FigureKey, Released]

WITH_NONE = (
    ("unique_clients", Dimension.TARGET_GROUP),
    ("questions_closed", Dimension.MOMENT),
    ("questions_closed", Dimension.TASK),
    ("questions_answered", Dimension.STEP),
)
SCALES = ("matrix", "health")
WAYS = ("rose", "stayed", "fell")
WITHOUT_TOTAL = frozenset(f"{scale}_{way}" for scale in SCALES for way in WAYS)
_WARM = FigureKey("referrals", Dimension.REFERRAL, "warm")
# Parts with the whole that they are of.
_PARTS: tuple[tuple[tuple[FigureKey, ...], FigureKey], ...] = (
    ((FigureKey("referrals_joint_talk"),), _WARM),
    ((FigureKey("referrals_kept"),), _WARM),
    ((FigureKey("closed_with_pair"),), FigureKey("questions_closed")),
    ((FigureKey("trajectories_too_long"),), FigureKey("trajectories_finished")),
    *(
        ((FigureKey(f"{term}_after_pause"), FigureKey(f"{term}_on_time")), FigureKey(f"{term}_total"))
        for term in ("first_contact", "pick_up")
    ),
)


def hide(values: Values, figures: Figures, hide_up_to: int) -> None:
    """Hides more of `values` where tables together would tell more than each of them, until that changes nothing."""
    before = -1
    while (hidden := sum(value.hidden for value in values.values())) > before:
        before = hidden
        _signals(values)
        for parts, whole in _PARTS:
            _rest(values, figures, parts, whole, hide_up_to)
        for scale in SCALES:
            _measured(values, figures, scale, hide_up_to)
        for indicator, dimension in WITH_NONE:
            _none(values, indicator, dimension, hide_up_to)
        _same_without_task(values)
        _tasks(values, figures, hide_up_to)


def _signals(values: Values) -> None:
    for key in [key for key in values if key.indicator == "signal_questions"]:
        if values.get(FigureKey("signals", key.dimension, key.member), HIDDEN).hidden:
            values[key] = HIDDEN


def _rest(values: Values, figures: Figures, parts: Sequence[FigureKey], whole: FigureKey, hide_up_to: int) -> None:
    """Hides the first of the parts where the rest is small and could be worked out."""
    if whole not in values or any(part not in values for part in parts):
        return
    first = parts[0]
    if values[whole].hidden:
        values[first] = HIDDEN
    rest = figures.get(whole, 0) - sum(figures.get(part, 0) for part in parts)
    cells = [*(values[part] for part in parts), HIDDEN]
    if rest <= hide_up_to and not values[first].hidden and gives_away(cells, values[whole], hide_up_to):
        values[first] = HIDDEN


def _measured(values: Values, figures: Figures, scale: str, hide_up_to: int) -> None:
    """Per domain: one hidden of three is at most the pairs minus what is shown of the others."""
    pairs = values.get(FigureKey(f"{scale}_pairs"), HIDDEN)
    table = [key for key in values if key.dimension and key.indicator in WITHOUT_TOTAL]
    table = [key for key in table if key.indicator.startswith(f"{scale}_")]
    for domain in {key.member for key in table}:
        keys = [key for key in table if key.member == domain]
        while shown := [key for key in keys if not values[key].hidden]:
            least = sum(bounds(values[key], hide_up_to)[0] for key in shown)
            if not pairs.hidden and (len(shown) == len(keys) or _most(pairs, hide_up_to) - least >= hide_up_to):
                break
            _hide_smallest(values, figures, shown)


def _tasks(values: Values, figures: Figures, hide_up_to: int) -> None:
    """The tasks of a moment add up to it or to more; of a hidden moment no task is shown."""
    table = [key for key in values if key.indicator == "questions_closed" and key.dimension == Dimension.TASK]
    for moment in {key.member.partition(".")[0] for key in table if key.member}:
        keys = [key for key in table if key.member.startswith(f"{moment}.")]
        whole = values.get(FigureKey("questions_closed", Dimension.MOMENT, moment), HIDDEN)
        if whole.hidden:
            values |= dict.fromkeys(keys, HIDDEN)
        elif gives_away([values[key] for key in keys], whole, hide_up_to, overlapping=True):
            _hide_smallest(values, figures, [key for key in keys if not values[key].hidden])


def _none(values: Values, indicator: str, dimension: str, hide_up_to: int) -> None:
    """Who has none of these, beside those who have one or more."""
    total, none = values.get(FigureKey(indicator), HIDDEN), FigureKey(indicator, dimension)
    if none not in values or total.hidden:
        return
    others = [key for key in values if (key.indicator, key.dimension) == (indicator, dimension) and key != none]
    room = min(hide_up_to, bounds(total, hide_up_to)[0])

    def leaves_too_little(key: FigureKey) -> bool:
        cell = values[key]
        return not cell.hidden and _most(total, hide_up_to) - bounds(cell, hide_up_to)[0] < room

    if any(values[key].hidden for key in others) and leaves_too_little(none):
        values[none] = HIDDEN
    if values[none].hidden:
        values |= dict.fromkeys([key for key in others if leaves_too_little(key)], HIDDEN)


def _same_without_task(values: Values) -> None:
    """Without a task there is no moment: the same questions stand in both tables."""
    both = [FigureKey("questions_closed", dimension) for dimension in (Dimension.MOMENT, Dimension.TASK)]
    if any(key in values and values[key].hidden for key in both):
        values |= {key: HIDDEN for key in both if key in values}


def _hide_smallest(values: Values, figures: Figures, shown: Iterable[FigureKey]) -> None:
    if keys := sorted(shown, key=lambda key: (figures.get(key, 0), key)):
        values[keys[0]] = HIDDEN


def _most(cell: Released, hide_up_to: int) -> int:
    return bounds(cell, hide_up_to)[1]
