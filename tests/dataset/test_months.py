from __future__ import annotations

import pytest

from crawler.dataset.months import UNDATED, month_of, month_path


@pytest.mark.parametrize(
    ("date", "month"),
    [("2024-09-30T23:59:00+07:00", "2024-09"), ("2024-10-01", "2024-10"), (None, UNDATED)],
)
def test_a_record_stands_in_the_month_of_its_publication(date: str | None, month: str) -> None:
    assert month_of({"date_published": date, "date_modified": "2026-01-01"}) == month


def test_a_month_is_a_file() -> None:
    assert (month_path("2024-09"), month_path(UNDATED)) == ("articles/2024-09.jsonl", "articles/undated.jsonl")
