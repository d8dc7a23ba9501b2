"""How terms match: whole words, endings, compounds, gaps, capitals, tones, particles.

Tests crawler.topic: term_pattern.
"""

from __future__ import annotations

import pytest

from crawler.topic import folding
from crawler.topic.lexicon import Language, Lexicon, lexicon, whole_words


def spoken(
    code: str = "xx", *, spaced: bool = True, prefixes: tuple[str, ...] = (), tones: tuple[str, ...] = (), **terms: list[str]
) -> Language:
    return Language(code, code, None, spaced, frozenset(prefixes), (), frozenset(tones), terms, {})


def found(language: Language, text: str, *, toneless: bool = False) -> list[tuple[str, str]]:
    clean = folding.clean(text, language.code)
    bare = [(0, len(clean))] if toneless else []
    matches = Lexicon.of(language).find(clean, toneless=bare)
    return [(match.target, clean[match.start : match.end]) for match in matches]


@pytest.mark.parametrize(
    ("term", "text", "hit"),
    [
        ("joint exercise", "A joint exercise.", "joint exercise"),
        ("joint exercise", "a Joint-Exercise", "Joint-Exercise"),
        ("joint exercise", "joint exercises", None),
        ("joint exercis*", "joint exercising", "joint exercis"),
        ("exercise", "preexercise", None),
        ("*minister*", "Verteidigungsministers", "minister"),
        ("visit* .. minister*", "visits the new defence ministers", "visits the new defence minister"),
        ("visit* .. minister*", "visits one two three four ministers", None),
        ("visit* .. minister*", "visits. The minister", None),
        ("minist* of defen*", "ministry of defence", "ministry of defen"),
        ("minist* of defen", "ministry of defence", None),
        ("=AS", "AS dan", "AS"),
        ("=AS", "as dan", None),
        ("armée", "l’ARMEE", "ARMEE"),
    ],
)
def test_a_term_in_words(term: str, text: str, hit: str | None) -> None:
    assert found(spoken(a=[term]), text) == ([("a", hit)] if hit else [])


def test_a_gap_takes_up_to_three_words() -> None:
    assert found(spoken(a=["visit .. minister"]), "visit by the defence minister") == [("a", "visit by the defence minister")]


def test_terms_that_begin_alike_are_told_apart_by_what_follows() -> None:
    language = spoken(a=["minister .. meets", "minister .. receives", "minister"], b=["minister .. resigns"])
    assert found(language, "minister Lee receives") == [("a", "minister Lee receives"), ("a", "minister")]
    assert found(language, "minister Lee resigns") == [("b", "minister Lee resigns"), ("a", "minister")]


def test_a_script_without_spaces_is_searched_anywhere() -> None:
    japanese = spoken("ja", spaced=False, a=["防衛省"], b=["艦 .. 訪問"])
    assert found(japanese, "日本の防衛 省は") == [("a", "防衛省")]
    assert found(japanese, "艦が港を訪問") == [("b", "艦が港を訪問")]
    assert found(japanese, "艦。次に訪問") == []


def test_korean_words_stand_together_or_apart() -> None:
    korean = spoken("ko", spaced=False, a=["국방 장관"])
    assert found(korean, "국방장관이") == [("a", "국방장관")]
    assert found(korean, "국방 장관이") == [("a", "국방 장관")]


def test_particles_before_a_word_do_not_hide_it() -> None:
    arabic = spoken("ar", prefixes=("ال", "وال"), a=["جيش"])
    assert found(arabic, "والجيش") == [("a", "جيش")]
    assert found(arabic, "سجيش") == []


def test_a_latin_name_ends_where_another_script_begins() -> None:
    assert [match.target for match in lexicon("ja").find("ADMMにて")] == ["defence_forum"]
    assert [match.target for match in lexicon("ko").find("NATO와")] == ["party:NATO"]
    assert lexicon("ja").find("XADMM") == []


def test_tones_tell_the_navy_from_the_customs() -> None:
    vietnamese = spoken("vi", navy=["hải quân"])
    assert found(vietnamese, "Hải quân") == [("navy", "Hải quân")]
    assert found(vietnamese, "Hải quan") == []
    assert found(vietnamese, "hai quan", toneless=True) == [("navy", "hai quan")]


def test_without_tones_one_syllable_says_nothing() -> None:
    vietnamese = spoken("vi", tones=("phòng thủ",), visit=["thăm"], defence=["phòng thủ"], state=["=Anh"])
    assert found(vietnamese, "tham phong thu anh", toneless=True) == []
    assert found(vietnamese, "thăm phòng thủ") == [("visit", "thăm"), ("defence", "phòng thủ")]


def test_a_state_is_no_part_of_a_persons_name() -> None:
    vietnamese = spoken("vi", state=["=Đức"])
    assert found(vietnamese, "Hải quân Đức") == [("state", "Đức")]
    assert found(vietnamese, "ông Minh Đức") == []
    assert found(vietnamese, "đạo đức") == []


def test_decomposed_vietnamese_is_found() -> None:
    assert found(spoken("vi", a=["quốc phòng"]), "quo\u0302\u0301c pho\u0300ng") == [("a", "quốc phòng")]


def test_evidence_shows_whole_words() -> None:
    text = "die Verteidigungsminister reden"
    assert whole_words(text, 16, 24) == "Verteidigungsminister"
    assert whole_words("防衛省は", 0, 2) == "防衛"
