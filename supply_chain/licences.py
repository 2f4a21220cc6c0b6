"""The licence of each locked package as an SPDX expression, and whether it may be used."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from license_expression import ExpressionError, get_spdx_licensing

from supply_chain.lock import Locked
from supply_chain.policy import Policy

UNKNOWN = "NOASSERTION"
# As packages wrote it before there was a field for SPDX. A bare "BSD" doesn't say which; all of them are alike here.
_AS_WRITTEN = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "isc": "ISC",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit": "MIT",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "mpl-2.0": "MPL-2.0",
    "mpl 2.0": "MPL-2.0",
    "new bsd": "BSD-3-Clause",
    "psf-2.0": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
}
_SPDX = get_spdx_licensing()


@dataclass(frozen=True)
class Licence:
    """Of one package. `allowed`: may be used where this package is used."""

    package: str
    version: str
    expression: str
    production: bool
    allowed: bool


def of_package(name: str, policy: Policy) -> str:
    """What was decided, or else what the installed package says of itself; UNKNOWN where neither is clear."""
    if name in policy.stated:
        return policy.stated[name]
    try:
        said = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return UNKNOWN
    if expressions := said.get_all("License-Expression"):
        return str(expressions[0])
    return from_words("".join(said.get_all("License") or []), said.get_all("Classifier") or [])


def from_words(text: str, classifiers: Iterable[str]) -> str:
    """An SPDX name from the older fields. Several classifiers that differ say nothing certain: UNKNOWN."""
    if known := _AS_WRITTEN.get(text.strip().lower()):
        return known
    names = {line.rpartition(" :: ")[2].lower() for line in classifiers if line.startswith("License :: ")}
    names.discard("osi approved")
    found = {_AS_WRITTEN.get(name, UNKNOWN) for name in names}
    return found.pop() if len(found) == 1 else UNKNOWN


def is_allowed(expression: str, allowed: Iterable[str]) -> bool:
    """Of alternatives (OR) one is enough, of a sum (AND) each counts. An unknown licence is never allowed."""
    try:
        parsed = _SPDX.parse(expression, validate=True)
    except ExpressionError:
        return False
    if parsed is None:  # nothing was written
        return False
    names = {symbol.key: symbol.key in set(allowed) for symbol in parsed.symbols}
    return _holds(parsed, names)


def _holds(parsed: object, names: Mapping[str, bool]) -> bool:
    parts = [_holds(part, names) for part in getattr(parsed, "args", ())]
    if not parts:
        return names.get(getattr(parsed, "key", ""), False)
    return any(parts) if type(parsed).__name__ == "OR" else all(parts)


def judged(everything: Iterable[Locked], production: Iterable[Locked], policy: Policy) -> list[Licence]:
    """Every package with its licence; those of production are measured by the shorter list."""
    delivered = {package.name for package in production}
    found = []
    for package in everything:
        allowed = policy.production if package.name in delivered else policy.production | policy.tools
        expression = of_package(package.name, policy)
        found.append(
            Licence(
                package.name, package.version, expression, package.name in delivered, is_allowed(expression, allowed)
            )
        )
    return found
