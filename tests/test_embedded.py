"""The embedded servers: their paths, locks and ports, and the whole supervisor once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from oco.embedded import paths, pdf_libraries, ports, stamp, supervisor
from oco.embedded.locks import Lock, Running
from oco.embedded.paths import PROJECT
from oco.embedded.processes import Child, StartFailed, wait_until
from oco.embedded.site import Site
from tests.plugin import FOREIGN


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, below the session's, where PostgreSQL may walk."""
    folder = Path(os.environ["OCO_DATA"]) / f"{tmp_path_factory.mktemp('data').name}-{os.getpid()}"
    folder.mkdir(mode=0o711)
    monkeypatch.setenv("OCO_DATA", str(folder))
    return folder


class TestPaths:
    def test_sockets_stand_in_the_data_folder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OCO_DATA", "/srv/oco")
        assert paths.run_dir() == Path("/srv/oco/run")
        assert paths.database_url("oco_care") == "postgresql://oco_care@/oco?host=/srv/oco/run"

    @pytest.mark.parametrize("folder", ["/srv/" + "a" * 72, "/srv/met spatie", "/srv/100%", "/srv/één"])
    def test_sockets_stand_elsewhere_when_an_address_cannot_hold_the_path(
        self, folder: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OCO_DATA", folder)
        assert paths.run_dir().name.startswith(f"oco-{os.geteuid()}-")
        assert len(os.fsencode(paths.run_dir())) < paths.LONGEST_SOCKET_FOLDER

    def test_two_installations_get_two_folders(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OCO_DATA", "/srv/een map")
        first = paths.run_dir()
        monkeypatch.setenv("OCO_DATA", "/srv/nog een map")
        assert paths.run_dir() != first

    def test_a_secret_is_made_once_and_only_its_owner_reads_it(self, data: Path) -> None:
        first = paths.local_secret("proef.key")
        assert len(first) >= 50
        assert paths.local_secret("proef.key") == first
        assert paths.local_secret("andere.key") != first
        assert (data / "secrets" / "proef.key").stat().st_mode & 0o777 == 0o600


class TestLocks:
    def test_one_holds_it_and_others_read_who(self, data: Path) -> None:
        holder, other = Lock("supervisor.lock"), Lock("supervisor.lock")
        assert holder.take()
        holder.write(Running(4321, "serve", ["http://localhost:8000"], ready=True))
        assert not other.take()
        assert other.read() == Running(4321, "serve", ["http://localhost:8000"], "", ready=True)
        holder.release()
        assert other.take()

    def test_users_share_and_whoever_stops_the_servers_waits_for_them(self, data: Path) -> None:
        first, second, stopper = Lock("users.lock"), Lock("users.lock"), Lock("users.lock")
        assert first.take(shared=True)
        assert second.take(shared=True)
        assert not stopper.take(seconds=0.1)
        first.release()
        second.release()
        assert stopper.take()

    def test_a_lock_of_which_nobody_wrote_the_holder_yet_reads_as_empty(self, data: Path) -> None:
        assert Lock("supervisor.lock").read() == Running()


class TestPorts:
    def test_a_named_port_that_is_taken_is_refused(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(StartFailed, match=f"Poort {port} is bezet. Kies een andere met --port."):
                ports.choose_ports(port)

    def test_the_next_free_pair_is_taken_and_told(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            monkeypatch.setattr(ports, "USUAL_PORT", port - 1)
            care, municipality = ports.choose_ports(None)
            assert care >= port + 1
            assert municipality == care + 1
            assert capsys.readouterr().out.startswith(f"Poort {port - 1} of {port} is bezet; het worden {care}")


class TestChildren:
    def test_one_that_stops_while_starting_is_told_with_its_last_words(self, tmp_path: Path) -> None:
        log = tmp_path / "kind.log"
        log.write_text("van een vorige keer\n")
        child = Child.start("Kind", [sys.executable, "-c", "raise SystemExit('geen zin')"], log=log)
        with pytest.raises(StartFailed) as failure:
            wait_until(lambda: False, children=[child], seconds=20, what="Kind")
        assert str(failure.value) == f"Kind is gestopt tijdens het starten. Lees {log}:\ngeen zin"

    def test_one_that_does_not_listen_is_killed_with_its_whole_group(self, tmp_path: Path) -> None:
        stubborn = "trap '' TERM; sleep 60 & echo $!; while :; do sleep 0.1; done"
        child = Child.start("Kind", ["sh", "-c", stubborn], log=tmp_path / "kind.log")
        wait_until(lambda: child.logged() != "", children=[child], seconds=10, what="Kind")
        grandchild = int(child.logged())
        child.stop(within=0.3)
        wait_until(lambda: not is_alive(grandchild), children=[], seconds=5, what="grandchild")
        assert child.process.returncode == -signal.SIGKILL


class TestRevival:
    """What dies by itself is started again."""

    @pytest.fixture
    def site(self, data: Path) -> Iterator[Site]:
        (data / "log").mkdir()
        with ExitStack() as started:
            yield Site(started)

    def test_another_process_comes_in_its_place_and_is_stopped_at_the_end(
        self, site: Site, capsys: pytest.CaptureFixture[str]
    ) -> None:
        child = site.start_child("Worker", "worker", ["sleep", "60"], dict(os.environ))
        first = child.process.pid
        child.process.kill()
        child.process.wait()
        assert site.revive(child)
        second = child.process.pid
        assert second != first
        assert is_alive(second)
        assert "Worker is onverwacht gestopt en wordt opnieuw gestart." in capsys.readouterr().out
        site.started.close()
        assert not is_alive(second)

    def test_one_that_keeps_dying_stops_everything(self, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
        site.start_child("Worker", "worker", ["sh", "-c", "echo geen zin"], dict(os.environ))
        assert site.watch() == 1
        assert "Worker is onverwacht gestopt, dus stopt alles." in capsys.readouterr().out


def test_the_stamp_tells_whether_migrations_changed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not stamp.is_stamped()
    stamp.stamp()
    assert stamp.is_stamped()
    monkeypatch.setattr(stamp, "DECIDING", ("oco/migrations/*.py",))
    assert not stamp.is_stamped()


def test_missing_libraries_give_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_libraries, "LIBRARIES", ("libbestaat-niet.so.0",))
    monkeypatch.setattr(pdf_libraries, "apt_install", lambda packages: False)
    assert pdf_libraries.install_or_explain().endswith(
        "Dit haalt ze op: sudo apt-get install --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
    )


class Script:
    """`python -m oco.embedded` as the scripts call it, on a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def serve(self) -> Child:
        child = Child.start(
            "script/server",
            [sys.executable, "-u", "-m", "oco.embedded", "serve", "--no-demo"],
            log=self.data / "supervisor.log",
            environment=self.environment,
            folder=PROJECT,
        )
        wait_until(lambda: "Gestart in" in child.logged(), children=[child], seconds=90, what="script/server")
        return child

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "oco.embedded", *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=120
        )

    def processes(self) -> list[int]:
        """Everything that runs with this data folder in its environment or its command."""
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) != os.getpid():
                try:
                    text = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
                except OSError:
                    continue
                if os.fsencode(self.data) in text and is_alive(int(folder.name)):
                    found.append(int(folder.name))
        return found


def is_alive(process: int) -> bool:
    """Does it run? A zombie does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def script(data: Path) -> Iterator[Script]:
    script = Script(data)
    yield script
    for process in script.processes():
        os.kill(process, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel stops the children only on Linux")
def test_the_site_starts_serves_and_leaves_nothing_running(script: Script) -> None:
    server = script.serve()
    assert len(script.processes()) >= 6

    second = script.run("serve", "--no-demo")
    assert second.returncode == supervisor.ALREADY_RUNNING
    assert f"already running: pid {server.process.pid} http://localhost:" in second.stdout

    on_running = script.run(
        "manage", "--", "shell", "-v0", "-c", "from oco.models import User; print(User.objects.count())"
    )
    assert (on_running.returncode, on_running.stdout.strip()) == (0, "0")

    server.process.kill()  # not even a chance to stop the others: the kernel does
    wait_until(lambda: script.processes() == [], children=[], seconds=20, what="het stoppen")
    assert "database system is shut down" in (script.data / "log" / "postgres.log").read_text()

    began = time.monotonic()
    again = script.serve()
    assert time.monotonic() - began < 20  # under 10 on a quiet computer
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(20) == 130
    assert script.processes() == []


def test_a_command_makes_the_database_runs_and_stops_what_it_started(script: Script) -> None:
    outcome = script.run(
        "manage", "--", "shell", "-v0", "-c", "from oco.models import Organisation as o; print(o.objects.count())"
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.splitlines() == ["De database wordt ingericht.", "0"]
    assert script.processes() == []
    unknown = script.run("manage", "--", "onzin")
    assert unknown.returncode == 1
    assert "Unknown command: 'onzin'" in unknown.stderr


def test_a_refused_statement_leaves_no_person_in_the_log(script: Script) -> None:
    code = (
        "from django.db import connection, DatabaseError\n"
        "try: connection.cursor().execute(\"insert into oco_heartbeat values ('Jansen', null)\")\n"
        "except DatabaseError as error: print('Jansen' in str(error))"
    )
    outcome = script.run("manage", "--", "shell", "-v0", "-c", code)
    assert outcome.stdout.splitlines()[-1] == "True"  # the program itself hears all of it
    log = (script.data / "log" / "postgres.log").read_text()
    assert 'null value in column "seen_at"' in log
    assert "Jansen" not in log


def test_two_commands_at_once_share_the_servers(script: Script) -> None:
    slow, quick = (
        subprocess.Popen(
            [sys.executable, "-m", "oco.embedded", "manage", "--", "shell", "-v0", "-c", code],
            env=script.environment,
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for code in ("import time; time.sleep(2); from oco.models import User; print(User.objects.count())", "print(7)")
    )
    outputs = [process.communicate(timeout=90)[0].splitlines()[-1] for process in (slow, quick)]
    assert outputs == ["0", "7"]
    assert (slow.returncode, quick.returncode) == (0, 0)
    assert script.processes() == []


def test_ctrl_c_twice_stops_a_command_and_its_servers(script: Script) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "oco.embedded",
            "manage",
            "--",
            "shell",
            "-v0",
            "-c",
            "import time; print(1, flush=True); time.sleep(60)",
        ],
        env=script.environment,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )
    assert process.stdout is not None
    while process.stdout.readline() != "1\n":
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) == 130
    assert script.processes() == []
