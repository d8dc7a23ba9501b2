"""A host that refuses for a while: the crawl leaves it alone, goes on with the others, comes back, and loses nothing."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from tests.against_truth import compare, records_of
from tests.crawls import SINCE_EVER, crawl
from tests.replica import Replica
from tests.replica.stories import STORIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.replica.control import Entry

PAPER, MIRROR, SITE = "baoquocte.vn", "www.vietnam.vn", "vietnam.vn"
WITH_MIRROR = (SINCE_EVER, "sites=baoquocte.vn,vietnam.vn", "sections=tin-moi,front")
NAMES = ("kihara-hakkanen", "doi-thoai-quoc-phong-ba-lan-2025", "vinbax-dak-lak-2025", "admm-plus-jakarta-2023")
ONE_AT_A_TIME = {"CONCURRENT_REQUESTS_PER_DOMAIN": "1"}


@pytest.fixture(scope="module")
def running() -> Iterator[Replica]:
    with Replica([STORIES / f"{name}.toml" for name in NAMES]) as replica:
        yield replica


@pytest.fixture
def replica(running: Replica) -> Iterator[Replica]:
    running.clear_log()
    yield running
    running.clear_faults()


def asked_of(replica: Replica, host: str) -> list[Entry]:
    return [entry for entry in replica.log if entry.host == host and entry.method == "GET"]


def missing(replica: Replica, output: Path) -> set[str]:
    """The sites of which a record is missing; what there is, is right."""
    comparison = compare(records_of(output), [record for record in replica.truth() if record["site"] != "en.baoquocte.vn"])
    assert (comparison.extra, comparison.doubled) == ([], [])
    assert {difference.field for difference in comparison.differences} <= {"parties"}
    return {record_id.split("/")[0] for record_id in comparison.missing}


def columns(output: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(output / "store.sqlite")) as store:
        return store.execute(query).fetchall()


@pytest.mark.parametrize("host", [MIRROR, PAPER])
def test_a_host_that_closes_after_each_burst_is_waited_for_and_all_is_found(replica: Replica, tmp_path: Path, host: str) -> None:
    replica.fault(host, "*", "burst", requests=9 if host == MIRROR else 4, seconds=0.6)
    process = crawl(replica, tmp_path, *WITH_MIRROR, **ONE_AT_A_TIME, BACK_OFF_FIRST="0.8", BACK_OFF_MAX="0.8")
    log = asked_of(replica, host)
    assert process.returncode == 0, process.stderr[-2000:]
    assert missing(replica, tmp_path) == set()
    closures = [list(entries) for refused, entries in groupby(log, key=lambda entry: entry.status == 403) if refused]
    assert len(closures) >= 2
    for entries in closures:
        # A page's 403 is checked at once by something open to all; a list's needs no check.
        assert len(entries) <= 2
        after = next((entry for entry in log if entry.time > entries[-1].time), None)
        assert after is None or after.time - entries[-1].time >= 0.75
    assert f"{host} answers again" in process.stderr
    assert columns(tmp_path, "SELECT * FROM closures") == []


def test_one_host_is_closed_for_good_the_other_is_crawled_and_the_next_run_completes(replica: Replica, tmp_path: Path) -> None:
    replica.fault(MIRROR, "*", "blocked", seconds=9_000)
    began = time.monotonic()
    process = crawl(replica, tmp_path, *WITH_MIRROR, **ONE_AT_A_TIME, BACK_OFF_FIRST="0.1", BACK_OFF_MAX="0.4")
    assert time.monotonic() - began < 120
    assert process.returncode == 1
    assert any(f"{MIRROR} answered 403" in line and "next run" in line for line in process.stderr.splitlines()[-3:])
    # One request found it closed, and one each time that its time was over.
    assert 1 < len(asked_of(replica, MIRROR)) <= 7
    assert {entry.path for entry in asked_of(replica, MIRROR)} == {"/robots.txt"}
    assert missing(replica, tmp_path) == {SITE}
    assert set(columns(tmp_path, "SELECT state, attempts FROM pages WHERE site = 'vietnam.vn'")) <= {("waiting", 0)}
    assert columns(tmp_path, "SELECT * FROM lists WHERE site = 'vietnam.vn'") == []
    assert columns(tmp_path, "SELECT complete FROM runs") == [(0,)]
    replica.clear_faults()
    process = crawl(replica, tmp_path, *WITH_MIRROR, **ONE_AT_A_TIME)
    assert process.returncode == 0, process.stderr[-2000:]
    assert missing(replica, tmp_path) == set()


def test_a_host_that_closes_half_way_keeps_what_was_read_and_is_not_asked_before_its_time(replica: Replica, tmp_path: Path) -> None:
    patient = {"BACK_OFF_FIRST": "3000", "BACK_OFF_PATIENCE": "2"}
    replica.fault(MIRROR, "*", "burst", requests=28, seconds=9_000)
    process = crawl(replica, tmp_path, *WITH_MIRROR, **ONE_AT_A_TIME, **patient)
    assert process.returncode == 1, process.stderr[-2000:]
    assert 1 <= sum(entry.status == 403 for entry in asked_of(replica, MIRROR)) <= 2
    found = {record["id"] for record in records_of(tmp_path)}
    assert {record_id.split("/")[0] for record_id in found} == {PAPER, SITE}
    assert missing(replica, tmp_path) == {SITE}

    replica.clear_faults()
    replica.clear_log()
    process = crawl(replica, tmp_path, *WITH_MIRROR, **ONE_AT_A_TIME, **patient)
    assert process.returncode == 1, process.stderr[-2000:]
    assert asked_of(replica, MIRROR) == []
    assert asked_of(replica, PAPER) != []
    assert "vietnam.vn is still closed" in process.stderr
    assert any(f"{MIRROR} answered 403" in line for line in process.stderr.splitlines()[-3:])
    assert {record["id"] for record in records_of(tmp_path)} == found

    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as store, store:
        store.execute("UPDATE closures SET until = 1")
    process = crawl(replica, tmp_path, *WITH_MIRROR, **ONE_AT_A_TIME, **patient)
    assert process.returncode == 0, process.stderr[-2000:]
    assert missing(replica, tmp_path) == set()
    assert asked_of(replica, MIRROR)[0].path == "/robots.txt"


def test_the_other_host_is_asked_while_one_is_closed(replica: Replica, tmp_path: Path) -> None:
    replica.fault(MIRROR, "*", "blocked", seconds=0.5)
    process = crawl(replica, tmp_path, *WITH_MIRROR, **{**ONE_AT_A_TIME, "DOWNLOAD_DELAY": "0.1"}, BACK_OFF_FIRST="3")
    assert process.returncode == 0, process.stderr[-2000:]
    refused, again = asked_of(replica, MIRROR)[:2]
    assert (refused.status, again.status) == (403, 200)
    meanwhile = [entry for entry in asked_of(replica, PAPER) if refused.time < entry.time < again.time]
    assert len(meanwhile) >= 6
    assert missing(replica, tmp_path) == set()
