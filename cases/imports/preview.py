"""What people see of an import before they confirm it, and of its result after."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from cases.imports.columns import NEEDED
from cases.imports.problems import Problem

# So many errors are kept and shown; a file with more has one cause, and the number of all is said.
MOST_PROBLEMS = 20_000


@dataclass
class Counts:
    """Rows of one sheet. `removed` are imported hour lines that are no longer in the file."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True)
class Newcomer:
    """A supporter who gets a place at a provider; `known`: has an account, so only the administrator gives them one."""

    email: str
    provider: str
    known: bool


@dataclass
class Preview:
    # Of the sheets that every file has; those that it may leave out stand here when it has them.
    counts: dict[str, Counts] = field(default_factory=lambda: {sheet.name: Counts() for sheet in NEEDED})
    people: list[Newcomer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "counts": {name: asdict(counts) for name, counts in self.counts.items()},
            "people": [asdict(person) for person in self.people],
            "notes": self.notes,
            "problems": [list(problem) for problem in self.problems[:MOST_PROBLEMS]],
            "problem_count": self.problem_count or len(self.problems),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Preview:
        if not data:
            return cls()
        return cls(
            counts={name: Counts(**counts) for name, counts in data["counts"].items()},
            people=[Newcomer(**person) for person in data["people"]],
            notes=data["notes"],
            problems=[Problem(*problem) for problem in data["problems"]],
            problem_count=data["problem_count"],
        )

    def without_texts(self) -> Preview:
        """The counts alone: what may be kept when the file is gone."""
        return Preview(counts=self.counts, problem_count=self.problem_count or len(self.problems))
