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
    """A Scrapy pipeline around one verb. A subclass names it: ``class StripSlots(TextVerb, verb=strip_slots)``.

    The statistics are named ``<verb>/<what>``; ``prefix`` is for a verb whose counts already carry their names.
    """

    verb: ClassVar[Verb]
    prefix: ClassVar[str]

    def __init_subclass__(cls, *, verb: Verb, prefix: str | None = None) -> None:
        cls.verb = staticmethod(verb)
        cls.prefix = f"{verb.__name__}/" if prefix is None else prefix

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
        """Refine the draft's page and count what was done."""
        for what, count in type(self).verb(item.page).items():
            self.stats.inc_value(f"{self.prefix}{what}", count)
        return item
