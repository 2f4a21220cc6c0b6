"""A mail server of one's own, which can keep a sender waiting before or after it took the mail."""

from __future__ import annotations

import email
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """`delivered`: (message id, receiver) of every mail that the server took."""

    delivered: list[tuple[str, str]] = field(default_factory=list)
    wait: str = ""  # "before" or "after" it takes a mail
    asked: int = 0  # how many senders wait or waited
    go_on: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @contextmanager
    def holding(self, when: str) -> Iterator[None]:
        """Keeps the next sender waiting, until the block ends."""
        self.asked = 0
        self.go_on.clear()
        self.wait = when
        try:
            yield
        finally:
            self.wait = ""
            self.go_on.set()

    def to(self, address: str) -> list[str]:
        """Message ids of what somebody got."""
        return [name for name, receiver in self.delivered if receiver == address]

    def hold(self) -> None:
        self.asked += 1
        self.go_on.wait(60)


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Listens on a free port of this computer."""
    mailbox = Mailbox()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            receiver = ""
            self.say("220 postbus")
            while line := self.rfile.readline():
                match line.decode().split(maxsplit=1)[0].upper():
                    case "RCPT":
                        receiver = line.decode().partition("<")[2].partition(">")[0]
                        self.say("250 ok")
                    case "DATA":
                        self.say("354 go on")
                        self.take(receiver)
                    case "QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("250 ok")

        def take(self, receiver: str) -> None:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            name = email.message_from_bytes(b"".join(lines))["Message-ID"]
            if mailbox.wait == "before":
                mailbox.hold()
                if self.gone():  # nobody heard a "yes": the mail isn't ours
                    return
            mailbox.delivered.append((name, receiver))
            if mailbox.wait == "after":
                mailbox.hold()
            self.say("250 taken")

        def gone(self) -> bool:
            self.connection.setblocking(False)
            try:
                return not self.connection.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                return False
            except OSError:
                return True
            finally:
                self.connection.setblocking(True)

        def say(self, text: str) -> None:
            with suppress(OSError):
                self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Conversation) as server:
        mailbox.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield mailbox
        finally:
            server.shutdown()
