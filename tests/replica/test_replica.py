from __future__ import annotations

import http.client
import json
import re
import string
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.replica import Replica, bulk, mirror
from tests.replica.client import Answer, ask
from tests.replica.damage import pieces
from tests.replica.faults import KINDS
from tests.replica.furniture import HOSTS
from tests.replica.languages import languages
from tests.replica.sections import menu
from tests.replica.stories import DAMAGES, STORIES, StoryError, parse_body, story_from_mapping
from tests.replica.vietnam_vn import PAGE_SIZE, SCRIPTED_TAG
from tests.replica.world import HOSTS as ALL_HOSTS

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK = "2026-11-24T08:00:00+07:00"
EXAMPLE_SLUG = "nhat-ban-phan-lan-tang-cuong-hop-tac-quoc-phong-khang-dinh-an-ninh-khu-vuc-an-do-duong-thai-binh-duong-va-chau-au-khong-the-tach-roi"
EXAMPLE = f"https://baoquocte.vn/{EXAMPLE_SLUG}-286044.html"
EXAMPLE_LINES = Path(__file__).with_name("example-mirror-article.de.txt")
BULK = 400

STORY: dict[str, Any] = {
    "key": "plain-tale",
    "label": "yes",
    "why": "talks",
    "parties": ["VN", "JP"],
    "generation": "G4",
    "source": "baoquocte",
    "original": {
        "edition": "vi",
        "number": 301005,
        "slug": "hai-bo-truong-ban-chuyen-tau-be",
        "published": "2025-03-04T09:08:07+07:00",
        "sections": ["the-gioi", "tieu-diem"],
        "headline": "Hai Bộ trưởng bàn chuyện 'tàu bè'",
        "description": "Hai bên nói chuyện lâu.",
        "body": "Đoạn một, có chữ “nháy”.\n\n![a.jpg] Hai người bắt tay. (Kyodo)\n\nĐoạn hai (có ngoặc), hết.",
    },
    "translations": {
        "de": {
            "headline": "Zwei Minister sprechen über Boote",
            "description": "Beide Seiten sprachen lange, und gern.",
            "published": "2025-03-05",
            "markup": "wordpress",
            "damage": ["source_line"],
            "body": "Absatz eins, mit „Wörtern“ und (Klammern).\n\n![a.jpg] Zwei Menschen, Hände. (Kyodo)\n\nAbsatz zwei, “zitiert”, fertig.",
        }
    },
}


def altered(**changes: object) -> dict[str, Any]:
    """Copy the plain story; ``original__number=1`` changes a field of a table."""
    story: dict[str, Any] = json.loads(json.dumps(STORY))
    for name, value in changes.items():
        table, _, field = name.rpartition("__")
        target = story
        for part in filter(None, table.split("__")):
            target = target[part]
        target[field] = value
    return story


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    """Serve the story files and a little bulk; tests that change anything take ``small``."""
    with Replica(bulk=BULK, clock=CLOCK) as running:
        yield running


@pytest.fixture(scope="module")
def small_process() -> Iterator[Replica]:
    with Replica([STORIES / "kihara-hakkanen.toml"], bulk=40, clock=CLOCK) as running:
        yield running


@pytest.fixture
def small(small_process: Replica) -> Iterator[Replica]:
    small_process.clear_log()
    yield small_process
    small_process.clear_faults()


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


@pytest.mark.parametrize("url", ["https://example.com/", "http://example.com/", "https://trucotkt.asean.vietnam.vn/", "https://www.baoquocte.vn/"])
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
    assert 'name="pagegen" content="2026-11-24 08:00:00"' in ask(replica, EXAMPLE).text
    assert '<span class="ico-systemDate">24/11/2026 | 08:00</span>' in ask(replica, EXAMPLE).text


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
        "a.__cf_email__", "div.banner-detail", "div.bx-detail-right div.bx-detail-listing", "ul.main-menu", 'link[rel="alternate"][hreflang="vi"]',
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
    small.remove("quoted")


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
    assert {f"https://en.baoquocte.vn/{path}" for path in menu("en")} == {(link or "").replace("http:", "https:") for link in links}


def test_the_mobile_variant_names_the_canonical_address(replica: Replica) -> None:
    link = tree(ask(replica, f"{EXAMPLE}&mobile=yes&amp=1")).css_first('link[rel="canonical"]')
    assert link is not None
    assert link.attributes["href"] == EXAMPLE


# ------------------------------------------------------------------------------------------------------------------------ the mirror


@pytest.mark.parametrize("name", sorted(DAMAGES))
@pytest.mark.parametrize("markup", ["wordpress", "jsonld", "bare"])
def test_every_damage_changes_the_page(name: str, markup: str) -> None:
    # A source line is the rule: what it is compared with is the page that lost it.
    plain = "no_source" if name == "source_line" else "counter" if name == "counter_wrong_language" else "source_line"
    renderings = []
    for damage in ([plain], [plain, name] if name not in {"source_line", "no_source"} else [name]):
        story = story_from_mapping(altered(translations__de__damage=damage, translations__de__markup=markup))
        renderings.append(mirror.render(story, "de", [("https://www.vietnam.vn/de/a", "A")] * 6, 0).body)
    assert renderings[0] != renderings[1]


@pytest.mark.parametrize("segment", sorted(languages()))
def test_every_language_has_its_own_words_on_the_page(segment: str) -> None:
    table = altered()
    table["translations"][segment] = {**table["translations"]["de"], "damage": ["ad_slots", "counter", "source_line", "caption_plain"]}
    text = mirror.render(story_from_mapping(table), segment, [], 0).body.decode()
    own = languages()[segment]
    assert f"[{own.ad}_1]" in text
    assert own.counter in text
    assert f"{own.source} <a" in text
    assert f'lang="{own.tag}"' in text


def test_the_three_markups_differ_in_what_a_reader_can_lean_on(replica: Replica) -> None:
    marks = {"wordpress": set[tuple[bool, ...]](), "jsonld": set(), "bare": set()}
    for story in replica.stories():
        for segment, translation in story.translations.items():
            text = ask(replica, mirror.url(segment, story.mirror_slug)).text
            marks[translation.markup].add(tuple(mark in text for mark in ("entry-content", "application/ld+json", "hreflang=", "og:title", "class=")))
    assert marks == {
        "wordpress": {(True, False, True, True, True)},
        "jsonld": {(False, True, True, True, True)},
        "bare": {(False, False, False, False, False)},
    }


def test_the_scripted_list_is_empty_without_its_script_and_full_with_it(replica: Replica) -> None:
    page = tree(ask(replica, f"https://www.vietnam.vn/de/tag/{SCRIPTED_TAG}"))
    shelf = page.css_first("[data-list]")
    assert shelf is not None
    assert shelf.text(strip=True) == ""
    source = shelf.attributes["data-list"]
    addresses: list[str] = []
    number = 1
    while True:
        batch = ask(replica, f"https://www.vietnam.vn{source}&page={number}").json()
        assert len(batch["items"]) <= PAGE_SIZE
        addresses += [item["url"] for item in batch["items"]]
        if not batch["more"]:
            break
        number += 1
    expected = {record["url"] for record in replica.truth() if record["language"] == "de"}
    assert expected <= set(addresses)
    assert number > 1


def test_the_sitemap_lists_a_part_of_the_pages(replica: Replica) -> None:
    listed = set(re.findall(r"<loc>(.*?)</loc>", ask(replica, "https://www.vietnam.vn/sitemap.xml").text))
    pages = {mirror.url(segment, story.mirror_slug) for story in replica.stories() for segment in story.translations}
    assert listed < pages
    assert len(pages) * 0.25 < len(listed) < len(pages) * 0.75


def test_mirror_pages_of_other_newspapers_name_their_source(replica: Replica) -> None:
    foreign = [story for story in replica.stories() if not story.ours]
    assert foreign
    for story in foreign:
        for segment in story.translations:
            text = ask(replica, mirror.url(segment, story.mirror_slug)).text
            assert story.source_url in text
            assert story.source in text


# --------------------------------------------------------------------------------------------------------------------------- changes


def test_an_edit_changes_page_etag_and_truth(small: Replica) -> None:
    before = ask(small, EXAMPLE)
    small.edit("kihara-hakkanen", headline="Tiêu đề mới")
    after = ask(small, EXAMPLE)
    assert "Tiêu đề mới" in after.text
    assert after.headers["etag"] != before.headers["etag"]
    assert small.truth()[0]["headline"] == "Tiêu đề mới"


def test_an_edit_of_a_translation_leaves_the_original(small: Replica) -> None:
    before = ask(small, EXAMPLE).headers["etag"]
    small.edit("kihara-hakkanen", "ko", description="새 요약.")
    assert "새 요약." in ask(small, f"https://www.vietnam.vn/ko/{EXAMPLE_SLUG}").text
    assert tree(ask(small, EXAMPLE)).css_first("h1") is not None
    assert {record["language"]: record["description"] for record in small.truth() if record["key"] == "kihara-hakkanen"}["ko"] == "새 요약."
    assert ask(small, EXAMPLE).headers["etag"] == before


def test_a_renamed_article_redirects_and_its_mirror_stays(small: Replica) -> None:
    small.rename("kihara-hakkanen", "ten-moi")
    answer = ask(small, EXAMPLE)
    assert (answer.status, answer.headers["location"]) == (301, "https://baoquocte.vn/ten-moi-286044.html")
    assert ask(small, "https://baoquocte.vn/ten-moi-286044.html").status == 200
    assert EXAMPLE in ask(small, f"https://www.vietnam.vn/de/{EXAMPLE_SLUG}").text
    small.rename("kihara-hakkanen", EXAMPLE_SLUG)


def test_stories_come_and_go(small: Replica) -> None:
    url = "https://baoquocte.vn/hai-bo-truong-ban-chuyen-tau-be-301005.html"
    assert ask(small, url).status == 404
    small.add(STORY)
    assert ask(small, url).status == 200
    assert ask(small, "https://www.vietnam.vn/de/hai-bo-truong-ban-chuyen-tau-be").status == 200
    assert "plain-tale" in {record["key"] for record in small.truth()}
    small.remove("plain-tale")
    assert ask(small, url).status == 404
    assert "plain-tale" not in {record["key"] for record in small.truth()}


def test_a_redesign_renames_classes_site_wide(small: Replica) -> None:
    small.redesign("baoquocte.vn", {"article-detail-title": "x-title", "__MB_MASTERCMS_EL_3": "x-body"})
    page = tree(ask(small, EXAMPLE))
    assert page.css_first(".article-detail-title, #__MB_MASTERCMS_EL_3") is None
    assert page.css_first("h1.x-title") is not None
    assert page.css_first("#x-body > p") is not None
    small.redesign("baoquocte.vn", {})
    assert tree(ask(small, EXAMPLE)).css_first(".article-detail-title") is not None


def test_a_change_that_makes_no_sense_is_refused(small: Replica) -> None:
    with pytest.raises(StoryError, match="nobody"):
        small.edit("nobody", headline="x")
    with pytest.raises(StoryError, match="only headline"):
        small.edit("kihara-hakkanen", number="1")


# ---------------------------------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize("status", [403, 404, 410, 429, 503])
def test_status_faults_strike_as_often_as_told(small: Replica, status: int) -> None:
    small.fault("baoquocte.vn", f"/{EXAMPLE_SLUG}*", "status", times=2, status=status, retry_after=7)
    answers = [ask(small, EXAMPLE) for _ in range(3)]
    assert [answer.status for answer in answers] == [status, status, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert [entry.fault for entry in small.log] == ["status", "status", None]


def test_redirect_faults(small: Replica) -> None:
    small.fault("baoquocte.vn", "/", "redirect_loop")
    small.fault("baoquocte.vn", "/thoi-su", "redirect_to", url="https://example.com/away", status=307)
    loop, away = ask(small, "https://baoquocte.vn/"), ask(small, "https://baoquocte.vn/thoi-su")
    assert (loop.status, loop.headers["location"]) == (302, "https://baoquocte.vn/")
    assert (away.status, away.headers["location"]) == (307, "https://example.com/away")


@pytest.mark.parametrize("status", [200, 403])
def test_the_challenge_fault(small: Replica, status: int) -> None:
    small.fault("baoquocte.vn", "*", "challenge", status=status)
    answer = ask(small, EXAMPLE)
    assert answer.status == status
    assert "Just a moment" in answer.text
    assert answer.headers["cf-mitigated"] == "challenge"


def test_faults_of_the_body(small: Replica) -> None:
    right = ask(small, EXAMPLE).body
    small.fault("baoquocte.vn", "*", "empty", times=1)
    assert ask(small, EXAMPLE).body == b""
    small.fault("baoquocte.vn", "*", "truncate", times=1, keep=0.25)
    assert ask(small, EXAMPLE).body == right[: len(right) // 4]
    small.fault("baoquocte.vn", "*", "invalid_utf8", times=1)
    with pytest.raises(UnicodeDecodeError):
        ask(small, EXAMPLE).body.decode()
    small.fault("baoquocte.vn", "*", "charset", times=1)
    lying = ask(small, EXAMPLE)
    assert (lying.headers["content-type"], lying.body) == ("text/html; charset=iso-8859-1", right)


def test_faults_of_feeds(small: Replica) -> None:
    feed = "https://baoquocte.vn/rss_feed/"
    small.fault("baoquocte.vn", "/rss_feed/*", "broken_xml", times=1)
    with pytest.raises(ET.ParseError):
        ET.fromstring(ask(small, feed).text)  # noqa: S314 - our own
    small.fault("baoquocte.vn", "/rss_feed/*", "html_for_rss", times=1)
    assert ask(small, feed).headers["content-type"].startswith("text/html")


def test_the_reset_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "reset", times=1)
    with pytest.raises(ConnectionResetError):
        ask(small, EXAMPLE)


def test_the_refuse_fault_closes_without_a_byte(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "refuse", times=1)
    with pytest.raises((OSError, http.client.RemoteDisconnected)):
        ask(small, EXAMPLE)
    small.fault("baoquocte.vn", "/the-gioi", "refuse")
    with pytest.raises((OSError, http.client.RemoteDisconnected)):
        ask(small, "https://baoquocte.vn/the-gioi")
    assert ask(small, EXAMPLE).status == 200


def test_the_stall_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "stall", times=1)
    with pytest.raises(TimeoutError):
        ask(small, EXAMPLE, seconds=0.5)


def test_the_delay_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "delay", times=1, seconds=0.2)
    assert ask(small, EXAMPLE).status == 200
    assert small.log[-1].fault == "delay"


def test_the_short_body_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "short_body", times=1, missing=5)
    with pytest.raises(http.client.IncompleteRead):
        ask(small, EXAMPLE)


def test_the_big_body_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "big_body", times=1, size=3_000_000)
    assert len(ask(small, EXAMPLE).body) == 3_000_000


def test_the_gzip_bomb_is_small_on_the_wire_and_large_unpacked(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "gzip_bomb", times=1, size=64 * 1024 * 1024)
    assert len(ask(small, EXAMPLE).body) == 64 * 1024 * 1024
    assert small.log[-1].bytes < 100_000


def test_every_kind_of_fault_is_tested_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in sorted(KINDS) if f'"{kind}"' not in source] == []


def test_unknown_faults_are_refused(small: Replica) -> None:
    with pytest.raises(ValueError, match="unknown kind of fault 'flood'"):
        small.fault("baoquocte.vn", "*", "flood")
    with pytest.raises(ValueError, match="reset has no parameter size"):
        small.fault("baoquocte.vn", "*", "reset", size=1)


# --------------------------------------------------------------------------------------------------------------- stories, bulk, truth


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"label": "maybe"}, "label: must be one of yes, borderline, no"),
        ({"parties": ["Japan"]}, "parties: 'Japan'"),
        ({"generation": "G2"}, "published: 2025 does not fit generation G2"),
        ({"original__slug": "Zwei Wörter"}, "slug: 'Zwei Wörter'"),
        ({"original__published": "2025-03-04T09:08:07"}, "published: has no offset"),
        ({"original__published": "2026-03-04T09:08:07+07:00", "original__number": 301006}, "must be 1 modulo 4"),
        ({"original__body": "![a.jpg] only"}, "body: has no paragraph"),
        ({"original__headline": ""}, "headline: is empty"),
        ({"translations__de__damage": ["rust"]}, "damage: unknown: rust"),
        ({"translations__de__damage": ["no_source", "source_line"]}, "exclude each other"),
        ({"translations__de__markup": "drupal"}, "markup: must be one of wordpress, jsonld, bare"),
        ({"colour": "red"}, "colour: unknown field"),
        ({"source": "Báo Tuổi Trẻ"}, "original: must be absent"),
    ],
)
def test_wrong_stories_are_refused_with_field_and_reason(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(StoryError, match=re.escape(complaint)):
        story_from_mapping(altered(**changes), "plain-tale.toml")


def test_a_body_is_read_block_by_block() -> None:
    picture, labelled, box, link = parse_body("![a.jpg] Wort. (Kyodo)\n\n![b.jpg] 説明。（出典：社）\n\n[box] Kasten.\n\n[link:a-1] Ein {{Wort}} hier.")
    assert (picture.caption, picture.credit) == ("Wort.", "Kyodo")  # type: ignore[union-attr]
    assert (labelled.caption, labelled.credit) == ("説明。", "社")  # type: ignore[union-attr]
    assert box.box  # type: ignore[union-attr]
    assert (link.link, link.plain) == ("a-1", "Ein Wort hier.")  # type: ignore[union-attr]


def test_bulk_is_the_same_every_time_and_a_thirty_third_is_on_the_subject(replica: Replica) -> None:
    labels = [bulk.story(index).label for index in range(990)]
    assert labels.count("yes") == 30
    assert len({bulk.number_of(index) for index in range(40_000)}) == 40_000
    made = bulk.story(7)
    bulk.story.cache_clear()
    assert bulk.story(7) == made
    keys = {record["key"] for record in replica.truth()}
    assert "bulk-7" in keys
    assert "bulk-8" not in keys


def test_truth_has_originals_and_translations_of_the_subject_only(replica: Replica) -> None:
    records = replica.truth()
    ids = [record["id"] for record in records]
    assert len(ids) == len(set(ids))
    assert {record["label"] for record in records} == {"yes", "borderline"}
    german = next(record for record in records if record["id"] == f"vietnam.vn/de/{EXAMPLE_SLUG}")
    assert german["translation_of"] == {"url": EXAMPLE, "id": "baoquocte.vn/286044"}
    assert german["body"].startswith("Bei einem Treffen in Tokio")
    assert german["images"][0]["credit"] == "Kyodo"
    assert (german["date_published"], german["date_source"]) == ("2024-09-12T20:15:00+07:00", "original")


def test_truth_is_clean_of_all_damage(replica: Replica) -> None:
    marks = re.compile(r"_[12]\]|\|$|\[box\]|\{\{|&quot;|\u200b|\u00a0", re.MULTILINE)
    assert [record["id"] for record in replica.truth() if marks.search(record["body"])] == []


def test_clean_text_can_be_read_back_from_an_undamaged_page() -> None:
    story = story_from_mapping(STORY)
    lines = [piece.text for piece in pieces(story, story.translations["de"])]
    assert lines == ["Absatz eins, mit „Wörtern“ und (Klammern).", "Zwei Menschen, Hände. (Quelle: Kyodo)", "Absatz zwei, “zitiert”, fertig."]


# ----------------------------------------------------------------------------------------------------------------------- the command


def test_the_command_runs_another_and_returns_its_exit_code() -> None:
    program = "import os, sys; sys.exit(41 if os.environ['https_proxy'].startswith('http://127.0.0.1:') and os.environ['no_proxy'] == '' else 1)"
    command = [sys.executable, "-m", "tests.replica", "--stories", "5", "--run", sys.executable, "-c", program]
    assert subprocess.run(command, cwd=STORIES.parents[2], check=False).returncode == 41


def test_a_wrong_story_file_stops_the_command_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("key = ", encoding="utf-8")
    command = [sys.executable, "-m", "tests.replica", "--folder", str(tmp_path), "--run", "true"]
    done = subprocess.run(command, cwd=STORIES.parents[2], check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("replica: broken.toml: no valid TOML")
    assert done.stderr.count("\n") == 1


def test_story_files_have_different_names_for_different_stories() -> None:
    keys = [tomllib.loads(path.read_text(encoding="utf-8"))["key"] for path in STORIES.glob("*.toml")]
    assert len(keys) == len(set(keys)) > 1


def test_the_certificate_names_all_hosts(replica: Replica) -> None:
    for host in sorted(ALL_HOSTS):
        assert ask(replica, f"https://{host}/robots.txt").status == 200


