from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from crawler.fetching.closed_hosts import ClosedHosts
from crawler.fetching.failures import HOST_REFUSES, RefusedRequest
from crawler.scheduling.lists import ListPage
from crawler.store.frontier import State
from tests.builders import count_of, crawler_of, mirror_address, new_page, open_list, original_address, schedule_of
from tests.crawls import HUNG
from tests.fetching.asked_hosts import LIST, SITE, Engine, with_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from scrapy.crawler import Crawler

    from crawler.scheduling.schedule import Schedule
    from tests.conftest import Begin

DE = mirror_address("de")
# No list of the mirror's is one of a run for this section.
NONE_OF_ITS_LISTS = {"sections": "nothing"}


def crawl_of(next_run: Begin, *statuses: int | None, **settings: float) -> tuple[Crawler, Engine]:
    """A crawler of a new run whose trials are answered so."""
    crawler = crawler_of(next_run(**NONE_OF_ITS_LISTS), **{"BACK_OFF_FIRST": 0.01, "BACK_OFF_MAX": 100, "BACK_OFF_PATIENCE": 1, **settings})
    engine = with_engine(crawler, *statuses)
    schedule_of(crawler)
    return crawler, engine


def wait_for(crawler: Crawler, *addresses: str) -> None:
    """Have a translation and an original wait in the frontier, and lists at these addresses for their site."""
    run = schedule_of(crawler).run
    with run.store.transaction():
        run.frontier.add([new_page(DE), new_page(original_address())])
    for url in addresses:
        schedule_of(crawler).closed.postpone(ListPage(open_list(crawler, url, SITE), url))


def close(crawler: Crawler) -> None:
    ClosedHosts.of(crawler).close(LIST, 403)


def work(crawler: Crawler, settle: Callable[[Schedule, str], None] | None = None) -> list[str]:
    """Let the schedule work to its end; whatever it asks for is read at once. Gives what it asked for, in order."""
    schedule, asked = schedule_of(crawler), list[str]()

    async def to_the_end() -> None:
        async for item in schedule.work():
            if isinstance(item, ListPage):
                asked.extend([item.url] if item.url.startswith(LIST) else [])  # the other lists are usual ones of the paper
                schedule.lists.under_way.discard(item.url)
                continue
            asked.append(item.key)
            if settle is not None:
                settle(schedule, item.key)
            else:
                with schedule.run.store.transaction():
                    schedule.run.frontier.set_state(item.key, State.DONE, "")
                schedule.articles.settled(item.key)

    asyncio.run(asyncio.wait_for(to_the_end(), HUNG))
    return asked


def test_another_site_goes_on_while_one_is_closed_and_then_the_run_waits_for_that(next_run: Begin) -> None:
    crawler, engine = crawl_of(next_run, 403, 200, BACK_OFF_FIRST=0.2)
    wait_for(crawler, LIST)
    close(crawler)
    assert work(crawler) == [original_address().key, LIST, DE.key]
    assert len(engine.asked) == 2
    assert schedule_of(crawler).closed.left == {}


def test_a_site_is_not_tried_again_when_nothing_waits_for_it(next_run: Begin) -> None:
    crawler, engine = crawl_of(next_run)
    close(crawler)
    assert work(crawler) == []
    assert engine.asked == []


def test_what_is_closed_for_too_long_is_left_to_the_next_run_with_nothing_counted_against_it(next_run: Begin) -> None:
    crawler, engine = crawl_of(next_run, BACK_OFF_FIRST=50)
    wait_for(crawler, LIST, f"{LIST}?page=2")
    close(crawler)
    assert work(crawler) == [original_address().key]
    schedule = schedule_of(crawler)
    assert engine.asked == []
    assert "2 lists and 1 pages are left to the next run" in schedule.closed.left[SITE]
    row = schedule.run.frontier.known([DE.key])[DE.key]
    assert (row.state, row.attempts, row.reason) == (State.WAITING, 0, None)
    assert schedule.lists.failed == {LIST: HOST_REFUSES, f"{LIST}?page=2": HOST_REFUSES}
    assert schedule.lists.holes == set(schedule.lists.failed)
    assert schedule.run.lists.failed_by(LIST) is None
    assert schedule.run.statistics[SITE].lists_failed == {}
    assert count_of(crawler, f"failure/{HOST_REFUSES}") == 1
    late = f"{LIST}?page=3"
    schedule.closed.postpone(ListPage(open_list(crawler, late, SITE), late))
    assert schedule.lists.failed[late] == HOST_REFUSES
    assert schedule.lists.under_way == set()


def test_a_site_that_stays_closed_is_left_after_some_trials_however_short_the_waits(next_run: Begin) -> None:
    crawler, engine = crawl_of(next_run, *[403] * 20, BACK_OFF_FIRST=0.001)
    wait_for(crawler)
    close(crawler)
    assert work(crawler) == [original_address().key]
    assert 3 <= len(engine.asked) <= 6
    assert SITE in schedule_of(crawler).closed.left


def test_the_next_run_does_not_ask_what_is_still_closed_and_asks_once_when_the_time_is_over(
    next_run: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    crawler, _ = crawl_of(next_run, BACK_OFF_FIRST=50)
    wait_for(crawler)
    close(crawler)
    work(crawler)
    crawler, engine = crawl_of(next_run)
    assert "vietnam.vn is still closed" in caplog.text
    assert work(crawler) == []
    assert (engine.asked, list(schedule_of(crawler).closed.left)) == ([], [SITE])
    crawler, engine = crawl_of(next_run, 200, BACK_OFF_PATIENCE=1)
    ClosedHosts.of(crawler)._closed[SITE].until -= 50  # noqa: SLF001  (50 seconds later)
    assert work(crawler) == [DE.key]
    assert len(engine.asked) == 1
    crawler, _ = crawl_of(next_run)
    assert ClosedHosts.of(crawler).get(SITE) is None


def test_a_page_that_its_closed_host_refused_is_asked_for_again_in_the_same_run_also_one_that_failed_before(next_run: Begin) -> None:
    run = next_run()
    with run.store.transaction():
        run.frontier.add([new_page(DE)])
        run.frontier.failed(DE.key, "timeout", run.now(), lambda _: 0)
    crawler, engine = crawl_of(next_run, 200)
    refused: list[str] = []

    def refuse_once(schedule: Schedule, key: str) -> None:
        if not refused:
            refused.append(key)
            close(crawler)
            schedule.articles.refuse(key, RefusedRequest(HOST_REFUSES, "closed"))
            return
        schedule.articles.settled(key)

    assert work(crawler, refuse_once) == [DE.key, DE.key]
    assert len(engine.asked) == 1
    assert count_of(crawler, f"failure/{HOST_REFUSES}") == 0
    assert schedule_of(crawler).articles.closed == {}
