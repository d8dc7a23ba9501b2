"""An engine that answers trials as a test says, and the way of one request through the middleware."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from scrapy.http import Response

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.fetching.back_off import BackOffMiddleware

HOST, SITE = "www.vietnam.vn", "vietnam.vn"
LIST = f"https://{HOST}/category/the-gioi"


def answer(url: str, status: int, wait: str | None = None) -> Response:
    return Response(url, status=status, headers={} if wait is None else {"Retry-After": wait})


@dataclass
class Engine:
    """Answers with one status after the other; None breaks off. ``asked`` are the addresses of the trials."""

    statuses: list[int | None]
    wait: str | None = None
    asked: list[str] = field(default_factory=list)
    downloader: Any = field(default_factory=lambda: SimpleNamespace(slots={}, per_slot_settings={}))

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        await asyncio.sleep(0)
        status = self.statuses.pop(0)
        if status is None:
            raise ConnectionError(request.url)
        return answer(request.url, status, self.wait)


def with_engine(crawler: Crawler, *statuses: int | None, wait: str | None = None) -> Engine:
    """Give a crawler an engine whose trials are answered so."""
    engine = Engine(list(statuses), wait)
    crawler.engine = engine  # type: ignore[assignment]
    return engine


async def pass_through(middleware: BackOffMiddleware, request: Request, status: int, wait: str | None = None) -> Response:
    """Send a request that is answered with a status, as the downloader would. Raises RefusedRequest."""
    await middleware.process_request(request)
    response = answer(request.url, status, wait)
    middleware.response_downloaded(response, request)
    middleware.request_left_downloader(request)
    return await middleware.process_response(request, response)
