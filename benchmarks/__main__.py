"""Lists the measurements: `python -m benchmarks`."""

from __future__ import annotations

import ast
from pathlib import Path


def main() -> None:
    """Prints each module with the first sentence of its description, without running any."""
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        description = ast.get_docstring(ast.parse(path.read_text())) or ""
        print(f"python -m benchmarks.{path.stem:<18}{description.splitlines()[0]}")


if __name__ == "__main__":
    main()
