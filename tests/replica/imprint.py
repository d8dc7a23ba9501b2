"""The mirror's imprint and the pages that it shows instead of an article, in words."""

from __future__ import annotations

import html
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.replica.damage import stable

_IMPRINT = Path(__file__).with_name("imprint.toml")
# In how many ways the imprint's lines are written.
FORMS = 3
_NOTICES = Path(__file__).with_name("notices.toml")


@dataclass(frozen=True, slots=True)
class Notice:
    """One language's words; ``notices.toml`` says what each is."""

    missing: str
    text: str
    removed: str
    consent: str
    agree: str


@cache
def _notices() -> dict[str, Notice]:
    return {segment: Notice(**words) for segment, words in tomllib.loads(_NOTICES.read_text(encoding="utf-8")).items()}


def notice(segment: str) -> Notice:
    """Give the words of a language; one that the table does not know speaks English."""
    return _notices().get(segment) or _notices()["en"]


@cache
def _imprint() -> dict[str, Any]:
    return tomllib.loads(_IMPRINT.read_text(encoding="utf-8"))


def imprint_language(segment: str, seed: str) -> str:
    """Say in which language a page shows the imprint: in one page of three its own, where there is a translation."""
    return segment if segment in _imprint() and stable(f"imprint {segment} {seed}") % 3 == 0 else "vi"


def imprint_form(seed: str) -> int:
    """Choose one of FORMS for a page."""
    return stable(f"form {seed}") % FORMS


def imprint(language: str, form: int) -> list[str]:
    """Give the imprint's lines in a language that has it, as HTML without the tags around them.

    Form 0 shows each address as its link's text, form 1 links words, form 2 has bare addresses without a link.
    """
    own = _imprint()[language]
    office, licence = own["office"].format(a=_link("map", form)), own["licence"].format(a=_link("licence", form))
    apps = f"{own['apps']} {_link('apple', form)} | {_link('google', form)}"
    return [*(f"<strong>{line}</strong>" for line in own["head"]), own["responsible"], office, licence, apps]


def _link(name: str, form: int) -> str:
    address = html.escape(_imprint()["links"][name])
    if form == 2:
        return address
    return f'<a href="{address}" target="_blank" rel="noopener">{address if form == 0 else _imprint()["words"][name]}</a>'


def imprint_html(language: str, form: int, css: str = "") -> str:
    """Give the whole imprint; where its addresses are bare, its lines are parted by line breaks only."""
    lines = imprint(language, form)
    return f"<div{css}>{'<br>'.join(lines)}</div>\n" if form == 2 else "".join(f"<p{css}>{line}</p>\n" for line in lines)
