"""Tells a line of times, readers and reading minutes ("Published 2 March • 3 minute read • 1,204 views") from a standfirst or a paragraph.

Known by what it is made of, in any order: pieces between bars and bullets, at least one of them a labelled date or a number with a
unit of readers or reading, all of them short, and no sentence's end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.reading.date_choice import labels_in
from crawler.reading.dates import CLOCK
from crawler.reading.outline import weight
from crawler.text.words import Mentions, whole_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BETWEEN = re.compile(r"\s*[•·|｜∙⋅●]\s*|\s+[-–—/]\s+")
_ENDS = tuple('.!?。！？।؟។…”"')
_LONGEST = 240
_LONGEST_PIECE = 90
_LONGEST_DATE, _WORDS_BEFORE = 40, 6
_YEAR_OR_CLOCK = re.compile(rf"(?<!\d)(?:19|2[05])\d\d(?!\d)|(?<!\d){CLOCK}(?!\d)|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Units:
    """The patterns of a number of readers and of a time of reading; made of a site's words."""

    counted: re.Pattern[str]
    mentioned: Mentions

    @classmethod
    def of(cls, labels: Mapping[str, Iterable[str]]) -> Units:
        """Make the patterns: "1,204 views", "12k views", "Views: 1204", "3 minute read", "Reading time: 3 minutes"."""
        seen, read, unit = whole_words(labels["views"]), whole_words(labels["reading"]), whole_words(labels["minutes"])
        amount = rf"\d[\d.,\u00a0\u202f ]{{0,9}}(?:{whole_words(labels['thousands'])})?"
        return cls(
            re.compile(
                rf"{amount}\s*[+-]?\s*(?:{seen})|(?:{seen})\s*[:：៖]?\s*{amount}"
                rf"|{amount}\s*-?\s*(?:{unit})\s*(?:{read})|(?:{read})\s*[:：៖]?\s*{amount}\s*(?:{unit})",
                re.IGNORECASE,
            ),
            Mentions((*labels["views"], *labels["reading"])),
        )

    def count(self, piece: str) -> bool:
        """Tell whether a piece holds a number of readers or a time of reading."""
        return self.mentioned.any_in(piece) and self.counted.search(piece) is not None


def is_dateline(text: str, units: Units) -> bool:
    """Tell whether a line is one of times and numbers of readers."""
    if len(text) > _LONGEST or text.endswith(_ENDS) or _DIGIT.search(text) is None:
        return False
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    if any(weight(piece) > _LONGEST_PIECE for piece in pieces):
        return False
    return any(units.count(piece) or _is_labelled_date(piece) for piece in pieces)


def _is_labelled_date(piece: str) -> bool:
    """Whether a piece begins or ends with the word of a date, and holds a year or a clock's time.

    A name or a desk may stand before a label whose colon the date follows.
    """
    if _YEAR_OR_CLOCK.search(piece) is None or not (labels := labels_in(piece)):
        return False
    date = piece[labels[-1][1] :].lstrip()
    if date.startswith((":", "：")) and weight(date) <= _LONGEST_DATE and _YEAR_OR_CLOCK.search(date):
        return len(piece[: labels[0][0]].split()) <= _WORDS_BEFORE
    return len(piece[: labels[0][0]].split()) <= 1 or not piece[labels[-1][1] :].strip(" )）]:：")
