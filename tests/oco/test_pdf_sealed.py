"""The maker of PDFs reaches no network and no file of the machine, whatever stands in the page."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from oco import pdf

SECRET = "geheim-van-de-machine"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "geheim.css"
    file.write_text(f"body::after {{ content: '{SECRET}' }}")
    return file


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    asked: list[Any] = []

    def refuse(self: socket.socket, address: Any) -> None:
        asked.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return asked


def page(body: str, head: str = "") -> str:
    return f'<html lang="nl"><head><title>T</title>{head}</head><body><p>x</p>{body}</body></html>'


WAYS = {
    "picture": '<img alt="" src="{}">',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "drawing": '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    "drawing in use": '<svg width="9" height="9"><use href="{}#a"/></svg>',
    "style": '<p style="background: url({})">x</p>',
    "list": '<ul style="list-style-image: url({})"><li>x</li></ul>',
    "content": "<style>p::after {{ content: url({}) }}</style>",
    "import": '<style>@import "{}";</style>',
    "font": "<style>@font-face {{ font-family: A; src: url({}) }} p {{ font-family: A }}</style>",
    "sheet": '<link rel="stylesheet" href="{}">',
    "attachment": '<link rel="attachment" href="{}">',
    "attached to a link": '<a rel="attachment" href="{}">x</a>',
}
ADDRESSES = ["http://x.example/a.png", "https://x.example/a", "ftp://x.example/a", "data:text/css,x", "//x.example/a"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", [*ADDRESSES, "SECRET", "INSIDE"])
def test_nothing_but_our_own_fonts_and_styles_is_opened(
    way: str, address: str, secret: Path, no_network: list[Any]
) -> None:
    found = {"SECRET": secret.as_uri(), "INSIDE": pdf.file_address("fonts/../../manage.py")}.get(address, address)
    markup = WAYS[way].format(found)
    try:
        made = pdf.write(page(markup) if "<link" not in markup else page("", markup), identifier="x")
    except pdf.RefusedAddress:
        made = b""
    assert no_network == []
    assert SECRET.encode() not in made
    assert b"/EmbeddedFile" not in made
    assert b"execute_from_command_line" not in made


@pytest.mark.parametrize(
    "path",
    ["fonts/../../manage.py", "fonts/%2e%2e/%2e%2e/manage.py", "css/../fonts/../../oco/settings/base.py", "js/app.js"],
)
def test_a_way_out_of_the_folder_is_refused(path: str) -> None:
    with pytest.raises(pdf.RefusedAddress):
        pdf._sealed_fetcher().fetch(pdf.file_address("") + path)


@pytest.mark.parametrize("address", [*ADDRESSES, "file:///etc/passwd", "file://host/etc/passwd", "FILE:///etc/passwd"])
def test_an_address_outside_the_list_is_refused(address: str) -> None:
    with pytest.raises(pdf.RefusedAddress):
        pdf._sealed_fetcher().fetch(address)


def test_a_link_out_of_the_folder_is_followed_before_it_is_judged(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "static" / "fonts").mkdir(parents=True)
    (tmp_path / "static" / "css").mkdir()
    (tmp_path / "static" / "css" / "a.css").symlink_to("/etc/passwd")
    monkeypatch.setattr(pdf, "static_folder", lambda: tmp_path / "static")
    with pytest.raises(pdf.RefusedAddress):
        pdf._sealed_fetcher().fetch((tmp_path / "static" / "css" / "a.css").as_uri())


def test_our_own_style_sheet_is_opened() -> None:
    found = pdf._sealed_fetcher().fetch(pdf.file_address("css/print.css"))
    assert found is not None
