"""Signals: written with the question's domain and district, without a person, bundled per quarter."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import signals
from cases.acts import ChangedMeanwhile, Refused
from cases.models import HelpQuestion, Signal, SignalBundle
from cases.signals import Said, Team
from oco.closing import PeriodFiled
from oco.models import District, PeriodClosing
from oco.periods import Period
from tests.cases.world import TODAY, World, as_

QUARTER = Period.parse("2026-Q4")


pytestmark = pytest.mark.usefixtures("today")


def own(world: World, last_name: str = "Zonneveld") -> HelpQuestion:
    district = District.objects.get(name="Meerzicht")
    client = world.client(last_name, district=district)
    return world.question(provider=world.mee, supporter=world.people["Fatima"], client=client)


def written(
    world: World,
    text: str = "Wachtlijst schuldhulp 4 maanden",
    question: HelpQuestion | None = None,
    domain: str = "care",
) -> Signal:
    signal = signals.write(
        front_door=world.front_door,
        provider=world.mee,
        said=Said(text, domain),
        by=world.people["Fatima"],
        today=TODAY,
        question=question,
    )
    assert signal is not None
    return signal


def team(world: World) -> Team:
    return Team(world.front_door, world.mee, QUARTER)


def filed(world: World) -> None:
    PeriodClosing.objects.create(
        front_door=world.front_door, start=QUARTER.start, end=QUARTER.end, closed_by=world.people["Karin"]
    )


def test_a_signal_is_written_from_the_question_with_its_domain_and_district(world: World) -> None:
    question = own(world)
    fatima = as_(world, "Fatima")
    assert "Signaal opschrijven" in fatima.get(reverse("question", args=[question.pk])).content.decode()
    url = reverse("signal_of_question", args=[question.pk])
    form = fatima.get(url).context["form"]
    assert form["domain"].value() == "care"
    assert form["district"].value() == District.objects.get(name="Meerzicht").pk
    data = {
        "text": "Wachtlijst schuldhulp 4 maanden",
        "domain": "care",
        "district": form["district"].value(),
        "key": str(uuid.uuid4()),
    }
    for _ in range(2):  # the same form twice
        assert fatima.post(url, data).status_code == 302
    signal = Signal.objects.get()
    assert (signal.question, signal.provider, signal.on, signal.domain) == (question, world.mee, TODAY, "care")
    assert signal.district is not None
    assert signal.district.name == "Meerzicht"


def test_a_signal_without_a_question_is_one_line_on_the_list(world: World) -> None:
    fatima = as_(world, "Fatima")
    data = {"text": "Loket dicht op vrijdag", "domain": "welfare", "district": "", "key": str(uuid.uuid4())}
    assert fatima.post(reverse("signals"), data).status_code == 302
    assert "Loket dicht op vrijdag" in as_(world, "Joost").get(reverse("signals")).content.decode()
    assert "Loket dicht" not in as_(world, "Petra").get(reverse("signals")).content.decode()
    assert as_(world, "Ruud").get(reverse("signals")).status_code == 403


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mevrouw Zonneveld wacht al lang", "Haal de naam van de cliënt weg."),
        ("Bel 06 12345678", "Haal het telefoonnummer weg."),
        ("Mail jan@voorbeeld.nl", "Haal het e-mailadres weg."),
        ("Man van 3-4-1951", "Haal de geboortedatum weg."),
    ],
)
def test_a_person_in_a_signal_is_refused_at_the_field_and_stays_typed(world: World, text: str, said: str) -> None:
    response = as_(world, "Fatima").post(
        reverse("signal_of_question", args=[own(world).pk]),
        {"text": text, "domain": "care", "district": "", "key": str(uuid.uuid4())},
    )
    page = response.content.decode()
    assert said in page
    assert text in page
    assert not Signal.objects.exists()


def test_the_name_of_another_client_of_ones_own_is_refused_as_well(world: World) -> None:
    own(world, "Groot")
    with pytest.raises(Refused, match="achternaam van een cliënt"):
        written(world, "De heer Groot krijgt geen hulp")
    written(world, "Er is een groot tekort aan plekken")


def test_a_signal_is_changed_by_its_writer_and_the_manager(world: World) -> None:
    signal = written(world)
    for name in ("edit_signal", "delete_signal"):
        url = reverse(name, args=[signal.pk])
        found = {who: as_(world, who).get(url).status_code for who in ("Fatima", "Karin", "Joost", "Petra")}
        assert found == {"Fatima": 200, "Karin": 200, "Joost": 404, "Petra": 404}
    as_(world, "Fatima").post(
        reverse("edit_signal", args=[signal.pk]),
        {"text": "Wachtlijst 5 maanden", "domain": "housing", "district": "", "version": signal.version},
    )
    signal.refresh_from_db()
    assert (signal.text, signal.domain) == ("Wachtlijst 5 maanden", "housing")
    as_(world, "Karin").post(reverse("delete_signal", args=[signal.pk]), {"version": signal.version})
    assert not Signal.objects.exists()


def test_nothing_changes_in_a_filed_quarter(world: World) -> None:
    signal = written(world)
    filed(world)
    with pytest.raises(PeriodFiled):
        written(world)
    with pytest.raises(PeriodFiled):
        signals.remove(signal=signal, by=world.people["Fatima"], version=1)
    with pytest.raises(PeriodFiled):
        bundle(world, [signal])


# --- bundling -------------------------------------------------------------------------------------------------------


def bundle(
    world: World,
    picked: list[Signal],
    *,
    text: str = "Mensen wachten lang.",
    ready: bool = True,
    version: int | None = None,
) -> SignalBundle:
    return signals.bundle(
        team=team(world),
        domain="care",
        picked=[signal.pk for signal in picked],
        text=text,
        ready=ready,
        by=world.people["Karin"],
        today=TODAY,
        version=version,
    )


def test_signals_stand_by_domain_with_the_different_questions_behind_them(world: World) -> None:
    one, other = own(world), own(world, "Prins")
    written(world, question=one)
    written(world, "Nog steeds vol", question=one)  # the same question
    written(world, "Ook daar vol", question=other)
    written(world, "Zonder vraag")
    written(world, "Huizen", domain="housing")
    found = {group.domain: (len(group.signals), group.question_count) for group in signals.groups(team(world))}
    assert found == {"care": (4, 2), "housing": (1, 0)}
    page = as_(world, "Karin").get(reverse("signal_bundles")).content.decode()
    assert "Zorg" in page
    assert "nog geen tekst" in page


def test_a_text_becomes_a_draft_and_then_ready(world: World) -> None:
    first, second = written(world), written(world, "Ook daar vol")
    karin = as_(world, "Karin")
    url = reverse("signal_bundle", args=["zosamen", "mee", "2026-Q4", "care"])
    form = karin.get(url).context["form"]
    assert form["signals"].value() == [first.pk, second.pk]  # all chosen to begin with
    data = {"signals": [first.pk], "text": "Mensen wachten lang.", "version": ""}
    assert karin.post(url, {**data, "stand": "concept"}).status_code == 302
    stored = SignalBundle.objects.get()
    assert (stored.state, list(stored.signals.all())) == ("draft", [first])
    assert signals.ready_texts([world.front_door.pk], QUARTER) == []
    assert karin.post(url, {**data, "version": stored.version, "stand": "klaar"}).status_code == 302
    (ready,) = signals.ready_texts([world.front_door.pk], QUARTER)
    assert (ready.domain, ready.provider, ready.text, ready.question_count) == (
        "care",
        world.mee,
        "Mensen wachten lang.",
        0,
    )


def test_a_text_of_four_quarters_is_in_the_year(world: World) -> None:
    bundle(world, [written(world)])
    for code, count in (("2026-Q4", 1), ("2026-H2", 1), ("2026", 1), ("2026-Q3", 0), ("2025", 0)):
        assert len(signals.ready_texts([world.front_door.pk], Period.parse(code))) == count, code


def test_what_a_bundle_refuses(world: World) -> None:
    signal = written(world, question=own(world))
    with pytest.raises(Refused, match="minstens één signaal"):
        bundle(world, [])
    with pytest.raises(Refused, match="Schrijf eerst de tekst"):
        bundle(world, [signal], text=" ")
    with pytest.raises(Refused, match="achternaam van een cliënt"):
        bundle(world, [signal], text="De familie Zonneveld wacht lang.")
    assert not SignalBundle.objects.exists()
    stored = bundle(world, [signal])
    with pytest.raises(ChangedMeanwhile):
        bundle(world, [signal])
    with pytest.raises(ChangedMeanwhile):
        bundle(world, [signal], version=stored.version - 1)


def test_a_signal_of_another_domain_leaves_its_bundle(world: World) -> None:
    signal = written(world)
    bundle(world, [signal])
    signal.refresh_from_db()
    signals.edit(
        signal=signal, said=Said("Anders", "housing"), by=world.people["Fatima"], today=TODAY, version=signal.version
    )
    signal.refresh_from_db()
    assert signal.bundle is None


def test_only_who_leads_the_team_bundles(world: World) -> None:
    url = reverse("signal_bundle", args=["zosamen", "mee", "2026-Q4", "care"])
    assert as_(world, "Karin").get(url).status_code == 200
    assert as_(world, "Fatima").get(url).status_code == 403
    for args in (
        ["zosamen", "palet", "2026-Q4", "care"],
        ["zosamen", "mee", "2026-H2", "care"],
        ["zosamen", "mee", "2027-Q1", "care"],
        ["zosamen", "mee", "2026-Q4", "anders"],
        ["zosamen", "mee", "ooit", "care"],
    ):
        assert as_(world, "Karin").get(reverse("signal_bundle", args=args)).status_code == 404, args


@pytest.mark.parametrize("name", ["signals", "signal_bundles"])
def test_lists_cost_the_same_for_one_and_for_many(world: World, name: str) -> None:
    written(world, question=own(world))
    karin = as_(world, "Karin")
    karin.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        karin.get(reverse(name))
    for n in range(4):
        written(world, f"Signaal {n}", question=own(world, f"Naam{n}"), domain=("care", "housing")[n % 2])
    with CaptureQueriesContext(connection) as many:
        karin.get(reverse(name))
    assert len(many) == len(one)


def test_the_manager_hears_of_a_past_quarter_that_has_no_text(world: World) -> None:
    written(world)
    karin = world.people["Karin"]
    assert list(signals.waiting(karin, TODAY)) == []
    after = date(2027, 1, 5)
    (waits,) = signals.waiting(karin, after)
    assert waits.url == f"{reverse('signal_bundles')}?kwartaal=2026-Q4"
    assert list(signals.waiting(world.people["Fatima"], after)) == []
    bundle(world, list(Signal.objects.all()))
    assert list(signals.waiting(karin, after)) == []
