"""``scrapy judge`` as a command, from the outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.commands.judge import judge_row
from crawler.record.joining import Story
from crawler.record.judging import judge_page
from crawler.record.validation import article_of
from crawler.text.spelling import slugify
from tests.builders import article, fetched, mirror_page, original_page
from tests.crawls import HUNG

if TYPE_CHECKING:
    from crawler.page import Page

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
    assert list(first) == ["id", "verdict", "score", "ask", "dealings", "evidence", "parties"]
    assert (first["id"], first["verdict"], first["ask"], first["parties"]) == ("a", "yes", True, ["JP", "FI"])
    talks = {"kind": "talks", "cameo": "046", "parties": ["JP", "FI"], "where": "headline", "text": GOOD["headline"]}
    assert talks in first["dealings"]
    assert second["dealings"] == []
    assert {"term": "Defence ministers", "concept": "defence_minister", "where": "headline"} in first["evidence"]
    assert (second["id"], second["verdict"], second["ask"], second["parties"]) == (7, "no", False, [])


TALKS = "Bộ trưởng Quốc phòng Nhật Bản hội đàm với Bộ trưởng Quốc phòng Phần Lan"
# Pages whose verdict hangs on one of the texts that a record names otherwise than a row: body, and the address for the slug.
PAGES = (
    original_page(headline="Bộ trưởng Quốc phòng Nhật Bản thăm Việt Nam"),
    original_page(286050, "tin-van", headline="Đối ngoại quốc phòng", description=None, body=[f"{TALKS}.", "Hết."]),
    mirror_page("lo", slug=slugify(TALKS), headline="ຂ່າວ", body=["ຂ່າວ."]),
    mirror_page("de", headline="Der Preis für Kaffee steigt", slug="gia-ca-phe-tang"),
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address.key)
def test_a_record_of_the_data_set_is_judged_as_it_was(page: Page) -> None:
    topic, parties, _ = judge_page(page)
    record = article_of(page, fetched(page), Story(page.address.key, None, "self"), topic, parties).model_dump()
    for url in (record["url"], None) if record["site"] == "vietnam.vn" else (record["url"],):
        answer = judge_row({**record, "url": url})
        assert (answer["verdict"], answer["score"], answer["parties"]) == (topic.verdict, topic.score, parties)
        assert {name: answer[name] for name in ("dealings", "evidence")} == topic.model_dump(include={"dealings", "evidence"})


def test_the_pages_verdicts_are_not_all_alike() -> None:
    assert [judge_page(page).topic.verdict for page in PAGES] == ["yes", "yes", "yes", "no"]


def test_an_unknown_key_is_named_once_and_a_records_keys_are_known() -> None:
    done = scrapy_judge("-", rows=lines({**GOOD, "headlin": "x", "label": "yes"}, article().model_dump(), {**GOOD, "label": 3}))
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    said = done.stderr.decode().splitlines()
    assert len(said) == 2
    assert "line 1: the key 'headlin' is not known" in said[0]
    assert "line 1: the key 'label' is not known" in said[1]


def test_a_lead_goes_before_a_body_and_a_slug_before_an_address() -> None:
    row = {"id": "a", "language": "en", "headline": "News", "url": f"https://www.vietnam.vn/{slugify(TALKS)}"}
    talks = "Defence ministers of Japan and Finland hold talks."
    assert judge_row({**row, "slug": "gia-ca-phe"})["dealings"] == []
    assert {dealing["where"] for dealing in judge_row(row)["dealings"]} == {"slug"}
    assert judge_row({**row, "slug": "gia-ca-phe", "lead": "Coffee.", "body": talks})["dealings"] == []
    assert judge_row({**row, "slug": "gia-ca-phe", "body": talks})["dealings"][-1]["where"] == "body"


@pytest.mark.parametrize("url", ["https://example.org/a-b-1.html", "http://[", "", "not an address"])
def test_an_address_of_no_site_gives_no_slug(url: str) -> None:
    assert judge_row({**GOOD, "url": url}) == judge_row(GOOD)


def test_a_bad_line_is_named_and_the_rest_is_judged() -> None:
    strange = [{"id": None}, {"id": True}, {"id": "y", "body": []}]
    bad = [b"not json", [1], {"headline": "no id"}, {"id": "x", "slug": 3}, b"\xff\xfe", *strange]
    done = scrapy_judge("-", rows=lines(GOOD, *bad, b"", PLAIN))
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", 7]
    said = done.stderr.decode().splitlines()
    assert [line.partition(":")[2].partition(":")[0].strip() for line in said] == [
        f"standard input, line {number}" for number in range(2, 10)
    ]
    assert "not JSON" in said[0]
    assert "not a JSON object" in said[1]
    assert "id is missing" in said[2]
    assert "slug is neither a text nor null" in said[3]
    assert "not UTF-8" in said[4]
    assert "body is neither a text nor null" in said[7]


def test_a_byte_order_mark_and_half_a_surrogate_pair_do_no_harm() -> None:
    row = {"id": "\ud800", "language": "en", "headline": f"\ud800 {GOOD['headline']}"}
    done = scrapy_judge("-", rows=b"\xef\xbb\xbf" + lines(row))
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
    for word in ("ROWS.jsonl", "headline", "standard input", "verdict", "ask", "dealings", "evidence", "parties", "body", "Exit code"):
        assert word in text
