"""The front door that a register is for: its providers, districts, norms and filed periods, looked up once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from cases import codes, rules
from cases.codes import DomainList
from cases.imports.cells import Words
from cases.models import Norms, TargetGroup
from cases.norms import norms_on, term_norms
from oco.models import District, FrontDoor, Organisation, PeriodClosing
from oco.models.people import SupporterKind
from oco.periods import Period


def labels(kind: str, choices: Iterable[tuple[str, str]]) -> Words[str]:
    """The labels on screen; also without what stands behind a comma or bracket ("wachtlijst elders")."""
    pairs = [(label, code) for code, label in choices]
    short = [(label.split(" (")[0].split(",")[0], code) for label, code in pairs]
    return Words(kind, [*pairs, *short], shown=[label for label, _ in pairs])


CHANNELS = labels("geen kanaal", codes.Channel.choices)
OUTCOMES = labels("geen uitkomst", codes.Outcome.choices)
REASONS = labels("geen reden", codes.OverGuidelineReason.choices)
HOW_FOUND = labels("geen manier om bij u te komen", codes.HowFound.choices)
TASKS = labels("geen taak", codes.SupportTask.choices)
STEPS = labels("geen deel van een arrangement", codes.ArrangementStep.choices)
FITS = labels("geen antwoord op ‘passend’", codes.Fits.choices)
ACTIVITIES = labels("geen activiteit bij een hulpvraag", codes.Activity.choices)
SUPPORTER_KINDS = labels("geen soort ondersteuner", SupporterKind.choices)
REACH_BY = labels("geen manier om iemand te bereiken", codes.ReachBy.choices)
OTHER_KINDS = labels("geen werk buiten cliënten om", codes.OtherWorkKind.choices)
DOMAINS: dict[DomainList, Words[str]] = {
    which: Words(f"geen leefgebied van de lijst ‘{which.label}’", [(name, key) for key, name in named.items()])
    for which, named in codes.LIFE_DOMAINS.items()
}


@dataclass
class Door:
    """`may_import` are the providers whose questions and hours this file may hold; `whole` where those are all,
    and questions that wait for a provider may be overwritten too."""

    front_door: FrontDoor
    may_import: frozenset[int]
    whole: bool
    today: date
    provider_names: dict[int, str] = field(default_factory=dict)
    providers: Words[int] = field(init=False)
    districts: Words[int] = field(init=False)
    target_groups: Words[int] = field(init=False)
    last_names: set[str] = field(default_factory=set)  # of the clients in the file: no signal may name one
    _closed: list[tuple[date, date]] = field(default_factory=list)
    _norms: dict[date, Norms] = field(default_factory=dict)
    _terms: dict[tuple[date, bool], rules.Terms] = field(default_factory=dict)

    @classmethod
    def open(cls, front_door: FrontDoor, *, today: date, may_import: frozenset[int] | None = None) -> Door:
        """`may_import` None: every provider behind the door, for who sits at the server."""
        providers = list(
            Organisation.objects.filter(participations__front_door=front_door).order_by("participations__order")
        )
        door = cls(
            front_door, frozenset(p.pk for p in providers), may_import is None, today, {p.pk: p.name for p in providers}
        )
        if may_import is not None:
            door.may_import &= may_import
        door.providers = Words(
            f"geen aanbieder van {front_door.name}",
            [(name, p.pk) for p in providers for name in (p.name, p.slug)],
            shown=[p.name for p in providers],
        )
        districts = list(District.objects.filter(municipality_id=front_door.municipality_id))
        door.districts = Words(
            f"geen wijk van {front_door.municipality.name}",
            [(name, d.pk) for d in districts for name in (d.name, d.code) if name],
            shown=[d.name for d in districts],
        )
        groups = list(TargetGroup.objects.filter(front_door=front_door))
        door.target_groups = Words(
            f"geen doelgroep van {front_door.name}",
            [(group.name, group.pk) for group in groups],
            shown=[group.name for group in groups if group.active],
        )
        closings = PeriodClosing.objects.filter(front_door=front_door, lifted_at__isnull=True)
        door._closed = list(closings.order_by("-start", "end").values_list("start", "end"))
        return door

    def norms(self, day: date) -> Norms:
        """Raises NoNorms."""
        if day not in self._norms:
            self._norms[day] = norms_on(self.front_door, day)
        return self._norms[day]

    def domains(self, day: date) -> Words[str]:
        return DOMAINS[DomainList(self.norms(day).domain_list)]

    def several(self, column: str, day: date) -> Words[str] | Words[int]:
        """The words of a column that takes more than one."""
        match column:
            case "doelgroepen":
                return self.target_groups
            case "leefgebieden":
                return self.domains(day)
            case "taken":
                return TASKS
            case _:
                return STEPS

    def terms(self, received_on: date, urgent: bool) -> rules.Terms:
        """What is stamped at intake, by the norms of that day."""
        key = received_on, urgent
        if key not in self._terms:
            norms = term_norms(self.norms(received_on))
            self._terms[key] = rules.terms(norms, received_on=received_on, urgent=urgent)
        return self._terms[key]

    def filed(self, *days: date | None) -> Period | None:
        """The filed period that holds one of these days; the shortest where there are more."""
        for start, end in self._closed:
            if any(day is not None and start <= day < end for day in days):
                return Period.from_dates(start, end)
        return None

    def named(self, provider_ids: Iterable[int]) -> str:
        return ", ".join(self.provider_names[pk] for pk in self.provider_names if pk in set(provider_ids))
