"""`manage.py set_rights`: makes the database logins and gives each its rights. Run after every migrate."""

from argparse import ArgumentParser
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from oco import database_rights
from oco.database import lint


class Command(BaseCommand):
    help = "Maakt de databaselogins van de drie processen en geeft elk precies zijn rechten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--logins-only", action="store_true", help="maak alleen de logins, bij een lege database")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
                    (superuser,) = cursor.fetchone()
                    for statement in (
                        *database_rights.create_logins(),
                        *database_rights.create_backup_login(superuser=superuser),
                    ):
                        cursor.execute(statement)
            except ProgrammingError as error:
                if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                    raise CommandError(
                        "Deze databaselogin mag geen rollen maken. Laat een beheerder van PostgreSQL dit uitvoeren: "
                        + " ".join(f"CREATE ROLE {login} LOGIN;" for login in database_rights.ALL_LOGINS)
                        + f" GRANT {', '.join(database_rights.LOGINS)} TO {connection.settings_dict['USER']};"
                    ) from None
                raise
            if options["logins_only"]:
                return
            for statement in database_rights.set_rights(connection.introspection.table_names(cursor)):
                cursor.execute(statement)
            wrong = lint.findings(cursor)
        self.stdout.write("De rechten van de logins staan goed.")
        for sentence in wrong:
            self.stderr.write(f"Let op: {sentence}")
