"""When a host says "too many", "not now" or "not you", it is left alone: for as long as it asks, or for a while."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetching.failures import HOST_REFUSES, RefusedRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_FORBIDDEN = 403
_TOO_MANY = 429
_UNAVAILABLE = 503
# A page may be forbidden for reasons of its own; so many in a row, without another answer between them, are the host's word.
_MOST_FORBIDDEN = 3
_OPEN_TO_ALL = "open_to_all"


def open_to_all() -> dict[str, bool]:
    """Return the meta of a request for what a site shows to everybody, as a list, so that 403 for it is the host's word to its client."""
    return {_OPEN_TO_ALL: True}


class BackOffMiddleware:
    """Holds a host's requests back after 429, 503 and 403: by ``Retry-After``, else twice as long each time.

    403 counts where it answers a request for what is `open_to_all`, or several requests in a row.

    No more requests of a host pass than may be under way to it at a time. Else several would stand in the downloader's queue, past this
    check, and go out after the host has asked to be left alone. A host that asks for more than ``BACK_OFF_MAX`` seconds, or goes on
    refusing, gets no further request in this run. Counts ``back_off/<host>/…``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats
        self.first = crawler.settings.getfloat("BACK_OFF_FIRST")
        self.longest = crawler.settings.getfloat("BACK_OFF_MAX")
        self.at_a_time = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._places: dict[str, asyncio.Semaphore] = {}
        self._passed: dict[Request, asyncio.Semaphore] = {}
        self._not_before: dict[str, float] = {}
        self._refusals: dict[str, int] = {}
        self._forbidden: dict[str, int] = {}  # answers in a row
        self.given_up: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read ``BACK_OFF_FIRST`` and ``BACK_OFF_MAX``, both in seconds, and listen to the downloader."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.response_downloaded, signals.response_downloaded)
        crawler.signals.connect(middleware.request_left_downloader, signals.request_left_downloader)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again. Raises RefusedRequest where it is given up for this run."""
        host = urlparse_cached(request).hostname or ""
        place = self._places.setdefault(host, asyncio.Semaphore(self.at_a_time))
        await place.acquire()
        self._passed[request] = place
        # Whoever waited may find that the host refused again meanwhile.
        while host not in self.given_up and (wait := self._not_before.get(host, 0.0) - time.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait)
        if host in self.given_up:
            self.request_left_downloader(request)
            raise RefusedRequest(HOST_REFUSES, self.given_up[host])

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Note a refusal, or that the host answers again, before the next request may pass."""
        host = urlparse_cached(request).hostname or ""
        if response.status == _FORBIDDEN:
            self._forbidden[host] = self._forbidden.get(host, 0) + 1
            if _OPEN_TO_ALL not in request.meta and self._forbidden[host] < _MOST_FORBIDDEN:
                return
        elif response.status not in {_TOO_MANY, _UNAVAILABLE}:
            self._refusals.pop(host, None)
            self._forbidden.pop(host, None)
            return
        # Requests that were under way when the host began to refuse are refused too: that is one refusal, not many.
        known = self._not_before.get(host, 0.0) > time.monotonic()
        refusals = self._refusals[host] = self._refusals.get(host, 0) + (0 if known else 1)
        wait = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        if wait is None:
            wait = self.first * 2 ** max(0, refusals - 1)
        self.stats.inc_value(f"back_off/{host}/count")
        self.stats.inc_value(f"back_off/{host}/seconds", round(wait))
        if wait > self.longest:
            self.given_up[host] = f"{host} answered {response.status} and asks for {wait:.0f} seconds: it is left alone for this run"
            logger.warning("%s", self.given_up[host])
        else:
            self._not_before[host] = max(self._not_before.get(host, 0.0), time.monotonic() + wait)

    def request_left_downloader(self, request: Request) -> None:
        """Let the next request of the host pass."""
        place = self._passed.pop(request, None)
        if place is not None:
            place.release()

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Give the place back of a request that never reached the downloader."""
        self.request_left_downloader(request)


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Read a ``Retry-After`` header (RFC 9110: seconds, or an HTTP date) as seconds from now; None where it says nothing."""
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if text.isdecimal():
        return float(min(int(text[:9]), 10**9))
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())
