"""Tags of the report's templates: `{% draw chart %}`, `{% records_url value as url %}`."""

from __future__ import annotations

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.http import urlencode

from oco.shapes import Chart
from reporting import drawing
from reporting.documents import ChartData
from reporting.values import Value

register = template.Library()


@register.inclusion_tag("charts/_chart.svg.html")
def draw(chart: ChartData) -> dict[str, Chart]:
    """The chart as an SVG with title and description, without its caption."""
    return {"chart": drawing.draw(chart)}


@register.simple_tag(takes_context=True)
def records_url(context: Context, value: Value) -> str:
    """Where the records behind a number stand: on a provider's own page of figures, and empty anywhere else."""
    account = getattr(context.get("account"), "code", "")
    if value.source is None or not account:
        return ""
    asked = {"organisatie": account, "periode": value.source.period, "cijfer": value.source.indicator}
    if value.source.dimension:
        asked |= {"uitsplitsing": value.source.dimension, "waarde": value.source.member}
    return f"{reverse('figures_records')}?{urlencode(asked)}"
