"""Failures by name: what went wrong with a request or a page, and by which policy it is asked for again.

Within a run Scrapy's retry middleware asks again, twice, for what may pass at once: no answer, a broken-off one, 408, 429 and 5xx. All
other failures, and those that outlast it, wait for a later run by the retry policy of their kind. Each is counted under ``failure/<kind>``
(an article) or ``list/failure/<kind>``; an article whose retries are exhausted is counted under ``retries_exhausted/<kind>`` too.
"""

from __future__ import annotations

import zlib
from typing import Final

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.internet.error import ConnectionRefusedError as TwistedConnectionRefusedError

from crawler.fetching.retry_policy import ANSWERED, PASSING, RetryPolicy


class RefusedRequest(IgnoreRequest):
    """A request that this crawler does not send. ``kind`` names the failure."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind

    @property
    def says_nothing_of_the_page(self) -> bool:
        """Whether no page of the host is asked for, whatever it is; by `HOST_REFUSES` for a while, else in this run."""
        return self.kind != OFF_LIST


OFF_LIST: Final = "off-list"  # a host, scheme or port outside the allow-list
ROBOTS: Final = "robots-forbidden"
HOST_REFUSES: Final = "host-backs-off"  # the host is closed for a while, see `crawler.fetching.closed_hosts`
CHALLENGE: Final = "challenge"
TOO_LARGE: Final = "too-large"
REDIRECT_LOOP: Final = "redirect-loop"
NETWORK_KINDS: Final = frozenset({"unresolved", "refused", "reset", "timeout", "proxy"})
# What says more about the site, or the way to it, than about the page that was asked for.
TURNED_AWAY: Final = NETWORK_KINDS | {CHALLENGE, "consent", "closed", "tls", "http-403", "http-429", "http-503"}
NO_BROWSER: Final = "no-browser"  # a list that only JavaScript fills, where no browser can be started
NOT_FEED: Final = "not-feed"  # a page that is no feed, at a feed's address
EMPTIED: Final = "emptied"  # a list that showed articles before and shows none now
# A list that is not there: asked for ever more rarely.
MISSING: Final = frozenset({"http-404", "http-410"})

# Notices that answer 200: nothing is there, or not any more.
NOTHING_THERE: Final = frozenset({"soft-404", "removed"})
# What says of an address that was built that the story which was looked for does not stand there: a clear answer, a notice, another page.
NOT_THE_STORY: Final = MISSING | NOTHING_THERE | {"not-article", "wrong-article", "unidentified", "foreign-source", "no-source"}
# What says of a page that was read before that it was taken away.
GONE: Final = MISSING | NOTHING_THERE

_BY_EXCEPTION: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "unresolved"),
    (DownloadConnectionRefusedError, "refused"),
    (TwistedConnectionRefusedError, "refused"),
    (DownloadTimeoutError, "timeout"),
    (ResponseDataLossError, "short-body"),
    (DownloadCancelledError, TOO_LARGE),
    (TunnelError, "proxy"),
    (SSL.Error, "tls"),
    (DownloadFailedError, "reset"),
    (ConnectionClosed, "reset"),
    (ConnectError, "reset"),
    (ConnectionError, "reset"),
    # What unpacking a body raises.
    (OSError, "bad-encoding"),
    (EOFError, "bad-encoding"),
    (zlib.error, "bad-encoding"),
)
# An answer that was clear and may still change; all else may pass by itself.
_CLEAR_ANSWERS = MISSING | {
    "http-451", ROBOTS, OFF_LIST, TOO_LARGE, "foreign-source", "no-source", "not-article", "wrong-article", "soft-404", "removed",
    "not-text",
}  # fmt: skip
_NOT_UNDERSTOOD = frozenset({"layout-changed", "not-feed", "empty", "reader-error"})


def kind_of(exception: BaseException | None) -> str:
    """Name a request's exception (None, as Twisted's types have it, never comes)."""
    if isinstance(exception, RefusedRequest):
        return exception.kind
    if isinstance(exception, IgnoreRequest):
        return _kind_of_ignored(str(exception).lower())
    if isinstance(exception, DownloadFailedError) and _is_tls(exception):
        return "tls"
    for exception_type, kind in _BY_EXCEPTION:
        if isinstance(exception, exception_type):
            return kind
    return "request-error"


def kind_of_status(status: int) -> str:
    """Name an answer that is no page: ``http-404``, ``http-503``."""
    return f"http-{status}"


def retry_policy(kind: str) -> RetryPolicy:
    """Return by which policy a failure's page is asked for again."""
    return ANSWERED if kind in _CLEAR_ANSWERS else PASSING


def leaves_a_hole(kind: str, *, was_read: bool) -> bool:
    """Tell whether a list that failed so may show, once it can be read, what no later run would look for: its run is not complete.

    A list that is clearly not there, or that no reader understands (many are guesses), does not hold all the others back, unless it
    ``was_read`` before.
    """
    return retry_policy(kind) is PASSING and (was_read or kind not in _NOT_UNDERSTOOD)


def one_line(text: str, longest: int = 300) -> str:
    """Return words of a page's or a server's for the log: one line, nothing in it that a terminal obeys or that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * longest]).split())[:longest]


def _kind_of_ignored(text: str) -> str:
    if "robots.txt" in text:
        return ROBOTS
    if "redirection" in text:
        return REDIRECT_LOOP
    if "decompress" in text:
        return TOO_LARGE
    return "request-error"


def _is_tls(exception: BaseException) -> bool:
    """Tell a certificate or handshake that failed from a connection that broke."""
    reasons = getattr(exception.__cause__, "reasons", None) or ()
    return any(isinstance(reason.value, SSL.Error) and not isinstance(reason.value, SSL.SysCallError) for reason in reasons)
