"""The files that a reader gets, for readings that came in any order, in any number of runs, with deaths in between."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from crawler.dataset.publish import Publisher
from tests.builders import DATE, ORIGINAL, article, begin, crawler_of, mirror_page, original_page, stored, take

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from crawler.items import Verdict
    from crawler.page import Page
    from crawler.run.run import Run
    from tests.conftest import Begin

DE, JA, KO, VI = (f"vietnam.vn/{language}/{original_page().address.slug}" for language in ("de", "ja", "ko", "vi"))


def read(run: Run, *pages: Page, verdict: Verdict = "yes") -> None:
    crawler = crawler_of(run)
    for page in pages:
        take(crawler, page, verdict)


def lines(root: Path, path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / path).read_bytes().splitlines()]


def by_id(root: Path) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for path in sorted((root / "articles").glob("*.jsonl")) for record in lines(root, f"articles/{path.name}")}


def months(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "articles").glob("*.jsonl")}


def manifest(root: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((root / "manifest.json").read_bytes())
    return parsed


def assert_manifest_is_right(root: Path) -> None:
    listed = manifest(root)["files"]
    assert [file["path"] for file in listed] == sorted(
        str(path.relative_to(root)) for folder in ("articles", "runs") for path in (root / folder).glob("*")
    )
    for file in listed:
        data = (root / file["path"]).read_bytes()
        assert (file["bytes"], file["lines"], file["sha256"]) == (len(data), data.count(b"\n"), hashlib.sha256(data).hexdigest())


def full_disk(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# What a story's pages say when read, and with which verdict of their own.
STORY: list[tuple[Callable[[], Page], Verdict]] = [
    (original_page, "yes"),
    (lambda: mirror_page("de"), "no"),
    (lambda: mirror_page("ja", source_url=None), "borderline"),
    (lambda: mirror_page("vi", date_published="2024-10-02T10:00:00+07:00", date_source="visible"), "yes"),
    (lambda: original_page(430685, "two-defence-ministers-meet", "en.baoquocte.vn", date_published=None, date_source=None), "borderline"),
]


def published_after(order: list[int], stops: set[int], original: Verdict) -> dict[str, bytes]:
    """The files after reading the story's pages in an order, with the end of a run after each of the ``stops``."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        root = Path(folder)
        run = opened.enter_context(closing(begin(root)))
        for step, index in enumerate(order):
            page, verdict = STORY[index]
            read(run, page(), verdict=original if index == 0 else verdict)
            if step in stops:
                run.finish(complete=True, broken=[], summary={})
                opened.close()
                run = opened.enter_context(closing(begin(root)))
        run.finish(complete=True, broken=[], summary={})
        return months(root)


@cache
def published_undisturbed(original: Verdict) -> dict[str, bytes]:
    return published_after(list(range(len(STORY))), set(), original)


@settings(max_examples=15)
@given(st.permutations(range(len(STORY))), st.sets(st.integers(0, 3)), st.sampled_from(["yes", "no"]))
def test_the_order_of_reading_and_the_runs_boundaries_change_no_byte(order: list[int], stops: set[int], original: Verdict) -> None:
    expected = published_undisturbed(original)
    assert published_after(order, stops, original) == expected
    ids = {json.loads(line)["id"] for data in expected.values() for line in data.splitlines()}
    english = "en.baoquocte.vn/430685"
    assert ids == ({english} if original == "no" else {ORIGINAL, DE, JA, VI, english})


def test_a_translation_takes_story_date_and_verdict_from_an_original_read_after_it(run: Run) -> None:
    root = run.place.root
    read(run, mirror_page("de"), verdict="no")
    assert run.publish().added == 0
    read(run, original_page())
    assert run.publish().added == 2
    german = by_id(root)[DE]
    assert german["story_id"] == ORIGINAL
    assert german["translation_of"] == {"url": original_page().address.url, "id": ORIGINAL}
    assert (german["date_published"], german["date_source"]) == (DATE, "original")
    assert german["topic"]["verdict"] == "no"


def test_a_translation_leaves_when_its_original_turns_out_to_be_off_the_subject(run: Run) -> None:
    read(run, mirror_page("de"))
    run.publish()
    assert list(by_id(run.place.root)) == [DE]
    read(run, original_page(), verdict="no")
    assert run.publish().withdrawn == 1
    assert by_id(run.place.root) == {}


def test_a_story_known_by_its_slug_only_is_mended_when_the_number_turns_up(run: Run) -> None:
    read(run, mirror_page("de", source_url=None))
    run.publish()
    before = by_id(run.place.root)[DE]
    assert (before["story_id"], before["translation_of"]) == (f"slug/{original_page().address.slug}", None)
    read(run, original_page())
    assert run.publish().changed == 1
    assert by_id(run.place.root)[DE]["story_id"] == ORIGINAL


def test_a_slug_that_two_originals_have_ties_a_translation_to_neither(run: Run) -> None:
    read(run, original_page(), original_page(300001), mirror_page("de", source_url=None))
    run.publish()
    assert by_id(run.place.root)[DE]["translation_of"] is None


def test_a_renamed_slug_keeps_its_id_and_is_a_new_revision(run: Run) -> None:
    read(run, original_page())
    run.publish()
    read(run, original_page(slug="hai-bo-truong-hop-tai-ha-noi"))
    run.publish()
    (record,) = by_id(run.place.root).values()
    assert (record["id"], record["provenance"]["revision"]) == (ORIGINAL, 2)
    assert record["url"].endswith("/hai-bo-truong-hop-tai-ha-noi-286044.html")


def test_reading_an_unchanged_site_again_changes_no_line_and_no_revision(next_run: Begin) -> None:
    run = next_run()
    crawler = crawler_of(run)
    take(crawler, original_page())
    take(crawler, mirror_page("de"), "no")
    run.finish(complete=True, broken=[], summary={})
    before = months(run.place.root)
    again = next_run()
    crawler = crawler_of(again)
    for page, verdict in ((mirror_page("de"), "no"), (original_page(), "yes")):
        assert take(crawler, page, verdict, fetched_at="2025-01-01T00:00:00+00:00", run_id="later", status=203) is None  # type: ignore[arg-type]
    outcome = again.finish(complete=True, broken=[], summary={})
    assert (outcome.published.added, outcome.published.changed, outcome.published.withdrawn) == (0, 0, 0)
    assert months(again.place.root) == before
    assert lines(again.place.root, f"runs/{again.id}.jsonl") == []


def test_an_edited_article_gets_revision_2_and_stands_in_its_runs_file_only(next_run: Begin) -> None:
    run = next_run()
    read(run, original_page(), mirror_page("de"))
    run.finish(complete=True, broken=[], summary={})
    later = next_run()
    read(later, original_page(body=["Hai bộ trưởng gặp nhau chiều nay."]))
    outcome = later.finish(complete=True, broken=[], summary={})
    assert (outcome.published.added, outcome.published.changed) == (0, 1)
    record = by_id(later.place.root)[ORIGINAL]
    assert (record["provenance"]["revision"], record["body"]) == (2, "Hai bộ trưởng gặp nhau chiều nay.")
    assert len(by_id(later.place.root)) == 2
    assert [record["id"] for record in lines(later.place.root, f"runs/{later.id}.jsonl")] == [ORIGINAL]
    assert len(lines(later.place.root, f"runs/{run.id}.jsonl")) == 2


def test_month_files_are_sorted_by_date_then_id_and_undated_ones_stand_apart(run: Run) -> None:
    dates = {
        3: "2024-09-30T23:59:59+07:00", 9: "2024-09-12", 1: "2024-09-12", 5: "2024-09-12T00:30:00+07:00",
        7: "2024-10-01T00:00:00+07:00", 11: None,
    }  # fmt: skip
    for number, date in dates.items():
        read(run, original_page(number, f"bai-viet-so-{number}", date_published=date))
    run.publish()
    root = run.place.root
    assert sorted(months(root)) == ["2024-09.jsonl", "2024-10.jsonl", "undated.jsonl"]
    september = [record["id"] for record in lines(root, "articles/2024-09.jsonl")]
    assert september == ["baoquocte.vn/1", "baoquocte.vn/9", "baoquocte.vn/5", "baoquocte.vn/3"]
    (undated,) = lines(root, "articles/undated.jsonl")
    assert (undated["id"], undated["date_published"], undated["date_source"]) == ("baoquocte.vn/11", None, None)
    assert_manifest_is_right(root)


def test_a_record_that_gets_another_date_moves_and_an_emptied_month_loses_its_file(run: Run) -> None:
    read(run, original_page())
    run.publish()
    read(run, original_page(date_published="2024-10-05T08:00:00+07:00"))
    run.publish()
    assert list(months(run.place.root)) == ["2024-10.jsonl"]
    assert_manifest_is_right(run.place.root)


def test_an_original_that_an_edit_took_off_the_subject_leaves_with_its_translations(run: Run) -> None:
    read(run, original_page(), mirror_page("de"))
    run.publish()
    read(run, original_page(body=["Hôm nay trời mưa."]), verdict="no")
    run.publish()
    assert months(run.place.root) == {}
    assert_manifest_is_right(run.place.root)


def test_an_original_without_translations_leaves_its_months_file_too(run: Run) -> None:
    read(run, original_page(), original_page(286048, "mot-chuyen-khac"))
    run.publish()
    read(run, original_page(body=["Hôm nay trời mưa."]), verdict="no")
    run.publish()
    assert list(by_id(run.place.root)) == ["baoquocte.vn/286048"]


def test_lines_are_utf8_as_it_is_and_fit_the_schema_beside_them(run: Run) -> None:
    read(run, original_page(), mirror_page("de"))
    run.publish()
    root = run.place.root
    schema = json.loads((root / "article.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for record in by_id(root).values():
        validator.validate(record)
        assert list(record) == list(schema["properties"])
    incomplete = by_id(root)[ORIGINAL]
    del incomplete["agency"]
    assert not validator.is_valid(incomplete)
    data = (root / "articles/2024-09.jsonl").read_bytes()
    assert "Hai bộ trưởng".encode() in data
    assert data.endswith(b"}\n")
    assert b"\r" not in data


def test_only_months_that_changed_are_written_again(next_run: Begin) -> None:
    run = next_run()
    read(run, original_page(), original_page(300001, "thang-muoi-co-chuyen", date_published="2024-10-05"))
    run.finish(complete=True, broken=[], summary={})
    root = run.place.root
    old = (root / "articles/2024-09.jsonl").stat()
    later = next_run()
    read(later, original_page(300005, "thang-muoi-lai-co", date_published="2024-10-06"))
    later.finish(complete=True, broken=[], summary={})
    new = (root / "articles/2024-09.jsonl").stat()
    assert (new.st_ino, new.st_mtime_ns) == (old.st_ino, old.st_mtime_ns)
    assert len(lines(root, "articles/2024-10.jsonl")) == 2
    assert_manifest_is_right(root)


def test_files_are_written_by_a_later_run_after_a_death_between_store_and_file(next_run: Begin) -> None:
    dead = next_run()
    read(dead, original_page())
    dead.publisher.publish(lambda *_: True)
    assert not (dead.place.root / "articles").exists()
    later = next_run()
    outcome = later.finish(complete=True, broken=[], summary={})
    assert outcome.exit_code == 0
    assert list(by_id(later.place.root)) == [ORIGINAL]
    assert_manifest_is_right(later.place.root)


def test_a_run_that_died_before_its_file_was_written_still_gets_it(next_run: Begin) -> None:
    dead = next_run()
    read(dead, original_page())
    dead.publisher.publish(lambda *_: True)
    later = next_run()
    later.finish(complete=True, broken=[], summary={})
    assert [record["id"] for record in lines(later.place.root, f"runs/{dead.id}.jsonl")] == [ORIGINAL]
    assert lines(later.place.root, f"runs/{later.id}.jsonl") == []
    assert_manifest_is_right(later.place.root)


def test_the_manifests_sums_are_right_after_a_death_between_file_and_manifest(next_run: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    run = next_run()
    read(run, original_page(body=["Bản 1."]))
    run.finish(complete=True, broken=[], summary={})
    size = (run.place.root / "articles/2024-09.jsonl").stat().st_size
    dead = next_run()
    read(dead, original_page(body=["Bản 2."]))
    with monkeypatch.context() as patch:
        patch.setattr("crawler.dataset.publish.write_bytes", full_disk)
        assert dead.finish(complete=True, broken=[], summary={}).exit_code == 2
    assert by_id(dead.place.root)[ORIGINAL]["body"] == "Bản 2."
    next_run().finish(complete=True, broken=[], summary={})
    assert (run.place.root / "articles/2024-09.jsonl").stat().st_size == size
    assert_manifest_is_right(run.place.root)


def test_a_death_before_publication_loses_nothing_either(next_run: Begin) -> None:
    read(next_run(), original_page())
    later = next_run()
    assert later.finish(complete=True, broken=[], summary={}).published.added == 1
    assert list(by_id(later.place.root)) == [ORIGINAL]


def test_a_full_disk_leaves_the_old_files_whole_and_the_next_run_mends_it(next_run: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    run = next_run()
    root = run.place.root
    read(run, original_page())
    run.finish(complete=True, broken=[], summary={})
    before = {path: path.read_bytes() for path in root.rglob("*.json*")}
    run = next_run()
    read(run, original_page(286048, "mot-chuyen-khac"))
    with monkeypatch.context() as patch:
        patch.setattr("crawler.dataset.files.os.fsync", full_disk)
        outcome = run.finish(complete=True, broken=[], summary={})
    assert outcome.exit_code == 2
    assert run.fatal is not None
    assert {path: path.read_bytes() for path in root.rglob("*.json*")} == before
    assert next_run().finish(complete=True, broken=[], summary={}).exit_code == 0
    assert len(by_id(root)) == 2
    assert_manifest_is_right(root)


def test_the_manifest_names_the_run_and_a_deleted_file_no_more(next_run: Begin) -> None:
    run = next_run()
    read(run, original_page())
    run.finish(complete=True, broken=[], summary={})
    root = run.place.root
    (root / f"runs/{run.id}.jsonl").unlink()
    later = next_run()
    later.finish(complete=True, broken=[], summary={})
    assert (manifest(root)["run_id"], manifest(root)["schema_version"]) == (later.id, 2)
    assert_manifest_is_right(root)


def test_a_manifest_that_is_damaged_is_made_new(next_run: Begin) -> None:
    run = next_run()
    read(run, original_page())
    run.finish(complete=True, broken=[], summary={})
    (run.place.root / "manifest.json").write_text('{"files": [{"path": 1')
    next_run().finish(complete=True, broken=[], summary={})
    assert_manifest_is_right(run.place.root)


def test_everything_can_be_written_again_from_the_store(run: Run) -> None:
    root = run.place.root
    read(run, original_page(), mirror_page("de"), original_page(11, "khong-ngay-thang", date_published=None))
    run.finish(complete=True, broken=[], summary={})
    before = months(root)
    for path in root.rglob("*.json*"):
        path.write_bytes(b"rubbish")
    publisher = Publisher(run.store, run.records, run.stories, root, run.id)
    files = publisher.rewrite_everything("2026-03-02T03:00:00+00:00")
    assert months(root) == before
    assert [file.path for file in files] == ["articles/2024-09.jsonl", "articles/undated.jsonl", f"runs/{run.id}.jsonl"]
    assert_manifest_is_right(root)


def test_more_readings_than_one_batch_are_all_published(run: Run) -> None:
    with run.store.transaction():
        for number in range(1, 1102):
            record = article(original_page(number, f"bai-viet-so-{number}")).model_dump_json().encode()
            run.records.keep(stored(f"baoquocte.vn/{number}", record=record), 1)
    assert run.publish().added == 1101
    assert len(lines(run.place.root, "articles/2024-09.jsonl")) == 1101
