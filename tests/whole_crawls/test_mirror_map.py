"""What a whole crawl asks for, counted on the replica's side, by kind: the mirror is found by its map, and guessing costs little."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.against_truth import Comparison, compare, records_of
from tests.crawls import SINCE_EVER, crawl
from tests.replica import Replica
from tests.replica.tales import altered
from tests.request_kinds import IN_VAIN, PAGES, kinds, map_days

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator
    from pathlib import Path

SINCE, UNTIL = "2026-08-01", "2026-08-30"
BULK = 3_000  # a month of the paper's articles
THE_MAP = ("/sitemap*", "/news-sitemap*")
THE_MIRRORS_LISTS = ("*/sitemap.rss", "/category*", "/tag*", "/", "/??", "/??-??")


@dataclass
class Crawled:
    """One crawl, and what it asked for."""

    code: int
    errors: str
    asked: Counter[str]
    days: list[str]
    comparison: Comparison
    stories: int

    @property
    def requests(self) -> int:
        return self.asked.total()


def crawled(replica: Replica, output: Path, *arguments: str, of: Callable[[dict[str, Any]], bool] = lambda _: True) -> Crawled:
    """Crawl, and hold the data set against those stories of the truth whose original is meant."""
    replica.clear_log()
    process = crawl(replica, output, *arguments)
    log = replica.log
    truth, records = replica.truth(), records_of(output)
    meant = {record["story_id"] for record in truth if record["translation_of"] is None and of(record)}
    return Crawled(
        process.returncode, process.stderr[-3000:], kinds(replica, log), map_days(log),
        compare(records, [record for record in truth if record["story_id"] in meant]), len({record["story_id"] for record in records}),
    )  # fmt: skip


def is_whole(run: Crawled) -> None:
    assert run.code == 0, run.errors
    assert (run.comparison.missing, run.comparison.extra, run.comparison.doubled) == ([], [], [])


def in_august(record: dict[str, Any]) -> bool:
    return bool(SINCE <= record["date_published"][:10] <= UNTIL)


@pytest.fixture(scope="module")
def month() -> Iterator[Replica]:
    with Replica(bulk=BULK) as replica:
        yield replica


@pytest.fixture
def whole(month: Replica) -> Iterator[Replica]:
    yield month
    month.clear_faults()
    month.restore()


def gone(replica: Replica, *paths: str, status: int = 404) -> None:
    for path in paths:
        replica.fault("*vietnam.vn", path, "status", status=status)


def test_thirty_days_read_their_own_days_and_find_everything_with_hardly_a_request_in_vain(whole: Replica, tmp_path: Path) -> None:
    first = crawled(whole, tmp_path, f"since={SINCE}", of=in_august)
    is_whole(first)
    assert first.stories >= 50
    assert first.asked[IN_VAIN] <= 2 * first.stories
    window = {(date.fromisoformat(SINCE) + timedelta(days=day)).isoformat() for day in range(30)}
    assert set(first.days) <= window | {"2026-08-31", "2026-09-01"}
    assert len(first.days) == len(set(first.days)) >= len(window)
    second = crawled(whole, tmp_path, f"since={SINCE}", of=in_august)
    is_whole(second)
    assert second.requests <= 1.2 * second.comparison.records
    assert sum(second.asked[kind] for kind in PAGES) == 0
    assert second.days == []


@pytest.mark.parametrize("status", [404, 403])
def test_with_the_map_gone_what_guessing_finds_is_found(whole: Replica, tmp_path: Path, status: int) -> None:
    gone(whole, *THE_MAP, status=status)
    run = crawled(whole, tmp_path, f"since={SINCE}", of=in_august)
    is_whole(run)
    assert run.asked[IN_VAIN] <= 2 * run.stories


def test_with_neither_map_nor_lists_of_the_mirror_the_common_languages_are_found(whole: Replica, tmp_path: Path) -> None:
    gone(whole, *THE_MAP, *THE_MIRRORS_LISTS)
    run = crawled(whole, tmp_path, f"since={SINCE}", of=in_august)
    assert "none of its lists could be read" in run.errors
    assert (run.comparison.missing, run.comparison.extra) == ([], [])
    assert run.asked[IN_VAIN] <= 2 * run.stories


def test_stories_of_all_years_are_found_once_and_the_map_is_read_once(tmp_path: Path) -> None:
    with Replica() as replica:
        first = crawled(replica, tmp_path, SINCE_EVER)
        is_whole(first)
        assert first.asked[IN_VAIN] <= 2 * first.stories
        assert len(first.days) == len(set(first.days))
        second = crawled(replica, tmp_path, SINCE_EVER)
        is_whole(second)
        assert second.requests <= 1.2 * second.comparison.records
        assert sum(second.asked[kind] for kind in PAGES) == 0
        # A new day: what it costs is its own few pages and days.
        today = date.today()  # noqa: DTZ011  (give or take a day)
        replica.add(altered(
            key="new-talks", original__number=440_001, original__slug="bo-truong-quoc-phong-hai-nuoc-hoi-dam-ve-hop-tac-quoc-phong",
            original__headline="Bộ trưởng Quốc phòng hai nước hội đàm về hợp tác quốc phòng",
            original__published=f"{today - timedelta(days=1)}T09:08:07+07:00",
        ))  # fmt: skip
        daily = crawled(replica, tmp_path, "topic=defence")
        is_whole(daily)
        assert daily.requests <= second.requests + 15
        assert len(daily.days) <= 4
        assert daily.asked[IN_VAIN] <= 2


def test_a_story_that_only_the_map_shows_leads_back_to_its_original(tmp_path: Path) -> None:
    tale = altered(
        key="only-on-the-map", original__number=434_901, original__published="2026-08-20T09:08:07+07:00",
        original__slug="bo-truong-quoc-phong-hai-nuoc-hoi-dam-ve-hop-tac-quoc-phong",
        original__headline="Bộ trưởng Quốc phòng hai nước hội đàm về hợp tác quốc phòng",
    )  # fmt: skip
    tale["translations"]["vi"] = {"copy": True, "published": "2026-08-20", "markup": "wordpress", "damage": ["source_line"]}
    with Replica([tale]) as replica:
        sections = ("tin-moi", "the-gioi", "thoi-su", "ngoai-giao", "bien-dong")
        for host in ("baoquocte.vn", "en.baoquocte.vn"):
            for path in ("/", "/*rss*", "/search*", "/sitemap*", "/chu-de*", *(f"/{name}*" for name in sections)):
                replica.fault(host, path, "status", status=404)
        gone(replica, *THE_MIRRORS_LISTS, "/news-sitemap*")
        run = crawled(replica, tmp_path, f"since={SINCE}", f"until={UNTIL}")
        assert (run.comparison.missing, run.comparison.extra) == ([], [])
        assert run.comparison.records == 3
