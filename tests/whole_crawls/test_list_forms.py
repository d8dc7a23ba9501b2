"""Lists in the forms that other software writes, refused lists, and runs that are stopped and resumed: nothing that stood there is lost."""

from __future__ import annotations

import base64
import codecs
import gzip
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.against_truth import compare, records_of
from tests.crawls import HUNG, SINCE_EVER, crawl, crawl_command, wait_until
from tests.replica import Replica
from tests.replica.stories import STORIES
from tests.whole_crawls.test_faults import HASTY, PAPER, PAPER_ONLY, article, store_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MIRROR = "www.vietnam.vn"
ROOT = f"https://{PAPER}"
# Nothing else leads to the articles, whose addresses begin with "bo-truong".
OTHER_LISTS = ("/", "/[!b]*", "/bien-dong*")
BOUND = ("since=2024-09-01", "until=2024-10-31", f"sites={PAPER}")


def instead(replica: Replica, path: str, body: bytes, content_type: str = "text/plain", host: str = PAPER) -> None:
    replica.fault(host, path, "instead", base64=base64.b64encode(body).decode(), content_type=content_type)


def urlset(*urls: str) -> str:
    return "".join(f"<url><loc>{url}</loc></url>" for url in urls)


def numbers(output: Path) -> set[str]:
    return {record["id"].rpartition("/")[2] for record in records_of(output)}


def test_sitemaps_that_robots_names_are_read_in_whatever_form(tmp_path: Path) -> None:
    with Replica([article(f"form-{place}", place) for place in range(6)]) as replica:
        urls = [record["url"] for record in replica.truth()]
        robots = f"User-agent: *\nAllow: /\nSitemap: /ban-do.xml\nsitemap: {ROOT}/ban-do.xml.gz\nSitemap: {ROOT}/ban-do.txt\n"
        instead(replica, "/robots.txt", robots.encode())
        instead(replica, "/ban-do.xml", f"<urlset>{urlset(*urls[:2])}</urlset>".encode(), "text/xml")
        members = ("<urlset>", urlset(urls[2]), f"{urlset(urls[3])}</urlset>")
        instead(replica, "/ban-do.xml.gz", b"".join(gzip.compress(part.encode()) for part in members), "application/gzip")
        instead(replica, "/ban-do.txt", codecs.BOM_UTF8 + "\r\n".join(urls[4:]).encode())
        for path in OTHER_LISTS:
            replica.fault(PAPER, path, "status", status=404)
        process = crawl(replica, tmp_path, *BOUND, **HASTY)
        found = compare(records_of(tmp_path), replica.truth())
        asked = [entry.path for entry in replica.log]
    assert (found.missing, found.extra, found.doubled) == ([], [], []), process.stderr[-2000:]
    assert {"/ban-do.xml", "/ban-do.xml.gz", "/ban-do.txt"} <= set(asked)
    assert "/sitemap.xml" not in asked


def test_a_feed_with_every_oddity_loses_only_the_entry_that_has_no_address(tmp_path: Path) -> None:
    with Replica([article(f"odd-{place}", place) for place in range(6)]) as replica:
        urls = [record["url"] for record in replica.truth()]
        # Month first: the 25th says so, and makes a date of the window of what read day first is none of it.
        dates = ("9/25/2024 8:00:00 AM", "10/9/2024 2:05:00 PM", "10/11/2024 9:30:00 AM", "9/12/2024 7:00:00 PM", "10/2/2024 6:00:00 AM")
        links = (urls[0], urls[1].removeprefix(ROOT), urls[2].removeprefix(f"{ROOT}/"), urls[3].removeprefix("https:"), urls[4])
        texts = ("", "", "", "", "lời dài " * 60_000)
        items = "".join(
            f"<item><title>Hội đàm quốc phòng Việt Nam - Ấn Độ &ndash; {place}</title><link>{link}</link><description>{text}</description>"
            f"<pubDate>{date}</pubDate></item>"
            for place, (link, date, text) in enumerate(zip(links, dates, texts, strict=True))
        )
        lost = f"<item><title>Không địa chỉ</title><link>{'x' * 200_000}</link></item>"
        head = '<?xml version="1.0"?>\n<!DOCTYPE rss PUBLIC "-//N//DTD RSS//EN" "http://example.org/rss.dtd" [<!ENTITY ndash "&#8211;">]>\n'
        instead(replica, "/rss_feed/", f"{head}<rss><channel><link>{ROOT}/</link>{lost}{items}</channel></rss>".encode(), "text/xml")
        instead(replica, "/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {ROOT}/khong-co.xml\n".encode())
        for path in OTHER_LISTS:
            replica.fault(PAPER, path, "status", status=404)
        process = crawl(replica, tmp_path, *BOUND, **HASTY)
        expected = {record["id"].rpartition("/")[2] for record in replica.truth() if record["url"] in urls[:5]}
        foreign = [entry for entry in replica.log if entry.foreign]
    assert numbers(tmp_path) == expected, process.stderr[-2000:]
    assert foreign == []
    assert "Entries of lists without a usable address: 1" in process.stderr


def test_robots_txt_is_obeyed_whatever_its_bytes(tmp_path: Path) -> None:
    with Replica([article("closed", 1)]) as replica:
        instead(replica, "/robots.txt", codecs.BOM_UTF8 + b"User-agent: *\nDisallow: /\n")
        latin = "# D\u00e9fense, \u00e0 tous\r\nUser-agent: *\r\nDisallow: /\r\n"
        instead(replica, "/robots.txt", latin.encode("latin-1"), "text/plain; charset=iso-8859-1", host="en.baoquocte.vn")
        process = crawl(replica, tmp_path, SINCE_EVER, "sites=baoquocte.vn,en.baoquocte.vn", **HASTY)
        assert {entry.path for entry in replica.log} <= {"/robots.txt", ""}
        assert {entry.host for entry in replica.log} == {PAPER, "en.baoquocte.vn"}
    assert process.returncode == 1, process.stderr[-2000:]
    assert records_of(tmp_path) == []


# ------------------------------------------------------------------------------------------------------------------- refused lists


def test_a_forbidden_list_holds_its_host_back_and_is_asked_for_by_the_next_run(tmp_path: Path) -> None:
    stories = [STORIES / "kihara-hakkanen.toml"]
    arguments = ("since=2024-09-10", "until=2024-09-14", "sites=vietnam.vn")
    with Replica(stories) as replica:
        replica.fault(MIRROR, "/sitemap/sitemap-post/2024-09-12.xml", "blocked", seconds=900)
        first = crawl(replica, tmp_path, *arguments, BACK_OFF_FIRST="2", CONCURRENT_REQUESTS_PER_DOMAIN="1")
        log = [entry for entry in replica.log if entry.host == MIRROR and entry.method == "GET"]
        place, again_refused = [place for place, entry in enumerate(log) if entry.status == 403]
        replica.clear_faults()
        replica.clear_log()
        second = crawl(replica, tmp_path, *arguments, **HASTY)
        again = [entry.path for entry in replica.log]
    assert "2024-09-12.xml was not read: http-403" in first.stderr
    assert "Lists not read, asked again by a later run: 1 × http-403" in first.stderr
    assert all(after.time - before.time > 1.9 for before, after in pairwise(log[place : place + 2]))
    # The host answered the trial; its list, asked once more, did not, and what is open to all did again: it was the list's own word.
    assert [entry.status for entry in log[again_refused - 1 : again_refused + 2]] == [200, 403, 200]
    assert "/sitemap/sitemap-post/2024-09-12.xml" in again
    assert "http-403" not in second.stderr
    days = {path[-14:-4] for path in again if path.startswith("/sitemap/sitemap-post/")}
    assert days == {"2024-09-12"}, "the others of the window were read when they were over"


def test_a_host_that_forbids_everything_is_left_alone_and_named(tmp_path: Path) -> None:
    with Replica([STORIES / "kihara-hakkanen.toml"]) as replica:
        replica.fault(MIRROR, "*", "blocked", seconds=900)
        process = crawl(replica, tmp_path, SINCE_EVER, "sites=vietnam.vn", BACK_OFF_FIRST="0.05", BACK_OFF_MAX="1",
                        CONCURRENT_REQUESTS_PER_DOMAIN="1")  # fmt: skip
        asked = [entry for entry in replica.log if entry.host == MIRROR and entry.method == "GET"]
    assert process.returncode == 1, process.stderr[-2000:]
    assert len(asked) < 12
    assert f"{MIRROR} answered 403" in process.stderr
    assert "vietnam.vn: " in process.stderr.splitlines()[-2] + process.stderr.splitlines()[-3]


# -------------------------------------------------------------------------------------------------------------- stopped and resumed


@pytest.fixture(scope="module")
def many() -> Sequence[dict[str, Any]]:
    return [article(f"stop-{place}", place) for place in range(24)]


def test_a_run_that_stops_after_some_items_is_completed_by_the_next(many: Sequence[dict[str, Any]], tmp_path: Path) -> None:
    with Replica(many) as replica:
        stopped = crawl(replica, tmp_path, *PAPER_ONLY, **HASTY, CLOSESPIDER_ITEMCOUNT="3", CONCURRENT_REQUESTS_PER_DOMAIN="1")
        some = numbers(tmp_path)
        replica.clear_log()
        assert crawl(replica, tmp_path, *PAPER_ONLY, **HASTY).returncode == 0
        asked = {entry.path.rpartition("-")[2].removesuffix(".html") for entry in replica.log if entry.path.endswith(".html")}
        comparison = compare(records_of(tmp_path), replica.truth())
    assert stopped.returncode == 1
    assert "closespider_itemcount" in stopped.stderr
    assert 3 <= len(some) < 24
    assert some & asked == set()
    assert (comparison.missing, comparison.extra, comparison.doubled) == ([], [], [])


def test_a_run_with_a_jobdir_that_is_interrupted_is_resumed(many: Sequence[dict[str, Any]], tmp_path: Path) -> None:
    output, job = tmp_path / "out", {"JOBDIR": str(tmp_path / "job"), "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
    with Replica(many) as replica:
        command = [sys.executable, "-m", "scrapy", *crawl_command(output, *PAPER_ONLY, **job, DOWNLOAD_DELAY="0.2")]
        with subprocess.Popen(command, env=replica.environ(), stderr=subprocess.PIPE, text=True) as process:
            wait_until(lambda: stored(output) >= 3, lambda: "the crawl has stored nothing")
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=HUNG)
        done = {key.rpartition("/")[2] for key, row in store_rows(output).items() if row["state"] == "done"}
        replica.clear_log()
        resumed = crawl(replica, output, *PAPER_ONLY, **HASTY, **job)
        asked = {entry.path.rpartition("-")[2].removesuffix(".html") for entry in replica.log if entry.path.endswith(".html")}
        comparison = compare(records_of(output), replica.truth())
    assert process.returncode == 1, told[-2000:]
    assert 3 <= len(done) < 24
    assert resumed.returncode == 0, resumed.stderr[-2000:]
    assert done & asked == set()
    assert (comparison.missing, comparison.extra, comparison.doubled) == ([], [], [])


def stored(output: Path) -> int:
    """How many articles the store of a crawl under way has."""
    try:
        with closing(sqlite3.connect(f"file:{output}/store.sqlite?mode=ro", uri=True)) as store:
            return int(store.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.Error:
        return 0
