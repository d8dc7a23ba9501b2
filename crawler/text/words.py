"""Reads word lists (TOML files beside the modules, one table a subject, one line a language), and writes words as regular expressions."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

from crawler.text.spelling import nfc

if TYPE_CHECKING:
    from collections.abc import Iterable

# From here on scripts write words without spaces between them: Thai, Lao, Khmer, Chinese, Japanese; Korean glues its endings.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1100-\u11ff\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")


@cache
def _file(name: str) -> dict[str, dict[str, list[str]]]:
    with Path(__file__).with_name(f"{name}.toml").open("rb") as source:
        tables: dict[str, dict[str, list[str]]] = tomllib.load(source)
    return tables


@cache
def table(file: str, name: str) -> dict[str, tuple[str, ...]]:
    """One table of a file: its lines by key (a language, or a spelling), words in NFC."""
    return {key: tuple(nfc(word) for word in words) for key, words in _file(file)[name].items()}


@cache
def words(file: str, name: str) -> frozenset[str]:
    """All words of a table, whatever the language, in the form that `as_listed` gives."""
    return frozenset(as_listed(word) for line in table(file, name).values() for word in line)


def as_listed(text: str) -> str:
    """Make spellings equal that mean the same in a list: case, composition, spaces."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())


def any_of(entries: Iterable[str]) -> str:
    """Write words as one group of a regular expression, longest first; a space stands for any run of spaces. No words match nothing."""
    ordered = sorted(set(map(nfc, entries)), key=lambda entry: (-len(entry), entry))
    return f"(?:{'|'.join(map(_spelled, ordered))})" if ordered else "(?!)"


def any_word(file: str, name: str) -> str:
    """All words of a table as one alternative of a regular expression."""
    return any_of(word for line in table(file, name).values() for word in line)


class Mentions:
    """The cheap question before `whole_words`: whether a text can hold any of the words at all."""

    def __init__(self, words: Iterable[str]) -> None:
        self._beginnings = AhoCorasick(sorted({_lower(nfc(word)).split()[0] for word in words}))

    def any_in(self, text: str) -> bool:
        """Tell whether the text has the first part of a word anywhere, in capitals or not."""
        return bool(self._beginnings.find_matches_as_indexes(_lower(text)))


def _lower(text: str) -> str:
    # The two forms of the small sigma are one letter.
    return text.lower().replace("ς", "σ")


def whole_words(entries: Iterable[str]) -> str:
    """Like `any_of`, each as a whole word where its script puts spaces between words."""
    spaced: list[str] = []
    unspaced: list[str] = []
    for word in sorted(entries, key=len, reverse=True):
        behind = "" if _UNSPACED.match(word[-1]) else r"(?![^\W\d_])"
        (unspaced if _UNSPACED.match(word) else spaced).append(_spelled(nfc(word)) + behind)
    # Where no word begins, one question does for all words; a word of the one sort never begins where one of the other does.
    return "|".join(f"{before}(?:{'|'.join(forms)})" for before, forms in ((r"(?<![^\W\d_])", spaced), ("", unspaced)) if forms)


def _spelled(word: str) -> str:
    return re.escape(word).replace(r"\ ", r"\s+")
