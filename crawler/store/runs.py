"""What each run was asked for, when it ran and how it ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from crawler.store.schema import runs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

    from crawler.store.store import Store


class Runs:
    """The runs' table. Writers run inside a transaction of the caller's."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def begin(self, run_id: str, *, started_at: int, since: str | None, arguments: Mapping[str, Any]) -> None:
        """Note that a run started."""
        row = {
            "id": run_id, "started_at": started_at, "since": since, "complete": False,
            "arguments": _dump(arguments),
        }  # fmt: skip
        self.store.execute(insert(runs), row)

    def end(self, run_id: str, *, ended_at: int, complete: bool, exit_code: int, summary: Mapping[str, Any]) -> None:
        """Note how a run ended."""
        self.store.execute(
            update(runs)
            .where(runs.c.id == run_id)
            .values(
                ended_at=ended_at,
                complete=complete,
                exit_code=exit_code,
                summary=json.dumps(summary, ensure_ascii=False, sort_keys=True, default=str),
            ),
        )

    def cut_off(self) -> list[str]:
        """Return the runs that died or could not go on, and began after the last one that ended by itself."""
        ended = runs.c.exit_code.in_((0, 1))
        last = select(func.max(runs.c.started_at)).where(ended).scalar_subquery()
        later = or_(last.is_(None), runs.c.started_at >= last)
        return list(self.store.execute(select(runs.c.id).where(or_(runs.c.exit_code.is_(None), ~ended), later)).scalars())

    def last_complete(self, topic: str = "defence") -> Row[Any] | None:
        """Return the newest run that read all lists to their ends for a topic, or for all topics; None where there is none."""
        for row in self.store.execute(select(runs).where(runs.c.complete.is_(True)).order_by(runs.c.started_at.desc())):
            if json.loads(row.arguments).get("topic") in (topic, "all", None):
                return row
        return None

    def alike(self, arguments: Mapping[str, Any], *, since: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """Return start and summary of the newest runs that ended and had the same arguments, newest first."""
        statement = (
            select(runs.c.started_at, runs.c.summary)
            .where(runs.c.ended_at.is_not(None), runs.c.arguments == _dump(arguments), runs.c.started_at >= since)
            .order_by(runs.c.started_at.desc(), runs.c.id.desc())
            .limit(limit)
        )
        return [(row.started_at, json.loads(row.summary or "{}")) for row in self.store.execute(statement)]

    def last_begun(self) -> int | None:
        """Return when the newest run began, whatever became of it."""
        return self.store.execute(select(func.max(runs.c.started_at))).scalar()

    def broken_off(self) -> Sequence[Row[Any]]:
        """Return the runs that have not ended, newest first: but for one that is under way, their process died."""
        return self.store.execute(select(runs).where(runs.c.ended_at.is_(None)).order_by(runs.c.started_at.desc())).all()

    def last(self, count: int) -> Sequence[Row[Any]]:
        """Return the newest runs that ended, newest first."""
        newest_first = select(runs).where(runs.c.ended_at.is_not(None)).order_by(runs.c.started_at.desc(), runs.c.ended_at.desc())
        return self.store.execute(newest_first.limit(count)).all()


def _dump(arguments: Mapping[str, Any]) -> str:
    return json.dumps(arguments, ensure_ascii=False, sort_keys=True)
