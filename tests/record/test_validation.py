from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crawler.page import Image, Removed
from crawler.record.validation import UnusableError, not_future
from tests.builders import article, original_page

if TYPE_CHECKING:
    from crawler.page import Page


def hash_of(page: Page) -> str:
    return article(page).provenance.content_hash


def test_every_field_of_the_page_stands_in_the_record() -> None:
    page = original_page(
        body=["Eins.", Image("https://cdn.baoquocte.vn/a.jpg", "Die Minister", "Kyodo"), "Zwei."],
        date_modified="2024-09-12T09:00:00+07:00",
        authors=["Bảo Minh"],
        agency="Kyodo",
        section=["Thế giới"],
        keywords=["quốc phòng"],
        removed=[Removed("related", "Đọc thêm")],
        fallback=True,
    )
    record = article(page, "borderline", etag='"x"', status=203)
    assert record.body == "Eins.\n\nZwei."
    assert [image.model_dump() for image in record.images] == [
        {"url": "https://cdn.baoquocte.vn/a.jpg", "caption": "Die Minister", "credit": "Kyodo"}
    ]
    assert (record.authors, record.agency, record.section, record.keywords) == (["Bảo Minh"], "Kyodo", ["Thế giới"], ["quốc phòng"])
    assert [piece.model_dump() for piece in record.removed] == [{"kind": "related", "text": "Đọc thêm"}]
    assert (record.date_published, record.date_modified, record.date_source) == (page.date_published, page.date_modified, "json-ld")
    assert record.topic.verdict == "borderline"
    assert (record.provenance.fallback, record.provenance.status, record.provenance.parser) == (True, 203, "test 1")
    assert record.provenance.content_hash.startswith("sha256:")


@pytest.mark.parametrize(
    ("date", "kept"),
    [
        ("2024-09-12T08:00:00+07:00", True), ("2024-09-12", True), ("2024-09-12T20:00:00+07:00", True), ("2024-09-13", True),
        ("2024-09-14", False), ("2024-09-14T08:00:00+07:00", False), ("2042-09-12", False), (None, True),
    ],
)  # fmt: skip
def test_a_date_after_the_fetch_is_a_mistake_and_becomes_none(date: str | None, *, kept: bool) -> None:
    assert not_future(date, "2024-09-12T06:00:00+00:00") == (date if kept else None)


def test_the_next_of_a_page_s_dates_takes_the_place_of_one_in_the_future() -> None:
    page = original_page(date_published="2042-01-01", date_source="json-ld")
    page.other_dates = [("2043-01-01", "meta"), ("2024-09-11", "visible"), ("2024-09-10", "feed")]
    record = article(page)
    assert (record.date_published, record.date_source) == ("2024-09-11", "visible")


def test_no_source_is_named_for_a_date_that_was_not_believed() -> None:
    record = article(original_page(date_published="2042-01-01"))
    assert (record.date_published, record.date_source) == (None, None)


def test_a_page_without_a_paragraph_is_unusable() -> None:
    with pytest.raises(UnusableError) as caught:
        article(original_page(body=[Image(None, "Nur ein Bild")]))
    assert caught.value.failure.kind == "empty-body"


@pytest.mark.parametrize(("field", "value"), [("headline", ""), ("date_published", "2024-09-12T08:01:12")])
def test_a_field_that_cannot_stand_in_the_data_set_makes_the_page_unusable(field: str, value: str) -> None:
    changed: dict[str, Any] = {field: value}
    with pytest.raises(UnusableError, match=field) as caught:
        article(original_page(**changed))
    assert caught.value.failure.kind == "invalid-record"


def test_the_hash_is_of_what_the_article_says() -> None:
    one = hash_of(original_page())
    assert hash_of(original_page()) == one
    changes: list[dict[str, Any]] = [
        {"headline": "Anders"},
        {"description": None},
        {"body": ["Anders."]},
        {"body": [*original_page().body, Image(None, "Eine Unterschrift")]},
        {"date_published": "2024-09-12T08:01:13+07:00"},
        {"authors": ["A"]},
        {"agency": "Kyodo"},
        {"keywords": ["a"]},
    ]
    hashes = [hash_of(original_page(**change)) for change in changes]
    assert len({one, *hashes}) == len(changes) + 1
    assert hash_of(original_page(slug="tieu-de-da-doi")) != one


def test_the_hash_is_not_of_how_it_was_fetched_cleaned_or_judged() -> None:
    one = hash_of(original_page())
    assert hash_of(original_page(removed=[Removed("ad_slot", "[ad_1]")], rules={"headline": "h1"}, fallback=True)) == one
    later = article(original_page(), "no", fetched_at="2025-01-01T00:00:00+00:00", run_id="later", status=203)
    assert later.provenance.content_hash == one
