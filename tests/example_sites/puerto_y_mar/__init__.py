"""puertoymar.example: a made-up newspaper. Its addresses and selectors stand in puerto_y_mar.toml, how they are used here."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.page import Address, Failure, FailureKind, Image, Listing, Page, Removed, Teaser, Unread
from crawler.reading.dates import from_iso
from crawler.reading.feed_listing import read_feed_list
from crawler.reading.links import absolute
from crawler.reading.markup import attribute, text_of
from crawler.sites.base import Seed, SeedKind, read_guarded, read_list_guarded, zone_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("puerto_y_mar.toml").read_text("utf-8"))
PAGE, LIST, ROOT = DATA["page"], DATA["list"], DATA["root"]


def _first(top: LexborHTMLParser | LexborNode, selector: str, of: str = "") -> str | None:
    node = top.css_first(selector)
    return ((attribute(node, of) if of else text_of(node)) or None) if node is not None else None


class PuertoYMar:
    name: str = DATA["name"]
    hosts: tuple[str, ...] = tuple(DATA["hosts"])
    expectations: Mapping[str, Any] = DATA["expectations"]

    def address(self, url: str) -> Address | None:
        if (found := re.match(DATA["article"], url)) is None:
            return None
        path, slug, number = found.groups()
        return Address(f"{self.name}/{number}", ROOT + path, self.name, DATA["language"], slug, int(number))

    def read_article(self, url: str, body: bytes, charset: str | None = None) -> Page | Failure:
        return read_guarded(body, charset, lambda _, tree: self._article(url, tree))

    def _article(self, url: str, tree: LexborHTMLParser) -> Page | Failure:
        address, headline, body = self.address(url), _first(tree, PAGE["headline"]), tree.css_first(PAGE["body"])
        if address is None or headline is None or body is None:
            return Failure(FailureKind.LAYOUT_CHANGED, "the address is no article's, or the page has no headline or no body")
        page = Page(address, DATA["parser"], headline, _first(tree, PAGE["description"]), publisher=DATA["publisher"])
        page.date_published = from_iso(_first(tree, PAGE["date"], "datetime"), zone_of(DATA))
        page.date_source = "visible" if page.date_published else None
        page.authors, page.section = ([text] if (text := _first(tree, PAGE[name])) else [] for name in ("author", "section"))
        for block in body.iter():
            if block.tag == "figure" and (source := _first(block, "img", "src")) is not None:
                page.body.append(Image(absolute(url, source), _first(block, "figcaption")))
            elif block.tag == "p":
                page.body.append(text_of(block))
            else:  # nothing vanishes: what is passed over is named
                page.removed.append(Removed("related", text_of(block)))
        return page

    def read_listing(self, url: str, body: bytes, charset: str | None = None) -> Listing | Failure:
        return read_list_guarded(
            body, charset, lambda _, tree: self._list(url, tree), lambda: read_feed_list(url, body, charset, self.address)
        )

    def _list(self, url: str, tree: LexborHTMLParser) -> Listing | Failure:
        rows = [(row, absolute(url, _first(row, LIST["link"], "href"))) for row in tree.css(LIST["teaser"])]
        known = [(row, address) for row, link in rows if (address := self.address(link)) is not None]
        teasers = tuple(Teaser(address, _first(row, LIST["link"]), _first(row, LIST["description"])) for row, address in known)
        unread = tuple(Unread(link, "its link is no article's") for _, link in rows if self.address(link) is None)
        return Listing(url, teasers, unread=unread) if rows else Failure(FailureKind.LAYOUT_CHANGED, "no teasers")

    def seeds(self, sections: Sequence[str] | None = None) -> tuple[Seed, ...]:
        lists: dict[SeedKind, list[str]] = DATA["seeds"]
        named = [(path, kind) for kind, paths in lists.items() for path in paths if sections is None or path in sections]
        return tuple(Seed(f"{ROOT}/{path}", kind) for path, kind in named)


SITE = PuertoYMar()
