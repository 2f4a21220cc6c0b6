"""Of the set-up file: the municipality with its districts, who works there, and the front doors with their norms."""

from __future__ import annotations

from django.utils.text import slugify

from cases.codes import LIFE_DOMAINS, TARGET_GROUPS, Channel, DomainList
from cases.models import Desk, Norms, TargetGroup, Topic
from oco.models import District, FrontDoor, Municipality, Organisation, Participation
from subsidies.set_up.block import Block, Result, SetUpError, known, put


def municipality_from(block: Block, result: Result) -> Municipality:
    name = block.text("naam")
    municipality, made = put(
        Municipality,
        block,
        {"cbs_code": block.text("cbs_code")},
        name=name,
        slug=slugify(name),
        hide_up_to=block.number("verberg_tot_en_met", 7),
    )
    result.count(Municipality, made)
    for order, row in enumerate(block.blocks("wijken")):
        found_by = {"municipality": municipality, "name": row.text("naam")}
        _, made = put(District, row, found_by, code=row.text("code", ""), order=order, **_tile(row))
        result.count(District, made)
        row.done()
    block.done()
    return municipality


def _tile(row: Block) -> dict[str, int]:
    """`vak = [1, 2]`: first row, second column of the map of squares; counted from 1 in the file, from 0 inside."""
    tile = row.take("vak", list, None)
    if tile is None:
        return {}
    if len(tile) != 2 or any(not isinstance(n, int) or isinstance(n, bool) or n < 1 for n in tile):
        raise SetUpError(f"{row.place}: schrijf bij ‘vak’ een rij en een kolom, zoals [1, 2].")
    return {"tile_row": tile[0] - 1, "tile_column": tile[1] - 1}


def municipality_organisation(municipality: Municipality, result: Result) -> Organisation:
    organisation, made = Organisation.objects.get_or_create(
        kind=Organisation.Kind.MUNICIPALITY,
        municipality=municipality,
        defaults={"name": f"Gemeente {municipality.name}", "slug": f"gemeente-{municipality.slug}"},
    )
    result.count(Organisation, made)
    return organisation


def partnership_from(block: Block, municipality: Municipality, result: Result) -> Organisation:
    name = block.text("naam")
    found_by = {"kind": Organisation.Kind.PARTNERSHIP, "name": name}
    organisation, made = put(Organisation, block, found_by, slug=slugify(name), municipality=municipality)
    result.count(Organisation, made)
    block.done()
    return organisation


def provider_from(block: Block, result: Result) -> Organisation:
    name = block.text("naam")
    formality = block.choice("vorm", Organisation.Formality, "")
    found_by = {"kind": Organisation.Kind.PROVIDER, "name": name}
    organisation, made = put(Organisation, block, found_by, slug=slugify(name), formality=formality)
    result.count(Organisation, made)
    block.done()
    return organisation


def front_door_from(
    block: Block,
    municipality: Municipality,
    partnership: Organisation | None,
    organisations: dict[str, Organisation],
    result: Result,
) -> None:
    name = block.text("naam")
    door, made = put(
        FrontDoor,
        block,
        {"name": name},
        slug=slugify(name),
        municipality=municipality,
        run_by=known(organisations, block.text("gerund_door"), block),
        partnership=partnership,
    )
    result.count(FrontDoor, made)
    for order, provider_name in enumerate(block.take("aanbieders", list)):
        provider = known(organisations, provider_name, block)
        _, made = put(Participation, block, {"front_door": door, "provider": provider}, order=order)
        result.count(Participation, made)
    for order, row in enumerate(block.blocks("plekken")):
        at = row.text("aanbieder", "")
        _, made = put(
            Desk,
            row,
            {"front_door": door, "name": row.text("naam")},
            channel=row.choice("kanaal", Channel),
            provider=known(organisations, at, row) if at else None,
            order=order,
            active=True,
        )
        result.count(Desk, made)
        row.done()
    for order, row in enumerate(block.blocks("onderwerpen")):
        found_by = {"front_door": door, "name": row.text("naam")}
        _, made = put(Topic, row, found_by, domain=_domain(row), order=order, active=True)
        result.count(Topic, made)
        row.done()
    _target_groups(block, door, result)
    block.done()


def _target_groups(block: Block, door: FrontDoor, result: Result) -> None:
    """The groups that the file names; of a front door that has none, and where the file is silent, those of the
    field."""
    named = block.take("doelgroepen", list, None)
    if named is None and not door.target_groups.exists():
        named = list(TARGET_GROUPS)
    for order, name in enumerate(named or []):
        if not isinstance(name, str):
            raise SetUpError(f"{block.place}: ‘doelgroepen’ heeft een waarde die hier niet past: {name!r}.")
        _, made = put(TargetGroup, block, {"front_door": door, "name": name}, order=order, active=True)
        result.count(TargetGroup, made)


def norms_from(block: Block, organisations: dict[str, Organisation], result: Result) -> None:
    _, made = put(
        Norms,
        block,
        {"organisation": known(organisations, block.text("voor"), block), "valid_from": block.day("vanaf")},
        first_contact_days=block.number("eerste_contact_dagen"),
        pick_up_urgent_days=block.number("oppakken_urgent_dagen"),
        pick_up_regular_days=block.number("oppakken_gewoon_dagen"),
        guideline_minutes=block.number("richtlijn_uren") * 60,
        attempts_before_pause=block.number("pogingen_voor_pauze", 3),
        trajectory_days=block.number("traject_dagen", None),
        domain_list=block.choice("leefgebieden", DomainList),
    )
    result.count(Norms, made)
    block.done()


def _domain(block: Block) -> str:
    """The key of a life domain that is written by its Dutch name; empty where none is given."""
    name = block.text("leefgebied", "")
    for domains in LIFE_DOMAINS.values():
        for key, label in domains.items():
            if name == label:
                return key
    if name:
        raise SetUpError(f"{block.place}: ‘{name}’ is geen leefgebied.")
    return ""
