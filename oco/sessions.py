"""Session engine (SESSION_ENGINE) that picks the table of this process' side."""

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession


class SessionStore(DatabaseSessionStore):
    """Sessions in the database, in `oco_caresession` or `oco_municipalitysession`."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        from oco.models import CareSession, MunicipalitySession

        return MunicipalitySession if settings.SIDE == "municipality" else CareSession
