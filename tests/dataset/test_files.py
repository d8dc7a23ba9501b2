from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from crawler.dataset.files import describe, remove_unfinished, write_bytes, write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = [b'{"id":1}', '{"id":"Hà Nội"}'.encode()]


def everything_under(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def full_disk(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def broken_lines() -> Iterator[bytes]:
    yield LINES[0]
    full_disk()


def test_what_was_written_is_said_exactly(tmp_path: Path) -> None:
    written = write_lines(tmp_path, "articles/2024-09.jsonl", LINES)
    data = (tmp_path / "articles/2024-09.jsonl").read_bytes()
    assert data == b"".join(line + b"\n" for line in LINES)
    assert (written.path, written.lines, written.bytes) == ("articles/2024-09.jsonl", 2, len(data))
    assert written.sha256 == hashlib.sha256(data).hexdigest()
    assert describe(tmp_path, "articles/2024-09.jsonl") == written


def test_no_lines_make_an_empty_file(tmp_path: Path) -> None:
    written = write_lines(tmp_path, "runs/r.jsonl", [])
    assert (tmp_path / "runs/r.jsonl").read_bytes() == b""
    assert (written.lines, written.bytes) == (0, 0)


def test_a_big_file_is_measured_whole(tmp_path: Path) -> None:
    written = write_lines(tmp_path, "big.jsonl", (b"x" * 1000 for _ in range(3000)))
    assert describe(tmp_path, "big.jsonl") == written
    assert written.lines == 3000


@pytest.mark.parametrize("where", ["fsync", "replace", "lines"])
def test_a_file_that_cannot_be_written_whole_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    write_lines(tmp_path, "a.jsonl", [b"old"])
    if where == "fsync":
        monkeypatch.setattr(os, "fsync", full_disk)
    if where == "replace":
        monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_lines(tmp_path, "a.jsonl", broken_lines() if where == "lines" else LINES)
    assert everything_under(tmp_path) == ["a.jsonl"]
    assert (tmp_path / "a.jsonl").read_bytes() == b"old\n"


@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.replace"])
def test_bytes_that_cannot_be_written_whole_leave_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    write_bytes(tmp_path / "manifest.json", b"old")
    monkeypatch.setattr(where, full_disk)
    with pytest.raises(OSError, match="No space"):
        write_bytes(tmp_path / "manifest.json", b"new and longer")
    assert everything_under(tmp_path) == ["manifest.json"]
    assert (tmp_path / "manifest.json").read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_disk_that_is_really_full_is_an_error_and_not_a_short_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", lambda *_: os.fdopen(os.open("/dev/full", os.O_WRONLY), "wb"))
    with pytest.raises(OSError, match="No space"):
        write_lines(tmp_path, "a.jsonl", (b"x" * 1000 for _ in range(1000)))
    assert everything_under(tmp_path) == []


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    write_lines(tmp_path, "a.jsonl", [b"old"])
    seen = []

    def lines() -> Iterator[bytes]:
        for line in LINES:
            seen.append((tmp_path / "a.jsonl").read_bytes())
            yield line

    write_lines(tmp_path, "a.jsonl", lines())
    assert seen == [b"old\n", b"old\n"]


def test_what_a_killed_process_left_goes_and_nothing_else(tmp_path: Path) -> None:
    def die() -> Iterator[bytes]:
        yield b"half"
        raise GeneratorExit

    for path in ("articles/2024-09.jsonl", "runs/r.jsonl", "manifest.json"):
        with pytest.raises(GeneratorExit):
            write_lines(tmp_path, path, die())
    write_lines(tmp_path, "articles/2024-08.jsonl", LINES)
    (tmp_path / ".keep").touch()
    assert len(everything_under(tmp_path)) == 5
    assert len(remove_unfinished(tmp_path)) == 3
    assert everything_under(tmp_path) == [".keep", "articles/2024-08.jsonl"]
    assert remove_unfinished(tmp_path) == []


def test_there_is_nothing_to_remove_where_there_is_no_directory(tmp_path: Path) -> None:
    assert remove_unfinished(tmp_path / "none") == []
