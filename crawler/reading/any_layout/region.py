"""Decides where a mirror's article stands: our own reading where something sure holds the text, else what the other readers agree with.

A source line below the headline, or an ad slot, holds the text: such a page needs no vote and pays nothing for it. JSON-LD that repeats our
text does as well. On any other page trafilatura is heard: where it reads the same article, it tells where that begins and ends; where it
reads another one, the reading with which the others agree most is taken, and ``Region.rule`` says whose that is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.reading.any_layout.candidates import nearest, speaks_of, weightiest
from crawler.reading.any_layout.density import Region
from crawler.reading.any_layout.furniture import mark_furniture, mark_legal
from crawler.reading.any_layout.voting import Choice, agreement, elect, enough, lines_in, share_of
from crawler.reading.outline import Line

if TYPE_CHECKING:
    from crawler.reading.any_layout.draft import Draft

OTHER = "trafilatura"
# What another reader of the page leaves out at the ends of the text.
BESIDE = "beside_body"
# Two readings that share so much are of one article; so much, and nothing is left to vote on.
_SAME_ARTICLE, _SAME_TEXT = 0.3, 0.9
# So much of another reader's text must be found on the page for its choice to be known.
_FOUND = 0.6
# A text that goes on for so many paragraphs behind a comment counter is not ended by it.
_GOES_ON = 2
# Of a page that does not call itself an article, another reader must have found so many paragraphs.
_PARAGRAPHS = 3
# Beyond so many lines or letters no other reader is asked: it would hold the crawl.
_MOST_LINES, _MOST_TEXT = 3_000, 1_500_000


def find_region(draft: Draft, headline: str, text: str) -> Region | None:
    """Find the article's stretch; ``text`` is the page's markup. Marks what is no part of it (``density.gone``)."""
    words, density, anchors = draft.family.words, draft.density, draft.anchors
    mark_furniture(density, anchors, words.hint)
    mark_legal(density, anchors, words.is_legal)
    region = nearest(density, anchors, headline)
    if _is_held(draft):
        return region
    claimed = _claimed(draft)
    if region is not None and claimed and agreement(draft.page, _live(draft, region), claimed) >= _SAME_TEXT:
        return region
    heard = _heard(draft, text)
    if not heard or not (draft.is_article() or sum(map(draft.density.live_paragraph, heard)) >= _PARAGRAPHS):
        return region
    if _cut_by_counter(draft, heard):
        density.gone[anchors.stop or 0] = "comment_counter"
        anchors.stop = draft.counter = None
        region = nearest(density, anchors, headline)
    return _vote(draft, headline, region, heard, claimed)


def _is_held(draft: Draft) -> bool:
    """Whether the text is held between the headline and an end of such pages: source line, ad slots, a counter and a publisher."""
    anchors = draft.anchors
    below_publisher = draft.counter is not None and draft.head is not None and draft.head.name is not None
    return anchors.headline is not None and (anchors.source is not None or bool(anchors.slots) or below_publisher)


def _claimed(draft: Draft) -> frozenset[int]:
    """The lines that JSON-LD gives as the article's text."""
    body = draft.thing.get("articleBody")
    return lines_in(draft.page, body, _first(draft)) if isinstance(body, str) and enough(body) else frozenset()


def _heard(draft: Draft, text: str) -> frozenset[int]:
    """The lines that trafilatura takes for the article's; none where most of its text is not among the page's lines."""
    if len(draft.page.items) > _MOST_LINES or len(text) > _MOST_TEXT:
        return frozenset()
    import trafilatura  # noqa: PLC0415 - slow to load and not needed on most pages

    read = trafilatura.extract(text, include_comments=False, favor_precision=True) or ""
    if not enough(read):
        return frozenset()
    lines = lines_in(draft.page, read, _first(draft))
    return lines if share_of(draft.page, lines, read) >= _FOUND else frozenset()


def _first(draft: Draft) -> int:
    return draft.anchors.headline + 1 if draft.anchors.headline is not None else 0


def _cut_by_counter(draft: Draft, heard: frozenset[int]) -> bool:
    """Whether the other reader goes on, in the box of the text, behind the comment counter that we took for the end."""
    counter = draft.counter
    if counter is None or draft.anchors.stop != counter:
        return False
    paragraphs = [index for index in heard if draft.density.live_prose(index)]
    above = {_box(draft, index) for index in paragraphs if index < counter}
    return sum(_box(draft, index) in above for index in paragraphs if index > counter) >= _GOES_ON


def _box(draft: Draft, index: int) -> int:
    """The block that a paragraph's own stands in."""
    block = draft.page.items[index].block
    return draft.page.blocks[block].parent if draft.page.blocks[block].tag == "p" else block


def _live(draft: Draft, region: Region) -> frozenset[int]:
    items, gone = draft.page.items, draft.density.gone
    return frozenset(index for index in range(region.start, region.end) if gone[index] is None and isinstance(items[index], Line))


def _vote(draft: Draft, headline: str, region: Region | None, heard: frozenset[int], claimed: frozenset[int]) -> Region | None:
    """Settle whose reading is taken, ours or another's."""
    mine = _live(draft, region) if region is not None else frozenset()
    if region is not None and agreement(draft.page, mine, heard) >= _SAME_ARTICLE:
        _trim(draft, mine, heard | claimed)
        return replace(region, rule=f"{region.rule}, ends as {OTHER} reads")
    other = weightiest(draft.density, draft.anchors)
    candidates = [Choice(found.rule, _live(draft, found)) for found in (region, other) if found is not None]
    candidates.append(Choice(OTHER, heard))
    if speaks_of(draft.density, headline, mine):
        # A text that speaks of the headline is not given up for one that does not, nor for the same with more of another sort.
        candidates = [one for one in candidates if speaks_of(draft.density, headline, one.lines - mine or mine)]
    won = elect(draft.page, candidates, [Choice("json-ld", claimed)] if claimed else [])
    if won.reader == OTHER:
        return _taken(draft, heard)
    return region if region is not None and won.reader == region.rule else other


def _trim(draft: Draft, mine: frozenset[int], others: frozenset[int]) -> None:
    """Mark what of our reading stands before the first and behind the last line that another reader has."""
    first, last = min(others), max(others)
    for index in mine:
        if not first <= index <= last:
            draft.density.gone[index] = BESIDE


def _taken(draft: Draft, lines: frozenset[int]) -> Region:
    """Make another reader's choice our region: its lines are the text, and what stands between them is not."""
    items, gone = draft.page.items, draft.density.gone
    start, end = min(lines), max(lines) + 1
    for index in range(start, end):
        if isinstance(items[index], Line):
            gone[index] = None if index in lines else gone[index] or BESIDE
    return Region(start, end, draft.page.common(items[start].block, items[end - 1].block), OTHER)
