"""Mails about the round, to both sides: filed, asked, answered, accepted, nearly due, too late; and to colleagues: a
correction that waits for approval, or was given back. How they are sent: subsidies/mailing.py."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from oco import jobs
from oco.models import Job, Municipality, Organisation
from oco.periods import Period
from oco.templatetags.oco import date_nl, plural
from oco.workdays import is_working_day
from reporting.models import Report
from subsidies import cycle, rounds
from subsidies.accounts import Account, accounts_in
from subsidies.mailing import NEWS_DAYS, Mail, ask_once, deliver
from subsidies.models import CorrectionProposal, FilingNote, Message, Review
from subsidies.rounds import Line

KIND = "tell_about_round"
HOURS = range(7, 20)  # in which warnings go out


# --- what is to be told ----------------------------------------------------------------------------------------------


def ask(*, now: datetime) -> list[Job]:
    """Asks for the mails that haven't been asked for. May run at any time, and as often as it likes."""
    since = now - timedelta(days=NEWS_DAYS)
    wanted: dict[str, dict[str, Any]] = {}
    for report in Report.objects.filter(filed_at__gte=since):
        wanted[f"filed-{report.pk}"] = {"what": "filed", "pk": report.pk}
    for message in Message.objects.filter(written_at__gte=since):
        wanted[f"message-{message.pk}"] = {"what": "message", "pk": message.pk}
    for review in Review.objects.filter(decided_at__gte=since):
        wanted[f"accepted-{review.pk}"] = {"what": "accepted", "pk": review.pk}
    for proposal in CorrectionProposal.objects.waiting().filter(proposed_at__gte=since):
        wanted[f"proposal-{proposal.pk}"] = {"what": "proposal", "pk": proposal.pk}
    sent_back = CorrectionProposal.objects.filter(outcome=CorrectionProposal.Outcome.SENT_BACK, decided_at__gte=since)
    for proposal in sent_back:
        wanted[f"sent-back-{proposal.pk}"] = {"what": "sent_back", "pk": proposal.pk}
    return ask_once(KIND, wanted | _warnings(timezone.localtime(now)))


def _warnings(moment: datetime) -> dict[str, dict[str, Any]]:
    """On working days by day: what is nearly due, and what is late."""
    today = moment.date()
    if moment.hour not in HOURS or not is_working_day(today):
        return {}
    found: dict[str, dict[str, Any]] = {}
    for municipality in Municipality.objects.filter(filing_terms__isnull=False).distinct():
        for account in accounts_in(municipality):
            for line in rounds.lines(account, (today.year - 1, today.year), today=today):
                occasion = occasion_of(line)
                if occasion:
                    # With the last day in the key: after uitstel the warnings begin anew.
                    key = "-".join([*account.slugs, line.period.code, str(line.due_on), occasion])
                    found[f"due-{key}"] = {
                        "what": "due",
                        "municipality": municipality.pk,
                        "organisation": account.organisation.pk,
                        "period": line.period.code,
                        "occasion": occasion,
                    }
    return found


def occasion_of(line: Line) -> str:
    return cycle.occasion(line.due_on, filed=line.filed, ended=line.over, today=line.today)


# --- the mails -------------------------------------------------------------------------------------------------------


@jobs.handler(KIND, atomic=False)
def tell(running: jobs.Running) -> dict[str, Any]:
    """Writes the mail as things stand now, and sends it to each person in a transaction of its own."""
    return deliver(running, mail_of(running.arguments, today=timezone.localdate()))


def mail_of(arguments: dict[str, Any], *, today: date) -> Mail | None:
    """The mail of a job; None where it no longer needs telling."""
    match arguments["what"]:
        case "filed":
            return _filed(Report.objects.select_related("municipality", "organisation").get(pk=arguments["pk"]), today)
        case "message":
            message = Message.objects.select_related(
                "thread__report__municipality", "thread__report__organisation"
            ).get(pk=arguments["pk"])
            return _written(message, today)
        case "accepted":
            review = Review.objects.select_related("report__municipality", "report__organisation").get(
                pk=arguments["pk"]
            )
            return _accepted(review, today)
        case "proposal" | "sent_back" as what:
            proposal = CorrectionProposal.objects.select_related("municipality", "organisation").get(pk=arguments["pk"])
            return _put_forward(proposal) if what == "proposal" else _sent_back(proposal)
    account = Account(
        Organisation.objects.get(pk=arguments["organisation"]), Municipality.objects.get(pk=arguments["municipality"])
    )
    line = rounds.line(account, Period.parse(arguments["period"]), today=today)
    return _due(line) if occasion_of(line) == arguments["occasion"] else None


def _filed(report: Report, today: date) -> Mail:
    """To the partners; the policy officers get a mail of their own (subsidies/files.py)."""
    line = _line(report, today)
    note = FilingNote.objects.filter(report=report).first()
    name, words = report.organisation.name, report.period.in_words
    text = f"Het rapport van {name} over {words} is ingediend (versie {report.version})."
    if note and note.filed_as == FilingNote.FiledAs.DEPUTY and line.drawn_up_by:
        text += f"\nEen vervanger heeft ingediend. {line.drawn_up_by.name} zou dit rapport opstellen."
    if note and note.parts_missing:
        text += f"\nNog niet afgesloten waren de delen van: {note.parts_missing}."
    subject = f"Rapport over {words} van {name} is ingediend"
    return _about(report, subject, text, care=_everybody(line), told=False, by=report.filed_by_id)


def _written(message: Message, today: date) -> Mail:
    report = message.thread.report
    line, name, period = _line(report, today), report.organisation.name, report.period
    if message.side == Message.Side.MUNICIPALITY:
        subject = f"Vraag van de gemeente over het rapport van {name}, {period.label}"
        text = (
            f"De gemeente {report.municipality.name} heeft een vraag gesteld over het rapport over {period.in_words}."
        )
    else:
        subject = f"Antwoord op een vraag over het rapport van {name}, {period.label}"
        text = f"{name} heeft een vraag over het rapport over {period.in_words} beantwoord."
    return _about(report, subject, text, care=_answering(line), told=True, by=message.written_by_id)


def _accepted(review: Review, today: date) -> Mail:
    report = review.report
    subject = f"Akkoord op het rapport van {report.organisation.name}, {report.period.label}"
    text = f"De gemeente {report.municipality.name} is akkoord met het rapport over {report.period.in_words}."
    if review.open_threads:
        verb = "staat" if review.open_threads == 1 else "staan"
        text += f"\nEr {verb} nog {plural(review.open_threads, 'vraag,vragen')} open voor het gesprek."
    care = _everybody(_line(report, today))
    return _about(report, subject, text, care=care, told=True, by=review.decided_by_id)


def _put_forward(proposal: CorrectionProposal) -> Mail | None:
    """To the colleagues who can approve it."""
    if proposal.outcome:
        return None
    name, words = proposal.organisation.name, proposal.period.in_words
    text = (
        f"Een collega maakte een correctie van het rapport van {name} over {words}. "
        "Zij wacht op een tweede paar ogen. Keur de correctie goed of geef haar terug."
    )
    subject = f"Correctie van het rapport over {words} van {name} wacht op goedkeuring"
    return _of_colleagues(proposal, subject, text, page="report_approve", by=proposal.proposed_by_id)


def _sent_back(proposal: CorrectionProposal) -> Mail:
    name, words = proposal.organisation.name, proposal.period.in_words
    text = (
        f"Een collega gaf de correctie van het rapport van {name} over {words} terug. Er staat bij wat er anders moet."
    )
    subject = f"Correctie van het rapport over {words} van {name} is teruggegeven"
    return _of_colleagues(proposal, subject, text, page="report", by=proposal.decided_by_id)


def _of_colleagues(proposal: CorrectionProposal, subject: str, text: str, *, page: str, by: int | None) -> Mail:
    """The municipality has no part in it."""
    slugs = (proposal.municipality.slug, proposal.organisation.slug, proposal.period.code)
    path = reverse(page, args=slugs, urlconf="oco.urls.care")
    return Mail(subject, text, frozenset({proposal.organisation_id}), None, path, "", by)


def _due(line: Line) -> Mail:
    account, words = line.account, line.period.in_words
    if line.due_on is None:
        raise ValueError("a period that isn't asked has no warning")
    if line.overdue:
        subject = f"Te laat: rapport over {words} van {account.organisation.name}"
        text = (
            f"Het rapport van {account.organisation.name} over {words} moest er op {date_nl(line.due_on)} zijn. "
            f"Het is nog niet ingediend: {line.late_words}."
        )
    else:
        subject = f"Rapport over {words} van {account.organisation.name}: uiterlijk {date_nl(line.due_on)}"
        text = (
            f"Het rapport van {account.organisation.name} over {words} moet er uiterlijk {date_nl(line.due_on)} zijn."
        )
    if line.drawn_up_by:
        text += f"\n{line.drawn_up_by.name} stelt het op."
    if line.missing:
        text += f"\nNog niet afgesloten: het deel van {', '.join(each.name for each in line.missing)}."
    return Mail(
        subject,
        text,
        _everybody(line),
        account.municipality.pk,
        reverse("report", args=[*account.slugs, line.period.code], urlconf="oco.urls.care"),
        reverse("calendar_of_year", args=[line.period.year], urlconf="oco.urls.municipality"),
    )


def _about(report: Report, subject: str, text: str, *, care: frozenset[int], told: bool, by: int | None) -> Mail:
    """`told`: whether the policy officers are."""
    return Mail(
        subject,
        text,
        care,
        report.municipality_id if told else None,
        reverse(
            "report",
            args=[report.municipality.slug, report.organisation.slug, report.period.code],
            urlconf="oco.urls.care",
        ),
        reverse("report", args=[report.pk], urlconf="oco.urls.municipality"),
        by,
    )


def _line(report: Report, today: date) -> Line:
    return rounds.line(Account(report.organisation, report.municipality), report.period, today=today)


# --- to whom ---------------------------------------------------------------------------------------------------------


def _everybody(line: Line) -> frozenset[int]:
    """Who accounts, and every partner."""
    return frozenset({line.account.organisation.pk, *(part.provider.pk for part in line.parts)})


def _answering(line: Line) -> frozenset[int]:
    """Who accounts, and who draws up."""
    return frozenset({line.account.organisation.pk} | ({line.drawn_up_by.pk} if line.drawn_up_by else set()))
