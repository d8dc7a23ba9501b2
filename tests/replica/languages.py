"""What the mirror's pages say around an article, by language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("languages.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; ``languages.toml`` says what each is."""

    tag: str
    ad: str
    source: str
    counter: str
    sapo: str
    photo: str
    theo: str
    related: str
    share: str
    more: str
    read: str
    dir: str = "ltr"

    @property
    def credit(self) -> str:
        """Label of a caption's credit; the source line has the same word."""
        return self.source


@cache
def languages() -> dict[str, Words]:
    """All languages, by path segment."""
    return {segment: Words(**words) for segment, words in tomllib.loads(_TABLE.read_text(encoding="utf-8")).items()}


def words(segment: str) -> Words:
    """Give the words of a language; one that the table does not know speaks English under its own tag."""
    known = languages().get(segment)
    if known:
        return known
    english = languages()["en"]
    return Words(**{name: getattr(english, name) for name in english.__slots__} | {"tag": segment})
