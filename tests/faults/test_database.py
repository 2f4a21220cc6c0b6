"""PostgreSQL stops at once, during requests and during a job: what was said to be saved is there, once."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from datetime import date

import pytest

from cases.models import Contact
from oco.periods import Period
from reporting import rollups
from reporting import tasks as reporting_tasks
from reporting.models import RollUp
from tests.faults.system import System
from tests.faults.visitor import Page, Visitor
from tests.told import Tell

SENTENCE = "Er is even geen verbinding met de gegevens Dit ligt niet aan u."


@pytest.fixture(scope="module")
def question(system: System) -> str:
    """An open question of the supporter, as the form names it."""
    found = system.world.question(date(2025, 3, 3))
    found.supporter = system.world.supporter
    found.save(update_fields=["supporter"])
    return str(found.pk)


def line(page: Page, question: str, note: str) -> dict[str, str]:
    """The form of an hours line, filled in. Each has its own key."""
    return {
        "csrfmiddlewaretoken": page.hidden()["csrfmiddlewaretoken"],
        "key": str(uuid.uuid4()),
        "question": question,
        "activity": "talk",
        "on": page.value("line_on"),
        "minutes": "30",
        "note": note,
    }


def test_a_page_says_so_in_dutch_and_what_was_typed_is_sent_again_with_one_button(
    visitor: Visitor, site: System, question: str
) -> None:
    typed = line(visitor.get("/uren/"), question, 'Gebeld over <huur> & "zorg"')
    with site.without("PostgreSQL"):
        page = visitor.get("/uren/")
        assert (page.status, page.words.startswith(SENTENCE)) == (503, True)
        assert page.words.count("Wacht een minuut en open de pagina opnieuw.") == 1
        kept = visitor.post("/uren/regel/", typed)
        assert kept.status == 503
        assert "Wat u typte, is misschien nog niet opgeslagen, maar het is er nog." in kept.words
        assert kept.hidden() == typed
        token = {"csrfmiddlewaretoken": typed["csrfmiddlewaretoken"]}
        secret = visitor.post("/inloggen/", {**token, "login": "a@b.example", "password": "geheim"})
        assert secret.status == 503
        assert "geheim" not in secret.text
    site.wait_for(lambda: visitor.get("/uren/").status == 200, "the page is back")
    assert visitor.post("/uren/regel/", kept.hidden()).status == 200
    assert visitor.post("/uren/regel/", kept.hidden()).status == 200  # pressed twice
    assert Contact.objects.filter(note=typed["note"]).count() == 1


def test_restarted_during_requests(visitor: Visitor, site: System, tell: Tell, question: str) -> None:
    page = visitor.get("/uren/")
    notes = [f"herstart {n}" for n in range(60)]
    forms = [line(page, question, note) for note in notes]
    answers: Counter[int] = Counter()
    wrong: list[str] = []
    waiting, lock = list(forms), threading.Lock()

    def somebody() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                form = waiting.pop(0)
            for _ in range(200):  # sends the same form until it is said to be saved
                answer = visitor.post("/uren/regel/", form)
                answers[answer.status] += 1
                if answer.status == 200:
                    break
                if not answer.words.startswith(SENTENCE):
                    wrong.append(f"{answer.status} {answer.words[:200]}")

    people = [threading.Thread(target=somebody) for _ in range(3)]
    for person in people:
        person.start()
    for left in (45, 30, 15):
        site.wait_for(lambda left=left: len(waiting) <= left, "requests under way")  # type: ignore[misc]
        site.restart_postgres()
    for person in people:
        person.join(120)
    found = Counter(Contact.objects.filter(note__in=notes).values_list("note", flat=True))
    assert wrong == []
    assert found == Counter(notes)
    tell(f"PostgreSQL restarted 3 times under {len(notes)} forms: answers {dict(answers)}, 0 lost, 0 doubled")


def test_restarted_during_a_job(system: System, tell: Tell) -> None:
    period = Period.parse("2016-Q1")
    scopes = rollups.scopes_of(system.world.municipality)
    with system.holding("roll_up") as reached:
        job = reporting_tasks.enqueue(scopes, period)
        reached()
        system.restart_postgres()
    seconds = system.wait_until_done(job)
    assert RollUp.objects.filter(start=period.start, end=period.end).count() == len(scopes)
    tell(f"PostgreSQL restarted in a roll-up: right after {seconds:.0f} s")
