"""The one place that asks whether this program has its demo: the image of production comes without (.dockerignore)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from oco.demo_logins import DemoLogin
    from oco.models import SharedDevice


def is_here() -> bool:
    return find_spec("oco.demo_logins") is not None


def logins() -> list[DemoLogin]:
    """With whom to sign in on this side."""
    if not settings.DEMO:
        return []
    from oco import demo_logins

    return demo_logins.shown_on(settings.SIDE)


def pin() -> str:
    """Of everybody on a shared desk of the demo."""
    if not settings.DEMO:
        return ""
    from oco import demo_logins

    return demo_logins.PIN


def suggested_device() -> dict[str, str]:
    """What the form to register a computer begins with in the demo: then it takes one click."""
    if not settings.DEMO:
        return {}
    from oco.shared_desk import demo

    return demo.SUGGESTED


def give_pins(device: SharedDevice) -> None:
    """In the demo, a PIN for everybody of the demo who works at this counter."""
    if settings.DEMO:
        from oco.shared_desk import demo

        demo.give_pins(device)
