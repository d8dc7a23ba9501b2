"""From an address and bytes to a record, without Scrapy and without the store: what ``scrapy inspect`` shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from crawler.pipelines.draft import Draft, Fetch, Unusable
from crawler.pipelines.join_story import Story, join_story
from crawler.pipelines.judge_topic import judge_topic
from crawler.pipelines.refine import refine
from crawler.pipelines.validate import article_of
from crawler.sites import site_of
from crawler.sites.site import Failure, FailureKind, Listing

if TYPE_CHECKING:
    from crawler.items import Article
    from crawler.sites.site import Page

PageKind = Literal["article", "listing", "not-article", "challenge", "unknown"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page turned out to be. ``reason`` is in words; ``counts`` is what the text verbs did."""

    kind: PageKind
    reason: str
    article: Article | None = None
    page: Page | None = None
    listing: Listing | None = None
    rules: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def read(url: str, body: bytes, charset: str | None, *, status: int, fetched_at: str) -> Reading:
    """Read a page as the crawl would, but for what only the store knows. ``fetched_at`` is ISO 8601."""
    site = site_of(url)
    if site is None:
        return Reading("unknown", "the address is on no site that this crawler knows")
    if site.address(url) is not None:
        page = site.read_article(url, body, charset)
        if not isinstance(page, Failure):
            return _article(url, page, status=status, fetched_at=fetched_at)
        return Reading(_kind(page), f"{page.kind.value}: {page.reason}")
    listing = site.read_listing(url, body, charset)
    if isinstance(listing, Failure):
        return Reading(_kind(listing), f"{listing.kind.value}: {listing.reason}")
    return Reading("listing", f"{len(listing.teasers)} articles", listing=listing)


def _kind(failure: Failure) -> PageKind:
    if failure.kind is FailureKind.CHALLENGE:
        return "challenge"
    if failure.kind in {FailureKind.LAYOUT_CHANGED, FailureKind.TRUNCATED, FailureKind.BAD_ENCODING}:
        return "unknown"
    return "not-article"


def _article(url: str, page: Page, *, status: int, fetched_at: str) -> Reading:
    counts = refine(page)
    story = join_story(page, lambda _slug: []) or Story(f"slug/{page.address.slug}", None, "unknown-original")
    draft = Draft(page, Fetch(page.address.url, fetched_at, status, run_id="inspect"), story.id, story.original)
    draft.topic, draft.parties = judge_topic(page)
    rules = {**page.rules, "story_id": story.rule}
    try:
        article = article_of(draft)
    except Unusable as error:
        return Reading("unknown", f"{error.kind}: {error}", page=page, rules=rules, counts=counts)
    how = "by the fallback reader" if page.fallback else f"by {page.parser}"
    return Reading("article", f"read {how} from {url}", article=article, page=page, rules=rules, counts=counts)
