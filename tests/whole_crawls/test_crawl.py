"""The whole job on the replica, held against the replica's own truth."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import urllib.robotparser
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.against_truth import Comparison, compare, records_of
from tests.crawls import crawl, data_files, scrapy
from tests.replica import Replica

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLE = (
    "nhat-ban-phan-lan-tang-cuong-hop-tac-quoc-phong-"
    "khang-dinh-an-ninh-khu-vuc-an-do-duong-thai-binh-duong-va-chau-au-khong-the-tach-roi"
)
ARTICLE_PATH = re.compile(r"-\d+\.html|^/(?:[a-z]{2}(?:-[a-z]{2})?/)?[a-z0-9]+(?:-[a-z0-9]+){3,}$")


@dataclass
class FirstRun:
    """A crawl of the replica into an empty directory, and what came of it."""

    replica: Replica
    output: Path
    process: subprocess.CompletedProcess[str]
    log: list[Any] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)

    def by_id(self, record_id: str) -> dict[str, Any]:
        return next(record for record in self.records if record["id"] == record_id)

    def copy(self, where: Path) -> Path:
        """The output directory, for a test that crawls into it once more."""
        return shutil.copytree(self.output, where / "output")


@pytest.fixture(scope="module")
def first_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstRun]:
    output = tmp_path_factory.mktemp("first")
    with Replica() as replica:
        run = FirstRun(replica, output, crawl(replica, output))
        run.log = list(replica.log)
        run.records = records_of(output)
        run.comparison = compare(run.records, replica.truth())
        yield run


@pytest.fixture
def first(first_process: FirstRun) -> Iterator[FirstRun]:
    """As one test finds it the next one does."""
    yield first_process
    first_process.replica.restore()


def test_the_run_ends_well(first: FirstRun) -> None:
    assert first.process.returncode == 0, first.process.stderr[-3000:]
    assert "Traceback" not in first.process.stderr
    assert "Warning" not in first.process.stderr


def test_every_expected_record_is_there_once_and_none_else(first: FirstRun) -> None:
    assert first.comparison.missing == []
    assert first.comparison.extra == []
    assert first.comparison.doubled == []


@pytest.mark.parametrize(
    "name",
    ["story_id", "url", "site", "language", "translation_of", "headline", "description", "body", "date_published", "date_source",
     "authors", "agency", "publisher", "section", "keywords", "images"],
)  # fmt: skip
def test_field_is_as_the_truth_has_it(first: FirstRun, name: str) -> None:
    assert [str(difference) for difference in first.comparison.of(name)] == []


def test_parties_of_most_originals_are_exactly_right(first: FirstRun) -> None:
    originals = {record["id"] for record in first.records if record["translation_of"] is None}
    wrong = [difference for difference in first.comparison.of("parties") if difference.id in originals]
    assert len(wrong) <= len(originals) * 0.25, [str(difference) for difference in wrong]


def test_every_translation_is_joined_to_its_original(first: FirstRun) -> None:
    ids = {record["id"] for record in first.records}
    translations = [record for record in first.records if record["site"] == "vietnam.vn"]
    assert len({record["language"] for record in translations}) >= 14
    for record in translations:
        assert record["translation_of"] is not None, record["id"]
        assert record["translation_of"]["id"] == record["story_id"]
        assert record["story_id"] in ids


def test_the_example_article(first: FirstRun) -> None:
    record = first.by_id(f"vietnam.vn/de/{EXAMPLE}")
    removed = Counter(piece["kind"] for piece in record["removed"])
    assert removed["ad_slot"] == 2
    assert {"[Anzeige_1]", "[Anzeige_2]"} == {piece["text"] for piece in record["removed"] if piece["kind"] == "ad_slot"}
    assert removed["caption_marker"] == removed["source_line"] == removed["comment_counter"] == 1
    assert [image["credit"] for image in record["images"]] == ["Kyodo"]
    assert record["images"][0]["caption"].endswith("während eines Treffens in Tokio am 12. September.")
    assert record["story_id"] == "baoquocte.vn/286044"
    original = first.by_id("baoquocte.vn/286044")
    assert (record["date_published"], record["date_source"]) == (original["date_published"], "original")
    assert len(record["body"].split("\n\n")) == 5
    siblings = {other["language"] for other in first.records if other["story_id"] == "baoquocte.vn/286044"}
    assert siblings >= {"vi", "de", "ja", "ko"}


def test_no_furniture_in_any_body(first: FirstRun) -> None:
    for record in first.records:
        text = f"{record['headline']}\n{record['description']}\n{record['body']}"
        assert not re.search(r"[\[［【][^\]］】]{1,24}[_＿]?\s?\d[\]］】]", text), record["id"]
        assert "baoquocte.vn/" not in text, record["id"]
        assert not re.search(r"\(\d+\)\s*$", text), record["id"]
        assert " |" not in text, record["id"]
        assert not re.search(r"\.(?:jpe?g|png|webp)\b", text), record["id"]


def test_no_request_leaves_the_sites_or_enters_a_forbidden_corner(first: FirstRun) -> None:
    assert [entry for entry in first.log if entry.foreign] == []
    for host in {entry.host for entry in first.log}:
        robots = scrapy_text(first.replica, host)
        parser = urllib.robotparser.RobotFileParser()
        parser.parse(robots.splitlines())
        forbidden = [entry.path for entry in first.log if entry.host == host and not parser.can_fetch("*", f"https://{host}{entry.path}")]
        assert forbidden == [], host
    assert any("Disallow: /" in scrapy_text(first.replica, host) for host in {entry.host for entry in first.log})


def scrapy_text(replica: Replica, host: str) -> str:
    """A host's robots.txt, asked for without the crawler."""
    import urllib.request  # noqa: PLC0415

    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({"https": replica.proxy_url}), urllib.request.HTTPSHandler(context=replica.tls())
    )
    with opener.open(f"https://{host}/robots.txt") as response:
        return str(response.read().decode())


def test_no_article_is_asked_for_twice(first: FirstRun) -> None:
    asked = Counter((entry.host, entry.path) for entry in first.log if ARTICLE_PATH.search(entry.path) and entry.scheme == "https")
    assert [path for path, count in asked.items() if count > 1] == []


def test_a_list_that_only_javascript_fills_is_read_to_its_end(first: FirstRun) -> None:
    pages = [entry.path for entry in first.log if "/api/" in entry.path]
    assert len(pages) >= 1


def test_the_manifest_tells_of_every_file(first: FirstRun) -> None:
    manifest = json.loads((first.output / "manifest.json").read_text())
    files = {file["path"]: file for file in manifest["files"]}
    assert {f"articles/{name}": digest for name, digest in data_files(first.output).items()} == {
        path: file["sha256"] for path, file in files.items() if path.startswith("articles/")
    }
    for path, file in files.items():
        data = (first.output / path).read_bytes()
        assert (file["bytes"], file["lines"]) == (len(data), data.count(b"\n"))
    assert f"runs/{manifest['run_id']}.jsonl" in files
    assert files[f"runs/{manifest['run_id']}.jsonl"]["lines"] == len(first.records)


def test_every_line_fits_the_schema(first: FirstRun) -> None:
    schema = json.loads((first.output / "article.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for record in first.records:
        validator.validate(record)


def test_months_are_sorted_and_in_vietnam_time(first: FirstRun) -> None:
    for path in (first.output / "articles").glob("*.jsonl"):
        records = [json.loads(line) for line in path.read_text().splitlines()]
        keys = [(record["date_published"] or "", record["id"]) for record in records]
        assert keys == sorted(keys)
        assert {(record["date_published"] or "undated")[:7] for record in records} == {path.stem}


def test_a_second_run_asks_for_no_article_and_changes_no_line(first: FirstRun, tmp_path: Path) -> None:
    output = first.copy(tmp_path)
    before = data_files(output)
    first.replica.clear_log()
    process = crawl(first.replica, output)
    assert process.returncode == 0, process.stderr[-3000:]
    assert data_files(output) == before
    assert [entry.path for entry in first.replica.log if ARTICLE_PATH.search(entry.path)] == []


def test_pages_that_the_sites_render_anew_change_no_line_and_no_revision(first: FirstRun, tmp_path: Path) -> None:
    output = first.copy(tmp_path)
    before = data_files(output)
    first.replica.render_anew("2026-09-03T11:12:13+07:00")
    all_are_due(output)
    first.replica.clear_log()
    process = crawl(first.replica, output)
    assert process.returncode == 0, process.stderr[-3000:]
    assert sum(entry.status == 200 for entry in first.replica.log if ARTICLE_PATH.search(entry.path)) > len(first.records) / 2
    assert data_files(output) == before


def all_are_due(output: Path) -> None:
    """Let a day pass."""
    with closing(sqlite3.connect(output / "store.sqlite")) as store, store:
        store.execute("UPDATE pages SET revisit_at = 1 WHERE revisit_at IS NOT NULL")


def test_an_edited_article_gets_a_new_revision_and_a_renamed_one_keeps_its_id(first: FirstRun, tmp_path: Path) -> None:
    output = first.copy(tmp_path)
    first.replica.edit("kihara-hakkanen", headline="Nhật Bản và Phần Lan nâng cấp hợp tác quốc phòng")
    first.replica.rename("doi-thoai-quoc-phong-ba-lan-2025", "doi-thoai-quoc-phong-viet-nam-ba-lan-moi")
    new = "https://baoquocte.vn/doi-thoai-quoc-phong-viet-nam-ba-lan-moi"
    renamed = next(record["id"] for record in first.replica.truth() if record["url"].startswith(new))
    assert crawl(first.replica, output).returncode == 0
    records = {record["id"]: record for record in records_of(output)}
    assert records["baoquocte.vn/286044"]["headline"] == "Nhật Bản và Phần Lan nâng cấp hợp tác quốc phòng"
    assert records["baoquocte.vn/286044"]["provenance"]["revision"] == 2
    assert "doi-thoai-quoc-phong-viet-nam-ba-lan-moi" in records[renamed]["url"]
    assert sum(record["story_id"] == renamed and record["translation_of"] is None for record in records.values()) == 1


def test_an_edit_that_no_list_shows_is_found_when_the_article_is_looked_at_again(first: FirstRun, tmp_path: Path) -> None:
    output = first.copy(tmp_path)
    before = first.by_id("baoquocte.vn/286044")["body"]
    first.replica.edit("kihara-hakkanen", body=f"Một đoạn văn hoàn toàn mới.\n\n{before}")
    all_are_due(output)
    first.replica.clear_log()
    assert crawl(first.replica, output).returncode == 0
    statuses = Counter(entry.status for entry in first.replica.log if ARTICLE_PATH.search(entry.path))
    records = {record["id"]: record for record in records_of(output)}
    assert records["baoquocte.vn/286044"]["body"].startswith("Một đoạn văn hoàn toàn mới.")
    assert [record["id"] for record in records.values() if record["provenance"]["revision"] != 1] == ["baoquocte.vn/286044"]
    assert statuses[304] > statuses[200], statuses


def test_arguments_narrow_the_run_and_a_later_run_widens_it(first: FirstRun, tmp_path: Path) -> None:
    assert crawl(first.replica, tmp_path, "since=2024-09-01", "until=2024-09-30", "languages=de,ja").returncode == 0
    narrow = records_of(tmp_path)
    assert {record["language"] for record in narrow} == {"de", "ja"}
    assert {record["story_id"] for record in narrow} == {"baoquocte.vn/286044"}
    assert crawl(first.replica, tmp_path).returncode == 0
    comparison = compare(records_of(tmp_path), first.replica.truth())
    assert (comparison.missing, comparison.extra, comparison.doubled) == ([], [], [])


def test_topic_all_keeps_every_article(first: FirstRun, tmp_path: Path) -> None:
    assert crawl(first.replica, tmp_path, "since=2017-01-01", "topic=all", "sites=baoquocte.vn,en.baoquocte.vn").returncode == 0
    stories = [story.original for story in first.replica.stories() if story.original]
    originals = {f"{'en.' if story.edition == 'en' else ''}baoquocte.vn/{story.number}" for story in stories}
    records = records_of(tmp_path)
    assert {record["id"] for record in records} == originals
    assert {record["topic"]["verdict"] for record in records} == {"yes", "borderline", "no"}


def test_a_feed_file_gets_the_same_records(first: FirstRun, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    assert scrapy(first.replica, *_with_feed(tmp_path / "out", feed)).returncode == 0
    fed = {json.loads(line)["id"] for line in feed.read_text().splitlines()}
    assert fed == {record["id"] for record in records_of(tmp_path / "out")}


def _with_feed(output: Path, feed: Path) -> list[str]:
    from tests.crawls import crawl_command  # noqa: PLC0415

    return [*crawl_command(output), "-o", f"{feed}:jsonlines"]


@pytest.mark.parametrize(
    ("argument", "word"),
    [("languages=german", "language"), ("since=1.9.2024", "YYYY-MM-DD"), ("sites=example.org", "sites"), ("topic=sports", "topic"),
     ("sections=../etc", "section"), ("depth=3", "unknown argument")],
)  # fmt: skip
def test_a_bad_argument_is_one_line_and_asks_for_nothing(first: FirstRun, tmp_path: Path, argument: str, word: str) -> None:
    first.replica.clear_log()
    process = crawl(first.replica, tmp_path, argument)
    assert process.returncode == 2
    lines = [line for line in process.stderr.splitlines() if line.startswith("scrapy crawl defence:")]
    assert len(lines) == 1
    assert word in lines[0]
    assert first.replica.log == []


def test_judge_says_of_each_record_what_the_record_says(first: FirstRun, tmp_path: Path) -> None:
    rows = tmp_path / "records.jsonl"
    rows.write_bytes(b"".join((first.output / "articles" / name).read_bytes() for name in data_files(first.output)))
    ended = scrapy(first.replica, "judge", str(rows))
    assert (ended.returncode, ended.stderr) == (0, "")
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    said = {answer["id"]: (answer["verdict"], answer["score"], answer["dealings"], answer["evidence"]) for answer in answers}
    topics = {record["id"]: record["topic"] for record in first.records}
    assert said == {key: (topic["verdict"], topic["score"], topic["dealings"], topic["evidence"]) for key, topic in topics.items()}
    parties = {record["id"]: record["parties"] for record in first.records if record["translation_of"] is None}
    assert {answer["id"]: answer["parties"] for answer in answers if answer["id"] in parties} == parties


def test_a_translation_has_its_originals_parties(first: FirstRun) -> None:
    translations = [record for record in first.records if record["translation_of"] is not None]
    originals = {record["id"]: record["parties"] for record in first.records if record["translation_of"] is None}
    joined = [record for record in translations if record["translation_of"]["id"] in originals]
    assert len(joined) > len(originals)
    assert [record["id"] for record in joined if record["parties"] != originals[record["translation_of"]["id"]]] == []
