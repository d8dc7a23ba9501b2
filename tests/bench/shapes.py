"""Page shapes that cost much where reading is not linear: a piece of markup repeated until the page has a given size.

Each stands in the text of an article of the paper and of one of a mirror. Twice the size should cost twice the time; where it costs four
times as much, something on the road looks at every pair.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, NamedTuple

from crawler.record.fetched import Fetched
from crawler.record.road import read_article

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLUG = "hai-tau-tuan-tra-cung-ra-khoi"
_PAPER = f"https://baoquocte.vn/{_SLUG}-312045.html"
_MIRROR = f"https://www.vietnam.vn/de/{_SLUG}"
_PROSE = "Zwei Patrouillenboote liefen am Morgen aus und trafen sich gegen Mittag mit dem Kutter der Nachbarn, {i} Meilen vor der Küste."


class Shape(NamedTuple):
    """Markup before the repeated piece, the piece (``{i}`` is its number), markup behind it."""

    before: str
    piece: str
    after: str = ""

    def of_size(self, size: int) -> str:
        """Repeat the piece until there are so many bytes."""
        pieces: list[str] = []
        left = size
        while left > 0:
            piece = self.piece.replace("{i}", str(len(pieces)))
            pieces.append(piece)
            left -= len(piece.encode())
        return f"{self.before}{''.join(pieces)}{self.after.replace('{closing}', self._closing(len(pieces)))}"

    def _closing(self, number: int) -> str:
        """The end tags of what the pieces opened."""
        tag = self.piece.removeprefix("<").split(">", 1)[0].split(" ", 1)[0]
        return f"</{tag}>" * number


_IMAGE = '<img src="/hinh-{i}.jpg" width="600">'
_CAPTION = "Das Boot {i} legt ab. (Foto: VNA)"

SHAPES: dict[str, Shape] = {
    # Paragraphs and lines
    "paragraphs": Shape("", f"<p>{_PROSE}</p>"),
    "short paragraphs": Shape("", "<p>Zeile {i}</p>"),
    "equal paragraphs": Shape("", f"<p>{_PROSE.replace('{i}', 'elf')}</p>"),
    "equal short lines": Shape("", "<p>Noch einmal dasselbe.</p>"),
    "empty paragraphs": Shape("", "<p></p>"),
    "blank paragraphs": Shape("", "<p>&nbsp;</p>"),
    "line breaks": Shape("<p>", "Zeile {i} im Absatz.<br>", "</p>"),
    "line breaks alone": Shape("<p>", "<br>", "</p>"),
    "one long line": Shape("<p>", "Wort {i} folgt auf Wort und ", "</p>"),
    "one long line without spaces": Shape("<p>", "abcdefghij", "</p>"),
    "one long line of Chinese": Shape("<p>", "两国海军举行联合巡逻", "</p>"),
    "white space": Shape("<p>Wort", " \n\t", "Wort</p>"),
    "no-break spaces": Shape("<p>Wort", "&nbsp;", "Wort</p>"),
    "text without markup": Shape("", "Zeile {i} steht im Kasten.\n"),
    "preformatted lines": Shape("<pre>", "Zeile {i} steht hier.\n\n", "</pre>"),
    # Signs
    "bars in a paragraph": Shape("<p>Wort", " |", "</p>"),
    "bars at a line's end": Shape("<p>Wort ", "|", "</p>"),
    "lines that end in a bar": Shape("", "<p>Das Boot legt ab {i} |</p>"),
    "dots": Shape("<p>Wort ", ".", "</p>"),
    "dots and spaces": Shape("<p>Wort", " .", "</p>"),
    "ellipses": Shape("<p>", "Und so weiter ... ", "</p>"),
    "opening brackets": Shape("<p>Wort ", "[", "</p>"),
    "opening round brackets": Shape("<p>Wort ", "(", "</p>"),
    "closing brackets": Shape("<p>Wort ", "]", "</p>"),
    "brackets": Shape("<p>Wort ", "[x] ", "</p>"),
    "ad slots": Shape("<p>Wort ", "[Anzeige_{i}] ", "</p>"),
    "paragraphs with ad slots": Shape("", "<p>Das Boot legt ab. [Anzeige_{i}]</p>"),
    "credits in brackets": Shape("<p>Wort ", "(Foto: VNA) ", "</p>"),
    "image markup": Shape("<p>Wort ", "![](/a.jpg) ", "</p>"),
    "colons": Shape("<p>Wort", ": Wort", "</p>"),
    "labels": Shape("", "<p>Quelle: Wort {i}</p>"),
    "dashes": Shape("<p>Wort", " - Wort", "</p>"),
    "quotes": Shape("<p>Wort ", "“Wort” ", "</p>"),
    "question marks": Shape("<p>Wort ", "?", "</p>"),
    "entities": Shape("<p>", "&amp;amp; ", "</p>"),
    "zero-width characters": Shape("<p>Wort", "\u200b", "Wort</p>"),
    "combining marks": Shape("<p>Wort", "\u0301", "Wort</p>"),
    "digits": Shape("<p>Wort ", "7", "</p>"),
    "dates": Shape("<p>Wort ", "12/09/2024 ", "</p>"),
    "lines of dates": Shape("", "<p>08:{i} | 12/09/2024</p>"),
    "addresses": Shape("<p>Wort ", "https://baoquocte.vn/bai-{i}.html ", "</p>"),
    "source lines": Shape("", f"<p>Quelle: https://baoquocte.vn/{_SLUG}-{{i}}.html</p>"),
    "e-mail addresses": Shape("<p>Wort ", "a@b.vn ", "</p>"),
    "at signs": Shape("<p>Wort ", "a@", "</p>"),
    "counters": Shape("", "<p>Kommentar ({i})</p>"),
    "names": Shape("", "<p>Nguyễn Văn An</p>"),
    "agencies": Shape("<p>Wort ", "(VNA) ", "</p>"),
    "legal lines": Shape("", "<p>© 2024 Alle Rechte vorbehalten {i}</p>"),
    # Pictures
    "images": Shape("", f"<p>{_IMAGE}</p>"),
    "images in one paragraph": Shape("<p>", _IMAGE, "</p>"),
    "images with captions": Shape("", f"<figure>{_IMAGE}<figcaption>{_CAPTION}</figcaption></figure>"),
    "images, then captions": Shape("", f"<p>{_IMAGE}</p><p>{_CAPTION}</p>"),
    "captions": Shape("", f"<p>{_CAPTION}</p>"),
    "equal captions": Shape(f"<p>{_IMAGE}</p>", "<p>Das Boot legt ab. (Foto: VNA)</p>"),
    "captions in a figure": Shape("<figure>", "<figcaption>Das Boot {i} legt ab.</figcaption>", "</figure>"),
    "credits": Shape("", "<p>Foto: VNA</p>"),
    "file names": Shape("", "<p>boot-{i}.jpg</p>"),
    "picture sources": Shape("<picture>", '<source srcset="/a-{i}.jpg 300w">', f"{_IMAGE}</picture>"),
    # Tables
    "cells of one row": Shape("<table><tr>", "<td>Wort {i}</td>", "</tr></table>"),
    "cells that end in a bar": Shape("<table><tr>", "<td>Wort {i} |</td>", "</tr></table>"),
    "rows": Shape("<table>", "<tr><td>Wort {i}</td><td>Zahl {i}</td></tr>", "</table>"),
    "rows of captions": Shape("<table>", f"<tr><td>{_IMAGE}</td></tr><tr><td>{_CAPTION}</td></tr>", "</table>"),
    "rows of captions alone": Shape("<table>", f"<tr><td>{_CAPTION}</td></tr>", "</table>"),
    "tables": Shape("", "<table><tr><td>Wort {i}</td></tr></table>"),
    "picture tables": Shape(
        "", f'<table class="MASTERCMS_TPL_TABLE"><tr><td>{_IMAGE}</td></tr><tr><td>{_CAPTION}</td></tr></table>'
    ),
    # Boxes
    "boxes beside each other": Shape("", "<div>Zeile {i} steht im Kasten.</div>"),
    "boxes of paragraphs": Shape("", f"<div><p>{_PROSE}</p></div>"),
    "nested boxes": Shape("", "<div>", "Wort{closing}"),
    "nested boxes with text": Shape("", "<div>Zeile {i} ", "{closing}"),
    "nested inline elements": Shape("<p>", "<b>Wort ", "{closing}</p>"),
    "spans": Shape("<p>", "<span>Wort {i} </span>", "</p>"),
    "spans of prose": Shape("<div>", f"<span>{_PROSE}</span>", "</div>"),
    "lists": Shape("<ul>", "<li>Punkt {i}</li>", "</ul>"),
    "nested lists": Shape("", "<ul><li>Punkt {i} ", ""),
    "headings": Shape("", "<h2>Überschrift {i}</h2>"),
    "main headings": Shape("", "<h1>Zwei Boote liefen aus {i}</h1>"),
    "quotations": Shape("", "<blockquote>Zitat {i} steht hier.</blockquote>"),
    "hidden boxes": Shape("", '<div style="display:none">Zeile {i}</div>'),
    "frames": Shape("", '<iframe src="https://example.org/{i}"></iframe>'),
    "stray end tags": Shape("<p>Wort", "</div></p>", "Wort</p>"),
    "comments": Shape("", "<!--googleoff: all-->"),
    # Links
    "links": Shape("", '<p><a href="/de/bai-viet-so-{i}">Kurze Zeile {i}</a></p>'),
    "links in one paragraph": Shape("<p>", '<a href="/de/bai-viet-so-{i}">Wort {i}</a> ', "</p>"),
    "teasers": Shape("", '<div class="t"><h3><a href="/de/bai-viet-so-{i}">Eine andere Nachricht {i}</a></h3><p>12/09/2024</p></div>'),
    "related boxes": Shape("", '<div class="related"><a href="/de/bai-viet-so-{i}">Eine andere Nachricht {i}</a></div>'),
    # What a page holds beside its text
    "attributes of one element": Shape("<p ", 'a{i}="b" ', ">Wort</p>"),
    "classes of one element": Shape('<p class="', "name-{i} ", '">Wort</p>'),
    "styles": Shape("<style>", ".a{i} { color: red }\n", "</style>"),
    "a script": Shape("<script>", 'var a{i} = "<p>b</p>";\n', "</script>"),
    "JSON-LD": Shape('<script type="application/ld+json">[0', ',{"@type": "NewsArticle", "headline": "Boot {i}"}', "]</script>"),
    "nested JSON-LD": Shape('<script type="application/ld+json">', '{"a":', "</script>"),
    "JSON-LD cut short": Shape('<script type="application/ld+json">[', '"datePublished": "2024-09-12", ', "</script>"),
    "meta elements": Shape("", '<meta property="article:tag" content="Wort {i}">'),
    "hreflang": Shape("", '<link rel="alternate" hreflang="de" href="https://www.vietnam.vn/de/bai-viet-so-{i}">'),
    "lone angle brackets": Shape("<p>Wort ", "< ", "</p>"),
    "unclosed tags": Shape("", "<p class='a{i}>"),
}

_PAPER_PAGE = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Hai tàu tuần tra cùng ra khơi</title>
<meta property="og:type" content="article"><link rel="canonical" href="{_PAPER}"></head><body><div class="bx-detail-left">
<h1 class="article-detail-title">Hai tàu tuần tra cùng ra khơi</h1><div class="article-date">15:40 | 12/09/2024</div>
<div class="article-detail-desc">Hai tàu gặp nhau ngoài khơi vào sáng thứ Năm.</div>
<div class="__MASTERCMS_CONTENT"><div id="__MB_MASTERCMS_EL_3">
<p>Sáng thứ Năm hai tàu rời cảng và gặp nhau ngoài khơi, theo lịch từ năm ngoái.</p>%s</div></div></div></body></html>"""
_MIRROR_PAGE = f"""<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Zwei Patrouillenboote liefen gemeinsam aus</title>
</head><body><main><h1>Zwei Patrouillenboote liefen gemeinsam aus</h1><div>Báo Thế giới và Việt Nam</div><div>12/09/2024</div><article>
<p>{_PROSE.replace("{i}", "elf")} [Anzeige_1]</p><p>Sie hatten sich seit dem vergangenen Jahr auf die gemeinsame Fahrt vorbereitet.</p>
%s<p>Quelle: {_PAPER}</p></article></main></body></html>"""
PAGES: dict[str, tuple[str, str]] = {"paper": (_PAPER, _PAPER_PAGE), "mirror": (_MIRROR, _MIRROR_PAGE)}


class Cost(NamedTuple):
    """What a shape costs to read, in processor seconds, at one size and at twice that size."""

    shape: str
    site: str
    once: float
    twice: float

    @property
    def growth(self) -> float:
        """How many times as much the double page costs: 2 is linear."""
        return self.twice / self.once


def fetched(name: str, site: str, size: int) -> Fetched:
    """Return a page of a site with a shape of so many bytes in its text."""
    url, page = PAGES[site]
    return Fetched(url, (page % SHAPES[name].of_size(size)).encode(), "utf-8", 200, "2026-01-01T00:00:00+00:00", url, "bench")


def costs(size: int, rounds: int) -> Iterator[Cost]:
    """Read every shape on both sites at ``size`` and at twice the size; of several rounds the fastest counts."""
    for site in PAGES:
        read_article(fetched("paragraphs", site, 2_000))  # what is made on first use
        for name in SHAPES:
            pages = fetched(name, site, size), fetched(name, site, 2 * size)
            once, twice = (min(_seconds(page) for _ in range(rounds)) for page in pages)
            yield Cost(name, site, once, twice)


def _seconds(page: Fetched) -> float:
    gc.collect()
    started = time.process_time()
    read_article(page)
    return time.process_time() - started
