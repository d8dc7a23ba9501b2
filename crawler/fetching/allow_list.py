"""No request leaves for a host that is not on the list: not by a link, not by a redirect, not by a source line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from crawler.fetching.failures import OFF_LIST, RefusedRequest
from crawler.sites import ALLOWED_HOSTS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_LONGEST = 2_000
_PORTS = {"https": (None, 443), "http": (None, 80)}


def refusal(url: str) -> str | None:
    """Say why an address may not be asked for, or None. Hosts count exactly: a subdomain is another host."""
    if len(url) > _LONGEST:
        return f"it has {len(url)} characters"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it is no address"
    if parts.scheme not in _PORTS:
        return f"its scheme is {parts.scheme!r}"
    if parts.hostname not in ALLOWED_HOSTS:
        return f"its host {parts.hostname!r} is not on the list"
    if port not in _PORTS[parts.scheme] or parts.username is not None:
        return "it names a port or a user"
    return None


def can_be_asked_for(url: str) -> bool:
    """Tell whether a request can be made of an address that a page, a sitemap or robots.txt named."""
    return refusal(url) is None and url.isprintable()


class AllowListMiddleware:
    """Refuses requests off the list, ``dont_filter`` or not. Counts ``allow_list/refused``."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the stats."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise RefusedRequest for an address off the list."""
        reason = refusal(request.url)
        if reason is not None:
            self.stats.inc_value("allow_list/refused")
            raise RefusedRequest(OFF_LIST, f"{request.url[:_LONGEST]} is not asked for: {reason}")
