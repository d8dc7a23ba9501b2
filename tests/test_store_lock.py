from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from crawler.store.lock import Lock, LockHeldError

SINCE = "2026-03-01T05:00:00+00:00"
HOLDER = """
import sys
from pathlib import Path
from typing import NoReturn
from crawler.store.lock import Lock
lock = Lock(Path(sys.argv[1])).acquire("run-other", "2026-03-01T05:00:00+00:00")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_holder_is_told_who_holds_it_at_once(tmp_path: Path) -> None:
    first = Lock(tmp_path / "store.lock").acquire("run-1", SINCE)
    with pytest.raises(LockHeldError) as caught:
        Lock(tmp_path / "store.lock").acquire("run-2", SINCE)
    first.release()
    words = str(caught.value)
    assert "run-1" in words
    assert f"process {os.getpid()} " in words
    assert SINCE in words
    assert "\n" not in words


def test_a_released_lock_can_be_taken_and_names_its_new_holder(tmp_path: Path) -> None:
    first = Lock(tmp_path / "store.lock").acquire("run-with-a-long-name", SINCE)
    first.release()
    first.release()
    second = Lock(tmp_path / "store.lock").acquire("run-2", SINCE)
    with pytest.raises(LockHeldError, match="run run-2,"):
        Lock(tmp_path / "store.lock").acquire("run-3", SINCE)
    second.release()


def test_the_lock_dies_with_its_process_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockHeldError, match=f"run run-other, process {holder.pid} on .+, since {SINCE.replace('+', '.')}"):
            Lock(path).acquire("run-2", SINCE)
        holder.kill()
        holder.wait()
    lock = Lock(path).acquire("run-2", SINCE)
    lock.release()


def test_a_lock_file_without_a_name_in_it_is_still_a_lock(tmp_path: Path) -> None:
    path = tmp_path / "store.lock"
    first = Lock(path).acquire("run-1", SINCE)
    path.write_text("{not yet")
    with pytest.raises(LockHeldError, match="another run"):
        Lock(path).acquire("run-2", SINCE)
    first.release()


def test_a_lock_whose_holder_cannot_write_its_name_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="No space"):
            Lock(tmp_path / "store.lock").acquire("run-1", SINCE)
    Lock(tmp_path / "store.lock").acquire("run-2", SINCE).release()
