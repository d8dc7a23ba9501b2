from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.store.closures import Closure, Closures

if TYPE_CHECKING:
    from crawler.store.store import Store

PAPER = Closure("baoquocte.vn", "https://baoquocte.vn/", 429, 1000.0, 1900.2, 1)
MIRROR = Closure("vietnam.vn", "https://www.vietnam.vn/", 403, 1000.9, 2000.0, 3)


def test_what_is_closed_is_kept_by_site_in_whole_seconds_and_never_for_too_short(store: Store) -> None:
    kept = Closures(store)
    with store.transaction():
        kept.note(PAPER)
        kept.note(MIRROR)
        kept.note(Closure("vietnam.vn", MIRROR.url, 429, 1000.9, 5000.0, 4))
    assert {closure.site: (closure.since, closure.until, closure.times, closure.status) for closure in kept.all()} == {
        "baoquocte.vn": (1000, 1901, 1, 429), "vietnam.vn": (1000, 5000, 4, 429),
    }  # fmt: skip
    with store.transaction():
        kept.forget("vietnam.vn")
        kept.forget("en.baoquocte.vn")
    assert [closure.site for closure in kept.all()] == ["baoquocte.vn"]
