"""What breaks on something unforeseen, in a callback or in a pipeline, becomes a named failure of its page or list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler.scheduling.schedule import Schedule
from crawler.store.store import StoreError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.pipelines.item import FetchedArticle


class ReportFailures:
    """Tells the schedule. Scrapy has logged where it broke; without the store or the disk the run cannot go on."""

    def __init__(self, crawler: Crawler) -> None:
        self.schedule = Schedule.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_error, signals.spider_error)
        crawler.signals.connect(extension.item_error, signals.item_error)
        return extension

    def spider_error(self, failure: Failure, response: Response) -> None:
        """Note that reading a page broke."""
        if self._is_fatal(failure) or response.request is None:
            return
        asked = response.request.cb_kwargs
        if "crawl" in asked:
            self.schedule.lists.fail(asked["crawl"], "reader-error", failure.getErrorMessage())
            self.schedule.wake()
        elif "key" in asked:
            self.schedule.articles.fail(asked["key"], "reader-error", failure.getErrorMessage())

    def item_error(self, item: FetchedArticle, failure: Failure) -> None:
        """Note that a pipeline broke."""
        if not self._is_fatal(failure):
            kind = "reader-error" if item.reading is None else "pipeline-error"
            self.schedule.articles.fail(item.key, kind, f"{type(failure.value).__name__}: {failure.getErrorMessage()}")

    def _is_fatal(self, failure: Failure) -> bool:
        if isinstance(failure.value, (StoreError, OSError)):
            self.schedule.fail(failure.getErrorMessage())
            return True
        return False
