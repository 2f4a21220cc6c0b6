from django.db import migrations

TABLES = ("oco_carecache", "oco_municipalitycache")
MAKE = """
CREATE TABLE {table} (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX {table}_expires ON {table} (expires);
"""


class Migration(migrations.Migration):
    """Tables of Django's database cache, one per side, as `createcachetable` would make them."""

    dependencies = [("oco", "0002_period_closed")]

    operations = [
        migrations.RunSQL(MAKE.format(table=table), f"DROP TABLE {table}") for table in TABLES
    ]
