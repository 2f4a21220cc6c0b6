"""`manage.py roll_up 2018-Q1`: counts a period now, as a job like those of the night."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oco import jobs
from oco.models import FrontDoor, Job, Municipality, Organisation
from oco.periods import Period
from reporting import rollups, tasks
from reporting.figures import Scope

WAIT_SECONDS = 120


class Command(BaseCommand):
    help = "Telt een periode (2018-Q1, 2018-H1 of 2018) voor iedereen, of voor één organisatie."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", help="2018-Q1, 2018-H1 of 2018")
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--partnership", metavar="NAAM", help="alleen dit samenwerkingsverband en zijn aanbieders")
        one.add_argument("--municipality", metavar="NAAM", help="alleen deze gemeente en iedereen daarin")
        one.add_argument("--provider", metavar="NAAM", help="alleen deze aanbieder, in elke gemeente waar hij werkt")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            period = Period.parse(options["period"])
        except ValueError as reason:
            raise CommandError(str(reason)) from None
        for scopes in chosen(options["partnership"], options["municipality"], options["provider"]):
            job = _count(scopes, period)
            self.stdout.write(
                f"{period.label}, {name_of(scopes[0])}: {job.result['counted']} tellingen gemaakt"
                + (f", {job.result['frozen']} al ingediend en niet veranderd." if job.result["frozen"] else ".")
            )


def _count(scopes: list[Scope], period: Period) -> Job:
    """Counts here, or waits for the worker when that was quicker to take the job."""
    codes = [scope.code for scope in scopes]
    try:
        with jobs.run_here("roll_up", key=tasks.job_key(scopes, period), scopes=codes, period=period.code) as job:
            patience = time.monotonic() + WAIT_SECONDS
            while job.status in (Job.Status.QUEUED, Job.Status.RUNNING) and time.monotonic() < patience:
                time.sleep(0.2)
                job.refresh_from_db()
    except jobs.JobError as reason:
        raise CommandError(str(reason)) from None
    if job.status != Job.Status.DONE:
        raise CommandError(job.error or "De telling is nog niet klaar; de achtergrondtaak is ermee bezig.")
    return job


def chosen(partnership: str | None, municipality: str | None, provider: str | None) -> list[list[Scope]]:
    """Groups of scopes that are counted together, the widest first. CommandError for a name that isn't there."""
    if partnership:
        return [rollups.scopes_of(_organisation(partnership, Organisation.Kind.PARTNERSHIP))]
    if provider:
        found = _organisation(provider, Organisation.Kind.PROVIDER)
        here = FrontDoor.objects.filter(providers=found).values_list("municipality", flat=True)
        return [[Scope.of_organisation(found, place)] for place in Municipality.objects.filter(pk__in=here)]
    places = Municipality.objects.order_by("name")
    if municipality:
        places = places.filter(name__iexact=municipality) | places.filter(slug=municipality.lower())
        if not places:
            raise CommandError(f"Er is geen gemeente ‘{municipality}’.")
    return [rollups.scopes_of(place) for place in places]


def _organisation(name: str, kind: Organisation.Kind) -> Organisation:
    rows = Organisation.objects.filter(kind=kind)
    found = (rows.filter(name__iexact=name) | rows.filter(slug=name.lower())).first()
    if found is None:
        raise CommandError(f"Er is geen {kind.label} ‘{name}’.")
    return found


def name_of(scope: Scope) -> str:
    """The name of the organisation or municipality of a scope."""
    if scope.organisation_id is not None:
        return Organisation.objects.get(pk=scope.organisation_id).name
    return f"gemeente {Municipality.objects.get(pk=scope.municipality_id).name}"
