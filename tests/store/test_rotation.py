"""Tests crawler.dataset: run_files."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select, update

from crawler.dataset.run_files import remove_run_files
from crawler.page import Listing
from crawler.run.arguments import Arguments
from crawler.run.run import Run
from crawler.run.workplace import RunError
from crawler.store.frontier import Frontier, State
from crawler.store.lists import Lists
from crawler.store.records import Records
from crawler.store.rotation import Forgotten, Rotation, run_id_edge
from crawler.store.runs import Runs
from crawler.store.schema import entries, pages, runs
from tests.against_truth import records_of
from tests.builders import (
    ORIGINAL,
    crawler_of,
    mirror_address,
    mirror_page,
    new_page,
    open_list,
    original_address,
    original_page,
    schedule_of,
    settings_of,
    stored,
    take,
    teaser,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.page import Teaser
    from crawler.store.frontier import NewPage
    from crawler.store.store import Store

DAY = 24 * 3600
NOW = 1_800_000_000
LONG_AGO = "20200101T000000Z-0001"
LATELY = f"{datetime.fromtimestamp(NOW - 700 * DAY, UTC):%Y%m%dT%H%M%SZ}-0001"
OLD = original_address(100_001, "gia-vang-hom-nay")
A_LIST = "https://baoquocte.vn/the-gioi"


def declined(**changes: Any) -> NewPage:  # noqa: ANN401  (any field of a page)
    return new_page(OLD, **{"state": State.DECLINED, "reason": "topic", "found_in": A_LIST, **changes})


def note(store: Store, page: NewPage, run_id: str = LONG_AGO) -> None:
    with store.transaction():
        Frontier(store, run_id).add([page])


def rotate(store: Store, runs_kept: int = 400, now: int = NOW) -> Forgotten:
    with store.transaction():
        return Rotation(store, runs_kept).rotate(now)


def keys(store: Store) -> set[str]:
    return set(store.execute(select(pages.c.key)).scalars())


# Pages


@pytest.mark.parametrize("reason", ["topic", "window", "site"])
def test_a_page_that_was_declined_years_ago_is_forgotten(store: Store, reason: str) -> None:
    note(store, declined(reason=reason))
    assert rotate(store) == Forgotten(pages=1)
    assert keys(store) == set()


def test_one_that_was_declined_within_two_years_is_kept(store: Store) -> None:
    note(store, declined(), LATELY)
    assert rotate(store) == Forgotten()
    assert keys(store) == {OLD.key}
    assert rotate(store, now=NOW + 40 * DAY) == Forgotten(pages=1)


def test_one_that_was_left_out_for_its_language_waits_for_whoever_wants_it(store: Store) -> None:
    note(store, declined(reason="language"))
    assert rotate(store) == Forgotten()


@pytest.mark.parametrize("state", [state for state in State if state is not State.DECLINED])
def test_what_was_asked_for_or_waits_to_be_is_kept(store: Store, state: State) -> None:
    note(store, declined(state=state))
    assert rotate(store) == Forgotten()
    assert keys(store) == {OLD.key}


def a_reading(**changes: Any) -> Callable[[Store], None]:  # noqa: ANN401  (any field of a reading)
    def keep(store: Store) -> None:
        with store.transaction():
            Records(store).keep(stored("vietnam.vn/de/x", **{"slug": "x", "is_original": False, **changes}), 1)

    return keep


def another_page(**changes: Any) -> Callable[[Store], None]:  # noqa: ANN401  (any field of a page)
    return lambda store: note(store, new_page(mirror_address("de", "bai-bao-o-noi-khac"), **changes))


def an_entry(store: Store) -> None:
    with store.transaction():
        lists = Lists(store)
        lists.note(A_LIST, {OLD.key: "print"}, {}, NOW - 900 * DAY)
        lists.complete(A_LIST, "baoquocte.vn", started_at=NOW - DAY, since=None, topic="defence")


@pytest.mark.parametrize(
    "point",
    [
        pytest.param(a_reading(id=OLD.key), id="its own reading"),
        pytest.param(a_reading(story_id=OLD.key), id="a translation's story"),
        pytest.param(a_reading(story_id=f"slug/{OLD.slug}"), id="a translation's story by slug"),
        pytest.param(a_reading(slug=OLD.slug), id="a reading of the same slug"),
        pytest.param(another_page(story_hint=OLD.key), id="a translation built from it"),
        pytest.param(another_page(found_in=OLD.key), id="a page found through it"),
        pytest.param(lambda store: note(store, new_page(mirror_address("de", OLD.slug))), id="a page of the same slug"),
        pytest.param(lambda store: note(store, declined_mirror(), LATELY), id="a page of the same slug, declined lately"),
        pytest.param(lambda store: note(store, declined_mirror(reason=None)), id="a page of the same slug, declined without a reason"),
        pytest.param(an_entry, id="a list that shows it"),
    ],
)
def test_a_declined_page_that_something_points_at_is_kept(store: Store, point: Callable[[Store], None]) -> None:
    note(store, declined())
    point(store)
    assert rotate(store).pages == 0
    assert OLD.key in keys(store)


def declined_mirror(reason: str | None = "topic") -> NewPage:
    return new_page(mirror_address("de", OLD.slug), state=State.DECLINED, reason=reason, found_in="https://www.vietnam.vn/de")


def test_pages_of_one_slug_that_are_all_declined_do_not_hold_each_other(store: Store) -> None:
    note(store, declined())
    note(store, declined_mirror())
    assert rotate(store) == Forgotten(pages=2)


# Runs


def play(store: Store, run_id: str, at: int, *, complete: bool | None = False, topic: str = "defence") -> None:
    """A run that starts at a time; with ``complete`` None its process dies."""
    with store.transaction():
        notes = Runs(store)
        notes.begin(run_id, started_at=at, since=None, arguments={"topic": topic})
        if complete is not None:
            notes.end(run_id, ended_at=at + 1, complete=complete, exit_code=0, summary={})


def test_notes_of_old_runs_go_but_for_the_last_ones(store: Store) -> None:
    for number in range(70):
        play(store, f"a{number:02}", NOW - (900 - number) * DAY)
    play(store, "dead", NOW - 950 * DAY, complete=None)
    assert rotate(store).runs == 10
    assert set(store.execute(select(runs.c.id)).scalars()) == {"dead", *(f"a{number:02}" for number in range(10, 70))}


def test_the_complete_runs_that_the_next_one_looks_back_to_stay(store: Store) -> None:
    for number in range(200):
        play(store, f"a{number:03}", NOW - (900 - number) * DAY, complete=number < 100, topic="all" if number == 3 else "defence")
    runs_notes = Runs(store)

    def looked_back_to() -> tuple[Any, Any, Any]:
        return runs_notes.last_complete(), runs_notes.last_complete("all"), runs_notes.alike({"topic": "defence"}, since=0, limit=60)

    before = looked_back_to()
    assert rotate(store).runs == 79
    assert looked_back_to() == before
    assert before[1] is not None
    assert before[1].id == "a003"


def test_runs_are_kept_as_long_as_asked_for(store: Store) -> None:
    for number in range(500):
        play(store, f"a{number:03}", NOW - (500 - number) * DAY)
    assert rotate(store, runs_kept=0).runs == 0
    assert rotate(store, runs_kept=450).runs == 50
    assert rotate(store, runs_kept=400).runs == 50


# Lists


def test_entries_go_with_the_list_that_nobody_reads_any_more(store: Store) -> None:
    lists = Lists(store)
    with store.transaction():
        for url, completed in (("gone", NOW - 800 * DAY), ("read", NOW - DAY)):
            lists.note(url, {OLD.key: "print"}, {}, NOW - 800 * DAY)
            lists.complete(url, "baoquocte.vn", started_at=completed, since=None, topic="defence")
        lists.note("failing", {OLD.key: "print"}, {}, NOW - 800 * DAY)
        lists.note("failing", {"baoquocte.vn/5": "print"}, {}, NOW - DAY)
    note(store, declined())
    assert rotate(store) == Forgotten(entries=2)
    left = {(row.list_url, row.key) for row in store.execute(select(entries))}
    assert left == {("read", OLD.key), ("failing", "baoquocte.vn/5")}


def test_the_page_goes_once_its_last_list_has_gone(store: Store) -> None:
    with store.transaction():
        Lists(store).note("gone", {OLD.key: "print"}, {}, NOW - 800 * DAY)
    note(store, declined())
    assert rotate(store) == Forgotten(entries=1, pages=1)


# Files


def lay_files(root: Path, *names: str) -> None:
    (root / "runs").mkdir(parents=True, exist_ok=True)
    for name in names:
        (root / "runs" / name).write_text("{}\n")
    paths = ["articles/2024-09.jsonl", *(f"runs/{name}" for name in names)]
    files = [{"path": path, "lines": 1, "bytes": 3, "sha256": ""} for path in paths]
    (root / "manifest.json").write_text(json.dumps({"schema_version": 1, "run_id": "r", "written_at": "t", "files": files}))


def listed(root: Path) -> list[str]:
    return [file["path"] for file in json.loads((root / "manifest.json").read_text())["files"]]


def test_old_run_files_go_and_leave_the_manifest(tmp_path: Path) -> None:
    old, young, others = "20240101T000000Z-00ab.jsonl", "20260101T000000Z-00ab.jsonl", "000-mine.jsonl"
    lay_files(tmp_path, old, young, others)
    assert remove_run_files(tmp_path, "20250101T000000Z") == [f"runs/{old}"]
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {young, others}
    assert listed(tmp_path) == ["articles/2024-09.jsonl", f"runs/{young}", f"runs/{others}"]
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert (manifest["schema_version"], manifest["run_id"], manifest["written_at"]) == (1, "r", "t")


def test_the_manifest_is_written_before_a_file_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = "20240101T000000Z-00ab.jsonl"
    lay_files(tmp_path, old)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        remove_run_files(tmp_path, "20250101T000000Z")
    assert listed(tmp_path) == ["articles/2024-09.jsonl"]
    assert (tmp_path / "runs" / old).exists()


def test_without_old_files_the_manifest_stays_untouched(tmp_path: Path) -> None:
    lay_files(tmp_path, "20260101T000000Z-00ab.jsonl")
    before = (tmp_path / "manifest.json").stat().st_mtime_ns
    assert remove_run_files(tmp_path, "20250101T000000Z") == []
    assert (tmp_path / "manifest.json").stat().st_mtime_ns == before


# Whole runs


def show(run: Run, teasers: list[Teaser]) -> None:
    crawler = crawler_of(run)
    opened = open_list(crawler, A_LIST, "baoquocte.vn")
    assert schedule_of(crawler).lists.take(opened, Listing(A_LIST, tuple(teasers))) == []


def states(store: Store) -> dict[str, str]:
    rows = store.execute(select(pages.c.key, pages.c.state).where(pages.c.site == "baoquocte.vn"))
    return {row.key: row.state for row in rows}


def begun(root: Path, **changes: Any) -> closing[Run]:  # noqa: ANN401  (any setting)
    return closing(Run.begin(settings_of(root, **changes), Arguments.parse({"since": "2024-09-01"})))


def finished(run: Run) -> int:
    return run.finish(complete=True, broken=[], summary={}).exit_code


def test_a_run_years_later_clears_away_and_changes_no_record(tmp_path: Path) -> None:
    with time_machine.travel("2024-09-13T03:00:00+00:00", tick=False) as clock:
        with begun(tmp_path) as first:
            take(crawler_of(first), original_page())
            take(crawler_of(first), mirror_page())
            # A translation that takes its story and its date from an original that was declined.
            note(first.store, declined(published="2024-09-12"), first.id)
            take(crawler_of(first), mirror_page("ja", OLD.slug, source_url=OLD.url))
            note(first.store, new_page(original_address(100_005, "mot-tran-bong"), state=State.DECLINED, reason="topic"), first.id)
            assert finished(first) == 0
        before = {path.name: path.read_bytes() for path in (tmp_path / "articles").iterdir()}
        assert {record["id"] for record in records_of(tmp_path)} == {ORIGINAL, mirror_address("de").key, mirror_address("ja", OLD.slug).key}

        clock.move_to("2028-09-13T03:00:00+00:00")
        with begun(tmp_path) as later:
            assert finished(later) == 0
        assert {path.stem for path in (tmp_path / "runs").iterdir()} == {later.id}
        assert listed(tmp_path) == [*(f"articles/{name}" for name in sorted(before)), f"runs/{later.id}.jsonl"]

        clock.move_to("2028-09-14T03:00:00+00:00")
        with begun(tmp_path) as last:
            assert "baoquocte.vn/100005" not in keys(last.store)
            assert OLD.key in keys(last.store)
            with last.store.transaction():
                last.records.reconsider_all()
            assert finished(last) == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "articles").iterdir()} == before


def test_no_article_is_asked_for_again_when_an_old_list_shows_everything_once_more(tmp_path: Path) -> None:
    off_subject = teaser(original_address(100_005, "mot-tran-bong"), "Một trận bóng đá cuối mùa")
    shown = [teaser(), off_subject]
    with time_machine.travel("2024-09-13T03:00:00+00:00", tick=False) as clock:
        with begun(tmp_path) as first:
            show(first, shown)
            take(crawler_of(first), original_page())
            with first.store.transaction():
                first.store.execute(update(pages).values(revisit_at=None))  # the looks that an article gets in its first days are over
            assert states(first.store) == {ORIGINAL: State.DONE, off_subject.address.key: State.DECLINED}
            finished(first)

        clock.move_to("2028-09-13T03:00:00+00:00")
        with begun(tmp_path) as in_between:
            finished(in_between)

        with begun(tmp_path) as last:
            assert states(last.store) == {ORIGINAL: State.DONE}
            show(last, shown)
            assert states(last.store) == {ORIGINAL: State.DONE, off_subject.address.key: State.DECLINED}
            finished(last)


def test_what_cannot_be_cleared_away_is_said_and_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crawler.run.run.remove_run_files", full)
    with begun(tmp_path) as run:
        assert finished(run) == 0
    assert "What is old was not cleared away: [Errno 28] No space left on device" in caplog.text


@pytest.mark.parametrize("given", ["", "-1", "ten", "1.5", "20001", "٣"])
def test_a_number_of_days_that_is_none_is_one_readable_line(tmp_path: Path, given: str) -> None:
    with pytest.raises(RunError, match=r"RUNS_KEPT=.* is not a number of days"):
        begun(tmp_path, RUNS_KEPT=given)
    assert list(tmp_path.iterdir()) == []


def test_zero_keeps_all_run_files(tmp_path: Path) -> None:
    long_ago = time_machine.travel("2020-09-13T03:00:00+00:00", tick=False)
    with long_ago, closing(Run.begin(settings_of(tmp_path), Arguments.parse({}))) as first:
        finished(first)
    with begun(tmp_path, RUNS_KEPT="0") as later:
        finished(later)
    assert {path.stem for path in (tmp_path / "runs").iterdir()} == {first.id, later.id}


def test_the_edge_parts_the_ids_that_runs_have(tmp_path: Path) -> None:
    with time_machine.travel("2026-03-02T03:00:00+00:00", tick=False), begun(tmp_path) as run:
        now = run.now()
    assert run_id_edge(now + DAY, 1) <= run.id < run_id_edge(now + DAY + 1, 1)
