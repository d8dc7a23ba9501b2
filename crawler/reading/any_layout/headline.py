"""Finds a mirror article's headline and, where it is shown, its place on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.reading.any_layout import line_kinds as tail
from crawler.reading.any_layout.masthead import masthead
from crawler.reading.outline import weight
from crawler.text.comparing import letters_only
from crawler.text.spelling import collapse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.reading.any_layout.draft import Draft
    from crawler.reading.any_layout.vocabulary import Vocabulary
    from crawler.reading.outline import Line

_LEAST = 4
_LEAST_HEADING = 12
_LINES_ABOVE = 3
_MOST_LINES = 6  # of one headline
# Elements and roles in which no headline stands.
_NO_PLACES = ("dialog", "alertdialog", "footer", "contentinfo")
# Letters in a row by which two titles are compared, of an alphabet and of Chinese or Japanese, and the part that two akin ones share.
_RUN, _WIDE_RUN = 5, 2
_AKIN = 0.6
_TITLE_BREAKS = re.compile(r"\s+[-–—|·»:/]+\s+|\s*\|\s*")


class HeadlineFinder:
    """Knows the platform's own titles and what it puts before or behind others."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words

    def find(self, draft: Draft) -> str | None:
        """Return the headline; ``anchors.headline`` becomes its place."""
        named = dict(self._named(draft))
        found = self._place(draft, list(named.items()))
        if found is None and named:
            rule, title = next(iter(named.items()))
            draft.rules["headline"] = rule
            return title
        found = found or self._above_publisher(draft) or self._first_heading(draft)
        if found is None:
            return None
        index, line, rule = found
        draft.anchors.headline = index
        draft.rules["headline"] = rule
        # A line that holds a title of the page's head, and a kicker in front of it, is that title.
        held = [title for title in named.values() if line.tag != "h1" and letters_only(title) in letters_only(line.text)]
        return collapse(max(held, key=len) if held else line.text)

    def _named(self, draft: Draft) -> Iterator[tuple[str, str]]:
        """Yield the titles that the page's head claims, without the site's name."""
        title_node = draft.tree.css_first("title")
        for rule, value in (
            ("og:title", draft.meta.first("og:title", "twitter:title")),
            ("json-ld", draft.thing.get("headline") or draft.thing.get("name")),
            ("title", title_node.text(deep=True) if title_node is not None else None),
        ):
            title = collapse(self._words.title_affix.sub("", collapse(value))) if isinstance(value, str) else ""
            if len(title) >= _LEAST and not tail.site_line(title, self._words):
                yield rule, title

    def _usable(self, line: Line, least: int = _LEAST) -> bool:
        return line.weight >= least and not tail.site_line(line.text, self._words)

    def _place(self, draft: Draft, named: list[tuple[str, str]]) -> tuple[int, Line, str] | None:
        """Choose the line that is the headline: by what the page's head names, an h1 before another line; else the longest h1.

        The site's name and what stands in a dialog are no headlines.
        """
        titles = [title for _, title in named]
        parts = _main_parts(titles)
        known = {letters_only(part): "part of the title" for part in parts} | {letters_only(title): rule for rule, title in reversed(named)}
        sites = _site_names(draft, titles)
        tops = [(index, line) for index, line in self._own(_whole_headings(draft), sites) if not self._aside(draft, line)]
        likely = self._likely(draft, tops, sites, known, [runs_of(title) for title in (*titles, *parts)])
        if likely:
            index, line = likely[0]
            return index, line, "h1" if line.tag == "h1" else known.get(letters_only(line.text), "heading like the title")
        if not tops:
            return None
        index, line = max(tops, key=lambda top: (not top[1].linked, top[1].weight))
        return index, line, "h1"

    def _own(self, lines: Iterable[tuple[int, Line]], sites: frozenset[str]) -> list[tuple[int, Line]]:
        """Leave out the lines that name the site, or are too short for a headline."""
        return [(index, line) for index, line in lines if self._usable(line) and letters_only(line.text) not in sites]

    def _likely(
        self, draft: Draft, tops: list[tuple[int, Line]], sites: frozenset[str], known: dict[str, str], titles: list[frozenset[str]]
    ) -> list[tuple[int, Line]]:
        """The lines that say what the head says: an h1 word for word, one that holds boxes, one that is akin; else any other line."""
        return (
            [place for place in tops if letters_only(place[1].text) in known]
            or [place for place in _boxed_headings(draft) if letters_only(place[1].text) in known]
            or [place for place in tops if _akin(place[1].text, titles)]
            or self._among(draft, self._own(draft.lines(), sites), known, titles)
        )

    def _among(
        self, draft: Draft, lines: list[tuple[int, Line]], known: dict[str, str], titles: list[frozenset[str]]
    ) -> list[tuple[int, Line]]:
        """The lines that say what the head says: word for word, headings first; else headings that nearly do."""
        free = [(index, line) for index, line in lines if not line.linked]
        exact = [(index, line) for index, line in free if letters_only(line.text) in known and not self._aside(draft, line)]
        if exact:
            return sorted(exact, key=lambda place: not place[1].heading)
        headings = [(index, line) for index, line in free if line.heading and line.weight >= _LEAST_HEADING]
        return [(index, line) for index, line in headings if _holds_title(line.text, titles) and not self._aside(draft, line)]

    def _aside(self, draft: Draft, line: Line) -> bool:
        """Whether a line stands in a dialog or a footer, or in a box that is not shown."""
        blocks = (draft.page.blocks[index] for index in draft.page.ancestors(line.block))
        return any(
            block.hidden or block.tag in _NO_PLACES or block.role in _NO_PLACES or self._words.hint(block.names) == "banner"
            for block in blocks
        )

    def _above_publisher(self, draft: Draft) -> tuple[int, Line, str] | None:
        head = masthead(draft.page, None, self._words)
        if head is None or head.name is None:
            return None
        lines = draft.lines(max(0, head.start - _LINES_ABOVE), head.start)
        above = [(index, line) for index, line in lines if self._usable(line) and not line.linked]
        return (*above[-1], "line above the publisher") if above else None

    def _first_heading(self, draft: Draft) -> tuple[int, Line, str] | None:
        for index, line in draft.lines():
            if line.tag in ("h2", "h3") and not line.linked and self._usable(line, _LEAST_HEADING):
                return index, line, "first heading"
        return None


@lru_cache(maxsize=32)
def runs_of(text: str) -> frozenset[str]:
    """The runs of a few letters that a text is made of: of an alphabet, or of Chinese and Japanese."""
    folded = letters_only(text)
    size = _RUN if weight(folded) == len(folded) else _WIDE_RUN
    return frozenset(folded[at : at + size] for at in range(len(folded) - size + 1))


def _akin(text: str, titles: list[frozenset[str]]) -> bool:
    """Whether most of a line, or most of a title, is in the other."""
    runs = runs_of(text)
    return any(runs and title and len(runs & title) >= _AKIN * min(len(runs), len(title)) for title in titles)


def _holds_title(text: str, titles: list[frozenset[str]]) -> bool:
    """Whether most of a title is in the line, and most of the line in the title."""
    runs = runs_of(text)
    return any(runs and title and len(runs & title) >= _AKIN * max(len(runs), len(title)) for title in titles)


def _main_parts(titles: list[str]) -> list[str]:
    """Of each title the longest part between its breaks, where that is at least half of it."""
    longest = ((title, max(_TITLE_BREAKS.split(title), key=weight)) for title in titles)
    return [part for title, part in longest if 2 * weight(part) >= weight(title)]


def _site_names(draft: Draft, titles: list[str]) -> frozenset[str]:
    """The names by which the page calls its site, folded: what it says outright, and the shorter parts of its title."""
    publisher = draft.thing.get("publisher")
    said = [draft.meta.first("og:site_name"), draft.meta.first("application-name")]
    said.append(publisher.get("name") if isinstance(publisher, dict) else None)
    for title in titles:
        parts = _TITLE_BREAKS.split(title)
        said += [part for part in parts if part != max(parts, key=len)]
    whole = {letters_only(title) for title in titles}
    return frozenset(letters_only(name) for name in said if isinstance(name, str)) - whole


def _whole_headings(draft: Draft) -> list[tuple[int, Line]]:
    """List the h1 with their places; of one that is broken into lines the whole text, at the place of the last."""
    tops: list[tuple[int, Line]] = []
    for index, line in draft.lines():
        if line.tag != "h1":
            continue
        before = tops[-1] if tops else None
        if before is not None and before[0] == index - 1 and before[1].block == line.block:
            text, linked = f"{before[1].text} {line.text}", before[1].link_weight + line.link_weight
            tops[-1] = (index, replace(line, text=text, weight=before[1].weight + line.weight, link_weight=linked))
        else:
            tops.append((index, line))
    return tops


def _boxed_headings(draft: Draft) -> Iterator[tuple[int, Line]]:
    """Yield the whole text of each h1 that holds boxes, at the place of its last line."""
    for block in draft.page.blocks:
        if block.tag == "h1" and block.end - block.start <= _MOST_LINES:
            lines = list(draft.lines(block.start, block.end))
            if len(lines) > 1:
                index, last = lines[-1]
                yield index, replace(last, tag="h1", text=" ".join(line.text for _, line in lines))
