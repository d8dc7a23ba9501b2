"""The data set's files, written from the store: months, the run's file, manifest and schema.

Publication has two steps, each safe to die in. First the changed readings are joined and their lines set in the store, together with a note
of the files that are stale by that. Then each stale file is written and its note taken away.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from crawler.dataset.files import Written, describe, write_bytes, write_lines
from crawler.dataset.months import month_of, month_path
from crawler.items import SCHEMA_VERSION, Article
from crawler.record.story import is_published, joined
from crawler.store.records import PublishedLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Row

    from crawler.items import OriginalFacts
    from crawler.store.records import Records
    from crawler.store.store import Store
    from crawler.store.stories import Stories

    Admits = Callable[[Row[Any], OriginalFacts | None], bool]

logger = logging.getLogger(__name__)

_BATCH = 500


@dataclass(slots=True)
class Published:
    """What a publication changed in the data set, in records."""

    added: int = 0
    changed: int = 0
    withdrawn: int = 0


class Publisher:
    """Writes one output directory from one store."""

    def __init__(self, store: Store, records: Records, stories: Stories, root: Path, run_id: str) -> None:
        self.store = store
        self.records = records
        self.stories = stories
        self.root = root
        self.run_id = run_id

    def publish(self, admits: Admits | None = None, *, any_topic: bool = False) -> Published:
        """Bring the data set up to what the store holds.

        ``admits`` says whether this run's languages and window admit a reading that no run admitted before.
        Raises StoreError and OSError; what was published before stays whole.
        """
        result = Published()
        if admits is not None:
            with self.store.transaction():
                self.records.reconsider_unadmitted(any_topic=any_topic)
        while self._publish_batch(admits, any_topic, result):
            pass
        return result

    def write_files(self, written_at: str) -> list[Written]:
        """Write every stale file, this run's file, the schema and the manifest. ``written_at`` is ISO 8601."""
        with self.store.transaction():
            self.records.mark_stale([_run_path(self.run_id)])
        written: dict[str, Written] = {}
        stale = self.records.stale()
        for path in stale:
            written_file = self._write(path)
            if written_file is not None:
                written[path] = written_file
        write_bytes(self.root / "article.schema.json", schema_json())
        files = self._write_manifest(written, written_at)
        # Only now: a file that was written but not yet listed is written again, whatever its size.
        with self.store.transaction():
            self.records.fresh(stale)
        return files

    def rewrite_everything(self, written_at: str) -> list[Written]:
        """Write all files again, whatever their state."""
        with self.store.transaction():
            self.records.reconsider_all()
        self.publish()
        with self.store.transaction():
            self.records.mark_stale([month_path(month) for month in self.records.months()])
        return self.write_files(written_at)

    def _publish_batch(self, admits: Admits | None, any_topic: bool, result: Published) -> bool:  # noqa: FBT001
        with self.store.transaction():
            batch = self.records.dirty(_BATCH)
            before = self.records.published_lines([reading.id for reading in batch])
            lines: list[PublishedLine] = []
            withdrawn: list[str] = []
            stale: set[str] = set()
            for reading in batch:
                old = before.get(reading.id)
                line = self._line(reading, admits, any_topic)
                if line is None and old is not None:
                    withdrawn.append(reading.id)
                    stale.add(month_path(old.month))
                elif line is not None and (old is None or old.line != line.line):
                    lines.append(line)
                    stale.update(month_path(month) for month in (line.month, old.month if old is not None else line.month))
                    result.added += old is None
                    result.changed += old is not None
            if lines:
                stale.add(_run_path(self.run_id))  # should this run die before its file is written, the next one writes it
            self.records.publish(lines, self.run_id)
            self.records.withdraw(withdrawn)
            self.records.mark_stale(stale)
            self.records.clean([reading.id for reading in batch])
        result.withdrawn += len(withdrawn)
        return len(batch) == _BATCH

    def _line(self, reading: Row[Any], admits: Admits | None, any_topic: bool) -> PublishedLine | None:  # noqa: FBT001
        """Return a reading's line in the data set, or None where it is not for the data set."""
        original = None if reading.is_original else self.stories.original_of(reading.story_id)
        wanted, all_topics = reading.wanted, reading.any_topic
        if admits is not None and (not wanted or (any_topic and not all_topics)) and admits(reading, original):
            wanted, all_topics = True, all_topics or any_topic
            self.records.admit(reading.id, any_topic=any_topic)
        if not is_published(reading.verdict, original, wanted=wanted, any_topic=all_topics):
            return None
        record = joined(orjson.loads(reading.record), original)
        return PublishedLine(reading.id, month_of(record), record["date_published"] or "", orjson.dumps(record))

    def in_data_set(self, record_id: str, admits: Admits, *, any_topic: bool) -> dict[str, Any] | None:
        """Return a stored reading's record as the data set has it, or None where it is not for the data set."""
        reading = self.records.get(record_id)
        if reading is None:
            return None
        original = None if reading.is_original else self.stories.original_of(reading.story_id)
        wanted = reading.wanted or admits(reading, original)
        if not is_published(reading.verdict, original, wanted=wanted, any_topic=reading.any_topic or any_topic):
            return None
        return joined(orjson.loads(reading.record), original)

    def _write(self, path: str) -> Written | None:
        folder, name = path.split("/")
        stem = name.removesuffix(".jsonl")
        lines = self.records.lines(month=stem) if folder == "articles" else self.records.lines(run_id=stem)
        written = write_lines(self.root, path, lines)
        if folder == "articles" and written.lines == 0:
            (self.root / path).unlink()
            return None
        return written

    def _write_manifest(self, written: dict[str, Written], written_at: str) -> list[Written]:
        listed = _listed_before(self.root / "manifest.json")
        files = []
        for folder in ("articles", "runs"):
            for file in sorted((self.root / folder).glob("*.jsonl")):
                path = f"{folder}/{file.name}"
                known = written.get(path) or listed.get(path)
                unchanged = known is not None and known.bytes == file.stat().st_size
                files.append(known if known is not None and unchanged else describe(self.root, path))
        manifest = {
            "schema_version": SCHEMA_VERSION,
            "run_id": self.run_id,
            "written_at": written_at,
            "files": [asdict(file) for file in files],
        }
        write_bytes(self.root / "manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        return files


def schema_json() -> bytes:
    """Return the JSON Schema (2020-12) of a line, made from the item class."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article",
        **Article.model_json_schema(mode="serialization"),
    }
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _listed_before(path: Path) -> dict[str, Written]:
    try:
        manifest = orjson.loads(path.read_bytes())
        return {entry["path"]: Written(**entry) for entry in manifest["files"]}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError):
        logger.warning("manifest.json was not readable; every file is measured again")
        return {}


def _run_path(run_id: str) -> str:
    return f"runs/{run_id}.jsonl"
