"""Marks what on a page is furniture: by element, by name, by links, by teasers, by the words of law.

Names are hints. A word that stands on much of the page's prose, or on a run of paragraphs that only sounds like it, says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.reading.any_layout.density import Sum, holds
from crawler.reading.outline import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.reading.any_layout.density import Anchors, Density
    from crawler.reading.outline import Block

# A block of this share of the page's prose is not furniture, whatever it is called.
_MOST, _MUCH = 0.5, 0.4
# Furniture with standfirsts: at most so many lines and so much text for each headline that is a link.
_LINES_A_TEASER = 1.6
_TEXT_A_TEASER = 450
_HEADING = 80
_CARD_LINES = 4
_KICKER = 25
_SURELY_A_LIST = 3
# So many paragraphs one under the other are a text, with however many links beside it.
_A_TEXT = 2
# What invites to write an address or a comment: a field to type into, and so few and short lines around it.
_FORM_LINES, _FORM_TEXT = 5, 240

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
# Elements that are never used to wrap a whole article.
_NEVER_WRAPPING = ("nav", "footer", "menu")


def mark_furniture(density: Density, anchors: Anchors, hint: Callable[[str], str | None]) -> None:
    """Say of every line that stands in furniture what sort it is (``gone``)."""
    places = anchors.places()
    gone, blocks = density.gone, density.page.blocks
    _mark_forms(density, places)
    named = _named(density, hint)
    done = 0
    for index, block in enumerate(blocks):
        start, end = block.start, block.end
        if start < done or start >= end or holds(places, start, end):
            continue
        kind = _by_element(density, block) or named.get(index) or _by_links(density, start, end)
        if kind is not None:
            gone[start:end] = [kind] * (end - start)
            done = end


def _share(density: Density, block: Block) -> float:
    return density.prose.over(block.start, block.end) / (density.prose.whole() or 1)


def _by_element(density: Density, block: Block) -> str | None:
    share = _share(density, block)
    if block.hidden and share < _MUCH:
        return "hidden"
    kind = _SEMANTIC.get(block.tag) or (_ROLES.get(block.role) if block.role else None)
    wraps = block.tag not in _NEVER_WRAPPING and block.role != "contentinfo" and share >= _MOST
    whole = block.role == "button" and density.lines.over(block.start, block.end) == density.lines.whole()
    return None if wraps or whole else kind


def _named(density: Density, hint: Callable[[str], str | None]) -> dict[int, str]:
    """Say of each block whose names hint at furniture what sort that is.

    Each word of a class is judged by all blocks that bear it: where these hold much of the page's prose, it is a word for the text itself.
    """
    found: dict[int, tuple[str, str]] = {}
    prose: dict[str, int] = {}
    ends: dict[str, int] = {}
    for index, block in enumerate(density.page.blocks):
        if not block.names or block.start >= block.end:
            continue
        kind = hint(block.names)
        if kind is None:
            continue
        word = next((word for word in block.names.split() if hint(word) == kind), block.names)
        found[index] = word, kind
        if block.start >= ends.get(word, 0):
            ends[word] = block.end
            prose[word] = prose.get(word, 0) + density.prose.over(block.start, block.end)
    limit = _MUCH * (density.prose.whole() or 1)
    return {index: kind for index, (word, kind) in found.items() if prose[word] < limit}


def _mark_forms(density: Density, places: list[int]) -> None:
    """Mark the largest blocks around fields that hold little else and nothing that is certain."""
    blocks = density.page.blocks
    for index, block in enumerate(blocks):
        if not block.fields:
            continue
        for ancestor in density.page.ancestors(index):
            start, end = blocks[ancestor].start, blocks[ancestor].end
            text = density.text.over(start, end)
            much = text > _FORM_TEXT or text >= _MUCH * (density.text.whole() or 1)
            if much or density.lines.over(start, end) > _FORM_LINES or holds(places, start, end):
                break
            density.gone[start:end] = ["form"] * (end - start)


def _by_links(density: Density, start: int, end: int) -> str | None:
    """Tell a list of links, and a list of teasers with their standfirsts, from text with links in it."""
    lines = density.lines.over(start, end)
    linked = density.linked.over(start, end)
    if lines < 2 or not linked:  # noqa: PLR2004 - one line is no list
        return None
    text, teasers = density.text.over(start, end), density.teasers.over(start, end)
    solid = density.solid.over(start, end)
    if linked > text:
        if solid >= _A_TEXT:
            return None
        return "related" if teasers * 2 > lines - 1 else "links"
    prose = density.prose.over(start, end) / (density.prose.whole() or 1)
    if not teasers or (prose >= _MOST and teasers < _SURELY_A_LIST):
        return None
    return "related" if _is_list_of_cards(density, start, end) else None


def _is_list_of_cards(density: Density, start: int, end: int) -> bool:
    """Whether a stretch is one teaser, or several with their standfirsts."""
    lines, teasers = density.lines.over(start, end), density.teasers.over(start, end)
    text = density.text.over(start, end)
    first = density.teasers.values.index(1, start)
    before = density.lines.over(start, first)
    if teasers == 1:
        kicker = before == 1 and density.text.over(start, first) <= _KICKER
        return (before == 0 or kicker) and lines <= _CARD_LINES and text <= _TEXT_A_TEASER and _alternates(density, first, end)
    headed = before == 0 or (before == 1 and density.text.over(start, first) <= _HEADING)
    few = lines - teasers <= _LINES_A_TEASER * teasers and text <= _TEXT_A_TEASER * teasers
    return headed and few and _alternates(density, first, end)


def _alternates(density: Density, start: int, end: int) -> bool:
    """Whether no headline that is a link is followed by more than a standfirst and a small line."""
    run = 0
    for index in range(start, end):
        if density.teasers.values[index]:
            run = 0
        elif density.text.values[index] >= _HEADING:
            run += 1
            if run > 1:
                return False
    return True


def mark_legal(density: Density, anchors: Anchors, is_legal: Callable[[str], bool]) -> None:
    """Mark the blocks around lines of law (rights, licences), as far up as nothing certain and no run of paragraphs stands in them.

    Only where no source line or counter says where the article ends.
    """
    if anchors.stop is not None:
        return
    page, places = density.page, anchors.places()
    law = [isinstance(item, Line) and not item.cell and is_legal(item.text) for item in page.items]
    prose = Sum([0 if legal else value for value, legal in zip(density.prose.values, law, strict=True)])
    solid = Sum([0 if legal else value for value, legal in zip(density.solid.values, law, strict=True)])
    limit = _MUCH * (prose.whole() or 1)
    for index, item in enumerate(page.items):
        if density.gone[index] or not law[index]:
            continue
        start, end = index, index + 1
        for ancestor in page.ancestors(item.block):
            block = page.blocks[ancestor]
            text = prose.over(block.start, block.end) >= limit or solid.over(block.start, index) >= _A_TEXT
            if block.parent < 0 or text or holds(places, block.start, block.end):
                break
            start, end = block.start, block.end
        density.gone[start:end] = ["footer"] * (end - start)
