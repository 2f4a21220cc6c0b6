"""The records behind a figure as a reader sees them: those that they may open, and of the others how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from cases import removal, trajectories
from cases.models import Client, Contact, HelpQuestion, OtherWork, Signal, Tally
from oco.models import User
from oco.periods import Period
from oco.templatetags.oco import date_nl, hours, number, plural
from reporting import members, trajectory_indicators
from reporting.figures import FigureKey, Scope, of_roll_up, roll_ups
from reporting.indicators import DIMENSION_LABELS, INDICATORS, Dimension, Unit
from reporting.own import Account
from reporting.records import Kind, Listed, listed
from reporting.sheets import capital

# What the columns of a list are called; the first leads to the record.
COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.QUESTION: ("Vraag", "Ontvangen", "Afgesloten", "Ondersteuner"),
    Kind.CLIENT: ("Cliënt", "Naam"),
    Kind.CONTACT: ("Vraag", "Dag", "Activiteit", "Ondersteuner"),
    Kind.OTHER_WORK: ("Soort werk", "Dag", "Ondersteuner"),
    Kind.TALLY: ("Onderwerp", "Dag", "Ingang", "Plek"),
    Kind.SIGNAL: ("Signaal", "Dag"),
}
# Of a trajectory what it is counted by: from picking up to closing.
TRAJECTORY_COLUMNS = ("Vraag", "Opgepakt", "Afgesloten", "Traject", "Ondersteuner")
_WORDS: dict[Kind, str] = {
    Kind.QUESTION: "vraag,vragen",
    Kind.CLIENT: "cliënt,cliënten",
    Kind.CONTACT: "regel,regels",
    Kind.OTHER_WORK: "regel,regels",
    Kind.TALLY: "turf,turven",
    Kind.SIGNAL: "signaal,signalen",
}


@dataclass(frozen=True)
class Line:
    """One row of the list: `url` and `counts_url` empty where there is no such page."""

    cells: tuple[str, ...]
    amount: str
    url: str = ""
    counts_url: str = ""


@dataclass(frozen=True)
class Behind:
    """The list of one figure. `stored` is what the figure says on the page; None where it wasn't counted."""

    key: FigureKey
    member_label: str
    listed: Listed
    visible: Sequence[int]  # keys that the reader may open, in the order of the list
    stored: Decimal | None
    frozen: bool

    @property
    def label(self) -> str:
        return INDICATORS[self.key.indicator].label

    @property
    def about(self) -> str:
        """ "ingang huisarts"; empty for a total."""
        if not self.key.dimension:
            return ""
        return f"{DIMENSION_LABELS[Dimension(self.key.dimension)]}: {self.member_label or 'onbekend'}"

    @property
    def in_time(self) -> bool:
        return INDICATORS[self.key.indicator].unit is Unit.MINUTES

    @property
    def one_each(self) -> bool:
        """Whether every record counts for 1, so that a column for it says nothing."""
        return all(amount == 1 for amount in self.listed.amounts.values())

    @property
    def here(self) -> int:
        return sum(self.listed.amounts[pk] for pk in self.visible)

    @property
    def elsewhere(self) -> int:
        return self.listed.total - self.here

    @property
    def total_text(self) -> str:
        return self.amount_text(self.listed.total)

    @property
    def of_trajectories(self) -> bool:
        return self.key.indicator in trajectory_indicators.KEYS

    @property
    def columns(self) -> tuple[str, ...]:
        return TRAJECTORY_COLUMNS if self.of_trajectories else COLUMNS[self.listed.kind]

    @property
    def sentence(self) -> str:
        """How many stand here, and how many can't."""
        rows = plural(len(self.visible), _WORDS[self.listed.kind])
        said = f"Hieronder {'staat' if len(self.visible) == 1 else 'staan'} {rows}"
        if not self.one_each:
            said += f", samen {self.amount_text(self.here)}"
        if self.elsewhere:
            said += f", en {self.amount_text(self.elsewhere)} van een andere aanbieder: die kunt u niet openen"
        return f"{said}."

    @property
    def difference(self) -> str:
        """What to say where the figure on the page isn't what the list adds up to; empty where it is."""
        if self.stored is None:
            return "Dit cijfer is nog niet geteld. De lijst is van nu."
        if self.stored == self.listed.total:
            return ""
        was = self.amount_text(int(self.stored))
        why = (
            "Het cijfer is vastgezet toen het rapport werd ingediend; de lijst is van nu."
            if self.frozen
            else "Er is na de laatste telling iets veranderd. Vannacht tellen we opnieuw."
        )
        return f"In de cijfers staat {was}, de lijst komt op {self.total_text}. {why}"

    def amount_text(self, amount: int) -> str:
        return hours(amount) if self.in_time else number(amount)

    def lines(self, keys: Sequence[int]) -> list[Line]:
        """The rows of these keys, in their order. One query."""
        made = _trajectories(keys) if self.of_trajectories else _LINES[self.listed.kind](keys)
        return [
            Line(cells, self.amount_text(self.listed.amounts[pk]), url, counts_url)
            for pk, (cells, url, counts_url) in ((pk, made[pk]) for pk in keys if pk in made)
        ]


def behind(account: Account, period: Period, key: FigureKey, *, user: User, today: date) -> Behind:
    """What a provider's figure counted, as it stands now. The number of queries doesn't grow with the list."""
    scope = Scope.of_organisation(account.organisation, account.municipality)
    found = listed(scope, period.start, period.end, key, today=today)
    roll_up = roll_ups(scope, period).first()
    figures = of_roll_up(roll_up) if roll_up else None
    names = members.members_of(scope, period).get((key.indicator, key.dimension), {})
    return Behind(
        key=key,
        member_label=names.get(key.member, key.member),
        listed=found,
        visible=_visible(found, user),
        stored=figures.value(*_parts(key)) if figures is not None else None,
        frozen=roll_up is not None and roll_up.frozen_at is not None,
    )


def _parts(key: FigureKey) -> tuple[str, str, str]:
    return key.indicator, key.dimension, key.member


def _visible(found: Listed, user: User) -> list[int]:
    """Those that the reader may open, by scope; the newest first, people by name."""
    ids = RawSQL("SELECT unnest(%s::bigint[])", [list(found.amounts)])
    rows: QuerySet[HelpQuestion] | QuerySet[Client] | QuerySet[Contact] | QuerySet[OtherWork] | QuerySet[Tally]
    match found.kind:
        case Kind.QUESTION:
            rows = HelpQuestion.objects.for_user(user).order_by("-received_on", "-pk")
        case Kind.CLIENT:
            rows = Client.objects.for_user(user).order_by("sort_key", "pk")
        case Kind.CONTACT:
            rows = Contact.objects.for_user(user).order_by("-on", "-pk")
        case Kind.OTHER_WORK:
            rows = OtherWork.objects.for_user(user).order_by("-on", "-pk")
        case Kind.TALLY:
            rows = Tally.objects.for_user(user).order_by("-on", "-pk")
        case Kind.SIGNAL:
            signals = Signal.objects.for_user(user).order_by("-on", "-pk")
            return list(signals.filter(pk__in=ids).values_list("pk", flat=True))
    return list(rows.filter(pk__in=ids).values_list("pk", flat=True))


# --- rows of a list: by key the cells, the address of the record, and of "Telt dit mee?" ------------------------------

Row = tuple[tuple[str, ...], str, str]


def _questions(keys: Sequence[int]) -> dict[int, Row]:
    rows = HelpQuestion.objects.filter(pk__in=keys).select_related("supporter")
    return {
        row.pk: (
            (
                row.number,
                date_nl(row.received_on, "short"),
                date_nl(row.closed_on, "short"),
                row.supporter.name if row.supporter else "–",
            ),
            reverse("question", args=[row.pk]),
            reverse("counts_question", args=[row.pk]),
        )
        for row in rows
    }


def _trajectories(keys: Sequence[int]) -> dict[int, Row]:
    today = timezone.localdate()
    rows = HelpQuestion.objects.filter(pk__in=keys).select_related("supporter")
    return {
        row.pk: (
            (
                row.number,
                date_nl(row.picked_up_on, "short"),
                date_nl(row.closed_on, "short"),
                capital(trajectories.words(row, today=today)),
                row.supporter.name if row.supporter else "–",
            ),
            reverse("question", args=[row.pk]),
            reverse("counts_question", args=[row.pk]),
        )
        for row in rows
    }


def _clients(keys: Sequence[int]) -> dict[int, Row]:
    gone = removal.removed_on(keys)
    return {
        row.pk: (
            (row.number, f"verwijderd op {date_nl(gone[row.pk])}" if row.pk in gone else row.full_name),
            reverse("client", args=[row.pk]),
            reverse("counts_client", args=[row.pk]),
        )
        for row in Client.objects.filter(pk__in=keys)
    }


def _contacts(keys: Sequence[int]) -> dict[int, Row]:
    rows = Contact.objects.filter(pk__in=keys).select_related("question", "supporter")
    return {
        row.pk: (
            (row.question.number, date_nl(row.on, "short"), row.get_activity_display(), row.supporter.name),
            reverse("question", args=[row.question_id]),
            reverse("counts_contact", args=[row.pk]),
        )
        for row in rows
    }


def _other_work(keys: Sequence[int]) -> dict[int, Row]:
    rows = OtherWork.objects.filter(pk__in=keys).select_related("supporter")
    return {row.pk: ((row.get_kind_display(), date_nl(row.on, "short"), row.supporter.name), "", "") for row in rows}


def _tallies(keys: Sequence[int]) -> dict[int, Row]:
    rows = Tally.objects.filter(pk__in=keys).select_related("topic")
    return {
        row.pk: ((row.topic.name, date_nl(row.on, "short"), row.get_channel_display(), row.place or "–"), "", "")
        for row in rows
    }


def _signals(keys: Sequence[int]) -> dict[int, Row]:
    return {row.pk: ((row.text, date_nl(row.on, "short")), "", "") for row in Signal.objects.filter(pk__in=keys)}


_LINES = {
    Kind.QUESTION: _questions,
    Kind.CLIENT: _clients,
    Kind.CONTACT: _contacts,
    Kind.OTHER_WORK: _other_work,
    Kind.TALLY: _tallies,
    Kind.SIGNAL: _signals,
}
