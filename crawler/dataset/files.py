"""Writing files so that a reader never sees half of one: beside their place, flushed, renamed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Written:
    """What a data file holds. ``path`` is relative to OUTPUT_DIR, with forward slashes."""

    path: str
    lines: int
    bytes: int
    sha256: str


def write_lines(root: Path, path: str, lines: Iterable[bytes]) -> Written:
    """Write a JSON Lines file; each line is given without its line end. Raises OSError where it cannot be written whole."""
    digest = hashlib.sha256()
    count = size = 0
    target = root / path
    beside = _beside(target)
    try:
        with beside.open("wb") as file:
            for line in lines:
                data = line + b"\n"
                file.write(data)
                digest.update(data)
                count += 1
                size += len(data)
            _flush(file)
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return Written(path, count, size, digest.hexdigest())


def write_bytes(target: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises OSError."""
    beside = _beside(target)
    try:
        with beside.open("wb") as file:
            file.write(data)
            _flush(file)
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def remove_unfinished(root: Path) -> list[str]:
    """Delete what a killed process left half-written; return the names."""
    left = [path for folder in (root, root / "articles", root / "runs") if folder.is_dir() for path in folder.glob(f".*{_UNFINISHED}")]
    for path in left:
        path.unlink(missing_ok=True)
    return sorted(str(path.relative_to(root)) for path in left)


def describe(root: Path, path: str) -> Written:
    """Measure a file that is already in place."""
    digest = hashlib.sha256()
    lines = size = 0
    with (root / path).open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            size += len(chunk)
    return Written(path, lines, size, digest.hexdigest())


def _beside(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}{_UNFINISHED}")


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
