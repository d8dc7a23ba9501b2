"""States and organisations by their names in every language: from CLDR, and from ``parties.toml`` what CLDR does not have."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

FILE = Path(__file__).with_name("parties.toml")
# Names of fewer letters than this are found inside other words of scripts without spaces.
_SHORT = {"ja": 2, "zh": 2, "ko": 2}
_SHORT_ELSE = 3


@cache
def _data() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def names(language: str) -> list[tuple[str, list[str]]]:
    """Pairs of codes (``VN``, or ``VN+CN`` for a word that names two) and the terms that name them in a language."""
    data = _data()
    written: list[tuple[str, list[str]]] = list(data.get(language, {}).items())
    if language == "common":
        return written
    skip = set(data["skip"].get(language, []))
    ending = data["endings"].get(language, {})
    shortest = _SHORT.get(language, _SHORT_ELSE) if language in data["unspaced"] else 0
    locale = Locale(language)
    territories = locale.territories
    zones = locale.time_zones
    for code in data["states"]:
        name = territories.get(code)
        if name and name not in skip and len(name) >= shortest:
            written.append((code, [_term(name, ending)]))
    for zone, code in data["capitals"].items():
        city = zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        if city not in skip and len(city) >= shortest:
            written.append((code, [_term(city, ending)]))
    return written


def _term(name: str, ending: dict[str, Any]) -> str:
    """A CLDR name as a term: without what stands in brackets, open at the end where the language inflects names."""
    name = name.partition(" (")[0].replace(" – ", " ").strip("*. ")
    if ending.get("exact"):
        return "=" + name
    if not ending:
        return name
    return " ".join(_open(word, ending["cut"], ending["least"]) for word in name.split(" "))


def _open(word: str, cut: list[str], least: int) -> str:
    """A word without the first of the endings that leaves enough of it, open; a word that is too short for that stays closed."""
    for suffix in cut:
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            return word.removesuffix(suffix) + "*"
    return word + "*" if len(word) >= least else word
