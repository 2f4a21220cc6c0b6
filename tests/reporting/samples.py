"""A whole report with invented figures, made without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from oco.periods import Period, PeriodKind
from reporting import assembly
from reporting.documents import FiledBy, Header, Hiding, ReportDocument
from reporting.expected_sections import Expected
from reporting.forecast import Forecast
from reporting.sheets import Address, Material, Party, Sheet, unit_of
from reporting.summaries import YearSoFar
from reporting.terms import AmountLine, GrantTerms, TargetLine
from reporting.values import State, Value, hidden
from reporting.weeks import WEEKLY

MEE = Party("provider", "provider:1:11", "MEE", 11)
PALET = Party("provider", "provider:1:12", "Palet Welzijn", 12)
ZOSAMEN = Party("partnership", "partnership:1:10", "ZoSamen")
LABELS = {
    "domain": {
        "social_support": "maatschappelijke ondersteuning",
        "preventive_care": "preventieve zorg",
        "care": "zorg",
        "youth_help": "jeugdhulp",
        "education": "onderwijs",
        "welfare": "welzijn",
        "housing": "wonen",
        "work_income": "werk en inkomen",
    },
    "channel": {
        "counter": "balie",
        "central_phone": "centrale telefoon",
        "walk_in_hour": "spreekuur",
        "email_web": "e-mail of website",
        "gp": "huisarts",
        "school": "school",
        "outreach": "huisbezoek",
    },
    "district": {"1": "Centrum", "2": "Buytenwegh de Leyens", "3": "Meerzicht", "4": "Noordhove", "": "onbekend"},
    "outcome": {
        "information_advice": "informatie en advies",
        "own_strength_network": "eigen kracht of netwerk",
        "general_provision": "algemene voorziening",
        "individual_provision": "maatwerkvoorziening",
        "warm_referral": "warme overdracht",
        "no_solution": "geen oplossing",
        "stopped": "gestopt door cliënt",
    },
    "activity": {
        "talk": "gesprek",
        "home_visit": "huisbezoek",
        "phone": "telefoon",
        "travel": "reistijd",
        "reporting": "verslag",
    },
    "kind": {"network": "netwerk", "information": "voorlichting", "group": "groep"},
    "reason": {
        "waiting_list": "wachtlijst elders (overbruggen)",
        "complexity": "ingewikkelde situatie",
        "recurring": "steeds nieuwe vragen, cliënt blijft deels afhankelijk",
    },
    "fits": {"yes": "ja", "partly": "deels", "no": "nee"},
    "target_group": {"ouderen": "ouderen", "autisme": "autisme", "": "geen doelgroep bekend"},
    "how_found": {"family_friends": "familie of vrienden", "municipality": "de gemeente", "": "niet gevraagd"},
    "moment": {"reflecting": "stilstaan bij het leven", "obtaining": "passende ondersteuning krijgen", "": "geen taak"},
    "task": {"obtaining.attend_talk": "mee naar het gesprek", "reflecting.clarify": "vraag verhelderen"},
    "step": {"own_strength": "eigen kracht", "general": "algemene voorziening", "": "geen arrangement opgeschreven"},
    "supporter_kind": {"professional": "professional", "volunteer": "vrijwilliger"},
    "formality": {"formal": "formeel", "informal": "informeel", "": "niet ingevuld"},
    "referral": {"warm": "warme overdracht", "leaflet": "met folder"},
    "measured": {"zrm_income": "inkomen", "zrm_housing": "huisvesting"},
}
TOTALS: dict[str, tuple[int, int, int]] = {
    # MEE, Palet, together
    "unique_clients": (573, 581, 1154),
    "overlap_clients": (0, 0, 0),
    "new_clients": (391, 402, 793),
    "returning_clients": (182, 179, 361),
    "questions_received": (1602, 3958, 5560),
    "questions_answered": (1541, 3863, 5404),
    "questions_closed_otherwise": (61, 92, 153),
    "questions_open": (88, 131, 219),
    "simple_questions": (420, 1212, 1632),
    "first_contact_total": (1602, 3958, 5560),
    "first_contact_on_time": (1510, 3700, 5210),
    "pick_up_total": (1598, 3941, 5539),
    "pick_up_on_time": (1433, 3620, 5053),
    "client_minutes": (412_000, 690_000, 1_102_000),
    "other_minutes": (61_000, 83_500, 144_500),
    "questions_above_guideline": (64, 41, 105),
    "score_count": (120, 190, 310),
    "fits": (110, 180, 290),
    "survey_consents": (60, 90, 150),
    "questions_closed": (1602, 3955, 5557),
    "first_contact_after_pause": (50, 100, 150),
    "pick_up_after_pause": (60, 110, 170),
    "other_people": (310, 740, 1050),
    "referrals": (180, 300, 480),
    "referrals_joint_talk": (60, 70, 130),
    "referrals_kept": (50, 60, 110),
    "closed_with_pair": (210, 80, 290),
    "matrix_assessments": (450, 180, 630),
    "matrix_pairs": (215, 80, 295),
    "signals": (20, 25, 45),
    "signal_questions": (15, 20, 35),
}
MEANS: dict[str, tuple[str, str, str]] = {
    "minutes_per_question_mean": ("257.1667", "174.5", "198.0667"),
    "minutes_per_question_median": ("160", "95", "110"),
    "minutes_per_question_p90": ("560", "410", "455"),
    "score_mean": ("7.8", "8.1", "7.98"),
}
# Of the whole; None is a number from 0 to 7.
BREAKDOWNS: dict[tuple[str, str], dict[str, int | None]] = {
    ("questions_received", "domain"): {
        "work_income": 2410,
        "welfare": 1325,
        "social_support": 980,
        "housing": 905,
        "care": 640,
        "preventive_care": 215,
        "youth_help": 35,
        "education": None,
    },
    ("questions_received", "channel"): {
        "counter": 2105,
        "central_phone": 1610,
        "walk_in_hour": 890,
        "email_web": 610,
        "gp": 240,
        "outreach": 100,
        "school": None,
    },
    ("questions_received", "district"): {"1": 1900, "2": 1410, "3": 1280, "4": 870, "": 100},
    ("questions_answered", "outcome"): {
        "information_advice": 2980,
        "own_strength_network": 870,
        "general_provision": 760,
        "individual_provision": 640,
        "warm_referral": 155,
    },
    ("questions_closed_otherwise", "outcome"): {"stopped": 145, "no_solution": None},
    ("client_minutes", "activity"): {
        "talk": 402_000,
        "home_visit": 310_000,
        "phone": 190_000,
        "reporting": 120_000,
        "travel": 80_000,
    },
    ("other_minutes", "kind"): {"network": 80_000, "information": 40_500, "group": 24_000},
    ("questions_above_guideline", "reason"): {"waiting_list": 60, "complexity": 35, "recurring": None},
    ("fits", "fits"): {"yes": 205, "partly": 70, "no": 15},
    ("first_contact_total", "urgency"): {"urgent": 420, "regular": 5140},
    ("first_contact_on_time", "urgency"): {"urgent": 405, "regular": 4805},
    ("pick_up_total", "urgency"): {"urgent": 420, "regular": 5120},
    ("pick_up_on_time", "urgency"): {"urgent": 330, "regular": 4725},
    ("unique_clients", "target_group"): {"ouderen": 610, "autisme": 230, "": 340},
    ("questions_received", "how_found"): {"family_friends": 1200, "municipality": None, "": 4350},
    ("questions_closed", "moment"): {"reflecting": 2200, "obtaining": 2900, "": 900},
    ("questions_closed", "task"): {"reflecting.clarify": 2200, "obtaining.attend_talk": 2100},
    ("questions_answered", "step"): {"own_strength": 3100, "general": 1900, "": 800},
    ("questions_answered", "formality"): {"formal": 5400, "informal": None},
    ("client_minutes", "supporter_kind"): {"professional": 1_050_000, "volunteer": 52_000},
    ("other_people", "kind"): {"group": 600, "information": 450},
    ("referrals", "referral"): {"warm": 160, "leaflet": 320},
    ("matrix_rose", "measured"): {"zrm_income": 110, "zrm_housing": 90},
    ("matrix_stayed", "measured"): {"zrm_income": 120, "zrm_housing": 150},
    ("matrix_fell", "measured"): {"zrm_income": 20, "zrm_housing": None},
    ("signals", "domain"): {"work_income": 25, "housing": 15, "care": None},
    ("signal_questions", "domain"): {"work_income": 20, "housing": 10, "care": None},
    ("signals", "district"): {"1": 15, "2": 15, "": 10},
    ("signal_questions", "district"): {"1": 10, "2": 15, "": None},
}
TERMS = GrantTerms(
    2018,
    "2018-0042",
    (AmountLine(11, "MEE", "", Decimal(1_370_646)), AmountLine(12, "Palet Welzijn", "", Decimal(331_060))),
    (
        TargetLine("unique_clients", "at_least", Decimal(1200)),
        TargetLine("questions_answered", "at_least", Decimal(5000)),
        TargetLine("minutes_per_question_mean", "at_most", Decimal(600)),
        TargetLine("score_mean", "at_least", Decimal(7)),
    ),
)
EARLIER = GrantTerms(
    2017,
    "2017-0040",
    (AmountLine(11, "MEE", "", Decimal(1_344_000)), AmountLine(12, "Palet Welzijn", "", Decimal(323_760))),
)


def sheet(period: Period, *, scale: Decimal = Decimal(1), breakdowns: bool = True) -> Sheet:
    values: dict[Address, Value] = {}
    for name, numbers in TOTALS.items():
        for party, number in zip((MEE, PALET, ZOSAMEN), numbers, strict=True):
            values[party.key, name, "", ""] = Value(unit_of(name), (number * scale).quantize(Decimal(1)))
    for name, texts in MEANS.items():
        for party, text in zip((MEE, PALET, ZOSAMEN), texts, strict=True):
            values[party.key, name, "", ""] = Value(unit_of(name), Decimal(text))
    if breakdowns:
        for (name, dimension), by_member in BREAKDOWNS.items():
            for member, count in by_member.items():
                unit = unit_of(name)
                values[ZOSAMEN.key, name, dimension, member] = (
                    hidden(unit)
                    if count is None
                    else Value(unit, (count * scale / 5).quantize(Decimal(1)) * 5, State.ROUNDED)
                )
    return Sheet(period, values)


def material(period: Period | None = None) -> Material:
    period = period or Period(2018, PeriodKind.YEAR)
    scale = {PeriodKind.YEAR: Decimal(1), PeriodKind.HALF_YEAR: Decimal("0.5"), PeriodKind.QUARTER: Decimal("0.25")}[
        period.kind
    ]
    quarter = Period.containing(date.fromordinal(period.end.toordinal() - 1), PeriodKind.QUARTER)
    quarters = [quarter]
    while len(quarters) < 5:
        quarters.insert(0, quarters[0].previous())
    return Material(
        period=period,
        whole=ZOSAMEN,
        providers=(MEE, PALET),
        now=sheet(period, scale=scale),
        previous=sheet(period.previous(), scale=scale * Decimal("0.92")),
        year_before=sheet(period.year_before(), scale=scale * Decimal("0.95")),
        quarters=[
            sheet(each, scale=Decimal("0.2") + Decimal(n) / 50, breakdowns=False) for n, each in enumerate(quarters)
        ],
        terms=TERMS,
        earlier_terms=(EARLIER,),
        labels=LABELS,
        signals_text="Mensen wachten vier maanden op schuldhulp.\n\nWij vragen de gemeente om een tijdelijk team.",
        terms_sentence="Het eerste contact is binnen 14 dagen. Een urgente vraag is binnen 3 dagen opgepakt, een "
        "gewone vraag binnen 28 dagen. Een termijn die in het weekend of op een feestdag eindigt, loopt door tot de "
        "volgende werkdag.",
    )


def so_far(period: Period) -> YearSoFar:
    share = Decimal((period.end - date(period.year, 1, 1)).days) / 365
    totals = {name: numbers[2] for name, numbers in TOTALS.items()}
    current = {name: (number * share).quantize(Decimal(1)) for name, number in totals.items()}
    means = {name: Decimal(texts[2]) for name, texts in MEANS.items()}
    shown = {name: Value(unit_of(name), number) for name, number in {**current, **means}.items()}
    if period.end > date(period.year, 12, 31):
        return YearSoFar(period.end, shown)
    reached = {
        (party.key, name): Value(unit_of(name), (TOTALS[name][n] * share).quantize(Decimal(1)))
        for n, party in enumerate((MEE, PALET, ZOSAMEN))
        for name in WEEKLY
        if name in TOTALS
    }
    # Last year had the same share by that day; give or take a twentieth.
    totals_of = {party.key: n for n, party in enumerate((MEE, PALET, ZOSAMEN))}
    guesses: dict[tuple[str, str], Forecast] = {}
    for (key, name), value in reached.items():
        total = Decimal(TOTALS[name][totals_of[key]])
        low = max(total * 95 // 100, value.number or Decimal(0))
        guesses[key, name] = Forecast(total, low, total * 105 // 100, years=(2016, 2017))
    return YearSoFar(period.end, shown, Expected(reached, guesses, 600))


def document(period: Period | None = None, *, filed: bool = True, released: bool = True) -> ReportDocument:
    period = period or Period(2018, PeriodKind.YEAR)
    found = material(period)
    header = Header(
        organisation="ZoSamen",
        organisation_kind="partnership",
        municipality="Zoetermeer",
        period=period.code,
        start=period.start,
        end=period.end,
        released=released,
        counted_at=datetime(2019, 1, 14, 3, 10, tzinfo=UTC),
        providers=("MEE", "Palet Welzijn"),
    )
    hiding = Hiding(
        7,
        34,
        4,
        (
            "Kleine aantallen laten we niet zien, omdat iemand er een persoon in kan herkennen.",
            "Een aantal van 0 tot en met 7 is verborgen. Andere aantallen in de uitsplitsingen zijn afgerond op 5.",
            "In dit rapport zijn 4 van de 34 cellen verborgen.",
        ),
    )
    made = assembly.document(
        found, header, so_far(period), hiding, remarks=("De cijfers van 2016 zijn anders geteld.",)
    )
    if filed:
        return made.filed(FiledBy("Anneke de Wit", datetime(2019, 1, 15, 9, 30, tzinfo=UTC)), version=1)
    return made
