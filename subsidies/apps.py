"""Tells the apps that don't know this one how the terms of a grant are found, and which reports need attention."""

from django.apps import AppConfig, apps


class Subsidies(AppConfig):
    name = "subsidies"

    def ready(self) -> None:
        from oco.notices import given_by
        from reporting import agreed
        from subsidies import agreements, notices

        agreed.found_by(agreements.grant_terms, agreements.earlier_terms)
        given_by(notices.of_reports)
        if apps.is_installed("cases"):  # the care side and the worker
            from subsidies import running_warnings

            given_by(running_warnings.for_user)
