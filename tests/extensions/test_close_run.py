"""Tests crawler.run: summary."""

from __future__ import annotations

import json
import logging
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import time_machine
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.spiders import Spider

from crawler.extensions.close_run import CloseRun
from crawler.page import Image, Listing
from crawler.record.figures import PageFigures
from crawler.sites import SITES
from tests.builders import begin, crawler_of, open_list, original_address, original_page, schedule_of, take, teaser

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.run.run import Outcome, Run
    from tests.conftest import Begin

VI, EN, MIRROR = "https://baoquocte.vn/the-gioi", "https://en.baoquocte.vn/", "https://www.vietnam.vn/"
SITE_OF = {VI: "baoquocte.vn", EN: "en.baoquocte.vn", MIRROR: "vietnam.vn"}
# One list of each site there is, of whatever others there are as well.
LISTS = SITE_OF | {f"https://{site.hosts[0]}/": name for name, site in SITES.items() if name not in SITE_OF.values()}


@pytest.fixture
def crawler(run: Run) -> Crawler:
    return crawler_of(run)


def close(crawler: Crawler, *, failed: dict[str, str] | None = None, reason: str = "finished") -> Outcome:
    """End a run in which one list of each site was read, but for those that failed."""
    schedule = schedule_of(crawler)
    lists = {**LISTS, **{url: "baoquocte.vn" for url in failed or {} if url not in LISTS}}
    for number, (url, site) in enumerate(lists.items(), 11):
        opened = open_list(crawler, url, site)
        if failed and url in failed:
            schedule.lists.fail(opened, failed[url])
        else:
            schedule.lists.take(opened, Listing(url, (teaser(original_address(number, f"bai-so-{number}")),)), feed=True)
    CloseRun.from_crawler(crawler).spider_closed(reason)
    assert schedule.run.outcome is not None
    return schedule.run.outcome


def complete(crawler: Crawler) -> bool:
    (row,) = schedule_of(crawler).run.runs.last(1)
    return bool(row.complete)


def test_a_run_that_met_its_expectations_publishes_and_ends_with_0(crawler: Crawler) -> None:
    take(crawler, original_page())
    outcome = close(crawler)
    assert (outcome.exit_code, outcome.broken, outcome.published.added) == (0, [], 1)
    assert complete(crawler)
    assert (schedule_of(crawler).run.place.root / "manifest.json").exists()


def test_a_site_of_which_no_list_could_be_read_breaks_an_expectation_by_name(crawler: Crawler) -> None:
    outcome = close(crawler, failed={VI: "challenge"})
    assert outcome.exit_code == 1
    (words,) = outcome.broken
    assert "baoquocte.vn" in words
    assert "en.baoquocte.vn" not in words
    assert "challenge" in words


def test_one_list_of_several_that_failed_breaks_none(crawler: Crawler) -> None:
    assert close(crawler, failed={"https://baoquocte.vn/muc-cu": "http-404"}).exit_code == 0


def test_a_run_that_reached_no_site_could_not_go_on(crawler: Crawler) -> None:
    outcome = close(crawler, failed=dict.fromkeys(LISTS, "timeout") | {VI: "unresolved", MIRROR: "refused"})
    assert outcome.exit_code == 2
    assert "network" in str(schedule_of(crawler).run.fatal)
    assert not complete(crawler)


def test_sites_that_answer_with_errors_are_no_missing_network(crawler: Crawler) -> None:
    assert close(crawler, failed=dict.fromkeys(LISTS, "timeout") | {VI: "http-503", MIRROR: "refused"}).exit_code == 1


def test_a_crawl_that_was_stopped_is_not_complete_and_keeps_what_it_found(crawler: Crawler) -> None:
    take(crawler, original_page())
    outcome = close(crawler, reason="shutdown")
    assert (outcome.exit_code, outcome.published.added) == (1, 1)
    assert "shutdown" in outcome.broken[0]
    assert not complete(crawler)


def test_a_list_that_was_left_half_read_makes_no_complete_run(crawler: Crawler) -> None:
    schedule_of(crawler).lists.cut_short.add(VI)
    close(crawler)
    assert not complete(crawler)


@pytest.mark.parametrize(("kind", "whole"), [("http-503", False), ("timeout", False), ("challenge", False), ("http-404", True)])
def test_a_list_that_failed_leaves_the_next_window_where_it_was_and_one_that_is_not_there_does_not(
    crawler: Crawler, kind: str, *, whole: bool
) -> None:
    close(crawler, failed={"https://baoquocte.vn/muc-cu": kind})
    assert complete(crawler) is whole


@pytest.mark.parametrize(("shown", "whole"), [(0, False), (1, True)])
def test_lists_of_the_paper_that_show_nothing_while_its_feeds_do_leave_the_next_window_where_it_was(
    crawler: Crawler, shown: int, *, whole: bool
) -> None:
    found = schedule_of(crawler).run.statistics["baoquocte.vn"]
    found.markup_lists, found.fed, found.shown = 3, 20, shown
    outcome = close(crawler)
    assert complete(crawler) is whole
    assert any("not one of 3 list pages" in words for words in outcome.broken) is not whole


@pytest.mark.parametrize("kind", ["layout-changed", "emptied"])
def test_a_list_that_was_read_before_and_is_not_understood_leaves_the_next_window_where_it_was(next_run: Begin, kind: str) -> None:
    with time_machine.travel("2026-03-02T03:00:00+00:00", tick=False) as clock:
        close(crawler_of(next_run()))
        clock.shift(60)
        crawler = crawler_of(next_run())
        close(crawler, failed={VI: kind})
        assert not complete(crawler)


def test_a_list_that_was_never_understood_does_not_hold_the_others_back(crawler: Crawler) -> None:
    close(crawler, failed={"https://baoquocte.vn/muc-cu": "layout-changed"})
    assert complete(crawler)


def test_a_site_none_of_whose_lists_is_there_is_named(crawler: Crawler) -> None:
    outcome = close(crawler, failed={VI: "http-404"})
    assert outcome.broken == ["baoquocte.vn: none of its lists could be read; they may be gone, or forbidden by robots.txt"]


def test_a_site_that_has_no_list_for_the_sections_asked_for_is_not_missed(next_run: Begin) -> None:
    run = next_run(sections="the-gioi")
    assert not SITES["en.baoquocte.vn"].seeds(run.arguments.sections)
    outcome = close(crawler_of(run), failed={EN: "http-404"})
    assert not any(words.startswith("en.baoquocte.vn") for words in outcome.broken)


def test_a_site_of_which_no_further_article_was_asked_for_is_named_with_the_reason(crawler: Crawler) -> None:
    schedule_of(crawler).articles.closed["vietnam.vn"] = "10 pages in a row were turned away, the last one with challenge"
    assert close(crawler).broken == [
        "vietnam.vn: no further article was asked for: 10 pages in a row were turned away, the last one with challenge"
    ]


def fill(crawler: Crawler, *, pictures: bool) -> None:
    """Have the paper's pages read, with pictures or without."""
    for number in range(6):
        body: list[str | Image] = ["Một đoạn văn dài. " * 40, *[Image("https://cdn.baoquocte.vn/a.jpg")] * pictures]
        page = original_page(number + 1, body=body, section=["Thế giới"], rules={"headline": "g4:h1", "body": "g4:div"})
        schedule_of(crawler).run.statistics["baoquocte.vn"].page(PageFigures.of(page))


@pytest.mark.parametrize(
    ("arguments", "reason", "held"),
    [({}, "finished", True), ({}, "shutdown", False), ({"until": "2024-12-31"}, "finished", False), ({"topic": "all"}, "finished", False),
     ({"sections": "the-gioi"}, "finished", False), ({"sites": "baoquocte.vn"}, "finished", False),
     ({"languages": "vi,de"}, "finished", False), ({"since": "2018-01-01"}, "finished", False)],
)  # fmt: skip
def test_a_run_is_held_against_earlier_ones_with_the_same_arguments_that_came_to_their_end(
    next_run: Begin, arguments: dict[str, str], reason: str, *, held: bool
) -> None:
    for _ in range(3):
        crawler = crawler_of(next_run())
        fill(crawler, pictures=True)
        assert close(crawler).broken == []
    crawler = crawler_of(next_run(**arguments))
    fill(crawler, pictures=False)
    outcome = close(crawler, reason=reason)
    words = "baoquocte.vn: the field images was found on 0 of 6 pages, in the last runs on 100 %"
    assert (words in outcome.broken) is held


def test_what_was_amiss_is_no_measure_and_what_was_so_for_long_is_the_new_one(tmp_path: Path) -> None:
    with time_machine.travel("2026-03-02T03:00:00+00:00", tick=False) as clock:
        broken = []
        for day in range(45):
            with closing(begin(tmp_path)) as run:
                crawler = crawler_of(run)
                fill(crawler, pictures=day < 3)
                broken.append(bool(close(crawler).broken))
            clock.shift(24 * 3600)
    assert broken[:4] == [False, False, False, True]
    assert broken[4:34] == [True] * 30
    assert broken[40:] == [False] * 5


def test_a_run_that_could_not_go_on_is_not_complete(crawler: Crawler) -> None:
    schedule_of(crawler).run.fail("disk full")
    outcome = close(crawler, reason="shutdown")
    assert (outcome.exit_code, outcome.broken) == (2, [])
    assert not complete(crawler)


def test_a_site_that_is_left_to_the_next_run_is_named_and_not_held_against_its_lists(crawler: Crawler) -> None:
    schedule_of(crawler).closed.left[MIRROR] = "www.vietnam.vn answered 403 to https://www.vietnam.vn/ and is closed"
    outcome = close(crawler, failed={MIRROR: "challenge"})
    assert outcome.exit_code == 1
    assert [words for words in outcome.broken if words.startswith(MIRROR)] == [
        f"{MIRROR}: www.vietnam.vn answered 403 to https://www.vietnam.vn/ and is closed"
    ]
    assert not complete(crawler)


def test_pages_that_were_found_and_not_asked_for_are_in_the_next_runs_window_too(crawler: Crawler) -> None:
    schedule_of(crawler).articles.closed["baoquocte.vn"] = "10 pages in a row were turned away"
    assert close(crawler).exit_code == 1
    assert not complete(crawler)


def test_failures_are_kept_with_the_run_and_logged_by_kind(crawler: Crawler, caplog: pytest.LogCaptureFixture) -> None:
    assert crawler.stats is not None
    crawler.stats.set_value("failure/http-500", 3)
    with caplog.at_level(logging.INFO):
        close(crawler)
    (row,) = schedule_of(crawler).run.runs.last(1)
    assert json.loads(row.summary)["failures"] == {"http-500": 3}
    assert any("3 × http-500" in record.getMessage() for record in caplog.records)


def test_only_the_sites_asked_for_are_expected(next_run: Begin) -> None:
    crawler = crawler_of(next_run(sites="en.baoquocte.vn"))
    assert close(crawler, failed={VI: "challenge", MIRROR: "challenge"}).exit_code == 0


def test_other_spiders_are_none_of_its_business() -> None:
    crawler = Crawler(Spider)
    crawler.spider = Spider("other")
    with pytest.raises(NotConfigured):
        CloseRun.from_crawler(crawler)
