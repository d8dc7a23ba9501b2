"""Tests crawler.text: ad_slots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.strip_slots import strip_slots
from crawler.page import Removed
from tests.pages_for_verbs import page, picture, removed

SLOTS = [
    "[Anzeige_1]",
    "[광고_1]",
    "[広告_1]",
    "[publicité_1]",
    "[Реклама_2]",
    "[إعلان_1]",
    "[إعلان_١]",
    "[विज्ञापन_1]",
    "[विज्ञापन_१]",
    "[โฆษณา_1]",
    "[โฆษณา_๑]",
    "【広告_1】",
    "［广告_2］",
    "〔広告_1〕",
    "[ad 1]",
    "[AD_2]",
    "[ad_1 ]",
    "[Quảng cáo_1]",
    "[quảng cáo 2]",
    "[annonce_१]",
    "[広告2]",
    "[ad\\_1]",
    "[1_reklama]",
    "[zsadnový_1]",
    "[διαφήμιση_2]",
    "[פרסומת_1]",
    "[ផ្សាយពាណិជ្ជកម្ម_1]",
    "(광고_1)",
    "[Anzeige_1].",
    "[広告_2]。",
]


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_alone_on_a_line_goes(slot: str) -> None:
    one = page("Erster Absatz.", "Zweiter Absatz.", slot, "Dritter Absatz.")
    assert strip_slots(one) == {"ad_slot": 1}
    assert one.body == ["Erster Absatz.", "Zweiter Absatz.", "Dritter Absatz."]
    assert one.removed == [Removed("ad_slot", slot)]


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_at_a_paragraphs_end_goes(slot: str) -> None:
    one = page("Erster Absatz.", f"Zweiter Absatz. {slot}", "Dritter Absatz.")
    assert strip_slots(one) == {"ad_slot": 1}
    assert one.body == ["Erster Absatz.", "Zweiter Absatz.", "Dritter Absatz."]


@pytest.mark.parametrize(
    "text",
    [
        "Das steht dort.[1]",
        "Das steht dort. [1]",
        "Das steht dort. [12]",
        "Siehe [Artikel 2]",
        "Er sagte [sic]",
        "[Video]",
        "[Update 2]",
        "[Teil 1]",
        "Mit [Hinweis_3] mitten im Satz.",
        "Mit [Anzeige_1] mitten im Satz.",
        "Der Minister [links] sprach.",
        "Zahlen (Abb. 1)",
        "Resolution [1701_2006]",
        "Mehr unter [Hinweis_3].",
        "[COVID-19]",
        "【独自】",
        "［写真1］",
        "[Hinweis_2024]",
        "Der Wert feld[index_1]",
        "",
    ],
)
def test_an_authors_bracket_stays(text: str) -> None:
    one = page("Erster Absatz.", text, "Dritter Absatz.")
    assert strip_slots(one) == {}
    assert one.body == ["Erster Absatz.", text, "Dritter Absatz."]


def test_without_an_underscore_the_word_of_another_slot_counts() -> None:
    one = page("Absatz eins. [zsadnový_1]", "Absatz zwei.", "[Zsadnový 2]", "Absatz [drei 2]")
    assert strip_slots(one) == {"ad_slot": 2, "standfirst": 1}
    assert one.description == "Absatz eins."
    assert one.body == ["Absatz zwei.", "Absatz [drei 2]"]


def test_two_slots_in_one_place() -> None:
    one = page("Eins.", "Zwei. [ad_2] [ad_3]", "[ad_4] [ad_5]", "Drei.")
    strip_slots(one)
    assert one.body == ["Eins.", "Zwei.", "Drei."]
    assert [text for _, text in removed(one)] == ["[ad_2]", "[ad_3]", "[ad_4]", "[ad_5]"]


def test_an_ad_slot_at_the_start_of_a_paragraph_goes() -> None:
    one = page("Eins.", "[Anzeige_2] Zwei.", "[Fußnote_2] Drei.")
    strip_slots(one)
    assert one.body == ["Eins.", "Zwei.", "[Fußnote_2] Drei."]


@pytest.mark.parametrize("slot", ["[広告_1]", "【広告_1】", " [広告1]"])
def test_no_space_before_a_slot_in_japanese(slot: str) -> None:
    one = page(f"協力で一致した。{slot}", "本文。", language="ja")
    strip_slots(one)
    assert one.description == "協力で一致した。"
    assert one.body == ["本文。"]


def test_the_paragraph_that_ended_in_slot_1_is_the_standfirst() -> None:
    one = page(picture(), "Anriss. [Anzeige_1]", "Absatz.", "[Anzeige_2]")
    assert strip_slots(one) == {"ad_slot": 2, "standfirst": 1}
    assert one.description == "Anriss."
    assert one.body == [picture(), "Absatz."]


def test_the_paragraph_before_a_lone_slot_1_is_the_standfirst() -> None:
    one = page("Anriss.", "[Anzeige_1]", "Absatz.")
    strip_slots(one)
    assert one.description == "Anriss."
    assert one.body == ["Absatz."]


def test_slot_1_further_down_makes_no_standfirst() -> None:
    one = page("Absatz eins.", "Absatz zwei. [Anzeige_1]", "Absatz drei.", "[Anzeige_2]")
    strip_slots(one)
    assert one.description is None
    assert one.body == ["Absatz eins.", "Absatz zwei.", "Absatz drei."]


def test_the_only_paragraph_stays_in_the_body() -> None:
    one = page("Alles. [Anzeige_1]", "[Anzeige_2]")
    strip_slots(one)
    assert one.body == ["Alles."]
    assert one.description is None


def test_a_description_that_is_the_same_or_a_cut_gives_way() -> None:
    standfirst = "Die beiden Minister einigten sich in Hanoi auf engere Zusammenarbeit."
    equal = page(f"{standfirst} [ad_1]", "Absatz.", description=standfirst)
    strip_slots(equal)
    assert (equal.description, equal.body) == (standfirst, ["Absatz."])
    assert ("duplicate", standfirst) in removed(equal)
    cut = page(f"{standfirst} [ad_1]", "Absatz.", description=standfirst[:40] + " ...")
    strip_slots(cut)
    assert (cut.description, cut.body) == (standfirst, ["Absatz."])


def test_a_description_that_says_something_else_stands_and_so_does_the_paragraph() -> None:
    one = page("Anriss. [ad_1]", "Absatz.", description="Was die Seite selbst als Vorspann nennt.")
    strip_slots(one)
    assert (one.description, one.body) == ("Was die Seite selbst als Vorspann nennt.", ["Anriss.", "Absatz."])
    assert removed(one) == [("ad_slot", "[ad_1]")]


def test_a_slot_in_the_description_goes() -> None:
    one = page("Absatz eins.", "Absatz zwei.", description="Anriss. [Anzeige_1]")
    assert strip_slots(one) == {"ad_slot": 1}
    assert one.description == "Anriss."


@pytest.mark.parametrize("word", ["[sapo]", "[сапо]", "[サポ]", "［サポ］", "[Sapo]", "[ซาโป]", "[سابو]", "【サポ】"])
def test_an_unfilled_placeholder_goes(word: str) -> None:
    one = page(word, "Absatz eins.", "Absatz zwei.")
    assert strip_slots(one) == {"placeholder": 1}
    assert one.body == ["Absatz eins.", "Absatz zwei."]
    assert removed(one) == [("placeholder", word)]


def test_a_placeholder_before_the_standfirst() -> None:
    one = page("[sapo]", "Anriss. [ad_1]", "Absatz.")
    assert strip_slots(one) == {"placeholder": 1, "ad_slot": 1, "standfirst": 1}
    assert (one.description, one.body) == ("Anriss.", ["Absatz."])


def test_an_unknown_placeholder_only_in_the_shortcodes_place() -> None:
    placed = page("[zapfo]", "Anriss. [ad_1]", "Absatz.")
    strip_slots(placed)
    assert placed.body == ["Absatz."]
    for lines in (["[Video]", "Anriss. [ad_1]", "Absatz."], ["[zapfo]", "Absatz.", "Absatz zwei."]):
        other = page(*lines)
        strip_slots(other)
        assert other.body[0] == lines[0]


def test_a_placeholder_may_stand_below_an_image_but_not_in_a_sentence() -> None:
    one = page(picture(), "Absatz mit [sapo] darin.", "[sapo]", "（sapo）", "「サポ」は言葉。")
    assert strip_slots(one) == {"placeholder": 1}
    assert one.body == [picture(), "Absatz mit [sapo] darin.", "（sapo）", "「サポ」は言葉。"]


def test_a_placeholder_before_text_and_in_the_description() -> None:
    one = page("[sapo] Absatz.", "Absatz zwei.", description="[sapo]")
    assert strip_slots(one) == {"placeholder": 2}
    assert (one.description, one.body) == (None, ["Absatz.", "Absatz zwei."])


PIECES = [*SLOTS, "Text. [ad_1]", "[sapo]", "[zapfo]", "Text [a_2] mehr."]
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=8)


@given(LINES)
def test_twice_is_once_and_nothing_is_lost(lines: list[str]) -> None:
    lines = [line for line in (" ".join(line.split()) for line in lines) if line]
    one = page(*lines)
    strip_slots(one)
    body, description = list(one.body), one.description
    assert strip_slots(one) == {}
    assert (one.body, one.description) == (body, description)
    pieces = [*one.paragraphs(), *(text for _, text in removed(one)), description or ""]
    assert sorted("".join("".join(pieces).split())) == sorted("".join("".join(lines).split()))
