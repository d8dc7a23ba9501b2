"""The two editions of baoquocte.vn: which address answers with what, and their lists."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from tests.replica import article, feeds, furniture
from tests.replica.addresses import HANOI, thumbnail_url
from tests.replica.article_head import standfirst
from tests.replica.messages import Response, escape, page, redirect
from tests.replica.sections import FORBIDDEN_SECTION, NEWEST, OLD_LIST_SECTIONS, REPEATING_SECTIONS, menu, section_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.replica.catalogue import Catalogue, Listed
    from tests.replica.story import Original, Story

EDITIONS = {host: edition for edition, host in furniture.HOSTS.items()}
PAGE_SIZE = 15
_ARTICLE = re.compile(r"/(?P<slug>[a-z0-9-]+)-(?P<number>\d+)\.html(?P<variant>&.*)?")
# Where "load more" would lead; robots.txt closes it.
_MORE = re.compile(r"/apicenter@/article_lm&sid=(?P<path>[a-z0-9/-]+)&BRSR=(?P<offset>\d+)")
_PRINT = re.compile(r"/apicenter@/print_article&i=(?P<number>\d+)")
_TAG = re.compile(r"/tag/(?P<slug>[a-z0-9-]+)-(?P<number>\d+)\.tag(?P<rest>&.*)?")
_TOPIC = re.compile(r"/chu-de/(?P<slug>[a-z0-9-]+)\.topic(?P<rest>&.*)?")
_SECTION = re.compile(r"/(?P<path>[a-z0-9-]+(/[a-z0-9-]+)?)/?(?P<rest>&.*)?")
_FEED = re.compile(r"/rss_feed/(?P<path>[a-z0-9/-]*)")
_FRONT = re.compile(r"/?")
_SEARCH = re.compile(r"/search_enginer\.html\?.*")
_FILE = re.compile("|".join(re.escape(path) for path in sorted(feeds.FILES)))
_NOT_FOUND = {"vi": "Không tìm thấy trang", "en": "Page not found"}
_TEASER_LENGTH = 90


class Paper:
    """Answers for both hosts of the paper."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._sidebars = furniture.Sidebars(catalogue)
        self._routes: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Response]], ...] = (
            (_ARTICLE, self._article),
            (_PRINT, self._print),
            (_MORE, self._more),
            (_FRONT, self._front),
            (_TAG, self._tag),
            (_TOPIC, self._topic),
            (_SEARCH, self._search),
            (_FEED, self._feed),
            (_FILE, self._file),
            (_SECTION, self._section),
        )

    def answer(self, host: str, path: str) -> Response:
        """Answer a request for ``path``, which has its query and its ``&`` parts."""
        edition = EDITIONS[host]
        for pattern, answer in self._routes:
            if match := pattern.fullmatch(path):
                return answer(edition, match)
        return self._not_found(edition)

    def _story(self, edition: str, number: str) -> Story | None:
        story = self._catalogue.by_number(int(number))
        return story if story and story.original and story.original.edition == edition else None

    def _print(self, edition: str, match: re.Match[str]) -> Response:
        story = self._story(edition, match["number"])
        return article.render_print(story) if story else self._not_found(edition)

    def _more(self, edition: str, match: re.Match[str]) -> Response:
        offset = int(match["offset"])
        return page(self._rows(edition, self._catalogue.section(edition, match["path"])[offset : offset + PAGE_SIZE], old=False))

    def _file(self, edition: str, match: re.Match[str]) -> Response:
        return feeds.file(self._catalogue, edition, match.string)

    def _article(self, edition: str, match: re.Match[str]) -> Response:
        slug, variant = match["slug"], match["variant"] or ""
        story = self._story(edition, match["number"])
        if story is None or story.original is None:
            return self._not_found(edition)
        if f"/{slug}-{match['number']}.html" != story.original.path:
            return redirect(story.original.url + variant)
        if "mobile=yes" in variant:
            return article.render_mobile(story, amp="amp=1" in variant)
        return article.render(story, self._sidebars, self._others(story.original), self._design)

    @property
    def _design(self) -> str:
        return self._catalogue.design("baoquocte.vn")

    def _others(self, original: Original) -> list[Original]:
        """Choose recent articles of the edition for the boxes on an article's page."""
        listed = self._catalogue.section(original.edition, NEWEST)[:40]
        start = original.number % max(1, len(listed))
        chosen = [*listed[start : start + 4], *listed[:4]]
        return [self._catalogue.original(item) for item in chosen if item.number != original.number][:3]

    def _feed(self, edition: str, match: re.Match[str]) -> Response:
        path = match["path"].strip("/")
        if path and path not in menu(edition) and not self._catalogue.section(edition, path):
            return self._not_found(edition)
        # Whatever the section: the site's newest.
        return feeds.feed(self._catalogue, edition, path, self._catalogue.newest())

    def _section(self, edition: str, match: re.Match[str]) -> Response:
        path, rest = match["path"], match["rest"]
        listed = self._catalogue.section(edition, path)
        if not listed and path not in menu(edition) and path != NEWEST:
            return self._not_found(edition)
        fields = parse_qs((rest or "").lstrip("&"), keep_blank_values=True)
        base = f"/{path}"
        if day := fields.get("fv"):
            try:
                wanted = date.fromisoformat(day[0])
            except ValueError:
                return self._not_found(edition)
            listed = [item for item in listed if item.published.astimezone(HANOI).date() == wanted]
            base = f"{base}&fv={day[0]}"
        offset = _number(fields, "BRSR")
        shown = listed[offset : offset + PAGE_SIZE]
        if not shown and path in REPEATING_SECTIONS:
            shown = listed[-PAGE_SIZE:]
        endless = path in REPEATING_SECTIONS and bool(listed)
        following = f"{base}&s_cond=&BRSR={offset + PAGE_SIZE}" if endless or offset + PAGE_SIZE < len(listed) else None
        old = path in OLD_LIST_SECTIONS
        address = f"https://{furniture.HOSTS[edition]}/apicenter@/article_lm&amp;sid={path}&amp;BRSR={offset + PAGE_SIZE}"
        more = f'<input type="hidden" class="__MB_NEXT_URL" value="{address}">\n' if following else ""
        return self._list_page(edition, section_name(edition, path), self._rows(edition, shown, old=old) + more, base, following)

    def _tag(self, edition: str, match: re.Match[str]) -> Response:
        return self._list(edition, match, self._catalogue.tagged(edition, match["slug"]))

    def _topic(self, edition: str, match: re.Match[str]) -> Response:
        return self._list(edition, match, self._catalogue.on_topic(edition, match["slug"]))

    def _list(self, edition: str, match: re.Match[str], listed: list[Listed]) -> Response:
        """List a tag or a topic; one without articles is an empty list."""
        offset = _number(parse_qs((match["rest"] or "").lstrip("&")), "BRSR")
        base = match.string.partition("&")[0]
        following = f"{base}&s_cond=&BRSR={offset + PAGE_SIZE}" if offset + PAGE_SIZE < len(listed) else None
        return self._list_page(edition, match["slug"], self._rows(edition, listed[offset : offset + PAGE_SIZE], old=False), base, following)

    def _search(self, edition: str, match: re.Match[str]) -> Response:
        """Search; here BRSR counts pages."""
        path = match.string
        fields = parse_qs(urlsplit(path).query)
        words = unquote(fields.get("q", [""])[0])
        listed = self._catalogue.found(edition, words)
        number = max(1, _number(fields, "BRSR"))
        shown = listed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        base = path.partition("&BRSR=")[0]
        following = f"{base}&BRSR={number + 1}" if number * PAGE_SIZE < len(listed) else None
        return self._list_page(edition, words, self._rows(edition, shown, old=False), base, following)

    def _front(self, edition: str, _match: re.Match[str]) -> Response:
        listed = self._catalogue.section(edition, NEWEST)[:40]
        boxes = "".join(
            f'<div class="bx-cate"><h2><a href="https://{furniture.HOSTS[edition]}/{path}">{name}</a></h2>'
            f"{self._rows(edition, self._catalogue.section(edition, path)[:3], old=False)}</div>\n"
            for path, name in menu(edition).items()
            if "/" not in path
        )
        return self._list_page(edition, furniture.NAMES[edition], self._rows(edition, listed, old=False) + boxes, "/", None)

    def _list_page(self, edition: str, title: str, rows: str, base: str, following: str | None) -> Response:
        host = furniture.HOSTS[edition]
        pager = f'<a class="next" href="https://{host}{following}">&raquo;</a>' if following else ""
        return page(
            f'<!-- Content Management System: MasterCMS -->\n<!doctype html>\n<html lang="{edition}">\n<head>\n<meta charset="utf-8"><title>{escape(title)} - {furniture.NAMES[edition]}</title>\n'
            f'<link rel="canonical" href="https://{host}{base}">\n',
            furniture.styles(),
            "</head>\n<body class='list-page'>\n",
            *furniture.header(edition),
            f'<div class="wrapper"><h1 class="cate-title">{escape(title)}</h1>\n{rows}'
            f'<div class="__MB_ARTICLE_PAGING"><a class="current" href="https://{host}{base}">1</a>{pager}</div>\n'
            f'<a href="https://{host}/{FORBIDDEN_SECTION}">PR</a></div>\n',
            furniture.footer(edition),
            "</body>\n</html>\n",
        )

    def _rows(self, edition: str, listed: Sequence[Listed], *, old: bool) -> str:
        originals = [self._catalogue.original(item) for item in listed]
        if old:
            return f'<ul id="listingGrNews">{"".join(_old_row(original) for original in originals)}</ul>\n'
        box = "bx-listing" if edition == "vi" else "bx-list-left"
        return f'<div class="{box}">\n{"".join(_row(original) for original in originals)}</div>\n'

    def _not_found(self, edition: str) -> Response:
        return page(
            f'<!doctype html><html lang="{edition}"><head><meta charset="utf-8"><title>404</title></head><body><h1>404</h1><p>{_NOT_FOUND[edition]}</p>\n',
            *furniture.header(edition),
            "</body></html>\n",
            status=404,
        )


def _number(fields: dict[str, list[str]], name: str) -> int:
    text = fields.get(name, ["0"])[0]
    return int(text) if text.isdecimal() else 0


def _cut(text: str) -> str:
    return text if len(text) <= _TEASER_LENGTH else text[:_TEASER_LENGTH].rsplit(" ", 1)[0] + " ..."


def _row(original: Original) -> str:
    """Give one teaser: its title attribute is not escaped, so that an apostrophe breaks it; one in four shows no date."""
    moment = original.published.astimezone(HANOI)
    shown = "" if original.dice(4, "teaser") == 0 else f'<div class="box-meta"><span class="time">{moment:%H:%M | %d/%m/%Y}</span></div>'
    return (
        f'<div class="article"><a class="article-image" href="{original.url}" title=\'{original.headline}\'>'
        f'<img class="mastercms_lazyload" src="/stores/blank.gif" data-src="{thumbnail_url(original)}"></a>'
        f'<h3 class="article-title"><a class="article-link" href="{original.url}" title=\'{original.headline}\'>{escape(original.headline)}</a></h3>'
        f'{shown}<div class="article-desc">{escape(_cut(standfirst(original)))}</div></div>\n'
    )


def _old_row(original: Original) -> str:
    """Give one teaser of the list that the G2 layout had."""
    moment = original.published.astimezone(HANOI)
    return (
        f'<li><a href="{original.url}" title=\'{original.headline}\'><img src="{thumbnail_url(original)}"></a>'
        f'<h3><a href="{original.url}">{escape(original.headline)}</a></h3><div class="dateItem">{moment:%d/%m/%Y %H:%M}</div>'
        f"<p>{escape(_cut(standfirst(original)))}</p></li>\n"
    )
