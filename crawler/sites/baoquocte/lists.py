"""Reads the lists of baoquocte.vn: sections, tags, topics, search, days, front pages, feeds and sitemaps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.page import Failure, FailureKind, Listing, Teaser, Unread
from crawler.reading import dates, feed_listing
from crawler.reading.feed_listing import ListTimes, once
from crawler.reading.links import absolute, host_of
from crawler.reading.markup import attribute, base_address, text_of
from crawler.sites.baoquocte.data import HOSTS, LISTING, PATHS, ZONE, ends, linked_article, without_prefix
from crawler.sites.baoquocte.mastercms_pictures import images_of
from crawler.text.spelling import visible, without_ellipsis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.sites.baoquocte.data import Edition

_OFFSET = re.compile(r"(?<=[&?])BRSR=(\d{1,6})(?!\d)")
_LIST_PATH = re.compile(r"(?:/[a-z0-9-]+){1,3}/?", re.IGNORECASE)
_PAGE_NUMBERED: str = urlsplit(PATHS["search"]).path


@dataclass(slots=True)
class ListReader:
    """One list page while its teasers are read."""

    edition: Edition
    url: str
    text: str
    tree: LexborHTMLParser
    unread: list[Unread] = field(default_factory=list)
    teasers: dict[str, Teaser] = field(default_factory=dict)
    base: str = field(init=False)

    def __post_init__(self) -> None:
        """Find the address to which the page's links belong."""
        self.base = base_address(self.tree, self.url)

    def read(self) -> Listing | Failure:
        """Read teasers, the next page, and on a front page the menu; or say why there is nothing to read."""
        front = urlsplit(self.url).path in self.edition.data["front"] or not urlsplit(self.url).path
        nodes = self.tree.css(LISTING["any_teaser"]) if front else self._listed()
        for node in nodes:
            self._teaser(node)
        if front or (not nodes and not self._empty_list()):
            # Blocks of a front page have many shapes: a link to an article is a teaser whatever stands around it.
            self._links()
        lists = tuple(self._menu()) if front else ()
        if not self.teasers and not self._empty_list() and not lists:
            return self._why_unreadable()
        return Listing(self.url, tuple(self.teasers.values()), None if front else self._next(), lists, unread=once(self.unread))

    def _listed(self) -> list[LexborNode]:
        for selector in LISTING["teasers"]:
            nodes = self.tree.css(selector)
            if nodes:
                return nodes
        return []

    def _empty_list(self) -> bool:
        return any(self.tree.css_first(container) is not None for container in LISTING["containers"])

    def _why_unreadable(self) -> Failure:
        if not ends(self.text):
            return Failure(FailureKind.TRUNCATED, "the markup stops before any teaser")
        return Failure(FailureKind.LAYOUT_CHANGED, "neither teasers nor an empty list")

    def _teaser(self, node: LexborNode) -> None:
        link = next((found for found in (node.css_first(selector) for selector in LISTING["link"]) if found is not None), None)
        if link is None:
            link = next((found for found in node.css("a[href]") if visible(text_of(found))), None)
        href = attribute(link, "href") if link is not None else None
        where = linked_article(self.base, href)
        if where is None:
            if link is not None:
                self.unread.append(Unread(href or text_of(link), "its link is no article's"))
            return
        headline = text_of(link) if link is not None else ""
        description = self._description(node)
        date, source = self._date(node)
        self._keep(Teaser(where, headline if visible(headline) else None, description, date, source))

    def _description(self, node: LexborNode) -> str | None:
        for selector in LISTING["description"]:
            found = node.css_first(selector)
            text = text_of(found) if found is not None else ""
            if visible(text):
                return without_prefix(without_ellipsis(text))[0] or None
        return None

    def _date(self, node: LexborNode) -> tuple[str | None, str | None]:
        for selector in LISTING["date"]:
            found = node.css_first(selector)
            date = dates.from_visible(text_of(found), ZONE) if found is not None else None
            if date:
                return date, "visible"
        for image in images_of(node.css(LISTING["image"]), self.base):
            date = dates.from_stamp(image)
            if date:
                return date, "thumbnail"
        return None, None

    def _links(self) -> None:
        for link in self.tree.css("a[href]"):
            where = linked_article(self.base, attribute(link, "href"))
            if where is not None:
                headline = text_of(link)
                self._keep(Teaser(where, headline if visible(headline) else None))

    def _keep(self, teaser: Teaser) -> None:
        """Keep one teaser an article, in page order; of several what the fullest knows."""
        known = self.teasers.get(teaser.address.key)
        if known is None:
            self.teasers[teaser.address.key] = teaser
            return
        longest = max(known.headline or "", teaser.headline or "", key=len) or None
        dated = known if known.date or not teaser.date else teaser
        self.teasers[teaser.address.key] = Teaser(
            known.address, known.headline or longest, known.description or teaser.description, dated.date, dated.date_source
        )

    def _menu(self) -> Iterator[str]:
        seen: set[str] = set()
        for link in self.tree.css(LISTING["menu"]):
            url = _section(self.url, absolute(self.base, attribute(link, "href")))
            if url is not None and url not in seen:
                seen.add(url)
                yield url

    def _next(self) -> str | None:
        """Return the next page's address: as the pager names it, else by counting; nothing follows a page without teasers."""
        if not self.teasers:
            return None
        current = _offset(self.url)
        numbered = urlsplit(self.url).path == _PAGE_NUMBERED
        named = {
            offset
            for pager in self.tree.css(LISTING["pager"])
            for link in pager.css("a[href]")
            if (offset := _offset(link.attributes.get("href") or "")) is not None
        }
        here = current if current is not None else (1 if numbered else 0)
        later = [offset for offset in named if offset > here]
        if named and not later:
            return None
        step = 1 if numbered else PATHS["page_size"]
        following = min(later) if later else here + step
        if current is not None:
            return _OFFSET.sub(f"BRSR={following}", self.url)
        if numbered:
            return f"{self.url}&BRSR={following}"
        return f"{self.url.rstrip('/')}{PATHS['page'].format(offset=following)}"


def read_feed_list(url: str, body: bytes, charset: str | None) -> Listing | Failure:
    """Read a feed or sitemap; links of both editions stand in one feed, each goes to its own."""
    listing = feed_listing.read_feed_list(url, body, charset, lambda link: linked_article(url, link), ListTimes(ZONE))
    if isinstance(listing, Failure):
        return listing
    own = tuple(part for part in listing.lists if host_of(part) in HOSTS)
    teasers = tuple(replace(teaser, description=without_prefix(teaser.description or "")[0] or None) for teaser in listing.teasers)
    return replace(listing, teasers=teasers, lists=own, changed={part: listing.changed[part] for part in own if part in listing.changed})


def _section(base: str, href: str | None) -> str | None:
    """Return a menu link's address if it is a section's."""
    try:
        parts = urlsplit(urljoin(base, href or ""))
    except ValueError:
        return None
    host = urlsplit(base).hostname
    if parts.hostname != host or parts.query or not _LIST_PATH.fullmatch(parts.path):
        return None
    return f"https://{host}{parts.path.rstrip('/')}"


def _offset(url: str) -> int | None:
    found = _OFFSET.search(url)
    return int(found[1]) if found else None
