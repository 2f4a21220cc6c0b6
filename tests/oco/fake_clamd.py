"""A clamd that says what a test wants, and remembers what it was given."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from oco.clamd import Address

CLEAN, FOUND = b"stream: OK\0", b"stream: Eicar-Test-Signature FOUND\0"
# Stands in every list of signatures and harms nothing (https://www.eicar.org). In two parts: a scanner that looks at
# this project need not stop at it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner:
    """With `says` it looks for itself no more; empty bytes are a connection that it closes without a word."""

    def __init__(self, path: str = "") -> None:
        self.says: bytes | None = None
        self.version = b"ClamAV 1.4.3/27650/Mon Mar  2 08:39:46 2026\0"
        self.waits = 0.0  # seconds before it answers
        self.drips = 0.0  # seconds between the bytes of its answer
        self.most = 10**9  # bytes; at more it breaks off, as clamd at StreamMaxLength
        self.given: list[bytes] = []
        self.stopped = threading.Event()
        self.server: socketserver.BaseServer
        if path:
            self.server, self.address = socketserver.ThreadingUnixStreamServer(path, self._handler()), Address(path)
        else:
            listening = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
            host, port = listening.socket.getsockname()
            self.server, self.address = listening, Address(host, port)

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        scanner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                command = self._to_zero()
                if command == b"zVERSION":
                    self._say(scanner.version)
                    return
                assert command == b"zINSTREAM", command
                content = b""
                while length := struct.unpack("!I", self.rfile.read(4))[0]:
                    content += self.rfile.read(length)
                    if len(content) > scanner.most:
                        self._say(b"INSTREAM size limit exceeded. ERROR\0")
                        return
                scanner.given.append(content)
                found = FOUND if EICAR in content else CLEAN
                self._say(found if scanner.says is None else scanner.says)

            def _to_zero(self) -> bytes:
                command = b""
                while (byte := self.rfile.read(1)) not in (b"", b"\0"):
                    command += byte
                return command

            def _say(self, answer: bytes) -> None:
                if scanner.stopped.wait(scanner.waits):
                    return
                pieces = [bytes([byte]) for byte in answer] if scanner.drips else [answer]
                with contextlib.suppress(OSError):  # who asked may have gone
                    for piece in pieces:
                        self.wfile.write(piece)
                        time.sleep(scanner.drips)

            def finish(self) -> None:
                with contextlib.suppress(OSError):
                    super().finish()

        return Handler


@contextmanager
def running(path: str = "") -> Iterator[Scanner]:
    scanner = Scanner(path)
    thread = threading.Thread(target=scanner.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield scanner
    finally:
        scanner.stopped.set()
        scanner.server.shutdown()
        scanner.server.server_close()
        thread.join()
        if path:
            os.unlink(path)


def nobody() -> Address:
    """Where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return Address("127.0.0.1", taken.getsockname()[1])
