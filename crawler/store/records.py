"""The newest reading of each page, and what of it stands in the data set.

A reading is stored as its page alone would have it. What depends on other pages (the story's number, the original's address, a date taken
from the original, whether the story is on the subject) is joined when the files are written, so the order of reading changes nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from crawler.items import SCHEMA_VERSION
from crawler.store.schema import articles, published, stale_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Row

    from crawler.store.store import Store


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """The newest reading of one page. ``record`` is the record's JSON; ``story_id`` what the page itself could tell."""

    id: str
    story_id: str
    site: str
    language: str
    slug: str
    is_original: bool
    verdict: str
    date_published: str | None
    url: str
    content_hash: str
    record: bytes
    wanted: bool
    any_topic: bool
    date_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """Which version of a page is stored. ``any_topic``: a run with topic=all admitted it."""

    number: int
    content_hash: str
    any_topic: bool


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """A stored record that was judged again: its new JSON, of this schema version, and its new verdict."""

    id: str
    verdict: str
    record: bytes


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A record's line in the data set. ``month`` names its file, ``sort_key`` its place there."""

    id: str
    month: str
    sort_key: str
    line: bytes


class Records:
    """Readings and published lines. Writers run inside a transaction of the caller's."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, record_id: str) -> Row[Any] | None:
        """Return the stored reading of a page, or None."""
        return self.store.execute(_STORED, {"i": record_id}).first()

    def revision_of(self, record_id: str) -> Revision | None:
        """Return what is stored of a page, or None."""
        row = self.store.execute(_REVISION, {"i": record_id}).first()
        return None if row is None else Revision(row.revision, row.content_hash, row.any_topic)

    def keep(self, reading: StoredArticle, revision: int) -> None:
        """Store a reading in place of the older one. A record once admitted stays admitted."""
        values = {
            "id": reading.id, "story_id": reading.story_id, "site": reading.site, "language": reading.language, "slug": reading.slug,
            "is_original": reading.is_original, "verdict": reading.verdict, "date_published": reading.date_published,
            "date_modified": reading.date_modified, "url": reading.url,
            "content_hash": reading.content_hash, "record": reading.record, "record_version": SCHEMA_VERSION, "revision": revision,
            "dirty": True,
            "wanted": reading.wanted, "any_topic": reading.any_topic,
        }  # fmt: skip
        if revision > 1 and (old := self.get(reading.id)) is not None:
            values["wanted"] = reading.wanted or old.wanted
            values["any_topic"] = reading.any_topic or old.any_topic
            self.store.execute(update(articles).where(articles.c.id == reading.id).values(values))
        else:
            self.store.execute(insert(articles), values)

    def outdated(self, limit: int) -> Sequence[Row[Any]]:
        """Return up to ``limit`` readings whose record is of an earlier schema version."""
        return self.store.execute(select(articles).where(_OUTDATED).order_by(articles.c.id).limit(limit)).all()

    def count_outdated(self) -> int:
        """Return how many readings have a record of an earlier schema version."""
        return int(self.store.execute(select(func.count()).select_from(articles).where(_OUTDATED)).scalar_one())

    def bring_up(self, judged: Collection[JudgedRecord]) -> None:
        """Set readings' records of this schema version. They are considered for publication again; their revision stays."""
        if judged:
            rows = [{"i": one.id, "new_verdict": one.verdict, "new_record": one.record} for one in judged]
            self.store.execute(_BRING_UP, rows)

    def touch_stories(self, originals: Mapping[str, str]) -> None:
        """Have the translations of originals (id to slug) considered again: they take their story, verdict and date from them."""
        stories = [*originals, *(f"slug/{slug}" for slug in originals.values())]
        if stories:
            self.store.execute(_TOUCH, {"stories": stories})

    def drop(self, record_id: str) -> str | None:
        """Forget a reading, for example of an original that an edit took off the subject; return the month that its line leaves."""
        self.store.execute(delete(articles).where(articles.c.id == record_id))
        month = self.store.execute(select(published.c.month).where(published.c.id == record_id)).scalar()
        self.withdraw([record_id])
        return month

    def dirty(self, limit: int) -> Sequence[Row[Any]]:
        """Return up to ``limit`` readings that changed since they were last considered for publication."""
        return self.store.execute(select(articles).where(articles.c.dirty.is_(True)).order_by(articles.c.id).limit(limit)).all()

    def clean(self, ids: Collection[str]) -> None:
        """Mark readings as considered."""
        self.store.execute(update(articles).where(articles.c.id.in_(list(ids))).values(dirty=False))

    def reconsider_unadmitted(self, *, any_topic: bool) -> None:
        """Have readings considered again that no run admitted so far; with ``any_topic``, as being of any topic."""
        unadmitted = articles.c.any_topic.is_(False) if any_topic else articles.c.wanted.is_(False)
        self.store.execute(update(articles).where(unadmitted, articles.c.dirty.is_(False)).values(dirty=True))

    def reconsider_all(self) -> None:
        """Have all readings considered again."""
        self.store.execute(update(articles).values(dirty=True))

    def admit(self, record_id: str, *, any_topic: bool) -> None:
        """Note that a run's language and window admit a reading."""
        values = {"wanted": True, "any_topic": True} if any_topic else {"wanted": True}
        self.store.execute(update(articles).where(articles.c.id == record_id).values(values))

    def published_lines(self, ids: Collection[str]) -> dict[str, Row[Any]]:
        """Return the published lines of those records that have one, by id."""
        rows = self.store.execute(select(published).where(published.c.id.in_(list(ids))))
        return {row.id: row for row in rows}

    def publish(self, lines: Sequence[PublishedLine], run_id: str) -> None:
        """Set records' lines in the data set."""
        self.withdraw([line.id for line in lines])
        if lines:
            self.store.execute(insert(published), [{**asdict(line), "run_id": run_id} for line in lines])

    def withdraw(self, ids: Collection[str]) -> None:
        """Take records' lines out of the data set."""
        self.store.execute(delete(published).where(published.c.id.in_(list(ids))))

    def lines(self, *, month: str | None = None, run_id: str | None = None) -> Iterator[bytes]:
        """Yield lines in the files' order, without holding them all in memory."""
        statement = select(published.c.line)
        if month is not None:
            statement = statement.where(published.c.month == month)
        if run_id is not None:
            statement = statement.where(published.c.run_id == run_id)
        statement = statement.order_by(published.c.sort_key, published.c.id)
        for row in self.store.stream(statement, batch=200):
            yield row.line

    def newest_run(self) -> str | None:
        """Return the newest id that a line was published under; run ids sort by their start."""
        return self.store.execute(select(func.max(published.c.run_id))).scalar()

    def months(self) -> list[str]:
        """Return the months that have lines, ``undated`` among them."""
        return sorted(self.store.execute(select(published.c.month).distinct()).scalars())

    def mark_stale(self, paths: Collection[str]) -> None:
        """Note files that no longer show what the store says."""
        known = set(self.stale())
        fresh = [{"path": path} for path in sorted(set(paths) - known)]
        if fresh:
            self.store.execute(insert(stale_files), fresh)

    def stale(self) -> list[str]:
        """Return the files that wait to be written again."""
        return sorted(self.store.execute(select(stale_files.c.path)).scalars())

    def fresh(self, paths: Collection[str]) -> None:
        """Note that files were written."""
        self.store.execute(delete(stale_files).where(stale_files.c.path.in_(list(paths))))


_STORED = select(articles).where(articles.c.id == bindparam("i"))
_REVISION = select(articles.c.revision, articles.c.content_hash, articles.c.any_topic).where(articles.c.id == bindparam("i"))
_OUTDATED = articles.c.record_version < SCHEMA_VERSION
_BRING_UP = (
    update(articles)
    .where(articles.c.id == bindparam("i"))
    .values(verdict=bindparam("new_verdict"), record=bindparam("new_record"), record_version=SCHEMA_VERSION, dirty=True)
)
_TOUCH = (
    update(articles)
    .where(articles.c.story_id.in_(bindparam("stories", expanding=True)), articles.c.dirty.is_(False))
    .values(dirty=True)
)
