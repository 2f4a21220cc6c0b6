"""Of the dossier: what went on with the municipality and with other organisations."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, Value, When

from cases.dossier.part import REMOVED, Col, Part, of_question
from cases.models import Objection, OneTimeLink, Referral, Talk, TalkDomain, WlzIndication
from cases.norms import domain_label
from cases.told import WHAT


def _may_be_told(keys: Iterable[str]) -> str:
    """‘naam, telefoonnummer’."""
    return ", ".join(WHAT.get(key, key) for key in keys)


OTHERS: tuple[Part, ...] = (
    of_question(
        Talk,
        "Gesprekken met de gemeente",
        Col("Datum", "on"),
        Col("Tijd", "at"),
        Col("Plaats", "place"),
        Col("Met wie van de gemeente", "official"),
        Col("Gemeld bij de gemeente", "reported_on"),
        Col("U bent er zelf bij", "client_along"),
        Col("De mantelzorger gaat mee", "carer_along"),
        Col("De ondersteuner gaat mee", "supporter_along"),
        Col("Wie nog meer", "others_along"),
        Col("Wat u wilt bereiken", "client_wants"),
        Col("Meenemen", "bring"),
        Col("Hoe ging het", "attendance"),
        Col("Uitkomst", "outcome"),
        goes=True,
    ),
    Part(
        TalkDomain,
        "Besproken leefgebieden",
        ("talk__question__client",),
        "talk__question__provider",
        (
            Col("Vraag", "talk.question.number"),
            Col("Gesprek", "talk.on"),
            Col("Leefgebied", "domain", domain_label),
            Col("Gaat goed", "goes_well"),
            Col("Lukt niet goed", "goes_badly"),
            Col("Wat u wilt", "wants"),
        ),
        goes=True,
    ),
    of_question(
        Objection,
        "Bezwaren en klachten",
        Col("Soort", "kind"),
        Col("Waarover", "about"),
        Col("Besluit verstuurd", "announced_on"),
        Col("Indienen uiterlijk", "file_by"),
        Col("Ingediend", "filed_on"),
        Col("Een commissie geeft advies", "committee"),
        Col("Het antwoord is uitgesteld", "extended"),
        Col("Antwoord uiterlijk", "decide_by"),
        Col("Afgerond", "ended_on"),
        Col("Uitkomst", "outcome"),
        Col("Toelichting", "note"),
        goes=True,
    ),
    of_question(
        Referral,
        "Verwijzingen",
        Col("Datum", "on"),
        Col("Naar wie", "to"),
        Col("Hoe", "kind"),
        Col("U vond het goed", "consent"),
        Col("Wat verteld mocht worden", "shares", _may_be_told),
        Col("Toestemming gegeven", "consent_on"),
        Col("Hoe u dat zei", "consent_how"),
        Col("Toestemming ingetrokken", "consent_withdrawn_on"),
        Col("Toelichting", "note"),
        Col("Bericht aan de ontvanger", "receiver_note"),
        Col("Gezamenlijk gesprek", "joint_talk_on"),
        Col("Eerste afspraak", "first_appointment_on"),
        Col("Eerste afspraak doorgegaan", "first_appointment_kept"),
        Col("Antwoord", "answer"),
        Col("Beantwoord", "answered_on"),
        Col("Toelichting van de ontvanger", "answer_note"),
        Col("Afgerond", "done_on"),
        keeps=frozenset({"shares"}),
        to=REMOVED.lower(),
        note="",
        entry=None,
        email="",
        phone="",
        receiver_note="",
        answer_note=Case(When(answer=Referral.Answer.REFUSED, then=Value(REMOVED.lower())), default=Value("")),
    ),
    of_question(
        WlzIndication,
        "Wlz-indicatie",
        Col("Ingangsdatum", "since"),
        Col("Overgedragen aan", "referral.to"),
        Col("Opgeschreven door", "written_by.name"),
        goes=True,
    ),
    of_question(
        OneTimeLink,
        "Links die zonder inloggen werken",
        Col("Waarvoor", "purpose"),
        Col("Wat verteld mocht worden", "shares", _may_be_told),
        Col("Gemaakt", "made_at"),
        Col("Door", "made_by.name"),
        Col("Geopend", "opened_at"),
        Col("Gebruikt", "used_at"),
        Col("Ingetrokken", "withdrawn_at"),
        goes=True,  # a living one answers from then on as one that never was
    ),
)
