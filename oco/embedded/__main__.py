"""The entry behind script/server and script/manage.

python -m oco.embedded serve [--port N] [--no-demo]
python -m oco.embedded manage [--from FOLDER] -- COMMAND [ARGUMENT...]
"""

import argparse
import sys
from pathlib import Path

from oco.embedded import supervisor
from oco.embedded.pdf_libraries import install_or_explain
from oco.embedded.processes import StartFailed
from oco.embedded.terminal import say


def main() -> int:
    parser = argparse.ArgumentParser(prog="script", description="Start en beheer deze installatie.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", prog="script/server", help="start alles, tot Ctrl-C")
    serve.add_argument("--port", type=_port, help="poort van de zorgkant; de gemeentekant krijgt de volgende")
    serve.add_argument("--no-demo", action="store_true", help="begin leeg, zonder voorbeeldgegevens")
    manage = commands.add_parser("manage", prog="script/manage", help="voer één beheeropdracht uit")
    manage.add_argument("--from", dest="folder", type=Path, default=Path.cwd(), help=argparse.SUPPRESS)
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    commands.add_parser("libraries", help="controleer wat er voor PDF nodig is")
    options = parser.parse_args()
    try:
        if options.command == "serve":
            return supervisor.serve(port=options.port, with_demo=not options.no_demo)
        if options.command == "manage":
            arguments = options.arguments[1:] if options.arguments[:1] == ["--"] else options.arguments
            return supervisor.manage(arguments, folder=options.folder)
        if explanation := install_or_explain():
            say(explanation)
        return 0
    except StartFailed as failure:
        print(failure, file=sys.stderr)  # noqa: T201
        return 1


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65534:
        raise argparse.ArgumentTypeError("kies een poort van 1 tot en met 65534")
    return port


if __name__ == "__main__":
    sys.exit(main())
