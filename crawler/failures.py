"""Failures by name: what went wrong with a request, and how patiently it is asked again."""

from __future__ import annotations

from typing import Final

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectionRefusedError as TwistedConnectionRefusedError

from crawler.store.frontier import ANSWERED, PASSING, Patience


class RefusedRequest(IgnoreRequest):
    """A request that this crawler does not send. ``kind`` names the failure."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


OFF_LIST: Final = "off-list"  # a host, scheme or port outside the allow-list
ROBOTS: Final = "robots-forbidden"
HOST_REFUSES: Final = "host-backs-off"  # the host asked for more patience than a run has
TOO_LARGE: Final = "too-large"
REDIRECT_LOOP: Final = "redirect-loop"
NETWORK_KINDS: Final = frozenset({"unresolved", "refused", "reset", "timeout", "proxy"})

_BY_EXCEPTION: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "unresolved"),
    (DownloadConnectionRefusedError, "refused"),
    (TwistedConnectionRefusedError, "refused"),
    (DownloadTimeoutError, "timeout"),
    (ResponseDataLossError, "short-body"),
    (DownloadCancelledError, TOO_LARGE),
    (TunnelError, "proxy"),
)
_HTTP_NOT_FOUND = 404
_HTTP_GONE = 410


def kind_of(exception: BaseException | None) -> str:
    """Name a request's exception."""
    if isinstance(exception, RefusedRequest):
        return exception.kind
    for exception_type, kind in _BY_EXCEPTION:
        if isinstance(exception, exception_type):
            return kind
    text = str(exception).lower()
    if isinstance(exception, IgnoreRequest):
        if "robots.txt" in text:
            return ROBOTS
        if "redirection" in text:
            return REDIRECT_LOOP
        if "size" in text or "decompress" in text:
            return TOO_LARGE
    return "reset"


def kind_of_status(status: int) -> str:
    """Name an answer that is no page: ``http-404``, ``http-503``."""
    return f"http-{status}"


def patience_with(kind: str) -> Patience:
    """Return how patiently a failure's page is asked again."""
    if kind in {kind_of_status(_HTTP_NOT_FOUND), kind_of_status(_HTTP_GONE), ROBOTS, OFF_LIST, "foreign-source", "not-article"}:
        return ANSWERED
    return PASSING
