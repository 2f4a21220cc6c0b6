"""The sheets of a register that a file may leave out, and the columns that came later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import Model

from cases import exports
from cases.imports.columns import (
    AFTERCARE,
    ASSESSMENTS,
    CLIENTS,
    CONTACT_PERSONS,
    HOURS,
    OBJECTIONS,
    PAUSES,
    QUESTIONS,
    REFERRALS,
    SHEET,
    SIGNALS,
    SOCIAL_MAP,
    TALKS,
)
from cases.imports.parts import PARTS, exported
from cases.imports.register import RegisterRefused
from cases.imports.sheets import FileRefused
from cases.models import (
    AftercareContact,
    Assessment,
    AssessmentScore,
    Client,
    Contact,
    ContactPerson,
    HelpQuestion,
    Objection,
    QuestionEvent,
    Referral,
    Signal,
    SocialMapEntry,
    Talk,
    TermPause,
)
from oco.models import PeriodClosing, User
from tests.cases.test_register_import import (
    MEE,
    PALET,
    TODAY,
    World,
    bring_in,
    check,
    make_world,
    place,
    rows,
    xlsx,
    zipped,
)

pytestmark = pytest.mark.django_db
Sheet = list[list[Any]]
MODELS: tuple[type[Model], ...] = (*(part.model for part in PARTS), AssessmentScore)


@pytest.fixture(autouse=True)
def on_the_last_day_of_2018() -> Any:
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def line(sheet: str, **cells: str) -> list[str]:
    """A row by the names of its columns, with _ for a space."""
    named = {name.replace("_", " "): value for name, value in cells.items()}
    columns = [column.name for column in SHEET[sheet].columns]
    assert not named.keys() - set(columns), named.keys() - set(columns)
    return [named.get(name, "") for name in columns]


def whole() -> dict[str, Sheet]:
    """The register of `rows` with a row on every sheet that may be left out; question 2001 was closed on 20 April."""
    return {
        **rows(),
        CONTACT_PERSONS: [
            line(
                CONTACT_PERSONS, clientnummer="1001", naam="Karin Berg", relatie="dochter", telefoon="06 12 34 56 78",
                rol="mantelzorger|vertegenwoordiger", belasting="zwaar", machtiging_voor="post",
                machtiging_vanaf="01-01-2018", machtiging_tot="31-12-2030",
            ),
        ],
        PAUSES: [
            line(
                PAUSES, vraagnummer="2002", termijn="eerste contact", reden="cliënt vroeg om een latere datum",
                vanaf="07-08-2018", tot="09-08-2018",
            ),
        ],
        ASSESSMENTS: [
            line(
                ASSESSMENTS, vraagnummer="2001", instrument="zelfredzaamheid-matrix", moment="begin",
                datum="07-02-2018", inkomen="2", huisvesting="3",
            ),
        ],
        REFERRALS: [
            line(
                REFERRALS, vraagnummer="2001", datum="10-02-2018", naar_wie="Humanitas", hoe="warme overdracht",
                toestemming="ja", gezamenlijk_gesprek="12-02-2018", eerste_afspraak="20-02-2018", doorgegaan="ja",
                antwoord="aangenomen", beantwoord="11-02-2018",
            ),
        ],
        AFTERCARE: [
            line(
                AFTERCARE, vraagnummer="2001", soort="nazorg", gepland="01-06-2018", gedaan="04-06-2018",
                hoe_gaat_het="Goed",
            ),
        ],
        SOCIAL_MAP: [
            line(
                SOCIAL_MAP, naam="Humanitas", leefgebieden="wonen|welzijn", website="www.humanitas.nl",
                nagekeken="01-03-2018",
            ),
        ],
        SIGNALS: [
            line(
                SIGNALS, datum="12-02-2018", aanbieder=MEE, leefgebied="wonen", wijk="Rokkeveen",
                signaal="Wachtlijst van drie jaar",
            ),
        ],
        TALKS: [
            line(
                TALKS, vraagnummer="2001", datum="01-03-2018", tijd="14.30", plaats="thuis",
                hoe_ging_het="wij waren erbij", uitkomst="Er komt hulp",
            ),
        ],
        OBJECTIONS: [
            line(
                OBJECTIONS, vraagnummer="2001", soort="bezwaar", waarover="hulp in huis",
                besluit_verstuurd="01-03-2018", ingediend="20-03-2018",
            ),
        ],
    }  # fmt: skip


def written() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS}


def put(sheet: str, **cells: str) -> Callable[[dict[str, Sheet]], None]:
    """Changes cells of the first row of a sheet."""
    columns = [column.name for column in SHEET[sheet].columns]

    def change(content: dict[str, Sheet]) -> None:
        for name, value in cells.items():
            content[sheet][0][columns.index(name.replace("_", " "))] = value

    return change


# --- what is written ------------------------------------------------------------------------------------------------


def test_every_sheet_is_written(world: World) -> None:
    preview = bring_in(world, xlsx(whole()))
    assert {name: counts.new for name, counts in preview.counts.items()} == {
        CLIENTS: 2,
        QUESTIONS: 2,
        HOURS: 3,
        **{part.sheet: 1 for part in PARTS},
    }
    person = ContactPerson.objects.get()
    assert (person.client.number, person.is_carer, person.is_representative, person.to_call) == (
        *("1001", True, True, False),
    )
    assert (person.phone, person.carer_load, person.mandate_until, person.written_by) == (
        *("+31612345678", "heavy", date(2030, 12, 31), world.manager),
    )
    assert {score.domain: score.score for score in Assessment.objects.get().scores.all()} == {
        "zrm_income": 2,
        "zrm_housing": 3,
    }
    assert (Assessment.objects.get().edition, Assessment.objects.get().provider) == ("zrm_12", world.mee)
    referral = Referral.objects.get()
    assert (referral.kind, referral.first_appointment_kept, referral.answer) == ("warm", True, "accepted")
    # Who had the contact isn't in the file: the supporter of the question.
    assert AftercareContact.objects.get().done_by == User.objects.get(email="sam@mee.example")
    entry = SocialMapEntry.objects.get()
    assert (entry.domains, entry.website, entry.checked_by) == (
        *(["housing", "welfare"], "https://www.humanitas.nl", world.manager),
    )
    signal = Signal.objects.get()
    assert (signal.provider, signal.domain, signal.district is not None) == (world.mee, "housing", True)
    assert (Talk.objects.get().at, Talk.objects.get().attendance) == (time(14, 30), "with_us")
    # Six weeks to file, and then six weeks to decide.
    assert (Objection.objects.get().file_by, Objection.objects.get().decide_by) == (
        *(date(2018, 4, 12), date(2018, 5, 24)),
    )


def test_a_pause_stamps_the_last_day_of_its_term(world: World) -> None:
    bring_in(world, xlsx(whole()))
    question = HelpQuestion.objects.get(number="2002")
    # Wednesday 1 August + 14 days is the 15th; two days of pause make it the 17th.
    assert (question.first_contact_due_on, question.first_contact_paused_due_on) == (
        *(date(2018, 8, 15), date(2018, 8, 17)),
    )
    assert question.pick_up_paused_due_on is None


def test_a_pause_of_a_known_question_and_a_longer_one_stamp_it_anew(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = whole()
    bring_in(world, xlsx({**rows(), PAUSES: content[PAUSES]}))
    assert HelpQuestion.objects.get(number="2002").first_contact_paused_due_on == date(2018, 8, 17)
    put(PAUSES, tot="14-08-2018")(content)
    preview = bring_in(world, xlsx({**rows(), PAUSES: content[PAUSES]}))
    assert (preview.counts[PAUSES].changed, preview.counts[QUESTIONS].unchanged) == (1, 2)
    assert HelpQuestion.objects.get(number="2002").first_contact_paused_due_on == date(2018, 8, 22)


def test_a_question_can_be_known_already(world: World) -> None:
    bring_in(world, xlsx(rows()))
    content = {name: lines if name in {part.sheet for part in PARTS} else [] for name, lines in whole().items()}
    events = QuestionEvent.objects.filter(question__number="2001").count()
    preview = bring_in(world, xlsx(content))
    assert [preview.counts[part.sheet].new for part in PARTS] == [1] * 9
    # One line in the story for all that came beside the question.
    assert QuestionEvent.objects.filter(question__number="2001").count() == events + 1


def test_the_columns_that_came_later(world: World) -> None:
    content = rows()
    for sheet in (CLIENTS, QUESTIONS, HOURS):
        content[sheet] = [[*row, *[""] * (len(SHEET[sheet].columns) - len(row))] for row in content[sheet]]
    content[CLIENTS][0][-4:-1] = ["Turks", "via een contactpersoon", "na 14 uur"]  # the birth surname came after
    content[QUESTIONS][1][-2:] = ["Wachtlijst Ipse", "01-02-2019"]
    content[HOURS][0][-1] = "vrijwilliger"
    bring_in(world, xlsx(content))
    client, question = Client.objects.get(number="1001"), HelpQuestion.objects.get(number="2002")
    assert (client.language, client.reach_by, client.reach_when) == ("Turks", "carer", "na 14 uur")
    assert (question.waits_for, question.look_again_on) == ("Wachtlijst Ipse", date(2019, 2, 1))
    assert sorted(Contact.objects.values_list("supporter_kind", flat=True)) == ["professional", "volunteer"]
    out = exports.register_sheets(world.door)
    preview = check(world, exports.workbook(out))
    assert preview.problems == []
    assert {counts.new + counts.changed + counts.removed for counts in preview.counts.values()} == {0}
    # A file without these columns leaves them.
    old = {CLIENTS: -3, QUESTIONS: -2, HOURS: -1}
    headers = {name: [column.name for column in SHEET[name].columns][:last] for name, last in old.items()}
    short = {name: [line[:last] for line in content[name]] for name, last in old.items()}
    short[HOURS] = [*short[HOURS][1:], short[HOURS][0]]
    counts = bring_in(world, xlsx(short, headers)).counts
    assert {each.new + each.changed + each.removed for each in counts.values()} == {0}
    assert sorted(Contact.objects.values_list("supporter_kind", flat=True)) == ["professional", "volunteer"]
    assert Client.objects.get(number="1001").language == "Turks"


# --- a second time --------------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(world: World) -> None:
    bring_in(world, xlsx(whole()))
    before, events = written(), QuestionEvent.objects.count()
    preview = bring_in(world, zipped(whole()))
    assert [preview.counts[part.sheet].unchanged for part in PARTS] == [1] * 9
    assert (written(), QuestionEvent.objects.count()) == (before, events)


def test_what_goes_out_comes_in_unchanged(world: World) -> None:
    content = whole()
    content[CONTACT_PERSONS].append(line(CONTACT_PERSONS, clientnummer="1001", naam="Karin Berg", rol="contactpersoon"))
    content[TALKS].append(line(TALKS, vraagnummer="2001", plaats="stadhuis"))
    bring_in(world, xlsx(content))
    for out in (exports.workbook, exports.csv_zip):
        preview = check(world, out(exports.register_sheets(world.door)))
        assert preview.problems == []
        assert {counts.new + counts.changed + counts.removed for counts in preview.counts.values()} == {0}
        assert (preview.counts[CONTACT_PERSONS].unchanged, preview.counts[TALKS].unchanged) == (2, 2)


CHANGES: list[tuple[str, dict[str, str], Callable[[], object], object]] = [
    (CONTACT_PERSONS, {"relatie": "zus"}, lambda: ContactPerson.objects.get().relation, "zus"),
    (PAUSES, {"reden": "cliënt niet bereikt"}, lambda: TermPause.objects.get().reason, "unreachable"),
    (ASSESSMENTS, {"inkomen": "4"}, lambda: AssessmentScore.objects.get(domain="zrm_income").score, 4),
    (ASSESSMENTS, {"inkomen": ""}, lambda: AssessmentScore.objects.count(), 1),
    (ASSESSMENTS, {"justitie": "5"}, lambda: AssessmentScore.objects.count(), 3),
    (REFERRALS, {"doorgegaan": "nee"}, lambda: Referral.objects.get().first_appointment_kept, False),
    (AFTERCARE, {"gedaan": "", "hoe gaat het": ""}, lambda: AftercareContact.objects.get().done_by, None),
    (SOCIAL_MAP, {"leefgebieden": "zorg"}, lambda: SocialMapEntry.objects.get().domains, ["care"]),
    (SIGNALS, {"leefgebied": "zorg"}, lambda: Signal.objects.get().domain, "care"),
    (TALKS, {"tijd": "9:00"}, lambda: Talk.objects.get().at, time(9)),
    (OBJECTIONS, {"commissie": "ja"}, lambda: Objection.objects.get().decide_by, date(2018, 7, 5)),
]


@pytest.mark.parametrize(("sheet", "cells", "read", "expected"), CHANGES)
def test_a_row_that_says_something_else_changes_the_record(
    sheet: str, cells: dict[str, str], read: Callable[[], object], expected: object, world: World
) -> None:
    bring_in(world, xlsx(whole()))
    content = whole()
    put(sheet, **cells)(content)
    preview = bring_in(world, xlsx(content))
    assert (preview.counts[sheet].new, preview.counts[sheet].changed) == (0, 1)
    assert sum(counts.changed for counts in preview.counts.values()) == 1
    assert read() == expected


def test_rows_and_sheets_that_left_the_file_leave_what_is_known(world: World) -> None:
    bring_in(world, xlsx(whole()))
    before = written()
    bring_in(world, xlsx(rows()))
    bring_in(world, xlsx({name: [] if name in SHEET and SHEET[name].optional else v for name, v in whole().items()}))
    assert written() == before


# --- errors ---------------------------------------------------------------------------------------------------------

WRONG: list[tuple[str, dict[str, str], str, str]] = [
    (CONTACT_PERSONS, {"clientnummer": "77"}, "clientnummer", "staat niet op het blad clienten en is hier niet bekend"),
    (CONTACT_PERSONS, {"naam": ""}, "naam", "Vul naam in."),
    (CONTACT_PERSONS, {"rol": "buurman"}, "rol", "‘buurman’ is geen rol. Kies uit: contactpersoon, mantelzorger"),
    (CONTACT_PERSONS, {"rol": "vertegenwoordiger"}, "belasting", "Alleen een mantelzorger"),
    (CONTACT_PERSONS, {"machtiging voor": ""}, "machtiging voor", "Schrijf op waarvoor"),
    (CONTACT_PERSONS, {"machtiging tot": "31-12-2017"}, "machtiging tot", "eindigt voor zij begint"),
    (CONTACT_PERSONS, {"machtiging tot": "31-12-2918"}, "machtiging tot", "meer dan 50 jaar vooruit"),
    (PAUSES, {"vraagnummer": "77"}, "vraagnummer", "staat niet op het blad hulpvragen en is hier niet bekend"),
    (PAUSES, {"tot": "07-08-2018"}, "tot", "Dat moet na 07-08-2018 zijn."),
    (PAUSES, {"tot": "07-12-2018"}, "tot", "hoogstens 90 dagen. Dit zijn er 122."),
    (PAUSES, {"vanaf": "31-07-2018"}, "vanaf", "pas op 01-08-2018 ontvangen"),
    (ASSESSMENTS, {"inkomen": "6"}, "inkomen", "6 kan niet. Vul 1 tot en met 5 in."),
    (ASSESSMENTS, {"meedoen": "6"}, "meedoen", "meedoen hoort niet bij zelfredzaamheid-matrix."),
    (ASSESSMENTS, {"inkomen": "", "huisvesting": ""}, "instrument", "minstens één domein"),
    (ASSESSMENTS, {"versie": "versie 2.0"}, "versie", "Kies uit: twaalf domeinen."),
    (ASSESSMENTS, {"inkomen": "veel"}, "inkomen", "‘veel’ is geen score."),
    (ASSESSMENTS, {"datum": "04-02-2018"}, "datum", "pas op 05-02-2018 ontvangen"),
    (REFERRALS, {"toestemming": "nee"}, "toestemming", "alleen als de cliënt het goed vindt"),
    (REFERRALS, {"eerste afspraak": ""}, "eerste afspraak", "Vul de dag van de eerste afspraak in."),
    (REFERRALS, {"eerste afspraak": "01-02-2019"}, "doorgegaan", "nog niet geweest"),
    (REFERRALS, {"beantwoord": ""}, "beantwoord", "Vul beantwoord in, of laat antwoord leeg."),
    (REFERRALS, {"antwoord": "niet aangenomen"}, "toelichting antwoord", "waarom niet"),
    (REFERRALS, {"antwoord": "afgerond"}, "afgerond", "hoort bij het antwoord"),
    (AFTERCARE, {"vraagnummer": "2002"}, "vraagnummer", "nog niet afgesloten"),
    (AFTERCARE, {"gedaan": "01-04-2018"}, "gedaan", "toen nog open"),
    (AFTERCARE, {"vervallen": "05-06-2018", "reden": "ziek"}, "vervallen", "niet allebei"),
    (AFTERCARE, {"reden": "ziek"}, "reden", "horen bij elkaar"),
    (SOCIAL_MAP, {"leefgebieden": "maan"}, "leefgebieden", "‘maan’ is geen leefgebied. Kies uit: "),
    (SOCIAL_MAP, {"website": "geen adres"}, "website", "geen adres van een website"),
    (SIGNALS, {"aanbieder": "Bakkerij"}, "aanbieder", "geen aanbieder van ZoSamen"),
    (SIGNALS, {"signaal": "Bel a@b.example"}, "signaal", "Een signaal noemt geen persoon."),
    (SIGNALS, {"signaal": "Mevrouw Berg wacht al drie jaar"}, "signaal", "een achternaam van een cliënt"),
    (SIGNALS, {"signaal": "x" * 201}, "signaal", "hoogstens 200 tekens"),
    (TALKS, {"tijd": "half drie"}, "tijd", "‘half drie’ is geen tijd. Schrijf het zoals 14:30."),
    (TALKS, {"hoe ging het": ""}, "hoe ging het", "Kies hoe het gesprek ging."),
    (TALKS, {"datum": ""}, "datum", "Vul de datum van het gesprek in."),
    (OBJECTIONS, {"besluit verstuurd": ""}, "besluit verstuurd", "Vul in wanneer het besluit is verstuurd."),
    (OBJECTIONS, {"soort": "klacht"}, "besluit verstuurd", "Bij een klacht is er geen besluit."),
    (OBJECTIONS, {"ingediend": "28-02-2018"}, "ingediend", "voor de dag van het besluit"),
    (OBJECTIONS, {"uitkomst": "samen opgelost"}, "afgerond", "Vul afgerond in, of laat uitkomst leeg."),
]


@pytest.mark.parametrize(("sheet", "cells", "column", "text"), WRONG)
def test_an_error_is_told_by_sheet_row_and_column_and_nothing_changes(
    sheet: str, cells: dict[str, str], column: str, text: str, world: World
) -> None:
    content = whole()
    put(sheet, **cells)(content)
    with pytest.raises(RegisterRefused) as refused:
        bring_in(world, xlsx(content))
    problems = refused.value.preview.problems
    assert (sheet, 2, column) in [place(problem) for problem in problems]
    assert text in " ".join(problem.text for problem in problems)
    assert not Client.objects.exists()
    assert not any(written().values())


@pytest.mark.parametrize("sheet", [ASSESSMENTS, SOCIAL_MAP])
def test_what_is_there_once_may_stand_in_the_file_once(sheet: str, world: World) -> None:
    content = whole()
    content[sheet].append(content[sheet][0])
    (problem,) = check(world, xlsx(content)).problems
    assert (problem.sheet, problem.row) == (sheet, 3)
    assert problem.text == "Dit staat ook op regel 2. Het mag één keer voorkomen."


def test_waiting_has_a_reason_and_a_day(world: World) -> None:
    content = rows()
    content[QUESTIONS] = [[*row, *[""] * (len(SHEET[QUESTIONS].columns) - len(row))] for row in content[QUESTIONS]]
    content[QUESTIONS][0][-2] = "Wachtlijst"
    content[QUESTIONS][1][-1] = "01-02-2019"
    assert [place(problem) for problem in check(world, xlsx(content)).problems] == [
        (QUESTIONS, 2, "kijk opnieuw op"),
        (QUESTIONS, 3, "wacht op"),
    ]


def test_a_kind_of_supporter_belongs_to_a_question(world: World) -> None:
    content = rows()
    content[HOURS][2] += ["", "vrijwilliger"]
    (problem,) = check(world, xlsx(content)).problems
    assert place(problem) == (HOURS, 4, "soort ondersteuner")


def test_from_the_command_line_somebody_stands_behind_these_sheets(world: World) -> None:
    with pytest.raises(FileRefused, match="--by"):
        bring_in(world, xlsx(whole()), by=None)
    bring_in(world, xlsx(whole()))
    # What changes nothing needs nobody.
    bring_in(world, xlsx(whole()), by=None)


def test_the_command_says_who_imports(world: World, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(xlsx(whole()))
    with pytest.raises(CommandError, match="niet van een gebruiker"):
        call_command("import_register", str(path), "--by", "niemand@mee.example", stdout=StringIO())
    out = StringIO()
    call_command("import_register", str(path), "--by", "Manager@mee.example", stdout=out)
    assert "sociale kaart   1 nieuw, 0 gewijzigd, 0 hetzelfde" in out.getvalue()
    assert ContactPerson.objects.get().written_by == world.manager


# --- filed periods --------------------------------------------------------------------------------------------------

FILED: list[tuple[str, dict[str, str], str]] = [
    (PAUSES, {"reden": "cliënt niet bereikt"}, "reden"),
    (PAUSES, {"tot": "13-08-2018"}, "tot"),
    (PAUSES, {"vanaf": "08-08-2018"}, "vanaf"),
    (ASSESSMENTS, {"inkomen": "4"}, "datum"),
    (ASSESSMENTS, {"datum": "08-02-2018"}, "datum"),
    (ASSESSMENTS, {"moment": "einde"}, "datum"),
    (REFERRALS, {"doorgegaan": "nee"}, "doorgegaan"),
    (REFERRALS, {"naar wie": "Kwadraad"}, "datum"),
    (SIGNALS, {"leefgebied": "zorg"}, "leefgebied"),
    (SIGNALS, {"signaal": "Iets anders"}, "datum"),
]


@pytest.mark.parametrize(("sheet", "cells", "column"), FILED)
def test_a_counted_fact_of_a_filed_period_stays(sheet: str, cells: dict[str, str], column: str, world: World) -> None:
    bring_in(world, xlsx(whole()))
    PeriodClosing.objects.create(
        front_door=world.door, start=date(2018, 1, 1), end=date(2019, 1, 1), closed_by=world.manager
    )
    assert check(world, xlsx(whole())).problems == []
    content = whole()
    put(sheet, **cells)(content)
    problems = check(world, xlsx(content)).problems
    assert (sheet, 2, column) in [place(problem) for problem in problems]
    assert all("Het rapport over 2018 is ingediend." in problem.text for problem in problems)


def test_what_no_report_counts_may_change_after_filing(world: World) -> None:
    bring_in(world, xlsx(whole()))
    PeriodClosing.objects.create(
        front_door=world.door, start=date(2018, 1, 1), end=date(2019, 1, 1), closed_by=world.manager
    )
    content = whole()
    put(REFERRALS, antwoord="niet aangenomen", toelichting_antwoord="vol")(content)
    put(ASSESSMENTS, toelichting="rustig besproken")(content)
    put(TALKS, plaats="stadhuis")(content)
    assert sum(counts.changed for counts in bring_in(world, xlsx(content)).counts.values()) == 3


# --- whose rows -----------------------------------------------------------------------------------------------------


def test_a_manager_brings_in_rows_beside_the_own_questions_alone(world: World) -> None:
    bring_in(world, xlsx(whole()))
    content = {CLIENTS: [], QUESTIONS: [], HOURS: [], **{part.sheet: whole()[part.sheet] for part in PARTS}}
    put(SIGNALS, aanbieder=PALET)(content)
    put(CONTACT_PERSONS, clientnummer="1002")(content)
    for sheet in (REFERRALS, ASSESSMENTS, AFTERCARE, TALKS, OBJECTIONS):
        put(sheet, vraagnummer="2002")(content)
    problems = check(world, xlsx(content), frozenset({world.mee.pk})).problems
    assert {(problem.sheet, problem.column) for problem in problems} == {
        *((sheet, "vraagnummer") for sheet in (PAUSES, REFERRALS, ASSESSMENTS, AFTERCARE, TALKS, OBJECTIONS)),
        (CONTACT_PERSONS, "clientnummer"),
        (SIGNALS, "aanbieder"),
    }
    unknown = [problem.text for problem in problems if problem.column != "aanbieder"]
    assert all("is hier niet bekend" in text for text in unknown)


def test_a_row_with_another_error_tells_of_a_number_that_is_not_known(world: World) -> None:
    content = whole()
    put(PAUSES, vraagnummer="77", reden="zomaar")(content)
    assert [place(problem) for problem in check(world, xlsx(content)).problems] == [
        (PAUSES, 2, "reden"),
        (PAUSES, 2, "vraagnummer"),
    ]


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, django_assert_max_num_queries: Any) -> None:
    content = whole()
    for sheet in (part.sheet for part in PARTS if part.sheet not in (ASSESSMENTS, SOCIAL_MAP)):
        content[sheet] = content[sheet] * 40
    bring_in(world, xlsx(whole()))
    with django_assert_max_num_queries(45):
        check(world, xlsx(content))
    bring_in(world, xlsx(content))
    with django_assert_max_num_queries(45):
        check(world, xlsx(content))
    for sheet in (part.sheet for part in PARTS):
        with django_assert_max_num_queries(3):
            list(exported(next(part for part in PARTS if part.sheet == sheet), world.door))
