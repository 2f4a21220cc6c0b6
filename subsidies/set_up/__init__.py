"""Makes a municipality with everything around it from one readable TOML file; said twice it updates.

What the file names becomes so; what it doesn't name stays as it is. A mistake is told with its place in
the file, and then nothing is changed. Examples: docs/examples/.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from oco import audit
from oco.models import Municipality, Organisation, User
from reporting.models import DeclaredTotal, YearNote
from subsidies.set_up import grants, places, rounds, users
from subsidies.set_up.block import Block, Result, SetUpError, known, put

__all__ = ["Result", "SetUpError", "read", "set_up"]


def read(file: Path) -> dict[str, Any]:
    """The file as data. Raises SetUpError where it isn't there or isn't TOML."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SetUpError(f"Het bestand {file} is er niet.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetUpError(f"Het bestand is geen geldige TOML: {error}") from None


@transaction.atomic
def set_up(content: dict[str, Any], *, by: User | None, today: date) -> Result:
    """Makes or updates all that the file names. Raises SetUpError, and then nothing is changed."""
    root, result = Block(content, ""), Result()
    try:
        municipality = places.municipality_from(Block(root.take("gemeente", dict), "gemeente"), result)
        organisations = {municipality.name: places.municipality_organisation(municipality, result)}
        partnership = None
        if block := root.take("samenwerkingsverband", dict, None):
            partnership = places.partnership_from(Block(block, "samenwerkingsverband"), municipality, result)
            organisations[partnership.name] = partnership
        for block in root.blocks("aanbieder"):
            provider = places.provider_from(block, result)
            organisations[provider.name] = provider
        for block in root.blocks("voordeur"):
            places.front_door_from(block, municipality, partnership, organisations, result)
        for block in root.blocks("normen"):
            places.norms_from(block, organisations, result)
        for block in root.blocks("indientermijnen"):
            rounds.terms_from(block, municipality, organisations, by, result)
        for block in root.blocks("opstellen"):
            rounds.drawing_up_from(block, municipality, organisations, by, result)
        for block in root.blocks("jaartotaal"):
            _declared(block, municipality, organisations, by, result)
        for block in root.blocks("jaaropmerking"):
            year, text = block.number("jaar"), block.text("tekst")
            result.count(YearNote, put(YearNote, block, {"municipality": municipality, "year": year}, text=text)[1])
            block.done()
        for block in root.blocks("subsidie"):
            grants.grant_from(block, municipality, organisations, by, result)
        for block in root.blocks("gebruiker"):
            users.user_from(block, organisations, by, today, result)
        root.place = "het bestand"
        root.done()
    except ValidationError as error:
        raise SetUpError(" ".join(error.messages)) from error
    audit.record("set up", by=by, on=municipality, **result.made)
    return result


def _declared(
    block: Block, municipality: Municipality, organisations: dict[str, Organisation], by: User | None, result: Result
) -> None:
    year, provider = block.number("jaar"), known(organisations, block.text("aanbieder"), block)
    for name, indicator in (("unieke_clienten", "unique_clients"), ("beantwoorde_vragen", "questions_answered")):
        found_by = {"municipality": municipality, "provider": provider, "year": year, "indicator": indicator}
        _, made = put(DeclaredTotal, block, found_by, value=block.number(name), declared_by=by)
        result.count(DeclaredTotal, made)
    block.done()
