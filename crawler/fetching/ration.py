"""A crawl that may make only so many requests, whatever they are for: robots.txt, redirects and second tries count too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from scrapy.exceptions import NotConfigured
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetching.failures import RefusedRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

SPENT: Final = "ration-spent"
_ROBOTS = "/robots.txt"


class RationMiddleware:
    """Refuses requests beyond ``REQUEST_RATION``; keeps the robots.txt of each host, which Scrapy asks for without telling anybody.

    It belongs closer to the downloader than all that holds requests back, and closer to the engine than what unpacks bodies. With a ration
    of 0 it is off.
    """

    def __init__(self, ration: int) -> None:
        self.left = ration
        self.robots: dict[str, Response] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read ``REQUEST_RATION``."""
        ration = crawler.settings.getint("REQUEST_RATION")
        if not ration:
            raise NotConfigured
        return cls(ration)

    def process_request(self, request: Request) -> None:
        """Count a request that goes out. Raises RefusedRequest for one too many."""
        if self.left <= 0:
            raise RefusedRequest(SPENT, f"{request.url} is not asked for: the ration of requests is spent")
        self.left -= 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep a robots.txt by the host that was asked for it first, before redirects."""
        asked = request.meta.get("redirect_urls", [request.url])[0]
        if asked.endswith(_ROBOTS):
            self.robots.setdefault(urlparse_cached(request.replace(url=asked)).hostname or "", response)
        return response
