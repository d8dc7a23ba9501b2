"""``scrapy crawl``: Scrapy's own, with arguments checked before the first request and an exit code that says how the run ended."""

from __future__ import annotations

import logging
import sys
from functools import partial
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.command import CANNOT
from crawler.fetching.pace import delay_at_first
from crawler.run.arguments import Arguments, ArgumentsError
from crawler.run.run import Run
from crawler.run.workplace import RunError
from crawler.scheduling.plan import plan
from crawler.sites import SITES
from crawler.spiders.defence import DefenceSpider
from crawler.store.store import StoreError

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

_SPIDER = DefenceSpider.name


class Command(ScrapyCrawl):
    """Runs a spider; for ``defence`` the exit code is 0 (done), 1 (an expectation is broken) or 2 (could not start or go on)."""

    def long_desc(self) -> str:
        """Return what ``scrapy crawl -h`` says."""
        return (
            "Run a spider of this project. 'defence' is the scheduled job. Its arguments, each given as -a NAME=VALUE: "
            "languages=de,ja (only records in these languages), since=2024-09-01 and until=2024-12-31 (days in Vietnam time; without "
            "since, the first run goes back 30 days and a later one to the last complete run), sections=the-gioi,bien-dong-247, "
            f"sites={','.join(SITES)}, topic=all (keep every article), dry_run=1 (ask for nothing at all: print the lists that "
            "would be read, the articles that are due, the translations to look up, the requests and the time by host, as the "
            "store has them). "
            "Exit code: 0 done, 1 an expectation is broken, 2 could not start or go on."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider. Sets ``exitcode``."""
        if len(args) != 1:
            message = "name one spider: scrapy crawl defence"
            raise UsageError(message, print_help=False)
        if args[0] != _SPIDER:
            super().run(args, opts)
            return
        if self.crawler_process is None or self.settings is None:
            message = "the command was not set up by Scrapy"
            raise RuntimeError(message)
        try:
            arguments = Arguments.parse(opts.spargs)
            if arguments.dry_run:
                self._rehearse(self.settings, arguments)
                return
            run = Run.begin(self.settings, arguments)
        except (ArgumentsError, RunError, StoreError) as error:
            print(f"scrapy crawl {_SPIDER}: {error}", file=sys.stderr)
            self.exitcode = CANNOT
            return
        try:
            self.crawler_process.crawl(self._create_crawler(_SPIDER), run=run)
            self.crawler_process.start()
        finally:
            run.close()
        self.exitcode = run.outcome.exit_code if run.outcome is not None else CANNOT
        self._say_how_it_ended(run)

    @staticmethod
    def _rehearse(settings: BaseSettings, arguments: Arguments) -> None:
        """Print what a run would ask for. Raises RunError."""
        DefenceSpider.update_settings(settings)
        with Run.rehearse(settings, arguments) as run:
            for line in plan(run).lines(partial(delay_at_first, settings)):
                print(line)

    def _say_how_it_ended(self, run: Run) -> None:
        """Log the last lines: a person who reads only them knows what to do."""
        for words in run.outcome.broken if run.outcome is not None else ():
            logger.error("Expectation broken: %s.", words)
        if run.fatal is not None:
            logger.error("The run could not go on: %s. What was stored before is safe; start it again once this is mended.", run.fatal)
        logger.info("Run %s ended with exit code %d.", run.id, self.exitcode)
