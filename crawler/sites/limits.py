"""How much of a page is read at all: what exceeds this is no article and no list, however it came to be, and would hold the crawl.

Feeds and sitemaps have limits of their own (`crawler.sites.feeds`).
"""

from __future__ import annotations

import re

MOST_BYTES = 2 * 1024 * 1024  # an article has about 90 KB
MOST_TAGS = 20_000  # an article has about 1,500, a front page 2,000
MOST_WORDS = 60_000  # markup and text together: attributes of one element cost the square of their number
DEEPEST_TABLES = 40  # tables inside tables: what stands in each is looked at for each around it

# A page of so few bytes has no room for too many words.
_FEW_BYTES = 150_000
_TABLE = re.compile(rb"<(/?)table\b", re.IGNORECASE)


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
    depth = deepest_table(body)
    if depth > DEEPEST_TABLES:
        return f"a page of {depth} tables one inside the other"
    return None


def deepest_table(body: bytes) -> int:
    """Say how many tables stand one inside the other at most, by their tags."""
    depth = most = 0
    for tag in _TABLE.finditer(body):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        most = max(most, depth)
    return most
