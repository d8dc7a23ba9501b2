"""From a refined page to a record: every field there, every date possible, nothing empty that must not be."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson
from pydantic import ValidationError
from w3lib.url import safe_url_string

from crawler.items import Article, ArticleImage, Provenance, RemovedPiece
from crawler.page import Failure, FailureKind
from crawler.reading.dates import VIETNAM

if TYPE_CHECKING:
    from crawler.items import Topic
    from crawler.page import Page
    from crawler.record.fetched import Fetched
    from crawler.record.joining import Story

# A page's clock may run ahead of ours by some hours, not by days.
_CLOCK_SKEW = timedelta(hours=12)
# What makes a new revision when it changes; how a page was fetched, cleaned or judged does not.
_CONTENT = (
    "url", "headline", "description", "body", "date_published", "date_modified", "authors", "agency", "section", "keywords", "images",
)  # fmt: skip


class UnusableError(Exception):
    """A page that was read but cannot become a record."""

    def __init__(self, kind: FailureKind, reason: str) -> None:
        super().__init__(reason)
        self.failure = Failure(kind, reason)


def article_of(page: Page, fetched: Fetched, story: Story, topic: Topic, parties: list[str]) -> Article:
    """Build the record. Raises UnusableError where a field cannot stand in the data set."""
    body = "\n\n".join(page.paragraphs())
    if not body:
        raise UnusableError(FailureKind.EMPTY_BODY, "no paragraph of the article is left")
    published, date_source = _published(page, fetched.fetched_at)
    try:
        article = Article(
            id=page.address.key,
            story_id=story.id,
            url=page.address.url,
            site=page.address.site,
            language=page.address.language,
            translation_of=story.original,
            headline=page.headline,
            description=page.description,
            body=body,
            date_published=published,
            date_modified=not_future(page.date_modified, fetched.fetched_at),
            date_source=date_source,
            authors=page.authors,
            agency=page.agency,
            publisher=page.publisher,
            section=page.section,
            keywords=page.keywords,
            images=[ArticleImage(url=_address(image.url), caption=image.caption, credit=image.credit) for image in page.images()],
            topic=topic,
            parties=parties,
            removed=[RemovedPiece(kind=piece.kind, text=piece.text) for piece in page.removed],
            provenance=Provenance(
                requested_url=fetched.requested_url,
                fetched_at=fetched.fetched_at,
                status=fetched.status,
                parser=page.parser,
                fallback=page.fallback,
                archive=None,
                content_hash="",
                revision=1,
                run_id=fetched.run_id,
            ),
        )
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise UnusableError(FailureKind.INVALID_RECORD, reason) from error
    article.provenance.content_hash = content_hash(article)
    return article


def content_hash(article: Article) -> str:
    """Return ``sha256:`` and the hash of what the article says, whoever fetched it and whenever."""
    content = article.model_dump(include=set(_CONTENT))
    return "sha256:" + hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def not_future(date: str | None, fetched_at: str) -> str | None:
    """Return an ISO date, or None where it lies after the fetch or is none: such a date is a mistake of the page's."""
    if date is None:
        return None
    try:
        when = datetime.fromisoformat(date)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=VIETNAM)
    return None if when > datetime.fromisoformat(fetched_at) + _CLOCK_SKEW else date


def _published(page: Page, fetched_at: str) -> tuple[str | None, str | None]:
    """Return the first of a page's dates that does not lie in the future, and where it was read."""
    for date, source in ((page.date_published, page.date_source), *page.other_dates):
        possible = not_future(date, fetched_at)
        if possible is not None:
            return possible, source
    return None, None


def _address(url: str | None) -> str | None:
    """Write a picture's address as browsers send it; one that is none does not cost the article."""
    if url is None:
        return None
    try:
        safe = safe_url_string(url)
    except ValueError:
        return None
    return safe if safe.startswith(("http://", "https://")) else None
