from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from crawler.store.lock import Lock, LockHeldError

if TYPE_CHECKING:
    from collections.abc import Iterator

SINCE = "2026-03-01T05:00:00+00:00"
HOLDER = """
import sys
from pathlib import Path
from crawler.store.lock import Lock
lock = Lock(Path(sys.argv[1])).acquire("run-other", "2026-03-01T05:00:00+00:00")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(path: Path, run_id: str) -> Iterator[Lock]:
    lock = Lock(path).acquire(run_id, SINCE)
    try:
        yield lock
    finally:
        lock.release()


def test_a_second_holder_is_told_who_holds_it_at_once(tmp_path: Path) -> None:
    with held(tmp_path / "store.lock", "run-1"), pytest.raises(LockHeldError) as caught:
        Lock(tmp_path / "store.lock").acquire("run-2", SINCE)
    words = str(caught.value)
    assert "run-1" in words
    assert f"process {os.getpid()} " in words
    assert SINCE in words
    assert "\n" not in words


def test_a_released_lock_can_be_taken_and_names_its_new_holder(tmp_path: Path) -> None:
    with held(tmp_path / "store.lock", "run-with-a-long-name") as first:
        first.release()
    with held(tmp_path / "store.lock", "run-2"), pytest.raises(LockHeldError, match="run run-2,"):
        Lock(tmp_path / "store.lock").acquire("run-3", SINCE)


def test_the_lock_dies_with_its_process_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockHeldError, match=f"run run-other, process {holder.pid} on .+, since {SINCE.replace('+', '.')}"):
            Lock(path).acquire("run-2", SINCE)
        holder.kill()
        holder.wait()
    with held(path, "run-2"):
        assert "run-2" in path.read_text()


def test_a_lock_file_without_a_name_in_it_is_still_a_lock(tmp_path: Path) -> None:
    path = tmp_path / "store.lock"
    with held(path, "run-1"):
        path.write_text("{not yet")
        with pytest.raises(LockHeldError, match="another run"):
            Lock(path).acquire("run-2", SINCE)


def test_a_lock_whose_holder_cannot_write_its_name_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="No space"):
            Lock(tmp_path / "store.lock").acquire("run-1", SINCE)
    with held(tmp_path / "store.lock", "run-2"):
        pass
