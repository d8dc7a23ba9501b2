"""``scrapy judge`` as a command, from the outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawls import HUNG

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "id": "a",
    "language": "en",
    "headline": "Defence ministers of Japan and Finland hold talks",
    "description": None,
    "lead": None,
    "slug": None,
}
PLAIN = {"id": 7, "language": "en", "headline": "Coffee prices fall"}


def scrapy_judge(*args: str, rows: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "judge", *args], input=rows, capture_output=True, cwd=ROOT, check=False, timeout=HUNG
    )


def lines(*rows: object) -> bytes:
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def test_rows_become_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines(GOOD, PLAIN))
    done = scrapy_judge(str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert list(first) == ["id", "verdict", "score", "ask", "evidence", "parties"]
    assert (first["id"], first["verdict"], first["ask"], first["parties"]) == ("a", "yes", True, ["JP", "FI"])
    assert {"term": "Defence ministers", "concept": "defence_minister", "where": "headline"} in first["evidence"]
    assert (second["id"], second["verdict"], second["ask"], second["parties"]) == (7, "no", False, [])


def test_a_bad_line_is_named_and_the_rest_is_judged() -> None:
    bad = [b"not json", [1], {"headline": "no id"}, {"id": "x", "slug": 3}, b"\xff\xfe", {"id": None}, {"id": True}]
    done = scrapy_judge("-", rows=lines(GOOD, *bad, b"", PLAIN))
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", 7]
    said = done.stderr.decode().splitlines()
    assert [line.partition(":")[2].partition(":")[0].strip() for line in said] == [
        f"standard input, line {number}" for number in range(2, 9)
    ]
    assert "not JSON" in said[0]
    assert "not a JSON object" in said[1]
    assert "id is missing" in said[2]
    assert "slug is neither a text nor null" in said[3]
    assert "not UTF-8" in said[4]


def test_a_byte_order_mark_and_half_a_surrogate_pair_do_no_harm() -> None:
    done = scrapy_judge("-", rows=b"\xef\xbb\xbf" + lines(b'{"id": "\\ud800", "language": "en", "headline": "army \\ud800 talks"}'))
    assert (done.returncode, done.stderr) == (0, b"")
    assert (json.loads(done.stdout)["id"], json.loads(done.stdout)["verdict"]) == ("?", "yes")


@pytest.mark.parametrize("args", [(), ("one", "two")])
def test_one_file_is_wanted(args: tuple[str, ...]) -> None:
    done = scrapy_judge(*args)
    assert done.returncode == 2
    assert b"name one file of rows" in done.stderr


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    done = scrapy_judge(str(tmp_path / "none.jsonl"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("\n") == 1
    assert "No such file" in done.stderr.decode()


def test_the_help_says_what_goes_in_and_what_comes_out() -> None:
    done = scrapy_judge("-h")
    assert done.returncode == 0
    text = " ".join(done.stdout.decode().split())
    for word in ("ROWS.jsonl", "headline", "standard input", "verdict", "ask", "evidence", "parties", "Exit code"):
        assert word in text
