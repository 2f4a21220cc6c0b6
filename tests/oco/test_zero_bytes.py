"""A zero byte in what is asked or sent breaks nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from oco.middleware import WithoutZeroBytes

FORM = "application/x-www-form-urlencoded"


def through(request: HttpRequest) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    seen: list[HttpRequest] = []

    def keep(asked: HttpRequest) -> HttpResponse:
        seen.append(asked)
        return HttpResponse()

    WithoutZeroBytes(keep)(request)
    return dict(seen[0].GET.lists()), dict(seen[0].POST.lists())


def test_zero_bytes_are_left_out_of_query_and_form_and_all_else_stays() -> None:
    request = RequestFactory().post("/?q=a%00b&q=c", "naam=%00Jan%00&n%00m=x&tekst=%E2%82%AC+1", content_type=FORM)
    assert through(request) == ({"q": ["ab", "c"]}, {"naam": ["Jan"], "nm": ["x"], "tekst": ["€ 1"]})


def test_a_raw_zero_byte_is_left_out_too() -> None:
    assert through(RequestFactory().post("/", b"q=a\x00b", content_type=FORM))[1] == {"q": ["ab"]}


def test_one_that_appears_when_another_is_gone_is_left_out_too() -> None:
    assert through(RequestFactory().get("/?q=a%0%000b"))[0] == {"q": ["ab"]}


def test_a_view_may_still_choose_how_files_come_in() -> None:
    request = RequestFactory().post("/", "a=%00b", content_type=FORM)

    def choose(asked: HttpRequest) -> HttpResponse:
        asked.upload_handlers = []
        return HttpResponse(asked.POST["a"])

    assert WithoutZeroBytes(choose)(request).content == b"b"


def test_a_request_without_them_is_not_touched() -> None:
    request = RequestFactory().post("/?q=a", {"naam": "Jan"})
    assert through(request) == ({"q": ["a"]}, {"naam": ["Jan"]})
