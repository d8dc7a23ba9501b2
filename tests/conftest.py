from __future__ import annotations

import os
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
import time_machine
from hypothesis import HealthCheck, settings

from crawler.store.store import Store
from tests.builders import begin
from tests.left_open import collect_quietly, held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.run.run import Run


class Begin(Protocol):
    """Begins a run in the test's output directory; ends the one before it, as a process that dies would."""

    def __call__(self, **arguments: str) -> Run: ...


# The same examples on every machine, in however much time: a property holds or not, and how fast an example is made says nothing of it.
settings.register_profile("suite", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--days-on", type=int, default=0, help="set the clock of the tests, and of every Python they start, so many days on")


@pytest.fixture(scope="session", autouse=True)
def clock_set_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock goes on from there. What measures durations, and what is not Python (the browser, file times), is left alone."""
    days: int = request.config.getoption("--days-on")
    with ExitStack() as changed:
        if days:
            environment = changed.enter_context(pytest.MonkeyPatch.context())
            environment.setenv("DAYS_ON", str(days))
            environment.setenv("PYTHONPATH", str(Path(__file__).with_name("days_on")), prepend=os.pathsep)
            changed.enter_context(time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True))
        yield


@pytest.fixture(autouse=True)
def nothing_left_open() -> Iterator[None]:
    """Set up before a test's other fixtures and taken down after them: what is open by then that was not open before is an error."""
    before = held()
    yield
    left = held() - before
    if left:
        collect_quietly()
        pytest.fail(f"left open: {', '.join(sorted(left))}")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{tmp_path}/store.sqlite")) as opened:
        yield opened


@pytest.fixture
def next_run(tmp_path: Path) -> Iterator[Begin]:
    with ExitStack() as current:

        def begin_next(**arguments: str) -> Run:
            current.close()
            return current.enter_context(closing(begin(tmp_path, **arguments)))

        yield begin_next


@pytest.fixture
def run(next_run: Begin) -> Run:
    return next_run()
