"""What the environment says of signing in with an organisation's account, as a process reads it when it starts."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

_ASK = """
import json, oco.settings.care as s
found, [app] = s.ORGANISATION_SIGN_IN, s.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
print(json.dumps({
    "name": found.name, "domains": sorted(found.domains), "claims": found.factor_claims, "issuer": found.issuer,
    "metadata": app["settings"]["server_url"], "form": s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"],
}))
"""
TENANT = "https://login.microsoftonline.com/8d0e1b2c-3a4f-4d5e-9a6b-7c8d9e0f1a2b/v2.0"
METADATA = "/.well-known/openid-configuration"
_ENTRA = {
    "OIDC_SERVER": TENANT,
    "OIDC_CLIENT_ID": "a",
    "OIDC_CLIENT_SECRET": "b",
    "OIDC_DOMAINS": "Mee.example,palet.example",
    "OIDC_SECOND_FACTOR": "amr=mfa",
    "OIDC_NAME": "Microsoft",
}


def asked(monkeypatch: pytest.MonkeyPatch, **changes: str) -> subprocess.CompletedProcess[str]:
    for name, value in (_ENTRA | changes).items():
        monkeypatch.setenv(name, value)
    return subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=False)


def read(monkeypatch: pytest.MonkeyPatch, **changes: str) -> dict[str, Any]:
    answer = asked(monkeypatch, **changes)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_the_setting_is_read_and_the_policy_lets_the_form_lead_to_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch)
    assert (found["name"], found["domains"]) == ("Microsoft", ["mee.example", "palet.example"])
    assert found["claims"] == [["amr", "mfa"]]
    assert found["form"] == ["'self'", "https://login.microsoftonline.com"]


@pytest.mark.parametrize(
    ("server", "issuer", "metadata"),
    [
        (TENANT, TENANT, TENANT + METADATA),
        (TENANT + METADATA, TENANT, TENANT + METADATA),
        # A slash at the end is of the issuer and not of the address (OpenID Connect Discovery 1.0, section 4).
        ("https://inlog.example/", "https://inlog.example/", "https://inlog.example" + METADATA),
        ("https://adfs.example/adfs", "https://adfs.example/adfs", "https://adfs.example/adfs" + METADATA),
    ],
)
def test_the_issuer_and_the_address_of_its_metadata_come_from_one_value(
    monkeypatch: pytest.MonkeyPatch, server: str, issuer: str, metadata: str
) -> None:
    found = read(monkeypatch, OIDC_SERVER=server)
    assert (found["issuer"], found["metadata"]) == (issuer, metadata)


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers", "mee.example", "<tenant id>"])
def test_an_address_of_entra_id_that_is_of_no_one_tenant_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tenant: str
) -> None:
    answer = asked(monkeypatch, OIDC_SERVER=f"https://login.microsoftonline.com/{tenant}/v2.0")
    assert answer.returncode == 1
    assert "OIDC_SERVER: one tenant, as" in answer.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_DOMAINS", ""),
        ("OIDC_CLIENT_SECRET", ""),
        ("OIDC_SECOND_FACTOR", "mfa"),
        ("OIDC_SERVER", "https://inlog.example/?tenant=1"),
    ],
)
def test_half_a_setting_is_an_error(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    answer = asked(monkeypatch, **{name: value})
    assert answer.returncode == 1
    assert name in answer.stderr.splitlines()[-1]
