"""From the numbers of a report's charts to their drawings. The only place where a report's number becomes a float."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from oco.shapes import Chart
from reporting import band_chart, charts
from reporting.documents import ChartData
from reporting.values import Value


def draw(chart: ChartData) -> Chart:
    """The drawing of one chart. ValueError for a kind that isn't known."""
    match chart.kind:
        case "bullet":
            return _bullet(chart)
        case "columns":
            return charts.column_groups(
                chart.key,
                chart.title,
                chart.labels,
                [(series.name, [value.size for value in series.values]) for series in chart.series],
                write=_writer(chart),
            )
        case "bars":
            return charts.bar_list(chart.key, chart.title, _items(chart), write=_writer(chart))
        case "bands":
            return _bands(chart)
        case "shares":
            return charts.share_bar(chart.key, chart.title, _items(chart), write=_writer(chart))
    raise ValueError(f"a chart of kind {chart.kind} can't be drawn")


def _bullet(chart: ChartData) -> Chart:
    reached = chart.series[0].values[0].size
    return charts.bullet(
        chart.key,
        chart.title,
        value=reached or 0.0,
        target=float(chart.target or 0),
        expected=None if chart.expected is None else float(chart.expected),
        at_most=chart.at_most,
        write=_writer(chart),
    )


def _bands(chart: ChartData) -> Chart:
    reached, expected, low, high = (series.values for series in chart.series)
    return band_chart.bands(
        chart.key,
        chart.title,
        [
            band_chart.Band(label, reached[n].size, expected[n].size or 0.0, low[n].size or 0.0, high[n].size or 0.0)
            for n, label in enumerate(chart.labels)
        ],
        target=None if chart.target is None else float(chart.target),
        at_most=chart.at_most,
        write=_writer(chart),
    )


def _items(chart: ChartData) -> list[charts.Item]:
    values = chart.series[0].values
    return [charts.Item(label, value.size, value.text) for label, value in zip(chart.labels, values, strict=True)]


def _writer(chart: ChartData) -> Callable[[float], str]:
    """Writes a length as the report writes a value of this unit."""
    unit = chart.series[0].values[0].unit if chart.series and chart.series[0].values else None

    def write(length: float) -> str:
        return Value(unit, Decimal(str(length))).text if unit is not None else charts.dutch(length)

    return write
