"""Tests crawler.command."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from argparse import Namespace
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import time_machine
from scrapy.exceptions import UsageError

from crawler.commands.health import Command
from tests.builders import begin, settings_of

PROJECT = Path(__file__).parents[2]
BROKEN = "baoquocte.vn: the field headline was found on 0 of 9 pages, expected on at least 100 %"


def ended(root: Path, *broken: str, fatal: str | None = None) -> str:
    """Have a run end so; give its id."""
    with closing(begin(root)) as run:
        if fatal is not None:
            run.fail(fatal)
        run.finish(complete=True, broken=list(broken), summary={})
    return run.id


def health(root: Path, **settings: Any) -> int:  # noqa: ANN401  (settings take anything)
    command = Command()
    command.settings = settings_of(root, **settings)
    command.run([], Namespace())
    return command.exitcode


def test_a_run_that_met_its_expectations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = ended(tmp_path)
    capsys.readouterr()
    assert health(tmp_path) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"Run {run_id} ended at 20")
    assert line.endswith("+00:00 with exit code 0.")


def test_each_broken_expectation_is_a_line_as_the_run_said_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended(tmp_path, BROKEN, "vietnam.vn: blocked")
    capsys.readouterr()
    assert health(tmp_path) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [f"Expectation broken: {BROKEN}.", "Expectation broken: vietnam.vn: blocked."]


def test_a_run_that_could_not_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended(tmp_path, fatal="the disk is full")
    capsys.readouterr()
    assert health(tmp_path) == 2
    assert "It could not go on: the disk is full." in capsys.readouterr().out


@pytest.mark.parametrize(("runs", "code"), [(((), (BROKEN,)), 1), (((BROKEN,), ()), 0)])
def test_the_last_run_counts(tmp_path: Path, runs: tuple[tuple[str, ...], ...], code: int) -> None:
    with time_machine.travel("2026-03-02T03:00:00+00:00", tick=False) as clock:
        for broken in runs:
            ended(tmp_path, *broken)
            clock.shift(1)
    assert health(tmp_path) == code


def test_no_run_yet_is_no_health_and_leaves_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert health(tmp_path / "output") == 2
    assert "no run yet" in capsys.readouterr().out
    assert not (tmp_path / "output").exists()


def test_a_run_that_is_under_way_does_not_hide_the_last_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended(tmp_path, BROKEN)
    with closing(begin(tmp_path)) as run:
        capsys.readouterr()
        assert health(tmp_path) == 1
    said = capsys.readouterr().out.splitlines()
    assert f"Expectation broken: {BROKEN}." in said
    assert said[-1].startswith(f"Run {run.id} began at ")
    assert said[-1].endswith("it is under way.")


def test_a_run_whose_process_died_is_not_covered_by_the_healthy_one_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended(tmp_path)
    subprocess.run(
        [sys.executable, "-c", "import sys, os, pathlib; from tests.builders import begin; begin(pathlib.Path(sys.argv[1])); os._exit(9)",
         str(tmp_path)],
        check=False, cwd=PROJECT,
    )  # fmt: skip
    assert health(tmp_path) == 2
    assert "has not ended: its process died" in capsys.readouterr().out
    with time_machine.travel(time.time() + 60):
        ended(tmp_path)
        assert health(tmp_path) == 0


def test_a_store_that_cannot_be_read_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"no database at all, but long enough to look like one" * 30)
    assert health(tmp_path) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert health(tmp_path, STORE_URL="nonsense") == 2
    assert "STORE_URL is not a database address" in capsys.readouterr().err


def test_a_run_without_a_summary_is_told_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended(tmp_path, BROKEN)
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as store, store:
        store.execute("UPDATE runs SET summary = NULL")
    capsys.readouterr()
    assert health(tmp_path) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_it_takes_no_arguments(tmp_path: Path) -> None:
    command = Command()
    command.settings = settings_of(tmp_path)
    with pytest.raises(UsageError, match="OUTPUT_DIR"):
        command.run(["output"], Namespace())


def test_the_commands_exit_code_is_the_processs(tmp_path: Path) -> None:
    run_id = ended(tmp_path, BROKEN)
    process = subprocess.run(
        [sys.executable, "-m", "scrapy", "health", "-s", f"OUTPUT_DIR={tmp_path}"], check=False, cwd=PROJECT, capture_output=True, text=True
    )
    assert process.returncode == 1
    assert process.stdout.splitlines()[0].startswith(f"Run {run_id} ended")
    assert process.stdout.splitlines()[1] == f"Expectation broken: {BROKEN}."
    assert json.dumps(process.stderr).count("Traceback") == 0
