"""What a log line tells of an error: its kind and the places in the code, never its text.

The text of an error holds what somebody typed, or a row: PostgreSQL names the values that broke a rule.
"""

from __future__ import annotations

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import ExcInfo, Processor

MOST_PLACES = 30

_transform = ExceptionDictTransformer(show_locals=False, max_frames=MOST_PLACES)


def kinds_and_places(exc_info: ExcInfo) -> list[dict[str, object]]:
    """The error and what it came from, the last one first: its kind, and the places on the way to it."""
    return [
        {
            "type": each["exc_type"],
            "places": [f"{place['filename']}:{place['lineno']} {place['name']}" for place in each["frames"]],
        }
        for each in _transform(exc_info)
    ]


render_errors: Processor = structlog.processors.ExceptionRenderer(kinds_and_places)
