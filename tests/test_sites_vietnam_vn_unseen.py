"""Saved pages in layouts that the mirror reader was not written for, each with the record that a person reads off it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.reading import Reading, read

PAGES = Path(__file__).parent / "pages" / "vietnam_vn_unseen"
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))
FIELDS = ("headline", "description", "body", "date_published", "publisher", "translation_of", "images")


def reading_of(name: str, url: str) -> Reading:
    body = (PAGES / f"{name}.html").read_bytes()
    return read(url, body, "utf-8", status=200, fetched_at="2026-11-24T03:00:00+07:00")


def record_of(reading: Reading) -> dict[str, Any]:
    """Return the record in the form of the expected files: paragraphs as a list, a date alone, the original's address."""
    if reading.article is None:
        return {}
    record = reading.article.model_dump()
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
    assert len(NAMES) >= 46
    assert {path.stem for path in PAGES.glob("*.html")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_unseen_page_is_read_as_a_person_reads_it(name: str) -> None:
    assert differences(name) == {}
