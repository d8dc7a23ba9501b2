"""Settles a mirror article's description: a standfirst that is shown, or one that the page's head claims, but no cutting from the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.sites import tail
from crawler.sites.outline import weight
from crawler.sites.text import collapse
from crawler.sites.vocabulary import fold

if TYPE_CHECKING:
    from crawler.sites.mirror_draft import Draft
    from crawler.sites.site import Page

_ENDS_CUT = re.compile(r"(?:\.{3,}|…|\[…\]|\[\.{3}\]|&hellip;)\s*$")
_SLOT_TAIL = re.compile(r"\s*[\[［【〔][^\[\]［］【】〔〕]{1,30}[\]］】〕]\s*\|?\s*$")
_ONLY_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_MANY_VIETNAMESE = 4
_LEAST = 20
_OPENINGS = 3


def describe(draft: Draft, result: Page) -> None:
    """Choose the description; if the body opens with it, it leaves the body, and an ad slot behind it stays."""
    openings = _openings(result)
    whole = fold("".join(result.paragraphs()))
    ld_description = draft.thing.get("description")
    candidates = (
        (draft.rules.pop("description", ""), result.description),
        ("og:description", draft.meta.first("og:description")),
        ("meta description", draft.meta.first("description", "twitter:description")),
        ("json-ld", ld_description if isinstance(ld_description, str) else None),
    )
    result.description = None
    for rule, value in candidates:
        description = collapse(value or "")
        folded = fold(description)
        if not _own_words(draft, description) or folded == fold(result.headline):
            continue
        place = openings.get(folded)
        cut = _ENDS_CUT.search(description) is not None
        if place is not None:
            paragraph = str(result.body[place])
            bare = _without_slot(paragraph)
            if not cut or _ENDS_CUT.search(bare):
                slot = paragraph[len(bare) :].strip(" ")
                result.body[place : place + 1] = [slot] if slot else []
                result.description, draft.rules["description"] = description, rule
                return
        elif not cut and folded not in whole:
            result.description, draft.rules["description"] = description, rule
            return


def _openings(result: Page) -> dict[str, int]:
    """Map the first paragraphs, without an ad slot at their end, to their places."""
    openings: dict[str, int] = {}
    for place, block in enumerate(result.body):
        if isinstance(block, str) and len(openings) < _OPENINGS:
            openings.setdefault(fold(_without_slot(block)), place)
    return openings


def _without_slot(text: str) -> str:
    return _SLOT_TAIL.sub("", text) if tail.slot_number(text) is not None else text


def _own_words(draft: Draft, description: str) -> bool:
    """Whether a description is the article's, in the page's language: not the platform's slogan, not Vietnamese left over."""
    low = description.casefold()
    if weight(description) < _LEAST or any(line in low for line in draft.family.words.site_lines):
        return False
    return draft.address.language == "vi" or len(_ONLY_VIETNAMESE.findall(description)) < _MANY_VIETNAMESE
