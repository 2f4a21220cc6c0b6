"""What the attack on a filed report came to, before anybody else may see it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from oco.templatetags.oco import number, plural
from reporting.models.reports import Report


class GateRun(models.Model):
    """One attack on a report with all that was released before it. Only with a run that passed is a report released;
    a run without cells is that of a report that was filed before there was an attack."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="gate")
    passed = models.BooleanField("doorgelaten")
    reports = models.PositiveSmallIntegerField("rapporten samen", default=1)
    cells = models.PositiveIntegerField("getallen", default=0)
    hidden = models.PositiveIntegerField("verborgen getallen", default=0)
    exact = models.PositiveIntegerField("uit te rekenen", default=0)
    provable = models.PositiveIntegerField("aantoonbaar 1 tot en met 4", default=0)
    # What earlier reports gave away already, and this one can't take back.
    before = models.PositiveIntegerField("eerder al uit te rekenen", default=0)
    seconds = models.DecimalField("seconden", max_digits=6, decimal_places=1, default=0)
    # What a next version has to hide besides: party, indicator, dimension and member, never a number.
    to_hide = models.JSONField(default=list)
    # False: with the numbers that claims would tell, a hidden one could be worked out; so those may not be told.
    may_claim = models.BooleanField("declareren mag", default=True)
    at = models.DateTimeField("gecontroleerd", default=timezone.now)

    class Meta:
        verbose_name = "controle op herleidbaarheid"
        verbose_name_plural = "controles op herleidbaarheid"
        constraints = [
            models.CheckConstraint(
                condition=Q(passed=False) | Q(exact=0, provable=0),
                name="gate_run_passed_without_findings",
                violation_error_message="Een rapport waaruit een klein getal is uit te rekenen, gaat niet door.",
            ),
            models.CheckConstraint(
                condition=Q(hidden__lte=F("cells")),
                name="gate_run_hidden_of_cells",
                violation_error_message="Er zijn niet meer verborgen getallen dan getallen.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"controle van {self.report_id}"

    @property
    def found(self) -> int:
        """How many numbers could be worked out."""
        return self.exact + self.provable

    @property
    def attacked(self) -> bool:
        """False for a report that was filed before there was an attack."""
        return self.cells > 0

    @property
    def sentence(self) -> str:
        """What came of it, for who accounts and for the municipality."""
        if not self.attacked:
            return "Dit rapport is ingediend voor de controle op herleidbaarheid bestond."
        together = "dit rapport" if self.reports == 1 else f"{self.reports} rapporten over dit jaar samen"
        told = f"Gecontroleerd op herleidbaarheid: {number(self.cells)} getallen in {together}, 0 uit te rekenen."
        if self.before:
            told += f" Eerdere rapporten gaven samen al {plural(self.before, 'getal,getallen')} prijs."
        return told

    @property
    def refusal(self) -> str:
        """Why a report isn't released, for who accounts for it."""
        return (
            f"Uit dit rapport en de eerdere rapporten over het jaar samen {'is' if self.found == 1 else 'zijn'} nog "
            f"{plural(self.found, 'klein getal,kleine getallen')} uit te rekenen. Daarom is het niet vrijgegeven en "
            "ziet de gemeente het niet. Dien het opnieuw in met meer verborgen. De cijfers worden niet opnieuw geteld."
        )
