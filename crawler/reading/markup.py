"""From bytes to a tree, and from a tree to values: JSON-LD, meta elements, text of nodes, counted selections."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from crawler.reading.decoding import decode
from crawler.reading.links import absolute
from crawler.text.spelling import collapse, unmask_email

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from crawler.reading.decoding import Decoded

_LD_TYPE = "application/ld+json"
_LD_SELECTOR = f'script[type="{_LD_TYPE}" i]'
_LD_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)+|(?:-->|//\s*\]\]>|\]\]>)+\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
# What is certain even in a block that does not parse: these values hold neither quotes nor line breaks.
_LD_SALVAGE = re.compile(r'"(@type|datePublished|dateModified)"\s*:\s*"([\w:.+-]{4,40})"')
_SURROGATE_ESCAPE = re.compile(r"\\ud[89a-f]", re.IGNORECASE)
_DEEPEST_LD = 32
_SURROGATE = re.compile("[\ud800-\udfff]")

_WORD_SETTINGS = ("xml", "w:worddocument", "w:latentstyles", "o:officedocumentsettings", "m:mathpr")  # left behind by word processors
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "title", "iframe", "object", "svg", "-comment", *_WORD_SETTINGS})
# Elements that browsers show as blocks, or that end a line: words do not go on across their bounds.
_SPACING = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "legend", "main", "menu",
    "nav", "ol", "option", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_MASKING = frozenset(("a", "span"))
_MASKED_LINK = "/cdn-cgi/l/email-protection#"


class UnexpectedCountError(LookupError):
    """A selector found another number of nodes than the page was believed to have."""


@dataclass(frozen=True, slots=True)
class JsonLd:
    """The objects of all JSON-LD blocks, flattened out of lists and ``@graph``. Of a ``broken`` block only dates and type are kept."""

    objects: tuple[dict[str, Any], ...] = ()
    broken: int = 0

    def of_type(self, *names: str) -> Iterator[dict[str, Any]]:
        """Yield the objects whose ``@type`` is, or has among others, one of the names."""
        for thing in self.objects:
            kinds = thing.get("@type")
            if kinds in names if isinstance(kinds, str) else isinstance(kinds, list) and any(name in kinds for name in names):
                yield thing


@dataclass(frozen=True, slots=True)
class Meta:
    """The ``meta`` elements of a page by lower-case ``name`` or ``property``; of several with one name all values, in page order."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """Return the first value of the first name that has one."""
        for name in names:
            for value in self.values.get(name, ()):
                return value
        return None


def base_address(tree: LexborHTMLParser, url: str) -> str:
    """Return the address to which a page's links belong: that of its first ``base`` element with one, else the page's own."""
    node = tree.css_first("base[href]")
    return absolute(url, (node.attributes.get("href") or "").strip()) or url if node is not None else url


def parse(text: str) -> LexborHTMLParser:
    """Parse a page as a browser would repair it."""
    return LexborHTMLParser(text)


def read_page(body: bytes, charset: str | None = None) -> tuple[Decoded, LexborHTMLParser]:
    """Decode and parse a page; the common case, clean UTF-8, is not encoded again for the parser."""
    decoded = decode(body, charset)
    clean = decoded.encoding == "utf-8" and not decoded.replaced and not body.startswith(codecs.BOM_UTF8)
    return decoded, LexborHTMLParser(body if clean else decoded.text)


def json_ld(tree: LexborHTMLParser) -> JsonLd:
    """Read all JSON-LD blocks; bad JSON is mended where the mend is certain (comment marks, raw line breaks, trailing commas)."""
    objects: list[dict[str, Any]] = []
    broken = 0
    for script in tree.css(_LD_SELECTOR):
        source = script.text(deep=True)
        if not source.strip():
            continue
        value = _load(source)
        if value is None:
            broken += 1
            salvaged: dict[str, Any] = {}
            for key, found in _LD_SALVAGE.findall(source):
                salvaged.setdefault(key, found)
            if salvaged:
                objects.append(salvaged)
        else:
            objects.extend(_flatten(_sound(value) if _SURROGATE_ESCAPE.search(source) else value))
    return JsonLd(tuple(objects), broken)


def meta_of(tree: LexborHTMLParser) -> Meta:
    """Read the ``meta`` elements of the page's head, or, where a broken page has none there, of its body; empty values are left out."""
    values: dict[str, list[str]] = {}
    head = tree.head
    for node in (head.css("meta[content]") if head else []) or tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = collapse(attributes.get("content") or "")
        if name and content:
            values.setdefault(name.strip().lower(), []).append(content)
    return Meta(values)


def attribute(node: LexborNode, *names: str) -> str | None:
    """Return the first of the attributes that is there and not blank, without white space around it."""
    attributes = node.attributes
    for name in names:
        value = (attributes.get(name) or "").strip()
        if value:
            return value
    return None


def text_of(node: LexborNode) -> str:
    """Return the text as a reader sees it, on one line: NBSP stays, white space and line breaks become one space.

    Scripts and styles are silent; masked e-mail addresses are unmasked.
    """
    only = node.first_child
    if only is None:
        return ""
    if only.is_text_node and only.next is None:
        return collapse(only.text_content or "")
    return collapse("".join(_pieces(node, only)))


def _pieces(top: LexborNode, first: LexborNode) -> list[str]:
    """Return the text inside a node in page order, with a space where a block begins or ends."""
    pieces: list[str] = []
    end = top.mem_id  # nodes themselves compare by their markup
    node: LexborNode | None = first
    while node is not None:
        tag, below = node.tag, None
        if tag == "-text":
            pieces.append(node.text_content or "")
        elif tag not in _SILENT:
            if tag in _SPACING:
                pieces.append(" ")
            email = masked_email(node) if tag in _MASKING else None
            if email:
                pieces.append(email)
            else:
                below = node.first_child
        while below is None:
            if tag in _SPACING:
                pieces.append(" ")
            below = node.next
            if below is None:
                node = node.parent
                if node is None or node.mem_id == end:
                    return pieces
                tag = node.tag
        node = below
    return pieces


def masked_email(node: LexborNode) -> str | None:
    """Return the address that an element masks, if it is one of Cloudflare's."""
    if node.tag not in _MASKING:
        return None
    attributes = node.attributes
    code = attributes.get("data-cfemail")
    if code:
        return unmask_email(code)
    # The other form: a link whose text is a stand-in; where the stand-in is masked itself, that is read instead.
    link = attributes.get("href") or ""
    if link.startswith(_MASKED_LINK) and node.css_first("[data-cfemail]") is None:
        return unmask_email(link.removeprefix(_MASKED_LINK))
    return None


def walk(top: LexborNode, silent: frozenset[str] = _SILENT) -> Iterator[LexborNode]:
    """Yield what is inside a node in page order, without the ``silent`` elements.

    What masks an e-mail address is yielded without its inside.
    """
    node = top.first_child
    while node is not None:
        below = None
        tag = node.tag
        if tag not in silent:
            yield node
            below = None if tag in _MASKING and masked_email(node) else node.first_child
        node = below or _following(node, top)


def _following(node: LexborNode, top: LexborNode) -> LexborNode | None:
    """Return what comes after a node and its inside, within ``top``."""
    end = top.mem_id  # nodes themselves compare by their markup
    inner: LexborNode | None = node
    while inner is not None and inner.mem_id != end:
        if inner.next is not None:
            return inner.next
        inner = inner.parent
    return None


def one(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """Return the one node there is; any other number raises `UnexpectedCountError`."""
    found = tree.css(selector)
    if len(found) != 1:
        message = f"{selector!r}: expected 1 node, found {len(found)}"
        raise UnexpectedCountError(message)
    return found[0]


def first(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode | None:
    """Return the first of any number of nodes; for what a page may rightly repeat."""
    return tree.css_first(selector)


def classes(node: LexborNode) -> frozenset[str]:
    """Return the node's classes."""
    return frozenset((node.attributes.get("class") or "").split())


def _load(source: str) -> object | None:
    """Parse a JSON-LD block. None when it is beyond a certain mend."""
    for mend in (str, _unwrapped, _without_trailing_commas):
        try:
            # Not strict: line breaks inside of strings are a common slip, and what is meant is plain.
            value: object = json.loads(mend(source), strict=False)
        except (ValueError, RecursionError):
            continue
        return None if _nested_beyond(value, _DEEPEST_LD) else value
    return None


def _nested_beyond(value: object, levels: int) -> bool:
    """Tell whether lists and objects stand in each other deeper than any description of a page does."""
    level: list[Any] = [value] if isinstance(value, dict | list) else []
    for _ in range(levels):
        inside = (inner for outer in level for inner in (outer.values() if isinstance(outer, dict) else outer))
        level = [inner for inner in inside if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


def _unwrapped(source: str) -> str:
    return _LD_WRAPPING.sub("", source)


def _without_trailing_commas(source: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _unwrapped(source))


def _flatten(value: object) -> Iterator[dict[str, Any]]:
    pending = [value]
    while pending:
        thing = pending.pop(0)
        if isinstance(thing, list):
            pending[:0] = thing
        elif isinstance(thing, dict):
            graph = thing.get("@graph")
            if isinstance(graph, list):
                pending[:0] = graph
            if graph is None or len(thing) > 2:  # noqa: PLR2004 - more than @context and @graph
                yield thing


def _sound(value: object) -> object:
    """Replace lone surrogates, which JSON can spell and UTF-8 cannot, in all strings of a value."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_sound(inner) for inner in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", key): _sound(inner) for key, inner in value.items()}
    return value
