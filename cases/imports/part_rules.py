"""What can't be on one row of the sheets that a file may leave out, and what follows from the rest of the row.

Each rule looks at a whole record, with what the file says taken over, and gives the column and a sentence. A record
has its question with it. Nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cases import legal_terms, signal_rules
from cases.codes import AftercareKind, ObjectionKind, ObjectionOutcome
from cases.imports.door import Door
from cases.instruments import EDITIONS, editions_of
from cases.models import AftercareContact, ContactPerson, Objection, Referral, Signal, SocialMapEntry, Talk, TermPause
from cases.rules import PAUSE_AT_MOST_DAYS
from oco.models import User

Complaint = tuple[str, str]  # column, sentence


def _carry(question: Any, name: str, record: Any, to: str) -> None:
    """Gives a record the client or supporter of its question: the object where that is new and has no key yet, and
    otherwise the key, for asking for the object would be a query per row."""
    found = question._state.fields_cache.get(name)
    if found is not None:
        setattr(record, to, found)
    elif getattr(question, f"{name}_id") is not None:
        setattr(record, f"{to}_id", getattr(question, f"{name}_id"))


def contact_person(person: ContactPerson, door: Door) -> Iterator[Complaint]:
    if person.carer_load and not person.is_carer:
        yield "belasting", "Alleen een mantelzorger heeft een belasting. Zet mantelzorger bij rol."
    if person.is_representative:
        if not person.mandate_for:
            yield "machtiging voor", "Schrijf op waarvoor de machtiging is."
        if person.mandate_from is None:
            yield "machtiging vanaf", "Vul in vanaf wanneer de machtiging geldt."
    else:
        for column, value in (
            ("machtiging voor", person.mandate_for),
            ("machtiging vanaf", person.mandate_from),
            ("machtiging tot", person.mandate_until),
        ):
            if value:
                yield column, "Alleen een vertegenwoordiger heeft een machtiging. Zet vertegenwoordiger bij rol."
    if person.mandate_from and person.mandate_until and person.mandate_until < person.mandate_from:
        yield "machtiging tot", "De machtiging eindigt voor zij begint."


def pause(pause: TermPause, door: Door) -> Iterator[Complaint]:
    days = (pause.until_on - pause.from_on).days
    if days <= 0:
        yield "tot", f"De termijn loopt weer op {pause.until_on:%d-%m-%Y}. Dat moet na {pause.from_on:%d-%m-%Y} zijn."
    elif days > PAUSE_AT_MOST_DAYS:
        yield "tot", f"Een pauze duurt hoogstens {PAUSE_AT_MOST_DAYS} dagen. Dit zijn er {days}."
    if pause.from_on < pause.question.received_on:
        yield "vanaf", f"De vraag is pas op {pause.question.received_on:%d-%m-%Y} ontvangen."


def complete_assessment(assessment: Any, by: User | None) -> None:
    question = assessment.question
    _carry(question, "client", assessment, "client")
    assessment.provider_id, assessment.front_door_id = question.provider_id, question.front_door_id
    assessment.edition = assessment.edition or editions_of(assessment.instrument)[0].key


def assessment(assessment: Any, door: Door) -> Iterator[Complaint]:
    """Its scores are looked at where they are planned."""
    edition = EDITIONS[assessment.edition]
    if edition.instrument != assessment.instrument:
        names = ", ".join(each.name for each in editions_of(assessment.instrument))
        yield "versie", f"Deze versie hoort bij een ander instrument. Kies uit: {names}."
    if assessment.question.provider_id is None:
        yield "vraagnummer", "Deze vraag heeft nog geen aanbieder."
    if assessment.on < assessment.question.received_on:
        yield "datum", f"De vraag is pas op {assessment.question.received_on:%d-%m-%Y} ontvangen."


def referral(referral: Referral, door: Door) -> Iterator[Complaint]:
    if referral.kind == Referral.Kind.WARM and not referral.consent:
        yield "toestemming", "Een warme overdracht kan alleen als de cliënt het goed vindt."
    elif referral.consent_on is not None and not referral.consent:
        yield "toestemming", "Bij deze verwijzing staat wat verteld mag worden. Trek de toestemming daar in."
    if referral.first_appointment_kept is not None:
        if referral.first_appointment_on is None:
            yield "eerste afspraak", "Vul de dag van de eerste afspraak in."
        elif referral.first_appointment_on > door.today:
            yield "doorgegaan", "Deze afspraak is nog niet geweest."
    if bool(referral.answer) != (referral.answered_on is not None):
        missing, other = ("beantwoord", "antwoord") if referral.answer else ("antwoord", "beantwoord")
        yield missing, f"Vul {missing} in, of laat {other} leeg."
    if referral.answer == Referral.Answer.REFUSED and not referral.answer_note:
        yield "toelichting antwoord", "Schrijf op waarom niet."
    if (referral.answer == Referral.Answer.DONE) != (referral.done_on is not None):
        yield "afgerond", "Deze dag hoort bij het antwoord ‘afgerond’, en alleen daarbij."


def complete_aftercare(contact: AftercareContact, by: User | None) -> None:
    """Who had the contact isn't in the file: the supporter of the question, or else who imports."""
    if contact.done_on is None:
        contact.done_by = None
    elif contact.done_by_id is None:
        _carry(contact.question, "supporter", contact, "done_by")
        if contact.done_by_id is None and "done_by" not in contact._state.fields_cache:
            contact.done_by = by


def aftercare(contact: AftercareContact, door: Door) -> Iterator[Complaint]:
    closed_on = contact.question.closed_on
    if contact.done_on and contact.skipped_on:
        yield "vervallen", "Een contact is gedaan of vervallen, niet allebei."
    if bool(contact.skip_reason) != (contact.skipped_on is not None):
        yield "reden", "Vervallen en reden horen bij elkaar: vul ze allebei in, of geen van beide."
    if contact.done_on is None and contact.work_id is not None:
        yield "gedaan", "Bij dit contact zijn uren geschreven. De dag kan niet leeg worden."
    if contact.result and contact.done_on is None:
        yield "gedaan", "Vul in op welke dag dit contact was."
    if closed_on is None and contact.skipped_on is None:
        name = AftercareKind(contact.kind).label
        yield "vraagnummer", f"Deze vraag is nog niet afgesloten. Een {name} hoort bij een afgesloten vraag."
    elif closed_on is not None and contact.done_on is not None and contact.done_on < closed_on:
        yield "gedaan", f"De vraag was toen nog open: die is afgesloten op {closed_on:%d-%m-%Y}."


def complete_entry(entry: SocialMapEntry, by: User | None) -> None:
    """Who imports stands behind the day on which a place was looked at."""
    if entry.checked_on is None:
        entry.checked_by = None
    elif entry.checked_by_id is None:
        entry.checked_by = by


def complete_signal(signal: Signal, by: User | None) -> None:
    """A signal leaves the bundle of another life domain, as it does where somebody corrects it."""
    if signal.bundle_id is not None and signal.bundle is not None and signal.bundle.domain != signal.domain:
        signal.bundle = None


def signal(signal: Signal, door: Door) -> Iterator[Complaint]:
    if sentence := signal_rules.names_somebody(signal.text, names=(), other_names=door.last_names, today=signal.on):
        yield "signaal", sentence


def talk(talk: Talk, door: Door) -> Iterator[Complaint]:
    if talk.on is None and (talk.at is not None or talk.attendance):
        yield "datum", "Vul de datum van het gesprek in."
    if talk.outcome and not talk.attendance:
        yield "hoe ging het", "Kies hoe het gesprek ging."
    if talk.attendance and talk.on is not None and talk.on > door.today:
        yield "hoe ging het", f"Dit gesprek is pas op {talk.on:%d-%m-%Y}."


def complete_objection(objection: Objection, by: User | None) -> None:
    kind = ObjectionKind(objection.kind)
    objection.file_by = legal_terms.file_by(kind, announced_on=objection.announced_on)
    objection.decide_by = legal_terms.decide_by(
        kind,
        file_by=objection.file_by,
        filed_on=objection.filed_on,
        committee=objection.committee,
        extended=objection.extended,
    )


def objection(objection: Objection, door: Door) -> Iterator[Complaint]:
    complaint = objection.kind == ObjectionKind.COMPLAINT
    if complaint and objection.announced_on is not None:
        yield "besluit verstuurd", "Bij een klacht is er geen besluit. Laat dit leeg."
    if not complaint and objection.announced_on is None:
        yield "besluit verstuurd", "Vul in wanneer het besluit is verstuurd."
    if objection.filed_on and objection.announced_on and objection.filed_on < objection.announced_on:
        yield "ingediend", "Dit is voor de dag van het besluit. Kijk de datum na."
    if bool(objection.outcome) != (objection.ended_on is not None):
        missing, other = ("afgerond", "uitkomst") if objection.outcome else ("uitkomst", "afgerond")
        yield missing, f"Vul {missing} in, of laat {other} leeg."
    if objection.outcome not in ("", ObjectionOutcome.DROPPED) and objection.filed_on is None:
        yield "ingediend", "Vul in wanneer het is ingediend."
    if objection.ended_on and objection.filed_on and objection.ended_on < objection.filed_on:
        yield "afgerond", "Dit is voor de dag van indienen. Kijk de datum na."
