from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from crawler.store.store import Store
from tests.builders import begin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.run.run import Run


class Begin(Protocol):
    """Begins a run in the test's output directory; ends the one before it, as a process that dies would."""

    def __call__(self, **arguments: str) -> Run: ...


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def next_run(tmp_path: Path) -> Iterator[Begin]:
    current: list[Run] = []

    def begin_next(**arguments: str) -> Run:
        for run in current:
            run.close()
        current[:] = [begin(tmp_path, **arguments)]
        return current[0]

    yield begin_next
    for run in current:
        run.close()


@pytest.fixture
def run(next_run: Begin) -> Run:
    return next_run()
