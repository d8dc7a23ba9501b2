"""Articles that a run asks for: leased from the frontier a few at a time, and settled one by one."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from crawler.fetching.failures import GONE, HOST_REFUSES, NOT_THE_STORY, TURNED_AWAY, RefusedRequest, one_line, retry_policy
from crawler.fetching.retry_policy import until_revisit
from crawler.scheduling.translations import Translations
from crawler.sites import SITES
from crawler.store.frontier import State
from crawler.store.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scrapy.statscollectors import StatsCollector
    from sqlalchemy import Row

    from crawler.run.run import Run
    from crawler.scheduling.look_ups import Looking

logger = logging.getLogger(__name__)

_NOT_FOUND = 404
_COUNTED_ON = ("retry_times", "redirect_times")  # Scrapy's counts of what one request may do within a run
# So many pages of a site in a row that were turned away mean that the site is closed to this crawler for now, not that pages are bad.
_MOST_TURNED_AWAY = 10


class Articles:
    """The articles under way. ``window`` is how many of a site may be under way at a time, so that memory stays flat.

    ``on_settled`` are called with the key of each article that is no longer under way, whatever became of it.
    """

    def __init__(self, run: Run, stats: StatsCollector, window: int, looking: Looking) -> None:
        self.run = run
        self.stats = stats
        self.window = window
        self.translations = Translations(run, looking)
        self.in_flight: dict[str, Row[Any]] = {}
        self.closed: dict[str, str] = {}  # sites of which no further article is asked for in this run, and why
        self.held_back: Callable[[str], bool] = lambda _site: False  # sites that are closed for a while
        # What a request had gone through when its closed host refused it, as meta for the next one of its page: that counts on.
        self.gone_through: dict[str, dict[str, int]] = {}
        self.on_settled: list[Callable[[str], None]] = []
        self._turned_away: Counter[str] = Counter()

    def lease(self) -> Iterator[Row[Any]]:
        """Yield the next articles to ask for, site by site. Where the store cannot be used, the run fails."""
        for name in SITES:
            if name in self.closed or self.held_back(name):
                continue
            held = sum(row.site == name for row in self.in_flight.values())
            if held > self.window // 2:
                continue
            try:
                with self.run.store.transaction():
                    rows = self.run.frontier.lease(name, self.window - held, self.run.now())
            except StoreError as error:
                self.run.fail(str(error))
                return
            for row in rows:
                self.in_flight[row.key] = row
            yield from rows

    @property
    def has_room(self) -> bool:
        """Whether so few are under way that more may be leased."""
        return len(self.in_flight) <= self.window // 2

    # What became of one

    def unchanged(self, key: str) -> None:
        """Note that a page was visited again and has not changed."""
        row = self.in_flight[key]
        self.stats.inc_value("article/not_modified")
        self.run.statistics[row.site].unchanged += 1
        self.answered(key)
        self._settle(key, lambda: self.run.frontier.revisited(key, self.run.now(), until_revisit))

    def answered(self, key: str) -> None:
        """Note that a site answered a request as it should."""
        self._turned_away[self.in_flight[key].site] = 0

    def fail(self, key: str, kind: str, reason: str = "", *, status: int | None = None) -> None:
        """Count a failed page, show it, and decide when it is asked for again."""
        row = self.in_flight.get(key)
        if row is None:
            return
        if row.story_hint is not None and (status == _NOT_FOUND or (kind in NOT_THE_STORY and row.fetched_at is None)):
            self._settle(key, lambda: self.translations.absent(row))
            return
        self.stats.inc_value(f"failure/{kind}")
        self.run.statistics[row.site].failure(kind, again=row.attempts > 0)
        logger.warning("%s was not read: %s%s", one_line(row.url), kind, f" ({one_line(reason)})" if reason else "")
        self._turned_away[row.site] = self._turned_away[row.site] + 1 if kind in TURNED_AWAY else 0
        if self._turned_away[row.site] == _MOST_TURNED_AWAY:
            self._close_site(row.site, f"{_MOST_TURNED_AWAY} pages in a row were turned away, the last one with {kind}")
        self._settle(key, lambda: self._wait_or_exhaust(row, kind, status))

    def refuse(self, key: str, refused: RefusedRequest, meta: Mapping[str, Any] | None = None) -> None:
        """Note that a request was not sent, or not answered for its own sake: then its page has not failed, and waits for its host."""
        if not refused.says_nothing_of_the_page:
            self.fail(key, refused.kind, str(refused))
            return
        row = self.in_flight.get(key)
        if row is None:
            return
        self.gone_through[key] = {name: meta[name] for name in _COUNTED_ON if meta is not None and name in meta}
        if refused.kind != HOST_REFUSES:
            self.stats.inc_value(f"failure/{refused.kind}")
            self._close_site(row.site, str(refused))
        self._settle(key, lambda: self.run.frontier.give_back([key]))

    def settled(self, key: str) -> None:
        """Forget an article that is no longer under way; who stored its record calls this."""
        self.in_flight.pop(key, None)
        for tell in self.on_settled:
            tell(key)

    def _wait_or_exhaust(self, row: Row[Any], kind: str, status: int | None) -> None:
        gone = row.fetched_at is not None and kind in GONE
        if gone:
            self.stats.inc_value("article/gone")
            logger.warning("%s was read before and is gone from its site: its record stands.", one_line(row.url))
        after = self.run.frontier.failed(row.key, kind, self.run.now(), retry_policy(kind).after, status=status)
        if after is not State.EXHAUSTED:
            return
        self.stats.inc_value(f"retries_exhausted/{kind}")
        logger.warning("%s is not asked for again: it failed %d times.", one_line(row.url), row.attempts + 1)
        if gone:
            self.run.frontier.set_state(row.key, State.GONE, kind, status=status)

    def _close_site(self, site: str, reason: str) -> None:
        if site not in self.closed:
            self.closed[site] = one_line(reason)
            self.stats.inc_value(f"site_closed/{site}")
            logger.warning("No further article of %s is asked for in this run: %s.", site, self.closed[site])

    def _settle(self, key: str, write: Callable[[], None]) -> None:
        try:
            with self.run.store.transaction():
                write()
        except StoreError as error:
            self.run.fail(str(error))
        self.settled(key)
