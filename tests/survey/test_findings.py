"""Tests crawler.survey: report, sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.survey.findings import Findings, merged
from crawler.survey.guesses import Table
from crawler.survey.report import as_html, as_json
from crawler.survey.sample import Sample

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def found(tmp_path: Path) -> Findings:
    path = tmp_path / "site.toml"
    path.write_text('title = ["h1.big"]\nsigns = [".big", ".other"]\nwords = ["Source"]\n', "utf-8")
    return Findings("ship.example", Table(path), "Articles")


def test_one_failure_outweighs_what_holds_and_what_was_not_seen(found: Findings) -> None:
    found.unseen("title", "h1.big")
    found.holds("title", "h1.big", "on one page")
    found.fails("title", "h1.big", "not on another", found="h1.small")
    (one,) = merged(found.all, [found.table])
    assert (one.status, one.found) == ("fails", "h1.small")


def test_failures_that_miss_one_name_are_one_and_name_every_line_that_has_it(found: Findings) -> None:
    found.fails("title", "h1.big", "gone", found="h1.small", names=["big"])
    found.fails("signs", ".big", "gone", found=".small", names=["big"])
    found.fails("signs", ".other", "gone", found=".more", names=["other"])
    one, other = merged(found.all, [found.table])
    assert [place.line for place in one.places] == [1, 2]
    assert (other.value, [place.line for place in other.places]) == (".other", [2])


def test_all_that_was_found_in_place_of_a_guess_is_named_up_to_four(found: Findings) -> None:
    for word in ("Quelle", "Fuente", "Quelle", "Fonte", "Zdroj", "Kilde"):
        found.listed(False, "words", word, "before an address", found=word)  # noqa: FBT003 - what the page has is not in the list
    (one,) = merged(found.all, [found.table])
    assert one.found == "Quelle; Fuente; Fonte; Zdroj"


def test_what_a_page_says_becomes_no_markup_of_the_report(found: Findings) -> None:
    found.fails("title", "<script>alert(1)</script>", "it says <b>no</b>", found="<img src=x>", url="https://ship.example/?a=<i>")
    report = as_json("2026-11-27T18:00:00+00:00", 3, merged(found.all, [found.table]), Sample(), ["a host <u>refuses</u>"])
    page = as_html(report, "survey/now/pages")
    for markup in ("<script>", "<b>no", "<img", "<i>", "<u>"):
        assert markup not in page
    assert "&lt;script&gt;alert(1)" in page
