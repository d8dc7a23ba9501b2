"""Reads the text verbs' word lists: TOML files beside the modules, one table a subject, one line a language."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def _file(name: str) -> dict[str, dict[str, list[str]]]:
    with Path(__file__).with_name(f"{name}.toml").open("rb") as source:
        tables: dict[str, dict[str, list[str]]] = tomllib.load(source)
    return tables


@cache
def table(file: str, name: str) -> dict[str, tuple[str, ...]]:
    """One table of a file: its lines by key (a language, or a spelling), words in NFC."""
    return {key: tuple(unicodedata.normalize("NFC", word) for word in words) for key, words in _file(file)[name].items()}


@cache
def words(file: str, name: str) -> frozenset[str]:
    """All words of a table, whatever the language, in the form that `as_listed` gives."""
    return frozenset(as_listed(word) for line in table(file, name).values() for word in line)


def as_listed(text: str) -> str:
    """Make spellings equal that mean the same in a list: case, composition, spaces."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())


def any_of(entries: Iterable[str]) -> str:
    """Write words as one alternative of a regular expression, longest first; a space in a word may be any run of spaces."""
    ordered = sorted({unicodedata.normalize("NFC", entry) for entry in entries}, key=lambda entry: (-len(entry), entry))
    return "(?:" + "|".join(re.escape(entry).replace(r"\ ", r"\s+") for entry in ordered) + ")"


def any_word(file: str, name: str) -> str:
    """All words of a table as one alternative of a regular expression."""
    return any_of(word for line in table(file, name).values() for word in line)
