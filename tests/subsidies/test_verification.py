"""Anybody who has a report checks it, on both sides, without signing in; nothing is kept and nothing else is told."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from reporting.models import GateRun, Report, ReportFile
from reporting.versions import short_code
from subsidies import filing, verification
from tests.subsidies.world import FILED_AT, Q1, World

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 het rapport, byte voor byte"
SIDES = pytest.mark.parametrize("side", ["care", "municipality"])


@pytest.fixture
def filed(world: World) -> Report:
    world.small_quarter()
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=Q1, by=world.manager, now=FILED_AT
    )
    GateRun.objects.create(report=report, passed=True)
    ReportFile.objects.create(report=report, format="pdf", content=PDF, sha256=hashlib.sha256(PDF).hexdigest())
    return report


@pytest.fixture(autouse=True)
def _no_limit(settings: object) -> None:
    settings.RATE_LIMITS = {}  # type: ignore[attr-defined]


def ask(side: str, **sent: object) -> str:
    with override_settings(ROOT_URLCONF=f"oco.urls.{side}", SIDE=side):
        answer = Client().post("/controleren/", sent)
    assert answer.status_code == 200
    return answer.content.decode()


@SIDES
def test_a_code_tells_which_report_it_is(filed: Report, side: str) -> None:
    page = ask(side, code=short_code(filed.checksum))
    assert "Deze code hoort bij een ingediend rapport" in page
    for fact in ("1e kwartaal 2018", "ZoSamen", "gemeente Zoetermeer", "12 april 2018, 11:30", "nieuwste versie"):
        assert fact in page


@SIDES
def test_the_very_bytes_are_told_from_changed_ones(filed: Report, side: str) -> None:
    page = ask(side, file=SimpleUploadedFile("Rapport van Jan.pdf", PDF))
    assert "Dit bestand is echt" in page
    assert "1e kwartaal 2018" in page
    assert "Rapport van Jan" not in page
    changed = ask(side, file=SimpleUploadedFile("rapport.pdf", PDF + b" "))
    assert "Dit bestand kennen wij niet" in changed
    assert "1e kwartaal 2018" not in changed
    both = ask(side, code=filed.checksum, file=SimpleUploadedFile("rapport.pdf", PDF + b" "))
    assert "Dit bestand is niet gelijk aan het ingediende rapport" in both


@pytest.mark.parametrize("typed", [str.lower, str.upper, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_code_may_be_typed_in_many_ways(filed: Report, typed: object) -> None:
    found = verification.by_code(typed(short_code(filed.checksum)))  # type: ignore[operator]
    assert found is not None
    assert found.report == filed


@pytest.mark.parametrize("wrong", ["", "3F2A", "zz" * 10, "0" * 20, "0" * 65, "' or 1=1 --"])
def test_what_is_no_code_finds_nothing(filed: Report, wrong: str) -> None:
    assert verification.by_code(wrong) is None


def test_a_shorter_code_is_no_code(filed: Report) -> None:
    assert verification.by_code(filed.checksum[:19]) is None
    assert "Een controlecode heeft 20 tekens" in ask("care", code=filed.checksum[:19])
    assert "Vul de controlecode in, of kies een bestand." in ask("care", code="")


def test_an_old_version_says_that_there_is_a_newer_one(world: World, filed: Report) -> None:
    filing.open_correction(report=filed, reason="Vergeten", by=world.manager)
    opened = ask("municipality", code=short_code(filed.checksum))
    assert "nieuwste versie" in opened  # an open correction isn't filed, and nobody's business
    assert "correctie" not in opened
    filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=Q1,
        by=world.manager,
        reason="Vergeten",
        now=FILED_AT + timedelta(days=30),
    )
    page = ask("municipality", code=short_code(filed.checksum))
    assert "Versie 2 is ingediend op 12 mei 2018" in page
    assert "Vergeten" not in page


def test_a_file_of_one_report_with_the_code_of_another_is_told(world: World, filed: Report) -> None:
    filing.open_correction(report=filed, reason="Vergeten", by=world.manager)
    second = filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=Q1,
        by=world.manager,
        reason="Vergeten",
        now=FILED_AT + timedelta(days=30),
    )
    page = ask("care", code=short_code(second.checksum), file=SimpleUploadedFile("r.pdf", PDF))
    assert "De code hoort niet bij dit bestand" in page


def test_a_scanned_code_is_filled_in_and_looked_up_by_a_press(filed: Report) -> None:
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        page = Client().get(reverse("verify"), {"code": short_code(filed.checksum)}).content.decode()
    assert f'value="{filed.checksum[:20].upper()}"' in page
    assert "1e kwartaal 2018" not in page


def test_nothing_of_an_upload_is_kept(
    filed: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)  # type: ignore[attr-defined]
    before = ReportFile.objects.count()
    large = SimpleUploadedFile("groot.pdf", b"x" * 6_000_000)  # above what Django keeps in memory
    assert "Dit bestand kennen wij niet" in ask("care", file=large)
    assert list(tmp_path.iterdir()) == []
    assert ReportFile.objects.count() == before
    monkeypatch.setattr(verification, "LARGEST", 1_000)
    assert "Dit bestand is te groot" in ask("care", file=SimpleUploadedFile("groot.pdf", b"x" * 1_001))


def test_the_form_asks_for_its_token(filed: Report) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/controleren/", {"code": short_code(filed.checksum)}).status_code == 403
    strict.get("/controleren/")
    token = strict.cookies["csrftoken"].value if "csrftoken" in strict.cookies else ""
    names = [name for name in strict.cookies if "csrf" in name]
    sent = {"code": short_code(filed.checksum), "csrfmiddlewaretoken": token or strict.cookies[names[0]].value}
    assert strict.post("/controleren/", sent).status_code == 200


def test_who_asks_too_often_waits(filed: Report, settings: object) -> None:
    settings.RATE_LIMITS = {"verify": "3/5m/ip"}  # type: ignore[attr-defined]
    client = Client(REMOTE_ADDR="10.1.2.3")
    answers = [client.post("/controleren/", {"code": "0" * 20}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
