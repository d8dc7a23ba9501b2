"""A machine on which the browser cannot start: said once, before the crawl, and the lists that need it are missing by name.

Tests crawler.extensions: try_browser.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from crawler.fetching import browser
from crawler.fetching.browser import why_no_browser
from tests.crawls import SINCE_EVER, crawl, crawl_command, scrapy
from tests.replica import Replica

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MIRROR = ("sites=vietnam.vn", "languages=vi", SINCE_EVER)


def program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def reason(executable: str) -> str | None:
    return asyncio.run(why_no_browser({"headless": True, "executable_path": executable}))


def test_a_browser_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    said = reason(str(tmp_path / "chromium"))
    assert said is not None
    assert "chromium" in said
    assert said.isprintable()


def test_what_the_browser_itself_said_is_the_reason(tmp_path: Path) -> None:
    said = reason(program(tmp_path / "chromium", "echo 'libnss3.so: no such file' >&2; echo 'and more' >&2; exit 127"))
    assert said == "libnss3.so: no such file"


def test_a_browser_that_never_answers_is_not_waited_for_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_START_SECONDS", 3)
    assert reason(program(tmp_path / "chromium", "exec sleep 100")) == "it did not start within 3 seconds"


@pytest.mark.parametrize(
    ("script", "expected"),
    [("echo 'node: libatomic.so.1: cannot open' >&2; exit 127", "node: libatomic.so.1: cannot open"), ("exit 3", "ends with 3")],
)
def test_a_driver_that_fails_is_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, expected: str) -> None:
    driver = program(tmp_path / "node", script)
    monkeypatch.setattr(browser, "compute_driver_executable", lambda: (driver, "cli.js"))
    said = reason("/bin/true")
    assert said is not None
    assert expected in said


def test_a_driver_that_is_not_there_is_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "compute_driver_executable", lambda: (str(tmp_path / "node"), "cli.js"))
    said = reason("/bin/true")
    assert said is not None
    assert "node" in said


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica() as running:
        yield running


@pytest.fixture
def no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))


@pytest.mark.usefixtures("no_browser")
def test_the_crawl_says_so_once_and_first_and_ends_with_one(replica: Replica, tmp_path: Path) -> None:
    replica.clear_log()
    ran = crawl(replica, tmp_path / "output", *MIRROR, LOG_LEVEL="DEBUG")
    lines = ran.stderr.splitlines()
    (said,) = [number for number, line in enumerate(lines) if "The browser cannot start" in line]
    answers = [number for number, line in enumerate(lines) if re.search(r"Crawled \(\d+\)", line)]
    assert answers
    assert said < answers[0]
    assert "2 lists that need it are not read" in lines[said]
    assert not [line for line in lines if "request-error" in line]
    assert ran.returncode == 1, ran.stderr[-2000:]
    assert "vietnam.vn: 2 lists that only JavaScript fills were not read, because the browser cannot start" in ran.stderr
    assert not [entry for entry in replica.log if entry.path.startswith("/tag/")]

    second = scrapy(replica, *crawl_command(tmp_path / "output", *MIRROR))
    assert second.returncode == 1, "the lists are still missing"


@pytest.mark.usefixtures("no_browser")
def test_a_run_that_needs_no_browser_asks_for_none(replica: Replica, tmp_path: Path) -> None:
    ran = crawl(replica, tmp_path / "output", "sites=baoquocte.vn", "since=2026-01-01")
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "The browser cannot start" not in ran.stderr
