"""``scrapy survey`` on the replica as it is, on one that differs from the data in twenty ways, and where it cannot do its job.

Tests crawler.commands: survey, survey_spider; crawler.survey: asking, mirror_lines, mirror_lists, mirror_pages, mirror_paths,
paper_article, paper_boxes, paper_forms, paper_hosts, paper_lists, paper_metadata, paper_text, plan, plan_mirror, plan_paper, robots, words.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from crawler.survey.guesses import ROOT
from tests.crawls import out_of_reach, scrapy
from tests.replica import Replica
from tests.replica.tales import BULK, CLOCK
from tests.survey.changed_sites import CHANGES, ChangedReplica

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.replica.control import Entry

# What the replica really has otherwise than the data say.
DIFFERENT = {
    ("edition[0].sitemaps", "/sitemap_site_1.xml"),  # is not there
    ("paths.tag", "/tag/{tag}.tag"),  # its robots.txt forbids tags and the print view
    ("paths.print", "/apicenter@/print_article&i={number}"),
    ("hosts", "www.vrviet.vn"),  # does not answer
    ("seeds[2].url", "https://www.vietnam.vn/vi/sitemap.rss"),  # of feeds only the Korean one exists
    ("seeds_by_language[0].url", "https://www.vietnam.vn/{lang}/sitemap.rss (de)"),
    ("seeds[5].url", "https://www.vietnam.vn/category/chinh-tri"),  # it has other categories
}


def survey(replica: Replica, output: Path, *arguments: str) -> tuple[int, str, str]:
    settings = ("-s", f"OUTPUT_DIR={output}", "-s", "DOWNLOAD_DELAY=0", "-s", "CONTACT=tests@example.org")
    ended = scrapy(replica, "survey", *arguments, *settings)
    return ended.returncode, ended.stdout, ended.stderr


class Surveyed:
    """A survey that was made, with what the replica saw of it."""

    def __init__(self, replica: Replica, output: Path) -> None:
        self.output = output
        self.code, self.said, self.errors = survey(replica, output)
        self.log: list[Entry] = replica.log
        self.report: dict[str, Any] = json.loads((output / "survey.json").read_text("utf-8"))

    def fails(self) -> list[dict[str, Any]]:
        return [row for row in self.report["findings"] if row["status"] == "fails"]


@pytest.fixture(scope="module")
def as_it_is(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surveyed]:
    with Replica(bulk=BULK, clock=CLOCK) as replica:
        yield Surveyed(replica, tmp_path_factory.mktemp("as-it-is"))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surveyed]:
    with ChangedReplica(bulk=BULK, clock=CLOCK).switch_on(*CHANGES) as replica:
        yield Surveyed(replica, tmp_path_factory.mktemp("changed"))


def test_on_the_replica_only_what_is_different_there_fails(as_it_is: Surveyed) -> None:
    assert as_it_is.code == 0, as_it_is.errors
    assert {(row["guess"], row["value"]) for row in as_it_is.fails()} == DIFFERENT
    assert as_it_is.report["counts"]["holds"] > 200


def test_every_check_says_what_holds(as_it_is: Surveyed) -> None:
    holds = {row["group"] for row in as_it_is.report["findings"] if row["status"] == "holds"}
    assert {
        "Forms of addresses", "Article pages, by field", "Dates and metadata of articles", "Boxes of article pages",
        "Pictures, bylines and names on article pages", "List pages", "Words on the paper’s pages",
        "Hosts of the mirror", "Languages and addresses of the mirror", "Article pages of the mirror", "Lines of the mirror’s pages",
        "Words on the mirror’s pages",
    } <= holds  # fmt: skip


def test_twenty_differences_are_named_and_no_other(changed: Surveyed) -> None:
    assert changed.code == 0, changed.errors
    assert len(CHANGES) == 20
    others = [row for row in changed.fails() if (row["guess"], row["value"]) not in DIFFERENT]
    named = {
        name: row for name, change in CHANGES.items() for row in others if row["guess"] == change.guess and change.said in row["found"]
    }
    assert sorted(set(CHANGES) - set(named)) == []
    assert [row for row in others if row not in named.values()] == []


def test_a_guess_that_fails_names_every_line_to_change(changed: Surveyed) -> None:
    (row,) = [row for row in changed.fails() if row["guess"] == "listing.teasers"]
    for line in row["lines"]:
        text = (ROOT / line["file"]).read_text("utf-8").splitlines()[line["line"] - 1]
        assert "bx-listing" in text
    assert len(row["lines"]) > 2


def test_it_asks_sixty_times_at_most_as_a_crawl_would_and_never_what_robots_txt_forbids(as_it_is: Surveyed, changed: Surveyed) -> None:
    for made in (as_it_is, changed):
        asked = [entry for entry in made.log if entry.method != "CONNECT"]
        assert 30 < len(asked) <= made.report["requests"] <= 60
        assert all("defence-diplomacy-crawler" in entry.agent and "tests@example.org" in entry.agent for entry in asked)
        forbidden = ("/apicenter@", "/widgets@", "/tag/", "/adsfw/")
        assert [entry.path for entry in asked if entry.host.endswith("baoquocte.vn") and entry.path.startswith(forbidden)] == []
    assert [entry.path for entry in changed.log if "search_enginer" in entry.path] == []


def test_it_keeps_the_pages_and_touches_nothing_of_the_data_set(as_it_is: Surveyed) -> None:
    assert sorted(path.name for path in as_it_is.output.iterdir()) == ["survey", "survey.html", "survey.json"]
    (pages,) = (as_it_is.output / "survey").glob("*/pages")
    for page in as_it_is.report["pages"]:
        if page["file"]:
            about = json.loads((pages / f"{page['file']}.meta.json").read_text("utf-8"))
            assert (about["url"], about["status"]) == (page["url"], page["status"])
            assert about["headers"]["content-type"]
    (article,) = list(pages.glob("*-article-*.html"))[:1]
    assert article.read_bytes().rstrip().endswith(b"</html>")
    years = {page["purpose"] for page in as_it_is.report["pages"]}
    assert {"robots", "front", "section", "day", "topic", "search", "feed", "sitemap", "article", "page", "category", "missing"} <= years


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.outside += [value or "" for name, value in attributes if name == "src" or (tag == "link" and name == "href")]


def test_the_page_for_people_needs_nothing_else_and_says_what_the_object_says(changed: Surveyed) -> None:
    page = (changed.output / "survey.html").read_text("utf-8")
    links = _Links()
    links.feed(page)
    assert links.outside == []
    assert page.count('<article class="fail">') == changed.report["counts"]["fails"] == len(changed.fails())
    assert "div.news-list" in page
    assert "baoquocte.toml" in page


def test_a_site_that_refuses_is_named_and_makes_exit_code_1(tmp_path: Path) -> None:
    with Replica(bulk=40, clock=CLOCK) as replica:
        replica.fault("www.vietnam.vn", "*", "status", status=403)
        code, _, errors = survey(replica, tmp_path)
        refused = [entry for entry in replica.log if entry.host == "www.vietnam.vn" and entry.status == 403]
    assert code == 1
    assert "www.vietnam.vn could not be surveyed" in errors
    report = json.loads((tmp_path / "survey.json").read_text("utf-8"))
    assert report["blocked"]
    assert any(row["site"] == "baoquocte.vn" and row["status"] == "holds" for row in report["findings"])
    # It takes the no for a no.
    assert len(refused) <= 2


def test_without_a_network_nothing_is_written_and_the_exit_code_is_2(tmp_path: Path) -> None:
    with Replica(bulk=0, clock=CLOCK) as replica, out_of_reach(replica):
        code, out, errors = survey(replica, tmp_path / "out")
    assert (code, out) == (2, "")
    assert "there is no network" in errors
    assert not list((tmp_path / "out").iterdir())


def test_an_argument_is_one_readable_line_and_exit_code_2(tmp_path: Path) -> None:
    with Replica(bulk=0, clock=CLOCK) as replica:
        code, _, errors = survey(replica, tmp_path, "vietnam.vn")
        assert replica.log == []
    assert code == 2
    assert "it takes no arguments" in errors
