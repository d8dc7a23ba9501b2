"""The record into the store, and with it, in one transaction, everything that follows from it. Only then is the page done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self

from crawler import translations
from crawler.dataset.join import KEPT_VERDICTS
from crawler.items import Article
from crawler.pipelines.draft import NotForFeeds
from crawler.sites import ORIGINAL_SITES, address
from crawler.store.frontier import REVISITS, NewPage, State
from crawler.store.records import Reading

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.items import Original
    from crawler.pipelines.draft import Draft
    from crawler.run import Run

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
        with run.store.transaction():
            changed = self._store(run, draft, article)
            self._follow(run, draft, article)
            self._done(run, draft, article)
        spider.settled(article.id)
        if not changed:
            self._drop("unchanged")
        if draft.original is not None and run.frontier.is_under_way(article.story_id, run.now()):
            spider.held.setdefault(article.story_id, []).append(article.id)
            self._drop("held")
        in_data_set = run.publisher.in_data_set(article.id, run.admits_reading, any_topic=run.arguments.topic == "all")
        if in_data_set is None:
            self._drop("off_topic" if article.topic.verdict not in KEPT_VERDICTS else "unwanted")
        self.stats.inc_value("keep/kept")
        return Article.model_validate(in_data_set)

    def _drop(self, why: str) -> NoReturn:
        self.stats.inc_value(f"keep/{why}")
        raise NotForFeeds(why)

    def _store(self, run: Run, draft: Draft, article: Article) -> bool:
        """Store the reading where it is new or says something new; say whether it did."""
        is_original = article.site in ORIGINAL_SITES
        before = run.records.revision_of(article.id)
        if is_original and article.topic.verdict not in KEPT_VERDICTS and run.arguments.topic != "all":
            # Not for the data set; its translations must hear of it.
            run.records.drop(article.id)
            run.records.touch_story(article.id, draft.page.address.slug)
            return before is not None
        if before is not None and before[1] == article.provenance.content_hash:
            return False
        article.provenance.revision = before[0] + 1 if before is not None else 1
        any_topic = run.arguments.topic == "all"
        reading = Reading(
            id=article.id,
            story_id=article.story_id,
            site=article.site,
            language=article.language,
            slug=draft.page.address.slug,
            is_original=is_original,
            verdict=article.topic.verdict,
            date_published=article.date_published,
            url=article.url,
            content_hash=article.provenance.content_hash,
            record=article.model_dump_json().encode(),
            # A translation's window is its original's, which may not be known yet: the publication decides.
            wanted=is_original and run.admits(article.site, article.language, article.date_published),
            any_topic=any_topic,
        )
        run.records.keep(reading, article.provenance.revision)
        if is_original:
            run.records.touch_story(article.id, reading.slug)
        return True

    def _follow(self, run: Run, draft: Draft, article: Article) -> None:
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
        row = run.frontier.known([article.id]).get(article.id)
        is_probe = row is not None and row.story_hint is not None and article.language == translations.PROBE_LANGUAGE
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

    def _done(self, run: Run, draft: Draft, article: Article) -> None:
        row = run.frontier.known([article.id])[article.id]
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
            revisit_at=now + REVISITS[revisits] if kept and revisits < len(REVISITS) else None,
        )
