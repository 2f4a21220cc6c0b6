"""The seals outside the database: a file that only grows, a line a seal. Who rewrites the whole chain in the database,
or cuts its end off, can't make it fit these lines, nor a seal on paper.

After a restore the chain goes on from the backup, while the file knows of seals that came after it. Somebody says so
with a reason (`manage.py verify_log --after-restore`): a line of its own, after which the chain may go on anew.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from oco.models import LogBatch


class AnchorsUnreadable(Exception):
    """A line of the file isn't one of these. The text is for the person at the terminal."""


@dataclass
class Anchors:
    """What holds outside: seal by number, and the restores that were told, oldest first."""

    seals: dict[int, str] = field(default_factory=dict)
    restores: list[dict[str, object]] = field(default_factory=list)

    @property
    def last(self) -> int:
        return max(self.seals, default=0)


def read(file: Path) -> Anchors:
    """The lines of the file. Raises AnchorsUnreadable, FileNotFoundError."""
    found = Anchors()
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            line = json.loads(text)
            if "restored_to" in line:
                found.seals = {key: seal for key, seal in found.seals.items() if key <= int(line["restored_to"])}
                found.restores.append(line)
            else:
                found.seals.setdefault(int(line["number"]), str(line["seal"]))
        except (ValueError, TypeError, KeyError) as error:
            raise AnchorsUnreadable(f"Regel {number} van {file.name} is niet te lezen.") from error
    return found


def keep(file: Path, batches: Iterable[LogBatch]) -> int:
    """Adds the seals that come after the last one in the file; says how many. What stands there is never changed."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        last = read(file).last
        fresh = [batch for batch in batches if batch.number > last]
        for batch in fresh:
            sealed_at = batch.sealed_at.isoformat()
            opened.write(json.dumps({"number": batch.number, "seal": batch.seal, "sealed_at": sealed_at}) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    return len(fresh)


def restored(file: Path, *, to: int, reason: str) -> None:
    """Notes that a backup was put back whose chain ends at batch `to`, and why."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        line = {"restored_to": to, "at": datetime.now(UTC).isoformat(), "reason": reason}
        opened.write(json.dumps(line, ensure_ascii=False) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
