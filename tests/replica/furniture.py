"""What stands around every page of baoquocte.vn: styles, scripts, menus, boxes. It makes up most of a page's weight."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tests.replica.addresses import thumbnail_url
from tests.replica.messages import CLOCK_SHOWN, Static, escape
from tests.replica.sections import NEWEST, menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.replica.catalogue import Catalogue, Listed

HOSTS = {"vi": "baoquocte.vn", "en": "en.baoquocte.vn"}
NAMES = {"vi": "Báo Thế giới và Việt Nam", "en": "World & Vietnam Report"}
_FOLLOW = {"vi": "Theo dõi Baoquocte.vn trên", "en": "Follow WVR on"}
_MOST_READ = {"vi": "Đọc nhiều", "en": "Most read"}
_LATEST = {"vi": "Mới cập nhật", "en": "Just in"}
_READ_ON = {"vi": "Đọc thêm", "en": "Read on"}
_COPY = {"vi": "Sao chép liên kết", "en": "Copy link"}
_DESK = {"vi": "Tòa soạn: phố Ví Dụ, Hà Nội. Điện thoại: 024 0000 0000", "en": "Newsroom: Example Street, Ha Noi. Phone: 024 0000 0000"}


@cache
def styles() -> Static:
    """Give the inline style sheets and scripts of the head."""
    boxes = (
        "bx-listing",
        "bx-detail-right",
        "article-image",
        "article-title",
        "box-meta",
        "main-menu",
        "footer-col",
        "banner-detail",
        "tag-link",
    )
    rules = "".join(
        f".{box}-{number} .{boxes[(number * 5) % len(boxes)]}>a:nth-child({number % 7 + 1}){{margin:{number % 9}px {number % 13}px;"
        f"padding:{number % 5}px;color:#{number * 4079 % 0xFFFFFF:06x};font:normal {11 + number % 8}px/1.{number % 9} Arial,sans-serif}}\n"
        for number in range(14)
        for box in boxes
    )
    calls = "".join(
        f"function mcms_{number}(a,b){{var c=document.getElementById('zone_'+a);if(!c||b<{number}){{return null}}"
        f"c.className+=' z{number}';return window.MASTERCMS&&MASTERCMS.load(c,{{i:{number * 7919},t:'{number:x}'}})}}\n"
        for number in range(110)
    )
    return Static(
        f'<style type="text/css">{rules}</style>\n<script type="text/javascript">//<![CDATA[\n{calls}//]]></script>\n'
        '<script async src="https://www.googletagmanager.com/gtag/js?id=UA-0000000-1"></script>\n'
        "<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}gtag('js',new Date());</script>\n".encode()
    )


@cache
def head_menu(edition: str) -> Static:
    """Give the header's menus; the English edition's is the only place that names all its sections."""
    host = HOSTS[edition]
    tops = [(path, name) for path, name in menu(edition).items() if "/" not in path]
    other = "en" if edition == "vi" else "vi"
    items = [
        (
            f'<li class="cat"><a href="https://{host}/"><img src="https://{host}/stores/ico-home.png" alt="{NAMES[edition]}"></a></li>\n'
            f'<li class="cat"><a href="https://{host}/{NEWEST}">{_LATEST[edition]}</a></li>\n'
        )
    ]
    for number, (path, name) in enumerate(tops):
        subs = "".join(
            f'<li class="sub-cat"><a href="https://{host}/{sub}">{label}</a></li>'
            for sub, label in menu(edition).items()
            if sub.startswith(f"{path}/")
        )
        scheme = "http" if number % 5 == 1 else "https"
        items.append(
            f'<li class="cat " title=\'{name}\'><a class="" href="{scheme}://{host}/{path}">{name}</a><ul class="sub-menu">{subs}</ul></li>\n'
        )
    items.append(f'<li class="cat"><a href="https://{HOSTS[other]}/" target="_blank">{HOSTS[other]}</a></li>\n')
    mega = "".join(
        f'<div class="mega-col col-{column}"><a class="mega-title" href="https://{host}/{path}">{name}</a>'
        f'<p class="mega-note" data-zone="{column * 31}">{escape(name)} &middot; {host}</p></div>\n'
        for column in range(5)
        for path, name in tops
    )
    return Static(f'<ul class="main-menu">\n{"".join(items)}</ul>\n<div class="mega-menu" style="display:none">{mega}</div>\n'.encode())


def header(edition: str) -> list[str | bytes]:
    """Give the page's top, with the trap of a clock that shows the time of page generation."""
    host = HOSTS[edition]
    other = "en" if edition == "vi" else "vi"
    return [
        (
            '<!--googleoff: all--><script>mcms_0("page",1);</script><!--googleon: all--><div class="webpage pc-detail"><header id="header"><div class="wrapper">'
            f'<a class="logo" href="https://{host}/" title=\'{NAMES[edition]}\'><img src="https://{host}/stores/logo.png" alt="{NAMES[edition]}"></a>'
            f'<span class="ico-systemDate"><i class="icon"></i>{CLOCK_SHOWN[edition]}</span><a class="lang" href="https://{HOSTS[other]}/">{NAMES[other]}</a>'
            f'<form action="https://{host}/search_enginer.html" method="get"><input type="hidden" name="p" value="tim-kiem"><input name="q"></form>'
            f'<a class="rss" href="https://{host}/rss_feed/">RSS</a>\n'
        ),
        head_menu(edition),
        "</div></header>\n",
    ]


@cache
def footer(edition: str) -> Static:
    """Give the page's foot."""
    host = HOSTS[edition]
    columns = "".join(
        f'<div class="footer-col"><a href="https://{host}/{path}">{name}</a><p>{_DESK[edition]}</p></div>\n'
        for path, name in menu(edition).items()
    )
    scripts = "".join(f"<script>mcms_{number}('footer{number}',{number * 3});</script>\n" for number in range(60))
    return Static(
        f'<footer id="footer"><div class="footer-top">{columns}<div class="footer-info"><p>{NAMES[edition]}</p><p>{_DESK[edition]}</p>'
        f'<a href="https://{host}/widgets@/weather">widget</a></div></div></footer></div>\n<!--googleoff: all-->{scripts}<!--googleon: all-->\n'.encode()
    )


def share_box(edition: str, url: str, number: int) -> str:
    """Give the share row of an article with the line that asks to follow the paper."""
    return (
        '<!--googleoff: all--><div class="bqt-share-social fw lt mb clearfix">'
        f'<a class="share-social__link facebook lt" rel="nofollow" href="https://www.facebook.com/sharer/sharer.php?u={url}" data-url="{url}"><span class="icon"></span></a>'
        f'<a class="share-social__link print lt" rel="nofollow" href="https://{HOSTS[edition]}/apicenter@/print_article&amp;i={number}"><span class="icon"></span></a>'
        f'<div class="share-social__link share copy-link lt"><span class="icon-copy">{_COPY[edition]}</span><input id="copy-link-input" type="text" value="{url}"></div>'
        f'<a class="bqt-google-new lt" rel="nofollow" href="https://news.google.com/publications/example">{_FOLLOW[edition]}</a></div><!--googleon: all-->\n'
    )


class Sidebars:
    """The boxes of teasers beside an article, made once for each state of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._made: dict[tuple[str, str, int], Static] = {}

    def right(self, edition: str) -> Static:
        """Give the right column: most read and latest, each with links to real articles."""

        def make() -> str:
            listed = self._catalogue.section(edition, NEWEST)
            boxes = f"{self._list(_LATEST[edition], listed[:16])}{self._list(_MOST_READ[edition], listed[5:20])}"
            return f'<div class="bx-detail-right rt">{boxes}</div>\n</div>'

        return self._once("right", edition, make)

    def below(self, edition: str) -> Static:
        """Give the teasers below an article, which have standfirsts, and close the page's middle."""

        def make() -> str:
            rows = "".join(self._row(item, desc=True) for item in self._catalogue.section(edition, NEWEST)[8:18])
            box = f'<div class="bx-cat-title fw lt mb"><h2 class="h2-title f0"><span class="bx-cat-link">{_READ_ON[edition]}</span></h2></div>{rows}'
            return f'<div class="bx-grid-detail-bottom fw lt clearfix"><div class="bx-detail-listing fw lt mb clearfix">{box}</div></div></div></main>\n'

        return self._once("below", edition, make)

    def _once(self, name: str, edition: str, make: Callable[[], str]) -> Static:
        key = (name, edition, self._catalogue.version)
        if key not in self._made:
            self._made = {known: box for known, box in self._made.items() if known[2] == self._catalogue.version}
            self._made[key] = Static(make().encode())
        return self._made[key]

    def _list(self, title: str, listed: list[Listed]) -> str:
        rows = "".join(f"<li>{self._row(item, desc=False)}</li>" for item in listed)
        head = f'<div class="bx-cat-title fw lt mb"><h2 class="h2-title head-title"><span class="bx-cat-link">{title}</span></h2></div>'
        return f'<div class="bx-breadking-news fw lt mb clearfix">{head}<div class="bx-cat-content fw lt"><ol>{rows}</ol></div></div>\n'

    def _row(self, item: Listed, *, desc: bool) -> str:
        original = self._catalogue.original(item)
        headline = escape(original.headline)
        text = f'<div class="article-desc">{escape(original.description)}</div>' if desc else ""
        return (
            f'<div class="article"> <a class="article-image" href="{original.url}" title=\'{original.headline}\'>'
            f'<img class="mastercms_lazyload" src="{thumbnail_url(original)}" alt="{headline}"></a>'
            f'<h3 class="article-title"><a class="article-link f0" href="{original.url}" title=\'{original.headline}\'>\n\t{headline}\t</a></h3>{text}</div>\n'
        )
