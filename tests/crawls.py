"""Running the project's own commands on the replica, as a user would."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.replica import Replica

SINCE_EVER = "since=2017-01-01"
IMPATIENT = {"DOWNLOAD_DELAY": "0", "CONCURRENT_REQUESTS_PER_DOMAIN": "16", "CONTACT": "tests@example.org", "PROGRESS_INTERVAL": "0"}


def scrapy(replica: Replica, *arguments: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
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


def data_files(output: Path) -> dict[str, str]:
    """The data set's files and their SHA-256."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((output / "articles").glob("*.jsonl"))}
