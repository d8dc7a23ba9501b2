"""Whether what was read can be read by a person: a text full of U+FFFD is a failure with a name, never a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page import Failure, FailureKind, Listing, Page

if TYPE_CHECKING:
    from crawler.reading.decoding import Decoded

_LOST = "\ufffd"
_FEW = 5  # lost letters that a text of any length may have: it says so in its rules
_SHARE = 200  # one lost letter in so many is too much: every second line has one
_LOST_IN_MARKUP = 50  # of a page on which nothing was found


def legible(found: Page | Failure, decoded: Decoded) -> Page | Failure:
    """Note the encoding in the page's rules, or refuse a page of which too much could not be read."""
    if isinstance(found, Failure):
        lost = decoded.text.count(_LOST)
        refused = found.kind is not FailureKind.CHALLENGE and lost >= _LOST_IN_MARKUP and 2 * lost > sum(c > "\x7f" for c in decoded.text)
        return _failure(lost, decoded.rule) if refused else found
    text = " ".join((found.headline, found.description or "", *found.paragraphs()))
    if _too_much(text):
        return _failure(text.count(_LOST), decoded.rule)
    if decoded.rule is not None:
        found.rules["encoding"] = decoded.rule
    return found


def legible_list(found: Listing | Failure) -> Listing | Failure:
    """Refuse a list whose teasers cannot be read: they would be judged to be of no interest."""
    if isinstance(found, Failure):
        return found
    text = " ".join(f"{teaser.headline or ''} {teaser.description or ''}" for teaser in found.teasers)
    return _failure(text.count(_LOST), None) if _too_much(text) else found


def _too_much(text: str) -> bool:
    lost = text.count(_LOST)
    return lost > _FEW and lost * _SHARE > len(text)


def _failure(lost: int, rule: str | None) -> Failure:
    read_as = f", read as {rule}" if rule else ""
    return Failure(FailureKind.BAD_ENCODING, f"{lost} letters could not be read{read_as}")
