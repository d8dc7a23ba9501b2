"""Marks what stands inside the text's own box and is none of its paragraphs: captions and links of picture boxes, clock marks, dates above.

Told by shape and place, not by words: the same in every language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from crawler.reading.any_layout import line_kinds as tail
from crawler.reading.any_layout.dateline import is_dateline
from crawler.reading.dates import CLOCK, MINUTE_SIGNS
from crawler.reading.outline import Line, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.reading.any_layout.draft import Draft

CAPTION = "caption"
_LABEL = 25
# A line that a text says so often, word for word, stands in for something that is not shown.
_OFTEN = 3
_IS_LABEL = re.compile(r"[^\[\]［］【】〔〕()（）.。!?！？…|:：;\"„“”«»।؟]+")
_CLOCK_ALONE = re.compile(rf"{CLOCK}(?:\s?[AaPp]\.?[Mm]\.?|\s?[{MINUTE_SIGNS}])?")
# A player's time and length, and how fast it plays: "00:00 / 03:12 1x".
_PLAYER = re.compile(r"(?:\d{1,2}:\d{2}(?::\d{2})?|\d(?:[.,]\d{1,2})?\s?[x×]|[\s/|·•–-])+")
_YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)")
_CLOCK = re.compile(rf"(?<!\d){CLOCK}(?!\d)")
_DATED_LONGEST = 140
_ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "។", "۔", "”", "»")
# What a box with a picture may hold besides, as its caption; where such boxes hold this part of the prose, it is the text of a photo story.
_CAPTION_LINES, _CAPTION_WEIGHT = 3, 320
_STORY = 0.35


def mark_inside(draft: Draft, start: int, end: int) -> None:
    """Mark the lines of a stretch (``density.gone``); captions go to their pictures."""
    _mark_opening(draft, start, end)
    gone = draft.density.gone
    said = Counter(line.text for index, line in draft.lines(start, end) if gone[index] is None and not line.cell)
    for index, line in draft.lines(start, end):
        if gone[index] is not None or line.cell:
            continue
        if _CLOCK_ALONE.fullmatch(_plain(line.text)) or _PLAYER.fullmatch(_plain(line.text)):
            gone[index] = "clock"
        elif said[line.text] >= _OFTEN and line.weight >= _LABEL:
            gone[index] = "placeholder"
    _mark_picture_boxes(draft, start, end)


def mark_above(draft: Draft, start: int, end: int) -> None:
    """Mark the captions of the picture boxes between headline and text; they go to their pictures.

    A picture beside a publisher, a name or a date is a mark or a portrait.
    """
    _mark_picture_boxes(draft, start, end, above=True)


def is_dated(text: str) -> bool:
    """Tell whether a line is a date with a clock's time, and perhaps a name, and no sentence. Full-width digits count."""
    plain = _plain(text)
    if len(plain) > _DATED_LONGEST or plain.endswith(_ENDS):
        return False
    return _YEAR.search(plain) is not None and _CLOCK.search(plain) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _mark_opening(draft: Draft, start: int, end: int) -> None:
    """Mark what stands before the first paragraph and is a date, or a word or a number on a button: no sentence, no brackets."""
    labels: dict[int, str] = {}
    for index, line in draft.lines(start, end):
        if is_dateline(line.text, draft.family.words.units) or is_dated(line.text):
            labels[index] = "dateline"
            continue
        if draft.density.live_prose(index) or line.heading or line.cell or tail.slot_number(line.text) is not None:
            break
        if line.weight < _LABEL and _IS_LABEL.fullmatch(line.text):
            labels[index] = "label"
    else:
        return
    for index, kind in labels.items():
        draft.density.gone[index] = draft.density.gone[index] or kind


def _mark_picture_boxes(draft: Draft, start: int, end: int, *, above: bool = False) -> None:
    """Give the few lines of a box that is there for its picture to that picture; links in it lead to a gallery.

    ``above``: the stretch stands above the text, so that it is no photo story, of which such lines are the text.
    """
    found: dict[int, tuple[int, str]] = {}
    done = start
    for block in draft.page.blocks:
        if block.start < done or block.end > end or block.end - block.start < 2:  # noqa: PLR2004 - a picture and a line
            continue
        inside = _picture_box(draft, block.start, block.end)
        if inside and not (above and _is_of_the_head(draft, inside)):
            found |= inside
            done = block.end
    captions = sum(draft.density.prose.values[index] for index, (_, kind) in found.items() if kind == CAPTION)
    if not above and captions > _STORY * draft.density.prose.over(start, end):
        return
    for index, (place, kind) in found.items():
        picture, line = draft.page.items[place], draft.page.items[index]
        if kind == CAPTION and isinstance(picture, Picture) and isinstance(line, Line):
            if picture.caption is not None and line.text not in picture.caption:
                picture.caption = f"{picture.caption} {line.text}"
            picture.caption = picture.caption or line.text
        draft.density.gone[index] = kind


def _is_of_the_head(draft: Draft, places: Iterable[int]) -> bool:
    """Whether lines are too short for a caption, or the publisher's, or a date."""
    head, items = draft.head, draft.page.items
    lines = [line for index in places if isinstance(line := items[index], Line)]
    if sum(line.weight for line in lines) < _LABEL or any(is_dateline(line.text, draft.family.words.units) for line in lines):
        return True
    return any(is_dated(line.text) for line in lines) or (head is not None and any(head.start <= index < head.end for index in places))


def _picture_box(draft: Draft, start: int, end: int) -> dict[int, tuple[int, str]]:
    """Map the lines of a stretch to the picture above and to what they are, if it begins with a picture and holds little else."""
    items, gone = draft.page.items, draft.density.gone
    if not isinstance(items[start], Picture) or gone[start] is not None:
        return {}
    lines: dict[int, tuple[int, str]] = {}
    place, weight = start, 0
    for index in range(start, end):
        item = items[index]
        if isinstance(item, Picture):
            place = index
        elif gone[index] is None:
            if item.heading or item.cell or tail.slot_number(item.text) is not None:
                return {}
            weight += item.weight
            lines[index] = place, "links" if item.linked and item.links else CAPTION
    return lines if 0 < len(lines) <= _CAPTION_LINES and weight <= _CAPTION_WEIGHT else {}
