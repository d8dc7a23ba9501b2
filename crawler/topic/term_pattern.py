"""How a term is written in ``terms/<language>.toml``, and what a written term becomes to be looked up.

How a term is written:

* ``joint exercise``: these words, whole, next to each other; case, accents, hyphens and apostrophes do not matter;
* ``exercis*``: any ending; ``*minister*``: inside a compound as well;
* ``visit* .. minister*``: up to three words (in scripts without spaces: ten letters) may stand between;
* ``=Anh``: exactly as written, accents and capitals too.

Vietnamese is looked up without tones and then checked: a text that has tones must have the term's own, and a text that has none (an
address) accepts terms of two syllables or more, unless ``only_with_tones`` names them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.topic import folding

if TYPE_CHECKING:
    from crawler.topic.lexicon import Language

_UNSPACED_GAP = r"[^\n.。！？!?]{0,10}?"
_SPACED_GAP = r"(?: [^\s.!?;:]+[,]?){0,3} "
_WORD_REST = r"[^\s.,;:!?…()\[\]。、，]*"


class TermError(ValueError):
    """A line of a TOML file that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term made ready: ``anchor`` is what the automaton finds, ``rest`` what must follow it."""

    target: str
    anchor: str
    rest: str  # a pattern; empty when the anchor is the whole term
    exact: str  # as written, when accents or case matter; else empty
    case: bool
    open_start: bool
    open_end: bool
    toneless: bool  # may be found in a Vietnamese text without tones
    toned: bool  # may be found in a text with tones
    wide: bool  # other words may stand between its pieces


def compile_term(written: str, target: str, spoken: Language, *, toneless_only: bool = False, unspaced: bool = False) -> Term:
    """Make a written term ready for look-up."""
    case = written.startswith("=")
    text = folding.clean(written.removeprefix("="), spoken.code)
    open_start, open_end = text.startswith("*"), text.endswith("*")
    text = text.strip("*")
    folded = folding.plain_letters(text, spoken.code)
    if not _is_term(folded):
        message = f"{spoken.code}: {target}: {written!r} is no term"
        raise TermError(message)
    # Korean words are written together or apart as it pleases the writer, but for terms that stand exactly as written.
    loose = spoken.code == "ko" and not case
    anchor, behind = _anchor_and_behind(folded, loose=loose)
    return Term(
        target=target,
        anchor=anchor,
        rest=_rest(behind, loose=loose, unspaced=unspaced),
        exact=_exact(text[: len(anchor)], case=case, toned=spoken.code == "vi" and not toneless_only),
        case=case,
        open_start=open_start or unspaced,
        open_end=open_end or unspaced,
        toneless=toneless_only or spoken.code != "vi" or (not case and _is_known_toneless(text, folded, spoken)),
        toned=not toneless_only,
        wide=" .. " in folded,
    )


def _is_term(folded: str) -> bool:
    """Whether there is something to look for, which begins with a letter or digit."""
    return bool(folded.strip()) and folded[0] not in " .*@" and " @" not in folded


def _anchor_and_behind(folded: str, *, loose: bool) -> tuple[str, str]:
    """Split a term where it stops being fixed letters: at a star, at a gap, and at a space where spaces are ``loose``."""
    cut = re.search(r"\*| \.\. | " if loose else r"\*| \.\. ", folded)
    return (folded[: cut.start()], folded[cut.start() :]) if cut else (folded, "")


def _rest(behind: str, *, loose: bool, unspaced: bool) -> str:
    """The pattern of what must follow the anchor."""
    gap, ending = (_UNSPACED_GAP, "") if unspaced else (_SPACED_GAP, _WORD_REST)
    pattern = re.escape(behind).replace(re.escape(" .. "), gap).replace(re.escape("*"), ending)
    return pattern.replace("\\ ", " ?") if loose else pattern


def _exact(anchor: str, *, case: bool, toned: bool) -> str:
    """How the anchor must be spelled: with its capitals, with its tones; empty where neither matters."""
    if case:
        return anchor
    return folding.lower(anchor) if toned else ""


def _is_known_toneless(text: str, folded: str, spoken: Language) -> bool:
    """Whether a Vietnamese term is told from others without its tones: it has two syllables or more, and the file makes no exception."""
    return len(folded.split()) > 1 and text not in spoken.only_with_tones
