"""``scrapy export``: the data set's files, written again from the store."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError
from sqlalchemy.exc import SQLAlchemyError

from crawler.command import ProjectCommand
from crawler.dataset.publish import Publisher
from crawler.run.judge_again import judge_stored_again
from crawler.run.workplace import RunError, Workplace, new_run_id, store_url
from crawler.sites import ORIGINAL_SITES
from crawler.store.frontier import Frontier
from crawler.store.records import Records
from crawler.store.runs import Runs
from crawler.store.store import Store, StoreError, sqlite_path
from crawler.store.stories import Stories

if TYPE_CHECKING:
    import argparse


_NAME = "export"


class Command(ProjectCommand):
    """Writes every file of the data set again."""

    name = _NAME
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line in the list of commands."""
        return "Write the data set files again from the store"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "Write articles/, manifest.json and article.schema.json under OUTPUT_DIR again from the store. Nothing is fetched. "
            "Records that an earlier version of the crawler stored are judged again first; what changed by that is listed in a file "
            "of its own under runs/."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Write the files. Sets ``exitcode``."""
        if args:
            message = "export takes no arguments: name the directory with -s OUTPUT_DIR=…"
            raise UsageError(message, print_help=False)
        now, settings = datetime.now(UTC), self.project_settings()
        try:
            path = sqlite_path(store_url(settings))
            if path is not None and not path.exists():
                self.cannot(f"there is no store at {path}: crawl first, or name the directory with -s OUTPUT_DIR=…")
                return
            place = Workplace.open(settings, _NAME, now)
        except (RunError, StoreError) as error:
            self.cannot(str(error))
            return
        try:
            records = Records(place.store)
            frontier = Frontier(place.store, _NAME)
            judge_stored_again(place.store, records, frontier, self._say)
            run_id = self._run_id(place.store, records, now)
            stories = Stories(frontier, records, ORIGINAL_SITES)
            publisher = Publisher(place.store, records, stories, place.root, run_id)
            files = publisher.rewrite_everything(now.isoformat(timespec="seconds"))
        except (StoreError, SQLAlchemyError, OSError) as error:
            self.cannot(f"the files could not be written: {error}")
            return
        finally:
            place.close()
        for file in files:
            print(f"{file.path}  {file.lines} lines  {file.bytes} bytes")

    @staticmethod
    def _run_id(store: Store, records: Records, now: datetime) -> str:
        """Return the newest id of a run or of lines, or a new one where lines may change now: a file of before stays as it was."""
        known = [run_id for run_id in (records.newest_run(), *(run.id for run in Runs(store).last(1))) if run_id]
        # By their seconds: within one the lines are the newer.
        return new_run_id(now) if records.dirty(1) or not known else max(known, key=lambda run_id: run_id.partition("-")[0])

    @staticmethod
    def _say(line: str) -> None:
        print(line, file=sys.stderr)
