"""Which of the dates that a page gives is the article's: labels beside dates that are shown, impossible ones, a wrong mark of UTC.

Both readers ask here; ``zone`` is their site's: clocks without an offset show its time. The present time is not asked for: a date in
the future is left out later, where the time of the fetch is known.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.reading import dates
from crawler.reading.dates import VIETNAM
from crawler.text.spelling import nfc
from crawler.text.words import Mentions, whole_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from crawler.page import Page

_MARKED_UTC = re.compile(r"T\d\d:\d\d\S*?(?:Z|[+-]00:?00)$", re.IGNORECASE)
_MINUTE = "YYYY-MM-DDTHH:MM"
_UPDATED, _PUBLISHED = "updated", "published"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a line shown to readers says of an article's times: ISO 8601 in Vietnam time, either may be missing."""

    published: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that a page gives: ISO 8601 in Vietnam time, where it was read (``json-ld``, ``meta``, ``visible`` …), by which rule.

    ``utc``: it stood there with the mark of UTC.
    """

    value: str
    source: str
    rule: str
    utc: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A page's possible dates, best first. Which of them lie in the future only the time of the fetch tells."""

    published: tuple[Candidate, ...]
    modified: tuple[Candidate, ...]

    def date(self, page: Page) -> None:
        """Write the dates into a page."""
        page.other_dates = [(one.value, one.source) for one in self.published[1:]]
        page.date_published, page.date_source = (self.published[0].value, self.published[0].source) if self.published else (None, None)
        page.date_modified = self.modified[0].value if self.modified else None


def candidate(source: str, text: object, rule: str | None = None, *, zone: tzinfo = VIETNAM) -> Candidate | None:
    """Make a candidate of a machine's date (`from_iso`); None where it is impossible: no text, no date, the year 1, the epoch."""
    if not isinstance(text, str):
        return None
    value = dates.from_iso(dates.gregorian(text), zone)
    return Candidate(value, source, rule or source, utc=_MARKED_UTC.search(text.strip()) is not None) if value else None


def visible(value: str | None, rule: str = "visible") -> Candidate | None:
    """Make a candidate of a date that readers see, as `shown` gives it."""
    return Candidate(value, "visible", rule) if value else None


def choose(
    published: Iterable[Candidate | None], modified: Iterable[Candidate | None] = (), *, zone: tzinfo = VIETNAM
) -> Chosen:
    """Leave out what is no date, keep the order, and put right times that are the site's own and marked as UTC.

    Such a mark is known by the page itself: a date of the same page that readers see differs by exactly the zone's hours.
    Then all of that source's UTC times are wrong in the same way, and the wall clock's time stays.
    """
    first = [one for one in published if one is not None]
    second = [one for one in modified if one is not None]
    seen = {one.value[: len(_MINUTE)] for one in (*first, *second) if one.source == "visible" and "T" in one.value}
    wrong = {one.source for one in (*first, *second) if one.utc and _as_local(one, zone).value[: len(_MINUTE)] in seen}
    settled = [[_as_local(one, zone) if one.utc and one.source in wrong else one for one in ones] for ones in (first, second)]
    return Chosen(*(_each_once(ones) for ones in settled))


def _each_once(ones: list[Candidate]) -> tuple[Candidate, ...]:
    found: dict[str, Candidate] = {}
    for one in ones:
        found.setdefault(one.value, one)
    return tuple(found.values())


def _as_local(one: Candidate, zone: tzinfo) -> Candidate:
    """Read the clock that is marked as UTC as the site's own."""
    moment = datetime.fromisoformat(one.value).astimezone(UTC).replace(tzinfo=zone).astimezone(VIETNAM)
    return replace(one, value=moment.isoformat(timespec="seconds"), rule=f"{one.rule}, its UTC is the site's own time", utc=False)


def _labels(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{whole_words(words[kind])})" for kind in (_UPDATED, _PUBLISHED)), re.IGNORECASE)


_WORDS: Mapping[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_LABELS = _labels(_WORDS)
_LABELLED = Mentions(word for words in _WORDS.values() for word in words)


def labels_in(text: str) -> list[tuple[int, int, str]]:
    """Find the words that say what a date is of: start, end, ``published`` or ``updated``."""
    if not _LABELLED.any_in(text):
        return []
    return [(found.start(), found.end(), found.lastgroup or "") for found in _LABELS.finditer(text)]


def shown(text: str | None, zone: tzinfo = VIETNAM) -> Shown:
    """Read a line that readers see, by its labels: ``Cập nhật: 11:00 | 13/02/2026 - Đăng: 10:20 | 12/02/2026``.

    A date without a label is that of publication, unless another one is labelled so. A label stands before its date, or, where the
    line begins with a date and ends with a label, behind it (``2026-02-13 更新``).
    """
    text = nfc(text or "")
    labels = labels_in(text)
    if not labels:
        return Shown(dates.from_visible(text, zone))
    days = [(found.start(), found.end()) for pattern in dates.DAYS for found in pattern.finditer(text)]
    behind = bool(days) and min(days)[0] < labels[0][0] and max(end for _, end in days) <= labels[-1][0]
    kinds = [kind for _, _, kind in labels]
    if behind:
        cuts = [0, *(end for _, end, _ in labels), len(text)]
        kinds.append("")
    else:
        cuts = [0, *(start for start, _, _ in labels), len(text)]
        kinds.insert(0, "")
    found: dict[str, str] = {}
    for kind, start, end in zip(kinds, cuts, cuts[1:], strict=False):
        value = dates.from_visible(text[start:end], zone)
        if value:
            found.setdefault(kind, value)
    return Shown(found.get(_PUBLISHED) or found.get(""), found.get(_UPDATED))
