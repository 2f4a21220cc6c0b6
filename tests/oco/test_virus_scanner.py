"""Files of others go past the virus scanner where one is set up; without its yes none comes in."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils.datastructures import MultiValueDict
from structlog.testing import capture_logs

from oco import clamd, uploads
from oco.clamd import Address, ScannerFailed
from oco.models import AuditEvent
from subsidies.forms import VerifyForm
from tests.oco import fake_clamd
from tests.oco.fake_clamd import EICAR
from tests.oco.test_uploads import own_forms

NOW_NOT = "Dit bestand kan nu niet op virussen worden nagekeken. Er is niets bewaard. Probeer het later opnieuw."
HARMFUL = "De virusscanner vond iets schadelijks in dit bestand. Er is niets bewaard. Meld het bij uw beheerder."


class OneFile(forms.Form):
    file = uploads.UploadField(largest=1_000_000)


def sent(content: bytes) -> OneFile:
    return OneFile({}, MultiValueDict({"file": [SimpleUploadedFile("naam.pdf", content)]}))


# --- the protocol -------------------------------------------------------------------------------------------------


def test_a_file_is_given_whole_and_comes_back_clean() -> None:
    content = bytes(range(256)) * 1_000  # four pieces, the last a part of one
    with fake_clamd.running() as scanner:
        assert clamd.scan(scanner.address, content, seconds=5) is None
        assert clamd.scan(scanner.address, b"x", seconds=5) is None
    assert scanner.given == [content, b"x"]


def test_what_was_found_is_named() -> None:
    with fake_clamd.running() as scanner:
        assert clamd.scan(scanner.address, b"%PDF-1.7 " + EICAR, seconds=5) == "Eicar-Test-Signature"
        scanner.says = b"stream: Win.Test.EICAR_HDB-1(44d88612fea8a8f36de82e1278abb02f:68) FOUND\0"
        assert clamd.scan(scanner.address, b"x", seconds=5) == (
            "Win.Test.EICAR_HDB-1(44d88612fea8a8f36de82e1278abb02f:68)"
        )


def test_it_answers_by_a_unix_socket_as_well(tmp_path: Path) -> None:
    with fake_clamd.running(str(tmp_path / "clamd.ctl")) as scanner:
        assert Address.of(str(tmp_path / "clamd.ctl")) == scanner.address
        assert clamd.scan(scanner.address, EICAR, seconds=5) == "Eicar-Test-Signature"
        assert clamd.version(scanner.address, seconds=5).startswith("ClamAV 1.4.3/27650/")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",  # broken off: more could have followed
        b"\0",
        b"OK\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n\0",
        b"stream: OK\xff\0",
        b"stream: OK\0stream: OK\0",
        b"x" * 10_000,
    ],
)
def test_anything_but_yes_or_no_is_no_answer(answer: bytes) -> None:
    with fake_clamd.running() as scanner:
        scanner.says = answer
        with pytest.raises(ScannerFailed):
            clamd.scan(scanner.address, b"x", seconds=5)


def test_nobody_there_is_no_answer(tmp_path: Path) -> None:
    for address in (fake_clamd.nobody(), Address(str(tmp_path / "nowhere.ctl")), Address("scanner.invalid", 3310)):
        with pytest.raises(ScannerFailed):
            clamd.scan(address, b"x", seconds=5)


@pytest.mark.parametrize("slow", [{"waits": 30.0}, {"drips": 0.15}])
def test_too_slow_is_no_answer_however_it_is_slow(slow: dict[str, float]) -> None:
    """A byte now and then keeps nobody waiting: the seconds are for all of it."""
    with fake_clamd.running() as scanner:
        for name, seconds in slow.items():
            setattr(scanner, name, seconds)
        began = time.monotonic()
        with pytest.raises(ScannerFailed, match="TimeoutError"):
            clamd.scan(scanner.address, b"x", seconds=0.5)
        assert 0.4 < time.monotonic() - began < 1.5


def test_more_than_the_scanner_takes_is_no_answer() -> None:
    with fake_clamd.running() as scanner:
        scanner.most = 100_000
        with pytest.raises(ScannerFailed):
            clamd.scan(scanner.address, b"x" * 5_000_000, seconds=5)


# --- the field ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_clean_file_comes_in_and_is_read_from_its_beginning() -> None:
    with fake_clamd.running() as scanner, override_settings(CLAMAV=scanner.address):
        form = sent(b"schoon")
        assert form.is_valid()
        assert form.cleaned_data["file"].read() == b"schoon"
    assert scanner.given == [b"schoon"]
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_a_harmful_file_is_refused_at_its_field_and_written_down() -> None:
    with fake_clamd.running() as scanner, override_settings(CLAMAV=scanner.address):
        form = sent(b"%PDF-1.7 " + EICAR + b" %%EOF")
        assert form.errors == {"file": [HARMFUL]}
    line = AuditEvent.objects.get()
    assert (line.action, line.by) == ("virus refused", None)
    assert line.details == {"page": "", "found": "Eicar-Test-Signature", "size": 83}


@pytest.mark.django_db
def test_without_an_answer_nothing_comes_in_and_the_log_says_why() -> None:
    with override_settings(CLAMAV=fake_clamd.nobody()), capture_logs() as logged:
        assert sent(b"schoon").errors == {"file": [NOW_NOT]}
    assert [(line["event"], line["kind"], line["log_level"]) for line in logged] == [
        ("virus scanner did not answer", "ConnectionRefusedError", "error")
    ]
    assert not AuditEvent.objects.exists()


def test_a_file_that_is_too_large_is_not_given_to_the_scanner() -> None:
    with fake_clamd.running() as scanner, override_settings(CLAMAV=scanner.address):
        assert sent(b"x" * 1_000_001).errors == {"file": ["Dit bestand is te groot. Het mag hoogstens 1 MB zijn."]}
    assert scanner.given == []


def test_without_a_scanner_files_come_in() -> None:
    with override_settings(CLAMAV=None):
        assert sent(EICAR).is_valid()


def test_every_form_takes_files_in_past_the_scanner() -> None:
    """But the page that checks a report: it keeps a checksum, and no byte of the file (subsidies/verification.py)."""
    found: dict[type[forms.BaseForm], forms.Field] = {}
    for form in own_forms():
        for field in getattr(form, "base_fields", {}).values():
            if isinstance(field, forms.FileField):
                found[form] = field
    assert {form.__name__ for form in found} >= {
        *("RegisterForm", "CostFileForm", "DecisionFileForm", "AnswerForm", "StatementForm", "VerifyForm")
    }
    past = {form for form, field in found.items() if isinstance(field, uploads.UploadField)}
    assert set(found) - past == {VerifyForm}


# --- the setting --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("clamav:3310", Address("clamav", 3310)),
        ("127.0.0.1:3310", Address("127.0.0.1", 3310)),
        ("[::1]:3310", Address("::1", 3310)),
        ("/run/clamav/clamd.ctl", Address("/run/clamav/clamd.ctl")),
    ],
)
def test_an_address_is_host_and_port_or_a_path(text: str, address: Address) -> None:
    assert Address.of(text) == address


@pytest.mark.parametrize("text", ["clamav", "clamav:", ":3310", "clamav:x", "clamav:0", "clamav:65536", "clamav:²"])
def test_half_an_address_is_an_error(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=text):
        Address.of(text)
    monkeypatch.setenv("OCO_CLAMAV", text)
    answer = asked()
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1].endswith("OCO_CLAMAV: host:port, or the path of a socket.")


def asked() -> subprocess.CompletedProcess[str]:
    ask = "import oco.settings.care as s; print(s.CLAMAV, s.CLAMAV_SECONDS)"
    return subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("text", "said"), [("", "None 20"), ("clamav:3310", "Address(host='clamav', port=3310) 20")])
def test_the_setting_is_read_when_a_process_starts(text: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCO_CLAMAV", text)
    assert asked().stdout.strip() == said
