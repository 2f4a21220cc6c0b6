"""Tags of the report's templates: `{% draw chart %}`."""

from __future__ import annotations

from django import template

from reporting import charts, drawing
from reporting.documents import ChartData

register = template.Library()


@register.inclusion_tag("charts/_chart.svg.html")
def draw(chart: ChartData) -> dict[str, charts.Chart]:
    """The chart as an SVG with title and description, without its caption."""
    return {"chart": drawing.draw(chart)}
