"""Loaded by the worker of these tests: a cheap job, and holds inside the real ones."""

from __future__ import annotations

import os
import time
from typing import Any

from django.db import connection

from oco import jobs
from oco.writing import write_whole
from reporting import tasks as reporting_tasks
from reporting.documents import ReportDocument
from subsidies import files
from tests.faults.cheap import CHEAP, content, made
from tests.faults.holds import folder, wait_here


@jobs.handler(CHEAP)
def cheap(running: jobs.Running) -> dict[str, Any]:
    """One row, in a table that would take a second one, and one file. Says meanwhile which process does it."""
    key, seconds = running.arguments["name"], running.arguments["seconds"]
    busy = folder() / f"busy-{os.getpid()}"
    busy.touch()
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO faults_row (key) VALUES (%s)", [key])
        time.sleep(seconds)  # the work
        write_whole(made(key), content(key))
        wait_here("cheap")
    finally:
        busy.unlink(missing_ok=True)
    return {"rows": 1}


count_period, render = reporting_tasks.count_period, files.render


@jobs.handler("roll_up")
def held_roll_up(running: jobs.Running) -> dict[str, Any]:
    """The real count, held where its rows are written and nothing is committed."""
    result = count_period(running)
    wait_here("roll_up")
    return result


def held_render(document: ReportDocument, file_format: str) -> bytes:
    """The real file, held where it is made and not yet kept."""
    made_file = render(document, file_format)
    wait_here(file_format)
    return made_file


files.render = held_render
