"""What a page's outline is made of: lines and pictures in page order, and the blocks they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.text.spelling import collapse

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]+")
_WIDE_WEIGHT = 2
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


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

    ``names`` are the words of its class and id; ``fields`` counts the fields right in it that a reader types into; ``hidden`` says that its
    class hides it, which a script or a wider screen may undo.
    """

    tag: str
    parent: int
    depth: int
    start: int
    names: str = ""
    role: str = ""
    end: int = 0
    fields: int = 0
    hidden: bool = False


@dataclass(slots=True)
class Outline:
    """The whole page: lines and pictures in order, and all blocks in document order (a parent before its children).

    ``hidden`` holds text that the page does not show, each with the number of the items before it.
    """

    items: list[Line | Picture]
    blocks: list[Block]
    hidden: list[tuple[int, str]] = field(default_factory=list)

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
