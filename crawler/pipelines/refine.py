"""All text verbs in their order.

Spelling comes first, because every later verb looks at shapes; slots next, because one may end a caption's cell; captions before leftovers,
so that a caption's double is seen as one; who wrote it comes last, when the page's last line is the article's. What one verb takes out may
uncover work for another (a byline between an image and its caption), so they run until none finds anything.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.pipelines.drop_leftovers import drop_leftovers
from crawler.pipelines.lift_captions import lift_captions
from crawler.pipelines.lift_signoff import lift_signoff
from crawler.pipelines.normalise import normalise
from crawler.pipelines.strip_slots import strip_slots
from crawler.pipelines.text_verb import TextVerb

if TYPE_CHECKING:
    from crawler.pipelines.text_verb import Verb
    from crawler.sites.site import Page

VERBS: tuple[Verb, ...] = (normalise, strip_slots, lift_captions, drop_leftovers, lift_signoff)


def refine(page: Page) -> dict[str, int]:
    """Refine a page in place. The counts are named ``<verb>/<what>``; a page on which there is nothing to do gives none."""
    counts: Counter[str] = Counter()
    while found := {f"{verb.__name__}/{what}": count for verb in VERBS for what, count in verb(page).items()}:
        counts.update(found)
    return dict(counts)


class Refine(TextVerb, verb=refine, prefix=""):
    """The pipeline of all text verbs at once: one place in the settings instead of five, and the same result as the commands'."""
