"""Tests crawler.reading: feed_dates."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading import dates
from crawler.reading.date_choice import Candidate, candidate, choose, shown, visible
from crawler.reading.feed_dates import from_feed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-26T08:01:12+07:00", "2026-02-26T08:01:12+07:00"),
        ("2026-02-26T01:01:12Z", "2026-02-26T08:01:12+07:00"),
        ("2026-02-26T01:01:12.123+0000", "2026-02-26T08:01:12+07:00"),
        ("2026-02-26T23:30:00-05:00", "2026-02-27T11:30:00+07:00"),
        ("2026-02-26T08:01:12", "2026-02-26T08:01:12+07:00"),
        ("2026-02-26 08:01", "2026-02-26T08:01:00+07:00"),
        (" 2026-02-26 ", "2026-02-26"),
        ("2026-02-30T08:01:12+07:00", None),
        ("2026-02-26T25:01:12+07:00", None),
        ("2026-02-26T08:01:12+19:00", None),
        ("0000-00-00T00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("26/02/2026", None),
        ("", None),
        (None, None),
    ],
)
def test_iso_dates(text: str | None, expected: str | None) -> None:
    assert dates.from_iso(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:01 | 26/02/2026", "2026-02-26T08:01:00+07:00"),
        ("24/12/2021 17:17", "2021-12-24T17:17:00+07:00"),
        # Day first, also where it could be read the other way.
        ("03/02/2018 | 09:05", "2018-02-03T09:05:00+07:00"),
        ("Thứ Sáu, 24/12/2021, 17:17 (GMT+7)", "2021-12-24T17:17:00+07:00"),
        ("24/12/2021 10:17 GMT+0", "2021-12-24T17:17:00+07:00"),
        ("17h05 ngày 24-12-2021", "2021-12-24T17:05:00+07:00"),
        ("24.12.2021", "2021-12-24"),
        ("24/12/2021 05:17 PM", "2021-12-24T17:17:00+07:00"),
        ("24/12/2021 12:17 SA", "2021-12-24T00:17:00+07:00"),
        ("Ngày 3 tháng 2 năm 2026", "2026-02-03"),
        ("February 26, 2026 | 8:01", "2026-02-26T08:01:00+07:00"),
        ("26 Feb 2026", "2026-02-26"),
        ("Cập nhật 2026-02-26 08:01", "2026-02-26T08:01:00+07:00"),
        ("08:01\xa0|\xa026/02/2026", "2026-02-26T08:01:00+07:00"),
        ("báo Tuổi Trẻ24/10/2024", "2024-10-24"),
        # What cannot be is nothing, and no other reading is tried.
        ("31/02/2021 10:00", None),
        ("02/26/2026", None),
        ("26/02/2026 25:61", None),
        ("24/12/21", None),
        ("24/12/1999", None),
        ("1/24/12/2021", None),
        ("2 giờ trước", None),
        ("hôm qua", None),
        ("17:17", None),
        (None, None),
    ],
)
def test_dates_shown_to_readers(text: str | None, expected: str | None) -> None:
    assert dates.from_visible(text) == expected


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 12, 31)))  # noqa: DTZ001 - what a page shows has no zone
def test_every_form_of_the_site_is_read_back(moment: datetime) -> None:
    expected = f"{moment:%Y-%m-%dT%H:%M}:00+07:00"
    assert dates.from_visible(f"{moment:%H:%M} | {moment:%d/%m/%Y}") == expected
    assert dates.from_visible(f"{moment:%d/%m/%Y} {moment:%H:%M}") == expected


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (dates.from_iso, dates.from_visible, from_feed, dates.from_stamp):
        found = read(text)
        assert found is None or dates.from_iso(found) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 26 Feb 2026 08:01:12 +0700", "2026-02-26T08:01:12+07:00"),
        ("Thu, 26 Feb 2026 01:01:12 GMT", "2026-02-26T08:01:12+07:00"),
        ("Thu, 26 Feb 2026 08:01:12", "2026-02-26T08:01:12+07:00"),
        ("Thu, 26 Feb 2026 08:01:12 -0000", "2026-02-26T08:01:12+07:00"),
        ("2026-02-26T01:01:12Z", "2026-02-26T08:01:12+07:00"),
        ("26/02/2026 08:01", "2026-02-26T08:01:00+07:00"),
        ("Thu, 31 Feb 2026 08:01:12 +0700", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("soon", None),
        (None, None),
    ],
)
def test_dates_of_feeds(text: str | None, expected: str | None) -> None:
    assert from_feed(text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://cdn.baoquocte.vn/a.jpg?240912034012", "2024-09-12"),
        ("https://cdn.baoquocte.vn/a.jpg?rt=240912034012", "2024-09-12"),
        ("https://cdn.baoquocte.vn/a.jpg?rt=20240912034012", None),
        ("https://cdn.baoquocte.vn/a.jpg?241312034012", None),
        ("https://cdn.baoquocte.vn/a.jpg?240912994012", None),
        ("https://cdn.baoquocte.vn/240912034012.jpg", None),
        (None, None),
    ],
)
def test_day_in_a_thumbnails_address(address: str | None, expected: str | None) -> None:
    assert dates.from_stamp(address) == expected


MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (dates.from_iso("2026-07-14T10:00:00", MADRID), "2026-07-14T15:00:00+07:00"),
        # In winter the same clock is an hour further from Vietnam's.
        (dates.from_iso("2026-01-14T10:00:00", MADRID), "2026-01-14T16:00:00+07:00"),
        (dates.from_iso("2026-07-14T10:00:00Z", MADRID), "2026-07-14T17:00:00+07:00"),
        (dates.from_iso("2026-07-14", MADRID), "2026-07-14"),
        (dates.from_visible("10:00 | 14/07/2026", MADRID), "2026-07-14T15:00:00+07:00"),
        (dates.from_visible("10:00 GMT+7 | 14/07/2026", MADRID), "2026-07-14T10:00:00+07:00"),
        (from_feed("Tue, 14 Jul 2026 10:00:00", MADRID), "2026-07-14T15:00:00+07:00"),
        (from_feed("Tue, 14 Jul 2026 10:00:00 -0000", MADRID), "2026-07-14T15:00:00+07:00"),
        (from_feed("Tue, 14 Jul 2026 10:00:00 GMT", MADRID), "2026-07-14T17:00:00+07:00"),
        (shown("Actualizado: 10:00 | 14/07/2026", MADRID).updated, "2026-07-14T15:00:00+07:00"),
        (candidate("meta", "2026-07-14T10:00:00", zone=MADRID), Candidate("2026-07-14T15:00:00+07:00", "meta", "meta")),
    ],
)
def test_a_clock_without_an_offset_shows_its_sites_time(found: object, expected: object) -> None:
    assert found == expected


def test_a_sites_own_time_marked_as_utc_is_known_in_summer_and_in_winter() -> None:
    for day in ("2026-07-14", "2026-01-14"):
        marked = candidate("json-ld", f"{day}T10:00:00Z", zone=MADRID)
        seen = visible(dates.from_iso(f"{day}T10:00", MADRID))
        assert seen is not None
        assert [one.value for one in choose([marked, seen], zone=MADRID).published] == [seen.value]
