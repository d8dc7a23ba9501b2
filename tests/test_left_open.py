"""A test that leaves something open fails itself, and the next one passes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawls import HUNG

PROJECT = Path(__file__).parents[1]
CONFTEST = "from tests.conftest import nothing_left_open\n"
KEPT = {
    "socket": "socket.socket()",
    "file": "open(__file__)",
    "database": "sqlite3.connect(tmp_path / 'store.sqlite').execute('CREATE TABLE a (b)')",
    "event_loop": "asyncio.new_event_loop()",
    "pipes": "subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)",
    "process": "subprocess.Popen(['sleep', '1'])",
    "thread": "threading.Timer(1, print).start()",
}
# Garbage at once: nothing is open any more when the test ends, but the interpreter warns, and warnings are errors.
DROPPED = {"socket": "socket.socket()", "file": "open(__file__)", "event_loop": "asyncio.new_event_loop()"}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """How each of a file's tests ended: one for each thing that may be left open, and one after each that is as it should be."""
    folder = tmp_path_factory.mktemp("careless")
    (folder / "conftest.py").write_text(CONFTEST)
    lines = ["import asyncio, socket, sqlite3, subprocess, threading", "kept = []"]
    for name, code in KEPT.items():
        lines += [f"def test_kept_{name}(tmp_path): kept.append({code})", f"def test_after_kept_{name}(): pass"]
    for name, code in DROPPED.items():
        lines += [f"def test_dropped_{name}(): {code}", f"def test_after_dropped_{name}(): pass"]
    (folder / "test_careless.py").write_text("\n".join(lines))
    command = [sys.executable, "-m", "pytest", "-c", str(PROJECT / "pyproject.toml"), "--rootdir", str(folder), "-p", "no:randomly",
               "-p", "no:cacheprovider", "-n", "0", "-q", "-rA", "--basetemp", str(folder / "tmp"), str(folder)]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=HUNG)
    said: dict[str, str] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*::test_(\w+)", ended.stdout, re.MULTILINE):
        said[name] = outcome if outcome != "PASSED" else said.get(name, outcome)
    assert len(said) == 2 * (len(KEPT) + len(DROPPED)), ended.stdout + ended.stderr
    return said


@pytest.mark.parametrize("name", KEPT)
def test_what_is_open_at_a_tests_end_fails_that_test_alone(outcomes: dict[str, str], name: str) -> None:
    assert (outcomes[f"kept_{name}"], outcomes[f"after_kept_{name}"]) == ("ERROR", "PASSED")


@pytest.mark.parametrize("name", DROPPED)
def test_what_was_dropped_without_being_closed_fails_that_test_alone(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[f"dropped_{name}"] in {"FAILED", "ERROR"}
    assert outcomes[f"after_dropped_{name}"] == "PASSED"
