"""Articles of the mirror in three markups: WordPress as it was, linked data amid meaningless class names, and bare tags."""

from __future__ import annotations

import html
import json
from functools import cache
from typing import TYPE_CHECKING

from tests.replica import mirror
from tests.replica.damage import counter, stable
from tests.replica.languages import words
from tests.replica.messages import Static, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.replica.story import Story, Translation


@cache
def _wordpress_head() -> Static:
    rules = "".join(
        f".wp-block-{number}{{margin:{number % 12}px;padding:{number % 7}px}}.elementor-{number}{{width:{number}%}}\n"
        for number in range(400)
    )
    calls = "".join(f"window.wpb{number}=function(a){{return a&&a.querySelectorAll('.wp-{number}')}};\n" for number in range(150))
    return Static(f"<style>{rules}</style>\n<script>{calls}</script>\n</head>\n".encode())


def wordpress(story: Story, translation: Translation, others: Sequence[tuple[str, str]]) -> list[str | bytes]:
    """Give the page as WordPress made it."""
    own = words(translation.segment)
    name, day = mirror.names(story, translation)
    time = f'<time class="entry-date published">{day}</time>' if day else ""
    if "glued_publisher" in translation.damage:
        meta = f'<div class="entry-meta"><span class="author">{name}</span><a class="author-link" href="#">{name}</a>{time}</div>'
    else:
        meta = f'<div class="entry-meta"><span class="author vcard">{name}</span> {time}</div>'
    lead = mirror.visible_standfirst(translation)
    boxes = {
        "related": mirror.related(translation, others, ' class="related-posts"'),
        "share": mirror.share(translation, ' class="share-row"'),
    }
    table = ('<table class="wp-block-table"><tbody>', "</tbody></table>")
    return [
        (
            f'<!DOCTYPE html>\n<html lang="{own.tag}" dir="{own.dir}">\n<head>\n<meta charset="UTF-8">\n<title>{escape(translation.headline)} - Vietnam.vn</title>\n'
            f'<meta name="description" content="{escape(translation.description)}">\n<meta name="generator" content="WordPress 6.5.2">\n'
            f'<link rel="canonical" href="{mirror.url(translation.segment, story.mirror_slug)}">\n{mirror.hreflang(story)}{mirror.open_graph(story, translation)}'
        ),
        _wordpress_head(),
        f'<body class="post-template-default single single-post">\n<header class="site-header"><p class="site-title">{mirror.SITE_LINE}</p>\n',
        mirror.menu(translation.segment, ' class="menu-item"'),
        (
            f'</header>\n<main id="main" class="site-main"><article class="post type-post status-publish">\n'
            f'<header class="entry-header"><h1 class="entry-title">{escape(translation.headline)}</h1>\n'
        ),
        mirror.told(f"<div class=entry-excerpt><p>{html.escape(lead, quote=False)}</p></div>" if lead else ""),
        f'{meta}</header>\n<div class="entry-content">\n',
        mirror.told(mirror.lines(story, translation, boxes, table) + mirror.source(story, translation)),
        (
            f"{mirror.blank_lines(story, '<p></p>')}</div>\n</article>\n"
            f"{_div(' id=comments', counter(translation))}\n</main>\n"
            f'<aside class="sidebar">{mirror.related(translation, others[3:], " class=widget")}</aside>\n'
        ),
        mirror.footer(translation.segment, story.mirror_slug, ' class="site-footer"'),
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


def hashed(story: Story, translation: Translation, others: Sequence[tuple[str, str]]) -> list[str | bytes]:
    """Give the page with linked data amid meaningless class names."""
    own = words(translation.segment)
    name, day = mirror.names(story, translation)
    css = {part: _class(part) for part in ("page", "bar", "title", "lead", "by", "body", "box", "share", "end")}
    lead = mirror.visible_standfirst(translation)
    shown = f"<div{css['by']}><span>{name}</span><span>{name}</span><span>{day}</span></div>"
    if "glued_publisher" not in translation.damage:
        shown = f"<div{css['by']}><span>{name}</span> <span>{day}</span></div>"
    boxes = {"related": mirror.related(translation, others, css["box"]), "share": mirror.share(translation, css["share"])}
    table = (f"<table{css['box']}><tbody>", "</tbody></table>")
    return [
        (
            f'<!DOCTYPE html><html lang="{own.tag}" dir="{own.dir}"><head><meta charset="utf-8"><title>{escape(translation.headline)}</title>\n'
            f'<link rel="canonical" href="{mirror.url(translation.segment, story.mirror_slug)}">\n{mirror.hreflang(story)}{mirror.open_graph(story, translation)}'
            f"{mirror.linked_data(story, translation)}"
        ),
        _hashed_head(),
        f'<body><div id="__app"><div{css["bar"]}><span>{mirror.SITE_LINE}</span></div>\n',
        mirror.menu(translation.segment, css["bar"]),
        (f"<div{css['page']}><h1{css['title']}>{escape(translation.headline)}</h1>"),
        mirror.told(_div(css["lead"], html.escape(lead, quote=False))),
        f"{shown}\n<div{css['body']}>\n",
        mirror.told(mirror.lines(story, translation, boxes, table)),
        f"</div>\n<div{css['end']}>",
        mirror.told(mirror.source(story, translation)),
        (
            f"{mirror.blank_lines(story, '<br>')}</div>\n"
            f"{_div(css['share'], counter(translation))}</div>\n{mirror.related(translation, others[3:], css['box'])}\n"
        ),
        mirror.footer(translation.segment, story.mirror_slug, css["bar"]),
    ]


def bare(story: Story, translation: Translation, others: Sequence[tuple[str, str]]) -> list[str | bytes]:
    """Give the page in bare tags."""
    own = words(translation.segment)
    name, day = mirror.names(story, translation)
    names = f"{name}{name}{day}" if "glued_publisher" in translation.damage else f"{name} {day}".strip()
    lead = mirror.visible_standfirst(translation)
    boxes = {"related": mirror.related(translation, others, ""), "share": mirror.share(translation, "")}
    return [
        (
            f'<!DOCTYPE html>\n<html lang="{own.tag}" dir="{own.dir}">\n<head><meta charset="utf-8"><title>{escape(translation.headline)}</title></head>\n<body>\n'
            f"<div><div>{mirror.SITE_LINE}</div></div>\n"
        ),
        mirror.menu(translation.segment, ""),
        (f"<div><div><h1>{escape(translation.headline)}</h1>\n"),
        mirror.told(f"<p>{html.escape(lead, quote=False)}</p>" if lead else ""),
        f"<div>{names}</div>\n<div>\n",
        mirror.told(mirror.lines(story, translation, boxes, ("<table><tbody>", "</tbody></table>")) + mirror.source(story, translation)),
        (
            f"{mirror.blank_lines(story, '<p> </p>')}</div>\n"
            f"{_div('', counter(translation))}</div>\n<div>{mirror.related(translation, others[3:], '')}</div></div>\n"
        ),
        mirror.footer(translation.segment, story.mirror_slug),
    ]
