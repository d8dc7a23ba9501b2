"""Before the crawl: can the browser start? If not, the lists that need it are not asked for, which is said in one line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler.fetching.browser import launch_options, why_no_browser
from crawler.fetching.failures import NO_BROWSER
from crawler.scheduling.schedule import Schedule
from crawler.sites import SITES

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class TryBrowser:
    """Starts a browser and ends it again, if a list of the run needs one. Scrapy waits for it before the first request."""

    def __init__(self, crawler: Crawler) -> None:
        self.schedule = Schedule.of(crawler)
        self.options = {**launch_options(), **crawler.settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    async def spider_opened(self) -> None:
        """Fail the lists that only a browser can read, where there is none: they are not asked for then."""
        run, lists = self.schedule.run, self.schedule.lists
        needing = [
            (site, seed.url)
            for site in run.arguments.sites
            for seed in SITES[site].seeds(run.arguments.sections)
            if seed.javascript and run.lists.is_due(seed.url, run.now())
        ]
        reason = await why_no_browser(self.options) if needing else None
        if reason is None:
            return
        logger.error(
            "The browser cannot start (%s): %d lists that need it are not read; `make crawl` installs what is missing, or names it",
            reason, len(needing),
        )  # fmt: skip
        for site, url in needing:
            if page := lists.open(url, site, javascript=True):
                lists.fail(page.crawl, NO_BROWSER)
