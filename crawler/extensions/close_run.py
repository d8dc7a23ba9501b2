"""The end of a run: publish, compare with what was expected, say it all in the last lines of the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.census import SiteCensus
from crawler.expectations import Past, unmet
from crawler.failures import HOST_REFUSES, NETWORK_KINDS, NO_BROWSER
from crawler.sites import ORIGINAL_SITES, SITES
from crawler.spiders.defence import DefenceSpider

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.run import Run

logger = logging.getLogger(__name__)

_FINISHED = "finished"
# What a run is compared with: the last runs with the same arguments, at most so many, of so many days. What has been amiss for longer than
# that is how the site is now.
_HISTORY = 60
_HISTORY_DAYS = 35
# Counts that are no failures and that a person should know of.
_DOUBTS = {
    "validate/future_date": "Dates that lay in the future and were left out",
    "reading/pages_with_unreadable_bytes": "Pages with bytes that could not be read",
    "join/slug-not-source-line": "Translations whose source line names another article, joined by their slug",
    "join/ambiguous-slug": "Translations whose slug several originals have, joined to none",
    "keep/worse": "Articles that were read worse than before and left as they were",
    "list/cut_short": "Lists that never came to their end",
    "list/unread_entries": "Entries of lists without a usable address",
    "list/unusable_addresses": "Lists whose address cannot be asked for",
}


class CloseRun:
    """Ends the run when the spider closes."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders."""
        if not isinstance(crawler.spider, DefenceSpider):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Publish and summarise. ``reason`` is Scrapy's: ``finished``, or why it stopped early."""
        if not isinstance(spider, DefenceSpider):
            return
        run = spider.run
        counts: dict[str, Any] = self.stats.get_stats()
        failures = {name.removeprefix("failure/"): count for name, count in counts.items() if name.startswith("failure/")}
        broken = self.broken(spider, failures, whole=reason == _FINISHED)
        sound = reason == _FINISHED and run.fatal is None
        if reason != _FINISHED and run.fatal is None:
            broken.append(f"the crawl was stopped before its end ({reason}): what it did not reach is asked for by the next run")
        outcome = run.finish(
            complete=reason == _FINISHED and not spider.passes.cut_short and not spider.passes.holes and not self.blind(run),
            broken=broken,
            summary={
                "failures": failures,
                "stats": counts,
                "days": run.days,
                "sites": {
                    name: {**census.as_json(), "met": sound and not any(words.startswith(f"{name}:") for words in broken)}
                    for name, census in run.census.items()
                },
            },
        )
        published = outcome.published
        logger.info(
            "Data set: %d added, %d changed, %d withdrawn. Requests: %d. Lists read: %d, not read: %d.",
            published.added, published.changed, published.withdrawn + counts.get("keep/withdrawn", 0),
            counts.get("downloader/request_count", 0),
            len(spider.passes.read), len(spider.passes.failed),
        )  # fmt: skip
        for words in account(counts):
            logger.info("%s", words)

    @staticmethod
    def blind(run: Run) -> bool:
        """Say whether the paper's lists show nothing though its feeds do: what stood on them, a later run must still look for."""
        return any(run.census[site].markup_lists and run.census[site].fed and not run.census[site].shown for site in ORIGINAL_SITES)

    @staticmethod
    def broken(spider: DefenceSpider, failures: dict[str, int], *, whole: bool) -> list[str]:
        """Return the expectations that the run did not meet, in words. One that is not ``whole`` is not held against others."""
        passes, run = spider.passes, spider.run
        asked = set(passes.failed.values()) - {NO_BROWSER}
        if asked and not passes.read and asked <= NETWORK_KINDS:
            run.fail("no site can be reached, perhaps there is no network")
        if run.fatal is not None:
            return []  # what it did not find says nothing about the sites
        since = int(run.started_at.timestamp()) - _HISTORY_DAYS * 24 * 3600
        history = run.runs.alike(run.arguments.as_json(), since=since, limit=_HISTORY) if whole else []
        words: list[str] = []
        for site in spider.arguments.sites:
            census = run.census[site]
            past = [
                Past(SiteCensus.of_json(summary["sites"][site]), summary["days"], summary["sites"][site].get("met", False))
                for _, summary in history
                if site in summary.get("sites", {})
            ]
            words += unmet(site, census, SITES[site].expectations, past, days=run.days)
            if whole and not census.lists and not census.lists_failed and SITES[site].seeds(spider.arguments.sections):
                words.append(f"{site}: none of its lists could be read; they may be gone, or forbidden by robots.txt")
            if site in spider.closed:
                words.append(f"{site}: no further article was asked for: {spider.closed[site]}")
        if failures.get(HOST_REFUSES):
            words.append(f"{failures[HOST_REFUSES]} pages were not asked for because their host refuses: run more rarely")
        return words


def account(counts: Mapping[str, Any]) -> Iterator[str]:
    """Say in words what was not read, for good or for now, and what was read with doubts: a line a kind."""
    for kind, count in _sorted(counts, "failure/"):
        given_up = counts.get(f"given_up/{kind}", 0)
        if count > given_up:
            yield f"Not read, asked again by a later run: {count - given_up} × {kind}"
        if given_up:
            yield f"Not read, given up: {given_up} × {kind}"
    for kind, count in _sorted(counts, "list/failure/"):
        yield f"Lists not read, asked again by a later run: {count} × {kind}"
    for name, words in _DOUBTS.items():
        if counts.get(name):
            yield f"{words}: {counts[name]}"


def _sorted(counts: Mapping[str, Any], prefix: str) -> list[tuple[str, int]]:
    return sorted((name.removeprefix(prefix), count) for name, count in counts.items() if name.startswith(prefix))
