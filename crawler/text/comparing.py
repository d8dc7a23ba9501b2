"""When two lines say the same: compared without case, spaces and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_TEXT = re.compile(r"[\W_]+")
_CUT = re.compile(r"\s*(?:\.{3,}|…|\[\s*(?:\.{3,}|…)\s*\])\s*$")
_BEGINNING = 24
_COMPARED_FIRST = 4
# Below this a beginning proves nothing.
_SHORTEST_CUT = 30


@lru_cache(maxsize=8192)
def letters_only(text: str) -> str:
    """Reduce a text to what is compared: its letters and digits, composed and in one case."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFC", text).casefold())


def same(one: str, other: str) -> bool:
    """Tell whether two lines have the same letters and digits, and have any."""
    if one == other:
        return True
    # Most lines differ in the first letters: the whole is only looked at where they do not.
    start, other_start = letters_only(one[:_BEGINNING]), letters_only(other[:_BEGINNING])
    if not (start.startswith(other_start[:_COMPARED_FIRST]) or other_start.startswith(start[:_COMPARED_FIRST])):
        return False
    return letters_only(one) == letters_only(other) != ""


def is_dotted(text: str) -> bool:
    """Tell whether a text ends in the dots of a cut."""
    return bool(_CUT.search(text))


def is_cut_of(cut: str, whole: str) -> bool:
    """Tell whether the first text is the beginning of the second: cut with dots, or where a limit of length fell."""
    start = letters_only(_CUT.sub("", cut))
    return len(start) >= _SHORTEST_CUT and letters_only(whole).startswith(start) and len(cut) < len(whole) + 6
