from __future__ import annotations

import json

import pytest

from crawler.page import Image, Listing, Page, Teaser
from crawler.record.figures import PageFigures
from crawler.run.statistics import SiteStatistics
from tests.builders import original_address, original_page, teaser

PAPER = "baoquocte.vn"


def count(*pages: Page) -> SiteStatistics:
    census = SiteStatistics()
    for page in pages:
        census.page(PageFigures.of(page))
    return census


def test_a_page_is_counted_by_what_it_has_and_what_read_it() -> None:
    census = count(
        original_page(rules={"headline": "g4:h1", "body": "g4:div", "encoding": "utf-8, 3 unreadable"}, section=["Thế giới"]),
        original_page(rules={"headline": "any:h1", "body": "trafilatura", "unknown": "div.new"}, description=None, fallback=True),
    )
    assert (census.pages, census.fallback, census.unknown) == (2, 1, 1)
    assert census.rules == {"headline": {"g4:h1": 1, "any:h1": 1}, "body": {"g4:div": 1, "trafilatura": 1}}
    assert {name: census.filled[name] for name in ("headline", "description", "section", "authors")} == {
        "headline": 2, "description": 1, "section": 1, "authors": 0,
    }  # fmt: skip
    assert census.languages == {"vi": 2}


def test_the_body_is_its_paragraphs_and_a_picture_is_none() -> None:
    picture = Image("https://cdn.baoquocte.vn/a.jpg", "Chú thích")
    census = count(original_page(body=["Sáu chữ", picture]), original_page(body=[picture]))
    assert census.body_chars == len("Sáu chữ")
    assert (census.filled["body"], census.filled["images"]) == (1, 2)
    assert count(original_page()).filled["images"] == 0


@pytest.mark.parametrize("kind", ["http-404", "http-410", "http-451", "foreign-source", "off-list", "robots-forbidden", "host-backs-off"])
def test_a_right_answer_and_what_was_not_asked_is_no_unreadable_page(kind: str) -> None:
    census = SiteStatistics()
    census.failure(kind, again=False)
    assert (census.unreadable, census.answered) == ({}, 0)


@pytest.mark.parametrize(
    ("kind", "again"),
    [("layout-changed", 2), ("http-403", 2), ("http-503", 2), ("challenge", 2), ("timeout", 2), ("reader-error", 2),
     ("not-article", 1), ("wrong-article", 1), ("too-large", 1), ("truncated", 1), ("empty", 1), ("redirect-loop", 1)],
)  # fmt: skip
def test_what_is_wrong_with_one_page_counts_once_and_what_is_wrong_with_the_site_each_time(kind: str, again: int) -> None:
    census = SiteStatistics()
    census.failure(kind, again=False)
    census.failure(kind, again=True)
    assert census.unreadable == {kind: again}


def test_a_page_that_turned_out_unusable_after_its_reader_was_one_page_and_not_read() -> None:
    census = count(original_page(), original_page())
    census.unchanged = 1
    census.failure("empty-body", again=False)
    census.failure("layout-changed", again=False)
    assert (census.read, census.answered) == (2, 4)


def test_lists_are_counted_by_what_they_show_of_their_own_site() -> None:
    census = SiteStatistics()
    english = Teaser(original_address(7, host="en.baoquocte.vn"), "Talks")
    undated = Teaser(original_address(9), "Hội đàm", "Sapo")
    census.listing(Listing("https://baoquocte.vn/the-gioi", (teaser(), undated, english)), PAPER, feed=False)
    census.listing(Listing("https://baoquocte.vn/", (), lists=("https://baoquocte.vn/the-gioi",)), PAPER, feed=False)
    census.listing(Listing("https://baoquocte.vn/rss_feed/", (teaser(), english)), PAPER, feed=True)
    assert (census.markup_lists, census.shown, census.fed) == (2, 2, 1)
    assert census.shown_filled == {"headline": 2, "description": 1, "date": 1}


def test_figures_come_back_from_the_store_as_they_were() -> None:
    census = count(original_page(rules={"headline": "g4:h1"}))
    census.failure("truncated", again=False)
    census.lists_failed["challenge"] += 2
    census.teasers = 4
    assert SiteStatistics.of_json(json.loads(json.dumps(census.as_json()))) == census


def test_figures_of_an_older_version_are_read_as_far_as_they_go() -> None:
    census = SiteStatistics.of_json({"pages": 3, "rules": {"body": {"g4:div": 3}}, "of a newer one": 1})
    assert (census.pages, census.rules["body"]["g4:div"], census.rules["body"]["g3:p"], census.shown) == (3, 3, 0, 0)


def test_figures_add_up_and_stay_as_they_were() -> None:
    first, second = count(original_page(rules={"body": "g4:div"})), count(original_page(rules={"body": "g3:p", "headline": "g4:h1"}))
    second.lists = 5
    total = first + second
    assert (total.pages, total.lists, total.filled["body"]) == (2, 5, 2)
    assert total.rules == {"body": {"g4:div": 1, "g3:p": 1}, "headline": {"g4:h1": 1}}
    assert (first.pages, first.rules) == (1, {"body": {"g4:div": 1}})
