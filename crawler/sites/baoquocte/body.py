"""The text of an article's page: which boxes hold it, what slipped out of them, and what a page without text is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.page import Image, Removed
from crawler.reading.markup import parse, text_of
from crawler.sites.baoquocte.data import BESIDE, BODY_RULES, BYLINE_RULE, PAGE
from crawler.sites.baoquocte.mastercms import BodyReader
from crawler.sites.baoquocte.mastercms_content import Content
from crawler.text.spelling import collapse, slugify, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

_STRAYING = frozenset(("p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table"))
_RUNNING = frozenset(("-text", "br", "b", "strong", "i", "em", "u", "span", "a", "font"))
_AROUND = frozenset(PAGE["around_body"])
_CONTAINERS = tuple(PAGE["container"])
_PROSE = 50  # characters beside links: a sentence, not a button
_NAME_PARTS = re.compile(r"[-_]+")
_FEWEST_PICTURES = 2
# A date, a time or a counter on a line of its own.
_FIGURES_ONLY = re.compile(r"(?=.*\d)[^.!?…]*(?:\.\d[^.!?…]*)*")
_LONGEST_FIGURES = 60


@dataclass(slots=True)
class Body:
    """What was read of an article's text. ``container`` is None where only a guess found it; ``rule`` names what did."""

    content: Content
    container: LexborNode | None
    rule: str

    def without_text(self) -> str | None:
        """Say what a page holds that has no text: a film, or pictures."""
        if self.content.paragraphs():
            return None
        if self.content.films:
            return "a film or player without a text"
        return "pictures without a text" if self.content.blocks else "an empty body, which a script may fill"


def read_body(containers: Iterable[tuple[LexborNode, str]], base: str, slug: str) -> Body | None:
    """Read the first container that has anything in it, and what stands around it and is the article's.

    None where there is no container at all: then a guess may find the text. An empty one holds what a script shows, and no guess will.
    """
    empty: Body | None = None
    for container, rule in containers:
        gatherer = _Gatherer(BodyReader(BODY_RULES, base), container)
        gatherer.read()
        content = gatherer.reader.content
        if content.blocks or content.films:
            strays = " + strays" if gatherer.strayed else ""
            _tidy(content, slug)
            return Body(content, container, rule + strays + _photo_story(content))
        empty = empty or Body(content, container, rule)
    return empty


def guess_body(page: str, headline: str | None) -> Body | None:
    """Let a reader that knows no site try; what it must not take for the text is cut out before."""
    import trafilatura  # noqa: PLC0415 - slow to load and seldom needed

    tree = parse(page)  # a copy: breadcrumb and tags are still to be read
    for selector in PAGE["furniture"]:
        # Inner ones first: what stands inside a destroyed node is gone and may not be touched.
        for node in reversed(tree.css(selector)):
            node.decompose()
    text: str | None = trafilatura.extract(
        tree.html or "", favor_precision=True, include_comments=False, include_tables=False, include_links=False
    )
    if text is None or len(text) < PAGE["fallback_characters"]:
        return None
    content = Content(BODY_RULES.caption)
    content.blocks.extend(line for line in map(collapse, text.splitlines()) if visible(line) and line != headline)
    return Body(content, None, "trafilatura")


class _Gatherer:
    """Reads a container, and in page order what stands beside it: further containers, and what a stray end tag let slip out."""

    def __init__(self, reader: BodyReader, container: LexborNode) -> None:
        self.reader = reader
        self.container = container
        self.strayed = False
        self._around: set[int] = set()
        self._top = container
        while (parent := self._top.parent) is not None and not _AROUND.isdisjoint(_names(parent)):
            self._around.add(parent.mem_id)
            self._top = parent

    def read(self) -> None:
        self._part(self._top)
        self.reader.end_line()
        self._behind()

    def _part(self, node: LexborNode) -> None:
        if node.mem_id in self._around:
            child = node.first_child
            while child is not None:
                self._part(child)
                child = child.next
        elif node.mem_id == self.container.mem_id:
            self.reader.read(node)
        elif any(name.startswith(_CONTAINERS) for name in _names(node)):
            self.reader.read(node)
            self.strayed = True
        else:
            self._beside(node)

    def _beside(self, node: LexborNode) -> None:
        before = len(self.reader.content.blocks)
        if node.tag in _RUNNING or node.is_comment_node or self.reader.skipping:
            self.reader.read_one(node)
        elif node.is_element_node:
            self._box_beside(node)
        self.strayed = self.strayed or len(self.reader.content.blocks) > before

    def _box_beside(self, node: LexborNode) -> None:
        kind = BODY_RULES.kind(node.tag or "", node.attributes)
        text = text_of(node)
        if kind not in (None, "plain"):
            self.reader.read_one(node)
        elif not visible(text):
            if node.css_first("img,table") is not None:
                self.reader.read_one(node)
        elif hint := _hint(node):
            self._leave_out(node, hint, text)
        elif len(text) <= _LONGEST_FIGURES and _FIGURES_ONLY.fullmatch(text):
            self._leave_out(node, "beside_body", text)
        elif node.tag in _STRAYING or _is_prose(node, text):
            self.reader.read_one(node)
        else:
            self._leave_out(node, "beside_body", text)

    def _leave_out(self, node: LexborNode, kind: str, text: str) -> None:
        self.reader.end_line()
        self.reader.content.removed.append(Removed(kind, text))
        if kind == "beside_body":
            self.reader.content.unknown.add(f"beside the body: {node.tag}.{node.attributes.get('class')}")

    def _behind(self) -> None:
        """Read what runs on right behind the last box around the body, up to the first box of the page's frame."""
        if not self._around:
            return
        run: list[LexborNode] = []
        node = self._top.next
        while node is not None and (node.tag in _RUNNING or node.tag == "p"):
            run.append(node)
            node = node.next
        if sum(len(collapse(text_of(node) or node.text_content or "")) for node in run) < _PROSE:
            return
        for node in run:
            self._beside(node)
        self.reader.end_line()


def _names(node: LexborNode) -> list[str]:
    """Return an element's classes and its id."""
    attributes = node.attributes if node.is_element_node else {}
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()


def _hint(node: LexborNode) -> str | None:
    """Say what the name of a box beside the body makes of it."""
    names = [name.lower() for name in _names(node)]
    words = {*names, *(part for name in names for part in _NAME_PARTS.split(name))}
    return next((kind for kind, hints in BESIDE.items() if not words.isdisjoint(hints)), None)


def _is_prose(node: LexborNode, text: str) -> bool:
    return len(text) - sum(len(text_of(link)) for link in node.css("a")) >= _PROSE


# ----------------------------------------------------------------------------------------------------- once all is collected


def _tidy(content: Content, slug: str) -> None:
    """Take from the collected blocks what is known by its place: readers' words, the title as an alt text, the signature."""
    lines = BODY_RULES.lines
    texts = [place for place, block in enumerate(content.blocks) if isinstance(block, str)]
    for place in texts[1:]:
        text = str(content.blocks[place])
        if lines.is_counted(text) and lines.heads_comments(text):
            content.removed += [Removed("comments", block) for block in content.blocks[place:] if isinstance(block, str)]
            del content.blocks[place:]
            break
    _sign(content)
    if len(content.paragraphs()) > 1:
        # An alt text that stands on a line of its own: the title without its tones.
        for place in reversed(range(len(content.blocks))):
            block = content.blocks[place]
            if isinstance(block, str) and block.isascii() and slugify(block) == slug:
                content.removed.append(Removed("alt_text", block))
                del content.blocks[place]


def _sign(content: Content) -> None:
    """Take the last lines, set in bold or italics or to the right, that name people, and the agency below or above them."""
    while True:
        place = max((place for place, block in enumerate(content.blocks) if isinstance(block, str)), default=0)
        if place not in content.signed or len(content.paragraphs()) < 2:  # noqa: PLR2004 - a text of one line is no signature
            return
        text = str(content.blocks[place])
        byline = BYLINE_RULE.read(text)
        if not byline.whole or not (byline.names or byline.agency) or not all(" " in name or "." in name for name in byline.names):
            return
        del content.blocks[place]
        (content.bylines if byline.names else content.sources).insert(0, text)
        content.removed.append(Removed("byline" if byline.names else "signoff", text))


def _photo_story(content: Content) -> str:
    """Where every text is a caption, the captions are the article: they stay in the body too."""
    captions = [block for block in content.blocks if isinstance(block, Image) and block.caption]
    if content.paragraphs() or len(captions) < _FEWEST_PICTURES:
        return ""
    blocks: list[Any] = []
    for block in content.blocks:
        blocks.append(block)
        if isinstance(block, Image) and block.caption:
            blocks.append(block.caption)
    content.blocks[:] = blocks
    content.removed = [piece for piece in content.removed if piece.kind != "caption"]
    return " (photo story)"
