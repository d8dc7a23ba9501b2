"""Which article pages are to be asked for, are being asked for, or need not be asked for again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from crawler.store.schema import pages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Row

    from crawler.store.store import Store

    # Seconds to wait after so many failures or visits; None: no more.
    Delay = Callable[[int], int | None]


class State(StrEnum):
    """What became of a page so far."""

    WAITING = "waiting"  # to be asked for once its time has come
    LEASED = "leased"  # a run is asking for it
    DONE = "done"  # read; the record, if it is one, is stored
    DECLINED = "declined"  # not asked for: its teaser, date or language was not wanted
    ABSENT = "absent"  # a translation's address that was built and is not there
    GONE = "gone"  # read once, and taken from its site since: its record stands
    EXHAUSTED = "retries-exhausted"  # failed so often that its retry policy ends


# Keys that one statement names; databases limit it.
_KEYS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page to put into the frontier, or to note as not wanted."""

    key: str
    url: str
    site: str
    language: str
    slug: str
    number: int | None = None
    state: State = State.WAITING
    reason: str | None = None
    priority: int = 0
    found_in: str | None = None
    story_hint: str | None = None
    headline: str | None = None
    published: str | None = None

    def row(self, run_id: str) -> dict[str, Any]:
        """Return the table row of a page first met in this run."""
        return {
            "key": self.key, "url": self.url, "site": self.site, "language": self.language, "slug": self.slug, "number": self.number,
            "state": self.state.value, "reason": self.reason, "priority": self.priority, "found_in": self.found_in,
            "story_hint": self.story_hint, "headline": self.headline, "published": self.published, "run_id": run_id,
            "due_at": 0, "attempts": 0, "revisits": 0,
        }  # fmt: skip


class Frontier:
    """The pages' table. Every method but the look-ups runs inside a transaction of the caller's."""

    def __init__(self, store: Store, run_id: str) -> None:
        self.store = store
        self.run_id = run_id

    def known(self, keys: Collection[str]) -> dict[str, Row[Any]]:
        """Return the rows of those keys that the store has met, by key."""
        wanted = list(keys)
        found: dict[str, Row[Any]] = {}
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            rows = self.store.execute(select(pages).where(pages.c.key.in_(wanted[start : start + _KEYS_AT_ONCE])))
            found.update((row.key, row) for row in rows)
        return found

    def add(self, new: Iterable[NewPage]) -> int:
        """Put in the pages that are not known yet; return how many. Known ones are left as they are."""
        fresh = {page.key: page for page in new}
        for key in self.known(fresh):
            del fresh[key]
        if fresh:
            self.store.execute(insert(pages), [page.row(self.run_id) for page in fresh.values()])
        return len(fresh)

    def demand(self, new: Iterable[NewPage]) -> int:
        """Put in pages that are wanted whatever their own teaser said; return how many are to be asked for by that.

        A built address that was not there is asked for again once a page names it.
        """
        demanded = {page.key: page for page in new}
        known = self.known(demanded)
        again = 0
        for key, row in known.items():
            page = demanded[key]
            if page.story_hint is not None and row.story_hint is None and row.state in {State.WAITING, State.DECLINED}:
                self.store.execute(update(pages).where(pages.c.key == key).values(story_hint=page.story_hint))
            declined = row.state == State.DECLINED or (row.state == State.ABSENT and page.story_hint is None)
            if declined and page.state is State.WAITING:
                again += 1
                self.want([key], priority=page.priority)
        fresh = [page for key, page in demanded.items() if key not in known]
        return self.add(fresh) + again

    def want(self, keys: Collection[str], *, priority: int = 0, url: dict[str, str] | None = None, reason: str | None = None) -> None:
        """Ask (again) for known pages: declined ones that are wanted now, or read ones that changed."""
        for key in keys:
            values: dict[str, Any] = {"state": State.WAITING.value, "reason": reason, "due_at": 0, "attempts": 0, "priority": priority}
            if url and key in url:
                values["url"] = url[key]
            self.store.execute(update(pages).where(pages.c.key == key).values(values))

    def want_languages(self, languages: Collection[str] | None) -> int:
        """Ask for translations that an earlier run declined for their language only. None stands for all languages."""
        condition = and_(pages.c.state == State.DECLINED.value, pages.c.reason == "language")
        if languages is not None:
            condition = and_(condition, pages.c.language.in_(list(languages)))
        return self.store.execute(update(pages).where(condition).values(state=State.WAITING.value, reason=None, due_at=0)).rowcount

    def release_leases(self) -> int:
        """Give back the pages that a dead run was asking for; return how many."""
        return self.store.execute(update(pages).where(pages.c.state == State.LEASED.value).values(state=State.WAITING.value)).rowcount

    def due_revisits(self, now: int) -> int:
        """Put pages back into the frontier whose next visit is due; return how many."""
        statement = (
            update(pages)
            .where(pages.c.revisit_at <= now, pages.c.state == State.DONE.value)
            .values(state=State.WAITING.value, due_at=now, attempts=0)
        )
        return self.store.execute(statement).rowcount

    def lease(self, site: str, limit: int, now: int) -> Sequence[Row[Any]]:
        """Take up to ``limit`` due pages of a site, the most urgent first, and mark them as being asked for.

        Pages that failed in this run are left to the next.
        """
        statement = (
            select(pages)
            .where(pages.c.state == State.WAITING.value, pages.c.site == site, pages.c.due_at <= now, self._not_failed_here())
            .order_by(pages.c.priority.desc(), pages.c.key)
            .limit(limit)
        )
        rows = self.store.execute(statement).all()
        if rows:
            self.store.execute(
                update(pages).where(pages.c.key.in_([row.key for row in rows])).values(state=State.LEASED.value, run_id=self.run_id),
            )
        return rows

    def give_back(self, keys: Collection[str]) -> None:
        """Return leased pages unasked: this run may lease them again, also those that failed in an earlier one."""
        for key in keys:
            self.store.execute(
                update(pages).where(pages.c.key == key, pages.c.state == State.LEASED.value).values(state=State.WAITING.value, run_id=None),
            )

    def leasable(self, site: str, now: int) -> int:
        """Return how many pages of a site this run may lease."""
        condition = and_(pages.c.state == State.WAITING.value, pages.c.site == site, pages.c.due_at <= now, self._not_failed_here())
        return int(self.store.execute(select(func.count()).select_from(pages).where(condition)).scalar_one())

    def done(self, key: str, now: int, **values: Any) -> None:  # noqa: ANN401  (any of the table's columns)
        """Mark a page as read. ``values`` are columns such as verdict, status, etag, url, published."""
        self.store.execute(
            _DONE,
            {"k": key, "now": now, **{name: values.get(name) for name in _DONE_COLUMNS}, "revisits_": values.get("revisits", 0)},
        )

    def judged(self, verdicts: Mapping[str, str]) -> None:
        """Note the verdicts (by key) of pages whose records were judged again. When they are due for another visit stays."""
        if verdicts:
            self.store.execute(_JUDGED, [{"k": key, "new_verdict": verdict} for key, verdict in verdicts.items()])

    def revisited(self, key: str, now: int, until_revisit: Delay) -> None:
        """Note that a page was visited again and has not changed; ``until_revisit`` says when the next visit is due."""
        revisits = self.store.execute(select(pages.c.revisits).where(pages.c.key == key)).scalar_one() + 1
        delay = until_revisit(revisits)
        revisit_at = None if delay is None else now + delay
        self.store.execute(
            update(pages)
            .where(pages.c.key == key)
            .values(state=State.DONE.value, reason=None, attempts=0, fetched_at=now, revisits=revisits, revisit_at=revisit_at),
        )

    def failed(self, key: str, reason: str, now: int, retry_after: Delay, *, status: int | None = None) -> State:
        """Count a failure and say what becomes of the page: waiting for its next turn, or its retries are exhausted."""
        failures = (self.store.execute(select(pages.c.attempts).where(pages.c.key == key)).scalar() or 0) + 1
        delay = retry_after(failures)
        state = State.EXHAUSTED if delay is None else State.WAITING
        self.store.execute(
            update(pages)
            .where(pages.c.key == key)
            .values(state=state.value, reason=reason, attempts=failures, status=status, due_at=now + (delay or 0), run_id=self.run_id),
        )
        return state

    def set_state(self, key: str, state: State, reason: str, *, status: int | None = None) -> None:
        """Move a page to a state for a reason that is no failure of this run."""
        self.store.execute(update(pages).where(pages.c.key == key).values(state=state.value, reason=reason, status=status))

    def slug_owners(self, slug: str, sites: Collection[str]) -> Sequence[Row[Any]]:
        """Return the pages of those sites which have this slug: an original's candidates for a mirror page without a source line."""
        columns = select(pages.c.key, pages.c.url, pages.c.state, pages.c.verdict)
        return self.store.execute(columns.where(pages.c.slug == slug, pages.c.site.in_(list(sites)))).all()

    def due_by_site(self, sites: Collection[str], now: int) -> tuple[Counter[str], Counter[str]]:
        """Count by site the pages that are to be asked for and those that are due for another visit."""
        waiting = and_(pages.c.state.in_([State.WAITING.value, State.LEASED.value]), pages.c.due_at <= now)
        again = and_(pages.c.state == State.DONE.value, pages.c.revisit_at <= now)
        return self._by_site(and_(waiting, pages.c.site.in_(list(sites)))), self._by_site(and_(again, pages.c.site.in_(list(sites))))

    def _by_site(self, condition: ColumnElement[bool]) -> Counter[str]:
        rows = self.store.execute(select(pages.c.site, func.count().label("pages")).where(condition).group_by(pages.c.site))
        return Counter({row.site: int(row.pages) for row in rows})

    def with_slugs(self, slugs: Collection[str], site: str) -> Sequence[Row[Any]]:
        """Return a site's pages that have one of these slugs, in any language and state."""
        return self.store.execute(select(pages).where(pages.c.slug.in_(list(slugs)), pages.c.site == site).order_by(pages.c.key)).all()

    def names_all(self, key: str) -> None:
        """Note of a mirror's page that it says itself in which languages its story is there."""
        self.store.execute(update(pages).where(pages.c.key == key).values(names_all=True))

    def is_under_way(self, key: str, now: int) -> bool:
        """Say whether this run is asking for a page or is going to."""
        waiting = and_(pages.c.state == State.WAITING.value, pages.c.due_at <= now, self._not_failed_here())
        statement = select(pages.c.key).where(pages.c.key == key, or_(pages.c.state == State.LEASED.value, waiting))
        return self.store.execute(statement).first() is not None

    def _not_failed_here(self) -> ColumnElement[bool]:
        return or_(pages.c.attempts == 0, pages.c.run_id.is_distinct_from(self.run_id))

    def count(self, state: State, *, due_before: int | None = None) -> int:
        """Return how many pages are in a state."""
        condition = pages.c.state == state.value
        if due_before is not None:
            condition = and_(condition, pages.c.due_at <= due_before)
        return int(self.store.execute(select(func.count()).select_from(pages).where(condition)).scalar_one())


_JUDGED = update(pages).where(pages.c.key == bindparam("k")).values(verdict=bindparam("new_verdict"))
_DONE_COLUMNS = ("verdict", "status", "etag", "last_modified", "published", "url_", "revisit_at")
_DONE = (
    update(pages)
    .where(pages.c.key == bindparam("k"))
    .values(
        state=State.DONE.value, reason=None, attempts=0, fetched_at=bindparam("now"), verdict=bindparam("verdict"),
        status=bindparam("status"), etag=bindparam("etag"), last_modified=bindparam("last_modified"),
        published=func.coalesce(bindparam("published"), pages.c.published), url=func.coalesce(bindparam("url_"), pages.c.url),
        revisit_at=bindparam("revisit_at"), revisits=bindparam("revisits_"),
    )
)  # fmt: skip
