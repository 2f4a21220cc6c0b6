"""Signals: writing one line while working, and bundling them per quarter into what the municipality is told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncQuarter
from django.urls import reverse

from cases import signal_rules
from cases.acts import Refused, act, keep, locked
from cases.entries import Entry, Glance, Waiting
from cases.models import Client, HelpQuestion, Signal, SignalBundle
from cases.models.signals import SignalQuerySet
from cases.norms import domain_label, domains_on
from oco import access, audit, submissions
from oco.access import Permission
from oco.closing import refuse_filed
from oco.models import District, FrontDoor, Organisation, PeriodClosing, User
from oco.periods import Period, PeriodKind
from oco.templatetags.oco import plural

State = SignalBundle.State


@dataclass(frozen=True)
class Said:
    """What a signal says."""

    text: str
    domain: str
    district: District | None = None


def write(
    *,
    front_door: FrontDoor,
    provider: Organisation,
    said: Said,
    by: User,
    today: date,
    question: HelpQuestion | None = None,
    key: uuid.UUID | None = None,
) -> Signal | None:
    """Writes one signal down, of today. None when this form (`key`) was handled before.

    Raises Refused (with the field) where it names a person, PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        _check(said, front_door, question=question, by=by, today=today)
        refuse_filed(front_door.pk, today)
        signal = Signal.objects.create(
            front_door=front_door,
            provider=provider,
            question=question,
            on=today,
            text=said.text.strip(),
            domain=said.domain,
            district=said.district,
            written_by=by,
        )
        audit.record("signal written", by=by, on=signal, domain=said.domain)
    return signal


def edit(*, signal: Signal, said: Said, by: User, today: date, version: int) -> Signal:
    """Corrects a signal. One that changes its life domain leaves its bundle. Raises Refused, PeriodFiled,
    ChangedMeanwhile."""
    with act():
        signal = locked(signal, version=version)
        _check(said, signal.front_door, question=signal.question, by=by, today=today)
        refuse_filed(signal.front_door_id, signal.on)
        if signal.domain != said.domain:
            signal.bundle = None
        signal.text, signal.domain, signal.district = said.text.strip(), said.domain, said.district
        keep(signal, "text", "domain", "district", "bundle")
        audit.record("signal corrected", by=by, on=signal, domain=said.domain)
    return signal


def remove(*, signal: Signal, by: User, version: int) -> None:
    """Takes a signal away. Raises PeriodFiled, ChangedMeanwhile."""
    with act():
        signal = locked(signal, version=version)
        refuse_filed(signal.front_door_id, signal.on)
        audit.record("signal removed", by=by, on=signal)
        signal.delete()


def may_change(signal: Signal, user: User, leads: frozenset[int]) -> bool:
    """Its writer, and who leads the team."""
    return signal.written_by_id == user.pk or signal.provider_id in leads


def _check(said: Said, front_door: FrontDoor, *, question: HelpQuestion | None, by: User, today: date) -> None:
    if said.domain not in domains_on(front_door, today):
        raise Refused("Kies een leefgebied van deze voordeur.", field="domain")
    if said.district is not None and said.district.municipality_id != front_door.municipality_id:
        raise Refused("Deze wijk ligt in een andere gemeente.", field="district")
    names = [question.client.last_name, question.client.birth_surname] if question is not None else []
    own = Client.objects.filter(questions__supporter=by, questions__closed_on__isnull=True).order_by()
    others = {name for both in own.values_list("last_name", "birth_surname").distinct() for name in both}
    born_on = question.client.birth_date if question is not None else None
    if sentence := signal_rules.names_somebody(
        said.text, names=names, other_names=others, born_on=born_on, today=today
    ):
        raise Refused(sentence, field="text")


def beside(glance: Glance) -> Entry | None:
    """The line on the page of a question: to write one while working on it."""
    if not glance.can_work:
        return None
    count = Signal.objects.for_user(glance.user).filter(question=glance.question).count()
    state = plural(count, "signaal,signalen") if count else "wat gaat er in het algemeen mis?"
    return Entry("Signaal opschrijven", state, reverse("signal_of_question", args=[glance.question.pk]), "signal")


# --- bundling -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Team:
    """Of whom signals are bundled: a provider behind a front door, in one quarter."""

    front_door: FrontDoor
    provider: Organisation
    quarter: Period

    def signals(self) -> list[Signal]:
        found = Signal.objects.filter(front_door=self.front_door, provider=self.provider).written_in(self.quarter)
        return list(found.select_related("district", "written_by").order_by("on", "pk"))

    def bundles(self) -> list[SignalBundle]:
        return list(
            SignalBundle.objects.filter(
                front_door=self.front_door, provider=self.provider, start=self.quarter.start
            ).order_by("pk")
        )


@dataclass(frozen=True)
class Group:
    """The signals of one life domain, with the text that they became (None: not written yet)."""

    domain: str
    signals: Sequence[Signal]
    bundle: SignalBundle | None

    @property
    def label(self) -> str:
        return domain_label(self.domain)

    @property
    def question_count(self) -> int:
        """Different questions behind the signals: one that came up twice at one client counts once."""
        return questions_behind(self.signals)

    @property
    def picked(self) -> list[Signal]:
        return [signal for signal in self.signals if self.bundle is not None and signal.bundle_id == self.bundle.pk]

    @property
    def picked_question_count(self) -> int:
        return questions_behind(self.picked)

    @property
    def ready(self) -> bool:
        return self.bundle is not None and self.bundle.state == State.READY


def questions_behind(signals: Iterable[Signal]) -> int:
    return len({signal.question_id for signal in signals if signal.question_id is not None})


def groups(team: Team) -> list[Group]:
    """By life domain, in the order of the front door's list; a domain without signals or text gives none."""
    bundles = {bundle.domain: bundle for bundle in team.bundles()}
    by_domain: dict[str, list[Signal]] = {domain: [] for domain in domains_on(team.front_door, team.quarter.start)}
    for signal in team.signals():
        by_domain.setdefault(signal.domain, []).append(signal)
    for domain in bundles:
        by_domain.setdefault(domain, [])
    return [
        Group(domain, signals, bundles.get(domain))
        for domain, signals in by_domain.items()
        if signals or domain in bundles
    ]


def bundle(
    *,
    team: Team,
    domain: str,
    picked: Sequence[int],
    text: str,
    ready: bool,
    by: User,
    today: date,
    version: int | None = None,
) -> SignalBundle:
    """Writes the text of one life domain and which signals (keys) it stands for. `version` is that of the bundle as
    the user saw it, None where there was none.

    Raises Refused (with the field), PeriodFiled, ChangedMeanwhile.
    """
    with act():
        refuse_filed(team.front_door.pk, team.quarter.start)
        signals = [signal for signal in team.signals() if signal.domain == domain]
        chosen = [signal for signal in signals if signal.pk in set(picked)]
        if ready and not chosen:
            raise Refused("Zet een vinkje bij minstens één signaal waar de tekst over gaat.", field="signals")
        if ready and not text.strip():
            raise Refused("Schrijf eerst de tekst voor het rapport.", field="text")
        _refuse_names(text, signals, today=today)
        found = _bundle_of(team, domain, by=by, version=version)
        found.text, found.state = text.strip(), State.READY if ready else State.DRAFT
        keep(found, "text", "state")
        Signal.objects.filter(bundle=found).exclude(pk__in=[signal.pk for signal in chosen]).update(bundle=None)
        Signal.objects.filter(pk__in=[signal.pk for signal in chosen]).update(bundle=found)
        audit.record("signals bundled", by=by, on=found, state=found.state, signals=len(chosen))
    return found


def _bundle_of(team: Team, domain: str, *, by: User, version: int | None) -> SignalBundle:
    """The bundle as it stands, held; a new one where there is none yet."""
    where = {"front_door": team.front_door, "provider": team.provider, "start": team.quarter.start, "domain": domain}
    if version is None:
        # Two who begin at once: the second is told what the first wrote.
        found, made = SignalBundle.objects.get_or_create(**where, defaults={"written_by": by})
        return found if made else locked(found, version=0)
    return locked(SignalBundle.objects.get(**where), version=version)


def _refuse_names(text: str, signals: Sequence[Signal], *, today: date) -> None:
    asked_by = Client.objects.filter(questions__in=[s.question_id for s in signals if s.question_id is not None])
    rows = asked_by.order_by().values_list("last_name", "birth_surname").distinct()
    names = {name for both in rows for name in both}
    if sentence := signal_rules.names_somebody(text, names=[], other_names=names, today=today):
        raise Refused(sentence, field="text")


def without_text(period: Period) -> SignalQuerySet:
    """Signals of which the quarter's text about their life domain isn't ready for the report."""
    ready = SignalBundle.objects.filter(
        front_door=OuterRef("front_door"),
        provider=OuterRef("provider"),
        start=OuterRef("quarter_start"),
        domain=OuterRef("domain"),
        state=State.READY,
    )
    found = Signal.objects.alias(quarter_start=TruncQuarter("on")).filter(~Exists(ready))
    return found.written_in(period)


def waiting(user: User, today: date) -> Iterator[Waiting]:
    """Quarters that ended, of which some life domain has signals and no text that is ready."""
    leads = access.provider_ids(user, Permission.LEAD_TEAM)
    if not leads:
        return
    quarter = Period.containing(today, PeriodKind.QUARTER).previous()
    filed = PeriodClosing.objects.filter(
        front_door=OuterRef("front_door"), lifted_at__isnull=True, start__lte=quarter.start, end__gt=quarter.start
    )
    bare = without_text(quarter).filter(~Exists(filed), provider_id__in=leads)
    for provider in bare.order_by("provider__name").values_list("provider__name", flat=True).distinct():
        yield Waiting(
            on=quarter.end,
            what="Signalen bundelen voor het rapport",
            about=f"{quarter.label} · {provider}",
            url=f"{reverse('signal_bundles')}?kwartaal={quarter.code}",
            icon="signal",
            key="kwartalen met signalen om te bundelen",
            since=True,
        )


@dataclass(frozen=True)
class ReadyText:
    """A text that may go into a report: exact counts, which its reader lays the disclosure rule on."""

    domain: str
    provider: Organisation
    quarter: Period
    text: str
    question_count: int


def ready_texts(front_doors: Iterable[int], period: Period) -> list[ReadyText]:
    """Texts that are ready for the report over this period, by life domain and quarter. Two queries."""
    found = (
        SignalBundle.objects.filter(front_door_id__in=front_doors, state=State.READY)
        .within(period)
        .select_related("provider")
        .prefetch_related("signals")
    )
    texts = [
        ReadyText(
            bundle.domain,
            bundle.provider,
            Period.containing(bundle.start, PeriodKind.QUARTER),
            bundle.text,
            questions_behind(bundle.signals.all()),
        )
        for bundle in found
    ]
    return sorted(texts, key=lambda each: (domain_label(each.domain), each.quarter.start, each.provider.name))
