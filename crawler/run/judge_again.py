"""Records of an earlier schema version become records of this one: judged again, from the texts that the store has.

Nothing is asked for. It is done before a run or an export touches a record, batch by batch, so that one that is killed goes on where it
ended. The site changed nothing, so revisions and hashes stay; the lines change, and the run's file lists them.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import orjson

from crawler.record.judging import judge_again
from crawler.store.records import JudgedRecord
from crawler.store.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row

    from crawler.store.frontier import Frontier
    from crawler.store.records import Records
    from crawler.store.store import Store

_BATCH = 200
_SECONDS_BETWEEN_LINES = 5.0


def judge_stored_again(store: Store, records: Records, frontier: Frontier, say: Callable[[str], None]) -> None:
    """Bring every stored record up to this schema version; ``say`` gets the lines of progress.

    Raises StoreError where the store cannot be written, or holds a record that cannot be read.
    """
    total = records.count_outdated()
    if not total:
        return
    say(f"{total} stored records of an earlier version are judged again; nothing is asked for.")
    changes: Counter[str] = Counter()
    done, said_at = 0, time.monotonic()
    while batch := records.outdated(_BATCH):
        judged = [_judged(row) for row in batch]
        changed = {new.id: new.verdict for new, old in zip(judged, batch, strict=True) if new.verdict != old.verdict}
        with store.transaction():
            records.bring_up(judged)
            frontier.judged(changed)
        changes.update(f"{old.verdict} to {changed[old.id]}" for old in batch if old.id in changed)
        done += len(batch)
        if time.monotonic() - said_at >= _SECONDS_BETWEEN_LINES:
            said_at = time.monotonic()
            say(f"Judged again: {done} of {total} stored records.")
    told = ", ".join(f"{how} {count}" for how, count in sorted(changes.items())) or "none"
    say(f"Judged again: all {done} stored records. Verdicts that changed: {told}.")


def _judged(row: Row[Any]) -> JudgedRecord:
    try:
        article = judge_again(orjson.loads(row.record), row.slug)
    except (ValueError, KeyError, TypeError) as error:
        message = f"the stored record {row.id} cannot be read: {type(error).__name__}"
        raise StoreError(message) from error
    return JudgedRecord(article.id, article.topic.verdict, article.model_dump_json().encode())
