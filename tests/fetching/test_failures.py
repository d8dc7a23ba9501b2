from __future__ import annotations

import pytest
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
from twisted.internet.error import ConnectionLost
from twisted.internet.error import ConnectionRefusedError as TwistedConnectionRefusedError

from crawler.fetching.failures import NETWORK_KINDS, RefusedRequest, kind_of, kind_of_status, retry_policy
from crawler.fetching.retry_policy import ANSWERED, PASSING

LOST = ConnectionLost()
REFUSED = TwistedConnectionRefusedError()  # type: ignore[no-untyped-call]  # Twisted has no types here


@pytest.mark.parametrize(
    ("exception", "kind"),
    [
        (CannotResolveHostError("baoquocte.vn"), "unresolved"),
        (DownloadConnectionRefusedError("no"), "refused"),
        (REFUSED, "refused"),
        (DownloadTimeoutError("45 s"), "timeout"),
        (ResponseDataLossError("cut"), "short-body"),
        (DownloadCancelledError("9 MB"), "too-large"),
        (TunnelError("407"), "proxy"),
        (LOST, "reset"),
        (IgnoreRequest("Forbidden by robots.txt"), "robots-forbidden"),
        (IgnoreRequest("max redirections reached"), "redirect-loop"),
        (IgnoreRequest("its body exceeded the DOWNLOAD_MAXSIZE limit during decompression"), "too-large"),
        (RefusedRequest("off-list", "a strange host"), "off-list"),
        (DownloadFailedError("never received"), "reset"),
        (OSError("Not a gzipped file"), "bad-encoding"),
        (ValueError("what nobody thought of"), "request-error"),
    ],
)
def test_every_failure_has_a_name(exception: BaseException, kind: str) -> None:
    assert kind_of(exception) == kind


def test_a_dead_network_is_known_by_the_names_of_its_failures() -> None:
    dead = (CannotResolveHostError("a"), DownloadConnectionRefusedError("b"), DownloadTimeoutError("c"), TunnelError("d"), LOST)
    assert {kind_of(exception) for exception in dead} <= NETWORK_KINDS
    assert not {"challenge", "http-503", "http-404", "robots-forbidden", "layout-changed"} & NETWORK_KINDS


def test_a_refused_request_is_no_fault_that_is_retried() -> None:
    assert isinstance(RefusedRequest("off-list", "a strange host"), IgnoreRequest)
    assert str(RefusedRequest("off-list", "a strange host")) == "a strange host"


@pytest.mark.parametrize("kind", ["http-404", "http-410", "robots-forbidden", "off-list", "foreign-source", "not-article"])
def test_a_clear_answer_is_not_asked_for_at_once_again(kind: str) -> None:
    assert retry_policy(kind) is ANSWERED
    assert (ANSWERED.after(1) or 0) > 3600


@pytest.mark.parametrize("kind", ["http-503", "http-429", "http-403", "timeout", "reset", "challenge", "layout-changed", "truncated"])
def test_what_may_pass_is_asked_for_in_the_next_run(kind: str) -> None:
    assert retry_policy(kind) is PASSING
    assert PASSING.after(1) == 0


def test_a_status_is_named_by_its_number() -> None:
    assert kind_of_status(503) == "http-503"
