"""The documents hold together: links lead somewhere, and those for who must answer for it are all listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("benchmarks/*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def links_of(file: Path) -> list[str]:
    """Addresses in running text; those in code aren't links."""
    return _LINK.findall(_CODE.sub("", file.read_text(encoding="utf-8")))


def anchors_of(file: Path) -> set[str]:
    """As pages that show Markdown make them of headings."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(PROJECT)))
def test_every_link_in_a_document_leads_somewhere(file: Path) -> None:
    broken = []
    for link in links_of(file):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    assert broken == []


def test_links_are_found_at_all() -> None:
    assert len(DOCUMENTS) > 40
    assert sum(len(links_of(file)) for file in DOCUMENTS) > 60
    assert "verantwoording/dpia.md" in links_of(PROJECT / "docs" / "README.md")
    assert "bewaren-en-verwijderen" in anchors_of(PROJECT / "docs" / "verantwoording" / "verwerkingsregister.md")


def test_the_list_of_documents_names_each_of_them() -> None:
    docs = PROJECT / "docs"
    listed = {(docs / link.partition("#")[0]).resolve() for link in links_of(docs / "README.md")}
    for file in [*docs.glob("*.md"), *docs.glob("verantwoording/*.md")]:
        if file.name != "README.md":
            assert file in listed, file.name


def test_every_decision_is_listed() -> None:
    listed = set(links_of(PROJECT / "docs" / "decisions" / "README.md"))
    assert {file.name for file in (PROJECT / "docs" / "decisions").glob("0*.md")} - listed == set()


@pytest.mark.parametrize("file", sorted((PROJECT / "docs" / "verantwoording").glob("*.md")), ids=lambda file: file.name)
def test_each_document_says_what_the_organisation_fills_in(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    blanks = re.findall(r"\[[^\]]+\](?!\()", text)
    assert len(blanks) >= 5
