"""The text of an article as MasterCMS stores it: paragraphs and images out of a container that editors fill by hand.

The container's markup is whatever was pasted into it over ten years, so nothing is dropped for being unknown: what a class says to be an
advert, a related box, a byline goes to ``removed``; all other text stays, and elements that no rule knows are named in ``unknown``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from crawler.sites.credits import CaptionRule
from crawler.sites.links import absolute
from crawler.sites.markup import attribute, masked_email, text_of
from crawler.sites.site import Image, Removed
from crawler.sites.text import collapse, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

_BREAK = "\0"  # never comes out of a parsed page: the parser drops or replaces it
_PARAGRAPH_BREAK = re.compile(r"\0(?:[\s\u00a0\u200b]*\0)+")
_MEDIA = frozenset(("video", "audio", "object", "iframe", "embed"))
_TABLE_PARTS = frozenset(("tbody", "thead", "tfoot"))
# Elements that say nothing about themselves unless a class does.
_ORDINARY = _TABLE_PARTS | frozenset(
    (
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "section",
        "article",
        "center",
        "main",
    )
).union(("tr", "td", "th", "caption", "colgroup", "col", "figure", "pre", "hr", "address", "details", "summary"))
# The most frequent ones; without attributes no rule can say anything about them.
_PLAIN = frozenset(("p", "strong", "b", "em", "i", "u", "li", "ul", "td", "tr", "tbody", "h2", "h3", "span"))
_BLOCKS = _ORDINARY | _MEDIA | frozenset(("table", "aside", "nav", "form", "header", "footer", "fieldset"))
_IMAGE_ADDRESSES = ("data-src", "data-original", "data-lazy-src", "src")
_GOOGLE_OFF = "googleoff"
_GOOGLE_ON = "googleon"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BodyRules:
    """What the elements of the container are, by class, id and name."""

    classes: dict[str, str]
    ids: dict[str, str]
    elements: dict[str, str]
    caption: CaptionRule

    @classmethod
    def of(cls, data: dict[str, Any]) -> BodyRules:
        """Make the rules from a site's data."""
        body = data["body"]
        return cls(body["classes"], body["ids"], body["elements"], CaptionRule.of(data["caption"]))

    def kind(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Say what an element is; None where no rule knows it."""
        for name in (attributes.get("class") or "").split():
            kind = self.classes.get(name)
            if kind is not None:
                return kind
        return self.ids.get(attributes.get("id") or "") or self.elements.get(tag)


@dataclass(slots=True)
class BodyReader:
    """Goes through a container once and collects what is in it."""

    rules: BodyRules
    base: str
    blocks: list[str | Image] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    _line: list[str] = field(default_factory=list)
    _waiting: list[Image] = field(default_factory=list)
    _skip_to: int | None = None
    _never_on: int | None = None

    def read(self, container: LexborNode) -> None:
        """Add a container's paragraphs and images."""
        self._inside(container)

    def read_one(self, node: LexborNode) -> None:
        """Add one element, itself included."""
        below = self._enter(node)
        if below is not None:
            self._inside(node)
        self._flush()

    @property
    def paragraphs(self) -> int:
        """Count the paragraphs so far."""
        return sum(isinstance(block, str) for block in self.blocks)

    def _inside(self, top: LexborNode) -> None:
        end = top.mem_id  # nodes themselves compare by their markup
        self._flush()
        node = top.first_child
        while node is not None:
            following = self._enter(node) or node.next
            while following is None:
                node = node.parent
                if node is None or node.mem_id == end:
                    self._flush()
                    return
                if node.tag in _BLOCKS:
                    self._flush()
                following = node.next
            node = following

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Deal with a node; return its first child if what is inside is still to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._words(node.text_content or "")
            return None
        if tag == "-comment":
            self._comment(node)
            return None
        attributes = node.attributes
        if not attributes and tag in _PLAIN and self._skip_to is None:
            if tag in _BLOCKS:
                self._flush()
            return node.first_child
        kind = self.rules.kind(tag, attributes)
        if self._skip_to is not None:
            self._within_off(node, kind)
            return None
        if kind is None and _HIDDEN.search(attributes.get("style") or ""):
            kind = "hidden"
        return self._element(node, tag, kind)

    def _words(self, text: str) -> None:
        if self._skip_to is not None:
            if visible(text):
                self.removed.append(Removed("related", collapse(text)))
        elif self._line or not text.isspace():
            self._line.append(text)

    def _within_off(self, node: LexborNode, kind: str | None) -> None:
        """Deal with an element between the comments that switch a search engine off: what is known to be the article's still is."""
        if kind in ("keep", "picture", "caption"):
            resume, self._skip_to = self._skip_to, None
            if self._element(node, node.tag or "", kind) is not None:
                self._inside(node)
            self._skip_to = resume
        elif kind != "silent":
            self._take_out("related" if kind in (None, "plain") else kind, node)

    def _element(self, node: LexborNode, tag: str, kind: str | None) -> LexborNode | None:
        handled = True
        if kind == "picture" or (kind is None and tag == "table" and self._is_picture(node)):
            self._flush()
            self._picture(node, known=kind is not None)
        elif kind == "caption" or tag == "figcaption":
            self._flush()
            self._caption(text_of(node))
        elif kind not in (None, "plain", "keep"):
            self._flush()
            if kind != "silent":
                self._take_out(str(kind), node)
        elif tag == "br":
            self._line.append(_BREAK)
        elif tag == "img":
            self._image(node)
        else:
            handled = self._leaf(node, tag, kind)
        return None if handled else node.first_child

    def _leaf(self, node: LexborNode, tag: str, kind: str | None) -> bool:
        """Deal with what has nothing inside to go through; False for all else."""
        email = masked_email(node)
        if email is not None:
            self._line.append(email)
            return True
        if tag in _BLOCKS:
            self._flush()
            if kind is None and (tag not in _ORDINARY or (tag == "div" and node.attributes.get("class"))):
                self._note(node, tag)
        return tag in _MEDIA

    def _note(self, node: LexborNode, tag: str) -> None:
        names = ".".join((node.attributes.get("class") or "").split())
        self.unknown.add(f"{tag}.{names}" if names else tag)

    def _comment(self, node: LexborNode) -> None:
        """Between "googleoff" and "googleon" stands what the site itself does not count as content; an unclosed one means nothing."""
        text = node.comment_content or ""
        if self._skip_to is not None:
            if node.mem_id == self._skip_to:
                self._skip_to = None
        elif _GOOGLE_OFF in text and (node.parent is None or node.parent.mem_id != self._never_on):
            following = node.next
            while following is not None:
                if following.is_comment_node and _GOOGLE_ON in (following.comment_content or ""):
                    self._skip_to = following.mem_id
                    return
                following = following.next
            # Nor will it for the next one beside this: searching again each time would take long on a page of thousands.
            self._never_on = node.parent.mem_id if node.parent is not None else None

    def _take_out(self, kind: str, node: LexborNode) -> None:
        text = text_of(node)
        if visible(text):
            self.removed.append(Removed(kind, text))
            if kind == "byline":
                self.bylines.append(text)

    def _flush(self) -> None:
        """End the open line: its text becomes one paragraph, or several where two line breaks stand in it."""
        if self._line:
            text = "".join(self._line) if len(self._line) > 1 else self._line[0]
            self._line.clear()
            for part in _PARAGRAPH_BREAK.split(text) if _BREAK in text else (text,):
                paragraph = collapse(part.replace(_BREAK, " "))
                if visible(paragraph):
                    self.blocks.append(paragraph)
        if self._waiting:
            self.blocks.extend(self._waiting)
            self._waiting.clear()

    def _image(self, node: LexborNode) -> None:
        image = self._image_of(node)
        if image is not None:
            # In the middle of a paragraph it must not part the sentence.
            self._waiting.append(image)

    def _image_of(self, node: LexborNode) -> Image | None:
        attributes = node.attributes
        if attributes.get("width") in ("0", "1") or attributes.get("height") in ("0", "1"):
            return None
        for name in _IMAGE_ADDRESSES:
            address = (attributes.get(name) or "").strip()
            if address and not address.startswith(("data:", "about:", "javascript:")):
                try:
                    return Image(urljoin(self.base, address))
                except ValueError:
                    continue
        return None

    def _caption(self, text: str) -> None:
        """Give a caption to the images right before it that have none."""
        if not visible(text):
            return
        images: list[Image] = []
        for block in reversed(self.blocks):
            if not isinstance(block, Image) or block.caption or block.credit:
                break
            images.append(block)
        if not images:
            images.append(Image(None))
            self.blocks.extend(images)
        self._label(images, text)

    def _label(self, images: Iterable[Image], text: str) -> None:
        caption, credit = self.rules.caption.split(text)
        for image in images:
            image.caption, image.credit = caption, credit
        self.removed.append(Removed("caption", text))

    def _is_picture(self, table: LexborNode) -> bool:
        """Tell a picture's table that bears no class we know: rows of images alone and of short texts alone, an image first."""
        shapes: list[bool] = []
        for row in _rows(table):
            for cell in _cells(row):
                has_image, text = cell.css_first("img") is not None, text_of(cell)
                if cell.css_first("table") is not None or len(text) > self.rules.caption.longest or (has_image and visible(text)):
                    return False
                if has_image or visible(text):
                    shapes.append(has_image)
        return bool(shapes) and shapes[0] and shapes.count(True) >= shapes.count(False)

    def _picture(self, table: LexborNode, *, known: bool) -> None:
        """Read a picture's table: rows of images, rows of captions, or both in one cell."""
        if not known:
            self._note(table, "table")
        if table.css_first("img") is None:
            self._pictureless(table)
            return
        uncaptioned: list[Image] = []
        early: list[str] = []
        for row in _rows(table):
            images, texts = self._row(row)
            if images:
                self.blocks.extend(images)
                uncaptioned = images
                texts, early = (texts or early), ([] if not texts else early)
            if not uncaptioned:
                early += texts
            elif texts:
                self._share_out(uncaptioned, texts)
                uncaptioned = []
        for text in early:
            self.blocks.append(text)
            self.unknown.add("text beside a picture")

    def _share_out(self, images: list[Image], texts: list[str]) -> None:
        """Give a row's captions to the images above: one each where the numbers agree, else all to all."""
        if len(texts) != len(images):
            self._label(images, " ".join(texts))
            return
        for image, text in zip(images, texts, strict=True):
            self._label([image], text)

    def _row(self, row: LexborNode) -> tuple[list[Image], list[str]]:
        images: list[Image] = []
        texts: list[str] = []
        for cell in _cells(row):
            if cell.css_first("table") is not None:
                self._inside(cell)
                continue
            images += [image for image in map(self._image_of, cell.css("img")) if image is not None]
            text = text_of(cell)
            if visible(text):
                texts.append(text)
        return images, texts

    def _pictureless(self, table: LexborNode) -> None:
        """Read a picture's table without a picture: the caption of a lost image or of a film, or text that was set in the wrong table."""
        text = text_of(table)
        film = table.css_first("video,iframe") is not None
        if film:
            self.unknown.add("film")
        if not visible(text):
            return
        alone = len(table.css("table")) == 1  # the search finds the table itself too
        if alone and len(text) <= self.rules.caption.longest and (film or self.rules.caption.has_credit(text)):
            image = Image(None)
            self.blocks.append(image)
            self._label([image], text)
        else:
            self.unknown.add("table of pictures without any")
            self._inside(table)


def images_of(nodes: Iterable[LexborNode], base: str) -> Iterator[str]:
    """Yield the absolute addresses of images, lazy ones included."""
    for node in nodes:
        address = attribute(node, *_IMAGE_ADDRESSES)
        if address:
            yield absolute(base, address)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """Yield a table's own rows, not those of tables inside it."""
    part = table.first_child
    while part is not None:
        if part.tag in ("tr", "caption"):
            yield part
        elif part.tag in _TABLE_PARTS:
            row = part.first_child
            while row is not None:
                if row.tag == "tr":
                    yield row
                row = row.next
        part = part.next


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    if row.tag == "caption":
        yield row
        return
    cell = row.first_child
    while cell is not None:
        if cell.tag in ("td", "th"):
            yield cell
        cell = cell.next
