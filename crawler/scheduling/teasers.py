"""Which entries of a list are worth asking for, and which known pages are worth another visit."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crawler.sites import ORIGINAL_SITES
from crawler.store.frontier import NewPage, State
from crawler.topic import judge_teaser

if TYPE_CHECKING:
    from collections.abc import Collection

    from scrapy.statscollectors import StatsCollector
    from sqlalchemy import Row

    from crawler.page import Address, Teaser
    from crawler.run.run import Run
    from crawler.store.lists import KnownEntry

_URGENT = 10
_EDITED_WITHIN = timedelta(days=30)
_LAST_CHANGE = "sitemap"  # a sitemap dates the last change, which is not the publication


class TeaserSelection:
    """Decides over a list's entries by what they show, and notes each in the store."""

    def __init__(self, run: Run, stats: StatsCollector) -> None:
        self.run = run
        self.stats = stats

    def note(self, list_url: str, fresh: dict[str, Teaser], known: dict[str, KnownEntry], day: str | None = None) -> None:
        """Note a list page's entries, by key; ``known`` is what the list showed before, ``day`` the one whose articles it holds.

        Runs inside a transaction of the caller's.
        """
        fingerprints = {key: _fingerprint(teaser) for key, teaser in fresh.items()}
        rows = self.run.frontier.known(fresh.keys())
        new: list[NewPage] = []
        asked: set[tuple[str, str]] = set()  # sites and slugs of which a page is asked for
        for key, teaser in fresh.items():
            row = rows.get(key)
            edited = key in known and row is not None and self._is_edited(row, known[key].fingerprint, fingerprints[key])
            if row is not None and not self._worth_another_visit(row, edited=edited):
                continue
            reason = self._why_not(teaser, day)
            if reason is None and self._waits_for_sibling(teaser.address, asked):
                reason = "sibling"
            elif reason is None:
                asked.add((teaser.address.site, teaser.address.slug))
            if row is None:
                self.run.statistics[teaser.address.site].teasers += 1
                new.append(_new_page(teaser, list_url, reason))
            elif reason is None:
                self.run.frontier.want([key], priority=_priority(teaser), url={key: teaser.address.url})
            self.stats.inc_value(f"teaser/{reason or 'wanted'}")
        self.run.frontier.add(new)
        # Translations that were read before their original was known belong to it from now on.
        self.run.records.touch_stories({page.key: page.slug for page in new if page.site in ORIGINAL_SITES})
        self.run.lists.note(list_url, fingerprints, known, self.run.now())

    def _is_edited(self, row: Row[str], before: str, now: str) -> bool:
        if before == now:
            return False
        if before.partition(".")[0] != now.partition(".")[0]:
            return True
        # Only the date changed. Some sitemaps date every entry anew each night: only what is recent is worth a visit for that.
        earliest = self.run.started_at.date() - _EDITED_WITHIN
        return row.published is None or date.fromisoformat(row.published[:10]) >= earliest

    def _worth_another_visit(self, row: Row[str], *, edited: bool) -> bool:
        if row.state in {State.DECLINED, State.ABSENT}:
            return True
        if row.state != State.DONE:
            return False
        if edited:
            self.stats.inc_value("teaser/edited")
        return edited or (self.run.scope.any_topic and row.verdict == "no" and self.run.records.revision_of(row.key) is None)

    def _why_not(self, teaser: Teaser, day: str | None) -> str | None:
        """Say why a teaser's page is not asked for; None where it is."""
        address, scope = teaser.address, self.run.scope
        if address.site not in scope.arguments.sites:
            return "site"
        if not scope.in_window(day or teaser.date):
            return "window"
        if not self._on_topic(teaser):
            return "topic"
        unwanted = address.site not in ORIGINAL_SITES and not scope.arguments.wants_language(address.language)
        return "language" if unwanted else None

    def _waits_for_sibling(self, address: Address, asked: Collection[tuple[str, str]]) -> bool:
        """Tell whether a mirror's page is of a story that nobody knows and another of its pages is asked for, which says whose it is."""
        if address.site in ORIGINAL_SITES or self.run.scope.any_topic or self.run.stories.originals(address.slug):
            return False
        rows = self.run.frontier.with_slugs([address.slug], address.site)
        settled = {State.DECLINED, State.ABSENT, State.DONE, State.GONE}
        return (address.site, address.slug) in asked or any(row.key != address.key and row.state not in settled for row in rows)

    def _on_topic(self, teaser: Teaser) -> bool:
        """Judge a teaser by its story, if that is judged already, else by what it shows."""
        address = teaser.address
        if self.run.scope.any_topic:
            return True
        if address.site not in ORIGINAL_SITES:
            owners = self.run.stories.originals(address.slug)
            if len(owners) == 1 and owners[0].verdict is not None:
                return bool(owners[0].verdict != "no")
        return judge_teaser(teaser.headline, teaser.description, address.slug, address.language).ask


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
