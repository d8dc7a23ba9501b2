"""The head of an article's page on the paper: metadata, linked data, links to its other forms."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from tests.replica import furniture
from tests.replica.addresses import social_image_url
from tests.replica.messages import CLOCK_PAGEGEN, escape
from tests.replica.sections import breadcrumb

if TYPE_CHECKING:
    from tests.replica.story import Original, Story

_PREFIXES = {2020: "TGVN. ", 2021: "Baoquocte.vn. "}
_LOCALES = {"vi": "vi_VN", "en": "en_US"}
# How linked data glues the people and the paper into one name.
_GLUE = (" - ", ", ", " ")
AUTHOR_PLACES = ("beside the date", "beside the body", "member", "cms-author", "metadata")


def own_layout(story: Story) -> bool:
    """Whether an old article still comes in its own generation's whole page, and not in today's."""
    return story.original is not None and story.generation != "G4" and story.original.dice(2, "layout") == 1


def author_place(original: Original) -> str:
    """Give the one of AUTHOR_PLACES where this article names its authors; empty where it has none."""
    return AUTHOR_PLACES[original.dice(len(AUTHOR_PLACES), "author")] if original.authors else ""


def standfirst(original: Original) -> str:
    """Give the standfirst with the house's prefix, where its year had one."""
    prefix = _PREFIXES.get(original.published.year, "") if original.edition == "vi" else ""
    return prefix + original.description


def text_of(original: Original, text: str) -> str:
    """Write text as this article has it: now and then decomposed."""
    decomposed = original.edition == "vi" and original.dice(7, "decomposed") == 0
    return unicodedata.normalize("NFD", text) if decomposed else text


def head(story: Story, original: Original) -> str:
    """Give everything from the doctype to the linked data."""
    host, edition = original.host, original.edition
    paper = furniture.NAMES[edition]
    headline, description = escape(text_of(original, original.headline)), escape(text_of(original, standfirst(original)))
    image = social_image_url(original)
    section = f"https://{host}/{'/'.join(original.sections)}"
    lines = [
        "<!DOCTYPE html>",
        f'<html translate="no" lang="{edition}">\n<head>\n<title>{headline}</title>',
        '<meta name="google" content="notranslate">\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">',
        f'<meta name="description" content="{description}">',
        f'<meta name="keywords" content="{escape(", ".join(original.tags))}">\n<meta name="news_keywords" content="{escape(", ".join(original.tags))}">',
        f'<meta name="pagegen" content="{CLOCK_PAGEGEN}">\n<meta name="copyright" content="{paper}">\n<meta name="author" content="{paper}">',
        f'<meta property="og:locale" content="{_LOCALES[edition]}">\n<meta property="og:site_name" content="{paper}">',
        f'<meta property="og:url" content="{original.url}">\n<meta property="og:type" content="article">\n<meta property="og:title" content="{headline}">',
        f'<meta property="og:image" content="{image}">\n<meta property="og:description" content="{description}">\n<meta property="og:image:alt" content="{headline}">',
        f'<meta name="category_url" content="{section}">',
        f'<meta name="twitter:title" content="{headline}">\n<meta name="twitter:creator" content="@paper">\n<meta name="twitter:image" content="{image}">',
        f'<link rel="alternate" href="{original.url}" hreflang="{"vi-vn" if edition == "vi" else "en"}">\n<link rel="canonical" href="{original.url}">',
        f'<link rel="alternate" type="application/rss+xml" title="{headline}" href="https://{host}/rss_feed/{"/".join(original.sections)}">',
        f'<link rel="amphtml" href="{original.url}&amp;mobile=yes&amp;amp=1">',
    ]
    if author_place(original) == "metadata":
        lines += [f'<meta property="article:author" content="{escape(name)}">' for name in original.authors]
    if not own_layout(story):
        lines += [f'<script type="application/ld+json">{block}</script>' for block in _linked_data(original)]
    return "\n".join(lines) + "\n"


def _linked_data(original: Original) -> list[str]:
    host, edition = original.host, original.edition
    paper = furniture.NAMES[edition]
    trail = breadcrumb(edition, original.sections)
    crumbs = [
        {"@type": "ListItem", "position": place, "item": {"@id": f"https://{host}/{path}", "name": name}}
        for place, (path, name) in enumerate(trail, 1)
    ]
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": original.url},
        "headline": original.headline,
        "description": standfirst(original),
        "image": {"@type": "ImageObject", "url": social_image_url(original), "width": 1200, "height": 630},
        "datePublished": original.published.isoformat(),
        "dateModified": (original.modified or original.published).isoformat(),
    }
    if author_place(original) == "metadata":
        glued = f"{', '.join(original.authors)}{_GLUE[original.dice(len(_GLUE), 'glue')]}{paper}"
        article["author"] = {"@type": "Person", "name": glued}
    elif original.dice(2, "paper as author"):
        article["author"] = {"@type": "Organization", "name": paper}
    article |= {
        "publisher": {"@type": "Organization", "name": paper, "logo": {"@type": "ImageObject", "url": f"https://{host}/stores/logo.png"}},
        "articleSection": trail[-1][1],
        "isAccessibleForFree": "True",
    }
    search = {
        "@type": "SearchAction",
        "target": f"https://{host}/search_enginer.html?p=search&q={{q}}",
        "query-input": "required name=q",
    }
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": paper, "url": f"https://{host}/", "potentialAction": search}
    path = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": crumbs}
    return [json.dumps(block, ensure_ascii=False, indent=1).replace("</", "<\\/") for block in (site, path, article)]
