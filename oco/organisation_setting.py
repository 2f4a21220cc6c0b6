"""What an installation says of signing in with the account of one's organisation. No Django here: settings read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One sign-in service (docs/running.md)."""

    name: str
    domains: frozenset[str]
    only_way: bool  # its people have no password here
    factor_claims: tuple[tuple[str, str], ...]  # ("amr", "mfa"): it asked for a second factor itself
    issuer: str  # what its metadata and its tokens call it, to the letter
