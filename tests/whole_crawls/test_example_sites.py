"""A new site is only new files: a made-up newspaper and a made-up mirror of it, crawled end to end by the program as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.against_truth import records_of
from tests.crawls import HUNG, crawl_command, data_files
from tests.whole_crawls.example_replica import DRILL, MARKET, MIRROR, NUMBERS, TALKS, TITLES, ExampleReplica, example_replica, paper_url

if TYPE_CHECKING:
    from collections.abc import Iterator

SITES = Path(__file__).parents[1] / "example_sites"
TALKS_ID, DRILL_ID = (f"puertoymar.example/{NUMBERS[slug]}" for slug in (TALKS, DRILL))


class Crawled:
    """The made-up sites crawled twice into one directory: what was asked for, what came of it."""

    def __init__(self, replica: ExampleReplica, output: Path) -> None:
        self.runs = []
        self.asked = []
        self.files = []
        for _ in range(2):
            command = [sys.executable, "-m", "scrapy", *crawl_command(output)]
            self.runs.append(subprocess.run(command, env=replica.environ(), capture_output=True, text=True, check=False, timeout=HUNG))
            self.asked.append(list(replica.asked))
            replica.asked.clear()
            self.files.append(data_files(output))
        self.records: dict[str, dict[str, Any]] = {record["id"]: record for record in records_of(output)}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with example_replica() as replica:
        yield Crawled(replica, tmp_path_factory.mktemp("examples"))


def test_both_runs_end_well(crawled: Crawled) -> None:
    for run in crawled.runs:
        assert run.returncode == 0, run.stderr[-3000:]
        assert "Traceback" not in run.stderr


def test_the_two_stories_on_the_subject_are_there_with_the_translations_that_exist(crawled: Crawled) -> None:
    stories = {record_id: record["story_id"] for record_id, record in crawled.records.items()}
    assert stories == {
        TALKS_ID: TALKS_ID,
        f"espejo.example/es/{TALKS}": TALKS_ID,
        f"espejo.example/de/{TALKS}": TALKS_ID,
        DRILL_ID: DRILL_ID,
        f"espejo.example/de/{DRILL}": DRILL_ID,
    }
    for record in crawled.records.values():
        is_original = record["id"] == record["story_id"]
        expected = None if is_original else {"url": paper_url(DRILL if DRILL in record["id"] else TALKS), "id": record["story_id"]}
        assert record["translation_of"] == expected


def test_the_fields_are_read(crawled: Crawled) -> None:
    original, translation = crawled.records[TALKS_ID], crawled.records[f"espejo.example/de/{TALKS}"]
    assert (original["headline"], original["language"], original["authors"]) == (TITLES[TALKS], "es", ["Inés Barrientos"])
    assert (original["date_published"], original["date_source"]) == ("2025-03-11T19:30:00+07:00", "visible")
    assert (original["section"], original["publisher"]) == (["Defensa"], "Puerto y Mar")
    assert [image["caption"] for image in original["images"]] == ["La sala del encuentro."]
    assert (translation["language"], translation["publisher"]) == ("de", "Puerto y Mar")
    assert translation["headline"].startswith("Verteidigungsminister Chiles")
    assert all(len(record["body"].split("\n\n")) == 3 for record in crawled.records.values())


def test_a_clock_without_an_offset_shows_its_sites_time(crawled: Crawled) -> None:
    original, translation = crawled.records[DRILL_ID], crawled.records[f"espejo.example/de/{DRILL}"]
    assert original["date_published"] == "2025-03-12T19:30:00+07:00"
    assert (translation["date_published"], translation["date_source"]) == ("2025-03-12T20:05:00+07:00", "visible")


def test_each_records_reader_is_its_sites(crawled: Crawled) -> None:
    assert {(record["site"], record["provenance"]["parser"]) for record in crawled.records.values()} == {
        ("puertoymar.example", "puerto_y_mar/1"),
        ("espejo.example", "espejo/1"),
    }


def test_what_is_no_text_of_the_article_is_removed_and_named(crawled: Crawled) -> None:
    for record in crawled.records.values():
        pieces = {(piece["kind"], piece["text"]) for piece in record["removed"]}
        if record["site"] == "puertoymar.example":
            assert pieces == {("related", "Lea además: otra noticia")}
            continue
        word = {"es": "anuncio", "de": "Anzeige"}[record["language"]]
        assert {("ad_slot", f"[{word}_1]"), ("ad_slot", f"[{word}_2] |")} <= pieces
        assert {"source_line", "comment_counter"} <= {kind for kind, _ in pieces}
        assert word not in record["body"] + (record["description"] or "")


def test_only_what_can_be_on_the_subject_is_asked_for(crawled: Crawled) -> None:
    first = crawled.asked[0]
    assert paper_url(MARKET) not in first
    # The story that the mirror has in Spanish names its translations; the other is looked for in each language.
    on_mirror = [url.removeprefix(MIRROR) for url in first if url.startswith(MIRROR) and not url.endswith((".xml", ".txt"))]
    assert sorted(on_mirror) == sorted([f"/{TALKS}", f"/de/{TALKS}", f"/{DRILL}", f"/de/{DRILL}", f"/ja/{DRILL}"])


def test_a_second_run_changes_nothing_and_asks_for_no_article_again(crawled: Crawled) -> None:
    assert crawled.files[0] == crawled.files[1]
    assert crawled.files[0]
    assert [url for url in crawled.asked[1] if TALKS in url or DRILL in url or MARKET in url] == []


@pytest.mark.parametrize(("site", "most"), [("puerto_y_mar", 80), ("espejo", 40)])
def test_a_site_is_a_short_module_and_a_short_table(site: str, most: int) -> None:
    files = sorted(path.name for path in (SITES / site).iterdir() if path.is_file())
    assert files == ["__init__.py", f"{site}.toml"]
    assert len((SITES / site / "__init__.py").read_text("utf-8").splitlines()) <= most
    assert len((SITES / site / f"{site}.toml").read_text("utf-8").splitlines()) <= 40
