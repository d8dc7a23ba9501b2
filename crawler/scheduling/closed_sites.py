"""What waits for a site whose hosts are closed: when it is tried again, and when the run leaves it to the next one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from typing import TYPE_CHECKING

from crawler.fetching.closed_hosts import ClosedHosts, clock_time, in_words
from crawler.fetching.failures import HOST_REFUSES
from crawler.store.closures import Closures
from crawler.store.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy.crawler import Crawler

    from crawler.run.run import Run
    from crawler.scheduling.lists import ListCrawls, ListPage

logger = logging.getLogger(__name__)

# So often in a row a run finds a site closed still, however short the waits between.
_MOST_TRIALS = 6


class ClosedSites:
    """Lists and articles of closed sites wait here and in the frontier, while the other sites' are asked for.

    Once a site's time is over, one trial finds out whether it is open. When nothing else is to do, the run waits for that, but no longer
    than ``BACK_OFF_PATIENCE`` seconds at a time; what is closed for longer is ``left`` to the next run, which finds by the store that it is
    closed still.
    """

    def __init__(self, run: Run, crawler: Crawler, lists: ListCrawls, wake: Callable[[], None]) -> None:
        self.run = run
        self.stats = crawler.stats
        self.patience = crawler.settings.getfloat("BACK_OFF_PATIENCE")
        self.lists = lists
        self.wake = wake
        self.look_ups: Callable[[str], int] = lambda _site: 0  # stories that are still to be looked for on a site
        self.left: dict[str, str] = {}  # site to what the run could not ask of it, in words
        self.hosts = ClosedHosts.of(crawler)
        self._kept = Closures(run.store)
        self._postponed: dict[str, list[ListPage]] = {}
        self._trials: dict[str, asyncio.Task[None]] = {}
        self._refused: Counter[str] = Counter()  # trials in a row
        self._restore()
        self.hosts.on_change.append(self._changed)

    def _restore(self) -> None:
        closures = self._kept.all()
        self.hosts.restore(closures)
        for closure in closures:
            if closure.until > time.time():
                logger.warning(
                    "%s is still closed, since %s: %s. Nothing is asked of it before %s.",
                    closure.site, clock_time(closure.since), in_words(closure), clock_time(closure.until),
                )  # fmt: skip

    def holds_back(self, site: str) -> bool:
        """Say whether nothing of a site is to be asked for now."""
        return site in self.left or self.hosts.get(site) is not None

    def postpone(self, page: ListPage) -> None:
        """Keep a list's page that its host refused, until it is open; where that is left to the next run, the list was not read."""
        site = page.crawl.site
        if site in self.left:
            self.lists.fail(page.crawl, HOST_REFUSES)
        else:
            self._postponed.setdefault(site, []).append(page)

    def reopened(self) -> Iterator[ListPage]:
        """Yield the pages of lists that waited for sites that are open again."""
        for site in list(self._postponed):
            if not self.holds_back(site):
                yield from self._postponed.pop(site)

    def all_waits(self) -> bool:
        """Say whether of the lists under way every one waits for its site to open."""
        waiting = sum(len(pages) for pages in self._postponed.values())
        return len(self.lists.under_way) == waiting and not self._trials

    def is_worth_waiting(self) -> bool:
        """Say, when nothing else is to do, whether to wait for a site; leave those to the next run that are closed for too long."""
        waiting = False
        for site, wait in list(self._waits()):
            if wait > self.patience or self._refused[site] >= _MOST_TRIALS:
                self._leave(site)
            else:
                waiting = True
        return waiting

    def try_again(self) -> None:
        """Begin the trials of the sites whose time is over, if anything waits for them."""
        for site, wait in self._waits():
            if wait <= 0 and site not in self._trials and self._refused[site] < _MOST_TRIALS:
                self._trials[site] = asyncio.ensure_future(self._try(site))

    def until_next_trial(self) -> float | None:
        """Return the seconds until the next trial is due; None where there is none to come."""
        waits = [wait for site, wait in self._waits() if site not in self._trials and self._refused[site] < _MOST_TRIALS]
        return max(0.0, min(waits)) if waits else None

    def _waits(self) -> Iterator[tuple[str, float]]:
        """Yield the closed sites that something waits for, and the seconds until they may be tried."""
        for site in self.run.arguments.sites:
            closure = self.hosts.get(site)
            if closure is not None and site not in self.left and self._has_work(site):
                yield site, closure.until - time.time()

    def _has_work(self, site: str) -> bool:
        return bool(self._postponed.get(site) or self._pages_due(site) or self.look_ups(site))

    def _pages_due(self, site: str) -> int:
        return self.run.frontier.leasable(site, self.run.now())

    async def _try(self, site: str) -> None:
        opened = await self.hosts.try_again(site)
        self._refused[site] = 0 if opened else self._refused[site] + 1
        del self._trials[site]
        self.wake()

    def _leave(self, site: str) -> None:
        closure = self.hosts.get(site)
        if closure is None:
            return
        pages, postponed = self._pages_due(site), self._postponed.pop(site, [])
        self.left[site] = (
            f"{in_words(closure)} and is closed to this crawler until {clock_time(closure.until)}: {len(postponed)} lists and {pages} "
            "pages are left to the next run; start that after this time, and with a larger DOWNLOAD_DELAY where this comes again"
        )
        self.stats.inc_value(f"failure/{HOST_REFUSES}", pages)
        for page in postponed:
            self.lists.fail(page.crawl, HOST_REFUSES)
        logger.warning("%s is left to the next run.", site)

    def _changed(self, site: str) -> None:
        """Keep what is closed where the next run finds it, and have the schedule look again."""
        closure = self.hosts.get(site)
        try:
            with self.run.store.transaction():
                if closure is None:
                    self._kept.forget(site)
                else:
                    self._kept.note(closure)
        except StoreError as error:
            self.run.fail(str(error))
        self.wake()
