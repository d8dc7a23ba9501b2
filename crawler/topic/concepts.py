"""The concepts of ``concepts.toml``: what the recogniser looks for, the same in every language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("concepts.toml")


@dataclass(frozen=True, slots=True)
class Concept:
    """A line of ``concepts.toml``, which explains the roles."""

    name: str
    role: str
    group: str
    required: bool
    means: str


@cache
def concepts() -> dict[str, Concept]:
    """The concepts by name."""
    with FILE.open("rb") as file:
        data: dict[str, dict[str, Any]] = tomllib.load(file)
    return {
        name: Concept(name, line["role"], line.get("group", name), bool(line.get("required", False)), line["means"])
        for name, line in data.items()
    }
