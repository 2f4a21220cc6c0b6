"""Asks a virus scanner (clamd of ClamAV) about a file, by TCP or by a unix socket.

The protocol: https://docs.clamav.net/manual/Usage/ClamdProtocol.html and `man clamd`. Why it is written here:
docs/decisions/0054-files-past-a-virus-scanner.md.
"""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass

_PIECE = 65_536
_LONGEST_ANSWER = 4_096  # bytes


class ScannerFailed(Exception):
    """It wasn't there, was too slow, or said something else than yes or no. The text is for the log."""


@dataclass(frozen=True)
class Address:
    """Host and port, or the path of a socket."""

    host: str
    port: int = 0

    @classmethod
    def of(cls, text: str) -> Address:
        """`clamav:3310`, `[::1]:3310` or `/run/clamav/clamd.ctl`. Raises ValueError."""
        if text.startswith("/"):
            return cls(text)
        host, colon, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not (host and colon and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError(text)
        return cls(host, int(port))

    def connect(self, seconds: float) -> socket.socket:
        if self.port:
            return socket.create_connection((self.host, self.port), timeout=seconds)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        try:
            connection.connect(self.host)
        except OSError:
            connection.close()
            raise
        return connection


def scan(address: Address, content: bytes, *, seconds: float) -> str | None:
    """The name of what was found, or None. `seconds` is for all of it together. Raises ScannerFailed."""
    answer = _ask(address, b"zINSTREAM\0", content, seconds=seconds)
    if answer == "stream: OK":
        return None
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerFailed("neither OK nor FOUND")  # what it said instead may hold anything


def version(address: Address, *, seconds: float) -> str:
    """`ClamAV 1.4.3/27650/Sat May 31 08:39:46 2025`: program, number and date of its signatures, the last two as far as
    it has any. Raises ScannerFailed."""
    answer = _ask(address, b"zVERSION\0", None, seconds=seconds)
    if not answer.startswith("ClamAV "):
        raise ScannerFailed("not ClamAV")
    return answer


def _ask(address: Address, command: bytes, content: bytes | None, *, seconds: float) -> str:
    until = time.monotonic() + seconds
    try:
        with address.connect(seconds) as connection:
            connection.settimeout(_left(until))
            connection.sendall(command)
            if content is not None:
                view = memoryview(content)
                for at in range(0, len(view), _PIECE):
                    piece = view[at : at + _PIECE]
                    connection.settimeout(_left(until))
                    connection.sendall(struct.pack("!I", len(piece)) + piece)
                connection.sendall(struct.pack("!I", 0))
            return _answer(connection, until)
    except (OSError, UnicodeDecodeError) as error:
        raise ScannerFailed(type(error).__name__) from error


def _answer(connection: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        connection.settimeout(_left(until))
        piece = connection.recv(_LONGEST_ANSWER)
        answer += piece
        if not piece or len(answer) > _LONGEST_ANSWER:
            raise ScannerFailed("no whole answer")
    return answer[:-1].decode("ascii")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
