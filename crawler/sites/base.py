"""What a site offers, and the guards that every site's pages pass before they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.page import Address, Failure, Listing, Page

SeedKind = Literal["feed", "section", "tag", "topic", "search", "front", "sitemap"]


@dataclass(frozen=True, slots=True)
class Seed:
    """A list to start from. ``javascript`` says that its teasers appear only in a browser."""

    url: str
    kind: SeedKind
    javascript: bool = False


class Site(Protocol):
    """What a site module offers under the name ``SITE``, or several of them as ``SITES``.

    All functions are pure; ``body`` is the response's bytes as received (decompressed).
    """

    name: str
    hosts: tuple[str, ...]

    @property
    def expectations(self) -> Mapping[str, Any]:
        """What a run on the site should find: the table ``expectations`` of its data, see `crawler.run.expectations`."""
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
