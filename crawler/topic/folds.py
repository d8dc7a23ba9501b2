"""Labelled rows in folds that keep rows on one event together, so that what is measured was not seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FOLDS = 5
# Headlines that share a run of so many words tell of one event; runs that many headlines have are only a phrase.
_RUN, _PHRASE = 4, 12
_WORD = re.compile(r"\w+")


def folds(rows: Sequence[dict[str, Any]], count: int = FOLDS) -> list[int]:
    """Number the fold of each row: by its ``event``, and by runs of words that headlines share. The largest groups are dealt out first."""
    groups: dict[int, list[int]] = {}
    for number, leader in enumerate(_leaders(_alike(rows), len(rows))):
        groups.setdefault(leader, []).append(number)
    sizes = [0] * count
    result = [0] * len(rows)
    for group in sorted(groups.values(), key=lambda group: (-len(group), group[0])):
        smallest = sizes.index(min(sizes))
        sizes[smallest] += len(group)
        for number in group:
            result[number] = smallest
    return result


def _alike(rows: Sequence[dict[str, Any]]) -> Iterator[list[int]]:
    """Yield the places of rows that belong together."""
    events: dict[str, list[int]] = {}
    runs: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(rows):
        if row.get("event"):
            events.setdefault(row["event"], []).append(number)
        words = _WORD.findall((row["headline"] or "").lower())
        for run in set(zip(*(words[start:] for start in range(_RUN)), strict=False)):
            runs.setdefault(run, []).append(number)
    yield from events.values()
    yield from (numbers for numbers in runs.values() if len(numbers) < _PHRASE)


def _leaders(alike: Iterable[list[int]], count: int) -> list[int]:
    """Number each row's group by one of its rows."""
    leader = list(range(count))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for numbers in alike:
        for number in numbers[1:]:
            leader[find(number)] = find(numbers[0])
    return [find(number) for number in range(count)]
