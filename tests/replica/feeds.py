"""The paper's feeds, sitemaps and robots.txt."""

from __future__ import annotations

import html
import string
from email.utils import format_datetime
from typing import TYPE_CHECKING

from tests.replica import furniture
from tests.replica.addresses import HANOI, thumbnail_url
from tests.replica.article_body import paragraphs
from tests.replica.messages import Response, document
from tests.replica.sections import FORBIDDEN_SECTION, NEWEST, section_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.replica.catalogue import Catalogue, Listed

FILES = frozenset({"/robots.txt", "/sitemap.xml", "/sitemaparticles-site-1.xml"})
XML = "text/xml; charset=utf-8"
FEED_SIZE = 25
# The feed that carries the articles' bodies.
FULL_FEED = ("en", "")
# What the content management system's own robots.txt closes; "*.pdf" stands for kinds of files.
FORBIDDEN = ("/apicenter@/", "/apiservice@/", "/widgets@/", "/tag/", "/preview_article/", "/ajax/", "/login/", "/adsfw/", "/*.pdf")
_SITEMAP_SIZE = 1000
_UNPUNCTUATED = str.maketrans("", "", string.punctuation)
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def feed(catalogue: Catalogue, edition: str, path: str, listed: Sequence[Listed]) -> Response:
    """Render a feed; its titles have lost their ASCII punctuation. Every feed holds both editions; one carries whole bodies."""
    host = furniture.HOSTS[edition]
    full = (edition, path) == FULL_FEED
    items = []
    for entry in listed[:FEED_SIZE]:
        original = catalogue.original(entry)
        title = html.escape(original.headline.translate(_UNPUNCTUATED), quote=False)
        image = f'<a href="{original.url}"><img src="{thumbnail_url(original)}" /></a>'
        whole = f"<content:encoded><![CDATA[{paragraphs(original)}]]></content:encoded>\n" if full else ""
        items.append(
            f"<item>\n<title>{title}</title>\n<link>{original.url}</link>\n<description><![CDATA[{image}{original.description}]]></description>\n"
            f'<pubDate>{format_datetime(original.published.astimezone(HANOI))}</pubDate>\n<guid isPermaLink="true">{original.url}</guid>\n{whole}</item>\n'
        )
    namespace = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"' if full else ""
    name = section_name(edition, path) if path else furniture.NAMES[edition]
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"{namespace}><channel>\n<title>{html.escape(name)}</title>\n<link>https://{host}/{path}</link>\n'
        f"<description>{html.escape(furniture.NAMES[edition])}</description>\n<generator>MasterCMS</generator>\n{''.join(items)}</channel></rss>\n"
    )
    return document(text, "application/rss+xml; charset=utf-8")


def file(catalogue: Catalogue, edition: str, path: str) -> Response:
    """Give robots.txt, the sitemap index or the sitemap of the newest articles."""
    host = furniture.HOSTS[edition]
    if path == "/robots.txt":
        return document(robots(edition), "text/plain; charset=utf-8")
    if path == "/sitemap.xml":
        entries = f"<sitemap><loc>https://{host}/sitemaparticles-site-1.xml</loc></sitemap>\n"
        return document(f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n', XML)
    entries = ""
    for entry in catalogue.section(edition, NEWEST)[:_SITEMAP_SIZE]:
        original = catalogue.original(entry)
        changed = (original.modified or original.published).astimezone(HANOI).isoformat()
        entries += f"<url><loc>{original.url}</loc><lastmod>{changed}</lastmod></url>\n"
    return document(f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n{entries}</urlset>\n', XML)


def robots(edition: str) -> str:
    """Give robots.txt: a closed corner on both hosts, a sitemap named by the English one only."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in FORBIDDEN), f"Disallow: /{FORBIDDEN_SECTION}"]
    if edition == "en":
        lines.append(f"Sitemap: https://{furniture.HOSTS['en']}/sitemap.xml")
    return "\n".join(lines) + "\n"
