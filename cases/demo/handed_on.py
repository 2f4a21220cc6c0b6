"""Invented referrals, questions between the providers, a Wlz indication, and what comes after a closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from cases import aftercare, between, evaluation, handover, referral, wlz
from cases.codes import Activity, AftercareKind, ArrangementStep, Channel, Fits, Outcome, SupportTask
from cases.demo.telling import Teller, moment
from cases.models import HelpQuestion, OneTimeLink, Referral, SocialMapEntry
from cases.outcome import Found
from oco.workdays import next_working_day

Places = Mapping[str, SocialMapEntry]
_SHARES = ("name", "phone", "text", "domains", "note")


def tell(teller: Teller, places: Places) -> None:
    _without_answer(teller, places)
    _accepted(teller, places)
    _refused(teller, places)
    _done(teller, places)
    _between_the_providers(teller)
    _wlz(teller, places)
    _aftercare(teller)
    _asked_for_evaluation(teller)


def _warm(teller: Teller, question: HelpQuestion, place: SocialMapEntry, days_ago: int, note: str) -> Referral:
    """A warm handover to a place of the map; its receiver was sent a link on the same day."""
    assert question.supporter is not None
    on = teller.ago(days_ago)
    made = referral.refer(
        question=question,
        on=on,
        to=place.name,
        kind=Referral.Kind.WARM,
        consent=True,
        note="",
        by=question.supporter,
        today=on,
        receiver=referral.Receiver(entry=place, email=place.email, phone=place.phone),
        agreed=referral.Consent(on=on, how=Referral.ConsentHow.SPOKEN, shares=_SHARES),
        receiver_note=note,
    )
    assert made is not None
    Referral.objects.filter(pk=made.pk).update(written_at=moment(on, 13))
    handover.make_link(referral=made, by=question.supporter, now=moment(on, 13))
    return made


def _answers(teller: Teller, made: Referral, answer: Referral.Answer, days_ago: int, note: str = "") -> Referral:
    """The receiver opens the link and answers."""
    purpose = OneTimeLink.Purpose.HANDOVER_DONE if answer == Referral.Answer.DONE else OneTimeLink.Purpose.HANDOVER
    link = OneTimeLink.objects.select_related("question", "referral").get(referral=made, purpose=purpose)
    now = moment(teller.ago(days_ago), 15)
    if answer == Referral.Answer.DONE:
        handover.report_done(link=link, now=now)
    else:
        handover.answer(link=link, answer=answer, note=note, now=now)
    return Referral.objects.get(pk=made.pk)


def _without_answer(teller: Teller, places: Places) -> None:
    client = teller.client("Patrick", "Smits", (41, 3, 30))
    question = teller.question(client, "Kan de rekeningen niet meer betalen", "work_income", days_ago=20)
    question = teller.worked(
        question, (16, Activity.TALK, 60, "Overzicht gemaakt. Schuldhulp is nodig en hij wil dat.")
    )
    _warm(teller, question, places["Schuldhulp van de gemeente"], 11, "Graag bellen na 17.00 uur, hij werkt overdag.")


def _accepted(teller: Teller, places: Places) -> None:
    client = teller.client("Anneke", "Wal", (69, 8, 8), prefix="van der")
    question = teller.question(
        client, "Voelt zich alleen sinds haar man er niet meer is", "welfare", "preventive_care", days_ago=38
    )
    question = teller.worked(
        question,
        (34, Activity.HOME_VISIT, 60, "Verteld over haar man. Wandelde vroeger veel en mist dat."),
        (25, Activity.TALK, 45, "Samen met de wandelclub koffie gedronken."),
    )
    made = _warm(teller, question, places["Wandelclub Noordhove"], 25, "Anneke vindt de eerste keer spannend.")
    made = _answers(teller, made, Referral.Answer.ACCEPTED, 21, "Ze kan maandag meelopen. Ans haalt haar op.")
    referral.write_facts(
        referral=made,
        facts=referral.Facts(joint_talk_on=teller.ago(25), first_appointment_on=teller.ago(14), kept=True),
        by=teller.who.supporter,
        today=teller.ago(12),
        version=made.version,
    )
    referral.see_answer(
        referral=Referral.objects.get(pk=made.pk), by=teller.who.supporter, now=moment(teller.ago(12), 9)
    )


def _refused(teller: Teller, places: Places) -> None:
    client = teller.client("Iwan", "Sardjoe", (29, 11, 12), email=True)
    question = teller.question(client, "Zoekt een maatje om mee te sporten", "welfare", days_ago=16)
    question = teller.worked(question, (13, Activity.TALK, 40, "Iwan heeft autisme en zoekt één vaste persoon."))
    made = _warm(teller, question, places["Maatjes voor elkaar"], 9, "Het liefst iemand van zijn eigen leeftijd.")
    _answers(
        teller, made, Referral.Answer.REFUSED, 3, "Wij hebben tot het voorjaar geen vrijwilligers van zijn leeftijd."
    )


def _done(teller: Teller, places: Places) -> None:
    client = teller.client("Zofia", "Nowak", (36, 2, 25), language="Pools")
    question = teller.question(client, "Wil beter leren lezen en schrijven", "education", days_ago=55)
    question = teller.worked(
        question,
        (50, Activity.TALK, 45, "Zofia begrijpt veel, maar brieven lezen lukt niet."),
        (43, Activity.GOING_ALONG, 40, "Samen naar het Taalhuis. Ze begint in het groepje van woensdag."),
    )
    made = _warm(teller, question, places["Taalhuis in de bibliotheek"], 43, "Zofia werkt in ploegen.")
    made = _answers(teller, made, Referral.Answer.ACCEPTED, 41)
    made = _answers(teller, made, Referral.Answer.DONE, 2)
    referral.write_facts(
        referral=made,
        facts=referral.Facts(joint_talk_on=teller.ago(43), first_appointment_on=teller.ago(36), kept=True),
        by=teller.who.supporter,
        today=teller.ago(2),
        version=made.version,
    )


def _between_the_providers(teller: Teller) -> None:
    """One offered from here to there, and one from there to here; both wait for the other team's manager."""
    who = teller.who
    client = teller.client("Arie", "Leeuwen", (81, 5, 1), prefix="van")
    question = teller.question(client, "Vraagt waar de eettafel is", "welfare", days_ago=10)
    question = teller.worked(question, (6, Activity.PHONE, 25, "Arie zoekt vooral gezelschap. Kent Palet van vroeger."))
    _offer(teller, question, "Zoekt gezelschap en wil graag mee naar een eettafel in de buurt.")
    client = teller.client("Naima", "Haddou", (68, 12, 20), language="Arabisch")
    question = teller.question(
        client, "Zoekt hulp voor haar volwassen zoon met een beperking", "social_support", "care", days_ago=8,
        to=who.other_supporter,
    )  # fmt: skip
    question = teller.worked(question, (5, Activity.TALK, 50, "De zoon is licht verstandelijk beperkt en woont thuis."))
    _offer(teller, question, "Haar zoon van 31 woont thuis. Samen willen ze weten welke hulp er voor hem is.")


def _offer(teller: Teller, question: HelpQuestion, text: str) -> None:
    assert question.supporter is not None
    own = question.provider_id == teller.who.provider.pk
    on = teller.ago(2)
    made = between.pass_on(
        question=question,
        passing=between.Passing(
            provider=teller.who.other_provider if own else teller.who.provider,
            text=text,
            domains=[each.domain for each in question.domains.all()],
            consent_on=on,
            consent_how=Referral.ConsentHow.PHONE,
        ),
        consent=True,
        by=question.supporter,
        today=on,
    )
    assert made is not None
    assert made.passed_on is not None
    at = moment(on, 14)
    Referral.objects.filter(pk=made.pk).update(written_at=at)
    HelpQuestion.objects.filter(pk=made.passed_on.pk).update(written_at=at)
    teller.dated(made.passed_on, on, hour=14)
    teller.dated(question, on, hour=14)


def _wlz(teller: Teller, places: Places) -> None:
    client = teller.client("Cor", "Visser", (73, 9, 16), prefix="de")
    question = teller.question(client, "Wil praten over een indicatie voor langdurige zorg", "care", days_ago=64)
    question = teller.worked(
        question,
        (59, Activity.HOME_VISIT, 75, "Cor vergeet steeds meer. Zijn vrouw slaapt slecht."),
        (48, Activity.PREPARATION, 40, "Aanvraag bij het CIZ samen ingevuld."),
        (7, Activity.PHONE, 20, "Het CIZ heeft de indicatie gegeven. Ze willen graag een warme overdracht."),
    )
    place = places["Cliëntondersteuning Wlz van het zorgkantoor"]
    on = teller.ago(5)
    wlz.record(
        question=question,
        since=next_working_day(teller.today + timedelta(days=18)),
        to=place.name,
        agreed=referral.Consent(on=on, how=Referral.ConsentHow.REPRESENTATIVE, shares=_SHARES),
        receiver=referral.Receiver(entry=place, email=place.email, phone=place.phone),
        receiver_note="Bel met zijn vrouw, zij regelt de afspraken.",
        by=teller.who.supporter,
        today=on,
    )
    teller.dated(question, on)


def _answered_question(teller: Teller, name: tuple[str, str], text: str, domain: str, days_ago: int) -> HelpQuestion:
    """A question that was closed, with what was found, for what comes after."""
    client = teller.client(*name, (50 + days_ago % 30, 1 + days_ago % 12, 1 + days_ago % 28), email=True)
    question = teller.question(client, text, domain, days_ago=days_ago, channel=Channel.CENTRAL_PHONE)
    question = teller.worked(
        question,
        (days_ago - 4, Activity.TALK, 45, "De vraag samen op een rij gezet."),
        (days_ago - 12, Activity.PHONE, 20, "Het is geregeld. Spreken af dat we later nog eens bellen."),
    )
    return teller.closed(
        question,
        days_ago - 14,
        Outcome.GENERAL_PROVISION,
        found=Found(arrangement={ArrangementStep.GENERAL: ""}, tasks=(SupportTask.CLARIFY, SupportTask.ARRANGE)),
    )


def _aftercare(teller: Teller) -> None:
    """One due today, one to come, one done with hours, one left out."""
    who = teller.who
    plans = (
        (("Loes", "Prins"), "Zoekt thuiszorg na het ziekenhuis", "care", 56, teller.today),
        (("Gijs", "Kramer"), "Wil een woning zonder trap", "housing", 37, teller.today + timedelta(days=19)),
        (("Sietske", "Bakker"), "De uitkering is gestopt", "work_income", 61, teller.ago(6)),
        (("Rob", "Schouten"), "Heeft ruzie met de buren en slaapt slecht", "housing", 59, teller.ago(9)),
    )
    for n, (name, text, domain, days_ago, due_on) in enumerate(plans):
        question = _answered_question(teller, name, text, domain, days_ago)
        on = teller.ago(days_ago - 14)
        kind = AftercareKind.PILOT_LIGHT if n == 1 else AftercareKind.AFTERCARE
        contact = aftercare.plan(
            question=question, kind=kind, due_on=due_on, note="Lukt het nog zonder ons?", by=who.supporter, today=on
        )
        assert contact is not None
        question = teller.dated(question, on, hour=17)
        if n == 2:
            aftercare.do(
                contact=contact,
                on=due_on,
                result="De uitkering loopt weer. Sietske doet haar post nu zelf, elke vrijdag.",
                minutes=20,
                by=who.supporter,
                today=due_on,
                version=contact.version,
            )
            teller.dated(question, due_on)
        if n == 3:
            reason = "Rob is verhuisd naar een andere gemeente."
            aftercare.skip(contact=contact, reason=reason, by=who.supporter, today=due_on, version=contact.version)
            teller.dated(question, due_on)


def _asked_for_evaluation(teller: Teller) -> None:
    """The client can still give their own answer; another one gave it on the phone."""
    question = _answered_question(teller, ("Nel", "Scholten"), "De taxipas is afgelopen, wil een nieuwe",
                                  "social_support", 24)  # fmt: skip
    on = teller.ago(4)
    evaluation.ask(question=question, mail=False, by=teller.who.supporter, now=moment(on, 11))
    teller.dated(question, on)
    question = _answered_question(teller, ("Tineke", "Vos"), "Snapt de brief van de zorgverzekeraar niet", "care", 30)
    on = teller.ago(3)
    evaluation.write(
        question=question,
        said=evaluation.Said(score=8, fits=Fits.PARTLY, consent=True),
        on=on,
        by=teller.who.supporter,
        today=on,
        version=question.version,
    )
    teller.dated(question, on)
