"""What each run was asked for, when it ran and how it ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

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
            "arguments": json.dumps(arguments, ensure_ascii=False, sort_keys=True),
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

    def last_complete(self, topic: str = "defence") -> Row[Any] | None:
        """Return the newest run that read all lists to their ends for a topic, or for all topics; None where there is none."""
        for row in self.store.execute(select(runs).where(runs.c.complete.is_(True)).order_by(runs.c.started_at.desc())):
            if json.loads(row.arguments).get("topic") in (topic, "all", None):
                return row
        return None

    def complete_summaries(self, count: int) -> list[dict[str, Any]]:
        """Return what the newest complete runs counted, newest first."""
        statement = select(runs.c.summary).where(runs.c.complete.is_(True)).order_by(runs.c.started_at.desc()).limit(count)
        return [json.loads(summary) for summary in self.store.execute(statement).scalars() if summary]

    def broken_off(self) -> Sequence[Row[Any]]:
        """Return the runs that never ended: their process died."""
        return self.store.execute(select(runs).where(runs.c.ended_at.is_(None))).all()

    def last(self, count: int) -> Sequence[Row[Any]]:
        """Return the newest runs that ended, newest first."""
        return self.store.execute(select(runs).where(runs.c.ended_at.is_not(None)).order_by(runs.c.started_at.desc()).limit(count)).all()
