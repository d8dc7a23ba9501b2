from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler.store.runs import Runs

if TYPE_CHECKING:
    from crawler.store.store import Store


def play(runs: Runs, run_id: str, at: int, *, complete: bool | None) -> None:
    """A run that starts at a time; with ``complete`` None its process dies."""
    with runs.store.transaction():
        runs.begin(run_id, started_at=at, since="2024-09-01", arguments={"sites": ["baoquocte.vn"], "topic": "defence"})
        if complete is not None:
            runs.end(run_id, ended_at=at + 10, complete=complete, exit_code=0 if complete else 1, summary={"broken": ["Mục cũ"]})


def test_only_a_run_that_came_to_its_end_is_a_complete_one(store: Store) -> None:
    runs = Runs(store)
    assert runs.last_complete() is None
    play(runs, "a", 100, complete=True)
    play(runs, "b", 200, complete=False)
    play(runs, "c", 300, complete=None)
    last = runs.last_complete()
    assert last is not None
    assert last.id == "a"


def test_the_newest_complete_run_counts_whatever_the_order_of_their_names(store: Store) -> None:
    runs = Runs(store)
    play(runs, "z", 100, complete=True)
    play(runs, "a", 200, complete=True)
    last = runs.last_complete()
    assert last is not None
    assert last.id == "a"


def test_runs_that_never_ended_are_known_as_such(store: Store) -> None:
    runs = Runs(store)
    play(runs, "a", 100, complete=True)
    play(runs, "b", 200, complete=None)
    assert [row.id for row in runs.broken_off()] == ["b"]


def test_the_last_runs_come_newest_first_with_what_they_said(store: Store) -> None:
    runs = Runs(store)
    play(runs, "a", 100, complete=True)
    play(runs, "b", 200, complete=False)
    play(runs, "c", 300, complete=None)
    last = runs.last(5)
    assert [row.id for row in last] == ["b", "a"]
    assert (last[0].exit_code, json.loads(last[0].summary)) == (1, {"broken": ["Mục cũ"]})
    assert json.loads(last[0].arguments)["topic"] == "defence"


def test_runs_are_alike_when_they_were_asked_for_the_same(store: Store) -> None:
    runs = Runs(store)
    play(runs, "a", 100, complete=True)
    play(runs, "b", 200, complete=False)
    play(runs, "c", 300, complete=None)
    with store.transaction():
        runs.begin("d", started_at=400, since=None, arguments={"sites": ["vietnam.vn"], "topic": "defence"})
        runs.end("d", ended_at=410, complete=True, exit_code=0, summary={})
    asked = {"topic": "defence", "sites": ["baoquocte.vn"]}
    assert [at for at, _ in runs.alike(asked, since=0, limit=9)] == [200, 100]
    assert runs.alike(asked, since=101, limit=9) == runs.alike(asked, since=0, limit=1) == [(200, {"broken": ["Mục cũ"]})]


def test_the_last_run_that_began_counts_whatever_became_of_it(store: Store) -> None:
    runs = Runs(store)
    assert runs.last_begun() is None
    play(runs, "a", 100, complete=True)
    play(runs, "b", 200, complete=None)
    assert runs.last_begun() == 200


def test_runs_that_died_since_the_last_end_are_the_ones_to_go_on_with(store: Store) -> None:
    runs = Runs(store)
    play(runs, "a", 100, complete=None)
    assert runs.cut_off() == ["a"]
    play(runs, "b", 200, complete=False)
    assert runs.cut_off() == []
    play(runs, "c", 300, complete=None)
    with store.transaction():
        runs.begin("d", started_at=400, since=None, arguments={})
        runs.end("d", ended_at=410, complete=False, exit_code=2, summary={})
    assert sorted(runs.cut_off()) == ["c", "d"]
