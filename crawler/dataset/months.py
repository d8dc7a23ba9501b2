"""The data set's months: which file a record stands in."""

from __future__ import annotations

from typing import Any

UNDATED = "undated"


def month_of(record: dict[str, Any]) -> str:
    """Return ``YYYY-MM`` of first publication in Vietnam time, or ``undated``.

    Dates come from the readers in Vietnam time already, or as a day without a time.
    """
    date = record["date_published"]
    return date[:7] if date else UNDATED


def month_path(month: str) -> str:
    """Return the path of a month's file under OUTPUT_DIR."""
    return f"articles/{month}.jsonl"
