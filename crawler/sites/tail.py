"""Head and tail of a mirror's article by the text of its lines: source line, counter, publisher and date, share rows, ad slots.

All of it works on the lines of an outline, whatever the markup was and whatever language the page is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.sites.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.sites.outline import Line, Picture
    from crawler.sites.vocabulary import Vocabulary

_OPEN, _CLOSE = r"[\[［【〔]", r"[\]］】〕]"
# A word and a number in brackets, as the shortcodes [ad_1] and [ad_2] look in any language.
_SLOT = rf"{_OPEN}\s*[^\W\d_][^\[\]［］【】〔〕\d]{{0,24}}?[\s_＿-]*(\d{{1,2}})\s*{_CLOSE}"
_SLOT_AT_END = re.compile(rf"(?:^|[\s.!?。！？…)）»”\"|।؟]){_SLOT}\s*\|?$")
_SLOT_ALONE = re.compile(rf"^{_SLOT}$")
_COUNTER = re.compile(r"^(?P<label>[^\d\[\]()（）:：]{2,30}?)\s*[(（\[［]\s*\d{1,5}\s*[)）\]］]$")
_LABELLED = re.compile(r"^\W{0,3}(?P<label>\w[^:：<>/]{0,38}?)\s*[:：︰]\s*(?P<rest>\S.*)?$")
_ADDRESS = re.compile(r"^[<(\[]?(?:https?:)?(?://)?(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})(?P<path>[/?#]\S*)?$", re.IGNORECASE)
_DATE = r"(?P<date>\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{4})(?:\s*[-–,|]?\s*\d{1,2}:\d{2})?"
_TWICE = re.compile(rf"^(?P<name>\S.{{1,60}}?)[\s|·•,–-]*(?P=name)[\s|·•,–:-]*{_DATE}$", re.IGNORECASE)
_NAME_DATE = re.compile(rf"^(?P<name>\D\S.{{0,60}}?)[\s|·•,–:-]*{_DATE}$")
_DATE_NAME = re.compile(rf"^{_DATE}[\s|·•,–-]+(?P<name>\D.{{1,60}})$")
_DATE_ONLY = re.compile(rf"^\W*{_DATE}$")
_NAME_TWICE = re.compile(r"^(?P<name>\S.{1,60}?)[\s|·•,–-]*(?P=name)$", re.IGNORECASE)

_SHORT = 60
_PROSE = 100
_PATH_OF_ARTICLE = 10
_WINDOW_BEFORE, _WINDOW_AFTER = 6, 12
_NAME_LINES = 3


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where the source line stands (it may be two lines: label, address) and what it names."""

    start: int
    end: int
    url: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class Masthead:
    """The line of publisher and date: the stretch it takes, the name as it stands, the date as it stands."""

    start: int
    end: int
    name: str | None
    date: str | None


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
    found = _ADDRESS.match(url.strip().rstrip("|").strip().rstrip(".)>]»"))
    if not found:
        return None
    host = found["host"].lower()
    path = found["path"] or ""
    if host in hosts or len(path) < _PATH_OF_ARTICLE or vocabulary.social.search(f"//{host}{path}"):
        return None
    return url.strip() if "://" in url else f"https://{host}{path}"


def source_line(items: Sequence[Line | Picture], vocabulary: Vocabulary, hosts: frozenset[str]) -> SourceLine | None:
    """Find the last line that is a short label, a colon and the address of an article elsewhere.

    The address may be the link's text or its target, may stand on the next line, and an address of our own paper needs no label.
    A label that no list knows counts only where no prose follows nearby.
    """
    for index in range(len(items) - 1, -1, -1):
        line = items[index]
        text = getattr(line, "text", None)
        if text is None or not (("/" in text) or getattr(line, "links", None)) or len(text) > 600:  # noqa: PLR2004
            continue
        found = _source_at(items, index, vocabulary, hosts)
        if found is not None:
            return found
    return None


def _source_at(items: Sequence[Line | Picture], index: int, vocabulary: Vocabulary, hosts: frozenset[str]) -> SourceLine | None:
    line: Line = items[index]  # type: ignore[assignment]
    labelled = _LABELLED.match(line.text)
    label, rest = (labelled["label"], labelled["rest"] or "") if labelled else ("", line.text)
    if label.lower() in ("http", "https"):
        label, rest = "", line.text
    candidates = [link.href for link in line.links if link.text in rest or rest in link.text] if len(line.links) == 1 else []
    candidates.append(rest)
    for candidate in candidates:
        url = _foreign_article(candidate, vocabulary, hosts)
        if url is None:
            continue
        if candidate is not rest and rest and not (line.links[0].text.strip() == rest.strip(" |")):
            continue
        ours = urlsplit(url).hostname in vocabulary.ours_hosts
        if label and fold(label) not in vocabulary.tags:
            return SourceLine(index, index + 1, url, fold(label) in vocabulary.source)
        bare = _ADDRESS.match(rest.strip()) is not None
        before = items[index - 1] if index else None
        label_before = getattr(before, "text", "").strip()
        if label_before and len(label_before) <= _SHORT and (label_before.endswith((":", "：")) or fold(label_before) in vocabulary.source):
            return SourceLine(index - 1, index + 1, url, fold(label_before) in vocabulary.source)
        spaced = rest.partition(" ")
        if bare and ours:
            return SourceLine(index, index + 1, url, labelled=True)
        if fold(spaced[0]) in vocabulary.source:
            return SourceLine(index, index + 1, url, labelled=True)
    word, _, after = line.text.partition(" ")
    if fold(word) in vocabulary.source and after:
        url = _foreign_article(after, vocabulary, hosts)
        if url is not None:
            return SourceLine(index, index + 1, url, labelled=True)
    return None


def masthead(items: Sequence[Line | Picture], headline: int | None, vocabulary: Vocabulary) -> Masthead | None:
    """Find the line of publisher and date near the headline: the name twice, or a known name, then dd/mm/yyyy; or a date alone."""
    if headline is None:
        order = list(range(min(len(items), 200)))
    else:
        order = [*range(headline + 1, min(len(items), headline + 1 + _WINDOW_AFTER)), *range(headline - 1, max(-1, headline - 1 - _WINDOW_BEFORE), -1)]
    alone: Masthead | None = None
    for index in order:
        text = getattr(items[index], "text", "")
        if not 2 < len(text) <= 160:  # noqa: PLR2004
            continue
        if text[-1].isdigit() or "/" in text:
            twice = _TWICE.match(text)
            if twice:
                return Masthead(index, index + 1, twice["name"].strip(), twice["date"])
            for pattern in (_NAME_DATE, _DATE_NAME):
                named = pattern.match(text)
                if named and vocabulary.publisher(named["name"]):
                    return Masthead(index, index + 1, named["name"].strip(), named["date"])
            dated = _DATE_ONLY.match(text)
            if dated:
                above = _name_above(items, index, vocabulary)
                if above is not None:
                    return Masthead(above[0], index + 1, above[1], dated["date"])
                if headline is not None and alone is None and index > headline:
                    alone = Masthead(index, index + 1, None, dated["date"])
        elif headline is not None and (alone is None or alone.name is None):
            once = _NAME_TWICE.match(text)
            name = once["name"] if once else text
            if vocabulary.publisher(name):
                alone = Masthead(index, index + 1, name, alone.date if alone else None) if alone is None else alone
    return alone


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


def kind_of(line: Line, vocabulary: Vocabulary, our_words: re.Pattern[str]) -> str | None:
    """Name the sort of furniture that a line inside the article is; None for the article's own text."""
    text = line.text
    short = line.weight <= 2 * _SHORT
    links = line.links
    if short:
        key = fold(text)
        if key in vocabulary.advertisement:
            return "ad_label"
        if key in vocabulary.related:
            return "related"
        if site_line(text, vocabulary):
            return "site_line"
        label = text.partition(":")[0] if ":" in text else text.partition("：")[0]
        if label != text and fold(label) in vocabulary.tags:
            return "tags"
        if key in vocabulary.tags:
            return "tags"
        words = [fold(word) for word in re.split(r"[\s|,/·•]+", text) if fold(word)]
        if words and all(word in vocabulary.share or word.isdigit() for word in words) and not all(word.isdigit() for word in words):
            return "share_row"
        if fold(label) in vocabulary.related and links:
            return "related"
    if links:
        social = sum(1 for link in links if vocabulary.social.search(link.href))
        if social and social == len(links) and short:
            return "share_row" if line.linked and not our_words.search(text) else "follow_line"
        if short and our_words.search(text) and not text.endswith((".", "。", "।")) and not any("/tag/" in link.href for link in links):
            return "follow_line"
        if line.linked and all("/tag/" in link.href for link in links):
            return "tags"
        if line.linked and any(is_teaser_link(link.href) for link in links):
            return "related"
    elif short and our_words.search(text) and line.weight <= _PROSE and not text.rstrip().endswith((".", "。", "।", "|", ")", "]")):
        return "follow_line"
    return None


def is_teaser_link(href: str) -> bool:
    """Tell by its shape whether a link leads to an article: the last segment is a slug of several words."""
    path = href.partition("?")[0].partition("#")[0].rstrip("/")
    return path.rpartition("/")[2].count("-") > 1 and "/tag/" not in path
