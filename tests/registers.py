"""Invented registers with exact totals, always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.codes import ANSWERED, LIFE_DOMAINS, NOT_ANSWERED, Activity, Channel, DomainList, Fits, OtherWorkKind
from cases.exports import Sheets, Value, csv_zip, workbook
from cases.imports.columns import CLIENTS, HOURS, QUESTIONS

_LAST_NAMES = (
    *(
        "Jansen",
        "Bakker",
        "Visser",
        "Smit",
        "Meijer",
        "Mulder",
        "Bos",
        "Vos",
        "Peters",
        "Hendriks",
        "Dekker",
        "Brouwer",
    ),
    *("Yılmaz", "El Amrani", "Nguyen", "Kowalski", "Pinas", "Özdemir", "Hoekstra", "Kuipers", "Postma", "IJzerman"),
)
_PREFIXED = (("van den", "Berg"), ("van", "Dijk"), ("de", "Vries"), ("van der", "Meer"), ("de", "Boer"), ("'t", "Hart"))
_FIRST_NAMES = ("Annie", "Piet", "Fatma", "Henk", "Sanne", "Mohamed", "Ria", "Jan-Willem", "Chantal", "Kees", "José")
_OUTCOMES_ANSWERED = [outcome.label for outcome in sorted(ANSWERED)]
_OUTCOMES_OTHERWISE = [outcome.label for outcome in sorted(NOT_ANSWERED)]
_DOMAINS = list(LIFE_DOMAINS[DomainList.WMO].values())
_CHANNELS = [channel.label for channel in Channel]
_ACTIVITIES = [activity.label for activity in Activity]
_OTHER_WORK = [kind.label for kind in OtherWorkKind]


@dataclass(frozen=True)
class ProviderYear:
    """What one provider's year has to add up to."""

    provider: str
    clients: int
    answered: int
    supporters: int = 6
    closed_otherwise: int = 0
    open: int = 0  # received in the year and not closed
    other_work: int = 40


MEE_2018 = ProviderYear("MEE", clients=573, answered=1_541)
PALET_2018 = ProviderYear("Palet Welzijn", clients=581, answered=3_863)


@dataclass
class InventedRegister:
    """Rows for each sheet, in the order of the columns."""

    sheets: dict[str, list[list[Value]]] = field(default_factory=lambda: {CLIENTS: [], QUESTIONS: [], HOURS: []})

    def xlsx(self) -> bytes:
        return workbook(self._sheets)

    def zip(self, *, delimiter: str = ";", bom: bool = True) -> bytes:
        return csv_zip(self._sheets, delimiter=delimiter, bom=bom)

    @property
    def _sheets(self) -> Sheets:
        return self.sheets

    @property
    def size(self) -> tuple[int, int, int]:
        """Clients, questions, hour lines."""
        return len(self.sheets[CLIENTS]), len(self.sheets[QUESTIONS]), len(self.sheets[HOURS])


def register_of(
    year: int,
    providers: Sequence[ProviderYear],
    *,
    overlap: int = 0,
    districts: Sequence[str] = (),
    hours_per_question: int = 4,
    seed: int = 1,
    end: date | None = None,
) -> InventedRegister:
    """A register of one year in which each provider has exactly its clients and answered questions.

    Every client has at least one question that was received, worked on and closed within the year, so that each
    is a unique client of that year. Nobody is at two providers, except `overlap` clients of the first provider, who
    stand among the second's clients too: two at provider level, one at partnership level. Questions that are not
    answered or still open come on top. `end` is the last day on which anything happens (default 31 December).
    """
    rng = random.Random(f"{seed} {year}")
    made = InventedRegister()
    last = end or date(year, 12, 31)
    people_of: list[list[str]] = []
    for place, provider in enumerate(providers):
        shared = people_of[0][:overlap] if place == 1 else []
        own = [_client(made, rng, year, districts) for _ in range(provider.clients - len(shared))]
        people = [*shared, *own]
        people_of.append(people)
        total = provider.answered + provider.closed_otherwise + provider.open
        if total < len(people):
            raise ValueError(f"{provider.provider}: {total} questions can't be of {len(people)} clients")
        states = ["answered"] * provider.answered + ["otherwise"] * provider.closed_otherwise + ["open"] * provider.open
        for number, state in enumerate(states):
            client = people[number] if number < len(people) else rng.choice(people)
            _question(made, rng, year, last, provider, client, state, hours_per_question)
        for _ in range(provider.other_work):
            on = _day(rng, date(year, 1, 1), last)
            made.sheets[HOURS].append(
                ["", provider.provider, _supporter(rng, provider), on, 15 * rng.randint(2, 16), rng.choice(_OTHER_WORK)]
            )
    return made


def _day(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))


def _supporter(rng: random.Random, provider: ProviderYear) -> str:
    return f"ondersteuner{rng.randint(1, provider.supporters)}@{provider.provider.lower().replace(' ', '')}.example"


def _client(made: InventedRegister, rng: random.Random, year: int, districts: Sequence[str]) -> str:
    rows = made.sheets[CLIENTS]
    number = f"R{year}-{len(rows) + 1:05d}"
    prefix, last_name = rng.choice(_PREFIXED) if rng.random() < 0.3 else ("", rng.choice(_LAST_NAMES))
    rows.append(
        [
            number,
            last_name,
            prefix,
            rng.choice(_FIRST_NAMES),
            _day(rng, date(1930, 1, 1), date(2000, 12, 31)),
            f"27{rng.randint(11, 29)} {rng.choice('ABCDEGHJKLM')}{rng.choice('ABCDEGHJKLM')}",
            rng.choice(districts) if districts else "",
            f"06 {rng.randint(10, 58)} {rng.randint(100, 999)} {rng.randint(100, 999)}",
            "",
        ]
    )
    return number


def _question(
    made: InventedRegister,
    rng: random.Random,
    year: int,
    last: date,
    provider: ProviderYear,
    client: str,
    state: str,
    lines: int,
) -> None:
    rows = made.sheets[QUESTIONS]
    number = f"V{year}-{len(rows) + 1:05d}"
    received = _day(rng, date(year, 1, 1), last - timedelta(days=5))
    contact = min(received + timedelta(days=rng.randint(0, 18)), last)
    urgent = rng.random() < 0.15
    picked_up = min(contact + timedelta(days=rng.randint(0, 3 if urgent else 20)), last)
    closed = _day(rng, picked_up, min(picked_up + timedelta(days=90), last)) if state != "open" else None
    supporter = _supporter(rng, provider)
    outcome = {"answered": rng.choice(_OUTCOMES_ANSWERED), "otherwise": rng.choice(_OUTCOMES_OTHERWISE)}.get(state, "")
    rated = closed is not None and rng.random() < 0.3
    rows.append(
        [
            number,
            client,
            provider.provider,
            rng.choice(_CHANNELS),
            "ja" if urgent else "nee",
            received,
            contact,
            picked_up,
            "|".join(rng.sample(_DOMAINS, rng.choice((1, 1, 1, 2, 3)))),
            "Vraag over een voorziening",
            supporter,
            closed,
            outcome,
            "",
            rng.randint(5, 10) if rated else None,
            rng.choice([fits.label for fits in Fits]) if rated else "",
        ]
    )
    done = closed or last
    made.sheets[HOURS].append([number, provider.provider, supporter, contact, 15 * rng.randint(1, 6), "gesprek"])
    for _ in range(lines - 1):
        on = _day(rng, contact, max(contact, done))
        made.sheets[HOURS].append(
            [number, provider.provider, supporter, on, 5 * rng.randint(1, 18), rng.choice(_ACTIVITIES)]
        )
