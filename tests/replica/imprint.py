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


def imprint(language: str) -> list[str]:
    """Give the imprint's lines in a language that has it, as HTML without the tags around them."""
    table = _imprint()
    own, links = table[language], table["links"]
    apps = " | ".join(_link(links[store]) for store in ("apple", "google"))
    return [
        *(f"<strong>{line}</strong>" for line in own["head"]),
        own["responsible"],
        own["office"].format(a=_link(links["map"])),
        own["licence"].format(a=_link(links["licence"])),
        f"{own['apps']} {apps}",
    ]


def _link(address: str) -> str:
    shown = html.escape(address)
    return f'<a href="{shown}" target="_blank" rel="noopener">{shown}</a>'
