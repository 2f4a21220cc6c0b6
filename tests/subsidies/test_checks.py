"""The check of a report, rule by rule: figures in, verdict and sentence out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from oco.periods import Period
from reporting.documents import FigureLine, TargetResult
from reporting.terms import AmountLine, GrantTerms, TargetLine
from reporting.values import State, Unit, Value
from subsidies import checks
from subsidies.checks import Facts, Finding, LastYear, Verdict, digits

YEAR, Q1 = Period.parse("2018"), Period.parse("2018-Q1")


def facts(
    period: Period = YEAR,
    *,
    providers: tuple[str, ...] = (),
    lines: tuple[FigureLine, ...] = (),
    targets: tuple[TargetResult, ...] = (),
    rounded: frozenset[tuple[str, str]] = frozenset(),
    parts: Mapping[tuple[str, str], int | str] | None = None,
    **totals: int | str,
) -> Facts:
    known = {("", key): Decimal(value) for key, value in totals.items()}
    known |= {key: Decimal(value) for key, value in (parts or {}).items()}
    return Facts(period, lines, providers, targets, known, rounded)


def terms(*targets: tuple[str, str, int | str]) -> GrantTerms:
    return GrantTerms(
        2018,
        "2018-0412",
        (AmountLine(1, "MEE", "", Decimal(1000)),),
        tuple(TargetLine(indicator, direction, Decimal(value)) for indicator, direction, value in targets),
    )


def one(found: list[Finding], key: str) -> Finding:
    (finding,) = [finding for finding in found if finding.key == key]
    return finding


def keys(found: list[Finding]) -> set[str]:
    return {finding.key for finding in found}


def cell(indicator: str, dimension: str, member: str, number: int | None, state: State = State.ROUNDED) -> FigureLine:
    value = Value(Unit.COUNT, None, State.HIDDEN) if number is None else Value(Unit.COUNT, Decimal(number), state)
    return FigureLine("partnership", "ZoSamen", indicator, dimension, member, member, value, indicator)


@pytest.mark.parametrize(
    ("target", "reached", "verdict", "figure", "sentence"),
    [
        # Zoetermeer 2018: 1,154 - 1,200 = -46 (3.8%), 5,404 - 5,000 = +404
        (
            ("unique_clients", "at_least", 1200),
            1154,
            Verdict.FAILED,
            "1.154",
            "Het doel is niet gehaald: 46 te weinig (3,8%).",
        ),
        (
            ("questions_answered", "at_least", 5000),
            5404,
            Verdict.GOOD,
            "5.404",
            "Het doel is gehaald. Het zijn er 404 meer.",
        ),
        (
            ("questions_answered", "at_least", 5000),
            5000,
            Verdict.GOOD,
            "5.000",
            "Het doel is gehaald. Precies gehaald.",
        ),
        (
            ("questions_above_guideline", "at_most", 100),
            130,
            Verdict.FAILED,
            "130",
            "Het doel is niet gehaald: 30 te veel (30,0%).",
        ),
        (
            ("minutes_per_question_mean", "at_most", 600),
            291,
            Verdict.GOOD,
            "4\u00a0uur\u00a051\u00a0min",
            "Afgesproken is ten hoogste 10\u00a0uur. Dat is gehaald.",
        ),
        (
            ("score_mean", "at_least", 7),
            "6.8",
            Verdict.FAILED,
            "6,8",
            "Afgesproken is ten minste 7,0. Het is 0,2 te laag.",
        ),
    ],
)
def test_a_target_of_a_whole_year(
    target: tuple[str, str, int], reached: int | str, verdict: Verdict, figure: str, sentence: str
) -> None:
    finding = one(checks.findings(facts(parts={("", target[0]): reached}), terms(target)), f"target-{target[0]}")
    assert (finding.verdict, finding.figure, finding.sentence) == (verdict, figure, sentence)


def forecast(indicator: str, reached: int, expected: int | None) -> TargetResult:
    guess = None if expected is None else Decimal(expected)
    return TargetResult(
        indicator=indicator,
        label="",
        direction="at_least",
        unit=Unit.COUNT,
        target=Decimal(5000),
        reached=Value(Unit.COUNT, Decimal(reached)),
        expected=guess,
        low=guess,
        high=guess,
        difference=None,
        met=None,
        verdict="",
        sentence="",
    )


@pytest.mark.parametrize(
    ("reached", "expected", "verdict", "sentence"),
    [
        (1100, 4700, Verdict.ATTENTION, "Verwacht voor het hele jaar: 4.700. Dat is 300 te weinig."),
        (1300, 5100, Verdict.GOOD, "Verwacht voor het hele jaar: 5.100. Dat is genoeg."),
        # Without a forecast: 5,000 / 4 = 1,250
        (1300, None, Verdict.GOOD, "Naar verhouding is dat 1.250 in een kwartaal. Dat is gehaald."),
        (1200, None, Verdict.ATTENTION, "Naar verhouding is dat 1.250 in een kwartaal. Dat is nog niet gehaald."),
    ],
)
def test_a_target_of_a_running_year_never_fails_yet(
    reached: int, expected: int | None, verdict: Verdict, sentence: str
) -> None:
    given = facts(Q1, questions_answered=reached, targets=(forecast("questions_answered", reached, expected),))
    found = checks.findings(given, terms(("questions_answered", "at_least", 5000)))
    finding = one(found, "target-questions_answered")
    assert (finding.verdict, finding.sentence) == (verdict, sentence)


@pytest.mark.parametrize(
    ("band", "verdict", "sentence"),
    [
        (
            (4700, 4550, 4860),  # the target lies above the band
            Verdict.ATTENTION,
            "Verwacht voor het hele jaar: 4.700, waarschijnlijk tussen 4.550 en 4.860. Dat is 300 te weinig. "
            "De kans dat het doel gehaald wordt, is klein.",
        ),
        (
            (5020, 4800, 5250),
            Verdict.GOOD,
            "Verwacht voor het hele jaar: 5.020, waarschijnlijk tussen 4.800 en 5.250. Dat is genoeg. "
            "De kans dat het doel gehaald wordt, is ongeveer half.",
        ),
        (
            (5600, 5300, 5900),
            Verdict.GOOD,
            "Verwacht voor het hele jaar: 5.600, waarschijnlijk tussen 5.300 en 5.900. Dat is genoeg. "
            "De kans dat het doel gehaald wordt, is groot.",
        ),
    ],
)
def test_a_band_says_between_what_and_how_likely(band: tuple[int, int, int], verdict: Verdict, sentence: str) -> None:
    expected, low, high = (Decimal(number) for number in band)
    line = replace(forecast("questions_answered", 2400, 0), expected=expected, low=low, high=high)
    found = checks.findings(
        facts(Q1, questions_answered=2400, targets=(line,)), terms(("questions_answered", "at_least", 5000))
    )
    finding = one(found, "target-questions_answered")
    assert (finding.verdict, finding.sentence) == (verdict, sentence)


@pytest.mark.parametrize("period", [Period.parse("2018-Q4"), Period.parse("2018-H2")])
def test_at_the_end_of_the_year_a_target_is_kept_or_failed(period: Period) -> None:
    # 1,300 questions in the period itself; what counts is the year until its end.
    given = facts(period, questions_answered=1300, targets=(forecast("questions_answered", 4900, None),))
    found = checks.findings(given, terms(("questions_answered", "at_least", 5000)))
    finding = one(found, "target-questions_answered")
    assert (finding.verdict, finding.figure) == (Verdict.FAILED, "4.900")
    assert finding.sentence == "Het doel is niet gehaald: 100 te weinig (2,0%)."


def test_half_way_the_year_the_share_of_the_target_goes_up_to_the_end_of_the_period() -> None:
    given = facts(
        Period.parse("2018-Q2"), questions_answered=1300, targets=(forecast("questions_answered", 2400, None),)
    )
    finding = one(checks.findings(given, terms(("questions_answered", "at_least", 5000))), "target-questions_answered")
    assert (finding.verdict, finding.figure) == (Verdict.ATTENTION, "2.400")
    assert finding.sentence == "Naar verhouding is dat 2.500 in 6 maanden. Dat is nog niet gehaald."


def test_without_targets_the_check_says_where_to_fill_them_in() -> None:
    finding = one(checks.findings(facts(), None), "no-targets")
    assert finding.verdict is Verdict.ATTENTION
    assert finding.sentence == "Voor 2018 zijn geen doelen ingevuld. Vul ze in bij Subsidie."


def test_a_grant_that_changed_after_filing_is_said() -> None:
    given = facts(questions_answered=5100, targets=(forecast("questions_answered", 5100, None),))
    assert "other-targets" not in keys(checks.findings(given, terms(("questions_answered", "at_least", 5000))))
    assert "other-targets" in keys(checks.findings(given, terms(("questions_answered", "at_least", 5500))))


@pytest.mark.parametrize(
    ("on_time", "verdict", "figure", "sentence"),
    [
        (1000, Verdict.GOOD, "100%", "Alle vragen waren op tijd."),
        (998, Verdict.GOOD, "bijna 100%", "2 van 1.000 vragen waren te laat."),
        (950, Verdict.GOOD, "95%", "50 van 1.000 vragen waren te laat."),
        (949, Verdict.ATTENTION, "95%", "51 van 1.000 vragen waren te laat. Vraag waardoor dat komt."),
        (849, Verdict.FAILED, "85%", "151 van 1.000 vragen waren te laat. Vraag waardoor dat komt."),
    ],
)
def test_terms_are_checked_at_ninety_five_and_eighty_five_percent(
    on_time: int, verdict: Verdict, figure: str, sentence: str
) -> None:
    finding = one(checks.findings(facts(pick_up_total=1000, pick_up_on_time=on_time), None), "on-time-pick_up")
    assert (finding.verdict, finding.figure, finding.sentence) == (verdict, figure, sentence)


def test_what_was_on_time_after_a_pause_is_not_on_time_and_is_not_called_late() -> None:
    given = facts(pick_up_total=1000, pick_up_on_time=940, pick_up_after_pause=20)
    finding = one(checks.findings(given, None), "on-time-pick_up")
    assert (finding.verdict, finding.figure) == (Verdict.ATTENTION, "94%")
    assert finding.sentence == (
        "60 van 1.000 vragen waren niet op tijd. Daarvan waren 20 op tijd na een pauze; de andere waren te laat. Vraag "
        "waardoor dat komt."
    )


def test_few_after_a_pause_stay_hidden_and_are_not_called_late() -> None:
    hidden = cell("pick_up_after_pause", "", "", None)
    finding = one(
        checks.findings(facts(pick_up_total=1000, pick_up_on_time=960, lines=(hidden,)), None), "on-time-pick_up"
    )
    assert finding.sentence == (
        "40 van 1.000 vragen waren te laat, of op tijd na een pauze. Hoeveel dat laatste er zijn, is verborgen."
    )


def test_a_rounded_number_is_never_called_exact() -> None:
    given = facts(
        pick_up_total=1000, pick_up_on_time=1000, rounded=frozenset({("", "pick_up_total"), ("", "pick_up_on_time")})
    )
    assert one(checks.findings(given, None), "on-time-pick_up").sentence == "Bijna alle vragen waren op tijd."


@pytest.mark.parametrize(("above", "verdict"), [(100, Verdict.GOOD), (101, Verdict.ATTENTION)])
def test_more_than_a_tenth_above_the_guideline_asks_attention(above: int, verdict: Verdict) -> None:
    given = facts(questions_above_guideline=above, questions_answered=900, questions_closed_otherwise=100)
    assert one(checks.findings(given, None), "above-guideline").verdict is verdict


@pytest.mark.parametrize(
    ("number", "verdict", "sentence"),
    [
        (15, Verdict.ATTENTION, "Bij ongeveer 15 van 80 vragen ontbreekt de reden. Vraag ernaar."),
        (None, Verdict.GOOD, "Bij weinig vragen ontbreekt de reden. Het getal is te klein om te laten zien."),
    ],
)
def test_missing_reasons_are_asked_for(number: int | None, verdict: Verdict, sentence: str) -> None:
    given = facts(
        questions_above_guideline=80,
        questions_answered=1000,
        lines=(cell("questions_above_guideline", "reason", "", number),),
    )
    finding = one(checks.findings(given, None), "reasons")
    assert (finding.verdict, finding.sentence) == (verdict, sentence)


BOTH = ("MEE", "Palet Welzijn")


def test_the_parts_of_the_providers_must_add_up() -> None:
    # 541 printed for 1,541: 541 + 3,863 = 4,404, and not 5,404
    parts = {("MEE", "questions_answered"): 541, ("Palet Welzijn", "questions_answered"): 3863}
    finding = one(
        checks.findings(facts(providers=BOTH, parts=parts, questions_answered=5404), None), "sum-questions_answered"
    )
    assert finding.verdict is Verdict.FAILED
    assert (finding.figure, finding.rule) == ("541 + 3.863", "samen 5.404")
    assert finding.sentence == "De aanbieders komen samen op 4.404. Vraag hoe dat kan."


@pytest.mark.parametrize(
    ("together", "overlap", "wrong"),
    [(1154, 0, False), (1130, 24, False), (1155, 0, True), (580, 574, True), (1130, 20, True)],
)
def test_unique_clients_lie_between_the_largest_provider_and_the_sum(together: int, overlap: int, wrong: bool) -> None:
    parts = {("MEE", "unique_clients"): 573, ("Palet Welzijn", "unique_clients"): 581}
    given = facts(providers=BOTH, parts=parts, unique_clients=together, overlap_clients=overlap)
    assert ("sum-clients" in keys(checks.findings(given, None))) is wrong


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ((40, 60), False),
        ((40, 65), True),  # 38..42 + 63..67 = 101 at least
        ((35, 60), True),  # 37 + 62 = 99 at most
        ((40, None), False),  # the hidden one may be 60: hidden because it would give another away
        ((105, None), True),
    ],
)
def test_parts_add_up_within_what_rounding_and_hiding_leave_open(cells: tuple[int | None, ...], wrong: bool) -> None:
    lines = tuple(cell("questions_received", "channel", str(n), number) for n, number in enumerate(cells))
    found = checks.findings(facts(lines=lines, questions_received=100), None)
    assert ("parts-questions_received-channel" in keys(found)) is wrong
    assert ("sums" in keys(found)) is not wrong


def test_a_jump_of_more_than_a_quarter_is_asked_about_per_provider() -> None:
    before = LastYear(
        "2017",
        {("", "questions_answered"): Decimal(4949), ("MEE", "questions_answered"): Decimal(1214)},
        declared=True,
    )
    given = facts(providers=BOTH, parts={("MEE", "questions_answered"): 1541}, questions_answered=5404)
    found = checks.findings(given, None, before)
    # 5,404 / 4,949 is 9% more; 1,541 / 1,214 is 27% more
    finding = one(found, "jump-questions_answered-MEE")
    assert (finding.figure, finding.rule, finding.verdict) == ("1.541", "1.214 in 2017", Verdict.ATTENTION)
    assert finding.sentence == (
        "Dat is 27% meer dan een jaar eerder. Dat cijfer is toen opgegeven en niet hier geteld. "
        "Vraag waardoor dat komt."
    )
    assert "jump-questions_answered" not in keys(found)


def test_a_jump_on_a_small_number_is_no_finding() -> None:
    before = LastYear("2017", {("", "simple_questions"): Decimal(10)})
    assert "jump-simple_questions" not in keys(checks.findings(facts(simple_questions=30), None, before))


def test_what_failed_stands_on_top() -> None:
    given = facts(unique_clients=1154, questions_answered=5404, pick_up_total=100, pick_up_on_time=90)
    found = checks.findings(
        given, terms(("questions_answered", "at_least", 5000), ("unique_clients", "at_least", 1200))
    )
    assert [finding.verdict for finding in found] == sorted(finding.verdict for finding in found)
    assert found[0].key == "target-unique_clients"
    assert checks.sentence_of(found) == "1 keer ‘niet gehaald’ en 1 keer ‘let op’. Kijk daar eerst naar."


# --- all of them -----------------------------------------------------------------------------------------------------

# Of every check a figure that it finds fault with, and the verdict; and figures with which it has nothing to ask.
FAULTS: dict[str, tuple[dict[str, object], Verdict]] = {
    "targets": ({"unique_clients": 1154}, Verdict.FAILED),
    "prices": ({"unique_clients": 800}, Verdict.ATTENTION),
    "on_time": ({"pick_up_total": 1000, "pick_up_on_time": 700}, Verdict.FAILED),
    "guideline": ({"questions_answered": 100, "questions_above_guideline": 30}, Verdict.ATTENTION),
    "scores": ({"questions_answered": 1000, "score_count": 20}, Verdict.ATTENTION),
    "untraced_hours": (
        {"client_minutes": 60_000, "lines": (cell("client_minutes", "activity", "talk", 30_000),)},
        Verdict.ATTENTION,
    ),
    "entry_delay": ({"entries": 1000, "entries_late": 300}, Verdict.ATTENTION),
    "sums": ({"unique_clients": 100, "new_clients": 90, "returning_clients": 40}, Verdict.FAILED),
    "digits": ({"questions_answered": 541}, Verdict.ATTENTION),
    "jumps": ({"unique_clients": 2000}, Verdict.ATTENTION),
    "obligations": ({}, Verdict.FAILED),
    "handed_in": ({}, Verdict.FAILED),
}
BEFORE = LastYear("het jaar 2017", {("", "questions_answered"): Decimal(1500), ("", "unique_clients"): Decimal(1100)})
LATE = checks.Handing(
    due_on=date(2019, 4, 1),
    filed_on=date(2019, 4, 11),
    obligations=(checks.ObligationLine(3, "Drie voorlichtingen geven", "een tekst", shown=False),),
)


def test_the_table_of_faults_names_every_check() -> None:
    assert list(FAULTS) == list(checks.CHECKS)


@pytest.mark.parametrize("name", FAULTS)
def test_every_check_finds_its_fault_with_figure_rule_and_sentence(name: str) -> None:
    given, verdict = FAULTS[name]
    agreed = GrantTerms(
        2018,
        "",
        (AmountLine(1, "MEE", "", Decimal(1_701_706)),),
        (TargetLine("unique_clients", "at_least", Decimal(1200)),),
    )
    found = list(checks.CHECKS[name](facts(**given), agreed, BEFORE, LATE))  # type: ignore[arg-type]
    worst = min(found, key=lambda finding: finding.verdict)
    assert worst.verdict is verdict
    assert worst.figure
    assert worst.rule
    assert worst.sentence.endswith(".")
    assert worst.size > 0


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "targets"])
def test_every_check_is_silent_or_content_when_nothing_is_wrong(name: str) -> None:
    good = facts(
        unique_clients=1210,
        new_clients=610,
        returning_clients=600,
        questions_answered=1520,
        pick_up_total=1000,
        pick_up_on_time=990,
        questions_above_guideline=50,
        score_count=400,
        client_minutes=60_000,
        lines=(cell("client_minutes", "activity", "talk", 60_000),),
        entries=1000,
        entries_late=20,
        entry_delay_median=1,
    )
    agreed = GrantTerms(
        2018,
        "",
        (AmountLine(1, "MEE", "", Decimal(1_701_706)),),
        (TargetLine("unique_clients", "at_least", Decimal(1200)),),
    )
    shown = checks.ObligationLine(3, "Drie voorlichtingen geven", "een tekst", shown=True)
    handing = checks.Handing(due_on=date(2019, 4, 1), filed_on=date(2019, 4, 1), obligations=(shown,))
    found = checks.CHECKS[name](good, agreed, BEFORE, handing)
    assert {finding.verdict for finding in found} <= {Verdict.GOOD}


def test_the_price_is_laid_beside_the_budget_price() -> None:
    agreed = GrantTerms(
        2018,
        "",
        (AmountLine(1, "MEE", "", Decimal(1_701_706)),),
        (
            TargetLine("unique_clients", "at_least", Decimal(1200)),
            TargetLine("questions_answered", "at_least", Decimal(5000)),
        ),
    )
    found = checks.findings(facts(unique_clients=1154, questions_answered=5404), agreed)
    client, question = one(found, "price-unique_clients"), one(found, "price-questions_answered")
    # 1,701,706 / 1,154 = 1,474.6 beside / 1,200 = 1,418.1: 57 more, 57 / 1,418 = 4.0 %
    assert (client.figure, client.rule, client.verdict) == ("€\xa01.475", "begroot €\xa01.418", Verdict.GOOD)
    assert client.sentence == "Een cliënt kost €\xa057 meer (4,0%) dan waar de subsidie van uitging."
    # 1,701,706 / 5,404 = 314.9 beside 340.3
    assert (question.figure, question.rule) == ("€\xa0315", "begroot €\xa0340")
    assert question.sentence == "Een vraag kost €\xa025 minder (7,4%) dan waar de subsidie van uitging."


@pytest.mark.parametrize(
    ("printed", "meant", "is_slip"),
    [
        (541, 1541, True),  # the first digit fell out
        (3863, 13863, True),
        (15541, 1541, True),  # a doubled 5
        (1541, 15541, True),
        (1541000, 1541, True),
        (2, 2000, True),
        (541, 1641, False),
        (1541, 1451, False),  # two digits changed places: another slip, not this one
        (1541, 1541, False),
    ],
)
def test_what_is_a_slip_of_one_digit(printed: int, meant: int, is_slip: bool) -> None:
    assert digits.slip(Decimal(printed), Decimal(meant)) is is_slip


def test_541_for_1541_is_seen_by_the_sum_and_names_the_number_that_fits() -> None:
    # 541 + 3,863 = 4,404, and together it says 5,404: 5,404 - 3,863 = 1,541
    parts = {("MEE", "questions_answered"): 541, ("Palet", "questions_answered"): 3863}
    given = facts(providers=("MEE", "Palet"), parts=parts, questions_answered=5404)
    finding = one(checks.findings(given, None), "digits-questions_answered-MEE")
    assert (finding.verdict, finding.figure, finding.rule) == (Verdict.FAILED, "541", "samen 5.404")
    assert "Met 1.541 klopt de optelling wel." in finding.sentence
    assert "digits-questions_answered-Palet" not in keys(checks.findings(given, None))


def test_541_for_1541_is_seen_beside_last_year_and_then_it_is_no_jump() -> None:
    before = LastYear("het jaar 2017", {("", "questions_answered"): Decimal(1480)})
    found = checks.findings(facts(questions_answered=541), None, before)
    assert "1.541 zou beter passen" in one(found, "digits-questions_answered").sentence
    assert "jump-questions_answered" not in keys(found)
    # A real fall to 900 isn't explained by a digit.
    found = checks.findings(facts(questions_answered=900), None, before)
    assert "digits-questions_answered" not in keys(found)
    assert "jump-questions_answered" in keys(found)


def test_hours_without_any_question_are_a_fault_and_hidden_questions_are_none() -> None:
    parts = {("MEE", "client_minutes"): 6000, ("Palet", "client_minutes"): 6000, ("Palet", "questions_open"): 40}
    parts |= {("MEE", indicator): 0 for indicator in ("questions_received", "questions_answered", "questions_open")}
    given = facts(providers=("MEE", "Palet"), parts=parts, client_minutes=12_000)
    assert one(checks.findings(given, None), "hours-without-questions-MEE").verdict is Verdict.FAILED
    hidden = replace(given, hidden=frozenset({("MEE", "questions_received")}))
    assert "hours-without-questions-MEE" not in keys(checks.findings(hidden, None))


def test_what_weighs_most_stands_first_and_what_failed_always_above_attention() -> None:
    small = Finding("a", "", "", "", Verdict.FAILED, "", Decimal("0.01"))
    large = Finding("b", "", "", "", Verdict.FAILED, "", Decimal(3))
    attention = Finding("c", "", "", "", Verdict.ATTENTION, "", Decimal(1))
    good = Finding("d", "", "", "", Verdict.GOOD, "", Decimal(1))
    # 100 x 1.01 = 101, 100 x 2 = 200, 10 x 2 = 20, 0
    assert [finding.weight for finding in (small, large, attention, good)] == [101, 200, 20, 0]


def test_a_report_that_came_after_uitstel_is_measured_by_the_new_day() -> None:
    given = checks.Handing(due_on=date(2019, 5, 1), filed_on=date(2019, 4, 20), extended=True)
    finding = one(checks.findings(facts(), None, None, given), "handed-in")
    assert (finding.verdict, finding.sentence) == (
        Verdict.GOOD,
        "Het rapport kwam op tijd. Dat is de datum na uw uitstel.",
    )
