"""The mirror's hosts: which address answers with what, and their lists."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.replica import mirror
from tests.replica.catalogue import publisher
from tests.replica.damage import stable
from tests.replica.languages import languages, words
from tests.replica.messages import Response, document, escape, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.replica.catalogue import Catalogue
    from tests.replica.story import Story

HOSTS = ("www.vietnam.vn", "vietnam.vn", "thongtin.vietnam.vn", "vjs.vietnam.vn", "id.vietnam.vn", "vrviet.vn")
PAGE_SIZE = 10
SCRIPTED_TAG = "quoc-phong"
_FULL_TAGS = frozenset({"thoi-su", "the-gioi"})
_SITEMAP_SIZE = 5000
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nDisallow: /wp-json/\nSitemap: https://www.vietnam.vn/sitemap.xml\n"
_API = "/api/v1/tags/"
_LIST = re.compile(r"(tag/(?P<tag>[a-z0-9-]+)/?)?(page/(?P<page>\d+))?")

# Fills the list and asks for more with each press of the button; the button goes when there is no more.
_SCRIPT = """
(function () {
  var list = document.querySelector('[data-list]'), button = document.querySelector('[data-more]'), page = 0;
  function load() {
    button.disabled = true;
    fetch(list.getAttribute('data-list') + '&page=' + (page + 1)).then(function (answer) { return answer.json(); }).then(function (data) {
      page += 1;
      data.items.forEach(function (item) {
        var row = document.createElement('article'), title = document.createElement('h3'), link = document.createElement('a'), by = document.createElement('div');
        link.href = item.url; link.textContent = item.title; by.textContent = item.publisher + item.date;
        title.appendChild(link); row.appendChild(title); row.appendChild(by); list.appendChild(row);
      });
      if (data.more) { button.disabled = false; } else { button.remove(); }
    });
  }
  button.addEventListener('click', load);
  load();
})();
"""


class Mirror:
    """Answers for all hosts of the mirror alike."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def answer(self, path: str) -> Response:
        """Answer a request for ``path``."""
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return document(_ROBOTS, "text/plain; charset=utf-8")
        if parts.path == "/sitemap.xml":
            return self._sitemap()
        if parts.path.startswith(_API):
            return self._batch(parts.path.removeprefix(_API), parse_qs(parts.query))
        segment, _, rest = parts.path.strip("/").partition("/")
        if segment not in languages():
            segment, rest = "vi", parts.path.strip("/")
        listing = _LIST.fullmatch(rest)
        return self._list(segment, listing["tag"], int(listing["page"] or 1)) if listing else self._article(segment, rest)

    def _article(self, segment: str, slug: str) -> Response:
        story = self._catalogue.by_slug(slug)
        if story is None or segment not in story.translations:
            return mirror.error_page(segment)
        return mirror.render(story, segment, self._others(story, segment), len(self._catalogue.layout("vietnam.vn")))

    def _others(self, story: Story, segment: str) -> list[tuple[str, str]]:
        others = [other for other in self._catalogue.mirrored(segment) if other.key != story.key][:6]
        return [(mirror.url(segment, other.mirror_slug), other.translations[segment].headline) for other in others]

    def _list(self, segment: str, tag: str | None, number: int) -> Response:
        if tag == SCRIPTED_TAG:
            return self._scripted_list(segment)
        stories = self._catalogue.mirrored(segment) if tag is None or tag in _FULL_TAGS else []
        shown = stories[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        base = mirror.path(segment, f"tag/{tag}" if tag else "").rstrip("/")
        following = (
            f'<a rel="next" href="https://{mirror.HOST}{base}/page/{number + 1}">{words(segment).more}</a>'
            if number * PAGE_SIZE < len(stories)
            else ""
        )
        return self._frame(segment, f'<div class="list">{_rows(segment, shown)}</div><nav class="pager">{following}</nav>\n')

    def _scripted_list(self, segment: str) -> Response:
        source = f"{_API}{SCRIPTED_TAG}?lang={segment}"
        return self._frame(
            segment,
            f'<div class="list" data-list="{source}"></div><button type="button" data-more>{words(segment).more}</button>\n<script>{_SCRIPT}</script>\n',
        )

    def _batch(self, tag: str, fields: dict[str, list[str]]) -> Response:
        """Give the scripted list's next teasers as JSON."""
        segment, number = fields.get("lang", ["vi"])[0], fields.get("page", ["1"])[0]
        if tag != SCRIPTED_TAG or not number.isdecimal():
            return Response(404, (b'{"items":[],"more":false}',), "application/json")
        stories = [story for story in self._catalogue.mirrored(segment) if story.label != "no"]
        start = (int(number) - 1) * PAGE_SIZE
        items = [
            {"title": title, "url": address, "date": day, "publisher": name}
            for title, address, day, name in (_teaser(segment, story) for story in stories[start : start + PAGE_SIZE])
        ]
        return document(
            json.dumps({"items": items, "more": start + PAGE_SIZE < len(stories)}, ensure_ascii=False), "application/json; charset=utf-8"
        )

    def _frame(self, segment: str, middle: str) -> Response:
        own = words(segment)
        return page(
            f'<!DOCTYPE html>\n<html lang="{own.tag}" dir="{own.dir}">\n<head><meta charset="utf-8"><title>{mirror.SITE_LINE}</title></head>\n<body>\n'
            f"<h1>{mirror.SITE_LINE}</h1>\n",
            mirror.menu(segment, ""),
            middle,
            mirror.footer(segment),
        )

    def _sitemap(self) -> Response:
        """List about half of the pages; with the rest one must find them otherwise."""
        addresses = [
            mirror.url(segment, story.mirror_slug)
            for story in self._catalogue.subject_and_files()
            for segment in story.translations
            if stable(story.mirror_slug + segment) % 2
        ]
        entries = "".join(f"<url><loc>{address}</loc></url>\n" for address in addresses[:_SITEMAP_SIZE])
        return document(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n{entries}</urlset>\n', "application/xml; charset=utf-8"
        )


def _teaser(segment: str, story: Story) -> tuple[str, str, str, str]:
    translation = story.translations[segment]
    day = translation.published.strftime("%d/%m/%Y") if translation.published else ""
    return translation.headline, mirror.url(segment, story.mirror_slug), day, publisher(story)


def _rows(segment: str, stories: Sequence[Story]) -> str:
    rows = []
    for title, address, day, name in (_teaser(segment, story) for story in stories):
        rows.append(f'<article><h3><a href="{address}">{escape(title)}</a></h3><div>{name}{day}</div></article>\n')
    return "".join(rows)
