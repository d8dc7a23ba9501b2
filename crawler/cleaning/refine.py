"""All text verbs in their order.

Spelling comes first, because every later verb looks at shapes; slots next, because one may end a caption's cell; captions before leftovers,
so that a caption's double is seen as one; who wrote it comes last, when the page's last line is the article's. What one verb takes out may
uncover work for another (a byline between an image and its caption), so they run until none finds anything.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from crawler.cleaning.drop_leftovers import drop_leftovers
from crawler.cleaning.lift_bylines import lift_bylines
from crawler.cleaning.lift_captions import lift_captions
from crawler.cleaning.normalise import normalise
from crawler.cleaning.strip_slots import strip_slots

if TYPE_CHECKING:
    from crawler.page import Page

_MOST_ROUNDS = 8  # two serve nearly every page; a page on which two verbs undo each other must not hold the crawl


class Verb(Protocol):
    """A function that refines a page in place and tells how often it did what."""

    __name__: str

    def __call__(self, page: Page, /) -> dict[str, int]:
        """Refine the page; the counts' names are kinds of change."""
        ...


VERBS: tuple[Verb, ...] = (normalise, strip_slots, lift_captions, drop_leftovers, lift_bylines)


def refine(page: Page) -> dict[str, int]:
    """Refine a page in place. The counts are named ``<verb>/<what>``; a page on which there is nothing to do gives none."""
    counts: Counter[str] = Counter()
    idle = 0  # so many verbs in a row have found nothing
    for verb in VERBS * _MOST_ROUNDS:
        found = verb(page)
        for what, count in found.items():
            counts[f"{verb.__name__}/{what}"] += count
        idle = 0 if found else idle + 1
        if idle == len(VERBS):
            return dict(counts)
    counts["refine/unsettled"] += 1
    return dict(counts)
