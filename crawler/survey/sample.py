"""The pages of a survey: what was asked for and why, and what came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.page import Failure, Listing
from crawler.reading.links import absolute, host_of
from crawler.reading.markup import base_address, read_page
from crawler.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.page import Teaser

_OK = 200
_OFF_LIST = re.compile(r"its host '([^']+)' is not on the list")
FORBIDDEN = "robots-forbidden"


@dataclass(frozen=True)
class Answer:
    """One answer. ``status`` is 0 where none came: then ``failure`` names why. ``url`` is where it came from, after redirects."""

    purpose: str
    asked: str
    url: str
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    key: str = ""  # of the guess that was asked for
    value: str = ""
    reason: str = ""  # of the failure, in words

    @property
    def good(self) -> bool:
        """Whether a page came."""
        return self.status == _OK

    @property
    def said(self) -> str:
        """What came, in words."""
        if self.failure:
            return (
                "robots.txt forbids it"
                if self.failure == FORBIDDEN
                else f"no answer ({self.failure}{': ' if self.reason else ''}{self.reason})"
            )
        moved = f", redirected to {self.url}" if self.url != self.asked else ""
        return f"status {self.status}{moved}"

    @cached_property
    def charset(self) -> str | None:
        """The charset of the header."""
        _, _, charset = self.headers.get("content-type", "").lower().partition("charset=")
        return charset.split(";")[0].strip(" \"'") or None

    @cached_property
    def _read(self) -> tuple[str, LexborHTMLParser]:
        decoded, tree = read_page(self.body, self.charset)
        return decoded.text, tree

    @property
    def text(self) -> str:
        """The body as text."""
        return self._read[0]

    @property
    def tree(self) -> LexborHTMLParser:
        """The body as a tree."""
        return self._read[1]

    @cached_property
    def links(self) -> list[str]:
        """The addresses to which the page links, absolute, in page order."""
        return self.hrefs("a[href]")

    def absolute(self, address: str | None) -> str:
        """Join an address that stands on the page to the page's own; empty where there is none."""
        return absolute(base_address(self.tree, self.url), (address or "").strip())

    def hrefs(self, selector: str) -> list[str]:
        """Return the addresses of ``link`` or ``a`` elements, absolute, in page order."""
        return self.hrefs_in(self.tree, selector)

    def hrefs_in(self, top: LexborHTMLParser | LexborNode, selector: str = "a[href]") -> list[str]:
        """Return the addresses of the links of a part of the page."""
        base = base_address(self.tree, self.url)
        return [absolute(base, (node.attributes.get("href") or "").strip()) for node in top.css(selector)]

    @property
    def leads_to(self) -> str:
        """The host, not on the list, to which the answer redirected; empty where it did not."""
        found = _OFF_LIST.search(self.reason)
        return found[1] if found is not None else ""

    @property
    def teasers(self) -> tuple[Teaser, ...]:
        """The articles that the page lists."""
        return self.listing.teasers if self.listing is not None else ()

    @cached_property
    def listing(self) -> Listing | None:
        """The page as the crawl would read it as a list; None where it cannot."""
        site = site_of(self.url)
        read = site.read_listing(self.url, self.body, self.charset) if site is not None and self.good else None
        return None if isinstance(read, Failure) else read


@dataclass(slots=True)
class Sample:
    """All answers, in the order in which they came."""

    answers: list[Answer] = field(default_factory=list)
    originals: frozenset[str] = frozenset()  # slugs of the paper's articles, as far as its own lists and pages name them

    def of(self, *purposes: str, host: str = "", good: bool = True) -> Iterator[Answer]:
        """Yield the answers of some purposes, of one host where it is given; without ``good`` those too that are no page."""
        for answer in self.answers:
            if answer.purpose in purposes and (not host or host_of(answer.asked) == host) and (answer.good or not good):
                yield answer

    def part(self, hosts: Iterable[str]) -> Sample:
        """Return the answers to what was asked of some hosts."""
        wanted = frozenset(hosts)
        return Sample([answer for answer in self.answers if host_of(answer.asked) in wanted])

    def robots(self, host: str) -> Answer | None:
        """Return the robots.txt of a host."""
        return next(self.of("robots", host=host, good=False), None)
