"""Holds a data set against the replica's truth, field by field."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# How a truth's field is compared; those that the truth leaves out of a record (not sure) are not compared in it.
FIELDS = (
    "story_id", "url", "site", "language", "translation_of", "headline", "description", "body", "date_published", "date_source", "authors",
    "agency", "publisher", "section", "keywords", "images", "parties",
)  # fmt: skip


@dataclass(slots=True)
class Difference:
    """One field of one record that is not as the truth has it."""

    id: str
    field: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.id} {self.field}\n    expected {self.expected!r}\n    found    {self.found!r}"


@dataclass(slots=True)
class Comparison:
    """A data set against the truth. ``doubled`` are ids that came more than once."""

    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    records: int = 0

    def of(self, name: str) -> list[Difference]:
        """The differences in one field."""
        return [difference for difference in self.differences if difference.field == name]


def records_of(output: Path) -> list[dict[str, Any]]:
    """All records of a data set, in the files' order."""
    return [json.loads(line) for path in sorted((output / "articles").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def compare(records: Iterable[dict[str, Any]], truth: Iterable[dict[str, Any]]) -> Comparison:
    """Compare records with expected ones, joined by id."""
    expected = {record["id"]: record for record in truth}
    result = Comparison()
    seen: set[str] = set()
    for record in records:
        result.records += 1
        if record["id"] in seen:
            result.doubled.append(record["id"])
        seen.add(record["id"])
        if record["id"] not in expected:
            result.extra.append(record["id"])
            continue
        wanted = expected[record["id"]]
        for name in FIELDS:
            if name in wanted and _form(name, wanted[name]) != _form(name, record[name]):
                result.differences.append(Difference(record["id"], name, wanted[name], record[name]))
    result.missing = sorted(set(expected) - seen)
    return result


def _form(name: str, value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    if name == "images" and value:
        return [(image.get("caption"), image.get("credit")) for image in value]
    return value
