"""Of the set-up file: a grant with its amounts, targets, obligations and changes."""

from __future__ import annotations

from decimal import Decimal

from oco.models import Municipality, Organisation, User
from reporting.indicators import INDICATORS
from reporting.terms import TargetLine
from subsidies import agreements
from subsidies.models import Grant, GrantAmount, Obligation, Target
from subsidies.set_up.block import Block, Result, SetUpError, known
from subsidies.terms import AmountTerms, ObligationLine


def grant_from(
    block: Block,
    municipality: Municipality,
    organisations: dict[str, Organisation],
    by: User | None,
    result: Result,
) -> None:
    year, receiver = block.number("jaar"), known(organisations, block.text("ontvanger"), block)
    amounts = [_amount(row, organisations) for row in block.blocks("bedragen")]
    targets = [_target(row) for row in block.blocks("doelen")]
    duties = block.take("verplichtingen", list, None)
    obligations = None
    if duties is not None:
        rows = (Block(row, f"{block.place}, verplichting {number}") for number, row in enumerate(duties, 1))
        obligations = [_obligation(row) for row in rows]
    change = _change(block)
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
            obligations=obligations,
            change=change,
            by=by,
            grant=earlier,
        )
    except agreements.GrantRefused as reason:
        raise SetUpError(f"{block.place}: {reason}") from reason
    result.count(Grant, earlier is None)
    block.done()


def _amount(row: Block, organisations: dict[str, Organisation]) -> AmountTerms:
    at = row.text("aanbieder", "")
    provider = known(organisations, at, row) if at else None
    usual = GrantAmount.Payment.INSTALMENTS if provider else GrantAmount.Payment.NONE
    amount = Decimal(str(row.take("bedrag", (int, float))))
    if amount <= 0:
        raise SetUpError(f"{row.place}: vul bij ‘bedrag’ een bedrag boven 0 in.")
    payment = row.choice("betaling", GrantAmount.Payment, usual)
    rate = row.take("tarief", (int, float), None)
    if (rate is None) == (payment == GrantAmount.Payment.CLAIM):
        raise SetUpError(f"{row.place}: bij ‘declaratie per kwartaal’ hoort een ‘tarief’, en alleen daarbij.")
    per = row.choice("tarief_per", GrantAmount.RatePer, GrantAmount.RatePer.HOUR)
    work = row.choice("tarief_voor", GrantAmount.RateWork, GrantAmount.RateWork.CLIENT)
    line = AmountTerms(
        provider_id=provider.pk if provider else None,
        provider=at,
        purpose=row.text("doel", ""),
        amount=amount,
        payment=payment,
        life_areas=tuple(str(area) for area in row.take("leefgebieden", list, [])),
        rate_per=per if rate is not None else "",
        rate_work=work if rate is not None else "",
        rate=None if rate is None else Decimal(str(rate)),
    )
    row.done()
    return line


def _obligation(row: Block) -> ObligationLine:
    indicator, due_on = row.text("cijfer", ""), row.day("op", None)
    if indicator and indicator not in INDICATORS:
        raise SetUpError(f"{row.place}: ‘{indicator}’ is geen cijfer. Kies uit: {', '.join(INDICATORS)}.")
    evidence = Obligation.Evidence.FIGURE if indicator else Obligation.Evidence.TEXT
    line = ObligationLine(
        text=row.text("tekst"),
        evidence=row.choice("aantonen_met", Obligation.Evidence, evidence),
        due=row.choice("wanneer", Obligation.Due, Obligation.Due.DATE if due_on else Obligation.Due.DETERMINATION),
        due_on=due_on,
        indicator=indicator,
    )
    if (line.due == Obligation.Due.DATE) != (line.due_on is not None):
        raise SetUpError(f"{row.place}: schrijf ‘op’ met een datum als het op een datum moet, en anders niet.")
    row.done()
    return line


def _change(block: Block) -> agreements.Change | None:
    """A change of a grant that was decided before: without it such a grant can't become another."""
    values = block.take("wijziging", dict, None)
    if values is None:
        return None
    row = Block(values, f"{block.place}, wijziging")
    change = agreements.Change(row.day("besloten_op"), row.text("reden"), row.text("kenmerk", ""))
    row.done()
    return change


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
