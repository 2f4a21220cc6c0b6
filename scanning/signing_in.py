"""Signing in to the demo as a browser does it, for the cookie of its session."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TIMEOUT = 30  # seconds


class NotSignedIn(Exception):
    """The demo did not let this person in."""


def cookies_of(base: str, email: str, password: str) -> dict[str, str]:
    """The cookies of somebody who has just signed in at `base` ("http://127.0.0.1:8000"). Raises NotSignedIn."""
    jar = CookieJar()
    # No proxy: the demo is on this computer.
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{base}/inloggen/", timeout=TIMEOUT).read().decode()
    found = _TOKEN.search(page)
    if found is None:
        raise NotSignedIn(f"{base}/inloggen/ has no form")
    form = {"csrfmiddlewaretoken": found[1], "login": email, "password": password}
    answer = browser.open(f"{base}/inloggen/", urllib.parse.urlencode(form).encode(), timeout=TIMEOUT)
    if answer.geturl().startswith(f"{base}/inloggen/"):
        raise NotSignedIn(email)
    return {cookie.name: str(cookie.value) for cookie in jar}
