"""robots.txt, obeyed by every request, also when many wait for the same one and when it cannot be had."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from crawler.fetching.closed_hosts import ClosedHosts, open_to_all, refuses
from crawler.fetching.failures import HOST_REFUSES, NETWORK_KINDS, RefusedRequest, kind_of, kind_of_status
from crawler.fetching.pace import slow_down
from crawler.reading.decoding import decode

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

UNREACHABLE = "robots-unreachable"
_SERVER_ERROR = 500
_OK = 200
_LONGEST_PAUSE = 60.0


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt as RFC 9309 says.

    In Scrapy 2.19 several requests that wait for the same robots.txt share one Deferred; only the first of them gets the rules, the others
    get none and go through. Here each waits for the same task. A robots.txt that is not there (4xx) allows everything; one that cannot be
    had (5xx, 429, no answer) forbids everything for this run. A Crawl-delay longer than ``DOWNLOAD_DELAY`` is kept, unless that is 0.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Task[RobotParser | None]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the request's host, or None where it has none. Raises RefusedRequest where they cannot be had."""
        url = urlparse_cached(request)
        if url.netloc not in self._rules:
            self._rules[url.netloc] = asyncio.create_task(self._fetch(request, f"{url.scheme}://{url.netloc}/robots.txt"))
        rules = self._rules[url.netloc]
        try:
            return await rules
        except RefusedRequest as error:
            if error.kind == HOST_REFUSES and self._rules.get(url.netloc) is rules:
                del self._rules[url.netloc]
            raise

    async def _fetch(self, request: Request, url: str) -> RobotParser | None:
        self._stats.inc_value("robotstxt/request_count")
        asked = Request(
            url, priority=self.DOWNLOAD_PRIORITY, meta={**open_to_all(), "dont_obey_robotstxt": True}, callback=NO_CALLBACK
        )
        if self.crawler.engine is None:
            message = "the engine is not running"
            raise RuntimeError(message)
        try:
            response = await self.crawler.engine.download_async(asked)
        except Exception as error:
            if isinstance(error, IgnoreRequest) and not isinstance(error, RefusedRequest):
                return None
            if isinstance(error, RefusedRequest) and error.kind == HOST_REFUSES:
                raise
            raise self._unreachable(url, kind_of(error)) from error
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if response.status >= _SERVER_ERROR or refuses(response):
            ClosedHosts.of(self.crawler).close(url, response.status)
            raise RefusedRequest(HOST_REFUSES, f"{url} cannot be had: {kind_of_status(response.status)}")
        # The parser takes UTF-8 and leaves out what is none: of "/ö" in Latin-1 it would make "/", which forbids everything.
        body = decode(response.body).text.encode("utf-8", "replace") if response.status == _OK else b""
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        self._slow_down(urlparse_cached(asked).hostname or "", parser)
        await self.crawler.signals.send_catch_log_async(signal=signals.robots_parsed, robotparser=parser, request=request)
        return parser

    def _slow_down(self, host: str, parser: RobotParser) -> None:
        """Keep the longer pause that a robots.txt asks for; one of minutes would only say "do not come", which it has other words for."""
        asked = parser.crawl_delay(self._default_useragent)
        given = min(asked or 0.0, _LONGEST_PAUSE)
        if slow_down(self.crawler, host, given):
            self._stats.set_value(f"robotstxt/crawl_delay/{host}", given)
            logger.info("%s asks for %s seconds between two requests: it gets %s", host, asked, given)

    def _unreachable(self, url: str, kind: str) -> RefusedRequest:
        self._stats.inc_value("robotstxt/unreachable")
        logger.warning("%s cannot be had (%s): nothing of that host is asked for in this run", url, kind)
        return RefusedRequest(UNREACHABLE if kind not in NETWORK_KINDS else kind, f"{url} cannot be had: {kind}")
