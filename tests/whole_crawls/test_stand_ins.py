"""Pages that answer 200 and are not the article which their address names: none becomes a record, none replaces one."""

from __future__ import annotations

import json
import re
import sqlite3
import tomllib
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from crawler.store.frontier import State
from tests.against_truth import compare, records_of
from tests.crawls import crawl, data_files
from tests.replica import Replica
from tests.replica.stories import STORIES
from tests.whole_crawls.test_faults import HASTY, PAPER, WITH_MIRROR, article, let_time_pass, store_rows

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

MIRROR = "www.vietnam.vn"
SOUND = 8  # articles of the paper without a fault: a site most of whose pages are walls is another matter, tested below

# Name: the fault's kind in the replica, its parameters, and the kinds of failure that may come of it.
STAND_INS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "wall-instead-of-the-page": ("consent", {"headline": "lost"}, {"consent"}),
    # Where nothing but the wall is left in the frame, no text of an article is found in it.
    "wall-in-the-articles-frame": ("consent", {"headline": "kept"}, {"consent", "layout-changed", "not-article"}),
    "soft-404": ("soft_404", {}, {"soft-404", "removed"}),  # "does not exist, or was taken down"
    "taken-down-headline-kept": ("removed", {"headline": "kept"}, {"removed"}),
    "taken-down-headline-lost": ("removed", {"headline": "lost"}, {"removed"}),
}
GONE = [name for name, (_, _, kinds) in STAND_INS.items() if "removed" in kinds]
# The mirror's pages of one story that the same befalls, each in another language.
LANGUAGES = dict(zip(STAND_INS, ("de", "ja", "ko", "fr", "th"), strict=True))
EVERYWHERE = [(site, name) for site in (PAPER, "vietnam.vn") for name in STAND_INS]


def mirrored() -> dict[str, Any]:
    """A story with a translation for each of the stand-ins, all of one text: the reader asks for no language's grammar here."""
    table = tomllib.loads((STORIES / "kihara-hakkanen.toml").read_text("utf-8"))
    there = table["translations"]
    return {**table, "translations": {"vi": there["vi"], **{code: there.get(code, there["de"]) for code in LANGUAGES.values()}}}


def stories() -> list[dict[str, Any]]:
    names = [*STAND_INS, *(f"sound-{place}" for place in range(SOUND))]
    return [mirrored(), *(article(name, place) for place, name in enumerate(names))]


def lay(replica: Replica) -> dict[tuple[str, str], str]:
    """Put each stand-in in place of one page of each site; give the pages' records by site and name."""
    pages = {}
    for record in replica.truth():
        parts = urlsplit(record["url"])
        for name, (kind, params, _) in STAND_INS.items():
            ours = name in parts.path if record["site"] == PAPER else record["language"] == LANGUAGES[name]
            if ours:
                pages[record["site"], name] = record["id"]
                replica.fault(str(parts.hostname), parts.path, kind, **params)
    assert len(pages) == len(EVERYWHERE)
    return pages


def gone_count(output: Path) -> list[int]:
    """How many pages each run found gone."""
    with closing(sqlite3.connect(output / "store.sqlite")) as store:
        summaries = [json.loads(summary) for (summary,) in store.execute("SELECT summary FROM runs ORDER BY started_at, id")]
    return [int(summary["stats"].get("article/gone", 0)) for summary in summaries]


@dataclass
class Looks:
    """Runs one after the other, and what stood in store and data set after each."""

    output: Path
    pages: dict[tuple[str, str], str] = field(default_factory=dict)
    processes: list[subprocess.CompletedProcess[str]] = field(default_factory=list)
    rows: list[dict[str, sqlite3.Row]] = field(default_factory=list)
    files: list[dict[str, str]] = field(default_factory=list)
    records: list[dict[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[Counter[str]] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)

    def look(self, replica: Replica) -> None:
        replica.clear_log()
        self.processes.append(crawl(replica, self.output, *WITH_MIRROR, **HASTY))
        self.rows.append(store_rows(self.output))
        self.files.append(data_files(self.output))
        self.records.append({record["id"]: record for record in records_of(self.output)})
        self.asked.append(Counter(entry.url for entry in replica.log))
        let_time_pass(self.output)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Looks:
    """A good run; four in which the stand-ins are there; one after they are gone."""
    looks = Looks(tmp_path_factory.mktemp("later"))
    with Replica(stories()) as replica:
        looks.truth = replica.truth()
        looks.look(replica)
        looks.pages = lay(replica)
        for _ in range(4):
            looks.look(replica)
        replica.clear_faults()
        looks.look(replica)
    return looks


@pytest.fixture(scope="module")
def at_first(tmp_path_factory: pytest.TempPathFactory) -> Looks:
    """A run that never saw the articles behind the stand-ins, and one after they are gone."""
    looks = Looks(tmp_path_factory.mktemp("at_first"))
    with Replica(stories()) as replica:
        looks.truth = replica.truth()
        looks.pages = lay(replica)
        looks.look(replica)
        replica.clear_faults()
        looks.look(replica)
    return looks


def differences(looks: Looks, run: int) -> list[str]:
    comparison = compare(looks.records[run].values(), looks.truth)
    assert (comparison.missing, comparison.extra, comparison.doubled) == ([], [], [])
    return [str(difference) for difference in comparison.differences if difference.field != "parties"]


# ----------------------------------------------------------------------------------------------- a page that was read before


def test_the_articles_were_read_as_they_are(later: Looks) -> None:
    assert later.processes[0].returncode == 0, later.processes[0].stderr[-2000:]
    assert differences(later, 0) == []


def test_no_line_of_the_data_set_changes_and_no_revision_rises(later: Looks) -> None:
    assert later.files == [later.files[0]] * 6
    assert {record["provenance"]["revision"] for record in later.records[-1].values()} == {1}


@pytest.mark.parametrize(("site", "name"), EVERYWHERE)
def test_the_run_counts_the_page_as_not_read_and_says_so(later: Looks, site: str, name: str) -> None:
    key = later.pages[site, name]
    record, row, log = later.records[0][key], later.rows[1][key], later.processes[1].stderr
    assert row["state"] == State.WAITING
    assert row["reason"] in STAND_INS[name][2]
    assert f"{record['url']} was not read: {row['reason']} (" in log
    told = re.search(rf"Not read, asked again by a later run: (\d+) × {row['reason']}$", log, re.MULTILINE)
    assert told
    assert int(told[1]) == sum(other["reason"] == row["reason"] and other["attempts"] > 0 for other in later.rows[1].values())
    assert later.asked[2][record["url"]] == 1


@pytest.mark.parametrize(("site", "name"), [(site, name) for site, name in EVERYWHERE if name in GONE])
def test_an_article_that_is_gone_is_marked_so_and_its_record_stands(later: Looks, site: str, name: str) -> None:
    key = later.pages[site, name]
    url = later.records[0][key]["url"]
    assert f"{url} was read before and is gone from its site: its record stands." in later.processes[1].stderr
    assert later.rows[4][key]["state"] == State.GONE
    assert later.asked[5][url] == 0
    assert later.records[-1][key] == later.records[0][key]


def test_gone_articles_are_counted(later: Looks) -> None:
    gone = sum(row["state"] == State.GONE for row in later.rows[4].values())
    assert gone == 2 * len(GONE)
    assert gone_count(later.output) == [0, gone, gone, gone, gone, 0]


def test_what_stands_behind_a_wall_is_visited_again_when_the_wall_is_gone(later: Looks) -> None:
    for site in (PAPER, "vietnam.vn"):
        row = later.rows[5][later.pages[site, "wall-instead-of-the-page"]]
        assert (row["state"], row["attempts"]) == (State.DONE, 0)
    assert later.processes[5].returncode == 0, later.processes[5].stderr[-2000:]


# ------------------------------------------------------------------------------------------------------------- a first visit


@pytest.mark.parametrize(("site", "name"), EVERYWHERE)
def test_on_a_first_visit_no_record_comes_into_being_and_a_later_run_asks_again(at_first: Looks, site: str, name: str) -> None:
    key = at_first.pages[site, name]
    assert key not in at_first.records[0]
    assert at_first.rows[0][key]["state"] in {State.WAITING, State.ABSENT}
    assert at_first.rows[0][key]["reason"] in STAND_INS[name][2] | {"absent"}
    assert key in at_first.records[1]


def test_what_was_behind_the_stand_ins_is_read_like_the_others(at_first: Looks) -> None:
    assert differences(at_first, 1) == []
    assert gone_count(at_first.output) == [0, 0]


# -------------------------------------------------------------------------------------------------------- a wall before it all


@pytest.mark.parametrize(
    ("host", "path", "kind", "site"),
    [(PAPER, "*", "consent", PAPER), (PAPER, "*.html", "consent", PAPER), (PAPER, "*.html", "soft_404", PAPER),
     (MIRROR, "*", "consent", "vietnam.vn"), (MIRROR, "*-*-*", "consent", "vietnam.vn")],
)  # fmt: skip
def test_a_wall_on_every_page_of_a_host_is_no_quiet_day(tmp_path: Path, host: str, path: str, kind: str, site: str) -> None:
    with Replica(stories()) as replica:
        replica.fault(host, path, kind)
        process = crawl(replica, tmp_path, *WITH_MIRROR, **HASTY)
    assert process.returncode == 1, process.stderr[-2000:]
    assert re.search(rf"\b{re.escape(site)}: ", "\n".join(process.stderr.splitlines()[-12:])), process.stderr[-2000:]
    assert [record["id"] for record in records_of(tmp_path) if record["site"] == site] == []
