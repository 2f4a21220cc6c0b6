"""Pure decisions of backups: which program will do, which backups go, what differs; and files that are whole or not."""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from oco.backups import contents, documents, manifest, programs, restoring, writing
from oco.backups.contents import LEFT_OUT, RIGHTS, Table
from oco.backups.manifest import Manifest, NotABackup
from oco.backups.programs import Program, ProgramMissing
from oco.models import Organisation

OLD, SAME, NEWER = (Program(Path(f"/{major}/pg_dump"), major) for major in (15, 18, 19))


# --- programs ---------------------------------------------------------------------------------------------------------


def test_the_lowest_version_that_is_new_enough_is_taken() -> None:
    assert programs.choose("pg_dump", [NEWER, OLD, SAME], at_least=18) == SAME
    assert programs.choose("pg_dump", [OLD, NEWER], at_least=18) == NEWER


def test_an_older_program_is_refused_in_a_sentence() -> None:
    with pytest.raises(ProgramMissing) as refused:
        programs.choose("pg_dump", [OLD], at_least=18)
    assert str(refused.value) == (
        "Het programma pg_dump is hier van versie 15, en versie 18 is nodig. "
        "Installeer PostgreSQL-programma's van versie 18 of nieuwer (postgresql-client-18)."
    )


def test_a_missing_program_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_candidates", lambda name: [])
    with pytest.raises(ProgramMissing) as refused:
        programs.find("pg_restore", at_least=18)
    assert str(refused.value).startswith("Het programma pg_restore is hier niet gevonden. Installeer ")


def test_the_embedded_programs_are_found_where_those_on_the_path_are_too_old() -> None:
    found = programs.find("pg_dump", at_least=18)
    assert found.major == 18


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("pg_dump (PostgreSQL) 18.4", 18),
        ("psql (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)", 15),
        ("iets anders", None),
    ],
)
def test_the_version_is_read(text: str, major: int | None) -> None:
    assert programs.major_of(text) == major


def test_a_password_stands_in_the_environment_and_never_in_the_command() -> None:
    address, environment = programs.address(
        {
            "NAME": "oco",
            "USER": "eigenaar",
            "PASSWORD": "geheim",
            "HOST": "db",
            "PORT": "",
            "OPTIONS": {"sslmode": "require", "pool": True, "assume_role": "x"},
        }
    )
    assert address == "host=db user=eigenaar dbname=oco sslmode=require"
    assert environment["PGPASSWORD"] == "geheim"


# --- which backups go -------------------------------------------------------------------------------------------------

NAMES = [
    "oco-backup-20261001-030000.zip",
    "oco-backup-20261030-030000.zip.enc",
    "oco-backup-20261129-030000.zip",
    "iets-anders.zip",
    "oco-backup-20261001-030000.zip.txt",
]


@pytest.mark.parametrize(
    ("keep_days", "gone"), [(100, []), (30, NAMES[:1]), (29, NAMES[:2]), (1, NAMES[:2])]
)  # 30 October is thirty days before 29 November
def test_backups_go_after_their_term_and_other_files_stay(keep_days: int, gone: list[str]) -> None:
    assert writing.expired(NAMES, today=date(2026, 11, 29), keep_days=keep_days) == gone


def test_the_newest_backup_stays_however_old() -> None:
    assert writing.expired(NAMES, today=date(2030, 1, 1), keep_days=1) == NAMES[:2]


def test_a_name_tells_the_moment_and_whether_it_is_encrypted() -> None:
    moment = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
    assert writing.file_name(moment, encrypted=False) == NAMES[2]
    assert writing.file_name(moment, encrypted=True) == f"{NAMES[2]}.enc"


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "back-up.zip"
    with contextlib.suppress(ZeroDivisionError), writing.whole_file(path) as file:
        file.write(b"half")
        assert len(list(tmp_path.iterdir())) == 1
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with writing.whole_file(path) as file:
        file.write(b"heel")
        assert not path.exists()
    assert [path] == list(tmp_path.iterdir())
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"heel", 0o600)


def test_a_backup_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "back-up.zip"

    def write() -> None:
        with writing.whole_file(path) as file:
            file.write(b"nieuw")
            path.write_bytes(b"oud")  # of another, meanwhile

    with pytest.raises(writing.BackupFailed, match="is er al"):
        write()
    assert path.read_bytes() == b"oud"
    assert list(tmp_path.iterdir()) == [path]


def test_what_goes_through_another_program_is_written_as_that_program_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "back-up.zip.enc"
    with writing.whole_file(path, through="tr a-z b-za") as file:
        file.write(b"abc")
    assert path.read_bytes() == b"bcd"


@pytest.mark.parametrize("command", ["false", "bestaat-niet -x", "sh -c 'cat; exit 3'"])
def test_a_program_that_fails_leaves_no_file(command: str, tmp_path: Path) -> None:
    def write() -> None:
        with writing.whole_file(tmp_path / "back-up.zip.enc", through=command) as file:
            file.write(b"x" * 1_000_000)

    with pytest.raises(writing.BackupFailed, match="Het programma"):
        write()
    assert list(tmp_path.iterdir()) == []


# --- what differs -----------------------------------------------------------------------------------------------------


def a_manifest() -> Manifest:
    return Manifest(
        made_at="2026-11-29T03:00:00+00:00",
        software="0.3.0",
        postgres=18,
        programs=18,
        migrations=["oco.0001_initial"],
        tables={"cases_client": Table(3, "aa"), "cases_contact": Table(9, "bb")},
        left_out=["oco_caresession"],
        sequences={"public.cases_client_id_seq": 3, "public.reporting_pseudonym_id_seq": 9},
        documents={"reporting_report 1": "cc"},
        structure={"triggers": ["append_only"], RIGHTS: ["oco_client oco_care SELECT"]},
    )


def test_nothing_differs_from_itself() -> None:
    assert manifest.differences(a_manifest(), a_manifest()) == []
    assert Manifest.from_json(a_manifest().to_json()) == a_manifest()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tables": {"cases_contact": Table(9, "bb")}}, ["De tabel cases_client ontbreekt."]),
        (
            {"tables": {"cases_client": Table(2, "aa"), "cases_contact": Table(9, "bb")}},
            ["De tabel cases_client heeft 2 rijen in plaats van 3."],
        ),
        (
            {"tables": {"cases_client": Table(3, "ab"), "cases_contact": Table(9, "bb")}},
            ["De inhoud van de tabel cases_client is anders."],
        ),
        ({"documents": {}}, ["Het document reporting_report 1 is niet hetzelfde."]),
        ({"broken": ["x 1"]}, ["Het document x 1 klopt niet met zijn controlegetal."]),
        (
            {"sequences": {"public.cases_client_id_seq": 2, "public.reporting_pseudonym_id_seq": 0}},
            ["De nummering public.cases_client_id_seq staat te laag."],
        ),
        (
            {"structure": {"triggers": [], RIGHTS: ["oco_client oco_care SELECT"]}},
            ["Bij triggers ontbreekt: append_only"],
        ),
        (
            {"structure": {"triggers": ["append_only"], RIGHTS: ["a", "oco_client oco_care SELECT"]}},
            ["Bij rechten is te veel: a"],
        ),
    ],
)
def test_each_kind_of_loss_is_said(changed: dict[str, object], said: list[str]) -> None:
    now = replace(a_manifest(), **changed)  # type: ignore[arg-type]  # a table of cases
    assert manifest.differences(a_manifest(), now) == said


def test_a_condition_that_postgresql_writes_another_way_is_the_same() -> None:
    first = "CHECK (((status)::text = ANY ((ARRAY['done'::character varying, 'failed'::character varying])::text[])))"
    again = (
        "CHECK (((status)::text = ANY (ARRAY[('done'::character varying)::text, ('failed'::character varying)::text])))"
    )
    other = first.replace("failed", "queued")
    before, after, changed = (
        replace(a_manifest(), structure={"voorwaarden": [line]}) for line in (first, again, other)
    )
    assert manifest.differences(before, after) == []
    assert len(manifest.differences(before, changed)) == 2


def test_rights_of_another_version_are_not_compared() -> None:
    now = replace(a_manifest(), structure={"triggers": ["append_only"], RIGHTS: []})
    assert manifest.differences(a_manifest(), now, rights=False) == []


def test_a_backup_of_a_newer_software_is_known() -> None:
    assert manifest.unknown_migrations(a_manifest(), {"oco.0001_initial", "oco.0002_more"}) == []
    assert manifest.unknown_migrations(a_manifest(), set()) == ["oco.0001_initial"]


def a_file(*, dump: bytes = b"PGDMP", spoil: bool = False) -> io.BytesIO:
    made = io.BytesIO()
    text = a_manifest().to_json().encode()
    digest = documents.sha256(b"iets anders" if spoil else dump)
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("manifest.json", text)
        archive.writestr("database.dump", dump)
        archive.writestr("checksums.json", writing._checksums(text, digest))
    return made


def test_a_whole_backup_opens_and_a_half_or_spoiled_one_is_refused() -> None:
    whole = a_file()
    assert restoring.open_backup(whole)[1] == a_manifest()
    half = io.BytesIO(whole.getvalue()[:-200])
    with pytest.raises(NotABackup, match="geen hele back-up"):
        restoring.open_backup(half)
    with pytest.raises(NotABackup, match="controlegetallen"):
        restoring.open_backup(a_file(spoil=True))


# --- against the database ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_table_is_told_apart_by_one_sign_in_one_row() -> None:
    mee = Organisation.objects.create(kind="provider", name="MEE", slug="mee")
    Organisation.objects.create(kind="provider", name="Palet\nWelzijn", slug="palet")
    with connection.cursor() as cursor:
        before = contents.table(cursor, "oco_organisation")
        assert before.rows == 2
        assert contents.table(cursor, "oco_organisation") == before
        Organisation.objects.filter(pk=mee.pk).update(name="MEe")
        assert contents.table(cursor, "oco_organisation").sha256 != before.sha256
        Organisation.objects.filter(pk=mee.pk).update(name="MEE")
        assert contents.table(cursor, "oco_organisation") == before


@pytest.mark.django_db
def test_a_migrated_database_is_empty_until_somebody_is_in_it() -> None:
    with connection.cursor() as cursor:
        assert contents.is_empty(cursor)
        Organisation.objects.create(kind="provider", name="MEE", slug="mee")
        assert not contents.is_empty(cursor)


@pytest.mark.django_db
def test_every_table_that_is_left_out_exists_and_nothing_hangs_on_it() -> None:
    with connection.cursor() as cursor:
        assert set(LEFT_OUT) <= set(contents.table_names(cursor))
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid::regclass::text = ANY(%(out)s)"
            " AND NOT conrelid::regclass::text = ANY(%(out)s)",
            {"out": list(LEFT_OUT)},
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_rows_that_a_policy_hides_stop_a_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_care")
        contents.table(cursor, "oco_user")  # fewer rows than there are, and no error
        cursor.execute("SET LOCAL row_security = off")

    def refused(out: object) -> None:
        with connection.cursor() as cursor:
            contents.table(cursor, "oco_user")

    monkeypatch.setattr(writing, "_write", refused)
    with pytest.raises(writing.BackupFailed, match="mag niet alle rijen lezen"):
        writing.write(io.BytesIO())


def test_every_model_that_keeps_a_checksum_is_verified() -> None:
    named = {source.table for source in documents.sources()}
    keeping = {
        model._meta.db_table
        for model in apps.get_models()
        if {field.name for field in model._meta.concrete_fields} & {"sha256", "checksum"}
    }
    assert named == keeping


@pytest.mark.parametrize(
    ("command", "arguments", "said"),
    [
        ("restore", ["bestaat-niet.zip"], "bestaat-niet.zip is niet te lezen"),
        ("restore", ["pyproject.toml"], "geen hele back-up"),
        ("backup", ["-", "--keep-days", "30"], "hoort een map"),
        ("backup", ["pyproject.toml"], "is er al"),
        ("replay_removals", ["bestaat-niet.jsonl"], "niet te lezen"),
    ],
)
def test_a_mistake_at_the_terminal_gets_a_sentence(command: str, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command(command, *arguments)
    assert os.path.exists("pyproject.toml")


@pytest.mark.parametrize(("days", "warned"), [(30, False), (31, True)])
def test_keeping_backups_longer_than_certificates_say_is_warned_of(
    days: int, warned: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(*_: object) -> None:
        raise writing.BackupFailed("hier stopt het")

    monkeypatch.setattr(writing, "write", failed)
    with pytest.raises(CommandError, match="hier stopt het"):
        call_command("backup", str(tmp_path), "--keep-days", str(days))
    assert ("is langer dan OCO_BACKUP_DAYS (30)" in capsys.readouterr().err) is warned
