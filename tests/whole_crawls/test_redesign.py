"""A site that changes its layout, shuts its door or is out of reach: the run says so by name, in words and by its exit code."""

from __future__ import annotations

import shutil
import sqlite3
import tomllib
from argparse import Namespace
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from crawler.commands.health import Command as Health
from tests.against_truth import compare, records_of
from tests.builders import settings_of
from tests.crawls import SINCE_EVER, crawl, crawl_command, data_files, out_of_reach, scrapy
from tests.replica import Replica
from tests.replica.stories import STORIES

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

PAPER, MIRROR = "baoquocte.vn", "vietnam.vn"
PAPER_ONLY = (SINCE_EVER, "sites=baoquocte.vn", "sections=tin-moi")
BOTH = (SINCE_EVER, "sites=baoquocte.vn,vietnam.vn", "sections=tin-moi,front")
WITHOUT_PATIENCE = {"RETRY_TIMES": "0", "BACK_OFF_FIRST": "0.05"}
OLD, NEW = range(6), range(6, 8)


def article(place: int) -> dict[str, Any]:
    """A story of its own on the subject, told by the paper alone."""
    table = tomllib.loads((STORIES / "kihara-hakkanen.toml").read_text("utf-8"))
    original = {
        **table["original"], "number": 290001 + 4 * place, "slug": f"bo-truong-quoc-phong-hoi-dam-lan-{place}-tai-tokyo",
        "headline": f"Bộ trưởng Quốc phòng hội đàm lần {place} tại Tokyo", "published": f"2024-09-{1 + place:02d}T08:00:00+07:00",
        "modified": f"2024-10-01T09:00:{place:02d}+07:00",
    }  # fmt: skip
    return {**{key: value for key, value in table.items() if key != "translations"}, "key": f"tokyo-{place}", "original": original}


@dataclass
class Redesign:
    """What is renamed, and what the sentence about it names beside the site. ``fallback``: the articles can only be guessed at."""

    names: dict[str, str]
    named: str
    fallback: bool = False


REDESIGNS = {
    "headline": Redesign({"article-detail-title": "tieu-de"}, "the field headline"),
    "date": Redesign({'"datePublished"': '"ngayDang"', '"article-date ': '"ngay '}, "the field date_published"),
    "body": Redesign(
        {"__MB_MASTERCMS_EL_3": "noi-dung", "articleBody": "khung", "__MASTERCMS_CONTENT": "khung-chinh"}, "the field body", fallback=True
    ),
    "teasers": Redesign({'<div class="article">': '<div class="the-bai">'}, "not one of 1 list pages shows an article"),
    "lists": Redesign({"bx-listing": "khung", "bx-list-left": "khung"}, "the description was found on 0 of"),
    "standfirst": Redesign({"article-detail-desc": "sapo"}, "the field description"),
}


def sentences(process: subprocess.CompletedProcess[str], code: int) -> list[str]:
    """The broken expectations that the last lines of the log name."""
    *before, last = process.stderr.splitlines()
    assert last.endswith(f"ended with exit code {code}."), process.stderr[-3000:]
    assert process.returncode == code
    assert "Traceback" not in process.stderr
    said: list[str] = []
    while before and "Expectation broken: " in before[-1]:
        said.insert(0, before.pop().partition("Expectation broken: ")[2])
    assert "Expectation broken: " not in "".join(before)
    return said


def health(output: Path) -> tuple[int, list[str]]:
    """Exit code and sentences of ``scrapy health``."""
    command, said, prefix = Health(), StringIO(), "Expectation broken: "
    command.settings = settings_of(output)
    with redirect_stdout(said):
        command.run([], Namespace())
    return command.exitcode, [line.removeprefix(prefix) for line in said.getvalue().splitlines() if line.startswith(prefix)]


def let_time_pass(output: Path) -> None:
    """Have everything that was read looked at again."""
    with closing(sqlite3.connect(output / "store.sqlite")) as store, store:
        store.execute("UPDATE pages SET due_at = 0, revisit_at = iif(revisit_at IS NULL, NULL, 1)")


def runs_complete(output: Path) -> list[bool]:
    with closing(sqlite3.connect(output / "store.sqlite")) as store:
        return [bool(complete) for (complete,) in store.execute("SELECT complete FROM runs ORDER BY started_at, ended_at")]


def entries(output: Path) -> int:
    with closing(sqlite3.connect(output / "store.sqlite")) as store:
        return int(store.execute("SELECT count(*) FROM entries WHERE complete").fetchone()[0])


def etags(output: Path, places: range) -> list[str | None]:
    keys = [f"{PAPER}/{290001 + 4 * place}" for place in places]
    with closing(sqlite3.connect(output / "store.sqlite")) as store:
        return [etag for key in keys for (etag,) in store.execute("SELECT etag FROM pages WHERE key = ?", [key])]


def lines(output: Path) -> set[str]:
    return {line for path in (output / "articles").glob("*.jsonl") for line in path.read_text("utf-8").splitlines()}


@dataclass
class Healthy:
    """The paper with some articles and a run that read them; then some more articles, which no run has read."""

    replica: Replica
    output: Path

    def copy(self, where: Path) -> Path:
        shutil.copytree(self.output, where)
        let_time_pass(where)
        return where


@pytest.fixture(scope="module")
def healthy_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Healthy]:
    output = tmp_path_factory.mktemp("healthy") / "output"
    with Replica([article(place) for place in OLD]) as replica:
        assert sentences(crawl(replica, output, *PAPER_ONLY), 0) == []
        for place in NEW:
            replica.add(article(place))
        yield Healthy(replica, output)


@pytest.fixture
def healthy(healthy_process: Healthy) -> Iterator[Healthy]:
    """As one test finds it the next one does: layouts and faults are set right again, whatever came of the test."""
    yield healthy_process
    healthy_process.replica.redesign(PAPER, {})
    healthy_process.replica.clear_faults()


@pytest.fixture(params=REDESIGNS)
def redesign(request: pytest.FixtureRequest, healthy: Healthy) -> Redesign:
    chosen: Redesign = REDESIGNS[request.param]
    healthy.replica.redesign(PAPER, chosen.names)
    return chosen


def noticed(healthy: Healthy, output: Path, redesign: Redesign) -> None:
    """A crawl is broken by name, says the same when it is asked later, and publishes what it found."""
    said = sentences(crawl(healthy.replica, output, *PAPER_ONLY), 1)
    assert any(sentence.startswith(f"{PAPER}: ") and redesign.named in sentence for sentence in said), said
    assert all(sentence.startswith(f"{PAPER}: ") for sentence in said)
    assert health(output) == (1, said)
    comparison = compare(records_of(output), healthy.replica.truth())
    assert (comparison.missing, comparison.extra, comparison.doubled) == ([], [], [])


def test_a_redesign_is_noticed_on_a_first_run(healthy: Healthy, redesign: Redesign, tmp_path: Path) -> None:
    noticed(healthy, tmp_path, redesign)
    assert {record["provenance"]["fallback"] for record in records_of(tmp_path)} == {redesign.fallback}


def test_a_redesign_is_noticed_on_a_later_run_and_harms_no_record(healthy: Healthy, redesign: Redesign, tmp_path: Path) -> None:
    output = healthy.copy(tmp_path / "output")
    before = lines(output)
    healthy.replica.clear_log()
    noticed(healthy, output, redesign)
    assert len({entry.path for entry in healthy.replica.log if entry.status == 200 and "hoi-dam-lan" in entry.path}) == len([*OLD, *NEW])
    assert before < lines(output)
    new = [record for record in records_of(output) if record["id"] in {f"{PAPER}/{290001 + 4 * place}" for place in NEW}]
    assert [record["provenance"]["fallback"] for record in new] == [redesign.fallback] * len(NEW)


def test_two_new_articles_are_enough_to_notice(healthy: Healthy, tmp_path: Path) -> None:
    output = shutil.copytree(healthy.output, tmp_path / "output")
    healthy.replica.redesign(PAPER, REDESIGNS["headline"].names)
    (sentence,) = sentences(crawl(healthy.replica, output, *PAPER_ONLY), 1)
    assert sentence.startswith(f"{PAPER}: the field headline was read by its own selectors on 0 of 2 pages")


@pytest.mark.parametrize("name", ["date", "body"])
def test_what_was_read_amiss_is_mended_once_the_layout_is_understood(healthy: Healthy, tmp_path: Path, name: str) -> None:
    output = healthy.copy(tmp_path / "output")
    healthy.replica.redesign(PAPER, REDESIGNS[name].names)
    assert sentences(crawl(healthy.replica, output, *PAPER_ONLY), 1) != []
    assert not any(etags(output, NEW))  # asked for whole, though the site may say that the page has not changed
    healthy.replica.redesign(PAPER, {})
    let_time_pass(output)
    assert sentences(crawl(healthy.replica, output, *PAPER_ONLY), 0) == []
    assert health(output) == (0, [])
    comparison = compare(records_of(output), healthy.replica.truth())
    assert [str(difference) for difference in comparison.differences if difference.field != "parties"] == []
    assert {record["provenance"]["fallback"] for record in records_of(output)} == {False}


def test_a_list_that_shows_nothing_any_more_is_not_taken_for_read(healthy: Healthy, tmp_path: Path) -> None:
    output = healthy.copy(tmp_path / "output")
    known = entries(output)
    healthy.replica.redesign(PAPER, REDESIGNS["teasers"].names)
    process = crawl(healthy.replica, output, *PAPER_ONLY)
    assert "was not read: emptied" in process.stderr
    assert known <= entries(output)


# ------------------------------------------------------------------------------------------------------------------------- the mirror

# Every class and id of the replica's markups, and the tags and linked data that a reader could hold on to.
NEVER_SEEN = {
    "entry-content": "q1", "entry-title": "q2", "entry-meta": "q3", "entry-date": "q4", "author-link": "q5", "wp-block": "q6",
    "related-posts": "q7", "share-row": "q8", "vcard": "q9", "<article": "<section", "</article>": "</section>", "<main": "<div",
    "</main>": "</div>", "application/ld+json": "application/x-data", "<time": "<b", "</time>": "</b>", "<figure": "<div",
    "</figure>": "</div>", "<figcaption": "<small", "</figcaption>": "</small>", "post-detail": "q9", "ant-layout": "q10",
    "ant-typography": "q11", "ant-space": "q12", 'role="main"': 'role="none"',
}  # fmt: skip


def test_a_mirror_in_a_markup_never_seen_is_still_read(tmp_path: Path) -> None:
    names = ("kihara-hakkanen", "doi-thoai-quoc-phong-ba-lan-2025", "nato-han-quoc-uy-ban-quan-su")
    with Replica([STORIES / f"{name}.toml" for name in names]) as replica:
        replica.redesign(MIRROR, NEVER_SEEN)
        assert sentences(crawl(replica, tmp_path, *BOTH), 0) == []
        comparison = compare(records_of(tmp_path), replica.truth())
    assert (comparison.missing, comparison.extra, comparison.doubled) == ([], [], [])
    # Without linked data the date is read where people read it.
    assert {difference.field for difference in comparison.differences} <= {"date_source", "parties"}
    assert {difference.found for difference in comparison.of("date_source")} == {"visible"}


# ---------------------------------------------------------------------------------------------------------------- a site that is well


def test_a_healthy_site_breaks_nothing_on_any_run(tmp_path: Path) -> None:
    names = ("kihara-hakkanen", "doi-thoai-quoc-phong-ba-lan-2025")
    with Replica([STORIES / f"{name}.toml" for name in names]) as replica:
        assert sentences(crawl(replica, tmp_path, *BOTH), 0) == []
        assert sentences(crawl(replica, tmp_path, *BOTH), 0) == []
        replica.add(STORIES / "nato-han-quoc-uy-ban-quan-su.toml")
        let_time_pass(tmp_path)
        assert sentences(crawl(replica, tmp_path, *BOTH), 0) == []
        assert health(tmp_path) == (0, [])
        assert compare(records_of(tmp_path), replica.truth()).missing == []


# ---------------------------------------------------------------------------------------------------------- a site that is not there


def test_a_site_that_refuses_everything_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    names = ("kihara-hakkanen", "doi-thoai-quoc-phong-ba-lan-2025")
    with Replica([STORIES / f"{name}.toml" for name in names]) as replica:
        assert sentences(crawl(replica, tmp_path, *BOTH), 0) == []
        before = lines(tmp_path)
        replica.fault(PAPER, "*", "status", status=403)
        replica.add(STORIES / "nato-han-quoc-uy-ban-quan-su.toml")
        replica.clear_log()
        said = sentences(crawl(replica, tmp_path, *BOTH, **WITHOUT_PATIENCE), 1)
        assert health(tmp_path) == (1, said)
        asked = [entry for entry in replica.log if entry.host == PAPER and entry.method == "GET"]
        added = compare(records_of(tmp_path), replica.truth())
    (closed,) = said
    assert closed.startswith(f"{PAPER}: {PAPER} answered 403 to https://{PAPER}/robots.txt and is closed to this crawler until ")
    assert {entry.status for entry in asked} == {403}
    assert len(asked) <= 7, "one that found it closed, one at the end of each wait"
    assert before < lines(tmp_path)
    assert added.missing == ["baoquocte.vn/293405"]


def test_a_site_whose_lists_answer_and_whose_articles_are_refused_is_named(healthy: Healthy, tmp_path: Path) -> None:
    healthy.replica.fault(PAPER, "/bo-truong-*", "status", status=403)
    first = sentences(crawl(healthy.replica, tmp_path, *PAPER_ONLY), 1)
    second = sentences(crawl(healthy.replica, tmp_path, *PAPER_ONLY), 1)
    for said in (first, second):
        assert said == [f"{PAPER}: 0 of 8 pages could be read (8 × http-403), expected at least 75 %."]


def test_a_site_that_turns_every_page_away_is_named_with_the_reason(tmp_path: Path) -> None:
    with Replica([article(place) for place in range(12)]) as replica:
        replica.fault(PAPER, "/bo-truong-*", "challenge")
        said = sentences(crawl(replica, tmp_path, *PAPER_ONLY), 1)
    assert any(sentence.startswith(f"{PAPER}: no further article was asked for: 10 pages in a row were turned away") for sentence in said)


# --------------------------------------------------------------------------------------------------------- a run that cannot be


def test_no_network_is_exit_2_and_harms_nothing(healthy: Healthy, tmp_path: Path) -> None:
    output = healthy.copy(tmp_path / "output")
    before = data_files(output)
    for where in (output, tmp_path / "empty"):
        with out_of_reach(healthy.replica):
            process = crawl(healthy.replica, where, *PAPER_ONLY, **WITHOUT_PATIENCE)
        assert process.returncode == 2
        last_but_one, last = process.stderr.splitlines()[-2:]
        assert "The run could not go on: no site can be reached, perhaps there is no network" in last_but_one
        assert last.endswith("ended with exit code 2.")
        assert health(where) == (2, [])
    assert data_files(output) == before
    assert sentences(crawl(healthy.replica, output, *PAPER_ONLY), 0) == []


@pytest.mark.parametrize(
    ("settings", "word"),
    [({"OUTPUT_DIR": "{tmp}/file/output"}, "cannot be written"), ({"OUTPUT_DIR": "/proc/output"}, "cannot be written"),
     ({"STORE_URL": "nonsense"}, "STORE_URL is not a database address"), ({"STORE_URL": "nosuch://host/store"}, "cannot be opened"),
     ({"STORE_URL": "sqlite:////proc/store.sqlite"}, "/proc/store.sqlite.lock cannot be written")],
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_one_line_and_exit_2(
    healthy: Healthy, tmp_path: Path, settings: dict[str, str], word: str
) -> None:
    (tmp_path / "file").touch()
    healthy.replica.clear_log()
    given = {name: value.format(tmp=tmp_path) for name, value in settings.items()}
    process = scrapy(healthy.replica, *crawl_command(tmp_path / "output", *PAPER_ONLY, LOG_LEVEL="WARNING", **given))
    assert process.returncode == 2
    (line,) = process.stderr.splitlines()
    assert line.startswith("scrapy crawl defence: ")
    assert word in line
    assert healthy.replica.log == []
