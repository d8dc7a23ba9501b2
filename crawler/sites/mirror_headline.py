"""Finds a mirror article's headline and, where it is shown, its place on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.sites import tail
from crawler.sites.masthead import masthead
from crawler.sites.text import collapse
from crawler.sites.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.sites.mirror_draft import Draft
    from crawler.sites.outline import Line
    from crawler.sites.vocabulary import Vocabulary

_SUFFIX = r"\s*[-–—|·»:]\s*(?:(?:www\.)?vietnam\.vn\b.*|{slogans})$"
_PREFIX = r"^(?:(?:www\.)?vietnam\.vn|{slogans})\s*[-–—|·»:]\s*"
_LEAST = 4
_LEAST_HEADING = 12
_LINES_ABOVE = 3
_MOST_LINES = 6  # of one headline


class HeadlineFinder:
    """Knows the platform's own titles and what it puts before or behind others."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        slogans = "|".join(re.escape(line) for line in words.data["site"]["lines"])
        self._platform = re.compile(f"{_SUFFIX}|{_PREFIX}".format(slogans=slogans), re.IGNORECASE)

    def find(self, draft: Draft) -> str | None:
        """Return the headline; ``anchors.headline`` becomes its place."""
        named = dict(self._named(draft))
        known = {fold(title): rule for rule, title in reversed(named.items())}
        found = self._in_h1(draft, known) or self._equal_to(draft, known)
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
        return collapse(line.text)

    def _named(self, draft: Draft) -> Iterator[tuple[str, str]]:
        """Yield the titles that the page's head claims, without the site's name."""
        title_node = draft.tree.css_first("title")
        for rule, value in (
            ("og:title", draft.meta.first("og:title", "twitter:title")),
            ("json-ld", draft.thing.get("headline") or draft.thing.get("name")),
            ("title", title_node.text(deep=True) if title_node is not None else None),
        ):
            title = collapse(self._platform.sub("", collapse(value))) if isinstance(value, str) else ""
            if len(title) >= _LEAST and not tail.site_line(title, self._words):
                yield rule, title

    def _usable(self, line: Line, least: int = _LEAST) -> bool:
        return line.weight >= least and not tail.site_line(line.text, self._words)

    def _in_h1(self, draft: Draft, known: dict[str, str]) -> tuple[int, Line, str] | None:
        """Choose among the h1 the one that the head names, else the longest that is no link."""
        tops = [(index, line) for index, line in _whole_headings(draft) if self._usable(line)]
        for index, line in (*tops, *_boxed_headings(draft)):
            if fold(line.text) in known:
                return index, line, "h1"
        if not tops:
            return None
        index, line = max(tops, key=lambda top: (not top[1].linked, top[1].weight))
        return index, line, "h1"

    def _equal_to(self, draft: Draft, known: dict[str, str]) -> tuple[int, Line, str] | None:
        for index, line in draft.lines():
            if self._usable(line) and not line.linked and fold(line.text) in known:
                return index, line, known[fold(line.text)]
        return None

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
