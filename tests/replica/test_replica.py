from __future__ import annotations

import json
import re
import string
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.replica import Replica
from tests.replica.client import Answer, ask
from tests.replica.furniture import HOSTS
from tests.replica.sections import menu
from tests.replica.tales import BULK, CLOCK, EXAMPLE, EXAMPLE_SLUG, altered

EXAMPLE_LINES = Path(__file__).with_name("example-mirror-article.de.txt")


def tree(answer: Answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def page_lines(html: str) -> list[str]:
    """Give a page's text line by line, table cells ending in `` |``, as the site's text shows them."""
    html = re.sub(r"</td>", " |</td>", re.sub(r"(?s)<(style|script)\b.*?</\1>", "", html))
    html = re.sub(r"</?(p|div|td|tr|table|figure|figcaption|h1|h2|h3|li|ul|header|main|article)\b[^>]*>", "\n", html)
    text = LexborHTMLParser(html).text()
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def teaser_links(answer: Answer) -> list[str]:
    return [link.attributes["href"] or "" for link in tree(answer).css(".bx-listing .article-link, .bx-list-left .article-link")]


# ------------------------------------------------------------------------------------------------------------------ the given example


def test_the_german_example_page_has_exactly_the_given_lines(replica: Replica) -> None:
    given = [line for line in EXAMPLE_LINES.read_text(encoding="utf-8").splitlines() if line.strip()]
    lines = page_lines(ask(replica, f"https://www.vietnam.vn/de/{EXAMPLE_SLUG}").text)
    start = lines.index(given[0])
    assert lines[start : start + len(given)] == given
    assert lines[start - 1] == "Báo Quốc Tế"


def test_the_japanese_example_loses_the_underscore_of_the_second_slot_only(replica: Replica) -> None:
    text = ask(replica, f"https://www.vietnam.vn/ja/{EXAMPLE_SLUG}").text
    assert "[広告_1]" in text
    assert "[広告2]" in text


# ---------------------------------------------------------------------------------------------------------------------------- the wire

KINDS_OF_PAGE = {
    "article": (EXAMPLE, "text/html"),
    "amp": (f"{EXAMPLE}&mobile=yes&amp=1", "text/html"),
    "mobile": (f"{EXAMPLE}&mobile=yes", "text/html"),
    "print": ("https://baoquocte.vn/apicenter@/print_article&i=286044", "text/html"),
    "front": ("https://baoquocte.vn/", "text/html"),
    "english front": ("https://en.baoquocte.vn/", "text/html"),
    "section": ("https://baoquocte.vn/the-gioi", "text/html"),
    "sub-section": ("https://baoquocte.vn/the-gioi/tieu-diem&s_cond=&BRSR=0", "text/html"),
    "old list": ("https://baoquocte.vn/the-gioi/ho-so", "text/html"),
    "day": ("https://baoquocte.vn/the-gioi&fv=2024-09-12&s_cond=&BRSR=0", "text/html"),
    "tag": ("https://baoquocte.vn/tag/nhat-ban-1.tag", "text/html"),
    "topic": ("https://baoquocte.vn/chu-de/bien-dong.topic", "text/html"),
    "search": ("https://baoquocte.vn/search_enginer.html?p=tim-kiem&q=qu%E1%BB%91c%20ph%C3%B2ng", "text/html"),
    "root feed": ("https://baoquocte.vn/rss_feed/", "application/rss+xml"),
    "feed": ("https://baoquocte.vn/rss_feed/the-gioi/tieu-diem", "application/rss+xml"),
    "robots": ("https://baoquocte.vn/robots.txt", "text/plain"),
    "sitemap index": ("https://en.baoquocte.vn/sitemap.xml", "text/xml"),
    "sitemap": ("https://en.baoquocte.vn/sitemaparticles-site-1.xml", "text/xml"),
    "picture": ("https://cdn.baoquocte.vn/stores/x.jpg?1", "image/gif"),
    "mirror article": (f"https://vrviet.vn/ko/{EXAMPLE_SLUG}/", "text/html"),
    "Vietnamese mirror article": (f"https://vietnam.vn/{EXAMPLE_SLUG}", "text/html"),
    "mirror front": ("https://thongtin.vietnam.vn/", "text/html"),
    "mirror list": ("https://id.vietnam.vn/ar", "text/html"),
    "mirror tag": ("https://www.vietnam.vn/de/tag/the-gioi", "text/html"),
    "mirror robots": ("https://www.vietnam.vn/robots.txt", "text/plain"),
    "mirror sitemap": ("https://www.vietnam.vn/sitemap.xml", "application/xml"),
}


@pytest.mark.parametrize("kind", KINDS_OF_PAGE)
def test_each_kind_of_page_comes_through_a_verified_tunnel(replica: Replica, kind: str) -> None:
    url, content_type = KINDS_OF_PAGE[kind]
    answer = ask(replica, url, headers={"Accept-Encoding": "gzip"})
    assert answer.status == 200
    assert answer.headers["content-type"].partition(";")[0] == content_type
    assert answer.body == ask(replica, url).body, "packed and plain must be the same"


def test_plain_http_is_sent_to_https(replica: Replica) -> None:
    answer = ask(replica, EXAMPLE.replace("https:", "http:"))
    assert (answer.status, answer.headers["location"]) == (301, EXAMPLE)


@pytest.mark.parametrize(
    "url", ["https://example.com/", "http://example.com/", "https://trucotkt.asean.vietnam.vn/", "https://www.baoquocte.vn/"]
)
def test_foreign_hosts_are_refused_and_noted(replica: Replica, url: str) -> None:
    if url.startswith("https"):
        with pytest.raises(OSError, match="403"):
            ask(replica, url)
    else:
        assert ask(replica, url).status == 403
    assert replica.log[-1].foreign
    assert replica.log[-1].host == url.split("/")[2]


@pytest.mark.parametrize("path", ["/khong-co-gi-123.html", "/khong-co", "/de/khong-co", "/the-gioi&fv=morgen", "/../../etc/passwd"])
def test_what_is_not_there_answers_404(replica: Replica, path: str) -> None:
    host = "www.vietnam.vn" if path.startswith("/de/") else "baoquocte.vn"
    assert ask(replica, f"https://{host}{path}").status == 404


def test_an_article_belongs_to_one_edition(replica: Replica) -> None:
    assert ask(replica, EXAMPLE.replace("//", "//en.")).status == 404


def test_a_known_etag_is_answered_with_304_and_no_body(replica: Replica) -> None:
    etag = ask(replica, EXAMPLE).headers["etag"]
    answer = ask(replica, EXAMPLE, headers={"If-None-Match": etag})
    assert (answer.status, answer.body) == (304, b"")


def test_head_has_no_body(replica: Replica) -> None:
    assert ask(replica, EXAMPLE, method="HEAD").body == b""


def test_the_log_tells_each_request(small: Replica) -> None:
    body = ask(small, EXAMPLE, headers={"User-Agent": "tester/1"}).body
    (entry,) = small.log
    assert (entry.method, entry.host, entry.path) == ("GET", "baoquocte.vn", f"/{EXAMPLE_SLUG}-286044.html")
    assert (entry.status, entry.bytes, entry.agent, entry.foreign) == (200, len(body), "tester/1", False)
    assert entry.url == EXAMPLE


def test_the_same_clock_gives_the_same_bytes(replica: Replica) -> None:
    urls = [url for url, _ in KINDS_OF_PAGE.values()] + [record["url"] for record in replica.truth()]
    with Replica(bulk=BULK, clock=CLOCK) as other:
        assert [url for url in urls if ask(replica, url).body != ask(other, url).body] == []


def test_without_a_clock_pages_show_the_time_of_their_generation(replica: Replica) -> None:
    text = ask(replica, EXAMPLE).text
    assert 'name="pagegen" content="24-11-2026 08:00:00"' in text
    assert "Thứ Ba 24/11/2026 08:00</span>" in text
    assert "Tuesday 24/11/2026 08:00</span>" in ask(replica, "https://en.baoquocte.vn/").text


# ------------------------------------------------------------------------------------------------------------------------- the paper


def test_an_article_page_has_all_its_furniture(replica: Replica) -> None:
    answer = ask(replica, EXAMPLE)
    page = tree(answer)
    assert answer.text.startswith("<!--")
    assert 80_000 < len(answer.body) < 110_000
    blocks = [json.loads(block.text()) for block in page.css('script[type="application/ld+json"]')]
    assert [block["@type"] for block in blocks] == ["WebSite", "BreadcrumbList", "NewsArticle"]
    assert blocks[2]["datePublished"] == "2024-09-12T20:15:00+07:00"
    for selector in (
        "h1.article-detail-title", "span.article-detail-subtitle", "div.article-detail-desc", "div.article-date", "ul.breadcrumb > li.menu-alias > a",
        "li.cat-sub-alisa > a", "div.article-tag a.tag-link", "div.__MASTERCMS_CONTENT > div#articleBody > div#__MB_MASTERCMS_EL_3 > p",
        "table.MASTERCMS_TPL_TABLE img", "table._MB_EMBEDNEWS", "table.__mb_article_in_image", "table.__MB_ARTICLE_A", "#articleBody ins.adsbygoogle",
        "#articleBody zone[id]", "#articleBody style", "#articleBody script", "div.banner", "div.article-relate", "div.bqt-share-social", "#user-comment",
        "a.__cf_email__", "div.banner-detail", "div.bx-detail-right div.bx-breadking-news", "div.bx-detail-listing div.article-desc", "ul.main-menu",
        'link[rel="alternate"][hreflang="vi-vn"]', "div.inforAuthor > div.article-date", "div.article-relate a.article-link",
        "div.__MASTERCMS_CONTENT > div.article-detail-author, div.article-detail > div.article-detail-author",
    ):  # fmt: skip
        assert page.css_first(selector) is not None, selector
    relate = [link.attributes["href"] or "" for link in page.css("div.article-relate a.article-link")]
    assert relate[0].startswith("http://")
    assert relate[1].endswith("&mobile=yes")


def test_each_generation_comes_in_its_own_layout_or_in_todays(replica: Replica) -> None:
    seen = set()
    for story in replica.stories():
        if story.original is None:
            continue
        page = tree(ask(replica, story.original.url))
        linked = page.css_first('script[type="application/ld+json"]') is not None
        old = page.css_first(".sharefullColLeft .titleDetailNews") is not None
        seen.add((story.generation, linked, old))
        assert page.css_first("h1") is not None
        assert page.css_first("#__MB_MASTERCMS_EL_3 > p, .viewsDtailContent > p, td p") is not None, story.key
    assert {("G4", True, False), ("G3", True, False), ("G3", False, False), ("G2", False, True)} <= seen


def test_lists_page_by_fifteen_until_all_articles_were_seen(replica: Replica) -> None:
    found: list[str] = []
    offset = 0
    while links := teaser_links(ask(replica, f"https://baoquocte.vn/thoi-su&s_cond=&BRSR={offset}")):
        assert len(links) <= 15
        found += links
        offset += 15
    expected = {story.original.url for story in replica.stories() if story.original and story.original.sections[0] == "thoi-su"}
    assert len(found) == len(set(found))
    assert expected <= set(found)
    assert offset >= 30


def test_some_sections_repeat_their_last_page_past_the_end(replica: Replica) -> None:
    past = teaser_links(ask(replica, "https://baoquocte.vn/the-gioi&s_cond=&BRSR=9000"))
    assert past
    assert set(past) <= set(teaser_links(ask(replica, "https://baoquocte.vn/tin-moi&s_cond=&BRSR=0"))) | {
        link for offset in range(0, 150, 15) for link in teaser_links(ask(replica, f"https://baoquocte.vn/the-gioi&s_cond=&BRSR={offset}"))
    }


def test_a_days_list_has_that_day_only(replica: Replica) -> None:
    assert teaser_links(ask(replica, "https://baoquocte.vn/tin-moi&fv=2024-09-12&s_cond=&BRSR=0")) == [EXAMPLE]


def test_teasers_have_the_broken_title_and_the_twelve_hour_thumbnail(small: Replica) -> None:
    small.add(altered(key="quoted", original__number=301009, original__slug="ten-khac"))
    text = ask(small, "https://baoquocte.vn/the-gioi/tieu-diem").text
    assert "title='Hai Bộ trưởng bàn chuyện 'tàu bè''" in text
    assert "?240912081500" in text, "20:15 on a twelve-hour clock"


def test_the_root_feed_mixes_editions_and_drops_punctuation(replica: Replica) -> None:
    channel = ET.fromstring(ask(replica, "https://baoquocte.vn/rss_feed/").text)  # noqa: S314 - our own
    items = channel.findall("./channel/item")
    hosts = {(item.findtext("link") or "").split("/")[2] for item in items}
    titles = "".join(item.findtext("title") or "" for item in items)
    assert len(items) == 25
    assert hosts == set(HOSTS.values())
    assert not set(titles) & set(string.punctuation)


def test_robots_closes_a_corner_and_names_a_sitemap_on_the_english_host_only(replica: Replica) -> None:
    vietnamese, english = (ask(replica, f"https://{host}/robots.txt").text for host in HOSTS.values())
    assert "Disallow: /thong-tin-doanh-nghiep" in vietnamese
    assert "Sitemap:" not in vietnamese
    assert "Sitemap: https://en.baoquocte.vn/sitemap.xml" in english
    assert '/thong-tin-doanh-nghiep"' in ask(replica, EXAMPLE).text


def test_the_english_menu_names_all_sections(replica: Replica) -> None:
    links = {link.attributes["href"] for link in tree(ask(replica, "https://en.baoquocte.vn/")).css("ul.main-menu a")}
    beside = {"https://en.baoquocte.vn/", "https://en.baoquocte.vn/tin-moi", "https://baoquocte.vn/"}
    assert {f"https://en.baoquocte.vn/{path}" for path in menu("en")} | beside == {
        (link or "").replace("http:", "https:") for link in links
    }


def test_the_mobile_variant_names_the_canonical_address(replica: Replica) -> None:
    link = tree(ask(replica, f"{EXAMPLE}&mobile=yes&amp=1")).css_first('link[rel="canonical"]')
    assert link is not None
    assert link.attributes["href"] == EXAMPLE
