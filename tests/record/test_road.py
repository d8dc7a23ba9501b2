"""Tests crawler.record: fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.commands.inspect_page import Inspected, inspect_page
from tests.builders import FETCHED, ORIGINAL, ORIGINAL_URL, SLUG, fetched_from

PAGES = Path(__file__).parents[1] / "pages" / "baoquocte"
ARTICLE = "https://baoquocte.vn/hai-bo-truong-quoc-phong-ban-chuyen-cung-huan-luyen-286001.html"

MIRROR_PAGE = f"""<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Zwei Verteidigungsminister treffen sich in Hanoi</title>
<meta property="og:title" content="Zwei Verteidigungsminister treffen sich in Hanoi"><meta property="og:type" content="article"></head>
<body><main><article><h1>Zwei Verteidigungsminister treffen sich in Hanoi</h1><div>Báo Quốc TếBáo Quốc Tế12/09/2024</div><div>
<p>Die Verteidigungsminister von Japan und Vietnam haben am Donnerstag in Hanoi über gemeinsame Übungen gesprochen. [Anzeige_1]</p>
<p>Beide Seiten wollen im kommenden Jahr ein Abkommen über die Ausbildung von Offizieren unterzeichnen, sagte ein Sprecher.</p>
<p>Geplant sind auch Besuche von Schiffen der Marine in den Häfen des jeweils anderen Landes, zum ersten Mal im Frühjahr.</p>
<p>[Anzeige_2]</p><p>Quelle: {ORIGINAL_URL}</p></div><p>Kommentar (0)</p></article></main></body></html>"""


def read_page(url: str, body: bytes) -> Inspected:
    return inspect_page(fetched_from(url, body))


def read_file(url: str, name: str) -> Inspected:
    return read_page(url, (PAGES / name).read_bytes())


def test_an_article_becomes_the_whole_record_with_its_rules() -> None:
    reading = read_file(ARTICLE + "&mobile=yes&amp=1", "g4.html")
    assert (reading.kind, reading.reading.page is not None) == ("article", True)
    record = reading.reading.article
    assert record is not None
    assert (record.id, record.story_id, record.url) == ("baoquocte.vn/286001", "baoquocte.vn/286001", ARTICLE)
    assert (record.date_published, record.date_source) == ("2024-09-12T15:40:12+07:00", "json-ld")
    assert record.topic.verdict == "yes"
    assert (record.provenance.status, record.provenance.fetched_at, record.provenance.revision) == (200, FETCHED, 1)
    assert {"headline", "body", "date_published", "story_id"} <= set(reading.reading.rules)


def test_a_mirrors_article_is_joined_by_its_source_line_alone() -> None:
    reading = read_page(f"https://www.vietnam.vn/de/{SLUG}", MIRROR_PAGE.encode())
    assert reading.kind == "article"
    record = reading.reading.article
    assert record is not None
    assert record.translation_of is not None
    assert (record.translation_of.url, record.story_id) == (ORIGINAL_URL, ORIGINAL)
    assert (record.id, record.language) == (f"vietnam.vn/de/{SLUG}", "de")
    assert reading.reading.rules["story_id"] == "source-line"
    assert {"source_line", "ad_slot", "comment_counter"} <= {piece.kind for piece in record.removed}
    assert "[Anzeige" not in record.body
    assert any(name.startswith("strip_slots/") for name in reading.reading.counts)


def test_a_list_is_known_as_one() -> None:
    reading = read_file("https://baoquocte.vn/the-gioi", "list.html")
    assert (reading.kind, reading.reading.article) == ("listing", None)
    assert reading.listing is not None
    assert reading.reason == f"{len(reading.listing.teasers)} articles"
    assert len(reading.listing.teasers) >= 2


@pytest.mark.parametrize("url", [ARTICLE, "https://baoquocte.vn/the-gioi"])
def test_a_bot_check_is_known_as_one_wherever_it_comes(url: str) -> None:
    reading = read_file(url, "challenge.html")
    assert (reading.kind, reading.reading.article) == ("challenge", None)
    assert reading.reason.startswith("challenge: ")


def test_an_empty_answer_and_a_strange_site_are_nothing_to_read() -> None:
    assert read_page(ARTICLE, b"").kind == "not-article"
    strange = read_page("https://example.org/a-b-1.html", b"<html>")
    assert (strange.kind, strange.reading.article) == ("unknown", None)


def test_a_page_cut_short_is_no_article() -> None:
    whole = (PAGES / "g4.html").read_bytes()
    cut = read_page(ARTICLE, whole[: whole.index(b'<div class="article-date">')])
    assert (cut.kind, cut.reading.article) == ("unknown", None)
    assert cut.reason
