"""Money in the small world of tests/oco/town.py: of each provider a claim, costs, a payment and what was decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from oco.models import User
from subsidies.models import (
    Claim,
    ClaimStep,
    CostImport,
    CostStatement,
    Grant,
    GrantAmount,
    GrantChange,
    GrantFile,
    Payment,
)
from subsidies.terms import whole_terms

if TYPE_CHECKING:
    from tests.oco.town import Place

_KEYS = ("grant", "money", "claim", "claim_line", "cost_import", "cost_statement", "reserve", "due", "payment")
OF_MONEY = (*_KEYS, "decision_part")


def furnish(place: Place, grant: Grant, *, uploader: User, official: User, year: int) -> None:
    """What there is about the money of this place's provider. Needs its account's filed report."""
    line, _ = GrantAmount.objects.get_or_create(
        grant=grant,
        provider=place.provider,
        purpose="uren",
        defaults={
            "amount": Decimal(1000),
            "payment": "claim",
            "rate": Decimal(65),
            "rate_per": "hour",
            "rate_work": "client",
        },
    )
    claim = _claim(place, line, official)
    common: dict[str, Any] = {"grant": grant, "provider": place.provider}
    statement = CostStatement.objects.create(
        number=1, until=date(year, 1, 1), lines=[], total=0, handed_in_by_name=place.provider.name, **common
    )
    place.objects |= {
        "claim": claim,
        "claim_line": line,
        "money": grant,
        "cost_statement": statement,
        "cost_import": CostImport.objects.create(id=_key_at(place), uploaded_by=uploader, **common),
        "payment": Payment.objects.create(claim=claim, paid_on=date(year, 1, 2), amount=1, noted_by_name="x"),
        "due": claim,
    }
    if place.name == "beside":
        return
    place.objects["reserve"] = GrantAmount.objects.create(grant=grant, purpose="reserve", amount=10, payment="none")
    GrantChange.objects.create(
        grant=grant, number=1, decided_on=date(year, 1, 1), reason="x", before=whole_terms(grant).to_json()
    )
    GrantFile.objects.create(
        grant=grant, number=1, content=b"%PDF-", size=5, sha256="a", uploaded_by=official, uploaded_by_name="x"
    )
    place.objects["decision_part"] = grant


def _key_at(place: Place) -> Any:
    from tests.oco.town import key_at

    return key_at(place.name)


def _claim(place: Place, line: GrantAmount, official: User) -> Claim:
    claim = Claim.objects.create(
        amount_line=line,
        municipality=place.municipality,
        provider=place.provider,
        work="client",
        quarter=date(2025, 1, 1),
        report=_report(place),
        rate_per="hour",
        rate=65,
        quantity=10,
        ceiling=1000,
        earlier=0,
        computed=650,
        amount=650,
        status="accepted",
        decided_at="2025-05-01T12:00+02:00",
        due_on=date(2025, 6, 12),
    )
    for kind in ("sent", "accepted"):
        ClaimStep.objects.create(claim=claim, kind=kind, amount=650, by=official, by_name="x")
    return claim


def _report(place: Place) -> Any:
    from reporting.models import Report

    return Report.objects.get(organisation=place.account, municipality=place.municipality, version=1)


def arguments(of: str, place: Place, year: int) -> dict[str, Any] | None:
    """What stands in an address about this kind of thing; None where the place has none."""
    found: Any = place.objects.get(of)
    if found is None:
        return None
    match of:
        case "money":
            return {"pk": found.pk, "provider": place.provider.slug}
        case "claim_line":
            return {"pk": found.pk, "code": f"{year}-Q1"}
        case "due":
            return {"key": f"d-{found.pk}"}
        case "decision_part":
            return {"pk": found.pk, "number": 1}
    return {"pk": found.pk}


def missing(of: str, year: int) -> dict[str, Any]:
    nothing: dict[str, Any] = {"pk": 999_999_999}
    known: dict[str, dict[str, Any]] = {
        "money": {**nothing, "provider": "niemand"},
        "claim_line": {**nothing, "code": f"{year}-Q1"},
        "due": {"key": "d-999999999"},
        "decision_part": {**nothing, "number": 1},
        "cost_import": {"pk": "00000000-0000-4000-8000-000000000000"},
    }
    return known.get(of, nothing)
