"""Who wrote an article of the paper, from wherever its page says so. Every source of names is asked by the same rule."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.reading.markup import text_of, walk
from crawler.sites.baoquocte.data import BYLINE_RULE, GENERATIONS
from crawler.text.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.reading.markup import JsonLd, Meta
    from crawler.sites.baoquocte.mastercms_content import Content

# A box is read as a whole, and then again for its names.
_read = lru_cache(maxsize=16)(BYLINE_RULE.read)


class Bylines:
    """Collects the people and the agency of one page; ``rule`` says where the first name was found."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.agency: str | None = None
        self.rule: str | None = None

    def shown(self, region: LexborHTMLParser | LexborNode, body: Content) -> None:
        """Read the names that the page shows: above the text, in it, below it."""
        for node, rule in _nodes("authors", region):
            if text_of(node) not in body.bylines and self._add(_texts(node), rule):
                break
        self._add(body.bylines, "body:byline")
        sources = [text_of(node) for node, _ in _nodes("source", region)]
        for text in (*sources, *body.sources):
            self.agency = self.agency or _read(text).agency

    def declared(self, article: dict[str, Any], ld: JsonLd, meta: Meta) -> None:
        """Read the names that only the page's head gives; for a page that shows none."""
        if not self.names:
            self._add(_ld_names(article.get("author"), ld), "json-ld:author")
        if not self.names:
            self._add(meta.values.get("article:author", ()), "meta:article:author")

    def _add(self, texts: Iterable[str], rule: str) -> bool:
        """Add the people of some texts; tell whether there were any."""
        found = False
        for text in texts:
            byline = _read(text)
            self.agency = self.agency or byline.agency
            self.names += [name for name in byline.names if name not in self.names]
            found = found or bool(byline.names)
        if found and self.rule is None:
            self.rule = rule
        return found


def _nodes(field: str, region: LexborHTMLParser | LexborNode) -> Iterator[tuple[LexborNode, str]]:
    for generation in GENERATIONS:
        for selector in generation.get(field, ()):
            for node in region.css(selector):
                yield node, f"{generation['name']}:{selector}"


def _texts(node: LexborNode) -> list[str]:
    """Return the text of a byline's box; in parts, where the whole is more than names: the date, the counter, the rating stand in it."""
    whole = text_of(node)
    if not visible(whole):
        return []
    if _read(whole).whole:
        return [whole]
    return [inner.text_content or "" for inner in walk(node) if inner.tag == "-text" and visible(inner.text_content or "")]


def _ld_names(author: object, ld: JsonLd) -> list[str]:
    """Return the names of an ``author`` in structured data: a string, an object, a reference to one, or a list of these."""
    names: list[str] = []
    for thing in author if isinstance(author, list) else [author]:
        if isinstance(thing, dict):
            there = thing
            if "name" not in thing and isinstance(thing.get("@id"), str):
                there = next((other for other in ld.objects if other.get("@id") == thing["@id"] and "name" in other), thing)
            name = there.get("name")
        else:
            name = thing
        if isinstance(name, str):
            names.append(name)
    return names
