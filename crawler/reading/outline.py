"""A page as the eye sees it: one run of lines and pictures in page order, and the blocks they stand in.

Nothing here knows a site. A line is what stands between two block edges or line breaks, whatever the tags are; a block
knows its parent and which stretch of the run is its own, so that every question about a part of the page is one about a
stretch of numbers. One pass over the tree makes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.reading.markup import text_of
from crawler.reading.outline_items import Block, Line, Link, Outline, Picture, squeeze, weight
from crawler.reading.outline_line import OpenLine
from crawler.reading.outline_rows import close_caption, close_figure, close_row
from crawler.reading.unseen import is_unseen
from crawler.text.spelling import collapse, visible

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = ["Block", "Line", "Link", "Names", "Outline", "Picture", "outline", "squeeze", "weight"]

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
_SENTENCE_ENDS = tuple('.!?…:;。！？：；」』）)]】］»”"|।؟۔။៕')
# From this weight on a run of text is a paragraph and not a label.
_PARAGRAPH_WEIGHT = 60
_WITHIN_LINES = (_TEXT, _PLAIN, _BOLD, _ANCHOR, _INLINE, _BREAK)
# Where white space is text: by class, as utility styles have it, or by style.
_PREFORMATTED = re.compile(r"white-?space(?:-pre|:\s*(?:pre|break-spaces))")
# What React streams after the page's shell stands in hidden boxes of these names until its script has moved it.
_STREAMED = re.compile(r"S:[0-9a-f]+")
_EMPTY_LINE, _LINE_BREAK = re.compile(r"\n[ \t\r]*\n\s*"), re.compile(r"\r?\n")
# A class that shows again, on wider screens, what another class hides: "hidden md:block", "d-none d-lg-flex".
_SHOWN_AGAIN = re.compile(
    r"(?:^|[\s:_-])(?:sm|md|lg|xl|xxl|2xl|desktop|tablet|print)[:_-](?:block|flex|grid|inline|table|contents|not-sr-only)"
)
_TYPED = frozenset(("text", "email", "password", "search", "tel", "url"))
_DEEPEST = 120


@dataclass(frozen=True, slots=True)
class Names:
    """Class words that say what an element is: a caption outside ``figure``, the credit in a caption, an element that is not shown."""

    captions: frozenset[str] = frozenset()
    credits: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def caption(self, names: str) -> bool:
        """Whether an element of these names is a caption."""
        return bool(names) and not self.captions.isdisjoint(names.split())

    def credit(self, names: str) -> bool:
        """Whether an element of these names is a credit."""
        return bool(names) and not self.credits.isdisjoint(names.lower().split())

    def hides(self, names: str) -> bool:
        """Whether an element of these names is not shown on any screen."""
        return bool(names) and not self.hidden.isdisjoint(names.split()) and _SHOWN_AGAIN.search(names) is None


def _hidden(attributes: dict[str, str | None]) -> bool:
    if ("hidden" in attributes and not _STREAMED.fullmatch(attributes.get("id") or "")) or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and is_unseen(style)


def _is_preformatted(names: str, style: str) -> bool:
    """Whether a block of these names and this style shows its text's line breaks. Few have the word in either."""
    return ("white" in names or "white" in style) and _PREFORMATTED.search(f"{names} {style}") is not None


def _is_typed_into(node: LexborNode) -> bool:
    """Whether a form's element is one that a reader writes in."""
    return node.tag == "textarea" or (node.tag == "input" and (node.attributes.get("type") or "text").lower() in _TYPED)


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


def _span_ends_line(before: str, node: LexborNode) -> bool:
    """Whether a span that follows the text ``before`` starts a line of its own."""
    left = squeeze(before)
    if not left:
        return False
    gap = before[len(before.rstrip(" \t\r\n\f")) :]
    return "\n" in gap or left.endswith(_SENTENCE_ENDS) or (weight(left) >= _PARAGRAPH_WEIGHT <= weight(squeeze(node.text())))


class _Walker:
    """Walks the tree once and writes the outline down."""

    def __init__(self, names: Names) -> None:
        self.page = Outline([], [])
        self._names = names
        self._marks = names.captions | names.hidden
        self._line = OpenLine()
        self._figures = 0
        self._credit: str | None = None
        self._depth = 0
        self._preformatted = 0

    def block(self, node: LexborNode, tag: str, attributes: dict[str, str | None], parent: int) -> None:
        """Open a block, walk through it, close it. A ``nav`` is one line that counts as linked: nobody asks what is in it."""
        page, names = self.page, attributes.get("class") or ""
        if self._figures and self._take_credit(node, names):
            return
        words = f"{names} {attributes['id']}" if "id" in attributes else names
        marked = bool(words) and not self._marks.isdisjoint(words.split())
        hidden = marked and self._names.hides(names)
        names = words
        index = len(page.blocks)
        depth = page.blocks[parent].depth + 1 if parent >= 0 else 0
        block = Block(tag, parent, depth, len(page.items), names, attributes.get("role") or "", hidden=hidden)
        page.blocks.append(block)
        captioned = tag in ("figure", "figcaption") or (marked and self._names.caption(names))
        if tag == "nav":
            text = collapse(node.text(separator=" "))
            if text:
                page.items.append(Line(text, tag, index, len(text), len(text)))
        else:
            preformatted = tag == "pre" or _is_preformatted(names, attributes.get("style") or "")
            self._preformatted += preformatted
            self._figures += captioned
            self.walk(node, index, paragraph=tag in _ONE_PARAGRAPH)
            self._preformatted -= preformatted
            self._figures -= captioned
        if self._line.parts:
            self._flush(index)
        block.end = len(page.items)
        if captioned or tag == "tr":
            self._close(tag, index, captioned=captioned)

    def _close(self, tag: str, index: int, *, captioned: bool) -> None:
        if tag == "tr":
            close_row(self.page, index)
        elif tag == "figure":
            credit, self._credit = self._credit, None
            close_figure(self.page, index, credit)
        elif captioned and close_caption(self.page, index, self._credit):
            self._credit = None

    def walk(self, node: LexborNode, block: int, *, paragraph: bool) -> None:
        """Walk through a node's children; inline ones add to the line that is open, blocks end it.

        Broken pages nest without end: from some depth on what is inside is one run of text.
        """
        if self._depth > _DEEPEST:
            self._line.add(node.text(deep=True, separator=" "))
            return
        self._depth += 1
        spans = not paragraph and _spans_are_paragraphs(node)
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            role = _ROLE_OF.get(tag)
            if role is None:
                self._inner_block(child, tag, block)
            elif role == _TEXT:
                self._text(child.text_content or "", block)
            elif role != _SKIP:
                if spans and role == _SPAN and self._line.parts and _span_ends_line("".join(self._line.parts), child):
                    self._flush(block)
                self._inline(child, role, block, paragraph=paragraph)
        self._depth -= 1

    def _inner_block(self, node: LexborNode, tag: str, parent: int) -> None:
        attributes = node.attributes
        if attributes and _hidden(attributes):
            self._note_hidden(node)
            return
        if self._line.parts:
            self._flush(parent)
        self.block(node, tag, attributes, parent)

    def _text(self, text: str, block: int) -> None:
        """Take in text. Where its line breaks show, an empty line parts paragraphs; where there is none, every break does."""
        if not self._preformatted:
            self._line.add(text)
            return
        first, *others = (_EMPTY_LINE if _EMPTY_LINE.search(text.strip()) else _LINE_BREAK).split(text)
        self._line.add(first)
        for other in others:
            self._flush(block)
            self._line.add(other)

    def _inline(self, node: LexborNode, role: int, block: int, *, paragraph: bool) -> None:
        """Take in what belongs to the line that is open, or ends it."""
        if role == _BREAK:
            self._flush(block)
        elif role == _PLAIN:
            self.walk(node, block, paragraph=True)
        elif role == _BOLD:
            self._line.bold += 1
            self.walk(node, block, paragraph=True)
            self._line.bold -= 1
        elif role == _PICTURE:
            self.page.items.append(Picture(node.attributes, block, self._line.href))
        elif role == _FIELD:
            self.page.blocks[block].fields += _is_typed_into(node)
        else:
            self._classed(node, role, block, paragraph=paragraph)

    def _classed(self, node: LexborNode, role: int, block: int, *, paragraph: bool) -> None:
        """Take in an inline element that may be a link, a credit, or hidden."""
        attributes = node.attributes
        names = attributes.get("class") or ""
        if _hidden(attributes) or self._names.hides(names):
            self._note_hidden(node)
        elif self._figures and self._take_credit(node, names):
            pass
        elif role == _ANCHOR:
            line = self._line
            outer = line.href
            if line.link_parts:
                line.close_link()
            line.href = attributes.get("href") or None
            self.walk(node, block, paragraph=True)
            line.close_link()
            line.href = outer
        else:
            self.walk(node, block, paragraph=paragraph)

    def _flush(self, block: int) -> None:
        """End the line that is open, if one is."""
        if self._line.parts:
            line = self._line.take(self.page.blocks[block].tag, block)
            if line is not None:
                self.page.items.append(line)

    def _note_hidden(self, node: LexborNode) -> None:
        text = text_of(node)
        if text and visible(text):
            self.page.hidden.append((len(self.page.items), text))

    def _take_credit(self, node: LexborNode, names: str) -> bool:
        """Keep the text of an element in a figure that a class marks as the credit out of the run."""
        if not self._names.credit(names):
            return False
        text = squeeze(node.text(deep=True, separator=" "))
        if text and visible(text):
            self._credit = f"{self._credit} {text}" if self._credit else text
        return True


def outline(root: LexborNode, names: Names | None = None) -> Outline:
    """Write a tree down as a run of lines and pictures; ``names`` tells what classes say of an element."""
    walker = _Walker(names or Names())
    walker.block(root, root.tag or "body", root.attributes, -1)
    return walker.page
