"""One story across its languages: which original a mirror page belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from crawler.items import Original
from crawler.pipelines.draft import Draft, Unusable
from crawler.sites import ORIGINAL_SITES, address
from crawler.sites.site import FailureKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy.crawler import Crawler

    from crawler.sites.site import Address, Page


@dataclass(frozen=True, slots=True)
class Owner:
    """An original that has a mirror page's slug."""

    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """``rule`` says how the original was found: counted, and shown by ``scrapy inspect``."""

    id: str
    original: Original | None
    rule: str


def join_story(page: Page, owners: Callable[[str], Sequence[Owner]], asked_for: str | None = None) -> Story | None:
    """Say which story a page tells; None where nothing ties a mirror page to this paper.

    ``owners`` gives the known originals with a slug; ``asked_for`` is the original from whose slug the page's address was built.
    The source line is the exact join. Where it names an article with another slug than the page's own, which the mirror never does,
    it is a stray line of another article, and what is known of the page's slug goes before it.
    """
    if page.address.site in ORIGINAL_SITES:
        return Story(page.address.key, None, "self")
    source = address(page.source_url) if page.source_url else None
    if source is not None and _same_slug(page.address.slug, source.slug):
        return _named(source, "source-line")
    same_slug = owners(page.address.slug)
    known = {owner.key: owner for owner in same_slug}
    if source is not None and not known:
        return _named(source, "source-line-other-slug")
    if len(known) == 1:
        owner = same_slug[0]
        return Story(owner.key, Original(url=owner.url, id=owner.key), "slug" if source is None else "slug-not-source-line")
    if asked_for is not None or page.publisher is not None or known:
        return Story(f"slug/{page.address.slug}", None, "ambiguous-slug" if known else "unknown-original")
    return None


class JoinStory:
    """Fills in ``story_id`` and ``original``. Counts ``join/<rule>``."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the spider's run as the place to look originals up."""
        return cls(crawler)

    def process_item(self, item: Draft) -> Draft:
        """Join a draft, or find it unusable."""
        spider: Any = self.crawler.spider
        row = spider.in_flight.get(item.page.address.key)
        story = join_story(item.page, self._owners, row.story_hint if row is not None else None)
        if story is None:
            kind, reason = FailureKind.NO_SOURCE.value, "it names neither a source nor a publisher, and no original has its slug"
            raise Unusable(kind, reason)
        self.crawler.stats.inc_value(f"join/{story.rule}")
        item.story_id, item.original = story.id, story.original
        return item

    def _owners(self, slug: str) -> list[Owner]:
        spider: Any = self.crawler.spider
        return [Owner(row.key, row.url) for row in spider.run.frontier.slug_owners(slug, ORIGINAL_SITES)]


def _named(source: Address, rule: str) -> Story:
    return Story(source.key, Original(url=source.url, id=source.key), rule)


def _same_slug(mirror: str, original: str) -> bool:
    # A collision suffix (-2) or, in old links, the paper's name may follow.
    return mirror == original or mirror.startswith(f"{original}-")
