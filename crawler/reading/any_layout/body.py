"""Fills a mirror's page from the region that its article takes: paragraphs and pictures to the body, all else to what was removed."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page import Removed
from crawler.reading.any_layout import line_kinds as tail
from crawler.reading.any_layout.dateline import is_dateline
from crawler.reading.any_layout.inner_furniture import CAPTION, is_dated, mark_above, mark_inside
from crawler.reading.any_layout.pictures import same_picture
from crawler.reading.any_layout.region import BESIDE
from crawler.reading.date_choice import labels_in
from crawler.reading.links import absolute, path_of
from crawler.reading.outline import Line, Picture
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from crawler.page import Page
    from crawler.reading.any_layout.density import Region
    from crawler.reading.any_layout.draft import Draft
    from crawler.reading.any_layout.pictures import PictureReader

_LEAST_STANDFIRST, _LEAST_SENTENCE = 40, 20
_HEADING = 80
_ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "។", "۔", "”", "»", '"')
# The path of one post: a network's word for it, or a long number.
_POST = re.compile(r"/(?:status(?:es)?|posts?|p|reel|videos?|watch|wall-?\d+_)\b|\d{6}", re.IGNORECASE)
_HEAD_LINES = 12
_LABELLED = re.compile(r"[^\W\d]\s*[:：៖]\s")
# How far around a line its quotation is looked for, and the fewest letters of one.
_QUOTE_DEPTH, _LEAST_QUOTE = 3, 12
# Sorts of furniture that a line's own words may make more exact.
_VAGUE = ("links", "related", "navigation")


def fill(draft: Draft, result: Page, region: Region, pictures: PictureReader) -> None:
    """Put the region's lines and pictures into the page."""
    items, anchors = draft.page.items, draft.anchors
    end = min(region.end, anchors.stop) if anchors.stop is not None else region.end
    start = _behind_masthead(draft, region.start, end)
    zone = anchors.headline + 1 if anchors.headline is not None else region.start
    mark_above(draft, zone, start)
    mark_inside(draft, start, end)
    _mark_quotes(draft, start, end)
    album = _Album(result, pictures)
    for picture in _lead_pictures(draft, zone, start):
        album.add(picture)
    _read_opening(draft, result, zone, start)
    for item, kind in zip(items[start:end], _kinds(draft, start, end), strict=True):
        if isinstance(item, Line):
            if kind is None:
                result.body.append(item.shown())
            elif kind != CAPTION:
                result.removed.append(Removed(kind, item.shown()))
        elif kind is None:
            album.add(item)
    _remove_tail(draft, result, draft.page.blocks[region.block].end, end)
    result.removed += [Removed("hidden", text) for place, text in draft.page.hidden if zone <= place <= end]


class _Album:
    """Adds a page's pictures to its body, each once."""

    def __init__(self, result: Page, pictures: PictureReader) -> None:
        self._result = result
        self._pictures = pictures
        self._seen: set[str] = set()

    def add(self, picture: Picture) -> None:
        """Add a picture that is none of the furniture's."""
        image = self._pictures.read(picture, self._result.address.url)
        if image is None:
            return
        if image.url is not None:
            key = same_picture(image.url)
            if key in self._seen:
                return
            self._seen.add(key)
        self._result.body.append(image)


# -- marks that need the whole stretch -----------------------------------------------------------------------------------


def _mark_quotes(draft: Draft, start: int, end: int) -> None:
    """Mark lines that are set off as quotes and say only what another paragraph says as well."""
    gone = draft.density.gone
    live = [(index, line) for index, line in draft.lines(start, end) if gone[index] is None]
    quotes = {index: line.text for index, line in live if _is_quoted(draft, line)}
    if not quotes:
        return
    others = [letters_only(line.text) for index, line in live if index not in quotes]
    for index, text in quotes.items():
        quote = letters_only(text)
        if len(quote) >= _LEAST_QUOTE and any(quote in other for other in others):
            gone[index] = "duplicate"


def _is_quoted(draft: Draft, line: Line) -> bool:
    around = islice(draft.page.ancestors(line.block), _QUOTE_DEPTH)
    return any(
        block.tag == "blockquote" or not draft.family.words.quotes.isdisjoint(block.names.lower().split())
        for block in (draft.page.blocks[index] for index in around)
    )


# -- the stretch ---------------------------------------------------------------------------------------------------------


def _behind_masthead(draft: Draft, start: int, end: int) -> int:
    """Return where the body starts when publisher and date stand inside of its block: behind them, if they stand near its top."""
    head = draft.head
    if head is None:
        return _behind_dateline(draft, start, end)
    if not start <= head.start < head.end < end or any(slot < head.start for slot in draft.anchors.slots):
        return start
    prose = sum(draft.density.live_prose(index) for index in range(start, head.start))
    return head.end if prose <= 1 else start


def _behind_dateline(draft: Draft, start: int, end: int) -> int:
    """Return where the body starts when lines of times stand behind one paragraph at most: what stands above them is the article's head."""
    first, prose = start, 0
    for index, line in draft.lines(start, end):
        if is_dateline(line.text, draft.family.words.units) or _dates(line):
            first = index + 1
            continue
        prose += draft.density.live_prose(index)
        if prose > (first == start) or tail.slot_number(line.text) is not None:
            break
    return first


def _dates(line: Line) -> bool:
    """Whether a short line holds a date with a clock's time and no label of its own: an event's begins with one."""
    return is_dated(line.text) and line.weight <= _HEADING and (bool(labels_in(line.text)) or _LABELLED.search(line.text) is None)


def _kinds(draft: Draft, start: int, end: int) -> list[str | None]:
    """Say of each item in the stretch what furniture it is; a heading goes with the list under it."""
    items, gone, words = draft.page.items, draft.density.gone, draft.family.words
    kinds: list[str | None] = []
    following: str | None = None
    for index in range(end - 1, start - 1, -1):
        item = items[index]
        kind = gone[index]
        if isinstance(item, Picture):
            kinds.append(kind or ("related" if _leads_elsewhere(draft, item) else None))
            continue
        if kind in _VAGUE:
            kind = tail.kind_of(item, words) or kind
        if kind is None:
            kind = "byline" if _in_masthead(draft, index) else None if _cites_post(item) else tail.kind_of(item, words)
        if kind is None and following in ("related", "links") and item.weight <= _HEADING and _heads_list(item):
            kind, following = "related", None
        else:
            following = kind
        kinds.append(kind)
    return kinds[::-1]


def _cites_post(line: Line) -> bool:
    """Whether a line is a sentence that links to a single post of a network: a quotation's proof, no invitation to follow."""
    sentence = line.weight >= _LEAST_STANDFIRST and line.link_weight * 2 < line.weight and line.text.rstrip().endswith(_ENDS)
    return sentence and bool(line.links) and all(_POST.search(path_of(link.href)) for link in line.links)


def _in_masthead(draft: Draft, index: int) -> bool:
    return draft.head is not None and draft.head.start <= index < draft.head.end


def _leads_elsewhere(draft: Draft, picture: Picture) -> bool:
    """Whether the picture is a teaser of another article of the family."""
    if not picture.href or not tail.is_teaser_link(picture.href):
        return False
    address = draft.family.address(absolute(draft.address.url, picture.href))
    return address is not None and address.slug != draft.address.slug


def _heads_list(line: Line) -> bool:
    """Whether a short line above a list is its heading; what ends like a sentence or a sign-off is none."""
    text = line.text.rstrip()
    return line.heading or text.endswith((":", "：")) or (line.bold and not text.endswith((".", "!", "?", "。", "।", ")", "）", "]", "|")))


# -- above and below -----------------------------------------------------------------------------------------------------


def _read_opening(draft: Draft, result: Page, start: int, end: int) -> None:
    """Read what stands between headline and body: one paragraph is the standfirst, several are the body's beginning."""
    kinds = _kinds(draft, start, end)
    prose: list[str] = []
    for index, line in draft.lines(start, end):
        kind = kinds[index - start]
        if kind in (None, BESIDE) and (is_dateline(line.text, draft.family.words.units) or is_dated(line.text)):
            kind = "dateline"
        if kind in (None, BESIDE) and index < start + _HEAD_LINES and _is_standfirst(draft, index, line):
            prose.append(line.shown())
        elif kind != CAPTION:
            result.removed.append(Removed(kind or "label", line.shown()))
    if len(prose) == 1 and tail.slot_number(prose[0]) is None:
        result.description = prose[0]
        draft.rules["description"] = "line under the headline"
    else:
        result.body.extend(prose)


def _is_standfirst(draft: Draft, index: int, line: Line) -> bool:
    """Whether a line below the headline is prose, as a paragraph or as a heading: long enough, or a whole sentence."""
    if line.links or not (line.heading or draft.density.prose.values[index]):
        return False
    return line.weight >= _LEAST_STANDFIRST or (line.weight >= _LEAST_SENTENCE and line.text.rstrip().endswith(_ENDS))


def _lead_pictures(draft: Draft, start: int, end: int) -> list[Picture]:
    """Find pictures between headline and body, and one right above the headline: with a caption, or in the same ``article``."""
    page, gone = draft.page, draft.density.gone
    between = (page.items[index] for index in range(start, end) if gone[index] is None)
    pictures = [item for item in between if isinstance(item, Picture) and not _signs(draft, item)]
    found = [item for item in pictures if not item.href or (item.caption is not None and not _leads_elsewhere(draft, item))]
    above = start - 2
    if above >= 0 and isinstance(item := page.items[above], Picture) and gone[above] is None and not item.href:
        shared = page.ancestors(page.common(item.block, page.items[start - 1].block))
        if item.caption is not None or any(page.blocks[block].tag == "article" for block in shared):
            found.insert(0, item)
    return found


def _signs(draft: Draft, picture: Picture) -> bool:
    """Whether a picture is the publisher's mark: it stands in a block with the line of publisher and date, and with no text."""
    head, page = draft.head, draft.page
    if head is None or picture.caption is not None:
        return False
    block, masthead = page.blocks[picture.block], range(head.start, head.end)
    inside = range(block.start, block.end)
    return any(index in inside for index in masthead) and not any(
        draft.density.live_prose(index) for index in inside if index not in masthead
    )


def _remove_tail(draft: Draft, result: Page, last: int, end: int) -> None:
    """Note source line, counter, and what else of the article's block stands behind them."""
    source, counter = draft.source, draft.counter
    kinds = _kinds(draft, end, max(last, end))
    until = max(last, end, source.end if source else 0, counter + 1 if counter is not None else 0)
    for index, line in draft.lines(end, until):
        if source is not None and source.start <= index < source.end:
            kind = "source_line"
        elif index == counter:
            kind = "comment_counter"
        elif index < last and (counter is None or index < counter):
            kind = kinds[index - end] or "tail"
        else:
            continue
        result.removed.append(Removed(kind, line.shown()))
