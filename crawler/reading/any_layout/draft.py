"""One mirror page while it is read: what was parsed, what is certain about it so far, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.reading.any_layout.density import Anchors, Density
from crawler.reading.any_layout.pictures import lend_sources
from crawler.reading.links import absolute
from crawler.reading.markup import json_ld, meta_of
from crawler.reading.outline import Line, Names, outline
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.page import Address
    from crawler.reading.any_layout.masthead import Masthead
    from crawler.reading.any_layout.source_line import SourceLine
    from crawler.reading.any_layout.vocabulary import Vocabulary
    from crawler.reading.markup import JsonLd, Meta
    from crawler.reading.outline import Outline

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
    """What the readers know of a mirror family: the reader's name and version, its words, its hosts, how its addresses are taken apart.

    ``zone`` is that of clocks without an offset.
    """

    parser: str
    words: Vocabulary
    hosts: frozenset[str]
    address: Callable[[str], Address | None]
    zone: tzinfo


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
    lend_sources(body)
    page = outline(body, Names(family.words.captions, family.words.credits, family.words.hidden))
    ld, meta = json_ld(tree), meta_of(tree)
    titles = frozenset(letters_only(title) for name in ("og:title", "twitter:title") for title in meta.values.get(name, ()))
    titles |= {letters_only(line.text) for line in page.items if isinstance(line, Line) and line.tag == "h1"}
    return Draft(family, address, tree, page, Density(page), ld, meta, _thing(ld, family, address, titles))


def is_about(thing: dict[str, Any], family: Family, address: Address) -> bool | None:
    """Tell whether a JSON-LD object is about this page: None where it names no article's address at all."""
    told: bool | None = None
    for key in ("url", "mainEntityOfPage", "@id"):
        for claim in _addresses(thing.get(key)):
            named = family.address(absolute(address.url, claim))
            if address.slug == named.slug if named is not None else address.slug in claim:
                return True
            if named is not None:
                told = False
    return told


def _addresses(value: object) -> Iterator[str]:
    """Yield the addresses of a property that may be text, an object, or a list of either."""
    for one in value if isinstance(value, list) else [value]:
        inner = (one.get("@id"), one.get("url")) if isinstance(one, dict) else (one,)
        yield from (text for text in inner if isinstance(text, str))


def _thing(ld: JsonLd, family: Family, address: Address, titles: frozenset[str]) -> dict[str, Any]:
    """Choose the JSON-LD object that is about this page: by its address, else its headline, else the first that names no address."""
    things = [(thing, is_about(thing, family, address)) for thing in ld.of_type(*_ARTICLE_TYPES)]
    for thing, about in things:
        if about:
            return thing
    unnamed = [thing for thing, about in things if about is None]
    for thing in unnamed:
        headline = thing.get("headline") or thing.get("name")
        if isinstance(headline, str) and letters_only(headline) in titles:
            return thing
    return unnamed[0] if unnamed else {}
