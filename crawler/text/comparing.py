"""When two lines say the same: compared without case, spaces and punctuation."""

from __future__ import annotations

import re

_NOT_TEXT = re.compile(r"[\W_]+")
_CUT = re.compile(r"\s*(?:\.{3,}|…|\[\s*(?:\.{3,}|…)\s*\])\s*$")
_BEGINNING = 24
_COMPARED_FIRST = 4
# Below this a beginning proves nothing.
_SHORTEST_CUT = 30


def key(text: str) -> str:
    """Reduce a text to what is compared: the letters and digits in lower case."""
    return _NOT_TEXT.sub("", text.casefold())


def same(one: str, other: str) -> bool:
    """Tell whether two lines have the same letters and digits, and have any."""
    if one == other:
        return True
    # Most lines differ in the first letters: the whole is only looked at where they do not.
    start, other_start = key(one[:_BEGINNING]), key(other[:_BEGINNING])
    if not (start.startswith(other_start[:_COMPARED_FIRST]) or other_start.startswith(start[:_COMPARED_FIRST])):
        return False
    return key(one) == key(other) != ""


def is_dotted(text: str) -> bool:
    """Tell whether a text ends in the dots of a cut."""
    return bool(_CUT.search(text))


def is_cut_of(cut: str, whole: str) -> bool:
    """Tell whether the first text is the beginning of the second: cut with dots, or where a limit of length fell."""
    start = key(_CUT.sub("", cut))
    return len(start) >= _SHORTEST_CUT and key(whole).startswith(start) and len(cut) < len(whole) + 6
