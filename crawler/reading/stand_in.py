"""Walls and notices that stand in for the article which an address names.

Such a page answers 200, in the article's own frame or without one, and reads like a short article. It is known by what it says to its
reader, line by line; the words stand in stand_in.toml.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

from crawler.page import Failure, FailureKind

if TYPE_CHECKING:
    from crawler.page import Page

# Of the lines of a stand-in, its headline included, so many speak of itself: where the headline does, and where it does not.
_HALF, _MOST = 0.5, 0.7
# A notice is short. Beyond this number of lines only a text that speaks of nothing else is one.
_FEW_LINES = 10


@cache
def _phrases(*tables: str) -> AhoCorasick:
    """Return what finds the phrases of some tables; made when first asked for."""
    return AhoCorasick({_plain(phrase) for table in tables for phrases in _DATA[table].values() for phrase in phrases})


def _says(text: str, *tables: str) -> bool:
    return bool(_phrases(*tables).find_matches_as_indexes(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("\u200b", "").replace("\u00a0", " ")


_DATA: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_KINDS = {
    FailureKind.SOFT_404: "gone",
    FailureKind.CONSENT: "consent",
    FailureKind.CLOSED: "closed",
}
_SPEAKING = (*_KINDS.values(), "way_back")
_WORDS = {
    FailureKind.SOFT_404: "says that there is nothing",
    FailureKind.REMOVED: "says that the article was taken away",
    FailureKind.CONSENT: "asks for consent instead",
    FailureKind.CLOSED: "says that the site is closed for a while",
}


def stand_in(page: Page) -> Failure | None:
    """Return why a page as read is no article, or None. To be asked before the page is refined.

    Kinds: ``consent``, ``closed``, ``removed`` (there was an article), ``soft-404`` (nothing says that there ever was one).
    """
    # Nearly every article says none of it: asked once for the whole text.
    if not _says(_plain("\n".join((page.headline, *page.paragraphs()))), *_KINDS.values()):
        return None
    headline, *paragraphs = lines = [_plain(page.headline), *map(_plain, page.paragraphs())]
    counts = Counter({kind: sum(_says(line, table) for line in lines) for kind, table in _KINDS.items()})
    kind, most = counts.most_common(1)[0]
    if not most or not _is_one(headline, paragraphs):
        return None
    if kind is FailureKind.SOFT_404 and _says(headline, "removal"):
        kind = FailureKind.REMOVED
    return Failure(kind, f"{_WORDS[kind]}: {page.headline}")


def _is_one(headline: str, paragraphs: list[str]) -> bool:
    """Whether enough of the lines speak of the page: half of them where the headline does, else most of the paragraphs."""
    speaking = sum(_says(line, *_SPEAKING) for line in paragraphs)
    if not speaking:
        return False
    if _says(headline, *_SPEAKING) and len(paragraphs) <= _FEW_LINES:
        return (speaking + 1) / (len(paragraphs) + 1) >= _HALF
    return speaking / len(paragraphs) >= _MOST
