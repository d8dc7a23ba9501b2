"""The mirror's hosts: which address answers with what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.replica import mirror, mirror_next, mirror_page
from tests.replica.messages import Response, document
from tests.replica.mirror_lists import API, Lists
from tests.replica.mirror_sitemap import FEED_LANGUAGES, Sitemaps

if TYPE_CHECKING:
    from tests.replica.catalogue import Catalogue
    from tests.replica.story import Story

HOSTS = ("www.vietnam.vn", "vietnam.vn", "thongtin.vietnam.vn", "vjs.vietnam.vn", "id.vietnam.vn", "vrviet.vn")
# Here an address that does not exist answers 200; in the other languages it answers 404.
SOFT_404 = frozenset({"vi", "en", "ja", "fr", "ar", "pt", "th", "ru", "zh-cn", "id"})
_ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nDisallow: /wp-json/\nSitemap: https://www.vietnam.vn/sitemap.xml\n"
_TAG = re.compile(r"tag/(?P<tag>[a-z0-9-]+)/?(page/(?P<page>\d+))?")
_CATEGORY = re.compile(r"(category/(?P<name>[a-z0-9-]+))?/?")
_INDEX = frozenset({"events", "authors", "tag", "category"})


class Mirror:
    """Answers for all hosts of the mirror alike."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lists = Lists(catalogue)
        self._sitemaps = Sitemaps(catalogue)

    def answer(self, path: str) -> Response:
        """Answer a request for ``path``."""
        parts = urlsplit(path)
        fields = parse_qs(parts.query)
        if parts.path == "/robots.txt":
            return document(_ROBOTS, "text/plain; charset=utf-8")
        if parts.path.startswith(API):
            return self._lists.batch(parts.path.removeprefix(API), fields)
        segment, rest = mirror.segment_of(parts.path)
        if rest == "sitemap.rss" and segment in FEED_LANGUAGES:
            return self._sitemaps.feed(segment)
        return self._sitemaps.answer(parts.path) or self._list(segment, rest, fields) or self._article(segment, rest)

    def _list(self, segment: str, rest: str, fields: dict[str, list[str]]) -> Response | None:
        if rest in _INDEX:
            return self._lists.index(segment, rest)
        if match := _TAG.fullmatch(rest):
            return self._lists.tag(segment, match["tag"], int(match["page"] or 1))
        if match := _CATEGORY.fullmatch(rest):
            number = fields.get("page", ["1"])[0]
            return self._lists.category(segment, match["name"], max(1, int(number)) if number.isdecimal() else 1)
        return None

    def _article(self, segment: str, slug: str) -> Response:
        story = self._catalogue.by_slug(slug)
        if story is None or segment not in story.translations:
            return mirror_next.missing(segment, self._others(None, segment), 200 if segment in SOFT_404 else 404)
        return mirror_page.render(story, segment, self._others(story, segment), self._catalogue.design("vietnam.vn"))

    def _others(self, story: Story | None, segment: str) -> list[tuple[str, str]]:
        """Choose other pages of the language for the boxes of a page."""
        others = [other for other in self._catalogue.mirrored(segment) if story is None or other.key != story.key][:6]
        return [(mirror.url(segment, other.mirror_slug), other.translations[segment].headline) for other in others]
