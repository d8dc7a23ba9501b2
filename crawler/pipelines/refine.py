"""All text verbs in their order.

Spelling comes first, because every later verb looks at shapes; slots next, because one may end a caption's cell; captions before leftovers,
so that a caption's double is seen as one; who wrote it comes last, when the page's last line is the article's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.pipelines.drop_leftovers import drop_leftovers
from crawler.pipelines.lift_captions import lift_captions
from crawler.pipelines.lift_signoff import lift_signoff
from crawler.pipelines.normalise import normalise
from crawler.pipelines.strip_slots import strip_slots

if TYPE_CHECKING:
    from crawler.pipelines.text_verb import Verb
    from crawler.sites.site import Page

VERBS: tuple[Verb, ...] = (normalise, strip_slots, lift_captions, drop_leftovers, lift_signoff)


def refine(page: Page) -> dict[str, int]:
    """Refine a page in place, as the pipelines do one after the other. The counts are named ``<verb>/<what>``."""
    return {f"{verb.__name__}/{what}": count for verb in VERBS for what, count in verb(page).items()}
