"""A sign-in service of an organisation, as Entra ID is one: OpenID Connect with codes, PKCE and RS256."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "naast", "geheim-van-de-test"


class Service:
    """Says who signs in (`claims`), and remembers what it was asked."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signs_with = self.key
        self.claims: dict[str, Any] = {}  # over those that a token has by itself; None leaves one out
        self.issuer: str | None = None  # what its metadata say, when not its own address
        self.gives_token = True
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens_asked = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def sign_in_at(self, address: str) -> str:
        """What a person does who follows this address and signs in there: the address to which they are sent back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        self.tokens_asked += 1
        asked = self.codes.pop(form["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        assert challenge.decode() == asked["code_challenge"]
        assert (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        now = int(time.time())
        own = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in (own | self.claims).items() if value is not None}
        signed = jwt.encode(claims, self.signs_with, algorithm="RS256", headers={"kid": "een"})
        given = {"access_token": "x", "token_type": "Bearer", "expires_in": 300}
        return given | ({"id_token": signed} if self.gives_token else {})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    self._say(
                        {
                            "issuer": service.issuer or service.address,
                            "authorization_endpoint": f"{service.address}/authorize",
                            "token_endpoint": f"{service.address}/token",
                            "jwks_uri": f"{service.address}/keys",
                            "userinfo_endpoint": f"{service.address}/person",
                            "token_endpoint_auth_methods_supported": ["client_secret_post"],
                        }
                    )
                elif self.path == "/keys":
                    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(service.key.public_key()))
                    self._say({"keys": [{**public, "kid": "een", "alg": "RS256", "use": "sig"}]})
                elif self.path == "/person":
                    self._say({"sub": "oid-1", "email": "steun@mee.example"})
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._say(service.token({name: values[0] for name, values in parse_qs(sent).items()}))

            def _say(self, what: dict[str, Any]) -> None:
                body = json.dumps(what).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Says nothing."""

        return Handler


@contextmanager
def running() -> Iterator[Service]:
    service = Service()
    thread = threading.Thread(target=service.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        service.server.server_close()
        thread.join()
