"""What a page says never becomes an address off the list, a lie in the log, a path, or a page's worth of seconds."""

from __future__ import annotations

import gzip
import json
import logging
import random
import re
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse

from crawler.cleaning.refine import refine
from crawler.dataset.months import month_of
from crawler.fetching.allow_list import AllowListMiddleware, can_be_asked_for, refusal
from crawler.fetching.failures import one_line
from crawler.page import Failure, FailureKind, Image, Listing, Page
from crawler.reading import dates
from crawler.reading.feed_dates import from_feed
from crawler.reading.limits import DEEPEST_TABLES, MOST_BYTES, MOST_TAGS, excess
from crawler.record.judging import judge_page
from crawler.record.validation import not_future
from crawler.scheduling import lists as listing_module
from crawler.sites import ALLOWED_HOSTS, SITES
from crawler.sites.baoquocte.data import linked_article
from crawler.store.frontier import Frontier, State
from tests.builders import (
    ORIGINAL,
    article,
    count_of,
    crawler_of,
    make,
    new_page,
    open_list,
    original_address,
    schedule_of,
    spider_of,
    teaser,
)
from tests.replica import Replica
from tests.replica.client import ask
from tests.replica.stories import STORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrapy.crawler import Crawler

    from crawler.spiders.defence import DefenceSpider
    from crawler.store.store import Store
    from tests.conftest import Begin

ARTICLES = {
    "baoquocte.vn": "https://baoquocte.vn/hai-bo-truong-quoc-phong-hoi-dam-286044.html",
    "vietnam.vn": "https://www.vietnam.vn/de/hai-bo-truong-quoc-phong-hoi-dam",
}
LISTS = {"baoquocte.vn": "https://baoquocte.vn/the-gioi", "vietnam.vn": "https://www.vietnam.vn/de"}
FEED = "https://baoquocte.vn/rss_feed/"
# Processor time, which passes only while this process works: a page takes some milliseconds of it, also on a busy machine.
SECONDS = 6.0
QUIET = settings(max_examples=60, suppress_health_check=list(HealthCheck))
# Escapes of terminals, new lines of several sorts, and marks that turn the direction of text round.
NASTY = "a\x1b[2J\x1b]0;x\x07\r\n2026-01-01 INFO: all is well\u2028\u202e\x9b31m\x00\u200bz"


def page(inside: str, head: str = "") -> bytes:
    """An article of either site with something strange in its body or head."""
    return (
        '<!doctype html><html lang="vi"><head><title>T</title><meta property="og:title" content="Hai bộ trưởng hội đàm">'
        f'<meta property="og:type" content="article">{head}</head><body><h1 class="article-detail-title">Hai bộ trưởng hội đàm</h1>'
        '<div class="__MASTERCMS_CONTENT"><div id="articleBody"><div id="__MB_MASTERCMS_EL_3">'
        "<p>Hai bộ trưởng gặp nhau sáng nay tại Hà Nội, bàn về hợp tác quốc phòng giữa hai nước.</p>"
        f"{inside}<p>Hai bên ký bản ghi nhớ về hợp tác quốc phòng song phương và đào tạo cán bộ.</p></div></div></div>"
        f"<p>Quelle: {ARTICLES['baoquocte.vn']}</p></body></html>"
    ).encode()


def ld(source: str) -> bytes:
    return page("", f'<script type="application/ld+json">{source}</script>')


def read_all(body: bytes) -> Iterator[tuple[Page | Listing | Failure, str]]:
    """Have every reader read the bytes, and the verbs refine what is an article."""
    for name, url in ARTICLES.items():
        article = SITES[name].read_article(url, body)
        if isinstance(article, Page):
            refine(article)
            judge_page(article)
        yield article, name
        yield SITES[name].read_listing(LISTS[name], body), name
    yield SITES["baoquocte.vn"].read_listing(FEED, body), "feed"


MIRROR = "https://www.vietnam.vn"
DEEP, MANY = 10_000, 100_000
MONSTERS: dict[str, bytes] = {
    "deep divs": page("<div>" * DEEP + "x" + "</div>" * DEEP),
    "deep divs, never closed": page("<div>" * DEEP),
    "deep spans": page("<span>" * DEEP + "x" + "</span>" * DEEP),
    "deep formatting": page("<b><i>" * (DEEP // 2) + "x"),
    "deep tables": page("<table><tr><td>" * DEEP + "x" + "</td></tr></table>" * DEEP),
    "tables to the limit": page('<table class="MASTERCMS_TPL_TABLE"><tr><td><img src="/a.jpg">' * (DEEPEST_TABLES - 1) + "x"),
    "deep figures": page("<figure>" * 5_000 + "<img src=a.jpg>" + "<figcaption>x</figcaption></figure>" * 5_000),
    "tags to the limit": page("<!--googleoff: all-->" * (MOST_TAGS - 100)),
    "many links": page("".join(f'<a href="/bo-truong-quoc-phong-tham-{100_000 + n}.html">Bộ trưởng</a> ' for n in range(MANY))),
    "links to the limit": page("".join(f'<p><a href="{MIRROR}/de/bo-truong-tham-{n}">Minister in Japan</a></p>' for n in range(4_900))),
    "many paragraphs": page("<p>Bộ trưởng quốc phòng</p>" * 9_000),
    "a giant paragraph": page("<p>" + "Bộ trưởng quốc phòng thăm Nhật Bản. " * 30_000 + "</p>"),
    "a giant headline": page("").replace("Hai bộ trưởng hội đàm</h1>".encode(), b"A b" * 500_000 + b"</h1>"),
    "white space": page("<p>" + " \t" * 900_000 + "x</p>"),
    "invisible space": page("<p>" + "\u00a0" * 900_000 + "x</p>"),
    "bars": page("<p>" + "| " * 50_000 + "x</p>"),
    "brackets": page("<p>" + "[" * 1_000_000 + "x</p>"),
    "parentheses": page("<p>" + "(" * 1_000_000 + "x</p>"),
    "digits": page("<p>" + "1" * 1_000_000 + "</p>", '<div class="article-date">' + "1" * 500_000 + "</div>"),
    "many attributes": page("<p " + " ".join(f"a{n}=1" for n in range(MANY)) + ">x</p>"),
    "many comments": page("<!-- x -->" * 19_000),
    "many metas": page("", '<meta name="keywords" content="a">' * 19_000),
    "many hreflangs": page("", "".join(f'<link rel="alternate" hreflang="de" href="{MIRROR}/de/a-b-{n}">' for n in range(19_000))),
    "json-ld of 5 MB": ld(json.dumps({"@graph": [{"@type": "NewsArticle", "datePublished": "9999-99-99"}] * 90_000})),
    "json-ld to the limit": ld(json.dumps({"@graph": [{"@type": "NewsArticle", "datePublished": "9999-99-99"}] * 30_000})),
    "json-ld nested": ld("[" * 500_000 + "]" * 500_000),
    "json-ld nested just so": ld('{"@type":"NewsArticle","author":' + "[" * 900 + '"a"' + "]" * 900 + "}"),
    "json-ld surrogates nested": ld('{"@type":"NewsArticle","name":"\\ud800","author":' + "[" * 900 + '"a"' + "]" * 900 + "}"),
    "json-ld broken": ld('{"a":' + '"x",' * 200_000),
    "json-ld with commas": ld('{"a":[' + "1,  " * 200_000 + "}"),
    "json-ld of comment marks": ld("<!--" * 4_000),
    "only openings": b"<div class=" * 150_000,
    "only less-than": b"<" * 19_000 + b"a" * 1_000_000,
    "preamble of comments": b"<!-- -->" * 19_000,
    "a feed nested": b"<?xml version='1.0'?><rss>" + b"<item>" * MANY,
    "a feed field without end": b"<rss><channel><item><title>" + b"x" * 3_000_000,
    "a feed of comments": b"<!-- x -->" * 200_000 + b"<rss/>",
    "a feed of ampersands": b"<rss><channel><item><title>" + b"& " * 40_000 + b"</title></item></channel></rss>",
    "a packed feed": gzip.compress(b"<rss>" + b" " * 30_000_000),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_no_page_breaks_a_reader_or_holds_it(name: str) -> None:
    began = time.process_time()
    assert len(list(read_all(MONSTERS[name]))) == 5
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"x" * (MOST_BYTES + 1), "bytes"), (b"<p>" * (MOST_TAGS + 1), "tags"),
        (b"<table>" * (DEEPEST_TABLES + 1), "tables"), (b"<p " + b"a " * 70_000 + b">", "attributes"),
    ],
)  # fmt: skip
def test_what_exceeds_a_limit_is_named(body: bytes, word: str) -> None:
    assert word in (excess(body) or "")
    for name, url in ARTICLES.items():
        for found in (SITES[name].read_article(url, body), SITES[name].read_listing(LISTS[name], body)):
            assert isinstance(found, Failure)
            assert found.kind is FailureKind.TOO_LARGE


# ------------------------------------------------------------------------------------------------------------ pages at random


@pytest.fixture(scope="module")
def real_pages() -> list[bytes]:
    """Pages as the sites send them: articles, lists, a front page, feeds and a sitemap."""
    addresses = [*LISTS.values(), "https://baoquocte.vn/", FEED, "https://baoquocte.vn/sitemaparticles-site-1.xml"]
    with Replica([STORIES / "kihara-hakkanen.toml", STORIES / "vendemiaire-da-nang-2018.toml"]) as replica:
        addresses += [record["url"] for record in replica.truth()]
        return [ask(replica, address).body for address in addresses]


def check(found: Page | Listing | Failure) -> None:
    """Whatever was read keeps the promises that all that follows rests on."""
    if isinstance(found, Page):
        assert "\n" not in found.headline
        assert found.headline.strip()
        assert not any("\n" in text for text in found.paragraphs())
        assert found.address.site in SITES
        assert all(refusal(url) is None for url in found.translations.values())
        for date in (found.date_published, found.date_modified):
            assert date is None or re.fullmatch(r"20\d\d-\d\d-\d\d(T\d\d:\d\d:\d\d\+07:00)?", date)
    elif isinstance(found, Listing):
        for one in found.teasers:
            assert refusal(one.address.url) is None or len(one.address.url) > 2_000
            assert one.date is None or month_of({"date_published": one.date}) == one.date[:7]
    else:
        assert isinstance(found, Failure)
        assert found.reason


@QUIET
@given(st.binary(max_size=2_000))
def test_random_bytes_never_raise(body: bytes) -> None:
    for found, _ in read_all(body):
        check(found)


MARKUP = [*"<>/=\"'&;![]-{}:|() \n\x00\ufeff\u202e\u00a0ađ", "<p>", "</div>", "<!--", "-->", "<script>", "<table>", "<td>", "<h1>"]


@QUIET
@given(st.lists(st.sampled_from(MARKUP), max_size=60).map("".join))
def test_random_markup_never_raises(text: str) -> None:
    for found, _ in read_all(page(text, text)):
        check(found)


@pytest.mark.parametrize("seed", range(4))
def test_truncated_and_spliced_pages_never_raise(real_pages: list[bytes], seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(12):
        left, right = dice.choice(real_pages), dice.choice(real_pages)
        cut = dice.randrange(len(left))
        bodies = [left[:cut], left[:cut] + right[dice.randrange(len(right)) :]]
        damaged = bytearray(left)
        for _ in range(40):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        for body in (*bodies, bytes(damaged)):
            for found, _ in read_all(body):
                check(found)


@pytest.mark.parametrize("seed", range(3))
def test_no_lying_charset_raises(real_pages: list[bytes], seed: int) -> None:
    dice = random.Random(seed)
    for charset in ("utf-7", "utf-16", "idna", "undefined", "rot13", "hex", "zlib", "x" * 9_999, "\x00", "utf-8\n", "big5"):
        body = dice.choice(real_pages)
        check(SITES["baoquocte.vn"].read_article(ARTICLES["baoquocte.vn"], body, charset))
        check(SITES["vietnam.vn"].read_article(ARTICLES["vietnam.vn"], body, charset))


# ------------------------------------------------------------------------------------------------------------------- XML

ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
XML = {
    "external entity": '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&e;</title></item></channel></rss>',
    "parameter entity": '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><rss><channel/></rss>',
    "billion laughs": f'<!DOCTYPE rss [<!ENTITY e0 "ha">{ENTITIES}]><rss><channel><item><title>&e12;</title></item></channel></rss>',
}


def test_a_document_type_elsewhere_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("something was asked for"))
    text = '<!DOCTYPE rss SYSTEM "http://169.254.169.254/x.dtd"><rss><channel><item><title>&x;</title></item></channel></rss>'
    for site, url in (("baoquocte.vn", FEED), ("vietnam.vn", "https://www.vietnam.vn/feed/")):
        found = SITES[site].read_listing(url, text.encode())
        assert isinstance(found, Listing)
        assert [entry.url for entry in found.unread] == ["&x;"]


@pytest.mark.parametrize("name", XML)
def test_xml_with_entities_of_its_own_is_refused(name: str) -> None:
    began = time.process_time()
    for site, url in (("baoquocte.vn", FEED), ("vietnam.vn", "https://www.vietnam.vn/feed/")):
        found = SITES[site].read_listing(url, f'<?xml version="1.0"?>{XML[name]}'.encode())
        assert isinstance(found, Failure)
        assert found.kind is FailureKind.BAD_XML
    assert time.process_time() - began < 1


# ----------------------------------------------------------------------------------------------------------- addresses


@pytest.fixture
def crawler(next_run: Begin) -> Crawler:
    return crawler_of(next_run())


@pytest.fixture
def spider(crawler: Crawler) -> DefenceSpider:
    return spider_of(crawler)


def answer(url: str, body: bytes, **headers: str) -> HtmlResponse:
    return HtmlResponse(url, body=body, headers=headers, request=Request(url))


def leave(requests: Iterable[Request], crawler: Crawler) -> list[str]:
    """The addresses of those requests that the allow-list lets leave."""
    gate = AllowListMiddleware.from_crawler(crawler)
    left = []
    for request in requests:
        try:
            gate.process_request(request)
        except IgnoreRequest:
            continue
        left.append(request.url)
    return left


STRANGE = (
    "https://example.com/", "https://baoquocte.vn.example.com/", "https://baoquocte.vn@example.com/", "//example.com/x.xml",
    "https://user:pw@baoquocte.vn/x.xml", "https://baoquocte.vn:8443/x.xml", "http://10.0.0.1/", "http://[::1]/", "http://2130706433/",
    "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "https://baoquocte.vn:x/", "https://[", "https://baoquocte.vn:99999/",
    "https://BAOQUOCTE.vn\\@example.com/", "https://ⓑaoquocte.vn:8080/", "https://baoquocte.vn./x.xml",
    "https://api.baoquocte.vn/x.xml", "https://baoquocte.vn/" + "x" * 3_000 + ".xml",
)  # fmt: skip


@pytest.mark.parametrize("url", STRANGE)
def test_a_sitemap_of_strange_lists_opens_none(spider: DefenceSpider, crawler: Crawler, url: str) -> None:
    opened = open_list(spider.crawler, "https://baoquocte.vn/sitemap.xml", "baoquocte.vn")
    index = f"<?xml version='1.0'?><sitemapindex><sitemap><loc>{url.encode('utf-8', 'replace').decode()}</loc></sitemap></sitemapindex>"
    assert leave(spider.parse_list(answer(opened.url, index.encode()), opened), crawler) == []
    assert not can_be_asked_for(url)
    # Nothing is under way that no answer could ever end.
    assert spider.schedule.lists.under_way == set()


@pytest.mark.parametrize("url", STRANGE)
def test_a_pager_that_leads_away_ends_the_list_and_not_the_crawl(spider: DefenceSpider, crawler: Crawler, url: str) -> None:
    opened = open_list(spider.crawler, LISTS["vietnam.vn"], "vietnam.vn")
    body = f'<p><a href="/de/verteidigungsminister-tagen-in-hanoi">Verteidigungsminister tagen</a></p><a rel="next" href="{url}">2</a>'
    requests = list(spider.parse_list(answer(opened.url, body.encode()), opened))
    assert all(refusal(left) is None for left in leave(requests, crawler))
    # Either a request is under way whose end ends the list, or the list has ended.
    assert bool(spider.schedule.lists.under_way) is bool(requests)


@QUIET
@given(
    st.sampled_from(["https://baoquocte.vn", "http://www.vietnam.vn", "//baoquocte.vn", "https://baoquocte.vn:", "https://a@baoquocte.vn"]),
    st.text(max_size=30),
)
def test_of_every_address_that_can_be_asked_for_a_request_can_be_made(start: str, rest: str) -> None:
    if can_be_asked_for(start + rest):
        assert refusal(Request(start + rest).url) is None


ODD_SLUGS = ["..", "%2e%2e%2f", "a\x1b[31m", "\u202egnp", "a'; DROP TABLE pages; --", "a" * 5_000]
SLUGS = st.text(min_size=1, max_size=40) | st.sampled_from(ODD_SLUGS)


@settings(parent=QUIET, max_examples=80)
@given(slug=SLUGS, number=st.integers(0, 10**30))
def test_any_article_that_a_page_can_name_can_be_stored_asked_for_and_logged(store: Store, slug: str, number: int) -> None:
    found = linked_article("https://baoquocte.vn/", f"https://baoquocte.vn/{slug}-{number}.html")
    if found is None or not can_be_asked_for(found.url):
        return
    assert found.number is not None
    assert found.number < 2**63
    frontier = Frontier(store, "run")
    with store.transaction():
        added = frontier.add([new_page(found)])
    # The store lives on from one example to the next: a number that it has met keeps its first slug.
    assert not added or frontier.known([found.key])[found.key].url == found.url
    request = Request(found.url)
    assert refusal(request.url) is None
    assert one_line(found.url).isprintable()


@pytest.mark.parametrize("digits", ["1" * 30, "9" * 19, "0", "-5", "1e9", "٣" * 30])
def test_a_number_that_no_database_holds_is_no_articles(digits: str) -> None:
    found = linked_article("https://baoquocte.vn/", f"/bo-truong-quoc-phong-{digits}.html")
    assert found is None or (found.number or 0) < 2**63


def test_hreflang_and_canonical_to_strange_hosts_lead_nowhere(spider: DefenceSpider) -> None:
    head = "".join(f'<link rel="alternate" hreflang="ja" href="{url}">' for url in STRANGE if url.isprintable())
    head += '<link rel="alternate" hreflang="ko" href="https://www.vietnam.vn/ko/hai-bo-truong-quoc-phong-hoi-dam">'
    found = SITES["vietnam.vn"].read_article(ARTICLES["vietnam.vn"], page("", head))
    assert isinstance(found, Page)
    assert found.translations == {"ko": "https://www.vietnam.vn/ko/hai-bo-truong-quoc-phong-hoi-dam"}
    at = original_address()
    with spider.schedule.run.store.transaction():
        spider.schedule.run.frontier.add([new_page(at)])
        (row,) = spider.schedule.run.frontier.lease(at.site, 1, spider.schedule.run.now())
    spider.schedule.articles.in_flight[at.key] = row
    elsewhere = '<link rel="canonical" href="https://baoquocte.vn/mot-bai-khac-999997.html">'
    assert make(spider.crawler, spider.parse_article(answer(at.url, page("", elsewhere)), at.key)) == []
    assert spider.schedule.run.frontier.known([at.key])[at.key].reason == "wrong-article"


def test_a_source_line_that_leads_away_makes_no_request_and_no_story() -> None:
    for start in ("https://example.com", "http://127.0.0.1", "javascript:alert(1)//baoquocte.vn"):
        url = f"{start}/bai-viet-rat-dai-286044.html"
        body = page("").replace(ARTICLES["baoquocte.vn"].encode(), url.encode())
        found = SITES["vietnam.vn"].read_article(ARTICLES["vietnam.vn"], body)
        assert isinstance(found, Failure) or found.source_url is None


# ------------------------------------------------------------------------------------------------------------ the log


def lines_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_no_failure_writes_a_second_line_into_the_log_or_speaks_to_the_terminal(
    spider: DefenceSpider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at = new_page(original_address(slug="a\x1b[31m\u202eb"))
    with spider.schedule.run.store.transaction():
        spider.schedule.run.frontier.add([at])
        (row,) = spider.schedule.run.frontier.lease("baoquocte.vn", 1, spider.schedule.run.now())
    spider.schedule.articles.in_flight[row.key] = row
    spider.schedule.articles.fail(row.key, "layout-changed", NASTY)
    opened = open_list(spider.crawler, "https://baoquocte.vn/sitemap.xml", "baoquocte.vn")
    opened.url += NASTY
    spider.schedule.lists.fail(opened, "bad-xml", NASTY)
    lines = lines_of(caplog)
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines), lines
    assert all(len(line) < 1_000 for line in lines)


def test_what_a_list_and_an_article_say_is_logged_on_one_printable_line(spider: DefenceSpider, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    opened = open_list(spider.crawler, FEED, "baoquocte.vn")
    root = f"<{'x' * 50}\u202e{NASTY.replace(chr(0), '')}>"
    list(spider.parse_list(answer(FEED, f"<?xml version='1.0'?>{root}".encode()), opened))
    with spider.schedule.run.store.transaction():
        spider.schedule.run.frontier.add([new_page(original_address())])
        (row,) = spider.schedule.run.frontier.lease("baoquocte.vn", 1, spider.schedule.run.now())
    spider.schedule.articles.in_flight[row.key] = row
    body = f"<title>Just a moment{NASTY}</title><h1>{NASTY}</h1>".encode()
    assert make(spider.crawler, spider.parse_article(answer(row.url, body), row.key)) == []
    lines = lines_of(caplog)
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines), lines


@QUIET
@given(st.text(max_size=3_000))
def test_one_line_is_one_printable_line(text: str) -> None:
    assert one_line(text).isprintable()
    assert len(one_line(text)) <= 300


def test_one_line_keeps_what_can_be_read() -> None:
    assert one_line("Bộ trưởng\n\tquốc phòng 防衛") == "Bộ trưởng quốc phòng 防衛"


# ------------------------------------------------------------------------------------------------------------- dates

IMPOSSIBLE = ("9999-99-99", "2024-02-30", "0000-00-00", "2024-13-01T00:00:00", "2024-01-01T25:61:61+07:00", "2024-01-01T00:00:00+99:99",
              "99999-01-01", "-2024-01-01", "2024-09-12T08:01:12+7", "9" * 10_000, "2024-09-" + "1" * 5_000, "31/02/2024", "99/99/9999",
              "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00")  # fmt: skip


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_an_impossible_date_is_no_date(next_run: Begin, text: str) -> None:
    run = next_run()
    thing = {"@type": "NewsArticle", "datePublished": text, "dateModified": text}
    head = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
    body = page("", head + f'<meta property="article:published_time" content="{text}">').replace(
        b"<div class=", f'<div class="article-date">{text}</div><div class='.encode(), 1
    )
    for name, url in ARTICLES.items():
        found = SITES[name].read_article(url, body)
        assert isinstance(found, Page)
        check(found)
    for read in (dates.from_iso, dates.from_visible, from_feed, dates.from_stamp):
        date = read(text)
        assert date is None or month_of({"date_published": date}) == date[:7]
        assert run.scope.in_window(date) in {True, False}
        assert not_future(date, "2026-01-01T00:00:00+00:00") in {None, date}


@QUIET
@given(st.text(alphabet="0123456789-/:T+Z. |apmh", max_size=40))
def test_whatever_looks_like_a_date_gives_a_month_or_nothing(text: str) -> None:
    for read in (dates.from_iso, dates.from_visible, from_feed, dates.from_stamp):
        date = read(text)
        if date is not None:
            assert re.fullmatch(r"\d{4}-\d{2}", month_of({"date_published": date}))
            not_future(date, "2026-01-01T00:00:00+00:00")


def test_no_word_of_a_page_becomes_a_path() -> None:
    found = SITES["baoquocte.vn"].read_article(ARTICLES["baoquocte.vn"], ld('{"@type":"NewsArticle","datePublished":"../../etc"}'))
    assert isinstance(found, Page)
    refine(found)
    assert month_of(article(found).model_dump()) == "undated"


# ------------------------------------------------------------------------------------------------------- counts and lengths


def test_a_list_as_long_as_a_sitemap_may_be_is_noted_without_breaking_the_store(spider: DefenceSpider) -> None:
    count = 40_000
    rows = "".join(f"<url><loc>https://baoquocte.vn/gia-ca-phe-hom-nay-{100_001 + n}.html</loc></url>" for n in range(count))
    opened = open_list(spider.crawler, "https://baoquocte.vn/sitemap.xml", "baoquocte.vn")
    for _ in range(2):
        assert list(spider.parse_list(answer(opened.url, f"<urlset>{rows}</urlset>".encode()), opened)) == []
    assert spider.schedule.lists.failed == {}
    assert spider.schedule.run.frontier.count(State.DECLINED) + spider.schedule.run.frontier.count(State.WAITING) == count


def test_an_address_that_is_too_long_is_counted_and_not_waited_for(spider: DefenceSpider, crawler: Crawler) -> None:
    opened = open_list(spider.crawler, FEED, "baoquocte.vn")
    listing = Listing(FEED, (teaser(original_address(slug="a" * 3_000)), teaser()))
    spider.schedule.lists.take(opened, listing)
    assert count_of(crawler, "list/unread_entries") == 1
    assert set(spider.schedule.run.frontier.known([ORIGINAL])) == {ORIGINAL}
    assert spider.schedule.lists.open("https://baoquocte.vn/" + "a" * 3_000, "baoquocte.vn") is None
    assert count_of(crawler, "list/unusable_addresses") == 1
    assert crawler.settings.getint("URLLENGTH_LIMIT") == 0


def test_a_list_that_is_new_for_ever_is_left_in_the_end(next_run: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_module, "_MAX_PAGES", 7)
    crawler = crawler_of(next_run())
    lists = schedule_of(crawler).lists
    opened = open_list(crawler, LISTS["baoquocte.vn"], "baoquocte.vn")
    further = [opened.url]
    read = 0
    while further:
        read += 1
        shown = (teaser(original_address(number=286_044 + read)),)
        further = [page.url for page in lists.take(opened, Listing(further[0], shown, f"{LISTS['baoquocte.vn']}&BRSR={read}"))]
    assert read == 7
    assert lists.cut_short == {opened.url}
    assert lists.under_way == set()


def test_lists_that_name_ever_more_lists_come_to_an_end(spider: DefenceSpider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_module, "_MAX_LISTS", 5)
    opened = [spider.schedule.lists.open(f"https://baoquocte.vn/muc-{n}", "baoquocte.vn") for n in range(10)]
    assert [one is not None for one in opened] == [True] * 5 + [False] * 5


def test_a_page_with_ever_so_many_names_of_our_hosts_asks_no_other(spider: DefenceSpider, crawler: Crawler) -> None:
    tails = ("", ".evil.example", ":1", "@x")
    hosts = "".join(f"<a href='https://{host}{tail}/muc-nao-do'>x</a>" for host in sorted(ALLOWED_HOSTS) for tail in tails)
    opened = open_list(spider.crawler, "https://baoquocte.vn/", "baoquocte.vn")
    body = f'<div class="main-menu"><ul class="main-menu">{hosts}</ul></div>'
    left = leave(spider.parse_list(answer(opened.url, body.encode()), opened), crawler)
    assert all(refusal(url) is None for url in left)


def test_titles_and_captions_stay_text_whatever_markup_they_hold() -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;"
    body = page(f'<table class="MASTERCMS_TPL_TABLE"><tr><td><img src="javascript:alert(1)"></td></tr><tr><td>{evil}</td></tr></table>')
    body = body.replace("Hai bộ trưởng hội đàm</h1>".encode(), f"{evil}</h1>".encode())
    found = SITES["baoquocte.vn"].read_article(ARTICLES["baoquocte.vn"], body)
    assert isinstance(found, Page)
    assert found.headline == "<script>alert(1)</script>"
    for image in found.body:
        assert not isinstance(image, Image) or image.url is None or image.url.startswith("https://")


@pytest.mark.parametrize("claim", ["https://[", "http://[::1", "//[", "https://baoquocte.vn:x/a-b-1.html", "\ud800"])
def test_addresses_beyond_reading_do_not_break_a_reader(claim: str) -> None:
    text = claim.encode("utf-8", "replace").decode()
    inside = f'<a href="{text}">x</a><div class="article"><a class="article-link" href="{text}"><img src="{text}"></a></div>'
    for start in ('<link rel="canonical" href', '<meta property="og:url" content', '<link hreflang="de" href'):
        for found, _ in read_all(page(inside, f'{start}="{text}">')):
            check(found)
    assert not can_be_asked_for("https://baoquocte.vn/\ud800.html")
