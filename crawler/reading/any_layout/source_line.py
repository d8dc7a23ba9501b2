"""Which line of a mirror's page names the article's source: a label, a colon, and the address of an article at a newspaper.

Footers are full of lines that look the same (licence, map, app store, partner, teaser). Three things tell them apart, none of them a
language: the address (its slug is the page's own, as it is in every language and at every newspaper; or its host is ours), the label
(known or not), and the place (at the article's end, in front of the comment counter).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from crawler.reading.links import host_of, path_of
from crawler.reading.outline import Line
from crawler.text.comparing import letters_only
from crawler.text.lines import labelled, whole_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crawler.reading.any_layout.vocabulary import Vocabulary
    from crawler.reading.outline import Link, Picture

_COLONS = (":", "：", "៖")
_NUMBER_BEHIND = re.compile(r"(?:[-.](?:post)?\d+)+$")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$")
_LONG_NUMBER = re.compile(r"\d{4}")
_SHORT = 60
_PATH_OF_ARTICLE = 10
_LONGEST_SOURCE = 600
_WORDS_OF_SLUG = 3


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line (or two: label, address) that may name the source: where it stands and what speaks for it.

    ``same``: the address has the page's slug; ``ours``: its host is our paper's; ``labelled``: the label is a known word for source;
    ``shown``: a reader sees the address itself, or the paper's name, and not a headline or a street.
    """

    start: int
    end: int
    url: str
    labelled: bool
    ours: bool = False
    same: bool = False
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for a page's source line. ``hosts`` are the mirror's own, which are never a source; ``slug`` is the page's."""

    words: Vocabulary
    hosts: frozenset[str]
    slug: str

    def find(
        self, items: Sequence[Line | Picture], ends: Callable[[SourceLine], bool], after: int = -1, before: int | None = None
    ) -> SourceLine | None:
        """Return the source line below ``after``, the surest first and of equals the last; None where no line is plainly one.

        ``ends`` tells whether the article's text ends at a line; it is asked only about lines that nothing makes certain. ``before`` is
        the comment counter's place: what stands behind it is a footer, unless it has the page's own slug or our paper's name.
        """
        found = list(self._candidates(items, after))
        in_front = [line for line in found if before is None or line.start < before]
        certain = (line for proves in (_is_same_plainly, _is_same_or_ours) for line in found if proves(line))
        hints = (_shows_ours, _has_label, self._shows_paper)
        likely = (line for hints_at in hints for line in in_front if hints_at(line) and ends(line))
        return next(chain(certain, likely), None)

    def _candidates(self, items: Sequence[Line | Picture], after: int) -> Iterator[SourceLine]:
        """Yield what looks like a source line, the last one first."""
        for index in range(len(items) - 1, after, -1):
            line = items[index]
            if isinstance(line, Line) and len(line.text) <= _LONGEST_SOURCE and ("/" in line.text or self._leads_away(line)):
                found = self._at(items, index, line)
                if found is not None and found.start > after:
                    yield found

    def _leads_away(self, line: Line) -> bool:
        """Tell whether the line's one link leads to another site."""
        if len(line.links) != 1:
            return False
        parts = line.links[0].href.split("/", 3)
        return len(parts) > 2 and parts[1] == "" and parts[2].lower() not in self.hosts  # noqa: PLR2004 - scheme, nothing, host

    def _at(self, items: Sequence[Line | Picture], index: int, line: Line) -> SourceLine | None:
        """Read a line as a source line: with its own label, with the one above it, or with none where the address is our paper's."""
        label, rest = self._label_and_rest(line.text)
        link = _whole_link(line, rest)
        addresses = self._addresses(link, rest)
        above = "" if label or not addresses else self._label_above(items, index)
        named = label or above
        if not named:
            bare = link is not None or whole_address(rest) is not None
            addresses = [url for url in addresses if bare and self._is_ours(url)]
        if not addresses or (above and letters_only(above) in self.words.not_source):
            return None
        url, start = addresses[0], index - 1 if above else index
        known = bool(named) and letters_only(named) in self.words.source
        return SourceLine(start, index + 1, url, known, self._is_ours(url), self._is_same(url), self._is_shown(rest))

    def _addresses(self, link: Link | None, rest: str) -> list[str]:
        """The addresses of a line that may be an article's elsewhere: the one it leads to, then the one that is written."""
        given = (link.href if link is not None else "", rest)
        found = (self._article_elsewhere(address) for address in given if address)
        return [url for url in found if url is not None]

    def _label_above(self, items: Sequence[Line | Picture], index: int) -> str:
        """Return the line above if it is a label: short, and with a colon at its end or a known word for source; else nothing."""
        above = getattr(items[index - 1], "text", "").strip() if index else ""
        if not above or len(above) > _SHORT:
            return ""
        return above if above.endswith(_COLONS) or letters_only(above) in self.words.source else ""

    def _is_shown(self, rest: str) -> bool:
        """Whether a reader sees the address itself, whole or cut, or a newspaper's name."""
        return whole_address(rest) is not None or self.words.publisher(rest.strip(" |")) is not None or _begins_address(rest)

    def _label_and_rest(self, text: str) -> tuple[str, str]:
        """Split a line at its colon; a known label also without one. No label is empty."""
        found = labelled(text)
        if found is not None and letters_only(found[0]) not in self.words.not_source:
            return found
        word, _, after = text.partition(" ")
        return (word, after) if letters_only(word) in self.words.source else ("", text)

    def _article_elsewhere(self, url: str) -> str | None:
        """Return the address, whole, if it may be an article's on another site: no home page, map, shop, document or share link."""
        found = whole_address(url)
        if found is None:
            return None
        address, host, path = found
        if host in self.hosts or len(path) < _PATH_OF_ARTICLE:
            return None
        if self.words.social.search(f"//{host}{path}") or self.words.no_paper.search(f"//{host}{path}"):
            return None
        return address if "://" in url else f"https://{host}{path}"

    def _is_ours(self, url: str) -> bool:
        """Whether an address is at our paper."""
        return host_of(url) in self.words.ours_hosts

    def _is_same(self, url: str) -> bool:
        """Whether an address has the page's slug: equal, or one begins with the other, as with a collision's number or a cut."""
        slug = _slug(url)
        if slug == self.slug:
            return True
        shorter, longer = sorted((slug, self.slug), key=len)
        return shorter.count("-") >= _WORDS_OF_SLUG - 1 and longer.startswith(f"{shorter}-")

    def _shows_paper(self, line: SourceLine) -> bool:
        """Whether a line shows what may be a newspaper's article."""
        return line.shown and self._may_be_paper(line.url)

    def _may_be_paper(self, url: str) -> bool:
        """Whether an address without a known label may be a newspaper's article: a slug of several words or a long number, no office."""
        if self.words.office.search(f"//{host_of(url)}"):
            return False
        return _slug(url).count("-") >= _WORDS_OF_SLUG - 1 or _LONG_NUMBER.search(path_of(url)) is not None


def _is_same_plainly(line: SourceLine) -> bool:
    """Whether a line has the page's slug, and its label or what a reader sees says that it is an address."""
    return line.same and (line.labelled or line.shown)


def _is_same_or_ours(line: SourceLine) -> bool:
    """Whether a line has the page's slug, or our paper's address behind a known label."""
    return line.same or (line.ours and line.labelled)


def _shows_ours(line: SourceLine) -> bool:
    """Whether a line shows our paper's address or name."""
    return line.ours and line.shown


def _has_label(line: SourceLine) -> bool:
    """Whether a line has a known label."""
    return line.labelled


def _whole_link(line: Line, rest: str) -> Link | None:
    """Return the line's one link, if it is the whole line or all that stands behind the label."""
    if len(line.links) != 1:
        return None
    link = line.links[0]
    return link if line.linked or link.text.strip() == rest.strip(" |") else None


def _begins_address(text: str) -> bool:
    """Whether a text is an address that was cut for the eye: ``https://baoquocte.vn/tau-huan-luyen…``."""
    return text.lstrip("<([").startswith(("http://", "https://")) and text.rstrip(" |").endswith(("…", "..."))


def _slug(url: str) -> str:
    """The last segment of an address without extension and number."""
    last = path_of(url).rstrip("/").rpartition("/")[2].lower()
    return _NUMBER_BEHIND.sub("", _EXTENSION.sub("", last))
