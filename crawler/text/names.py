"""Is this a person's name? One answer for every place that may hold one: bylines, structured data, meta elements, last lines."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.text.spelling import nfc
from crawler.text.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_DATA = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


def _listed(table: str) -> Iterable[str]:
    return (nfc(word).casefold() for words in _DATA[table].values() for word in words)


_NEVER = re.compile(rf"(?<!\w){any_of(_listed('never'))}(?!\w)")
_ALONE = frozenset(_listed("alone"))
_PARTICLES = frozenset(_listed("particles"))
_INITIALS = re.compile(r"(?:[^\W\d_]\. ?){1,3}[^\W\d_]{0,12}")
_NOT_IN_NAMES = frozenset('.!?:;,"“”„«»()（）[]。、，！？：|/@#&+=<>\\')
_IN_BRACKETS = re.compile(r"[(\[（]\s*\|\s*[)\]）]")
_MOST_WORDS = 5
_LONGEST_UNCASED = 25


def looks_like_name(text: str, *, least: int = 1, most: int = _MOST_WORDS, cased: bool = False) -> bool:
    """Know a name by its looks: a few words without digits and punctuation, each with a capital.

    A script without capitals passes if the whole is short, unless ``cased`` asks for capitals; ``least`` does not count there.
    """
    if _INITIALS.fullmatch(text):
        return True
    parts = text.split()
    if not parts or len(parts) > most or any(letter in _NOT_IN_NAMES or letter.isdigit() for letter in text.rstrip(".")):
        return False
    if text.lower() == text.upper():
        return not cased and len(text) <= _LONGEST_UNCASED and parts[0][0].isalpha()
    inner = (part for part in parts[1:-1] if part not in _PARTICLES)
    return len(parts) >= least and all(part[0].isupper() for part in (parts[0], parts[-1], *inner))


def is_person(text: str, *, least: int = 1) -> bool:
    """Tell a person's name from a date, a counter, a label, a house, a desk or an acronym. ``text`` is one name, labels taken off."""
    text = nfc(text)
    folded = text.casefold()
    if folded in _ALONE or _NEVER.search(folded) or not looks_like_name(text, least=least):
        return False
    # Letters alone, all capital, without a stop: an agency's or a desk's mark. "H.A." is somebody's.
    return " " in text or "." in text or text != text.upper() or text.lower() == text.upper()


def set_apart(houses: re.Pattern[str], text: str) -> str:
    """Put a bar where a house's name stands beside a person's: in brackets, or glued to it, which a capital behind a small letter shows."""
    return _IN_BRACKETS.sub(" | ", houses.sub(_bar, text))


def _bar(house: re.Match[str]) -> str:
    text, (start, end) = house.string, house.span()
    return " | " if _parts(text[max(0, start - 1) : start], house[0][0]) and _parts(house[0][-1], text[end : end + 1]) else house[0]


def _parts(left: str, right: str) -> bool:
    """Whether a word ends between two letters, either of which may be missing."""
    within = (left.isalnum() or left == "_") and (right.isalnum() or right == "_")
    return not within or (left.islower() and right.isupper())
