"""Knows the paper's notice that an article was taken down, which stands in an article's own frame."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from crawler.sites.baoquocte.data import DATA
from crawler.text.spelling import nfc, slugify

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOTICE = DATA["notice"]


@cache
def _any(table: str) -> re.Pattern[str]:
    """Make the pattern of a table's words when first asked for: it takes a tenth of a second, and only short pages need it."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(nfc(word).casefold() for word in _NOTICE[table])})(?!\w)")


_SELF = re.compile(rf"(?:{'|'.join(nfc(word).casefold() for word in _NOTICE['openings'])})")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_MOST_PARAGRAPHS = 3
_SHORTEST_SHARED = 0.5


def is_removal_notice(headline: str, texts: Sequence[str], slug: str) -> bool:
    """Tell whether a page in an article's frame only says that the article is gone.

    It has a few short sentences, one of which speaks of a page and of its being gone; and its headline is not the one that the address
    was made from, or the text itself begins by speaking of "this article". A report about a page that was taken down has a
    headline of its own and more to tell.
    """
    if len(texts) > _MOST_PARAGRAPHS or sum(map(len, texts)) > _NOTICE["longest"]:
        return False
    said = [nfc(sentence).casefold() for text in (headline, *texts) for sentence in _SENTENCE.split(text)]
    if not any(_any("things").search(sentence) and _any("gone").search(sentence) for sentence in said):
        return False
    return not _is_of(headline, slug) or any(_SELF.match(nfc(text).casefold()) for text in texts[:1])


def _is_of(headline: str, slug: str) -> bool:
    """Tell whether an address was made from a headline: half of the words of the one or the other are shared."""
    words, wanted = set(slugify(headline).split("-")), set(slug.split("-"))
    return len(words & wanted) >= _SHORTEST_SHARED * min(len(words), len(wanted))
