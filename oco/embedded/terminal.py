"""What the person who started it all reads."""

import contextlib


def say(text: str) -> None:
    """To the person at the terminal; one that is gone is no reason to stop halfway."""
    with contextlib.suppress(OSError):
        print(text, flush=True)  # noqa: T201
