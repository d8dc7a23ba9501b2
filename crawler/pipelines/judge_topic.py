"""Is it defence diplomacy? The verdict, with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.items import Evidence, Topic
from crawler.topic import judge

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.pipelines.draft import Draft
    from crawler.sites.site import Page


def judge_topic(page: Page) -> tuple[Topic, list[str]]:
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


class JudgeTopic:
    """Fills in ``topic`` and ``parties``. Counts ``topic/<verdict>``."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the stats."""
        return cls(crawler)

    def process_item(self, item: Draft) -> Draft:
        """Judge a draft."""
        item.topic, item.parties = judge_topic(item.page)
        self.stats.inc_value(f"topic/{item.topic.verdict}")
        return item
