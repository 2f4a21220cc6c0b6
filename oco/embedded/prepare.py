"""Brings the database up to date in one process: migrate, rights, and the demo once.

One process, because loading Django once costs more than all these steps do on a second start.

    python -m oco.embedded.prepare RESULT [--demo]

RESULT is the file to which the outcome is written for the supervisor.
"""

import io
import json
import os
import sys
from pathlib import Path

import django
from django.core.management import CommandError, call_command, get_commands
from django.db import OperationalError


def main() -> None:
    result, with_demo = Path(sys.argv[1]), "--demo" in sys.argv[2:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oco.settings.owner")
    django.setup()
    try:
        outcome = prepare(with_demo=with_demo)
    except CommandError as error:  # a whole sentence for the person at the terminal
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"De database antwoordt niet zoals verwacht: {error}")
    result.write_text(json.dumps(outcome))


def prepare(*, with_demo: bool) -> dict[str, str]:
    """Bring the database up to date. Gives the logins of the demo as text, empty where there is no demo."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("set_rights", stdout=io.StringIO())
    commands = get_commands()
    if with_demo and "load_demo" in commands and is_empty():
        print("De voorbeeldgegevens worden gemaakt; dat gebeurt één keer.", flush=True)  # noqa: T201
        call_command("load_demo")
    return {"logins": demo_logins() if "demo_logins" in commands else ""}


def demo_logins() -> str:
    """What `demo_logins` prints, where all those people are in this database; empty elsewhere. Some of them stand in
    docs/examples/zoetermeer.toml too, which makes no demo of an installation."""
    from oco.models import User

    printed = io.StringIO()
    call_command("demo_logins", stdout=printed)
    addresses = {word for word in printed.getvalue().split() if "@" in word}
    everybody = User.objects.filter(email__in=addresses).count() == len(addresses)
    return printed.getvalue().rstrip() if everybody else ""


def is_empty() -> bool:
    """Has nobody put an organisation in this database yet?"""
    from oco.models import Organisation

    return not Organisation.objects.exists()


if __name__ == "__main__":
    main()
