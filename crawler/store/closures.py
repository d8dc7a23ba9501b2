"""Which hosts are closed to the crawler, until when: what one run was told, the next one keeps to."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from crawler.store.schema import closures

if TYPE_CHECKING:
    from crawler.store.store import Store


@dataclass(slots=True)
class Closure:
    """A site's hosts refuse: one of them answered ``url`` with ``status``. Instants are seconds since 1970 (UTC)."""

    site: str
    url: str
    status: int
    since: float  # the first refusal, since the hosts last answered
    until: float  # nothing is asked of them before
    times: int  # so often in a row they were found closed


class Closures:
    """The closures' table, one row a site. Writers run inside a transaction of the caller's."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def all(self) -> list[Closure]:
        """Return what the last run left closed, also where its time is over by now: nobody has asked again."""
        return [Closure(**row) for row in self.store.execute(select(closures)).mappings()]

    def note(self, closure: Closure) -> None:
        """Note that a site is closed, or for how long it is now."""
        self.forget(closure.site)
        self.store.execute(insert(closures), {**asdict(closure), "since": int(closure.since), "until": math.ceil(closure.until)})

    def forget(self, site: str) -> None:
        """Note that a site answers again."""
        self.store.execute(delete(closures).where(closures.c.site == site))
