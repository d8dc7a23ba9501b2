from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.fetching.back_off import BackOffMiddleware, open_to_all, retry_after
from crawler.fetching.failures import RefusedRequest
from tests.builders import count_of, crawler_of
from tests.crawls import HUNG

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.run.run import Run

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
HOST = "baoquocte.vn"


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(time, "monotonic", stopped.monotonic)
    monkeypatch.setattr(asyncio, "sleep", stopped.sleep)
    return stopped


@pytest.fixture
def crawler(run: Run) -> Crawler:
    return crawler_of(run, BACK_OFF_FIRST=5, BACK_OFF_MAX=300)


@pytest.fixture
def middleware(crawler: Crawler) -> BackOffMiddleware:
    return BackOffMiddleware.from_crawler(crawler)


def request(host: str = HOST, meta: dict[str, bool] | None = None) -> Request:
    return Request(f"https://{host}/a-b-1.html", meta=meta)


def ask(middleware: BackOffMiddleware, host: str = HOST) -> None:
    asked = request(host)
    asyncio.run(middleware.process_request(asked))
    middleware.request_left_downloader(asked)


def answer(
    middleware: BackOffMiddleware, status: int, wait: str | None = None, host: str = HOST, meta: dict[str, bool] | None = None
) -> None:
    headers = {} if wait is None else {"Retry-After": wait}
    middleware.response_downloaded(Response(f"https://{host}/", status=status, headers=headers), request(host, meta))


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


def test_a_host_is_left_alone_for_as_long_as_it_asks(middleware: BackOffMiddleware, clock: Clock) -> None:
    answer(middleware, 429, "42")
    ask(middleware)
    assert clock.slept == [42]
    ask(middleware)
    assert clock.slept == [42]


def test_another_host_need_not_wait(middleware: BackOffMiddleware, clock: Clock) -> None:
    answer(middleware, 503, "42")
    ask(middleware, "www.vietnam.vn")
    assert clock.slept == []


@pytest.mark.parametrize("status", [200, 304, 404, 403, 500, 502])
def test_other_answers_hold_nothing_back(middleware: BackOffMiddleware, clock: Clock, status: int) -> None:
    answer(middleware, status, "42")
    ask(middleware)
    assert clock.slept == []


def test_without_a_time_the_wait_doubles_until_the_host_answers(middleware: BackOffMiddleware, clock: Clock) -> None:
    for status in (429, 503, 429, 200, 503):
        answer(middleware, status)
        ask(middleware)
    assert clock.slept == [5, 10, 20, 5]


def test_a_forbidden_list_holds_its_host_back_and_a_forbidden_page_does_not(middleware: BackOffMiddleware, clock: Clock) -> None:
    answer(middleware, 403, meta=open_to_all())
    ask(middleware)
    assert clock.slept == [5]
    answer(middleware, 200)
    answer(middleware, 403)
    ask(middleware)
    assert clock.slept == [5]


def test_several_forbidden_pages_in_a_row_are_the_hosts_word(middleware: BackOffMiddleware, clock: Clock) -> None:
    for status in (403, 403, 404, 403, 403):
        answer(middleware, status)
        answer(middleware, 200, host="www.vietnam.vn")
        ask(middleware)
    assert clock.slept == []
    for _ in range(2):
        answer(middleware, 403)
        ask(middleware)
    assert clock.slept == [5, 10]


def test_a_host_that_forbids_list_after_list_is_given_up_in_the_end(middleware: BackOffMiddleware, clock: Clock) -> None:
    def insist() -> None:
        for _ in range(50):
            answer(middleware, 403, meta=open_to_all())
            ask(middleware)

    with pytest.raises(RefusedRequest, match="answered 403"):
        insist()
    assert 300 < sum(clock.slept) < 700


def test_whoever_waited_waits_on_when_the_host_refused_again_meanwhile(
    middleware: BackOffMiddleware, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(middleware, 429, "10")

    async def refused_meanwhile(seconds: float) -> None:
        await clock.sleep(seconds)
        if len(clock.slept) == 1:
            answer(middleware, 429, "30")

    monkeypatch.setattr(asyncio, "sleep", refused_meanwhile)
    ask(middleware)
    assert clock.slept == [10, 30]


def test_a_shorter_wait_does_not_cut_a_longer_one(middleware: BackOffMiddleware, clock: Clock) -> None:
    answer(middleware, 429, "60")
    answer(middleware, 429, "5")
    ask(middleware)
    assert clock.slept == [60]


def test_a_host_that_asks_for_too_much_gets_no_further_request(middleware: BackOffMiddleware, clock: Clock, crawler: Crawler) -> None:
    answer(middleware, 429, "301")
    with pytest.raises(RefusedRequest, match="301 seconds") as caught:
        ask(middleware)
    assert caught.value.kind == "host-backs-off"
    assert clock.slept == []
    ask(middleware, "www.vietnam.vn")
    assert count_of(crawler, f"back_off/{HOST}/count") == 1
    assert count_of(crawler, f"back_off/{HOST}/seconds") == 301


def test_a_host_that_goes_on_refusing_is_given_up_in_the_end(middleware: BackOffMiddleware, clock: Clock) -> None:
    def insist() -> None:
        for _ in range(50):
            answer(middleware, 503)
            ask(middleware)

    with pytest.raises(RefusedRequest):
        insist()
    assert sum(clock.slept) < 700


def test_refusals_of_requests_that_were_under_way_together_are_one(middleware: BackOffMiddleware, clock: Clock) -> None:
    for _ in range(16):
        answer(middleware, 503)
    ask(middleware)
    assert clock.slept == [5]


def test_no_request_passes_before_the_one_under_way_has_its_answer(run: Run) -> None:
    middleware = BackOffMiddleware.from_crawler(crawler_of(run, CONCURRENT_REQUESTS_PER_DOMAIN=1, BACK_OFF_MAX=300))
    first, second, failing = request(), request(), request()
    order: list[str] = []

    async def ask_in_turn() -> None:
        await middleware.process_request(first)
        waiting = asyncio.create_task(middleware.process_request(second))
        await asyncio.sleep(0.01)
        order.append("answered")
        middleware.response_downloaded(Response(first.url, status=429, headers={"Retry-After": "86400"}), first)
        middleware.request_left_downloader(first)
        with pytest.raises(RefusedRequest):
            await waiting
        order.append("refused")
        with pytest.raises(RefusedRequest):
            await middleware.process_request(failing)

    asyncio.run(asyncio.wait_for(ask_in_turn(), HUNG))
    assert order == ["answered", "refused"]


def test_a_request_that_never_reached_the_downloader_gives_its_place_back(run: Run) -> None:
    middleware = BackOffMiddleware.from_crawler(crawler_of(run, CONCURRENT_REQUESTS_PER_DOMAIN=1))

    async def ask_twice() -> None:
        first = request()
        await middleware.process_request(first)
        middleware.process_exception(first, ValueError())
        await middleware.process_request(request())

    asyncio.run(asyncio.wait_for(ask_twice(), HUNG))
