"""Tests crawler.run: workplace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine

from crawler.fetching.retry_policy import REVISITS
from crawler.run.arguments import Arguments
from crawler.run.run import Run
from crawler.run.workplace import RunError, store_url
from crawler.store.frontier import State
from tests.builders import ORIGINAL, begin, crawler_of, mirror_address, new_page, original_address, original_page, settings_of, take

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Begin

PLAIN = Arguments.parse({})


def started(root: Path, moment: str, **arguments: str) -> closing[Run]:
    """A run without ``since`` that starts at a time."""
    with time_machine.travel(moment, tick=False):
        return closing(Run.begin(settings_of(root), Arguments.parse(arguments)))


def ended(opened: closing[Run], *, complete: bool = True) -> None:
    with opened as run:
        run.finish(complete=complete, broken=[], summary={})


def test_the_first_run_goes_back_thirty_days_in_vietnam_time(tmp_path: Path) -> None:
    with started(tmp_path, "2026-03-02T18:00:00+00:00") as run:
        assert run.scope.since == date(2026, 2, 1)


def test_a_later_run_goes_back_to_the_last_complete_one_with_some_overlap(tmp_path: Path) -> None:
    ended(started(tmp_path, "2026-03-02T03:00:00+00:00"))
    ended(started(tmp_path, "2026-03-05T03:00:00+00:00"), complete=False)
    with started(tmp_path, "2026-03-06T03:00:00+00:00") as run:
        assert run.scope.since is not None
        assert date(2026, 2, 27) <= run.scope.since < date(2026, 3, 2)


def test_a_run_whose_process_died_is_no_complete_one(tmp_path: Path) -> None:
    with started(tmp_path, "2026-03-02T03:00:00+00:00"):
        pass
    with started(tmp_path, "2026-03-12T03:00:00+00:00") as run:
        assert run.scope.since == date(2026, 2, 10)
        assert [(row.exit_code, json.loads(row.summary)) for row in run.runs.last(5)] == [(2, {"fatal": "its process died"})]


def test_what_is_asked_for_goes_before_what_was_read(tmp_path: Path) -> None:
    ended(started(tmp_path, "2026-03-02T03:00:00+00:00"))
    with started(tmp_path, "2026-03-06T03:00:00+00:00", since="2024-09-01") as run:
        assert run.scope.since == date(2024, 9, 1)


def test_no_two_runs_have_one_name(next_run: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    by_chance = iter(("a1b2", "c3d4"))
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: next(by_chance))
    with time_machine.travel("2026-03-02T03:00:00+00:00", tick=False):
        assert next_run().id != next_run().id


def test_leases_of_a_dead_run_are_given_to_the_next(next_run: Begin) -> None:
    dead = next_run()
    with dead.store.transaction():
        dead.frontier.add([new_page(original_address())])
        dead.frontier.lease("baoquocte.vn", 1, dead.now())
    run = next_run()
    with run.store.transaction():
        assert [row.key for row in run.frontier.lease("baoquocte.vn", 5, run.now())] == [ORIGINAL]


def test_half_written_files_of_a_dead_run_are_removed(run: Run, next_run: Begin) -> None:
    left = run.place.root / "articles" / ".2024-09.jsonl.unfinished"
    left.parent.mkdir()
    left.write_bytes(b'{"id": "hal')
    next_run()
    assert not left.exists()


def test_a_page_that_was_read_is_looked_at_again_when_its_time_has_come(tmp_path: Path) -> None:
    with time_machine.travel("2024-09-13T03:00:00+00:00", tick=False) as clock:
        with closing(begin(tmp_path)) as run:
            take(crawler_of(run), original_page())
        clock.shift(REVISITS[0] - 1)
        with closing(begin(tmp_path)) as run:
            assert run.frontier.known([ORIGINAL])[ORIGINAL].state == State.DONE
        clock.shift(1)
        with closing(begin(tmp_path)) as run:
            assert run.frontier.known([ORIGINAL])[ORIGINAL].state == State.WAITING


def test_translations_left_out_for_their_language_are_asked_for_once_it_is_wanted(next_run: Begin) -> None:
    run = next_run(languages="ja")
    with run.store.transaction():
        run.frontier.add([new_page(mirror_address("de"), state=State.DECLINED, reason="language")])
    key = mirror_address("de").key
    assert next_run(languages="ko").frontier.known([key])[key].state == State.DECLINED
    assert next_run(languages="de,ko").frontier.known([key])[key].state == State.WAITING


@pytest.mark.parametrize(
    ("published", "inside"),
    [
        ("2024-09-01", True), ("2024-09-01T00:00:00+07:00", True), ("2024-08-31T23:59:59+07:00", False),
        ("2024-12-31T23:59:59+07:00", True), ("2025-01-01", False), (None, True),
    ],
)  # fmt: skip
def test_both_days_of_the_window_belong_to_it_and_an_unknown_date_does(next_run: Begin, published: str | None, *, inside: bool) -> None:
    run = next_run(since="2024-09-01", until="2024-12-31")
    assert run.scope.in_window(published) is inside


def test_a_record_is_admitted_by_site_language_and_window(next_run: Begin) -> None:
    run = next_run(languages="de", sites="vietnam.vn", since="2024-09-01")
    assert run.scope.admits("vietnam.vn", "de", "2024-09-12")
    assert not run.scope.admits("vietnam.vn", "ja", "2024-09-12")
    assert not run.scope.admits("en.baoquocte.vn", "de", "2024-09-12")
    assert not run.scope.admits("vietnam.vn", "de", "2024-08-12")


@pytest.mark.parametrize(
    ("broken", "fatal", "code"), [([], None, 0), (["too few"], None, 1), (["too few"], "disk full", 2), ([], "disk full", 2)]
)
def test_the_exit_code_says_how_it_ended(run: Run, broken: list[str], fatal: str | None, code: int) -> None:
    if fatal is not None:
        run.fail(fatal)
    assert run.finish(complete=True, broken=broken, summary={"kept": 3}).exit_code == code
    (row,) = run.runs.last(1)
    assert (row.exit_code, row.complete) == (code, fatal is None)
    assert json.loads(row.summary) == {"kept": 3, "broken": broken, "fatal": fatal}


def test_the_first_reason_that_a_run_cannot_go_on_stays(run: Run) -> None:
    run.fail("disk full")
    run.fail("everything else that follows from it")
    assert run.fatal == "disk full"


def test_a_run_that_cannot_go_on_still_publishes_what_it_has(run: Run) -> None:
    take(crawler_of(run), original_page())
    run.fail("no network")
    assert run.finish(complete=True, broken=[], summary={}).published.added == 1


def test_a_second_run_is_told_who_works_on_the_store(run: Run) -> None:
    with pytest.raises(RunError) as caught:
        Run.begin(settings_of(run.place.root), PLAIN)
    assert run.id in str(caught.value)
    assert str(os.getpid()) in str(caught.value)


def test_one_store_is_locked_whatever_directory_its_runs_write_to(run: Run, tmp_path: Path) -> None:
    other = settings_of(tmp_path / "other", STORE_URL=f"sqlite:///{run.place.root}/store.sqlite")
    with pytest.raises(RunError, match="another run"):
        Run.begin(other, PLAIN)


def test_a_run_whose_process_is_killed_gives_its_lock_back(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from tests.builders import begin
begin(Path(sys.argv[1]))
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == -9
    begin(tmp_path).close()


def unwritable(root: Path) -> dict[str, str]:
    (root / "file").write_bytes(b"")
    return {"OUTPUT_DIR": str(root / "file" / "output")}


def no_database(root: Path) -> dict[str, str]:
    (root / "store.sqlite").write_text("a letter to a friend, not a database\n" * 100)
    return {}


@pytest.mark.parametrize("spoil", [unwritable, no_database])
def test_a_run_that_cannot_start_says_so_in_one_line_and_keeps_no_lock(tmp_path: Path, spoil: Callable[[Path], dict[str, str]]) -> None:
    settings = settings_of(tmp_path, **spoil(tmp_path))
    for _ in range(2):
        with pytest.raises(RunError) as caught:
            Run.begin(settings, PLAIN)
        assert "\n" not in str(caught.value)
        assert "another run" not in str(caught.value)


def test_the_stores_address_follows_the_output_directory(tmp_path: Path) -> None:
    assert store_url(settings_of(tmp_path)) == f"sqlite:///{tmp_path}/store.sqlite"
    assert store_url(settings_of(tmp_path, STORE_URL="postgresql://host/base")) == "postgresql://host/base"


def test_a_runs_window_and_arguments_are_kept_with_it(next_run: Begin) -> None:
    run = next_run(since="2024-09-01", languages="de")
    run.finish(complete=True, broken=[], summary={})
    (row,) = run.runs.last(1)
    assert (row.id, row.since, json.loads(row.arguments)["languages"]) == (run.id, "2024-09-01", ["de"])
    assert int(run.started_at.timestamp()) <= row.started_at <= run.now()
