"""Looking for things on a page without knowing their names: by their text, by what they hold, by what repeats."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from crawler.reading.markup import text_of
from crawler.reading.outline import weight
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

_NAME = re.compile(r"""[.#]([\w-]+)|\[id\^?=["']?([\w-]+)""")
_LAYOUT = re.compile(
    r"(?:fw|lt|rt|mb|mt|f\d|clearfix|fix|left|right|row|col|active|clear|css-\w+|_\w{1,6}|ant-(?:typography|row|space|col|flex)[\w-]*|\w{1,2})"
)
_SKIPPED = frozenset(("script", "style", "noscript", "template", "head", "meta", "link", "title", "br", "option"))
_TEXTS = frozenset(("p", "td", "div", "section"))
_LONG_PARAGRAPH, _ENOUGH_TEXT = 60, 300
_MOST_OF_TEXT = 0.6


def selector_of(node: LexborNode) -> str:
    """Write a selector by which the data could name an element: its id, else its most telling class, else its parent's and its tag."""
    attributes, tag = node.attributes, node.tag or ""
    if name := (attributes.get("id") or "").strip():
        return f"{tag}#{name.split()[0]}"
    names = own_names(node)
    if names:
        return f"{tag}.{names[0]}"
    parent = node.parent
    if parent is None or parent.tag in ("body", "html", None):
        return tag
    return f"{selector_of(parent)} > {tag}"


def own_names(node: LexborNode) -> list[str]:
    """Return an element's classes, without those that only lay out a page."""
    return [name for name in (node.attributes.get("class") or "").split() if not _LAYOUT.fullmatch(name)]


def names_of(node: LexborNode) -> list[str]:
    """Return an element's classes and its id."""
    return [*(node.attributes.get("class") or "").split(), *(node.attributes.get("id") or "").split()]


def names_in(selector: str) -> list[str]:
    """Return the classes and ids that a selector names."""
    return [one or other for one, other in _NAME.findall(selector)]


def missed(tree: LexborHTMLParser | LexborNode, selector: str) -> frozenset[str]:
    """Return the classes and ids of a selector that no element of the page has."""
    return frozenset(name for name in names_in(selector) if tree.css_first(f'[class~="{name}"],[id^="{name}"]') is None)


def is_layout(name: str) -> bool:
    """Tell whether a class only lays out a page."""
    return _LAYOUT.fullmatch(name) is not None


def within(node: LexborNode, selector: str) -> LexborNode | None:
    """Return the first element of a selector inside of another one, which does not count itself."""
    return next((inner for inner in node.css(selector) if inner.mem_id != node.mem_id), None)


def elements(top: LexborHTMLParser | LexborNode) -> Iterator[LexborNode]:
    """Yield the elements that a reader sees, outer ones first."""
    body = getattr(top, "body", None) or top
    for node in body.css("*"):
        if node.tag not in _SKIPPED:
            yield node


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the element and what it stands in, up to the body."""
    inner: LexborNode | None = node
    while inner is not None and inner.is_element_node and inner.tag not in ("body", "html"):
        yield inner
        inner = inner.parent


def in_frame(node: LexborNode) -> bool:
    """Tell whether an element stands in a page's head, foot or menu, by the tags."""
    return any(outer.tag in ("header", "footer", "nav") or outer.attributes.get("role") == "menu" for outer in ancestors(node))


def element_before(node: LexborNode) -> LexborNode | None:
    """Return the element that stands before another one in the same parent."""
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before


def inside(node: LexborNode, others: Iterable[LexborNode]) -> bool:
    """Tell whether an element is one of the others or stands in one."""
    wanted = {other.mem_id for other in others}
    return any(one.mem_id in wanted for one in ancestors(node))


def says(one: str, other: str) -> bool:
    """Tell whether two texts say the same, one of them perhaps with a little more at an end (a dateline, a kicker)."""
    first, second = letters_only(one), letters_only(other)
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    return short in long and len(short) >= 0.75 * len(long)


def showing(tree: LexborHTMLParser, text: str, besides: Callable[[LexborNode], bool] = lambda _: False) -> LexborNode | None:
    """Return the innermost element that shows a text; a heading before others."""
    size, found = len(text), []
    for node in elements(tree):
        rough = len(node.text(deep=True) or "")
        if 0.7 * size <= rough <= 4 * size + 400 and not besides(node) and says(text_of(node), text):
            found.append(node)
    inner = [node for node in found if not any(child.parent is not None and child.parent.mem_id == node.mem_id for child in found)]
    return min(inner, key=lambda node: (node.tag or "") not in ("h1", "h2"), default=None)


def text_holder(tree: LexborHTMLParser | LexborNode, skip: Callable[[LexborNode], bool] = lambda _: False) -> LexborNode | None:
    """Return the innermost element that holds most of the long paragraphs of a page."""
    sizes: dict[int, int] = defaultdict(int)
    nodes: dict[int, LexborNode] = {}
    long = [
        (node, size) for node in elements(tree) if node.tag in _TEXTS and (size := _own_text(node)) >= _LONG_PARAGRAPH and not skip(node)
    ]
    # Where there are paragraphs, they are the text; boxes beside it have their standfirsts in other elements.
    paragraphs = [(node, size) for node, size in long if node.tag == "p"]
    long = paragraphs if sum(size for _, size in paragraphs) >= _ENOUGH_TEXT else long
    whole = sum(size for _, size in long)
    for node, size in long:
        for outer in ancestors(node.parent) if node.tag == "p" and node.parent is not None else ancestors(node):
            sizes[outer.mem_id] += size
            nodes[outer.mem_id] = outer
    enough = [nodes[key] for key, size in sizes.items() if size >= _MOST_OF_TEXT * whole]
    return max(enough, key=lambda node: sum(1 for _ in ancestors(node)), default=None)


def _own_text(node: LexborNode) -> int:
    """Count the characters that stand in an element outside of its blocks and links."""
    size = 0
    child = node.first_child
    while child is not None:
        if child.is_text_node:
            size += weight((child.text_content or "").strip())
        elif child.tag in ("b", "strong", "i", "em", "span", "u", "font") or (child.tag == "a" and node.tag == "p"):
            size += weight(text_of(child))
        child = child.next
    return size


def size_of_text(node: LexborNode) -> int:
    """Count the letters of an element's paragraphs."""
    return sum(len(text_of(paragraph)) for paragraph in node.css("p")) or len(text_of(node))


def rows(tree: LexborHTMLParser, is_article: Callable[[str], str | None]) -> list[LexborNode]:
    """Return the teasers of a list page: the elements that repeat side by side, each with the links of one article alone.

    ``is_article`` gives a key for an article's link, else None. Of several such groups the one with most articles is the list.
    """
    articles: dict[int, set[str]] = defaultdict(set)
    nodes: dict[int, LexborNode] = {}
    for link in tree.css("a[href]"):
        key = is_article(link.attributes.get("href") or "")
        if key is None or any(outer.tag in ("header", "footer", "nav") for outer in ancestors(link)):
            continue
        for outer in ancestors(link):
            articles[outer.mem_id].add(key)
            nodes[outer.mem_id] = outer
    groups: dict[tuple[int, str, str], list[LexborNode]] = defaultdict(list)
    for number, keys in articles.items():
        node = nodes[number]
        parent = node.parent
        if len(keys) == 1 and parent is not None and len(articles.get(parent.mem_id, keys)) > 1:
            groups[parent.mem_id, node.tag or "", " ".join(own_names(node)[:1])].append(node)
    return max(groups.values(), key=len, default=[])


def likest(name: str, others: Iterable[str], least: float = 0.0) -> str | None:
    """Return the name that is spelled most like another, if it is like it at all."""
    scored = [(SequenceMatcher(None, name.lower(), other.lower()).ratio(), other) for other in others]
    score, best = max(scored, default=(0.0, ""))
    return best if best and score >= least else None
