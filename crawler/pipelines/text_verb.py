"""What the text verbs share: a verb works on the page of a draft and its counts go to the crawl's statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, Self

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

    from crawler.pipelines.draft import Draft
    from crawler.sites.site import Page


class Verb(Protocol):
    """A function that refines a page in place and tells how often it did what."""

    __name__: str

    def __call__(self, page: Page, /) -> dict[str, int]:
        """Refine the page; the counts' names are kinds of change."""
        ...


class TextVerb:
    """A Scrapy pipeline around one verb. A subclass names it: ``class StripSlots(TextVerb, verb=strip_slots)``."""

    verb: ClassVar[Verb]

    def __init_subclass__(cls, *, verb: Verb) -> None:
        cls.verb = staticmethod(verb)

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the statistics from the crawl; a pipeline is only built once they are there."""
        if crawler.stats is None:
            message = "the crawler has no statistics yet"
            raise RuntimeError(message)
        return cls(crawler.stats)

    def process_item(self, item: Draft) -> Draft:
        """Refine the draft's page and count under ``<verb>/<what>``."""
        for what, count in type(self).verb(item.page).items():
            self.stats.inc_value(f"{type(self).verb.__name__}/{what}", count)
        return item
