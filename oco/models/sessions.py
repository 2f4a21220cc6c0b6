"""Sessions in a table per side, so that the municipality's login can't read a session of the care side."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from oco.models.people import User
from oco.models.shared_desks import SharedDevice


class CareSession(AbstractBaseSession):
    # By the database's clock; empty while nobody is signed in.
    idle_until = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "sessie zorgkant"
        verbose_name_plural = "sessies zorgkant"

    def __str__(self) -> str:
        return "sessie"


class MunicipalitySession(AbstractBaseSession):
    idle_until = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "sessie gemeentekant"
        verbose_name_plural = "sessies gemeentekant"

    def __str__(self) -> str:
        return "sessie"


class SessionUser(models.Model):
    """Whose a session of the care side is: what the row policies go by (oco/database/functions.py).

    The care side's login may only add a row: it can neither read whose a session is nor change it. The row goes with
    its session, by the database, and by itself after `until` on the database's clock. `device`: it was opened with a
    PIN on this shared computer. Then it reaches what the counter reaches, and ends when the computer is withdrawn.
    """

    session = models.OneToOneField(
        CareSession, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="+")
    until = models.DateTimeField()
    device = models.ForeignKey(
        SharedDevice, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )

    class Meta:
        verbose_name = "gebruiker van een sessie"
        verbose_name_plural = "gebruikers van sessies"

    def __str__(self) -> str:
        return "gebruiker van een sessie"
