from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.spiders import Spider

from crawler.extensions.progress import Progress
from crawler.fetching.retry_policy import ANSWERED
from tests.builders import crawler_of, new_page, original_address, schedule_of

if TYPE_CHECKING:
    from crawler.run.run import Run

COUNTS = {
    "downloader/request_count": 41, "topic/yes": 5, "topic/no": 6, "topic/borderline": 1, "keep/kept": 6,
    "failure/timeout": 2, "failure/http-500": 1, "list/failure/http-404": 9,
}  # fmt: skip


def test_one_line_says_where_the_crawl_is(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    crawler = crawler_of(run)
    assert crawler.stats is not None
    for name, value in COUNTS.items():
        crawler.stats.set_value(name, value)
    with run.store.transaction():
        run.frontier.add([new_page(original_address(number, f"bai-so-{number}")) for number in (11, 12, 13)])
        run.frontier.failed("baoquocte.vn/13", "http-404", run.now(), ANSWERED.after)
    schedule_of(crawler).lists.under_way.add("https://baoquocte.vn/the-gioi")

    async def show() -> None:
        Progress.from_crawler(crawler).show()

    with caplog.at_level(logging.INFO, logger="crawler.extensions.progress"):
        asyncio.run(show())
    (record,) = caplog.records
    assert record.getMessage() == "41 requests, 1 lists under way, 12 articles read, 6 kept, 3 failed, 2 waiting."


def test_no_interval_means_no_lines(run: Run) -> None:
    with pytest.raises(NotConfigured):
        Progress.from_crawler(crawler_of(run, PROGRESS_INTERVAL=0))


def test_other_spiders_are_none_of_its_business() -> None:
    crawler = Crawler(Spider, {"PROGRESS_INTERVAL": 15})
    crawler.spider = Spider("other")
    with pytest.raises(NotConfigured):
        Progress.from_crawler(crawler)
