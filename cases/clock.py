"""The clock of a question: pauses of its terms, and waiting on somebody else.

A pause has a reason and an end. The lengthened last day is stamped on the question; on time, on time after
pause and late follow from the dates.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cases.acts import Refused, act, keep, locked
from cases.attempts import CLOSED, Reach, may_take_back, reach_of
from cases.codes import PauseReason, TermKind
from cases.entries import Entry, Glance, Waiting
from cases.models import Contact, HelpQuestion, QuestionEvent, ReachAttempt, TermPause
from cases.rules import PAUSE_AT_MOST_DAYS, Still, after_pauses, pause_from
from oco import audit, submissions
from oco.closing import refuse_filed
from oco.models import User
from oco.templatetags.oco import date_nl, plural

Kind = QuestionEvent.Kind
WAIT_AT_MOST_DAYS = 365


# --- pauses -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Columns:
    """Where a term stands on a question."""

    due: str
    paused_due: str
    done: str


_COLUMNS = {
    TermKind.FIRST_CONTACT: _Columns("first_contact_due_on", "first_contact_paused_due_on", "first_contact_on"),
    TermKind.PICK_UP: _Columns("pick_up_due_on", "pick_up_paused_due_on", "picked_up_on"),
}


def last_on(question: HelpQuestion, term: TermKind) -> date:
    """The last day in force of a term."""
    return question.first_contact_by if term == TermKind.FIRST_CONTACT else question.pick_up_by


def running(question: HelpQuestion, *, today: date) -> list[TermKind]:
    """The terms that can stand still: not met, and their last day isn't over."""
    if question.closed_on is not None:
        return []
    return [
        term
        for term, columns in _COLUMNS.items()
        if getattr(question, columns.done) is None and today <= last_on(question, term)
    ]


def still_now(question: HelpQuestion, *, today: date) -> list[TermPause]:
    """The pauses that hold today of terms that aren't met. One query."""
    if question.closed_on is not None:
        return []
    found = question.pauses.filter(from_on__lte=today, until_on__gt=today).order_by("term", "until_on")
    return [pause for pause in found if getattr(question, _COLUMNS[TermKind(pause.term)].done) is None]


def pause(
    *,
    question: HelpQuestion,
    terms: Sequence[TermKind],
    reason: PauseReason,
    from_on: date,
    until_on: date,
    note: str,
    by: User,
    today: date,
    key: uuid.UUID | None = None,
) -> list[TermPause]:
    """Lets running terms stand still until a day. Empty when this form (`key`) was handled before.

    Unreachable needs the number of attempts of the norms. A pause begins today, or at the earliest on the day
    of the attempt that it rests on; a term whose last day is over can't be paused any more.
    Raises Refused (with the field), PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return []
        question = locked(question)
        _check_terms(question, terms, today=today)
        _check_days(question, reason, from_on, until_on, today=today)
        before = [last_on(question, term) for term in terms]
        refuse_filed(question.front_door_id, from_on, *before)
        made = [
            TermPause.objects.create(
                question=question,
                term=term,
                reason=reason,
                from_on=from_on,
                until_on=until_on,
                note=note.strip(),
                written_by=by,
            )
            for term in terms
        ]
        keep(question, *restamp(question))
        still = f"{_named(terms)} tot {date_nl(until_on)}: {reason.label}."
        QuestionEvent.objects.create(
            question=question, kind=Kind.PAUSED, by=by, note=f"{still} {note.strip()}".rstrip()
        )
        audit.record("term paused", by=by, on=question, terms=[term.value for term in terms], reason=reason.value)
    return made


def _check_terms(question: HelpQuestion, terms: Sequence[TermKind], *, today: date) -> None:
    if question.closed_on is not None:
        raise Refused(CLOSED)
    if not terms:
        raise Refused("Kies welke termijn stilstaat.", field="terms")
    can = running(question, today=today)
    for term in terms:
        if getattr(question, _COLUMNS[term].done) is not None:
            raise Refused(f"De termijn voor {term.label} is al gehaald.", field="terms")
        if term not in can:
            raise Refused(f"De termijn voor {term.label} is al voorbij. Een pauze kan niet meer.", field="terms")
    standing = {held.term: held.until_on for held in still_now(question, today=today)}
    for term in terms:
        if term in standing:
            day = date_nl(standing[term])
            raise Refused(f"De termijn voor {term.label} staat al stil tot {day}.", field="terms")


def _check_days(question: HelpQuestion, reason: PauseReason, from_on: date, until_on: date, *, today: date) -> None:
    reach = reach_of(question)
    earliest = pause_from(reason, attempts_on=reach.counted_on, needed=reach.needed, today=today)
    if earliest is None:
        needed = plural(reach.needed, "poging,pogingen")
        raise Refused(
            f"Deze pauze kan na {needed}, minstens een uur na elkaar. Er zijn er {reach.counted}.", field="reason"
        )
    if from_on > today:
        raise Refused("Deze datum ligt in de toekomst.", field="from_on")
    if from_on < earliest:
        raise Refused(f"De pauze kan niet eerder beginnen dan {date_nl(earliest)}.", field="from_on")
    if until_on <= today:
        raise Refused("Kies een dag na vandaag.", field="until_on")
    if (until_on - from_on).days > PAUSE_AT_MOST_DAYS:
        raise Refused(f"Een pauze duurt hoogstens {PAUSE_AT_MOST_DAYS} dagen.", field="until_on")


def resume(*, question: HelpQuestion, by: User, today: date) -> list[TermPause]:
    """Lets the terms that stand still run again today. Raises Refused, PeriodFiled."""
    with act():
        question = locked(question)
        ended = still_now(question, today=today)
        if not ended:
            raise Refused("Er staat geen termijn stil.")
        _end(question, ended, on=today, by=by, note="")
        audit.record("term resumed", by=by, on=question, terms=[each.term for each in ended])
    return ended


def reached(question: HelpQuestion, *, on: date, by: User) -> None:
    """The client was spoken to on this day: what stood still because they weren't reached runs again from then.

    For the action that writes the contact, in its transaction, after it stamped the question.
    """
    held = question.pauses.filter(reason=PauseReason.UNREACHABLE, from_on__lte=on, until_on__gt=on)
    ended = [each for each in held if getattr(question, _COLUMNS[TermKind(each.term)].done) is None]
    if ended:
        _end(question, ended, on=on, by=by, note="De cliënt is bereikt.")


def _end(question: HelpQuestion, pauses: Sequence[TermPause], *, on: date, by: User, note: str) -> None:
    """Ends pauses early and stamps the last days anew. The version stays: nobody's text is in the way."""
    before = [last_on(question, TermKind(each.term)) for each in pauses]
    refuse_filed(question.front_door_id, on, *before)
    for each in pauses:
        each.until_on, each.ended_at, each.ended_by = on, timezone.now(), by
        each.save(update_fields=["until_on", "ended_at", "ended_by"])
    question.save(update_fields=restamp(question))
    terms = _named([TermKind(each.term) for each in pauses], "loopt", "lopen")
    QuestionEvent.objects.create(question=question, kind=Kind.RESUMED, by=by, note=f"{terms} weer. {note}".rstrip())


def lengthened(question: HelpQuestion, held: Iterable[TermPause] | None = None) -> dict[str, date | None]:
    """The fields of the lengthened last days, from the terms and the pauses as they are now (one query), or as
    they are `held`."""
    pauses: dict[str, list[Still]] = {term: [] for term in TermKind}
    for each in question.pauses.all() if held is None else held:
        pauses[each.term].append(Still(each.from_on, each.until_on))
    return {
        columns.paused_due: after_pauses(getattr(question, columns.due), pauses[term])
        for term, columns in _COLUMNS.items()
    }


def restamp(question: HelpQuestion) -> list[str]:
    """Sets the lengthened last days; the caller writes these fields."""
    days = lengthened(question)
    for name, day in days.items():
        setattr(question, name, day)
    return list(days)


def _named(terms: Sequence[TermKind], one: str = "staat stil", more: str = "staan stil") -> str:
    """‘Eerste contact en oppakken staan stil’."""
    words = " en ".join(term.label for term in TermKind if term in terms)
    return f"{words.capitalize()} {one if len(set(terms)) == 1 else more}"


# --- waiting on somebody else -------------------------------------------------------------------------------------


def wait(
    *, question: HelpQuestion, waits_for: str, look_again_on: date, by: User, today: date, version: int
) -> HelpQuestion:
    """The question waits on somebody else (a waiting list) until a day to look again; also puts that day off.

    Raises Refused (with the field), ChangedMeanwhile.
    """
    with act():
        question = locked(question, version=version)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        if not waits_for.strip():
            raise Refused("Schrijf op waar deze vraag op wacht.", field="waits_for")
        if look_again_on <= today:
            raise Refused("Kies een dag na vandaag.", field="look_again_on")
        if (look_again_on - today).days > WAIT_AT_MOST_DAYS:
            raise Refused("Kijk binnen een jaar opnieuw.", field="look_again_on")
        question.waits_for, question.look_again_on = waits_for.strip(), look_again_on
        keep(question, "waits_for", "look_again_on")
        note = f"{question.waits_for}. Kijk opnieuw op {date_nl(look_again_on)}."
        QuestionEvent.objects.create(question=question, kind=Kind.WAITING, by=by, note=note)
        audit.record("question waits", by=by, on=question)
    return question


def end_waiting(*, question: HelpQuestion, by: User, version: int) -> HelpQuestion:
    """The question waits no longer. Raises Refused, ChangedMeanwhile."""
    with act():
        question = locked(question, version=version)
        if not question.waits_for:
            raise Refused("Deze vraag wacht niet op een ander.")
        note = question.waits_for
        question.waits_for, question.look_again_on = "", None
        keep(question, "waits_for", "look_again_on")
        QuestionEvent.objects.create(question=question, kind=Kind.WAITED, by=by, note=f"Wachtte op: {note}")
        audit.record("question waits no longer", by=by, on=question)
    return question


# --- what stands on the pages -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """The clock of one question on its page."""

    reach: Reach
    can_pause: bool
    still: list[TermPause]
    still_words: str  # ‘Eerste contact en oppakken staan stil tot 3 december 2026’; empty where none does
    take_back: ReachAttempt | None  # the last attempt, where this user may undo it
    key: uuid.UUID


def standing(question: HelpQuestion, *, user: User, today: date) -> Standing:
    """Where the clock of an open question stands. Needs `front_door` on the question; five queries at most."""
    reach = reach_of(question)
    still = still_now(question, today=today)
    held = {TermKind(each.term) for each in still}
    words = f"{_named(sorted(held))} tot {date_nl(min(each.until_on for each in still))}" if still else ""
    mine = reach.last if reach.last is not None and may_take_back(reach.last, user, today=today) else None
    can = [term for term in running(question, today=today) if term not in held]
    return Standing(reach, bool(can), still, words, mine, submissions.new_key())


def beside(glance: Glance) -> Entry | None:
    """Waiting on somebody else, in the card beside the question."""
    question = glance.question
    if not question.is_open or not (question.waits_for or glance.can_work):
        return None
    url = reverse("wait_question" if glance.can_work else "question", args=[question.pk])
    if question.look_again_on is None:
        return Entry("Wacht op een ander", "nee", url, "hourglass")
    state = f"{question.waits_for}, kijk opnieuw op {date_nl(question.look_again_on)}"
    return Entry("Wacht op een ander", state, url, "hourglass", attention=question.look_again_on <= glance.today)


# How long "the term runs again" stays on the list of who doesn't come to it.
REMIND_DAYS = 7


def waiting(user: User, today: date) -> Iterable[Waiting]:
    """Questions to look at again, and terms that run again since a few days while nobody tried since."""
    own = HelpQuestion.objects.for_user(user).open().filter(supporter=user).select_related("client")
    for question in own.filter(look_again_on__lte=today):
        assert question.look_again_on is not None
        yield Waiting(
            question.look_again_on,
            f"Kijk opnieuw: {question.waits_for}",
            _about(question),
            reverse("wait_question", args=[question.pk]),
            "hourglass",
            "vragen om opnieuw naar te kijken",
        )
    unmet = Q(term=TermKind.FIRST_CONTACT, question__first_contact_on__isnull=True) | Q(
        term=TermKind.PICK_UP, question__picked_up_on__isnull=True
    )
    since = Q(on__gte=OuterRef("until_on"), question=OuterRef("question"))
    ended = (
        TermPause.objects.filter(unmet, question__in=own, until_on__range=(today - timedelta(days=REMIND_DAYS), today))
        .exclude(Exists(ReachAttempt.objects.filter(since)))
        .exclude(Exists(Contact.objects.filter(since)))
        .select_related("question__client")
    )
    seen: set[int] = set()
    for each in ended:
        if each.question_id not in seen:
            seen.add(each.question_id)
            url = reverse("question", args=[each.question_id])
            what = "De termijn loopt weer"
            yield Waiting(each.until_on, what, _about(each.question), url, "clock", "termijnen die weer lopen")


def _about(question: HelpQuestion) -> str:
    return f"{question.client.list_name}, {question.number}"
