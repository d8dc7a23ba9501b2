"""Tests crawler.scheduling: teasers, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.fetching.retry_policy import ANSWERED
from crawler.page import Listing, Teaser, Unread
from crawler.store.frontier import State
from tests.builders import (
    ORIGINAL,
    crawler_of,
    mirror_address,
    mirror_page,
    new_page,
    original_address,
    original_page,
    schedule_of,
    take,
    teaser,
)

if TYPE_CHECKING:
    from crawler.page import Address
    from crawler.run.run import Run
    from crawler.scheduling.lists import ListCrawl, ListCrawls
    from tests.conftest import Begin

URL = "https://baoquocte.vn/the-gioi"
SECOND = f"{URL}&s_cond=&BRSR=15"
OFF_SUBJECT = "Giá cà phê hôm nay tăng nhẹ"


def lists_of(run: Run) -> ListCrawls:
    return schedule_of(crawler_of(run)).lists


def opened(lists: ListCrawls, url: str = URL) -> ListCrawl:
    found = lists.open(url, "baoquocte.vn")
    assert found is not None
    return found.crawl


def numbered(*numbers: int, day: int = 12, headline: str = OFF_SUBJECT) -> tuple[Teaser, ...]:
    """Teasers with these numbers; off the subject unless told otherwise."""
    date = f"2024-09-{day:02}T08:00:00+07:00"
    return tuple(teaser(original_address(number, f"gia-ca-phe-{number}"), headline, date=date) for number in numbers)


def read(lists: ListCrawls, *pages: tuple[Teaser, ...], url: str = URL) -> int:
    """Read a list from its first page on to its end; return how many pages that took."""
    one = opened(lists, url)
    for count, teasers in enumerate(pages, 1):
        following = f"{url}&s_cond=&BRSR={15 * count}" if count < len(pages) else None
        if not lists.take(one, Listing(url, teasers, following)):
            return count
    message = "the list did not end"
    raise AssertionError(message)


def row(run: Run, at: Address) -> tuple[str, str | None] | None:
    found = run.frontier.known([at.key]).get(at.key)
    return None if found is None else (found.state, found.reason)


OLD = (numbered(3, 4), numbered(1, 2))


def test_a_daily_run_stops_as_soon_as_it_meets_known_ground(next_run: Begin) -> None:
    assert read(lists_of(next_run()), *OLD, numbered(10)) == 3
    later = lists_of(next_run())
    assert read(later, numbered(6, 5), *OLD) == 2
    assert (later.read, later.under_way) == ({URL}, set())


def test_a_crawl_that_broke_off_leaves_no_hole(next_run: Begin) -> None:
    read(lists_of(next_run()), *OLD)
    broken = lists_of(next_run())
    one = opened(broken)
    assert [page.url for page in broken.take(one, Listing(URL, numbered(8, 7), SECOND))] == [SECOND]
    broken.fail(one, "timeout")
    assert (broken.failed, broken.under_way, broken.read) == ({URL: "timeout"}, set(), set())
    assert read(lists_of(next_run()), numbered(8, 7), numbered(6, 5), *OLD) == 3


def test_a_run_that_died_in_a_crawl_leaves_no_hole(next_run: Begin) -> None:
    read(lists_of(next_run()), *OLD)
    dying = lists_of(next_run())
    assert [page.url for page in dying.take(opened(dying), Listing(URL, numbered(8, 7), SECOND))] == [SECOND]
    assert read(lists_of(next_run()), numbered(8, 7), numbered(6, 5), *OLD) == 3


def test_a_crawl_reads_past_one_new_entry_among_old_ones(next_run: Begin) -> None:
    read(lists_of(next_run()), *OLD)
    assert read(lists_of(next_run()), numbered(4, 3, 9), *OLD) == 2


def test_a_run_that_wants_to_go_back_further_reads_through_known_ground(next_run: Begin) -> None:
    read(lists_of(next_run(since="2024-09-10")), *OLD)
    older = numbered(10, day=1)
    assert read(lists_of(next_run(since="2024-09-01")), *OLD, older) == 3


def test_topic_all_reads_through_ground_that_was_read_for_the_subject_only(next_run: Begin) -> None:
    read(lists_of(next_run()), *OLD)
    assert read(lists_of(next_run(topic="all")), *OLD) == 2


def test_a_crawl_ends_where_all_is_older_than_the_window(next_run: Begin) -> None:
    run = next_run(since="2024-09-10")
    assert read(lists_of(run), numbered(4, 3), (*numbered(2, day=10), *numbered(1, day=9)), numbered(10, day=8), numbered(11, day=7)) == 3


def test_undated_entries_do_not_end_a_pass(next_run: Begin) -> None:
    undated = tuple(teaser(original_address(number, f"khong-ngay-{number}"), date=None) for number in (5, 6))
    assert read(lists_of(next_run(since="2024-09-10")), undated, numbered(1)) == 2


def test_a_list_that_repeats_itself_past_its_end_is_at_its_end(run: Run) -> None:
    assert read(lists_of(run), numbered(4, 3), numbered(3, 4), numbered(3, 4)) == 2


def test_a_list_is_read_once_a_run(run: Run) -> None:
    lists = lists_of(run)
    read(lists, numbered(1))
    assert lists.open(URL, "baoquocte.vn") is None


def test_a_list_that_is_not_there_is_not_asked_for_in_the_next_run(next_run: Begin) -> None:
    lists = lists_of(next_run())
    lists.fail(opened(lists), "http-404")
    other = "https://baoquocte.vn/thoi-su"
    lists.fail(opened(lists, other), "http-503")
    again = lists_of(next_run())
    assert again.open(URL, "baoquocte.vn") is None
    assert again.open(other, "baoquocte.vn") is not None


def test_a_teaser_on_the_subject_is_wanted_and_another_noted(run: Run) -> None:
    lists = lists_of(run)
    read(lists, (teaser(), *numbered(7)))
    assert row(run, original_address()) == (State.WAITING, None)
    assert row(run, numbered(7)[0].address) == (State.DECLINED, "topic")
    found = run.frontier.known([ORIGINAL])[ORIGINAL]
    assert (found.found_in, found.published, found.number) == (URL, teaser().date, 286044)
    assert (lists.stats.get_value("teaser/wanted"), lists.stats.get_value("teaser/topic")) == (1, 1)


def test_with_topic_all_every_teaser_is_wanted(next_run: Begin) -> None:
    run = next_run(topic="all")
    read(lists_of(run), numbered(7))
    assert row(run, numbered(7)[0].address) == (State.WAITING, None)


def test_a_teaser_without_a_headline_is_judged_by_its_slug(run: Run) -> None:
    slug = "bo-truong-quoc-phong-nhat-ban-hoi-dam-voi-bo-truong-quoc-phong-viet-nam"
    read(lists_of(run), (teaser(original_address(slug=slug), None),))
    assert row(run, original_address(slug=slug)) == (State.WAITING, None)


@pytest.mark.parametrize(
    ("arguments", "at", "date", "reason"),
    [
        ({"since": "2024-09-13"}, original_address(), "2024-09-12", "window"),
        ({"until": "2024-09-11"}, original_address(), "2024-09-12", "window"),
        ({"until": "2024-09-12"}, original_address(), None, None),
        ({"languages": "ja"}, mirror_address("de"), "2024-09-12", "language"),
        ({"languages": "de"}, original_address(), "2024-09-12", None),
        ({"sites": "baoquocte.vn"}, original_address(host="en.baoquocte.vn"), "2024-09-12", "site"),
    ],
)
def test_what_the_arguments_leave_out_is_noted_with_the_reason(
    next_run: Begin, arguments: dict[str, str], at: Address, date: str | None, reason: str | None
) -> None:
    run = next_run(**arguments)
    read(lists_of(run), (teaser(at, date=date),))
    assert row(run, at) == (State.WAITING if reason is None else State.DECLINED, reason)


def test_a_translation_of_an_original_that_is_off_the_subject_is_not_asked_for(run: Run) -> None:
    crawler = crawler_of(run)
    take(crawler, original_page(), "no")
    german = mirror_address("de")
    read(schedule_of(crawler).lists, (teaser(german, "Die Verteidigungsminister Japans und Vietnams treffen sich in Hanoi"),))
    assert row(run, german) == (State.DECLINED, "topic")


def test_a_declined_page_that_a_later_run_wants_is_asked_for_then(next_run: Begin) -> None:
    run = next_run(since="2024-09-20")
    read(lists_of(run), (teaser(),))
    assert row(run, original_address()) == (State.DECLINED, "window")
    wider = next_run(since="2024-09-01")
    read(lists_of(wider), (teaser(),))
    assert row(wider, original_address()) == (State.WAITING, None)


def test_a_page_that_was_read_is_asked_for_again_only_when_its_teaser_changed(next_run: Begin) -> None:
    run = next_run()
    crawler = crawler_of(run)
    read(schedule_of(crawler).lists, (teaser(),))
    take(crawler, original_page())
    run = next_run()
    read(lists_of(run), (teaser(),))
    assert row(run, original_address()) == (State.DONE, None)
    run = next_run()
    edited = teaser(headline="Bộ trưởng Quốc phòng Nhật Bản hội đàm với Bộ trưởng Quốc phòng Việt Nam, ký bản ghi nhớ")
    read(lists_of(run), (edited,))
    assert row(run, original_address()) == (State.WAITING, None)


def test_a_feeds_missing_punctuation_is_no_edit(next_run: Begin) -> None:
    run = next_run()
    crawler = crawler_of(run)
    read(schedule_of(crawler).lists, (teaser(headline="Nhật Bản, Việt Nam: hợp tác quốc phòng!"),))
    take(crawler, original_page())
    run = next_run()
    read(lists_of(run), (teaser(headline="Nhật Bản Việt Nam hợp tác quốc phòng"),))
    assert row(run, original_address()) == (State.DONE, None)


def test_a_renamed_page_is_asked_for_at_its_new_address(next_run: Begin) -> None:
    run = next_run()
    crawler = crawler_of(run)
    read(schedule_of(crawler).lists, (teaser(),))
    take(crawler, original_page())
    run = next_run()
    renamed = original_address(slug="bo-truong-quoc-phong-nhat-ban-hoi-dam-tai-ha-noi")
    read(lists_of(run), (teaser(renamed),))
    found = run.frontier.known([ORIGINAL])[ORIGINAL]
    assert (found.state, found.url) == (State.WAITING, renamed.url)


def test_a_page_that_waits_its_turn_after_a_failure_is_not_hurried_by_a_list(run: Run) -> None:
    with run.store.transaction():
        run.frontier.add([new_page(original_address())])
        run.frontier.failed(ORIGINAL, "http-404", run.now(), ANSWERED.after)
    read(lists_of(run), (teaser(),))
    with run.store.transaction():
        assert run.frontier.lease("baoquocte.vn", 5, run.now()) == []


def test_entries_that_gave_no_address_are_counted(run: Run) -> None:
    lists = lists_of(run)
    lists.take(opened(lists), Listing(URL, numbered(1), unread=(Unread("x", "why"),) * 3))
    assert lists.stats.get_value("list/unread_entries") == 3


def test_entries_that_gave_no_address_are_named_with_the_reason(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    lists = lists_of(run)
    entries = tuple(Unread(f"https://baoquocte.vn/x-{number}", "its link is no article's") for number in range(25))
    with caplog.at_level("INFO"):
        lists.take(opened(lists), Listing(URL, numbered(1), unread=entries))
    named = [message for message in caplog.messages if "its link is no article's" in message]
    assert len(named) == 20
    assert sum("https://baoquocte.vn/x-3 " in message for message in named) == 1
    assert any("5 more entries" in message for message in caplog.messages)


FEED, OF_A_SECTION = "https://baoquocte.vn/rss_feed/", "https://baoquocte.vn/rss_feed/the-gioi"


@pytest.mark.parametrize("order", [(FEED, OF_A_SECTION), (OF_A_SECTION, FEED)])
def test_a_feed_that_shows_the_same_as_another_is_read_once_and_is_no_list_of_its_own(next_run: Begin, order: tuple[str, str]) -> None:
    lists = lists_of(next_run())
    for url in order:
        lists.take(opened(lists, url), Listing(url, numbered(2, 1)), feed=True)
    assert lists.read == {FEED}
    again = lists_of(next_run())
    assert again.open(OF_A_SECTION, "baoquocte.vn") is None
    assert again.open(FEED, "baoquocte.vn") is not None


def test_a_feed_of_a_sections_own_goes_on_being_read(next_run: Begin) -> None:
    lists = lists_of(next_run())
    lists.take(opened(lists, FEED), Listing(FEED, numbered(3, 2, 1)), feed=True)
    lists.take(opened(lists, OF_A_SECTION), Listing(OF_A_SECTION, numbered(2, 1)), feed=True)
    assert lists.read == {FEED, OF_A_SECTION}
    assert lists_of(next_run()).open(OF_A_SECTION, "baoquocte.vn") is not None


def test_a_page_that_is_no_feed_at_an_address_that_was_only_guessed_is_a_missing_list(next_run: Begin) -> None:
    guessed = "https://www.vietnam.vn/fr/sitemap.rss"
    lists = lists_of(next_run())
    lists.fail(opened(lists, guessed), "not-feed")
    lists.take(opened(lists, FEED), Listing(FEED, numbered(1)), feed=True)
    later = lists_of(next_run())
    assert later.open(guessed, "vietnam.vn") is None
    # One that was a feed is one again, perhaps, the next time.
    later.fail(opened(later, FEED), "not-feed")
    assert lists_of(next_run()).open(FEED, "baoquocte.vn") is not None


def gaps_of(next_run: Begin, *broken: str, **arguments: str) -> tuple[ListCrawls, list[str]]:
    """A run of which lists break off at their second page, and the lists of days that it reads for that."""
    schedule = schedule_of(crawler_of(next_run(**arguments)))
    for url in broken:
        schedule.lists.fail(opened(schedule.lists, url), "http-503")
    pages = list(schedule.gaps.close())
    for page in pages:
        schedule.lists.take(page.crawl, Listing(page.url, numbered(1)))
    assert list(schedule.gaps.close()) == []
    schedule.gaps.settle()
    return schedule.lists, [page.url for page in pages]


def test_where_a_list_broke_off_the_windows_days_are_read_and_the_run_is_whole(next_run: Begin) -> None:
    lists, days = gaps_of(next_run, URL, since="2024-09-10", until="2024-09-12")
    assert days == [f"https://baoquocte.vn/tin-moi&fv=2024-09-{day}" for day in (12, 11, 10)]
    assert lists.holes == set()


def test_without_a_gap_and_for_a_long_window_no_day_is_read(next_run: Begin) -> None:
    assert gaps_of(next_run, since="2024-09-10", until="2024-09-12")[1] == []
    lists, days = gaps_of(next_run, URL, since="2023-09-10", until="2024-09-12")
    assert days == []
    assert lists.holes == {URL}


def test_of_a_story_that_nobody_knows_one_page_is_asked_for_until_it_says_whose_it_is(run: Run) -> None:
    crawler = crawler_of(run)
    german, japanese = mirror_address("de"), mirror_address("ja")
    url = "https://www.vietnam.vn/sitemap/sitemap-post/2024-09-12.xml"
    read(schedule_of(crawler).lists, (teaser(german, None), teaser(japanese, None)), url=url)
    assert (row(run, german), row(run, japanese)) == ((State.WAITING, None), (State.DECLINED, "sibling"))
    take(crawler, mirror_page("de"))
    assert row(run, japanese) == (State.WAITING, None)
