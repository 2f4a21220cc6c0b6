"""What stands in the database of a secret that somebody else holds: a link's token, a browser's cookie."""

from __future__ import annotations

import hashlib


def hashed(secret: str) -> str:
    """SHA-256 as 64 hexadecimal signs. Plain, for such secrets are random and long: nobody tries them all."""
    return hashlib.sha256(secret.encode()).hexdigest()
