"""Each fault of a site by its name: what the crawl makes of it, how often it asks within a run, and when a later run asks again."""

from __future__ import annotations

import random
import re
import sqlite3
import time
import tomllib
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import time_machine

from crawler.fetching.failures import HOST_REFUSES, retry_policy
from crawler.fetching.retry_policy import ANSWERED, NOT_YET, PASSING, RetryPolicy
from crawler.pipelines.item import FetchedArticle, NotRead
from crawler.pipelines.make_record import MakeRecord
from crawler.record.joining import Story, join_story
from crawler.record.road import read_article
from crawler.store.frontier import State
from tests.against_truth import compare, records_of
from tests.builders import (
    NUMBER,
    ORIGINAL,
    count_of,
    crawler_of,
    fetched_from,
    mirror_address,
    mirror_page,
    new_page,
    open_list,
    original_address,
    schedule_of,
)
from tests.crawls import SINCE_EVER, crawl, out_of_reach
from tests.replica import Replica
from tests.replica.client import ask
from tests.replica.stories import STORIES

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scrapy.crawler import Crawler

    from crawler.run.run import Run
    from tests.conftest import Begin
    from tests.replica.control import Entry

PAPER = "baoquocte.vn"
PAPER_ONLY = (SINCE_EVER, "sites=baoquocte.vn", "sections=tin-moi")
WITH_MIRROR = (SINCE_EVER, "sites=baoquocte.vn,vietnam.vn", "sections=tin-moi,front")
# An article whose one paragraph is a counter: read, and empty once it is cleaned.
WITHOUT_TEXT = (
    f'<html><head><link rel="canonical" href="{original_address().url}"></head><body><h1 class="article-detail-title">Hai bộ trưởng</h1>'
    '<div id="articleBody"><div id="__MB_MASTERCMS_EL_3"><p>[Anzeige_1]</p></div></div></body></html>'
).encode()
HASTY = {"BACK_OFF_FIRST": "0.05", "RETRY_TIMES": "2"}
# For crawls of which some answers never come. The others come in far less, also where the machine does much else at once.
WITH_STALLS = {**HASTY, "DOWNLOAD_TIMEOUT": "5"}
ONCE, TWICE, THRICE = 1, 2, 3


def article(name: str, place: int) -> dict[str, Any]:
    """A story of its own on the subject, told by the paper alone."""
    table = tomllib.loads((STORIES / "kihara-hakkanen.toml").read_text("utf-8"))
    original = {
        **table["original"], "number": 290001 + 4 * place, "slug": f"bo-truong-quoc-phong-hoi-dam-{name}",
        "headline": f"Hội đàm cấp bộ trưởng quốc phòng lần thứ {place} tại Tokyo ({name})",
        "published": f"2024-09-{1 + place % 28:02d}T08:00:{place:02d}+07:00", "modified": f"2024-10-01T09:00:{place:02d}+07:00",
    }  # fmt: skip
    return {**{key: value for key, value in table.items() if key != "translations"}, "key": name, "original": original}


# Name of the fault: its kind in the replica, how often it strikes (None: always) and its parameters.
ARTICLE_FAULTS: dict[str, tuple[str, int | None, dict[str, Any]]] = {
    "status-403": ("status", None, {"status": 403}),
    "status-404": ("status", None, {"status": 404}),
    "status-410": ("status", None, {"status": 410}),
    "status-429": ("status", None, {"status": 429}),
    "status-503": ("status", None, {"status": 503}),
    "status-429-waits": ("status", 1, {"status": 429, "retry_after": 1}),
    "status-503-waits": ("status", 1, {"status": 503, "retry_after": 1}),
    "connection-closed": ("refuse", None, {}),
    "reset": ("reset", None, {}),
    "reset-once": ("reset", 1, {}),
    "stalled": ("stall", None, {}),
    "short-body": ("short_body", None, {}),
    "redirect-loop": ("redirect_loop", None, {}),
    "redirect-strange-host": ("redirect_to", None, {"url": "https://example.com/away"}),
    "redirect-subdomain": ("redirect_to", None, {"url": "https://api.baoquocte.vn/away"}),
    "redirect-private-address": ("redirect_to", None, {"url": "http://10.0.0.1/admin"}),
    "redirect-metadata-address": ("redirect_to", None, {"url": "http://169.254.169.254/latest/meta-data/"}),
    "redirect-loopback": ("redirect_to", None, {"url": "http://127.0.0.1:8080/"}),
    "redirect-other-port": ("redirect_to", None, {"url": "https://baoquocte.vn:8443/thoi-su"}),
    "redirect-other-scheme": ("redirect_to", None, {"url": "file:///etc/passwd"}),
    "big-body": ("big_body", None, {}),
    "gzip-bomb": ("gzip_bomb", None, {}),
    "lying-charset": ("charset", None, {"charset": "iso-8859-1"}),
    "impossible-charset": ("charset", None, {"charset": "utf-16"}),
    "unknown-charset": ("charset", None, {"charset": "x-vietnamese; quoted"}),
    "invalid-utf8": ("invalid_utf8", None, {}),
    "invalid-utf8-once": ("invalid_utf8", None, {"end": "</h1>"}),
    "empty": ("empty", None, {}),
    "truncated": ("truncate", None, {}),
    "challenge-200": ("challenge", None, {"status": 200}),
    "challenge-403": ("challenge", None, {"status": 403}),
    "challenge-503": ("challenge", None, {"status": 503}),
    "none": ("delay", 1, {"seconds": 0}),
}


def store_rows(output: Path) -> dict[str, sqlite3.Row]:
    """The frontier's rows by key."""
    with closing(sqlite3.connect(output / "store.sqlite")) as store:
        store.row_factory = sqlite3.Row
        return {row["key"]: row for row in store.execute("SELECT * FROM pages")}


def let_time_pass(output: Path) -> None:
    """Make everything due that waits for its time."""
    with closing(sqlite3.connect(output / "store.sqlite")) as store, store:
        store.execute("UPDATE pages SET due_at = 0")
        store.execute("UPDATE pages SET revisit_at = 1 WHERE revisit_at IS NOT NULL")
        store.execute("UPDATE lists SET due_at = 0")
        store.execute("UPDATE look_ups SET due_at = 0 WHERE due_at IS NOT NULL")


@dataclass
class Spoiled:
    """Three runs over articles each of which has its own fault: with the faults, right after they are gone, and after a long time."""

    stories: dict[str, str] = field(default_factory=dict)  # name to key
    processes: list[subprocess.CompletedProcess[str]] = field(default_factory=list)
    logs: list[list[Entry]] = field(default_factory=list)
    rows: list[dict[str, sqlite3.Row]] = field(default_factory=list)
    records: list[dict[str, dict[str, Any]]] = field(default_factory=list)
    truth: dict[str, dict[str, Any]] = field(default_factory=dict)
    began: float = 0.0
    ended: float = 0.0  # both of the first run, in seconds since 1970

    def asked(self, name: str, run: int = 0) -> list[Entry]:
        return [entry for entry in self.logs[run] if entry.path.startswith(f"/bo-truong-quoc-phong-hoi-dam-{name}-29")]

    def waits(self, name: str, kind: str, patience: RetryPolicy, requests: int) -> None:
        """The page failed by that name, was asked for so often, waits as long as its patience says, and is in the data set in the end."""
        key = self.stories[name]
        row = self.rows[0][key]
        assert (row["state"], row["reason"], row["attempts"]) == ("waiting", kind, 1)
        assert len(self.asked(name)) == requests
        assert int(self.began) <= row["due_at"] - (patience.after(1) or 0) <= self.ended
        assert retry_policy(kind) is patience
        log = self.processes[0].stderr
        assert re.search(rf"/bo-truong-quoc-phong-hoi-dam-{name}-\d+\.html was not read: {kind}\b", log)
        assert re.search(rf"Not read, asked again by a later run: \d+ × {kind}$", log, re.MULTILINE)
        assert key not in self.records[0]
        assert bool(self.asked(name, run=1)) is (patience.after(1) == 0)
        self.right(name)

    def read(self, name: str, requests: int = 1) -> None:
        """The page was read in the first run in spite of its fault."""
        assert len(self.asked(name)) == requests
        assert self.rows[0][self.stories[name]]["state"] == "done"
        assert self.stories[name] in self.records[0]
        self.right(name)

    def right(self, name: str) -> None:
        comparison = compare([self.records[2][self.stories[name]]], [self.truth[self.stories[name]]])
        assert [str(difference) for difference in comparison.differences if difference.field != "parties"] == []


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoiled]:
    output = tmp_path_factory.mktemp("spoiled")
    stories = [article(name, place) for place, name in enumerate(ARTICLE_FAULTS)]
    with Replica(stories) as replica:
        for story, (kind, times, params) in zip(stories, ARTICLE_FAULTS.values(), strict=True):
            replica.fault(PAPER, f"/{story['original']['slug']}-29*", kind, times, **params)
        result = Spoiled({story["key"]: f"{PAPER}/{story['original']['number']}" for story in stories}, began=time.time())
        for run in range(3):
            if run == 1:
                replica.clear_faults()
            if run == 2:
                let_time_pass(output)
            replica.clear_log()
            # One at a time: else a page's 403 can come while another's 429 has its host closed, and is asked for once more.
            result.processes.append(crawl(replica, output, *PAPER_ONLY, **WITH_STALLS, CONCURRENT_REQUESTS_PER_DOMAIN="1"))
            result.ended = result.ended or time.time()
            result.logs.append(replica.log)
            result.rows.append(store_rows(output))
            records = records_of(output)
            assert len({record["id"] for record in records}) == len(records)
            result.records.append({record["id"]: record for record in records})
        result.truth = {record["id"]: record for record in replica.truth()}
        yield result


def test_a_crawl_with_faults_ends_in_order_and_hides_none(spoiled: Spoiled) -> None:
    for process in spoiled.processes:
        assert "Traceback" not in process.stderr
    # Most pages could not be read: that is an expectation broken.
    assert [process.returncode for process in spoiled.processes] == [1, 0, 0]
    failed = sum(row["state"] == "waiting" for row in spoiled.rows[0].values())
    told = [int(count) for count in re.findall(r"Not read, asked again by a later run: (\d+) × ", spoiled.processes[0].stderr)]
    assert sum(told) == failed > 15


def test_in_the_end_every_article_is_in_the_data_set_once(spoiled: Spoiled) -> None:
    assert spoiled.records[2].keys() == spoiled.truth.keys()


def test_no_redirect_leads_off_the_list(spoiled: Spoiled) -> None:
    assert {entry.host for log in spoiled.logs for entry in log} == {PAPER}
    assert not any(entry.foreign for log in spoiled.logs for entry in log)


def test_a_page_that_failed_is_asked_for_by_no_other_rule_within_its_run(spoiled: Spoiled) -> None:
    counts = Counter(entry.path for entry in spoiled.logs[0] if entry.path.startswith("/bo-truong"))
    assert {path: count for path, count in counts.items() if count > THRICE and "redirect-loop" not in path} == {}


def test_403(spoiled: Spoiled) -> None:
    spoiled.waits("status-403", "http-403", PASSING, ONCE)


def test_404(spoiled: Spoiled) -> None:
    spoiled.waits("status-404", "http-404", ANSWERED, ONCE)


def test_410(spoiled: Spoiled) -> None:
    spoiled.waits("status-410", "http-410", ANSWERED, ONCE)


def test_429_without_retry_after(spoiled: Spoiled) -> None:
    # The host closes, answers others again, and is believed no more: the page itself is refused.
    spoiled.waits("status-429", "http-429", PASSING, TWICE)


def test_503_without_retry_after(spoiled: Spoiled) -> None:
    spoiled.waits("status-503", "http-503", PASSING, THRICE)


@pytest.mark.parametrize("name", ["status-429-waits", "status-503-waits"])
def test_429_and_503_with_retry_after(spoiled: Spoiled, name: str) -> None:
    spoiled.read(name, requests=2)
    refused, answered = spoiled.asked(name)
    assert refused.fault == "status"
    assert answered.time - refused.time >= 0.98


@pytest.mark.parametrize("status", [429, 503])
def test_nothing_is_asked_of_a_host_before_its_retry_after_is_over(tmp_path: Path, status: int) -> None:
    with Replica([article(f"held-{place}", place) for place in range(4)]) as replica:
        replica.fault(PAPER, "/bo-truong-quoc-phong-*", "status", times=1, status=status, retry_after=2)
        process = crawl(replica, tmp_path, *PAPER_ONLY, **HASTY, CONCURRENT_REQUESTS_PER_DOMAIN="1")
        log = [entry for entry in replica.log if entry.method == "GET"]
    assert process.returncode == 0, process.stderr[-2000:]
    (place,) = [place for place, entry in enumerate(log) if entry.status == status]
    assert len(log) > place + 4
    assert log[place + 1].time - log[place].time >= 1.98


def test_connection_closed_without_an_answer(spoiled: Spoiled) -> None:
    spoiled.waits("connection-closed", "reset", PASSING, THRICE)


def test_connection_reset(spoiled: Spoiled) -> None:
    spoiled.waits("reset", "reset", PASSING, THRICE)


def test_connection_reset_once_is_mended_within_the_run(spoiled: Spoiled) -> None:
    spoiled.read("reset-once", requests=2)


def test_stalled(spoiled: Spoiled) -> None:
    spoiled.waits("stalled", "timeout", PASSING, THRICE)


def test_body_shorter_than_announced(spoiled: Spoiled) -> None:
    spoiled.waits("short-body", "short-body", PASSING, THRICE)


def test_redirect_loop(spoiled: Spoiled) -> None:
    spoiled.waits("redirect-loop", "redirect-loop", PASSING, 6)


@pytest.mark.parametrize("where", ["strange-host", "subdomain", "private-address", "metadata-address", "loopback", "other-port"])
def test_redirect_off_the_allow_list(spoiled: Spoiled, where: str) -> None:
    spoiled.waits(f"redirect-{where}", "off-list", ANSWERED, ONCE)


def test_redirect_to_another_scheme(spoiled: Spoiled) -> None:
    spoiled.waits("redirect-other-scheme", "http-302", PASSING, ONCE)


def test_body_of_50_megabytes(spoiled: Spoiled) -> None:
    spoiled.waits("big-body", "too-large", ANSWERED, ONCE)


def test_gzip_bomb(spoiled: Spoiled) -> None:
    spoiled.waits("gzip-bomb", "too-large", ANSWERED, ONCE)


@pytest.mark.parametrize("name", ["lying-charset", "impossible-charset", "unknown-charset"])
def test_wrong_or_lying_charset(spoiled: Spoiled, name: str) -> None:
    spoiled.read(name)
    before = {**spoiled.records[0][spoiled.stories[name]], "provenance": None}
    assert before == {**spoiled.records[2][spoiled.stories[name]], "provenance": None}


def test_a_text_full_of_invalid_utf8_is_a_failure(spoiled: Spoiled) -> None:
    spoiled.waits("invalid-utf8", "bad-encoding", PASSING, ONCE)


def test_a_few_letters_of_invalid_utf8_are_kept_counted_and_read_again_whole(spoiled: Spoiled) -> None:
    spoiled.read("invalid-utf8-once")
    key = spoiled.stories["invalid-utf8-once"]
    assert "\ufffd" in spoiled.records[0][key]["headline"]
    assert "Pages with bytes that could not be read: 1" in spoiled.processes[0].stderr
    assert (spoiled.records[2][key]["provenance"]["revision"], "\ufffd" in str(spoiled.records[2][key])) == (2, False)


def test_empty_page(spoiled: Spoiled) -> None:
    spoiled.waits("empty", "empty", PASSING, ONCE)


def test_truncated_page(spoiled: Spoiled) -> None:
    spoiled.waits("truncated", "truncated", PASSING, ONCE)


@pytest.mark.parametrize(("status", "requests"), [(200, ONCE), (403, ONCE), (503, THRICE)])
def test_challenge_page_is_one_whatever_its_status(spoiled: Spoiled, status: int, requests: int) -> None:
    spoiled.waits(f"challenge-{status}", "challenge", PASSING, requests)


# ------------------------------------------------------------------------------------------------------------ faults of the lists


@dataclass
class SpoiledLists:
    """A run whose lists have faults, and one after they are gone."""

    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    log: list[Entry]
    missing_at_first: list[str]
    missing: list[str]


@pytest.fixture(scope="module")
def spoiled_lists(tmp_path_factory: pytest.TempPathFactory) -> SpoiledLists:
    output = tmp_path_factory.mktemp("lists")
    stories = [article(f"list-{place}", place) for place in range(40)]
    arguments = (SINCE_EVER, "sites=baoquocte.vn", "sections=tin-moi,the-gioi,thoi-su,ngoai-giao,bien-dong-247")
    with Replica(stories) as replica:
        replica.fault(PAPER, "/rss_feed/tin-moi", "html_for_rss")
        replica.fault(PAPER, "/rss_feed/the-gioi", "broken_xml")
        replica.fault(PAPER, "/rss_feed/ngoai-giao", "challenge", status=403)
        replica.fault(PAPER, "/rss_feed/bien-dong-247", "empty")
        replica.fault(PAPER, "/tin-moi&s_cond=&BRSR=30", "short_body")
        replica.fault(PAPER, "/the-gioi&s_cond=&BRSR=30", "redirect_to", url="https://example.com/the-gioi")
        replica.fault(PAPER, "/the-gioi/tieu-diem&s_cond=&BRSR=30", "reset")
        replica.fault(PAPER, "/thoi-su", "gzip_bomb")
        first = crawl(replica, output, *arguments, **HASTY)
        missing_at_first = compare(records_of(output), replica.truth()).missing
        log = replica.log
        replica.clear_faults()
        second = crawl(replica, output, *arguments, **HASTY)
        missing = compare(records_of(output), replica.truth()).missing
    return SpoiledLists(first, second, log, missing_at_first, missing)


def list_failed(lists: SpoiledLists, path: str, kind: str) -> None:
    assert re.search(rf"The list https://baoquocte\.vn{re.escape(path)} was not read: {kind}\b", lists.first.stderr)
    assert re.search(rf"Lists not read, asked again by a later run: \d+ × {kind}$", lists.first.stderr, re.MULTILINE)
    assert f"The list https://baoquocte.vn{path} was not read" not in lists.second.stderr


def test_html_instead_of_rss(spoiled_lists: SpoiledLists) -> None:
    list_failed(spoiled_lists, "/rss_feed/tin-moi", "not-feed")


def test_broken_xml(spoiled_lists: SpoiledLists) -> None:
    list_failed(spoiled_lists, "/rss_feed/the-gioi", "bad-xml")


def test_challenge_instead_of_a_list(spoiled_lists: SpoiledLists) -> None:
    list_failed(spoiled_lists, "/rss_feed/ngoai-giao", "challenge")


def test_empty_list(spoiled_lists: SpoiledLists) -> None:
    list_failed(spoiled_lists, "/rss_feed/bien-dong-247", "empty")


def test_gzip_bomb_instead_of_a_list(spoiled_lists: SpoiledLists) -> None:
    list_failed(spoiled_lists, "/thoi-su", "too-large")


def test_a_list_that_breaks_off_leaves_no_hole(spoiled_lists: SpoiledLists) -> None:
    list_failed(spoiled_lists, "/tin-moi", "short-body")
    list_failed(spoiled_lists, "/the-gioi", "off-list")
    assert spoiled_lists.missing_at_first
    assert spoiled_lists.missing == []


@pytest.mark.parametrize(
    ("kind", "hole"),
    [("short-body", True), ("http-503", True), ("challenge", True), (HOST_REFUSES, True), ("bad-xml", True),
     ("http-404", False), ("robots-forbidden", False), ("not-feed", False)],
)  # fmt: skip
def test_a_run_whose_lists_may_come_back_is_not_complete(next_run: Begin, kind: str, *, hole: bool) -> None:
    crawler = crawler_of(next_run())
    lists = schedule_of(crawler).lists
    lists.fail(open_list(crawler, "https://baoquocte.vn/rss_feed/", PAPER), kind)
    assert bool(lists.holes) is hole


def test_a_list_that_repeats_itself_for_ever(spoiled_lists: SpoiledLists) -> None:
    # 40 articles at 15 a page; the fourth page is the third one again, and names a fifth.
    pages = {entry.path for entry in spoiled_lists.log if entry.path.startswith("/the-gioi&")}
    assert len(pages) <= 3
    assert spoiled_lists.second.returncode == 0


# ----------------------------------------------------------------------------------------------------- faults of a whole host


def test_connection_refused(tmp_path: Path) -> None:
    with Replica([article("refused", 1)]) as replica:
        with out_of_reach(replica):
            process = crawl(replica, tmp_path, *PAPER_ONLY, **HASTY)
        assert replica.log == []
    assert process.returncode == 2
    assert re.search(r"Lists not read, asked again by a later run: \d+ × refused$", process.stderr, re.MULTILINE)
    assert "no site can be reached" in process.stderr


def test_a_huge_retry_after_ends_the_run_for_the_host_and_costs_no_page_its_patience(tmp_path: Path) -> None:
    stories = [article(f"huge-{place}", place) for place in range(25)]
    with Replica(stories) as replica:
        replica.fault(PAPER, "/bo-truong-quoc-phong-*", "status", status=503, retry_after=86_400)
        process = crawl(replica, tmp_path, *PAPER_ONLY, **HASTY, CONCURRENT_REQUESTS_PER_DOMAIN="1")
        assert process.returncode == 1
        assert len([entry for entry in replica.log if entry.path.startswith("/bo-truong")]) == 1
        assert "nothing is asked of baoquocte.vn for 86400 seconds" in process.stderr
        assert f"{PAPER} answered 503" in process.stderr.splitlines()[-2]
        assert re.search(rf"Not read, asked again by a later run: 25 × {HOST_REFUSES}$", process.stderr, re.MULTILINE)
        assert {(row["state"], row["attempts"]) for row in store_rows(tmp_path).values()} == {("waiting", 0)}
        replica.clear_faults()
        replica.clear_log()
        assert crawl(replica, tmp_path, *PAPER_ONLY, **HASTY).returncode == 1
        assert replica.log == []
        with closing(sqlite3.connect(tmp_path / "store.sqlite")) as store, store:
            store.execute("UPDATE closures SET until = 1")
        assert crawl(replica, tmp_path, *PAPER_ONLY, **HASTY).returncode == 0
        comparison = compare(records_of(tmp_path), replica.truth())
    assert (comparison.missing, comparison.extra, comparison.doubled) == ([], [], [])


def test_a_site_that_turns_every_page_away_is_left_alone_after_some(tmp_path: Path) -> None:
    stories = [article(f"away-{place}", place) for place in range(40)]
    with Replica(stories) as replica:
        replica.fault(PAPER, "/bo-truong-quoc-phong-*", "challenge")
        process = crawl(replica, tmp_path, *PAPER_ONLY, **HASTY, CONCURRENT_REQUESTS_PER_DOMAIN="1")
        asked = [entry for entry in replica.log if entry.path.startswith("/bo-truong")]
    assert 10 <= len(asked) < 20
    assert "10 pages in a row were turned away, the last one with challenge" in process.stderr
    assert Counter(row["attempts"] for row in store_rows(tmp_path).values())[0] == 40 - len(asked)


def test_retries_keep_the_distance_between_requests(tmp_path: Path) -> None:
    with Replica([article("polite", 1)]) as replica:
        for kind in ("reset", "short_body"):
            replica.fault(PAPER, "/bo-truong-quoc-phong-*", kind, times=1)
        slow = {**HASTY, "DOWNLOAD_DELAY": "1", "RANDOMIZE_DOWNLOAD_DELAY": "0", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
        assert crawl(replica, tmp_path, *PAPER_ONLY, **slow).returncode == 0
        times = [entry.time for entry in replica.log if entry.method == "GET"]
        assert len([entry for entry in replica.log if entry.path.startswith("/bo-truong")]) == THRICE
        assert [record["id"] for record in records_of(tmp_path)] == [f"{PAPER}/290005"]
    # They were sent a second apart; the replica notes them when it gets to them.
    assert min(after - before for before, after in pairwise(times)) > 0.3


# ------------------------------------------------------------------------------------------------------- what a page says wrongly


def test_a_source_line_that_names_another_article_and_two_originals_with_one_slug(tmp_path: Path) -> None:
    table = tomllib.loads((STORIES / "kihara-hakkanen.toml").read_text("utf-8"))
    for translation in table["translations"].values():
        translation["damage"] = [*(damage for damage in translation["damage"] if damage != "source_line"), "no_source"]
        translation["body"] += "\n\nQuelle: https://baoquocte.vn/mot-bai-viet-khac-han-ve-gia-gao-xuat-khau-299997.html\n"
    twins = [STORIES / f"tuan-tra-thuong-nien-viet-thai-{year}.toml" for year in (2023, 2024)]
    with Replica([table, *twins]) as replica:
        process = crawl(replica, tmp_path, *WITH_MIRROR, **HASTY)
        records = {record["id"]: record for record in records_of(tmp_path)}
        truth = {record["id"]: record for record in replica.truth()}
        asked = [entry.path for entry in replica.log]
    assert process.returncode == 0, process.stderr[-2000:]
    kihara = [record for record in records.values() if record["site"] == "vietnam.vn" and record["url"].endswith("khong-the-tach-roi")]
    assert len(kihara) == len(table["translations"])
    assert {record["story_id"] for record in kihara} == {ORIGINAL}
    assert f"joined by their slug: {len(kihara)}" in process.stderr
    assert not any("299997" in path for path in asked)
    stories = {record_id: record["story_id"] for record_id, record in records.items() if "tuan-tra-chung" in record["url"]}
    expected = {record_id: record["story_id"] for record_id, record in truth.items() if "tuan-tra-chung" in record["url"]}
    assert len(set(stories.values())) == 2
    assert stories == expected


def test_an_article_whose_date_lies_in_the_future() -> None:
    with Replica([article("future", 3)]) as replica:
        url = f"https://baoquocte.vn/{article('future', 3)['original']['slug']}-290013.html"
        body = ask(replica, url).body
    assert b"2024-09-04T" in body
    body = body.replace(b"2024-09-04", b"2099-09-04").replace(b"04/09/2024", b"04/09/2099")
    reading = read_article(fetched_from(url, body))
    assert reading.article is not None
    assert (reading.article.date_published, reading.article.date_source) == (None, None)
    assert reading.counts["validate/future_date"] == 1


def test_a_source_of_two_possible_originals_is_joined_to_none(next_run: Begin) -> None:
    crawler = crawler_of(next_run())
    run = schedule_of(crawler).run
    with run.store.transaction():
        run.frontier.add([new_page(original_address(NUMBER)), new_page(original_address(NUMBER + 4))])
    page = mirror_page(source_url=None)
    assert join_story(page, run.stories.originals) == Story(f"slug/{page.address.slug}", None, "ambiguous-slug")


# -------------------------------------------------------------------------------------------------------------------- patience


@pytest.mark.parametrize(
    ("kind", "status", "patience"),
    [("http-503", 503, PASSING), ("challenge", 200, PASSING), ("http-404", 404, ANSWERED), ("foreign-source", 200, ANSWERED)],
)
def test_patience_grows_over_later_runs_and_ends_by_rule(next_run: Begin, kind: str, status: int, patience: RetryPolicy) -> None:
    with time_machine.travel("2024-10-01T03:00:00+00:00", tick=False) as clock:
        run = next_run()
        with run.store.transaction():
            run.frontier.add([new_page(original_address())])
        waits = []
        for _ in patience.delays:
            fail_once(run := next_run(), kind, status)
            row = run.frontier.known([ORIGINAL])[ORIGINAL]
            assert row.state == State.WAITING
            waits.append(row.due_at - run.now())
            if waits[-1]:
                clock.shift(waits[-1] - 1)
                with next_run().store.transaction():
                    assert next_run().frontier.lease(PAPER, 1, run.now()) == []
                clock.shift(1)
        crawler = fail_once(run := next_run(), kind, status)
        assert run.frontier.known([ORIGINAL])[ORIGINAL].state == State.EXHAUSTED
        assert count_of(crawler, f"retries_exhausted/{kind}") == count_of(crawler, f"failure/{kind}") == 1
        clock.shift(10**8)
        assert next_run().frontier.lease(PAPER, 1, run.now()) == []
    assert tuple(waits) == patience.delays
    assert waits == sorted(waits)


def fail_once(run: Run, kind: str, status: int) -> Crawler:
    """Lease the page and have it fail, as a run would. Gives the crawler."""
    crawler = crawler_of(run)
    articles = schedule_of(crawler).articles
    with run.store.transaction():
        (row,) = run.frontier.lease(PAPER, 1, run.now())
    articles.in_flight[row.key] = row
    articles.fail(row.key, kind, status=status)
    assert articles.in_flight == {}
    return crawler


def test_a_built_address_that_is_not_there_is_no_failure_and_is_asked_for_again_once_a_page_names_it(next_run: Begin) -> None:
    run = next_run()
    crawler = crawler_of(run)
    at = mirror_address("de")
    with run.store.transaction():
        run.frontier.add([new_page(at, story_hint=ORIGINAL)])
        (row,) = run.frontier.lease("vietnam.vn", 1, run.now())
    schedule_of(crawler).articles.in_flight[at.key] = row
    schedule_of(crawler).articles.fail(at.key, "http-404", status=404)
    assert (run.frontier.known([at.key])[at.key].state, count_of(crawler, "failure/http-404")) == (State.ABSENT, 0)
    assert NOT_YET.after(1)
    with run.store.transaction():
        assert run.frontier.demand([new_page(at, story_hint=ORIGINAL)]) == 0
        assert run.frontier.demand([new_page(at)]) == 1
    assert run.frontier.known([at.key])[at.key].state == State.WAITING


def test_an_unusable_page_is_a_failure_by_its_own_name(next_run: Begin) -> None:
    run = next_run()
    crawler = crawler_of(run)
    with run.store.transaction():
        run.frontier.add([new_page(original_address())])
        (row,) = run.frontier.lease(PAPER, 1, run.now())
    schedule_of(crawler).articles.in_flight[ORIGINAL] = row
    with pytest.raises(NotRead):
        MakeRecord(crawler).process_item(FetchedArticle(ORIGINAL, fetched_from(original_address().url, WITHOUT_TEXT)))
    assert count_of(crawler, "failure/empty-body") == 1
    assert run.frontier.known([ORIGINAL])[ORIGINAL].reason == "empty-body"


# ------------------------------------------------------------------------------------------------------------- all of it at once

FLAKY: Sequence[tuple[str, dict[str, Any]]] = (
    ("status", {"status": 403}), ("status", {"status": 404}), ("status", {"status": 410}), ("status", {"status": 429}),
    ("status", {"status": 503}), ("status", {"status": 503, "retry_after": 1}), ("status", {"status": 500}),
    ("refuse", {}), ("reset", {}), ("stall", {}), ("short_body", {}), ("redirect_loop", {}),
    ("redirect_to", {"url": "https://example.com/"}), ("redirect_to", {"url": "http://192.168.0.1/"}), ("big_body", {}), ("gzip_bomb", {}),
    ("charset", {}), ("invalid_utf8", {}), ("empty", {}), ("truncate", {}), ("challenge", {"status": 200}), ("challenge", {"status": 403}),
    ("broken_xml", {}), ("html_for_rss", {}),
)  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_flaky(tmp_path: Path, seed: int) -> None:
    names = ("kihara-hakkanen", "doi-thoai-quoc-phong-ba-lan-2025", "vinbax-dak-lak-2025", "tuan-tra-thuong-nien-viet-thai-2023",
             "tuan-tra-thuong-nien-viet-thai-2024", "admm-plus-jakarta-2023", "giao-luu-bien-gioi-viet-trung-2026")  # fmt: skip
    dice = random.Random(seed)
    more = [article(f"flaky-{place}", place) for place in range(16)]
    with Replica([*(STORIES / f"{name}.toml" for name in names), *more]) as replica:
        truth = [record for record in replica.truth() if record["site"] != "en.baoquocte.vn"]
        paths = sorted((urlsplit(record["url"]).hostname or "", urlsplit(record["url"]).path) for record in truth)
        struck = dice.sample(paths, len(paths) * 3 // 4)
        lists = [(PAPER, "/rss_feed/*"), (PAPER, "/tin-moi*"), ("www.vietnam.vn", "/de")]
        assert len(struck) + len(lists) >= len(FLAKY)
        ways = [*FLAKY, *dice.choices(FLAKY, k=len(struck) + len(lists) - len(FLAKY))]
        dice.shuffle(ways)
        for (host, path), (kind, params) in zip([*lists, *struck], ways, strict=False):
            asked_again_at_once = kind in {"refuse", "reset", "stall", "short_body"} or params.get("status") in {429, 500, 503}
            replica.fault(host, path, kind, times=dice.choice((1, 2, 3)) if asked_again_at_once else 1, **params)
        runs = 0
        for runs in range(1, 4):  # noqa: B007 - how many it took
            process = crawl(replica, tmp_path, *WITH_MIRROR, **WITH_STALLS)
            assert process.returncode in {0, 1}, process.stderr[-3000:]
            assert "Traceback" not in process.stderr
            comparison = compare(records_of(tmp_path), truth)
            assert comparison.doubled == []
            if not comparison.missing and not any("\ufffd" in str(difference.found) for difference in comparison.differences):
                break
            let_time_pass(tmp_path)
        faults = Counter(entry.fault for entry in replica.log if entry.fault)
    assert (comparison.missing, comparison.extra) == ([], [])
    assert [str(difference) for difference in comparison.differences if difference.field != "parties"] == []
    assert runs > 1
    assert len(faults) >= 15, faults
