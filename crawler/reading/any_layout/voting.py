"""Which of several readings of a page is the article, where nothing sure anchors the text: the one that the others agree with most.

A reading is a choice of lines of the page's outline. Texts are compared by the runs of letters in them, in any script, in linear time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.reading.outline import Line, weight
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.reading.outline import Outline

# Letters in a row by which two texts are compared. A line is in a text from this part of its runs on.
_RUN = 12
_IN_TEXT = 0.6
# A text of less weight tells nothing.
_LEAST = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """One reader's choice: the places of the lines that it takes for the article's."""

    reader: str
    lines: frozenset[int]


def runs(text: str) -> frozenset[int]:
    """Reduce a text to the hashes of its runs of letters."""
    folded = letters_only(text)
    if len(folded) <= _RUN:
        return frozenset((hash(folded),)) if folded else frozenset()
    return frozenset(hash(folded[at : at + _RUN]) for at in range(len(folded) - _RUN + 1))


def lines_in(page: Outline, text: str, first: int) -> frozenset[int]:
    """Find the lines from a place on that another reader's text holds."""
    known: set[int] = set()
    short: set[str] = set()
    for paragraph in text.split("\n"):
        known |= runs(paragraph)
        short.add(letters_only(paragraph))
    found: set[int] = set()
    for index, item in enumerate(page.items):
        if index < first or not isinstance(item, Line):
            continue
        folded = letters_only(item.text)
        if len(folded) < _RUN:
            hit = folded in short
        else:
            own = [hash(folded[at : at + _RUN]) for at in range(0, len(folded) - _RUN + 1, _RUN // 2)]
            hit = sum(run in known for run in own) >= _IN_TEXT * len(own)
        if hit:
            found.add(index)
    return frozenset(found)


def share_of(page: Outline, lines: Iterable[int], text: str) -> float:
    """How much of a text stands in lines of the page, by letters."""
    found = sum(len(letters_only(item.text)) for index in lines if isinstance(item := page.items[index], Line))
    return found / (len(letters_only(text)) or 1)


def agreement(page: Outline, one: Iterable[int], other: Iterable[int]) -> float:
    """How much two choices of lines have in common, by weight: 0 nothing, 1 all."""
    weights = [item.weight if isinstance(item, Line) else 0 for item in page.items]
    one, other = set(one), set(other)
    both = sum(weights[index] for index in one & other)
    return 2 * both / (sum(weights[index] for index in one) + sum(weights[index] for index in other) or 1)


def elect(page: Outline, candidates: list[Choice], voters: list[Choice]) -> Choice:
    """Choose the candidate with which the voters, each candidate among them, agree most; among equals the first."""
    everybody = [*candidates, *voters]
    return max(
        candidates,
        key=lambda candidate: sum(agreement(page, candidate.lines, other.lines) for other in everybody if other is not candidate),
    )


def enough(text: object) -> bool:
    """Whether a claimed text is one."""
    return isinstance(text, str) and weight(text) >= _LEAST
