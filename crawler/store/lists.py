"""How far each list was read completely.

A pass over a list notes every entry it saw, and only a pass that came to its end makes them known ground. A run that died half-way
therefore leaves no hole: the next one reads down to the last complete pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from crawler.store.schema import entries, lists

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Row

    from crawler.store.store import Store

# Known ground that is kept a list: a daily run needs only the newest entries, the rest would grow for ever.
_KEPT_ENTRIES = 600
# Keys that one statement names; databases limit it.
_KEYS_AT_ONCE = 5_000
_DAY = 24 * 3600
_RAREST = 7 * _DAY
# A list that shows what another one shows is asked again after so long, to see whether it still does.
_ECHO_RESTS = 30 * _DAY
# After so many failures in a row what a list showed before is no measure any more.
_MOST_FAILURES = 30


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What a list showed of an article when it was last read."""

    fingerprint: str
    complete: bool


class Lists:
    """The lists' tables. ``note``, ``complete`` and ``failed`` run inside a transaction of the caller's."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def covers(self, url: str, since: str | None, topic: str) -> bool:
        """Say whether the last complete pass of a list went as far back as this run wants to, under the same topic."""
        row = self.store.execute(select(lists).where(lists.c.url == url)).first()
        if row is None or row.completed_at is None or row.completed_topic not in (topic, "all"):
            return False
        return row.completed_since is None or (since is not None and row.completed_since <= since)

    def known(self, url: str, keys: Collection[str]) -> dict[str, KnownEntry]:
        """Return those of the keys that the list has shown before."""
        columns = select(entries.c.key, entries.c.fingerprint, entries.c.complete).where(entries.c.list_url == url)
        wanted = list(keys)
        found: dict[str, KnownEntry] = {}
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            rows = self.store.execute(columns.where(entries.c.key.in_(wanted[start : start + _KEYS_AT_ONCE])))
            found.update((row.key, KnownEntry(row.fingerprint, row.complete)) for row in rows)
        return found

    def note(self, url: str, seen: Mapping[str, str], known: Mapping[str, KnownEntry], now: int) -> None:
        """Note a page's entries (key to fingerprint). ``known`` is what `known` returned for them."""
        fresh = [key for key in seen if key not in known]
        if fresh:
            self.store.execute(
                insert(entries),
                [{"list_url": url, "key": key, "fingerprint": seen[key], "seen_at": now, "complete": False} for key in fresh],
            )
        for key, entry in known.items():
            if key in seen and entry.fingerprint != seen[key]:
                self.store.execute(
                    update(entries).where(entries.c.list_url == url, entries.c.key == key).values(fingerprint=seen[key], seen_at=now),
                )

    def complete(self, url: str, site: str, *, started_at: int, since: str | None, topic: str) -> None:
        """A pass came to its end: what it saw is known ground now. Older entries than the kept number are forgotten."""
        self._upsert(url, site, completed_at=started_at, completed_since=since, completed_topic=topic, failures=0, reason=None, due_at=0)
        self.store.execute(update(entries).where(entries.c.list_url == url, entries.c.complete.is_(False)).values(complete=True))
        edge = self.store.execute(
            select(entries.c.seen_at).where(entries.c.list_url == url).order_by(entries.c.seen_at.desc()).offset(_KEPT_ENTRIES).limit(1),
        ).scalar()
        if edge is not None:
            self.store.execute(delete(entries).where(entries.c.list_url == url, entries.c.seen_at < edge))

    def note_days(self, site: str, days: Mapping[str, str]) -> None:
        """Note the lists (address to ISO date) that hold one day's articles each, as an index names them; known ones stay as they are."""
        known = {row.url for row in self.store.execute(select(lists.c.url).where(lists.c.site == site, lists.c.day.is_not(None)))}
        fresh = [
            {"url": url, "site": site, "day": day, "failures": 0, "due_at": 0} for url, day in days.items() if url not in known
        ]
        for row in fresh:
            # One that was read before its day was known is there already.
            if self.store.execute(update(lists).where(lists.c.url == row["url"]).values(day=row["day"])).rowcount == 0:
                self.store.execute(insert(lists), row)

    def days(self, site: str, first: str | None, last: str | None) -> Sequence[Row[Any]]:
        """Return the lists of the days from ``first`` to ``last`` (ISO dates, None for no limit), oldest first, read or not."""
        statement = select(lists).where(lists.c.site == site, lists.c.day.is_not(None)).order_by(lists.c.day)
        if first is not None:
            statement = statement.where(lists.c.day >= first)
        if last is not None:
            statement = statement.where(lists.c.day <= last)
        return self.store.execute(statement).all()

    def failed(self, url: str, site: str, reason: str, now: int, *, missing: bool) -> None:
        """A pass broke off: what it saw stays unknown ground. A list that is not there at all is asked for ever more rarely."""
        failures = (self.store.execute(select(lists.c.failures).where(lists.c.url == url)).scalar() or 0) + 1
        due_at = now + min(_RAREST, _DAY * 2 ** (failures - 1)) if missing else 0
        self._upsert(url, site, failures=failures, reason=reason, due_at=due_at)

    def echoes(self, url: str, other: str, now: int) -> None:
        """Note that a list shows the same as another one: it need not be read for a while."""
        self.store.execute(update(lists).where(lists.c.url == url).values(reason=f"shows the same as {other}", due_at=now + _ECHO_RESTS))

    def failed_by(self, url: str) -> str | None:
        """Return by what kind of failure the last pass of a list broke off; None where it came to its end, or there was none."""
        return self.store.execute(select(lists.c.reason).where(lists.c.url == url)).scalar()

    def is_due(self, url: str, now: int) -> bool:
        """Say whether a list may be asked for: always, unless it was missing lately, or showed the same as another one."""
        due_at = self.store.execute(select(lists.c.due_at).where(lists.c.url == url)).scalar()
        return due_at is None or due_at <= now

    def _upsert(self, url: str, site: str, **values: object) -> None:
        changed = self.store.execute(update(lists).where(lists.c.url == url).values(**values)).rowcount
        if not changed:
            self.store.execute(insert(lists), {"url": url, "site": site, "failures": 0, "due_at": 0, **values})

    def used_to_show(self, url: str) -> bool:
        """Say whether a list was read completely before and had articles; one that has failed for long may be another list now."""
        row = self.store.execute(select(lists.c.completed_at, lists.c.failures).where(lists.c.url == url)).first()
        if row is None or row.completed_at is None or row.failures >= _MOST_FAILURES:
            return False
        shown = select(entries.c.key).where(entries.c.list_url == url, entries.c.complete.is_(True)).limit(1)
        return self.store.execute(shown).first() is not None

    def note_oldest(self, url: str, oldest: str) -> None:
        """Note the ISO date of the oldest article that a complete pass showed."""
        reaches = self.reaches(url)
        if reaches is None or oldest < reaches:
            self.store.execute(update(lists).where(lists.c.url == url).values(reaches=oldest))

    def reaches(self, url: str) -> str | None:
        """Return the ISO date of the oldest article that the list's complete passes showed; None where none is known."""
        return self.store.execute(select(lists.c.reaches).where(lists.c.url == url)).scalar()

    def read_since(self, sites: Collection[str], moment: int) -> Sequence[str]:
        """Return the lists of these sites, but those of single days, that were read completely since a moment."""
        read = select(lists.c.url).where(lists.c.site.in_(list(sites)), lists.c.day.is_(None), lists.c.completed_at >= moment)
        return self.store.execute(read).scalars().all()

    def was_read(self, url: str) -> bool:
        """Say whether a list was ever read completely."""
        return self.store.execute(select(lists.c.completed_at).where(lists.c.url == url)).scalar() is not None

    def forget(self, url: str) -> None:
        """Forget what a list showed: it is believed to be empty. Runs inside a transaction of the caller's."""
        self.store.execute(delete(entries).where(entries.c.list_url == url))
