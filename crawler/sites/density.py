"""Where on a page the article stands: text density against link density over blocks, and nearness to what is certain.

Works on an outline alone. Weights, not words, are counted: half of the languages put no spaces between words. Certain are the
headline, the source line and the ad slots; what shares the deepest blocks with them is the article, however dense a footer is.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.sites.outline import Line, weight
from crawler.sites.tail import is_teaser_link
from crawler.sites.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.sites.outline import Outline

# From this weight on a line without links is prose, and not a label or a button.
_PROSE = 25
# A block of this share of the page's prose is not furniture, whatever it is called.
_MOST = 0.5
_MUCH = 0.4
# A candidate with less than this part of the densest one's text is none.
_ENOUGH = 0.2
# Furniture with standfirsts: at most so many lines and so much text for each headline that is a link.
_LINES_A_TEASER = 1.6
_TEXT_A_TEASER = 450
_HEADING = 80
_CARD_LINES = 4
_SURELY_A_LIST = 3
# What invites to write an address or a comment: a field to type into, and so few and short lines around it.
_FORM_LINES, _FORM_TEXT = 3, 240
# More text than this in one paragraph says nothing more for a block.
_LONG = 300
# Letters in a row by which a text is compared with its headline: of an alphabet, and of Chinese or Japanese.
_RUN, _WIDE_RUN = 5, 2

_SEMANTIC = {"nav": "navigation", "aside": "related", "footer": "footer", "dialog": "banner", "form": "form", "menu": "navigation"}
_ROLES = {
    "navigation": "navigation",
    "banner": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "complementary": "related",
    "contentinfo": "footer",
    "dialog": "banner",
    "alertdialog": "banner",
    "alert": "banner",
    "search": "form",
    "button": "navigation",
    "tablist": "navigation",
    "form": "form",
}
# Sorts of furniture whose elements are also used to wrap a whole article.
_WRAPPING = ("form", "related", "banner")
# Blocks that only shape text: what stands in them belongs to the block around.
_SHAPES = frozenset(("p", "blockquote", "ul", "ol", "table", "tbody", "tr", "li", "center"))
# Siblings of these kinds may be parts of one text though they have no name in common.
_PARTS = frozenset(("section", "article", *_SHAPES))


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


def _is_teaser(line: Line) -> bool:
    return bool(line.links) and line.linked and not line.text.startswith("http") and is_teaser_link(line.links[0].href)


def _holds(places: list[int], start: int, end: int) -> bool:
    """Whether one of the places, which are in order, stands in the stretch."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


class Density:
    """Sums over a page's lines, so that a question about any block costs the same whatever its size."""

    def __init__(self, page: Outline) -> None:
        self.page = page
        text = [0]
        linked = [0]
        lines = [0]
        teasers = [0]
        for item in page.items:
            if isinstance(item, Line):
                own, link = item.weight - item.link_weight, item.link_weight
                text.append(max(0, own))
                linked.append(link)
                lines.append(1)
                teasers.append(1 if link and _is_teaser(item) else 0)
            else:
                text.append(0)
                linked.append(0)
                lines.append(0)
                teasers.append(0)
        self.is_teaser = teasers[1:]
        self.text = list(accumulate(text))
        self.linked = list(accumulate(linked))
        self.lines = list(accumulate(lines))
        self.teasers = list(accumulate(teasers))
        self.gone: list[str | None] = [None] * len(page.items)

    # -- furniture -------------------------------------------------------------------------------------------------

    def mark_furniture(self, anchors: Anchors, hint: Callable[[str], str | None]) -> None:
        """Say of every line that stands in furniture what sort it is (``gone``): by element, by name, by links, by teasers."""
        total = self.text[-1] or 1
        gone = self.gone
        places = anchors.places()
        self._mark_forms(places)
        done = 0
        for block in self.page.blocks:
            start, end = block.start, block.end
            if start < done or start >= end or _holds(places, start, end):
                continue
            kind = _SEMANTIC.get(block.tag) or (_ROLES.get(block.role) if block.role else None)
            share = (self.text[end] - self.text[start]) / total
            if (kind in _WRAPPING and share >= _MOST) or (block.role == "button" and self.lines[end] == self.lines[start]):
                kind = None
            if kind is None and block.names and share < _MUCH:
                kind = hint(block.names)
            if kind is None:
                kind = self._linky(start, end, share)
            if kind is not None:
                gone[start:end] = [kind] * (end - start)
                done = end

    def _mark_forms(self, places: list[int]) -> None:
        """Mark the largest blocks around fields that hold little else and nothing that is certain."""
        blocks = self.page.blocks
        for index, block in enumerate(blocks):
            if not block.fields:
                continue
            for ancestor in self.page.ancestors(index):
                start, end = blocks[ancestor].start, blocks[ancestor].end
                text = self.text[end] - self.text[start]
                much = text > _FORM_TEXT or text >= _MUCH * (self.text[-1] or 1)
                if much or self.lines[end] - self.lines[start] > _FORM_LINES or _holds(places, start, end):
                    break
                self.gone[start:end] = ["form"] * (end - start)

    def _linky(self, start: int, end: int, share: float) -> str | None:
        """Tell a list of links, and a list of teasers with their standfirsts, from text with links in it."""
        lines = self.lines[end] - self.lines[start]
        linked = self.linked[end] - self.linked[start]
        if lines < 2 or not linked:  # noqa: PLR2004 - one line is no list
            return None
        text = self.text[end] - self.text[start]
        teasers = self.teasers[end] - self.teasers[start]
        if linked > text:
            return "related" if teasers * 2 > lines - 1 else "links"
        if not teasers or (share >= _MOST and teasers < _SURELY_A_LIST):
            return None
        first = self.is_teaser.index(1, start)
        before = self.lines[first] - self.lines[start]
        if teasers == 1:
            card = before == 0 and lines <= _CARD_LINES and text <= _TEXT_A_TEASER and self._alternates(first, end)
        else:
            headed = before == 0 or (before == 1 and self.text[first] - self.text[start] <= _HEADING)
            few = lines - teasers <= _LINES_A_TEASER * teasers and text <= _TEXT_A_TEASER * teasers
            card = headed and few and self._alternates(first, end)
        return "related" if card else None

    def _alternates(self, start: int, end: int) -> bool:
        """Whether no headline that is a link is followed by more than a standfirst and a small line."""
        run = 0
        for index in range(start, end):
            if self.is_teaser[index]:
                run = 0
            elif self.text[index + 1] - self.text[index] >= _HEADING:
                run += 1
                if run > 1:
                    return False
        return True

    def mark_legal(self, anchors: Anchors, is_legal: Callable[[str], bool]) -> None:
        """Mark the blocks around lines of law (rights, licences), as far up as nothing certain stands in them.

        Only where no source line or counter says where the article ends.
        """
        if anchors.stop is not None:
            return
        page = self.page
        places = anchors.places()
        for index, item in enumerate(page.items):
            if self.gone[index] or not isinstance(item, Line) or item.cell or not is_legal(item.text):
                continue
            start, end = index, index + 1
            for ancestor in page.ancestors(item.block):
                block = page.blocks[ancestor]
                if block.parent < 0 or _holds(places, block.start, block.end):
                    break
                start, end = block.start, block.end
            self.gone[start:end] = ["footer"] * (end - start)

    # -- the article -------------------------------------------------------------------------------------------------

    def live_prose(self, index: int) -> bool:
        """Whether the line is text of its own: not furniture, not short, not mostly a link."""
        item = self.page.items[index]
        if self.gone[index] is not None or not isinstance(item, Line):
            return False
        return item.weight - item.link_weight >= _PROSE and item.link_weight * 2 < item.weight

    def _container(self, block: int, headline: int | None) -> int:
        """Return the lowest block around that holds more than this one line, and not the headline as well if it can be helped."""
        blocks = self.page.blocks
        block = blocks[block].parent if self._single(block) and blocks[block].parent >= 0 else block
        while blocks[block].parent >= 0 and (self._single(block) or blocks[block].tag in _SHAPES):
            above = blocks[blocks[block].parent]
            if headline is not None and above.start <= headline < above.end and blocks[block].tag not in _SHAPES:
                break
            block = blocks[block].parent
        return block

    def _single(self, block: int) -> bool:
        here = self.page.blocks[block]
        return self.lines[here.end] - self.lines[here.start] < 2  # noqa: PLR2004

    def find(self, anchors: Anchors, headline: str) -> Region | None:
        """Find the block that the article fills, and widen it to what belongs to it.

        Of the blocks with much text the one nearest to what is certain wins; then one that speaks at all of what the headline says; then
        one with several paragraphs; then the most text, of which no paragraph counts for more than a long one.
        """
        page = self.page
        first = anchors.headline + 1 if anchors.headline is not None else 0
        last = anchors.stop if anchors.stop is not None else len(page.items)
        own: dict[int, list[int]] = {}
        containers: dict[int, int] = {}
        for index in range(first, last):
            if self.live_prose(index):
                block = page.items[index].block
                if block not in containers:
                    containers[block] = self._container(block, anchors.headline)
                own.setdefault(containers[block], []).append(index)
        if not own:
            return None
        sums = {block: sum(min(self.text[index + 1] - self.text[index], _LONG) for index in lines) for block, lines in own.items()}
        least = _ENOUGH * max(sums.values())
        certain = [page.items[index].block for index in anchors.places()]

        def near(block: int) -> int:
            return sum(page.blocks[page.common(block, other)].depth for other in certain)

        def rank(block: int) -> tuple[bool, bool, int, int]:
            quarters = self._speaks_of(headline, own[block])
            return quarters > 0, len(own[block]) > 1, quarters, sums[block]

        candidates = [block for block in own if sums[block] >= least]
        nearest = max(map(near, candidates))
        candidates = [block for block in candidates if near(block) == nearest]
        if len(candidates) > 1:
            candidates.sort(key=rank, reverse=True)
        best = candidates[0]
        start, end = max(page.blocks[best].start, first), min(page.blocks[best].end, last)
        return self._widen(Region(start, end, best, "density near anchors" if certain else "density"), anchors, first, last)

    def _speaks_of(self, headline: str, lines: list[int]) -> int:
        """Say in quarters how much of the headline, in runs of a few letters, the lines repeat."""
        title = fold(headline)
        size = _RUN if weight(title) == len(title) else _WIDE_RUN
        runs = {title[at : at + size] for at in range(len(title) - size + 1)}
        items = self.page.items
        text = fold(" ".join(line.text for index in lines if isinstance(line := items[index], Line)))
        return 4 * sum(run in text for run in runs) // len(runs) if runs else 0

    def _widen(self, region: Region, anchors: Anchors, first: int, last: int) -> Region:
        """Take in blocks of the same make beside the region, the ad slots, and all up to the source line."""
        page = self.page
        blocks = page.blocks
        top = page.common(region.block, page.items[anchors.headline].block) if anchors.headline is not None else 0
        block = region.block
        while block != top and blocks[block].parent >= 0:
            parent = blocks[block].parent
            close = anchors.stop is not None or parent != top
            for sibling in blocks:
                if sibling.parent != parent or (sibling.tag, sibling.names) != (blocks[block].tag, blocks[block].names):
                    continue
                if not (close or sibling.names or sibling.tag in _PARTS) or sibling.start < first or sibling.end > last:
                    continue
                if any(self.live_prose(index) for index in range(sibling.start, sibling.end)):
                    region.start, region.end = min(region.start, sibling.start), max(region.end, sibling.end)
            block = parent
        for slot in anchors.slots:
            region.start, region.end = min(region.start, slot), max(region.end, slot + 1)
        if anchors.source is not None:
            region.end = max(region.end, anchors.source)
        return region
