from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.replica import Replica
from tests.replica.stories import STORIES
from tests.replica.tales import BULK, CLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    """Serve the story files and a little bulk; tests that change anything take ``small``."""
    with Replica(bulk=BULK, clock=CLOCK) as running:
        yield running


@pytest.fixture(scope="module")
def small_process() -> Iterator[Replica]:
    with Replica([STORIES / "kihara-hakkanen.toml"], bulk=40, clock=CLOCK) as running:
        yield running


@pytest.fixture
def small(small_process: Replica) -> Iterator[Replica]:
    """As one test finds it the next one does."""
    small_process.clear_log()
    yield small_process
    small_process.clear_faults()
    small_process.restore()
