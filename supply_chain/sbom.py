"""A bill of materials (CycloneDX 1.6, JSON) from a lock: each package with version, hashes, licence and its users."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from supply_chain import licences
from supply_chain.lock import PROJECT, Locked
from supply_chain.policy import Policy

OURS = "oco"


def of_lock(packages: Iterable[Locked], policy: Policy) -> str:
    """The bill as JSON. A package that is locked at two versions stands in it twice, each with its condition."""
    bom = Bom()
    ours = Component(name=OURS, version=_version(), type=ComponentType.APPLICATION, bom_ref=OURS)
    bom.metadata.component = ours
    made = [(package, _component(package, policy)) for package in packages]
    for _, component in made:
        bom.components.add(component)
    bom.register_dependency(ours, [component for package, component in made if OURS in package.via])
    for package, component in made:
        bom.register_dependency(component, [needed for other, needed in made if package.name in other.via])
    return str(JsonV1Dot6(bom).output_as_string(indent=1))


def _component(package: Locked, policy: Policy) -> Component:
    address = PackageURL("pypi", name=package.name, version=package.version)
    expression = licences.of_package(package.name, policy)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(address),
        purl=address,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in package.hashes],
        licenses=[LicenseExpression(expression)] if expression != licences.UNKNOWN else [],
        properties=[Property(name="oco:condition", value=package.marker)] if package.marker else [],
    )


def _version() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
