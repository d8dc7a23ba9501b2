"""The types that all rooms speak: addresses, lists, pages, failures. Nothing here knows Scrapy, the store, a site or the topic."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping



class FailureKind(StrEnum):
    """Why a page could not be read. Each is counted under ``failure/<kind>``."""

    CHALLENGE = "challenge"  # a bot check instead of the page, whatever its status
    EMPTY = "empty"  # no bytes, or no text at all
    NOT_ARTICLE = "not-article"  # a page of another sort: a list, a gallery, an error text
    LAYOUT_CHANGED = "layout-changed"  # an article's address, but a field that must be there is not
    TRUNCATED = "truncated"  # the markup stops before the article's end
    NOT_FEED = "not-feed"  # HTML or rubbish where RSS or a sitemap was asked for
    BAD_XML = "bad-xml"  # a feed or sitemap that cannot be parsed
    FOREIGN_SOURCE = "foreign-source"  # a mirror page whose source is another newspaper
    NO_SOURCE = "no-source"  # a mirror page that names no source, and no publisher of ours either
    BAD_ENCODING = "bad-encoding"  # so many bytes that no encoding makes letters of that the text cannot be read
    TOO_LARGE = "too-large"  # more bytes, tags or depth than any article or list has
    REMOVED = "removed"  # the site's own notice that the article was taken down, in the article's place
    NOT_TEXT = "not-text"  # an article's page that holds a film, a player or pictures, and no text
    WRONG_ARTICLE = "wrong-article"  # the page is another article than the one asked for
    CONSENT = "consent"  # a wall that asks for consent instead of the page
    CLOSED = "closed"  # a notice that the site is closed for a while, in an answer that says 200
    SOFT_404 = "soft-404"  # a notice that there is nothing, in an answer that says 200
    UNIDENTIFIED = "unidentified"  # a short text that nothing ties to the address asked for
    EMPTY_BODY = "empty-body"  # an article of which no paragraph is left once it is cleaned
    INVALID_RECORD = "invalid-record"  # a field that cannot stand in the data set


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be read, and why, in words for a person."""

    kind: FailureKind
    reason: str


@dataclass(frozen=True, slots=True)
class Address:
    """An article's address, taken apart.

    ``key`` is the record's id (``baoquocte.vn/286044``, ``vietnam.vn/zh-cn/<slug>``); ``url`` the canonical address;
    ``language`` BCP 47 in its usual case; ``slug`` without the number; ``number`` is None on the mirrors.
    """

    key: str
    url: str
    site: str
    language: str
    slug: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Teaser:
    """One article as a list shows it. ``date`` is ISO 8601 (with offset, or a date alone), in Vietnam time."""

    address: Address
    headline: str | None = None
    description: str | None = None
    date: str | None = None
    date_source: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry of a list that gave no article: its address, or else its title (one line), and why, in words for a person."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, feed, tag, topic, search result or sitemap.

    ``next_url`` is the following page of the same list; ``lists`` are further lists that this one names
    (a menu's sections, a sitemap index's parts), ``changed`` the ISO dates of those that tell when they last changed, ``days`` those of
    the days whose articles a list holds.
    """

    url: str
    teasers: tuple[Teaser, ...] = ()
    next_url: str | None = None
    lists: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()  # entries that looked like teasers but gave no usable address


@dataclass(slots=True)
class Image:
    """``url`` is absolute, or None when only a caption is left of it. ``credit`` is a photo's credit without its label."""

    url: str | None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece that was taken out of a page's text. The text is as it stood on the page."""

    kind: str
    text: str


@dataclass(slots=True)
class Page:
    """An article as its page shows it: the readers make it, the pipelines refine it in place.

    ``body`` holds, in page order, paragraphs (str, one paragraph each, no line breaks) and images. Straight from a mirror's reader it
    still has ad slots, caption cells and other damage in it. ``rules`` says for each field which rule read it.
    ``origin_language`` (BCP 47) is the originals' on a page of a mirror, and None on a newspaper's own.
    ``source_url`` is the original's address on a mirror page; ``translations`` maps BCP 47 languages to addresses (hreflang).
    ``other_dates`` are further dates of publication that the page gives, each with its source, for where the first cannot be.
    """

    address: Address
    parser: str
    headline: str
    description: str | None = None
    body: list[str | Image] = field(default_factory=list)
    date_published: str | None = None
    date_modified: str | None = None
    date_source: str | None = None
    other_dates: list[tuple[str, str]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    agency: str | None = None
    publisher: str | None = None
    section: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    source_url: str | None = None
    translations: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    fallback: bool = False
    origin_language: str | None = None

    def is_translation(self) -> bool:
        """Whether the page is in another language than its original. Its slug is then the original's title, not its own."""
        return self.origin_language is not None and _primary(self.address.language) != _primary(self.origin_language)

    def paragraphs(self) -> list[str]:
        """Return the body's paragraphs without the images."""
        return [block for block in self.body if isinstance(block, str)]

    def images(self) -> list[Image]:
        """Return the body's images, in page order."""
        return [block for block in self.body if isinstance(block, Image)]


def _primary(language: str) -> str:
    """The language of a BCP 47 tag, without script and region."""
    return language.split("-", 1)[0].lower()
