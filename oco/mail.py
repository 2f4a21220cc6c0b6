"""One mail with a name of its own, so that a copy is recognised."""

from __future__ import annotations

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage


def send_once(key: uuid.UUID, subject: str, text: str, address: str) -> None:
    """Sends a mail whose Message-ID follows from `key`: sent again, it is the same mail to who receives it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{key}@{domain}>"}
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers).send()
