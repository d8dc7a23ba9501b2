"""The text of an article as MasterCMS stores it: paragraphs and images out of a container that editors fill by hand.

The container's markup is whatever was pasted into it over ten years, so nothing is dropped for being unknown: what a class says to be an
advert, a related box, a byline goes to ``removed``; all other text stays, and elements that no rule knows are named in ``unknown``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.page import Removed
from crawler.reading.markup import masked_email, text_of
from crawler.reading.unseen import is_unseen
from crawler.sites.baoquocte.mastercms_boxes import Looks, box_kind
from crawler.sites.baoquocte.mastercms_content import Content
from crawler.sites.baoquocte.mastercms_lines import BREAK, Piece, lines_of, said
from crawler.sites.baoquocte.mastercms_picture_tables import PictureTables
from crawler.sites.baoquocte.mastercms_pictures import FILMS, MEDIA, TABLE_PARTS, figures, shows
from crawler.text.spelling import collapse, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from crawler.page import Image
    from crawler.sites.baoquocte.mastercms_content import BodyRules

# Elements that say nothing about themselves unless a class does.
_TEXT = ("p", "blockquote", "pre", "address", "ul", "ol", "li", "dl", "dt", "dd", "hr")
_FRAMES = ("div", "section", "article", "center", "main", "figure", "details", "summary")
_TABLE = ("tr", "td", "th", "caption", "colgroup", "col")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ORDINARY = TABLE_PARTS.union(_HEADINGS, _TEXT, _FRAMES, _TABLE)
# The most frequent ones; without attributes no rule can say anything about them.
_PLAIN = frozenset(("p", "i", "u", "li", "td", "tr", "tbody", "span"))
_BLOCKS = _ORDINARY | MEDIA | frozenset(("table", "aside", "nav", "form", "header", "footer", "fieldset"))
_BOXES = frozenset(("div", "section", "aside", "form", "ol", "ul", "dl", "article"))
_EMPHASIS = frozenset(("strong", "b", "em", "i"))
_IMAGES = frozenset(("img", "amp-img"))
_GOOGLE_OFF = "googleoff"
_GOOGLE_ON = "googleon"
_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)", re.IGNORECASE)
_MARKS_BETWEEN = " .,;-–—/()\u00a0\t\r\n"
_RIGHT_CLASSES = frozenset(("text-right", "align-right", "text-end"))


@dataclass(slots=True)
class BodyReader:
    """Goes through a container once and collects what is in it."""

    rules: BodyRules
    base: str
    content: Content = field(init=False)
    _line: list[Piece] = field(default_factory=list)
    _waiting: list[Image] = field(default_factory=list)
    _skip_to: int | None = None
    _never_on: int | None = None
    # What stands around the node that is being read.
    _link: str | None = None
    _marks: list[int] = field(default_factory=list)
    _heading: bool = False
    _behind_film: bool = False
    _looks: Looks = field(default_factory=Looks)

    def __post_init__(self) -> None:
        self.content = Content(self.rules.caption)

    def read(self, container: LexborNode) -> None:
        """Add a container's paragraphs and images."""
        self._inside(container)

    def read_one(self, node: LexborNode) -> None:
        """Add one node, itself included; text and what runs along in it stay in one line with their neighbours."""
        below = self._enter(node)
        if below is not None:
            self._walk(node)
        if node.tag in _BLOCKS:
            self._flush()

    def end_line(self) -> None:
        """End the open line."""
        self._flush()

    @property
    def skipping(self) -> bool:
        """Tell whether the site switched search engines off for what comes now."""
        return self._skip_to is not None

    def _inside(self, top: LexborNode) -> None:
        self._flush()
        self._walk(top)
        self._flush()

    def _walk(self, top: LexborNode) -> None:
        end = top.mem_id  # nodes themselves compare by their markup
        node = top.first_child
        while node is not None:
            following = self._enter(node) or node.next
            while following is None:
                node = node.parent
                if node is None or node.mem_id == end:
                    self._leave(top)
                    return
                if node.tag in _BLOCKS:
                    self._flush()
                self._leave(node)
                following = node.next
            node = following

    def _leave(self, node: LexborNode) -> None:
        if node.tag == "a":
            self._link = None
        elif node.tag in _HEADINGS:
            self._heading = False
        if self._marks and self._marks[-1] == node.mem_id:
            self._marks.pop()

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
            return self._open(node, tag)
        kind = self.rules.kind(tag, attributes)
        if self._skip_to is not None:
            self._within_off(node, kind)
            return None
        if kind in (None, "plain", "keep") and ("hidden" in attributes or is_unseen(attributes.get("style") or "", faded=True)):
            kind = "hidden"
        if kind in (None, "plain") and tag in _BOXES:
            kind = box_kind(node, self.rules.lines, self._looks) or kind
        return self._element(node, tag, kind)

    def _open(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Go into an element, and remember what it is to the text inside."""
        if tag in _BLOCKS:
            self._flush()
        below = node.first_child
        if below is None:
            return None
        attributes = node.attributes
        if tag == "a":
            self._link = (attributes.get("href") or "").strip() or None
        elif tag in _HEADINGS:
            self._heading = True
        if tag in _EMPHASIS or (attributes and _is_right(attributes)):
            self._marks.append(node.mem_id)
        return below

    def _words(self, text: str) -> None:
        if self._skip_to is not None:
            if visible(text):
                self.content.removed.append(Removed("related", collapse(text)))
        elif self._line or not text.isspace():
            self._line.append(Piece(text, self._link, bool(self._marks)))

    def _within_off(self, node: LexborNode, kind: str | None) -> None:
        """Deal with an element between the comments that switch a search engine off: what is known to be the article's still is."""
        if kind in ("keep", "picture", "caption"):
            resume, self._skip_to = self._skip_to, None
            if self._element(node, node.tag or "", kind) is not None:
                self._inside(node)
            self._skip_to = resume
        elif kind != "silent":
            self.content.take_out("related" if kind in (None, "plain") else kind, node)

    def _element(self, node: LexborNode, tag: str, kind: str | None) -> LexborNode | None:
        if tag == "table" and kind in (None, "picture", "plain", "keep") and self._table(node, kind):
            return None
        if kind == "caption" or tag == "figcaption":
            self._flush()
            self._caption(text_of(node))
        elif kind == "picture":  # a class that is a table's, on another element
            self._flush()
            self._inside(node)
        elif kind not in (None, "plain", "keep"):
            self._flush()
            if kind != "silent":
                self.content.take_out(str(kind), node)
        elif tag == "br":
            self._line.append(Piece(BREAK))
        elif tag in _IMAGES:
            self._image(node)
        elif not self._leaf(node, tag, kind):
            return self._open(node, tag)
        return None

    def _table(self, node: LexborNode, kind: str | None) -> bool:
        """Deal with a table that holds a picture, a film or figures; False for one that only lays out a page."""
        longest = self.rules.caption.longest
        if (rows := figures(node)) is not None:
            self._flush()
            self.content.blocks += rows
            self._behind_film = False
        elif kind == "picture" or (kind is None and shows(node, "img", longest)):
            self._flush()
            PictureTables(self.content, self.rules, self.base, self._inside).read(node, known=kind is not None)
        elif kind != "keep" and shows(node, FILMS, longest):
            self._flush()
            self.content.take_out("film", node)
        else:
            return False
        return True

    def _leaf(self, node: LexborNode, tag: str, kind: str | None) -> bool:
        """Deal with what has nothing inside to go through; False for all else."""
        email = masked_email(node)
        if email is not None:
            self._line.append(Piece(email))
            return True
        if tag in _BLOCKS:
            self._flush()
            if kind is None and (tag not in _ORDINARY or (tag == "div" and node.attributes.get("class"))):
                self.content.note(node)
        if tag in MEDIA:
            self.content.films = self._behind_film = True
        return tag in MEDIA

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

    def _flush(self) -> None:
        """End the open line: its text becomes one paragraph, or several where two line breaks stand in it."""
        if self._line:
            pieces = list(self._line)
            self._line.clear()
            for lines in lines_of(pieces):
                self._paragraph(lines)
        if self._waiting:
            self.content.blocks.extend(self._waiting)
            self._waiting.clear()
            self._behind_film = False

    def _paragraph(self, lines: Iterable[list[Piece]]) -> None:
        """Add what of a paragraph's lines is text."""
        kept: list[Piece] = []
        for line in lines:
            text, gone = self.rules.lines.sort(line, heading=self._heading)
            self.content.removed += gone
            kept += [Piece(" "), *text] if kept and text else text
        paragraph = said(kept)
        if not visible(paragraph):
            return
        if self._behind_film and self._is_film_caption(paragraph):
            self.content.removed.append(Removed("caption", paragraph))
            return
        self._behind_film = False
        self.content.blocks.append(paragraph)
        if all(piece.marked for piece in kept if piece.text.strip(_MARKS_BETWEEN)):
            self.content.signed.add(len(self.content.blocks) - 1)

    def _is_film_caption(self, text: str) -> bool:
        caption = self.rules.caption
        return len(text) <= caption.longest and (self.rules.lines.film.match(text) is not None or caption.has_credit(text))

    def _image(self, node: LexborNode) -> None:
        image = self.rules.pictures.image(node, self.base)
        if image is not None:
            # In the middle of a paragraph it must not part the sentence.
            self._waiting.append(image)

    def _caption(self, text: str) -> None:
        """Give a caption to its images; a film's caption is no image's."""
        if not visible(text):
            return
        if self._behind_film:
            self.content.removed.append(Removed("caption", text))
        else:
            self.content.caption(text)


def _is_right(attributes: dict[str, str | None]) -> bool:
    """Tell whether an element with these attributes sets its text to the right."""
    if _RIGHT.search(attributes.get("style") or "") or (attributes.get("align") or "").lower() == "right":
        return True
    return not _RIGHT_CLASSES.isdisjoint((attributes.get("class") or "").split())
