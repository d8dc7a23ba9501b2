"""Reading lists from their first page to where known ground begins: which are under way, and how each ended."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.fetching.allow_list import can_be_asked_for
from crawler.fetching.failures import EMPTIED, HOST_REFUSES, MISSING, NO_BROWSER, NOT_FEED, OFF_LIST, ROBOTS, leaves_a_hole, one_line
from crawler.page import Unread
from crawler.scheduling.mirror_map import MirrorMap
from crawler.scheduling.teasers import TeaserSelection
from crawler.sites import site_of

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

    from crawler.page import Listing, Teaser
    from crawler.run.run import Run
    from crawler.store.lists import KnownEntry

logger = logging.getLogger(__name__)

_EVER = "0001-01-01"
_FEED = "feed"  # what a teaser's date was read from
_MAX_PAGES = 400  # 15 teasers each: more than a year of the busiest section
_MOST_NAMED = 20  # entries of one page of a list that the log names
_MAX_LISTS = 2000  # a run's lists, those that menus and sitemaps name included; a map's days are bounded by the run's window


@dataclass(slots=True)
class ListCrawl:
    """One reading of one list from its first page on.

    ``known_ground``: an earlier crawl of it read it completely, as far back as this run wants to. ``day`` is the ISO date of a list that
    holds one day's articles.
    """

    url: str
    site: str
    javascript: bool
    known_ground: bool
    day: str | None = None
    pages: int = 0
    seen: set[str] = field(default_factory=set)
    oldest: str | None = None  # ISO date of the oldest article so far


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list that is to be asked for."""

    crawl: ListCrawl
    url: str


class ListCrawls:
    """All lists of a run: which are under way, and how the others ended."""

    def __init__(self, run: Run, stats: StatsCollector) -> None:
        self.run = run
        self.stats = stats
        self.teasers = TeaserSelection(run, stats)
        self.map = MirrorMap(run, self)
        self.since = run.scope.since.isoformat() if run.scope.since else None
        self.site_of: dict[str, str] = {}  # every list that this run has begun
        self.under_way: set[str] = set()
        self.failed: dict[str, str] = {}
        self.holes: set[str] = set()  # lists that failed and may show what a later run would not look for any more
        self.read: set[str] = set()
        self.cut_short: set[str] = set()
        self.days = 0  # of the lists that were begun, those of a map's single days
        self._feeds: dict[str, frozenset[str]] = {}  # what each feed showed

    def open(self, url: str, site: str, *, javascript: bool = False, day: str | None = None) -> ListPage | None:
        """Begin to read a list; None where this run has begun it already, or it is not due."""
        if url in self.site_of or (day is None and len(self.site_of) - self.days >= _MAX_LISTS):
            return None
        if not can_be_asked_for(url):
            self.stats.inc_value("list/unusable_addresses")
            return None
        if not self.run.lists.is_due(url, self.run.now()):
            return None
        self.site_of[url] = site
        self.days += day is not None
        self.under_way.add(url)
        known_ground = self.run.lists.covers(url, self.since, self.run.arguments.topic)
        return ListPage(ListCrawl(url, site, javascript, known_ground, day), url)

    def open_named(self, url: str) -> ListPage | None:
        """Begin to read a list that a page or a robots.txt named, if it is of one of the run's sites."""
        site = site_of(url)
        return self.open(url, site.name) if site is not None and site.name in self.run.arguments.sites else None

    def take(self, crawl: ListCrawl, listing: Listing, *, feed: bool = False) -> list[ListPage]:
        """Note what a page of a list shows; return the pages that it leads to: further lists that it names, its own next page."""
        self.run.statistics[crawl.site].listing(listing, crawl.site, feed=feed)
        next_url = self._note(crawl, listing)
        if feed and crawl.url in self.read and any(teaser.date_source == _FEED for teaser in listing.teasers):
            self._compare_feed(crawl)
        others = (url for url in listing.lists if url not in listing.days)
        with_news = (url for url in others if self.run.scope.may_have_news(listing.changed.get(url)))
        further = [page for url in with_news if (page := self.open_named(url)) is not None]
        if listing.days:
            further += self.map.take(crawl.site, listing.days)
        if next_url is not None and can_be_asked_for(next_url):
            further.append(ListPage(crawl, next_url))
        elif next_url is not None:
            self.fail(crawl, OFF_LIST, f"its next page is {next_url}")
        return further

    def fail(self, crawl: ListCrawl, kind: str, reason: str = "") -> None:
        """End the reading of a list that broke off: nothing that it showed becomes known ground."""
        self.stats.inc_value(f"list/failure/{kind}")
        self.under_way.discard(crawl.url)
        self.failed[crawl.url] = kind
        if leaves_a_hole(kind, was_read=self.run.lists.used_to_show(crawl.url)):
            self.holes.add(crawl.url)
        # A guess that was wrong answers 404, or with a page that is no feed.
        missing = kind in MISSING or (kind == NOT_FEED and not self.run.lists.was_read(crawl.url))
        if not missing and kind not in {ROBOTS, HOST_REFUSES}:
            self.run.statistics[crawl.site].lists_failed[kind] += 1
        # Where there is no browser, or the host is closed, that was said once for all such lists.
        log = logger.debug if kind in {NO_BROWSER, HOST_REFUSES} else logger.info if missing else logger.warning
        log("The list %s was not read: %s%s", one_line(crawl.url), kind, f" ({one_line(reason)})" if reason else "")
        if kind == HOST_REFUSES:
            return  # nobody asked for it
        with self.run.store.transaction():
            self.run.lists.failed(crawl.url, crawl.site, kind, self.run.now(), missing=missing)

    def _note(self, crawl: ListCrawl, listing: Listing) -> str | None:
        """Note a page's teasers. Return the next page's address, or None where the list has come to its end."""
        teasers = {teaser.address.key: teaser for teaser in listing.teasers if can_be_asked_for(teaser.address.url)}
        fresh = {key: teaser for key, teaser in teasers.items() if key not in crawl.seen}
        crawl.seen.update(fresh)
        crawl.pages += 1
        self.stats.inc_value("list/pages")
        self.stats.inc_value("list/teasers", len(fresh))
        self._name_unread(crawl, listing)
        if not teasers:
            self.stats.inc_value("list/empty_pages")
            if crawl.pages == 1 and not listing.lists and self.run.lists.used_to_show(crawl.url):
                self.fail(crawl, EMPTIED, "it showed articles before")
                return None
        with self.run.store.transaction():
            known = self.run.lists.known(crawl.url, fresh.keys())
            self.teasers.note(crawl.url, fresh, known, crawl.day)
        return self._next(crawl, listing, fresh, known)

    def _name_unread(self, crawl: ListCrawl, listing: Listing) -> None:
        """Count the entries that gave no article, and name each with its reason, as far as a log is read."""
        urls = [teaser.address.url for teaser in listing.teasers]
        unread = [*listing.unread, *(Unread(url, "its address cannot be asked for") for url in urls if not can_be_asked_for(url))]
        if not unread:
            return
        self.stats.inc_value("list/unread_entries", len(unread))
        for entry in unread[:_MOST_NAMED]:
            what = one_line(entry.url) or "without an address"
            logger.info("An entry of %s was not read: %s (%s)", one_line(crawl.url), what, entry.reason)
        if len(unread) > _MOST_NAMED:
            logger.info("And %d more entries of %s were not read.", len(unread) - _MOST_NAMED, one_line(crawl.url))

    def _compare_feed(self, crawl: ListCrawl) -> None:
        """Note a feed that shows the same as another: of two, that with the longer address. It is no list of its own, nor a section's."""
        shown = frozenset(crawl.seen)
        same = next((url for url, other in self._feeds.items() if other == shown), None)
        self._feeds[crawl.url] = shown
        if same is None:
            return
        root, echo = sorted((crawl.url, same), key=len)
        self._feeds.pop(echo)
        self.read.discard(echo)
        self.stats.inc_value("list/echoes")
        logger.info("The feed %s shows the same as %s: it is left alone for some weeks.", one_line(echo), one_line(root))
        with self.run.store.transaction():
            self.run.lists.echoes(echo, root, self.run.now())

    def _next(self, crawl: ListCrawl, listing: Listing, fresh: dict[str, Teaser], known: dict[str, KnownEntry]) -> str | None:
        dated = [teaser.date for teaser in fresh.values() if teaser.date]
        crawl.oldest = min(filter(None, (crawl.oldest, *(date[:10] for date in dated))), default=None)
        too_old = bool(dated) and self.since is not None and all(date[:10] < self.since for date in dated)
        on_known_ground = crawl.known_ground and all(key in known and known[key].complete for key in fresh)
        if crawl.pages > 1 and (listing.next_url is None or not fresh):
            crawl.oldest = _EVER  # it has pages, and this was the last of them
        if listing.next_url is None or not fresh or too_old or on_known_ground:
            self._complete(crawl)
            return None
        if crawl.pages >= _MAX_PAGES:
            logger.warning("The list %s was read for %d pages and goes on: it is left there.", one_line(crawl.url), crawl.pages)
            self.stats.inc_value("list/cut_short")
            self.cut_short.add(crawl.url)
            self.under_way.discard(crawl.url)
            return None
        return listing.next_url

    def _complete(self, crawl: ListCrawl) -> None:
        self.under_way.discard(crawl.url)
        self.run.statistics[crawl.site].lists += 1
        self.read.add(crawl.url)
        self.stats.inc_value("list/complete")
        with self.run.store.transaction():
            if not crawl.seen:
                self.run.lists.forget(crawl.url)
            self.run.lists.complete(
                crawl.url, crawl.site, started_at=int(self.run.started_at.timestamp()), since=self.since, topic=self.run.arguments.topic
            )
            if crawl.oldest is not None:
                self.run.lists.note_oldest(crawl.url, crawl.oldest)
