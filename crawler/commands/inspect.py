"""``scrapy inspect URL``: one page, every field of it, the rule that read it, what was taken out and why, and the verdict's reasons."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import scrapy
from rich.console import Console
from scrapy.exceptions import UsageError

from crawler.command import ProjectCommand
from crawler.commands.inspect_page import inspect_page
from crawler.commands.inspect_view import show
from crawler.fetching.allow_list import refusal
from crawler.fetching.browser import in_browser
from crawler.fetching.failures import kind_of
from crawler.fetching.response import charset_of
from crawler.record.fetched import Fetched
from crawler.sites import site_of
from crawler.spiders.defence import DefenceSpider

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

_UNREADABLE = 1
_RUN = "inspect"  # where a record names the run that fetched it
_OK = 200


class _OnePage(scrapy.Spider):
    """Fetches one page as the crawl would: robots.txt, allow-list and proxies included."""

    name = "inspect"
    update_settings = DefenceSpider.update_settings

    def __init__(self, url: str, answer: dict[str, Any]) -> None:
        super().__init__()
        self.url = url
        self.answer = answer

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page."""
        site = site_of(self.url)
        scripted = site is not None and any(seed.javascript for seed in site.seeds() if seed.url == self.url)
        meta = in_browser(self.settings.getfloat("DOWNLOAD_DELAY")) if scripted else {}
        yield scrapy.Request(self.url, self.parse, errback=self.failed, meta=meta)

    def parse(self, response: Response) -> None:
        """Keep the answer."""
        self.answer["response"] = response

    def failed(self, failure: Failure) -> None:
        """Keep why there is none."""
        self.answer["error"] = f"{kind_of(failure.value)}: {failure.getErrorMessage()}"


class Command(ProjectCommand):
    """Shows how a page is read."""

    name = "inspect"
    requires_crawler_process = True

    def syntax(self) -> str:
        """Return the arguments."""
        return "[--file PAGE.html] [--json] URL"

    def short_desc(self) -> str:
        """Return the line in the list of commands."""
        return "Show how one page is read: its fields, the rules that read them, what was removed, the topic and its reasons"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            f"{self.short_desc()}. With --file a saved page is read as if it had come from URL, without the network. "
            "Exit code: 0 an article or a list, 1 a page that cannot be read, 2 nothing to read."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --file and --json."""
        super().add_options(parser)
        parser.add_argument("--file", metavar="PAGE.html", help="read this saved page as if it had come from URL")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of the tables")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Keep the log to errors unless a level is asked for: the page is what a reader wants to see."""
        super().process_options(args, opts)
        if self.settings is not None and not opts.loglevel:
            self.settings.set("LOG_LEVEL", "ERROR", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetch or open the page, read it, show it. Sets ``exitcode``."""
        if len(args) != 1:
            message = "give one address: scrapy inspect https://baoquocte.vn/…-286044.html"
            raise UsageError(message, print_help=False)
        url = args[0]
        if reason := refusal(url):
            self.cannot(f"{url} cannot be inspected: {reason}")
            return
        fetched = self._from_file(url, Path(opts.file)) if opts.file else self._from_site(url)
        if fetched is None:
            return
        found = inspect_page(fetched)
        if opts.json:
            sys.stdout.buffer.write(orjson.dumps(found.as_json(), option=orjson.OPT_APPEND_NEWLINE))
        else:
            show(found, url, Console())
        self.exitcode = 0 if found.kind in {"article", "listing"} else _UNREADABLE

    def _from_file(self, url: str, path: Path) -> Fetched | None:
        try:
            body = path.read_bytes()
        except OSError as error:
            self.cannot(f"{path} cannot be read: {error.strerror or error}")
            return None
        return Fetched(url, body, None, _OK, _now(), url, _RUN)

    def _from_site(self, url: str) -> Fetched | None:
        answer: dict[str, Any] = {}
        if self.crawler_process is None:
            message = "the command was not set up by Scrapy"
            raise RuntimeError(message)
        self.crawler_process.crawl(_OnePage, url=url, answer=answer)
        self.crawler_process.start()
        response = answer.get("response")
        if response is None:
            self.cannot(f"{url} could not be fetched: {answer.get('error', 'no answer')}")
            return None
        return Fetched(response.url, response.body, charset_of(response), response.status, _now(), url, _RUN)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
