"""`manage.py set_rights`: makes the database logins and gives each its rights. Run after every migrate."""

from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from oco import database_rights


class Command(BaseCommand):
    help = "Maakt de databaselogins van de drie processen en geeft elk precies zijn rechten."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    for statement in database_rights.create_logins():
                        cursor.execute(statement)
            except ProgrammingError as error:
                if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                    raise CommandError(
                        "Deze databaselogin mag geen rollen maken. Laat een beheerder van PostgreSQL dit uitvoeren: "
                        + " ".join(f"CREATE ROLE {login} LOGIN;" for login in database_rights.LOGINS)
                        + f" GRANT {', '.join(database_rights.LOGINS)} TO {connection.settings_dict['USER']};"
                    ) from None
                raise
            for statement in database_rights.set_rights(connection.introspection.table_names(cursor)):
                cursor.execute(statement)
        self.stdout.write("De rechten van de drie logins staan goed.")
