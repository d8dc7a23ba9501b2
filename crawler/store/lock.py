"""One run at a time. The lock is the operating system's, so a dead holder's is gone with its process."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path


class LockHeldError(Exception):
    """Another process works on this store. The message says which."""


class Lock:
    """An exclusive lock on a file beside the store. The file tells a person who holds it; only the kernel's lock counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, run_id: str, started_at: str) -> Self:
        """Take the lock or raise LockHeldError at once; OSError where the file cannot be made."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        with ExitStack() as opened:
            opened.callback(os.close, descriptor)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"another run works on this store: {self._holder(descriptor)}; wait for it or stop it"
                raise LockHeldError(message) from None
            holder_now = {"run": run_id, "pid": os.getpid(), "host": socket.gethostname(), "since": started_at}
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(holder_now).encode(), 0)
            self._descriptor = descriptor
            opened.pop_all()
        return self

    @staticmethod
    def _holder(descriptor: int) -> str:
        try:
            holder = json.loads(os.pread(descriptor, 4096, 0))
            return f"run {holder['run']}, process {holder['pid']} on {holder['host']}, since {holder['since']}"
        except (ValueError, KeyError, TypeError):
            return "its holder has not written its name yet"

    def is_left_behind(self) -> bool:
        """Say whether the file names a process of this machine that is no more, without touching the lock itself."""
        try:
            holder = json.loads(self.path.read_bytes())
            if holder["host"] != socket.gethostname():
                return False
            os.kill(holder["pid"], 0)
        except ProcessLookupError:
            return True
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return False

    def release(self) -> None:
        """Give the lock back. Twice does no harm."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
