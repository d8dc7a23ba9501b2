"""Where a run works: its output directory, its store, and the lock that keeps a second run out."""

from __future__ import annotations

import secrets
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from crawler.store.lock import Lock, LockHeldError
from crawler.store.store import Store, StoreError, sqlite_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scrapy.settings import BaseSettings


class RunError(Exception):
    """The run cannot start or cannot go on. The message is one line for a person; the exit code is 2."""


def output_dir(settings: BaseSettings) -> Path:
    """Return OUTPUT_DIR as a path."""
    return Path(settings["OUTPUT_DIR"])


def store_url(settings: BaseSettings) -> str:
    """Return STORE_URL with OUTPUT_DIR filled in."""
    return str(settings["STORE_URL"]).replace("{OUTPUT_DIR}", str(output_dir(settings)))


def lock_path(root: Path, url: str) -> Path:
    """Return the lock's file: beside the store where that is a file. Raises StoreError."""
    path = sqlite_path(url)
    return path.with_name(path.name + ".lock") if path is not None else root / "store.lock"


def new_run_id(started_at: datetime) -> str:
    """Return a run's id: its start in UTC, which sorts, and four digits that no other run of that second has."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


@dataclass(slots=True)
class Workplace:
    """An output directory with its store, under lock."""

    root: Path
    store: Store
    lock: Lock

    @classmethod
    def open(cls, settings: BaseSettings, run_id: str, started_at: datetime) -> Self:
        """Take the lock and open the store. Raises RunError."""
        root, url = output_dir(settings), store_url(settings)
        try:
            lock = Lock(lock_path(root, url))
        except StoreError as error:
            raise RunError(str(error)) from error
        try:
            root.mkdir(parents=True, exist_ok=True)
            lock.acquire(run_id, started_at.isoformat(timespec="seconds"))
            return cls(root, Store.open(url), lock)
        except (LockHeldError, StoreError) as error:
            lock.release()
            raise RunError(str(error)) from error
        except OSError as error:
            lock.release()
            message = f"{error.filename or root} cannot be written: {error.strerror or error}"
            raise RunError(message) from error

    @classmethod
    @contextmanager
    def borrowed(cls, settings: BaseSettings, started_at: datetime) -> Iterator[Self]:
        """Give the work place as it stands, for looking only; where there is no store yet, one that is gone afterwards. Raises RunError."""
        path = None
        with suppress(StoreError):
            path = sqlite_path(store_url(settings))
        with ExitStack() as opened:
            if path is not None and not path.exists():
                folder = Path(opened.enter_context(TemporaryDirectory(prefix="dry-run-")))
                store = Store.open(f"sqlite:///{folder}/store.sqlite")
                opened.callback(store.close)
                yield cls(folder, store, Lock(folder / "store.lock"))
                return
            place = cls.open(settings, "dry-run", started_at)
            opened.callback(place.close)
            yield place

    def close(self) -> None:
        """Give store and lock back."""
        self.store.close()
        self.lock.release()
