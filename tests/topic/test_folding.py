from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.topic import folding
from crawler.topic.lexicon import codes


@given(st.text(), st.sampled_from(["", *codes()]))
def test_folding_keeps_every_character_in_its_place(text: str, code: str) -> None:
    clean = folding.clean(text, code)
    assert len(folding.plain_letters(clean, code)) == len(folding.lower(clean)) == len(clean)


@given(st.text(), st.sampled_from(["", *codes()]))
def test_cleaning_twice_changes_nothing_more_than_once(text: str, code: str) -> None:
    once = folding.clean(text, code)
    assert folding.plain_letters(folding.clean(once, code), code) == folding.plain_letters(once, code)


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("Bộ Quốc phòng", unicodedata.normalize("NFD", "Bộ Quốc phòng"), "vi"),
        ("hòa bình, thúy", "hoà bình, thuý", "vi"),
        ("Defensa aérea", "DEFENSA AEREA", "es"),
        ("Υπουργός Άμυνας", "υπουργος αμυνας", "el"),
        ("zwei-plus zwei", "zwei plus zwei", "de"),
        ("l’armée", "l'armee", "fr"),
        ("İstanbul ışık", "istanbul isik", "tr"),
        ("國防部長會談", "国防部长会谈", "zh"),
        ("防衛 省", "防衛省", "ja"),
        ("กระทรวง กลาโหม", "กระทรวงกลาโหม", "th"),
        ("الدِّفَاع", "الدفاع", "ar"),
        ("أمريكا", "امريكا", "ar"),
        ("שַׂר", "שר", "he"),
        ("soldier\u00ad s", "soldier s", "en"),
        ("two\u00a0 \tspaces", "two spaces", "en"),
    ],
)
def test_spellings_of_one_word_are_one(left: str, right: str, code: str) -> None:
    assert folding.plain_letters(folding.clean(left, code), code) == folding.plain_letters(folding.clean(right, code), code)


def test_what_differs_in_letters_stays_different() -> None:
    assert folding.lower("Hải Quân") != folding.lower("Hải Quan")
    assert folding.plain_letters("かいだん", "ja") != folding.plain_letters("がいだん", "ja")
    assert folding.plain_letters("quý", "vi") == "quy"
    assert folding.clean("quý", "vi") == "quý"


def test_a_lone_surrogate_is_left_out() -> None:
    assert folding.clean("a\ud800b") == "ab"


@pytest.mark.parametrize(
    ("written", "meant", "code"),
    [
        ("HOÀ BÌNH, TUỲ VIÊN, Khoẻ, hoàng, QUÝ", "HÒA BÌNH, TÙY VIÊN, Khỏe, hoàng, QUÝ", "vi"),
        ("Ðà Nẵng, ðại sứ", "Đà Nẵng, đại sứ", "vi"),
        ("Hoa Kì, kí kết, sỹ quan, kính, thì", "Hoa Kỳ, ký kết, sĩ quan, kính, thì", "vi"),
        ("ＡＤＭＭ、ﾍﾞﾄﾅﾑ，２＋２", "ADMM、ベトナム，2＋2", "ja"),
        ("เเละ น\u0e4dา", "และน\u0e33", "th"),
    ],
)
def test_what_is_typed_otherwise_is_cleaned_into_one_spelling(written: str, meant: str, code: str) -> None:
    assert folding.clean(written, code) == meant


def test_terms_are_also_looked_for_as_they_are_spelled_without_umlauts() -> None:
    assert folding.spellings("*militärübung*", "de") == ["*militärübung*", "*militaeruebung*"]
    assert set(folding.spellings("großübung", "de")) == {"großübung", "großuebung", "grossübung", "grossuebung"}
    assert folding.spellings("manœuvre", "fr") == ["manœuvre", "manoeuvre"]
    assert folding.spellings("bảo vệ", "vi") == ["bảo vệ"]
