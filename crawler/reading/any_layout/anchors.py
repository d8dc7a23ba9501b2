"""What is certain about a mirror page before its text is looked for: source line, publisher and date, ad slots, comment counter."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from crawler.page import Failure, FailureKind
from crawler.reading.any_layout import line_kinds as tail
from crawler.reading.any_layout.masthead import masthead
from crawler.reading.any_layout.source_line import Finder
from crawler.reading.links import host_of
from crawler.reading.outline import Line
from crawler.text.comparing import letters_only
from crawler.text.lines import is_counter

if TYPE_CHECKING:
    from crawler.reading.any_layout.draft import Draft

_NUMBER_AT_END = re.compile(r"\s*[(（\[［]\s*\d+\s*[)）\]］]$")
# Lines between two marks of an imprint, the weight of marks that makes one sure, and of an authority's name in scripts without capitals.
_IMPRINT_GAP, _SURE_IMPRINT, _OFFICE = 3, 2, 60
_CLOSED = ".。।)）]|!?"


def find_anchors(draft: Draft) -> None:
    """Find the article's end and head. The headline's place must be known, where it has one."""
    items, anchors, words = draft.page.items, draft.anchors, draft.family.words
    after = anchors.headline if anchors.headline is not None else -1
    prose = _own_prose(draft)
    named = _named_counter(draft, after)
    finder = Finder(words, draft.family.hosts, draft.address.slug)
    next_top = _next_article(draft, after)
    for last in (next_top, len(items)):
        source = finder.find(items[:last], lambda line: not _follows(draft, prose, line.end - 1, named), after, named)
        if source is not None:
            break
    if source is not None:
        draft.source = source
        if any(draft.density.live_prose(index) for index, _ in draft.lines(after + 1, source.start)):
            anchors.source = source.start
        else:
            # It stands above the text: it says whose article it is, but not where the text ends.
            draft.density.gone[source.start : source.end] = ["source_line"] * (source.end - source.start)
    draft.head = masthead(draft.page, anchors.headline, words)
    anchors.slots = [index for index, line in draft.lines(after + 1, anchors.source) if tail.slot_number(line.text) is not None]
    draft.counter = _counter(draft, prose, named)
    anchors.stop = anchors.source if anchors.source is not None else draft.counter
    if anchors.stop is None:
        _mark_imprint(draft, prose, after)


def other_newspaper(draft: Draft) -> Failure | None:
    """Say whether the page translates another newspaper: by its source line, else by a publisher that is known."""
    words = draft.family.words
    if draft.source is not None:
        host = host_of(draft.source.url)
        return None if host in words.ours_hosts else Failure(FailureKind.FOREIGN_SOURCE, f"its source line names {host}")
    name = words.publisher(draft.head.name) if draft.head is not None and draft.head.name else None
    if name is None or name == words.ours:
        return None
    return Failure(FailureKind.FOREIGN_SOURCE, f"published by {name}")


def _next_article(draft: Draft, headline: int) -> int:
    """Return where another article begins below: at the next h1, or at a heading like the headline with publisher and date under it."""
    items = draft.page.items
    mine = items[headline] if headline >= 0 else None
    for index, line in draft.lines(headline + 1):
        if line.tag == "h1":
            return index
        if isinstance(mine, Line) and line.heading and line.tag == mine.tag and not line.linked:
            head = masthead(draft.page, index, draft.family.words)
            if head is not None and head.start > index and head.name and head.date:
                return index
    return len(items)


def _own_prose(draft: Draft) -> list[int]:
    """List the places of text that is not of law."""
    is_legal = draft.family.words.is_legal
    return [index for index, line in draft.lines() if draft.density.live_prose(index) and not is_legal(line.text)]


def _follows(draft: Draft, prose: list[int], index: int, before: int | None = None) -> bool:
    """Whether one of the places of prose comes after the line, in the block around its own and in front of the comment counter."""
    blocks = draft.page.blocks
    block = blocks[draft.page.items[index].block]
    end = blocks[max(block.parent, 0)].end
    if before is not None and index < before:
        end = min(end, before)
    at = bisect_right(prose, index)
    return at < len(prose) and prose[at] < end


def _named_counter(draft: Draft, after: int) -> int | None:
    """Return the place of the first comment counter with a known label that has text above it."""
    text = False
    for index, line in draft.lines(after + 1):
        if text and is_counter(line.text) and _is_named(draft, line):
            return index
        text = text or draft.density.live_prose(index)
    return None


def _counter(draft: Draft, prose: list[int], named: int | None) -> int | None:
    """Return the place of the comment counter: a known label first, else the last line that looks like one and ends the text."""
    headline = draft.anchors.headline if draft.anchors.headline is not None else -1
    after = draft.source.end if draft.source is not None else headline + 1
    found = [(index, line) for index, line in draft.lines(after) if is_counter(line.text)]
    if named is not None and named >= after:
        return named
    for index, line in found:
        if draft.source is not None and _is_named(draft, line):
            return index
    if not found:
        return None
    last = found[-1][0]
    slots = draft.anchors.slots
    ends = draft.anchors.source is not None or not _follows(draft, prose, last)
    return last if ends and not (slots and last < slots[-1]) else None


def _is_named(draft: Draft, line: Line) -> bool:
    return letters_only(_NUMBER_AT_END.sub("", line.text)) in draft.family.words.comment


def _mark_imprint(draft: Draft, prose: list[int], after: int) -> None:
    """Mark the platform's imprint where it stands in the article's own block and no source line or counter parts it from the text.

    Its licence's number is the same in every language, its labels are known in many; two paragraphs behind it show that it is none.
    """
    lines = dict(draft.lines(after + 1))
    found = _sure_imprint(draft, lines)
    if found is None or not _ends_text(draft, prose, *found):
        return
    first, last = found
    for index in range(first - 1, max(after, first - 1 - _IMPRINT_GAP), -1):
        if index in lines and _is_name_of_office(lines[index]):
            first = index
    block = draft.page.blocks[draft.page.items[last].block]
    for index in range(first, max(last + 1, draft.page.blocks[max(block.parent, 0)].end)):
        draft.density.gone[index] = draft.density.gone[index] or "imprint"


def _sure_imprint(draft: Draft, lines: dict[int, Line]) -> tuple[int, int] | None:
    """Return the places of the first and last of the marks that stand close together at the end, if they weigh enough."""
    words = draft.family.words
    marks = [index for index, line in lines.items() if words.is_licence(line.text) or words.is_imprint_label(line.text)]
    if not marks:
        return None
    first = last = marks[-1]
    strength = 0
    for index in reversed(marks):
        if first - index > _IMPRINT_GAP:
            break
        first = index
        strength += 2 if words.is_licence(lines[index].text) else 1
    return (first, last) if strength >= _SURE_IMPRINT else None


def _ends_text(draft: Draft, prose: list[int], first: int, last: int) -> bool:
    """Whether text stands above the marks, and behind them one paragraph at most, or none in the block around their own."""
    if bisect_left(prose, first) == 0:
        return False
    behind = len(prose) - bisect_right(prose, last)
    return behind < _SURE_IMPRINT or not _follows(draft, prose, last)


def _is_name_of_office(line: Line) -> bool:
    """Whether a line can be the name of an authority above an imprint: in capitals, or short in a script that has none."""
    text = line.text
    if text[-1:] in _CLOSED or tail.slot_number(text) is not None:
        return False
    return text.isupper() or (text.upper() == text.lower() and line.weight <= _OFFICE)
