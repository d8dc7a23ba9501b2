"""Running the project's own commands on the replica, as a user would."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.replica import Replica

SINCE_EVER = "since=2017-01-01"
IMPATIENT = {
    "DOWNLOAD_DELAY": "0", "CONCURRENT_REQUESTS_PER_DOMAIN": "16", "CONTACT": "tests@example.org", "PROGRESS_INTERVAL": "0",
    "BACK_OFF_FIRST": "0.1",
}  # fmt: skip
# How long a command or a condition may take before it counts as hung. Nothing here measures speed: a crawl of the replica takes some ten
# seconds, on a machine that does much else at once some minutes.
HUNG = 600.0


def scrapy(replica: Replica, *arguments: str, timeout: float = HUNG) -> subprocess.CompletedProcess[str]:
    """Run ``scrapy …`` to its end with the replica in place of the network."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments], env=replica.environ(), capture_output=True, text=True, check=False, timeout=timeout
    )


def crawl_command(output: Path, *arguments: str, **settings: str) -> list[str]:
    """The words of a crawl into a directory; arguments are the spider's, as ``languages=de``."""
    words = ["crawl", "defence"]
    for argument in arguments or (SINCE_EVER,):
        words += ["-a", argument]
    for name, value in {**IMPATIENT, "OUTPUT_DIR": str(output), **settings}.items():
        words += ["-s", f"{name}={value}"]
    return words


def crawl(replica: Replica, output: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the scheduled job once."""
    return scrapy(replica, *crawl_command(output, *arguments, **settings))


def wait_until(condition: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    """Wait for a condition; fail with the words of ``otherwise`` once it counts as hung."""
    deadline = time.monotonic() + HUNG
    while not condition():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.05)


@contextmanager
def out_of_reach(replica: Replica) -> Iterator[None]:
    """Have clients that are started meanwhile look for the replica on a port at which nobody listens, nor can: it is bound here."""
    alive = replica.port
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        replica.port = silent.getsockname()[1]
        try:
            yield
        finally:
            replica.port = alive


def data_files(output: Path) -> dict[str, str]:
    """The data set's files and their SHA-256."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((output / "articles").glob("*.jsonl"))}
