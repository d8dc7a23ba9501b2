"""A mirror article's date, names, section, keywords and translations."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from crawler.sites import dates
from crawler.sites.links import absolute, path_of
from crawler.sites.text import collapse
from crawler.sites.vocabulary import fold

if TYPE_CHECKING:
    from crawler.sites.mirror_draft import Draft
    from crawler.sites.site import Page

_BUDDHIST = re.compile(r"(?<!\d)(2[456]\d\d)(?!\d)")
_BUDDHIST_SHIFT = 543
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")
_WORD_BREAKS = re.compile(r"[,;،、，]")
_CRUMBS = '[class*="breadcrumb"] a[href], [class*="crumbs"] a[href], [aria-label*="breadcrumb" i] a[href]'
_TIME = '[itemprop="datePublished"], article time[datetime], header time[datetime]'


def read_dates(draft: Draft, result: Page) -> None:
    """Date the page: JSON-LD, meta elements, the line of publisher and date, a time element.

    Image addresses are not asked: they date the import. Where the line of publisher and date names another day than the head, beyond what
    time zones explain, it is believed: the head of a bulk import or of a generated page may hold the time of that.
    """
    others = (*draft.ld.of_type("WebPage"), *(thing for thing in draft.ld.objects if "datePublished" in thing))
    thing = draft.thing or (others[0] if others else {})
    result.date_modified = _iso(thing.get("dateModified")) or _iso(draft.meta.first("article:modified_time", "og:updated_time"))
    shown = dates.from_visible(gregorian(draft.head.date)) if draft.head and draft.head.date else None
    sure = shown if draft.head and draft.head.name and draft.head.together else None
    time = draft.tree.css_first(_TIME)
    for source, value in (
        ("json-ld", _iso(thing.get("datePublished"))),
        ("meta", _iso(draft.meta.first("article:published_time", "datepublished", "pubdate"))),
        ("visible", shown),
        ("visible", _iso(time.attributes.get("datetime") or time.attributes.get("content")) if time is not None else None),
    ):
        if value and (sure is None or _days_between(value, sure) <= 1):
            result.date_published, result.date_source = value, source
            draft.rules["date_published"] = source
            return


def read_names(draft: Draft, result: Page) -> None:
    """Name publisher, authors and the original's address."""
    words = draft.family.words
    if draft.source is not None:
        result.source_url = draft.source.url
        result.publisher = words.ours
        draft.rules["source_url"] = draft.rules["publisher"] = "source line"
    shown = draft.head.name if draft.head is not None else None
    meta_author = draft.meta.first("author", "article:author")
    if shown is not None and words.publisher(shown) is not None:
        result.publisher = words.publisher(shown)
        draft.rules["publisher"] = "line of publisher and date"
    elif result.publisher is None:
        claimed = [name for key in ("publisher", "sourceOrganization", "author") for name in _names(draft.thing.get(key))]
        if any(words.publisher(name) == words.ours for name in (*claimed, meta_author or "")):
            result.publisher = words.ours
            draft.rules["publisher"] = "name in the head"
        elif shown is not None:
            draft.rules["publisher"] = f"unknown name: {shown}"
    people = _names(draft.thing.get("author"), people=True) or ([meta_author] if meta_author else [])
    own = (name for name in dict.fromkeys(people) if "://" not in name)
    result.authors = [name for name in own if fold(name) not in words.platform and words.publisher(name) is None]
    if result.authors:
        draft.rules["authors"] = "json-ld" if draft.thing.get("author") else "meta"


def read_subjects(draft: Draft, result: Page) -> None:
    """Read breadcrumb and tags."""
    section = _breadcrumb(draft, result.headline)
    if not section:
        value = draft.thing.get("articleSection") or draft.meta.first("article:section") or []
        section = [value] if isinstance(value, str) else [name for name in value if isinstance(name, str)]
    result.section = [collapse(name) for name in section]
    keywords = draft.thing.get("keywords") or draft.meta.values.get("article:tag")
    keywords = keywords or draft.meta.first("news_keywords", "keywords") or []
    if isinstance(keywords, str):
        keywords = _WORD_BREAKS.split(keywords)
    found = [collapse(word) for word in keywords if isinstance(word, str)]
    if not any(found):
        # Menus and footers link to tags as well: only links between the headline and the tail count, or such as call themselves tags.
        start, end = draft.anchors.headline, draft.counter if draft.counter is not None else draft.anchors.stop
        if start is not None and end is not None:
            found = [link.text for _, line in draft.lines(start + 1, end) for link in line.links if "/tag/" in link.href]
        found = found if any(found) else [collapse(node.text()) for node in draft.tree.css('a[rel~="tag"]')]
    result.keywords = list(dict.fromkeys(word.lstrip("#") for word in found if word and fold(word) not in draft.family.words.platform))


def read_translations(draft: Draft, result: Page) -> None:
    """Read hreflang, and a language menu whose links have this page's slug. Only the family's own hosts count."""
    mine = draft.address
    found = result.translations
    for node in draft.tree.css("link[hreflang]"):
        attributes = node.attributes
        href = attributes.get("href")
        if href and (attributes.get("hreflang") or "").lower() != "x-default":
            other = draft.family.address(absolute(mine.url, href))
            if other is not None and other.language != mine.language:
                found.setdefault(other.language, other.url)
    if found:
        draft.rules["translations"] = "hreflang"
    for node in draft.tree.css(f'a[href*="{mine.slug}"]'):
        other = draft.family.address(absolute(mine.url, node.attributes.get("href")))
        if other is not None and other.slug == mine.slug and other.language != mine.language and other.language not in found:
            found[other.language] = other.url
            draft.rules.setdefault("translations", "language menu")


def _days_between(one: str, other: str) -> int:
    """Count the days between two ISO dates."""
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)


def gregorian(text: str) -> str:
    """Spell digits as 0 to 9 and Buddhist years as Gregorian ones."""
    plain = _OTHER_DIGITS.sub(lambda found: str(unicodedata.digit(found[0])), text)
    return _BUDDHIST.sub(lambda found: str(int(found[1]) - _BUDDHIST_SHIFT), plain)


def _iso(value: object) -> str | None:
    return dates.from_iso(gregorian(value)) if isinstance(value, str) else None


def _names(value: object, *, people: bool = False) -> list[str]:
    """Read names of people or organisations from JSON-LD; ``people`` leaves out what calls itself an organisation."""
    if isinstance(value, str):
        return [collapse(value)] if value.strip() else []
    if isinstance(value, list):
        return [name for inner in value for name in _names(inner, people=people)]
    if isinstance(value, dict) and isinstance(value.get("name"), str) and not (people and value.get("@type") not in (None, "Person")):
        return [collapse(value["name"])]
    return []


def _breadcrumb(draft: Draft, headline: str) -> list[str]:
    for crumbs in draft.ld.of_type("BreadcrumbList"):
        elements = crumbs.get("itemListElement")
        steps = [_step(element) for element in elements if isinstance(element, dict)] if isinstance(elements, list) else []
        return [name for name, url in steps if name and not _home_or_self(draft, name, url, headline)]
    links = [(collapse(link.text(deep=True)), link.attributes.get("href")) for link in draft.tree.css(_CRUMBS)]
    return [name for name, href in links if name and not _home_or_self(draft, name, href, headline)]


def _step(element: dict[str, object]) -> tuple[str, str | None]:
    """Read name and address of one element of a BreadcrumbList."""
    item = element.get("item")
    inner = item if isinstance(item, dict) else {}
    name = element.get("name") or inner.get("name")
    url = inner.get("@id") or inner.get("url") or item
    return collapse(name) if isinstance(name, str) else "", url if isinstance(url, str) else None


def _home_or_self(draft: Draft, name: str, url: str | None, headline: str) -> bool:
    if fold(name) in draft.family.words.platform or fold(name) == fold(headline):
        return True
    if url is None:
        return False
    path = path_of(absolute(draft.address.url, url)).lower()
    return path in ("", draft.address.key.split("/")[1]) or path.endswith(draft.address.slug)
