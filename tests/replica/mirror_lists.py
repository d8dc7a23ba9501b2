"""The mirror's lists: by category as they are today, by tag as they were, one of them filled by its script."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.replica import mirror, mirror_next
from tests.replica.catalogue import publisher
from tests.replica.damage import image_url
from tests.replica.languages import words
from tests.replica.messages import Response, document, escape, page
from tests.replica.story import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.replica.catalogue import Catalogue
    from tests.replica.story import Story

PAGE_SIZE = 10
SCRIPTED_TAG = "quoc-phong"
API = "/api/v1/tags/"
_FULL_TAGS = frozenset({"thoi-su", "the-gioi"})


def _everything(_story: Story) -> bool:
    return True


def _on_subject(story: Story) -> bool:
    return story.label != "no"


def _off_subject(story: Story) -> bool:
    return story.label == "no"


# What stands in a category; others do not exist.
CATEGORIES: dict[str, Callable[[Story], bool]] = {
    "thoi-su": _everything,
    "the-gioi": _everything,
    "quoc-phong": _on_subject,
    "the-thao": _off_subject,
    "xa-hoi": _off_subject,
}

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


class Lists:
    """Answers for lists in all languages."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def category(self, segment: str, name: str | None, number: int) -> Response | None:
        """List a category, or a language's newest where ``name`` is None; None for a category that does not exist."""
        fits = _everything if name is None else CATEGORIES.get(name)
        if fits is None:
            return None
        stories = [story for story in self._catalogue.mirrored(segment) if fits(story)]
        shown = stories[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        base = mirror.path(segment, f"category/{name}" if name else "").rstrip("/") or "/"
        following = f'<li class="ant-pagination-next"><a rel="next" href="{base}?page={number + 1}">{words(segment).more}</a></li>'
        pager = f'<ul class="ant-pagination">{following}</ul>\n' if number * PAGE_SIZE < len(stories) else ""
        title = (name or mirror.SITE_LINE).replace("-", " ")
        cards = "".join(_card(segment, story) for story in shown)
        middle = [f'<h1 class="ant-typography">{title}</h1><div class="ant-row v-list">{cards}</div>{pager}\n']
        return mirror_next.frame(segment, mirror_next.Sheet(title, middle, mirror_next.plain_state(segment, "/category/[slug]"), seed=base))

    def index(self, segment: str, name: str) -> Response:
        """Give a page that leads to lists of a kind, and is no article."""
        links = "".join(f'<p><a href="{mirror.path(segment, f"{name}/{item}")}">{item.replace("-", " ")}</a></p>' for item in mirror.MENU)
        middle = [f'<h1 class="ant-typography">{name}</h1><div class="ant-row">{links}</div>\n']
        return mirror_next.frame(segment, mirror_next.Sheet(name, middle, mirror_next.plain_state(segment, f"/{name}"), seed=name))

    def tag(self, segment: str, tag: str, number: int) -> Response:
        """List a tag in the old layout."""
        if tag == SCRIPTED_TAG:
            return self._scripted(segment)
        stories = self._catalogue.mirrored(segment) if tag in _FULL_TAGS else []
        shown = stories[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        base = mirror.path(segment, f"tag/{tag}")
        following = (
            f'<a rel="next" href="https://{mirror.HOST}{base}/page/{number + 1}">{words(segment).more}</a>'
            if number * PAGE_SIZE < len(stories)
            else ""
        )
        return _old_frame(segment, f'<div class="list">{_rows(segment, shown)}</div><nav class="pager">{following}</nav>\n')

    def _scripted(self, segment: str) -> Response:
        source = f"{API}{SCRIPTED_TAG}?lang={segment}"
        return _old_frame(
            segment,
            f'<div class="list" data-list="{source}"></div><button type="button" data-more>{words(segment).more}</button>\n<script>{_SCRIPT}</script>\n',
        )

    def batch(self, tag: str, fields: dict[str, list[str]]) -> Response:
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


def _old_frame(segment: str, middle: str) -> Response:
    own = words(segment)
    return page(
        f'<!DOCTYPE html>\n<html lang="{own.tag}" dir="{own.dir}">\n<head><meta charset="utf-8"><title>{mirror.SITE_LINE}</title></head>\n<body>\n'
        f"<h1>{mirror.SITE_LINE}</h1>\n",
        mirror.menu(segment, ""),
        middle,
        mirror.footer(segment, ""),
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


def _card(segment: str, story: Story) -> str:
    title, address, day, name = _teaser(segment, story)
    translation = story.translations[segment]
    picture = next((block for block in translation.blocks if isinstance(block, Picture)), None)
    image = image_url(story, translation, picture) if picture else "https://vstatic.vietnam.vn/vietnam/resource/default.jpg"
    return mirror_next.teaser((address, title), image, f"{name}{day}")
