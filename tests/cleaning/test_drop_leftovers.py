"""Tests crawler.text: comparing, lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.drop_leftovers import drop_leftovers
from tests.pages_for_verbs import page, picture, removed

A = "Die beiden Minister sprachen am Donnerstag in Hanoi über gemeinsame Übungen und über den Austausch von Fachleuten."
B = "Am Nachmittag legten die Gäste einen Kranz nieder und besuchten danach ein Lazarett am Rand der Stadt."
TITLE = "Bộ trưởng Quốc phòng hai nước gặp nhau tại Hà Nội"


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("alt_text", "Bộ trưởng gặp gỡ đồng cấp - Ảnh 1."),
        ("alt_text", "Minister treffen sich – Foto 12"),
        ("alt_text", "大臣会談 - 写真 2。"),
        ("alt_text", "Bildunterschrift"),
        ("alt_text", "Image caption"),
        ("alt_text", "画像のキャプション"),
        ("image_filename", "eefa8c43d1b7.jpg"),
        ("image_filename", "W-1HAI_3481.jpg"),
        ("image_filename", "Bild 5325.jpg"),
        ("image_filename", "写真 12 (2).PNG"),
        ("image_filename", "anh-dai-dien.webp"),
        ("image_markup", "![]()"),
        ("image_markup", "![alt](https://x.vn/a.jpg)"),
        ("original_title", TITLE),
        ("original_title", TITLE.upper()),
        ("original_title", f"{TITLE} vào mùa thu"),
    ],
)
def test_a_leftover_line_goes(kind: str, line: str) -> None:
    one = page(A, line, B)
    assert drop_leftovers(one) == {kind: 1}
    assert one.body == [A, B]
    assert removed(one) == [(kind, line)]


@pytest.mark.parametrize(
    "line",
    [
        "Er schickte dem Ministerium noch am selben Abend die Datei karte.jpg",
        "Das zeigt Bild 1 in aller Klarheit.",
        "Übung am 3. Mai – Teil 2",
        "Bild der Lage",
        "Kommentar (0)",
        "Quelle: https://example.org/a",
        "Bộ trưởng Quốc phòng",
        "Theo dõi tình hình Biển Đông",
        "Wer Baoquocte.vn folgen möchte, kann das tun.",
        "Der Minister! [so nannte er sich] (lange)",
    ],
)
def test_text_stays(line: str) -> None:
    one = page(A, line, B, A + B, B + A, A + A, B + B, A + B + A)
    assert drop_leftovers(one) == {}
    assert one.body[1] == line


def test_the_title_is_a_leftover_only_on_a_translation() -> None:
    one = page(A, TITLE, B, language="vi", headline="Khác hẳn")
    assert drop_leftovers(one) == {}


def test_a_newspapers_own_page_has_no_leftover_title() -> None:
    # The English edition's slug is its own title: a paragraph that begins with it is text.
    one = page(f"{TITLE} vào sáng thứ Hai", A, language="en", headline="Khác hẳn")
    one.origin_language = None
    assert drop_leftovers(one) == {}


def test_the_originals_language_is_the_sites_to_say() -> None:
    one = page(A, TITLE, B, language="vi", headline="Khác hẳn")
    one.origin_language = "es"
    assert drop_leftovers(one) == {"original_title": 1}


def test_a_titles_slug_may_have_a_collision_number() -> None:
    one = page(A, TITLE, B)
    one.address = type(one.address)("k", "https://www.vietnam.vn/de/k", "vietnam.vn", "de", f"{one.address.slug}-2")
    assert drop_leftovers(one) == {"original_title": 1}


def test_image_markup_inside_a_line_goes() -> None:
    one = page(f"{A} ![]() {B}", B + A)
    assert drop_leftovers(one) == {"image_markup": 1}
    assert one.body == [f"{A} {B}", B + A]


def test_an_images_caption_may_be_a_leftover() -> None:
    one = page(A, picture("eefa8c43.jpg"), picture("Bildunterschrift"), picture("Echte Worte"), B)
    assert drop_leftovers(one) == {"image_filename": 1, "alt_text": 1}
    assert [image.caption for image in one.images()] == [None, None, "Echte Worte"]


@pytest.mark.parametrize("between", [[], [picture()]])
def test_a_paragraph_twice_running_is_one(between: list[str]) -> None:
    one = page(A, B, *between, B, A)
    assert drop_leftovers(one) == {"duplicate": 1}
    assert one.paragraphs() == [A, B, A]
    assert removed(one) == [("duplicate", B)]


def test_a_short_line_may_be_said_twice() -> None:
    one = page(A, "„Ja!“", "„Ja!“", B)
    assert drop_leftovers(one) == {}


def test_headline_and_description_are_not_repeated() -> None:
    one = page("Zwei Minister treffen sich in Hanoi!", A, B, A + B, description=A)
    assert drop_leftovers(one) == {"duplicate": 2}
    assert one.body == [B, A + B]
    assert one.description == A


def test_a_cut_description_becomes_whole() -> None:
    one = page(A, B, description=A[:60] + " ...")
    drop_leftovers(one)
    assert one.description == A
    assert one.body == [B]
    assert removed(one) == [("duplicate", A[:60] + " ...")]


def test_a_description_that_only_begins_alike_stays() -> None:
    one = page(A, B, description=A[:60])
    assert drop_leftovers(one) == {}
    assert one.body == [A, B]


def test_the_only_paragraph_is_never_a_repetition() -> None:
    one = page(picture(), A, description=A)
    assert drop_leftovers(one) == {}


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("comment_counter", "Kommentar (0)"),
        ("comment_counter", "コメント (0)"),
        ("comment_counter", "댓글 (12)"),
        ("comment_counter", "ความคิดเห็น (0)"),
        ("comment_counter", "टिप्पणी (0)"),
        ("comment_counter", "评论（0）"),
        ("source_line", "Quelle: https://baoquocte.vn/a-1.html"),
        ("source_line", "出典：https://baoquocte.vn/a-1.html"),
        ("source_line", "Source : https://baoquocte.vn/a-1.html"),
        ("follow_line", "Theo dõi Baoquocte.vn trên"),
        ("follow_line", "Folgen Sie Baoquocte.vn auf"),
    ],
)
def test_what_ends_the_page_goes(kind: str, line: str) -> None:
    one = page(A, B, line, picture())
    assert drop_leftovers(one) == {kind: 1}
    assert one.body == [A, B, picture()]


def test_a_page_tail_goes_in_page_order_and_gives_the_source() -> None:
    tail = ["Theo dõi Baoquocte.vn trên", "Quelle: https://baoquocte.vn/a-286044.html", "Kommentar (0)"]
    one = page(A, B, *tail)
    drop_leftovers(one)
    assert one.body == [A, B]
    assert [text for _, text in removed(one)] == tail
    assert one.source_url == "https://baoquocte.vn/a-286044.html"


def test_the_readers_source_is_not_overwritten() -> None:
    one = page(A, B, "Quelle: https://baoquocte.vn/b-2.html")
    one.source_url = "https://baoquocte.vn/a-1.html"
    drop_leftovers(one)
    assert one.source_url == "https://baoquocte.vn/a-1.html"


PIECES = [
    A,
    B,
    TITLE,
    "a.jpg",
    "![]()",
    "Wort ![](x) Wort",
    "X - Ảnh 1.",
    "Kommentar (0)",
    "Quelle: https://x.vn/a",
    "Caption",
    "Zwei Minister treffen sich in Hanoi",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=15)), max_size=10), st.sampled_from([None, A, A[:50] + "…", B]))
def test_twice_is_once_and_nothing_is_lost(lines: list[str], description: str | None) -> None:
    lines = [line for line in (" ".join(line.split()) for line in lines) if line]
    one = page(*lines, description=description)
    drop_leftovers(one)
    body = list(one.body)
    pieces = [*one.paragraphs(), *(text for _, text in removed(one)), one.description or ""]
    assert sorted("".join("".join(pieces).split())) == sorted("".join("".join([*lines, description or ""]).split()))
    assert drop_leftovers(one) == {}
    assert one.body == body
