from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from crawler.dataset.months import month_of
from crawler.items import OriginalFacts
from crawler.record.story import is_published, joined

FACTS = OriginalFacts("baoquocte.vn/1", "https://baoquocte.vn/a-b-1.html", "yes", "2024-09-12T08:01:12+07:00")


def record(**changes: str | dict[str, str] | None) -> dict[str, Any]:
    return {
        "id": "vietnam.vn/de/a-b", "story_id": "slug/a-b", "translation_of": None, "date_published": None,
        "date_modified": None, "date_source": None,
        "topic": {"verdict": "no"}, "parties": ["VN"], **changes,
    }  # fmt: skip


def test_a_translation_takes_story_original_and_date_from_its_original() -> None:
    assert joined(record(), FACTS) == record(
        story_id="baoquocte.vn/1",
        translation_of={"url": "https://baoquocte.vn/a-b-1.html", "id": "baoquocte.vn/1"},
        date_published="2024-09-12T08:01:12+07:00",
        date_source="original",
    )


def test_a_date_of_its_own_stays_with_its_source() -> None:
    own = joined(record(date_published="2024-09-13", date_source="visible"), FACTS)
    assert (own["date_published"], own["date_source"]) == ("2024-09-13", "visible")


def test_an_undated_original_gives_no_date_and_no_source() -> None:
    undated = joined(record(), OriginalFacts("baoquocte.vn/1", FACTS.url, "yes", None))
    assert (undated["date_published"], undated["date_source"]) == (None, None)


@pytest.mark.parametrize(("originals", "parties"), [(("JP", "FI"), ["JP", "FI"]), ((), []), (None, ["VN"])])
def test_a_translation_has_its_originals_parties_where_that_is_stored(originals: tuple[str, ...] | None, parties: list[str]) -> None:
    assert joined(record(), replace(FACTS, parties=originals))["parties"] == parties


def test_without_an_original_a_record_stays_as_its_page_has_it() -> None:
    assert joined(record(), None) == record()


def test_the_given_record_is_not_changed() -> None:
    given = record()
    before = copy.deepcopy(given)
    joined(given, FACTS)
    assert given == before


@pytest.mark.parametrize(
    ("date", "month"), [("2024-09-12T08:01:12+07:00", "2024-09"), ("2024-10-01", "2024-10"), (None, "undated")]
)
def test_a_month_is_the_dates_own_or_undated(date: str | None, month: str) -> None:
    assert month_of(record(date_published=date)) == month


@pytest.mark.parametrize(
    ("own", "originals", "published"),
    [
        ("yes", None, True), ("borderline", None, True), ("no", None, False),
        ("no", "yes", True), ("no", "borderline", True), ("yes", "no", False), ("borderline", "no", False),
    ],
)  # fmt: skip
def test_a_story_is_judged_by_its_original_where_that_was_read(own: str, originals: str | None, published: bool) -> None:  # noqa: FBT001
    facts = OriginalFacts("baoquocte.vn/1", FACTS.url, originals, None)
    assert is_published(own, facts, wanted=True, any_topic=False) is published
    assert is_published(own, facts, wanted=True, any_topic=True) is True
    assert is_published(own, facts, wanted=False, any_topic=True) is False


def test_a_page_without_an_original_is_judged_by_itself() -> None:
    assert is_published("yes", None, wanted=True, any_topic=False)
    assert not is_published("no", None, wanted=True, any_topic=False)
