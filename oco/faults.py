"""Faults of what is around us: database, disk, network, mail. They pass without anybody changing anything."""

from __future__ import annotations

import errno
import smtplib
import socket

from django.db import InterfaceError, OperationalError

_FULL_OR_BROKEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


def is_of_database(error: BaseException | None) -> bool:
    """The database is away, restarts, is full, or broke off a transaction that another one stood in the way of."""
    return isinstance(error, OperationalError | InterfaceError)


def passes(error: BaseException) -> bool:
    """Whether trying again later can help though nothing changes in what is tried."""
    if is_of_database(error):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(_is_temporary(code) for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _is_temporary(error.smtp_code)
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError | TimeoutError | socket.gaierror):
        return True
    return isinstance(error, OSError) and error.errno in _FULL_OR_BROKEN


def _is_temporary(code: int) -> bool:
    """By RFC 5321: 4xx is "later", 5xx is "never"; below that stands what no server said (-1)."""
    return code < 500
