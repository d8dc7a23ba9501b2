"""How much of a page is read at all: what exceeds this is no article and no list, however it came to be, and would hold the crawl.

Feeds and sitemaps have limits of their own (`crawler.sites.feeds`).
"""

from __future__ import annotations

import re

MOST_BYTES = 2 * 1024 * 1024  # an article has about 90 KB
MOST_TAGS = 20_000  # an article has about 1,500, a front page 2,000
MOST_WORDS = 60_000  # markup and text together; attributes of one element cost the square of their number
DEEPEST = 120  # a page of tables inside tables has about 40

# Below these counts nothing can be nested so deeply that reading it takes long.
_FEW_TAGS, _FEW_TABLES = 3_000, 40
# A page of so few bytes has no room for too many words.
_FEW_BYTES = 150_000
# Elements that stay open until they are closed. Those that the next one of their kind closes (p, li, td) do not nest by themselves.
_NESTING = (
    rb"abbr|address|article|aside|b|big|blockquote|center|code|dd|del|details|dialog|div|dl|em|fieldset|figcaption|figure|font|"
    rb"footer|form|header|i|ins|label|main|nav|ol|pre|s|section|small|span|strike|strong|sub|sup|svg|table|template|tt|u|ul"
)
_TAG = re.compile(rb"<(/?)(?:" + _NESTING + rb")(?=[\s/>])", re.IGNORECASE)


def excess(body: bytes) -> str | None:
    """Say in what a page exceeds the limits, or None."""
    if len(body) > MOST_BYTES:
        return f"a page of {len(body)} bytes"
    tags = body.count(b"<")
    if tags > MOST_TAGS:
        return f"a page of {tags} tags"
    words = len(body.split()) + body.count(b"/") if len(body) > _FEW_BYTES else 0
    if words > MOST_WORDS:
        return f"a page of {words} words"
    if tags > _FEW_TAGS or body.count(b"<table") > _FEW_TABLES:
        depth = deepest(body)
        if depth > DEEPEST:
            return f"a page of elements nested {depth} deep"
    return None


def deepest(body: bytes) -> int:
    """Estimate how deeply a page's elements are nested."""
    depth = most = 0
    for tag in _TAG.finditer(body):
        if tag[1]:
            depth = max(0, depth - 1)
        else:
            depth += 1
            most = max(most, depth)
    return most
