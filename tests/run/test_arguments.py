from __future__ import annotations

from datetime import date

import pytest
import time_machine

from crawler.run.arguments import Arguments, ArgumentsError
from crawler.sites import SITES


def test_nothing_given_asks_for_everything_on_the_subject() -> None:
    arguments = Arguments.parse({})
    assert arguments == Arguments(None, None, None, None, tuple(SITES), "defence")
    assert arguments.wants_language("km")


def test_everything_given_is_read() -> None:
    arguments = Arguments.parse(
        {
            "languages": "de, ja,zh-cn", "since": "2024-09-01", "until": "2024-12-31", "sections": "the-gioi/tieu-diem,/bien-dong-247/",
            "sites": "vietnam.vn,baoquocte.vn,vietnam.vn", "topic": "all",
        }
    )  # fmt: skip
    assert arguments == Arguments(
        frozenset({"de", "ja", "zh-CN"}), date(2024, 9, 1), date(2024, 12, 31), ("the-gioi/tieu-diem", "bien-dong-247"),
        ("vietnam.vn", "baoquocte.vn"), "all",
    )  # fmt: skip
    assert arguments.wants_language("zh-CN")
    assert not arguments.wants_language("ko")


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"since": "09/01/2024"}, "YYYY-MM-DD"),
        ({"since": "2024-02-30"}, "YYYY-MM-DD"),
        ({"since": ""}, "YYYY-MM-DD"),
        ({"until": "yesterday"}, "YYYY-MM-DD"),
        ({"since": "2024-09-02", "until": "2024-09-01"}, "after until"),
        ({"since": "2999-01-01"}, "future"),
        ({"languages": "german"}, "vi, de or zh-CN"),
        ({"languages": "xx"}, "vi, de or zh-CN"),
        ({"languages": "de;ja"}, "vi, de or zh-CN"),
        ({"languages": " , "}, "empty"),
        ({"sites": "vnexpress.net"}, "baoquocte.vn, en.baoquocte.vn, vietnam.vn"),
        ({"sites": ""}, "empty"),
        ({"sections": "https://baoquocte.vn/the-gioi"}, "the-gioi/tieu-diem"),
        ({"sections": "/"}, "the-gioi/tieu-diem"),
        ({"sections": "../etc/passwd"}, "the-gioi/tieu-diem"),
        ({"topic": "sport"}, "topic=defence or topic=all"),
        ({"langauges": "de"}, "languages, since, until, sections, sites, topic or dry_run"),
        ({"dry_run": "yes"}, "dry_run=1"),
        ({"since": "a\nb"}, "YYYY-MM-DD"),
        ({"a\nb": "c"}, "unknown argument"),
    ],
)
def test_a_bad_argument_is_one_line_that_says_what_to_write(given: dict[str, str], hint: str) -> None:
    with pytest.raises(ArgumentsError) as caught:
        Arguments.parse(given)
    message = str(caught.value)
    assert hint in message
    assert "\n" not in message
    assert any(name.split("\n")[0] in message for name in given)


def test_today_is_vietnams() -> None:
    with time_machine.travel("2026-03-01T18:00:00+00:00", tick=False):
        assert Arguments.parse({"since": "2026-03-02"}).since == date(2026, 3, 2)
        with pytest.raises(ArgumentsError, match="future"):
            Arguments.parse({"since": "2026-03-03"})


def test_what_the_store_keeps_of_them_is_plain_data_in_a_fixed_order() -> None:
    arguments = Arguments.parse({"languages": "ja,de", "since": "2024-09-01", "sections": "the-gioi"})
    assert arguments.as_json() == {
        "languages": ["de", "ja"], "since": "2024-09-01", "until": None, "sections": ["the-gioi"],
        "sites": list(SITES), "topic": "defence",
    }  # fmt: skip
