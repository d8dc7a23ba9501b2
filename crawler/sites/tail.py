"""Head and tail of a mirror's article by the text of its lines: source line, counter, publisher and date, share rows, ad slots.

All of it works on the lines of an outline, whatever the markup was and whatever language the page is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.sites.links import host_of
from crawler.sites.outline import Line
from crawler.sites.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.sites.outline import Outline, Picture
    from crawler.sites.vocabulary import Vocabulary

_OPEN, _CLOSE = r"[\[［【〔]", r"[\]］】〕]"
# A word and a number in brackets, as the shortcodes [ad_1] and [ad_2] look in any language.
_SLOT = rf"{_OPEN}\s*[^\W\d_][^\[\]［］【】〔〕\d]{{0,24}}?[\s_＿-]*(\d{{1,2}})\s*{_CLOSE}"
_SLOT_AT_END = re.compile(rf"(?:^|[\s.!?。！？…)）»”\"|।؟]){_SLOT}\s*\|?$")
_SLOT_ALONE = re.compile(rf"^{_SLOT}$")
_COUNTER = re.compile(r"^(?P<label>[^\d\[\]()（）:：]{2,30}?)\s*[(（\[［]\s*\d{1,5}\s*[)）\]］]$")
_LABELLED = re.compile(r"^\W{0,3}(?P<label>\w[^:：៖<>/]{0,38}?)\s*[:：︰៖]\s*(?P<rest>\S.*)?$")
_ADDRESS = re.compile(r"^[<(\[]?(?:https?:)?(?://)?(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})(?P<path>[/?#]\S*)?$", re.IGNORECASE)
_DATE = r"(?P<date>\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{4})(?:\s*[-–,|]?\s*\d{1,2}:\d{2})?"
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
_PATH_OF_ARTICLE = 10
_LONGEST_SOURCE = 600
_WINDOW_BEFORE, _WINDOW_AFTER = 6, 12
_NAME_LINES = 3
_FAR = 200
_STANDFIRST_LINES = 2
_LEAST_MASTHEAD, _MOST_MASTHEAD = 3, 360
_STOPS = (".", "!", "?", "。", "।", "؟", "។")
_COLON = re.compile(r"[:：៖]")
_WORD_BREAKS = re.compile(r"[\s|,/·•:：៖]+")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where the source line stands (it may be two lines: label, address) and what it names."""

    start: int
    end: int
    url: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class Masthead:
    """The line of publisher and date: the stretch it takes, the name as it stands, the date as it stands.

    ``together`` says that these were found in one place, so that the date is surely the publisher's.
    """

    start: int
    end: int
    name: str | None
    date: str | None
    together: bool = True


def slot_number(text: str) -> int | None:
    """Return the number of the ad slot that a line is, or ends in."""
    if text[-1:] not in "]］】〕|":
        return None
    found = _SLOT_ALONE.match(text) or _SLOT_AT_END.search(text)
    return int(found[1]) if found else None


def is_slot(text: str) -> bool:
    """Tell whether the line is an ad slot and nothing else."""
    return _SLOT_ALONE.match(text) is not None


def is_counter(text: str) -> bool:
    """Tell whether a line is a label and a number in brackets; footnotes and ad slots have the number in the same brackets as a word."""
    return len(text) <= _SHORT and _COUNTER.match(text) is not None


def _foreign_article(url: str, vocabulary: Vocabulary, hosts: frozenset[str]) -> str | None:
    """Return the address, whole, if it is an article's on another site."""
    found = _ADDRESS.match(url.strip(" |\u00a0").rstrip(".)>]»"))
    if not found:
        return None
    host, path = found["host"].lower(), found["path"] or ""
    if host in hosts or len(path) < _PATH_OF_ARTICLE or vocabulary.social.search(f"//{host}{path}"):
        return None
    return found[0].lstrip("<([") if "://" in url else f"https://{host}{path}"


def source_line(items: Sequence[Line | Picture], vocabulary: Vocabulary, hosts: frozenset[str]) -> SourceLine | None:
    """Find the last line that is a short label, a colon and the address of an article elsewhere.

    The address may be the link's text or its target, may stand on the next line, and an address of our own paper needs no label.
    A label that no list knows counts only where no prose follows nearby.
    """
    for index in range(len(items) - 1, -1, -1):
        line = items[index]
        if isinstance(line, Line) and len(line.text) <= _LONGEST_SOURCE and ("/" in line.text or _leads_away(line, hosts)):
            found = _source_at(items, index, vocabulary, hosts)
            if found is not None:
                return found
    return None


def _leads_away(line: Line, hosts: frozenset[str]) -> bool:
    """Tell whether the line's one link leads to another site."""
    if len(line.links) != 1:
        return False
    parts = line.links[0].href.split("/", 3)
    return len(parts) > 2 and parts[1] == "" and parts[2].lower() not in hosts  # noqa: PLR2004 - scheme, nothing, host


def _source_at(items: Sequence[Line | Picture], index: int, vocabulary: Vocabulary, hosts: frozenset[str]) -> SourceLine | None:
    line = items[index]
    if not isinstance(line, Line):
        return None
    label, rest = _label_and_rest(line.text, vocabulary)
    link = line.links[0] if len(line.links) == 1 else None
    whole = link is not None and (line.linked or link.text.strip() == rest.strip(" |"))
    for candidate in (link.href if link is not None and whole else None, rest):
        url = _foreign_article(candidate, vocabulary, hosts) if candidate else None
        if url is None:
            continue
        if label:
            return SourceLine(index, index + 1, url, fold(label) in vocabulary.source)
        above = getattr(items[index - 1], "text", "").strip() if index else ""
        if above and len(above) <= _SHORT and (above.endswith((":", "：", "៖")) or fold(above) in vocabulary.source):
            return SourceLine(index - 1, index + 1, url, fold(above) in vocabulary.source)
        if host_of(url) in vocabulary.ours_hosts and (whole or _ADDRESS.match(rest.strip())):
            return SourceLine(index, index + 1, url, labelled=True)
    return None


def _label_and_rest(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Split a line at its colon; a known label also without one. No label is empty."""
    found = _LABELLED.match(text)
    if found and found["label"].lower() not in ("http", "https") and fold(found["label"]) not in vocabulary.tags:
        return found["label"], found["rest"] or ""
    word, _, after = text.partition(" ")
    return (word, after) if fold(word) in vocabulary.source else ("", text)


def masthead(page: Outline, headline: int | None, vocabulary: Vocabulary) -> Masthead | None:
    """Find the line of publisher and date near the headline: the name twice or known, then dd/mm/yyyy; else a date or a name alone.

    Where no headline is known, only a line with both counts, wherever it stands.
    """
    name: Masthead | None = None
    date: Masthead | None = None
    for index, text in _near(page, headline):
        found = _dated(page.items, index, text, vocabulary) if "/" in text else _named(index, text, vocabulary)
        if found is None or _under_teaser(page, index):
            continue
        if found.name is not None and found.date is not None:
            return found
        if found.date is None:
            name = name or found
        elif headline is not None and index > headline:
            date = date or found
    if headline is None:
        return None
    if name is not None and date is not None:
        return _joined(page.items, name, date)
    return name or date


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
        return None if _is_caption(items, index) else _dated_within(index, text, vocabulary)
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


def _dated_within(index: int, text: str, vocabulary: Vocabulary) -> Masthead | None:
    """Find publisher and date inside a line: the name twice before the date, or one that is known; in a short one the date alone.

    A sentence that names a newspaper and a day is text.
    """
    if text.endswith(_STOPS):
        return None
    twice = _TWICE_WITHIN.search(text)
    if twice:
        return Masthead(index, index + 1, twice["name"].strip(), twice["date"])
    date = _DATE_WITHIN.search(text)
    if date is None:
        return None
    named = vocabulary.paper_in(text) if len(text) <= _SHORT * 2 else None
    if named is None and len(text) > _SHORT:
        return None
    return Masthead(index, index + 1, named, date["date"])


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


def site_line(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a line is the platform's own name and slogan."""
    if len(text) > _SHORT * 2:
        return False
    low = text.casefold()
    return any(line in low for line in vocabulary.site_lines) or fold(text) in ("vietnamvn", "wwwvietnamvn")


def kind_of(line: Line, vocabulary: Vocabulary) -> str | None:
    """Name the sort of furniture that a line inside the article is; None for the article's own text."""
    short = line.weight <= 2 * _SHORT
    kind = _kind_by_words(line.text, vocabulary, linked=bool(line.links)) if short else None
    if kind is None and line.links:
        kind = _kind_by_links(line, vocabulary, short=short)
    if kind is None and short and line.weight <= _PROSE and vocabulary.our_words.search(line.text):
        text = line.text.rstrip()
        return None if text.endswith((".", "。", "।", "|", ")", "）", "]")) or line.heading else "follow_line"
    return kind


def _kind_by_words(text: str, vocabulary: Vocabulary, *, linked: bool) -> str | None:
    key = fold(text)
    label = fold(_COLON.split(text, maxsplit=1)[0])
    words = [word for word in map(fold, _WORD_BREAKS.split(text)) if word]
    if key in vocabulary.advertisement:
        kind = "ad_label"
    elif key in vocabulary.related or (linked and label in vocabulary.related):
        kind = "related"
    elif site_line(text, vocabulary):
        kind = "site_line"
    elif key in vocabulary.tags or (label != key and label in vocabulary.tags):
        kind = "tags"
    elif any(word in vocabulary.share for word in words) and all(word in vocabulary.share or word.isdigit() for word in words):
        kind = "share_row"
    else:
        return None
    return kind


def _kind_by_links(line: Line, vocabulary: Vocabulary, *, short: bool) -> str | None:
    hrefs = [link.href for link in line.links]
    ours = vocabulary.our_words.search(line.text) is not None
    kind: str | None = None
    if short and all(vocabulary.social.search(href) for href in hrefs):
        kind = "share_row" if line.linked and not ours else "follow_line"
    elif line.linked and all("/tag/" in href for href in hrefs):
        kind = "tags"
    elif short and ours and not line.text.endswith((".", "。", "।")):
        kind = "follow_line"
    elif line.linked and any(map(is_teaser_link, hrefs)):
        kind = "related"
    return kind


def is_teaser_link(href: str) -> bool:
    """Tell by its shape whether a link leads to an article: the last segment is a slug of several words."""
    path = href.partition("?")[0].partition("#")[0].rstrip("/")
    return path.rpartition("/")[2].count("-") > 1 and "/tag/" not in path
