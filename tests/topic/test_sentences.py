"""A text as tokens in their order.

Tests crawler.topic: overlaps.
"""

from __future__ import annotations

import pytest

from crawler.topic.sentences import DATED_NAME, read_sentences


def names(language: str, text: str) -> list[str]:
    return ["+".join(token.parties) or token.name for token in read_sentences(language, text).tokens]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Japan and Finland hold talks", ["JP", "and", "FI", "talks"]),
        ("en", "U.S. Army officers sing with Kenya", ["US", "officer", "officer", "_", "with", "KE"]),
        ("en", "Twelve ships, 300 sailors. Is it war?", ["_", ",", "#", "armed_forces", "/", "is", "_", "/?"]),
        ("vi", "Bộ trưởng Quốc phòng Nhật Bản thăm Lào", ["defence_minister", "JP", "visit", "LA"]),
        ("vi", "Thủ tướng tiếp Bộ trưởng Quốc phòng Malaysia", ["leader", "meeting", "defence_minister", "MY"]),
        ("ja", "日本とインドの防衛相", ["JP", "with", "IN", "defence_minister"]),
    ],
)
def test_what_is_said_stands_in_its_order(language: str, text: str, expected: list[str]) -> None:
    assert names(language, text) == expected


def test_what_a_longer_expression_turns_into_something_else_is_not_said() -> None:
    assert "defence_agreement" in read_sentences("en", "A defence agreement").concepts
    assert "defence_agreement" not in read_sentences("en", "A trade defence agreement").concepts
    assert read_sentences("en", "South Sudan").parties == ["SS"]


def test_an_address_is_read_without_tones() -> None:
    read = read_sentences("vi", "bo-truong-quoc-phong-nhat-ban-tham-viet-nam", slug=True)
    assert [token.name for token in read.tokens if token.name == "defence_minister"]
    assert read.parties == ["JP", "VN"]


def test_a_name_with_a_year_may_be_an_exercise() -> None:
    assert DATED_NAME in read_sentences("en", "Quiet Harbour 2027 opens").concepts
    assert DATED_NAME not in read_sentences("en", "the harbour opens in 2027").concepts


def test_the_body_begins_where_the_standfirst_ends() -> None:
    read = read_sentences("en", "Two navies met. They signed.")
    read.body_from = 16
    assert (read.where(0, "description"), read.where(20, "description")) == ("description", "body")
