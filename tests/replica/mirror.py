"""What all pages of the translated mirror share, whatever their markup: addresses, metadata, lines of the body, menu and foot."""

from __future__ import annotations

import html
import json
from functools import cache
from typing import TYPE_CHECKING

from tests.replica.catalogue import publisher
from tests.replica.damage import has_slots, image_url, pieces, source_line, spoil, stable
from tests.replica.imprint import imprint_form, imprint_html, imprint_language
from tests.replica.languages import languages, words
from tests.replica.messages import Static, Told, escape
from tests.replica.story import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.replica.story import Story, Translation

HOST = "www.vietnam.vn"
SITE_LINE = "Vietnam.vn - Nền tảng quảng bá Việt Nam"
_MOST_BLANK_LINES = 10
MENU = ("quoc-phong", "thoi-su", "the-gioi", "kinh-te", "van-hoa", "du-lich", "the-thao", "multimedia")


def path(segment: str, slug: str) -> str:
    """Give a page's path: Vietnamese ones stand at the root."""
    return f"/{slug}" if segment == "vi" else f"/{segment}/{slug}"


def url(segment: str, slug: str) -> str:
    """Give a page's canonical address."""
    return f"https://{HOST}{path(segment, slug)}"


def names_languages(story: Story) -> bool:
    """Whether a story's pages name its languages: two stories of three do."""
    return stable(f"alternate {story.key}") % 3 != 0


def hreflang(story: Story) -> str:
    """Give the links to all languages of a story; empty where its pages name none."""
    if not names_languages(story):
        return ""
    links = "".join(
        f'<link rel="alternate" hreflang="{words(segment).tag}" href="{url(segment, story.mirror_slug)}" />\n'
        for segment in story.translations
    )
    default = next(iter(story.translations))
    return f'{links}<link rel="alternate" hreflang="x-default" href="{url(default, story.mirror_slug)}" />\n'


def open_graph(story: Story, translation: Translation) -> str:
    """Give the page's Open Graph metadata."""
    picture = next((block for block in translation.blocks if isinstance(block, Picture)), None)
    image = f'<meta property="og:image" content="{image_url(story, translation, picture)}" />\n' if picture else ""
    return (
        f'<meta property="og:title" content="{escape(translation.headline)}" />\n<meta property="og:description" content="{escape(translation.description)}" />\n'
        f'<meta property="og:type" content="article" />\n<meta property="og:url" content="{url(translation.segment, story.mirror_slug)}" />\n'
        f'<meta property="og:site_name" content="Vietnam.vn" />\n{image}'
    )


def has_linked_data(story: Story, translation: Translation) -> bool:
    """Whether the page has JSON-LD: every page of one markup, and half of those in today's."""
    return translation.markup == "jsonld" or (translation.markup == "next" and stable(f"data {story.key} {translation.segment}") % 2 == 0)


def linked_data(story: Story, translation: Translation) -> str:
    """Give the script with the page's JSON-LD; empty where the page has none."""
    if not has_linked_data(story, translation):
        return ""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": translation.headline,
        "description": translation.description,
        "inLanguage": words(translation.segment).tag,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url(translation.segment, story.mirror_slug)},
        "author": {"@type": "Organization", "name": publisher(story)},
        "publisher": {"@type": "Organization", "name": "Vietnam.vn"},
    }
    if translation.published:
        data |= {"datePublished": translation.published.isoformat(), "dateModified": translation.published.isoformat()}
    picture = next((block for block in translation.blocks if isinstance(block, Picture)), None)
    if picture:
        data["image"] = [image_url(story, translation, picture)]
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>\n'


def names(story: Story, translation: Translation) -> tuple[str, str]:
    """Give publisher and date as shown; the date is empty where the page has none."""
    return publisher(story), translation.published.strftime("%d/%m/%Y") if translation.published else ""


def visible_standfirst(translation: Translation) -> str:
    """Give the standfirst shown above the body; with ad slots it is the body's first line, and only comes twice where the damage says so."""
    shown = not has_slots(translation) or "standfirst_twice" in translation.damage
    return spoil(translation, translation.description, 0) if shown else ""


def lines(story: Story, translation: Translation, boxes: dict[str, str], table: tuple[str, str]) -> str:
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
            tag = "h2" if piece.heading else "p"
            out.append(f"<{tag}>{text}{' |' if piece.kind == 'cell' else ''}</{tag}>")
    return "\n".join(out) + "\n"


def source(story: Story, translation: Translation) -> str:
    """Give the source line; empty where the page lost it."""
    label = source_line(story, translation)
    address = html.escape(story.source_url)
    return f'<p>{label} <a rel="nofollow" href="{address}">{address}</a></p>\n' if label else ""


def blank_lines(story: Story, line: str) -> str:
    """Give the blank lines before the comment counter: up to ten."""
    return line * (stable(story.key) % (_MOST_BLANK_LINES + 1))


def related(translation: Translation, others: Sequence[tuple[str, str]], css: str) -> str:
    """Give a box of other articles; ``css`` is its attributes, with a blank before."""
    items = "".join(f'<li><a href="{address}">{escape(title)}</a></li>' for address, title in others[:3])
    return f"<div{css}><p><strong>{words(translation.segment).related}</strong></p><ul>{items}</ul></div>"


def share(translation: Translation, css: str) -> str:
    """Give the share row."""
    return f'<div{css}><span>{words(translation.segment).share}</span> <a href="https://www.facebook.com/sharer">Facebook</a> <a href="https://zalo.me/share">Zalo</a></div>'


@cache
def menu(segment: str, css: str) -> Static:
    """Give the menu of tags and languages."""
    prefix = "" if segment == "vi" else f"/{segment}"
    tags = "".join(f'<li{css}><a href="https://{HOST}{prefix}/tag/{tag}">{tag.replace("-", " ")}</a></li>\n' for tag in MENU)
    tongues = "".join(
        f'<li{css}><a href="https://{HOST}/{"" if other == "vi" else other}" lang="{names.tag}">{names.tag}</a></li>\n'
        for other, names in languages().items()
    )
    return Static(f"<nav{css}><ul>{tags}</ul><ul>{tongues}</ul></nav>\n".encode())


def footer(segment: str, slug: str, css: str = "") -> Static:
    """Give the foot of a page, with the imprint."""
    return _footer(segment, imprint_language(segment, slug), imprint_form(slug), css)


@cache
def _footer(segment: str, language: str, form: int, css: str) -> Static:
    rows = "".join(f'<p{css}><a href="https://{HOST}/tag/{tag}">{tag}</a> · {words(segment).read}</p>\n' for tag in MENU)
    return Static(f"<footer{css}><p>{SITE_LINE}</p>{rows}{imprint_html(language, form)}</footer>\n</body>\n</html>\n".encode())


def told(text: str) -> Told:
    """Make a piece that tells the article."""
    return Told(text.encode())


def segment_of(path: str) -> tuple[str, str]:
    """Take a path apart into language and rest; what no known language begins is Vietnamese."""
    segment, _, rest = path.strip("/").partition("/")
    return (segment, rest) if segment in languages() else ("vi", path.strip("/"))
