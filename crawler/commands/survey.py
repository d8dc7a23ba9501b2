"""``scrapy survey``: a polite look at the live sites, and which guesses of their data hold."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler.command import ProjectCommand
from crawler.commands.survey_spider import SurveySpider
from crawler.fetching.failures import NETWORK_KINDS
from crawler.reading.links import host_of
from crawler.run.workplace import output_dir
from crawler.survey.plan import MOST_REQUESTS
from crawler.survey.report import as_html, as_json, keep_pages
from crawler.survey.sample import FORBIDDEN, Sample
from crawler.survey.survey import findings
from crawler.survey.tables import MIRROR, PAPER

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_BLOCKED = 1
# A host that wants a longer pause is left alone: a look is not worth waiting for, and what it answers says enough.
_LONGEST_PAUSE = 60


class Command(ProjectCommand):
    """Surveys both sites."""

    name = "survey"
    requires_crawler_process = True

    def short_desc(self) -> str:
        """Return the line in the list of commands."""
        return "Look at the live sites: which guesses of their data hold, which fail, and what was found instead"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            f"{self.short_desc()}. Asks for {MOST_REQUESTS} addresses at most, one a second, as robots.txt allows; takes about a minute. "
            "Writes survey.html (for people), survey.json and the pages themselves (survey/<time>/pages) into OUTPUT_DIR; "
            "neither store nor data set is touched. "
            "Exit code: 0 surveyed, whatever was found; 1 a site could not be surveyed; 2 could not start, as without a network."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Bound the requests, and keep the log to errors unless a level is asked for."""
        super().process_options(args, opts)
        settings = self.project_settings()
        settings.set("REQUEST_RATION", MOST_REQUESTS, priority="cmdline")
        # In place of the project's own; what is given with -s goes before.
        settings.set("RETRY_TIMES", 1, priority="project")
        settings.set("BACK_OFF_MAX", _LONGEST_PAUSE, priority="project")
        if not opts.loglevel:
            settings.set("LOG_LEVEL", "ERROR", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Ask, compare, write. Sets ``exitcode``."""
        if args:
            message = "it takes no arguments: scrapy survey"
            raise UsageError(message, print_help=False)
        if self.crawler_process is None:
            message = "the command was not set up by Scrapy"
            raise RuntimeError(message)
        root, made = output_dir(self.project_settings()), datetime.now(UTC)
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.cannot(f"{root} cannot be written to: {error.strerror}")
            return
        sample = Sample()
        crawler = self.crawler_process.create_crawler(SurveySpider)
        self.crawler_process.crawl(crawler, sample=sample, most=MOST_REQUESTS)
        self.crawler_process.start()
        if not any(answer.status for answer in sample.answers):
            kinds = {answer.failure for answer in sample.answers}
            reason = (
                "there is no network"
                if kinds <= NETWORK_KINDS | {"robots-unreachable", "tls"}
                else f"no answer came ({', '.join(sorted(kinds))})"
            )
            self.cannot(f"{reason}: nothing was surveyed, nothing written")
            return
        requests = int(crawler.stats.get_value("downloader/request_count", 0)) if crawler.stats is not None else 0
        try:
            self._write(root, sample, made, requests)
        except OSError as error:
            self.cannot(f"{root} cannot be written to: {error.strerror}")

    def _write(self, root: Path, sample: Sample, made: datetime, requests: int) -> None:
        blocked = _blocked(sample)
        folder = f"survey/{made:%Y-%m-%dT%H%M%SZ}/pages"
        keep_pages(root / folder, sample)
        found = findings(sample)
        report = as_json(made.isoformat(timespec="seconds"), requests, found, sample, blocked)
        _replace(root / "survey.json", json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        _replace(root / "survey.html", as_html(report, folder))
        self._say(root, report)
        self.exitcode = _BLOCKED if blocked else 0

    def _say(self, root: Path, report: dict[str, Any]) -> None:
        """Print what fails, and where to read on."""
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)
        for row in report["findings"]:
            if row["status"] == "fails":
                place = row["lines"][0]
                print(f"fails  {row['guess']}  {row['value']}\n       found: {row['found'] or row['why']}")
                print(f"       change {place['file']}:{place['line']}")
        counts = report["counts"]
        print(f"{report['requests']} requests: {counts['holds']} guesses hold, {counts['fails']} fail, {counts['not seen']} were not seen.")
        print(f"See {root / 'survey.html'}")
        for words in report["blocked"]:
            print(f"scrapy survey: {words}", file=sys.stderr)


def _blocked(sample: Sample) -> list[str]:
    """Name the hosts that could not be surveyed: of which no page came, robots.txt aside."""
    hosts = [*(edition["host"] for edition in PAPER.data["edition"]), MIRROR.data["canonical_host"]]
    said = []
    for host in hosts:
        asked = [answer for answer in sample.answers if host_of(answer.asked) == host and answer.purpose not in ("robots", "host")]
        if not any(answer.good for answer in asked):
            why = next(
                (answer.said for answer in asked if answer.failure != FORBIDDEN), asked[0].said if asked else "nothing could be asked for"
            )
            said.append(f"{host} could not be surveyed: {why}")
    return said


def _replace(path: Path, text: str) -> None:
    """Write a file beside its place, and put it there whole."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)
