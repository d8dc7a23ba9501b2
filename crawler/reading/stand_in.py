"""Walls and notices that stand in for the article which an address names.

Such a page answers 200, in the article's own frame or without one, and reads like a short article. It is known by what it says to its
reader, line by line; the words stand in stand_in.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

from crawler.page import Failure, FailureKind
from crawler.reading.outline_items import weight

if TYPE_CHECKING:
    from collections.abc import Iterable

# Of the lines of a stand-in, its headline included, so many speak of itself: where the headline does, and where it does not.
_HALF, _MOST = 0.5, 0.7
_SHORT_LINE = 120
# What is shorter and no sentence, has an address in it or stands behind a label tells nothing: a date, an imprint, a counter.
_SHORTEST_PROSE = 60
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "។", "”", '"', "»", "」")
_NO_PROSE = re.compile(r"https?:|^[^:：]{1,40}[:：].{0,80}$|\(\d+\)$")
# A notice is short. Beyond this number of lines only a text that speaks of nothing else is one.
_FEW_LINES = 10
_TABLES = ("consent", "closed", "sought", "gone", "removal")
_WORDS = {
    FailureKind.SOFT_404: "says that there is nothing",
    FailureKind.REMOVED: "says that the article was taken away",
    FailureKind.CONSENT: "asks for consent instead",
    FailureKind.CLOSED: "says that the site is closed for a while",
}


def stand_in(headline: str, paragraphs: Iterable[str]) -> Failure | None:
    """Return why a text as read is no article, or None. To be asked before the page is refined.

    Kinds: ``consent``, ``closed``, ``removed`` (there was an article), ``soft-404`` (nothing says that there ever was one).
    """
    said = [headline, *paragraphs]
    # Nearly every article says none of it: asked once for the whole text.
    if not _phrases(*_TABLES).find_matches_as_indexes(_plain("\n".join(said))):
        return None
    title, *texts = lines = list(map(_plain, said))
    counts = Counter(kind for kind in map(_kind, lines) if kind is not None)
    if not counts or not _is_one(title, texts):
        return None
    kind = counts.most_common(1)[0][0]
    if kind is FailureKind.SOFT_404 and any(_kind(line) is kind and _says(line, "removal") for line in lines):
        kind = FailureKind.REMOVED
    return Failure(kind, f"{_WORDS[kind]}: {headline}")


def said_by(headline: str) -> FailureKind | None:
    """Say which kind of stand-in a headline speaks of, if any. To be asked where no text of an article was found under it."""
    return _kind(_plain(headline))


def _kind(line: str) -> FailureKind | None:
    """Say which kind of stand-in a line speaks of, if any."""
    if _says(line, "consent"):
        return FailureKind.CONSENT
    if _says(line, "closed"):
        return FailureKind.CLOSED
    of_a_thing = _says(line, "things") and (_says(line, "gone") or (len(line) <= _SHORT_LINE and _says(line, "removal")))
    gone = of_a_thing or _says(line, "sought")
    return FailureKind.SOFT_404 if gone else None


def _is_one(headline: str, paragraphs: list[str]) -> bool:
    """Whether enough of the lines speak of the page: half of them where the headline does, else most of those that tell anything."""
    speaking = sum(map(_speaks, paragraphs))
    if not speaking:
        return _speaks(headline) and not any(map(_is_prose, paragraphs))
    if _speaks(headline) and len(paragraphs) <= _FEW_LINES:
        return (speaking + 1) / (len(paragraphs) + 1) >= _HALF
    return speaking / sum(_speaks(line) or _is_prose(line) for line in paragraphs) >= _MOST


def _is_prose(line: str) -> bool:
    return (weight(line) >= _SHORTEST_PROSE or line.endswith(_SENTENCE_ENDS)) and _NO_PROSE.search(line) is None


def _speaks(line: str) -> bool:
    return _kind(line) is not None or _says(line, "way_back")


def _says(line: str, table: str) -> bool:
    return bool(_phrases(table).find_matches_as_indexes(line))


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def _phrases(*tables: str) -> AhoCorasick:
    return AhoCorasick(sorted({_plain(phrase) for table in tables for phrases in _data()[table].values() for phrase in phrases}))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("\u200b", "").replace("\u00a0", " ")
