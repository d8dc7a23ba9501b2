"""The runs' files: old ones are removed, and leave the manifest before they go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import orjson

from crawler.dataset.files import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = "runs"
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]+\.jsonl")


def remove_run_files(root: Path, before: str) -> list[str]:
    """Remove the files of runs whose ids sort before ``before``; return their paths. Raises OSError.

    A reader of the manifest never looks for a file that is gone. Files that no run wrote stay.
    """
    old = sorted(file for file in (root / _FOLDER).glob("*.jsonl") if _NAME.fullmatch(file.name) and file.name < before)
    paths = [f"{_FOLDER}/{file.name}" for file in old]
    if old:
        _strike_off(root / "manifest.json", frozenset(paths))
    for file in old:
        file.unlink(missing_ok=True)
    return paths


def _strike_off(manifest_path: Path, paths: frozenset[str]) -> None:
    manifest = orjson.loads(manifest_path.read_bytes())
    manifest["files"] = [file for file in manifest["files"] if file["path"] not in paths]
    write_bytes(manifest_path, orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
