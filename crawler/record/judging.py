"""Is it defence diplomacy? The verdict, with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import Topic
from crawler.topic import judge

if TYPE_CHECKING:
    from crawler.page import Page


def judge_page(page: Page) -> tuple[Topic, list[str]]:
    """Judge a refined page; return its topic and the states and organisations that take part."""
    address = page.address
    judged = judge(address.language, page.headline, page.description, "\n\n".join(page.paragraphs()), address.slug)
    topic = Topic(
        name=judged.name,
        score=judged.score,
        verdict=judged.verdict,
        # Given as plain data: the pieces are made and checked with the whole, in one go.
        evidence=[found.as_dict() for found in judged.evidence],  # type: ignore[misc]
    )
    return topic, list(judged.parties)
