"""What this program is made of: locks with hashes, licences that are allowed, a bill of materials, and an audit that
never calls unknown safe."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from supply_chain import audit, licences, lock, policy, sbom
from supply_chain.audit import Answer, AuditFailed, Finding, NotReached
from supply_chain.policy import Excuse

PROJECT = Path(__file__).resolve().parents[1]
LOCKS = sorted(PROJECT.glob("requirements*.lock"))
TODAY = date(2026, 11, 29)


# --- locks ------------------------------------------------------------------------------------------------------------


def test_all_locks_are_known() -> None:
    assert sorted([lock.EVERYTHING, lock.PRODUCTION]) == LOCKS


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_every_package_is_locked_at_one_version_with_hashes_and_a_reason(file: Path) -> None:
    packages = lock.read(file)
    assert len(packages) > 70
    assert [package.name for package in packages if not package.hashes or not package.via] == []
    assert len({(package.name, package.marker) for package in packages}) == len(packages)


def test_a_line_that_is_no_package_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.lock"
    file.write_text("--extra-index-url https://elders.example\nsix==1.0\n")
    with pytest.raises(ValueError, match="line 1 is no package"):
        lock.read(file)


def test_nothing_is_installed_without_hashes() -> None:
    """Each place that installs from a lock asks for hashes."""
    found = []
    for file in (PROJECT / "script" / "_bootstrap.sh", PROJECT / "Dockerfile"):
        text = file.read_text().replace("\\\n", " ")
        found += [line for line in text.splitlines() if "pip install" in line and "pip install uv" not in line]
    assert len(found) >= 3
    assert [line for line in found if "--require-hashes" not in line] == []


# --- licences ---------------------------------------------------------------------------------------------------------


def test_every_package_has_a_licence_that_is_allowed() -> None:
    found = licences.judged(lock.read(lock.EVERYTHING), lock.read(lock.PRODUCTION), policy.read())
    assert [f"{each.package}: {each.expression}" for each in found if not each.allowed] == []


def test_what_is_stated_is_about_a_package_that_is_used() -> None:
    assert set(policy.read().stated) - {package.name for package in lock.read(lock.EVERYTHING)} == set()


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-2.0-or-later OR MIT", True),  # the choice is ours
        ("GPL-2.0-or-later AND MIT", False),
        ("MIT AND (GPL-2.0-or-later OR Apache-2.0)", True),
        ("AGPL-3.0-only", False),
        ("NOASSERTION", False),
        ("Eigen licentie", False),
        ("", False),
    ],
)
def test_an_expression_is_weighed(expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression, {"MIT", "Apache-2.0"}) is allowed


@pytest.mark.parametrize(
    ("text", "classifiers", "expression"),
    [
        ("MIT License", [], "MIT"),
        ("", ["License :: OSI Approved :: BSD License", "Topic :: Utilities"], "BSD-3-Clause"),
        (
            "Dual License",
            ["License :: OSI Approved :: BSD License", "License :: OSI Approved :: MIT License"],
            "NOASSERTION",
        ),
        ("Eigen voorwaarden", [], "NOASSERTION"),
    ],
)
def test_older_fields_are_read_where_they_are_certain(text: str, classifiers: list[str], expression: str) -> None:
    assert licences.from_words(text, classifiers) == expression


def test_a_tool_may_have_a_licence_that_a_delivered_package_may_not() -> None:
    packages = [lock.Locked("djlint", "1")]
    (tool,) = licences.judged(packages, [], policy.read())
    (delivered,) = licences.judged(packages, packages, policy.read())
    assert (tool.expression, tool.allowed, delivered.allowed) == ("GPL-3.0-or-later", True, False)


# --- bill of materials ------------------------------------------------------------------------------------------------


def test_the_bill_holds_every_delivered_package_with_licence_and_hashes_and_is_valid() -> None:
    text = sbom.of_lock(lock.read(lock.PRODUCTION), policy.read())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    listed = {(each["name"], each["version"]) for each in bill["components"]}
    assert listed == {package.key for package in lock.read(lock.PRODUCTION)}
    assert all(each["licenses"][0]["expression"] and each["hashes"] for each in bill["components"])
    assert bill["metadata"]["component"]["name"] == "oco"
    needs = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
    assert any(name.startswith("pkg:pypi/django@") for name in needs["oco"])
    assert any(name.startswith("pkg:pypi/kombu@") for ref in needs if "/celery@" in ref for name in needs[ref])


# --- known vulnerabilities --------------------------------------------------------------------------------------------

FOUND = Finding("voorbeeld", "1.0", ("PYSEC-2026-1", "CVE-2026-1"), ("1.1",))
ANSWER = Answer(asked=80, not_known=(), findings=(FOUND,))


def excuse(until: date, *, vulnerability: str = "CVE-2026-1", package: str = "voorbeeld") -> Excuse:
    return Excuse(vulnerability, package, "Wordt hier niet aangeroepen.", until)


@pytest.mark.parametrize(
    ("excuses", "good"),
    [
        ([], False),
        ([excuse(TODAY)], True),  # to the end of its last day
        ([excuse(date(2026, 11, 28))], False),
        ([excuse(TODAY, vulnerability="CVE-2026-2")], False),
        ([excuse(TODAY, package="ander")], False),
        ([excuse(date(2026, 1, 1)), excuse(date(2027, 1, 1))], True),
    ],
)
def test_a_vulnerability_stops_the_build_unless_its_excuse_still_runs(excuses: list[Excuse], good: bool) -> None:
    assert audit.judge(ANSWER, excuses, today=TODAY).good is good


def test_an_ended_excuse_and_the_mended_version_are_said() -> None:
    verdict = audit.judge(ANSWER, [excuse(date(2026, 11, 28))], today=TODAY)
    assert verdict.sentences == (
        "voorbeeld 1.0: PYSEC-2026-1, CVE-2026-1. Opgelost in 1.1. De uitzondering liep af op 28-11-2026.",
        "80 pakketten nagekeken, 1 bekende kwetsbaarheden, waarvan 1 zonder geldige uitzondering.",
    )


def test_nothing_found_is_good() -> None:
    verdict = audit.judge(Answer(80, ("eigen",), ()), [], today=TODAY)
    assert verdict.good
    assert verdict.sentences[0] == "Niet nagekeken, onbekend bij de bron: eigen."


def answered(*packages: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


KNOWN = {"name": "six", "version": "1.0", "vulns": []}
HIT = {"name": "six", "version": "1.0", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "eigen", "skip_reason": "not found"}


def test_an_answer_is_read_whatever_the_exit_code() -> None:
    assert audit.understand(1, answered(HIT, SKIPPED), "") == Answer(
        2, ("eigen",), (Finding("six", "1.0", ("PYSEC-1", "CVE-1"), ("1.1",)),)
    )
    assert audit.understand(0, answered(KNOWN), "") == Answer(1, (), ())


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("", "ERROR: Could not connect to the vulnerability feed"),
        ("", "requests.exceptions.ConnectionError: Max retries exceeded with url"),
        (answered(SKIPPED, SKIPPED), ""),  # a mirror that knows nothing of anything
    ],
)
def test_nobody_who_answers_is_not_reached(out: str, said: str) -> None:
    with pytest.raises(NotReached):
        audit.understand(1, out, said)


@pytest.mark.parametrize("said", ["Traceback: KeyError", ""])
def test_another_error_is_no_excuse(said: str) -> None:
    with pytest.raises(AuditFailed):
        audit.understand(1, "", said)


@pytest.mark.parametrize("line", ['reason = ""', "", 'reason = "Ooit"'])
def test_an_excuse_has_a_reason_and_a_last_day(line: str, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(
        "[allowed]\nproduction = []\ntools = []\n[stated]\n"
        f'[[excused]]\nvulnerability = "CVE-1"\npackage = "six"\n{line}\n'
    )
    with pytest.raises(ValueError, match="an excuse needs"):
        policy.read(file)
