"""Tables of guesses (TOML) in which every key and value knows its line, so that a wrong one can be named by file and line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]+"|'[^']+'|[\w-]+)\s*=(?!=)""")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file; ``file`` is relative to the project's root."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Table:
    """A TOML file and where in it everything stands. Keys are written ``table.key``, ``generation[0].headline``."""

    def __init__(self, path: Path) -> None:
        text = path.read_text("utf-8")
        self.data: dict[str, Any] = tomllib.loads(text)
        self.file = str(path.resolve().relative_to(ROOT)) if path.resolve().is_relative_to(ROOT) else str(path)
        self._lines = text.splitlines()
        self._starts = _starts(self._lines)
        self._order = sorted(self._starts.values())

    def place(self, key: str, value: object = None) -> Place:
        """Return the line of a key, or of one value among those of the key; a key inside of a line is on its table's. Else KeyError."""
        while key not in self._starts and "." in key:
            key = key.rpartition(".")[0]
        start = self._starts[key]
        end = next((line for line in self._order if line > start), len(self._lines) + 1)
        if value is not None:
            spelled = [f'"{value}"', f"'{value}'", str(value)]
            for form in spelled:
                for number in range(start, end):
                    if form in self._lines[number - 1].partition(" #")[0]:
                        return Place(self.file, number)
        return Place(self.file, start)

    def naming(self, name: str) -> list[Place]:
        """Return the lines whose keys or texts hold a class or id as a whole word; comments do not count."""
        word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        # A "#" begins a comment only behind a space: in a selector it stands before an id.
        return [
            Place(self.file, number)
            for number, line in enumerate(self._lines, 1)
            if not line.lstrip().startswith("# ") and word.search(re.split(r"\s+#\s", line)[0])
        ]


@cache
def table(path: Path) -> Table:
    """Read a table once."""
    return Table(path)


@cache
def in_code(file: str, beginning: str) -> Place:
    """Return the line of a source file that begins so: for what is believed of the sites and stands in code."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    return Place(file, next(number for number, line in enumerate(lines, 1) if line.lstrip().startswith(beginning)))


def _starts(lines: list[str]) -> dict[str, int]:
    """Number the lines at which keys and tables begin. A key inside a list's brackets is none."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix, depth = "", 0
    for number, line in enumerate(lines, 1):
        bare = _bare(line)
        if depth == 0 and (header := _HEADER.match(bare)) and not _KEY.match(bare):
            prefix = header[2].replace('"', "")
            if header[1] == "[[":
                counts[prefix] = counts.get(prefix, -1) + 1
                prefix = f"{prefix}[{counts[prefix]}]"
            found[prefix] = number
            continue
        if depth == 0 and (key := _KEY.match(line)):
            name = key[1].strip("\"'")
            found.setdefault(f"{prefix}.{name}" if prefix else name, number)
        depth += _opened(bare)
    return found


def _bare(line: str) -> str:
    """Return a line without what stands in quotes and behind ``#``."""
    return re.sub(r"#.*", "", re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', '""', line)) if not line.lstrip().startswith("[") else line


def _opened(bare: str) -> int:
    text = re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', "", bare)
    return sum(text.count(sign) for sign in "[{") - sum(text.count(sign) for sign in "]}")
