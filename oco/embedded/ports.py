"""The two ports that the site listens on."""

import socket

from oco.embedded.processes import StartFailed
from oco.embedded.terminal import say

USUAL_PORT = 8000


def choose_ports(wanted: int | None) -> tuple[int, int]:
    """A port for the care side and the next one for the municipality side. Raises StartFailed."""
    if wanted is not None:
        for port in (wanted, wanted + 1):
            if not _is_free(port):
                raise StartFailed(f"Poort {port} is bezet. Kies een andere met --port.")
        return wanted, wanted + 1
    for port in range(USUAL_PORT, USUAL_PORT + 200, 2):
        if _is_free(port) and _is_free(port + 1):
            if port != USUAL_PORT:
                say(f"Poort {USUAL_PORT} of {USUAL_PORT + 1} is bezet; het worden {port} en {port + 1}.")
            return port, port + 1
    raise StartFailed(f"Alle poorten vanaf {USUAL_PORT} zijn bezet. Kies er een met --port.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True
