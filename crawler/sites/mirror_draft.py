"""One mirror page while it is read: what was parsed, what is certain about it so far, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.sites.density import Anchors, Density
from crawler.sites.markup import json_ld, meta_of
from crawler.sites.outline import Line, Names, outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.sites.markup import JsonLd, Meta
    from crawler.sites.outline import Outline
    from crawler.sites.site import Address
    from crawler.sites.tail import Masthead, SourceLine
    from crawler.sites.vocabulary import Vocabulary

_ARTICLE_TYPES = (
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "BlogPosting",
)


@dataclass(frozen=True, slots=True)
class Family:
    """What the readers know of a mirror family: its words, its hosts, and how an address of it is taken apart."""

    words: Vocabulary
    hosts: frozenset[str]
    address: Callable[[str], Address | None]


@dataclass(slots=True)
class Draft:
    """One page while it is read. ``thing`` is the JSON-LD object of the article, empty where there is none."""

    family: Family
    address: Address
    tree: LexborHTMLParser
    page: Outline
    density: Density
    ld: JsonLd
    meta: Meta
    thing: dict[str, Any]
    anchors: Anchors = field(default_factory=Anchors)
    rules: dict[str, str] = field(default_factory=dict)
    source: SourceLine | None = None
    head: Masthead | None = None
    counter: int | None = None

    def is_article(self) -> bool:
        """Whether anything but the address says that the page is an article."""
        return self.calls_itself_article() or bool(self.head and self.head.name)

    def calls_itself_article(self) -> bool:
        """Whether the head or the tail of the page says so; publisher and date stand in lists as well."""
        claim = self.meta.first("article:published_time") or self.meta.first("og:type") == "article"
        return bool(self.thing or self.source or self.anchors.slots or claim)

    def names_itself(self) -> bool:
        """Whether the page's head gives this address as its own, as a page that merely stands in for an article does not."""
        canonical = self.tree.css_first('link[rel="canonical"]')
        named = (canonical.attributes.get("href") if canonical is not None else None, self.meta.first("og:url"))
        return any(self.address.slug in url for url in named if url)

    def lines(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Line]]:
        """Yield the lines of a stretch with their places."""
        items = self.page.items
        for index in range(start, len(items) if end is None else min(end, len(items))):
            item = items[index]
            if isinstance(item, Line):
                yield index, item


def begin(family: Family, address: Address, tree: LexborHTMLParser, body: LexborNode) -> Draft:
    """Parse what every rule needs."""
    words = family.words
    page = outline(body, Names(words.captions, words.credits, words.hidden))
    ld = json_ld(tree)
    return Draft(family, address, tree, page, Density(page), ld, meta_of(tree), _thing(ld, address.slug))


def _thing(ld: JsonLd, slug: str) -> dict[str, Any]:
    """Choose the JSON-LD object that is about this page, else the first article."""
    things = list(ld.of_type(*_ARTICLE_TYPES))
    for thing in things:
        for key in ("url", "mainEntityOfPage", "@id"):
            value = thing.get(key)
            value = value.get("@id") if isinstance(value, dict) else value
            if isinstance(value, str) and slug in value:
                return thing
    return things[0] if things else {}
