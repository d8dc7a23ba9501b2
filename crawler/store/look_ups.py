"""Which originals are looked for on which mirror, and what asking for addresses that were only built gave so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, or_, select, update

from crawler.store.frontier import State
from crawler.store.schema import articles, look_ups, pages, yields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from crawler.store.store import Store


@dataclass(frozen=True, slots=True)
class LookUp:
    """An original that is looked for on a mirror. ``published`` is its ISO date, ``step`` how often it was looked for so far."""

    story_id: str
    mirror: str
    slug: str
    published: str | None
    step: int = 0


@dataclass(frozen=True, slots=True)
class Yield:
    """How many built addresses were asked for, and at how many stood what was looked for."""

    asked: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Languages:
    """In how many stories each language was ``found``, and of how many is known whether they have it.

    ``telling`` stories show all their languages; of the others is known what was found or asked for in vain, ``more`` by language.
    """

    telling: int
    found: Counter[str]
    more: Counter[str]


class LookUps:
    """The tables of look-ups and yields. Writers run inside a transaction of the caller's."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def begin(self, new: LookUp, now: int) -> bool:
        """Have an original looked for, unless it is or was; say whether it is new."""
        known = self.store.execute(select(look_ups.c.step).where(_is(new))).first()
        if known is None:
            row = {"story_id": new.story_id, "mirror": new.mirror, "slug": new.slug, "published": new.published, "step": 0, "due_at": now}
            self.store.execute(insert(look_ups), row)
        return known is None

    def due(self, now: int) -> Sequence[LookUp]:
        """Return the look-ups whose time has come, the newest originals first."""
        columns = (look_ups.c.story_id, look_ups.c.mirror, look_ups.c.slug, look_ups.c.published, look_ups.c.step)
        rows = self.store.execute(
            select(*columns).where(look_ups.c.due_at <= now).order_by(look_ups.c.published.desc(), look_ups.c.story_id)
        )
        return [LookUp(row.story_id, row.mirror, row.slug, row.published, row.step) for row in rows]

    def rest(self, one: LookUp, due_at: int | None, languages: str | None) -> None:
        """Leave a look-up until ``due_at``, or for good. ``languages`` are the only ones that were wanted, None where all were."""
        values = {"step": one.step + 1, "due_at": due_at, "languages": languages}
        self.store.execute(update(look_ups).where(_is(one)).values(values))

    def reopen(self, languages: str | None, now: int) -> None:
        """Look again for those that were looked for in other languages only."""
        narrow = look_ups.c.languages.is_not(None)
        others = narrow if languages is None else and_(narrow, look_ups.c.languages != languages)
        self.store.execute(update(look_ups).where(others).values(due_at=now, step=0, languages=None))

    def stories(self, mirror: str) -> int:
        """Return how many originals were looked for on a mirror, found or not."""
        return int(self.store.execute(select(func.count()).select_from(look_ups).where(look_ups.c.mirror == mirror)).scalar_one())

    # Yields

    def yields(self, mirror: str) -> dict[tuple[str, str], Yield]:
        """Return what asking a mirror gave, by what was known and by language."""
        rows = self.store.execute(select(yields).where(yields.c.mirror == mirror))
        return {(row.known, row.language): Yield(row.asked, row.found) for row in rows}

    def count(self, mirror: str, known: str, language: str, *, asked: int = 0, found: int = 0) -> None:
        """Add to what asking a mirror gave."""
        key = (yields.c.mirror == mirror) & (yields.c.known == known) & (yields.c.language == language)
        changed = self.store.execute(update(yields).where(key).values(asked=yields.c.asked + asked, found=yields.c.found + found))
        if not changed.rowcount:
            row = {"mirror": mirror, "known": known, "language": language, "asked": asked, "found": found}
            self.store.execute(insert(yields), row)

    def languages(self, mirror: str, origin_language: str) -> Languages:
        """Return what the stories of a mirror that were read tell of its languages."""
        read = select(articles.c.slug).where(articles.c.site == mirror)
        # By a page that names all, or by lists, which show a story's translations together.
        shown = or_(pages.c.names_all, and_(pages.c.language != origin_language, pages.c.story_hint.is_(None)))
        telling = select(pages.c.slug).where(pages.c.site == mirror, shown, pages.c.slug.in_(read))
        missed = and_(pages.c.site == mirror, pages.c.state == State.ABSENT.value, pages.c.slug.in_(read), pages.c.slug.not_in(telling))
        found = articles.c.site == mirror
        return Languages(
            telling=int(self.store.execute(select(func.count(pages.c.slug.distinct())).where(pages.c.slug.in_(telling))).scalar_one()),
            found=self._by_language(articles.c.language, found),
            more=self._by_language(articles.c.language, and_(found, articles.c.slug.not_in(telling)))
            + self._by_language(pages.c.language, missed),
        )

    def _by_language(self, language: ColumnElement[str], condition: ColumnElement[bool]) -> Counter[str]:
        rows = self.store.execute(select(language.label("language"), func.count().label("stories")).where(condition).group_by(language))
        return Counter({row.language: int(row.stories) for row in rows})


def _is(one: LookUp) -> ColumnElement[bool]:
    return and_(look_ups.c.story_id == one.story_id, look_ups.c.mirror == one.mirror)
