"""What a manager must see of the round on every start page: late, nearly due, a question of the municipality."""

from __future__ import annotations

from datetime import date

from django.urls import NoReverseMatch, reverse

from oco.access import Permission, access_of
from oco.models import User
from oco.notices import Notice
from oco.templatetags.oco import date_nl, plural
from reporting.sheets import capital
from subsidies import rounds
from subsidies.accounts import accounts_for
from subsidies.reviews import Standing
from subsidies.rounds import Line


def of_reports(user: User, today: date) -> list[Notice]:
    """For who files or follows reports; nobody else costs a query."""
    if not access_of(user).may(Permission.FILE_REPORTS):
        return []
    return [
        notice
        for account in accounts_for(user)
        for line in rounds.lines(account, (today.year - 1, today.year), today=today)
        for notice in of_line(line)
    ]


def of_line(line: Line) -> list[Notice]:
    try:
        url = reverse("report", args=[*line.account.slugs, line.period.code])
    except NoReverseMatch:  # the other side, where reports have other addresses
        return []
    name = f"Rapport over {line.period.in_words} van {line.account.organisation.name}"
    link = f"Bekijk het rapport over {line.period.in_words}"
    if line.overdue and line.due_on:
        text = f"{capital(line.late_words)}, moest er zijn op {date_nl(line.due_on)}"
        return [Notice("danger", f"{name} is te laat", text, url, link)]
    if line.due_soon and not line.filed and line.due_on:
        parts = f", {line.closed_count} van de {plural(len(line.parts), 'deel,delen')} klaar" if line.parts else ""
        return [Notice("warning", name, f"Uiterlijk {date_nl(line.due_on)} ({line.late_words}){parts}", url, link)]
    if line.position is not None and line.position.standing is Standing.QUESTION_WAITS:
        return [Notice("warning", name, "De gemeente wacht op een antwoord", url, link)]
    return []
