"""The vocabulary in which sites are described: addresses, lists, pages, failures.

Nothing here knows Scrapy, the store or the topic. A site module turns an address and the bytes that came from it
into one of these types; everything downstream works on the types alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SeedKind = Literal["feed", "section", "tag", "topic", "search", "front", "sitemap"]


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
    TOO_LARGE = "too-large"  # more bytes, tags or depth than any article or list has
    WRONG_ARTICLE = "wrong-article"  # the page is another article than the one asked for


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
class Listing:
    """A list, feed, tag, topic, search result or sitemap.

    ``next_url`` is the following page of the same list; ``lists`` are further lists that this one names
    (a menu's sections, a sitemap index's parts), ``changed`` the ISO dates of those that tell when they last changed.
    """

    url: str
    teasers: tuple[Teaser, ...] = ()
    next_url: str | None = None
    lists: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)
    unread: int = 0  # entries that looked like teasers but gave no usable address


@dataclass(frozen=True, slots=True)
class Seed:
    """A list to start from. ``javascript`` says that its teasers appear only in a browser."""

    url: str
    kind: SeedKind
    javascript: bool = False


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

    def paragraphs(self) -> list[str]:
        """Return the body's paragraphs without the images."""
        return [block for block in self.body if isinstance(block, str)]

    def images(self) -> list[Image]:
        """Return the body's images, in page order."""
        return [block for block in self.body if isinstance(block, Image)]


class Site(Protocol):
    """What a site module offers under the name ``SITE``, or several of them as ``SITES``.

    All functions are pure; ``body`` is the response's bytes as received (decompressed).
    """

    name: str
    hosts: tuple[str, ...]

    @property
    def expectations(self) -> Mapping[str, Any]:
        """What a run on the site should find: the table ``expectations`` of its data, see `crawler.expectations`."""
        ...

    def address(self, url: str) -> Address | None:
        """Take an article's address apart; None where the address is no article of this site."""
        ...

    def read_article(self, url: str, body: bytes, charset: str | None = None) -> Page | Failure:
        """Read an article's page. ``charset`` is what the HTTP header claims; it may lie."""
        ...

    def read_listing(self, url: str, body: bytes, charset: str | None = None) -> Listing | Failure:
        """Read a list page, a feed or a sitemap, told apart by address and content."""
        ...

    def seeds(self, sections: Sequence[str] | None = None) -> tuple[Seed, ...]:
        """Name the lists to start from; with ``sections`` only those sections and what belongs to them."""
        ...


@runtime_checkable
class Mirror(Site, Protocol):
    """A site that republishes another one's articles in many languages, each at an address made from the original's slug."""

    languages: tuple[str, ...]  # BCP 47, those tried one by one where nothing names an article's translations

    def translation(self, slug: str, language: str) -> Address:
        """Return the address at which the article with that slug stands in a language, if it does."""
        ...
