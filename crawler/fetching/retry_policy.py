"""When a page is asked for again: one that failed, one that is not there yet, one that was read and may have changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait before a failed page is asked for again, by the number of its failures; after the last its retries are exhausted.

    Seconds. Whatever the delay, the run in which it failed does not ask again: the first zeros mean "on the very next run".
    """

    delays: tuple[int, ...]

    def after(self, failures: int) -> int | None:
        """Return the seconds to wait after that many failures (1 and up), or None: no more retries."""
        return self.delays[failures - 1] if failures <= len(self.delays) else None


_HOUR = 3600
_DAY = 24 * _HOUR

# A failure that may pass: network, server errors, challenges, unreadable pages.
PASSING = RetryPolicy((0, 0, 0, _HOUR, 6 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY, 14 * _DAY))
# A clear answer that may still change: not found, gone, forbidden by robots.txt.
ANSWERED = RetryPolicy((6 * _HOUR, 2 * _DAY, 7 * _DAY))
# A translation that is not there yet; mirrors follow their originals within days.
NOT_YET = RetryPolicy((20 * _HOUR, 2 * _DAY, 4 * _DAY, 7 * _DAY))
# When a page that was read is visited again, counted from the last visit.
REVISITS = (_DAY, 3 * _DAY, 7 * _DAY)


def until_revisit(revisits: int) -> int | None:
    """Return the seconds until a page is visited again that was visited so many times since it was first read; None: no more."""
    return REVISITS[revisits] if revisits < len(REVISITS) else None
