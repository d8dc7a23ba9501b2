from __future__ import annotations

import pytest

from crawler.page import Image, Page
from tests.builders import mirror_address, mirror_page, original_page


def test_text_and_pictures_of_a_body_are_told_apart_in_page_order() -> None:
    first, second = Image("https://baoquocte.vn/1.jpg"), Image(None, "Ở bến cảng.")
    page = original_page(body=["Một.", first, "Hai.", second])
    assert page.paragraphs() == ["Một.", "Hai."]
    assert page.images() == [first, second]


@pytest.mark.parametrize(
    ("language", "origin", "expected"),
    [
        ("de", "vi", True),
        ("vi", "vi", False),
        ("es", "vi", True),
        ("es", "es", False),
        # Script and region make no other language.
        ("zh-CN", "zh-TW", False),
        ("pt-BR", "es", True),
    ],
)
def test_a_page_in_another_language_than_its_original_is_a_translation(language: str, origin: str, expected: bool) -> None:  # noqa: FBT001
    page = mirror_page(language)
    page.origin_language = origin
    assert page.is_translation() is expected


def test_a_newspapers_own_page_is_no_translation_in_whatever_language() -> None:
    assert not original_page(host="en.baoquocte.vn").is_translation()
    assert not Page(mirror_address("de"), "test 1", "Titel").is_translation()
