"""Somebody at a browser without script: pages, forms, cookies."""

from __future__ import annotations

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Page:
    """An answer. Status 0: none came."""

    status: int
    text: str
    address: str = ""

    @property
    def words(self) -> str:
        """What is read of the main part."""
        main = self.text.partition("<main")[2].partition("</main>")[0]
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", "<main" + main)).split())

    def hidden(self) -> dict[str, str]:
        """All hidden fields of the page, by name (the last one of each)."""
        found = {}
        for tag in INPUT.findall(self.text):
            attributes = dict(ATTRIBUTE.findall(tag))
            if attributes.get("type") == "hidden":
                found[attributes["name"]] = html.unescape(attributes.get("value", ""))
        return found

    def value(self, html_id: str) -> str:
        """The value of the input with this id."""
        for tag in INPUT.findall(self.text):
            attributes = dict(ATTRIBUTE.findall(tag))
            if attributes.get("id") == html_id:
                return html.unescape(attributes.get("value", ""))
        raise LookupError(f"no input {html_id} on {self.address}")


class Visitor:
    def __init__(self, site: str) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(self.site + path))

    def post(self, path: str, fields: dict[str, str]) -> Page:
        return self._open(urllib.request.Request(self.site + path, urllib.parse.urlencode(fields).encode()))

    def sign_in(self, email: str, password: str) -> None:
        page = self.get("/inloggen/")
        answer = self.post("/inloggen/", {**page.hidden(), "login": email, "password": password})
        if "/inloggen/" in answer.address or answer.status != 200:
            raise AssertionError(f"not signed in: {answer.status} {answer.words[:300]}")

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Page(answer.status, answer.read().decode(), answer.url)
        except urllib.error.HTTPError as error:
            return Page(error.code, error.read().decode(errors="replace"), request.full_url)
        except (OSError, urllib.error.URLError):
            return Page(0, "", request.full_url)
