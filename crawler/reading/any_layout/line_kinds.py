"""What a line of a mirror's article is by its text: an ad slot, the comment counter, a share row, a related link, the platform's name.

All of it works on the lines of an outline, whatever the markup was and whatever language the page is in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.reading.any_layout.dateline import is_dateline
from crawler.text.ad_slots import SlotFinder
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from crawler.reading.any_layout.vocabulary import Vocabulary
    from crawler.reading.outline import Line

_SLOTS = SlotFinder()
_SHORT, _BUTTON = 60, 24
_PROSE = 100
_COLON = re.compile(r"[:：៖]")
_WORD_BREAKS = re.compile(r"[\s|,/·•:：៖]+")


def slot_number(text: str) -> int | None:
    """Return the number of the ad slot that a line is, or ends in."""
    return _SLOTS.number(text)


def site_line(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a line is the platform's own name and slogan."""
    if len(text) > _SHORT * 2:
        return False
    low = text.casefold()
    return any(line in low for line in vocabulary.site_lines) or letters_only(text) in vocabulary.own_hosts


def kind_of(line: Line, vocabulary: Vocabulary) -> str | None:
    """Name the sort of furniture that a line inside the article is; None for the article's own text."""
    short = line.weight <= 2 * _SHORT
    kind = _kind_by_words(line.text, vocabulary, linked=bool(line.links)) if short else None
    if kind is None and not line.heading and is_dateline(line.text, vocabulary.units):
        return "dateline"
    if kind is None and line.links:
        kind = "share_row" if short and _is_row_of_buttons(line, vocabulary) else _kind_by_links(line, vocabulary, short=short)
    if kind is None and short and line.weight <= _PROSE and vocabulary.our_words.search(line.text):
        text = line.text.rstrip()
        return None if text.endswith((".", "。", "।", "|", ")", "）", "]")) or line.heading else "follow_line"
    return kind


def _is_row_of_buttons(line: Line, vocabulary: Vocabulary) -> bool:
    """Tell a row of short links, one of which shares, whatever the others are called ("Share | Copy link | Print | Save")."""
    texts = [link.text for link in line.links]
    row = line.linked and len(texts) > 1 and all(len(text) <= _BUTTON for text in texts)
    return row and any(letters_only(text) in vocabulary.share for text in texts)


def _kind_by_words(text: str, vocabulary: Vocabulary, *, linked: bool) -> str | None:
    key = letters_only(text)
    label = letters_only(_COLON.split(text, maxsplit=1)[0])
    if key in vocabulary.advertisement:
        kind = "ad_label"
    elif key in vocabulary.related or (linked and label in vocabulary.related):
        kind = "related"
    elif site_line(text, vocabulary):
        kind = "site_line"
    elif key in vocabulary.tags or (label != key and label in vocabulary.tags):
        kind = "tags"
    elif _is_share_row(text, vocabulary.share):
        kind = "share_row"
    else:
        return None
    return kind


def _is_share_row(text: str, share: frozenset[str]) -> bool:
    """Whether a line is words of sharing and numbers, and nothing else."""
    found = False
    for word in map(letters_only, _WORD_BREAKS.split(text)):
        if word in share:
            found = True
        elif word and not word.isdigit():
            return False
    return found


def _kind_by_links(line: Line, vocabulary: Vocabulary, *, short: bool) -> str | None:
    hrefs = [link.href for link in line.links]
    ours = vocabulary.our_words.search(line.text) is not None
    kind: str | None = None
    if short and all(vocabulary.social.search(href) for href in hrefs):
        kind = "share_row" if line.linked and not ours else "follow_line"
    elif line.linked and all("/tag/" in href for href in hrefs):
        kind = "tags"
    elif short and ours and not line.text.endswith((".", "。", "।")):
        kind = "follow_line"
    elif line.linked and any(map(is_teaser_link, hrefs)):
        kind = "related"
    return kind


def is_teaser_link(href: str) -> bool:
    """Tell by its shape whether a link leads to an article: the last segment is a slug of several words."""
    path = href.partition("?")[0].partition("#")[0].rstrip("/")
    return path.rpartition("/")[2].count("-") > 1 and "/tag/" not in path
