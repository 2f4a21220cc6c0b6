"""A code to scan, as squares that a template draws. The same text gives the same squares."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True)
class Squares:
    """`size` is the side in squares, the empty edge included; `path` is one shape for an SVG of that size."""

    size: int
    path: str


def squares_of(text: str) -> Squares:
    """The code of a text, with the empty edge of four squares that scanners ask for."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(matrix) for x, dark in enumerate(line) if dark)
    return Squares(len(matrix), path)
