"""Tests crawler.fetching: retry_policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.fetching.retry_policy import ANSWERED, NOT_YET, PASSING, REVISITS, RetryPolicy, until_revisit
from crawler.store.frontier import Frontier, NewPage, State
from tests.builders import mirror_address, new_page, original_address

if TYPE_CHECKING:
    from crawler.store.store import Store

NOW = 1_700_000_000
HOUR = 3600
SITE = "baoquocte.vn"


@pytest.fixture
def frontier(store: Store) -> Frontier:
    return Frontier(store, "run-1")


def put(frontier: Frontier, *pages: NewPage) -> int:
    with frontier.store.transaction():
        return frontier.add(pages)


def lease(frontier: Frontier, limit: int = 10, now: int = NOW, site: str = SITE) -> list[str]:
    with frontier.store.transaction():
        return [row.key for row in frontier.lease(site, limit, now)]


def fail(frontier: Frontier, key: str, patience: RetryPolicy, now: int = NOW) -> State:
    with frontier.store.transaction():
        return frontier.failed(key, "http-500", now, patience.after, status=500)


def state(frontier: Frontier, key: str) -> str:
    return str(frontier.known([key])[key].state)


A = new_page(original_address(1))
B = new_page(original_address(5))


def test_a_page_is_leased_once(frontier: Frontier) -> None:
    put(frontier, A)
    assert lease(frontier) == [A.key]
    assert lease(frontier) == []


def test_the_most_urgent_come_first_and_no_more_than_asked_for(frontier: Frontier) -> None:
    put(frontier, *(new_page(original_address(number), priority=number % 7) for number in range(1, 30)))
    priorities = [row.priority for row in frontier.known(lease(frontier, limit=5)).values()]
    assert sorted(priorities) == [5, 6, 6, 6, 6]


def test_each_site_has_its_own_pages(frontier: Frontier) -> None:
    put(frontier, A, new_page(mirror_address("de")))
    assert lease(frontier, site="vietnam.vn") == [mirror_address("de").key]
    assert lease(frontier) == [A.key]


def test_leases_come_back_after_a_dead_run(frontier: Frontier) -> None:
    put(frontier, A, B)
    lease(frontier, limit=1)
    later = Frontier(frontier.store, "run-2")
    with later.store.transaction():
        assert later.release_leases() == 1
    assert lease(later) == [A.key, B.key]


def test_a_page_that_is_given_back_can_be_leased_again(frontier: Frontier) -> None:
    put(frontier, A)
    lease(frontier)
    with frontier.store.transaction():
        frontier.give_back([A.key])
    assert lease(frontier) == [A.key]


def test_giving_back_does_not_open_a_page_that_is_done(frontier: Frontier) -> None:
    put(frontier, A)
    lease(frontier)
    with frontier.store.transaction():
        frontier.done(A.key, NOW)
        frontier.give_back([A.key])
    assert state(frontier, A.key) == State.DONE


def test_a_known_page_is_added_no_second_time_and_stays_as_it_is(frontier: Frontier) -> None:
    put(frontier, A)
    with frontier.store.transaction():
        frontier.done(A.key, NOW)
    assert put(frontier, A, B, B) == 1
    assert state(frontier, A.key) == State.DONE


def test_a_declined_page_is_not_asked_for_until_it_is_wanted(frontier: Frontier) -> None:
    put(frontier, new_page(original_address(1), state=State.DECLINED, reason="topic"))
    assert lease(frontier) == []
    with frontier.store.transaction():
        frontier.want([A.key], url={A.key: "https://baoquocte.vn/khac-1.html"})
    assert lease(frontier) == [A.key]
    row = frontier.known([A.key])[A.key]
    assert (row.url, row.reason) == ("https://baoquocte.vn/khac-1.html", None)


def test_only_pages_declined_for_their_language_come_back_with_it(frontier: Frontier) -> None:
    put(
        frontier,
        new_page(mirror_address("de"), state=State.DECLINED, reason="language"),
        new_page(mirror_address("ja"), state=State.DECLINED, reason="language"),
        new_page(mirror_address("ko"), state=State.DECLINED, reason="topic"),
    )
    with frontier.store.transaction():
        assert frontier.want_languages({"de"}) == 1
    assert lease(frontier, site="vietnam.vn") == [mirror_address("de").key]
    with frontier.store.transaction():
        assert frontier.want_languages(None) == 1
    assert lease(frontier, site="vietnam.vn") == [mirror_address("ja").key]


@pytest.mark.parametrize("patience", [PASSING, ANSWERED, NOT_YET])
def test_patience_never_shrinks_and_ends(patience: RetryPolicy) -> None:
    delays = [patience.after(failures) for failures in range(1, len(patience.delays) + 1)]
    assert all(delay is not None for delay in delays)
    assert delays == sorted(patience.delays)
    assert delays[-1] == max(patience.delays) > 24 * HOUR
    assert patience.after(len(delays) + 1) is None
    assert patience.after(1000) is None


def test_a_failed_page_waits_its_turn_and_is_given_up_in_the_end(frontier: Frontier) -> None:
    put(frontier, A)
    patience = RetryPolicy((HOUR, 2 * HOUR))
    second, third, fourth = (Frontier(frontier.store, f"run-{number}") for number in (2, 3, 4))
    lease(frontier)
    assert fail(frontier, A.key, patience) is State.WAITING
    assert lease(second, now=NOW + HOUR - 1) == []
    assert lease(second, now=NOW + HOUR) == [A.key]
    assert fail(second, A.key, patience, NOW + HOUR) is State.WAITING
    assert lease(third, now=NOW + 3 * HOUR - 1) == []
    assert lease(third, now=NOW + 3 * HOUR) == [A.key]
    assert fail(third, A.key, patience, NOW + 3 * HOUR) is State.EXHAUSTED
    assert lease(fourth, now=NOW + 10**9) == []
    row = frontier.known([A.key])[A.key]
    assert (row.reason, row.status) == ("http-500", 500)


def test_the_run_in_which_a_page_failed_does_not_ask_again(frontier: Frontier) -> None:
    put(frontier, A)
    lease(frontier)
    fail(frontier, A.key, RetryPolicy((0, 0)))
    assert not frontier.is_under_way(A.key, NOW)
    assert lease(frontier) == []
    assert lease(Frontier(frontier.store, "run-2")) == [A.key]


def test_as_many_keys_as_a_sitemap_can_name_are_looked_up(frontier: Frontier) -> None:
    put(frontier, A, B)
    many = [A.key, *(f"baoquocte.vn/{number}" for number in range(10**6, 10**6 + 300_000)), B.key]
    assert set(frontier.known(many)) == {A.key, B.key}


def test_success_restores_patience(frontier: Frontier) -> None:
    put(frontier, A)
    patience = RetryPolicy((HOUR,))
    fail(frontier, A.key, patience)
    with frontier.store.transaction():
        frontier.done(A.key, NOW)
    assert fail(frontier, A.key, patience) is State.WAITING


def test_what_was_known_of_a_page_stays_where_a_reading_adds_nothing(frontier: Frontier) -> None:
    put(frontier, new_page(original_address(1), published="2024-09-12"))
    with frontier.store.transaction():
        frontier.done(A.key, NOW, verdict="yes", etag='"x"')
    row = frontier.known([A.key])[A.key]
    assert (row.published, row.url, row.verdict, row.etag, row.fetched_at) == ("2024-09-12", A.url, "yes", '"x"', NOW)


def test_a_page_is_looked_at_again_a_few_times_and_then_left(frontier: Frontier) -> None:
    put(frontier, A)
    with frontier.store.transaction():
        frontier.done(A.key, NOW, revisit_at=NOW + REVISITS[0])
    looks = []
    now = NOW
    for _ in range(100):
        now += HOUR * 6
        with frontier.store.transaction():
            due = frontier.due_revisits(now)
        if due:
            assert lease(frontier, now=now) == [A.key]
            with frontier.store.transaction():
                frontier.revisited(A.key, now, until_revisit)
            looks.append(now)
    gaps = [after - before for before, after in zip([NOW, *looks], looks, strict=False)]
    assert tuple(gaps) == REVISITS
    assert state(frontier, A.key) == State.DONE


def test_pages_that_have_a_slug_are_found_on_the_sites_asked_for(frontier: Frontier) -> None:
    put(frontier, A, new_page(mirror_address("de")), new_page(original_address(9, slug="khac-hoan-toan")))
    assert [row.key for row in frontier.slug_owners(A.slug, ("baoquocte.vn", "en.baoquocte.vn"))] == [A.key]


def test_counts_are_by_state_and_time(frontier: Frontier) -> None:
    put(frontier, A, B)
    fail(frontier, A.key, RetryPolicy((HOUR,)))
    assert frontier.count(State.WAITING) == 2
    assert frontier.count(State.WAITING, due_before=NOW) == 1
    assert frontier.count(State.DONE) == 0
