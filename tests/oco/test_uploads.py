"""Files from outside, judged by what they hold before a library that understands them sees them."""

from __future__ import annotations

import importlib
import io
import pkgutil
import re
import zipfile
from pathlib import Path

import openpyxl.xml
import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import RequestFactory, override_settings

import cases
import oco
import reporting
import subsidies
from cases.imports import sheets
from oco import uploads
from oco.settings import base
from subsidies import cost_imports

_BOMB = uploads.MOST_TIMES_SMALLER * 100_000


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def costs(amount: object) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    page = book.create_sheet("kosten")
    page.append(["maand", "kostensoort", "werk", "bedrag"])
    page.append(["01-2026", "personeel", "werk voor cliënten", amount])
    book.save(out)
    return out.getvalue()


def workbook(**extra: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(costs(10))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    return archive(parts | {name.replace("__", "/"): data for name, data in extra.items()})


def both_refuse(content: bytes, sentence: str) -> None:
    """The two imports that read a workbook."""
    with pytest.raises(sheets.FileRefused, match=sentence):
        sheets.read(content)
    with pytest.raises(sheets.FileRefused, match=sentence):
        cost_imports.read(content, year=2026)


def test_a_plain_workbook_is_read() -> None:
    assert cost_imports.read(workbook(), year=2026).total == 10


def test_a_bomb_is_refused_by_how_much_smaller_it_is_packed() -> None:
    both_refuse(workbook(**{"xl__big.xml": b"0" * _BOMB}), "uitgepakt veel groter dan het lijkt")


def test_a_bomb_is_refused_by_its_size_unpacked_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive({"[Content_Types].xml": b"", "a": b"0" * (sheets.MOST_UNPACKED + 1)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args, **kwargs: pytest.fail("it was unpacked"))
    with pytest.raises(sheets.FileRefused, match="uitgepakt te groot"):
        sheets.kind_of(content)


def test_a_size_that_the_archive_lies_about_is_not_unpacked_further() -> None:
    content = bytearray(archive({"clienten.csv": b"0" * 3_000_000}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(signature) + place
        content[at : at + 4] = (1_000).to_bytes(4, "little")
    with pytest.raises(sheets.FileRefused):
        sheets.read(bytes(content))


@pytest.mark.parametrize(
    "part", ["xl__vbaProject.bin", "xl__macrosheets__sheet1.xml", "xl__activeX__activeX1.xml", "xl__embeddings__a.xlsx"]
)
def test_a_workbook_with_a_macro_or_another_program_is_refused(part: str) -> None:
    both_refuse(workbook(**{part: b"x"}), "macro of een ander programma")


def test_a_workbook_that_says_it_has_macros_is_refused_whatever_its_name() -> None:
    types = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    both_refuse(archive({"[Content_Types].xml": types, "xl/workbook.xml": b"<a/>"}), "macro")


_ENTITY = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    "xml",
    [
        _ENTITY.encode(),
        ("<!--" + "x" * 9_000 + "-->" + _ENTITY).encode(),
        ('<?xml version="1.0" encoding="utf-16"?>' + _ENTITY).encode("utf-16"),
        b'<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]><a>&m;</a>',
        b'<!DOCTYPE a SYSTEM "http://x.example/a.dtd"><a/>',
    ],
    ids=["file", "behind a comment", "utf-16", "many laughs", "of elsewhere"],
)
@pytest.mark.parametrize("part", ["xl__extra.xml", "xl__extra.bak", "docProps__core.rels"])
def test_xml_with_a_document_type_is_refused_however_it_is_written(xml: bytes, part: str) -> None:
    both_refuse(workbook(**{part: xml}), "niet te vertrouwen")


def test_the_library_that_reads_workbooks_refuses_entities_as_well() -> None:
    assert openpyxl.xml.DEFUSEDXML is True


def test_a_formula_is_read_as_text_and_never_as_a_number() -> None:
    found = cost_imports.read(costs("=1+1"), year=2026)
    assert [problem.text for problem in found.problems] == [
        "Hier staat een formule. Plak de waarde in plaats van de formule."
    ]


@pytest.mark.parametrize(
    ("content", "is_pdf"),
    [
        (b"%PDF-1.7\n...\n%%EOF\n", True),
        (b"%PDF-1.7\nbroken off", False),
        (b"MZ program.pdf %%EOF", False),
        (b"<html>%PDF-1.7 %%EOF", False),
        (b"", False),
    ],
)
def test_a_pdf_is_known_by_its_content(content: bytes, is_pdf: bool) -> None:
    assert uploads.is_pdf(content) is is_pdf


# --- coming in ----------------------------------------------------------------------------------------------------


def posted(content: bytes, tmp_path: Path) -> tuple[object, QueryDict]:
    with override_settings(FILE_UPLOAD_TEMP_DIR=str(tmp_path)):
        request = RequestFactory().post("/", {"file": SimpleUploadedFile("../../etc/passwd", content), "a": "b"})
        return request.FILES["file"], request.POST


def test_a_file_comes_in_through_memory_and_never_through_the_disk(tmp_path: Path) -> None:
    file, data = posted(b"x" * 6_000_000, tmp_path)
    assert (file.size, file.read(3), file.name, data["a"]) == (6_000_000, b"xxx", "passwd", "b")  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
    assert base.FILE_UPLOAD_HANDLERS == ["oco.uploads.BoundedUpload"]


def test_of_a_file_that_is_too_large_only_its_size_is_known(tmp_path: Path) -> None:
    file, data = posted(b"x" * (uploads.LARGEST_FILE + 500_000), tmp_path)
    assert file.size == uploads.LARGEST_FILE + 500_000  # type: ignore[attr-defined]
    assert len(file.read()) == uploads.LARGEST_FILE + 1  # type: ignore[attr-defined]
    assert data["a"] == "b"


def test_a_request_that_is_far_too_large_is_not_read() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a", b"x")})
    request.META["CONTENT_LENGTH"] = str(uploads.LARGEST_REQUEST + 1)
    with pytest.raises(RequestDataTooBig):
        _ = request.FILES


# --- what a form may fill -----------------------------------------------------------------------------------------


def own_forms() -> list[type[forms.BaseForm]]:
    for package in (oco, cases, reporting, subsidies):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "forms" in found.name:
                importlib.import_module(found.name)

    def below(form: type[forms.BaseForm]) -> list[type[forms.BaseForm]]:
        return [each for sub in form.__subclasses__() for each in (sub, *below(sub))]

    ours = ("oco", "cases", "reporting", "subsidies")
    return [form for form in below(forms.BaseForm) if form.__module__.split(".")[0] in ours]


def test_every_form_lists_its_fields() -> None:
    """No mass assignment: a field that is added to a model is in no form until somebody puts it there."""
    found = own_forms()
    assert len(found) > 80
    for form in found:
        meta = getattr(form, "_meta", None)
        if meta is None or meta.model is None:
            continue  # its fields are declared one by one
        assert isinstance(meta.fields, list | tuple), f"{form.__name__} lists no fields"
        assert not meta.exclude, f"{form.__name__} says what it leaves out instead of what it has"


def test_no_view_hands_what_was_sent_to_a_model_as_it_came() -> None:
    root = Path(oco.__file__).parents[1]
    taken = re.compile(r"\*\*(request\.(POST|GET|FILES)|[\w.]*cleaned_data)\b|__all__\"$|construct_instance")
    files = [file for name in ("oco", "cases", "reporting", "subsidies") for file in (root / name).rglob("*.py")]
    assert len(files) > 200
    assert [f"{file.name}: {match[0]}" for file in files for match in taken.finditer(file.read_text())] == []
