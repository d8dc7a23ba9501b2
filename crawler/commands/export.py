"""``scrapy export``: the data set's files, written again from the store."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from sqlalchemy.exc import SQLAlchemyError

from crawler.dataset.publish import Publisher
from crawler.run import RunError, Workplace
from crawler.sites import ORIGINAL_SITES
from crawler.store.records import Records
from crawler.store.runs import Runs
from crawler.store.store import StoreError

if TYPE_CHECKING:
    import argparse

_CANNOT = 2


class Command(ScrapyCommand):
    """Writes every file of the data set again."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line in the list of commands."""
        return "Write the data set files again from the store"

    def long_desc(self) -> str:
        """Return what --help says."""
        return "Write articles/, manifest.json and article.schema.json under OUTPUT_DIR again from the store. Nothing is fetched."

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Write the files. Sets ``exitcode``."""
        if args:
            message = "export takes no arguments: name the directory with -s OUTPUT_DIR=…"
            raise UsageError(message, print_help=False)
        if self.settings is None:
            message = "the command was not set up by Scrapy"
            raise RuntimeError(message)
        now = datetime.now(UTC)
        try:
            place = Workplace.open(self.settings, "export", now)
        except RunError as error:
            self._cannot(str(error))
            return
        try:
            last = Runs(place.store).last(1)
            publisher = Publisher(place.store, Records(place.store), place.root, last[0].id if last else "export", ORIGINAL_SITES)
            files = publisher.rewrite_everything(now.isoformat(timespec="seconds"))
        except (StoreError, SQLAlchemyError, OSError) as error:
            self._cannot(f"the files could not be written: {error}".splitlines()[0])
            return
        finally:
            place.close()
        for file in files:
            print(f"{file.path}  {file.lines} lines  {file.bytes} bytes")

    def _cannot(self, message: str) -> None:
        print(f"scrapy export: {message}", file=sys.stderr)
        self.exitcode = _CANNOT
