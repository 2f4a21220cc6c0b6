"""The counter: find or write down who came and what they asked, and count simple questions. One page.

Every answer comes in two shapes: the part that changed, for htmx, and the whole page, for who has no script.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import drafts, intake, search, tallies
from cases.codes import Channel
from cases.forms.counter import COMMON_PREFIXES, MOST_QUESTIONS, ClientForm
from cases.models import CounterTiming, Desk, Tally, Topic
from cases.norms import NoNorms
from cases.search import Hit
from cases.tallies import Spot
from cases.typed import read
from cases.views.visit import DRAFT, WalkIn, kept_walk_in, questions_in, walk_in_of
from oco import submissions
from oco.access import Permission, actor, front_doors, require
from oco.closing import PeriodFiled
from oco.keys import whole_number
from oco.models import FrontDoor, User

_SESSION_SPOT = "desk_spot"  # of the computer: stays when people take turns (oco/shared_desk/locking.py)


# --- where one is -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """One answer to "Waar bent u?": a desk, or a front door that has none."""

    value: str
    label: str
    spot: Spot


def places_of(user: User) -> list[Place]:
    """Where the user may stand; empty for a user of organisations without a front door."""
    doors = FrontDoor.objects.filter(pk__in=front_doors(user, Permission.USE_COUNTER)).select_related("municipality")
    by_id = {door.pk: door for door in doors}
    found = [
        Place(
            f"plek-{desk.pk}",
            desk.name if len(by_id) == 1 else f"{desk.name} ({by_id[desk.front_door_id].name})",
            Spot(by_id[desk.front_door_id], Channel(desk.channel), desk.name, desk.provider, desk.district),
        )
        for desk in Desk.objects.for_user(user).select_related("provider", "district")
    ]
    with_desk = {place.spot.front_door.pk for place in found}
    found += [Place(f"deur-{door.pk}", door.name, Spot(door)) for door in doors if door.pk not in with_desk]
    return found


def place_named(request: HttpRequest, value: str) -> tuple[Place, list[Place]]:
    """The place of this name, else the one chosen before, else the first; and all. 404 for another's."""
    places = places_of(actor(request))
    if value and not any(place.value == value for place in places):
        raise Http404
    wanted = value or request.session.get(_SESSION_SPOT, "")
    chosen = next((place for place in places if place.value == wanted), None) or next(iter(places), None)
    if chosen is None:
        raise Http404
    return chosen, places


# --- answers ----------------------------------------------------------------------------------------------------------


def answer(
    request: HttpRequest,
    place: Place,
    places: list[Place],
    *,
    walk_in: WalkIn | None = None,
    hits: list[Hit] | None = None,
    query: str = "",
    part: str = "",
) -> HttpResponse:
    """The part that changed for htmx, the whole page otherwise."""
    today = timezone.localdate()
    user, spot = actor(request), place.spot
    context: dict[str, Any] = {
        "place": place,
        "walk_in": walk_in,
        "form": walk_in,  # the base template asks it for errors
        "hits": hits,
        "query": query,
        "busy": walk_in is not None or "busy" in request.POST,
        "draft_form": DRAFT,
        "prefixes": COMMON_PREFIXES,
        "today": today,
    }
    if part and request.headers.get("HX-Request"):
        if part == "counter/_tallies.html":
            context |= tally_context(user, spot, today)
        return render(request, part, context)
    return render(request, "counter/page.html", context | {"places": places} | tally_context(user, spot, today))


def tally_context(user: User, spot: Spot, today: date) -> dict[str, Any]:
    tiles = tallies.tiles(spot.front_door, place=spot.place, user=user, today=today)
    return {
        "tiles": tiles,
        "total": sum(tile.count for tile in tiles),
        "latest": tallies.latest(spot.front_door, user=user, today=today),
        "tally_key": submissions.new_key(),
    }


@require(Permission.USE_COUNTER)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    if not places_of(actor(request)):
        return render(request, "counter/nowhere.html")
    place, places = place_named(request, "")
    return answer(request, place, places, walk_in=kept_walk_in(actor(request), place.spot, timezone.localdate()))


@require(Permission.USE_COUNTER)
@require_POST
def choose_spot(request: HttpRequest) -> HttpResponse:
    place, _ = place_named(request, request.POST.get("spot", ""))
    request.session[_SESSION_SPOT] = place.value
    return redirect("counter")


@require(Permission.FIND_CLIENTS)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Who it may be. A POST, so that what is typed stays out of addresses and logs."""
    place, places = place_named(request, request.POST.get("spot", ""))
    query = request.POST.get("q", "")[:120]
    hits = search.search(query, actor(request), front_door_id=place.spot.front_door.pk)
    return answer(request, place, places, hits=hits, query=query, part="counter/_found.html")


@require(Permission.USE_COUNTER)
@require_POST
def open_form(request: HttpRequest) -> HttpResponse:
    """The form for a client who was found, or for a new one with what was typed in the search box.

    Questions that stood in an open form stay: one only looks for another person.
    """
    place, places = place_named(request, request.POST.get("spot", ""))
    today = timezone.localdate()
    query = request.POST.get("q", "")[:120]
    data = request.POST.copy()
    if "new" in data:  # sent along with the open form of somebody who is known
        data["client"] = ""
    walk_in = walk_in_of(actor(request), place.spot, data, judged=False, today=today)
    typed = read(query, today=today)
    if walk_in.client is None and typed.terms:
        initial = ClientForm.initial_from(typed)
        walk_in.client_form = ClientForm(initial=initial, front_door=place.spot.front_door)
    walk_in.focus_on()
    return answer(request, place, places, walk_in=walk_in, part="counter/_work.html")


@require(Permission.USE_COUNTER)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """One more question, one less, or another client: the same form with all that was typed, unjudged."""
    place, places = place_named(request, request.POST.get("spot", ""))
    data = request.POST.copy()
    number, gone, known = questions_in(data), whole_number(data.get("remove")), whole_number(data.get("known"))
    focus = ""
    if "add" in data and number < MOST_QUESTIONS:
        focus, number = f"q{number}-text", number + 1
    elif gone and 0 < gone < number:
        _shift_questions(data, gone, number)
        number -= 1
    elif known:
        data["client"] = str(known)
        focus = "q0-text"
    elif "unknown" in data:
        data["client"] = ""
        focus = "last_name"
    walk_in = walk_in_of(actor(request), place.spot, data, judged=False, today=timezone.localdate(), number=number)
    walk_in.focus_on(focus)
    return answer(request, place, places, walk_in=walk_in, part="counter/_work.html")


def _shift_questions(data: QueryDict, gone: int, number: int) -> None:
    """Takes one question out of what was sent; those after it move up."""
    for n in range(gone, number):
        for name in ("text", "domains", "urgent"):
            following = data.getlist(f"q{n + 1}-{name}") if n + 1 < number else []
            data.setlist(f"q{n}-{name}", following)
            if not following:
                del data[f"q{n}-{name}"]


@require(Permission.USE_COUNTER)
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    place, places = place_named(request, request.POST.get("spot", ""))
    drafts.discard(author=actor(request), form=DRAFT)
    if not request.headers.get("HX-Request"):
        return redirect("counter")
    return answer(request, place, places, part="counter/_work.html")


@require(Permission.FIND_CLIENTS)
@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """Who this new client may be already, while somebody types."""
    place, _ = place_named(request, request.POST.get("spot", ""))
    person = ClientForm(request.POST, front_door=place.spot.front_door).person()
    hits = search.possible_duplicates(person, actor(request), front_door_id=place.spot.front_door.pk)
    return render(request, "counter/_alike.html", {"hits": hits})


@require(Permission.USE_COUNTER)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    place, places = place_named(request, request.POST.get("spot", ""))
    user, today = actor(request), timezone.localdate()
    walk_in = walk_in_of(user, place.spot, request.POST, judged=True, today=today)
    try:
        if walk_in.is_valid() and not _asks_who(walk_in, user):
            with transaction.atomic():  # written, measured and no longer a draft: one commit
                written = _register(walk_in, user, today)
                drafts.discard(author=user, form=DRAFT)
            messages.success(request, _confirmation(written))
            if not request.headers.get("HX-Request"):
                return redirect("counter")
            return answer(request, place, places, part="counter/_work.html")
    except PeriodFiled as refusal:
        walk_in.visit.add_error("received_on", str(refusal))
    except NoNorms as reason:
        walk_in.visit.add_error(None, str(reason))
    return answer(request, place, places, walk_in=walk_in, part="counter/_work.html")


def _asks_who(walk_in: WalkIn, user: User) -> bool:
    """Whether to show first who this new client may be: once, when it hasn't been shown while typing."""
    if walk_in.client or walk_in.alike_shown:
        return False
    found = search.possible_duplicates(walk_in.client_form.person(), user, front_door_id=walk_in.spot.front_door.pk)
    # Sent twice, the second time finds the client that the first wrote.
    walk_in.alike = [] if found and _handled(walk_in) else found
    walk_in.alike_shown = bool(walk_in.alike)
    return walk_in.alike_shown


def _handled(walk_in: WalkIn) -> bool:
    key: uuid.UUID = walk_in.visit.cleaned_data["key"]
    return submissions.was_handled(key)


def _register(walk_in: WalkIn, user: User, today: date) -> intake.WalkIn:
    visit = walk_in.visit.cleaned_data
    written = intake.register_walk_in(
        front_door=walk_in.spot.front_door,
        client=walk_in.client or walk_in.client_form.client_fields(),
        questions=[walk_in.visit.question(form, walk_in.spot) for form in walk_in.questions],
        by=user,
        key=visit["key"],
        today=today,
        target_groups=walk_in.visit.groups(),
    )
    if not written.again:
        kind = CounterTiming.Kind.EXISTING_CLIENT if walk_in.client else CounterTiming.Kind.NEW_CLIENT
        tallies.time_entry(front_door=walk_in.spot.front_door, kind=kind, milliseconds=visit["milliseconds"])
    return written


def _confirmation(written: intake.WalkIn) -> str:
    """Names no person: the screen stands where the next visitor looks at it."""
    numbers = [question.number for question in written.questions]
    listed = " en ".join([", ".join(numbers[:-1]), numbers[-1]]) if len(numbers) > 1 else numbers[0]
    asked = f"{len(numbers)} vragen, nummers" if len(numbers) > 1 else "1 vraag, nummer"
    return f"Opgeslagen: {asked} {listed}. De coördinator wijst toe."


@require(Permission.USE_COUNTER)
@require_POST
def tally(request: HttpRequest) -> HttpResponse:
    """One tap on a tile."""
    place, places = place_named(request, request.POST.get("spot", ""))
    user, sent = actor(request), request.POST
    topics = Topic.objects.for_user(user).filter(front_door=place.spot.front_door)
    topic = get_object_or_404(topics, pk=whole_number(sent.get("topic")) or 0)
    try:
        counted = tallies.count(topic=topic, spot=place.spot, by=user, key=_key(sent))
    except PeriodFiled as refusal:
        messages.error(request, str(refusal))
    else:
        if counted:
            spent = whole_number(sent.get("milliseconds"))
            tallies.time_entry(front_door=place.spot.front_door, kind=CounterTiming.Kind.SIMPLE, milliseconds=spent)
    return _after_tally(request, place, places)


def _key(sent: QueryDict) -> uuid.UUID | None:
    try:
        return uuid.UUID(sent.get("key", ""))
    except ValueError:
        return None


@require(Permission.USE_COUNTER)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    place, places = place_named(request, request.POST.get("spot", ""))
    mine = Tally.objects.for_user(actor(request)).filter(written_by=actor(request))
    try:
        tallies.take_back(tally=get_object_or_404(mine, pk=pk), by=actor(request))
    except PeriodFiled as refusal:
        messages.error(request, str(refusal))
    return _after_tally(request, place, places)


def _after_tally(request: HttpRequest, place: Place, places: list[Place]) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("counter")
    return answer(request, place, places, part="counter/_tallies.html")
