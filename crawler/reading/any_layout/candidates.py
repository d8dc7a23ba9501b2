"""Where on a page the article may stand: boxes of prose, chosen by what they hold and by what they are near to.

Two readings of one outline. `nearest` starts from what is certain (headline, source line, ad slots) and asks which box in the same
frame holds the text; `weightiest` asks no name and no anchor but the headline, only how prose gathers in the blocks around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.reading.any_layout.density import SOLID, Region, is_paragraph
from crawler.reading.any_layout.headline import runs_of
from crawler.reading.outline import Line
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.reading.any_layout.density import Anchors, Density
    from crawler.reading.outline import Block, Outline

# A box with less than this part of the fullest one's text is none.
_ENOUGH = 0.2
# A box of so many paragraphs, or of so much prose, is a text and not a header with its standfirst.
_PARAGRAPHS, _SUBSTANCE = 3, 600
# A later box of so many times the text of the first is the article, and the first stood above it.
_FAR_MORE = 3
# What a paragraph is worth for the block around its own, and for the one around that.
_SHARES = (1.0, 0.5, 0.25)
# Lines of furniture that may stand between two parts of one text.
_GAP = 12
# A block that goes on with the text of the one before holds little but paragraphs.
_NEARLY_ALL = 0.8
# Blocks that only shape text: what stands in them belongs to the block around.
_SHAPES = frozenset(("p", "blockquote", "ul", "ol", "table", "tbody", "tr", "li", "center"))
# Siblings of these kinds may be parts of one text though they have no name in common.
_PARTS = frozenset(("section", "article", *_SHAPES))


@dataclass(slots=True)
class _Box:
    """Sibling blocks of one make, or one block, with the places of the prose that stands in them."""

    block: int
    lines: list[int]
    prose: int
    paragraphs: int

    @property
    def substantial(self) -> bool:
        return self.paragraphs >= _PARAGRAPHS or self.prose >= _SUBSTANCE


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where the article can be at all: below the headline, above what ends it."""

    first: int
    last: int

    @classmethod
    def of(cls, anchors: Anchors, items: int) -> Stretch:
        """Between the headline and the source line or counter, as far as these are known."""
        first = anchors.headline + 1 if anchors.headline is not None else 0
        return cls(first, anchors.stop if anchors.stop is not None else items)


def nearest(density: Density, anchors: Anchors, headline: str) -> Region | None:
    """Find the box with the article's text in the frame around what is certain, and widen it to what belongs to it."""
    stretch = Stretch.of(anchors, len(density.page.items))
    boxes = _boxes(density, anchors, stretch)
    if not boxes:
        return None
    best = _best(density, anchors, headline, boxes)
    region = _region(density.page, best.block, stretch, "density near anchors" if anchors.places() else "density")
    region.start, region.end = min(region.start, best.lines[0]), max(region.end, best.lines[-1] + 1)
    return widen(density, anchors, region)


def weightiest(density: Density, anchors: Anchors) -> Region | None:
    """Find the block in and right under which most prose stands, as readability does; names are not asked."""
    page = density.page
    stretch = Stretch.of(anchors, len(page.items))
    scores: dict[int, float] = {}
    for index in range(stretch.first, stretch.last):
        if not _counts(density, index):
            continue
        block = page.blocks[page.items[index].block]
        around = block.parent if block.tag in _SHAPES or block.end - block.start == 1 else page.items[index].block
        for share in _SHARES:
            if around < 0:
                break
            scores[around] = scores.get(around, 0.0) + share * density.prose.values[index]
            around = page.blocks[around].parent
    if not scores:
        return None
    best = max(scores, key=lambda block: (scores[block], page.blocks[block].depth))
    return _region(page, best, stretch, "weight of prose")


def _counts(density: Density, index: int) -> bool:
    return density.gone[index] is None and is_paragraph(density.page.items[index])


def _region(page: Outline, block: int, stretch: Stretch, rule: str) -> Region:
    return Region(max(page.blocks[block].start, stretch.first), min(page.blocks[block].end, stretch.last), block, rule)


# -- boxes -------------------------------------------------------------------------------------------------------------


def _boxes(density: Density, anchors: Anchors, stretch: Stretch) -> list[_Box]:
    """Gather the live prose by the boxes that it stands in, in page order."""
    page = density.page
    containers: dict[int, int] = {}
    boxes: dict[tuple[object, ...], _Box] = {}
    for index in range(stretch.first, stretch.last):
        if not density.live_prose(index):
            continue
        block = page.items[index].block
        if block not in containers:
            containers[block] = _container(density, block, anchors.headline)
        container = containers[block]
        box = boxes.setdefault(_kin(page, container), _Box(container, [], 0, 0))
        box.lines.append(index)
        box.prose += density.prose.values[index]
        box.paragraphs += density.live_paragraph(index)
        if box.block != container and box.lines:
            box.block = max(box.block, container, key=lambda block: density.prose.over(page.blocks[block].start, page.blocks[block].end))
    return list(boxes.values())


def _kin(page: Outline, container: int) -> tuple[object, ...]:
    """What parts of one text have in common: the block around and their make, also where each stands in a box of one make of its own."""
    block = page.blocks[container]
    if not block.names and block.tag not in _PARTS:
        return (container,)
    parent = page.blocks[block.parent] if block.parent >= 0 else None
    if parent is not None and parent.parent >= 0 and parent.names and block.names:
        return parent.parent, parent.tag, make_of(parent), block.tag, make_of(block)
    return block.parent, block.tag, make_of(block)


def make_of(block: Block) -> str:
    """What blocks of one sort have in common in their names: words with digits in them number single ones."""
    return " ".join(word for word in block.names.split() if not any(map(str.isdigit, word)))


def _container(density: Density, block: int, headline: int | None) -> int:
    """Return the lowest block around that holds more than this one line, and not the headline as well if it can be helped."""
    blocks = density.page.blocks
    block = blocks[block].parent if _single(density, block) and blocks[block].parent >= 0 else block
    while blocks[block].parent >= 0 and (_single(density, block) or blocks[block].tag in _SHAPES):
        above = blocks[blocks[block].parent]
        if headline is not None and above.start <= headline < above.end and blocks[block].tag not in _SHAPES:
            break
        block = blocks[block].parent
    return block


def _single(density: Density, block: int) -> bool:
    here = density.page.blocks[block]
    return density.lines.over(here.start, here.end) < 2  # noqa: PLR2004


# -- choosing ----------------------------------------------------------------------------------------------------------


def _best(density: Density, anchors: Anchors, headline: str, boxes: list[_Box]) -> _Box:
    """Choose among the boxes with much text.

    The source line and the ad slots stand in the text's own box; where there are none, frames around the headline are asked from the
    innermost out until one holds a text. In a frame the first box counts, unless a later one is clearly the text that the headline names.
    """
    least = _ENOUGH * max(box.prose for box in boxes)
    boxes = [box for box in boxes if box.prose >= least]
    tail = [density.page.items[index].block for index in (anchors.source, *anchors.slots) if index is not None]
    if tail:
        boxes = _frames(density.page, boxes, tail)[0]
    heads = [density.page.items[anchors.headline].block] if anchors.headline is not None else []
    best: _Box | None = None
    spoken = 0
    for frame in _frames(density.page, boxes, heads):
        inner = best
        for box in sorted(frame, key=lambda box: box.lines[0]):
            speaks = speaks_of(density, headline, box.lines)
            header = best is inner and inner is not None and inner.paragraphs <= 1
            if best is None or (header and box.substantial) or _replaces(box, speaks, best, spoken):
                best, spoken = box, speaks
        if best is not None and best.substantial:
            break
    return best or boxes[0]


def _replaces(box: _Box, speaks: int, best: _Box, spoken: int) -> bool:
    """Whether a later box is more of an article than the best so far."""
    if spoken == 0 < speaks or (box.prose > best.prose and speaks > spoken):
        return True
    if box.substantial and not best.substantial:
        return speaks > 0
    return speaks >= spoken and box.prose > _FAR_MORE * best.prose


def _frames(page: Outline, boxes: list[_Box], places: list[int]) -> list[list[_Box]]:
    """Sort boxes by the depth of the blocks that they share with the places, the deepest first."""
    frames: dict[int, list[_Box]] = {}
    for box in boxes:
        near = sum(page.blocks[page.common(box.block, place)].depth for place in places)
        frames.setdefault(near, []).append(box)
    return [frames[near] for near in sorted(frames, reverse=True)]


def speaks_of(density: Density, headline: str, lines: Iterable[int]) -> int:
    """Say in quarters how much of the headline, in runs of a few letters, the lines repeat."""
    runs = runs_of(headline)
    items = density.page.items
    text = letters_only(" ".join(line.text for index in lines if isinstance(line := items[index], Line)))
    return 4 * sum(run in text for run in runs) // len(runs) if runs else 0


# -- widening ----------------------------------------------------------------------------------------------------------


def widen(density: Density, anchors: Anchors, region: Region) -> Region:
    """Take in blocks of the same make beside the region, text right in the blocks around, the ad slots, and all up to the source line."""
    page = density.page
    stretch = Stretch.of(anchors, len(page.items))
    top = page.common(region.block, page.items[anchors.headline].block) if anchors.headline is not None else 0
    children: dict[int, list[Block]] = {}
    for child in page.blocks:
        children.setdefault(child.parent, []).append(child)
    block = region.block
    while block != top and page.blocks[block].parent >= 0:
        parent = page.blocks[block].parent
        close = anchors.stop is not None or parent != top
        for sibling in children[parent]:
            if _is_part(density, page.blocks[block], sibling, stretch, close=close):
                region.start, region.end = min(region.start, sibling.start), max(region.end, sibling.end)
        block = parent
    _attach(density, region, stretch)
    for slot in anchors.slots:
        region.start, region.end = min(region.start, slot), max(region.end, slot + 1)
    if anchors.source is not None:
        region.end = max(region.end, anchors.source)
    return region


def _is_part(density: Density, block: Block, sibling: Block, stretch: Stretch, *, close: bool) -> bool:
    """Whether a block beside is of the same make, or is a run of paragraphs with no heading of its own."""
    if sibling.start < stretch.first or sibling.end > stretch.last:
        return False
    if not (close or sibling.names or sibling.tag in _PARTS):
        return False
    if (sibling.tag, make_of(sibling)) != (block.tag, make_of(block)):
        return _goes_on(density, sibling)
    return any(density.live_prose(index) for index in range(sibling.start, sibling.end))


def _goes_on(density: Density, block: Block) -> bool:
    """Whether a block begins with a paragraph and holds little but such."""
    if block.start >= block.end or not density.live_paragraph(block.start) or density.solid.over(block.start, block.end) < 2 * SOLID:
        return False
    text = density.text.over(block.start, block.end) + density.linked.over(block.start, block.end)
    whole = sum(density.text.values[index] for index in range(block.start, block.end) if density.live_paragraph(index))
    return whole >= _NEARLY_ALL * text


def _attach(density: Density, region: Region, stretch: Stretch) -> None:
    """Go on from both ends over text that stands right in a block around the region, as after a stray end tag."""
    page = density.page
    around = set(page.ancestors(region.block))
    for step, edge, limit in ((1, region.end, stretch.last), (-1, region.start - 1, stretch.first - 1)):
        gap = 0
        for index in range(edge, limit, step):
            if not density.live_prose(index):
                gap += density.gone[index] is not None
                if gap > _GAP:
                    break
                continue
            block = page.items[index].block
            inside = block in around or (page.blocks[block].tag in _SHAPES and page.blocks[block].parent in around)
            if not inside:
                break
            gap = 0
            region.start, region.end = min(region.start, index), max(region.end, index + 1)
