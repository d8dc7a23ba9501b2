"""The one object that spider, pipelines and extensions share: what the crawl asks for next, and what became of the rest."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from scrapy.exceptions import NotConfigured

from crawler.scheduling.articles import Articles
from crawler.scheduling.closed_sites import ClosedSites
from crawler.scheduling.gaps import Gaps
from crawler.scheduling.lists import ListCrawls, ListPage
from crawler.scheduling.look_ups import Looking
from crawler.sites import SITES, site_of
from crawler.store.store import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from scrapy.crawler import Crawler
    from sqlalchemy import Row

    from crawler.run.run import Run


class Schedule:
    """What a run asks for: ``lists`` first, then ``articles`` as the store's frontier has them, until nothing is under way any more."""

    def __init__(self, crawler: Crawler, run: Run) -> None:
        self.run = run
        self.lists = ListCrawls(run, crawler.stats)
        window = max(8, 4 * crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        self.gaps = Gaps(run, self.lists)
        self.looking = Looking(run, crawler.stats, self.lists)
        self.articles = Articles(run, crawler.stats, window, self.looking)
        self.articles.on_settled.append(self._article_settled)
        self._sitemaps: list[str] = []
        self._wake = asyncio.Event()
        self.closed = ClosedSites(run, crawler, self.lists, self.wake)
        self.articles.held_back = self.closed.holds_back
        self.closed.look_ups = self.looking.waiting

    @staticmethod
    def attach(crawler: Crawler, run: Run) -> None:
        """Have a crawler work for a run. Its schedule is made when it is first asked for: a spider comes before its crawler's stats."""
        _RUNS[crawler] = run

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the one schedule of a crawler. Raises NotConfigured where it works for no run, so that components stand aside."""
        schedule = _SCHEDULES.get(crawler)
        if schedule is None:
            if crawler not in _RUNS:
                raise NotConfigured
            schedule = _SCHEDULES[crawler] = cls(crawler, _RUNS[crawler])
        return schedule

    async def work(self) -> AsyncIterator[ListPage | Row[Any]]:
        """Yield what is to be asked for: pages of lists, and the frontier's rows of articles."""
        for page in self._begin():
            yield page
        while self.run.fatal is None:
            idle = True
            for item in self._more():
                idle = False
                yield item
            if not idle:
                continue  # while those were taken, others may have come in
            if not self.articles.in_flight and self.closed.all_waits():
                if self._guess():
                    continue
                if not self.closed.is_worth_waiting():
                    break
            await self._pause()

    def wake(self) -> None:
        """Have the schedule look for work again: something has ended, or come in."""
        self._wake.set()

    async def _pause(self) -> None:
        """Wait until something ends or comes in, or a closed site may be tried again."""
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), self.closed.until_next_trial())
        self.closed.try_again()

    def add_sitemaps(self, url: str, named: Iterable[str]) -> None:
        """Take the sitemaps that the robots.txt of an address's host names, or else the usual names."""
        site = site_of(url)
        if site is None or self.run.arguments.sections is not None:
            return
        known = [address for address in named if site_of(address) is not None]
        self._sitemaps.extend(known or [seed.url for seed in site.seeds() if seed.kind == "sitemap"])
        self.wake()

    def fail(self, reason: str) -> None:
        """End the run's work: it cannot go on."""
        self.run.fail(reason)
        self.wake()

    def _begin(self) -> Iterator[ListPage]:
        try:
            with self.run.store.transaction():
                self.looking.resume()
        except StoreError as error:
            self.run.fail(str(error))
            return
        for site in self.run.arguments.sites:
            for seed in SITES[site].seeds(self.run.arguments.sections):
                if seed.kind != "sitemap" and (page := self.lists.open(seed.url, site, javascript=seed.javascript)) is not None:
                    yield page

    def _more(self) -> Iterator[ListPage | Row[Any]]:
        yield from self.closed.reopened()
        while self._sitemaps:
            page = self.lists.open_named(self._sitemaps.pop())
            if page is not None:
                yield page
        if not self.lists.under_way:
            yield from self.gaps.close()
        if not self.lists.under_way:
            self.gaps.settle()
            yield from self._look()
        yield from self.articles.lease()

    def _look(self) -> Iterator[ListPage]:
        try:
            yield from self.looking.look()
        except StoreError as error:
            self.run.fail(str(error))

    def _guess(self) -> bool:
        """Have addresses built that may be there; say whether there are any."""
        try:
            return self.looking.guess({*self.articles.closed, *filter(self.closed.holds_back, SITES)})
        except StoreError as error:
            self.run.fail(str(error))
            return False

    def _article_settled(self, _key: str) -> None:
        if self.articles.has_room:
            self.wake()


_RUNS: WeakKeyDictionary[Crawler, Run] = WeakKeyDictionary()
_SCHEDULES: WeakKeyDictionary[Crawler, Any] = WeakKeyDictionary()
