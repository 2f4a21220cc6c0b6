"""The end of a grant's year: what a request must hold, that it is written down once, and the decision on it."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from oco import jobs
from oco.models import Job
from reporting.documents import ReportDocument
from reporting.models import Report, ReportFile
from subsidies import files, filing, reviews
from subsidies.determination import decisions, mails, requests, rules
from subsidies.determination import files as determination_files
from subsidies.determination.decisions import DecisionRefused, Standing
from subsidies.determination.document import BalanceRow, Finances, MoneyLine, RequestDocument
from subsidies.determination.requests import NewAnswer, RequestRefused
from subsidies.models import Determination, DeterminationRequest, Grant, Obligation, Payment, SentFile, SentRequest
from tests.subsidies.world import YEAR, World, let_through

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
GRANTED = Decimal("1701706")  # 1,370,646 + 331,060


def finances(**changed: object) -> Finances:
    """Adds up: income 1,701,706; costs 1,400,000 + 281,706 = 1,681,706; result 20,000, which the equity grew by."""
    lines: dict[str, object] = {
        "income": (MoneyLine("Subsidie", GRANTED, GRANTED),),
        "costs": (
            MoneyLine("Personeel", Decimal(1_420_000), Decimal(1_400_000)),
            MoneyLine("Huisvesting", Decimal("281706"), Decimal("281706")),
        ),
        "assets": (BalanceRow("Bank", Decimal(90_000), Decimal(115_000)),),
        "equity": (BalanceRow("Reserve", Decimal(60_000), Decimal(80_000)),),
        "liabilities": (BalanceRow("Nog te betalen", Decimal(30_000), Decimal(35_000)),),
    }
    return Finances(**{**lines, **changed})  # type: ignore[arg-type]


@pytest.fixture
def grant(world: World) -> Grant:
    """The grant of 2018, with two obligations, and the annual report filed and accepted."""
    made = world.grant()
    world.small_quarter()
    Obligation.objects.create(grant=made, number=1, text="Spreekuur in elke wijk", evidence="text", due="determination")
    Obligation.objects.create(grant=made, number=2, text="Jaarplan", evidence="file", due="determination")
    report = filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=YEAR, by=world.manager
    )
    let_through(report)
    reviews.accept(report=report, by=world.officer)
    return made


@pytest.fixture
def ready(world: World, grant: Grant) -> DeterminationRequest:
    request = requests.start(grant=grant, by=world.manager)
    first, second = grant.obligations.all()
    requests.write_content(
        request=request,
        activities="Wij hielden spreekuur in vier wijken.",
        differences="Er kwamen minder mensen: de balie was in het begin van het jaar dicht.",
        answers=[NewAnswer(first, "partly", "In Rokkeveen nog niet."), NewAnswer(second, "yes", "", PDF + b"plan")],
        by=world.manager,
    )
    requests.write_finances(request=request, finances=finances(), by=world.manager)
    requests.attach_statement(
        request=request,
        verdict="unqualified",
        firm="Van Tellen accountants",
        signed_on=date(2019, 3, 20),
        content=PDF,
        by=world.manager,
    )
    return DeterminationRequest.objects.get()


def sentences(request: DeterminationRequest, *, blocks: bool) -> list[str]:
    points = rules.missing(requests.build_document(request))
    return [point.sentence for point in points if point.blocks is blocks]


def test_a_request_begins_with_the_grant_as_income_and_says_all_that_is_missing(world: World, grant: Grant) -> None:
    request = requests.start(grant=grant, by=world.manager)
    assert requests.finances_of(request).income == (MoneyLine("Subsidie cliëntondersteuning", GRANTED, GRANTED),)
    assert requests.start(grant=grant, by=world.mee_manager) == request
    # The small quarter has 7 clients of 1,200 and 6 answered questions of 5,000.
    assert sentences(request, blocks=True) == [
        "Er staat nog niet wat er is gedaan.",
        "2 doelen zijn niet gehaald (unieke cliënten, beantwoorde vragen). Leg uit waardoor.",
        "Bij 2 verplichtingen staat nog niets.",
        "Er staan nog geen kosten in het financieel verslag.",
        "De balans is nog leeg.",
        "De controleverklaring van de accountant ontbreekt.",
    ]
    with pytest.raises(RequestRefused, match=r"U kunt nog niet versturen\. Er staat nog niet wat er is gedaan\."):
        requests.send(request=request, by=world.manager, correcting=False)
    assert not SentRequest.objects.exists()


def test_a_whole_request_misses_nothing(ready: DeterminationRequest) -> None:
    assert sentences(ready, blocks=True) == []
    assert sentences(ready, blocks=False) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"assets": (BalanceRow("Bank", Decimal(90_000), Decimal("115000.01")),)},
            "De balans op 31 december klopt niet: de bezittingen zijn €\u00a0115.000,01, eigen vermogen en schulden "
            "zijn €\u00a0115.000,00. Dat scheelt €\u00a00,01.",
        ),
        (
            {"liabilities": ()},
            "De balans op 1 januari klopt niet: de bezittingen zijn €\u00a090.000,00, eigen vermogen en schulden zijn "
            "€\u00a060.000,00. Dat scheelt €\u00a030.000,00.",
        ),
        (
            # 10 % of 1,701,706 is 170,170.60: 1,500,000 is 201,706 less.
            {"costs": (MoneyLine("Personeel", GRANTED, Decimal(1_500_000)),)},
            "De kosten zijn meer dan een tiende anders dan begroot. Leg dat uit.",
        ),
        ({"income": ()}, "Er staan nog geen opbrengsten in het financieel verslag."),
    ],
)
def test_money_that_does_not_add_up_holds_back_the_sending(
    world: World, ready: DeterminationRequest, changed: dict[str, object], sentence: str
) -> None:
    requests.write_finances(request=ready, finances=finances(**changed), by=world.manager)
    assert sentence in sentences(ready, blocks=True)


def test_a_result_beside_the_equity_is_only_pointed_out(world: World, ready: DeterminationRequest) -> None:
    # Result 1,701,706 - 1,691,706 = 10,000, beside an equity that grew by 20,000.
    costs = (MoneyLine("Alles", GRANTED, Decimal("1691706")),)
    requests.write_finances(request=ready, finances=finances(costs=costs), by=world.manager)
    assert sentences(ready, blocks=True) == []
    assert sentences(ready, blocks=False) == [
        "Het resultaat is €\u00a010.000,00, en het eigen vermogen veranderde met €\u00a020.000,00. "
        "Dat is vaak hetzelfde."
    ]


amounts = st.integers(0, 1_000_000_000).map(lambda cents: Decimal(cents) / 100)


@given(
    income=st.lists(st.tuples(amounts, amounts), max_size=6),
    costs=st.lists(st.tuples(amounts, amounts), max_size=6),
)
def test_the_sums_of_the_financial_report_are_those_of_its_lines(
    income: list[tuple[Decimal, Decimal]], costs: list[tuple[Decimal, Decimal]]
) -> None:
    report = Finances(
        income=tuple(MoneyLine(str(n), *pair) for n, pair in enumerate(income)),
        costs=tuple(MoneyLine(str(n), *pair) for n, pair in enumerate(costs)),
    )
    cents = [int(100 * (sum(x[way] for x in income) - sum(x[way] for x in costs))) for way in (0, 1)]
    assert [int(100 * report.result.budgeted), int(100 * report.result.realised)] == cents
    assert report.result.difference == report.total_income.difference - report.total_costs.difference


def test_what_is_sent_is_written_down_once_with_its_files(world: World, ready: DeterminationRequest) -> None:
    key = uuid.uuid4()
    sent = requests.send(request=ready, by=world.manager, correcting=False, key=key)
    assert requests.send(request=ready, by=world.manager, correcting=False, key=key) == sent
    document = RequestDocument.from_json(sent.data)
    assert (document.number, document.sent_by, document.granted) == (1, "Manager-Zosamen", GRANTED)
    assert document.checksum == sent.checksum
    assert document.report is not None
    assert document.report.accepted
    assert [(each.obligation, each.met, each.evidence_file) for each in document.obligations] == [
        ("Spreekuur in elke wijk", "deels", 0),
        ("Jaarplan", "ja", 1),
    ]
    report = Report.objects.get()
    for file_format in ReportFile.Format:
        files.keep(report, file_format, ReportDocument.from_json(report.released.data))
    jobs.run(Job.objects.get(kind=determination_files.KIND).pk)
    assert {file.kind for file in sent.files.all()} == {"statement", "evidence", "report", "bundle"}
    bundle = zipfile.ZipFile(io.BytesIO(bytes(sent.files.get(kind="bundle").content)))
    assert bundle.namelist() == [
        "aanvraag-tot-vaststelling.pdf",
        "bewijsstuk-1.pdf",
        "controleverklaring.pdf",
        "jaarrapport-2018.pdf",
        "jaarrapport-2018.xlsx",
        "controlegetallen.txt",
    ]
    assert bundle.read("bewijsstuk-1.pdf") == PDF + b"plan"
    for line in bundle.read("controlegetallen.txt").decode().split("\r\n"):
        checksum, name = line.split("  ")
        assert hashlib.sha256(bundle.read(name)).hexdigest() == checksum
    text = " ".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(bundle.read(bundle.namelist()[0]))
    )
    for words in ("Aanvraag tot vaststelling 2018", "1.701.706", "20.000", "Van Tellen accountants", "In Rokkeveen"):
        assert words in text


def test_the_same_request_gives_the_same_bytes(world: World, ready: DeterminationRequest) -> None:
    sent = requests.send(request=ready, by=world.manager, correcting=False)
    document = RequestDocument.from_json(sent.data)
    assert determination_files.render(document) == determination_files.render(RequestDocument.from_json(sent.data))
    assert determination_files.bundle(sent) == determination_files.bundle(sent)


def test_a_sent_request_changes_only_when_the_municipality_asks_to_complete_it(
    world: World, ready: DeterminationRequest
) -> None:
    sent = requests.send(request=ready, by=world.manager, correcting=False)
    assert not requests.may_change(ready)
    with pytest.raises(RequestRefused, match="De aanvraag is verstuurd"):
        requests.write_finances(request=ready, finances=finances(), by=world.manager)
    decisions.ask_to_complete(
        sent=sent, question="Het jaarplan ontbreekt.", answer_by=date(2019, 6, 1), by=world.officer
    )
    assert requests.may_change(ready)
    with pytest.raises(DecisionRefused, match="om aanvulling gevraagd"):
        decide(sent, world)
    again = requests.send(request=ready, by=world.manager, correcting=False)
    assert again.number == 2
    with pytest.raises(DecisionRefused, match="nieuwere aanvraag"):
        decide(sent, world)
    assert decide(again, world).amount == GRANTED


def decide(sent: SentRequest, world: World, **changed: object) -> Determination:
    data: dict[str, object] = {
        "number": "2019-0777",
        "decided_on": date(2019, 6, 20),
        "amount": GRANTED,
        "ground": "",
        "explanation": "",
    }
    return decisions.determine(sent=sent, by=world.officer, **{**data, **changed})  # type: ignore[arg-type]


def test_a_correction_of_the_annual_report_holds_back_the_sending(world: World, ready: DeterminationRequest) -> None:
    with pytest.raises(RequestRefused, match="staat open voor correctie"):
        requests.send(request=ready, by=world.manager, correcting=True)


def test_a_lower_amount_has_a_ground_and_what_was_paid_too_much_is_claimed_back(
    world: World, ready: DeterminationRequest
) -> None:
    sent = requests.send(request=ready, by=world.manager, correcting=False)
    with pytest.raises(DecisionRefused, match="Kies dan de grond"):
        decide(sent, world, amount=GRANTED - 1)
    with pytest.raises(DecisionRefused, match="Daar hoort geen grond bij"):
        decide(sent, world, ground="obligations", explanation="Zo maar.")
    with pytest.raises(DecisionRefused, match="hoger bedrag"):
        decide(sent, world, amount=GRANTED + 1)
    for instalment in sent.grant.instalments.all():
        Payment.objects.create(instalment=instalment, paid_on=instalment.due_on, amount=instalment.amount)
    decision = decide(
        sent, world, amount=Decimal(1_650_000), ground="obligations", explanation="Er was geen spreekuur in Rokkeveen."
    )
    # 1,701,706 paid - 1,650,000 = 51,706 back.
    assert (decision.paid, decision.claimed_back, decision.still_to_pay) == (GRANTED, Decimal(51_706), Decimal(0))
    assert decisions.position_of(Grant.objects.get()).standing is Standing.DECIDED
    with pytest.raises(DecisionRefused, match="al vastgesteld"):
        decide(sent, world)
    letter = determination_files.letter(decision)
    assert letter == determination_files.letter(decision)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(letter)]
    text = " ".join(pages)
    assert len(pages) == 1, "a greeting alone on a second page is no letter"
    for words in ("1.650.000", "51.706", "artikel 4:46", "artikel 4:57", "binnen zes weken", "geen spreekuur"):
        assert words in text


def test_nothing_was_paid_yet_so_the_municipality_pays_all(world: World, ready: DeterminationRequest) -> None:
    decision = decide(requests.send(request=ready, by=world.manager, correcting=False), world)
    assert (decision.paid, decision.claimed_back, decision.still_to_pay) == (Decimal(0), Decimal(0), GRANTED)


def test_the_municipality_decides_with_its_own_login_and_reads_no_draft(
    world: World, ready: DeterminationRequest
) -> None:
    sent = requests.send(request=ready, by=world.manager, correcting=False)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE oco_municipality")
    try:
        assert decide(sent, world).number == "2019-0777"
        for table in ("determinationrequest", "financialline", "balanceline", "auditorstatement", "obligationanswer"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cur:
                cur.execute(f"SELECT 1 FROM subsidies_{table}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def test_letter_and_mail_are_asked_for_once(
    world: World, ready: DeterminationRequest, mailoutbox: list[EmailMessage]
) -> None:
    sent = requests.send(request=ready, by=world.manager, correcting=False)
    decision = decide(sent, world)
    assert determination_files.ask_for_letters() == 1
    assert mails.ask_for_answers() == 1
    kinds = [mails.REQUESTED, mails.ANSWERED, determination_files.LETTER]
    for job in Job.objects.filter(kind__in=kinds).order_by("queued_at"):
        jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.status, job.error) == ("done", "")
    assert bytes(decision.letter.content).startswith(b"%PDF")
    assert determination_files.ask_for_letters() == 0
    assert mails.ask_for_answers() == 0
    told = sorted((message.to, message.subject) for message in mailoutbox)
    assert told == [
        (["beleid-zoetermeer@voorbeeld.example"], "Aanvraag tot vaststelling 2018 van ZoSamen staat klaar"),
        (["manager-zosamen@voorbeeld.example"], "De gemeente heeft beslist over uw aanvraag tot vaststelling 2018"),
    ]
    assert SentFile.objects.filter(sent=sent, kind="report").count() == 0
