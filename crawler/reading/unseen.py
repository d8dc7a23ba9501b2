"""Tells from an element's style that no screen shows it: not displayed, invisible, moved off the screen, or cut down to nothing."""

from __future__ import annotations

import re

# Off the screen by more than any screen's width: smaller shifts lay a page out (a box drawn up over a picture, a slide of a carousel).
_UNSEEN = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:left|right|top|bottom|text-indent|margin-left|margin-top)\s*:\s*-(?:\d{4,}px|\d{3,}r?em)"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"
    r"|clip-path\s*:\s*inset\(\s*(?:50|100)%)",
    re.IGNORECASE,
)


_FADED = re.compile(r"(?<![\w-])(?:opacity|font-size)\s*:\s*0(?:px|em|%)?\s*(?:;|!|$)", re.IGNORECASE)


def is_unseen(style: str, *, faded: bool = False) -> bool:
    """Tell whether a ``style`` attribute keeps its element from being seen.

    ``faded``: also what has no opacity or no size of letters; a page that a script fades in has that on its whole text.
    """
    return ":" in style and (_UNSEEN.search(style) is not None or (faded and _FADED.search(style) is not None))
