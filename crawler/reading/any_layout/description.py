"""Settles a mirror article's description: a standfirst that is shown, or one that the page's head claims; a cut one is made whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.reading.any_layout import line_kinds as tail
from crawler.reading.any_layout.dateline import is_dateline
from crawler.reading.any_layout.headline import runs_of
from crawler.reading.links import absolute, host_of
from crawler.reading.outline import weight
from crawler.text.comparing import letters_only
from crawler.text.spelling import collapse

if TYPE_CHECKING:
    from crawler.page import Page
    from crawler.reading.any_layout.draft import Draft

_ENDS_CUT = re.compile(r"(?:\.{3,}|…|\[…\]|\[\.{3}\]|&hellip;)\s*$")
_SLOT_TAIL = re.compile(r"\s*[\[［【〔][^\[\]［］【】〔〕]{1,30}[\]］】〕]\s*\|?\s*$")
_MANY_OF_ORIGIN = 4
_LEAST = 20
# The longest motto of a site, and the part of a standfirst's runs of letters that its article shares with it.
_MOTTO, _SHARED = 60, 0.34
_STOPS = tuple('.!?。！？।؟។…”"»')
_SITE_TYPES = ("WebSite", "Organization", "NewsMediaOrganization", "GovernmentOrganization")
_OPENINGS = 3


def describe(draft: Draft, result: Page) -> None:
    """Choose the description; if the body opens with it, or goes on with what it begins, it leaves the body. An ad slot behind it stays."""
    openings = _openings(result)
    whole = letters_only("".join(result.paragraphs()))
    ld_description = draft.thing.get("description")
    own = _head_is_own(draft, result.headline)
    shown = result.description
    candidates = (
        (draft.rules.pop("description", ""), shown),
        ("og:description", draft.meta.first("og:description") if own else None),
        ("meta description", draft.meta.first("description", "twitter:description") if own else None),
        ("json-ld", ld_description if isinstance(ld_description, str) else None),
    )
    result.description = None
    for rule, value in candidates:
        description = collapse(value or "")
        folded = letters_only(_ENDS_CUT.sub("", description))
        if not _own_words(draft, description) or folded == letters_only(result.headline):
            continue
        if value is not shown and _is_motto(description, letters_only(result.headline) + whole):
            continue
        place = _place(openings, folded)
        if place is not None and len(result.paragraphs()) > 1:
            paragraph = str(result.body[place])
            bare = _without_slot(paragraph)
            slot = paragraph[len(bare) :].strip(" ")
            result.body[place : place + 1] = [slot] if slot else []
            completed = letters_only(bare) != letters_only(description) or _ENDS_CUT.search(description) is not None
            result.description = bare if completed else description
            draft.rules["description"] = f"{rule}, completed from the text" if completed else rule
            return
        if folded not in whole and _ENDS_CUT.search(description) is None:
            result.description, draft.rules["description"] = description, rule
            return


def _head_is_own(draft: Draft, headline: str) -> bool:
    """Whether the head's meta elements are this article's: they name no other page, and no title that is only the platform's."""
    mine, url, title = draft.address, draft.meta.first("og:url"), draft.meta.first("og:title") or ""
    if url is not None:
        named = draft.family.address(absolute(mine.url, url))
        if named is not None and not (named.slug.startswith(mine.slug) or mine.slug.startswith(named.slug)):
            return False
        if named is None and host_of(absolute(mine.url, url)) in draft.family.hosts:
            return False
    return letters_only(headline) in letters_only(title) or not tail.site_line(title, draft.family.words)


def _place(openings: dict[str, int], folded: str) -> int | None:
    """Return the place of the opening paragraph that the description is, or that it is the beginning of."""
    if folded in openings:
        return openings[folded]
    return next((place for text, place in openings.items() if text.startswith(folded)), None)


def _openings(result: Page) -> dict[str, int]:
    """Map the first paragraphs, without an ad slot at their end, to their places."""
    openings: dict[str, int] = {}
    for place, block in enumerate(result.body):
        if isinstance(block, str) and len(openings) < _OPENINGS:
            openings.setdefault(letters_only(_without_slot(block)), place)
    return openings


def _without_slot(text: str) -> str:
    return _SLOT_TAIL.sub("", text) if tail.slot_number(text) is not None else text


def _is_motto(description: str, article: str) -> bool:
    """Whether a short line of the head that is no sentence says next to nothing of what the article says: then it is the site's."""
    if weight(description) > _MOTTO or description.endswith(_STOPS):
        return False
    runs = runs_of(description)
    return sum(run in article for run in runs) < _SHARED * len(runs)


def _of_the_site(draft: Draft) -> frozenset[str]:
    """What JSON-LD says of the site and its publisher, folded: no article's standfirst."""
    said = (thing.get("description") or thing.get("slogan") for thing in draft.ld.of_type(*_SITE_TYPES))
    return frozenset(letters_only(text) for text in said if isinstance(text, str))


def _own_words(draft: Draft, description: str) -> bool:
    """Whether a description is the article's, in the page's language: not the platform's slogan, not the original's left over."""
    words = draft.family.words
    low = description.casefold()
    if weight(description) < _LEAST or any(line in low for line in words.site_lines) or any(host in low for host in draft.family.hosts):
        return False
    if is_dateline(description, words.units) or letters_only(description) in _of_the_site(draft):
        return False
    return draft.address.language == words.origin_language or len(words.origin_letters.findall(description)) < _MANY_OF_ORIGIN
