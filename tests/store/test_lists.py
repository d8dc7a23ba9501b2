from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.store.lists import Lists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.store.store import Store

URL = "https://baoquocte.vn/the-gioi"
NOW = 1_700_000_000
DAY = 24 * 3600


@pytest.fixture
def lists(store: Store) -> Lists:
    return Lists(store)


def note(lists: Lists, seen: Mapping[str, str], now: int = NOW) -> None:
    with lists.store.transaction():
        lists.note(URL, seen, lists.known(URL, seen.keys()), now)


def complete(lists: Lists, since: str | None = "2024-09-01", topic: str = "defence") -> None:
    with lists.store.transaction():
        lists.complete(URL, "baoquocte.vn", started_at=NOW, since=since, topic=topic)


def miss(lists: Lists, now: int, *, missing: bool = True) -> None:
    with lists.store.transaction():
        lists.failed(URL, "baoquocte.vn", "http-404", now, missing=missing)


def known(lists: Lists, *keys: str) -> dict[str, tuple[str, bool]]:
    return {key: (entry.fingerprint, entry.complete) for key, entry in lists.known(URL, keys).items()}


def test_a_pass_that_broke_off_leaves_no_known_ground(lists: Lists) -> None:
    note(lists, {"a": "1", "b": "1"})
    miss(lists, NOW, missing=False)
    assert known(lists, "a", "b") == {"a": ("1", False), "b": ("1", False)}
    assert not lists.covers(URL, "2024-09-01", "defence")


def test_a_pass_that_came_to_its_end_makes_known_ground(lists: Lists) -> None:
    note(lists, {"a": "1"})
    complete(lists)
    assert known(lists, "a", "b") == {"a": ("1", True)}


def test_a_later_pass_that_broke_off_takes_no_known_ground_away(lists: Lists) -> None:
    note(lists, {"a": "1"})
    complete(lists)
    note(lists, {"c": "1", "a": "1"})
    miss(lists, NOW + DAY, missing=False)
    assert known(lists, "a", "c") == {"a": ("1", True), "c": ("1", False)}
    assert lists.covers(URL, "2024-09-01", "defence")


@pytest.mark.parametrize(
    ("completed", "wanted", "covered"),
    [
        (("2024-09-01", "defence"), ("2024-09-01", "defence"), True),
        (("2024-09-01", "defence"), ("2024-09-02", "defence"), True),
        (("2024-09-01", "defence"), ("2024-08-31", "defence"), False),
        (("2024-09-01", "defence"), (None, "defence"), False),
        ((None, "defence"), ("2010-01-01", "defence"), True),
        ((None, "defence"), (None, "defence"), True),
        (("2024-09-01", "defence"), ("2024-09-01", "all"), False),
        (("2024-09-01", "all"), ("2024-09-01", "defence"), True),
        (("2024-09-01", "all"), ("2024-09-01", "all"), True),
    ],
)
def test_ground_is_known_only_as_far_back_and_as_widely_as_it_was_read(
    lists: Lists, completed: tuple[str | None, str], wanted: tuple[str | None, str], *, covered: bool
) -> None:
    complete(lists, *completed)
    assert lists.covers(URL, *wanted) is covered


def test_an_entry_that_changed_is_told_from_one_that_did_not(lists: Lists) -> None:
    note(lists, {"a": "1", "b": "1"})
    note(lists, {"a": "2", "b": "1"})
    assert known(lists, "a", "b") == {"a": ("2", False), "b": ("1", False)}


def test_another_list_with_the_same_entries_knows_nothing_of_it(lists: Lists) -> None:
    note(lists, {"a": "1"})
    complete(lists)
    assert lists.known("https://baoquocte.vn/thoi-su", ["a"]) == {}


def test_known_ground_does_not_grow_for_ever_and_keeps_the_newest(lists: Lists) -> None:
    for day in range(30):
        note(lists, {f"{day}/{number}": "1" for number in range(50)}, NOW + day * DAY)
        complete(lists)
    everything = [f"{day}/{number}" for day in range(30) for number in range(50)]
    kept = known(lists, *everything)
    assert len(kept) < 700
    assert all(f"{day}/{number}" in kept for day in range(20, 30) for number in range(50))


def test_a_missing_list_is_asked_for_ever_more_rarely_but_at_least_weekly(lists: Lists) -> None:
    now, gaps = NOW, []
    for _ in range(6):
        miss(lists, now)
        start = now
        while not lists.is_due(URL, now):
            now += DAY
        gaps.append((now - start) // DAY)
    assert gaps == [1, 2, 4, 7, 7, 7]


def test_a_list_that_failed_otherwise_is_due_at_once(lists: Lists) -> None:
    miss(lists, NOW, missing=False)
    assert lists.is_due(URL, NOW)


def test_a_list_that_is_back_is_due_again_and_its_failures_are_forgotten(lists: Lists) -> None:
    for _ in range(3):
        miss(lists, NOW)
    complete(lists)
    assert lists.is_due(URL, NOW)
    miss(lists, NOW)
    assert lists.is_due(URL, NOW + DAY)


def test_a_list_used_to_show_articles_once_it_was_read_to_its_end_with_some_in_it(lists: Lists) -> None:
    assert not lists.used_to_show(URL)
    note(lists, {"a": "1"})
    assert not lists.used_to_show(URL)
    complete(lists)
    assert lists.used_to_show(URL)
    with lists.store.transaction():
        lists.forget(URL)
    assert not lists.used_to_show(URL)


def test_a_list_that_has_failed_for_long_may_be_another_list_now(lists: Lists) -> None:
    note(lists, {"a": "1"})
    complete(lists)
    for _ in range(29):
        miss(lists, NOW, missing=False)
    assert lists.used_to_show(URL)
    miss(lists, NOW, missing=False)
    assert not lists.used_to_show(URL)
    complete(lists)
    assert lists.used_to_show(URL)
