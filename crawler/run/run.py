"""One run of the crawl: the lock, the store and the clock it works with, how it starts after a dead one, and how it ends."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy.exc import SQLAlchemyError

from crawler.dataset.files import remove_unfinished
from crawler.dataset.publish import Published, Publisher
from crawler.dataset.run_files import remove_run_files
from crawler.reading.dates import VIETNAM
from crawler.run.judge_again import judge_stored_again
from crawler.run.scope import Scope
from crawler.run.statistics import SiteStatistics
from crawler.run.workplace import RunError, Workplace, new_run_id
from crawler.sites import ORIGINAL_SITES, SITES
from crawler.store.frontier import Frontier
from crawler.store.lists import Lists
from crawler.store.look_ups import LookUps
from crawler.store.records import Records
from crawler.store.rotation import Rotation, run_id_edge
from crawler.store.runs import Runs
from crawler.store.store import StoreError
from crawler.store.stories import Stories

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy.settings import BaseSettings

    from crawler.run.arguments import Arguments

logger = logging.getLogger(__name__)

_DAY = 24 * 3600
_FIRST_RUN_DAYS = 30
# A later run reads this far behind the start of the last complete one: an article may be listed hours after its date.
_OVERLAP = timedelta(days=2)
_MOST_DAYS = 20_000  # further back there is no date to count to


@dataclass(slots=True)
class Outcome:
    """How a run ended. ``broken`` are the expectations that were not met, in words."""

    exit_code: int
    broken: list[str] = field(default_factory=list)
    published: Published = field(default_factory=Published)


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
        self.look_ups = LookUps(self.store)
        self.records = Records(self.store)
        self.runs = Runs(self.store)
        self.stories = Stories(self.frontier, self.records, ORIGINAL_SITES)
        self.publisher = Publisher(self.store, self.records, self.stories, place.root, run_id)
        self.rotation = Rotation(self.store, runs_kept)
        self.statistics = {name: SiteStatistics() for name in SITES}
        self.scope = Scope(arguments, self._since())
        self.days = self._days()
        self.fatal: str | None = None
        self.outcome: Outcome | None = None

    @classmethod
    def begin(cls, settings: BaseSettings, arguments: Arguments) -> Self:
        """Take the lock, open the store, mend what a dead run left. Raises RunError; nothing is asked for before this."""
        runs_kept = _runs_kept(settings)
        started_at = datetime.now(UTC)
        run_id = new_run_id(started_at)
        place = Workplace.open(settings, run_id, started_at)
        try:
            run = cls(run_id, place, arguments, started_at, runs_kept)
            run._recover()
            judge_stored_again(run.store, run.records, run.frontier, logger.info)
        except (StoreError, SQLAlchemyError, OSError) as error:
            place.close()
            message = f"the store cannot be used: {error}".splitlines()[0]
            raise RunError(message) from error
        return run

    @classmethod
    @contextmanager
    def rehearse(cls, settings: BaseSettings, arguments: Arguments) -> Iterator[Self]:
        """Give a run that only looks at what is stored: it is not noted, asks for nothing and publishes nothing. Raises RunError."""
        started_at = datetime.now(UTC)
        with Workplace.borrowed(settings, started_at) as place:
            yield cls("dry-run", place, arguments, started_at, _runs_kept(settings))

    def now(self) -> int:
        """Return the present, in whole seconds since 1970."""
        return int(time.time())

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
        return last is None or self.scope.since is None or self.scope.since <= datetime.fromtimestamp(last.started_at, VIETNAM).date()

    def publish(self) -> Published:
        """Bring the files up to the store. Raises StoreError and OSError."""
        published = self.publisher.publish(self.scope.admits_stored, any_topic=self.scope.any_topic)
        self.publisher.write_files(datetime.now(UTC).isoformat(timespec="seconds"))
        return published

    def close(self) -> None:
        """Give store and lock back."""
        self.place.close()

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
        return max(1.0, float((self.started_at.date() - self.scope.since).days)) if self.scope.since is not None else 1.0

    def _recover(self) -> None:
        now = self.now()
        with self.store.transaction():
            for dead in self.runs.broken_off():
                self.runs.end(dead.id, ended_at=now, complete=False, exit_code=2, summary={"fatal": "its process died"})
                logger.warning("Run %s had not ended: its process died. What it had stored is kept and published by this run.", dead.id)
            released = self.frontier.release_leases()
            revisits = self.frontier.due_revisits(now)
            wanted = self.frontier.want_languages(self.arguments.languages)
            since = self.scope.since.isoformat() if self.scope.since else None
            self.runs.begin(self.id, started_at=now, since=since, arguments=self.arguments.as_json())
        for name in remove_unfinished(self.place.root):
            logger.warning("Removed %s, which a dead run had not finished writing.", name)
        if released:
            logger.warning("%d pages that a dead run was asking for are asked again.", released)
        logger.info(
            "Run %s: window from %s, %d pages due for another visit, %d wanted for their language.",
            self.id, self.scope.since, revisits, wanted,
        )  # fmt: skip


def _runs_kept(settings: BaseSettings) -> int:
    given = str(settings["RUNS_KEPT"]).strip()
    if not given.isascii() or not given.isdigit() or int(given) > _MOST_DAYS:
        message = f"RUNS_KEPT={given!r} is not a number of days: write for example RUNS_KEPT=400, or RUNS_KEPT=0 to keep all"
        raise RunError(message)
    return int(given)
