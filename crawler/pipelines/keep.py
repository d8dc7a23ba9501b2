"""The record into the store, and with it, in one transaction, everything that follows from it. Only then is the page done."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NoReturn, Self

from crawler import translations
from crawler.items import Article
from crawler.patience import next_look
from crawler.pipelines.draft import NotForFeeds
from crawler.sites import ORIGINAL_SITES, address
from crawler.store.frontier import NewPage, State
from crawler.store.records import Reading
from crawler.story import KEPT_VERDICTS, is_published, joined, month_path

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from sqlalchemy import Row

    from crawler.items import Original
    from crawler.pipelines.draft import Draft
    from crawler.run import Run

logger = logging.getLogger(__name__)

_URGENT = 20  # an original that decides over translations already read
_PROBED_SITE = "baoquocte.vn"  # the mirror's addresses are made from Vietnamese slugs


class Keep:
    """Stores readings, asks for what they lead to, and lets only records of the data set pass to the feeds. Counts ``keep/<what>``.

    A translation whose original is still to be read is held: the spider hands it to the feeds once its original is settled.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the spider's run as the place to store to."""
        return cls(crawler)

    def process_item(self, item: tuple[Draft, Article]) -> Article:
        """Store one reading. Raises StoreError where the store cannot be written, and drops what is not for the feeds."""
        draft, article = item
        spider: Any = self.crawler.spider
        run: Run = spider.run
        if self._is_worse(run, article):
            self._leave(spider, article)
        with run.store.transaction():
            changed = self._store(run, draft, article)
            row = spider.in_flight[article.id]
            self._follow(run, draft, article, row)
            self._done(run, draft, article, row)
        spider.settled(article.id)
        if not changed:
            self._drop("unchanged")
        if draft.original is not None and run.frontier.is_under_way(article.story_id, run.now()):
            spider.held.setdefault(article.story_id, []).append(article.id)
            self._drop("held")
        original = None if article.site in ORIGINAL_SITES else run.publisher.original_of(article.story_id)
        date = original.date_published if original is not None else article.date_published
        wanted = run.admits(article.site, article.language, date)
        if not is_published(article.topic.verdict, original, wanted=wanted, any_topic=run.arguments.topic == "all"):
            self._drop("unwanted" if article.topic.verdict in KEPT_VERDICTS else "off_topic")
        self.stats.inc_value("keep/kept")
        return article if original is None else Article.model_validate(joined(article.model_dump(), original))

    @staticmethod
    def _is_worse(run: Run, article: Article) -> bool:
        """Say whether a reading lost what an earlier one of the same page had: the site's layout changed, not the article."""
        dateless = article.date_published is None and article.site in ORIGINAL_SITES
        if not article.provenance.fallback and not dateless:
            return False
        stored = run.records.get(article.id)
        if stored is None:
            return False
        before = Article.model_validate_json(stored.record)
        return (article.provenance.fallback and not before.provenance.fallback) or (dateless and before.date_published is not None)

    def _leave(self, spider: Any, article: Article) -> NoReturn:  # noqa: ANN401  (the spider, whose module imports this package)
        """Let the earlier reading stand."""
        run: Run = spider.run
        with run.store.transaction():
            run.frontier.looked(article.id, run.now())
        spider.settled(article.id)
        logger.warning("%s was read worse than before and is left as it was: the site's layout may have changed.", article.url)
        self._drop("worse")

    def _drop(self, why: str) -> NoReturn:
        self.stats.inc_value(f"keep/{why}")
        raise NotForFeeds(why)

    def _store(self, run: Run, draft: Draft, article: Article) -> bool:
        """Store the reading where it is new or says something new; say whether it did."""
        is_original = article.site in ORIGINAL_SITES
        before = run.records.revision_of(article.id)
        any_topic = run.arguments.topic == "all" or (before is not None and before.any_topic)
        if is_original and article.topic.verdict not in KEPT_VERDICTS and not any_topic:
            # Not for the data set; its translations must hear of it.
            if before is not None and (month := run.records.drop(article.id)) is not None:
                run.records.mark_stale([month_path(month)])
                self.stats.inc_value("keep/withdrawn")
            run.records.touch_stories({article.id: draft.page.address.slug})
            return True
        if before is not None and before.content_hash == article.provenance.content_hash:
            return False
        article.provenance.revision = before.number + 1 if before is not None else 1
        reading = Reading(
            id=article.id,
            story_id=article.story_id,
            site=article.site,
            language=article.language,
            slug=draft.page.address.slug,
            is_original=is_original,
            verdict=article.topic.verdict,
            date_published=article.date_published,
            date_modified=article.date_modified,
            url=article.url,
            content_hash=article.provenance.content_hash,
            record=article.model_dump_json().encode(),
            # A translation's window is its original's, which may not be known yet: the publication decides.
            wanted=is_original and run.admits(article.site, article.language, article.date_published),
            any_topic=any_topic,
        )
        run.records.keep(reading, article.provenance.revision)
        if is_original:
            run.records.touch_stories({article.id: reading.slug})
        return True

    def _follow(self, run: Run, draft: Draft, article: Article, row: Row[Any]) -> None:
        """Ask for what a reading leads to: an original for its translations, a translation for its original and its siblings."""
        slug = draft.page.address.slug
        if article.site in ORIGINAL_SITES:
            on_topic = article.topic.verdict in KEPT_VERDICTS or run.arguments.topic == "all"
            if on_topic and article.site == _PROBED_SITE and run.in_window(article.date_published):
                for page in translations.probes(run.arguments, article.id, slug):
                    if run.frontier.demand([page]) == 0 and run.frontier.known([page.key])[page.key].state == State.DONE:
                        # The mirror's copy was read before its original: what it named was not followed then.
                        run.frontier.demand(translations.one_a_language(run.arguments, article.id, slug))
            return
        if draft.original is not None:
            self._ask_for_original(run, draft.original, article.id)
        is_probe = row.story_hint is not None and article.language == translations.PROBE_LANGUAGE
        if draft.page.translations and (is_probe or article.topic.verdict in KEPT_VERDICTS):
            run.frontier.demand(translations.named(run.arguments, article.story_id, draft.page.translations))
        elif is_probe:
            run.frontier.demand(translations.one_a_language(run.arguments, article.story_id, slug))

    @staticmethod
    def _ask_for_original(run: Run, original: Original, found_in: str) -> None:
        known = run.frontier.known([original.id]).get(original.id)
        if known is not None:
            if known.state == State.DECLINED:
                run.frontier.want([original.id], priority=_URGENT)
            return
        at = address(original.url) if original.url else None
        if at is not None:
            new = NewPage(
                key=at.key, url=at.url, site=at.site, language=at.language, slug=at.slug, number=at.number,
                priority=_URGENT, found_in=found_in,
            )  # fmt: skip
            run.frontier.add([new])

    @staticmethod
    def _done(run: Run, draft: Draft, article: Article, row: Row[Any]) -> None:
        revisits = row.revisits + 1 if row.fetched_at is not None else 0
        kept = article.topic.verdict in KEPT_VERDICTS
        now = run.now()
        run.frontier.done(
            article.id,
            now,
            verdict=article.topic.verdict,
            status=draft.fetch.status,
            etag=draft.fetch.etag,
            last_modified=draft.fetch.last_modified,
            published=article.date_published,
            url_=article.url,
            revisits=revisits,
            revisit_at=next_look(now, revisits) if kept else None,
        )
