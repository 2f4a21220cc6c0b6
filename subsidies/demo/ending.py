"""The end of a year in the demo: last year's request for determination, and the self-test. All invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from cases.demo.telling import moment
from oco.models import Job, Municipality, User
from oco.workdays import next_working_day
from reporting.documents import TargetResult
from subsidies import self_test
from subsidies.demo.money import PARTS
from subsidies.determination import mails, requests
from subsidies.determination.document import BalanceRow, Finances, MoneyLine
from subsidies.determination.requests import NewAnswer
from subsidies.models import (
    AuditorStatement,
    Cost,
    CostKind,
    DeterminationRequest,
    Grant,
    ObligationAnswer,
    SelfTestAnswer,
)
from subsidies.self_test import NewAnswer as TestAnswer

ACTIVITIES = (
    "Het Forum was het hele jaar open, van maandag tot en met donderdag van 11 tot 16 uur en op vrijdag van 11 tot 13 "
    "uur. In Oosterheem en Meerzicht was er elke week een spreekuur. Wie niet kon komen, kreeg bezoek aan huis.",
    "MEE en Palet Welzijn werkten aan één voordeur. Elke vraag kwam op dezelfde lijst binnen, ook als iemand belde of "
    "via de huisarts kwam. Zo hoefde niemand het eigen verhaal twee keer te vertellen.",
    "De meeste vragen gingen over hulp in huis, wonen en geld. Wij gingen vaak mee naar het gesprek met de gemeente. "
    "Wie dat wilde, leerde om het een volgende keer zelf te doen.",
    "Vrijwilligers hielpen bij formulieren en brieven. Zij kregen twee keer scholing: over schulden, en over praten "
    "met mensen die het moeilijk hebben.",
)

# What is said of a target that wasn't kept, by its figure.
DIFFERENT = {
    "unique_clients": "Er kwamen minder mensen dan afgesproken. Wij zijn nog te weinig bekend bij jongeren en bij "
    "mensen met een psychische kwetsbaarheid. Daarom staan wij nu ook in het wijkcentrum en bij drie huisartsen.",
    "questions_answered": "Er zijn minder vragen beantwoord dan afgesproken. In de zomer waren twee ondersteuners "
    "ziek. Vragen duurden ook langer, omdat er wachtlijsten zijn voor een bewindvoerder.",
    "minutes_per_question_mean": "Vragen kostten meer tijd dan de richtlijn. Bij wachtlijsten elders bleven wij langer "
    "betrokken.",
    "score_mean": "Cliënten gaven een lager cijfer dan afgesproken. Zij vonden dat zij lang op het eerste gesprek "
    "moesten wachten.",
}
FALLBACK = "Het doel is niet gehaald. Wij bespreken met u wat er nodig is."

# What is said of an obligation, by a word in it.
SAID: tuple[tuple[str, str, str], ...] = (
    (
        "Forum",
        "partly",
        "Het Forum was open op alle afgesproken uren. Het spreekuur in Rokkeveen begon pas in september, omdat er "
        "eerder geen ruimte was.",
    ),
    ("gemiddeld", "yes", "Het cijfer staat in het jaarrapport, met het aantal cliënten dat een cijfer gaf."),
    ("richtlijn", "yes", "De redenen staan per kwartaal in het rapport. Wachten op hulp elders komt het meest voor."),
    ("activiteitenplan", "yes", "Ingediend op 24 september."),
    ("accountant", "yes", "De verklaring zit bij deze aanvraag."),
)

# Last year's answers, in the order of the questions: j, d or n for ja, deels, nee.
LAST_YEAR = "jdnnjjjdjnddjdnnddndjddjdnn"
THIS_YEAR = "jjdjjjjjjd"
NOTES: dict[str, tuple[str, str]] = {
    "plan-goals": ("De doelen staan in de beschikking.", ""),
    "plan-money": ("Het budget is apart begroot.", "Elk kwartaal kijken hoeveel er over is."),
    "independent-choice": ("Het kan, en het staat nu in de folder.", ""),
    "broad-groups": ("Het bereik onder jongeren is nog klein.", "Samen met het jongerenwerk een spreekuur beginnen."),
}


def tell(grant: Grant, users: dict[str, User], *, today: date) -> None:
    """The request of a grant whose year is over: sent in April of the year after, or still being drawn up before."""
    manager = users["teamleider@mee.example"]
    report = requests.annual_report(grant)
    if report is None:
        return
    begun_on, sent_on = (next_working_day(date(grant.year + 1, month, day)) for month, day in ((3, 3), (4, 14)))
    if begun_on > today:
        return
    request = requests.start(grant=grant, by=manager)
    document = requests.build_document(request)
    requests.write_content(
        request=request,
        activities="\n\n".join(ACTIVITIES),
        differences=_differences(document.targets),
        answers=_answers(grant),
        by=manager,
    )
    requests.write_finances(request=request, finances=finances_of(grant), by=manager)
    signed_on = next_working_day(date(grant.year + 1, 3, 24))
    lines = (f"Controleverklaring bij de verantwoording {grant.year}", "Oordeel: goedkeurend", "Verzonnen voorbeeld")
    requests.attach_statement(
        request=request,
        verdict=AuditorStatement.Verdict.UNQUALIFIED,
        firm="Van Tellen accountants",
        signed_on=min(signed_on, today),
        content=small_pdf(lines),
        by=manager,
    )
    DeterminationRequest.objects.filter(pk=request.pk).update(started_at=moment(begun_on, 9, 15))
    if sent_on <= today:
        requests.send(request=request, by=manager, correcting=False, now=moment(sent_on, 14, 15))
        Job.objects.filter(kind=mails.REQUESTED, status=Job.Status.QUEUED).delete()  # that was long ago


def _differences(targets: Sequence[TargetResult]) -> str:
    return "\n\n".join(DIFFERENT.get(target.indicator, FALLBACK) for target in targets if target.met is False)


def _answers(grant: Grant) -> list[NewAnswer]:
    found = []
    for obligation in grant.obligations.all():
        met, text = next(
            ((met, text) for word, met, text in SAID if word in obligation.text), (ObligationAnswer.Met.YES.value, "")
        )
        evidence = None
        if obligation.evidence == obligation.Evidence.FILE:
            evidence = small_pdf((f"Bewijsstuk bij de subsidie van {grant.year}", "Verzonnen voorbeeld"))
        found.append(NewAnswer(obligation, met, text, evidence))
    return found


def finances_of(grant: Grant) -> Finances:
    """What was budgeted by the parts of the demo's costs, beside the costs that were written down. It balances: the
    bank is what equity and debts leave beside the other assets."""
    granted = grant.total
    shares = {kind: sum(share for found, _, share in PARTS if found == kind) for kind, _, _ in PARTS}
    budgeted = {kind: (granted * Decimal(share)).quantize(Decimal(1)) for kind, share in shares.items()}
    budgeted[CostKind.STAFF] += granted - sum(budgeted.values())
    rows = Cost.objects.filter(grant=grant).values_list("kind").annotate(Sum("amount"))
    realised = dict(rows.order_by("kind"))
    costs = tuple(
        MoneyLine(str(kind.label).capitalize(), budget, realised.get(kind, Decimal(0)))
        for kind, budget in budgeted.items()
    )
    result = granted - sum((line.realised for line in costs), Decimal(0))
    equity = (
        BalanceRow("Egalisatiereserve", Decimal(84_250), Decimal(84_250) + result),
        BalanceRow("Bestemmingsreserve scholing", Decimal(15_000), Decimal(15_000)),
    )
    liabilities = (
        BalanceRow("Vakantiegeld en vakantiedagen", Decimal(96_400), Decimal(99_150)),
        BalanceRow("Rekeningen van leveranciers", Decimal(21_730), Decimal(18_905)),
    )
    others = (
        BalanceRow("Inventaris en computers", Decimal(32_500), Decimal(27_800)),
        BalanceRow("Vooruitbetaald en nog te ontvangen", Decimal(12_640), Decimal(14_310)),
    )
    financed = [(row.opening, row.closing) for row in (*equity, *liabilities)]
    owned = [(row.opening, row.closing) for row in others]
    opening, closing = (
        sum((row[day] for row in financed), Decimal(0)) - sum((row[day] for row in owned), Decimal(0)) for day in (0, 1)
    )
    return Finances(
        income=(MoneyLine("Subsidie cliëntondersteuning", granted, granted),),
        costs=costs,
        assets=(*others, BalanceRow("Bank", opening, closing)),
        equity=equity,
        liabilities=liabilities,
        note="De personeelskosten zijn hoger door de nieuwe cao. Wat tekortkomt of overblijft, gaat via de "
        "egalisatiereserve.",
    )


def small_pdf(lines: Sequence[str]) -> bytes:
    """A page with these lines, in plain letters, written out by hand: it has to be a real PDF and no more than that."""
    text = b"BT /F1 14 Tf 72 770 Td 22 TL " + b"".join(
        b"(" + line.encode("latin-1").translate(None, b"()\\") + b") Tj T* " for line in lines
    )
    text += b"ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    begins = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    return made + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, begins)


def self_tests(municipality: Municipality, officer: User, *, today: date) -> None:
    """Last year's is whole; of this year's a part is answered, with intentions."""
    words = {"j": "yes", "d": "partly", "n": "no"}
    for year, scores in ((today.year - 1, LAST_YEAR), (today.year, THIS_YEAR)):
        answers = {
            key: TestAnswer(words[score], *(NOTES.get(key, ("", "")) if year == today.year else ("", "")))
            for key, score in zip(self_test.QUESTIONS, scores, strict=False)
        }
        self_test.write(municipality=municipality, year=year, answers=answers, by=officer)
    SelfTestAnswer.objects.filter(municipality=municipality, year=today.year - 1).update(
        answered_at=moment(date(today.year - 1, 11, 12), 10, 15)
    )
