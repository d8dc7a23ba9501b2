"""What is forgotten with time, so that neither the store nor the output directory grows for ever.

Records, readings and pages that were asked for are never touched. What goes: notes of old runs, pages that were declined by their teaser
years ago and that nothing points at, and what lists showed that have not been read to their end for years.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, func, literal, not_, select

from crawler.store.frontier import State
from crawler.store.schema import articles, entries, lists, pages, runs

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, ScalarSelect
    from sqlalchemy.sql import FromClause

    from crawler.store.store import Store

_DAY = 24 * 3600
_GROUND_DAYS = 2 * 366
# The expectations compare with the last complete runs, however long ago they were.
_RUNS_ALWAYS_KEPT = 60
# Declined by what the list showed, so the list would decide the same again. A translation that was left out for its language is not among
# them: it is asked for once somebody wants the language, however late.
_FORGOTTEN_REASONS = ("topic", "window", "site", "sibling")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows went."""

    runs: int = 0
    pages: int = 0
    entries: int = 0


def run_id_edge(now: int, days: int) -> str:
    """Return what sorts before the ids of all runs of the last ``days`` days and after those of older ones."""
    return f"{datetime.fromtimestamp(now - days * _DAY, UTC):%Y%m%dT%H%M%SZ}"


class Rotation:
    """Forgets old rows. ``runs_kept`` is in days; 0 keeps the notes of all runs."""

    def __init__(self, store: Store, runs_kept: int) -> None:
        self.store = store
        self.runs_kept = runs_kept

    def rotate(self, now: int) -> Forgotten:
        """Forget what is old enough. Runs inside a transaction of the caller's; raises StoreError."""
        ground = now - _GROUND_DAYS * _DAY
        gone_entries = self.store.execute(delete(entries).where(entries.c.seen_at < ground, entries.c.list_url.not_in(_lists_read(ground))))
        gone_pages = self.store.execute(delete(pages).where(pages.c.key.in_(_forgettable(run_id_edge(now, _GROUND_DAYS)))))
        gone_runs = self._forget_runs(now - self.runs_kept * _DAY) if self.runs_kept else 0
        return Forgotten(runs=gone_runs, pages=gone_pages.rowcount, entries=gone_entries.rowcount)

    def _forget_runs(self, before: int) -> int:
        newest_first = select(runs.c.id, runs.c.arguments).order_by(runs.c.started_at.desc(), runs.c.id.desc())
        complete = self.store.execute(newest_first.where(runs.c.complete.is_(True))).all()
        kept = {row.id for row in self.store.execute(newest_first.limit(_RUNS_ALWAYS_KEPT))}
        kept.update(row.id for row in complete[:_RUNS_ALWAYS_KEPT])
        # A later run goes back to where the last complete one for its topic began, however long ago that was.
        kept.update({json.loads(row.arguments).get("topic"): row.id for row in reversed(complete)}.values())
        old = and_(runs.c.started_at < before, runs.c.ended_at.is_not(None), runs.c.id.not_in(kept))
        return self.store.execute(delete(runs).where(old)).rowcount


def _lists_read(since: int) -> ScalarSelect[str]:
    return select(lists.c.url).where(lists.c.completed_at >= since).scalar_subquery()


def _forgettable(edge: str) -> ScalarSelect[str]:
    """The keys of pages that were declined before a run id and that nothing in the store points at."""
    page, other = pages.alias("page"), pages.alias("other")
    # A page of the same slug tells by it whose story it is.
    same_story = exists().where(other.c.slug == page.c.slug, not_(_declined_before(other, edge)))
    pointers = (
        select(articles.c.id),  # its own reading
        select(articles.c.story_id),  # readings that take their story, its address or its date from it
        select(other.c.story_hint).where(other.c.story_hint.is_not(None)),  # translations built from it
        select(other.c.found_in).where(other.c.found_in.is_not(None)),
        select(entries.c.key),  # lists that show it
    )
    return (
        select(page.c.key)
        .where(
            _declined_before(page, edge),
            *(page.c.key.not_in(pointer) for pointer in pointers),
            page.c.slug.not_in(select(articles.c.slug)),
            (literal("slug/") + page.c.slug).not_in(select(articles.c.story_id)),
            not_(same_story),
        )
        .scalar_subquery()
    )


def _declined_before(page: FromClause, edge: str) -> ColumnElement[bool]:
    """Coalesced, because the negation has to be true as well where a column is empty."""
    declined = and_(page.c.state == State.DECLINED.value, page.c.reason.in_(_FORGOTTEN_REASONS), page.c.run_id < edge)
    return func.coalesce(declined, literal(value=False))
