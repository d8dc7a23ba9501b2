from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from scrapy import Request

from crawler.fetching.closed_hosts import ClosedHosts, asked_to_wait, closing_site, in_words, open_to_all, refuses, retry_after
from crawler.store.closures import Closure
from tests.builders import count_of, crawler_of
from tests.fetching.asked_hosts import HOST, LIST, SITE, answer, with_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler

    from crawler.run.run import Run

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LAST_TIME = NOW.timestamp()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as stopped:
        yield stopped


@pytest.fixture
def crawler(run: Run, clock: time_machine.Traveller) -> Crawler:  # noqa: ARG001  (it stops the clock)
    crawler = crawler_of(run, BACK_OFF_FIRST=900, BACK_OFF_MAX=7200)
    with_engine(crawler)
    return crawler


@pytest.fixture
def hosts(crawler: Crawler) -> ClosedHosts:
    return ClosedHosts.of(crawler)


def closed_for(hosts: ClosedHosts, site: str = SITE) -> float | None:
    """The seconds that a site is closed for by now."""
    closure = hosts.get(site)
    return None if closure is None else closure.until - NOW.timestamp()


def try_again(hosts: ClosedHosts) -> bool:
    return asyncio.run(hosts.try_again(SITE))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"0", 0), (b"120", 120), (b" 7 ", 7),
        (b"Mon, 02 Mar 2026 03:01:30 GMT", 90), (b"Mon, 02 Mar 2026 10:01:30 +0700", 90), (b"Monday, 02-Mar-26 03:01:30 GMT", 90),
        (b"Mon Mar  2 03:01:30 2026", 90), (b"Mon, 02 Mar 2026 02:00:00 GMT", 0),
        (b"\xb2", None), (b"Fri, 31 Dec 99999999999999999999 23:59:59 GMT", None),
        (b"", None), (None, None), (b"soon", None), (b"-5", None), (b"1.5", None), (b"Mon, 99 Mar 2026 03:01:30 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_both_its_forms(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_wait_of_years_is_a_long_one() -> None:
    assert (retry_after(b"9" * 20, NOW) or 0) > 10**8


@pytest.mark.parametrize(
    ("status", "wait", "refused"),
    [(403, None, True), (429, None, True), (503, "30", True), (503, None, False), (503, "soon", False), (200, "30", False),
     (404, None, False), (500, "30", False), (304, None, False)],
)  # fmt: skip
def test_what_a_refusal_is(status: int, wait: str | None, *, refused: bool) -> None:
    assert refuses(answer(LIST, status, wait)) is refused
    assert asked_to_wait(answer(LIST, status, wait)) == (30 if wait == "30" else None)


def test_the_hosts_of_one_system_close_together_and_the_papers_editions_do_not(hosts: ClosedHosts) -> None:
    hosts.close(LIST, 429)
    assert {closing_site(f"https://{host}/x-y") for host in ("vietnam.vn", "id.vietnam.vn", "vrviet.vn", HOST)} == {SITE}
    assert [site for site in (SITE, "baoquocte.vn", "en.baoquocte.vn") if hosts.get(site)] == [SITE]
    hosts.close("https://en.baoquocte.vn/", 403)
    assert hosts.get("baoquocte.vn") is None


def test_a_host_is_closed_for_twice_as_long_each_time_up_to_a_maximum(hosts: ClosedHosts, crawler: Crawler) -> None:
    with_engine(crawler, *[403] * 5)
    hosts.close(LIST, 403)
    waits = [closed_for(hosts)]
    for _ in range(5):
        assert not try_again(hosts)
        waits.append(closed_for(hosts))
    assert waits == [900, 1800, 3600, 7200, 7200, 7200]
    assert (count_of(crawler, f"back_off/{SITE}/count"), count_of(crawler, f"back_off/{SITE}/trials")) == (6, 5)
    assert count_of(crawler, f"back_off/{SITE}/seconds") == sum(wait for wait in waits if wait)
    closure = hosts.get(SITE)
    assert closure is not None
    assert (closure.since, closure.times) == (NOW.timestamp(), 6)


@pytest.mark.parametrize(("asked", "seconds"), [(None, 900), (42, 900), (1000, 1000), (86_400, 86_400), (10**9, 7 * 86_400)])
def test_it_is_closed_for_as_long_as_it_asks_where_that_is_longer(hosts: ClosedHosts, asked: float | None, seconds: float) -> None:
    hosts.close(LIST, 429, asked)
    assert closed_for(hosts) == seconds


def test_refusals_of_requests_that_were_under_way_together_are_one(hosts: ClosedHosts, crawler: Crawler) -> None:
    for asked in (None, 1200, None, 1000):
        hosts.close(LIST, 503, asked)
    assert closed_for(hosts) == 1200
    assert count_of(crawler, f"back_off/{SITE}/count") == 1


def test_it_stays_closed_when_its_time_is_over_until_a_trial_is_answered(
    hosts: ClosedHosts, crawler: Crawler, clock: time_machine.Traveller
) -> None:
    engine = with_engine(crawler, 200)
    changes: list[str] = []
    hosts.on_change.append(changes.append)
    hosts.close(LIST, 403)
    clock.shift(10_000)
    assert hosts.get(SITE) is not None
    assert try_again(hosts)
    assert hosts.get(SITE) is None
    assert engine.asked == [f"https://{HOST}/robots.txt"]
    assert changes == [SITE, SITE]


@pytest.mark.parametrize("status", [404, 304, 301])
def test_any_answer_that_is_no_refusal_opens_it(hosts: ClosedHosts, crawler: Crawler, status: int) -> None:
    with_engine(crawler, status)
    hosts.close(LIST, 403)
    assert try_again(hosts)


@pytest.mark.parametrize("status", [500, 503, 429, None])
def test_a_server_that_cannot_answer_is_left_alone_for_longer(hosts: ClosedHosts, crawler: Crawler, status: int | None) -> None:
    with_engine(crawler, status)
    hosts.close(LIST, 403)
    assert not try_again(hosts)
    assert closed_for(hosts) == 1800


def test_a_trial_may_be_told_how_long_to_wait(hosts: ClosedHosts, crawler: Crawler) -> None:
    with_engine(crawler, 429, wait="5000")
    hosts.close(LIST, 403)
    assert not try_again(hosts)
    assert closed_for(hosts) == 5000


def test_a_trial_asks_for_what_is_open_to_all_and_was_answered(hosts: ClosedHosts, crawler: Crawler) -> None:
    engine = with_engine(crawler, 403)
    hosts.answered(Request(LIST, meta=open_to_all()), answer(LIST, 200))
    hosts.answered(Request(f"https://{HOST}/de/mot-hai-ba"), answer(f"https://{HOST}/de/mot-hai-ba", 200))
    hosts.answered(Request(f"{LIST}?page=2", meta=open_to_all()), answer(f"{LIST}?page=2", 404))
    hosts.close(f"https://{HOST}/de/bon-nam-sau", 429)
    try_again(hosts)
    assert engine.asked == [LIST]


def test_one_answer_may_be_luck_so_it_takes_some_until_a_closure_is_a_first_one_again(hosts: ClosedHosts, crawler: Crawler) -> None:
    with_engine(crawler, *[200] * 4)
    waits = []
    for answers in (0, 19, 20, 0):
        hosts.close(LIST, 403)
        waits.append(closed_for(hosts))
        assert try_again(hosts)
        for _ in range(answers):
            hosts.answered(Request(LIST), answer(LIST, 200))
    assert waits == [900, 1800, 3600, 900]


def test_what_an_earlier_run_found_closed_is_closed_for_longer_when_it_still_refuses(hosts: ClosedHosts, crawler: Crawler) -> None:
    with_engine(crawler, 403)
    before = Closure(SITE, LIST, 429, LAST_TIME - 3600, LAST_TIME + 60, 2)
    hosts.restore([before])
    assert (closed_for(hosts), in_words(before)) == (60, f"{HOST} answered 429 to {LIST}")
    try_again(hosts)
    closure = hosts.get(SITE)
    assert closure is not None
    assert (closed_for(hosts), closure.times, closure.since, closure.status) == (3600, 3, LAST_TIME - 3600, 403)


def test_a_host_that_closed_is_asked_more_slowly_from_then_on(hosts: ClosedHosts, crawler: Crawler) -> None:
    engine = with_engine(crawler)
    crawler.settings.set("DOWNLOAD_DELAY", 1.5, priority="cmdline")
    delays = []
    for _ in range(4):
        hosts._closed.clear()  # noqa: SLF001
        hosts.close(LIST, 403)
        delays.append(engine.downloader.per_slot_settings[HOST]["delay"])
    assert delays == [3, 6, 8, 8]
    assert "baoquocte.vn" not in engine.downloader.per_slot_settings
