"""Pictures and tables of an article's container: the real address of a lazy image, which table holds a picture, which one holds figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from crawler.page import Image
from crawler.reading.links import absolute, without_stamps
from crawler.reading.markup import attribute, text_of
from crawler.text.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

MEDIA = frozenset(("video", "audio", "object", "iframe", "embed"))
FILMS = ",".join(sorted(MEDIA))
TABLE_PARTS = frozenset(("tbody", "thead", "tfoot"))
_ADDRESSES = ("data-src", "data-original", "data-lazy-src", "src")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)[wx](?:,(\S*))?")
_NO_ADDRESS = ("data:", "about:", "javascript:", "blob:")
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class PictureRules:
    """What of an image's address is not the picture's."""

    dummy: re.Pattern[str]
    stamps: tuple[str, ...]

    @classmethod
    def of(cls, data: dict[str, Any]) -> PictureRules:
        """Make the rules from the ``images`` table of a site's data."""
        dummies = "|".join(map(re.escape, data["dummies"]))
        # The whole file name: "ship-loading-rice.jpg" is a photograph.
        return cls(re.compile(rf"(?:^|/)(?:(?:{dummies})[\d_x-]*)+\.\w{{3,4}}$", re.IGNORECASE), tuple(data["stamps"]))

    def image(self, node: LexborNode, base: str) -> Image | None:
        """Return an ``img`` element's picture, wherever its address waits; None for a dot that counts readers, or without an address."""
        attributes = node.attributes
        if attributes.get("width") in ("0", "1") or attributes.get("height") in ("0", "1"):
            return None
        for address in self._candidates(node):
            if address and not address.startswith(_NO_ADDRESS) and not self.dummy.search(address.partition("?")[0]):
                try:
                    return Image(without_stamps(urljoin(base, address), self.stamps))
                except ValueError:
                    continue
        return None

    def _candidates(self, node: LexborNode) -> Iterator[str]:
        yield from _addresses(node)
        if node.parent is not None and node.parent.tag == "picture":
            for source in node.parent.css("source"):
                yield from _addresses(source)


def _addresses(node: LexborNode) -> Iterator[str]:
    attributes = node.attributes
    for name in _ADDRESSES[:-1]:
        yield (attributes.get(name) or "").strip()
    for name in _LAZY_SETS:
        yield largest(attributes.get(name) or "")
    yield (attributes.get("src") or "").strip()
    yield largest(attributes.get("srcset") or "")


def largest(srcset: str) -> str:
    """Return the address of the largest picture of a ``srcset``; empty where there is none."""
    best, most, url = "", -1.0, ""
    for token in (*srcset.split(), ""):
        size = _SIZE.fullmatch(token)
        if size is not None or url:
            # An address without a size ends at the next one.
            number = float(size[1]) if size is not None else 0.0
            if url and number > most:
                best, most = url, number
        url = (size[2] or "") if size is not None else token.rstrip(",")
    return best


def images_of(nodes: Iterable[LexborNode], base: str) -> Iterator[str]:
    """Yield the absolute addresses of images, lazy ones included."""
    for node in nodes:
        address = attribute(node, *_ADDRESSES)
        if address:
            yield absolute(base, address)


def rows_of(table: LexborNode) -> Iterator[LexborNode]:
    """Yield a table's own rows, not those of tables inside it."""
    part = table.first_child
    while part is not None:
        if part.tag in ("tr", "caption"):
            yield part
        elif part.tag in TABLE_PARTS:
            row = part.first_child
            while row is not None:
                if row.tag == "tr":
                    yield row
                row = row.next
        part = part.next


def cells_of(row: LexborNode) -> Iterator[LexborNode]:
    """Yield a row's cells; a caption is a row of one."""
    if row.tag == "caption":
        yield row
        return
    cell = row.first_child
    while cell is not None:
        if cell.tag in ("td", "th"):
            yield cell
        cell = cell.next


def shows(table: LexborNode, what: str, longest: int) -> bool:
    """Tell whether a table is rows of images (or films: ``what`` is a selector) alone and of short texts alone, one of the former first."""
    shapes: list[bool] = []
    for row in rows_of(table):
        for cell in cells_of(row):
            has_one, text = cell.css_first(what) is not None, text_of(cell)
            if cell.css_first("table") is not None or len(text) > longest or (has_one and visible(text)):
                return False
            if has_one or visible(text):
                shapes.append(has_one)
    return bool(shapes) and shapes[0] and shapes.count(True) >= shapes.count(False)


def figures(table: LexborNode) -> list[str] | None:
    """Return a paragraph for each row of a table of facts; None for a table that lays out a page.

    A table of facts has headed cells, or two rows and more of two cells and more, and in each cell one paragraph at most.
    """
    rows = [[cell for cell in cells_of(row) if visible(text_of(cell))] for row in rows_of(table)]
    headed = table.css_first("th") is not None
    if not headed and sum(len(cells) > 1 for cells in rows) < _FEWEST_ROWS:
        return None
    # The search finds the table itself too.
    if len(table.css("table")) > 1 or table.css_first(f"img,{FILMS}") is not None:
        return None
    if any(len(cell.css("p,li")) > 1 for cells in rows for cell in cells):
        return None
    return [" | ".join(map(text_of, cells)) for cells in rows if cells]
