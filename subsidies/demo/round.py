"""The demo's round of reports: parts, uitstel, questions and a talk's agenda. Last days and who draws up stand in the
set-up files."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cases.demo.telling import moment
from oco.models import FrontDoor, Organisation, User
from oco.periods import Period, PeriodKind
from oco.workdays import next_working_day
from reporting.documents import ReportDocument
from reporting.models import Report
from subsidies import agenda, arranging, checking, parts, reviews, threads
from subsidies.accounts import Account, providers_of
from subsidies.models import ActionPoint, Message, PartClosing, Review, Thread

ROUND = ("indientermijnen", "opstellen")  # blocks of the set-up file
LEFT_DAYS = 9  # until the last day of the report that isn't filed yet


def from_first_year(content: dict[str, Any], today: date) -> dict[str, Any]:
    """A set-up file of which the round begins with the demo's first year: before it there are no reports to be late."""
    since = date(today.year - 1, 1, 1)
    return content | {key: [{**row, "vanaf": since} for row in content[key]] for key in ROUND}


def close_parts(door: FrontDoor, period: Period, users: dict[str, User], *, on: date) -> None:
    """Both partners were ready some days before the report was filed."""
    for provider in providers_of(_account(door).organisation, door.municipality):
        close_part(door, period, provider, users, on=on)


def close_part(door: FrontDoor, period: Period, provider: Organisation, users: dict[str, User], *, on: date) -> None:
    account = _account(door)
    by = users["teamleider@mee.example" if provider.slug == "mee" else "teamleider@palet.example"]
    closed_at = moment(on, 15)
    PartClosing.objects.create(
        municipality=account.municipality,
        organisation=account.organisation,
        start=period.start,
        end=period.end,
        provider=provider,
        closed_at=closed_at,
        closed_by=by,
        closed_by_name=by.name,
    )


def running(door: FrontDoor, users: dict[str, User], today: date) -> None:
    """The newest first half-year or quarter that isn't filed: uitstel until a day that is near, and one part closed."""
    account = _account(door)
    filed = set(
        Report.objects.filter(organisation=account.organisation, municipality=account.municipality).values_list(
            "start", "end"
        )
    )
    waiting = [
        period
        for year in (today.year, today.year - 1)
        for period in [
            Period(year, PeriodKind.HALF_YEAR, 1),
            *(Period(year, PeriodKind.QUARTER, n) for n in (4, 3, 2, 1)),
        ]
        if period.end <= today and (period.start, period.end) not in filed
    ]
    if not waiting:
        return
    arranging.extend(
        account=account,
        period=waiting[0],
        due_on=next_working_day(today + timedelta(days=LEFT_DAYS)),
        reason="Door de drukte bij de voordeur is er meer tijd nodig.",
        by=users["beleid@zoetermeer.example"],
    )
    palet = Organisation.objects.get(slug="palet-welzijn")
    parts.close(account=account, period=waiting[0], provider=palet, by=users["teamleider@palet.example"])


def talk_about(report: Report, before: Report | None, users: dict[str, User], *, on: date) -> None:
    """Two questions about the newest report, one of them answered; remarks for the talk, and what came of the last."""
    officer, manager = users["beleid@zoetermeer.example"], users["teamleider@mee.example"]
    answered = reviews.ask(
        report=report,
        indicator="questions_received",
        question="Het aantal vragen over wonen is hoger dan vorig jaar. Weet u waardoor dat komt?",
        by=officer,
    )
    threads.write(
        thread=answered,
        side=Message.Side.PROVIDER,
        text="In Oosterheem zijn flats gerenoveerd. Bewoners kwamen met vragen over de verhuisvergoeding.",
        by=manager,
    )
    waiting = reviews.ask(
        report=report,
        indicator="first_contact_on_time",
        question="Wat doet u om het eerste contact weer binnen twee weken te krijgen?",
        by=officer,
    )
    for thread, hour in ((answered, 14), (waiting, 15)):
        Thread.objects.filter(pk=thread.pk).update(opened_at=moment(on, hour))
        thread.messages.filter(side=Message.Side.MUNICIPALITY).update(written_at=moment(on, hour))
        thread.messages.filter(side=Message.Side.PROVIDER).update(
            written_at=moment(next_working_day(on + timedelta(days=2)), 11)
        )
    findings = checking.findings_of(report, ReportDocument.from_json(report.released.data))
    texts = (
        "Graag bespreken, met het plan voor de komende maanden.",
        "Is dit eenmalig, of verwachten jullie dat het zo blijft?",
    )
    for finding, text in zip(findings, texts, strict=False):
        agenda.remark(report=report, finding=finding, text=text, answers=report.organisation.name, by=officer)
    if before is None:
        return
    palet = next(name for name in agenda.parties_of(before) if "Palet" in name)
    agreed = (
        (ActionPoint.Kind.ACTION, "Een inloopspreekuur in Rokkeveen proberen.", palet, on + timedelta(days=45)),
        (
            ActionPoint.Kind.ACTION,
            "De folder over verhuisvergoeding aanpassen.",
            f"Gemeente {before.municipality.name}",
            on,
        ),
        (ActionPoint.Kind.DECISION, "Redenen boven de richtlijn bespreken we voortaan elk kwartaal.", "", None),
    )
    for kind, text, owner, due_on in agreed:
        point = agenda.agree(report=before, kind=kind, text=text, owner=owner, due_on=due_on, by=officer)
        ActionPoint.objects.filter(pk=point.pk).update(made_at=before.filed_at + timedelta(days=14))


def accept(report: Report, users: dict[str, User], *, at: datetime) -> None:
    review = reviews.accept(report=report, by=users["beleid@zoetermeer.example"])
    Review.objects.filter(pk=review.pk).update(decided_at=at)


def _account(door: FrontDoor) -> Account:
    if door.partnership is None:
        raise ValueError("the demo's round is a partnership's")
    return Account(door.partnership, door.municipality)
