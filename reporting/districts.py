"""The districts of a municipality for the tile map of a dashboard. For both processes; knows no client and no count."""

from __future__ import annotations

from oco.models import District
from reporting import board_cards


def districts_of(municipality_id: int) -> list[board_cards.District]:
    """In the municipality's own order, each with its tile where it has one."""
    rows = District.objects.filter(municipality_id=municipality_id).order_by("order", "name")
    return [board_cards.District(str(row.pk), row.name, row.tile_row, row.tile_column) for row in rows]
