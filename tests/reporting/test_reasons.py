"""Why a figure changed: the rules one by one, on plain sets."""

from __future__ import annotations

import pytest

from reporting.reasons import Change, Difference, Facts, Reason, difference
from reporting.stands import Kind, Stand


def questions(**sets: list[int]) -> Stand:
    return Stand({f"questions_{name}": dict.fromkeys(ids, 1) for name, ids in sets.items()})


def amounts(found: Difference) -> dict[str, int]:
    assert found.then + sum(change.amount for change in found.changes) == found.now
    return {change.reason.words: change.amount for change in found.changes}


KNOWN_UP_TO_10 = Facts(newest={Kind.QUESTION: 10}, there={Kind.QUESTION: range(20)})


def test_the_readable_example() -> None:
    # 7 later entered, 1 reopened: 9 -> 9 + 7 - 1 = 15
    then = questions(answered=list(range(1, 10)), closed=list(range(1, 10)))
    now = questions(answered=[*range(1, 9), *range(11, 18)], closed=[*range(1, 9), *range(11, 18)], open=[9])
    facts = Facts(newest={Kind.QUESTION: 10}, there={Kind.QUESTION: range(20)}, reopened={9})
    found = difference("questions_answered", then, now, facts)
    assert (found.then, found.now) == (9, 15)
    assert amounts(found) == {"later ingevoerd": 7, "heropend": -1}
    assert found.changes[0].records == tuple(range(11, 18))


# what stood then, what stands now, extra facts -> the one reason
CASES: dict[str, tuple[Stand, Stand, Facts, Reason, int]] = {
    "entered later": (questions(), questions(answered=[11], closed=[11]), KNOWN_UP_TO_10, Reason.LATE, 1),
    "closed after all": (questions(open=[3]), questions(answered=[3], closed=[3]), KNOWN_UP_TO_10, Reason.CLOSED, 1),
    "another outcome": (
        questions(answered=[3], closed=[3]),
        questions(closed_otherwise=[3], closed=[3]),
        KNOWN_UP_TO_10,
        Reason.OUTCOME,
        -1,
    ),
    "another day of closing": (questions(), questions(answered=[3], closed=[3]), KNOWN_UP_TO_10, Reason.DATE, 1),
    "closed in a later period, never opened again": (
        questions(answered=[3], closed=[3]),
        questions(open=[3]),
        KNOWN_UP_TO_10,
        Reason.DATE,
        -1,
    ),
    "removed": (questions(answered=[3], closed=[3]), questions(), Facts(newest={Kind.QUESTION: 10}), Reason.GONE, -1),
    "moved out": (
        questions(answered=[3], closed=[3]),
        questions(),
        Facts(newest={Kind.QUESTION: 10}, there={Kind.QUESTION: {3}}, outside={Kind.QUESTION: {3}}),
        Reason.MOVED_OUT,
        -1,
    ),
    "moved in": (
        questions(),
        questions(answered=[3], closed=[3]),
        Facts(newest={Kind.QUESTION: 10}, elsewhere={Kind.QUESTION: {3}}),
        Reason.MOVED_IN,
        1,
    ),
    "late goes before moved": (
        questions(),
        questions(answered=[11], closed=[11]),
        Facts(newest={Kind.QUESTION: 10}, elsewhere={Kind.QUESTION: {11}}),
        Reason.LATE,
        1,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_record_has_one_reason(name: str) -> None:
    then, now, facts, reason, amount = CASES[name]
    found = difference("questions_answered", then, now, facts)
    assert [(change.reason, change.amount) for change in found.changes] == [(reason, amount)]
    assert found.now - found.then == amount


def people(indicator: str = "unique_clients", **persons: int) -> Stand:
    return Stand(persons={indicator: {int(key[1:]): person for key, person in persons.items()}})


def test_two_people_who_became_one_are_one_less() -> None:
    found = difference("unique_clients", people(r1=1, r2=2, r3=3), people(r1=1, r2=1, r3=3), Facts())
    assert (found.then, found.now) == (3, 2)
    assert found.changes == (Change(Reason.LINKED, -1, (1, 2)),)


def test_a_link_undone_is_one_more() -> None:
    found = difference("unique_clients", people(r1=1, r2=1), people(r1=1, r2=2), Facts())
    assert amounts(found) == {"uit elkaar gehaald": 1}


def test_a_person_linked_to_somebody_who_did_not_count_stays_one() -> None:
    # record 5 counted then; now it is one with record 2, which never counted: still one person
    found = difference("unique_clients", people(r5=5), people(r5=2), Facts())
    assert found == Difference("unique_clients", 1, 1)


def test_linking_and_a_late_entry_stand_apart() -> None:
    then, now = people(r1=1, r2=2), people(r1=1, r2=1, r9=9)
    then = Stand({}, then.persons)
    now = Stand({"questions_received": {11: 1}}, now.persons)
    facts = Facts(newest={Kind.QUESTION: 10}, questions={9: [11]})
    # 2 - 1 linked + 1 later = 2: nothing changed in sum, and two reasons all the same
    assert amounts(difference("unique_clients", then, now, facts)) == {
        "later ingevoerd": 1,
        "gekoppeld als één persoon": -1,
    }


def test_a_new_client_who_was_known_by_the_other_record_went_to_the_known_ones() -> None:
    then = Stand(persons={"new_clients": {1: 1}, "returning_clients": {2: 2}, "unique_clients": {1: 1, 2: 2}})
    now = Stand(persons={"new_clients": {}, "returning_clients": {1: 1, 2: 1}, "unique_clients": {1: 1, 2: 1}})
    assert amounts(difference("new_clients", then, now, Facts())) == {"bleek al bekend": -1}
    assert amounts(difference("returning_clients", then, now, Facts())) == {}
    assert amounts(difference("unique_clients", then, now, Facts())) == {"gekoppeld als één persoon": -1}


def test_minutes_are_explained_in_minutes() -> None:
    then = Stand({"client_minutes": {1: 60, 2: 30, 3: 45}})
    now = Stand({"client_minutes": {1: 90, 2: 30, 11: 120}})
    facts = Facts(newest={Kind.CONTACT: 10}, there={Kind.CONTACT: {1, 2}})
    # 135 + 120 later - 45 removed + 30 changed = 240
    found = difference("client_minutes", then, now, facts)
    assert (found.then, found.now) == (135, 240)
    assert amounts(found) == {"later ingevoerd": 120, "verwijderd": -45, "uren gewijzigd": 30}


def test_more_and_less_by_one_reason_are_two_lines() -> None:
    then, now = Stand({"client_minutes": {1: 60, 2: 60}}), Stand({"client_minutes": {1: 90, 2: 15}})
    found = difference("client_minutes", then, now, Facts())
    # 120 + 30 - 45 = 105
    assert [(change.reason, change.amount) for change in found.changes] == [(Reason.HOURS, 30), (Reason.HOURS, -45)]
    assert (found.then, found.now) == (120, 105)


def test_a_tally_taken_back_says_so() -> None:
    facts = Facts(newest={Kind.TALLY: 10}, there={Kind.TALLY: {4}}, taken_back={4})
    found = difference("simple_questions", Stand({"simple_questions": {4: 1}}), Stand(), facts)
    assert amounts(found) == {"teruggenomen": -1}


def test_every_reason_has_words_and_an_explanation() -> None:
    assert all(reason.words and reason.explanation.endswith(".") for reason in Reason)
    assert len({reason.words for reason in Reason}) == len(Reason)
