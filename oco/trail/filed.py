"""Seals that stand in what was filed: printed on paper and kept by others, so the chain has to hold every one of them.

An app names its own in a module `filed_seals`. Whoever makes the whole chain anew, or cuts its end off, would have to
change every filed report as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

from oco.models import LogBatch
from oco.trail import seals


@dataclass(frozen=True)
class FiledSeal:
    """`what` begins a Dutch sentence and names no client; `seal` as it stands there (`seals.for_print`)."""

    what: str
    seal: str


Source = Callable[[], Iterable[FiledSeal]]
_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Makes it known; once more changes nothing."""
    _SOURCES[source.__module__] = source


def all_seals() -> list[FiledSeal]:
    """Of all apps. Read it before the chain: what is filed meanwhile may have a newer seal than the chain that was
    read."""
    autodiscover_modules("filed_seals")
    return [each for name in sorted(_SOURCES) for each in _SOURCES[name]()]


def not_in(chain: Sequence[LogBatch], filed: Iterable[FiledSeal]) -> Iterator[str]:
    """A sentence for each that the chain doesn't hold.

    A restore needs no exception: what is filed comes back with its chain, in whatever cluster, and what was filed
    later is gone with its seals.
    """
    inside = {batch.number: batch.seal for batch in chain}
    for each in filed:
        read = seals.read(each.seal)
        if read is None:
            yield f"{each.what} heeft een zegel dat niet te lezen is."
        elif read[0] not in inside:
            yield f"{each.what} heeft zegel {read[0]}. Dat staat niet in de keten."
        elif not inside[read[0]].startswith(read[1]):
            yield f"{each.what} heeft zegel {read[0]}. In de keten is dat een ander zegel."
