"""No request leaves for a host that is closed, and whose answer says that it closes is not an answer of the page's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetching.closed_hosts import FORBIDDEN, ClosedHosts, asked_to_wait, closing_site, in_words, is_open_to_all, is_trial, refuses
from crawler.fetching.failures import HOST_REFUSES, RefusedRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class BackOffMiddleware:
    """Closes a host by its answers, and refuses the requests to a closed one: who made them asks again once it is open.

    429, 503 with ``Retry-After``, and 403 for what is `open_to_all` close a host. 403 for a page may be the page's own: that is found out
    by one request for what is open to all, and the host's other requests wait for it. The answer that closed a host, and those of the
    requests that were under way with it, become `RefusedRequest` too, for it was not the page that was refused.

    An address that refuses although its host answers otherwise is believed no more: each refusal of it is checked like a page's.

    No more requests of a host pass than may be under way to it at a time. Else several would stand in the downloader's queue, past this
    check, and go out after the host has closed.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.hosts = ClosedHosts.of(crawler)
        self.at_a_time = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._places: dict[str, asyncio.Semaphore] = {}
        self._passed: dict[Request, asyncio.Semaphore] = {}
        self._checks: dict[str, asyncio.Task[bool]] = {}  # by site: whether the host refuses is being found out
        # Requests that were refused; the task finds out whether by the host, None where that is clear.
        self._refused: WeakKeyDictionary[Request, asyncio.Task[bool] | None] = WeakKeyDictionary()
        self._doubted: set[str] = set()  # addresses that refused by themselves, or may have

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the downloader."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.response_downloaded, signals.response_downloaded)
        crawler.signals.connect(middleware.request_left_downloader, signals.request_left_downloader)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Wait for the host's place. Raises RefusedRequest where the host is closed."""
        if is_trial(request):
            return
        host, site = urlparse_cached(request).hostname or "", closing_site(request.url)
        place = self._places.setdefault(host, asyncio.Semaphore(self.at_a_time))
        await place.acquire()
        self._passed[request] = place
        while (check := self._checks.get(site)) is not None:
            await check
        closure = self.hosts.get(site)
        if closure is not None:
            self.request_left_downloader(request)
            raise RefusedRequest(HOST_REFUSES, in_words(closure))

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Note a refusal, or that the host answers, before the next request may pass."""
        if is_trial(request):
            return
        site = closing_site(request.url)
        if not refuses(response):
            self._doubted.discard(request.url)
            self.hosts.answered(request, response)
        elif self.hosts.get(site) is not None or self._is_the_hosts_word(request, response):
            self.hosts.close(request.url, response.status, asked_to_wait(response))
            self._doubted.add(request.url)
            self._refused[request] = None
        else:
            if site not in self._checks:
                self._checks[site] = asyncio.ensure_future(self._check(site, request.url))
            self._refused[request] = self._checks[site]

    def _is_the_hosts_word(self, request: Request, response: Response) -> bool:
        return request.url not in self._doubted and (response.status != FORBIDDEN or is_open_to_all(request))

    async def _check(self, site: str, url: str) -> bool:
        try:
            return await self.hosts.check(url)
        finally:
            del self._checks[site]

    async def process_response(self, request: Request, response: Response) -> Response:
        """Pass on what the page says. Raises RefusedRequest where its host refused."""
        if request not in self._refused:
            return response
        check = self._refused.pop(request)
        if check is None or await check:
            closure = self.hosts.get(closing_site(request.url))
            raise RefusedRequest(HOST_REFUSES, in_words(closure) if closure is not None else f"{request.url} was refused by its host")
        self._doubted.add(request.url)
        request.meta["dont_retry"] = True  # it would say the same at once
        return response

    def request_left_downloader(self, request: Request) -> None:
        """Let the next request of the host pass."""
        place = self._passed.pop(request, None)
        if place is not None:
            place.release()

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Give the place back of a request that never reached the downloader."""
        self.request_left_downloader(request)
