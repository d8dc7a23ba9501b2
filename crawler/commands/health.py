"""``scrapy health``: how the last run ended, held against its expectations, as an exit code."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError
from sqlalchemy.exc import SQLAlchemyError

from crawler.command import CANNOT, ProjectCommand
from crawler.run.workplace import lock_path, output_dir, store_url
from crawler.store.lock import Lock
from crawler.store.runs import Runs
from crawler.store.store import Store, StoreError, sqlite_path

if TYPE_CHECKING:
    import argparse

    from sqlalchemy import Row


class Command(ProjectCommand):
    """Says how the last run ended."""

    name = "health"
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line in the list of commands."""
        return "Say how the last run ended; the exit code is that run's"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "Say how the last run ended and which expectations it did not meet. It takes no lock: ask it at any time. "
            "Exit code: the last run's; 2 also where there has been no run, or where the last one's process died."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Print the last run. Sets ``exitcode``."""
        if args:
            message = "health takes no arguments: name the directory with -s OUTPUT_DIR=…"
            raise UsageError(message, print_help=False)
        settings = self.project_settings()
        try:
            url = store_url(settings)
            begun, last = self._newest(url)
            died = begun is not None and Lock(lock_path(output_dir(settings), url)).is_left_behind()
        except (StoreError, SQLAlchemyError) as error:
            self.cannot(str(error))
            return
        if last is None and begun is None:
            print("There has been no run yet: start one with scrapy crawl defence.")
            self.exitcode = CANNOT
            return
        self.exitcode = CANNOT if last is None or died else last.exit_code
        if last is not None:
            self._say(last)
        if begun is not None:
            how = "its process died: start it again" if died else "it is under way"
            print(f"Run {begun.id} began at {_time(begun.started_at)} and has not ended: {how}.")

    @staticmethod
    def _say(last: Row[Any]) -> None:
        summary = json.loads(last.summary or "{}")
        print(f"Run {last.id} ended at {_time(last.ended_at)} with exit code {last.exit_code}.")
        for words in summary.get("broken", ()):
            print(f"Expectation broken: {words}.")
        if summary.get("fatal"):
            print(f"It could not go on: {summary['fatal']}.")

    @staticmethod
    def _newest(url: str) -> tuple[Row[Any] | None, Row[Any] | None]:
        """Return the newest run that has not ended, where there is one, and the newest that has."""
        path = sqlite_path(url)
        if path is not None and not path.exists():
            return None, None
        store = Store.open(url)
        try:
            runs = Runs(store)
            begun, ended = runs.broken_off(), runs.last(1)
        finally:
            store.close()
        return begun[0] if begun else None, ended[0] if ended else None


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
