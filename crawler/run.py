"""One run of the crawl: the lock, the store and the clock it works with, how it starts after a dead one, and how it ends."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy.exc import SQLAlchemyError

from crawler.census import SiteCensus
from crawler.dataset.files import remove_unfinished
from crawler.dataset.publish import Published, Publisher
from crawler.dataset.run_files import remove_run_files
from crawler.sites import ORIGINAL_SITES, SITES
from crawler.sites.dates import VIETNAM
from crawler.store.frontier import Frontier
from crawler.store.lists import Lists
from crawler.store.lock import Lock, LockHeldError
from crawler.store.records import Records
from crawler.store.rotation import Rotation, run_id_edge
from crawler.store.runs import Runs
from crawler.store.store import Store, StoreError, sqlite_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings
    from sqlalchemy import Row

    from crawler.arguments import Arguments
    from crawler.story import OriginalFacts

logger = logging.getLogger(__name__)

_DAY = 24 * 3600
_FIRST_RUN_DAYS = 30
# A later run reads this far behind the start of the last complete one: an article may be listed hours after its date.
_OVERLAP = timedelta(days=2)
_MOST_DAYS = 20_000  # further back there is no date to count to


class RunError(Exception):
    """The run cannot start or cannot go on. The message is one line for a person; the exit code is 2."""


@dataclass(slots=True)
class Outcome:
    """How a run ended. ``broken`` are the expectations that were not met, in words."""

    exit_code: int
    broken: list[str] = field(default_factory=list)
    published: Published = field(default_factory=Published)


def output_dir(settings: BaseSettings) -> Path:
    """Return OUTPUT_DIR as a path."""
    return Path(settings["OUTPUT_DIR"])


def store_url(settings: BaseSettings) -> str:
    """Return STORE_URL with OUTPUT_DIR filled in."""
    return str(settings["STORE_URL"]).replace("{OUTPUT_DIR}", str(output_dir(settings)))


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

    def close(self) -> None:
        """Give store and lock back."""
        self.store.close()
        self.lock.release()


class Run:
    """A run that holds the lock and has the store open. `begin` makes it, `finish` ends it; `close` gives lock and store back."""

    def __init__(self, run_id: str, place: Workplace, arguments: Arguments, started_at: datetime, runs_kept: int) -> None:
        self.id = run_id
        self.place = place
        self.store = place.store
        self.arguments = arguments
        self.started_at = started_at
        self.frontier = Frontier(self.store, run_id)
        self.lists = Lists(self.store)
        self.records = Records(self.store)
        self.runs = Runs(self.store)
        self.publisher = Publisher(self.store, self.records, place.root, run_id, ORIGINAL_SITES)
        self.rotation = Rotation(self.store, runs_kept)
        self.census = {name: SiteCensus() for name in SITES}
        self.since = self._since()
        self.days = self._days()
        self.fatal: str | None = None
        self.outcome: Outcome | None = None

    @classmethod
    def begin(cls, settings: BaseSettings, arguments: Arguments) -> Self:
        """Take the lock, open the store, mend what a dead run left. Raises RunError; nothing is asked for before this."""
        runs_kept = _runs_kept(settings)
        started_at = datetime.now(UTC)
        run_id = f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        place = Workplace.open(settings, run_id, started_at)
        try:
            run = cls(run_id, place, arguments, started_at, runs_kept)
            run._recover()
        except (StoreError, SQLAlchemyError, OSError) as error:
            place.close()
            message = f"the store cannot be used: {error}".splitlines()[0]
            raise RunError(message) from error
        return run

    def now(self) -> int:
        """Return the present, in whole seconds since 1970."""
        return int(time.time())

    def in_window(self, published: str | None) -> bool:
        """Say whether an ISO date lies in the run's window; an unknown date does."""
        if published is None:
            return True
        day = date.fromisoformat(published[:10])
        if self.since is not None and day < self.since:
            return False
        return self.arguments.until is None or day <= self.arguments.until

    def may_have_news(self, changed: str | None) -> bool:
        """Say whether a list that last changed on an ISO date may name articles of the window; an unknown date may."""
        return changed is None or self.since is None or date.fromisoformat(changed[:10]) >= self.since

    def admits(self, site: str, language: str, date_published: str | None) -> bool:
        """Say whether the run's arguments admit a record; a translation's date is its original's."""
        return site in self.arguments.sites and self.arguments.wants_language(language) and self.in_window(date_published)

    def fail(self, reason: str) -> None:
        """Note why the run cannot go on; the first reason stays."""
        if self.fatal is None:
            self.fatal = reason
            logger.critical("The run cannot go on: %s", reason)

    def finish(self, *, complete: bool, broken: list[str], summary: Mapping[str, Any]) -> Outcome:
        """Publish and note the end. Where even that fails, the outcome is 2 and what was safe stays safe."""
        complete = complete and self.fatal is None and self.leaves_no_gap()
        outcome = Outcome(exit_code=2 if self.fatal else 1 if broken else 0, broken=broken)
        try:
            outcome.published = self.publish()
            with self.store.transaction():
                self.runs.end(
                    self.id, ended_at=self.now(), complete=complete, exit_code=outcome.exit_code,
                    summary={**summary, "broken": broken, "fatal": self.fatal},
                )  # fmt: skip
        except (StoreError, OSError) as error:
            self.fail(f"the data set cannot be written: {error}")
            outcome.exit_code = 2
        if self.fatal is None:
            self._rotate()
        self.outcome = outcome
        return outcome

    def leaves_no_gap(self) -> bool:
        """Say whether a later run may start where this one ended: it was not narrowed, and it went back to the last such run."""
        arguments = self.arguments
        if arguments.sections is not None or arguments.until is not None or set(arguments.sites) != set(SITES):
            return False
        last = self.runs.last_complete(arguments.topic)
        return last is None or self.since is None or self.since <= datetime.fromtimestamp(last.started_at, VIETNAM).date()

    def publish(self) -> Published:
        """Bring the files up to the store. Raises StoreError and OSError."""
        published = self.publisher.publish(self.admits_reading, any_topic=self.arguments.topic == "all")
        self.publisher.write_files(datetime.now(UTC).isoformat(timespec="seconds"))
        return published

    def close(self) -> None:
        """Give store and lock back."""
        self.place.close()

    def admits_reading(self, reading: Row[Any], original: OriginalFacts | None) -> bool:
        """Say whether the run's arguments admit a stored reading."""
        return self.admits(reading.site, reading.language, original.date_published if original is not None else reading.date_published)

    def _rotate(self) -> None:
        """Forget what is old. Where that fails the data set is written all the same; the next run tries again."""
        try:
            with self.store.transaction():
                gone = self.rotation.rotate(self.now())
            files = remove_run_files(self.place.root, run_id_edge(self.now(), self.rotation.runs_kept)) if self.rotation.runs_kept else []
        except (StoreError, OSError) as error:
            logger.warning("What is old was not cleared away: %s", error)
            return
        if gone.runs or gone.pages or gone.entries or files:
            logger.info(
                "Cleared away what is old: %d run files, notes of %d runs, %d declined pages, %d list entries.",
                len(files), gone.runs, gone.pages, gone.entries,
            )  # fmt: skip

    def _since(self) -> date | None:
        if self.arguments.since is not None:
            return self.arguments.since
        last = self.runs.last_complete(self.arguments.topic)
        if last is not None:
            return (datetime.fromtimestamp(last.started_at, VIETNAM) - _OVERLAP).date()
        return (self.started_at.astimezone(VIETNAM) - timedelta(days=_FIRST_RUN_DAYS)).date()

    def _days(self) -> float:
        """The time since a run, any run, last looked for new articles; the window of a first one."""
        before = self.runs.last_begun()
        if before is not None:
            return max(0.0, (self.started_at.timestamp() - before) / _DAY)
        return max(1.0, float((self.started_at.date() - self.since).days)) if self.since is not None else 1.0

    def _recover(self) -> None:
        now = self.now()
        with self.store.transaction():
            for dead in self.runs.broken_off():
                self.runs.end(dead.id, ended_at=now, complete=False, exit_code=2, summary={"fatal": "its process died"})
                logger.warning("Run %s had not ended: its process died. What it had stored is kept and published by this run.", dead.id)
            released = self.frontier.release_leases()
            revisits = self.frontier.due_revisits(now)
            wanted = self.frontier.want_languages(self.arguments.languages)
            since = self.since.isoformat() if self.since else None
            self.runs.begin(self.id, started_at=now, since=since, arguments=self.arguments.as_json())
        for name in remove_unfinished(self.place.root):
            logger.warning("Removed %s, which a dead run had not finished writing.", name)
        if released:
            logger.warning("%d pages that a dead run was asking for are asked again.", released)
        logger.info(
            "Run %s: window from %s, %d pages due for another look, %d wanted for their language.", self.id, self.since, revisits, wanted
        )


def _runs_kept(settings: BaseSettings) -> int:
    given = str(settings["RUNS_KEPT"]).strip()
    if not given.isascii() or not given.isdigit() or int(given) > _MOST_DAYS:
        message = f"RUNS_KEPT={given!r} is not a number of days: write for example RUNS_KEPT=400, or RUNS_KEPT=0 to keep all"
        raise RunError(message)
    return int(given)


def lock_path(root: Path, url: str) -> Path:
    """Return the lock's file: beside the store where that is a file. Raises StoreError."""
    path = sqlite_path(url)
    return path.with_name(path.name + ".lock") if path is not None else root / "store.lock"
