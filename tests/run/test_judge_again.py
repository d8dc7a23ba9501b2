"""A store that an older crawler filled, at the start of a run of this one."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from crawler.record.judging import judge_page
from crawler.run.judge_again import judge_stored_again
from crawler.run.workplace import RunError
from crawler.store import schema
from crawler.store.store import StoreError
from tests.builders import NUMBER, ON_SUBJECT, ORIGINAL, age, crawler_of, mirror_page, original_page, take

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.items import Article, Verdict
    from crawler.run.run import Run
    from tests.conftest import Begin

TALKS = original_page(headline=ON_SUBJECT)
COFFEE = original_page(286050, "gia-ca-phe-hom-nay", headline="Giá cà phê hôm nay tăng nhẹ", description=None, body=["Nông dân vui."])
GERMAN = mirror_page("de", headline="Zwei Verteidigungsminister treffen sich")
GERMAN_COFFEE = mirror_page("de", "gia-ca-phe-hom-nay", headline="Kaffee wird teurer", body=["…"], source_url=COFFEE.address.url)


def filled(begin: Begin, verdict: Verdict = "yes") -> Run:
    """A run that ended, and whose records an older crawler wrote, all with one verdict."""
    run = begin()
    crawler = crawler_of(run)
    for page in (TALKS, COFFEE, GERMAN, GERMAN_COFFEE):
        take(crawler, page)
    run.finish(complete=True, broken=[], summary={})
    age(run.store, verdict)
    return run


def data_set(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted((root / "articles").glob("*.jsonl")) for line in path.read_bytes().splitlines()]


def run_file(run: Run) -> list[str]:
    return [json.loads(line)["id"] for line in (run.place.root / f"runs/{run.id}.jsonl").read_bytes().splitlines()]


def verdicts(run: Run) -> dict[str, tuple[str, str]]:
    """By id, the verdict of the reading and the verdict of the page."""
    both = select(schema.articles.c.id, schema.articles.c.verdict, schema.pages.c.verdict.label("pages"))
    rows = run.store.execute(both.join(schema.pages, schema.pages.c.key == schema.articles.c.id))
    return {row.id: (row.verdict, row.pages) for row in rows}


def judge_all(run: Run) -> list[str]:
    said: list[str] = []
    judge_stored_again(run.store, run.records, run.frontier, said.append)
    return said


def test_the_next_run_makes_all_lines_new_and_asks_for_nothing(next_run: Begin) -> None:
    before = {record["id"]: record for record in data_set(filled(next_run).place.root)}
    run = next_run()
    outcome = run.finish(complete=True, broken=[], summary={})
    after = data_set(run.place.root)
    assert [record["id"] for record in after] == [ORIGINAL, GERMAN.address.key]
    assert (outcome.published.added, outcome.published.changed, outcome.published.withdrawn) == (0, 2, 2)
    assert run_file(run) == [ORIGINAL, GERMAN.address.key]
    for record in after:
        assert (record["schema_version"], record["provenance"]) == (2, before[record["id"]]["provenance"])
    topic, parties, _ = judge_page(TALKS)
    assert after[0]["topic"] == topic.model_dump()
    assert topic.dealings
    assert parties == after[0]["parties"] == after[1]["parties"] == ["JP", "VN"]
    assert run.frontier.lease("baoquocte.vn", 10, run.now()) == []


def test_a_story_that_is_off_the_subject_now_leaves_with_its_translations_but_its_text_stays(next_run: Begin) -> None:
    filled(next_run)
    run = next_run()
    assert verdicts(run) == {
        ORIGINAL: ("yes", "yes"), COFFEE.address.key: ("no", "no"),
        GERMAN.address.key: ("yes", "yes"), GERMAN_COFFEE.address.key: ("no", "no"),
    }  # fmt: skip


def test_a_story_that_is_on_the_subject_now_comes_in_with_its_translations(next_run: Begin) -> None:
    run = next_run()
    crawler = crawler_of(run)
    for page in (TALKS, GERMAN):
        take(crawler, page, "borderline")
    age(run.store, "no")
    run.publish()
    assert data_set(run.place.root) == []
    later = next_run()
    assert later.finish(complete=True, broken=[], summary={}).published.added == 2
    assert [record["topic"]["verdict"] for record in data_set(later.place.root)] == ["yes", "yes"]


def test_it_is_done_once(next_run: Begin) -> None:
    filled(next_run)
    next_run().finish(complete=True, broken=[], summary={})
    run = next_run()
    assert judge_all(run) == []
    outcome = run.finish(complete=True, broken=[], summary={})
    assert (outcome.published.added, outcome.published.changed, outcome.published.withdrawn) == (0, 0, 0)
    assert run_file(run) == []


def test_a_run_that_dies_meanwhile_is_gone_on_with(next_run: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    run = filled(next_run)
    lines: list[str] = []

    def stopped(line: str) -> None:
        lines.append(line)
        if line.startswith("Judged again: 3 of"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("crawler.run.judge_again._BATCH", 1)
        patched.setattr("crawler.run.judge_again._SECONDS_BETWEEN_LINES", 0)
        with pytest.raises(KeyboardInterrupt):
            judge_stored_again(run.store, run.records, run.frontier, stopped)
    assert lines == [
        "4 stored records of an earlier version are judged again; nothing is asked for.",
        *(f"Judged again: {done} of 4 stored records." for done in (1, 2, 3)),
    ]  # fmt: skip
    assert run.records.count_outdated() == 1
    later = next_run()
    assert later.records.count_outdated() == 0
    later.finish(complete=True, broken=[], summary={})
    assert [(record["id"], record["schema_version"]) for record in data_set(later.place.root)] == [(ORIGINAL, 2), (GERMAN.address.key, 2)]
    assert verdicts(later)[COFFEE.address.key] == ("no", "no")


def test_the_log_says_which_verdicts_changed(next_run: Begin, caplog: pytest.LogCaptureFixture) -> None:
    filled(next_run)
    with caplog.at_level(logging.INFO, logger="crawler.run.run"):
        next_run()
    assert "Judged again: all 4 stored records. Verdicts that changed: yes to no 2." in caplog.messages


def test_a_page_that_is_read_again_is_compared_with_what_was_judged_again(next_run: Begin) -> None:
    filled(next_run)
    run = next_run()
    edited: Article | None = take(crawler_of(run), original_page(headline=ON_SUBJECT, body=["Hai bộ trưởng gặp nhau chiều nay."]))
    assert edited is not None
    assert edited.provenance.revision == 2
    run.finish(complete=True, broken=[], summary={})
    assert [record["provenance"]["revision"] for record in data_set(run.place.root)] == [2, 1]


def test_a_stored_record_that_cannot_be_read_is_named_and_the_others_are_safe(next_run: Begin) -> None:
    run = filled(next_run)
    with run.store.transaction():
        run.store.execute(update(schema.articles).where(schema.articles.c.id == ORIGINAL).values(record=b"{"))
    with pytest.raises(StoreError, match=f"stored record baoquocte.vn/{NUMBER} cannot be read"):
        judge_all(run)
    with pytest.raises(RunError, match=ORIGINAL):
        next_run()
