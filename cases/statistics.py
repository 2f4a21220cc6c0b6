"""What PostgreSQL's planner knows about the tables of this app."""

from __future__ import annotations

from django.db import connection

# Below this number of changed rows the statistics that there are will do.
MANY_ROWS = 1_000


def refresh() -> None:
    """Has PostgreSQL look at the tables again (ANALYZE, under a second), so that the first count after a large
    import is as quick as the next. Best outside a transaction: its locks hold off autovacuum until the end of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_refresh_statistics()")
