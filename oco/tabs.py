"""Tabs above a list or a page (components/_tabs.html)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    """`count`: how many stand under it, where that is told."""

    label: str
    url: str
    current: bool
    count: int | None = None
