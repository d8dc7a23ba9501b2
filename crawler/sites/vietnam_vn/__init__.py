"""The translated mirrors of vietnam.vn: addresses, lists to start from, and its readers. What may change stands in vietnam_vn.toml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from crawler.page import Address, Failure, FailureKind, Listing, Page
from crawler.reading.any_layout.article import ArticleReader
from crawler.reading.any_layout.draft import Family
from crawler.reading.any_layout.listing import ListingReader
from crawler.reading.any_layout.vocabulary import load
from crawler.reading.legible import legible_list
from crawler.reading.limits import excess
from crawler.sites.base import Seed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORDS = load(Path(__file__).with_name("vietnam_vn.toml"))
_DATA = _WORDS.data
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-[a-z]{2})?")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_]+[a-z0-9]+)+-?")
_REGION, _SCRIPT = 2, 4
_KNOWN = frozenset((*_DATA["languages_seen"], *_DATA["languages_expected"]))
_RESERVED = frozenset(_DATA["reserved"])
_NOT_ARTICLES = frozenset(_DATA["not_articles"])
_HOME = "vi"


def known_language(code: str) -> bool:
    """Tell whether a path's language code is one that the site is known or expected to have; others are accepted and counted."""
    return code.lower() in _KNOWN


def language_tag(code: str) -> str:
    """Write a path's language code as BCP 47 does: ``zh-cn`` is ``zh-CN``, ``zh-hant`` is ``zh-Hant``."""
    first, *others = code.lower().split("-")
    return "-".join((first, *(part.upper() if len(part) == _REGION else part.title() if len(part) == _SCRIPT else part for part in others)))


def mirror_url(slug: str, language: str) -> str:
    """Build a mirror's address from the original's slug; whether there is such a page only asking tells."""
    host = _DATA["canonical_host"]
    code = language.lower()
    return f"https://{host}/{slug}" if code == _HOME else f"https://{host}/{code}/{slug}"


class VietnamVn:
    """The mirror family of vietnam.vn."""

    name: str = _DATA["name"]
    hosts: tuple[str, ...] = tuple(_DATA["hosts"])
    expectations: Mapping[str, Any] = _DATA["expectations"]
    languages: tuple[str, ...] = tuple(language_tag(code) for code in _DATA["languages_tried"])

    def __init__(self) -> None:
        self._hosts = frozenset(self.hosts)
        family = Family(_WORDS, self._hosts, self.address)
        self._articles = ArticleReader(family)
        self._lists = ListingReader(family)

    def address(self, url: str) -> Address | None:
        """Take an article's address apart: ``/<lang>/<slug>``, Vietnamese ``/<slug>``, on any host of the family."""
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or host not in self._hosts:
            return None
        segments = [segment for segment in unquote(parts.path).lower().split("/") if segment]
        if len(segments) == 1:
            code, slug = _HOME, segments[0]
        elif len(segments) == 2 and segments[0] not in _RESERVED and _LANGUAGE.fullmatch(segments[0]):  # noqa: PLR2004
            code, slug = segments
        else:
            return None
        if _SLUG.fullmatch(slug) is None or slug in _RESERVED or slug in _NOT_ARTICLES or known_language(slug):
            return None
        return Address(f"{self.name}/{code}/{slug}", mirror_url(slug, code), self.name, language_tag(code), slug)

    def translation(self, slug: str, language: str) -> Address:
        """Return the address that a translation into a language (BCP 47) has, if there is one."""
        code = language.lower()
        return Address(f"{self.name}/{code}/{slug}", mirror_url(slug, code), self.name, language_tag(code), slug)

    def read_article(self, url: str, body: bytes, charset: str | None = None) -> Page | Failure:
        """Read an article's page, whatever its markup."""
        address = self.address(url)
        if address is None:
            return Failure(FailureKind.NOT_ARTICLE, "not an article's address")
        too_much = excess(body)
        if too_much is not None:
            return Failure(FailureKind.TOO_LARGE, too_much)
        page = self._articles.read(address, body, charset)
        code = address.key.split("/")[1]
        if isinstance(page, Page) and not known_language(code):
            page.rules["language"] = f"unlisted code: {code}"
        return page

    def read_listing(self, url: str, body: bytes, charset: str | None = None) -> Listing | Failure:
        """Read a list page, a feed or a sitemap."""
        return legible_list(self._lists.read(url, body, charset))

    def seeds(self, sections: Sequence[str] | None = None) -> tuple[Seed, ...]:
        """Name the lists to start from, all of them guessed; ``sections`` picks those of that name (``quoc-phong``, ``feed``, ``de`` …)."""
        wanted = None if sections is None else frozenset(sections)
        found: dict[str, Seed] = {}
        for row in _DATA["seeds"]:
            if wanted is None or not wanted.isdisjoint(row["sections"]):
                found.setdefault(row["url"], Seed(row["url"], row["kind"], javascript=row.get("javascript", False)))
        for row in _DATA["seeds_by_language"]:
            for code in _DATA["languages_seen"]:
                if code == _HOME or (wanted is not None and wanted.isdisjoint((*row["sections"], code))):
                    continue
                url = row["url"].format(lang=code)
                found.setdefault(url, Seed(url, row["kind"], javascript=row.get("javascript", False)))
        return tuple(found.values())


SITES = (VietnamVn(),)
