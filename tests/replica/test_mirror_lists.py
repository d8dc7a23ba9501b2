from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.replica import mirror
from tests.replica.addresses import HANOI
from tests.replica.client import Answer, ask
from tests.replica.imprint import notice
from tests.replica.languages import languages
from tests.replica.mirror_lists import PAGE_SIZE
from tests.replica.mirror_sitemap import day_of
from tests.replica.vietnam_vn import SOFT_404

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tests.replica import Replica


def tree(answer: Answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


# ------------------------------------------------------------------------------------------------------------------------------ lists


def cards(answer: Answer) -> list[LexborNode]:
    return tree(answer).css(".v-list a.v-link-title")


def test_categories_page_until_all_pages_of_the_language_were_seen(replica: Replica) -> None:
    found: list[str] = []
    number = 1
    while rows := cards(ask(replica, f"https://www.vietnam.vn/de/category/the-gioi?page={number}")):
        assert len(rows) <= PAGE_SIZE
        found += [urljoin("https://www.vietnam.vn/", row.attributes["href"] or "") for row in rows]
        number += 1
    assert sorted(found) == sorted(mirror.url("de", story.mirror_slug) for story in replica.stories() if "de" in story.translations)
    assert number > 2


def test_teasers_have_relative_addresses_titles_in_attributes_and_late_pictures(replica: Replica) -> None:
    answer = ask(replica, "https://www.vietnam.vn/de/category/the-gioi")
    rows = cards(answer)
    assert {(row.attributes["href"] or "").startswith("/de/") for row in rows} == {True, False}
    assert "" in {row.text(strip=True) for row in rows}
    assert all(row.attributes["title"] for row in rows)
    assert all((image.attributes["data-src"] or "").startswith("https://") for image in tree(answer).css(".v-list img"))


@pytest.mark.parametrize("path", ["/events", "/authors", "/tag", "/category", "/de/category"])
def test_pages_that_lead_to_lists_are_no_articles(replica: Replica, path: str) -> None:
    answer = ask(replica, f"https://www.vietnam.vn{path}")
    assert answer.status == 200
    assert tree(answer).css_first('.post-detail-body, .post-detail-container, meta[property="og:type"]') is None


# --------------------------------------------------------------------------------------------------------------------------- sitemaps


def locs(replica: Replica, path: str) -> list[str]:
    return re.findall(r"<loc>(.*?)</loc>", ask(replica, f"https://www.vietnam.vn{path}").text)


def test_the_index_names_one_file_a_day_back_to_2023(replica: Replica) -> None:
    index = locs(replica, "/sitemap.xml")
    days = [address for address in index if "/sitemap-post/" in address]
    assert days[0].endswith("/sitemap/sitemap-post/2026-08-30.xml")
    assert days[-1].endswith("/sitemap/sitemap-post/2023-01-01.xml")
    assert len(days) == (date(2026, 8, 30) - date(2023, 1, 1)).days + 1
    for address in set(index) - set(days):
        assert ask(replica, address).status == 200, address


def test_a_days_file_has_vietnamese_pages_and_on_some_days_translations(replica: Replica) -> None:
    translations = set()
    for story in replica.stories():
        if "vi" not in story.translations:
            continue
        named = locs(replica, f"/sitemap/sitemap-post/{day_of(story):%Y-%m-%d}.xml")
        assert mirror.url("vi", story.mirror_slug) in named
        translations.add(any(mirror.url(segment, story.mirror_slug) in named for segment in story.translations if segment != "vi"))
    assert translations == {True, False}


def test_days_are_those_of_publication_and_of_the_import_for_what_is_older(replica: Replica) -> None:
    for story in replica.stories():
        if story.original:
            published = story.original.published.astimezone(HANOI).date()
            assert day_of(story) == published if published.year >= 2023 else day_of(story).year == 2024


def test_an_edit_moves_the_moment_of_the_last_change(small: Replica) -> None:
    path = "/sitemap/sitemap-post/2024-09-12.xml"
    before = re.findall(r"<lastmod>(.*?)</lastmod>", ask(small, f"https://www.vietnam.vn{path}").text)
    assert all(re.fullmatch(r"2024-09-1[23]T\d\d:\d\d:\d\d\.\d{3}Z", moment) for moment in before)
    small.edit("kihara-hakkanen", "vi", headline="Tựa khác")
    after = re.findall(r"<lastmod>(.*?)</lastmod>", ask(small, f"https://www.vietnam.vn{path}").text)
    assert len(before) == len(after) == 1
    assert after > before


def test_days_that_are_not_there_answer_as_any_page_that_is_not(replica: Replica) -> None:
    for day in ("2022-12-31", "2031-01-01", "2024-13-01"):
        assert "<urlset" not in ask(replica, f"https://www.vietnam.vn/sitemap/sitemap-post/{day}.xml").text


def test_the_news_sitemap_has_titles_of_two_days(replica: Replica) -> None:
    text = ask(replica, "https://www.vietnam.vn/news-sitemap.xml").text
    stories = [story for story in replica.stories() if "vi" in story.translations and day_of(story) >= date(2026, 8, 29)]
    assert stories
    assert re.findall(r"<loc>(.*?)</loc>", text) == [
        mirror.url("vi", story.mirror_slug) for story in sorted(stories, key=day_of, reverse=True)
    ]
    assert text.count("<news:title>") == len(stories)


def test_the_korean_feed_has_entries_and_others_have_none(replica: Replica) -> None:
    channel = ET.fromstring(ask(replica, "https://www.vietnam.vn/ko/sitemap.rss").text)  # noqa: S314 - our own
    assert {item.findtext("link") for item in channel.findall("./channel/item")} <= {
        mirror.url("ko", story.mirror_slug) for story in replica.stories() if "ko" in story.translations
    }
    assert len(channel.findall("./channel/item")) > 5
    for path in ("/rss", "/en/feed", "/fr/sitemap.rss"):
        answer = ask(replica, f"https://www.vietnam.vn{path}")
        assert answer.status == 200
        assert "<item>" not in answer.text


# ------------------------------------------------------------------------------------------------------------------ what is not there


@pytest.mark.parametrize("segment", sorted(languages()))
def test_an_address_that_does_not_exist_answers_in_its_language_in_an_articles_frame(replica: Replica, segment: str) -> None:
    answer = ask(replica, mirror.url(segment, "khong-co-bai-nay"))
    assert answer.status == (200 if segment in SOFT_404 else 404)
    page = tree(answer)
    heading, body = page.css_first("h1"), page.css_first(".post-detail-body")
    assert heading is not None
    assert body is not None
    assert heading.text(strip=True) == notice(segment).missing
    assert body.text(strip=True) == notice(segment).text
    assert f'lang="{languages()[segment].tag}"' in answer.text
    assert page.css_first('link[rel="canonical"], script[type="application/ld+json"]') is None


def test_every_language_has_its_own_notices() -> None:
    for field in ("missing", "text", "removed", "consent"):
        assert len({getattr(notice(segment), field) for segment in languages()}) == len(languages())
