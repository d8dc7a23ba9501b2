"""How much of a page is read at all: what exceeds this is no article and no list, however it came to be, and would hold the crawl.

Feeds and sitemaps have limits of their own (`crawler.reading.feeds`).
"""

from __future__ import annotations

import re

MOST_BYTES = 4 * 1024 * 1024  # an article has about 90 KB, with pictures and data written into the page up to 2.3 MB
MOST_TAGS = 20_000  # an article has about 1,500, a front page 2,000
MOST_ATTRIBUTES = 2_000  # of one element: they cost the square of their number when the markup is parsed (2,000 take 10 ms, 60,000 16 s)
DEEPEST_TABLES = 40  # tables inside tables: what stands in each is looked at for each around it

# A page of so few bytes has no room for too many attributes.
_FEW_BYTES = 20_000
_TABLE = re.compile(rb"<(/?)[tT][aA][bB][lL][eE]\b")
# An opening tag with its attributes, as the HTML standard splits them; possessive, so that each byte is looked at once.
# The plainest attribute stands first, to save time.
_NAME = rb"<[a-zA-Z][^\s/>]*+"
_PART = rb"""(?: [a-z-]++="[^"]*+"|[\s/]++|=?+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)"""
_TAG = re.compile(rb"%b(%b*+)" % (_NAME, _PART))
# One with so many parts that its attributes are worth counting; nearly no page has any.
_LONG_TAG = re.compile(rb"%b%b{%d}+" % (_NAME, _PART, MOST_ATTRIBUTES))
_ATTRIBUTE = re.compile(rb"""=?+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+""")


def excess(body: bytes) -> str | None:
    """Say in what a page exceeds the limits, or None."""
    if len(body) > MOST_BYTES:
        return f"a page of {len(body)} bytes"
    tags = body.count(b"<")
    if tags > MOST_TAGS:
        return f"a page of {tags} tags"
    attributes = most_attributes(body) if len(body) > _FEW_BYTES and _LONG_TAG.search(body) else 0
    if attributes > MOST_ATTRIBUTES:
        return f"an element of {attributes} attributes"
    depth = deepest_table(body)
    if depth > DEEPEST_TABLES:
        return f"a page of {depth} tables one inside the other"
    return None


def most_attributes(body: bytes) -> int:
    """Say how many attributes an element has at most."""
    return max((len(_ATTRIBUTE.findall(attributes)) for attributes in _TAG.findall(body)), default=0)


def deepest_table(body: bytes) -> int:
    """Say how many tables stand one inside the other at most, by their tags."""
    depth = most = 0
    for tag in _TABLE.finditer(body):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        most = max(most, depth)
    return most
