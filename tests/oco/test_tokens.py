"""Colours: every pair that the stylesheets make is readable, on both sides, and only the tokens name them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
TEXT, SHAPE = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11
PAIRS = [
    *[
        ("ink", ground, TEXT)
        for ground in ("paper", "surface", "sand", "ok-tint", "warn-tint", "danger-tint", "info-tint")
    ],
    *[("ink-soft", ground, TEXT) for ground in ("paper", "surface", "sand", "brand-tint")],
    *[("link", ground, TEXT) for ground in ("paper", "surface", "sand", "brand-tint")],
    *[("on-dark", ground, TEXT) for ground in ("brand", "brand-strong", "danger")],
    *[(state, f"{state}-tint", TEXT) for state in ("ok", "warn", "danger", "info", "accent")],
    *[(state, "surface", TEXT) for state in ("ok", "warn", "danger", "info", "brand")],
    ("danger", "paper", TEXT),
    ("brand-strong", "brand-tint", TEXT),
    ("brand", "brand-tint", TEXT),
    *[("rail-text", ground, TEXT) for ground in ("rail", "rail-active")],
    ("rail-soft", "rail", TEXT),
    *[("rail-mark", ground, SHAPE) for ground in ("rail", "rail-active")],
    *[("line-strong", ground, SHAPE) for ground in ("paper", "surface", "sand")],
    *[("focus", ground, SHAPE) for ground in ("paper", "surface", "sand")],
    *[("focus-dark", ground, SHAPE) for ground in ("rail", "rail-active")],
]


def colours(side: str) -> dict[str, str]:
    ours, theirs = (STATIC / "css/tokens.css").read_text().split(".side-municipality")
    found = dict(re.findall(r"--color-([\w-]+):\s*(#[0-9a-f]{6});", ours))
    if side == "municipality":
        found |= dict(re.findall(r"--color-([\w-]+):\s*(#[0-9a-f]{6});", theirs))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0


@pytest.mark.parametrize("side", ["care", "municipality"])
def test_every_pair_of_colours_is_readable(side: str) -> None:
    known = colours(side)
    too_weak = [
        (front, ground, round(contrast(known[front], known[ground]), 2))
        for front, ground, least in PAIRS
        if contrast(known[front], known[ground]) < least
    ]
    assert too_weak == []


def test_every_token_in_use_exists() -> None:
    defined = set(re.findall(r"(--[\w-]+):", (STATIC / "css/tokens.css").read_text()))
    for name in ("base.css", "components.css"):
        used = set(re.findall(r"var\((--[\w-]+)\)", (STATIC / "css" / name).read_text()))
        assert used - defined == set(), name
