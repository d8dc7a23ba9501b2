"""Sums over a page's lines, so that a question about any block costs the same whatever its size.

Weights, not words, are counted: half of the languages put no spaces between words.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.reading.any_layout.line_kinds import is_teaser_link
from crawler.reading.outline import Line

if TYPE_CHECKING:
    from crawler.reading.outline import Outline, Picture

# From this weight on a line without links is prose, and not a label or a button; from the second on it is a paragraph.
_PROSE, _PARAGRAPH = 25, 80
SOLID = 2
# More text than this in one paragraph says nothing more for a block.
_LONG = 300


@dataclass(slots=True)
class Anchors:
    """What is certain about a page, as places in the run of lines: the headline, the end (source line, else counter), the ad slots."""

    headline: int | None = None
    source: int | None = None
    stop: int | None = None
    slots: list[int] = field(default_factory=list)

    def places(self) -> list[int]:
        """All certain places but the counter, in order."""
        return sorted(place for place in (self.headline, self.source, *self.slots) if place is not None)


@dataclass(slots=True)
class Region:
    """The article's stretch of the run, the block that it fills, and by which rule it was found."""

    start: int
    end: int
    block: int
    rule: str


def holds(places: list[int], start: int, end: int) -> bool:
    """Whether one of the places, which are in order, stands in the stretch."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


class Sum:
    """A number for each item of a page, to be summed over any stretch."""

    def __init__(self, values: list[int]) -> None:
        self.values = values
        self._upto = list(accumulate(values, initial=0))

    def over(self, start: int, end: int) -> int:
        """The sum over the stretch, the end not included."""
        return self._upto[end] - self._upto[start]

    def whole(self) -> int:
        """The sum over the page."""
        return self._upto[-1]


class Density:
    """What each line of a page holds: own text, linked text, prose; and ``gone``: of what sort of furniture it is, if of any."""

    def __init__(self, page: Outline) -> None:
        self.page = page
        items = page.items
        self.text = Sum([max(0, item.weight - item.link_weight) if isinstance(item, Line) else 0 for item in items])
        self.linked = Sum([item.link_weight if isinstance(item, Line) else 0 for item in items])
        self.lines = Sum([isinstance(item, Line) for item in items])
        self.teasers = Sum([_is_teaser(item) for item in items])
        # Paragraphs right under a paragraph, pictures and small marks between them not counted: what no list of teasers has.
        self.solid = Sum(_under_paragraphs(page))
        self.prose = Sum([min(_own(item), _LONG) if is_prose(item) else 0 for item in items])
        self.gone: list[str | None] = [None] * len(items)

    def live_prose(self, index: int) -> bool:
        """Whether the line is text of its own: not furniture, not short, not mostly a link."""
        return self.gone[index] is None and is_prose(self.page.items[index])

    def live_paragraph(self, index: int) -> bool:
        """Whether the line is a whole paragraph of such text, and no heading."""
        return self.gone[index] is None and is_paragraph(self.page.items[index])


def _own(item: Line | Picture) -> int:
    return item.weight - item.link_weight if isinstance(item, Line) else 0


def _is_teaser(item: Line | Picture) -> bool:
    if not isinstance(item, Line) or not item.link_weight:
        return False
    return bool(item.links) and item.linked and not item.text.startswith("http") and is_teaser_link(item.links[0].href)


def is_prose(item: Line | Picture) -> bool:
    """Whether a line is text of its own: not short, not mostly a link."""
    return isinstance(item, Line) and item.weight - item.link_weight >= _PROSE and item.link_weight * 2 < item.weight


def is_paragraph(item: Line | Picture) -> bool:
    """Whether a line is a whole paragraph, and no heading."""
    return isinstance(item, Line) and not item.heading and _own(item) >= _PARAGRAPH and item.link_weight * 2 < item.weight


def _under_paragraphs(page: Outline) -> list[int]:
    """Say of each line whether it is a paragraph right under another: 2 in one box, 1 in the next one, 0 not at all."""
    found: list[int] = []
    above: int | None = None
    for item in page.items:
        box = item.block if page.blocks[item.block].tag != "p" else page.blocks[item.block].parent
        paragraph = is_paragraph(item)
        found.append(0 if above is None or not paragraph else SOLID if above == box else 1)
        if paragraph:
            above = box
        elif isinstance(item, Line) and (item.link_weight or item.heading):
            above = None
    return found
