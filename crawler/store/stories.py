"""Whose story a page tells, as far as the store knows: the originals by their slug, and what is known of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from crawler.items import OriginalFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from crawler.store.frontier import Frontier
    from crawler.store.records import Records

# A story whose original's number is not known yet is named by its slug.
_SLUG_STORY = "slug/"


class Stories:
    """Looks originals up. ``original_sites`` are the sites whose articles translations are made from."""

    def __init__(self, frontier: Frontier, records: Records, original_sites: tuple[str, ...]) -> None:
        self.frontier = frontier
        self.records = records
        self.original_sites = original_sites

    def originals(self, slug: str) -> Sequence[Row[Any]]:
        """Return the pages of original articles that have this slug."""
        return self.frontier.slug_owners(slug, self.original_sites)

    def original_of(self, story_id: str) -> OriginalFacts | None:
        """Return what is known of a story's original; one named by its slug is found where a single original has that slug."""
        if story_id.startswith(_SLUG_STORY):
            owners = self.originals(story_id.removeprefix(_SLUG_STORY))
            if len(owners) != 1:
                return None
            story_id = owners[0].key
        page = self.frontier.known([story_id]).get(story_id)
        if page is None:
            return None
        article = self.records.get(story_id)
        return OriginalFacts(
            id=story_id,
            url=article.url if article is not None else page.url,
            verdict=page.verdict,
            date_published=article.date_published if article is not None else page.published,
            date_modified=article.date_modified if article is not None else None,
            parties=tuple(orjson.loads(article.record)["parties"]) if article is not None else None,
        )
