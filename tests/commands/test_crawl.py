"""The command of the scheduled job.

Tests crawler.commands.crawl; crawler.scheduling.plan.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from argparse import Namespace
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import UsageError

from crawler.commands.crawl import Command
from crawler.sites import SITES
from crawler.sites.base import Paced
from crawler.spiders.defence import DefenceSpider
from tests.builders import begin, crawler_of, mirror_address, new_page, original_page, settings_of, take

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.run.run import Run

PROJECT = Path(__file__).parents[2]


class Process:
    """Takes the place of Scrapy's crawler process: what a crawl does is the test's."""

    def __init__(self, crawl: Callable[[Run], None]) -> None:
        self.what = crawl
        self.started = False
        self.run: Run | None = None

    def create_crawler(self, name: str) -> str:
        return name

    def crawl(self, crawler: Any, run: Run) -> None:  # noqa: ANN401, ARG002  (Scrapy's signature)
        self.run = run

    def start(self) -> None:
        self.started = True
        assert self.run is not None
        self.what(self.run)


def command(root: Path, crawl: Callable[[Run], None] = lambda _: None, **settings: Any) -> tuple[Command, Process]:  # noqa: ANN401
    made, process = Command(), Process(crawl)
    made.settings = settings_of(root, **settings)
    made.crawler_process = process  # type: ignore[assignment]
    made._create_crawler = process.create_crawler  # type: ignore[method-assign, assignment]  # noqa: SLF001
    return made, process


def start(made: Command, **arguments: str) -> int:
    made.run(["defence"], Namespace(spargs=arguments))
    return made.exitcode


def test_a_bad_argument_is_one_line_and_exit_2_before_anything_is_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, process = command(tmp_path / "output")
    assert start(made, since="yesterday") == 2
    assert not process.started
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [said.err.strip()]
    assert "YYYY-MM-DD" in said.err
    assert not (tmp_path / "output").exists()


def test_a_run_that_another_one_keeps_out_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, process = command(tmp_path)
    with closing(begin(tmp_path)) as other:
        assert start(made) == 2
    assert not process.started
    assert other.id in capsys.readouterr().err


@pytest.mark.parametrize(("broken", "code"), [([], 0), (["too few articles"], 1)])
def test_the_exit_code_is_how_the_run_ended(tmp_path: Path, broken: list[str], code: int) -> None:
    made, _ = command(tmp_path, lambda run: void(run.finish(complete=True, broken=broken, summary={})))
    assert start(made) == code


def test_a_crawl_that_ended_without_an_outcome_is_exit_2(tmp_path: Path) -> None:
    made, _ = command(tmp_path)
    assert start(made) == 2


def test_the_last_lines_say_what_to_do(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def crawl(run: Run) -> None:
        run.fail("the disk is full")
        run.finish(complete=False, broken=["no list of baoquocte.vn could be read"], summary={})

    made, _ = command(tmp_path, crawl)
    with caplog.at_level(logging.INFO):
        assert start(made) == 2
    *_, broken, fatal, last = [record.getMessage() for record in caplog.records]
    assert "no list of baoquocte.vn could be read" in broken
    assert "the disk is full" in fatal
    assert "exit code 2" in last


def test_the_lock_is_free_again_however_the_crawl_ended(tmp_path: Path) -> None:
    def crawl(_run: Run) -> None:
        raise KeyboardInterrupt

    made, _ = command(tmp_path, crawl)
    with pytest.raises(KeyboardInterrupt):
        start(made)
    begin(tmp_path).close()


def test_a_dry_run_asks_for_nothing_and_makes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, process = command(tmp_path / "output")
    assert start(made, dry_run="1", since="2026-08-01", until="2026-08-30") == 0
    assert not process.started
    assert not (tmp_path / "output").exists()
    said = capsys.readouterr().out
    assert "2026-08-01 to 2026-08-30" in said
    assert "  https://baoquocte.vn/rss_feed/\n" in said
    assert "30 daily lists of vietnam.vn" in said
    assert "Articles due: 0" in said


def test_a_dry_runs_time_is_that_of_the_host_that_takes_longest_at_its_own_pace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mirror = SITES["vietnam.vn"]
    assert isinstance(mirror, Paced)
    made, _ = command(tmp_path, DOWNLOAD_DELAY=2)
    assert start(made, dry_run="1", since="2026-08-01", until="2026-08-30", sites="baoquocte.vn,vietnam.vn") == 0
    said = capsys.readouterr().out
    time, slowest = said.partition("Time, at least: ")[2].splitlines()[:2]
    asked = int(said.partition("  www.vietnam.vn: ")[2].splitlines()[0])
    assert asked > 30
    assert time == f"{asked * 2 * mirror.pace / 60:.0f} minutes"
    assert slowest == f"  www.vietnam.vn: {time}, one request in {2 * mirror.pace:g} s"
    assert "  baoquocte.vn: " in said
    assert "one request in 2 s" in said
    made, _ = command(tmp_path, DOWNLOAD_DELAY=2, DOWNLOAD_SLOTS={"www.vietnam.vn": {"delay": 7}})
    assert start(made, dry_run="1", since="2026-08-01", until="2026-08-30") == 0
    assert "one request in 7 s" in capsys.readouterr().out


def test_a_dry_run_counts_what_the_store_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(begin(tmp_path)) as run:
        crawler = crawler_of(run)
        take(crawler, original_page())
        with run.store.transaction():
            run.frontier.add([new_page(mirror_address("de"), found_in="a list")])
            run.lists.failed("https://baoquocte.vn/rss_feed/", "baoquocte.vn", "http-404", run.now(), missing=True)
            run.lists.note_days("vietnam.vn", {f"https://www.vietnam.vn/d/{day}.xml": day for day in ("2024-09-11", "2024-09-12")})
        run.finish(complete=True, broken=[], summary={"stats": {"downloader/request_count": 77}})
    made, _ = command(tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*.jsonl"))
    assert start(made, dry_run="1", since="2024-09-01", until="2024-09-11") == 0
    said = capsys.readouterr().out
    assert "  https://baoquocte.vn/rss_feed/\n" not in said
    assert "  https://www.vietnam.vn/d/2024-09-11.xml\n" in said
    assert "2024-09-12.xml" not in said
    assert "Articles due: 1\n  vietnam.vn: 1\n" in said
    assert "Stories whose translations are looked up: 1\n  vietnam.vn: 1\n" in said
    assert sorted(path.name for path in tmp_path.rglob("*.jsonl")) == before
    assert start(made, dry_run="1", since="2024-09-01") == 0
    assert "made 77 requests" in capsys.readouterr().out
    # No run of it is left behind.
    with closing(begin(tmp_path)) as later:
        assert len(later.runs.last(10)) == 1


@pytest.mark.parametrize("names", [[], ["defence", "defence"]])
def test_one_spider_is_named(tmp_path: Path, names: list[str]) -> None:
    made, _ = command(tmp_path)
    with pytest.raises(UsageError, match="scrapy crawl defence"):
        made.run(names, Namespace(spargs={}))


def test_the_command_is_the_projects_own_and_its_exit_code_the_processs(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", DefenceSpider.name, "-a", "topic=sport", "-s", f"OUTPUT_DIR={tmp_path / 'output'}"],
        check=False, cwd=PROJECT, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "topic=defence or topic=all" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "output").exists()


def void(_: object) -> None:
    """Take something and give nothing."""
