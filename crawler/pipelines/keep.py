"""The record into the store, and with it, in one transaction, everything that follows from it. Only then is the page done."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NoReturn, Self

from scrapy import signals

from crawler.dataset.months import month_path
from crawler.fetching.retry_policy import until_revisit
from crawler.items import Article
from crawler.page import FailureKind
from crawler.pipelines.item import NotForFeeds, NotRead
from crawler.record.sameness import same_article
from crawler.record.story import KEPT_VERDICTS, is_published, joined
from crawler.scheduling.schedule import Schedule
from crawler.sites import ORIGINAL_SITES
from crawler.store.records import StoredArticle

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from sqlalchemy import Row

    from crawler.pipelines.item import FetchedArticle
    from crawler.record.road import Reading

logger = logging.getLogger(__name__)


class Keep:
    """Stores records, asks for what they lead to, and lets only those of the data set pass to the feeds. Counts ``keep/<what>``.

    A translation whose original is still to be read awaits it: the feeds get it once its original is settled.
    """

    def __init__(self, crawler: Crawler) -> None:
        schedule = Schedule.of(crawler)
        self.articles = schedule.articles
        self.run = schedule.run
        self.crawler = crawler
        self.stats = crawler.stats
        self.awaiting_original: dict[str, list[str]] = {}  # by the original's id
        self.articles.on_settled.append(self._release)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand aside for other spiders."""
        return cls(crawler)

    def close_spider(self) -> None:
        """Give the feeds what awaits an original that this run could not ask for."""
        if self.run.fatal is None:
            for key in list(self.awaiting_original):
                self._release(key)

    def process_item(self, item: FetchedArticle) -> Article:
        """Store one record. Raises StoreError where the store cannot be written, and drops what is not for the feeds."""
        reading, run = item.reading, self.run
        if reading is None or reading.article is None or reading.page is None:
            message = "make_record comes before keep"
            raise TypeError(message)
        article = reading.article
        before = self._before(article.id)
        if before is not None and not same_article(article, before):
            self._refuse(item, before)
        if before is not None and self._is_worse(article, before):
            self._leave(article)
        with run.store.transaction():
            changed = self._store(article, reading.page.address.slug)
            row = self.articles.in_flight[article.id]
            self.articles.translations.follow(reading.page, article, row)
            self._done(item, reading, article, row)
        self.articles.settled(article.id)
        if not changed:
            self._drop("unchanged")
        if article.translation_of is not None and run.frontier.is_under_way(article.story_id, run.now()):
            self.awaiting_original.setdefault(article.story_id, []).append(article.id)
            self._drop("awaiting_original")
        original = None if article.site in ORIGINAL_SITES else run.stories.original_of(article.story_id)
        date = original.date_published if original is not None else article.date_published
        wanted = run.scope.admits(article.site, article.language, date)
        if not is_published(article.topic.verdict, original, wanted=wanted, any_topic=run.scope.any_topic):
            self._drop("unwanted" if article.topic.verdict in KEPT_VERDICTS else "off_topic")
        self.stats.inc_value("keep/kept")
        return article if original is None else Article.model_validate(joined(article.model_dump(), original))

    def _release(self, original: str) -> None:
        for record_id in self.awaiting_original.pop(original, ()):
            record = self.run.publisher.in_data_set(record_id, self.run.scope.admits_stored, any_topic=self.run.scope.any_topic)
            if record is not None:
                self.stats.inc_value("keep/kept")
                item = Article.model_validate(record)
                self.crawler.signals.send_catch_log(signals.item_scraped, item=item, response=None, spider=self.crawler.spider)

    def _before(self, record_id: str) -> Article | None:
        """Return the record that a new one would replace, or None."""
        stored = self.run.records.get(record_id)
        return None if stored is None else Article.model_validate_json(stored.record)

    def _refuse(self, item: FetchedArticle, before: Article) -> NoReturn:
        """Let the earlier record stand where the page tells another article now: that is a failure of the page."""
        reason = f"it has nothing in common with what was read there before: {before.headline}"
        self.articles.fail(item.key, FailureKind.WRONG_ARTICLE.value, reason, status=item.fetched.status)
        raise NotRead(reason)

    @staticmethod
    def _is_worse(article: Article, before: Article) -> bool:
        """Say whether a record lost what an earlier one of the same page had: the site's layout changed, not the article."""
        dateless = article.date_published is None and article.site in ORIGINAL_SITES
        return (article.provenance.fallback and not before.provenance.fallback) or (dateless and before.date_published is not None)

    def _leave(self, article: Article) -> NoReturn:
        """Let the earlier record stand."""
        run = self.run
        with run.store.transaction():
            run.frontier.revisited(article.id, run.now(), until_revisit)
        self.articles.settled(article.id)
        logger.warning("%s was read worse than before and is left as it was: the site's layout may have changed.", article.url)
        self._drop("worse")

    def _drop(self, why: str) -> NoReturn:
        self.stats.inc_value(f"keep/{why}")
        raise NotForFeeds(why)

    def _store(self, article: Article, slug: str) -> bool:
        """Store the record where it is new or says something new; say whether it did."""
        run = self.run
        is_original = article.site in ORIGINAL_SITES
        before = run.records.revision_of(article.id)
        any_topic = run.scope.any_topic or (before is not None and before.any_topic)
        if is_original and article.topic.verdict not in KEPT_VERDICTS and not any_topic:
            # Not for the data set; its translations must hear of it.
            if before is not None and (month := run.records.drop(article.id)) is not None:
                run.records.mark_stale([month_path(month)])
                self.stats.inc_value("keep/withdrawn")
            run.records.touch_stories({article.id: slug})
            return True
        if before is not None and before.content_hash == article.provenance.content_hash:
            return False
        article.provenance.revision = before.number + 1 if before is not None else 1
        stored = StoredArticle(
            id=article.id,
            story_id=article.story_id,
            site=article.site,
            language=article.language,
            slug=slug,
            is_original=is_original,
            verdict=article.topic.verdict,
            date_published=article.date_published,
            date_modified=article.date_modified,
            url=article.url,
            content_hash=article.provenance.content_hash,
            record=article.model_dump_json().encode(),
            # A translation's window is its original's, which may not be known yet: the publication decides.
            wanted=is_original and run.scope.admits(article.site, article.language, article.date_published),
            any_topic=any_topic,
        )
        run.records.keep(stored, article.provenance.revision)
        if is_original:
            run.records.touch_stories({article.id: slug})
        return True

    def _done(self, item: FetchedArticle, reading: Reading, article: Article, row: Row[Any]) -> None:
        revisits = row.revisits + 1 if row.fetched_at is not None else 0
        now = self.run.now()
        delay = until_revisit(revisits) if article.topic.verdict in KEPT_VERDICTS else None
        self.run.frontier.done(
            article.id,
            now,
            verdict=article.topic.verdict,
            status=item.fetched.status,
            # A page that came damaged, or that its reader did not understand, is asked for whole when it is visited again, though the site
            # says that it has not changed.
            etag=item.fetched.etag if reading.is_whole else None,
            last_modified=item.fetched.last_modified if reading.is_whole else None,
            published=article.date_published,
            url_=article.url,
            revisits=revisits,
            revisit_at=None if delay is None else now + delay,
        )
