# ruff: noqa: E501 - a list a line
from __future__ import annotations

import pytest

from crawler.reading.links import without_stamps
from crawler.text.names import is_person


@pytest.mark.parametrize(
    "name",
    [
        "Minh Anh",
        "Nguyễn Thị Bích Ngọc",
        "H.A.",
        "Thanh",
        "MINH ANH",
        "Jean de la Croix",
        "Jean-Paul Roux",
        "O'Neil Carter",
        "Анна Ким",
        "김민지",
        "佐藤花子",
    ],
)
def test_a_name(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "text",
    [
        "", "08:01", "26", "PV", "TTXVN", "Thứ Hai", "Monday", "1.234 lượt xem", "Lượt Xem", "Báo Quốc tế", "World News", "Ban Biên tập", "Editor",
        "Hà Nội", "nhiều tác giả", "https://example.org", "Minh Anh, Thu Hà", "(theo Kyodo)", "5/5", "Minh Anh và các đồng nghiệp ở bốn tỉnh", "@minhanh",
    ],
)  # fmt: skip
def test_no_name(text: str) -> None:
    assert not is_person(text)


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://x.vn/a.jpg?rt=1", "https://x.vn/a.jpg"),
        ("https://x.vn/a.jpg?w=2&rt=1", "https://x.vn/a.jpg?w=2"),
        ("https://x.vn/a.jpg?randTime=1&w=2", "https://x.vn/a.jpg?w=2"),
        ("https://x.vn/a.jpg?start=1", "https://x.vn/a.jpg?start=1"),
        ("https://x.vn/a.jpg?240912", "https://x.vn/a.jpg?240912"),
        ("https://x.vn/a.jpg", "https://x.vn/a.jpg"),
    ],
)
def test_stamps_go(url: str, bare: str) -> None:
    assert without_stamps(url, ["rt", "randTime"]) == bare
