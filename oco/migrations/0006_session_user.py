import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# By the database, for the login that ends a session may not read this table. Keys that stand in the tables as they are in
# the cookie are of no use any more: everybody signs in again.
WITH_ITS_SESSION = """
ALTER TABLE oco_sessionuser ADD CONSTRAINT sessionuser_of_a_session
    FOREIGN KEY (session_id) REFERENCES oco_caresession (session_key) ON DELETE CASCADE;
DELETE FROM oco_caresession;
DELETE FROM oco_municipalitysession;
"""


class Migration(migrations.Migration):
    """Whose a session is, for the row policies; sessions are kept by the hash of their key."""

    dependencies = [("oco", "0005_district_tiles")]

    operations = [
        migrations.CreateModel(
            name="SessionUser",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="oco.caresession",
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"verbose_name": "gebruiker van een sessie", "verbose_name_plural": "gebruikers van sessies"},
        ),
        migrations.RunSQL(WITH_ITS_SESSION, "ALTER TABLE oco_sessionuser DROP CONSTRAINT sessionuser_of_a_session"),
    ]
