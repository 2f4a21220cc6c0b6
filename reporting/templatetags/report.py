"""Tags of the report's templates: `{% draw chart %}`."""

from __future__ import annotations

from django import template

from oco.shapes import Chart
from reporting import drawing
from reporting.documents import ChartData

register = template.Library()


@register.inclusion_tag("charts/_chart.svg.html")
def draw(chart: ChartData) -> dict[str, Chart]:
    """The chart as an SVG with title and description, without its caption."""
    return {"chart": drawing.draw(chart)}
