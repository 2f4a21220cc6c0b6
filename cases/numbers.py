"""Numbers of clients and questions that are made here: C-000123 and V-000123."""

from typing import Literal

from django.db import connection

_SEQUENCES = {"client": ("cases_client_numbers", "C"), "question": ("cases_question_numbers", "V")}


def next_number(of: Literal["client", "question"]) -> str:
    """A number that was never given before; gaps are possible."""
    sequence, letter = _SEQUENCES[of]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        (value,) = cursor.fetchone()
    return f"{letter}-{value:06d}"
