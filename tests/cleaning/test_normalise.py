from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.normalise import normalise
from crawler.page import Image
from tests.pages_for_verbs import page


def spelled(text: str, language: str = "de") -> str:
    one = page(text, language=language)
    normalise(one)
    return "".join(one.paragraphs())


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("vi", "Bo\u0302\u0323 tru\u031bo\u031b\u0309ng Quo\u0302\u0301c pho\u0300ng", "Bộ trưởng Quốc phòng"),
        ("de", "Er sagte &amp;quot;Ja&amp;quot; &amp; ging.", 'Er sagte "Ja" & ging.'),
        ("de", "Japan&nbsp;und&nbsp;Finnland &#8211; ein Pakt", "Japan und Finnland – ein Pakt"),
        ("en", "They said & quot;yes& quot ;", 'They said "yes"'),
        ("en", "AT&T, R&D and https://example.org/?a=1&copy=2", "AT&T, R&D and https://example.org/?a=1&copy=2"),
        ("en", "one\u00a0two\tthree\u2009four\u202ffive   six", "one two three four five six"),
        ("en", "  two lines\r\nbecome\u2028one  ", "two lines become one"),
        ("de", "Ver\u00adteidi\u200bgung\ufeff und\u2060 mehr", "Verteidigung und mehr"),
        ("de", "Auf\u200clage", "Auflage"),
        ("fa", "می\u200cخواهم", "می\u200cخواهم"),
        ("fa", "می\u200c خواهم\u200c", "می خواهم"),
        ("fa", "می\u200c\u200cخواهم", "می\u200cخواهم"),
        ("ar", "ه\u200d 1446", "ه\u200d 1446"),
        ("hi", "क्\u200dष और र\u094d\u200dय, शक्\u200cति", "क्\u200dष और र\u094d\u200dय, शक्\u200cति"),
        ("hi", "श्रीमान्\u200c राघव\u200c जी", "श्रीमान्\u200c राघव जी"),
        ("hi", "रक्षा\u200b मंत्री", "रक्षा मंत्री"),
        ("en", "\U0001f469\u200d\U0001f680 left\u200d", "\U0001f469\u200d\U0001f680 left"),
        ("en", "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308"),
        ("th", "กระทรวง\u200bกลาโหม\u200d", "กระทรวงกลาโหม"),
        ("ar", "\u200fوزير الدفاع\u200e", "وزير الدفاع"),
        ("ar", "اتفاقية NATO\u200f (الحلف) جديدة", "اتفاقية NATO\u200f (الحلف) جديدة"),
        ("en", "left\u200e to \u202aright\u202c", "left to right"),
        ("de", "Minister , Generäle und Soldaten .", "Minister, Generäle und Soldaten."),
        ("de", "Was nun ? Halt ! Also : weiter ; immer", "Was nun? Halt! Also: weiter; immer"),
        ("ru", "встреча 2+2 , 20 мая", "встреча 2+2, 20 мая"),
        ("en", "in the U.S. , he said", "in the U.S., he said"),
        ("hi", "मंत्री , रक्षा के लिए ।", "मंत्री, रक्षा के लिए।"),
        ("ar", "الوزير ، والجنرال ؟", "الوزير، والجنرال؟"),
        ("ko", "장관 , 국방 .", "장관, 국방."),
        ("fr", "Source\u00a0: Kyodo\u202f; vrai\u202f? oui\u202f! «\u00a0mot\u00a0»", "Source : Kyodo ; vrai ? oui ! « mot »"),
        ("fr", "Le ministre , hier .", "Le ministre, hier."),
        ("de", "Minister ( rechts ) und [ links ]", "Minister (rechts) und [links]"),
        ("ja", "日本 と フィンランド 、 防衛 協力 。", "日本とフィンランド、防衛協力。"),
        ("ja", "2024 年 9 月、 NATO 加盟", "2024 年 9 月、 NATO 加盟"),
        ("ja", "\u3000日本が先行\u3000フィンランドも続く", "日本が先行\u3000フィンランドも続く"),
        ("ja", "日本\u3000\u3000NATO", "日本 NATO"),
        ("zh-CN", "国防 部长 （ 右 ）", "国防部长（右）"),
        ("ko", "일본 과 핀란드 國防 協力", "일본 과 핀란드 國防 協力"),
        ("en", "a\x00b\x07c\x1bd\x85e", "abcd e"),
        ("en", "broken \ud83d end and whole \ud83d\ude00", "broken end and whole \U0001f600"),
    ],
)
def test_spells_one_way(language: str, before: str, after: str) -> None:
    assert spelled(before, language) == after


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Werte 1 ,5 und 3 : 1 um 08 : 01 Uhr"),
        ("en", "He waited ... and waited … for .NET at .5 percent :-) ;)"),
        ("en", "see https://example.org/a_b?c=d&e=f,g;h:i!j or mail a.b@example.org"),
        ("en", "https://example.org/a , then"),
        ("en", "Fine: a clean text (with brackets), 1,500 men; 50 %!"),
        ("fr", "Selon lui : « Oui ! » ; non ?"),
        ("ja", "日本の木原稔防衛大臣（右）は、NATO加盟国と「協力」を約束した。"),
        ("ko", "일본 방위상(오른쪽)은 9월 12일, 협력을 약속했다."),
        ("ar", 'قال الوزير: "نعم"، ثم غادر.'),
        ("th", "รัฐมนตรีกลาโหม ไทย และ ญี่ปุ่น พบกันที่กรุงโตเกียว"),
        ("vi", "Bộ trưởng gặp nhau tại Hà Nội ngày 12/9, lúc 08:01."),
        ("he", 'שר הביטחון נפגש עם עמיתו, ואמר: "כן".'),
    ],
)
def test_leaves_a_clean_text_alone(language: str, text: str) -> None:
    one = page(text, language=language)
    assert normalise(one) == {}
    assert one.body == [text]


def test_spells_every_field() -> None:
    one = page("a\u00a0b", Image("https://x.vn/a.jpg", "c\u00a0d", "e\u00a0f"), headline="g\u00a0h", description="i\u00a0j")
    one.authors, one.keywords, one.section = ["k\u00a0l"], ["m\u00a0n", "\u200b"], ["o\u00a0p"]
    one.agency, one.publisher = "q\u00a0r", "s\u00a0t"
    counts = normalise(one)
    assert one.body == ["a b", Image("https://x.vn/a.jpg", "c d", "e f")]
    assert (one.headline, one.description, one.authors, one.keywords, one.section) == ("g h", "i j", ["k l"], ["m n"], ["o p"])
    assert (one.agency, one.publisher) == ("q r", "s t")
    assert counts == {"spaces": 10, "zero_width": 1}


def test_what_is_nothing_goes() -> None:
    one = page("\u200b", " \u00a0", "text", Image(None, "\ufeff", " "), description="\u00a0")
    normalise(one)
    assert one.body == ["text", Image(None, None, None)]
    assert one.description is None


MIXED = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \u00a0\u3000\u200b\u200c\u200d\u200e\ufeff\u00ad\t,.;:!?()[]（）&#;ampnbsp|1\ud83d\ude00"),
        st.sampled_from("5٣日本한국क्षميกำ\u0301\u0323\U0001f469"),
        st.characters(),
    ),
    max_size=60,
)


@given(MIXED, st.sampled_from(["de", "fr", "ja", "ko", "ar", "fa", "hi", "vi", "th"]))
def test_twice_is_once(text: str, language: str) -> None:
    once = spelled(text, language)
    assert spelled(once, language) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\u00a0" not in once
    assert "  " not in once
    assert once == once.strip()


@given(st.text(alphabet=st.characters(categories=["L", "Nd", "Po", "Ps", "Pe", "Zs"], exclude_characters="&"), max_size=80))
def test_changes_spaces_only_in_composed_text(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert "".join(spelled(composed).split()) == "".join(composed.split())
