"""The entry behind script/sbom, script/licences and script/audit.

python -m supply_chain sbom [--everything] [FILE]
python -m supply_chain licences
python -m supply_chain audit
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from supply_chain import audit, licences, lock, policy, sbom


def main() -> int:
    parser = argparse.ArgumentParser(prog="script", description="Waar dit programma uit bestaat.")
    commands = parser.add_subparsers(dest="command", required=True)
    bill = commands.add_parser("sbom", prog="script/sbom", help="schrijf de stuklijst (CycloneDX)")
    bill.add_argument("file", type=Path, nargs="?", help="naar dit bestand; anders naar standaarduitvoer")
    bill.add_argument("--everything", action="store_true", help="ook wat alleen bouwers gebruiken")
    commands.add_parser("licences", prog="script/licences", help="noem en controleer de licenties")
    commands.add_parser("audit", prog="script/audit", help="zoek bekende kwetsbaarheden")
    options = parser.parse_args()
    if options.command == "sbom":
        return write_sbom(options.file, everything=options.everything)
    return list_licences() if options.command == "licences" else look_for_vulnerabilities()


def write_sbom(file: Path | None, *, everything: bool) -> int:
    packages = lock.read(lock.EVERYTHING if everything else lock.PRODUCTION)
    text = sbom.of_lock(packages, policy.read()) + "\n"
    if file is None:
        sys.stdout.write(text)
    else:
        file.write_text(text, encoding="utf-8")
        print(f"Geschreven: {file}, met {len(packages)} pakketten.", file=sys.stderr)
    return 0


def list_licences() -> int:
    found = licences.judged(lock.read(lock.EVERYTHING), lock.read(lock.PRODUCTION), policy.read())
    for each in found:
        where = "productie" if each.production else "gereedschap"
        mark = "" if each.allowed else "  NIET TOEGESTAAN"
        print(f"{each.package} {each.version}\t{where}\t{each.expression}{mark}")
    refused = [each for each in found if not each.allowed]
    print(f"{len(found)} pakketten, {len(refused)} met een licentie die niet op de lijst staat.")
    return 1 if refused else 0


def look_for_vulnerabilities() -> int:
    try:
        answer = audit.ask(lock.EVERYTHING)
    except audit.NotReached:
        print("NIET NAGEKEKEN: de lijst met bekende kwetsbaarheden is hier niet te bereiken.")
        print("Dit zegt niets over de veiligheid. Kijk na waar het wel kan.")
        return 0
    except audit.AuditFailed as error:
        print(f"Het nakijken ging mis: {error}")
        return 1
    verdict = audit.judge(answer, policy.read().excuses, today=date.today())  # noqa: DTZ011  # a builder's own day
    print("\n".join(verdict.sentences))
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main())
