"""What the report says about signals: the providers' texts that are ready, without persons, each with the number of
questions behind it as it may be seen. Care side only: the municipality reads it in the filed document."""

from __future__ import annotations

from dataclasses import dataclass

from cases import signals
from cases.norms import domain_label
from oco import acting
from oco.acting import Purpose
from oco.models import Municipality, Organisation
from oco.periods import Period, PeriodKind
from oco.templatetags.oco import number, plural
from reporting import disclosure
from reporting.disclosure import Released
from subsidies.accounts import front_doors_of


@dataclass(frozen=True)
class SignalText:
    """One text. `provider` is empty where there is only one, `quarter` where the report is about one."""

    domain: str  # its Dutch name
    provider: str
    quarter: str
    text: str
    questions: Released

    @property
    def heading(self) -> str:
        """‘Wonen (MEE, 4e kwartaal 2026)’."""
        rest = ", ".join(part for part in (self.provider, self.quarter) if part)
        name = self.domain[:1].upper() + self.domain[1:]
        return f"{name} ({rest})" if rest else name

    @property
    def behind(self) -> str:
        """‘Dit kwam naar voren bij enkele vragen.’ Also where none is behind it: "none" would be a small number."""
        if self.questions.hidden:
            return "Dit kwam naar voren bij enkele vragen."
        count = int(self.questions.value or 0)
        if self.questions.rounded:
            return f"Dit kwam naar voren bij ongeveer {number(count)} vragen."
        return f"Dit kwam naar voren bij {plural(count, 'vraag,vragen')}."

    @property
    def written(self) -> str:
        """As it stands in the report; each line of it is a paragraph."""
        return f"{self.heading}: {self.text} {self.behind}"


@acting.purpose(Purpose.COUNT)
def texts(
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    *,
    provider: Organisation | None = None,
    released: bool = True,
) -> tuple[SignalText, ...]:
    """The texts for the report over this period, by life domain.

    `released`: as others may see them. Else those of this `provider` alone, exact, for itself.
    """
    doors = front_doors_of(organisation, municipality).values_list("pk", flat=True)
    found = signals.ready_texts(list(doors), period)
    if not released:
        found = [each for each in found if each.provider == provider]
    several = len({each.provider.pk for each in found}) > 1
    return tuple(
        SignalText(
            domain_label(each.domain),
            each.provider.name if several else "",
            each.quarter.label if period.kind is not PeriodKind.QUARTER else "",
            each.text,
            disclosure.release_cell(each.question_count, municipality.hide_up_to)
            if released
            else disclosure.exact(each.question_count),
        )
        for each in found
    )


def signals_text(
    organisation: Organisation,
    municipality: Municipality,
    period: Period,
    *,
    provider: Organisation | None = None,
    released: bool = True,
) -> str:
    """All texts one after the other, as reporting.documents.build takes them; empty where none is ready."""
    found = texts(organisation, municipality, period, provider=provider, released=released)
    return "\n".join(text.written for text in found)
