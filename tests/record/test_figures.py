from __future__ import annotations

from crawler.page import Image
from crawler.record.figures import FIELDS, PageFigures
from tests.builders import mirror_page, original_page


def test_what_a_reader_found_is_told_by_field() -> None:
    page = original_page(description=None, body=["Một.", Image("https://baoquocte.vn/1.jpg"), "Hai."], section=["Thời sự"])
    page.rules = {"headline": "g4:h1", "language": "unlisted code: xx"}
    figures = PageFigures.of(page)
    assert figures.filled == {"headline", "body", "date_published", "publisher", "section", "images"}
    assert figures.rules == {"headline": "g4:h1"}
    assert (figures.language, figures.body_chars) == ("vi", len("Một.Hai."))
    assert (figures.fallback, figures.unknown, figures.unreadable) == (False, False, 0)


def test_what_is_amiss_with_a_page_is_told() -> None:
    page = mirror_page(headline="T\ufffdtel", description="\ufffd", body=["Z\ufffd\ufffdei."], fallback=True, rules={"unknown": "blink"})
    figures = PageFigures.of(page)
    assert (figures.language, figures.fallback, figures.unknown, figures.unreadable) == ("de", True, True, 4)


def test_an_empty_page_has_nothing() -> None:
    figures = PageFigures.of(mirror_page(headline="", body=[], publisher=None, source_url=None))
    assert (figures.filled, figures.body_chars) == (frozenset(), 0)
    assert "headline" in FIELDS
