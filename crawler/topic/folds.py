"""Labelled rows in folds that keep rows on one event together, so that what is measured was not seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDS = 5
# Headlines that share a run of so many words tell of one event; runs that many headlines have are only a phrase.
_RUN, _PHRASE = 4, 12
_WORD = re.compile(r"\w+")


def folds(rows: Sequence[dict[str, Any]], count: int = FOLDS) -> list[int]:
    """Number the fold of each row: by its ``event``, and by runs of words that headlines share. The largest groups are dealt out first."""
    leader = list(range(len(rows)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    alike: dict[Any, list[int]] = {}
    for number, row in enumerate(rows):
        if row.get("event"):
            alike.setdefault(("event", row["event"]), []).append(number)
        words = _WORD.findall((row["headline"] or "").lower())
        for run in set(zip(*(words[start:] for start in range(_RUN)), strict=False)):
            alike.setdefault(run, []).append(number)
    for key, numbers in alike.items():
        if key[0] == "event" or len(numbers) < _PHRASE:
            for number in numbers[1:]:
                leader[find(number)] = find(numbers[0])
    groups: dict[int, list[int]] = {}
    for number in range(len(rows)):
        groups.setdefault(find(number), []).append(number)
    sizes = [0] * count
    result = [0] * len(rows)
    for group in sorted(groups.values(), key=lambda group: (-len(group), group[0])):
        smallest = sizes.index(min(sizes))
        sizes[smallest] += len(group)
        for number in group:
            result[number] = smallest
    return result
