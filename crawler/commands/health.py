"""``scrapy health``: how the last run ended, held against its expectations, as an exit code."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from sqlalchemy.exc import SQLAlchemyError

from crawler.run import store_url
from crawler.store.runs import Runs
from crawler.store.store import Store, StoreError, sqlite_path

if TYPE_CHECKING:
    import argparse

    from sqlalchemy import Row

_CANNOT = 2


class Command(ScrapyCommand):
    """Says how the last run ended."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line in the list of commands."""
        return "Say how the last run ended; the exit code is that run's"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "Say how the last run ended and which expectations it did not meet. It takes no lock: ask it at any time. "
            "Exit code: the last run's, 2 also where there has been no run."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Print the last run. Sets ``exitcode``."""
        if args:
            message = "health takes no arguments: name the directory with -s OUTPUT_DIR=…"
            raise UsageError(message, print_help=False)
        if self.settings is None:
            message = "the command was not set up by Scrapy"
            raise RuntimeError(message)
        try:
            last = self._last(store_url(self.settings))
        except (StoreError, SQLAlchemyError) as error:
            print(f"scrapy health: {error}".splitlines()[0], file=sys.stderr)
            self.exitcode = _CANNOT
            return
        if last is None:
            print("There has been no run yet: start one with scrapy crawl defence.")
            self.exitcode = _CANNOT
            return
        summary = json.loads(last.summary or "{}")
        ended = datetime.fromtimestamp(last.ended_at, UTC).isoformat(timespec="seconds")
        print(f"Run {last.id} ended at {ended} with exit code {last.exit_code}.")
        for words in summary.get("broken", ()):
            print(f"Expectation broken: {words}.")
        if summary.get("fatal"):
            print(f"It could not go on: {summary['fatal']}.")
        self.exitcode = last.exit_code

    @staticmethod
    def _last(url: str) -> Row[tuple[object, ...]] | None:
        path = sqlite_path(url)
        if path is not None and not path.exists():
            return None
        store = Store.open(url)
        try:
            runs = Runs(store).last(1)
        finally:
            store.close()
        return runs[0] if runs else None
