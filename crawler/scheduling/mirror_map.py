"""A mirror's map: the lists of which each holds one day's articles, which of them a run reads, and what they say of a story.

An index names the days; they are never all opened from it. A run reads those of its own window, and for a story those from its date on.
A day that was read once it was over, and a while more for what is imported late, is known ground.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from crawler.reading.dates import VIETNAM
from crawler.sites import MIRRORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Row

    from crawler.run.run import Run
    from crawler.scheduling.lists import ListCrawls, ListPage
    from crawler.sites.base import Mirror

# What the map says of a story that it does not name: nothing, because it could not be read, or that it is not there.
Silence = Literal["unmapped", "unlisted"]


class MirrorMap:
    """The daily lists of the run's mirrors."""

    def __init__(self, run: Run, lists: ListCrawls) -> None:
        self.run = run
        self.lists = lists
        self.mirrors = {mirror.name: mirror for mirror in MIRRORS if mirror.name in run.arguments.sites}

    def take(self, site: str, days: Mapping[str, str]) -> Iterator[ListPage]:
        """Note the daily lists (address to ISO date) that an index names, and begin to read those of the run's window."""
        with self.run.store.transaction():
            self.run.lists.note_days(site, days)
        yield from self.window(site)

    def window(self, site: str) -> Iterator[ListPage]:
        """Begin to read the daily lists of the run's window, the newest first."""
        for row in reversed(unread_window(self.run, self.mirrors[site])):
            yield from self._open(row)

    def unread(self, mirror: Mirror, published: str | None, step: int) -> list[Row[Any]]:
        """Return the daily lists in which a story of that date is to be looked for and that have to be read for it."""
        if published is None:
            return []
        # At a later look, the days around the story's own may have got what was imported late.
        again = {published[:10], (date.fromisoformat(published[:10]) + timedelta(days=1)).isoformat()} if step else set()
        return [row for row in self._span(mirror, published, step) if not _is_final(row, mirror) or row.day in again]

    def open(self, mirror: Mirror, published: str | None, step: int) -> Iterator[ListPage]:
        """Begin to read the daily lists in which a story is to be looked for, but those that are known or that this run has begun."""
        for row in self.unread(mirror, published, step):
            yield from self._open(row)

    def silence(self, mirror: Mirror, published: str | None, step: int) -> Silence:
        """Say what it means that the daily lists do not name a story of that date."""
        if published is None:
            return "unmapped"
        rows = self._span(mirror, published, step)
        if not rows:
            # Older than the map: it may have been imported on any day, so only the whole map tells.
            rows = self.run.lists.days(mirror.name, None, None)
            if not rows or rows[0].day <= published[:10]:
                return "unmapped"
        return "unlisted" if all(row.completed_at is not None for row in rows) else "unmapped"

    def _span(self, mirror: Mirror, published: str, step: int) -> Sequence[Row[Any]]:
        first = date.fromisoformat(published[:10])
        days = mirror.look_up.days
        last = first + timedelta(days=days[min(step, len(days) - 1)])
        return self.run.lists.days(mirror.name, first.isoformat(), last.isoformat())

    def _open(self, row: Row[Any]) -> Iterator[ListPage]:
        page = self.lists.open(row.url, row.site, day=row.day)
        if page is not None:
            yield page


def unread_window(run: Run, mirror: Mirror) -> list[Row[Any]]:
    """Return the daily lists of a run's window that are no known ground; none in a run that is narrowed to sections."""
    if run.arguments.sections is not None:
        return []
    first, last = (None if day is None else day.isoformat() for day in (run.scope.since, run.arguments.until))
    rows = run.lists.days(mirror.name, first, last)
    return [row for row in rows if not (_is_final(row, mirror) and _was_read_for(row, run.arguments.topic))]


def _is_final(row: Row[Any], mirror: Mirror) -> bool:
    """Tell whether a day was over when its list was read, with the time for what is imported late."""
    late = timedelta(days=1 + mirror.look_up.late_days)
    over = datetime.combine(date.fromisoformat(row.day), time(), tzinfo=VIETNAM) + late
    return row.completed_at is not None and bool(row.completed_at >= over.timestamp())


def _was_read_for(row: Row[Any], topic: str) -> bool:
    """Tell whether a day's list was read by a run whose window held the day and for the topic: its entries were judged then as now."""
    in_window = row.completed_since is None or row.completed_since <= row.day
    return in_window and row.completed_topic in (topic, "all")
