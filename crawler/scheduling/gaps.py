"""Days that the lists of a site let through, because one of them could not be read to its end: the lists of those days close the gap."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.reading.dates import VIETNAM
from crawler.sites import ORIGINAL_SITES, SITES
from crawler.sites.base import DailyLists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.run.run import Run
    from crawler.scheduling.lists import ListCrawls, ListPage

_MOST_DAYS = 62  # of a longer window the lists are read again by the next run instead


class Gaps:
    """The gaps of a run, closed once all its other lists have ended."""

    def __init__(self, run: Run, lists: ListCrawls) -> None:
        self.run = run
        self.lists = lists
        # By site: the lists that broke off, and those of days that stand in for them.
        self._standing_in: dict[str, tuple[set[str], set[str]]] = {}

    def close(self) -> Iterator[ListPage]:
        """Begin to read, once, the days' lists of each site of which a list broke off. To be called when no list is under way."""
        for site in self.run.arguments.sites:
            if site in ORIGINAL_SITES and site not in self._standing_in and self.run.arguments.sections is None:
                yield from self._close(site)

    def _close(self, site: str) -> Iterator[ListPage]:
        broken = {url for url in self.lists.holes | self.lists.cut_short if self.lists.site_of[url] == site}
        urls = self._days(site) if broken else []
        self._standing_in[site] = (broken, set(urls))
        for url in urls:
            if (page := self.lists.open(url, site)) is not None:
                self.lists.stats.inc_value("list/days_for_gaps")
                yield page

    def _days(self, site: str) -> list[str]:
        with_days = SITES[site]
        since, today = self.run.scope.since, self.run.started_at.astimezone(VIETNAM).date()
        if not isinstance(with_days, DailyLists) or since is None:
            return []
        last = min(today, self.run.arguments.until or today)
        days = [last - timedelta(days=back) for back in range((last - since).days + 1)]
        urls = [url for day in days if (url := with_days.day_list(day.isoformat())) is not None]
        return urls if len(urls) <= _MOST_DAYS else []

    def settle(self) -> None:
        """Forget the gaps that were closed: every day of the window was read to its end."""
        for broken, days in self._standing_in.values():
            if days and days <= self.lists.read:
                self.lists.holes -= broken
                self.lists.cut_short -= broken
