"""The PDF maker finds a font of ours on a computer that has none; without one the process ends, not the call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pikepdf

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
RENDER = """
import sys
from weasyprint import HTML
HTML(string="<html lang=nl><title>Proef</title><p>Şahin en Łukasz</p>").write_pdf(sys.argv[1])
"""


def test_a_document_without_fonts_of_its_own_is_drawn_with_ours(tmp_path: Path) -> None:
    target = tmp_path / "proef.pdf"
    done = subprocess.run(
        [sys.executable, "-c", RENDER, str(target)],
        env={**os.environ, "FONTCONFIG_FILE": str(FONTS / "fonts.conf")},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    with pikepdf.open(target) as document:
        fonts = [str(font.BaseFont) for font in document.pages[0].Resources.Font.values()]
    assert fonts
    assert all("Source-Sans-3" in font for font in fonts)


def test_every_font_that_a_stylesheet_names_is_there() -> None:
    for sheet in ("fonts.css", "print.css"):
        text = (FONTS.parent / "css" / sheet).read_text()
        named = [part.split('"')[0] for part in text.split("../fonts/")[1:]]
        assert named
        assert [name for name in named if not (FONTS / name).is_file()] == []
