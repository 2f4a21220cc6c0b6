"""Whether one record counts, and why: the tests behind a figure, one by one, in words. Pure: values in, answers out.

The count itself is SQL (reporting/counting.py), and this is the same said of one question, hour line, client or tally;
a property test holds the two beside each other. The sentences of the definitions stand in reporting/definitions.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cases.trajectories import last_day
from oco.outcomes import Outcome
from oco.templatetags.oco import date_nl, hours, plural
from reporting.definitions import Counting
from reporting.record_values import Client, Contact, Level, Question, Stretch, Tally

# --- what is answered -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Condition:
    """One test. Of `parts`, where there are any, one that passes is enough."""

    passed: bool
    words: str
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Whether a record counts in one figure at one level: where every test passes. `amount` is as what it counts."""

    indicator: str
    level: Condition
    tests: tuple[Condition, ...]
    amount: int = 1

    @property
    def counts(self) -> bool:
        return self.level.passed and all(test.passed for test in self.tests)

    @property
    def verdict(self) -> str:
        if not self.counts:
            return "Telt mee: nee."
        return f"Telt mee: ja, als {_amount(self)}."


_AS = {
    "unique_clients": "1 unieke cliënt",
    "new_clients": "1 nieuwe cliënt",
    "returning_clients": "1 bekende cliënt",
    "clients_with_minutes": "1 cliënt met uren",
    "questions_received": "1 ontvangen vraag",
    "questions_answered": "1 beantwoorde vraag",
    "questions_closed_otherwise": "1 anders afgesloten vraag",
    "questions_closed": "1 afgesloten vraag",
    "questions_open": "1 open vraag",
    "simple_questions": "1 eenvoudige vraag",
    "first_contact_total": "1 beoordeelde vraag",
    "first_contact_on_time": "1 vraag op tijd",
    "first_contact_after_pause": "1 vraag op tijd na een pauze",
    "pick_up_total": "1 beoordeelde vraag",
    "pick_up_on_time": "1 vraag op tijd",
    "pick_up_after_pause": "1 vraag op tijd na een pauze",
    "questions_above_guideline": "1 vraag boven de richtlijn",
    "trajectories_finished": "1 afgerond traject",
    "trajectories_running": "1 lopend traject",
    "trajectories_too_long": "1 traject dat langer duurde dan afgesproken",
}
QUESTION_FIGURES = (
    *("questions_received", "questions_answered", "questions_closed_otherwise", "questions_closed", "questions_open"),
    *("first_contact_total", "first_contact_on_time", "first_contact_after_pause"),
    *("pick_up_total", "pick_up_on_time", "pick_up_after_pause", "questions_above_guideline"),
)
TRAJECTORY_FIGURES = ("trajectories_finished", "trajectories_running", "trajectories_too_long")
CONTACT_FIGURES = ("client_minutes", "clients_with_minutes", "unique_clients")
CLIENT_FIGURES = ("unique_clients", "new_clients", "returning_clients", "clients_with_minutes")


def _amount(answer: Answer) -> str:
    return f"{hours(answer.amount)}" if answer.indicator == "client_minutes" else _AS[answer.indicator]


# --- questions --------------------------------------------------------------------------------------------------------


def of_question(question: Question, level: Level, stretch: Stretch) -> list[Answer]:
    """In the order of `QUESTION_FIGURES`, and then of `TRAJECTORY_FIGURES` where there are trajectories."""
    place = _level(level, question.front_door, question.provider)
    closed = _day(stretch, question.closed_on, "Afgesloten")
    answered = _answered(question, stretch.counting)
    otherwise = replace(answered, passed=bool(question.outcome) and not answered.passed)
    tests: dict[str, tuple[Condition, ...]] = {
        "questions_received": (_day(stretch, question.received_on, "Ontvangen"),),
        "questions_answered": (closed, answered),
        "questions_closed_otherwise": (closed, otherwise),
        "questions_closed": (closed,),
        "questions_open": _open(question, stretch),
        "questions_above_guideline": (closed, _above(question)),
        **_term(
            "first_contact",
            "eerste contact",
            stretch,
            question.first_contact_due_on,
            question.first_contact_paused_due_on,
            question.first_contact_on,
        ),
        **_term(
            "pick_up",
            "oppakken",
            stretch,
            question.pick_up_due_on,
            question.pick_up_paused_due_on,
            question.picked_up_on,
        ),
    }
    tests |= _trajectory(question, stretch)
    order = (*QUESTION_FIGURES, *TRAJECTORY_FIGURES)
    return [Answer(indicator, place, tests[indicator]) for indicator in order if indicator in tests]


def _answered(question: Question, counting: Counting) -> Condition:
    if not question.outcome:
        return Condition(False, "Nog geen uitkomst.")
    label = Outcome(question.outcome).label
    if question.outcome in counting.answered:
        return Condition(True, f"Uitkomst ‘{label}’: dat telt als antwoord.")
    return Condition(False, f"Uitkomst ‘{label}’: dat telt niet als antwoord.")


def _open(question: Question, stretch: Stretch) -> tuple[Condition, ...]:
    received = Condition(
        question.received_on < stretch.end,
        f"Ontvangen op {date_nl(question.received_on)}: "
        + ("voor het einde van de periode." if question.received_on < stretch.end else "na de periode."),
    )
    if question.closed_on is None:
        return received, Condition(True, "Nog niet afgesloten.")
    if question.closed_on >= stretch.end:
        return received, Condition(True, f"Afgesloten op {date_nl(question.closed_on)}: na de periode.")
    return received, Condition(False, f"Afgesloten op {date_nl(question.closed_on)}: voor het einde van de periode.")


def _above(question: Question) -> Condition:
    above = question.minutes > question.guideline_minutes
    words = f"Geschreven: {hours(question.minutes)}. De richtlijn is {hours(question.guideline_minutes)}: "
    return Condition(above, words + ("dat is erboven." if above else "dat is er niet boven."))


def _trajectory(question: Question, stretch: Stretch) -> dict[str, tuple[Condition, ...]]:
    """Finished, running and too long; nothing where nobody agreed on trajectories."""
    if question.trajectory_days is None and not stretch.trajectories:
        return {}
    if question.trajectory_days is None:
        none = Condition(False, "Geen traject: er was geen duur afgesproken toen de vraag binnenkwam.")
        return dict.fromkeys(TRAJECTORY_FIGURES, (none,))
    agreed = Condition(
        True, f"Een traject: afgesproken is ten hoogste {plural(question.trajectory_days, 'dag,dagen')}."
    )
    closed = _day(stretch, question.closed_on, "Afgesloten")
    return {
        "trajectories_finished": (agreed, closed),
        "trajectories_running": (agreed, *_open(question, stretch)),
        "trajectories_too_long": (agreed, closed, _too_long(question)),
    }


def _too_long(question: Question) -> Condition:
    last = last_day(question.picked_up_on, question.trajectory_days)
    if question.picked_up_on is None or last is None:
        return Condition(False, "Nooit opgepakt: dan zijn er geen dagen om te tellen.")
    words = f"Opgepakt op {date_nl(question.picked_up_on)}, de laatste dag was {date_nl(last)}. "
    if question.closed_on is None:
        return Condition(False, f"{words}Nog niet afgesloten.")
    took, over = (question.closed_on - question.picked_up_on).days, question.closed_on > last
    ended = f"Afgesloten na {plural(took, 'dag,dagen')}: " if took >= 0 else "Afgesloten voor het oppakken: "
    return Condition(over, words + ended + ("langer dan afgesproken." if over else "binnen de afspraak."))


def _term(
    key: str, name: str, stretch: Stretch, due_on: date, paused_due_on: date | None, done_on: date | None
) -> dict[str, tuple[Condition, ...]]:
    """Judged, on time, and on time after a pause."""
    last_day = due_on if paused_due_on is None else paused_due_on
    ended = last_day in stretch and last_day < stretch.today
    words = f"De termijn voor {name} {'eindigde' if last_day < stretch.today else 'eindigt'} op {date_nl(last_day)}: "
    if last_day in stretch:
        words += "in de periode." if ended else "die dag is nog niet voorbij."
    else:
        words += "voor de periode." if last_day < stretch.start else "na de periode."
    done = _day(stretch, done_on, f"Gedaan ({name})")
    judged = Condition(ended or done.passed, "Eén van deze twee is genoeg.", (Condition(ended, words), done))
    if done_on is None:
        on_time, after_pause = (Condition(False, "Nog niet gedaan.") for _ in range(2))
    else:
        late = f"Gedaan op {date_nl(done_on)}, de laatste dag zonder pauze was {date_nl(due_on)}: "
        on_time = Condition(done_on <= due_on, late + ("op tijd." if done_on <= due_on else "te laat."))
        after = done_on > due_on and paused_due_on is not None and done_on <= paused_due_on
        if paused_due_on is None:
            after_pause = Condition(False, "De termijn stond niet stil.")
        else:
            after_pause = Condition(
                after,
                f"Gedaan op {date_nl(done_on)}, de laatste dag was {date_nl(due_on)} en na de pauze "
                f"{date_nl(paused_due_on)}: {'op tijd na de pauze' if after else 'niet pas door de pauze op tijd'}.",
            )
    return {
        f"{key}_total": (judged,),
        f"{key}_on_time": (judged, on_time),
        f"{key}_after_pause": (judged, after_pause),
    }


# --- hour lines -------------------------------------------------------------------------------------------------------


def of_contact(contact: Contact, level: Level, stretch: Stretch) -> list[Answer]:
    """In the order of `CONTACT_FIGURES`. Of people: whether this line alone is enough to count its client."""
    place = _level(level, contact.front_door, contact.provider)
    day = _day(stretch, contact.on, "Geschreven")
    some = Condition(contact.minutes > 0, f"Er zijn {contact.minutes} minuten geschreven.")
    return [
        Answer("client_minutes", place, (day, some), contact.minutes),
        Answer("clients_with_minutes", place, (day, some)),
        Answer("unique_clients", place, (day, _work(contact, stretch.counting))),
    ]


def _work(contact: Contact, counting: Counting) -> Condition:
    enough = contact.minutes >= counting.least_minutes
    if counting.least_minutes == 0:
        return Condition(True, "Elk contact telt, ook een van 0 minuten.")
    return Condition(
        enough,
        f"{contact.minutes} minuten: {'genoeg' if enough else 'te weinig'}, een contact telt vanaf "
        f"{counting.least_minutes} {'minuut' if counting.least_minutes == 1 else 'minuten'}.",
    )


# --- clients ----------------------------------------------------------------------------------------------------------


def of_client(client: Client, level: Level, stretch: Stretch) -> list[Answer]:
    """In the order of `CLIENT_FIGURES`."""
    questions = [each for each in client.questions if level.has(each.front_door, each.provider)]
    contacts = [each for each in client.contacts if level.has(each.front_door, each.provider)]
    work = [each for each in contacts if each.minutes >= stretch.counting.least_minutes]
    theirs = bool(questions or contacts)
    place = Condition(
        theirs, f"Heeft vragen of uren bij {level.name}." if theirs else f"Geen vragen of uren bij {level.name}."
    )
    record = Condition(
        not client.counted_as,
        f"Gekoppeld: deze mens telt één keer, onder {client.counted_as}."
        if client.counted_as
        else "Deze inschrijving staat voor de mens: niet gekoppeld, of de oudste van wat gekoppeld is.",
    )
    parts = (
        _any(stretch, [each.received_on for each in questions], "Een vraag ontvangen", "Geen vraag ontvangen"),
        _any(
            stretch,
            [each.closed_on for each in questions if each.closed_on is not None],
            "Een vraag afgesloten",
            "Geen vraag afgesloten",
        ),
        _any(stretch, [each.on for each in work], "Aan een vraag gewerkt", _no_work(stretch.counting)),
    )
    active = Condition(any(part.passed for part in parts), "Eén van deze drie is genoeg.", parts)
    earlier = [each.received_on for each in questions] + [each.on for each in work]
    before = min((day for day in earlier if day < stretch.start), default=None)
    known = f"Al bekend: sinds {date_nl(before)}." if before else "Voor de periode nog niet bekend."
    with_minutes = _any(
        stretch,
        [each.on for each in contacts if each.minutes > 0],
        "Tijd geschreven",
        "Geen tijd geschreven",
    )
    return [
        Answer("unique_clients", place, (record, active)),
        Answer("new_clients", place, (record, active, Condition(before is None, known))),
        Answer("returning_clients", place, (record, active, Condition(before is not None, known))),
        Answer("clients_with_minutes", place, (record, with_minutes)),
    ]


def _no_work(counting: Counting) -> str:
    return (
        "Niet aan een vraag gewerkt"
        if counting.least_minutes < 2
        else f"Geen contact van {counting.least_minutes} minuten of meer"
    )


# --- tallies ----------------------------------------------------------------------------------------------------------


def of_tally(tally: Tally, level: Level, stretch: Stretch) -> list[Answer]:
    undone = Condition(not tally.undone, "Meteen teruggenomen." if tally.undone else "Niet teruggenomen.")
    place = _level(level, tally.front_door, tally.provider)
    return [Answer("simple_questions", place, (_day(stretch, tally.on, "Geturfd"), undone))]


# --- tests that come back ---------------------------------------------------------------------------------------------


def _level(level: Level, door: int, provider: int | None) -> Condition:
    if level.has(door, provider):
        return Condition(True, f"Hoort bij {level.name}.")
    if level.provider is not None and provider is None:
        return Condition(False, f"Nog niet toegewezen, dus niet bij {level.name}.")
    return Condition(False, f"Hoort niet bij {level.name}.")


def _day(stretch: Stretch, day: date | None, done: str) -> Condition:
    if day is None:
        return Condition(False, f"{done}: nog niet.")
    if day in stretch:
        return Condition(True, f"{done} op {date_nl(day)}: in de periode.")
    return Condition(False, f"{done} op {date_nl(day)}: {'voor' if day < stretch.start else 'na'} de periode.")


def _any(stretch: Stretch, days: Iterable[date], one: str, none: str) -> Condition:
    inside = sorted(day for day in days if day in stretch)
    return Condition(True, f"{one} op {date_nl(inside[0])}.") if inside else Condition(False, f"{none} in de periode.")
