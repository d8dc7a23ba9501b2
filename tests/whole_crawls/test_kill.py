"""The promise: kill the crawler at any moment, by any means, start it again, and the data set is as after an undisturbed run."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.against_truth import records_of
from tests.crawls import HUNG, crawl, crawl_command, wait_until
from tests.replica import Replica
from tests.replica.stories import STORIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = 25
AT_ONCE = 4
# All of it but the lists of the mirror, which need a browser: translations are found through their originals.
ARGUMENTS = ("since=2017-01-01", "sections=tin-moi,the-gioi,ngoai-giao,thoi-su,bien-dong-247,politics,defence-security")
SETTINGS = {"CONCURRENT_REQUESTS_PER_DOMAIN": str(AT_ONCE), "RETRY_TIMES": "0"}
IN_FLIGHT = 3 * AT_ONCE + 8  # three hosts, and what was read but not yet stored


@contextlib.contextmanager
def started(replica: Replica, output: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A crawl in a process group of its own; the block's end kills it, as an out-of-memory killer or a power button would."""
    command = [sys.executable, "-m", "scrapy", *crawl_command(output, *ARGUMENTS, **{**SETTINGS, **settings})]
    with subprocess.Popen(command, env=replica.environ(), stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def count(output: Path, statement: str) -> int:
    """Ask the store of a crawl that may still be starting how many there are of something."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(f"file:{output}/store.sqlite?mode=ro", uri=True)) as store:
        return int(store.execute(statement).fetchone()[0])
    return 0


def timeless(output: Path) -> dict[str, list[str]]:
    """The data set's files without times and run ids."""
    files = {}
    for path in sorted((output / "articles").glob("*.jsonl")):
        lines = []
        for line in path.read_text("utf-8").splitlines():
            record: dict[str, Any] = json.loads(line)
            record["provenance"].update(fetched_at=None, run_id=None)
            lines.append(json.dumps(record, sort_keys=True))
        files[path.name] = lines
    return files


def assert_same(output: Path, expected: dict[str, list[str]]) -> None:
    """Compare line by line; what differs is shown field by field."""
    found = timeless(output)
    assert {name: len(lines) for name, lines in found.items()} == {name: len(lines) for name, lines in expected.items()}
    for name, lines in expected.items():
        for line, other in zip(lines, found[name], strict=True):
            if line != other:
                before, after = json.loads(line), json.loads(other)
                assert {key: after[key] for key in after if after[key] != before[key]} == {}, (before["id"], before)
    assert found == expected


def articles_asked(replica: Replica) -> Counter[str]:
    """How often each article's page was given out whole."""
    return Counter(f"{entry.host}{entry.path}" for entry in replica.log if entry.status == 200 and "-" in entry.path.rpartition("/")[2])


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    stories = [path for path in sorted(STORIES.glob("*.toml")) if not path.name.startswith("no-")][::2]
    with Replica(stories, clock="2026-09-01T08:00:00+07:00") as served:
        yield served


@pytest.fixture(scope="module")
def undisturbed(replica: Replica, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], float]:
    output = tmp_path_factory.mktemp("undisturbed")
    started = time.monotonic()
    process = crawl(replica, output, *ARGUMENTS, **SETTINGS)
    assert process.returncode == 0, process.stderr[-3000:]
    files = timeless(output)
    assert sum(map(len, files.values())) > 30
    return files, time.monotonic() - started


@pytest.mark.parametrize("number", range(KILLS))
def test_a_crawl_killed_at_a_random_moment(
    replica: Replica, undisturbed: tuple[dict[str, list[str]], float], tmp_path: Path, number: int
) -> None:
    expected, seconds = undisturbed
    replica.clear_log()
    with started(replica, tmp_path):
        time.sleep(random.Random(number).uniform(0.15, 1.0) * seconds)
    again = crawl(replica, tmp_path, *ARGUMENTS, **SETTINGS)
    assert again.returncode == 0, again.stderr[-3000:]
    assert_same(tmp_path, expected)
    repeated = [path for path, count in articles_asked(replica).items() if count > 1 and ".html" in path]
    assert len(repeated) <= IN_FLIGHT, repeated
    assert not list(tmp_path.rglob("*.unfinished"))


def test_a_crawl_killed_again_and_again(replica: Replica, undisturbed: tuple[dict[str, list[str]], float], tmp_path: Path) -> None:
    expected, seconds = undisturbed
    moments = random.Random("again")
    for _ in range(6):
        with started(replica, tmp_path):
            time.sleep(moments.uniform(0.3, 0.8) * seconds)
    again = crawl(replica, tmp_path, *ARGUMENTS, **SETTINGS)
    assert again.returncode == 0, again.stderr[-3000:]
    assert_same(tmp_path, expected)
    assert len({record["id"] for record in records_of(tmp_path)}) == len(records_of(tmp_path))


def test_a_full_disk_ends_the_run_with_2_and_harms_nothing(
    replica: Replica, undisturbed: tuple[dict[str, list[str]], float], tmp_path: Path
) -> None:
    expected, _ = undisturbed
    small = tmp_path / "small"
    small.mkdir()
    mount(small, "700k")
    try:
        process = crawl(replica, small, *ARGUMENTS, **SETTINGS)
        assert process.returncode == 2, process.stderr[-3000:]
        assert "full" in process.stderr or "space" in process.stderr
        assert all(json.loads(line) for path in small.rglob("*.jsonl") for line in path.read_text("utf-8").splitlines())
        subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
        again = crawl(replica, small, *ARGUMENTS, **SETTINGS)
        assert again.returncode == 0, again.stderr[-3000:]
        assert_same(small, expected)
    finally:
        subprocess.run(["umount", str(small)], check=True)


def mount(folder: Path, size: str) -> None:
    """Put a small disk in a folder's place."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)


def test_a_store_that_another_process_locks_ends_the_run_with_2(
    replica: Replica, undisturbed: tuple[dict[str, list[str]], float], tmp_path: Path
) -> None:
    expected, _ = undisturbed
    with started(replica, tmp_path, DOWNLOAD_DELAY="0.1") as process:
        wait_until(lambda: count(tmp_path, "SELECT count(*) FROM articles") >= 2, lambda: "the crawl has stored nothing")
        with contextlib.closing(sqlite3.connect(tmp_path / "store.sqlite", timeout=HUNG, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert process.wait(timeout=HUNG) == 2
            refused = crawl(replica, tmp_path, *ARGUMENTS, **SETTINGS)
            assert refused.returncode == 2
            assert "locked" in refused.stderr
            other.execute("ROLLBACK")
    again = crawl(replica, tmp_path, *ARGUMENTS, **SETTINGS)
    assert again.returncode == 0, again.stderr[-3000:]
    assert_same(tmp_path, expected)


def test_a_second_run_on_the_same_store_stops_at_once_and_says_who_holds_it(replica: Replica, tmp_path: Path) -> None:
    lock = tmp_path / "store.sqlite.lock"
    with started(replica, tmp_path) as process:
        wait_until(lambda: count(tmp_path, "SELECT count(*) FROM runs") > 0, lambda: "the crawl has not begun its run")
        os.killpg(process.pid, signal.SIGSTOP)  # it holds the store for as long as the second run needs to see it
        second = crawl(replica, tmp_path, *ARGUMENTS, **SETTINGS)
        assert second.returncode == 2
        assert f"process {process.pid}" in second.stderr
    assert lock.exists()
    third = crawl(replica, tmp_path, *ARGUMENTS, **SETTINGS)
    assert third.returncode == 0, third.stderr[-2000:]
    assert "its process died" in third.stderr
