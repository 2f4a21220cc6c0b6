"""The forms of a visit at the counter, as they were sent or as they were kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from cases import drafts, people
from cases.codes import LIFE_DOMAINS, DomainList
from cases.forms.counter import MOST_QUESTIONS, ClientForm, QuestionForm, VisitForm, as_typed
from cases.models import Client
from cases.norms import NoNorms, norms_on
from cases.rules import TermNorms
from cases.search import Hit
from cases.tallies import Spot
from oco.keys import whole_number
from oco.models import FrontDoor, User
from oco.templatetags.oco import Mistake, mistakes_of

DRAFT = "walk-in"


@dataclass
class WalkIn:
    """The forms of one visit: who (known or new), what (one or more questions), how it came in."""

    spot: Spot
    client: Client | None
    client_form: ClientForm
    visit: VisitForm
    questions: list[QuestionForm]
    alike: list[Hit] = field(default_factory=list)
    alike_shown: bool = False
    kept_at: datetime | None = None

    @property
    def forms(self) -> list[ClientForm | VisitForm | QuestionForm]:
        own: list[ClientForm | VisitForm | QuestionForm] = [] if self.client else [self.client_form]
        return [*own, *self.questions, self.visit]

    def focus_on(self, name: str = "") -> None:
        """Puts the cursor in the field of this name, else in the first that still has to be filled in."""
        needed = ["last_name", "first_name", *(form.add_prefix("text") for form in self.questions)]
        for form in self.forms:
            for bound in form:
                if bound.html_name == name or (not name and bound.html_name in needed and not bound.value()):
                    bound.field.widget.attrs["autofocus"] = True
                    return

    def is_valid(self) -> bool:
        # All of them, so that all errors are said at once.
        judged = [form.is_valid() for form in self.forms]
        return all(judged)

    @property
    def mistakes(self) -> list[Mistake]:
        """For the summary; of several questions it says which."""
        found = [mistake for form in self.forms for mistake in mistakes_of(form)]
        if len(self.questions) == 1:
            return found
        named = {mistake: n for n, form in enumerate(self.questions, 1) for mistake in mistakes_of(form)}
        return [replace(m, text=f"Vraag {named[m]}: {m.text}") if m in named else m for m in found]

    @property
    def errors(self) -> bool:
        """For the title of the page."""
        return bool(self.mistakes)


def walk_in_of(user: User, spot: Spot, data: QueryDict, *, judged: bool, today: date, number: int = 0) -> WalkIn:
    """The forms as they were sent. Not `judged`: drawn again with what was typed, without errors. 404 for a
    client who isn't this front door's."""
    client = None
    if wanted := whole_number(data.get("client")):
        mine = Client.objects.for_user(user).filter(front_door=spot.front_door)
        client = get_object_or_404(mine.select_related("district"), pk=wanted)
    number = number or questions_in(data)
    domains, urgent_days = _asked_of(spot.front_door, today)
    groups = list(people.target_groups(spot.front_door))
    kwargs: list[dict[str, Any]] = [
        {"prefix": f"q{n}", "domains": domains, "urgent_days": urgent_days} for n in range(number)
    ]
    if judged:
        return WalkIn(
            spot,
            client,
            ClientForm(data, front_door=spot.front_door),
            VisitForm(data, spot=spot, today=today, groups=groups),
            [QuestionForm(data, **one) for one in kwargs],
            alike_shown="alike_shown" in data,
        )
    return WalkIn(
        spot,
        client,
        ClientForm(initial=as_typed(ClientForm(front_door=spot.front_door), data), front_door=spot.front_door),
        VisitForm(
            initial=as_typed(VisitForm(spot=spot, today=today, groups=groups), data),
            spot=spot,
            today=today,
            groups=groups,
        ),
        [QuestionForm(initial=as_typed(QuestionForm(**one), data), **one) for one in kwargs],
        alike_shown="alike_shown" in data,
    )


def _asked_of(front_door: FrontDoor, today: date) -> tuple[dict[str, str], int]:
    """The life domains to choose from, and within how many days an urgent question is picked up. A front door
    without norms still shows the form; saving says what is missing."""
    try:
        norms = norms_on(front_door, today)
    except NoNorms:
        return LIFE_DOMAINS[DomainList.WMO], TermNorms.pick_up_urgent_days
    return LIFE_DOMAINS[DomainList(norms.domain_list)], norms.pick_up_urgent_days


def questions_in(data: QueryDict) -> int:
    """How many questions the form has."""
    return min(max(whole_number(data.get("number")) or 1, 1), MOST_QUESTIONS)


def kept_walk_in(user: User, spot: Spot, today: date) -> WalkIn | None:
    """The half-typed visit of this user at this front door, if there is one."""
    draft = drafts.find(author=user, form=DRAFT)
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    if data.get("front_door") != str(spot.front_door.pk):
        return None
    try:
        found = walk_in_of(user, spot, data, judged=False, today=today)
    except Http404:  # a client who was removed since
        return None
    found.kept_at = draft.saved_at
    found.focus_on()
    return found
