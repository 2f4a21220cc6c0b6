"""A page as it is looked at: checked at the size of a laptop and of a tablet, and photographed on request."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import check_page

SIZES = {"laptop": (1366, 768), "tablet": (820, 1180)}
PHONE = {"telefoon": (390, 844)}


def look(page: Page, name: str, sizes: Mapping[str, tuple[int, int]] = SIZES) -> None:
    """Checks the page at these sizes, and that it is no wider than the screen.

    OCO_SCREENSHOTS names a folder: then pictures of each are kept there, as NAME-laptop.png and NAME-tablet.png.
    """
    before = page.viewport_size
    for size, (width, height) in sizes.items():
        page.set_viewport_size({"width": width, "height": height})
        check_page(page)
        wide: int = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} wide on a {size}"
        if folder := os.environ.get("OCO_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            # Hiding the caret and stopping animations would put a <style> in the page, which the policy refuses.
            picture = Path(folder) / f"{name}-{size}.png"
            page.screenshot(path=picture, full_page=True, caret="initial", animations="allow")
    if before:
        page.set_viewport_size(before)


def nobody() -> str:
    """A surname that no client has and that is like no other, so that a story can be walked again on the same site."""
    return "".join(secrets.choice("bdfgklmnprst") + secrets.choice("aeiou") for _ in range(7)).capitalize()
