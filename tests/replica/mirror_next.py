"""Pages of the mirror as they have been since 2025: Next.js on the server, class names of Ant Design."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.replica import mirror
from tests.replica.damage import counter, stable
from tests.replica.imprint import imprint_form, imprint_html, imprint_language, notice
from tests.replica.languages import languages, words
from tests.replica.messages import Response, Retold, Static, escape, page
from tests.replica.story import Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.replica.story import Story, Translation

# Where a page's text stands; in the last two forms nothing tells it from the imprint but itself.
CONTAINERS = ("post-detail-body", "post-detail-container", "ant-layout-content", "main")
_MAIN = '<main class="ant-layout-content" role="main">'
_NAMELESS_MAIN = '<main class="css-1x9kz7" role="main">'
_TABLE = ('<div class="ant-table-wrapper"><table><tbody>', "</tbody></table></div>")


def container(story: Story, segment: str) -> str:
    """Give the one of CONTAINERS that a page's text stands in."""
    return CONTAINERS[stable(f"container {story.key} {segment}") % len(CONTAINERS)]


@cache
def _styles() -> Static:
    rules = "".join(f".css-{stable(f'ant{number}'):x}.ant-col-{number % 24}{{flex:0 0 {number % 100}%}}\n" for number in range(500))
    chunks = "".join(f'<script src="/_next/static/chunks/{stable(f"chunk{number}"):x}.js" async=""></script>' for number in range(40))
    return Static(f'<style data-antd="">{rules}</style>{chunks}</head>\n'.encode())


@cache
def _header(segment: str) -> Static:
    prefix = "" if segment == "vi" else f"/{segment}"
    items = "".join(
        f'<li class="ant-menu-item"><span class="ant-menu-title-content"><a href="{prefix}/category/{name}">{name.replace("-", " ")}</a></span></li>'
        for name in mirror.MENU
    )
    tongues = "".join(
        f'<li class="ant-menu-item"><a href="/{"" if other == "vi" else other}" lang="{own.tag}">{own.tag}</a></li>'
        for other, own in languages().items()
    )
    return Static(
        '<body><div id="__next"><section class="ant-layout css-1kuana8"><header class="ant-layout-header">'
        f'<a class="v-logo" href="{prefix or "/"}">{mirror.SITE_LINE}</a><ul class="ant-menu ant-menu-root" role="menu">{items}</ul>'
        f'<ul class="ant-menu" role="menu">{tongues}<li><a href="/events">/events</a></li><li><a href="/authors">/authors</a></li></ul></header>\n'.encode()
    )


@cache
def _end(language: str, form: int) -> Static:
    """Give the imprint, which still stands in the page's main part, and the end of that."""
    lines = imprint_html(language, form, ' class="ant-typography"')
    return Static(f'<div class="v-imprint">{lines}</div></main></section></div>\n'.encode())


@dataclass(frozen=True, slots=True)
class Sheet:
    """What makes one page: its title, the pieces of its main part, its script state, its metadata. ``seed`` names it for the dice."""

    title: str
    middle: Sequence[str | bytes]
    state: str | bytes
    metadata: str = ""
    seed: str = ""
    main: str = _MAIN


def frame(segment: str, sheet: Sheet, status: int = 200) -> Response:
    """Put a page's main part into what stands around every page."""
    own = words(segment)
    return page(
        f'<!DOCTYPE html><html lang="{own.tag}" dir="{own.dir}"><head><meta charSet="utf-8"/>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{escape(sheet.title)}</title>\n{sheet.metadata}',
        _styles(),
        _header(segment),
        sheet.main,
        *sheet.middle,
        _end(imprint_language(segment, sheet.seed), imprint_form(sheet.seed)),
        sheet.state,
        "</body></html>\n",
        status=status,
    )


def render(story: Story, translation: Translation, others: Sequence[tuple[str, str]]) -> Response:
    """Render an article."""
    segment = translation.segment
    metadata = (
        f'<meta name="description" content="{escape(translation.description)}"/>\n'
        f'<link rel="canonical" href="{mirror.url(segment, story.mirror_slug)}"/>\n{mirror.hreflang(story)}{mirror.open_graph(story, translation)}'
        f"{mirror.linked_data(story, translation)}"
    )
    name, day = mirror.names(story, translation)
    twice = f'<span class="v-source">{name}</span>' if "glued_publisher" in translation.damage else ""
    shown = f'{twice}<span class="v-source">{name}</span>{"" if twice else " "}<span class="v-date">{day}</span>'
    lead = mirror.visible_standfirst(translation)
    boxes = {
        "related": mirror.related(translation, others, ' class="ant-card v-related"'),
        "share": mirror.share(translation, ' class="ant-space v-share"'),
    }
    place = container(story, segment)
    opening, closing = _containers(place)
    middle: list[str | bytes] = [
        f'<nav class="ant-breadcrumb"><ol><li><a href="/">Vietnam.vn</a></li></ol></nav><h1 class="ant-typography">{escape(translation.headline)}</h1>\n',
        mirror.told(f'<div class="ant-typography v-lead">{html.escape(lead, quote=False)}</div>' if lead else ""),
        f'<div class="ant-space ant-space-horizontal">{shown}</div>\n{opening}',
        mirror.told(mirror.lines(story, translation, boxes, _TABLE) + mirror.source(story, translation)),
        (
            f'{mirror.blank_lines(story, "<p></p>")}{closing}\n<div class="v-comment">{counter(translation)}</div>\n'
            f'<div class="ant-row v-more">{_teasers(others[3:])}</div>\n'
        ),
    ]
    title = f"{translation.headline} - Vietnam.vn"
    return frame(
        segment,
        Sheet(
            title,
            middle,
            Retold(_state(story, translation).encode()),
            metadata,
            story.mirror_slug,
            _NAMELESS_MAIN if place == "main" else _MAIN,
        ),
    )


def _containers(name: str) -> tuple[str, str]:
    if name == "post-detail-body":
        return '<div class="post-detail-container"><div class="post-detail-body">\n', "</div></div>"
    return ('<div class="post-detail-container">\n', "</div>") if name == "post-detail-container" else ("<div>\n", "</div>")


def _state(story: Story, translation: Translation) -> str:
    """Repeat the article in a script: as the state of a page, or as a piece of the stream that the newer router sends."""
    content = "".join(f"<p>{html.escape(block.plain, quote=False)}</p>" for block in translation.blocks if isinstance(block, Paragraph))
    post = {"slug": story.mirror_slug, "title": translation.headline, "sapo": translation.description, "content": content}
    if stable(f"state {story.key} {translation.segment}") % 2:
        pushed = json.dumps([1, f"7:{json.dumps(['$', '$L8', None, {'post': post}], ensure_ascii=False)}\n"], ensure_ascii=False)
        return f"<script>self.__next_f.push({_safe(pushed)})</script>\n"
    state = {"props": {"pageProps": {"post": post, "locale": translation.segment}}, "page": "/[slug]", "buildId": "replica"}
    return f'<script id="__NEXT_DATA__" type="application/json">{_safe(json.dumps(state, ensure_ascii=False))}</script>\n'


def _safe(text: str) -> str:
    """Keep JSON from ending the script that it stands in."""
    return text.replace("</", "<\\/")


def teaser(other: tuple[str, str], image: str, by: str) -> str:
    """Give one teaser of ``(address, title)``: its address often relative, its title now and then only in the attribute."""
    address, title = other
    dice = stable(f"teaser {address}")
    href = address if dice % 3 == 0 else address.removeprefix(f"https://{mirror.HOST}")
    shown = "" if dice % 4 == 0 else escape(title)
    picture = f'<a href="{href}"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="{image}" alt=""/></a>' if image else ""
    meta = f'<div class="v-meta">{by}</div>' if by else ""
    return f'<div class="ant-card v-card">{picture}<a class="v-link-title" href="{href}" title="{escape(title)}">{shown}</a>{meta}</div>\n'


def _teasers(others: Sequence[tuple[str, str]]) -> str:
    return "".join(teaser(other, "", "") for other in others)


def plain_state(segment: str, name: str) -> str:
    """Give the script state of a page that is no article."""
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"locale": segment}, "page": name})}</script>\n'


def missing(segment: str, others: Sequence[tuple[str, str]], status: int) -> Response:
    """Say in an article's frame that there is no such page; with status 200 a soft 404."""
    own = notice(segment)
    metadata = f'<meta name="robots" content="noindex"/><meta property="og:title" content="{mirror.SITE_LINE}"/><meta property="og:type" content="website"/>\n'
    middle = [
        f'<h1 class="ant-typography">{own.missing}</h1>\n<div class="post-detail-container"><div class="post-detail-body"><p>{own.text}</p></div></div>\n',
        f'<div class="ant-row v-more">{_teasers(others)}</div>\n',
    ]
    return frame(segment, Sheet(f"{own.missing} - Vietnam.vn", middle, plain_state(segment, "/_error"), metadata), status)


def consent(segment: str) -> Response:
    """Ask for agreement instead of showing an article."""
    own = notice(segment)
    middle = [
        (
            f'<div class="ant-modal-root"><div class="ant-modal" role="dialog" aria-modal="true"><h1 class="ant-modal-title">{own.consent}</h1>'
            f'<div class="ant-modal-body"><p>{own.consent}.</p><form method="post" action="/api/consent"><button class="ant-btn" type="submit">{own.agree}</button></form>'
            "</div></div></div>\n"
        )
    ]
    return frame(segment, Sheet(own.consent, middle, plain_state(segment, "/consent"), '<meta name="robots" content="noindex"/>\n'))
