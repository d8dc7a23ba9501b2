"""A page as the eye sees it: one run of lines and pictures in page order, and the blocks they stand in.

Nothing here knows a site. A line is what stands between two block edges or line breaks, whatever the tags are; a block
knows its parent and which stretch of the run is its own, so that every question about a part of the page is one about a
stretch of numbers. One pass over the tree makes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crawler.sites.text import collapse, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]+")

_SKIP, _TEXT, _BREAK, _PLAIN, _BOLD, _PICTURE, _ANCHOR, _SPAN, _INLINE, _FIELD = range(10)
_ROLES = {
    # What shows nothing, or nothing that is text of the page.
    _SKIP: "script style noscript template svg iframe object embed head title meta link canvas math datalist audio video map frameset "
    "rp rt rtc xml w:worddocument w:latentstyles o:officedocumentsettings m:mathpr -comment",
    _FIELD: "button input select option textarea",
    _TEXT: "-text",
    _BREAK: "br",
    # Inline and never hidden, linked or classed for a reason that matters here: their attributes are not read.
    _PLAIN: "abbr acronym bdi bdo big code em font i kbd mark nobr picture rb ruby s small strike sub sup tt u wbr",
    _BOLD: "b strong",
    _PICTURE: "img amp-img amp-anim",
    _ANCHOR: "a",
    _SPAN: "span",
    _INLINE: "cite data del dfn ins label q samp time var",
}
_ROLE_OF = {tag: role for role, tags in _ROLES.items() for tag in tags.split()}
# Elements that are one paragraph by themselves: spans inside them are runs of text, not paragraphs.
_ONE_PARAGRAPH = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "figcaption", "caption", "dt", "dd", "th", "summary", "legend", "address")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SENTENCE_ENDS = tuple('.!?…:;。！？：；」』）)]】］»”"|।؟۔။៕')
# From this weight on a run of text is a paragraph and not a label.
_PARAGRAPH_WEIGHT = 60
_WITHIN_LINES = (_TEXT, _PLAIN, _BOLD, _ANCHOR, _INLINE, _BREAK)
# Where white space is text: by class, as utility styles have it, or by style.
_PREFORMATTED = re.compile(r"white-?space(?:-pre|:\s*(?:pre|break-spaces))")
# What React streams after the page's shell stands in hidden boxes of these names until its script has moved it.
_STREAMED = re.compile(r"S:[0-9a-f]+")
_EMPTY_LINE, _LINE_BREAK = re.compile(r"\n[ \t\r]*\n\s*"), re.compile(r"\r?\n")
_TYPED = frozenset(("text", "email", "password", "search", "tel", "url"))
# A line longer than this is never made of invisible marks alone.
_SHORTEST_SURE = 12
_DEEPEST = 120
# A cell with a picture and so many lines of no more weight is picture, caption and credit.
_CAPTION_LINES, _CAPTION_WEIGHT = 3, 300
_WIDE_WEIGHT = 2


@dataclass(slots=True)
class Link:
    """One link of a line: where it leads (as written) and the text it carries there."""

    href: str
    text: str


@dataclass(slots=True)
class Line:
    """A visible line. ``weight`` is its length with wide characters counted three times, ``link_weight`` the linked part of it."""

    text: str
    tag: str
    block: int
    weight: int
    link_weight: int = 0
    links: list[Link] = field(default_factory=list)
    bold: bool = False
    cell: bool = False

    @property
    def heading(self) -> bool:
        """Whether the line stands in h1 … h6."""
        return self.tag in _HEADINGS

    @property
    def linked(self) -> bool:
        """Whether nearly the whole line is link text."""
        return self.link_weight * 5 >= self.weight * 4

    def shown(self) -> str:
        """The text as the page's plain text has it: a table cell ends in a bar."""
        return f"{self.text} |" if self.cell else self.text


@dataclass(slots=True)
class Picture:
    """An ``img`` with the attributes that decide whether it is one; ``href`` is the link around it.

    ``credit`` is the part of the caption that a class of its own marks as one.
    """

    attributes: dict[str, str | None]
    block: int
    href: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True)
class Block:
    """A block element. ``items[start:end]`` of the outline is what stands in it.

    ``names`` are the words of its class and id; ``fields`` counts the fields right in it that a reader types into.
    """

    tag: str
    parent: int
    depth: int
    start: int
    names: str = ""
    role: str = ""
    end: int = 0
    fields: int = 0


@dataclass(slots=True)
class Outline:
    """The whole page: lines and pictures in order, and all blocks in document order (a parent before its children)."""

    items: list[Line | Picture]
    blocks: list[Block]

    def ancestors(self, block: int) -> Iterable[int]:
        """The block itself, its parent, and so on up to the page."""
        while block >= 0:
            yield block
            block = self.blocks[block].parent

    def common(self, left: int, right: int) -> int:
        """The deepest block that both stand in."""
        blocks = self.blocks
        while left != right:
            if blocks[left].depth >= blocks[right].depth:
                left = blocks[left].parent
            else:
                right = blocks[right].parent
        return left


def weight(text: str) -> int:
    """How much a text says, near enough: letters, with each Chinese or Japanese sign counted as three."""
    if text.isascii():
        return len(text)
    return len(text) + _WIDE_WEIGHT * sum(map(len, _WIDE.findall(text)))


def squeeze(text: str) -> str:
    """Collapse the white space that markup makes; no-break and ideographic spaces are text and stay."""
    if "\n" in text or "  " in text or not text.isprintable():
        return collapse(text)
    return text.strip(" ")


def _hidden(attributes: dict[str, str | None]) -> bool:
    if ("hidden" in attributes and not _STREAMED.fullmatch(attributes.get("id") or "")) or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and "none" in style and "display:none" in style.replace(" ", "").lower()


def _is_typed_into(node: LexborNode) -> bool:
    """Whether a form's element is one that a reader writes in."""
    return node.tag == "textarea" or (node.tag == "input" and (node.attributes.get("type") or "text").lower() in _TYPED)


class _Walker:
    """Walks the tree once and writes the run of lines down."""

    def __init__(self, caption_names: frozenset[str], credit_names: frozenset[str]) -> None:
        self.items: list[Line | Picture] = []
        self.blocks: list[Block] = []
        self._captions = caption_names
        self._credits = credit_names
        self._figures = 0
        self._credit: str | None = None
        self._parts: list[str] = []
        self._links: list[Link] = []
        self._href: str | None = None
        self._link_parts: list[str] = []
        self._depth = 0
        self._preformatted = 0
        self._bold = 0
        self._bold_length = 0

    # -- text ------------------------------------------------------------------------------------------------------

    def _close_link(self) -> None:
        text = squeeze("".join(self._link_parts))
        self._link_parts = []
        if text and self._href is not None:
            self._links.append(Link(self._href, text))

    def _flush(self, block: int) -> None:
        """End the line that is open. A line of which nothing can be seen is none."""
        if self._link_parts:
            self._close_link()
        text = squeeze("".join(self._parts))
        self._parts = []
        links, self._links = self._links, []
        bold, self._bold_length = self._bold_length, 0
        if text and (len(text) > _SHORTEST_SURE or visible(text)):
            linked = sum([weight(link.text) for link in links]) if links else 0
            self.items.append(Line(text, self.blocks[block].tag, block, weight(text), linked, links, bold=bold * 10 >= len(text) * 9))

    # -- tree ------------------------------------------------------------------------------------------------------

    def block(self, node: LexborNode, tag: str, attributes: dict[str, str | None], parent: int) -> None:
        """Open a block, walk through it, close it. A ``nav`` is one line that counts as linked: nobody asks what is in it."""
        names = attributes.get("class") or ""
        if self._figures and self._take_credit(node, names):
            return
        if "id" in attributes:
            names = f"{names} {attributes['id']}"
        index = len(self.blocks)
        depth = self.blocks[parent].depth + 1 if parent >= 0 else 0
        block = Block(tag, parent, depth, len(self.items), names, attributes.get("role") or "")
        self.blocks.append(block)
        if tag == "nav":
            text = collapse(node.text(separator=" "))
            if text:
                self.items.append(Line(text, tag, index, len(text), len(text)))
        else:
            preformatted = tag == "pre" or _PREFORMATTED.search(f"{names} {attributes.get('style') or ''}") is not None
            captioned = tag in ("figure", "figcaption") or self._is_caption(names)
            self._preformatted += preformatted
            self._figures += captioned
            self.walk(node, index, paragraph=tag in _ONE_PARAGRAPH)
            self._preformatted -= preformatted
            self._figures -= captioned
        if self._parts:
            self._flush(index)
        block.end = len(self.items)
        if tag == "tr":
            self._close_row(index)
        elif tag == "figure":
            self._close_figure(index)
        elif tag == "figcaption" or self._is_caption(names):
            self._close_caption(index)

    def walk(self, node: LexborNode, block: int, *, paragraph: bool) -> None:
        """Walk through a node's children; inline ones add to the line that is open, blocks end it.

        Broken pages nest without end: from some depth on what is inside is one run of text.
        """
        if self._depth > _DEEPEST:
            self._text(node.text(deep=True, separator=" "))
            return
        self._depth += 1
        self._walk(node, block, paragraph=paragraph)
        self._depth -= 1

    def _walk(self, node: LexborNode, block: int, *, paragraph: bool) -> None:
        spans = not paragraph and self._spans_are_paragraphs(node)
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            role = _ROLE_OF.get(tag)
            if role is None:
                attributes = child.attributes
                if not (attributes and _hidden(attributes)):
                    if self._parts:
                        self._flush(block)
                    self.block(child, tag, attributes, block)
            elif role == _TEXT:
                if self._preformatted:
                    self._text_of_lines(child.text_content or "", block)
                else:
                    self._text(child.text_content or "")
            elif role != _SKIP:
                if spans and role == _SPAN and self._parts and self._span_ends_line(child):
                    self._flush(block)
                self._inline(child, role, block, paragraph=paragraph)

    def _text(self, text: str) -> None:
        if not self._parts and self._href is None and text.isspace() and text.isascii():
            return
        self._parts.append(text)
        if self._href is not None:
            self._link_parts.append(text)
        if self._bold:
            self._bold_length += len(text)

    def _text_of_lines(self, text: str, block: int) -> None:
        """Take in text whose line breaks show: an empty line parts paragraphs; where there is none, every break does."""
        first, *others = (_EMPTY_LINE if _EMPTY_LINE.search(text.strip()) else _LINE_BREAK).split(text)
        self._text(first)
        for other in others:
            self._flush(block)
            self._text(other)

    def _inline(self, node: LexborNode, role: int, block: int, *, paragraph: bool) -> None:
        """Take in what belongs to the line that is open, or ends it."""
        if role == _BREAK:
            self._flush(block)
        elif role == _PLAIN:
            self.walk(node, block, paragraph=True)
        elif role == _BOLD:
            self._bold += 1
            self.walk(node, block, paragraph=True)
            self._bold -= 1
        elif role == _PICTURE:
            self.items.append(Picture(node.attributes, block, self._href))
        elif role == _FIELD:
            self.blocks[block].fields += _is_typed_into(node)
        else:
            attributes = node.attributes
            if attributes and (_hidden(attributes) or (self._figures and self._take_credit(node, attributes.get("class") or ""))):
                return
            if role == _ANCHOR:
                outer = self._href
                if self._link_parts:
                    self._close_link()
                self._href = attributes.get("href") or None
                self.walk(node, block, paragraph=True)
                self._close_link()
                self._href = outer
            else:
                self.walk(node, block, paragraph=paragraph)

    # -- spans as paragraphs -----------------------------------------------------------------------------------------

    @staticmethod
    def _spans_are_paragraphs(node: LexborNode) -> bool:
        first = node.first_child
        while first is not None and first.is_empty_text_node:
            first = first.next
        if first is None or first.tag != "span":
            return False
        spans, long = 0, False
        for child in node.iter(include_text=True, skip_empty=True):
            tag = child.tag
            if tag == "span":
                spans += 1
                long = long or weight(squeeze(child.text())) >= _PARAGRAPH_WEIGHT
            elif _ROLE_OF.get(tag or "") in _WITHIN_LINES:
                return False
        return long and spans > 1

    def _span_ends_line(self, node: LexborNode) -> bool:
        """Whether a span that follows another starts a line of its own."""
        before = "".join(self._parts)
        left = squeeze(before)
        if not left:
            return False
        gap = before[len(before.rstrip(" \t\r\n\f")) :]
        return "\n" in gap or left.endswith(_SENTENCE_ENDS) or (weight(left) >= _PARAGRAPH_WEIGHT <= weight(squeeze(node.text())))

    # -- tables and figures ------------------------------------------------------------------------------------------

    def _close_row(self, row: int) -> None:
        """Make one line with a bar of a row whose cells are short: one line each, or a picture with caption and credit."""
        start = self.blocks[row].start
        kept: Line | None = None
        merged: set[int] = set()
        for cell in range(row + 1, len(self.blocks)):
            block = self.blocks[cell]
            if block.parent != row:
                continue
            inside = self.items[block.start : block.end]
            lines = [item for item in inside if isinstance(item, Line)]
            if any(line.heading or line.cell or line.text == "|" for line in lines) or not _is_short_cell(lines, len(inside)):
                return
            for number, line in enumerate(lines):
                if kept is None:
                    kept = replace(line, cell=True, links=[*line.links])
                    first = line
                else:
                    kept.text = f"{kept.text}{' ' if number else ' | '}{line.text}"
                    kept.weight += line.weight
                    kept.link_weight += line.link_weight
                    kept.links += line.links
                    merged.add(id(line))
        if kept is None:
            return
        kept.text = kept.text.removesuffix("|").rstrip(" ")
        place = next(index for index in range(start, len(self.items)) if self.items[index] is first)
        self.items[place] = kept
        if merged:
            self.items[start:] = [item for item in self.items[start:] if id(item) not in merged]
            self._clamp(row)

    def _take_lines(self, index: int) -> str:
        """Take the lines of the block that was closed last out of the run."""
        start = self.blocks[index].start
        text = " ".join(item.text for item in self.items[start:] if isinstance(item, Line))
        self.items[start:] = [item for item in self.items[start:] if isinstance(item, Picture)]
        del self.blocks[index + 1 :]
        self.blocks[index].end = len(self.items)
        for item in self.items[start:]:
            item.block = index
        return text

    def _is_caption(self, names: str) -> bool:
        return bool(names) and not self._captions.isdisjoint(names.split())

    def _take_credit(self, node: LexborNode, names: str) -> bool:
        """Keep the text of an element in a figure that a class marks as the credit out of the run."""
        if not names or self._credits.isdisjoint(names.lower().split()):
            return False
        text = squeeze(node.text(deep=True, separator=" "))
        if text and visible(text):
            self._credit = f"{self._credit} {text}" if self._credit else text
        return True

    def _close_caption(self, index: int) -> None:
        start = self.blocks[index].start
        picture = self.items[start - 1] if start else None
        in_figure = any(self.blocks[parent].tag == "figure" for parent in _chain(self.blocks, index))
        if in_figure:
            text = self._take_lines(index)
            if text or self._credit:
                self.items.append(Picture({}, index, None, text or None, self._credit))
                self.blocks[index].end = len(self.items)
        elif isinstance(picture, Picture) and picture.caption is None:
            picture.caption = self._take_lines(index) or None
            picture.credit = self._credit
        else:
            return
        self._credit = None

    def _close_figure(self, index: int) -> None:
        """Put the captions of a figure to its pictures: each to the one before it, the first also to one after it."""
        start = self.blocks[index].start
        pictures = [item for item in self.items[start:] if isinstance(item, Picture)]
        real = [picture for picture in pictures if picture.attributes]
        credit, self._credit = self._credit, None
        if not real:
            return
        captions = [picture for picture in pictures if not picture.attributes]
        merged: set[int] = set()
        for caption in captions:
            before = [picture for picture in pictures[: pictures.index(caption)] if picture.attributes]
            target = before[-1] if before else real[0]
            if target.caption is None:
                target.caption, target.credit = caption.caption, caption.credit or target.credit
                merged.add(id(caption))
        if merged:
            self.items[start:] = [item for item in self.items[start:] if id(item) not in merged]
            self._clamp(index)
        real[-1].credit = real[-1].credit or credit

    def _clamp(self, index: int) -> None:
        """Blocks inside lose their exact stretch when a line goes: what is left becomes the outer block's."""
        for item in self.items[self.blocks[index].start :]:
            item.block = index
        del self.blocks[index + 1 :]
        self.blocks[index].end = len(self.items)


def _is_short_cell(lines: list[Line], items: int) -> bool:
    """Whether a cell holds at most one line, or a picture with little text."""
    if len(lines) <= 1:
        return True
    return len(lines) < items and len(lines) <= _CAPTION_LINES and sum(line.weight for line in lines) <= _CAPTION_WEIGHT


def _chain(blocks: list[Block], index: int) -> Iterable[int]:
    while index >= 0:
        yield index
        index = blocks[index].parent


def outline(root: LexborNode, caption_names: frozenset[str] = frozenset(), credit_names: frozenset[str] = frozenset()) -> Outline:
    """Write a tree down as a run of lines and pictures.

    ``caption_names`` are classes that mark a caption outside ``figure``, ``credit_names`` those that mark a credit in a caption.
    """
    walker = _Walker(caption_names, credit_names)
    walker.block(root, root.tag or "body", root.attributes, -1)
    return Outline(walker.items, walker.blocks)
