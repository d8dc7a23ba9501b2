"""Where an article belongs: the breadcrumb's sections and its tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.reading.markup import text_of
from crawler.sites.baoquocte.data import GENERATIONS, PAGE
from crawler.text.spelling import collapse, nfc, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.reading.markup import JsonLd, Meta

_HOME_TEXTS = frozenset(nfc(text).casefold() for text in PAGE["home_texts"])


def section_of(tree: LexborHTMLParser, ld: JsonLd, headline: str) -> tuple[list[str], str | None]:
    """Return the sections from top to leaf, without the home page, and the rule that read them."""
    for generation in GENERATIONS:
        for selector in generation.get("section", ()):
            links = [(text_of(node), node.attributes.get("href")) for node in tree.css(selector)]
            if links:
                return [name for name, href in links if visible(name) and not _is_home(name, href)], f"{generation['name']}:{selector}"
    for trail in ld.of_type("BreadcrumbList"):
        names = [name for name, href in _ld_trail(trail) if not _is_home(name, href) and name != headline]
        if names:
            return names, "json-ld:BreadcrumbList"
    return [], None


def keywords_of(tree: LexborHTMLParser, region: LexborHTMLParser | LexborNode, meta: Meta) -> tuple[list[str], str | None]:
    """Return the tags, each once, and the rule that read them: those near the text, else anywhere, else the head's list."""
    for generation in GENERATIONS:
        for selector in generation.get("keywords", ()):
            tags = [text_of(node) for node in (region.css(selector) or tree.css(selector))]
            tags = [tag for tag in tags if visible(tag)]
            if tags:
                return list(dict.fromkeys(tags)), f"{generation['name']}:{selector}"
    listed = meta.first("news_keywords")
    if listed is None:
        return [], None
    return list(dict.fromkeys(word for word in map(collapse, listed.split(",")) if visible(word))), "meta:news_keywords"


def _is_home(name: str, href: str | None) -> bool:
    try:
        path = urlsplit(href).path if href else None
    except ValueError:
        path = None
    return path in ("", "/") or nfc(name).casefold() in _HOME_TEXTS


def _ld_trail(trail: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    steps = trail.get("itemListElement")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict):
            item = step.get("item")
            inner = item if isinstance(item, dict) else {"@id": item}
            name = step.get("name") or inner.get("name")
            if isinstance(name, str) and visible(name):
                address = inner.get("@id") or inner.get("url")
                yield collapse(name), address if isinstance(address, str) else None
