from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.spiders import Spider

from crawler.extensions.close_run import CloseRun
from crawler.sites.site import Listing
from tests.builders import crawler_of, original_address, original_page, spider_of, take, teaser

if TYPE_CHECKING:
    from crawler.run import Outcome, Run
    from tests.conftest import Begin

VI, EN, MIRROR = "https://baoquocte.vn/the-gioi", "https://en.baoquocte.vn/", "https://www.vietnam.vn/"
SITE_OF = {VI: "baoquocte.vn", EN: "en.baoquocte.vn", MIRROR: "vietnam.vn"}


@pytest.fixture
def crawler(run: Run) -> Crawler:
    return crawler_of(run)


def close(crawler: Crawler, *, failed: dict[str, str] | None = None, reason: str = "finished") -> Outcome:
    """End a run in which one list of each site was read, but for those that failed."""
    spider = spider_of(crawler)
    lists = {**SITE_OF, **{url: "baoquocte.vn" for url in failed or {} if url not in SITE_OF}}
    for number, (url, site) in enumerate(lists.items(), 11):
        opened = spider.passes.open(url, site)
        assert opened is not None
        if failed and url in failed:
            spider.passes.fail(opened, failed[url])
        else:
            spider.passes.take(opened, Listing(url, (teaser(original_address(number, f"bai-so-{number}")),)))
    CloseRun.from_crawler(crawler).spider_closed(spider, reason)
    assert spider.run.outcome is not None
    return spider.run.outcome


def complete(crawler: Crawler) -> bool:
    (row,) = spider_of(crawler).run.runs.last(1)
    return bool(row.complete)


def test_a_run_that_met_its_expectations_publishes_and_ends_with_0(crawler: Crawler) -> None:
    take(crawler, original_page())
    outcome = close(crawler)
    assert (outcome.exit_code, outcome.broken, outcome.published.added) == (0, [], 1)
    assert complete(crawler)
    assert (spider_of(crawler).run.place.root / "manifest.json").exists()


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
    outcome = close(crawler, failed={VI: "unresolved", EN: "timeout", MIRROR: "refused"})
    assert outcome.exit_code == 2
    assert "network" in str(spider_of(crawler).run.fatal)
    assert not complete(crawler)


def test_sites_that_answer_with_errors_are_no_missing_network(crawler: Crawler) -> None:
    assert close(crawler, failed={VI: "http-503", EN: "timeout", MIRROR: "refused"}).exit_code == 1


def test_a_crawl_that_was_stopped_is_not_complete_and_keeps_what_it_found(crawler: Crawler) -> None:
    take(crawler, original_page())
    outcome = close(crawler, reason="shutdown")
    assert (outcome.exit_code, outcome.published.added) == (1, 1)
    assert "shutdown" in outcome.broken[0]
    assert not complete(crawler)


def test_a_list_that_was_left_half_read_makes_no_complete_run(crawler: Crawler) -> None:
    spider_of(crawler).passes.cut_short.add(VI)
    close(crawler)
    assert not complete(crawler)


@pytest.mark.parametrize(("kind", "whole"), [("http-503", False), ("timeout", False), ("challenge", False), ("http-404", True)])
def test_a_list_that_failed_leaves_the_next_window_where_it_was_and_one_that_is_not_there_does_not(
    crawler: Crawler, kind: str, *, whole: bool
) -> None:
    close(crawler, failed={"https://baoquocte.vn/muc-cu": kind})
    assert complete(crawler) is whole


def test_a_run_that_could_not_go_on_is_not_complete(crawler: Crawler) -> None:
    spider_of(crawler).run.fail("disk full")
    outcome = close(crawler, reason="shutdown")
    assert (outcome.exit_code, outcome.broken) == (2, [])
    assert not complete(crawler)


def test_a_host_that_refused_is_named_as_a_broken_expectation(crawler: Crawler) -> None:
    assert crawler.stats is not None
    crawler.stats.set_value("failure/host-backs-off", 7)
    outcome = close(crawler)
    assert outcome.exit_code == 1
    assert any("7 pages" in words for words in outcome.broken)


def test_failures_are_kept_with_the_run_and_logged_by_kind(crawler: Crawler, caplog: pytest.LogCaptureFixture) -> None:
    assert crawler.stats is not None
    crawler.stats.set_value("failure/http-500", 3)
    with caplog.at_level(logging.INFO):
        close(crawler)
    (row,) = spider_of(crawler).run.runs.last(1)
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
