"""The app of the case work."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import leaving
        from oco.notices import given_by

        given_by(leaving.notices)
