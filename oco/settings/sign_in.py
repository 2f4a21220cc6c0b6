"""What the environment says about signing in, read and judged: half a setting is an error when a process starts."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from oco.embedded.paths import local_secret
from oco.organisation_setting import Setting

# OpenID Connect Discovery 1.0, section 4: where a service's metadata stand, below its issuer.
METADATA = "/.well-known/openid-configuration"
_MICROSOFT = ("login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn")
_TENANT = re.compile(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/v2\.0", re.IGNORECASE)


def second_factor_keys(env: Any, process: str, *, https: bool) -> list[str]:
    """The keys of what the second factor is made from: the first for what is written, all for what is read."""
    keys: list[str] = env.list("SECOND_FACTOR_KEYS", default=[])
    if not keys:
        if https:
            raise ImproperlyConfigured("SECOND_FACTOR_KEYS is missing: see docs/running.md.")
        if env.str("SECRET_KEY", default=""):
            return []  # while the image is built: no key of its own may stay in it
        return [local_secret(f"{process}-second-factor.key")]
    if any(len(key) < 32 for key in keys):
        raise ImproperlyConfigured("SECOND_FACTOR_KEYS: each key has at least 32 characters.")
    return keys


def second_factor_roles(named: list[str]) -> frozenset[str]:
    """The codes of the roles that must have a second factor. What isn't a role is an error."""
    codes = {
        **{"baliemedewerker": "counter", "cliëntondersteuner": "supporter", "intake-coördinator": "coordinator"},
        **{"teamleider": "manager", "beleidsmedewerker": "policy_officer", "functioneel beheerder": "administrator"},
    }
    known = {**codes, **{code: code for code in codes.values()}}
    if unknown := sorted(set(named) - set(known)):
        raise ImproperlyConfigured(f"OCO_SECOND_FACTOR_ROLES: no such role: {', '.join(unknown)}")
    return frozenset(known[name] for name in named) or frozenset(codes.values())


def organisation(env: Any, *, https: bool) -> tuple[Any, dict[str, Any]]:
    """What `OIDC_…` says: the setting of oco/organisation_account.py, and that of django-allauth."""
    server = env.str("OIDC_SERVER", default="")
    if not server:
        return None, {}
    domains = [domain.strip().lower() for domain in env.list("OIDC_DOMAINS", default=[]) if domain.strip()]
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if not env.str(name, default="")]
    if missing or not domains:
        raise ImproperlyConfigured(f"{', '.join(missing or ['OIDC_DOMAINS'])} is missing: see docs/running.md.")
    if https and not server.startswith("https://"):
        raise ImproperlyConfigured("OIDC_SERVER: only https.")
    issuer = _issuer(server)
    claims = tuple(tuple(each.split("=", 1)) for each in env.list("OIDC_SECOND_FACTOR", default=[]))
    if any(len(claim) != 2 for claim in claims):
        raise ImproperlyConfigured("OIDC_SECOND_FACTOR: write each claim as name=value, for instance amr=mfa.")
    name = env.str("OIDC_NAME", default="uw organisatie")
    found = Setting(name, frozenset(domains), env.bool("OIDC_ONLY", default=False), claims, issuer)
    app = {
        "provider_id": "organisatie",
        "name": name,
        "client_id": env.str("OIDC_CLIENT_ID"),
        "secret": env.str("OIDC_CLIENT_SECRET"),
        "settings": {
            "server_url": issuer.rstrip("/") + METADATA,
            "uid_field": env.str("OIDC_PERSON", default="sub"),
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
        },
    }
    return found, {"openid_connect": {"APPS": [app]}}


def _issuer(server: str) -> str:
    """The issuer that OIDC_SERVER names, by itself or by the address of its metadata."""
    parts = urlsplit(server)
    if parts.query or parts.fragment:
        raise ImproperlyConfigured("OIDC_SERVER: the issuer alone, without ? or #.")
    issuer = server.removesuffix(METADATA)
    # `common`, `organizations` and the name of a tenant all have metadata of which the issuer is another.
    if parts.hostname in _MICROSOFT and not _TENANT.fullmatch(urlsplit(issuer).path):
        raise ImproperlyConfigured(f"OIDC_SERVER: one tenant, as https://{parts.hostname}/<tenant id>/v2.0.")
    return issuer


def origins(env: Any) -> list[str]:
    """Where a form may lead to: the service's own page, and others that it says (OIDC_ORIGINS)."""
    parts = urlsplit(env.str("OIDC_SERVER"))
    return [f"{parts.scheme}://{parts.netloc}", *env.list("OIDC_ORIGINS", default=[])]
