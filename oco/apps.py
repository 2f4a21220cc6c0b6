"""Start-up of every process."""

from django.apps import AppConfig


class OcoConfig(AppConfig):
    """Makes the project's Celery application the current one, so that the web sides ring the right bell."""

    name = "oco"

    def ready(self) -> None:
        import oco.celery  # noqa: F401
