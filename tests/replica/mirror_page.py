"""An article's page on the mirror, in whichever markup its story names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.replica import mirror_next, mirror_old
from tests.replica.damage import stable
from tests.replica.messages import Response, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.replica.story import Story

_OLD = {"wordpress": mirror_old.wordpress, "jsonld": mirror_old.hashed, "bare": mirror_old.bare}


def render(story: Story, segment: str, others: Sequence[tuple[str, str]], design: str) -> Response:
    """Render a story's page in a language; ``others`` are address and title of other pages for the boxes."""
    translation = story.translations[segment]
    if translation.markup == "next":
        made = mirror_next.render(story, translation, others)
    else:
        made = page(*_OLD[translation.markup](story, translation, others))
    return replace(made, etag=f'W/"{stable(story.mirror_slug):x}-{segment}-{translation.revision}-{design}"')
