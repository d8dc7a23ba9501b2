from __future__ import annotations

import re
import unicodedata

import pytest

from crawler.text.words import any_of, any_word, as_listed, table, whole_words, words


def test_the_longest_word_wins_and_a_space_is_any_run_of_spaces() -> None:
    pattern = re.compile(any_of(["Foto", "Foto von", "a.b"]))
    found = pattern.match("Foto \u00a0von Kyodo")
    assert found is not None
    assert found[0] == "Foto \u00a0von"
    assert pattern.match("axb") is None


def test_words_are_composed_however_a_list_spells_them() -> None:
    assert re.fullmatch(any_of([unicodedata.normalize("NFD", "Ảnh"), "Ảnh"]), "Ảnh")


@pytest.mark.parametrize("text", ["", "Foto", "(?!)"])
def test_no_words_match_nothing(text: str) -> None:
    assert re.search(any_of([]), text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Update: heute", "Update"),
        ("Updates", None),
        ("kein-Update", "Update"),
        ("meinUpdate", None),
        # Chinese and Thai put no spaces between words, so that a word may begin and end inside of others.
        ("昨天更新了", "更新"),
        ("ข่าวอัปเดตล่าสุด", "อัปเดต"),
        ("last   update", "last   update"),
    ],
)
def test_a_word_is_found_whole_where_its_script_has_spaces(text: str, expected: str | None) -> None:
    found = re.search(whole_words(["Update", "last update", "更新", "อัปเดต"]), text)
    assert (found[0] if found else None) == expected


def test_what_a_list_takes_for_the_same() -> None:
    assert as_listed("  THEO\u00a0Dõi ") == as_listed(unicodedata.normalize("NFD", "theo dõi")) == "theo dõi"


def test_a_table_gives_its_words_by_language_together_and_as_a_pattern() -> None:
    assert "Foto von" in table("captions", "photo_by")["de"]
    assert {"foto von", "photo de"} <= words("captions", "photo_by")
    assert re.fullmatch(any_word("captions", "photo_by"), "Photos courtesy of")
