"""Sessions in a table per side, so that the municipality's login can't read a session of the care side."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession


class CareSession(AbstractBaseSession):
    class Meta(AbstractBaseSession.Meta):
        verbose_name = "sessie zorgkant"
        verbose_name_plural = "sessies zorgkant"

    def __str__(self) -> str:
        return "sessie"


class MunicipalitySession(AbstractBaseSession):
    class Meta(AbstractBaseSession.Meta):
        verbose_name = "sessie gemeentekant"
        verbose_name_plural = "sessies gemeentekant"

    def __str__(self) -> str:
        return "sessie"
