"""One transaction around a request, in which the database knows who acts; and the same for a job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, override_settings

from oco import acting, audit, jobs
from oco.middleware import WholeRequest
from oco.models import AuditEvent, User
from oco.sessions import SessionStore

pytestmark = pytest.mark.django_db


def ask(view: Callable[[HttpRequest], Any], user: User | None = None) -> HttpResponse:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.user = user or AnonymousUser()
    return WholeRequest(view)(request)


def told(*names: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"coalesce(current_setting('oco.{name}', true), '')" for name in names))
        found: tuple[str, ...] = cursor.fetchone()
    return found


def noting(status: int) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        audit.record("door tried", by=None)
        return HttpResponse("nee", status=status)

    return view


@pytest.mark.parametrize("status", [200, 302, 403, 404, 429])
def test_what_was_noted_of_a_refusal_stays(status: int) -> None:
    assert ask(noting(status)).status_code == status
    assert AuditEvent.objects.filter(action="door tried").count() == 1


def test_after_an_error_nothing_is_kept() -> None:
    assert ask(noting(500)).status_code == 500
    assert AuditEvent.objects.count() == 0


def test_an_answer_that_streams_is_refused() -> None:
    with pytest.raises(RuntimeError, match="streamed"):
        ask(lambda request: StreamingHttpResponse([b"een", b"twee"]))


def test_an_error_of_the_database_that_was_swallowed_is_no_success() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        audit.record("lost", by=None)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        except DatabaseError:
            return HttpResponse("opgeslagen")
        raise AssertionError

    assert ask(view).status_code == 500
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("side", ["care", "municipality"])
def test_the_database_is_told_who_acts_and_forgets_it(side: str) -> None:
    user = User.objects.create_user("a@x.example", name="A", side=side)

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("|".join([*told("user", "side", "request"), str(request.request_id)]))  # type: ignore[attr-defined]

    with override_settings(SIDE=side):
        said, where, request, known = ask(view, user).content.decode().split("|")
    assert (said, where) == (str(user.pk), side)
    assert request == known
    assert len(request) == 36
    assert told("user", "side", "request", "session") == ("", "", "", "")


def test_a_purpose_holds_as_long_as_it_runs_and_gives_back_what_was_before() -> None:
    with acting.purpose(acting.Purpose.COUNT):
        with acting.purpose(acting.Purpose.REMOVE):
            assert told("purpose") == ("remove",)
        assert told("purpose") == ("count",)
    assert told("purpose") == ("",)


@pytest.mark.parametrize("atomic", [True, False])
def test_a_job_says_which_it_is_and_for_whom(atomic: bool) -> None:
    seen: list[tuple[str, ...]] = []

    def handle(running: jobs.Running) -> dict[str, Any]:
        seen.append((str(running.job_id), *told("job", "user", "side")))
        if not atomic:
            jobs.finished(running, {})
        return {}

    kind = f"says_who_{atomic}"
    jobs.handler(kind, atomic=atomic)(handle)
    user = User.objects.create_user("a@x.example", name="A")
    with jobs.run_here(kind, key="1", by=user) as job:
        assert seen == [(str(job.pk), str(job.pk), str(user.pk), "worker")]
    assert told("job", "user", "side") == ("", "", "")
