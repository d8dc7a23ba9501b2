from __future__ import annotations

from pathlib import Path

import pytest

from crawler.pipelines import join_story
from crawler.reading import Reading, read
from tests import mirror_layouts
from tests.builders import FETCHED

PAGES = Path(__file__).parent / "pages" / "baoquocte"
ARTICLE = "https://baoquocte.vn/hai-bo-truong-quoc-phong-ban-chuyen-cung-huan-luyen-286001.html"


def read_page(url: str, body: bytes) -> Reading:
    return read(url, body, "utf-8", status=200, fetched_at=FETCHED)


def read_file(url: str, name: str) -> Reading:
    return read_page(url, (PAGES / name).read_bytes())


def test_an_article_becomes_the_whole_record_with_its_rules() -> None:
    reading = read_file(ARTICLE + "&mobile=yes&amp=1", "g4.html")
    assert (reading.kind, reading.page is not None) == ("article", True)
    record = reading.article
    assert record is not None
    assert (record.id, record.story_id, record.url) == ("baoquocte.vn/286001", "baoquocte.vn/286001", ARTICLE)
    assert (record.date_published, record.date_source) == ("2024-09-12T15:40:12+07:00", "json-ld")
    assert record.topic.verdict == "yes"
    assert (record.provenance.status, record.provenance.fetched_at, record.provenance.revision) == (200, FETCHED, 1)
    assert {"headline", "body", "date_published", "story_id"} <= set(reading.rules)


def test_a_mirrors_article_is_joined_by_its_source_line_alone() -> None:
    story = mirror_layouts.STORIES["de"]
    reading = read_page(f"https://www.vietnam.vn/de/{mirror_layouts.SLUG}", mirror_layouts.layout(story, 1).encode())
    assert reading.kind == "article"
    assert reading.article is not None
    assert reading.article.translation_of is not None
    assert reading.article.translation_of.url == mirror_layouts.ORIGINAL
    assert reading.article.story_id == "baoquocte.vn/301245"
    assert reading.rules["story_id"] == "source-line"
    assert {"source_line", "ad_slot"} <= {piece.kind for piece in reading.article.removed}
    assert reading.counts


def test_a_list_is_known_as_one() -> None:
    reading = read_file("https://baoquocte.vn/the-gioi", "list.html")
    assert (reading.kind, reading.article) == ("listing", None)
    assert reading.listing is not None
    assert reading.reason == f"{len(reading.listing.teasers)} articles"
    assert len(reading.listing.teasers) >= 2


@pytest.mark.parametrize("url", [ARTICLE, "https://baoquocte.vn/the-gioi"])
def test_a_bot_check_is_known_as_one_wherever_it_comes(url: str) -> None:
    reading = read_file(url, "challenge.html")
    assert (reading.kind, reading.article) == ("challenge", None)
    assert reading.reason.startswith("challenge: ")


def test_an_empty_answer_and_a_strange_site_are_nothing_to_read() -> None:
    assert read_page(ARTICLE, b"").kind == "not-article"
    strange = read_page("https://example.org/a-b-1.html", b"<html>")
    assert (strange.kind, strange.article) == ("unknown", None)


def test_a_page_cut_short_is_no_article() -> None:
    whole = (PAGES / "g4.html").read_bytes()
    cut = read_page(ARTICLE, whole[: whole.index(b'<div class="article-date">')])
    assert (cut.kind, cut.article) == ("unknown", None)
    assert cut.reason


def test_reading_asks_nobody_for_an_original(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(join_story, "address", lambda url: asked.append(url))
    assert read_file(ARTICLE, "g4.html").kind == "article"
    assert asked == []
