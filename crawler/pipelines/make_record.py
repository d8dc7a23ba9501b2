"""The page becomes a record, by the one road that ``scrapy inspect`` takes too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.pipelines.item import NotRead
from crawler.record.road import read_article
from crawler.scheduling.schedule import Schedule

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.pipelines.item import FetchedArticle
    from crawler.record.figures import PageFigures


class MakeRecord:
    """Reads, refines, joins, judges and validates a page. Counts what the steps did, by the names of docs/counters.md."""

    def __init__(self, crawler: Crawler) -> None:
        self.schedule = Schedule.of(crawler)
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders."""
        return cls(crawler)

    def process_item(self, item: FetchedArticle) -> FetchedArticle:
        """Make the record, or report why there is none."""
        row = self.schedule.articles.in_flight[item.key]
        reading = read_article(item.fetched, originals=self.schedule.run.stories.originals, built_from=row.story_hint)
        if reading.figures is not None:
            self.schedule.articles.answered(item.key)
            self._count(row.site, reading.figures)
        for name, count in reading.counts.items():
            self.stats.inc_value(name, count)
        if reading.failure is not None:
            kind, reason = reading.failure.kind.value, reading.failure.reason
            self.schedule.articles.fail(item.key, kind, reason, status=item.fetched.status)
            raise NotRead(kind)
        item.reading = reading
        return item

    def _count(self, site: str, figures: PageFigures) -> None:
        self.schedule.run.statistics[site].page(figures)
        if figures.unreadable:
            self.stats.inc_value("reading/pages_with_unreadable_bytes")
            self.stats.inc_value("reading/unreadable_bytes", figures.unreadable)
