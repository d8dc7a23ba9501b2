"""Where to ask next: lists lead to teasers, wanted teasers to articles, originals to their translations and back.

The spider knows nothing of markup (`crawler.sites` does) and nothing of cleaning (the pipelines do). Articles are leased from the store's
frontier a few at a time, so memory stays flat and a page is done only when its record is stored.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy import signals

from crawler import __version__
from crawler.arguments import Arguments
from crawler.browser import in_browser
from crawler.failures import (
    CHALLENGE,
    MISSING,
    OFF_LIST,
    TURNED_AWAY,
    RefusedRequest,
    kind_of,
    kind_of_status,
    one_line,
    patience_with,
)
from crawler.items import Article
from crawler.patience import NOT_YET
from crawler.pipelines.draft import Draft, Fetch, Unusable
from crawler.run import Run
from crawler.sites import ORIGINAL_SITES, SITES, site_of
from crawler.sites.challenge import challenge_in
from crawler.sites.feeds import looks_like_feed
from crawler.sites.limits import excess
from crawler.sites.links import absolute
from crawler.sites.markup import read_page
from crawler.sites.site import Failure
from crawler.spiders.listing import Pass, Passes, can_be_asked_for
from crawler.store.frontier import State
from crawler.store.store import StoreError
from crawler.translations import PROBE_LANGUAGE, one_a_language

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.settings import BaseSettings
    from sqlalchemy import Row
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.sites.site import Page

logger = logging.getLogger(__name__)

_OK = 200
_NOT_MODIFIED = 304
_NOT_FOUND = 404
_UNREADABLE = "\ufffd"  # what stands in the text where bytes could not be read
# So many pages of a site in a row that were turned away mean that the site is closed to this crawler for now, not that pages are bad.
_MOST_TURNED_AWAY = 10
_ARTICLE_PRIORITY = -10  # after the lists of the same host: what they find decides what is most urgent


class DefenceSpider(scrapy.Spider):
    """Crawls the paper and its mirrors for articles on defence diplomacy."""

    name = "defence"

    def __init__(self, run: Run | None = None, **arguments: str) -> None:
        super().__init__()
        self.arguments = run.arguments if run is not None else Arguments.parse(arguments)
        self.given_run = run
        self.run: Run
        self.passes: Passes
        self.window = 0
        self.in_flight: dict[str, Row[Any]] = {}
        self.held: dict[str, list[str]] = {}  # translations that wait for an original's verdict before the feeds may have them
        self.closed: dict[str, str] = {}  # sites of which no further article is asked for in this run, and why
        self._turned_away: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._sitemaps: list[str] = []

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Say in the user agent who crawls, and whom to write to."""
        super().update_settings(settings)
        contact = str(settings.get("CONTACT") or "").strip()
        agent = f"defence-diplomacy-crawler/{__version__}" + (f" (+{contact})" if contact else "")
        settings.set("USER_AGENT", agent, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401  (Scrapy's signature)
        """Begin the run, or take the one that the command has begun. Raises RunError and ArgumentsError."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = spider.given_run or Run.begin(crawler.settings, spider.arguments)
        spider.passes = Passes(spider.run, crawler)
        spider.window = max(8, 4 * crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        crawler.signals.connect(spider.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(spider.callback_failed, signals.spider_error)
        crawler.signals.connect(spider.item_failed, signals.item_error)
        crawler.signals.connect(spider.item_dropped, signals.item_dropped)
        if not crawler.settings.get("CONTACT"):
            logger.warning("CONTACT is not set: give an address to the sites' owners with -s CONTACT=you@example.org")
        return spider

    # Asking

    async def start(self) -> AsyncIterator[Request]:
        """Yield the lists first, then articles as the frontier has them, until nothing is under way any more."""
        for site in self.arguments.sites:
            for seed in SITES[site].seeds(self.arguments.sections):
                if seed.kind != "sitemap" and (opened := self.passes.open(seed.url, site, javascript=seed.javascript)):
                    yield self._list_request(opened)
        while self.run.fatal is None:
            asked = False
            for request in self._next_requests():
                asked = True
                yield request
            if asked:
                continue  # while those were taken, others may have come in
            if not self.in_flight and not self.passes.under_way:
                break
            self._wake.clear()
            await self._wake.wait()
        if self.run.fatal is None:
            for key in list(self.held):  # whose originals this run could not ask for
                self._release(key)

    def _next_requests(self) -> Iterator[Request]:
        while self._sitemaps:
            url = self._sitemaps.pop()
            site = site_of(url)
            if site is not None and site.name in self.arguments.sites and (opened := self.passes.open(url, site.name)):
                yield self._list_request(opened)
        for name in SITES:
            if name in self.closed:
                continue
            held = sum(row.site == name for row in self.in_flight.values())
            if held > self.window // 2:
                continue
            try:
                with self.run.store.transaction():
                    rows = self.run.frontier.lease(name, self.window - held, self.run.now())
            except StoreError as error:
                self.run.fail(str(error))
                return
            for row in rows:
                self.in_flight[row.key] = row
            for row in rows:
                yield self._article_request(row)

    def _list_request(self, opened: Pass, url: str | None = None) -> Request:
        meta: dict[str, Any] = {}
        if opened.javascript:
            meta = in_browser(self.settings.getfloat("DOWNLOAD_DELAY"))
        return scrapy.Request(
            url or opened.url, self.parse_list, errback=self.list_failed, cb_kwargs={"opened": opened}, meta=meta, dont_filter=True
        )

    def _article_request(self, row: Row[Any]) -> Request:
        headers = {}
        if row.fetched_at is not None:
            if row.etag:
                headers["If-None-Match"] = row.etag
            if row.last_modified:
                headers["If-Modified-Since"] = row.last_modified
        return scrapy.Request(
            row.url, self.parse_article, errback=self.article_failed, headers=headers, cb_kwargs={"key": row.key},
            priority=_ARTICLE_PRIORITY, dont_filter=True,
        )  # fmt: skip

    def robots_parsed(self, robotparser: Any, request: Request) -> None:  # noqa: ANN401  (Scrapy's parser wrapper)
        """Take the sitemaps that a host's robots.txt names, also by relative addresses, or else the usual names."""
        site = site_of(request.url)
        if site is None:
            return
        root = absolute(request.url, "/")  # the request is the one that had to wait for robots.txt
        named = [url for line in getattr(robotparser.rp, "sitemaps", ()) if site_of(url := absolute(root, line)) is not None]
        candidates = [seed.url for seed in site.seeds(self.arguments.sections) if seed.kind == "sitemap"]
        if self.arguments.sections is None:
            self._sitemaps.extend(named or candidates)
            self._wake.set()

    def callback_failed(self, failure: TwistedFailure, response: Response) -> None:
        """Note that reading a page broke on something unforeseen; Scrapy has logged where."""
        if isinstance(failure.value, (StoreError, OSError)):
            self.run.fail(failure.getErrorMessage())
            self._wake.set()
            return
        asked = _request_of(response).cb_kwargs
        if "opened" in asked:
            self.passes.fail(asked["opened"], "reader-error", failure.getErrorMessage())
            self._wake.set()
        elif "key" in asked:
            self.fail(asked["key"], "reader-error", failure.getErrorMessage())

    # Lists

    def parse_list(self, response: Response, opened: Pass) -> Iterator[Request]:
        """Note a list's teasers, then read on or end the pass."""
        if response.status != _OK:
            self.passes.fail(opened, kind_of_answer(response))
        else:
            site = SITES[opened.site]
            listing = site.read_listing(response.url, response.body, charset_of(response))
            if isinstance(listing, Failure):
                self.passes.fail(opened, listing.kind.value, listing.reason)
            else:
                self.run.census[opened.site].listing(listing, opened.site, feed=looks_like_feed(response.body))
                next_url = self.passes.take(opened, listing)
                for url in listing.lists:
                    if not self.run.may_have_news(listing.changed.get(url)):
                        continue
                    owner = site_of(url)
                    if owner is not None and owner.name in self.arguments.sites and (further := self.passes.open(url, owner.name)):
                        yield self._list_request(further)
                if next_url is not None and can_be_asked_for(next_url):
                    yield self._list_request(opened, next_url)
                elif next_url is not None:
                    self.passes.fail(opened, OFF_LIST, f"its next page is {next_url}")
        self._wake.set()

    def list_failed(self, failure: TwistedFailure) -> None:
        """Note that a list's pass broke off."""
        self.passes.fail(_request_of(failure).cb_kwargs["opened"], kind_of(failure.value), failure.getErrorMessage())
        self._wake.set()

    # Articles

    def parse_article(self, response: Response, key: str) -> Iterator[Draft]:
        """Read an article's page, or note why it cannot be read."""
        row = self.in_flight[key]
        if response.status == _NOT_MODIFIED:
            self.crawler.stats.inc_value("article/not_modified")
            self.run.census[row.site].unchanged += 1
            self._turned_away[row.site] = 0
            self._settle(key, lambda: self.run.frontier.looked(key, self.run.now()))
            return
        if response.status != _OK:
            self.fail(key, kind_of_answer(response), status=response.status)
            return
        page = SITES[row.site].read_article(response.url, response.body, charset_of(response))
        if isinstance(page, Failure):
            self.fail(key, page.kind.value, page.reason, status=response.status)
            return
        if page.address.key != key:
            self.fail(key, "wrong-article", f"the page is {page.address.key}", status=response.status)
            return
        self._turned_away[row.site] = 0
        self.run.census[row.site].page(page)
        dateless = page.date_published is None and row.site in ORIGINAL_SITES
        whole = self._count_unreadable(page) == 0 and not page.fallback and not dateless
        yield Draft(
            page,
            Fetch(
                requested_url=row.url,
                fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
                status=response.status,
                run_id=self.run.id,
                # A page that came damaged, or that its reader did not understand, is asked for whole when it is looked at again, though
                # the site says it has not changed.
                etag=_header(response, "ETag") if whole else None,
                last_modified=_header(response, "Last-Modified") if whole else None,
            ),
        )

    def article_failed(self, failure: TwistedFailure) -> None:
        """Note why an article's request failed; where its host is closed, the page itself has not failed."""
        key = _request_of(failure).cb_kwargs["key"]
        if isinstance(failure.value, RefusedRequest) and failure.value.host_is_closed:
            self._give_back(key, failure.value)
        else:
            self.fail(key, kind_of(failure.value), failure.getErrorMessage())

    def item_failed(self, item: Draft, failure: TwistedFailure) -> None:
        """Note that a pipeline broke; without the store the run cannot go on."""
        if isinstance(failure.value, (StoreError, OSError)):
            self.run.fail(failure.getErrorMessage())
            self._wake.set()
            return
        self.fail(item.page.address.key, "pipeline-error", f"{type(failure.value).__name__}: {failure.getErrorMessage()}")

    def item_dropped(self, item: Draft, exception: Exception) -> None:
        """Note a page that a pipeline found unusable; other drops are pages that were stored and are not for the feeds."""
        if isinstance(exception, Unusable):
            self.fail(item.page.address.key, exception.kind, str(exception), status=item.fetch.status)

    def fail(self, key: str, kind: str, reason: str = "", *, status: int | None = None) -> None:
        """Count a failed page, show it, and decide when it is asked again."""
        row = self.in_flight.get(key)
        if row is None:
            return
        if row.story_hint is not None and status == _NOT_FOUND:
            self._settle(key, lambda: self._absent(row))
            return
        self.crawler.stats.inc_value(f"failure/{kind}")
        self.run.census[row.site].failure(kind, again=row.attempts > 0)
        logger.warning("%s was not read: %s%s", one_line(row.url), kind, f" ({one_line(reason)})" if reason else "")
        self._turned_away[row.site] = self._turned_away[row.site] + 1 if kind in TURNED_AWAY else 0
        if self._turned_away[row.site] == _MOST_TURNED_AWAY:
            self._close_site(row.site, f"{_MOST_TURNED_AWAY} pages in a row were turned away, the last one with {kind}")
        self._settle(key, lambda: self._wait_or_give_up(row, kind, status))

    def _wait_or_give_up(self, row: Row[Any], kind: str, status: int | None) -> None:
        if self.run.frontier.failed(row.key, kind, self.run.now(), patience_with(kind), status=status) is State.GIVEN_UP:
            self.crawler.stats.inc_value(f"given_up/{kind}")
            logger.warning("%s is given up: it failed %d times.", one_line(row.url), row.attempts + 1)

    def _give_back(self, key: str, refused: RefusedRequest) -> None:
        """Leave a page unasked to a later run; its patience is not used up."""
        row = self.in_flight.get(key)
        if row is None:
            return
        self.crawler.stats.inc_value(f"failure/{refused.kind}")
        self._close_site(row.site, str(refused))
        self._settle(key, lambda: self.run.frontier.give_back([key]))

    def _close_site(self, site: str, reason: str) -> None:
        if site not in self.closed:
            self.closed[site] = one_line(reason)
            self.crawler.stats.inc_value(f"site_closed/{site}")
            logger.warning("No further article of %s is asked for in this run: %s.", site, self.closed[site])

    def _count_unreadable(self, page: Page) -> int:
        count = sum(text.count(_UNREADABLE) for text in (page.headline, page.description or "", *page.paragraphs()))
        if count:
            self.crawler.stats.inc_value("reading/pages_with_unreadable_bytes")
            self.crawler.stats.inc_value("reading/unreadable_bytes", count)
        return count

    def _absent(self, row: Row[Any]) -> None:
        # The Vietnamese page stands for all: it is asked again for some days. Where it is missing, each language is tried once.
        self.crawler.stats.inc_value("mirror/absent")
        if row.language == PROBE_LANGUAGE:
            self.run.frontier.failed(row.key, "absent", self.run.now(), NOT_YET, status=_NOT_FOUND)
            if row.attempts == 0:
                self.run.frontier.demand(one_a_language(self.arguments, row.story_hint, row.slug))
        else:
            self.run.frontier.set_state(row.key, State.ABSENT, "absent", status=_NOT_FOUND)

    def settled(self, key: str) -> None:
        """Forget a page that is no longer under way; the `keep` pipeline calls this once its record is stored."""
        self.in_flight.pop(key, None)
        self._release(key)
        if len(self.in_flight) <= self.window // 2:
            self._wake.set()

    def _release(self, original: str) -> None:
        for record_id in self.held.pop(original, ()):
            self._hand_to_feeds(record_id)

    def _hand_to_feeds(self, record_id: str) -> None:
        record = self.run.publisher.in_data_set(record_id, self.run.admits_reading, any_topic=self.arguments.topic == "all")
        if record is not None:
            self.crawler.stats.inc_value("keep/kept")
            item = Article.model_validate(record)
            self.crawler.signals.send_catch_log(signals.item_scraped, item=item, response=None, spider=self)

    def _settle(self, key: str, write: Any) -> None:  # noqa: ANN401  (a callable without arguments)
        try:
            with self.run.store.transaction():
                write()
        except StoreError as error:
            self.run.fail(str(error))
        self.settled(key)


def _request_of(answer: TwistedFailure | Response) -> Request:
    request: Request = answer.request  # type: ignore[union-attr, assignment]  # Scrapy adds it to both
    return request


def kind_of_answer(response: Response) -> str:
    """Name an answer that is no page by its status, but a bot check as what it is, whatever its status."""
    if _header(response, "cf-mitigated") == CHALLENGE:
        return CHALLENGE
    kind = kind_of_status(response.status)
    # A page that is not there may show a form with a bot check in it.
    if kind not in MISSING and excess(response.body) is None:
        decoded, tree = read_page(response.body, charset_of(response))
        if challenge_in(decoded.text, tree) is not None:
            return CHALLENGE
    return kind


def charset_of(response: Response) -> str | None:
    """Return the charset that the HTTP header claims."""
    content_type = _header(response, "Content-Type") or ""
    _, _, charset = content_type.lower().partition("charset=")
    return charset.split(";")[0].strip(" \"'") or None


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
