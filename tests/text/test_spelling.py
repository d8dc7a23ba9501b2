from __future__ import annotations

import unicodedata

import pytest

from crawler.text import spelling


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  zwei \t\n Wörter ", "zwei Wörter"),
        ("eins zwei", "eins zwei"),
        ("Zeile\u2028Zeile", "Zeile Zeile"),
        # What is no line's end and no indentation stays for the step that decides about it.
        ("\u00a0hai\u200b ba ", "\u00a0hai\u200b ba"),
    ],
)
def test_runs_of_white_space_become_one_space(text: str, expected: str) -> None:
    assert spelling.collapse(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("a", True), (" . ", True), ("\u00a0\u200b\u00ad", False), ("", False)])
def test_what_a_reader_would_see(text: str, expected: bool) -> None:  # noqa: FBT001
    assert spelling.visible(text) is expected


def test_letters_are_composed() -> None:
    assert spelling.nfc(unicodedata.normalize("NFD", "Quốc phòng")) == "Quốc phòng"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đối thoại Quốc phòng: lần thứ 9!", "doi-thoai-quoc-phong-lan-thu-9"),
        (" «Tàu» – cảng ", "tau-cang"),
        ("Größe", "gro-e"),
    ],
)
def test_a_title_is_spelled_as_slugs_are(title: str, slug: str) -> None:
    assert spelling.slugify(title) == slug


@pytest.mark.parametrize(("text", "expected"), [("Hai bên …", "Hai bên"), ("Hai bên ....", "Hai bên"), ("Hết. ", "Hết. ")])
def test_the_dots_of_a_cut_go(text: str, expected: str) -> None:
    assert spelling.without_ellipsis(text) == expected


def test_a_masked_address_is_read_and_nothing_else() -> None:
    key = 0x5A
    masked = bytes([key, *(letter ^ key for letter in b"toasoan@example.org")]).hex()
    assert spelling.unmask_email(masked) == "toasoan@example.org"
    assert [spelling.unmask_email(code) for code in ("", "zz", "5a5b", masked[:8])] == [None] * 4
