"""Which tables write their changes to the log, as data, and what of a change is written down.

Every table has a trigger, unless `EXEMPT` says why not; a test fails on a table that is neither. Of a change the log
holds the table, the key, which columns changed, and for plain columns the old and the new value: keys, dates, numbers
and choices. Never a text, and nothing of who somebody is: what a removal empties must not live on in the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

_BECAUSE: dict[str, tuple[str, ...]] = {
    "the log itself, which nobody changes": ("oco_logevent", "oco_logbatch", "oco_auditevent"),
    "the bookkeeping of Django": (
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "django_migrations",
        "django_session",
    ),
    "sessions, counts of attempts and signs of life: they come and go by themselves": (
        "oco_caresession",
        "oco_municipalitysession",
        "oco_sessionuser",
        "oco_carecache",
        "oco_municipalitycache",
        "oco_sessiondetail",
        "oco_knowndevice",
        "oco_signincount",
        "oco_heartbeat",
        "account_emailconfirmation",
    ),
    "work in the background and forms that were sent: what they change writes its own line": (
        "oco_job",
        "oco_submission",
    ),
    "counted from facts that write their own lines, and counted again every night": (
        "cases_clientkey",
        "reporting_rollup",
        "reporting_figure",
        "reporting_formerfigure",
        "reporting_weekcounts",
        "reporting_countedrecords",
        "reporting_peoplecount",
        "reporting_pseudonym",
    ),
    "seconds at the counter, of nobody": ("cases_countertiming",),
    "half-typed, its author's alone, gone within a day": ("cases_draft",),
    "how somebody likes their own screen": ("cases_savedview",),
}
EXEMPT: dict[str, str] = {table: reason for reason, tables in _BECAUSE.items() for table in tables}

_QUESTION = "(SELECT q.client_id FROM public.cases_helpquestion q WHERE q.id = {})"
# Which client a row is about, as SQL over the row `r`. A table that isn't here is about no client.
CLIENT_OF: dict[str, str] = {
    "cases_client": "r.id",
    **dict.fromkeys(
        (
            "cases_assessment",
            "cases_clientsurroundings",
            "cases_clienttargetgroup",
            "cases_contactperson",
            "cases_destructionline",
            "cases_fixedcontact",
            "cases_formertext",
            "cases_helpquestion",
            "cases_linkedclient",
            "cases_removal",
            "cases_retentionhold",
            "cases_rightsrequest",
            "cases_setaside",
        ),
        "r.client_id",
    ),
    **dict.fromkeys(("cases_clientlink", "cases_notsameperson"), "r.one_id"),
    **dict.fromkeys(
        (
            "cases_aftercarecontact",
            "cases_casetalkitem",
            "cases_contact",
            "cases_evaluation",
            "cases_objection",
            "cases_onetimelink",
            "cases_questionarrangement",
            "cases_questiondomain",
            "cases_questionevent",
            "cases_questiontask",
            "cases_reachattempt",
            "cases_referral",
            "cases_signal",
            "cases_talk",
            "cases_termpause",
            "cases_wlzindication",
            "subsidies_claimedtrajectory",
        ),
        _QUESTION.format("r.question_id"),
    ),
    "cases_assessmentscore": "(SELECT a.client_id FROM public.cases_assessment a WHERE a.id = r.assessment_id)",
    "cases_talkdomain": _QUESTION.format("(SELECT t.question_id FROM public.cases_talk t WHERE t.id = r.talk_id)"),
    "cases_dossierfile": "(SELECT d.client_id FROM public.cases_rightsrequest d WHERE d.id = r.request_id)",
}

# Of these tables no value at all: who somebody is, how they live, what they scored, how they sign in; and rows that a
# removal takes away.
NAMES_OF_COLUMNS_ONLY = frozenset(
    {
        "cases_aftercarecontact",
        "cases_casetalkitem",
        "cases_dossierfile",
        "cases_fixedcontact",
        "cases_notsameperson",
        "cases_objection",
        "cases_onetimelink",
        "cases_retentionhold",
        "cases_setaside",
        "cases_talk",
        "cases_talkdomain",
        "cases_wlzindication",
        "cases_client",
        "cases_contactperson",
        "cases_clientsurroundings",
        "cases_clienttargetgroup",
        "cases_assessmentscore",
        "cases_formertext",
        "cases_evaluation",
        "mfa_authenticator",
    }
)
# Single columns that a removal empties.
_EMPTIED = {("cases_helpquestion", "look_again_on"), ("cases_referral", "entry_id")}
_PLAIN = (
    models.DateField,
    models.TimeField,
    models.BooleanField,
    models.IntegerField,
    models.DecimalField,
    models.ForeignKey,
)


@dataclass(frozen=True)
class Logged:
    """A table that writes its changes: its key, all other columns, and those of which the value is kept."""

    table: str
    key: str
    columns: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def client(self) -> str:
        return CLIENT_OF.get(self.table, "NULL::bigint")


def logged() -> Iterator[Logged]:
    """Every table of the installed apps that isn't exempt, by its model."""
    seen = set(EXEMPT)
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or not meta.managed or meta.db_table in seen or meta.pk is None:
            continue
        seen.add(meta.db_table)
        fields = [field for field in meta.concrete_fields if not field.primary_key]
        plain = [] if meta.db_table in NAMES_OF_COLUMNS_ONLY else [field for field in fields if is_plain(field)]
        yield Logged(
            meta.db_table,
            str(meta.pk.column),
            tuple(str(field.column) for field in fields),
            tuple(str(field.column) for field in plain),
        )


def is_plain(field: models.Field[Any, Any]) -> bool:
    """Whether a value of this column says nothing about a person but what was counted: a key, day, number or choice."""
    if (field.model._meta.db_table, field.column) in _EMPTIED:
        return False
    return isinstance(field, _PLAIN) or bool(field.choices)
