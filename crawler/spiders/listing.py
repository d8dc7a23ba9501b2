"""Reading lists: which of their teasers are worth asking for, and how far down to read."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crawler.failures import EMPTIED, MISSING, NO_BROWSER, ROBOTS, leaves_a_hole, one_line
from crawler.middlewares.allow_list import refusal
from crawler.sites import ORIGINAL_SITES
from crawler.store.frontier import NewPage, State
from crawler.topic import judge_teaser

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from sqlalchemy import Row

    from crawler.run import Run
    from crawler.sites.site import Listing, Teaser
    from crawler.store.lists import KnownEntry

logger = logging.getLogger(__name__)

_MAX_PAGES = 400  # 15 teasers each: more than a year of the busiest section
_MAX_LISTS = 2000  # a run's lists, those that menus and sitemaps name included
_URGENT = 10
_EDITED_WITHIN = timedelta(days=30)
_LAST_CHANGE = "sitemap"  # a sitemap dates the last change, which is not the publication


@dataclass(slots=True)
class Pass:
    """One reading of one list from its first page on.

    ``known_ground``: an earlier pass read it completely, as far back as this run wants to.
    """

    url: str
    site: str
    javascript: bool
    known_ground: bool
    pages: int = 0
    seen: set[str] = field(default_factory=set)


class Passes:
    """All lists of a run: which are under way, and what their pages bring."""

    def __init__(self, run: Run, crawler: Crawler) -> None:
        self.run = run
        self.crawler = crawler
        self.since = run.since.isoformat() if run.since else None
        self.site_of: dict[str, str] = {}  # every list that this run has begun
        self.under_way: set[str] = set()
        self.failed: dict[str, str] = {}
        self.holes: set[str] = set()  # lists that failed and may show what a later run would not look for any more
        self.read: set[str] = set()
        self.cut_short: set[str] = set()

    def open(self, url: str, site: str, *, javascript: bool = False) -> Pass | None:
        """Begin a pass over a list; None where this run has begun it already, or it is not due."""
        if url in self.site_of or len(self.site_of) >= _MAX_LISTS:
            return None
        if not can_be_asked_for(url):
            self.crawler.stats.inc_value("list/unusable_addresses")
            return None
        if not self.run.lists.is_due(url, self.run.now()):
            return None
        self.site_of[url] = site
        self.under_way.add(url)
        return Pass(url, site, javascript, self.run.lists.covers(url, self.since, self.run.arguments.topic))

    def take(self, opened: Pass, listing: Listing) -> str | None:
        """Note what a page of a list shows. Return the next page's address, or None where the pass has come to its end."""
        teasers = {teaser.address.key: teaser for teaser in listing.teasers if can_be_asked_for(teaser.address.url)}
        fresh = {key: teaser for key, teaser in teasers.items() if key not in opened.seen}
        opened.seen.update(fresh)
        opened.pages += 1
        self.crawler.stats.inc_value("list/pages")
        self.crawler.stats.inc_value("list/teasers", len(fresh))
        if unread := listing.unread + sum(not can_be_asked_for(teaser.address.url) for teaser in listing.teasers):
            self.crawler.stats.inc_value("list/unread_entries", unread)
        if not teasers:
            self.crawler.stats.inc_value("list/empty_pages")
            if opened.pages == 1 and not listing.lists and self.run.lists.used_to_show(opened.url):
                self.fail(opened, EMPTIED, "it showed articles before")
                return None
        with self.run.store.transaction():
            known = self.run.lists.known(opened.url, fresh.keys())
            self._note(opened, fresh, known)
        return self._next(opened, listing, fresh, known)

    def fail(self, opened: Pass, kind: str, reason: str = "") -> None:
        """End a pass that broke off: nothing it saw becomes known ground."""
        self.crawler.stats.inc_value(f"list/failure/{kind}")
        self.under_way.discard(opened.url)
        self.failed[opened.url] = kind
        if leaves_a_hole(kind, was_read=self.run.lists.used_to_show(opened.url)):
            self.holes.add(opened.url)
        if kind not in {*MISSING, ROBOTS}:
            self.run.census[opened.site].lists_failed[kind] += 1
        # Where there is no browser, that was said once for all such lists.
        log = logger.debug if kind == NO_BROWSER else logger.info if kind in MISSING else logger.warning
        log("The list %s was not read: %s%s", one_line(opened.url), kind, f" ({one_line(reason)})" if reason else "")
        with self.run.store.transaction():
            self.run.lists.failed(opened.url, opened.site, kind, self.run.now(), missing=kind in MISSING)

    def _note(self, opened: Pass, fresh: dict[str, Teaser], known: dict[str, KnownEntry]) -> None:
        fingerprints = {key: _fingerprint(teaser) for key, teaser in fresh.items()}
        rows = self.run.frontier.known(fresh.keys())
        new: list[NewPage] = []
        for key, teaser in fresh.items():
            row = rows.get(key)
            edited = key in known and row is not None and self._is_edited(row, known[key].fingerprint, fingerprints[key])
            if row is not None and not self._worth_another_look(row, edited=edited):
                continue
            reason = self._why_not(teaser)
            if row is None:
                self.run.census[teaser.address.site].teasers += 1
                new.append(_new_page(teaser, opened.url, reason))
            elif reason is None:
                self.run.frontier.want([key], priority=_priority(teaser), url={key: teaser.address.url})
            self.crawler.stats.inc_value(f"teaser/{reason or 'wanted'}")
        self.run.frontier.add(new)
        # Translations that were read before their original was known belong to it from now on.
        self.run.records.touch_stories({page.key: page.slug for page in new if page.site in ORIGINAL_SITES})
        self.run.lists.note(opened.url, fingerprints, known, self.run.now())

    def _is_edited(self, row: Row[str], before: str, now: str) -> bool:
        if before == now:
            return False
        if before.partition(".")[0] != now.partition(".")[0]:
            return True
        # Only the date changed. Some sitemaps date every entry anew each night: only what is recent is worth a look for that.
        earliest = self.run.started_at.date() - _EDITED_WITHIN
        return row.published is None or date.fromisoformat(row.published[:10]) >= earliest

    def _worth_another_look(self, row: Row[str], *, edited: bool) -> bool:
        if row.state in {State.DECLINED, State.ABSENT}:
            return True
        if row.state != State.DONE:
            return False
        if edited:
            self.crawler.stats.inc_value("teaser/edited")
        return edited or (self.run.arguments.topic == "all" and row.verdict == "no" and self.run.records.revision_of(row.key) is None)

    def _why_not(self, teaser: Teaser) -> str | None:
        """Say why a teaser's page is not asked for; None where it is."""
        address = teaser.address
        if address.site not in self.run.arguments.sites:
            return "site"
        if address.site not in ORIGINAL_SITES and not self.run.arguments.wants_language(address.language):
            return "language"
        if not self.run.in_window(teaser.date):
            return "window"
        if self.run.arguments.topic == "all":
            return None
        if address.site not in ORIGINAL_SITES:
            owners = self.run.frontier.slug_owners(address.slug, ORIGINAL_SITES)
            if len(owners) == 1 and owners[0].verdict is not None:
                return "topic" if owners[0].verdict == "no" else None  # the story is judged already
        judged = judge_teaser(teaser.headline, teaser.description, address.slug, address.language)
        return None if judged.ask else "topic"

    def _next(self, opened: Pass, listing: Listing, fresh: dict[str, Teaser], known: dict[str, KnownEntry]) -> str | None:
        dated = [teaser.date for teaser in fresh.values() if teaser.date]
        too_old = bool(dated) and self.since is not None and all(date[:10] < self.since for date in dated)
        on_known_ground = opened.known_ground and all(key in known and known[key].complete for key in fresh)
        if listing.next_url is None or not fresh or too_old or on_known_ground:
            self._complete(opened)
            return None
        if opened.pages >= _MAX_PAGES:
            logger.warning("The list %s was read for %d pages and goes on: it is left there.", one_line(opened.url), opened.pages)
            self.crawler.stats.inc_value("list/cut_short")
            self.cut_short.add(opened.url)
            self.under_way.discard(opened.url)
            return None
        return listing.next_url

    def _complete(self, opened: Pass) -> None:
        self.under_way.discard(opened.url)
        self.run.census[opened.site].lists += 1
        self.read.add(opened.url)
        self.crawler.stats.inc_value("list/complete")
        with self.run.store.transaction():
            if not opened.seen:
                self.run.lists.forget(opened.url)
            self.run.lists.complete(
                opened.url, opened.site, started_at=int(self.run.started_at.timestamp()), since=self.since, topic=self.run.arguments.topic
            )


def can_be_asked_for(url: str) -> bool:
    """Tell whether a request can be made of an address that a page, a sitemap or robots.txt named."""
    return refusal(url) is None and url.isprintable()


def _new_page(teaser: Teaser, list_url: str, reason: str | None) -> NewPage:
    address = teaser.address
    return NewPage(
        key=address.key, url=address.url, site=address.site, language=address.language, slug=address.slug, number=address.number,
        state=State.WAITING if reason is None else State.DECLINED, reason=reason, priority=_priority(teaser),
        found_in=list_url, headline=teaser.headline,
        published=None if teaser.date_source == _LAST_CHANGE else teaser.date,
    )  # fmt: skip


def _priority(teaser: Teaser) -> int:
    # Originals first: a translation is judged by its original.
    return _URGENT if teaser.address.site in ORIGINAL_SITES else 0


def _fingerprint(teaser: Teaser) -> str:
    """Return what changes when an entry's address or headline does, a stop, and what changes when its date does.

    Punctuation, which feeds leave out, does not count.
    """
    headline = "".join(c for c in (teaser.headline or "").casefold() if c.isalnum())
    return f"{_short_hash(teaser.address.url + ' ' + headline)}.{_short_hash(teaser.date or '')}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
