"""The end of a run: publish, compare with what was expected, say it all in the last lines of the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from crawler.fetching.failures import NETWORK_KINDS, NO_BROWSER
from crawler.run.summary import account, broken_expectations, sees_nothing
from crawler.scheduling.schedule import Schedule

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_FINISHED = "finished"


class CloseRun:
    """Ends the run when the spider closes."""

    def __init__(self, crawler: Crawler) -> None:
        self.schedule = Schedule.of(crawler)
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_closed(self, reason: str) -> None:
        """Publish and summarise. ``reason`` is Scrapy's: ``finished``, or why it stopped early."""
        run, lists = self.schedule.run, self.schedule.lists
        counts: dict[str, Any] = self.stats.get_stats()
        failures = {name.removeprefix("failure/"): count for name, count in counts.items() if name.startswith("failure/")}
        broken = self._broken(reason)
        sound = reason == _FINISHED and run.fatal is None
        # Pages that were found and not asked for are in this run's window, perhaps not in that of one that starts where it ended.
        asked_for_all = not self.schedule.closed.left and not self.schedule.articles.closed
        outcome = run.finish(
            complete=reason == _FINISHED and asked_for_all and not lists.cut_short and not lists.holes and not sees_nothing(run),
            broken=broken,
            summary={
                "failures": failures,
                "stats": counts,
                "days": run.days,
                "sites": {
                    name: {**found.as_json(), "met": sound and not any(words.startswith(f"{name}:") for words in broken)}
                    for name, found in run.statistics.items()
                },
            },
        )
        published = outcome.published
        logger.info(
            "Data set: %d added, %d changed, %d withdrawn. Requests: %d. Lists read: %d, not read: %d.",
            published.added, published.changed, published.withdrawn + counts.get("keep/withdrawn", 0),
            counts.get("downloader/request_count", 0),
            len(lists.read), len(lists.failed),
        )  # fmt: skip
        for words in account(counts):
            logger.info("%s", words)

    def _broken(self, reason: str) -> list[str]:
        run, lists = self.schedule.run, self.schedule.lists
        asked = set(lists.failed.values()) - {NO_BROWSER}
        if asked and not lists.read and asked <= NETWORK_KINDS:
            run.fail("no site can be reached, perhaps there is no network")
        if run.fatal is not None:
            return []  # what it did not find says nothing about the sites
        broken = broken_expectations(run, self.schedule.articles.closed, self.schedule.closed.left, whole=reason == _FINISHED)
        if reason != _FINISHED:
            broken.append(f"the crawl was stopped before its end ({reason}): what it did not reach is asked for by the next run")
        return broken
