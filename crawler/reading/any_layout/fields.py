"""A mirror article's names, section, keywords and translations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.reading.links import absolute, path_of
from crawler.text.comparing import letters_only
from crawler.text.names import set_apart
from crawler.text.spelling import collapse

if TYPE_CHECKING:
    from crawler.page import Page
    from crawler.reading.any_layout.draft import Draft
    from crawler.reading.any_layout.vocabulary import Vocabulary

# Digits, an address or mail, a label's colon: a person's name has none of them.
_NO_NAME = re.compile(r"[\d@:：/|_]|\.(?:vn|com|net|org)\b")
_BETWEEN_NAMES = re.compile(r"\s*[/;]\s*")
_LONGEST_NAME = 60
_MOST_NAMES = 50
_WORD_BREAKS = re.compile(r"[,;،、，]")
_CRUMBS = '[class*="breadcrumb"] a[href], [class*="crumbs"] a[href], [aria-label*="breadcrumb" i] a[href]'


def read_names(draft: Draft, result: Page) -> None:
    """Name publisher, authors and the original's address."""
    words = draft.family.words
    if draft.source is not None:
        result.source_url = draft.source.url
        result.publisher = words.ours
        draft.rules["source_url"] = draft.rules["publisher"] = "source line" if draft.source.labelled else "source line, unlisted label"
    shown = draft.head.name if draft.head is not None else None
    if shown is not None and words.publisher(shown) is not None:
        result.publisher = words.publisher(shown)
        draft.rules["publisher"] = "line of publisher and date"
    elif result.publisher is None:
        claimed = [name for key in ("publisher", "sourceOrganization", "author") for name in _names(draft, draft.thing.get(key))]
        if any(words.publisher(name) == words.ours for name in (*claimed, *draft.meta.values.get("author", ()))):
            result.publisher = words.ours
            draft.rules["publisher"] = "name in the head"
        elif shown is not None:
            draft.rules["publisher"] = f"unknown name: {shown}"
    people, rule = _people(draft)
    single = (name for names in people for name in (_single(names, words) if "://" not in names else [names]))
    result.authors = list(dict.fromkeys(name for name in single if name and _is_person(name, words)))
    if result.authors:
        draft.rules["authors"] = rule


def _single(names: str, words: Vocabulary) -> list[str]:
    """Part what stands for an author into single names; a newspaper's, glued to a person's or in brackets behind it, is left out."""
    return [name.strip() for part in set_apart(words.houses, names).split(" | ") for name in _BETWEEN_NAMES.split(part)]


def _is_person(name: str, words: Vocabulary) -> bool:
    """Whether what stands for an author can be somebody's name: no address, number or label, not the platform's, no newspaper's."""
    if _NO_NAME.search(name) or len(name) > _LONGEST_NAME:
        return False
    return letters_only(name) not in words.platform and words.publisher(name) is None


def read_subjects(draft: Draft, result: Page) -> None:
    """Read breadcrumb and tags."""
    section = _breadcrumb(draft, result.headline) or _claimed_section(draft)
    result.section = [collapse(name) for name in section]
    keywords = _claimed_keywords(draft)
    if not any(keywords):
        keywords = _shown_tags(draft)
    platform = draft.family.words.platform
    result.keywords = list(dict.fromkeys(word.lstrip("#") for word in keywords if word and letters_only(word) not in platform))


def _claimed_section(draft: Draft) -> list[str]:
    """Return the section that the head names."""
    value = draft.thing.get("articleSection") or draft.meta.first("article:section") or []
    return [value] if isinstance(value, str) else [name for name in value if isinstance(name, str)]


def _claimed_keywords(draft: Draft) -> list[str]:
    """Return the keywords that the head names."""
    keywords = draft.thing.get("keywords") or draft.meta.values.get("article:tag")
    keywords = keywords or draft.meta.first("news_keywords", "keywords") or []
    if isinstance(keywords, str):
        keywords = _WORD_BREAKS.split(keywords)
    return [collapse(word) for word in keywords if isinstance(word, str)]


def _shown_tags(draft: Draft) -> list[str]:
    """Return the tags that the page links to.

    Menus and footers link to tags as well: only links between the headline and the tail count, or such as call themselves tags.
    """
    start, end = draft.anchors.headline, draft.counter if draft.counter is not None else draft.anchors.stop
    if start is not None and end is not None:
        between = [link.text for _, line in draft.lines(start + 1, end) for link in line.links if "/tag/" in link.href]
        if any(between):
            return between
    return [collapse(node.text()) for node in draft.tree.css('a[rel~="tag"]')]


def read_translations(draft: Draft, result: Page) -> None:
    """Read hreflang, and a language menu whose links have this page's slug. Only the family's own hosts count."""
    mine = draft.address
    found = result.translations
    for node in draft.tree.css("link[hreflang]"):
        attributes = node.attributes
        href = attributes.get("href")
        if href and (attributes.get("hreflang") or "").lower() != "x-default":
            other = draft.family.address(absolute(mine.url, href))
            if other is None:
                continue
            # A page that names only itself says that there is no other.
            draft.rules["translations"] = "hreflang"
            if other.language != mine.language:
                found.setdefault(other.language, other.url)
    for node in draft.tree.css(f'a[href*="{mine.slug}"]'):
        other = draft.family.address(absolute(mine.url, node.attributes.get("href")))
        if other is not None and other.slug == mine.slug and other.language != mine.language and other.language not in found:
            found[other.language] = other.url
            draft.rules.setdefault("translations", "language menu")


def _people(draft: Draft) -> tuple[list[str], str]:
    """Return the names that the head gives as authors, people or not, and where it does."""
    claimed = _names(draft, draft.thing.get("author"), people=True)
    if claimed:
        return claimed, "json-ld"
    return [name for key in ("author", "article:author") for name in draft.meta.values.get(key, ())], "meta"


def _names(draft: Draft, value: object, *, people: bool = False) -> list[str]:
    """Read names of people or organisations from JSON-LD, also where only an ``@id`` of another object stands.

    ``people`` leaves out what calls itself something else than a person.
    """
    found: list[str] = []
    for one in value[:_MOST_NAMES] if isinstance(value, list) else [value]:
        thing = one
        if isinstance(one, dict) and "name" not in one and isinstance(one.get("@id"), str):
            thing = next((other for other in draft.ld.objects if other.get("@id") == one["@id"] and "name" in other), one)
        name, kinds = (thing.get("name"), thing.get("@type")) if isinstance(thing, dict) else (thing, None)
        if isinstance(name, str) and name.strip() and not (people and kinds not in (None, "Person", ["Person"])):
            found.append(collapse(name))
    return found


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
    if letters_only(name) in draft.family.words.platform or letters_only(name) == letters_only(headline):
        return True
    if url is None:
        return False
    path = path_of(absolute(draft.address.url, url)).lower()
    return path in ("", draft.address.key.split("/")[1]) or path.endswith(draft.address.slug)
