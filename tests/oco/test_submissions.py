"""A form that is sent twice acts once."""

from __future__ import annotations

import contextlib
import threading
import uuid

import pytest
from django.db import connection, transaction

from oco import submissions
from oco.models import Submission, User


@pytest.fixture
def users(db: None) -> tuple[User, User]:
    return User.objects.create_user("a@x.example", name="A"), User.objects.create_user("b@x.example", name="B")


def test_only_the_first_time_counts(users: tuple[User, User]) -> None:
    key = submissions.new_key()
    assert submissions.first_time(key, by=users[0])
    assert not submissions.first_time(key, by=users[0])
    assert submissions.first_time(submissions.new_key(), by=users[0])


def test_the_result_comes_back_to_the_same_user_only(users: tuple[User, User]) -> None:
    key = submissions.new_key()
    submissions.first_time(key, by=users[0])
    submissions.keep_result(key, {"question": 7})
    assert submissions.earlier_result(key, by=users[0]) == {"question": 7}
    assert submissions.earlier_result(key, by=users[1]) == {}
    assert submissions.earlier_result(uuid.uuid4(), by=users[0]) == {}


def test_an_act_that_fails_may_be_tried_again(users: tuple[User, User]) -> None:
    key = submissions.new_key()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        submissions.first_time(key, by=users[0])
        raise ZeroDivisionError
    assert submissions.first_time(key, by=users[0])


@pytest.mark.django_db(transaction=True)
def test_it_needs_the_transaction_of_the_act() -> None:
    user = User.objects.create_user("a@x.example", name="A")
    with pytest.raises(transaction.TransactionManagementError):
        submissions.first_time(submissions.new_key(), by=user)
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_acts() -> None:
    user = User.objects.create_user("a@x.example", name="A")
    key, acted = submissions.new_key(), []
    start = threading.Barrier(10)

    def send() -> None:
        start.wait()
        try:
            with transaction.atomic():
                if submissions.first_time(key, by=user):
                    acted.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert acted == [1]
