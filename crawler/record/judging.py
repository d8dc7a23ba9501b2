"""Is it defence diplomacy? The verdict, with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import Evidence, Topic
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
        evidence=[Evidence(term=found.term, concept=found.concept, where=found.where) for found in judged.evidence],
    )
    return topic, list(judged.parties)
