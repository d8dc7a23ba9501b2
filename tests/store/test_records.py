from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from crawler.store.records import JudgedRecord, PublishedLine, Records, Revision, StoredArticle
from crawler.store.schema import articles
from tests.builders import ORIGINAL, SLUG, stored

if TYPE_CHECKING:
    from crawler.store.store import Store


@pytest.fixture
def records(store: Store) -> Records:
    return Records(store)


def keep(records: Records, one: StoredArticle, revision: int = 1) -> None:
    with records.store.transaction():
        records.keep(one, revision)


def settle(records: Records) -> None:
    with records.store.transaction():
        records.clean([row.id for row in records.dirty(1000)])


def dirty(records: Records) -> list[str]:
    return [row.id for row in records.dirty(1000)]


def translation(language: str, story_id: str = ORIGINAL, slug: str = SLUG) -> StoredArticle:
    return stored(f"vietnam.vn/{language}/{slug}", story_id=story_id, site="vietnam.vn", language=language, slug=slug, is_original=False)


def test_a_reading_takes_the_place_of_the_older_one(records: Records) -> None:
    keep(records, stored())
    assert records.revision_of(ORIGINAL) == Revision(1, "sha256:1", any_topic=False)
    keep(records, stored(content_hash="sha256:2", record=b"{2}"), 2)
    assert records.revision_of(ORIGINAL) == Revision(2, "sha256:2", any_topic=False)
    row = records.get(ORIGINAL)
    assert row is not None
    assert row.record == b"{2}"


def test_a_page_never_read_has_no_revision(records: Records) -> None:
    assert records.revision_of(ORIGINAL) is None
    assert records.get(ORIGINAL) is None


@pytest.mark.parametrize("field", ["wanted", "any_topic"])
def test_a_record_once_admitted_stays_admitted(records: Records, field: str) -> None:
    admitted: dict[str, Any] = {field: True}
    keep(records, stored(**{"wanted": False, **admitted}))
    keep(records, stored(wanted=False), 2)
    row = records.get(ORIGINAL)
    assert row is not None
    assert getattr(row, field) is True


def test_a_new_reading_waits_for_publication_once(records: Records) -> None:
    keep(records, stored())
    assert dirty(records) == [ORIGINAL]
    settle(records)
    assert dirty(records) == []
    keep(records, stored(content_hash="sha256:2"), 2)
    assert dirty(records) == [ORIGINAL]


def test_an_originals_translations_are_considered_again_and_no_others(records: Records) -> None:
    by_number, by_slug = translation("de"), translation("ja", f"slug/{SLUG}")
    others = translation("de", "baoquocte.vn/7", "chuyen-khac-han"), translation("ja", "slug/chuyen-khac-han", "chuyen-khac-han")
    for one in (by_number, by_slug, *others):
        keep(records, one)
    settle(records)
    with records.store.transaction():
        records.touch_stories({ORIGINAL: SLUG})
    assert dirty(records) == sorted([by_number.id, by_slug.id])


def publish(records: Records, run_id: str, *lines: PublishedLine) -> None:
    with records.store.transaction():
        records.publish(lines, run_id)


def test_lines_come_by_date_then_id_whatever_order_they_went_in(records: Records) -> None:
    dates = {"b": "2024-09-12", "a": "2024-09-12", "c": "2024-09-12T08:00:00+07:00", "d": "2024-09-01"}
    publish(records, "r1", *(PublishedLine(record_id, "2024-09", date, record_id.encode()) for record_id, date in dates.items()))
    publish(records, "r2", PublishedLine("e", "2024-10", "2024-10-01", b"e"))
    assert b"".join(records.lines(month="2024-09")) == b"dabc"
    assert b"".join(records.lines(run_id="r2")) == b"e"
    assert records.months() == ["2024-09", "2024-10"]


def test_publishing_again_changes_the_line_and_adds_none(records: Records) -> None:
    publish(records, "r1", PublishedLine("a", "2024-09", "2024-09-12", b"1"))
    publish(records, "r2", PublishedLine("a", "2024-10", "2024-10-12", b"2"))
    publish(records, "r3")
    assert list(records.lines()) == [b"2"]
    assert list(records.lines(run_id="r1")) == []
    assert records.months() == ["2024-10"]


def test_a_dropped_reading_takes_its_line_along_and_names_the_month_that_loses_it(records: Records) -> None:
    keep(records, stored())
    keep(records, stored("baoquocte.vn/7"))
    publish(records, "r1", PublishedLine(ORIGINAL, "2024-09", "", b"1"), PublishedLine("baoquocte.vn/7", "2024-09", "", b"7"))
    with records.store.transaction():
        assert records.drop(ORIGINAL) == "2024-09"
        assert records.drop(ORIGINAL) is None
    assert records.get(ORIGINAL) is None
    assert list(records.published_lines([ORIGINAL, "baoquocte.vn/7"])) == ["baoquocte.vn/7"]


def test_a_withdrawn_line_is_gone_and_its_reading_stays(records: Records) -> None:
    keep(records, stored())
    publish(records, "r1", PublishedLine(ORIGINAL, "2024-09", "", b"1"))
    with records.store.transaction():
        records.withdraw([ORIGINAL])
    assert list(records.lines()) == []
    assert records.get(ORIGINAL) is not None


def test_stale_files_are_noted_once_and_forgotten_when_written(records: Records) -> None:
    with records.store.transaction():
        records.mark_stale(["b", "a"])
        records.mark_stale(["a", "c"])
    assert records.stale() == ["a", "b", "c"]
    with records.store.transaction():
        records.fresh(["b"])
    assert records.stale() == ["a", "c"]


def test_what_no_run_admitted_is_considered_again_and_nothing_else(records: Records) -> None:
    keep(records, stored("x/admitted", wanted=True))
    keep(records, stored("x/unadmitted", wanted=False))
    settle(records)
    with records.store.transaction():
        records.reconsider_unadmitted(any_topic=False)
    assert dirty(records) == ["x/unadmitted"]
    settle(records)
    with records.store.transaction():
        records.reconsider_unadmitted(any_topic=True)
    assert dirty(records) == ["x/admitted", "x/unadmitted"]


def test_records_of_an_earlier_version_are_brought_up_some_at_a_time(records: Records) -> None:
    for language in ("de", "ja", "ko"):
        keep(records, translation(language))
    settle(records)
    assert (records.outdated(9), records.count_outdated()) == ([], 0)
    with records.store.transaction():
        records.store.execute(update(articles).where(articles.c.language != "ja").values(record_version=1))
    (first,) = records.outdated(1)
    assert (first.language, records.count_outdated()) == ("de", 2)
    with records.store.transaction():
        records.bring_up([JudgedRecord(first.id, "no", b"{2}")])
        records.bring_up([])
    assert [row.language for row in records.outdated(9)] == ["ko"]
    row = records.get(first.id)
    assert row is not None
    assert (row.verdict, row.record, row.revision, row.content_hash) == ("no", b"{2}", 1, "sha256:1")
    assert dirty(records) == [first.id]


def test_the_newest_run_is_the_one_that_lines_were_last_published_under(records: Records) -> None:
    assert records.newest_run() is None
    with records.store.transaction():
        records.publish([PublishedLine("a", "2024-09", "", b"1")], "20260101T000000Z-ffff")
        records.publish([PublishedLine("b", "2024-09", "", b"1")], "20260201T000000Z-0000")
    assert records.newest_run() == "20260201T000000Z-0000"
