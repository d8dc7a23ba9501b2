"""What the crawl asks for, and what it makes of each answer.

Tests crawler.extensions: find_sitemaps, report_failures; crawler.fetching: response; crawler.pipelines: item, make_record;
crawler.scheduling: articles, schedule.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import HtmlResponse, Response
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure as TwistedFailure

from crawler import __version__
from crawler.extensions.find_sitemaps import FindSitemaps
from crawler.extensions.report_failures import ReportFailures
from crawler.fetching.allow_list import refusal
from crawler.fetching.closed_hosts import is_open_to_all
from crawler.fetching.failures import HOST_REFUSES, RefusedRequest
from crawler.fetching.response import charset_of
from crawler.pipelines.item import FetchedArticle, NotRead
from crawler.pipelines.make_record import MakeRecord
from crawler.record.road import Reading
from crawler.sites import SITES
from crawler.spiders.defence import DefenceSpider
from crawler.store.frontier import Frontier, State
from crawler.store.store import StoreError
from tests.builders import (
    DATE,
    ORIGINAL,
    ORIGINAL_URL,
    count_of,
    crawler_of,
    fetched,
    mirror_address,
    new_page,
    open_list,
    original_address,
    original_page,
    settings_of,
    spider_of,
    take,
)

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.page import Address
    from crawler.run.run import Run
    from tests.conftest import Begin

FEED = "https://baoquocte.vn/rss_feed/"
RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>a</title>
<item><title>Bộ trưởng Quốc phòng Nhật Bản hội đàm với Bộ trưởng Quốc phòng Việt Nam</title><link>{ORIGINAL_URL}</link>
<pubDate>Thu, 12 Sep 2024 08:01:12 +0700</pubDate></item>
<item><title>Giá cà phê hôm nay tăng nhẹ</title><link>https://baoquocte.vn/gia-ca-phe-hom-nay-286048.html</link>
<pubDate>Thu, 12 Sep 2024 08:00:00 +0700</pubDate></item></channel></rss>"""
ARTICLE = f"""<!doctype html><html lang="vi"><head><link rel="canonical" href="{ORIGINAL_URL}">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Hai bộ trưởng hội đàm","datePublished":"{DATE}"}}</script></head>
<body><h1 class="article-detail-title">Hai bộ trưởng hội đàm</h1>
<div class="article-detail-desc">Cuộc gặp bàn về tuần tra chung.</div>
<div class="__MASTERCMS_CONTENT"><div id="articleBody"><div id="__MB_MASTERCMS_EL_3">
<p>Hai bộ trưởng gặp nhau sáng nay.</p></div></div></div>
</body></html>"""


@pytest.fixture
def spider(run: Run) -> DefenceSpider:
    return spider_of(crawler_of(run))


def lease(spider: DefenceSpider, at: Address, hint: str | None = None) -> None:
    """Have the spider ask for a page."""
    with spider.schedule.run.store.transaction():
        spider.schedule.run.frontier.add([new_page(at, story_hint=hint)])
        (row,) = spider.schedule.run.frontier.lease(at.site, 1, spider.schedule.run.now())
    spider.schedule.articles.in_flight[row.key] = row


def response(url: str, body: str = "", status: int = 200, **headers: str) -> Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return HtmlResponse(url, status=status, body=body.encode(), headers=given, request=Request(url))


def article(spider: DefenceSpider, at: Address, answer: Response) -> list[FetchedArticle]:
    return list(spider.parse_article(answer, at.key))


def state(spider: DefenceSpider, at: Address) -> tuple[str, str | None, int | None]:
    row = spider.schedule.run.frontier.known([at.key])[at.key]
    return row.state, row.reason, row.status


def first_requests(spider: DefenceSpider, count: int) -> list[Request]:
    async def collect() -> list[Request]:
        found: list[Request] = []
        async for request in spider.start():
            found.append(request)
            if len(found) == count:
                break
        return found

    return asyncio.run(collect())


def failed(error: Exception, request: Request | None = None) -> TwistedFailure:
    failure = TwistedFailure(error)  # type: ignore[no-untyped-call]  # Twisted has no types here
    failure.request = request  # type: ignore[attr-defined]  # Scrapy adds it
    return failure


def test_lists_come_first_and_only_those_of_the_sites_asked_for(next_run: Begin) -> None:
    run = next_run(sites="baoquocte.vn")
    spider = spider_of(crawler_of(run))
    with run.store.transaction():
        run.frontier.add([new_page(original_address())])
    lists = [seed.url for seed in SITES["baoquocte.vn"].seeds() if seed.kind != "sitemap"]
    requests = first_requests(spider, len(lists) + 1)
    assert [request.url for request in requests[:-1]] == lists
    assert requests[-1].url == ORIGINAL_URL
    assert requests[-1].priority < min(request.priority for request in requests[:-1])
    assert all(request.dont_filter for request in requests)


def test_sections_narrow_the_lists(next_run: Begin) -> None:
    spider = spider_of(crawler_of(next_run(sites="baoquocte.vn", sections="bien-dong-247")))
    (opened,) = {request.url for request in first_requests(spider, 1)}
    assert "bien-dong-247" in opened


def test_pages_are_leased_a_few_at_a_time(next_run: Begin) -> None:
    run = next_run(sites="baoquocte.vn")
    spider = spider_of(crawler_of(run, CONCURRENT_REQUESTS_PER_DOMAIN=1))
    with run.store.transaction():
        run.frontier.add([new_page(original_address(number, f"bai-so-{number}")) for number in range(1, 500)])
    lists = sum(seed.kind != "sitemap" for seed in SITES["baoquocte.vn"].seeds())
    first_requests(spider, lists + 1)
    assert len(spider.schedule.articles.in_flight) == run.frontier.count(State.LEASED) <= 20


def test_a_page_that_is_asked_for_again_is_asked_for_conditionally(next_run: Begin) -> None:
    run = next_run(sites="en.baoquocte.vn")
    crawler = crawler_of(run)
    take(crawler, original_page(), etag='"x"', last_modified="Thu, 12 Sep 2024 01:01:12 GMT")
    with run.store.transaction():
        run.frontier.want([ORIGINAL])
        run.frontier.add([new_page(original_address(1, "bai-moi"))])
    lists = sum(seed.kind != "sitemap" for seed in SITES["en.baoquocte.vn"].seeds())
    new, again = sorted(first_requests(spider_of(crawler), lists + 2)[lists:], key=lambda request: request.url)
    assert new.headers.get("If-None-Match") is None
    assert (again.headers[b"If-None-Match"], again.headers[b"If-Modified-Since"]) == (b'"x"', b"Thu, 12 Sep 2024 01:01:12 GMT")


def test_a_run_without_anything_to_ask_for_ends(next_run: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    spider = spider_of(crawler_of(next_run(sites="baoquocte.vn")))
    monkeypatch.setattr(type(SITES["baoquocte.vn"]), "seeds", lambda *_: ())
    assert first_requests(spider, 1) == []


def test_a_run_that_cannot_go_on_asks_for_nothing_more(next_run: Begin) -> None:
    run = next_run(sites="baoquocte.vn")
    with run.store.transaction():
        run.frontier.add([new_page(original_address())])
    spider = spider_of(crawler_of(run))
    lists = sum(seed.kind != "sitemap" for seed in SITES["baoquocte.vn"].seeds())
    run.fail("disk full")
    assert len(first_requests(spider, 1000)) == lists
    assert spider.schedule.articles.in_flight == {}


def test_a_feeds_articles_go_to_the_frontier(spider: DefenceSpider) -> None:
    opened = open_list(spider.crawler, FEED, "baoquocte.vn")
    assert list(spider.parse_list(response(FEED, RSS), opened)) == []
    assert state(spider, original_address())[0] == State.WAITING
    assert state(spider, original_address(286048, "gia-ca-phe-hom-nay"))[:2] == (State.DECLINED, "topic")
    assert spider.schedule.lists.read == {FEED}


@pytest.mark.parametrize(
    ("body", "status", "kind"), [("", 503, "http-503"), ("", 404, "http-404"), ("<html><p>no feed</p></html>", 200, "not-feed")]
)
def test_a_list_that_cannot_be_read_fails_by_name(spider: DefenceSpider, body: str, status: int, kind: str) -> None:
    opened = open_list(spider.crawler, FEED, "baoquocte.vn")
    assert list(spider.parse_list(response(FEED, body, status), opened)) == []
    assert spider.schedule.lists.failed == {FEED: kind}
    assert spider.schedule.lists.under_way == set()


def test_a_list_whose_request_failed_fails_by_name(spider: DefenceSpider) -> None:
    opened = open_list(spider.crawler, FEED, "baoquocte.vn")
    spider.list_failed(failed(DownloadTimeoutError("45 s"), Request(FEED, cb_kwargs={"crawl": opened})))
    assert spider.schedule.lists.failed == {FEED: "timeout"}


def test_a_list_leads_to_its_next_page_and_to_lists_of_the_wanted_sites_only(next_run: Begin) -> None:
    spider = spider_of(crawler_of(next_run(sites="baoquocte.vn")))
    url = "https://baoquocte.vn/sitemap.xml"
    index = "".join(
        f"<sitemap><loc>{loc}</loc></sitemap>"
        for loc in ("https://baoquocte.vn/sitemap-1.xml", "https://en.baoquocte.vn/sitemap-2.xml", "https://example.org/sitemap-3.xml")
    )
    opened = open_list(spider.crawler, url, "baoquocte.vn")
    body = f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'
    assert [request.url for request in spider.parse_list(response(url, body), opened)] == ["https://baoquocte.vn/sitemap-1.xml"]


def test_robots_txt_names_the_sitemaps_and_strange_ones_are_left_alone(next_run: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    spider = spider_of(crawler_of(next_run(sites="baoquocte.vn")))
    monkeypatch.setattr(type(SITES["baoquocte.vn"]), "seeds", lambda *_: ())
    body = b"User-agent: *\nDisallow:\nSitemap: https://baoquocte.vn/map.xml\nSitemap: https://example.org/map.xml\n"
    FindSitemaps(spider.crawler).robots_parsed(ProtegoRobotParser(body, spider), Request("https://baoquocte.vn/robots.txt"))
    assert [request.url for request in first_requests(spider, 1)] == ["https://baoquocte.vn/map.xml"]


@pytest.mark.parametrize("line", ["Sitemap: /ban-do.xml", "sitemap:ban-do.xml", "SITEMAP: //baoquocte.vn/ban-do.xml # all"])
def test_robots_txt_may_name_sitemaps_by_relative_addresses(next_run: Begin, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    spider = spider_of(crawler_of(next_run(sites="baoquocte.vn")))
    monkeypatch.setattr(type(SITES["baoquocte.vn"]), "seeds", lambda *_: ())
    body = f"\ufeff{line}\r\nUser-agent: *\r\nDisallow: /x\r\n".encode()
    FindSitemaps(spider.crawler).robots_parsed(ProtegoRobotParser(body, spider), Request("https://baoquocte.vn/the-gioi/toan-canh"))
    assert [request.url for request in first_requests(spider, 1)] == ["https://baoquocte.vn/ban-do.xml"]


def test_an_articles_page_goes_to_the_pipelines_as_it_came(spider: DefenceSpider) -> None:
    at = original_address()
    lease(spider, at)
    (item,) = article(spider, at, response(at.url, ARTICLE, ETag='"x"', Last_Modified="Thu, 12 Sep 2024 01:01:12 GMT"))
    fetched = item.fetched
    assert (item.key, fetched.body) == (ORIGINAL, ARTICLE.encode())
    assert (fetched.requested_url, fetched.status, fetched.run_id) == (at.url, 200, spider.schedule.run.id)
    assert (fetched.etag, fetched.last_modified) == ('"x"', "Thu, 12 Sep 2024 01:01:12 GMT")
    assert fetched.fetched_at.endswith("+00:00")
    assert at.key in spider.schedule.articles.in_flight
    made = MakeRecord(spider.crawler).process_item(item).reading
    assert made is not None
    assert made.article is not None
    assert (made.article.id, made.article.headline) == (ORIGINAL, "Hai bộ trưởng hội đàm")


def test_another_article_than_the_one_asked_for_is_not_taken_for_it(spider: DefenceSpider) -> None:
    at = original_address(286048, "mot-chuyen-khac")
    lease(spider, at)
    (item,) = article(spider, at, response(ORIGINAL_URL, ARTICLE))
    with pytest.raises(NotRead):
        MakeRecord(spider.crawler).process_item(item)
    assert state(spider, at)[:2] == (State.WAITING, "wrong-article")


@pytest.mark.parametrize("status", [404, 410, 403, 429, 500, 503])
def test_an_answer_that_is_no_page_is_a_failure_by_its_number_and_asked_again(spider: DefenceSpider, status: int) -> None:
    at = original_address()
    lease(spider, at)
    assert article(spider, at, response(at.url, "", status)) == []
    assert state(spider, at) == (State.WAITING, f"http-{status}", status)
    assert spider.schedule.articles.in_flight == {}
    assert count_of(spider.crawler, f"failure/http-{status}") == 1


def test_an_unchanged_page_is_done(spider: DefenceSpider) -> None:
    take(spider.crawler, original_page())
    at = original_address()
    with spider.schedule.run.store.transaction():
        spider.schedule.run.frontier.want([ORIGINAL])
    lease(spider, at)
    assert article(spider, at, response(at.url, "", 304)) == []
    assert state(spider, at)[0] == State.DONE
    assert count_of(spider.crawler, "article/not_modified") == 1
    assert spider.schedule.run.frontier.known([ORIGINAL])[ORIGINAL].revisits == 1


def test_a_failed_request_is_a_failure_by_name(spider: DefenceSpider) -> None:
    at = original_address()
    lease(spider, at)
    refused = RefusedRequest("off-list", "redirected to a strange host")
    spider.article_failed(failed(refused, Request(at.url, cb_kwargs={"key": at.key})))
    assert state(spider, at)[:2] == (State.WAITING, "off-list")


def test_the_retries_of_a_page_that_keeps_failing_are_exhausted_in_the_end(spider: DefenceSpider) -> None:
    at = original_address()
    for number in range(20):
        with spider.schedule.run.store.transaction():
            spider.schedule.run.frontier.add([new_page(at)])
            rows = Frontier(spider.schedule.run.store, f"run-{number}").lease(at.site, 1, spider.schedule.run.now() + 10**8)
        spider.schedule.articles.in_flight.update({row.key: row for row in rows})
        spider.schedule.articles.fail(at.key, "timeout")
    assert state(spider, at)[:2] == (State.EXHAUSTED, "timeout")


def test_a_translation_that_was_only_guessed_and_is_not_there_is_no_failure(spider: DefenceSpider) -> None:
    at = mirror_address("de")
    lease(spider, at, hint=ORIGINAL)
    article(spider, at, response(at.url, "", 404))
    assert state(spider, at)[:2] == (State.ABSENT, "absent")
    assert count_of(spider.crawler, "failure/http-404") == 0
    assert count_of(spider.crawler, "mirror/absent") == 1


def test_a_translation_that_a_page_named_and_is_not_there_is_a_failure(spider: DefenceSpider) -> None:
    at = mirror_address("de")
    lease(spider, at)
    article(spider, at, response(at.url, "", 404))
    assert state(spider, at)[:2] == (State.WAITING, "http-404")


def test_a_probe_that_the_server_failed_to_answer_is_not_missing(spider: DefenceSpider) -> None:
    at = mirror_address("vi")
    lease(spider, at, hint=ORIGINAL)
    article(spider, at, response(at.url, "", 503))
    assert state(spider, at)[:2] == (State.WAITING, "http-503")
    assert spider.schedule.run.frontier.known([mirror_address("de").key]) == {}


def test_a_pipeline_that_broke_is_a_failure_of_its_page_alone(spider: DefenceSpider) -> None:
    at = original_address()
    lease(spider, at)
    item = FetchedArticle(at.key, fetched(original_page()), Reading())
    ReportFailures(spider.crawler).item_error(item, failed(KeyError("a")))
    assert state(spider, at)[:2] == (State.WAITING, "pipeline-error")
    assert spider.schedule.run.fatal is None


@pytest.mark.parametrize("error", [StoreError("the store cannot be written: disk is full"), OSError(28, "No space left on device")])
def test_without_the_store_the_run_cannot_go_on(spider: DefenceSpider, error: Exception) -> None:
    lease(spider, original_address())
    ReportFailures(spider.crawler).item_error(FetchedArticle(ORIGINAL, fetched(original_page())), failed(error))
    assert spider.schedule.run.fatal is not None


def test_a_reader_that_broke_is_a_failure_of_its_page_alone(spider: DefenceSpider) -> None:
    at = original_address()
    lease(spider, at)
    report = ReportFailures(spider.crawler)
    report.item_error(FetchedArticle(at.key, fetched(original_page())), failed(KeyError("a")))
    assert state(spider, at)[:2] == (State.WAITING, "reader-error")
    opened = open_list(spider.crawler, FEED, "baoquocte.vn")
    answer = response(FEED)
    answer.request = Request(FEED, cb_kwargs={"crawl": opened})
    report.spider_error(failed(KeyError("a")), answer)
    assert spider.schedule.lists.failed == {FEED: "reader-error"}
    assert spider.schedule.run.fatal is None


def test_a_callback_that_broke_is_a_failure_of_its_page_alone(spider: DefenceSpider) -> None:
    at = original_address()
    lease(spider, at)
    answer = response(at.url)
    answer.request = Request(at.url, cb_kwargs={"key": at.key})
    ReportFailures(spider.crawler).spider_error(failed(KeyError("a")), answer)
    assert state(spider, at)[:2] == (State.WAITING, "reader-error")


def test_what_a_page_says_of_itself_breaks_no_log_line(spider: DefenceSpider, caplog: pytest.LogCaptureFixture) -> None:
    at = original_address()
    lease(spider, at)
    spider.schedule.articles.fail(at.key, "layout-changed", "no headline\n\x1b[31mINFO everything is fine" + "x" * 5000)
    (record,) = caplog.records
    message = record.getMessage()
    assert not any(character in message for character in "\n\x1b")
    assert len(message) < 500


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"), ('text/html; charset="UTF-8"', "utf-8"),
        ("text/html;charset=windows-1258; x=y", "windows-1258"), ("text/html", None), ("text/html; charset=", None),
    ],
)  # fmt: skip
def test_the_headers_charset_is_what_it_claims(content_type: str, charset: str | None) -> None:
    assert charset_of(response(ORIGINAL_URL, Content_Type=content_type)) == charset


@pytest.mark.parametrize(("contact", "said"), [("", ""), ("  ", ""), ("mailto:a@example.org", " (+mailto:a@example.org)")])
def test_the_user_agent_says_who_crawls(tmp_path: Path, contact: str, said: str) -> None:
    settings = settings_of(tmp_path, CONTACT=contact)
    DefenceSpider.update_settings(settings)
    assert settings["USER_AGENT"] == f"defence-diplomacy-crawler/{__version__}{said}"


def test_a_site_that_has_to_be_asked_slowly_is(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, DOWNLOAD_DELAY=2)
    DefenceSpider.update_settings(settings)
    assert settings["DOWNLOAD_SLOTS"]["www.vietnam.vn"]["delay"] > 2
    assert "baoquocte.vn" not in settings["DOWNLOAD_SLOTS"]


def test_a_list_that_answered_403_though_its_host_was_open_is_not_open_to_all(next_run: Begin) -> None:
    run = next_run(sites="baoquocte.vn")
    first, second = (seed.url for seed in SITES["baoquocte.vn"].seeds()[:2])
    with run.store.transaction():
        run.lists.failed(first, "baoquocte.vn", "http-403", run.now(), missing=False)
        run.lists.failed(second, "baoquocte.vn", "http-503", run.now(), missing=False)
    requests = first_requests(spider_of(crawler_of(run)), 2)
    assert {request.url: is_open_to_all(request) for request in requests} == {first: False, second: True}


def test_what_a_request_went_through_before_its_host_closed_counts_on(spider: DefenceSpider) -> None:
    at = original_address()
    lease(spider, at)
    gone_through = {"retry_times": 2, "redirect_times": 1}
    refused = RefusedRequest(HOST_REFUSES, "closed")
    spider.article_failed(failed(refused, Request(at.url, cb_kwargs={"key": at.key}, meta={**gone_through, "depth": 3})))
    (row,) = spider.schedule.articles.lease()
    assert spider._article_request(row).meta == gone_through  # noqa: SLF001
    assert spider._article_request(row).meta == {}  # noqa: SLF001


def test_a_lists_page_that_its_closed_host_refused_waits_for_it(spider: DefenceSpider) -> None:
    crawl = open_list(spider.crawler, FEED, "baoquocte.vn")
    spider.list_failed(failed(RefusedRequest(HOST_REFUSES, "closed"), Request(f"{FEED}?2", cb_kwargs={"crawl": crawl})))
    assert spider.schedule.lists.failed == {}
    assert spider.schedule.lists.under_way == {FEED}
    assert [page.url for page in spider.schedule.closed.reopened()] == [f"{FEED}?2"]


def test_every_list_to_start_from_may_be_asked_for() -> None:
    seeds = [seed for site in SITES.values() for seed in site.seeds()]
    assert len(seeds) > 20
    assert [seed.url for seed in seeds if refusal(seed.url) is not None] == []
