"""The road from bytes to record, in the order of its steps: read, refine, join, judge, validate.

Nothing here knows Scrapy, the store or the network. What only the store can tell (which originals have a slug) is asked through a function.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.cleaning.refine import refine
from crawler.page import Failure, FailureKind, Listing
from crawler.reading.stand_in import stand_in
from crawler.record.figures import PageFigures
from crawler.record.joining import Story, join_story
from crawler.record.judging import judge_page
from crawler.record.sameness import unidentified
from crawler.record.validation import UnusableError, article_of
from crawler.sites import ORIGINAL_SITES, site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.items import Article
    from crawler.page import Page
    from crawler.record.fetched import Fetched
    from crawler.record.joining import Owner


@dataclass(slots=True)
class Reading:
    """What became of a page: an ``article``, or a ``failure`` with its kind and reason.

    ``page`` is the page as refined, ``figures`` what its reader found; both are there as soon as a reader made an article of it. ``rules``
    says for each field which rule read it; ``reasons`` what moved the score, and by how much; ``counts`` is what the steps did, by the
    names of docs/counters.md.
    """

    article: Article | None = None
    failure: Failure | None = None
    page: Page | None = None
    figures: PageFigures | None = None
    rules: dict[str, str] = field(default_factory=dict)
    reasons: list[tuple[str, float]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        """Whether nothing about the page is amiss, so that it need not come again before it has changed."""
        if self.article is None or self.figures is None:
            return False
        dateless = self.article.date_published is None and self.article.site in ORIGINAL_SITES
        return self.figures.unreadable == 0 and not self.figures.fallback and not dateless


def _none_known(_slug: str) -> Sequence[Owner]:
    return ()


def read_article(
    fetched: Fetched, *, originals: Callable[[str], Sequence[Owner]] | None = None, built_from: str | None = None
) -> Reading:
    """Read an article's page.

    ``originals`` gives the known originals with a slug; where nobody knows any, a mirror page is taken for this paper's. ``built_from`` is
    the original from whose slug a mirror page's address was built.
    """
    site = site_of(fetched.url)
    if site is None:
        return _failed(FailureKind.NOT_ARTICLE, "the address is on no site that this crawler knows")
    page = site.read_article(fetched.url, fetched.body, fetched.charset)
    if isinstance(page, Failure):
        return Reading(failure=page)
    asked = site.address(fetched.requested_url)
    if asked is not None and page.address.key != asked.key:
        return _failed(FailureKind.WRONG_ARTICLE, f"the page is {page.address.key}")
    return _record_of(page, fetched, originals, built_from)


def read_listing(url: str, body: bytes, charset: str | None) -> Listing | Failure:
    """Read a list page, a feed or a sitemap."""
    site = site_of(url)
    if site is None:
        return Failure(FailureKind.NOT_ARTICLE, "the address is on no site that this crawler knows")
    return site.read_listing(url, body, charset)


def _record_of(
    page: Page, fetched: Fetched, originals: Callable[[str], Sequence[Owner]] | None, built_from: str | None
) -> Reading:
    instead = stand_in(page.headline, page.paragraphs()) or unidentified(page, fetched, built=built_from is not None)
    if instead is not None:
        return Reading(failure=instead, rules=page.rules)
    reading = Reading(page=page, figures=PageFigures.of(page), rules=page.rules)
    reading.counts.update(refine(page))
    story = join_story(page, originals or _none_known, built_from)
    if story is None and originals is None:
        story = Story(f"slug/{page.address.slug}", None, "unknown-original")
    if story is None:
        reading.failure = Failure(FailureKind.NO_SOURCE, "it names neither a source nor a publisher, and no original has its slug")
        return reading
    reading.counts[f"join/{story.rule}"] += 1
    reading.rules["story_id"] = story.rule
    topic, parties, reading.reasons = judge_page(page)
    reading.counts[f"topic/{topic.verdict}"] += 1
    try:
        reading.article = article_of(page, fetched, story, topic, parties)
    except UnusableError as error:
        reading.failure = error.failure
        return reading
    reading.counts.update(_doubts(page, reading.article))
    return reading


def _doubts(page: Page, article: Article) -> Counter[str]:
    """Count what a record lacks."""
    doubts: Counter[str] = Counter()
    if page.date_published and article.date_published != page.date_published:
        doubts["validate/future_date"] += 1
    if "language" in page.rules:
        doubts[f"language/unlisted/{article.language}"] += 1
    if article.date_published is None:
        doubts["validate/undated"] += 1
    if article.provenance.fallback:
        doubts["validate/fallback"] += 1
    return doubts


def _failed(kind: FailureKind, reason: str) -> Reading:
    return Reading(failure=Failure(kind, reason))
