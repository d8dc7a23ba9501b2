"""What stands around every page of baoquocte.vn: styles, scripts, menus, boxes. It makes up most of a page's weight."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tests.replica.messages import CLOCK_SHOWN, Static, escape
from tests.replica.sections import menu

if TYPE_CHECKING:
    from tests.replica.catalogue import Catalogue, Listed

HOSTS = {"vi": "baoquocte.vn", "en": "en.baoquocte.vn"}
NAMES = {"vi": "Báo Thế giới và Việt Nam", "en": "World & Vietnam Report"}
_FOLLOW = {"vi": "Theo dõi Baoquocte.vn trên", "en": "Follow WVR on"}
_MOST_READ = {"vi": "Đọc nhiều", "en": "Most read"}
_LATEST = {"vi": "Mới cập nhật", "en": "Just in"}
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
    items = []
    for number, (path, name) in enumerate(tops):
        subs = "".join(
            f'<li class="sub-menu-item"><a href="https://{host}/{sub}" title=\'{label}\'>{label}</a></li>'
            for sub, label in menu(edition).items()
            if sub.startswith(f"{path}/")
        )
        scheme = "http" if number % 5 == 1 else "https"
        items.append(
            f'<li class="menu-item menu-{path}"><a class="menu-link" href="{scheme}://{host}/{path}" title=\'{name}\'>{name}</a>'
            f"{f'<ul class=sub-menu>{subs}</ul>' if subs else ''}</li>\n"
        )
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
            '<!--googleoff: all-->\n<div class="header"><div class="wrapper">'
            f'<a class="logo" href="https://{host}/" title=\'{NAMES[edition]}\'><img src="https://{host}/stores/logo.png" alt="{NAMES[edition]}"></a>'
            f'<span class="ico-systemDate">{CLOCK_SHOWN}</span><a class="lang" href="https://{HOSTS[other]}/">{NAMES[other]}</a>'
            f'<form action="https://{host}/search_enginer.html" method="get"><input type="hidden" name="p" value="tim-kiem"><input name="q"></form>'
            f'<a class="rss" href="https://{host}/rss_feed/">RSS</a>\n'
        ),
        head_menu(edition),
        "</div></div>\n<!--googleon: all-->\n",
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
        f'<!--googleoff: all-->\n<div class="footer"><div class="wrapper">{columns}<div class="footer-info"><p>{NAMES[edition]}</p><p>{_DESK[edition]}</p>'
        f'<a href="https://{host}/widgets@/weather">widget</a></div></div></div>\n{scripts}<!--googleon: all-->\n'.encode()
    )


def share_box(edition: str) -> str:
    """Give the share row with the line that asks to follow the paper."""
    return (
        f'<div class="bqt-share-social"><span class="share-label">{_FOLLOW[edition]}</span>'
        '<a rel="nofollow" href="https://news.google.com/publications/example"><img src="/stores/google-news.svg" alt="Google News"></a>'
        '<a rel="nofollow" class="fb-share" href="https://www.facebook.com/sharer.php">Facebook</a>'
        '<a rel="nofollow" class="tw-share" href="https://twitter.com/share">Twitter</a></div>\n'
    )


class Sidebars:
    """The boxes of teasers beside an article, made once for each state of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._made: dict[tuple[str, int], Static] = {}

    def right(self, edition: str) -> Static:
        """Give the right column: most read and latest, each with links to real articles."""
        key = (edition, self._catalogue.version)
        if key not in self._made:
            self._made = {known: box for known, box in self._made.items() if known[1] == self._catalogue.version}
            listed = self._catalogue.section(edition, "tin-moi")
            self._made[key] = Static(
                f'<!--googleoff: all-->\n<div class="bx-detail-right">{self._box(_LATEST[edition], listed[:16])}'
                f"{self._box(_MOST_READ[edition], listed[5:30])}</div>\n<!--googleon: all-->\n".encode()
            )
        return self._made[key]

    def _box(self, title: str, listed: list[Listed]) -> str:
        rows = []
        for item in listed:
            original = self._catalogue.original(item)
            rows.append(
                f'<div class="article"><a class="article-image" href="{original.url}"><img class="mastercms_lazyload" src="/stores/blank.gif" '
                f'data-src="https://cdn.baoquocte.vn/stores/box/{original.number}.jpg" alt="{escape(original.headline)}"></a>'
                f'<h3 class="article-title"><a class="article-link" href="{original.url}">{escape(original.headline)}</a></h3></div>\n'
            )
        return f'<div class="bx-detail-listing"><h2 class="bx-title">{title}</h2>{"".join(rows)}</div>\n'
