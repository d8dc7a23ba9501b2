from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from scrapy import Request

from crawler.fetching.back_off import BackOffMiddleware
from crawler.fetching.closed_hosts import open_to_all
from crawler.fetching.failures import HOST_REFUSES, RefusedRequest
from tests.builders import crawler_of
from tests.crawls import HUNG
from tests.fetching.asked_hosts import HOST, LIST, SITE, Engine, answer, pass_through, with_engine

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.run.run import Run

PAGE = f"https://{HOST}/de/hai-bo-truong"


@pytest.fixture
def crawler(run: Run) -> Crawler:
    crawler = crawler_of(run, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    with_engine(crawler)
    return crawler


@pytest.fixture
def middleware(crawler: Crawler) -> BackOffMiddleware:
    return BackOffMiddleware.from_crawler(crawler)


def request(url: str = PAGE, *, everybodys: bool = False) -> Request:
    return Request(url, meta=open_to_all() if everybodys else {})


def send(
    middleware: BackOffMiddleware, status: int, wait: str | None = None, url: str = PAGE, *, everybodys: bool = False
) -> Response | str:
    """Send a request that is answered so; give the answer that its callback gets, or by what name it was refused."""
    try:
        sent = pass_through(middleware, request(url, everybodys=everybodys), status, wait)
        return asyncio.run(asyncio.wait_for(sent, HUNG))
    except RefusedRequest as error:
        return error.kind


def is_closed(middleware: BackOffMiddleware) -> bool:
    return middleware.hosts.get(SITE) is not None


@pytest.mark.parametrize(
    ("status", "wait", "everybodys"), [(403, None, True), (429, None, True), (429, None, False), (503, "1", True), (503, "1", False)]
)
def test_a_refusal_closes_the_host_and_is_no_answer_of_the_page(
    middleware: BackOffMiddleware, crawler: Crawler, status: int, wait: str | None, *, everybodys: bool
) -> None:
    engine = with_engine(crawler)
    assert send(middleware, status, wait, everybodys=everybodys) == HOST_REFUSES
    assert is_closed(middleware)
    assert engine.asked == []


@pytest.mark.parametrize("status", [200, 304, 404, 500, 502, 503])
def test_other_answers_are_the_pages(middleware: BackOffMiddleware, crawler: Crawler, status: int) -> None:
    engine = with_engine(crawler)
    for everybodys in (False, True):
        response = send(middleware, status, everybodys=everybodys)
        assert not isinstance(response, str)
        assert response.status == status
    assert not is_closed(middleware)
    assert engine.asked == []


def test_nothing_is_sent_to_a_closed_host_whatever_its_name_and_another_goes_on(middleware: BackOffMiddleware) -> None:
    send(middleware, 429)
    for url in (PAGE, LIST, "https://vietnam.vn/ja/mot-hai-ba", f"http://{HOST}/robots.txt"):
        with pytest.raises(RefusedRequest, match="answered 429") as caught:
            asyncio.run(middleware.process_request(request(url)))
        assert caught.value.kind == HOST_REFUSES
    assert not isinstance(send(middleware, 200, url="https://baoquocte.vn/the-gioi"), str)


def test_a_forbidden_page_is_checked_by_what_is_open_to_all(middleware: BackOffMiddleware, crawler: Crawler) -> None:
    engine = with_engine(crawler, 200, 403)
    send(middleware, 200, url=LIST, everybodys=True)
    response = send(middleware, 403)
    assert not isinstance(response, str)
    assert (response.status, is_closed(middleware)) == (403, False)
    assert send(middleware, 403, url=f"{PAGE}-2") == HOST_REFUSES
    assert is_closed(middleware)
    assert engine.asked == [LIST, LIST]


def test_where_the_check_gets_no_answer_the_page_is_believed(middleware: BackOffMiddleware, crawler: Crawler) -> None:
    with_engine(crawler, None)
    assert not isinstance(send(middleware, 403), str)
    assert not is_closed(middleware)


@pytest.mark.parametrize("status", [403, 429])
def test_an_address_that_refuses_though_its_host_answers_is_checked_from_then_on(
    middleware: BackOffMiddleware, crawler: Crawler, status: int
) -> None:
    engine = with_engine(crawler, 200, 200, 200)
    assert send(middleware, status, url=LIST, everybodys=True) == HOST_REFUSES
    asyncio.run(middleware.hosts.try_again(SITE))
    asked = request(LIST, everybodys=True)
    response = asyncio.run(pass_through(middleware, asked, status))
    assert (response.status, is_closed(middleware)) == (status, False)
    assert asked.meta["dont_retry"], "it would say the same at once"
    assert len(engine.asked) == 2
    send(middleware, 200, url=LIST, everybodys=True)
    assert send(middleware, status, url=LIST, everybodys=True) == HOST_REFUSES, "once it was answered it is believed again"


def test_the_host_waits_for_the_check_of_one_page_and_asks_once_for_all(run: Run) -> None:
    crawler = crawler_of(run, CONCURRENT_REQUESTS_PER_DOMAIN=3)
    middleware = BackOffMiddleware.from_crawler(crawler)
    engine = with_engine(crawler, 403)
    order: list[str] = []

    async def send_all() -> None:
        under_way = [request(f"{PAGE}-{place}") for place in range(2)]
        for each in under_way:
            await middleware.process_request(each)
        for each in under_way:
            middleware.response_downloaded(answer(each.url, 403), each)
        late = asyncio.create_task(middleware.process_request(request(f"{PAGE}-late")))
        order.append(f"sent {len(engine.asked)}")
        for each in under_way:
            with pytest.raises(RefusedRequest):
                await middleware.process_response(each, answer(each.url, 403))
        with pytest.raises(RefusedRequest):
            await late

    asyncio.run(asyncio.wait_for(send_all(), HUNG))
    assert order == ["sent 0"]
    assert len(engine.asked) == 1


def test_what_was_under_way_when_the_host_closed_was_not_refused_for_its_own_sake(run: Run) -> None:
    crawler = crawler_of(run, CONCURRENT_REQUESTS_PER_DOMAIN=2)
    middleware = BackOffMiddleware.from_crawler(crawler)
    engine = with_engine(crawler)

    async def send_both() -> None:
        first, second = request(LIST, everybodys=True), request()
        for each in (first, second):
            await middleware.process_request(each)
        for each in (first, second):
            middleware.response_downloaded(answer(each.url, 403), each)
        for each in (first, second):
            with pytest.raises(RefusedRequest):
                await middleware.process_response(each, answer(each.url, 403))

    asyncio.run(asyncio.wait_for(send_both(), HUNG))
    assert engine.asked == []


def test_no_request_passes_before_the_one_under_way_has_its_answer(middleware: BackOffMiddleware) -> None:
    first, second, failing = request(), request(), request()
    order: list[str] = []

    async def ask_in_turn() -> None:
        await middleware.process_request(first)
        waiting = asyncio.create_task(middleware.process_request(second))
        await asyncio.sleep(0.01)
        order.append("answered")
        middleware.response_downloaded(answer(first.url, 429), first)
        middleware.request_left_downloader(first)
        with pytest.raises(RefusedRequest):
            await waiting
        order.append("refused")
        with pytest.raises(RefusedRequest):
            await middleware.process_request(failing)

    asyncio.run(asyncio.wait_for(ask_in_turn(), HUNG))
    assert order == ["answered", "refused"]


def test_a_request_that_never_reached_the_downloader_gives_its_place_back(middleware: BackOffMiddleware) -> None:
    async def ask_twice() -> None:
        first = request()
        await middleware.process_request(first)
        middleware.process_exception(first, ValueError())
        await middleware.process_request(request())

    asyncio.run(asyncio.wait_for(ask_twice(), HUNG))


def test_a_trial_passes_where_nothing_else_does_and_takes_nobodys_place(middleware: BackOffMiddleware, crawler: Crawler) -> None:
    trials: list[Request] = []

    class Kept(Engine):
        async def download_async(self, request: Request) -> Response:
            trials.append(request)
            return await pass_through(middleware, request, 403)

    crawler.engine = Kept([])  # type: ignore[assignment]
    send(middleware, 429)

    async def try_while_another_holds_the_place() -> None:
        await middleware._places[HOST].acquire()  # noqa: SLF001
        assert not await middleware.hosts.try_again(SITE)

    asyncio.run(asyncio.wait_for(try_while_another_holds_the_place(), HUNG))
    (trial,) = trials
    assert (trial.url, trial.meta["dont_retry"]) == (f"https://{HOST}/robots.txt", True)
