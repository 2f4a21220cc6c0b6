"""How an hour line is recognised in a second import: it has no number of its own.

Its key is a digest of all that it says, with a count for lines that say the same: the second of two equal lines
is another line. A line of which anything changed is a new line, and the old one goes with the rest that is no
longer in the file.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from cases.imports.rows import HourRow
from oco.models.people import SupporterKind

KEY_LENGTH = 40


def with_keys(rows: Iterable[HourRow]) -> Iterator[tuple[HourRow, str]]:
    """Each line with its key, unique within a front door."""
    times: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        said = (
            row.question_number,
            row.provider_id,
            row.supporter,
            row.on.isoformat(),
            row.minutes,
            row.activity,
            *(() if row.people is None else (row.people,)),
            *(() if row.supporter_kind in (None, "", SupporterKind.PROFESSIONAL) else (row.supporter_kind,)),
        )
        times[said] += 1
        text = "\x1f".join(str(part) for part in (*said, times[said]))
        yield row, hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]
