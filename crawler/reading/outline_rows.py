"""Table rows, figures and captions of an outline that is being written: what several lines become one of, or a picture's own.

Each function works on the run of lines and the blocks after a block was closed, on that block's stretch alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.reading.outline_items import Line, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.reading.outline_items import Outline

# A cell with a picture and so many lines of no more weight is picture, caption and credit.
_CAPTION_LINES, _CAPTION_WEIGHT = 3, 300


def close_row(page: Outline, row: int) -> None:
    """Make one line with a bar of a row whose cells are short: one line each, or a picture with caption and credit."""
    cells = list(_cells(page, row))
    if not all(_may_merge(cell) for cell in cells):
        return
    kept: Line | None = None
    merged: set[int] = set()
    for cell in cells:
        for number, line in enumerate(item for item in cell if isinstance(item, Line)):
            if kept is None:
                kept, first = replace(line, cell=True, links=[*line.links]), line
            else:
                kept.text = f"{kept.text}{' ' if number else ' | '}{line.text}"
                kept.weight += line.weight
                kept.link_weight += line.link_weight
                kept.links += line.links
                merged.add(id(line))
    if kept is None:
        return
    kept.text = kept.text.removesuffix("|").rstrip(" ")
    start = page.blocks[row].start
    place = next(index for index in range(start, len(page.items)) if page.items[index] is first)
    page.items[place] = kept
    _drop(page, row, merged)


def _cells(page: Outline, row: int) -> Iterator[list[Line | Picture]]:
    for cell in range(row + 1, len(page.blocks)):
        block = page.blocks[cell]
        if block.parent == row:
            yield page.items[block.start : block.end]


def _may_merge(cell: list[Line | Picture]) -> bool:
    """Whether a cell holds at most one line, or a picture with little text; no heading, and nothing that is a row already."""
    lines = [item for item in cell if isinstance(item, Line)]
    if any(line.heading or line.cell or line.text == "|" for line in lines):
        return False
    if len(lines) <= 1:
        return True
    return len(lines) < len(cell) and len(lines) <= _CAPTION_LINES and sum(line.weight for line in lines) <= _CAPTION_WEIGHT


def close_caption(page: Outline, index: int, credit: str | None) -> bool:
    """Give a caption to the picture before it; inside a figure it waits for the figure's end. False where there is no picture."""
    start = page.blocks[index].start
    picture = page.items[start - 1] if start else None
    if any(page.blocks[parent].tag == "figure" for parent in page.ancestors(index)):
        text = _take_lines(page, index)
        if text or credit:
            page.items.append(Picture({}, index, None, text or None, credit))
            page.blocks[index].end = len(page.items)
    elif isinstance(picture, Picture) and picture.caption is None:
        picture.caption = _take_lines(page, index) or None
        picture.credit = credit
    else:
        return False
    return True


def close_figure(page: Outline, index: int, credit: str | None) -> None:
    """Put the captions of a figure to its pictures: each to the one before it, the first also to one after it."""
    pictures = [item for item in page.items[page.blocks[index].start :] if isinstance(item, Picture)]
    real = [picture for picture in pictures if picture.attributes]
    if not real:
        return
    before: Picture | None = None
    merged: set[int] = set()
    for picture in pictures:
        if picture.attributes:
            before = picture
            continue
        target = before or real[0]
        if target.caption is None:
            target.caption, target.credit = picture.caption, picture.credit or target.credit
            merged.add(id(picture))
    _drop(page, index, merged)
    real[-1].credit = real[-1].credit or credit


def _take_lines(page: Outline, index: int) -> str:
    """Take the lines of the block that was closed last out of the run."""
    start = page.blocks[index].start
    lines = [item for item in page.items[start:] if isinstance(item, Line)]
    _drop(page, index, {id(line) for line in lines}, always=True)
    return " ".join(line.text for line in lines)


def _drop(page: Outline, index: int, gone: set[int], *, always: bool = False) -> None:
    """Drop items of a block. Blocks inside lose their exact stretch then: what is left becomes the outer block's."""
    if not gone and not always:
        return
    start = page.blocks[index].start
    page.items[start:] = [item for item in page.items[start:] if id(item) not in gone]
    for item in page.items[start:]:
        item.block = index
    del page.blocks[index + 1 :]
    page.blocks[index].end = len(page.items)
