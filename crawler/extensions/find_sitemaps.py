"""The sitemaps that a host's robots.txt names are lists to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from crawler.reading.links import absolute
from crawler.scheduling.schedule import Schedule

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class FindSitemaps:
    """Gives each host's sitemaps to the schedule, or lets it take the usual names where robots.txt names none."""

    def __init__(self, crawler: Crawler) -> None:
        self.schedule = Schedule.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders."""
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        return extension

    def robots_parsed(self, robotparser: Any, request: Request) -> None:  # noqa: ANN401  (Scrapy's parser wrapper)
        """Take the sitemaps of a robots.txt, also by relative addresses. ``request`` is the one that had to wait for it."""
        root = absolute(request.url, "/")
        self.schedule.add_sitemaps(request.url, [absolute(root, line) for line in getattr(robotparser.rp, "sitemaps", ())])
