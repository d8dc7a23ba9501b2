"""The files under ``deploy/`` at work: scrapyd on loopback, the cron line, what systemd and logrotate make of theirs."""

from __future__ import annotations

import grp
import http.client
import json
import os
import pwd
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import zipfile
from configparser import ConfigParser
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.against_truth import compare, records_of
from tests.crawls import HUNG, IMPATIENT, SINCE_EVER, data_files, wait_until
from tests.replica import Replica

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[2]
DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service")) + sorted((DEPLOY / "systemd").glob("*.timer"))
INSTALLED = "/opt/defence-crawler"
SCRAPY = Path(sys.executable).with_name("scrapy")


def need(command: str, package: str) -> str:
    """The path of a command, or the test is skipped by name."""
    path = shutil.which(command, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if path is None:
        pytest.skip(f"{command} is missing: apt-get install {package}")
    return path


def sh(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words], env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=HUNG
    )


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def unit(name: str) -> dict[str, list[str]]:
    """What a unit file says; a name may come more than once."""
    said: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / name).read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            said.setdefault(key, []).append(value)
    return said


# systemd


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The unit files as on a machine where the project is installed."""
    home = tmp_path / "installed"
    (home / ".venv" / "bin").mkdir(parents=True)
    (home / ".venv" / "bin" / "scrapy").symlink_to(SCRAPY)
    (home / "deploy").symlink_to(DEPLOY)
    folder = tmp_path / "units"
    folder.mkdir()
    for source in UNITS:
        (folder / source.name).write_text(source.read_text().replace(INSTALLED, str(home)))
    return folder


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    return sh(need("systemd-analyze", "systemd"), "verify", "--man=no", "--recursive-errors=yes", *sorted(folder.iterdir()))


def test_systemd_finds_nothing_to_say_about_the_units(units: Path) -> None:
    process = verify(units)
    assert (process.returncode, process.stdout + process.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("defence-crawler.service", "ProtectSystem=strict", "ProtectSystem=very"),
        ("defence-crawler.service", "/.venv/bin/scrapy", "/.venv/bin/scrapi"),
        ("defence-crawler.timer", "Asia/Ho_Chi_Minh", "Asia/Nowhere"),
        ("defence-crawler-failed@.service", "deploy/tell-failure", "deploy/tell-success"),
    ],
)
def test_systemd_would_find_a_mistake(units: Path, name: str, good: str, bad: str) -> None:
    path = units / name
    assert good in path.read_text()
    path.write_text(path.read_text().replace(good, bad))
    process = verify(units)
    assert re.split("[=/]", bad)[-1] in process.stderr


def test_the_service_is_locked_in(units: Path) -> None:
    process = sh(need("systemd-analyze", "systemd"), "security", "--offline=true", "--threshold=30", units / "defence-crawler.service")
    assert process.returncode == 0, process.stdout[-300:]


def test_the_service_runs_the_crawl_as_its_own_user_and_writes_where_it_may() -> None:
    said = unit("defence-crawler.service")
    assert said["ExecStart"] == [f"{INSTALLED}/.venv/bin/scrapy crawl defence"]
    assert said["WorkingDirectory"] == [INSTALLED]
    assert said["ReadWritePaths"] == [f"/var/lib/{said['StateDirectory'][0]}"]
    written = [value.partition("=")[2] for value in said["Environment"]]
    assert all(path.startswith(f"%S/{said['StateDirectory'][0]}") for path in written)
    (user,) = re.findall(r"^u (\S+)", (DEPLOY / "systemd" / "defence-crawler.sysusers").read_text(), re.MULTILINE)
    assert said["User"] == said["Group"] == [user]


def test_a_broken_expectation_makes_the_unit_fail_and_somebody_hears_of_it() -> None:
    said = unit("defence-crawler.service")
    assert "SuccessExitStatus" not in said
    (template,) = [name.replace("%n", "") for name in said["OnFailure"]]
    assert (DEPLOY / "systemd" / template).is_file()


def test_the_crawl_is_given_time_to_end() -> None:
    settings = runpy.run_path(str(PROJECT / "crawler" / "settings.py"))
    assert int(unit("defence-crawler.service")["TimeoutStopSec"][0]) >= 2 * settings["DOWNLOAD_TIMEOUT"]
    assert unit("defence-crawler.service")["KillMode"] == ["mixed"]


@pytest.fixture
def failed(tmp_path: Path) -> dict[str, str]:
    """An environment with stand-ins for what ``tell-failure`` calls, and systemd's account of a run that ended with 1."""
    programs = tmp_path / "bin"
    program(programs / "journalctl", 'echo "journal asked for: $*"; echo "Expectation broken: the end of the log."')
    program(programs / "sendmail", f'cat >"{tmp_path}/mail"')
    program(programs / "systemctl", 'case "$*" in *ExecMainStatus*) echo 2;; *Result*) echo exit-code;; *InvocationID*) echo old77;; esac')
    return {"PATH": f"{programs}:{os.environ['PATH']}", "ALERT_TO": ""}


MONITOR = {"MONITOR_EXIT_STATUS": "1", "MONITOR_SERVICE_RESULT": "exit-code", "MONITOR_INVOCATION_ID": "abc123"}


def test_a_failure_is_mailed_with_its_meaning_and_the_end_of_the_log(failed: dict[str, str], tmp_path: Path) -> None:
    process = sh(DEPLOY / "tell-failure", "defence-crawler.service", **{**failed, **MONITOR, "ALERT_TO": "you@example.org"})
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")
    head, _, body = (tmp_path / "mail").read_text().partition("\n\n")
    assert head.startswith("To: you@example.org\nSubject: defence-crawler.service failed on ")
    assert "exit-code, exit code 1\n" in head
    assert body.startswith("1: an expectation is broken")
    assert "_SYSTEMD_INVOCATION_ID=abc123" in body
    assert body.endswith("Expectation broken: the end of the log.\n")


def test_a_failure_without_an_address_goes_to_the_journal(failed: dict[str, str], tmp_path: Path) -> None:
    process = sh(DEPLOY / "tell-failure", "defence-crawler.service", **{**failed, **MONITOR})
    assert "exit code 1\n1: an expectation is broken" in process.stdout
    assert not (tmp_path / "mail").exists()


def test_an_older_systemd_is_asked_how_the_run_ended(failed: dict[str, str]) -> None:
    process = sh(DEPLOY / "tell-failure", "defence-crawler.service", **failed)
    assert "exit-code, exit code 2\n2: the run could not start" in process.stdout
    assert "_SYSTEMD_INVOCATION_ID=old77" in process.stdout


# cron


@pytest.mark.parametrize("code", [1, 2, 137])
def test_what_did_not_end_well_is_said_with_its_code_and_its_own_last_words(tmp_path: Path, code: int) -> None:
    log = tmp_path / "log"
    log.write_text("the run before\n")
    process = sh(DEPLOY / "run-quietly", log, "sh", "-c", f"echo to out; echo to err >&2; exit {code}")
    assert process.returncode == code
    assert f"ended with exit code {code}: " in process.stdout
    assert process.stdout.endswith("to out\nto err\n")
    assert "the run before" not in process.stdout
    assert log.read_text() == "the run before\nto out\nto err\n"


def test_each_code_has_a_meaning_of_its_own() -> None:
    meanings = [sh(DEPLOY / "what-it-means", code).stdout for code in ("0", "1", "2", "137")]
    assert [meaning.split(":")[0] for meaning in meanings] == ["0", "1", "2", "137"]
    assert len({meaning.partition(":")[2] for meaning in meanings}) == 4


def test_a_log_that_cannot_be_written_is_said_with_exit_code_2(tmp_path: Path) -> None:
    process = sh(DEPLOY / "run-quietly", tmp_path / "missing" / "log", "true")
    assert process.returncode == 2
    assert "missing/log" in process.stderr


def cron_line(tmp_path: Path) -> tuple[str, dict[str, str]]:
    """The crontab's command and environment, as for an installation in this directory."""
    log = tmp_path / "log"
    log.mkdir(exist_ok=True)
    text = (DEPLOY / "crontab").read_text().replace("/var/log/defence-crawler", str(log)).replace("/var/lib/defence-crawler", str(tmp_path))
    lines = [line for line in text.replace(INSTALLED, str(PROJECT)).splitlines() if line and not line.startswith("#")]
    environment = dict(line.split("=", 1) for line in lines[:-1])
    match = re.fullmatch(r"(?:[\d*/,-]+ ){5} *\S+ +(.+)", lines[-1])
    assert match is not None
    assert "%" not in match[1]  # cron makes it a line end
    return match[1].replace(".venv/bin/scrapy", str(SCRAPY)), environment


def test_the_cron_line_crawls_and_says_nothing(scheduled: Scheduled, tmp_path: Path) -> None:
    command, environment = cron_line(tmp_path)
    settings = " ".join(f"-s {name}={value}" for name, value in IMPATIENT.items())
    command += f" {settings} -a since=2026-01-01 -a sites=en.baoquocte.vn"
    process = sh("sh", "-c", command, **{**environment, **scheduled.replica.environ()})
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")
    assert "ended with exit code 0" in (tmp_path / "log" / "crawl.log").read_text()
    assert records_of(tmp_path / "output")


def test_the_cron_line_says_why_a_crawl_did_not_start(tmp_path: Path) -> None:
    command, environment = cron_line(tmp_path)
    process = sh("sh", "-c", f"{command} -a since=yesterday", **environment)
    assert process.returncode == 2
    assert "ended with exit code 2: the run could not start" in process.stdout
    assert process.stdout.splitlines()[-1].startswith("scrapy crawl defence: since='yesterday' is not a date")


# logrotate


def test_logs_are_rotated_and_packed(tmp_path: Path) -> None:
    logrotate = need("logrotate", "logrotate")
    logs = tmp_path / "log"
    logs.mkdir(mode=0o755)
    me = f"su {pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name}"
    text = (DEPLOY / "logrotate").read_text().replace("/var/log/defence-crawler", str(logs))
    config = tmp_path / "logrotate.conf"
    config.write_text(text.replace("su defence-crawler defence-crawler", me))
    config.chmod(0o644)
    for words in ("first", "second"):
        (logs / "crawl.log").write_text(words)
        process = sh(logrotate, "--force", "--state", tmp_path / "state", config)
        assert (process.returncode, process.stderr) == (0, "")
    # The last one stays unpacked: a run under way may still be writing into it.
    assert sorted(path.name for path in logs.iterdir()) == ["crawl.log.1", "crawl.log.2.gz"]
    assert (logs / "crawl.log.1").read_text() == "second"


# The pinned packages


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (PROJECT / lock).read_text(), re.MULTILINE))


def test_scrapyd_is_pinned_beside_the_very_packages_that_a_crawl_has() -> None:
    assert {"scrapyd", "scrapyd-client"} <= set(pins("deploy/requirements.lock"))
    assert pins("requirements.lock").items() <= pins("deploy/requirements.lock").items()
    assert pins("requirements-dev.lock")["scrapyd"] == pins("deploy/requirements.lock")["scrapyd"]


def test_every_package_has_its_hashes_and_no_address() -> None:
    text = (DEPLOY / "requirements.lock").read_text()
    assert "://" not in text
    blocks = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)
    assert [block for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


# scrapyd


class LocalConnection(http.client.HTTPConnection):
    """HTTP through a socket file: unlike a port it is nobody else's."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=HUNG)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


@dataclass
class Scrapyd:
    """A scrapyd that was started as the page says, but for where it listens."""

    root: Path
    socket: Path
    process: subprocess.Popen[bytes]

    def call(self, path: str, body: bytes | None = None, content_type: str = "application/x-www-form-urlencoded") -> dict[str, Any]:
        with closing(LocalConnection(self.socket)) as connection:
            connection.request("GET" if body is None else "POST", f"/{path}", body, {"Content-Type": content_type})
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        assert answer["status"] == "ok", answer
        return answer

    def upload(self, egg: Path) -> dict[str, Any]:
        mark = uuid4().hex
        parts = [('name="project"', b"crawler"), ('name="version"', b"1"), ('name="egg"; filename="p.egg"', egg.read_bytes())]
        body = b"".join(f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n" for head, data in parts)
        return self.call("addversion.json", body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}")

    def schedule(self, *arguments: str, **settings: str) -> str:
        form = ["project=crawler", "spider=defence", "_version=1", *arguments]
        form += [f"setting={name}={value}" for name, value in settings.items()]
        pairs = [(field.partition("=")[0], field.partition("=")[2]) for field in form]
        return str(self.call("schedule.json", urlencode(pairs).encode())["jobid"])

    def wait_for(self, job: str) -> None:
        wait_until(lambda: self.call(f"status.json?job={job}")["currstate"] == "finished", self.said)

    def listens(self) -> bool:
        assert self.process.poll() is None, self.said()
        try:
            self.call("daemonstatus.json")
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True

    def said(self) -> str:
        return (self.root / "scrapyd.log").read_text()

    def log_of(self, job: str) -> str:
        return (self.root / "logs" / "crawler" / "defence" / f"{job}.log").read_text()


@dataclass
class Scheduled:
    """The project in scrapyd, after one crawl of the replica and one job that could not start."""

    replica: Replica
    scrapyd: Scrapyd
    egg: Path
    output: Path
    crawl: str
    refused: str


@pytest.fixture(scope="module")
def egg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's egg, built as ``scrapyd-deploy`` builds it, away from the source."""
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(PROJECT / "crawler", source / "crawler", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml", "scrapy.cfg"):
        shutil.copy(PROJECT / name, source)
    command = [sys.executable, "setup.py", "bdist_egg", "-d", "dist"]
    process = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False, timeout=HUNG)
    assert process.returncode == 0, process.stderr[-2000:]
    (built,) = (source / "dist").glob("*.egg")
    return built


@pytest.fixture(scope="module")
def scheduled(egg: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduled]:
    root, output = tmp_path_factory.mktemp("scrapyd"), tmp_path_factory.mktemp("output")
    for name in ("scrapyd.conf", "scrapyd_runner.py"):
        shutil.copy(DEPLOY / name, root)
    with (root / "scrapyd.conf").open("a") as config:
        config.write("poll_interval = 0.2\n")  # how often it looks whether a job waits
    (root / "tmp").mkdir()
    # The path of a socket must be short.
    with Replica() as replica, (root / "scrapyd.log").open("wb") as log, tempfile.TemporaryDirectory(prefix="scrapyd-") as folder:
        environment = {
            **replica.environ(), "OUTPUT_DIR": str(output), "CONTACT": "a@example.org", "SCRAPYD_UNIX_SOCKET_PATH": f"{folder}/http",
            "TMPDIR": str(root / "tmp"),
        }  # fmt: skip
        command = [sys.executable, "-m", "scrapyd", "--pidfile="]
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            server = Scrapyd(root, Path(folder) / "http", process)
            wait_until(server.listens, server.said)
            assert server.upload(egg)["spiders"] == 1
            crawl = server.schedule(SINCE_EVER, **IMPATIENT)
            refused = server.schedule("depth=3")
            server.wait_for(crawl)
            server.wait_for(refused)
            yield Scheduled(replica, server, egg, output, crawl, refused)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_the_egg_holds_every_data_file_and_nothing_beside_the_crawler(egg: Path) -> None:
    with zipfile.ZipFile(egg) as packed:
        names = packed.namelist()
        entry_points = packed.read("EGG-INFO/entry_points.txt").decode()
    files = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "crawler").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len([name for name in files if name.endswith(".toml")]) > 10
    assert files - set(names) == set()
    assert {name.split("/")[0] for name in names} == {"crawler", "EGG-INFO"}
    assert "[scrapy]\nsettings = crawler.settings" in entry_points


def test_scrapyd_runs_the_crawl_to_the_same_data_set(scheduled: Scheduled) -> None:
    comparison = compare(records_of(scheduled.output), scheduled.replica.truth())
    assert comparison.records > 50
    assert (comparison.missing, comparison.extra, comparison.doubled) == ([], [], [])
    for name in ("headline", "body", "date_published", "story_id"):
        assert [str(difference) for difference in comparison.of(name)] == []
    assert "ended with exit code 0" in scheduled.scrapyd.log_of(scheduled.crawl)


def test_the_code_that_ran_is_the_eggs(scheduled: Scheduled) -> None:
    assert str(PROJECT / "crawler") not in scheduled.scrapyd.log_of(scheduled.crawl)
    assert str(PROJECT / "crawler") not in scheduled.scrapyd.said()
    assert f"Process finished: project='crawler' spider='defence' job='{scheduled.crawl}'" in scheduled.scrapyd.said()


def test_a_second_job_waits_for_the_first_and_its_exit_code_is_told(scheduled: Scheduled) -> None:
    said = scheduled.scrapyd.said()
    (died,) = [line for line in said.splitlines() if "Process died: exitstatus=" in line]
    assert "exitstatus=2 " in died
    assert f"job='{scheduled.refused}'" in died
    assert "unknown argument 'depth'" in said
    finished = said.index(f"Process finished: project='crawler' spider='defence' job='{scheduled.crawl}'")
    assert finished < said.index(f"Process started: project='crawler' spider='defence' job='{scheduled.refused}'")


def test_nothing_of_the_unpacked_egg_is_left(scheduled: Scheduled) -> None:
    assert list((scheduled.scrapyd.root / "tmp").glob("scrapyd-egg-*")) == []


def test_the_client_knows_where_to_upload() -> None:
    config = ConfigParser()
    config.read(PROJECT / "scrapy.cfg")
    server = ConfigParser()
    server.read(DEPLOY / "scrapyd.conf")
    assert config["deploy"]["project"] == "crawler"
    assert config["deploy"]["url"] == f"http://{server['scrapyd']['bind_address']}:{server['scrapyd']['http_port']}/"
    assert server["scrapyd"]["bind_address"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["crawl", "defence", "-a", "_job=1", "-a", "since=2024-09-01"], ["crawl", "defence", "-a", "since=2024-09-01"]),
        (["crawl", "defence", "-s", "LOG_FILE=_x", "-a", "_version=1"], ["crawl", "defence", "-s", "LOG_FILE=_x"]),
        (["list", "-s", "LOG_STDOUT=0"], ["list", "-s", "LOG_STDOUT=0"]),
    ],
)
def test_only_scrapyds_own_notes_are_kept_from_the_spider(given: list[str], kept: list[str]) -> None:
    assert runpy.run_path(str(DEPLOY / "scrapyd_runner.py"))["without_notes"](given) == kept


def test_a_project_that_was_never_uploaded_is_one_readable_line(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, str(DEPLOY / "scrapyd_runner.py"), "list"],
        cwd=tmp_path, env={**os.environ, "SCRAPY_PROJECT": "nothing"}, capture_output=True, text=True, check=False, timeout=HUNG,
    )  # fmt: skip
    assert process.returncode == 1
    assert process.stderr == "scrapyd has no egg of project 'nothing'\n"


# Backup


def test_a_backup_of_the_store_is_enough_to_write_the_data_set_again(scheduled: Scheduled, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    restored.mkdir()
    backup = sh(need("sqlite3", "sqlite3"), scheduled.output / "store.sqlite", f".backup '{restored}/store.sqlite'")
    assert (backup.returncode, backup.stderr) == (0, "")
    process = sh(SCRAPY, "export", "-s", f"OUTPUT_DIR={restored}", SCRAPY_SETTINGS_MODULE="crawler.settings", PYTHONPATH=str(PROJECT))
    assert process.returncode == 0, process.stderr[-2000:]
    assert data_files(restored) == data_files(scheduled.output)
    assert data_files(restored)


# The pages


def test_every_page_is_in_the_index_and_every_link_leads_somewhere() -> None:
    docs = PROJECT / "docs"
    pages = {path.name for path in docs.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"^\* \[[^]]+\]\(([^)]+)\): .+\.$", (docs / "README.md").read_text(), re.MULTILINE)) == pages
    for page in docs.glob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (docs / link).exists(), f"{page.name}: {link}"


def test_every_file_that_the_page_on_timers_names_is_there() -> None:
    text = (PROJECT / "docs" / "run-it-on-a-timer.md").read_text()
    named = set(re.findall(r"\bdeploy/[\w./-]*\w", text))
    assert [name for name in named if not (PROJECT / name).exists()] == []
    assert "deploy/scrapyd_runner.py" in named
