"""Saved pages in layouts that the mirror reader was not written for, each with the record that a person reads off it.

Tests crawler.reading.any_layout: inner_furniture, masthead.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.inspect_page import Inspected, inspect_page
from tests.builders import fetched_from

PAGES = Path(__file__).parents[1] / "pages" / "vietnam_vn_unseen"
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))
FIELDS = ("headline", "description", "body", "date_published", "publisher", "translation_of", "images")


def reading_of(name: str, url: str) -> Inspected:
    body = (PAGES / f"{name}.html").read_bytes()
    return inspect_page(fetched_from(url, body, fetched_at="2026-11-24T03:00:00+07:00"))


def record_of(found: Inspected) -> dict[str, Any]:
    """Return the record in the form of the expected files: paragraphs as a list, a date alone, the original's address."""
    if found.reading.article is None:
        return {}
    record = found.reading.article.model_dump()
    record["body"] = record["body"].split("\n\n")
    record["date_published"] = record["date_published"] and record["date_published"][:10]
    record["translation_of"] = record["translation_of"] and record["translation_of"]["url"]
    return record


def differences(name: str) -> dict[str, tuple[Any, Any]]:
    """Compare a page with its expected record: field -> (expected, read), without the fields that agree."""
    expected: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    reading = reading_of(name, expected["url"])
    kinds = [expected["page"]] if isinstance(expected["page"], str) else expected["page"]
    if reading.kind not in kinds:
        return {"page": (expected["page"], f"{reading.kind}: {reading.reason}")}
    record = record_of(reading)
    wrong = {field: (expected[field], record[field]) for field in FIELDS if field in expected and record[field] != expected[field]}
    missing = set(expected.get("removed", ())) - {piece["kind"] for piece in record.get("removed", ())}
    if missing:
        wrong["removed"] = (sorted(missing), record["removed"])
    return wrong


def test_there_are_pages() -> None:
    assert len(NAMES) >= 81
    assert {path.stem for path in PAGES.glob("*.html")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_unseen_page_is_read_as_a_person_reads_it(name: str) -> None:
    assert differences(name) == {}


URL = "https://www.vietnam.vn/de/bo-truong-tiep-dong-nghiep"
TITLE = "Ministerin empfängt Kollegen zu Gesprächen"
FIRST = "Am Dienstag empfing die Ministerin ihren Kollegen zu einem langen Gespräch über die Ausbildung von Offizieren."
SECOND = "Beide lobten die Marine für ihre Arbeit bei der Suche nach Vermissten im vergangenen Sommer."
CLAIM = f'<meta property="og:type" content="article"><meta property="og:url" content="{URL}">'


def record(inner: str, head: str = CLAIM) -> dict[str, Any]:
    html = f"<html><head>{head}</head><body><main><h1>{TITLE}</h1>{inner}</main></body></html>"
    return record_of(inspect_page(fetched_from(URL, html.encode(), fetched_at="2026-11-24T03:00:00+07:00")))


def test_a_place_and_a_day_are_no_newspaper() -> None:
    made = record(f"<p>Treffen in Đà Nẵng, 24/10/2024</p><div><p>{FIRST}</p><p>{SECOND}</p></div>")
    assert made["publisher"] is None
    assert made["body"][-2:] == [FIRST, SECOND]


def test_a_day_in_a_caption_is_not_the_article_s() -> None:
    picture = "<p><img src='/kai.jpg'></p><p>Am Kai, 01/02/2020</p>"
    assert record(f"{picture}<div><p>{FIRST}</p><p>{SECOND}</p></div>")["date_published"] is None


def test_a_sentence_that_names_a_newspaper_and_a_day_is_text() -> None:
    sentence = "So stand es auch in der Zeitung Báo Nhân Dân 24/10/2024."
    made = record(f"<div><p>{FIRST}</p><p>{sentence}</p><p>{SECOND}</p></div>")
    assert made["body"] == [FIRST, sentence, SECOND]


def test_a_quote_that_is_said_nowhere_else_stays() -> None:
    quote = "Wir haben heute einen guten Anfang gemacht."
    made = record(f"<div><p>{FIRST}</p><blockquote><p>{quote}</p></blockquote><p>{SECOND}</p></div>")
    assert made["body"] == [FIRST, quote, SECOND]
    again = record(f"<div><p>{FIRST}</p><blockquote><p>{SECOND[:40]}</p></blockquote><p>{SECOND}</p></div>")
    assert again["body"] == [FIRST, SECOND]


def test_a_notice_of_two_paragraphs_is_an_article_only_where_something_says_so() -> None:
    notice = f"<div><p>{FIRST}</p><p>{SECOND}</p></div>"
    assert record(notice, head="") == {}
    assert record(notice)["body"] == [FIRST, SECOND]


def test_a_date_far_from_its_publisher_does_not_outweigh_the_head() -> None:
    thing = json.dumps({"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-10-24"})
    head = f'<script type="application/ld+json">{thing}</script>'
    labels = "<div>Báo Quốc Tế</div><div>Folgen</div><div>Geändert: 28/10/2024 10:15</div>"
    assert record(f"{labels}<div><p>{FIRST}</p><p>{SECOND}</p></div>", head)["date_published"] == "2024-10-24"
