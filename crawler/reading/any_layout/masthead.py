"""The line of publisher and date at a mirror article's head, by the text of the lines around the headline.

Whatever the markup was and whatever language the page is in: the name stands twice or is known, the date is always dd/mm/yyyy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.reading import dates
from crawler.reading.any_layout.line_kinds import is_teaser_link
from crawler.reading.date_choice import labels_in, shown
from crawler.reading.outline import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.reading.any_layout.vocabulary import Vocabulary
    from crawler.reading.outline import Outline, Picture

_CLOCK = r"\d{1,2}:\d{2}"
_DATE = rf"(?P<date>(?:{_CLOCK}\s*[-–,|]?\s*)?\d{{1,2}}\s?/\s?\d{{1,2}}\s?/\s?\d{{4}}(?:\s*[-–,|]?\s*{_CLOCK})?)"
_TWICE = re.compile(rf"^(?P<name>\S.{{1,60}}?)[\s|·•,–-]*(?P=name)[\s|·•,–:-]*{_DATE}$", re.IGNORECASE)
_NAME_DATE = re.compile(rf"^(?P<name>\D\S.{{0,60}}?)[\s|·•,–:-]*{_DATE}$")
_DATE_NAME = re.compile(rf"^{_DATE}[\s|·•,–-]+(?P<name>\D.{{1,60}})$")
_DATE_ONLY = re.compile(rf"^\W*{_DATE}$")
# The same inside a line that says more: "By NameName24/10/2024", a title in front, a number of readers behind.
_TWICE_WITHIN = re.compile(rf"(?P<name>[^\W\d_][^\d|]{{3,60}}?)[\s|·•,–-]*(?P=name)[\s|·•,–:-]*{_DATE}(?!\d)", re.IGNORECASE)
_DATE_WITHIN = re.compile(rf"(?<!\d){_DATE}(?!\d)")
_NAME_TWICE = re.compile(r"^(?P<name>\S.{1,60}?)[\s|·•,–-]*(?P=name)$", re.IGNORECASE)

_SHORT = 60
_PROSE = 100
_WINDOW_BEFORE, _WINDOW_AFTER = 6, 12
_NAME_LINES = 3
_FAR = 200
_STANDFIRST_LINES = 2
_LEAST_MASTHEAD, _MOST_MASTHEAD = 3, 360
_STOPS = (".", "!", "?", "。", "।", "؟", "។")
_COLONS = (":", "：", "៖")


@dataclass(frozen=True, slots=True)
class Masthead:
    """The line of publisher and date: the stretch it takes, the name as it stands, the date as it stands, with clock and label.

    ``together`` says that these were found in one place, so that the date is surely the publisher's. ``updated`` is another line, of which
    the label says that its date is that of a change.
    """

    start: int
    end: int
    name: str | None
    date: str | None
    together: bool = True
    updated: str | None = None


def masthead(page: Outline, headline: int | None, vocabulary: Vocabulary) -> Masthead | None:
    """Find the line of publisher and date near the headline: the name twice or known, then dd/mm/yyyy; else a date or a name alone.

    Where no headline is known, only a line with both counts, wherever it stands.
    """
    seen = _Seen()
    for index, text in _near(page, headline):
        found = _dated(page.items, index, text, vocabulary) if "/" in text else _named(index, text, vocabulary)
        if found is None or _under_teaser(page, index):
            continue
        if found.name is not None and found.date is not None:
            return seen.with_change(found)
        seen.note(found, below=headline is not None and index > headline)
    return None if headline is None else seen.put_together(page.items)


@dataclass(slots=True)
class _Seen:
    """The first lines near a headline that say a part of it: a name alone, a date alone, the date of a change."""

    name: Masthead | None = None
    date: Masthead | None = None
    changed: Masthead | None = None

    def note(self, found: Masthead, *, below: bool) -> None:
        """Keep a line with a name or a date, if it is the first of its kind; a date counts only ``below`` the headline."""
        if found.date is None:
            self.name = self.name or found
        elif below and _of_change(found.date):
            self.changed = self.changed or replace(found, date=None, updated=found.date)
        elif below:
            self.date = self.date or found

    def with_change(self, found: Masthead) -> Masthead:
        """Add the date of a change, if one was seen."""
        return replace(found, updated=self.changed.updated) if self.changed is not None else found

    def put_together(self, items: Sequence[Line | Picture]) -> Masthead | None:
        """Make one of what was seen in several lines; None where nothing was."""
        if self.name is not None and self.date is not None:
            return self.with_change(_joined(items, self.name, self.date))
        alone = self.name or self.date
        return self.with_change(alone) if alone is not None else self.changed


def _of_change(date: str) -> bool:
    """Whether a date's label says that it is the day of a change and nothing else."""
    times = shown(dates.gregorian(date))
    return times.published is None and times.updated is not None


def _joined(items: Sequence[Line | Picture], name: Masthead, date: Masthead) -> Masthead:
    """Make one of a name and a date; the few labels between them are part of it."""
    start, end = min(name.start, date.start), max(name.end, date.end)
    between = [item for item in items[start:end] if isinstance(item, Line)]
    if end - start <= _WINDOW_BEFORE and all(line.weight < _SHORT for line in between):
        return Masthead(start, end, name.name, date.date, together=False)
    return Masthead(name.start, name.end, name.name, date.date, together=False)


def _near(page: Outline, headline: int | None) -> Iterator[tuple[int, str]]:
    """Yield the short lines below the headline, down to the second paragraph, then those above it."""
    items = page.items
    first = 0 if headline is None else headline + 1
    prose = 0
    for index in range(first, min(len(items), first + (_FAR if headline is None else _WINDOW_AFTER))):
        line = items[index]
        if isinstance(line, Line):
            prose += line.weight >= _PROSE and not line.links
            if headline is not None and prose > _STANDFIRST_LINES:
                break
            if _LEAST_MASTHEAD <= len(line.text) <= _MOST_MASTHEAD:
                yield index, line.text
    for index in range(first - 2, max(-1, first - 2 - _WINDOW_BEFORE), -1):
        line = items[index]
        if isinstance(line, Line) and _LEAST_MASTHEAD <= len(line.text) <= _MOST_MASTHEAD:
            yield index, line.text


def _under_teaser(page: Outline, index: int) -> bool:
    """Whether the line above, in the block around this one, is a headline that is a link: what follows is that article's date."""
    above = page.items[index - 1] if index else None
    if not isinstance(above, Line) or not above.links or not above.linked or not is_teaser_link(above.links[0].href):
        return False
    parent = page.blocks[page.items[index].block].parent
    return parent < 0 or page.blocks[parent].start < index


def _dated(items: Sequence[Line | Picture], index: int, text: str, vocabulary: Vocabulary) -> Masthead | None:
    twice = _TWICE.match(text)
    if twice:
        return Masthead(index, index + 1, twice["name"].strip(), twice["date"])
    for pattern in (_NAME_DATE, _DATE_NAME):
        named = pattern.match(text)
        if named and vocabulary.publisher(named["name"]):
            return Masthead(index, index + 1, named["name"].strip(), named["date"])
    alone = _DATE_ONLY.match(text)
    if alone is None:
        return _dated_within(items, index, text, vocabulary)
    above = _name_above(items, index, vocabulary)
    return Masthead(above[0] if above else index, index + 1, above[1] if above else None, alone["date"])


def _is_caption(items: Sequence[Line | Picture], index: int) -> bool:
    """Whether a line is a picture's: a table cell, one that ends like a caption, one right below a picture."""
    line, above = items[index], items[index - 1] if index else None
    return (
        not isinstance(line, Line)
        or line.cell
        or line.text.endswith(("|", ")", "）"))
        or (above is not None and not isinstance(above, Line))
    )


def _dated_within(items: Sequence[Line | Picture], index: int, text: str, vocabulary: Vocabulary) -> Masthead | None:
    """Find publisher and date inside a line: the name twice before the date, or one that is known; in a short one the date alone.

    A sentence that names a newspaper and a day is text, and a date beside a link to another article is that one's.
    """
    if text.endswith(_STOPS):
        return None
    twice = _TWICE_WITHIN.search(text)
    if twice:
        return Masthead(index, index + 1, twice["name"].strip(), text[twice.start("date") :])
    date, line = _DATE_WITHIN.search(text), items[index]
    if date is None or not isinstance(line, Line) or _is_caption(items, index):
        return None
    named = vocabulary.paper_in(text) if len(text) <= _SHORT * 2 else None
    if named is None and (len(text) > _SHORT or line.tag == "li" or _is_another_s(line, text[: date.start()])):
        return None
    return Masthead(index, index + 1, named, text)


def _is_another_s(line: Line, before: str) -> bool:
    """Whether a date is an event's or another article's: behind a label that is none of publication, beside a link to an article."""
    labelled = before.rstrip().endswith(_COLONS) and not labels_in(before)
    return labelled or any(is_teaser_link(link.href) for link in line.links)


def _named(index: int, text: str, vocabulary: Vocabulary) -> Masthead | None:
    once = _NAME_TWICE.match(text)
    name = (once["name"] if once else text).strip()
    return Masthead(index, index + 1, name, None) if vocabulary.publisher(name) else None


def _name_above(items: Sequence[Line | Picture], index: int, vocabulary: Vocabulary) -> tuple[int, str] | None:
    """Return where the name above a date starts, and the name: the same short line twice, or a known newspaper."""
    texts: list[tuple[int, str]] = []
    for back in range(index - 1, max(-1, index - 1 - _NAME_LINES), -1):
        text = getattr(items[back], "text", None)
        if text is not None:
            texts.append((back, text.strip()))
    if len(texts) > 1 and texts[0][1] == texts[1][1] and len(texts[0][1]) <= _SHORT:
        return texts[1][0], texts[0][1]
    if texts:
        once = _NAME_TWICE.match(texts[0][1])
        name = once["name"] if once else texts[0][1]
        if vocabulary.publisher(name) or (once and len(texts[0][1]) <= 2 * _SHORT):
            return texts[0][0], name
    return None
