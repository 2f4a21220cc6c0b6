"""Makes a municipality with everything around it from one readable TOML file; said twice it updates.

What the file names becomes so; what it doesn't name stays as it is. A mistake is told with its place in
the file, and then nothing is changed. Examples: docs/examples/.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.text import slugify

from cases.codes import LIFE_DOMAINS, TARGET_GROUPS, Channel, DomainList
from cases.models import Desk, Norms, TargetGroup, Topic
from oco import audit, invitations
from oco.models import District, FrontDoor, Municipality, Organisation, Participation, User
from oco.models.people import Role
from reporting.documents import AmountLine, TargetLine
from reporting.indicators import INDICATORS
from reporting.models import DeclaredTotal, YearNote
from subsidies import agreements
from subsidies.models import Grant, Target


class SetUpError(Exception):
    """Something in the file isn't right; the text says where and what."""


@dataclass
class Result:
    """What the file led to: how many rows were made, and whom it brought in."""

    made: dict[str, int] = field(default_factory=dict)
    new_users: list[User] = field(default_factory=list)

    def count(self, model: type[models.Model], made: bool) -> None:
        if made:
            name = str(model._meta.verbose_name)
            self.made[name] = self.made.get(name, 0) + 1


class Block:
    """A table of the file that knows its place, so that every mistake is told with it."""

    def __init__(self, values: object, place: str) -> None:
        if not isinstance(values, dict):
            raise SetUpError(f"{place}: hier hoort een blok met namen en waarden.")
        self._values = dict(values)
        self.place = place

    def take(self, name: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        """The value of this name, checked for its kind; a name without default must be there."""
        value = self._values.pop(name, default)
        if value is ...:
            raise SetUpError(f"{self.place}: ‘{name}’ ontbreekt.")
        if value is not default and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            raise SetUpError(f"{self.place}: ‘{name}’ heeft een waarde die hier niet past: {value!r}.")
        return value

    def text(self, name: str, default: Any = ...) -> Any:
        return self.take(name, str, default)

    def number(self, name: str, default: Any = ...) -> Any:
        return self.take(name, int, default)

    def day(self, name: str, default: Any = ...) -> Any:
        value = self.take(name, date, default)
        if isinstance(value, datetime):
            raise SetUpError(f"{self.place}: schrijf bij ‘{name}’ alleen een datum, zoals 2026-01-31.")
        return value

    def blocks(self, name: str) -> Iterator[Block]:
        rows = self.take(name, list, [])
        for number, row in enumerate(rows, start=1):
            yield Block(row, f"{self.place}{name} {number}" if not self.place else f"{self.place}, {name} {number}")

    def choice(self, name: str, choices: type[models.TextChoices], default: Any = ...) -> Any:
        """A key of a list, written as its Dutch label or as the key itself."""
        value = self.text(name, default)
        if value is default and default is not ...:
            return value
        for key, label in choices.choices:
            if value in (key, label):
                return key
        known = ", ".join(str(label) for _, label in choices.choices)
        raise SetUpError(f"{self.place}: ‘{value}’ bij ‘{name}’ is niet bekend. Kies uit: {known}.")

    def done(self) -> None:
        """Fails on what nobody asked for: a mistyped name would otherwise be silently ignored."""
        if self._values:
            raise SetUpError(f"{self.place}: onbekend: {', '.join(sorted(self._values))}.")


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
        municipality = _municipality(Block(root.take("gemeente", dict), "gemeente"), result)
        organisations = {municipality.name: _municipality_organisation(municipality, result)}
        partnership = None
        if block := root.take("samenwerkingsverband", dict, None):
            partnership = _partnership(Block(block, "samenwerkingsverband"), municipality, result)
            organisations[partnership.name] = partnership
        for block in root.blocks("aanbieder"):
            provider = _provider(block, result)
            organisations[provider.name] = provider
        for block in root.blocks("voordeur"):
            _front_door(block, municipality, partnership, organisations, result)
        for block in root.blocks("normen"):
            _norms(block, organisations, result)
        for block in root.blocks("jaartotaal"):
            _declared(block, municipality, organisations, by, result)
        for block in root.blocks("jaaropmerking"):
            year, text = block.number("jaar"), block.text("tekst")
            result.count(YearNote, _put(YearNote, block, {"municipality": municipality, "year": year}, text=text)[1])
            block.done()
        for block in root.blocks("subsidie"):
            _grant(block, municipality, organisations, by, result)
        for block in root.blocks("gebruiker"):
            _user(block, organisations, by, today, result)
        root.place = "het bestand"
        root.done()
    except ValidationError as error:
        raise SetUpError(" ".join(error.messages)) from error
    audit.record("set up", by=by, on=municipality, **result.made)
    return result


M = TypeVar("M", bound=models.Model)


def _put(model: type[M], block: Block, found_by: dict[str, Any], **values: Any) -> tuple[M, bool]:
    """Makes the row or updates it, after the model's own checks. True where it was made."""
    row = model._default_manager.filter(**found_by).first()
    made = row is None
    if row is None:
        row = model(**found_by)
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise SetUpError(f"{block.place}: {_in_words(model, error)}") from error
    row.save()
    return row, made


def _in_words(model: type[models.Model], error: ValidationError) -> str:
    """‘CBS-code: Vul een CBS-code in, zoals GM0637.’"""
    words = []
    for name, messages in error.message_dict.items():
        label = "" if name == "__all__" else f"{model._meta.get_field(name).verbose_name}: "  # type: ignore[union-attr]
        words += [f"{label}{message}" for message in messages]
    return " ".join(words)


def _municipality(block: Block, result: Result) -> Municipality:
    name = block.text("naam")
    municipality, made = _put(
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
        _, made = _put(District, row, found_by, code=row.text("code", ""), order=order)
        result.count(District, made)
        row.done()
    block.done()
    return municipality


def _municipality_organisation(municipality: Municipality, result: Result) -> Organisation:
    organisation, made = Organisation.objects.get_or_create(
        kind=Organisation.Kind.MUNICIPALITY,
        municipality=municipality,
        defaults={"name": f"Gemeente {municipality.name}", "slug": f"gemeente-{municipality.slug}"},
    )
    result.count(Organisation, made)
    return organisation


def _partnership(block: Block, municipality: Municipality, result: Result) -> Organisation:
    name = block.text("naam")
    found_by = {"kind": Organisation.Kind.PARTNERSHIP, "name": name}
    organisation, made = _put(Organisation, block, found_by, slug=slugify(name), municipality=municipality)
    result.count(Organisation, made)
    block.done()
    return organisation


def _provider(block: Block, result: Result) -> Organisation:
    name = block.text("naam")
    formality = block.choice("vorm", Organisation.Formality, "")
    found_by = {"kind": Organisation.Kind.PROVIDER, "name": name}
    organisation, made = _put(Organisation, block, found_by, slug=slugify(name), formality=formality)
    result.count(Organisation, made)
    block.done()
    return organisation


def _front_door(
    block: Block,
    municipality: Municipality,
    partnership: Organisation | None,
    organisations: dict[str, Organisation],
    result: Result,
) -> None:
    name = block.text("naam")
    door, made = _put(
        FrontDoor,
        block,
        {"name": name},
        slug=slugify(name),
        municipality=municipality,
        run_by=_known(organisations, block.text("gerund_door"), block),
        partnership=partnership,
    )
    result.count(FrontDoor, made)
    for order, provider_name in enumerate(block.take("aanbieders", list)):
        provider = _known(organisations, provider_name, block)
        _, made = _put(Participation, block, {"front_door": door, "provider": provider}, order=order)
        result.count(Participation, made)
    for order, row in enumerate(block.blocks("plekken")):
        at = row.text("aanbieder", "")
        _, made = _put(
            Desk,
            row,
            {"front_door": door, "name": row.text("naam")},
            channel=row.choice("kanaal", Channel),
            provider=_known(organisations, at, row) if at else None,
            order=order,
            active=True,
        )
        result.count(Desk, made)
        row.done()
    for order, row in enumerate(block.blocks("onderwerpen")):
        found_by = {"front_door": door, "name": row.text("naam")}
        _, made = _put(Topic, row, found_by, domain=_domain(row), order=order, active=True)
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
        _, made = _put(TargetGroup, block, {"front_door": door, "name": name}, order=order, active=True)
        result.count(TargetGroup, made)


def _norms(block: Block, organisations: dict[str, Organisation], result: Result) -> None:
    _, made = _put(
        Norms,
        block,
        {"organisation": _known(organisations, block.text("voor"), block), "valid_from": block.day("vanaf")},
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


def _declared(
    block: Block, municipality: Municipality, organisations: dict[str, Organisation], by: User | None, result: Result
) -> None:
    year, provider = block.number("jaar"), _known(organisations, block.text("aanbieder"), block)
    for name, indicator in (("unieke_clienten", "unique_clients"), ("beantwoorde_vragen", "questions_answered")):
        found_by = {"municipality": municipality, "provider": provider, "year": year, "indicator": indicator}
        _, made = _put(DeclaredTotal, block, found_by, value=block.number(name), declared_by=by)
        result.count(DeclaredTotal, made)
    block.done()


def _grant(
    block: Block,
    municipality: Municipality,
    organisations: dict[str, Organisation],
    by: User | None,
    result: Result,
) -> None:
    year, receiver = block.number("jaar"), _known(organisations, block.text("ontvanger"), block)
    amounts = [_amount(row, organisations) for row in block.blocks("bedragen")]
    targets = [_target(row) for row in block.blocks("doelen")]
    earlier = Grant.objects.filter(municipality=municipality, organisation=receiver, year=year).first()
    try:
        agreements.save_grant(
            organisation=receiver,
            municipality=municipality,
            year=year,
            number=block.text("kenmerk", ""),
            decided_on=block.day("besloten_op", None),
            amounts=amounts,
            targets=targets,
            instalments=None,
            by=by,
            grant=earlier,
        )
    except agreements.GrantRefused as reason:
        raise SetUpError(f"{block.place}: {reason}") from reason
    result.count(Grant, earlier is None)
    block.done()


def _amount(row: Block, organisations: dict[str, Organisation]) -> AmountLine:
    at = row.text("aanbieder", "")
    provider = _known(organisations, at, row) if at else None
    line = AmountLine(
        provider_id=provider.pk if provider else None,
        provider=at,
        purpose=row.text("doel", ""),
        amount=Decimal(str(row.take("bedrag", (int, float)))),
    )
    if line.amount <= 0:
        raise SetUpError(f"{row.place}: vul bij ‘bedrag’ een bedrag boven 0 in.")
    row.done()
    return line


def _target(row: Block) -> TargetLine:
    indicator = row.text("cijfer")
    if indicator not in INDICATORS:
        raise SetUpError(f"{row.place}: ‘{indicator}’ is geen cijfer. Kies uit: {', '.join(INDICATORS)}.")
    least, most = row.take("ten_minste", (int, float), None), row.take("ten_hoogste", (int, float), None)
    if (least is None) == (most is None):
        raise SetUpError(f"{row.place}: schrijf ‘ten_minste’ of ‘ten_hoogste’.")
    row.done()
    direction = Target.Direction.AT_MOST if least is None else Target.Direction.AT_LEAST
    return TargetLine(indicator, direction, Decimal(str(most if least is None else least)))


def _user(block: Block, organisations: dict[str, Organisation], by: User | None, today: date, result: Result) -> None:
    email, name = block.text("email").strip().lower(), block.text("naam")
    roles = [
        (_known(organisations, row.text("bij"), row), Role(row.choice("rol", Role))) for row in block.blocks("rollen")
    ]
    if not roles:
        raise SetUpError(f"{block.place}: geef {email} ten minste één rol.")
    sides = {invitations.side_of(organisation) for organisation, _ in roles}
    if len(sides) > 1:
        raise SetUpError(f"{block.place}: {email} kan niet bij een gemeente en bij een aanbieder horen.")
    for organisation, role in roles:
        if role not in invitations.roles_at(organisation):
            raise SetUpError(f"{block.place}: de rol {role.label} bestaat niet bij {organisation.name}.")
    try:
        validate_email(email)
    except ValidationError:
        raise SetUpError(f"{block.place}: ‘{email}’ is geen e-mailadres.") from None
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name, side=sides.pop(), is_active=False)
        result.new_users.append(user)
    elif user.side not in sides:
        raise SetUpError(f"{block.place}: {email} hoort al bij de andere kant.")
    result.count(User, user in result.new_users)
    for organisation, role in roles:
        invitations.give_role(user=user, organisation=organisation, role=role, by=by, since=today)
    block.done()


def _known(organisations: dict[str, Organisation], name: object, block: Block) -> Organisation:
    if not isinstance(name, str) or name not in organisations:
        raise SetUpError(f"{block.place}: ‘{name}’ is geen organisatie van dit bestand.")
    return organisations[name]


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
