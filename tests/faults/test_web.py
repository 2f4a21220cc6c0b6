"""The care side is killed between saving and answering: the form that is sent again makes no second."""

from __future__ import annotations

import os
import signal
import threading
from datetime import date

from cases.models import Contact
from tests.faults.system import System
from tests.faults.test_database import line
from tests.faults.visitor import Page, Visitor


def test_killed_between_save_and_answer(visitor: Visitor, site: System) -> None:
    question = site.world.question(date(2025, 3, 4))
    question.supporter = site.world.supporter
    question.save(update_fields=["supporter"])
    form = line(visitor.get("/uren/"), str(question.pk), "eenmaal")
    answers: list[Page] = []
    with site.holding("answer") as reached:
        sending = threading.Thread(target=lambda: answers.append(visitor.post("/uren/regel/", form)))
        sending.start()
        (pid,) = reached()
        assert Contact.objects.filter(note="eenmaal").count() == 1  # it was saved, and nobody was told
        os.kill(pid, signal.SIGKILL)
        sending.join(30)
    assert [answer.status for answer in answers] == [0]
    site.wait_for(lambda: visitor.get("/gezondheid/").status == 200, "the care side is back")
    again = visitor.post("/uren/regel/", form)
    assert again.status == 200
    assert "/uren/?week=" in again.address
    assert Contact.objects.filter(note="eenmaal").count() == 1
