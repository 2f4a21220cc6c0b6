"""A page that takes a file in: past the virus scanner, and nothing of a harmful file stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from cases.models import RegisterImport
from oco.models import AuditEvent, User
from subsidies.determination import requests
from subsidies.models import AuditorStatement, CostImport, GrantFile, Obligation, ObligationAnswer
from tests.oco import fake_clamd
from tests.oco.fake_clamd import EICAR, Scanner
from tests.oco.test_virus_scanner import HARMFUL, NOW_NOT
from tests.subsidies.world import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n@\n%%EOF\n"
COSTS = b"maand;kostensoort;werk;bedrag\n01-2018;personeel;werk voor cli\xc3\xabnten;10\n@"


@dataclass(frozen=True)
class Page:
    """Where a file is sent, and of whom."""

    name: str
    arguments: tuple[object, ...]
    by: User
    data: dict[str, Any]
    field: str
    content: bytes  # with a place for more
    kept: Any  # the model that holds the file

    def with_(self, more: bytes) -> bytes:
        return self.content.replace(b"@", more)

    def send(self, more: bytes) -> Any:
        client = Client()
        client.force_login(self.by)
        file = SimpleUploadedFile("brief van Annie.pdf", self.with_(more))
        return client.post(reverse(self.name, args=self.arguments), self.data | {self.field: file})


@pytest.fixture(autouse=True)
def in_april() -> Iterator[None]:
    with time_machine.travel(date(2019, 4, 15), tick=False):
        yield


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    with fake_clamd.running() as found, override_settings(CLAMAV=found.address):
        yield found


@pytest.fixture(params=["determination_statement", "determination_content", "cost_import", "decision_upload"])
def page(request: pytest.FixtureRequest, world: World) -> Iterator[Page]:
    grant = world.grant()
    name, care = request.param, {"ROOT_URLCONF": "oco.urls.care", "SIDE": "care"}
    slugs = ("zoetermeer", "zosamen", 2018)
    if name == "decision_upload":
        with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
            yield Page(name, (grant.pk,), world.officer, {}, "file", PDF, GrantFile)
        return
    with override_settings(**care):
        if name == "cost_import":
            yield Page(name, (grant.pk, "mee"), world.mee_manager, {}, "file", COSTS, CostImport)
            return
        asked = Obligation.objects.create(grant=grant, number=1, text="Jaarplan", evidence="file", due="determination")
        requests.start(grant=grant, by=world.manager)
        if name == "determination_statement":
            data = {"verdict": "unqualified", "firm": "Van Tellen", "signed_on": "15-04-2019"}
            yield Page(name, slugs, world.manager, data, "content", PDF, AuditorStatement)
        else:
            data = {"activities": "Spreekuur", "differences": "", f"verplichting-{asked.pk}-met": "yes"}
            field = f"verplichting-{asked.pk}-evidence"
            yield Page(name, slugs, world.manager, data, field, PDF, ObligationAnswer)


def test_a_clean_file_comes_in(page: Page, scanner: Scanner) -> None:
    answer = page.send(b"")
    assert answer.status_code == 302, answer.content.decode()
    assert scanner.given == [page.with_(b"")]
    assert page.kept.objects.count() == 1


def test_a_harmful_file_is_refused_and_nothing_of_it_is_kept(page: Page, scanner: Scanner) -> None:
    answer = page.send(EICAR)
    assert answer.status_code == 200
    assert HARMFUL in answer.content.decode()
    assert not page.kept.objects.exists()
    line = AuditEvent.objects.get(action="virus refused")
    assert line.by == page.by
    assert line.details == {
        "page": page.name,
        "found": "Eicar-Test-Signature",
        "size": len(page.with_(EICAR)),
    }


def test_without_an_answer_of_the_scanner_nothing_comes_in(page: Page, scanner: Scanner) -> None:
    scanner.says = b"stream: Can't open file or directory ERROR\0"
    answer = page.send(b"")
    assert answer.status_code == 200
    assert NOW_NOT in answer.content.decode()
    assert not page.kept.objects.exists()


def test_a_register_goes_past_the_scanner_too(world: World, scanner: Scanner) -> None:
    """Before anything is unpacked or put aside for the worker."""
    client = Client()
    client.force_login(world.mee_manager)
    with override_settings(ROOT_URLCONF="oco.urls.care", SIDE="care"):
        answer = client.post(
            reverse("import_register"),
            {
                "front_door": world.door.pk,
                "key": "6f2a1c9e-3a9d-4d0a-8a63-1f4f3f1c0a11",
                "file": SimpleUploadedFile("register.xlsx", b"PK\x03\x04" + EICAR),
            },
        )
    assert HARMFUL in answer.content.decode()
    assert not RegisterImport.objects.exists()
    assert AuditEvent.objects.get(action="virus refused").details["page"] == "import_register"
