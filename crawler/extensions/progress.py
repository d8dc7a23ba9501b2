"""One line every few seconds that says where the crawl is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.fetching.closed_hosts import clock_time
from crawler.scheduling.schedule import Schedule
from crawler.store.frontier import State

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Progress:
    """Logs pages read, records kept, failures and what is left. ``PROGRESS_INTERVAL`` is in seconds; 0 switches it off."""

    def __init__(self, crawler: Crawler, interval: float) -> None:
        self.schedule = Schedule.of(crawler)
        self.stats = crawler.stats
        self.interval = interval
        self._loop = create_looping_call(self.show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders, or where the interval is 0."""
        interval = crawler.settings.getfloat("PROGRESS_INTERVAL")
        if interval <= 0:
            raise NotConfigured
        extension = cls(crawler, interval)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Start the clock."""
        self._loop.start(self.interval, now=False)

    def spider_closed(self) -> None:
        """Stop the clock."""
        if self._loop.running:
            self._loop.stop()

    def show(self) -> None:
        """Log one line."""
        run = self.schedule.run
        counts = self.stats.get_stats()
        logger.info(
            "%d requests, %d lists under way, %d articles read, %d kept, %d failed, %d waiting.%s",
            counts.get("downloader/request_count", 0),
            len(self.schedule.lists.under_way),
            sum(count for name, count in counts.items() if name.startswith("topic/")),
            counts.get("keep/kept", 0),
            sum(count for name, count in counts.items() if name.startswith("failure/")),
            run.frontier.count(State.WAITING, due_before=run.now()),
            "".join(f" Closed: {site} until {clock_time(until)}." for site, until in self.schedule.closed.hosts.until.items()),
        )
