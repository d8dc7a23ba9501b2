"""``make bench``: how fast, how large, how few requests. Ratios, because the machine is shared."""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trafilatura
from rich.console import Console
from rich.table import Table

from crawler.cleaning.refine import refine
from crawler.page import Page
from crawler.sites import SITES
from tests.against_truth import records_of
from tests.bench.peers import with_parsel
from tests.bench.shapes import costs
from tests.crawls import crawl_command
from tests.replica import Replica

if TYPE_CHECKING:
    from collections.abc import Callable

FAST = {"CONCURRENT_REQUESTS": "32", "CONCURRENT_REQUESTS_PER_DOMAIN": "32", "LOG_LEVEL": "ERROR"}
EVERYTHING = ("topic=all", "since=2000-01-01", "sites=baoquocte.vn")
PAGES = 2_000
PAGES_FOR_MEMORY = 20_000
SHAPE_BYTES, SHAPE_ROUNDS = 40_000, 2


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended: wall and processor seconds, and its largest size in MiB."""

    wall: float
    cpu: float
    mebibytes: float


def run(command: list[str], environ: dict[str, str]) -> Finished:
    """Run a command to its end. Its size is read from the kernel while it runs: what wait4 tells counts this process's own as well."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    largest = 0.0
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        largest = max(largest, _peak(process.pid))
        time.sleep(0.05)
    wall = time.perf_counter() - started
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        message = (process.stderr.read() if process.stderr else b"")[-2000:].decode()
        raise RuntimeError(message)
    return Finished(wall, usage.ru_utime + usage.ru_stime, largest)


def _peak(pid: int) -> float:
    """The largest size that a process has had so far, in MiB; 0 where it is just ending."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def crawl_against_bare(pages: int) -> list[tuple[str, str, str]]:
    """The whole crawl, all pipelines and the store on, against a spider that fetches the same addresses and looks at nothing."""
    rows = []
    ratios = []
    with Replica(stories=(), bulk=pages) as replica:
        for _ in range(3):
            with tempfile.TemporaryDirectory() as folder:
                output = Path(folder)
                replica.clear_log()
                command = [sys.executable, "-m", "scrapy", *crawl_command(output, *EVERYTHING, **FAST)]
                ours = run(command, replica.environ())
                asked = [f"{entry.scheme}://{entry.host}{entry.path}" for entry in replica.log if entry.status == 200]
                records = len(records_of(output))
                addresses = output / "addresses.txt"
                addresses.write_text("\n".join(asked), encoding="utf-8")
                settings = [f"{name}={value}" for name, value in FAST.items()]
                bare = run([sys.executable, "-m", "tests.bench.peers", str(addresses), *settings], replica.environ())
                ratios.append((len(asked) / ours.wall) / (len(asked) / bare.wall))
        rows.append(("whole crawl / bare Scrapy, pages a second", f"{statistics.median(ratios):.2f}", "at least 0.5"))
        ours_figures = f"{len(asked) / ours.wall:.0f} pages/s, {ours.cpu:.1f} s CPU"
        rows.append((f"  of which ours: {len(asked)} requests, {records} records", ours_figures, ""))
        rows.append(("  of which bare", f"{len(asked) / bare.wall:.0f} pages/s, {bare.cpu:.1f} s CPU", ""))
    return rows


def memory(small: int, large: int) -> list[tuple[str, str, str]]:
    """The peak size of a large crawl against that of a small one."""
    sizes = {}
    for pages in (small, large):
        with Replica(stories=(), bulk=pages) as replica, tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "scrapy", *crawl_command(Path(folder), *EVERYTHING, **FAST)]
            sizes[pages] = run(command, replica.environ()).mebibytes
    return [
        (
            f"peak memory, {large} / {small} pages",
            f"{sizes[large] / sizes[small]:.2f} ({sizes[large]:.0f} / {sizes[small]:.0f} MiB)",
            "at most 1.5",
        )
    ]


def requests_per_record() -> list[tuple[str, str, str]]:
    """Requests that a kept record costs, on a first run and on a second one."""
    with Replica() as replica, tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        counts = []
        for _ in range(2):
            replica.clear_log()
            run([sys.executable, "-m", "scrapy", *crawl_command(output)], replica.environ())
            counts.append(len(replica.log))
        kept = len(records_of(output))
    return [
        ("requests per kept record, first run", f"{counts[0] / kept:.1f} ({counts[0]} / {kept})", ""),
        ("requests per kept record, second run", f"{counts[1] / kept:.1f} ({counts[1]} / {kept})", ""),
    ]


def reading() -> list[tuple[str, str, str]]:
    """Reading an article from memory against the same fields by parsel, and against trafilatura's text."""
    with Replica() as replica:
        pages = _article_pages(replica)
    site = SITES["baoquocte.vn"]

    def ours(url: str, body: bytes, _html: str) -> object:
        return site.read_article(url, body, "utf-8")

    def ours_refined(url: str, body: bytes, _html: str) -> object:
        page = site.read_article(url, body, "utf-8")
        if not isinstance(page, Page):
            raise TypeError(url)
        return refine(page)

    def parsel(_url: str, body: bytes, _html: str) -> object:
        return with_parsel(body)

    def by_trafilatura(_url: str, _body: bytes, html: str) -> object:
        return trafilatura.extract(html)

    rates: dict[str, list[float]] = {}
    for round_number in range(4):
        for reader in (ours, ours_refined, parsel, by_trafilatura):
            rate = _rate(reader, pages, seconds=1.5)
            if round_number:  # the first round warms up
                rates.setdefault(reader.__name__, []).append(rate)
    median = {name: statistics.median(values) for name, values in rates.items()}
    size = statistics.mean(len(body) for _, body, _ in pages) / 1000
    return [
        ("reading an article / the same fields by parsel", f"{median['ours'] / median['parsel']:.1f}", "at least 4"),
        ("reading an article / trafilatura", f"{median['ours'] / median['by_trafilatura']:.1f}", "at least 10"),
        (f"  pages of {size:.0f} KB a second on one core", f"{median['ours']:.0f}", "1000"),
        ("  the same with the text verbs", f"{median['ours_refined']:.0f}", ""),
    ]


def shapes() -> list[tuple[str, str, str]]:
    """What a page of some repeated markup costs to read, at one size and at twice that size: about twice as much, if reading is linear."""
    return [
        (
            f"{cost.shape} ({cost.site}), {SHAPE_BYTES // 1000} / {2 * SHAPE_BYTES // 1000} KB",
            f"{cost.growth:.1f} ({cost.once * 1000:.0f} / {cost.twice * 1000:.0f} ms)",
            "about 2",
        )
        for cost in costs(SHAPE_BYTES, SHAPE_ROUNDS)
    ]


def _rate(reader: Callable[[str, bytes, str], object], pages: list[tuple[str, bytes, str]], seconds: float) -> float:
    done = 0
    started = time.process_time()
    while (spent := time.process_time() - started) < seconds:
        for page in pages:
            reader(*page)
        done += len(pages)
    return done / spent


def _article_pages(replica: Replica) -> list[tuple[str, bytes, str]]:
    import urllib.request  # noqa: PLC0415

    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({"https": replica.proxy_url}), urllib.request.HTTPSHandler(context=replica.tls())
    )
    pages: list[tuple[str, bytes, str]] = []
    truth: list[dict[str, Any]] = replica.truth()
    for record in truth:
        if record["site"] == "baoquocte.vn" and (record["date_published"] or "") >= "2024":
            with opener.open(record["url"]) as response:
                body = response.read()
            pages.append((record["url"], body, body.decode()))
    return pages


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="make bench", description="Benchmarks as ratios.")
    benches: dict[str, Callable[[], list[tuple[str, str, str]]]] = {
        "reading": reading,
        "shapes": shapes,
        "crawl": lambda: crawl_against_bare(PAGES),
        "requests": requests_per_record,
        "memory": lambda: memory(PAGES, PAGES_FOR_MEMORY),
    }
    parser.add_argument("names", nargs="*", choices=[[], *benches], help="which ones; all where none is named")
    names = parser.parse_args().names or list(benches)
    console = Console()
    table = Table("measured", "figure", "aim", title="Benchmarks")
    for name in names:
        with console.status(f"{name} …"):
            for row in benches[name]():
                table.add_row(*row)
    console.print(table)
    console.print(f"{os.cpu_count()} cores; this process peaked at {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
