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
    from crawler.reading.outline import Picture

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
        ranks = (
            (line for line in found if line.same and (line.labelled or line.shown)),
            (line for line in found if line.same or (line.ours and line.labelled)),
            (line for line in in_front if line.ours and line.shown and ends(line)),
            (line for line in in_front if line.labelled and ends(line)),
            (line for line in in_front if line.shown and self._may_be_paper(line.url) and ends(line)),
        )
        return next(chain.from_iterable(ranks), None)

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
        label, rest = self._label_and_rest(line.text)
        link = line.links[0] if len(line.links) == 1 else None
        whole = link is not None and (line.linked or link.text.strip() == rest.strip(" |"))
        written = whole_address(rest) is not None
        for candidate in (link.href if link is not None and whole else None, rest):
            url = self._article_elsewhere(candidate) if candidate else None
            if url is None:
                continue
            ours, same = host_of(url) in self.words.ours_hosts, self._is_same(url)
            shown = written or self.words.publisher(rest.strip(" |")) is not None or _begins_address(rest)
            if label:
                return SourceLine(index, index + 1, url, letters_only(label) in self.words.source, ours, same, shown)
            above = getattr(items[index - 1], "text", "").strip() if index else ""
            if above and len(above) <= _SHORT and (above.endswith(_COLONS) or letters_only(above) in self.words.source):
                if letters_only(above) in self.words.not_source:
                    return None
                return SourceLine(index - 1, index + 1, url, letters_only(above) in self.words.source, ours, same, shown)
            if ours and (whole or written):
                return SourceLine(index, index + 1, url, labelled=False, ours=True, same=same, shown=shown)
        return None

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

    def _is_same(self, url: str) -> bool:
        """Whether an address has the page's slug: equal, or one begins with the other, as with a collision's number or a cut."""
        slug = _slug(url)
        if slug == self.slug:
            return True
        shorter, longer = sorted((slug, self.slug), key=len)
        return shorter.count("-") >= _WORDS_OF_SLUG - 1 and longer.startswith(f"{shorter}-")

    def _may_be_paper(self, url: str) -> bool:
        """Whether an address without a known label may be a newspaper's article: a slug of several words or a long number, no office."""
        if self.words.office.search(f"//{host_of(url)}"):
            return False
        return _slug(url).count("-") >= _WORDS_OF_SLUG - 1 or _LONG_NUMBER.search(path_of(url)) is not None


def _begins_address(text: str) -> bool:
    """Whether a text is an address that was cut for the eye: ``https://baoquocte.vn/tau-huan-luyen…``."""
    return text.lstrip("<([").startswith(("http://", "https://")) and text.rstrip(" |").endswith(("…", "..."))


def _slug(url: str) -> str:
    """The last segment of an address without extension and number."""
    last = path_of(url).rstrip("/").rpartition("/")[2].lower()
    return _NUMBER_BEHIND.sub("", _EXTENSION.sub("", last))
