"""Reads a mirror's lists from any markup: teasers are links to articles of the family, put together per article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.page import Failure, FailureKind, Listing, Teaser
from crawler.reading import dates
from crawler.reading.challenge import challenge_in
from crawler.reading.feed_listing import ListTimes, read_feed_list
from crawler.reading.links import absolute
from crawler.reading.markup import base_address
from crawler.reading.outline import Line, outline, weight
from crawler.text.comparing import letters_only
from crawler.text.spelling import collapse

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from crawler.page import Address
    from crawler.reading.any_layout.draft import Family
    from crawler.reading.decoding import Decoded
    from crawler.reading.outline import Outline

_DATE = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/\d{4}(?![\d/])")
_NEXT = 'a[rel~="next"], link[rel~="next"], .pagination a.next, a.next.page-numbers, a.nextpostslink, a[aria-label="Next"], li.next > a'
_LEAST_DESCRIPTION = 40
_LEAST_HEADLINE = 6
_CLIMB = 4
_MOST_TEASERS = 1_000  # more on one page is no list; feeds and sitemaps have their own limits


@dataclass(slots=True)
class _Found:
    address: Address
    block: int
    first: int
    last: int
    headline: str | None = None
    heading: bool = False


class ListingReader:
    """Reads lists, feeds and sitemaps of one mirror family."""

    def __init__(self, family: Family) -> None:
        self._words = family.words
        self._address = family.address
        self._times = ListTimes(family.zone, family.words.list_day)

    def read_feed(self, url: str, body: bytes, charset: str | None) -> Listing | Failure:
        """Read a feed's or sitemap's bytes."""
        return read_feed_list(url, body, charset, self._address, self._times)

    def read(self, url: str, decoded: Decoded, tree: LexborHTMLParser) -> Listing | Failure:
        """Read a list's page."""
        page = outline(tree.body) if tree.body is not None else None
        base = base_address(tree, url)
        found = self._teasers(base, page, _titles(tree)) if page is not None else []
        if not found:
            mark = challenge_in(decoded.text, tree)
            if mark is not None:
                return Failure(FailureKind.CHALLENGE, mark)
            if page is None or not any(isinstance(item, Line) for item in page.items):
                return Failure(FailureKind.EMPTY, "no text")
        node = tree.css_first(_NEXT)
        href = node.attributes.get("href") if node is not None else None
        next_url = absolute(base, href) if href and not href.startswith(("#", "javascript:")) else None
        return Listing(url, tuple(found), next_url if next_url and next_url != url else None)

    def _teasers(self, base: str, page: Outline, titles: dict[str, str]) -> list[Teaser]:
        """Put the teasers together; a link that shows no text has its headline in its title."""
        found = self._links(base, page)
        named = {at.key: (at, title) for href, title in titles.items() if (at := self._address(absolute(base, href))) is not None}
        for key, one in found.items():
            if one.headline is None and key in named:
                one.headline = named[key][1]
        teasers = [self._teaser(page, one, found) for one in found.values() if one.headline is not None]
        return teasers + [Teaser(at, title) for key, (at, title) in named.items() if key not in found][: _MOST_TEASERS - len(found)]

    def _links(self, base: str, page: Outline) -> dict[str, _Found]:
        """Put the links to one article together; the longest text that is no label is its headline, a heading's before others."""
        found: dict[str, _Found] = {}
        known: dict[str, Address | None] = {}
        for index, item in enumerate(page.items):
            links = [(link.href, link.text) for link in item.links] if isinstance(item, Line) else [(item.href, None)]
            for href, text in links:
                if href is None:
                    continue
                if href not in known:
                    known[href] = self._address(absolute(base, href))
                address = known[href]
                if address is None or (address.key not in found and len(found) >= _MOST_TEASERS):
                    continue
                one = found.setdefault(address.key, _Found(address, item.block, index, index))
                one.last = index
                if text is None or weight(text) < _LEAST_HEADLINE or letters_only(text) in self._words.related or _DATE.fullmatch(text):
                    continue
                heading = isinstance(item, Line) and item.heading
                if one.headline is None or (heading and not one.heading):
                    one.headline, one.heading, one.block = text, heading, item.block
        return found

    def _teaser(self, page: Outline, one: _Found, found: dict[str, _Found]) -> Teaser:
        """Read date and standfirst from what belongs to one article alone."""
        start, end = _room(page, one, [(other.first, other.last) for other in found.values() if other is not one])
        lines = [item for item in page.items[start:end] if isinstance(item, Line)]
        date, description = _date_and_standfirst(lines, one.headline)
        return Teaser(one.address, one.headline, description, date, "visible" if date else None)


def _titles(tree: LexborHTMLParser) -> dict[str, str]:
    """Return the titles that links have beside their text, by the links' addresses."""
    links = ((node.attributes.get("href"), collapse(node.attributes.get("title") or "")) for node in tree.css("a[href][title]"))
    return {href: title for href, title in links if href and weight(title) >= _LEAST_HEADLINE}


def _room(page: Outline, one: _Found, others: list[tuple[int, int]]) -> tuple[int, int]:
    """Return start and end of the largest block around the headline that holds no other article's link.

    Where no block reaches beyond the article's last link, the few lines behind it count, up to the next article.
    """
    start, end = one.first, one.last + 1
    for step, ancestor in enumerate(page.ancestors(one.block)):
        block = page.blocks[ancestor]
        if step > _CLIMB or block.parent < 0 or any(first < block.end and last >= block.start for first, last in others):
            break
        start, end = min(start, block.start), max(end, block.end)
    if end == one.last + 1:
        end = min((first for first, _ in others if first > one.last), default=min(len(page.items), one.last + 4))
    return start, end


def _date_and_standfirst(lines: list[Line], headline: str | None) -> tuple[str | None, str | None]:
    """Return the first date in a short line, and the first long line that is neither heading nor headline, nor gave the date."""
    description = date = None
    for line in lines:
        shown = _DATE.search(line.text)
        if shown and date is None and line.weight < 2 * _LEAST_DESCRIPTION:
            date = dates.from_visible(shown[0])
        elif description is None and line.text != headline and line.weight >= _LEAST_DESCRIPTION and not line.heading:
            description = line.text
    return date, description
