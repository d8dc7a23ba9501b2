"""baoquocte.vn and en.baoquocte.vn: the two editions of Báo Thế giới và Việt Nam, one MasterCMS under two hosts.

What the pages look like is data (``baoquocte.toml``); the readers ask for it generation by generation, because old articles are served in
today's chrome with their old bodies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, urlsplit

from crawler.sites.baoquocte.article import MasterCmsReader
from crawler.sites.baoquocte.data import DATA, EDITIONS, PATHS, Edition
from crawler.sites.baoquocte.lists import ListReader, read_feed_list
from crawler.sites.base import Seed, read_guarded, read_list_guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crawler.page import Failure, Listing, Page
    from crawler.sites.base import SeedKind


class BaoQuocTe(Edition):
    """What one edition offers as a site."""

    __slots__ = ()

    expectations: ClassVar[Mapping[str, Any]] = DATA["expectations"]

    def seeds(self, sections: Sequence[str] | None = None) -> tuple[Seed, ...]:
        """Name the lists to start from; ``sections`` narrows it to those sections, their parts and their feeds.

        A section that no edition is known to have is asked for in both; one that only the other has is not.
        """
        own: list[str] = self.data["sections"]
        if sections is not None:
            elsewhere = {section for edition in EDITIONS if edition.name != self.name for section in edition.data["sections"]} - set(own)
            wanted = [section.strip("/") for section in sections if section.strip("/") and section.strip("/") not in elsewhere]
            parts = [section for section in own if any(section.startswith(f"{name}/") for name in wanted)]
            return (*self._seeds("feed", "section", wanted), *self._seeds("section", "section", dict.fromkeys([*wanted, *parts])))
        return (
            *self._seeds("feed", "section", self.data["feeds"]),
            *(Seed(f"https://{self.hosts[0]}{path}", "front") for path in self.data["front"]),
            *self._seeds("section", "section", own),
            *self._seeds("topic", "topic", self.data["topics"]),
            *self._seeds("tag", "tag", self.data["tags"]),
            *self._seeds("search", "query", map(quote, self.data["searches"])),
            *(Seed(f"https://{self.hosts[0]}{path}", "sitemap") for path in self.data["sitemaps"]),
        )

    def day_list(self, day: str) -> str | None:
        """Return the address of the list of all that was published on a day (ISO date); None where the edition has no such list."""
        section = self.data.get("everything")
        return f"https://{self.hosts[0]}{PATHS['day'].format(section=section, day=day)}" if section else None

    def read_article(self, url: str, body: bytes, charset: str | None = None) -> Page | Failure:
        """Read an article's page, or its print view."""
        return read_guarded(body, charset, lambda decoded, tree: MasterCmsReader(self, url, decoded.text, tree).read())

    def read_listing(self, url: str, body: bytes, charset: str | None = None) -> Listing | Failure:
        """Read a list page, a feed or a sitemap."""
        path = urlsplit(url).path
        return read_list_guarded(
            body,
            charset,
            lambda decoded, tree: ListReader(self, url, decoded.text, tree).read(),
            lambda: read_feed_list(url, body, charset),
            feed=path.startswith("/rss_feed") or path.endswith((".xml", ".xml.gz")),
        )

    def _seeds(self, kind: SeedKind, part: str, names: Iterable[str]) -> Iterator[Seed]:
        return (Seed(f"https://{self.hosts[0]}{PATHS[kind].format(**{part: name})}", kind) for name in names)


SITES: tuple[BaoQuocTe, ...] = tuple(
    BaoQuocTe(edition.name, edition.hosts, edition.language, edition.publisher, edition.data) for edition in EDITIONS
)
