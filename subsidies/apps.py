"""Tells reporting, which doesn't know this app, how the terms of a grant are found."""

from django.apps import AppConfig


class Subsidies(AppConfig):
    name = "subsidies"

    def ready(self) -> None:
        from reporting import agreed
        from subsidies import agreements

        agreed.found_by(agreements.grant_terms, agreements.earlier_terms)
