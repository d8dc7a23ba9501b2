from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler

from crawler.fetching.failures import RefusedRequest
from crawler.fetching.ration import SPENT, RationMiddleware


def test_requests_beyond_the_ration_are_refused_by_name() -> None:
    ration = RationMiddleware.from_crawler(get_crawler(settings_dict={"REQUEST_RATION": 2}))
    for _ in range(2):
        ration.process_request(Request("https://baoquocte.vn/"))
    with pytest.raises(RefusedRequest) as refused:
        ration.process_request(Request("https://baoquocte.vn/robots.txt"))
    assert refused.value.kind == SPENT


def test_without_a_ration_it_is_off() -> None:
    with pytest.raises(NotConfigured):
        RationMiddleware.from_crawler(get_crawler(settings_dict={"REQUEST_RATION": 0}))


def test_robots_txt_is_kept_by_the_host_that_was_asked_first() -> None:
    ration = RationMiddleware(9)
    first = "https://id.vietnam.vn/robots.txt"
    request = Request("https://www.vietnam.vn/robots.txt", meta={"redirect_urls": [first]})
    answer = TextResponse(request.url, body=b"User-agent: *", encoding="utf-8")
    assert ration.process_response(request, answer) is answer
    page = Request("https://vietnam.vn/")
    ration.process_response(page, TextResponse(page.url, body=b"", encoding="utf-8"))
    assert ration.robots == {"id.vietnam.vn": answer}
