from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy import Request

from crawler.fetching.allow_list import AllowListMiddleware, refusal
from crawler.fetching.failures import RefusedRequest
from crawler.sites import SITES
from tests.builders import count_of, crawler_of

if TYPE_CHECKING:
    from crawler.run.run import Run


@pytest.mark.parametrize("host", [host for site in SITES.values() for host in site.hosts])
@pytest.mark.parametrize("pattern", ["https://{}/a-b-1.html", "http://{}/robots.txt", "https://{}:443/", "http://{}:80/", "HTTPS://{}/"])
def test_the_sites_hosts_may_be_asked(host: str, pattern: str) -> None:
    assert refusal(pattern.format(host)) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "https://www.baoquocte.vn/",
        "https://evil.baoquocte.vn/",
        "https://trucotkt.asean.vietnam.vn/de/a-b",
        "https://vietnam.vnanet.vn/de/a-b",
        "https://baoquocte.vn.example.org/",
        "https://baoquocte.vn./",
        "https://xbaoquocte.vn/",
        "https://tuoitre.vn/a-b-1.html",
        "https://baoquocte.vn:8443/",
        "https://baoquocte.vn:80/",
        "http://baoquocte.vn:443/",
        "https://baoquocte.vn:99999/",
        "https://baoquocte.vn:x/",
        "https://user@baoquocte.vn/",
        "https://user:word@baoquocte.vn/",
        "https://:word@baoquocte.vn/",
        "https://@baoquocte.vn/",
        "https://baoquocte.vn@example.org/",
        "https://example.org\\@baoquocte.vn/",
        "https://example.org#@baoquocte.vn/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::1/",
        "https://localhost/",
        "file:///etc/passwd",
        "data:text/html,a",
        "ftp://baoquocte.vn/",
        "s3://baoquocte.vn/a",
        "javascript:alert(1)",
        "//baoquocte.vn/",
        "baoquocte.vn",
        "https:///a",
        "",
    ],
)
def test_everything_else_is_refused_with_a_reason(url: str) -> None:
    assert refusal(url)


@pytest.mark.parametrize("dont_filter", [False, True])
def test_a_strange_request_is_counted_and_never_sent(run: Run, *, dont_filter: bool) -> None:
    crawler = crawler_of(run)
    middleware = AllowListMiddleware.from_crawler(crawler)
    with pytest.raises(RefusedRequest, match="example") as caught:
        middleware.process_request(Request("https://example.org/a", dont_filter=dont_filter))
    assert caught.value.kind == "off-list"
    assert count_of(crawler, "allow_list/refused") == 1


def test_a_request_for_a_listed_host_passes(run: Run) -> None:
    crawler = crawler_of(run)
    AllowListMiddleware.from_crawler(crawler).process_request(Request("https://baoquocte.vn/a-b-1.html"))
    assert count_of(crawler, "allow_list/refused") == 0
