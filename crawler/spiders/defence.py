"""Which requests are made, and which callback reads their answers.

What to ask for next is the business of the schedule (`crawler.scheduling`), what a page says that of the road (`crawler.record`), which the
pipelines take.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import scrapy

from crawler import __version__
from crawler.fetching.browser import in_browser
from crawler.fetching.closed_hosts import open_to_all
from crawler.fetching.failures import HOST_REFUSES, RefusedRequest, kind_of, kind_of_status
from crawler.fetching.pace import download_slots
from crawler.fetching.response import charset_of, header, kind_of_answer
from crawler.page import Failure
from crawler.pipelines.item import FetchedArticle
from crawler.reading.feeds import looks_like_feed
from crawler.record.fetched import Fetched
from crawler.record.road import read_listing
from crawler.run.arguments import Arguments
from crawler.run.run import Run
from crawler.scheduling.lists import ListPage
from crawler.scheduling.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.settings import BaseSettings
    from sqlalchemy import Row
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.scheduling.lists import ListCrawl

logger = logging.getLogger(__name__)

_OK = 200
_NOT_MODIFIED = 304
_FORBIDDEN = kind_of_status(403)
_ARTICLE_PRIORITY = -10  # after the lists of the same host: what they find decides what is most urgent


class DefenceSpider(scrapy.Spider):
    """Crawls the paper and its mirrors for articles on defence diplomacy."""

    name = "defence"

    def __init__(self, run: Run | None = None, **arguments: str) -> None:
        super().__init__()
        self.arguments = run.arguments if run is not None else Arguments.parse(arguments)
        self.given_run = run

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Say in the user agent who crawls, and whom to write to; ask slowly what has to be asked slowly."""
        super().update_settings(settings)
        contact = str(settings.get("CONTACT") or "").strip()
        agent = f"defence-diplomacy-crawler/{__version__}" + (f" (+{contact})" if contact else "")
        settings.set("USER_AGENT", agent, priority="spider")
        settings.set("DOWNLOAD_SLOTS", download_slots(settings.getfloat("DOWNLOAD_DELAY")), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401  (Scrapy's signature)
        """Begin the run, or take the one that the command has begun. Raises RunError and ArgumentsError."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        Schedule.attach(crawler, spider.given_run or Run.begin(crawler.settings, spider.arguments))
        if not crawler.settings.get("CONTACT"):
            logger.warning("CONTACT is not set: give an address to the sites' owners with -s CONTACT=you@example.org")
        return spider

    @property
    def schedule(self) -> Schedule:
        """What this crawl asks for next."""
        return Schedule.of(self.crawler)

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for all that the schedule asks for."""
        async for item in self.schedule.work():
            yield self._list_request(item) if isinstance(item, ListPage) else self._article_request(item)

    def _list_request(self, page: ListPage) -> Request:
        # A list that answered 403 while its host was open is not open to all.
        meta: dict[str, Any] = {} if self.schedule.run.lists.failed_by(page.url) == _FORBIDDEN else open_to_all()
        if page.crawl.javascript:
            meta |= in_browser(self.settings.getfloat("DOWNLOAD_DELAY"))
        return scrapy.Request(
            page.url, self.parse_list, errback=self.list_failed, cb_kwargs={"crawl": page.crawl}, meta=meta, dont_filter=True
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
            meta=self.schedule.articles.gone_through.pop(row.key, None), priority=_ARTICLE_PRIORITY, dont_filter=True,
        )  # fmt: skip

    def parse_list(self, response: Response, crawl: ListCrawl) -> Iterator[Request]:
        """Give a list's page to the schedule, and ask for what it leads to."""
        lists = self.schedule.lists
        if response.status != _OK:
            lists.fail(crawl, kind_of_answer(response))
        else:
            listing = read_listing(response.url, response.body, charset_of(response))
            if isinstance(listing, Failure):
                lists.fail(crawl, listing.kind.value, listing.reason)
            else:
                for page in lists.take(crawl, listing, feed=looks_like_feed(response.body)):
                    yield self._list_request(page)
        self.schedule.wake()

    def list_failed(self, failure: TwistedFailure) -> None:
        """Tell the schedule that a list could not be had."""
        request = _request_of(failure)
        crawl, kind = request.cb_kwargs["crawl"], kind_of(failure.value)
        if kind == HOST_REFUSES:
            self.schedule.closed.postpone(ListPage(crawl, request.url))
        else:
            self.schedule.lists.fail(crawl, kind, failure.getErrorMessage())
        self.schedule.wake()

    def parse_article(self, response: Response, key: str) -> Iterator[FetchedArticle]:
        """Give an article's page to the pipelines; tell the schedule of an answer that is no page."""
        articles = self.schedule.articles
        if response.status == _NOT_MODIFIED:
            articles.unchanged(key)
        elif response.status != _OK:
            articles.fail(key, kind_of_answer(response), status=response.status)
        else:
            yield FetchedArticle(
                key,
                Fetched(
                    url=response.url,
                    body=response.body,
                    charset=charset_of(response),
                    status=response.status,
                    fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
                    requested_url=articles.in_flight[key].url,
                    run_id=self.schedule.run.id,
                    etag=header(response, "ETag"),
                    last_modified=header(response, "Last-Modified"),
                ),
            )

    def article_failed(self, failure: TwistedFailure) -> None:
        """Tell the schedule that an article could not be had."""
        request = _request_of(failure)
        key = request.cb_kwargs["key"]
        if isinstance(failure.value, RefusedRequest):
            self.schedule.articles.refuse(key, failure.value, request.meta)
        else:
            self.schedule.articles.fail(key, kind_of(failure.value), failure.getErrorMessage())


def _request_of(failure: TwistedFailure) -> Request:
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
    return request
