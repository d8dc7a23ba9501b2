"""A site that republishes a newspaper's articles in many languages: addresses, lists to start from, readers. All that differs is data.

Its articles stand at ``/<language>/<slug>``, those in the originals' language at ``/<slug>``; the slug is the original's in every language.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from crawler.page import Address, Failure, FailureKind, Page
from crawler.reading.any_layout.article import AnyLayoutReader
from crawler.reading.any_layout.draft import Family
from crawler.reading.any_layout.listing import ListingReader
from crawler.reading.any_layout.vocabulary import vocabulary_of
from crawler.sites.base import LookUpRules, Seed, read_guarded, read_list_guarded, zone_of
from crawler.text.spelling import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from crawler.page import Listing

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-[a-z]{2})?")
_SLUG = re.compile(r"[a-z0-9]++(?:[-_]++[a-z0-9]++)++-?")
_REGION, _SCRIPT = 2, 4


def language_tag(code: str) -> str:
    """Write a path's language code as BCP 47 does: ``zh-cn`` is ``zh-CN``, ``zh-hant`` is ``zh-Hant``."""
    first, *others = code.lower().split("-")
    return "-".join((first, *(part.upper() if len(part) == _REGION else part.title() if len(part) == _SCRIPT else part for part in others)))


class TranslatedMirror:
    """A mirror as its TOML describes it; see docs/add-a-site.md for what has to stand there."""

    def __init__(self, path: Path) -> None:
        data = tomllib.loads(path.read_text("utf-8"))
        self.name: str = data["name"]
        self.hosts: tuple[str, ...] = tuple(data["hosts"])
        self.expectations: Mapping[str, Any] = data["expectations"]
        self.languages: tuple[str, ...] = tuple(language_tag(code) for code in data["languages_tried"])
        self.pace = float(data.get("pace", 1))
        self.origin: str = data["origin"]
        self.origin_language: str = data["origin_language"]
        self.look_up = LookUpRules(**data.get("look_up", {}))
        names = dict.fromkeys(slugify(name) for name in data["publisher"]["ours_names"])
        self._affixes = (*data.get("slugs", {}).get("collisions", ()), *(f"-{name}" for name in names if name))
        self._no_articles = re.compile(data["lists"]["no_articles"]) if "no_articles" in data.get("lists", {}) else None
        self._data = data
        self._root = f"{data.get('scheme', 'https')}://{data['canonical_host']}"
        self._home = self.origin_language.lower()
        self._known = frozenset((self._home, *data["languages_seen"], *data.get("languages_expected", ())))
        self._reserved = frozenset(data["reserved"])
        self._no_slugs = self._known.union(data["reserved"], data["not_articles"])
        self._hosts = frozenset(self.hosts)
        family = Family(data["parser"], vocabulary_of(data), self._hosts, self.address, zone_of(data))
        self._articles = AnyLayoutReader(family)
        self._lists = ListingReader(family)

    def knows_language(self, code: str) -> bool:
        """Tell whether a path's language code is one that the site is known or expected to have; others are accepted and counted."""
        return code.lower() in self._known

    def address(self, url: str) -> Address | None:
        """Take an article's address apart: ``/<lang>/<slug>``, in the originals' language ``/<slug>``, on any host of the family."""
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or host not in self._hosts:
            return None
        segments = [segment for segment in unquote(parts.path).lower().split("/") if segment]
        if len(segments) == 1:
            code, slug = self._home, segments[0]
        elif len(segments) == 2 and segments[0] not in self._reserved and _LANGUAGE.fullmatch(segments[0]):  # noqa: PLR2004
            code, slug = segments
        else:
            return None
        if _SLUG.fullmatch(slug) is None or slug in self._no_slugs:
            return None
        return self.translation(slug, code)

    def translation(self, slug: str, language: str) -> Address:
        """Return the address that a translation into a language (BCP 47) has, if there is one; only asking tells."""
        code = language.lower()
        url = f"{self._root}/{slug}" if code == self._home else f"{self._root}/{code}/{slug}"
        return Address(f"{self.name}/{code}/{slug}", url, self.name, language_tag(code), slug)

    def slugs(self, slug: str) -> tuple[str, ...]:
        """Return the slugs under which an original's pages may stand: its own, with a collision's suffix, with the paper's name."""
        return (slug, *(f"{slug}{affix}" for affix in self._affixes))

    def newest(self, language: str) -> str | None:
        """Return the address of a language's front page."""
        fronts = (row["url"] for row in self._data.get("seeds_by_language", ()) if row["kind"] == "front")
        return next((url.format(lang=language.lower()) for url in fronts if language.lower() != self._home), None)

    def read_article(self, url: str, body: bytes, charset: str | None = None) -> Page | Failure:
        """Read an article's page, whatever its markup."""
        address = self.address(url)
        if address is None:
            return Failure(FailureKind.NOT_ARTICLE, "not an article's address")
        page = read_guarded(body, charset, lambda decoded, tree: self._articles.read(address, body, decoded, tree))
        code = address.key.split("/")[1]
        if isinstance(page, Page) and not self.knows_language(code):
            page.rules["language"] = f"unlisted code: {code}"
        return page

    def read_listing(self, url: str, body: bytes, charset: str | None = None) -> Listing | Failure:
        """Read a list page, a feed or a sitemap. What is none and stands at the address of one is a failure, not an empty list."""
        listing = read_list_guarded(
            body,
            charset,
            lambda decoded, tree: self._lists.read(url, decoded, tree),
            lambda: self._lists.read_feed(url, body, charset),
            feed=urlsplit(url).path.endswith((".xml", ".xml.gz", ".rss")),
        )
        if isinstance(listing, Failure) or self._no_articles is None:
            return listing
        return replace(listing, lists=tuple(part for part in listing.lists if not self._no_articles.search(part)))

    def seeds(self, sections: Sequence[str] | None = None) -> tuple[Seed, ...]:
        """Name the lists to start from; ``sections`` picks those of that name in the data (``feed``, ``front`` …) or of that language."""
        wanted = None if sections is None else frozenset(sections)
        found: dict[str, Seed] = {}
        for row in self._data["seeds"]:
            if wanted is None or not wanted.isdisjoint(row["sections"]):
                found.setdefault(row["url"], Seed(row["url"], row["kind"], javascript=row.get("javascript", False)))
        for row in self._data.get("seeds_by_language", ()):
            for code in dict.fromkeys((*self._data["languages_seen"], *self._data["languages_tried"])):
                if code == self._home or (wanted is not None and wanted.isdisjoint((*row["sections"], code))):
                    continue
                url = row["url"].format(lang=code)
                found.setdefault(url, Seed(url, row["kind"], javascript=row.get("javascript", False)))
        return tuple(found.values())
