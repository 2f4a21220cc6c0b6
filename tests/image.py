"""What `COPY . .` of the Dockerfile would put into the image: the project less what .dockerignore leaves out.

The patterns mean what Docker's own matcher (moby/patternmatcher) makes of them: the last line that fits decides, `!`
brings back, a folder takes along all that is in it, and `*` stays within a name where `**` doesn't.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Pattern:
    """One line of .dockerignore."""

    path: str
    fits: re.Pattern[str]
    back: bool  # with `!`


def patterns(text: str) -> list[Pattern]:
    """The lines that say something. Comments have their # on the first place."""
    lines = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    found = []
    for line in filter(None, lines):
        back = line.startswith("!")
        path = os.path.normpath(line.removeprefix("!").strip()).lstrip("/")
        found.append(Pattern(path, re.compile(_expression(path), re.DOTALL), back))
    return found


def _expression(path: str) -> str:
    parts = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    made = ""
    for piece in re.findall(r"\*\*/|\*\*|\*|\?|\[\^?[^]]+\]|\\.|.", path, re.DOTALL):
        if piece in parts:
            made += parts[piece]
        elif piece.startswith("[") and len(piece) > 1:
            made += piece
        else:
            made += re.escape(piece.removeprefix("\\") or piece)
    return made


def is_left_out(path: str, lines: Sequence[Pattern]) -> bool:
    """Of a path below the project, with slashes."""
    here = PurePosixPath(path)
    names = [path, *(str(folder) for folder in here.parents if str(folder) != ".")]
    out = False
    for line in lines:
        if any(line.fits.fullmatch(name) for name in names):
            out = not line.back
    return out


def _may_hold_some(folder: str, lines: Sequence[Pattern]) -> bool:
    """As Docker has it: a folder that is left out is walked where a line with `!` names something below it."""
    return not is_left_out(folder, lines) or any(line.back and line.path.startswith(f"{folder}/") for line in lines)


def files(project: Path = PROJECT) -> Iterator[str]:
    """The files that go along, as they stand in the folder now."""
    lines = patterns((project / ".dockerignore").read_text(encoding="utf-8"))
    for folder, folders, names in os.walk(project):
        below = Path(folder).relative_to(project)
        folders[:] = [name for name in folders if _may_hold_some((below / name).as_posix(), lines)]
        for name in names:
            path = (below / name).as_posix()
            if not is_left_out(path, lines):
                yield path


def copy_to(target: Path, project: Path = PROJECT) -> None:
    for path in files(project):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(project / path, target / path)
