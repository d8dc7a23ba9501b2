"""News agencies, each in one spelling."""

from __future__ import annotations

import re

from crawler.cleaning.vocabulary import any_of, fold, table

_TABLE = table("agencies", "agencies")
_SPELLINGS = {fold(name): agency for agency, others in _TABLE.items() for name in (agency, *others)}
_SEPARATOR = re.compile(r"\s*(?:[,;/、，&]|\+(?=.)|\s(?:và|and|und|et|y|e|и|та|i|dan|و)\s)\s*")
NAME = any_of(name for agency, others in _TABLE.items() for name in (agency, *others))


def spelling(name: str) -> str | None:
    """Give the one spelling of an agency, or of several in a list; None where one of them is not known."""
    if known := _SPELLINGS.get(fold(name)):
        return known
    parts = _SEPARATOR.split(name.strip())
    found = [_SPELLINGS.get(fold(part)) for part in parts]
    return ", ".join(dict.fromkeys(part for part in found if part)) if len(parts) > 1 and all(found) else None
