"""Pages of the translated mirror, in three markups: WordPress as it was, linked data amid meaningless class names, and bare tags."""

from __future__ import annotations

import html
import json
from functools import cache
from typing import TYPE_CHECKING

from tests.replica.catalogue import publisher
from tests.replica.damage import counter, has_slots, image_url, pieces, source_line, spoil, stable
from tests.replica.languages import languages, words
from tests.replica.messages import Response, Static, escape, page
from tests.replica.story import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.replica.story import Story, Translation

HOST = "www.vietnam.vn"
SITE_LINE = "Vietnam.vn - Nền tảng quảng bá Việt Nam"
_MOST_BLANK_LINES = 10
_MENU = ("quoc-phong", "thoi-su", "the-gioi", "kinh-te", "van-hoa", "du-lich", "the-thao", "multimedia")


def path(segment: str, slug: str) -> str:
    """Give a page's path: Vietnamese ones stand at the root."""
    return f"/{slug}" if segment == "vi" else f"/{segment}/{slug}"


def url(segment: str, slug: str) -> str:
    """Give a page's canonical address."""
    return f"https://{HOST}{path(segment, slug)}"


def render(story: Story, segment: str, others: Sequence[tuple[str, str]], design: int) -> Response:
    """Render a story's page in a language; ``others`` are address and title of other pages for the boxes."""
    translation = story.translations[segment]
    frame = {"wordpress": _wordpress, "jsonld": _hashed, "bare": _bare}[translation.markup]
    etag = f'W/"{stable(story.mirror_slug):x}-{segment}-{translation.revision}-{design}"'
    return page(*frame(story, translation, others), etag=etag)


def _hreflang(story: Story) -> str:
    links = "".join(
        f'<link rel="alternate" hreflang="{words(segment).tag}" href="{url(segment, story.mirror_slug)}" />\n'
        for segment in story.translations
    )
    default = next(iter(story.translations))
    return f'{links}<link rel="alternate" hreflang="x-default" href="{url(default, story.mirror_slug)}" />\n'


def _open_graph(story: Story, translation: Translation) -> str:
    picture = next((block for block in translation.blocks if isinstance(block, Picture)), None)
    image = f'<meta property="og:image" content="{image_url(story, translation, picture)}" />\n' if picture else ""
    return (
        f'<meta property="og:title" content="{escape(translation.headline)}" />\n<meta property="og:description" content="{escape(translation.description)}" />\n'
        f'<meta property="og:type" content="article" />\n<meta property="og:url" content="{url(translation.segment, story.mirror_slug)}" />\n'
        f'<meta property="og:site_name" content="Vietnam.vn" />\n{image}'
    )


def _names(story: Story, translation: Translation) -> tuple[str, str]:
    """Give publisher and date as shown; the date is empty where the page has none."""
    return publisher(story), translation.published.strftime("%d/%m/%Y") if translation.published else ""


def _visible_standfirst(translation: Translation) -> str:
    """Give the standfirst shown above the body; with ad slots it is the body's first line, and only comes twice where the damage says so."""
    shown = not has_slots(translation) or "standfirst_twice" in translation.damage
    return spoil(translation, translation.description, 0) if shown else ""


def _lines(story: Story, translation: Translation, boxes: dict[str, str], table: tuple[str, str]) -> str:
    """Render the body's pieces; ``boxes`` has the markup of related box and share row, ``table`` opens and closes a table of cells."""
    out: list[str] = []
    for piece in pieces(story, translation):
        text = html.escape(piece.text, quote=False)
        if piece.kind in boxes:
            out.append(boxes[piece.kind])
        elif piece.kind == "image":
            out.append(f'<p><img src="{piece.url}" alt=""></p>')
        elif piece.kind == "figure":
            image = f'<img src="{piece.url}" alt="{escape(piece.text)}">'
            out.append(f"<figure>{image}<figcaption>{text}</figcaption></figure>")
        elif piece.kind == "table":
            out.append(f'{table[0]}<tr><td><img src="{piece.url}" alt=""></td></tr><tr><td>{text}</td></tr>{table[1]}')
        elif piece.kind == "cell" and not piece.written:
            out.append(f"{table[0]}<tr><td>{text}</td></tr>{table[1]}")
        else:
            out.append(f"<p>{text}{' |' if piece.kind == 'cell' else ''}</p>")
    return "\n".join(out) + "\n"


def _source(story: Story, translation: Translation) -> str:
    label = source_line(story, translation)
    address = html.escape(story.source_url)
    return f'<p>{label} <a rel="nofollow" href="{address}">{address}</a></p>\n' if label else ""


def _blank_lines(story: Story, line: str) -> str:
    return line * (stable(story.key) % (_MOST_BLANK_LINES + 1))


def _related(translation: Translation, others: Sequence[tuple[str, str]], css: str) -> str:
    items = "".join(f'<li><a href="{address}">{escape(title)}</a></li>' for address, title in others[:3])
    return f"<div{css}><p><strong>{words(translation.segment).related}</strong></p><ul>{items}</ul></div>"


def _share(translation: Translation, css: str) -> str:
    share = words(translation.segment).share
    return f'<div{css}><span>{share}</span> <a href="https://www.facebook.com/sharer">Facebook</a> <a href="https://zalo.me/share">Zalo</a></div>'


@cache
def menu(segment: str, css: str) -> Static:
    """Give the menu of tags and languages."""
    prefix = "" if segment == "vi" else f"/{segment}"
    tags = "".join(f'<li{css}><a href="https://{HOST}{prefix}/tag/{tag}">{tag.replace("-", " ")}</a></li>\n' for tag in _MENU)
    tongues = "".join(
        f'<li{css}><a href="https://{HOST}/{"" if other == "vi" else other}" lang="{names.tag}">{names.tag}</a></li>\n'
        for other, names in languages().items()
    )
    return Static(f"<nav{css}><ul>{tags}</ul><ul>{tongues}</ul></nav>\n".encode())


@cache
def footer(segment: str, css: str = "") -> Static:
    """Give the foot of a page."""
    rows = "".join(f'<p{css}><a href="https://{HOST}/tag/{tag}">{tag}</a> · {words(segment).read}</p>\n' for tag in _MENU)
    return Static(
        f"<footer{css}><p>{SITE_LINE}</p>{rows}<p>Cục Thông tin cơ sở và Thông tin đối ngoại</p></footer>\n</body>\n</html>\n".encode()
    )


@cache
def _wordpress_head() -> Static:
    rules = "".join(
        f".wp-block-{number}{{margin:{number % 12}px;padding:{number % 7}px}}.elementor-{number}{{width:{number}%}}\n"
        for number in range(400)
    )
    calls = "".join(f"window.wpb{number}=function(a){{return a&&a.querySelectorAll('.wp-{number}')}};\n" for number in range(150))
    return Static(f"<style>{rules}</style>\n<script>{calls}</script>\n</head>\n".encode())


def _wordpress(story: Story, translation: Translation, others: Sequence[tuple[str, str]]) -> list[str | bytes]:
    own = words(translation.segment)
    name, day = _names(story, translation)
    time = f'<time class="entry-date published">{day}</time>' if day else ""
    if "glued_publisher" in translation.damage:
        meta = f'<div class="entry-meta"><span class="author">{name}</span><a class="author-link" href="#">{name}</a>{time}</div>'
    else:
        meta = f'<div class="entry-meta"><span class="author vcard">{name}</span> {time}</div>'
    lead = _visible_standfirst(translation)
    boxes = {"related": _related(translation, others, ' class="related-posts"'), "share": _share(translation, ' class="share-row"')}
    table = ('<table class="wp-block-table"><tbody>', "</tbody></table>")
    return [
        (
            f'<!DOCTYPE html>\n<html lang="{own.tag}" dir="{own.dir}">\n<head>\n<meta charset="UTF-8">\n<title>{escape(translation.headline)} - Vietnam.vn</title>\n'
            f'<meta name="description" content="{escape(translation.description)}">\n<meta name="generator" content="WordPress 6.5.2">\n'
            f'<link rel="canonical" href="{url(translation.segment, story.mirror_slug)}">\n{_hreflang(story)}{_open_graph(story, translation)}'
        ),
        _wordpress_head(),
        f'<body class="post-template-default single single-post">\n<header class="site-header"><p class="site-title">{SITE_LINE}</p>\n',
        menu(translation.segment, ' class="menu-item"'),
        (
            f'</header>\n<main id="main" class="site-main"><article class="post type-post status-publish">\n'
            f'<header class="entry-header"><h1 class="entry-title">{escape(translation.headline)}</h1>\n'
            f"{f'<div class=entry-excerpt><p>{html.escape(lead, quote=False)}</p></div>' if lead else ''}{meta}</header>\n"
            f'<div class="entry-content">\n{_lines(story, translation, boxes, table)}{_source(story, translation)}{_blank_lines(story, "<p></p>")}</div>\n</article>\n'
            f"{_div(' id=comments', counter(translation))}\n</main>\n"
            f'<aside class="sidebar">{_related(translation, others[3:], " class=widget")}</aside>\n'
        ),
        footer(translation.segment, ' class="site-footer"'),
    ]


def _div(css: str, text: str) -> str:
    return f"<div{css}>{text}</div>" if text else ""


def _class(seed: str) -> str:
    """Give a meaningless class attribute, as build tools hash them."""
    return f' class="css-{stable(seed):x} _{stable(seed + "x") % 46656:x}"'


@cache
def _hashed_head() -> Static:
    rules = "".join(f".css-{stable(str(number)):x}{{display:flex;gap:{number % 9}px}}\n" for number in range(700))
    state = json.dumps({f"chunk{number}": f"/_next/static/{stable(str(number)):x}.js" for number in range(250)})
    return Static(
        f'<style data-emotion="css">{rules}</style>\n<script id="__STATE__" type="application/json">{state}</script>\n</head>\n'.encode()
    )


def _hashed(story: Story, translation: Translation, others: Sequence[tuple[str, str]]) -> list[str | bytes]:
    own = words(translation.segment)
    name, day = _names(story, translation)
    address = url(translation.segment, story.mirror_slug)
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": translation.headline,
        "description": translation.description,
        "inLanguage": own.tag,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "author": {"@type": "Organization", "name": name},
        "publisher": {"@type": "Organization", "name": "Vietnam.vn"},
    }
    if translation.published:
        data |= {"datePublished": translation.published.isoformat(), "dateModified": translation.published.isoformat()}
    picture = next((block for block in translation.blocks if isinstance(block, Picture)), None)
    if picture:
        data["image"] = [image_url(story, translation, picture)]
    css = {part: _class(part) for part in ("page", "bar", "title", "lead", "by", "body", "box", "share", "end")}
    lead = _visible_standfirst(translation)
    shown = f"<div{css['by']}><span>{name}</span><span>{name}</span><span>{day}</span></div>"
    if "glued_publisher" not in translation.damage:
        shown = f"<div{css['by']}><span>{name}</span> <span>{day}</span></div>"
    boxes = {"related": _related(translation, others, css["box"]), "share": _share(translation, css["share"])}
    table = (f"<table{css['box']}><tbody>", "</tbody></table>")
    return [
        (
            f'<!DOCTYPE html><html lang="{own.tag}" dir="{own.dir}"><head><meta charset="utf-8"><title>{escape(translation.headline)}</title>\n'
            f'<link rel="canonical" href="{address}">\n{_hreflang(story)}{_open_graph(story, translation)}'
            f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>\n'
        ),
        _hashed_head(),
        f'<body><div id="__app"><div{css["bar"]}><span>{SITE_LINE}</span></div>\n',
        menu(translation.segment, css["bar"]),
        (
            f"<div{css['page']}><h1{css['title']}>{escape(translation.headline)}</h1>"
            f"{_div(css['lead'], html.escape(lead, quote=False))}{shown}\n"
            f"<div{css['body']}>\n{_lines(story, translation, boxes, table)}</div>\n"
            f"<div{css['end']}>{_source(story, translation)}{_blank_lines(story, '<br>')}</div>\n"
            f"{_div(css['share'], counter(translation))}</div>\n{_related(translation, others[3:], css['box'])}\n"
        ),
        footer(translation.segment, css["bar"]),
    ]


def _bare(story: Story, translation: Translation, others: Sequence[tuple[str, str]]) -> list[str | bytes]:
    own = words(translation.segment)
    name, day = _names(story, translation)
    names = f"{name}{name}{day}" if "glued_publisher" in translation.damage else f"{name} {day}".strip()
    lead = _visible_standfirst(translation)
    boxes = {"related": _related(translation, others, ""), "share": _share(translation, "")}
    return [
        (
            f'<!DOCTYPE html>\n<html lang="{own.tag}" dir="{own.dir}">\n<head><meta charset="utf-8"><title>{escape(translation.headline)}</title></head>\n<body>\n'
            f"<div><div>{SITE_LINE}</div></div>\n"
        ),
        menu(translation.segment, ""),
        (
            f"<div><div><h1>{escape(translation.headline)}</h1>\n{f'<p>{html.escape(lead, quote=False)}</p>' if lead else ''}<div>{names}</div>\n"
            f"<div>\n{_lines(story, translation, boxes, ('<table><tbody>', '</tbody></table>'))}{_source(story, translation)}{_blank_lines(story, '<p> </p>')}</div>\n"
            f"{_div('', counter(translation))}</div>\n<div>{_related(translation, others[3:], '')}</div></div>\n"
        ),
        footer(translation.segment),
    ]


def error_page(segment: str) -> Response:
    """Render what the mirror shows where there is no page."""
    own = words(segment)
    return page(
        f'<!DOCTYPE html><html lang="{own.tag}"><head><meta charset="utf-8"><title>404 - Vietnam.vn</title></head><body><h1>404</h1><p>{SITE_LINE}</p>\n',
        menu(segment, ""),
        footer(segment),
        status=404,
    )
