"""The log: what was looked at and what was changed, and the seals over it. Written by the database (oco/trail/)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from oco.models.people import User


class LogEvent(models.Model):
    """A look at a client, a row that changed, or an attempt that was refused. Never a name or a text of a client.

    Who (user, login), what (kind, view or operation), on which (record, client), result, when, from where (side,
    address): the six of BIO2. No foreign key in the database: a line outlives what it is about, and costs less.
    """

    class Kind(models.TextChoices):
        READ = "read", "gelezen"
        DENIED = "denied", "geweigerd"
        CHANGE = "change", "gewijzigd"
        EMPTIED = "emptied", "termijn voorbij"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.CharField(max_length=60)  # name of the address or of the job; insert, update, delete
    result = models.PositiveSmallIntegerField(null=True)  # status of the answer
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    side = models.CharField(max_length=12)
    login = models.CharField(max_length=63)
    address = models.CharField(max_length=45)
    request = models.UUIDField(null=True)
    job = models.UUIDField(null=True)
    record_kind = models.CharField(max_length=60)  # a table
    record_id = models.CharField(max_length=60)
    client_id = models.BigIntegerField(null=True)
    columns = ArrayField(models.TextField(), null=True)  # that changed
    values = models.JSONField(null=True)  # of plain columns: [old, new]; of a row that went: what stood there
    # The transaction, and the PostgreSQL cluster that numbered it.
    cluster = models.BigIntegerField()
    xact = models.BigIntegerField()

    class Meta:
        verbose_name = "regel van het logboek"
        verbose_name_plural = "regels van het logboek"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["client_id", "at"], name="log_of_client"),
            models.Index(fields=["user", "at"], name="log_of_user"),
            models.Index(fields=["cluster", "xact"], name="log_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.what} {self.record_kind} {self.record_id}"


class LogBatch(models.Model):
    """A seal over all lines of the transactions from `from_xact` up to `to_xact` of one cluster, and over the seal
    before it. What a seal is made of: oco/trail/seals.py."""

    number = models.PositiveIntegerField(primary_key=True)
    form = models.PositiveSmallIntegerField(default=1)  # how it is made, for who verifies it years later
    sealed_at = models.DateTimeField()
    cluster = models.BigIntegerField()
    from_xact = models.BigIntegerField()
    to_xact = models.BigIntegerField()
    events = models.PositiveIntegerField()  # lines of LogEvent
    acts = models.PositiveIntegerField()  # lines of AuditEvent
    content = models.CharField(max_length=64)  # SHA-256 of these lines
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, unique=True)
    emptied_at = models.DateTimeField(null=True)  # when the lines went, at the end of their term

    class Meta:
        verbose_name = "zegel van het logboek"
        verbose_name_plural = "zegels van het logboek"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_xact__lt=F("to_xact")),
                name="log_batch_has_transactions",
                violation_error_message="Een zegel gaat over ten minste één transactie.",
            ),
        ]

    def __str__(self) -> str:
        return f"zegel {self.number}"
