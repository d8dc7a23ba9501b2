"""Before the crawl: can the browser start? If not, the lists that need it are given up, in one line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.browser import launch_options, why_no_browser
from crawler.failures import NO_BROWSER
from crawler.sites import SITES
from crawler.spiders.defence import DefenceSpider

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class TryBrowser:
    """Starts a browser and ends it again, if a list of the run needs one. Scrapy waits for it before the first request."""

    def __init__(self, crawler: Crawler) -> None:
        self.options = {**launch_options(), **crawler.settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders."""
        if not isinstance(crawler.spider, DefenceSpider):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    async def spider_opened(self, spider: Spider) -> None:
        """Fail the lists that only a browser can read, where there is none: the spider does not ask for them then."""
        if not isinstance(spider, DefenceSpider):
            return
        run, passes = spider.run, spider.passes
        lists = [
            (site, seed.url)
            for site in run.arguments.sites
            for seed in SITES[site].seeds(run.arguments.sections)
            if seed.javascript and run.lists.is_due(seed.url, run.now())
        ]
        reason = await why_no_browser(self.options) if lists else None
        if reason is None:
            return
        logger.error(
            "The browser cannot start (%s): %d lists that need it are not read; `make crawl` installs what is missing, or names it",
            reason, len(lists),
        )  # fmt: skip
        for site, url in lists:
            if opened := passes.open(url, site, javascript=True):
                passes.fail(opened, NO_BROWSER)
