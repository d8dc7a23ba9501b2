"""News agencies, each in one spelling.

In a list of agencies, a name that no table has counts too if it is capitals alone and a known agency stands beside it ("TASS/XYZ").
"""

from __future__ import annotations

import re

from crawler.text.words import any_of, any_word, as_listed, table

_TABLE = table("agencies", "agencies")
_SPELLINGS = {as_listed(name): agency for agency, others in _TABLE.items() for name in (agency, *others)}
AND = any_word("agencies", "and")
_SEPARATOR = re.compile(rf"\s*(?:[,;/、，&]|\+(?=.)|\s{AND}\s)\s*")
_MOST_WORDS = 4
_LETTERS = re.compile(r"[A-ZĐ]{2,6}")
NAME = any_of(name for agency, others in _TABLE.items() for name in (agency, *others))


def spelling(name: str) -> str | None:
    """Give the one spelling of an agency, or of several in a list; None where one of them is not known."""
    if known := _SPELLINGS.get(as_listed(name)):
        return known
    parts = _SEPARATOR.split(name.strip())
    known_ones = [_SPELLINGS.get(as_listed(part)) for part in parts]
    if len(parts) == 1 or not any(known_ones):
        return None
    found = [agency or (part if _LETTERS.fullmatch(part) else None) for agency, part in zip(known_ones, parts, strict=True)]
    return ", ".join(dict.fromkeys(agency for agency in found if agency)) if all(found) else None


def listed(name: str) -> str | None:
    """Give the agencies of a list, also those that are not known, if each looks like a name: few words, a capital first, no digit."""
    parts = _SEPARATOR.split(name.strip())
    if all(part[:1].isupper() and len(part.split()) <= _MOST_WORDS and not any(letter.isdigit() for letter in part) for part in parts):
        return ", ".join(dict.fromkeys(_SPELLINGS.get(as_listed(part)) or part for part in parts))
    return None
