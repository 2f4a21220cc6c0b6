"""The manager's page: upload, preview, agreement, result; and what others get to see of it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from cases.imports import register
from cases.imports.columns import HOURS, QUESTIONS
from cases.models import Client, Contact, HelpQuestion, RegisterImport
from oco import jobs
from oco.models import AuditEvent, FrontDoor, Job, Membership, Organisation, Participation, User
from tests.cases.test_register_import import MEE, World, make_world, rows, xlsx

pytestmark = pytest.mark.django_db
Status = RegisterImport.Status


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def browser(world: World) -> Browser:
    return signed_in(world.manager)


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def register_of_mee() -> dict[str, list[list[object]]]:
    """The rows of MEE alone: what its manager may import."""
    content = rows()
    content[QUESTIONS], content[HOURS] = content[QUESTIONS][:1], content[HOURS][:2]
    return content


def send(browser: Browser, world: World, content: bytes, key: uuid.UUID | None = None) -> RegisterImport:
    file = SimpleUploadedFile("cliënten van Annie van den Berg.xlsx", content)
    data = {"front_door": world.door.pk, "file": file, "key": str(key or uuid.uuid4())}
    response = browser.post(reverse("import_register"), data)
    row = RegisterImport.objects.latest("uploaded_at")
    assert response.status_code == 302
    assert response["Location"] == reverse("import_status", args=[row.pk])
    return row


def work(row: RegisterImport) -> RegisterImport:
    """The worker does the job that waits."""
    row.refresh_from_db()
    assert row.job is not None
    assert jobs.run(row.job.pk)
    row.refresh_from_db()
    return row


def page(browser: Browser, row: RegisterImport, name: str = "import_status") -> str:
    response = browser.get(reverse(name, args=[row.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_way_from_upload_to_result(world: World, browser: Browser) -> None:
    row = send(browser, world, xlsx(register_of_mee()))
    assert row.status == Status.CHECKING
    assert "Bestand wordt nagekeken" in page(browser, row)

    row = work(row)
    assert row.status == Status.READY
    shown = page(browser, row)
    assert "Klopt dit?" in shown
    assert "sam@mee.example" in shown
    assert not Client.objects.exists()

    response = browser.post(reverse("confirm_import", args=[row.pk]))
    assert response["Location"] == reverse("import_status", args=[row.pk])
    row = work(row)
    assert (row.status, row.content) == (Status.DONE, None)
    assert "Alles is opgeslagen" in page(browser, row)
    assert (Client.objects.count(), HelpQuestion.objects.count(), Contact.objects.count()) == (2, 1, 2)
    assert HelpQuestion.objects.get().written_by == world.manager
    actions = set(AuditEvent.objects.filter(by=world.manager).values_list("action", flat=True))
    assert {"register uploaded", "register confirmed", "register imported"} <= actions


def test_the_name_of_the_file_is_kept_nowhere(world: World, browser: Browser) -> None:
    row = work(send(browser, world, xlsx(register_of_mee())))
    everything = [
        *RegisterImport.objects.defer("content").values(),
        *Job.objects.values(),
        *AuditEvent.objects.values(),
    ]
    assert "Annie" not in str(everything)
    assert row.job is not None
    assert row.job.arguments == {"register_import": str(row.pk)}


def test_errors_are_shown_and_downloaded_and_the_file_is_gone(world: World, browser: Browser) -> None:
    content = register_of_mee()
    content[QUESTIONS][0][3] = "duif"
    content[HOURS][0][4] = "<b>veel</b>"
    row = work(send(browser, world, xlsx(content)))
    assert (row.status, row.content) == (Status.REFUSED, None)
    shown = page(browser, row)
    assert "2 fouten" in shown
    assert "‘duif’ is geen kanaal." in shown
    assert "&lt;b&gt;veel&lt;/b&gt;" in shown
    response = browser.get(reverse("import_errors", args=[row.pk]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "blad;regel;kolom;fout"
    assert lines[2] == "uren;2;minuten;‘<b>veel</b>’ is geen heel aantal minuten."


def test_many_errors_are_leafed_through(world: World, browser: Browser) -> None:
    content = register_of_mee()
    content[HOURS] = [["2001", MEE, "sam@mee.example", "07-02-2018", "veel", "gesprek"] for _ in range(60)]
    row = work(send(browser, world, xlsx(content)))
    assert "Pagina 1 van 2" in page(browser, row)
    second = browser.get(reverse("import_status", args=[row.pk]), {"pagina": 2}).content.decode()
    assert second.count("is geen heel aantal minuten.") == 10


def test_a_file_that_is_no_register_is_refused_at_the_form(world: World, browser: Browser) -> None:
    file = SimpleUploadedFile("foto.png", b"\x89PNG" + b"0" * 100)
    data = {"front_door": world.door.pk, "file": file, "key": str(uuid.uuid4())}
    response = browser.post(reverse("import_register"), data)
    assert response.status_code == 200
    assert "Dit bestand is geen .xlsx en geen .zip." in response.content.decode()
    response = browser.post(reverse("import_register"), {"front_door": world.door.pk, "key": str(uuid.uuid4())})
    assert "Kies een bestand." in response.content.decode()
    assert not RegisterImport.objects.exists()


def test_a_form_that_is_sent_twice_makes_one_upload(world: World, browser: Browser) -> None:
    key = uuid.uuid4()
    first = send(browser, world, xlsx(register_of_mee()), key)
    assert send(browser, world, xlsx(register_of_mee()), key) == first
    assert RegisterImport.objects.count() == 1


def test_a_second_agreement_imports_nothing_twice(world: World, browser: Browser) -> None:
    row = work(send(browser, world, xlsx(register_of_mee())))
    for _ in range(2):
        browser.post(reverse("confirm_import", args=[row.pk]))
    assert Job.objects.filter(kind=register.IMPORT).count() == 1
    row = work(row)
    browser.post(reverse("confirm_import", args=[row.pk]))
    row.refresh_from_db()
    assert row.status == Status.DONE
    assert AuditEvent.objects.filter(action="register imported").count() == 1


def test_cancelling_throws_the_file_away(world: World, browser: Browser) -> None:
    row = work(send(browser, world, xlsx(register_of_mee())))
    browser.post(reverse("cancel_import", args=[row.pk]))
    row.refresh_from_db()
    assert (row.status, row.content) == (Status.CANCELLED, None)
    assert "sam@mee.example" not in str(row.preview)
    assert "U hebt deze import gestopt" in page(browser, row)
    assert not register.confirm(register_import=row, by=world.manager)


def test_what_changed_since_the_preview_is_seen_at_the_import(world: World, browser: Browser) -> None:
    row = work(send(browser, world, xlsx(register_of_mee())))
    browser.post(reverse("confirm_import", args=[row.pk]))
    Membership.objects.filter(user=world.manager).update(until=timezone.localdate())
    row = work(row)
    assert row.status == Status.REFUSED
    assert not Client.objects.exists()


def test_the_progress_is_asked_for_until_there_is_something_to_see(world: World, browser: Browser) -> None:
    row = send(browser, world, xlsx(register_of_mee()))
    Job.objects.update(progress=40, progress_text="hulpvragen nakijken")
    response = browser.get(reverse("import_progress", args=[row.pk]))
    shown = response.content.decode()
    assert 'aria-valuenow="40"' in shown
    assert "Hulpvragen nakijken" in shown
    assert "HX-Refresh" not in response
    work(row)
    assert browser.get(reverse("import_progress", args=[row.pk]))["HX-Refresh"] == "true"


def test_a_job_that_failed_can_be_asked_again(world: World, browser: Browser) -> None:
    row = send(browser, world, xlsx(register_of_mee()))
    Job.objects.update(status="failed", finished_at=timezone.now(), error="Er ging iets mis.")
    shown = page(browser, row)
    assert "Dat is niet gelukt" in shown
    assert "Er ging iets mis." in shown
    browser.post(reverse("retry_import", args=[row.pk]))
    assert work(row).status == Status.READY


def test_the_template_is_a_workbook(browser: Browser) -> None:
    response = browser.get(reverse("import_template"))
    assert response["Content-Disposition"] == 'attachment; filename="voorbeeld-register.xlsx"'
    assert response.content.startswith(b"PK")


def test_uploads_of_somebody_else_are_not_found(world: World, browser: Browser) -> None:
    row = work(send(browser, world, xlsx(register_of_mee())))
    elsewhere = User.objects.create_user("ander@elders.example", name="Ander")
    municipality = world.door.municipality
    provider = Organisation.objects.create(kind="provider", name="Elders", slug="elders")
    door = FrontDoor.objects.create(name="Elders", slug="elders", municipality=municipality, run_by=provider)
    Participation.objects.create(front_door=door, provider=provider)
    Membership.objects.create(user=elsewhere, organisation=provider, role="manager", since=date(2017, 1, 1))
    colleague = User.objects.create_user("manager@palet.example", name="Manager")
    Membership.objects.create(user=colleague, organisation=world.palet, role="manager", since=date(2017, 1, 1))
    for stranger in (elsewhere, colleague):
        theirs = signed_in(stranger)
        for name in ("import_status", "import_progress", "import_errors"):
            assert theirs.get(reverse(name, args=[row.pk])).status_code == 404
        for name in ("confirm_import", "cancel_import", "retry_import"):
            assert theirs.post(reverse(name, args=[row.pk])).status_code == 404
        assert str(row.pk) not in theirs.get(reverse("import_register")).content.decode()
    data = {"front_door": world.door.pk, "file": SimpleUploadedFile("a.xlsx", xlsx(rows())), "key": str(uuid.uuid4())}
    assert signed_in(elsewhere).post(reverse("import_register"), data).status_code == 200
    assert RegisterImport.objects.count() == 1


@pytest.mark.parametrize("role", ["counter", "supporter", "administrator"])
def test_only_a_manager_may_import(role: str, world: World) -> None:
    other = User.objects.create_user("ander@mee.example", name="Ander")
    Membership.objects.create(user=other, organisation=world.mee, role=role, since=date(2017, 1, 1))
    assert signed_in(other).get(reverse("import_register")).status_code == 403
    assert signed_in(other).get(reverse("import_template")).status_code == 403


def test_a_preview_goes_after_a_day(world: World, browser: Browser) -> None:
    row = work(send(browser, world, xlsx(register_of_mee())))
    register.remove_old()
    row.refresh_from_db()
    assert row.status == Status.READY
    RegisterImport.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    register.remove_old()
    row.refresh_from_db()
    assert (row.status, row.content) == (Status.EXPIRED, None)
    assert "sam@mee.example" not in str(row.preview)
    assert "Dit bestand is verlopen" in page(browser, row)


def test_lists_of_errors_go_after_a_day_and_counts_stay(world: World, browser: Browser) -> None:
    content = register_of_mee()
    content[QUESTIONS][0][3] = "duif"
    row = work(send(browser, world, xlsx(content)))
    RegisterImport.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    assert register.remove_old() == 1
    row.refresh_from_db()
    assert "duif" not in str(row.preview)
    assert "Het bestand heeft 1 fout." in page(browser, row)
    assert register.remove_old() == 0
