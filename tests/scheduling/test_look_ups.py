"""How an original's pages are looked for on the mirror: by its daily lists, then at built addresses, while that pays.

Tests crawler.scheduling: look_ups, mirror_map; crawler.store.look_ups.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.page import Listing
from crawler.sites.vietnam_vn import SITE as VIETNAM_VN
from crawler.store.frontier import State
from tests.builders import (
    DATE,
    ORIGINAL,
    SLUG,
    crawler_of,
    mirror_address,
    mirror_page,
    original_address,
    original_page,
    schedule_of,
    take,
    teaser,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from scrapy.crawler import Crawler

    from crawler.page import Address, Teaser
    from crawler.run.run import Run
    from crawler.scheduling.lists import ListPage
    from tests.conftest import Begin

MAP = "https://www.vietnam.vn/sitemap.xml"
DAYS = [f"2024-09-{day:02}" for day in range(1, 31)]


def url_of(day: str) -> str:
    return f"https://www.vietnam.vn/sitemap/sitemap-post/{day}.xml"


def read_index(crawler: Crawler, days: list[str] = DAYS) -> list[str]:
    """Read the map's index; return the days that are read at once."""
    lists = schedule_of(crawler).lists
    index = lists.open(MAP, "vietnam.vn")
    assert index is not None
    urls = {url_of(day): day for day in days}
    return days_of(crawler, lists.take(index.crawl, Listing(MAP, lists=tuple(urls), days=urls), feed=True))


def days_of(crawler: Crawler, pages: list[ListPage], *shown: Teaser) -> list[str]:
    """Have daily lists read that all show the same; return their days."""
    for page in pages:
        schedule_of(crawler).lists.take(page.crawl, Listing(page.url, shown), feed=True)
    return [page.crawl.day or "" for page in pages]


def look(crawler: Crawler, *shown: Teaser) -> list[str]:
    """Look for all stories; return the days that are read for it."""
    return days_of(crawler, list(schedule_of(crawler).looking.look()), *shown)


def guess(crawler: Crawler, closed: tuple[str, ...] = ()) -> list[str]:
    """Have addresses built; return those that are asked for, and answer none of them."""
    before = waiting(crawler)
    schedule_of(crawler).looking.guess(closed)
    return sorted(waiting(crawler) - before)


def slug_of(number: int) -> str:
    """A story's slug, which does not end like an article's number."""
    return f"{SLUG}-x{number}"


def waiting(crawler: Crawler) -> set[str]:
    rows = schedule_of(crawler).run.frontier.with_slugs([SLUG, f"{SLUG}-2", *map(slug_of, range(1, 100))], "vietnam.vn")
    return {row.key for row in rows if row.state == State.WAITING}


def absent(crawler: Crawler, *keys: str) -> None:
    articles = schedule_of(crawler).articles
    for key in keys:
        articles.in_flight[key] = articles.run.frontier.known([key])[key]
        articles.fail(key, "soft-404", status=200)


def asked_in_vain(crawler: Crawler, rounds: int = 200) -> int:
    """Have addresses built and nothing found until no more are; return how many were asked for."""
    count = 0
    for _ in range(rounds):
        schedule_of(crawler).looking.guess(())
        keys = waiting(crawler)
        if not keys:
            return count
        absent(crawler, *keys)
        count += len(keys)
    message = "it does not end"
    raise AssertionError(message)


def answered(crawler: Crawler, there: Collection[str], absent_stories: Collection[int] = ()) -> None:
    """Have every page read that is asked for, if its language and story are on the mirror; pages name no other language."""
    for key in waiting(crawler):
        language, slug = key.split("/")[1:]
        number = int(slug.rpartition("-x")[2])
        if language in there and number not in absent_stories:
            source = original_address(number, slug)
            take(crawler, mirror_page(language, slug, source_url=source.url), hint=source.key)
        else:
            absent(crawler, key)


def story(crawler: Crawler, number: int = 0) -> None:
    if number:
        take(crawler, original_page(number, slug_of(number)))
    else:
        take(crawler, original_page())


def test_a_run_reads_the_days_of_its_window_and_no_others(next_run: Begin) -> None:
    crawler = crawler_of(next_run(since="2024-09-10", until="2024-09-14"))
    assert sorted(read_index(crawler)) == ["2024-09-10", "2024-09-11", "2024-09-12", "2024-09-13", "2024-09-14"]


def test_a_day_that_was_read_when_it_was_over_is_not_read_again(next_run: Begin) -> None:
    assert read_index(crawler_of(next_run(since="2024-09-29"))) == ["2024-09-30", "2024-09-29"]
    assert read_index(crawler_of(next_run(since="2024-09-28"))) == ["2024-09-28"]


def test_today_and_yesterday_are_read_in_every_run(next_run: Begin) -> None:
    today = date.today()  # noqa: DTZ011  (give or take a day)
    days = [(today - timedelta(days=back)).isoformat() for back in range(5)]
    read_index(crawler_of(next_run(since=days[4])), days)
    assert set(days[:1]) <= set(read_index(crawler_of(next_run(since=days[4])), days)) <= set(days[:3])


def test_topic_all_reads_days_again_that_were_judged_for_the_subject_only(next_run: Begin) -> None:
    read_index(crawler_of(next_run(since="2024-09-29")))
    assert read_index(crawler_of(next_run(since="2024-09-29", topic="all"))) == ["2024-09-30", "2024-09-29"]


def test_a_narrowed_run_opens_no_day_by_itself_and_looks_a_story_up_in_few(next_run: Begin) -> None:
    crawler = crawler_of(next_run(sections="the-gioi"))
    story(crawler)
    assert [page.url for page in schedule_of(crawler).looking.look()][:1] == [MAP]
    index = schedule_of(crawler).lists
    urls = {url_of(day): day for day in DAYS}
    with index.run.store.transaction():
        index.run.lists.note_days("vietnam.vn", urls)
    assert look(crawler) == ["2024-09-12", "2024-09-13", "2024-09-14"]
    assert look(crawler) == []


def test_later_looks_read_more_days_and_the_storys_own_once_more(next_run: Begin) -> None:
    crawler = crawler_of(next_run(since="2024-09-12", until="2024-09-12"))
    read_index(crawler)
    story(crawler)
    assert look(crawler) == ["2024-09-13", "2024-09-14"]
    assert look(crawler) == []
    asked_in_vain(crawler)
    run = next_run(since="2024-09-12", until="2024-09-12")
    assert run.look_ups.due(run.now()) == []  # not before its time
    later = run.look_ups.due(run.now() + 2 * 86_400)
    assert [found.step for found in later] == [1]
    crawler = crawler_of(run)
    the_map = schedule_of(crawler).lists.map
    assert [row.day for row in the_map.unread(VIETNAM_VN, DATE, 1)] == [f"2024-09-{day}" for day in (12, 13, 15, 16, 17, 18)]


def test_a_story_that_a_day_lists_is_asked_for_in_what_it_lists_and_nothing_is_built(run: Run) -> None:
    crawler = crawler_of(run)
    read_index(crawler, [])
    with run.store.transaction():
        run.lists.note_days("vietnam.vn", {url_of(day): day for day in DAYS})
    story(crawler)
    vi, de = mirror_address("vi"), mirror_address("de")
    assert look(crawler, teaser(vi, None), teaser(de, None)) == ["2024-09-12", "2024-09-13", "2024-09-14"]
    assert look(crawler) == []
    assert guess(crawler) == []
    assert waiting(crawler) == {vi.key, de.key}


def test_what_a_list_showed_before_the_original_was_known_is_asked_for_then(run: Run) -> None:
    crawler = crawler_of(run)
    suffixed = mirror_address("th", f"{SLUG}-2")
    page = schedule_of(crawler).lists.open("https://www.vietnam.vn/th", "vietnam.vn")
    assert page is not None
    schedule_of(crawler).lists.take(page.crawl, Listing(page.url, (teaser(suffixed, date="2020-01-01"),)))
    assert waiting(crawler) == set()
    story(crawler)
    look(crawler)
    assert waiting(crawler) == {suffixed.key}


def test_without_a_map_the_origins_page_is_built_first_and_then_one_language_a_round(run: Run) -> None:
    crawler = crawler_of(run)
    story(crawler)
    assert look(crawler) == []
    (first,) = guess(crawler)
    assert first == mirror_address("vi").key
    assert guess(crawler) == []  # while its answer is to come
    absent(crawler, first)
    with run.store.transaction():
        schedule_of(crawler).looking.resume()
    look(crawler)
    (second,) = guess(crawler)
    assert second == mirror_address(VIETNAM_VN.languages[0]).key


def test_a_page_that_names_its_languages_ends_the_look_up(run: Run) -> None:
    crawler = crawler_of(run)
    story(crawler)
    look(crawler)
    guess(crawler)
    take(crawler, mirror_page("vi", translations={"de": mirror_address("de").url}), hint=ORIGINAL)
    assert guess(crawler) == []
    assert run.look_ups.due(run.now() + 365 * 86_400) == []
    assert run.look_ups.yields("vietnam.vn")["unmapped", "vi"].found == 1


def test_nothing_is_built_on_a_mirror_that_is_closed(run: Run) -> None:
    crawler = crawler_of(run)
    story(crawler)
    look(crawler)
    assert guess(crawler, closed=("vietnam.vn",)) == []
    assert len(run.look_ups.due(run.now())) == 1


@pytest.mark.parametrize("mapped", [True, False])
def test_after_many_stories_no_more_than_two_requests_a_story_were_in_vain(run: Run, mapped: bool) -> None:  # noqa: FBT001
    crawler = crawler_of(run)
    if mapped:
        read_index(crawler)
    count, rules = 0, VIETNAM_VN.look_up
    for number in range(1, 61):
        story(crawler, number)
        look(crawler)
        count += asked_in_vain(crawler)
        assert count <= rules.in_vain * (number if mapped else rules.stories)
    # The next one has what it adds itself.
    story(crawler, 99)
    look(crawler)
    assert asked_in_vain(crawler) <= (rules.in_vain if mapped else 0)


def test_where_no_page_names_languages_those_of_the_mirror_are_found_out_and_then_asked_for_first(run: Run) -> None:
    crawler = crawler_of(run)
    there = {"vi", VIETNAM_VN.languages[1], VIETNAM_VN.languages[-1]}
    for number in range(1, 31):
        story(crawler, number)
    look(crawler)
    while guess(crawler):
        answered(crawler, there)
    rows = run.frontier.with_slugs([*map(slug_of, range(1, 31))], "vietnam.vn")
    assert Counter(row.language for row in rows if row.state == State.DONE) == dict.fromkeys(there, 30)
    assert sum(row.state == State.ABSENT for row in rows) <= VIETNAM_VN.look_up.in_vain * VIETNAM_VN.look_up.stories
    # One story is there and the other is not, as far as is known: what is sure goes before what is doubtful.
    story(crawler, 98)
    story(crawler, 99)
    look(crawler)
    guess(crawler)
    answered(crawler, there, absent_stories=[99])
    assert [key.rpartition("/")[2] for key in guess(crawler)] == [slug_of(98)]


def test_a_language_that_is_not_wanted_is_not_built_until_it_is(next_run: Begin) -> None:
    crawler = crawler_of(next_run(languages="de"))
    story(crawler)
    look(crawler)
    assert asked_in_vain(crawler) == 2  # the origin's page and German
    wider = next_run()
    crawler = crawler_of(wider)
    with wider.store.transaction():
        schedule_of(crawler).looking.resume()
    assert [found.story_id for found in wider.look_ups.due(wider.now())] == [ORIGINAL]


def test_a_list_of_a_language_that_goes_back_beyond_a_story_speaks_against_it(run: Run) -> None:
    crawler = crawler_of(run)
    page = schedule_of(crawler).lists.open("https://www.vietnam.vn/de", "vietnam.vn")
    assert page is not None
    older: Address = mirror_address("de", "mot-bai-viet-cu-hon")
    schedule_of(crawler).lists.take(page.crawl, Listing(page.url, (teaser(older, "Kaffee", date="2024-09-11"),)))
    story(crawler)
    look(crawler)
    absent(crawler, *guess(crawler))
    with run.store.transaction():
        schedule_of(crawler).looking.resume()
    look(crawler)
    assert guess(crawler) == [mirror_address("ja").key]


def test_a_run_after_a_killed_one_does_not_ask_again_what_that_found_missing(next_run: Begin) -> None:
    crawler = crawler_of(next_run())
    story(crawler)
    look(crawler)
    asked = guess(crawler)
    absent(crawler, *asked)
    died = next_run()  # the first one never ended
    crawler = crawler_of(died)
    with died.store.transaction():
        schedule_of(crawler).looking.resume()
    look(crawler)
    assert not set(guess(crawler)) & set(asked)


def test_in_a_narrowed_run_all_stories_wait_until_the_index_of_days_was_read(next_run: Begin) -> None:
    crawler = crawler_of(next_run(sections="the-gioi"))
    story(crawler)
    take(crawler, original_page(98, slug_of(98), date_published="2024-09-20"))
    lists = schedule_of(crawler).lists
    for page in schedule_of(crawler).looking.look():
        urls = {url_of(day): day for day in DAYS} if page.url == MAP else {}
        lists.take(page.crawl, Listing(page.url, lists=tuple(urls), days=urls), feed=True)
    assert sorted(look(crawler)) == [f"2024-09-{day}" for day in (12, 13, 14, 20, 21, 22)]
